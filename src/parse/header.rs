//! What a text without front matter says of itself: title, history lines, file name.

use crate::model::document::{Block, Date, Draft, Meta};
use crate::model::numeral;

/// Fills what front matter left open from the title, the history lines and the file name.
/// `慈善法(2023-12-29).md` is the text of that date whatever its lines say.
pub fn fill(draft: &mut Draft, stem: &str) {
    let title_line = draft.title_line.map(|index| draft.lines[index].block.text.clone());
    if draft.meta.title.is_empty() {
        draft.meta.title = title_line.unwrap_or_else(|| name_and_date(stem).0.to_owned());
    }
    let history: Vec<&Block> =
        draft.lines[..draft.header].iter().map(|line| &line.block).filter(|block| !block.is_heading()).collect();
    read_history(&history, &mut draft.meta);
    if draft.meta.date.is_none() || draft.meta.span.is_none() {
        draft.meta.date = name_and_date(stem).1.or(draft.meta.date);
    }
    if draft.meta.number.is_none() {
        let number = below_title(draft).find_map(own_number).map(str::to_owned);
        draft.meta.number = number;
    }
    if draft.meta.in_force.is_none() {
        draft.meta.in_force = draft.lines.iter().rev().take(6).find_map(|line| in_force(&line.block.text));
    }
}

/// Lines below the title in which a text may print its own number.
const NUMBER_LINES: usize = 6;

/// The short lines between a title and the text itself.
fn below_title(draft: &Draft) -> impl Iterator<Item = &str> {
    let from = draft.title_line.map_or(0, |line| line + 1);
    let lines = draft.lines[from..].iter().map(|line| &line.block).take(NUMBER_LINES);
    lines.take_while(|block| !block.is_heading() && block.mark.is_none()).map(|block| block.text.as_str())
}

/// A line that is a document number and nothing else: 国发〔2017〕30号, （法释〔2022〕19号）.
fn own_number(line: &str) -> Option<&str> {
    let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{200b}');
    let inner = line.strip_prefix(['（', '(']).and_then(|rest| rest.strip_suffix(['）', ')'])).unwrap_or(line);
    let (office, rest) = inner.split_once(['〔', '[', '［', '【'])?;
    let (year, number) = rest.split_once(['〕', ']', '］', '】'])?;
    let number = number.strip_suffix('号')?.trim();
    let number = number.strip_prefix('第').unwrap_or(number);
    let is_office = (2..=12).contains(&office.chars().count())
        && office.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c) || "（）()".contains(c));
    let is_whole = |text: &str| numeral::parse_prefix(text).is_some_and(|numeral| numeral.len == text.len());
    let dated = numeral::parse_prefix(year.trim()).is_some_and(|year| (1900..2200).contains(&year.value));
    (is_office && dated && is_whole(number)).then_some(inner)
}

/// `慈善法(2023-12-29)` is a name and a date.
fn name_and_date(stem: &str) -> (&str, Option<Date>) {
    let stem = stem.trim();
    let Some((name, rest)) = stem.trim_end_matches([')', '）']).rsplit_once(['(', '（']) else { return (stem, None) };
    let mut parts = rest.split('-').map(|part| part.parse::<u16>().ok());
    match (parts.next().flatten(), parts.next().flatten(), parts.next().flatten(), parts.next()) {
        (Some(year @ 1900..=2200), Some(month @ 1..=12), Some(day @ 1..=31), None) => {
            (name, Some(Date { year, month: month as u8, day: day as u8 }))
        }
        _ => (stem, None),
    }
}

/// History lines open with a date; the first adopts, the last that changes the text dates it.
fn read_history(lines: &[&Block], meta: &mut Meta) {
    for block in lines {
        let Some((date, len)) = date_at_start(&block.text) else { continue };
        let says = &block.text[len..];
        let takes_effect = says.contains("施行") || says.contains("生效") || says.contains("实施");
        let changes =
            ["通过", "公布", "发布", "修订", "修正", "修改", "批准", "印发"].iter().any(|word| says.contains(word));
        if takes_effect && !changes {
            meta.in_force.get_or_insert(date);
            continue;
        }
        if meta.span.is_some() {
            continue;
        }
        meta.enacted = Some(meta.enacted.map_or(date, |earlier| earlier.min(date)));
        meta.date = Some(meta.date.map_or(date, |earlier| earlier.max(date)));
    }
}

/// `2018年11月18日`, in Arabic or Chinese numerals, at the start of a text: the date and its bytes.
pub fn date_at_start(text: &str) -> Option<(Date, usize)> {
    let lead = text.len() - text.trim_start_matches(['(', '（', ' ']).len();
    let mut at = lead;
    let mut parts = [0u32; 3];
    for (index, unit) in ["年", "月", "日"].into_iter().enumerate() {
        let Some(part) = numeral::parse_prefix(&text[at..]) else { break };
        let after = at + part.len;
        if !text[after..].starts_with(unit) {
            break;
        }
        parts[index] = part.value;
        at = after + unit.len();
    }
    let fits = (1800..=2200).contains(&parts[0]) && parts[1] <= 12 && parts[2] <= 31;
    fits.then_some((Date { year: parts[0] as u16, month: parts[1] as u8, day: parts[2] as u8 }, at))
}

/// 本法自1997年10月1日起施行.
fn in_force(text: &str) -> Option<Date> {
    let end = text.find("起施行").or_else(|| text.find("起实施")).or_else(|| text.find("起生效"))?;
    let start = text[..end].rfind('自')? + '自'.len_utf8();
    let (date, len) = date_at_start(&text[start..end])?;
    (start + len == end && date.day > 0).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_a_number_is_the_texts_own() {
        for (line, number) in [
            ("国发〔2017〕30号", Some("国发〔2017〕30号")),
            ("（法释〔2022〕19号）", Some("法释〔2022〕19号")),
            ("\u{200b}法（研）发[1985]18号 ", Some("法（研）发[1985]18号")),
            ("现转发国发〔2017〕30号文件", None),
            ("2017年6月19日", None),
            ("〔2017〕30号", None),
        ] {
            assert_eq!(own_number(line), number, "{line}");
        }
    }

    #[test]
    fn dates_are_read_from_names_and_lines() {
        assert_eq!(name_and_date("慈善法(2023-12-29)").1, Some(Date { year: 2023, month: 12, day: 29 }));
        assert_eq!(name_and_date("宪法修正案（1993年）"), ("宪法修正案（1993年）", None));
        assert_eq!(date_at_start("2018年11月18日 通过").map(|d| d.0.to_string()).as_deref(), Some("2018-11-18"));
        assert_eq!(date_at_start("一九九七年三月一日").map(|d| d.0.to_string()).as_deref(), Some("1997-03-01"));
        assert_eq!(
            in_force("第十条 本法自1997年10月1日起施行。").map(|d| d.to_string()).as_deref(),
            Some("1997-10-01")
        );
        assert_eq!(in_force("本法自公布之日起施行。"), None);
    }
}
