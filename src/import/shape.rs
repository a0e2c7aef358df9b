//! What one line looks like by itself: a mark, a date, an office, a question.

use crate::model::config::Level;
use crate::model::document::{Date, Mark};
use crate::model::mark::parse_mark;
use crate::model::numeral;

use super::{Hint, Line, NOTE_CLOSE, NOTE_OPEN};

const FINAL: &str = "。！？!?；;：:…";
const CLOSING: &str = "”’」』）)》】\"";
/// What a title ends in, and so what tells one from a line of text.
const TITLE_NOUNS: &[&str] = &[
    "方案", "意见", "通知", "办法", "规定", "条例", "决定", "规则", "细则", "纲要", "规划", "计划", "章程", "公告",
    "通告", "决议", "公报", "批复", "报告", "制度", "准则", "标准", "指引", "指南", "守则", "公约", "法", "解释", "函",
    "要点", "措施", "规程",
];
const OFFICES: &[&str] = &[
    "委员会",
    "省委",
    "市委",
    "县委",
    "区委",
    "党委",
    "党组",
    "人民政府",
    "国务院",
    "中共中央",
    "办公厅",
    "办公室",
    "总工会",
    "工会",
    "常务委员会",
    "部",
    "局",
    "厅",
    "院",
    "协会",
    "公司",
    "集团",
    "大学",
    "代表大会",
    "联合会",
];

/// The mark a line begins with. A question's `七、` is one; `（略）` is none.
pub fn mark_of(text: &str) -> Option<Mark> {
    parse_mark(text, false)
}

/// True where a sentence, a clause of a list or an introduction ends with the line. A
/// closing bracket ends what stands in it, not the sentence around it.
pub fn is_finished(text: &str) -> bool {
    let text = without_last_notes(text);
    let inner = text.trim_end_matches(|c: char| CLOSING.contains(c));
    inner.ends_with(|c: char| FINAL.contains(c)) || is_bracketed(text) || ends_latin(text)
}

/// A note's number stands behind the stop.
fn without_last_notes(text: &str) -> &str {
    let mut text = text.trim_end();
    while let Some(open) = text.strip_suffix(NOTE_CLOSE).and_then(|text| text.rfind(NOTE_OPEN)) {
        text = text[..open].trim_end();
    }
    text
}

/// A stop after Latin words: `et al.`
fn ends_latin(text: &str) -> bool {
    let mut back = text.chars().rev();
    back.next() == Some('.') && back.next().is_some_and(|c| c.is_ascii_alphabetic() || c == ')')
}

/// The whole line in one pair of brackets: `（此件发至县）`.
pub fn is_bracketed(text: &str) -> bool {
    let mut chars = text.chars();
    let (first, last) = (chars.next(), chars.next_back());
    matches!(first, Some('（' | '(')) && matches!(last, Some('）' | ')')) && !chars.as_str().contains(['）', ')'])
}

/// A stop inside the line: what stands before it is a sentence or a run-in label.
pub fn has_inner_stop(text: &str) -> bool {
    let trimmed = text.trim_end_matches(|c: char| FINAL.contains(c) || CLOSING.contains(c));
    trimmed.contains(['。', '；', ';', '！', '!'])
}

/// Text without any stop or comma, titles in 《》 and brackets aside: a title or a label.
pub fn is_plain(text: &str) -> bool {
    let mut depth = 0u32;
    for c in text.chars() {
        match c {
            '《' | '（' | '(' => depth += 1,
            '》' | '）' | ')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            '，' | ',' | '。' | '；' | ';' | '：' | ':' | '！' | '!' | '？' | '?' => return false,
            _ => {}
        }
    }
    true
}

/// Reads as the title of an official text.
pub fn is_title(text: &str) -> bool {
    let bare = without_brackets_at_end(text);
    let count = bare.chars().count();
    (3..=90).contains(&count) && is_plain(bare) && TITLE_NOUNS.iter().any(|noun| bare.ends_with(noun))
}

/// `…办法（试行）` ends in 办法.
fn without_brackets_at_end(text: &str) -> &str {
    let text = text.trim();
    match text.strip_suffix(['）', ')']).and_then(|inner| inner.rfind(['（', '('])) {
        Some(open) => text[..open].trim_end(),
        None => text,
    }
}

/// A line that names an office and nothing else. Many sentences end so too: ask only
/// where offices stand, beside a date or a document number.
pub fn is_office(text: &str) -> bool {
    let text = text.strip_suffix("文件").unwrap_or(text);
    text.chars().count() <= 30
        && is_plain(text)
        && !text.contains('、')
        && OFFICES.iter().any(|office| text.ends_with(office))
}

/// `苏发〔2018〕28号` alone on a line.
pub fn document_number(text: &str) -> Option<&str> {
    let text = text.trim().trim_matches(['（', '）', '(', ')']);
    let open = text.find(['〔', '[', '［', '﹝'])?;
    let close = text.find(['〕', ']', '］', '﹞'])?;
    let after = text.get(close..)?.trim_start_matches(['〕', ']', '］', '﹞']);
    let digits = after.trim_start_matches('第').strip_suffix('号')?.trim();
    let year = text.get(open..close)?.trim_start_matches(['〔', '[', '［', '﹝']);
    let fits =
        open > 0 && text.chars().count() <= 30 && numeral::parse(digits).is_some() && numeral::parse(year).is_some();
    (fits && is_plain(text)).then_some(text)
}

/// 江河省人民政府令第299号, whole or with 第299号 on a line of its own: the office, and the number if it is there.
pub fn decree(text: &str) -> Option<(&str, Option<&str>)> {
    let text = text.trim();
    let (office, rest) = text.rsplit_once('令')?;
    let rest = rest.trim();
    let fits = is_office(office) && (rest.is_empty() || is_decree_number(rest));
    fits.then_some((office, (!rest.is_empty()).then_some(rest)))
}

/// 第299号 and nothing else.
pub fn is_decree_number(text: &str) -> bool {
    let inner = text.trim().strip_prefix('第').and_then(|text| text.strip_suffix('号'));
    inner.is_some_and(|digits| numeral::parse(digits.trim()).is_some())
}

/// The newest date in a line like （2001年3月1日通过　根据2019年5月6日…修正）: when the text
/// became what it is. When it comes into force is another date.
pub fn history_date(text: &str) -> Option<Date> {
    const EVENTS: &[&str] = &["通过", "修正", "修订", "修改", "公布", "发布", "批准", "颁布"];
    let mut newest = None;
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit() || "一二".contains(c)) {
        let Some((date, len)) = date_prefix(&rest[at..]) else {
            rest = &rest[at + rest[at..].chars().next().map_or(1, char::len_utf8)..];
            continue;
        };
        rest = &rest[at + len..];
        let clause = rest.split(['　', '，', '。', '；', ' ', '\n', '）', ')']).next().unwrap_or_default();
        if EVENTS.iter().any(|event| clause.contains(event)) {
            newest = newest.max(Some(date));
        }
    }
    newest
}

/// A date with which a text begins, and how many bytes it takes: 2018年11月18日, 二〇一八年….
pub fn date_prefix(text: &str) -> Option<(Date, usize)> {
    let mut at = 0;
    let mut parts = [0; 3];
    for (part, unit) in parts.iter_mut().zip(["年", "月", "日"]) {
        at += text[at..].len() - text[at..].trim_start().len();
        let numeral = numeral::parse_prefix(&text[at..])?;
        at += numeral.len;
        at += text[at..].len() - text[at..].trim_start().len();
        text[at..].strip_prefix(unit)?;
        at += unit.len();
        *part = numeral.value;
    }
    let [year, month, day] = parts;
    let fits = (1900..2200).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    fits.then_some((Date { year: year as u16, month: month as u8, day: day as u8 }, at))
}

/// A line that is a date, in brackets or not, with a word after it: `2018年11月18日印发`.
pub fn date_line(text: &str) -> Option<Date> {
    let inner = text.trim().trim_start_matches(['（', '(']).trim_end_matches(['）', ')']);
    let (date, len) = date_prefix(inner)?;
    (inner[len..].trim().chars().count() <= 4 && is_plain(&inner[len..])).then_some(date)
}

/// A line that stands alone whatever its neighbours are.
pub fn stands_alone(line: &Line) -> bool {
    let text = line.text.as_str();
    is_bracketed(text)
        || date_line(text).is_some()
        || document_number(text).is_some()
        || decree(text).is_some()
        || is_decree_number(text)
        || text.starts_with('№')
        || label(text).is_some()
        || is_speaker(text)
        || !matches!(line.hint, Hint::None)
}

/// `——坚持……` and bullets begin a paragraph as a mark does.
pub fn opens_anew(text: &str) -> bool {
    ["——", "――", "──", "•", "●", "◆", "■", "·", "- ", "* "].iter().any(|sign| text.starts_with(sign))
}

/// `【江苏】` alone on a line: who speaks.
pub fn is_speaker(text: &str) -> bool {
    let inner = text.strip_prefix('【').and_then(|text| text.strip_suffix('】'));
    inner.is_some_and(|inner| !inner.is_empty() && inner.chars().count() <= 40 && !inner.contains(['【', '】']))
}

/// Parts that bear a word instead of a number, with the name of their address.
pub fn label(text: &str) -> Option<&'static str> {
    let squeezed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    Some(match squeezed.as_str() {
        "前言" | "序言" | "引言" | "导言" | "序" => "preface",
        "编者按" => "editor",
        "后记" | "跋" | "结语" => "afterword",
        _ => return None,
    })
}

/// 附件, 附件1, 附录二：: the heading of an annex, not a list of annexes.
pub fn is_annex(text: &str) -> bool {
    let squeezed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let Some(rest) = ["附件", "附录", "附表"].iter().find_map(|word| squeezed.strip_prefix(word)) else {
        return false;
    };
    let rest = rest.trim_end_matches(['：', ':']);
    rest.is_empty() || numeral::parse(rest).is_some()
}

/// `七、……？`: numbered and asking, in one sentence.
pub fn is_question(text: &str) -> bool {
    let level = mark_of(text).map(|mark| mark.level);
    matches!(level, Some(Level::Han | Level::Arabic)) && text.ends_with(['？', '?']) && !has_inner_stop(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_with_its_stop_and_not_with_a_bracket() {
        for text in ["办理。", "如下：", "“办理。”", "（此件公开）", "何为条款？", "办理（试行）。", "等 (see below)."]
        {
            assert!(is_finished(text), "{text}");
        }
        for text in ["办理", "建立资格（等级）", "（一）建立资格（等级）", "办理，", "甲、", "共12.5", "打好“牌”"]
        {
            assert!(!is_finished(text), "{text}");
        }
    }

    #[test]
    fn titles_numbers_and_dates_are_known_by_their_shape() {
        for text in [
            "关于加强管理的意见",
            "某某省 某某厅 关于印发《试点方案，一》的通知",
            "管理办法（试行）",
            "中华人民共和国森林法",
        ] {
            assert!(is_title(text), "{text}");
        }
        for text in ["依法，制定本办法", "办法", "我们开会", "加大执法力度"] {
            assert!(!is_title(text), "{text}");
        }
        assert_eq!(document_number("甲发〔2018〕28号"), Some("甲发〔2018〕28号"));
        assert_eq!(document_number("根据甲发〔2018〕28号，制定"), None);
        assert_eq!(date_line("(2024年10月12日)").unwrap().to_string(), "2024-10-12");
        assert_eq!(date_line("二〇一八年十一月十八日").unwrap().to_string(), "2018-11-18");
        assert_eq!(date_line("2018年11月18日印发").unwrap().to_string(), "2018-11-18");
        assert_eq!(date_line("2018年11月18日起在全省施行"), None);
        assert_eq!(date_line("2018年13月18日"), None);
    }

    #[test]
    fn annexes_are_told_from_lists_of_annexes() {
        for text in ["附件", "附件1", "附 件：", "附录二"] {
            assert!(is_annex(text), "{text}");
        }
        for text in ["附件：1. 名单", "附件所列", "附则"] {
            assert!(!is_annex(text), "{text}");
        }
    }
}
