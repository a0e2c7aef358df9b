//! Numbers at the start of a line: 第十二条, 一、, （一）, 1., （1）, ①, 一是.

use crate::model::config::Level;
use crate::model::document::{Mark, Number};
use crate::model::numeral::{self, NumeralStyle};

/// Reads the mark with which `text` begins. `heading`: the line is a heading, so that
/// 第一章总则 needs no blank. Never reads a citation that opens a sentence (第五条规定的……).
pub fn parse_mark(text: &str, heading: bool) -> Option<Mark> {
    let first = text.chars().next()?;
    let mark = match first {
        '第' => ordinal_mark(text, heading),
        '（' | '(' => bracketed(text),
        _ if numeral::circled(first).is_some() => circled_mark(text, first),
        _ => plain(text),
    }?;
    let blanks = skip_blanks(text, mark.len) - mark.len;
    Some(Mark { len: mark.len + blanks, ..mark })
}

fn mark(level: Level, main: u32, len: usize) -> Mark {
    Mark { level, number: Number { main, inserted: 0 }, len }
}

fn skip_blanks(text: &str, at: usize) -> usize {
    at + text[at..].len() - text[at..].trim_start_matches(|c: char| c.is_whitespace() && c != '\n' && c != '\r').len()
}

/// 第…部分, 编, 分编, 章, 节, 条.
fn ordinal_mark(text: &str, heading: bool) -> Option<Mark> {
    let at = skip_blanks(text, '第'.len_utf8());
    let numeral = numeral::parse_prefix(&text[at..])?;
    let at = skip_blanks(text, at + numeral.len);
    let (level, word) = [
        (Level::Part, "部分"),
        (Level::SubBook, "分编"),
        (Level::Book, "编"),
        (Level::Chapter, "章"),
        (Level::Section, "节"),
        (Level::Article, "条"),
    ]
    .into_iter()
    .find(|(_, word)| text[at..].starts_with(word))?;
    let mut found = mark(level, numeral.value, at + word.len());
    if let Some(rest) = text[found.len..].strip_prefix("之")
        && let Some(inserted) = numeral::parse_prefix(rest)
    {
        found.number.inserted = inserted.value;
        found.len += "之".len() + inserted.len;
    }
    let next = text[found.len..].chars().next();
    let ends = next.is_none_or(|c| c.is_whitespace() || "：:【［（(".contains(c));
    // Without a blank a provision may still begin; these words go on with a citation.
    let cites = "规第的所至、，和及或中之以到作与款项。；增删改修前后已应是并关";
    let begins = ends || heading || (level == Level::Article && next.is_some_and(|c| !cites.contains(c)));
    begins.then_some(found)
}

/// （一） and （1）.
fn bracketed(text: &str) -> Option<Mark> {
    let open = text.chars().next()?.len_utf8();
    let at = skip_blanks(text, open);
    let numeral = numeral::parse_prefix(&text[at..])?;
    let at = skip_blanks(text, at + numeral.len);
    let close = text[at..].chars().next().filter(|c| matches!(c, '）' | ')'))?;
    let level = match numeral.style {
        NumeralStyle::Chinese => Level::HanParen,
        _ => Level::ArabicParen,
    };
    (numeral.value <= 200).then(|| mark(level, numeral.value, at + close.len_utf8()))
}

fn circled_mark(text: &str, first: char) -> Option<Mark> {
    let level = match first {
        '㈠'..='㈩' => Level::HanParen,
        '⑴'..='⒇' => Level::ArabicParen,
        '⒈'..='⒛' => Level::Arabic,
        _ => Level::Circled,
    };
    numeral::circled(first).map(|value| mark(level, value, first.len_utf8())).filter(|mark| mark.len <= text.len())
}

/// 一、 1. 1． 1、 一是.
fn plain(text: &str) -> Option<Mark> {
    let numeral = numeral::parse_prefix(text)?;
    let mut rest = text[numeral.len..].chars();
    let stop = rest.next()?;
    let next = rest.next();
    let len = numeral.len + stop.len_utf8();
    let chinese = numeral.style == NumeralStyle::Chinese;
    match stop {
        // 二、三线城市 begins a sentence, not a list.
        '、' if is_enumeration(numeral.value, rest.as_str(), next) => None,
        '、' if chinese => Some(mark(Level::Han, numeral.value, len)),
        '、' | '．' | '.' if numeral.value < 1000 && !chinese && !next.is_some_and(|c| c.is_ascii_digit()) => {
            Some(mark(Level::Arabic, numeral.value, len))
        }
        '是' if chinese && numeral.value <= 20 => Some(mark(Level::Ordinal, numeral.value, len)),
        _ => None,
    }
}

/// 二、三 goes on counting; 四、两类口岸 does not.
fn is_enumeration(value: u32, rest: &str, next: Option<char>) -> bool {
    let Some(next) = next else { return false };
    numeral::parse_prefix(next.encode_utf8(&mut [0; 4])).is_some_and(|next| next.value == value + 1)
        && rest.chars().next().is_some_and(|c| "、四五六七八线类级".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match parse_mark(text, false) {
            Some(mark) => format!("{:?} {} «{}»", mark.level, mark.number, &text[..mark.len]),
            None => "none".to_owned(),
        }
    }

    #[test]
    fn marks_are_read_in_every_form() {
        for (text, says) in [
            ("第十二条 依照", "Article 12 «第十二条 »"),
            ("第一百二十条之一　恐怖", "Article 120-1 «第一百二十条之一　»"),
            ("第 5 条 甲", "Article 5 «第 5 条 »"),
            ("第三章 总则", "Chapter 3 «第三章 »"),
            ("第一分编 通则", "SubBook 1 «第一分编 »"),
            ("第二部分  听党话", "Part 2 «第二部分  »"),
            ("一、总体要求", "Han 1 «一、»"),
            ("（十二）甲", "HanParen 12 «（十二）»"),
            ("(二) 加强", "HanParen 2 «(二) »"),
            ("(1)开发", "ArabicParen 1 «(1)»"),
            ("1.强化", "Arabic 1 «1.»"),
            ("10． 甲", "Arabic 10 «10． »"),
            ("3、甲", "Arabic 3 «3、»"),
            ("四、两类口岸", "Han 4 «四、»"),
            ("①甲", "Circled 1 «①»"),
            ("一是大规模", "Ordinal 1 «一是»"),
            ("第一条为了保护", "Article 1 «第一条»"),
        ] {
            assert_eq!(read(text), says, "{text}");
        }
    }

    #[test]
    fn a_sentence_that_opens_with_a_number_is_no_mark() {
        for text in [
            "第五条规定的期限",
            "第五条、第六条",
            "2.5%的",
            "2022年",
            "二、三线城市",
            "第三人不服",
            "（略）",
            "第二产业",
            "第一是",
        ] {
            assert_eq!(read(text), "none", "{text}");
        }
    }
}
