//! Document numbers in running text: 法释〔2020〕17号, 国务院令第588号, 公安部第69号令.

use crate::model::numeral;

use super::coordinate::skip_blanks;
use super::scan::{Head, Scanner};

/// Longest issuing office that is looked for before a number, in bytes.
const LONGEST_OFFICE: usize = 96;

/// With what the code of an office ends: 国办发, 国函, 法释. Round brackets hold many a year
/// that belongs to no number.
const CODES: &str = "发办函字文释规复令电批";

/// How an office ends whose orders are numbered.
const OFFICES: &[&str] = &["国务院", "主席", "委员会", "部", "局", "署", "行", "院", "会"];

/// 中发〔2017〕14号, 国办发(1985)49号, found at its bracket.
pub fn bracketed(scanner: &mut Scanner, at: usize) -> Option<usize> {
    let text = scanner.text;
    let open = text[at..].chars().next()?;
    let round = matches!(open, '（' | '(');
    if round && !text[..at].ends_with(|c| CODES.contains(c)) {
        return None;
    }
    let inside = at + open.len_utf8();
    let year = numeral::parse_prefix(&text[inside..]).filter(|year| (1900..2200).contains(&year.value))?;
    let after = skip_blanks(text, inside + year.len);
    let close = text[after..].chars().next().filter(|c| match c {
        '）' | ')' => round,
        other => matches!(other, '〕' | ']' | '］' | '】'),
    })?;
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

/// 公安部第69号令, found at 第.
pub fn order_behind(scanner: &mut Scanner, at: usize) -> Option<usize> {
    let text = scanner.text;
    let after = skip_blanks(text, at + '第'.len_utf8());
    let number = numeral::parse_prefix(&text[after..])?;
    let end = skip_blanks(text, after + number.len);
    let end = text[end..].strip_prefix("号令").map(|_| end + "号令".len())?;
    if text[end..].starts_with(['箭', '牌', '状', '旗']) {
        return None;
    }
    let start = office_before(scanner, at, true)?;
    Some(scanner.alone(Head::DocumentNumber, start..end))
}

/// Where the office begins whose number this is: back to what cannot be part of a name.
fn office_before(scanner: &Scanner, at: usize, order: bool) -> Option<usize> {
    let floor = scanner.free_from();
    let before = scanner.before(at, LONGEST_OFFICE);
    let before = if at - before.len() < floor { &scanner.text[floor..at] } else { before };
    let run = before.len() - before.trim_end_matches(|c: char| is_han(c) || (order && c == '、')).len();
    let run = &before[before.len() - run..];
    let office = &run[edge(run)..];
    if order {
        let office = offices(office)?;
        return Some(at - office.len());
    }
    // 法（研）发〔1985〕18号: the department stands in a bracket.
    let outer = &before[..before.len() - office.len()];
    let department = outer.strip_suffix(['）', ')']).filter(|_| office.len() == run.len());
    let opened = department.and_then(|rest| {
        let open = rest.trim_end_matches(is_han);
        let short = (1..=4).contains(&rest[open.len()..].chars().count());
        open.strip_suffix(['（', '(']).filter(|_| short)
    });
    if let Some(rest) = opened {
        let run = &rest[rest.trim_end_matches(is_han).len()..];
        let code = last_chars(&run[edge(run)..], 4);
        if !code.is_empty() {
            return Some(at - before.len() + rest.len() - code.len());
        }
    }
    let office = last_chars(office, 10);
    (office.chars().count() >= 2).then(|| at - office.len())
}

/// Where the words end that lead up to an office: 按照, 发布, 办法和.
fn edge(run: &str) -> usize {
    let leads = ["日", "按照", "依照", "根据", "以", "由", "按", "经", "的", "照", "原", "发布", "公布"];
    let leads = leads.iter().filter_map(|word| {
        // 对外贸易经济合作部
        let stands = |end: &usize| *word != "经" || !run[*end..].starts_with(['济', '贸', '营']);
        run.rmatch_indices(word).map(|(at, word)| at + word.len()).find(stands)
    });
    // 和 joins two texts or offices; in 工业和信息化部 and 共和国 it stands inside a name.
    const TEXTS: &[&str] = &["法", "典", "条例", "规定", "办法", "细则", "解释", "号", "令"];
    let joins = ["和", "及", "与"].iter().filter_map(|word| {
        let whole = |at: &usize| *at == 0 || TEXTS.iter().chain(OFFICES).any(|end| run[..*at].ends_with(end));
        run.rmatch_indices(word).map(|(at, _)| at).find(whole).map(|at| at + word.len())
    });
    leads.chain(joins).filter(|cut| *cut < run.len()).max().unwrap_or(0)
}

/// The offices at the end of a run that give an order together: 公安部、司法部.
fn offices(run: &str) -> Option<&str> {
    let is_office = |name: &str| name.chars().count() > 1 && OFFICES.iter().any(|end| name.ends_with(end));
    let joint = run.rsplit('、').take_while(|name| is_office(name));
    let length = joint.map(|name| name.len() + '、'.len_utf8()).sum::<usize>().checked_sub('、'.len_utf8())?;
    Some(&run[run.len() - length..])
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

fn last_chars(text: &str, count: usize) -> &str {
    let skip = text.chars().count().saturating_sub(count);
    text.char_indices().nth(skip).map_or("", |(at, _)| &text[at..])
}
