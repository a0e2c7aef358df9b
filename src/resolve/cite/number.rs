//! Document numbers in running text: 法释〔2020〕17号, 国务院令第588号.

use crate::model::numeral;

use super::coordinate::skip_blanks;
use super::scan::{Head, Scanner};

/// Longest issuing office that is looked for before a number, in bytes.
const LONGEST_OFFICE: usize = 96;

/// 中发〔2017〕14号, found at its bracket.
pub fn bracketed(scanner: &mut Scanner, at: usize) -> Option<usize> {
    let text = scanner.text;
    let inside = at + text[at..].chars().next()?.len_utf8();
    let year = numeral::parse_prefix(&text[inside..]).filter(|year| (1900..2200).contains(&year.value))?;
    let after = skip_blanks(text, inside + year.len);
    let close = text[after..].chars().next().filter(|c| matches!(c, '〕' | ']' | '］' | '】'))?;
    let mut end = skip_blanks(text, after + close.len_utf8());
    end = text[end..].strip_prefix('第').map_or(end, |_| end + '第'.len_utf8());
    let number = numeral::parse_prefix(&text[end..])?;
    end = skip_blanks(text, end + number.len);
    if !text[end..].starts_with('号') {
        return None;
    }
    let start = office_before(scanner, at, false)?;
    Some(scanner.alone(Head::DocumentNumber, start..end + '号'.len_utf8()))
}

/// 国务院令第588号, found at 令.
pub fn order(scanner: &mut Scanner, at: usize) -> Option<usize> {
    let text = scanner.text;
    let after = skip_blanks(text, at + '令'.len_utf8());
    let after = text[after..].starts_with('第').then(|| skip_blanks(text, after + '第'.len_utf8()))?;
    let number = numeral::parse_prefix(&text[after..])?;
    let end = skip_blanks(text, after + number.len);
    if !text[end..].starts_with('号') {
        return None;
    }
    let start = office_before(scanner, at, true)?;
    Some(scanner.alone(Head::DocumentNumber, start..end + '号'.len_utf8()))
}

/// Where the office begins whose number this is: back to what cannot be part of a name.
fn office_before(scanner: &Scanner, at: usize, order: bool) -> Option<usize> {
    let floor = scanner.free_from();
    let before = scanner.before(at, LONGEST_OFFICE);
    let before = if at - before.len() < floor { &scanner.text[floor..at] } else { before };
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let run = before.len() - before.trim_end_matches(|c: char| han(c) || (order && c == '、')).len();
    let run = &before[before.len() - run..];
    let cut =
        ["日", "按照", "依照", "根据", "以", "由", "按", "经", "的", "照", "原", "发布", "公布", "和", "及", "与"]
            .iter()
            .filter_map(|word| run.rfind(word).map(|found| found + word.len()))
            .filter(|cut| *cut < run.len())
            .max()
            .unwrap_or(0);
    let office = &run[cut..];
    let office = if order { office } else { last_chars(office, 10) };
    let fits = if order {
        ["国务院", "主席", "委员会", "部", "局", "署", "行", "院", "会"].iter().any(|end| office.ends_with(end))
    } else {
        office.chars().count() >= 2
    };
    fits.then(|| at - office.len())
}

fn last_chars(text: &str, count: usize) -> &str {
    let skip = text.chars().count().saturating_sub(count);
    text.char_indices().nth(skip).map_or("", |(at, _)| &text[at..])
}
