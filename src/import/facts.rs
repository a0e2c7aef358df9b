//! What a text says of itself: title, issuers, number, date, kind.

use crate::model::address::DocId;
use crate::model::config::Level;
use crate::model::document::{Date, Kind as DocumentKind};

use super::kinds::{Kind, Shaped};
use super::outline::{runs_through, sample};
use super::shape::{date_line, decree, document_number, history_date, is_bracketed, is_decree_number, is_office};
use super::{NOTE_CLOSE, NOTE_OPEN, Scan};

/// Front matter as far as the text gives it.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// None where the file's name cannot be an id.
    pub id: Option<String>,
    pub kind: DocumentKind,
    pub title: Option<String>,
    pub issuers: Vec<String>,
    pub number: Option<String>,
    pub date: Option<Date>,
    /// As written in front matter; None where the text shows no numbers.
    pub continuous: Option<&'static str>,
    /// The source's name, without its folder.
    pub file: String,
    /// How the source was read.
    pub note: String,
}

pub fn read_facts(file: &str, scan: &Scan, lines: &[Shaped]) -> Facts {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let title = lines.iter().find(|line| line.kind == Kind::Title);
    let text_end = lines.iter().position(|line| line.mark.is_some()).unwrap_or(lines.len());
    let alone = || lines.iter().filter(|line| line.kind == Kind::Alone);
    let number = lines[..text_end]
        .iter()
        .filter(|line| line.kind == Kind::Alone)
        .find_map(|line| document_number(&line.line.text).map(str::to_owned));
    let decree = decree_of(&lines[..text_end]);
    let history = || {
        let head = lines[..text_end].iter().filter(|line| is_bracketed(&line.line.text));
        head.filter_map(|line| history_date(&line.line.text)).max()
    };
    let dates: Vec<Date> = alone().filter_map(|line| date_line(&line.line.text)).collect();
    Facts {
        id: DocId::new(stem).map(|id| id.to_string()),
        kind: kind(lines),
        title: title.map(|line| tidy_title(&line.line.text)),
        issuers: Some(issuers(lines, title))
            .filter(|issuers| !issuers.is_empty())
            .or_else(|| decree.as_ref().map(|(office, _)| vec![office.clone()]))
            .unwrap_or_default(),
        number: number.or_else(|| decree.map(|(_, number)| number)),
        date: dates.first().copied().or_else(history),
        continuous: continuous(lines),
        file: file.to_owned(),
        note: format!("{}，{}字", scan.format, scan.characters()),
    }
}

/// 江河省人民政府令 and 第299号 on one line or on two: the office, and the number with its office.
fn decree_of(head: &[Shaped]) -> Option<(String, String)> {
    head.iter().enumerate().find_map(|(index, line)| {
        let (office, number) = decree(&line.line.text)?;
        let below = || Some(head.get(index + 1)?.line.text.trim()).filter(|text| is_decree_number(text));
        let number: String = number.or_else(below)?.split_whitespace().collect();
        Some((office.to_owned(), format!("{office}令{number}")))
    })
}

/// Titles are set with blanks for their lines; a title is one line, and 关于 follows its
/// issuers without a blank.
fn tidy_title(text: &str) -> String {
    let mut text = text.to_owned();
    while let (Some(open), Some(close)) = (text.find(NOTE_OPEN), text.find(NOTE_CLOSE)) {
        text.replace_range(open..close.max(open) + NOTE_CLOSE.len_utf8(), "");
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace(" 关于", "关于")
}

/// Who signs; else who is named before 关于 in the title.
fn issuers(lines: &[Shaped], title: Option<&Shaped>) -> Vec<String> {
    let signed = lines.windows(2).position(|pair| {
        pair[0].kind == Kind::Alone
            && is_office(&pair[0].line.text)
            && date_line(&pair[1].line.text).is_some()
            && !pair[1].line.text.ends_with("印发")
    });
    if let Some(last) = signed {
        let first = lines[..last].iter().rposition(|line| line.kind != Kind::Alone || !is_office(&line.line.text));
        return lines[first.map_or(0, |at| at + 1)..=last].iter().map(|line| line.line.text.clone()).collect();
    }
    let before = title.and_then(|title| title.line.text.split_once("关于")).map_or("", |(before, _)| before);
    before
        .split([' ', '\u{3000}', '、'])
        .map(str::trim)
        .filter(|name| !name.is_empty() && is_office_name(name))
        .map(str::to_owned)
        .collect()
}

fn is_office_name(name: &str) -> bool {
    is_office(name) || name.chars().count() <= 20
}

fn kind(lines: &[Shaped]) -> DocumentKind {
    let count = |wanted: &dyn Fn(&Shaped) -> bool| lines.iter().filter(|line| wanted(line)).count();
    if count(&|line| line.kind == Kind::Question) >= 3 {
        DocumentKind::Qa
    } else if count(&|line| line.line.text.starts_with('【') && line.is_heading()) >= 2 {
        DocumentKind::Speeches
    } else if count(&|line| line.level() == Some(Level::Article)) >= 3 {
        DocumentKind::Law
    } else {
        DocumentKind::Policy
    }
}

/// The level whose numbers run through the whole text; the one with most numbers.
fn continuous(lines: &[Shaped]) -> Option<&'static str> {
    let levels = [Level::Article, Level::Han, Level::HanParen, Level::Arabic];
    let count = |level: Level| lines.iter().filter(|line| line.level() == Some(level)).count();
    if levels.iter().all(|level| count(*level) == 0) {
        return None;
    }
    if count(Level::Article) >= 3 {
        return Some(sample(Level::Article));
    }
    let through = levels.into_iter().filter(|level| count(*level) >= 3 && runs_through(lines, *level));
    through.max_by_key(|level| count(*level)).map_or(Some("none"), |level| Some(sample(level)))
}
