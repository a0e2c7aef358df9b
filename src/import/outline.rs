//! Lines to the pieces of a document: title, headings with their depth, paragraphs.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::config::Level;

use super::Hint;
use super::facts::Facts;
use super::kinds::{Kind, Shaped};
use super::report::Report;
use super::shape::{date_line, is_office, label, mark_of};

/// Characters past which a paragraph does not recur by chance.
const LONG: usize = 40;

/// What a piece becomes in Markdown.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    Title,
    /// Depth in Markdown, from 2.
    Heading(u8),
    Paragraph,
    Table(Vec<Vec<String>>),
    Note(String),
}

/// One block of the document to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    pub form: Form,
    pub text: String,
    /// The name of its address, where one is customary.
    pub name: Option<&'static str>,
    /// Where it began in the source.
    pub line: usize,
}

pub fn build(lines: Vec<Shaped>, facts: &Facts, report: &mut Report) -> Vec<Piece> {
    count_marks(&lines, report);
    doubt_numbers(&lines, report);
    doubt_jumps(&lines, report);
    doubt_repetitions(&lines, report);
    if facts.title.is_none() {
        report.doubt(0, "no title is found; write it in the front matter");
    }
    let lines = cover_without_headings(lines, report);
    let ranks = ranks(&lines);
    let colophon = find_colophon(&lines);
    let mut pieces = Vec::with_capacity(lines.len() + 1);
    for (index, shaped) in lines.into_iter().enumerate() {
        if colophon == Some(index) {
            let name = Some("colophon");
            pieces.push(Piece { form: Form::Heading(2), text: String::new(), name, line: shaped.line.number });
        }
        let piece = piece(shaped, &ranks);
        if let Form::Heading(depth) = piece.form {
            report.headings.push((piece.line, depth, piece.text.clone()));
        }
        pieces.push(piece);
    }
    pieces
}

/// What stands before the title is its cover, which has no divisions of its own.
fn cover_without_headings(mut lines: Vec<Shaped>, report: &mut Report) -> Vec<Shaped> {
    let title = lines.iter().position(|line| line.kind == Kind::Title).unwrap_or(0);
    for shaped in lines[..title].iter_mut().filter(|line| line.is_heading()) {
        report.doubt(shaped.line.number, format!("a heading before the title is left as text: {}", shaped.line.text));
        shaped.kind = Kind::Alone;
    }
    lines
}

fn piece(shaped: Shaped, ranks: &BTreeMap<Level, u8>) -> Piece {
    let level = shaped.level().unwrap_or(Level::Unnumbered);
    let form = match (shaped.kind, &shaped.line.hint) {
        (Kind::Title, _) => Form::Title,
        (_, Hint::Table(rows)) => Form::Table(rows.clone()),
        (_, Hint::Note(label)) => Form::Note(label.clone()),
        (Kind::Speaker | Kind::Label, _) => Form::Heading(2),
        (Kind::Heading | Kind::Question, hint) => Form::Heading(match (ranks.get(&level), hint) {
            (Some(rank), _) => *rank,
            (None, Hint::Heading(depth)) => (*depth).clamp(2, 6),
            (None, _) => 2,
        }),
        _ => Form::Paragraph,
    };
    let name = if shaped.kind == Kind::Label { label(&shaped.line.text) } else { None };
    Piece { form, text: shaped.line.text, name, line: shaped.line.number }
}

/// The depth of each level's headings: outermost 2, and one more for each level inside.
fn ranks(lines: &[Shaped]) -> BTreeMap<Level, u8> {
    let headings = || lines.iter().filter(|line| matches!(line.kind, Kind::Heading | Kind::Question));
    let levels: BTreeSet<Level> = headings().filter_map(Shaped::level).collect();
    // Below 【…】 everything is one deeper.
    let speakers = lines.iter().any(|line| line.line.text.starts_with('【') && line.is_heading());
    let first = if speakers { 3 } else { 2 };
    levels.into_iter().zip(first..).map(|(level, rank)| (level, rank.min(6))).collect()
}

/// 版记: at the very end, who printed it and when.
fn find_colophon(lines: &[Shaped]) -> Option<usize> {
    let last = lines.last()?;
    let text = last.line.text.as_str();
    let printed = text.ends_with("印发");
    let before = lines.len().checked_sub(2)?;
    if printed && date_line(text).is_some() && is_office(&lines[before].line.text) {
        return Some(before);
    }
    let (office, rest) = text.split_once(char::is_whitespace)?;
    (printed && is_office(office) && date_line(rest).is_some()).then_some(lines.len() - 1)
}

fn count_marks(lines: &[Shaped], report: &mut Report) {
    for level in lines.iter().filter_map(Shaped::level) {
        *report.marks.entry(sample(level)).or_default() += 1;
    }
}

/// A level as a maintainer writes it.
pub fn sample(level: Level) -> &'static str {
    match level {
        Level::Unnumbered => "none",
        Level::Part => "第一部分",
        Level::Book => "第一编",
        Level::SubBook => "第一分编",
        Level::Chapter => "第一章",
        Level::Section => "第一节",
        Level::Article => "第一条",
        Level::Han => "一、",
        Level::HanParen => "（一）",
        Level::Arabic => "1.",
        Level::ArabicParen => "（1）",
        Level::Circled => "①",
        Level::Ordinal => "一是",
    }
}

/// Numbers that do not follow: the text may have lost something, or a line was misread.
fn doubt_numbers(lines: &[Shaped], report: &mut Report) {
    let mut last: BTreeMap<Level, u32> = BTreeMap::new();
    let mut begun: BTreeSet<Level> = BTreeSet::new();
    for shaped in lines {
        // Each speech counts for itself.
        if shaped.line.text.starts_with('【') && shaped.is_heading() {
            last.clear();
            begun.clear();
            continue;
        }
        let Some(mark) = mark_of(&shaped.line.text) else { continue };
        let number = mark.number.main;
        let expected = last.get(&mark.level).map(|last| last + 1);
        // 第一百二十条之一 stands after 第一百二十条.
        let follows = number == 1 || mark.number.inserted > 0 || expected == Some(number);
        if !follows && (expected.is_some() || begun.insert(mark.level)) {
            let words = match expected {
                Some(expected) => format!("{} follows where {expected} is due", shaped.line.text[..mark.len].trim()),
                None => format!("the first of its kind is {}", shaped.line.text[..mark.len].trim()),
            };
            report.doubt(shaped.line.number, words);
        }
        begun.insert(mark.level);
        last.insert(mark.level, number);
        // Numbers of inner levels begin again; a level that runs through goes on.
        last.retain(|level, _| *level <= mark.level || runs_through(lines, *level));
    }
}

/// `（上接09版）`: a newspaper's text that begins or goes on elsewhere.
fn doubt_jumps(lines: &[Shaped], report: &mut Report) {
    for shaped in lines {
        let text = &shaped.line.text;
        let jump = ["上接", "下转"]
            .iter()
            .find(|word| text.contains(&format!("（{word}")) || text.contains(&format!("({word}")));
        if let Some(word) = jump {
            let start = text.find(word).unwrap_or(0);
            let words = text[start..].chars().take_while(|c| !matches!(c, '）' | ')')).take(12).collect::<String>();
            report.doubt(shaped.line.number, format!("{words}: a part of the text stands elsewhere"));
        }
    }
}

/// A long paragraph that stands word for word a second time.
fn doubt_repetitions(lines: &[Shaped], report: &mut Report) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for shaped in lines.iter().filter(|line| line.line.text.chars().count() >= LONG) {
        match seen.get(shaped.line.text.as_str()) {
            Some(first) => report.doubt(shaped.line.number, format!("the paragraph of line {first} stands here again")),
            None => {
                seen.insert(&shaped.line.text, shaped.line.number);
            }
        }
    }
}

/// True where no number of this level but the first is 1.
pub fn runs_through(lines: &[Shaped], level: Level) -> bool {
    let numbers =
        lines.iter().filter_map(|line| line.mark).filter(|mark| mark.level == level).map(|mark| mark.number.main);
    numbers.skip(1).all(|number| number > 1)
}
