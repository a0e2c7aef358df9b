//! What each line is, seen beside its neighbours.

use std::collections::BTreeMap;

use crate::model::config::Level;
use crate::model::document::Mark;

use super::shape::{
    date_line, document_number, has_inner_stop, is_annex, is_finished, is_office, is_question, is_speaker, is_title,
    label, mark_of, opens_anew, stands_alone,
};
use super::{Hint, Line};

const LONGEST_HEADING: usize = 70;
const LONGEST_LABEL_REST: usize = 25;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Title,
    /// 【江苏】
    Speaker,
    /// 前言, 编者按, 附件1
    Label,
    /// A division's heading.
    Heading,
    Question,
    /// A date, an office, a number: never part of a sentence.
    Alone,
    Text,
}

/// A line with its mark and its kind.
#[derive(Clone, Debug)]
pub struct Shaped {
    pub line: Line,
    pub kind: Kind,
    pub mark: Option<Mark>,
}

impl Shaped {
    pub fn level(&self) -> Option<Level> {
        self.mark.map(|mark| mark.level)
    }

    pub fn is_heading(&self) -> bool {
        matches!(self.kind, Kind::Title | Kind::Speaker | Kind::Label | Kind::Heading | Kind::Question)
    }
}

pub fn classify(lines: Vec<Line>) -> Vec<Shaped> {
    let marks: Vec<Option<Mark>> = lines.iter().map(mark_of_line).collect();
    let title = find_title(&lines, &marks);
    let asks = lines.iter().filter(|line| is_question(&line.text)).count() >= 3;
    let broken = broken_levels(&lines, &marks);
    let kinds: Vec<Kind> = (0..lines.len())
        .map(|index| if title == Some(index) { Kind::Title } else { kind_of(index, &lines, &marks, asks, &broken) })
        .collect();
    lines.into_iter().zip(kinds).zip(marks).map(|((line, kind), mark)| Shaped { line, kind, mark }).collect()
}

/// A table or a note may begin with a number; it is no number of the document.
fn mark_of_line(line: &Line) -> Option<Mark> {
    if matches!(line.hint, Hint::Table(_) | Hint::Note(_)) { None } else { mark_of(&line.text) }
}

fn kind_of(index: usize, lines: &[Line], marks: &[Option<Mark>], asks: bool, broken: &[Level]) -> Kind {
    let line = &lines[index];
    let text = line.text.as_str();
    if matches!(line.hint, Hint::Table(_) | Hint::Note(_)) {
        return Kind::Alone;
    }
    if is_speaker(text) {
        return Kind::Speaker;
    }
    if label(text).is_some() || is_annex(text) {
        return Kind::Label;
    }
    if asks && is_question(text) {
        return Kind::Question;
    }
    // `（一）指导思想。高举……` is a paragraph even where its style says heading.
    let runs_on = marks[index].is_some() && is_finished(text) && has_inner_stop(text);
    if matches!(line.hint, Hint::Heading(_) | Hint::Outline | Hint::Title) && !runs_on {
        return Kind::Heading;
    }
    if stands_alone(line) || is_office_here(index, lines) || is_title_here(index, lines, marks) {
        return Kind::Alone;
    }
    match marks[index] {
        Some(mark) if is_heading_like(index, lines, marks) => {
            let rest_follows = marks[index + 1..].first() == Some(&None) && is_label_rest(&lines[index + 1].text);
            if broken.contains(&mark.level) && rest_follows { Kind::Text } else { Kind::Heading }
        }
        _ => Kind::Text,
    }
}

/// The end of a label and its stop: `全健康权益。压实……`.
fn is_label_rest(text: &str) -> bool {
    !opens_anew(text) && text.chars().take(LONGEST_LABEL_REST).any(|c| c == '。')
}

/// A mark and a few words without a stop, and what follows is not the next of its list.
fn is_heading_like(index: usize, lines: &[Line], marks: &[Option<Mark>]) -> bool {
    let (text, Some(mark)) = (lines[index].text.as_str(), marks[index]) else { return false };
    let short = text.chars().count() <= LONGEST_HEADING && !is_finished(text) && !has_inner_stop(text);
    let titled = match mark.level {
        level if level.is_law_division() => return short,
        Level::Han | Level::HanParen | Level::Arabic => short && !text.ends_with(['，', ',', '、']),
        _ => false,
    };
    let Some(next) = lines.get(index + 1) else { return false };
    let goes_on = marks[index + 1].is_none_or(|next| next.level > mark.level);
    titled && goes_on && !matches!(next.hint, Hint::Title)
}

/// Levels where all lines but one run on after their label: that one is no heading, but
/// was broken in its middle.
fn broken_levels(lines: &[Line], marks: &[Option<Mark>]) -> Vec<Level> {
    let mut counts: BTreeMap<Level, (usize, usize)> = BTreeMap::new();
    for (index, line) in lines.iter().enumerate() {
        let Some(mark) = marks[index] else { continue };
        let count = counts.entry(mark.level).or_default();
        if is_heading_like(index, lines, marks) {
            count.0 += 1;
        } else if is_finished(&line.text) || has_inner_stop(&line.text) {
            count.1 += 1;
        }
    }
    let broken = |(level, (headings, running)): (Level, (usize, usize))| {
        (!level.is_law_division() && headings <= 1.max(running / 10) && running >= 3).then_some(level)
    };
    counts.into_iter().filter_map(broken).collect()
}

/// Where the text proper begins: at its first numbered division or provision.
pub fn head_end(lines: &[Line], marks: &[Option<Mark>]) -> usize {
    let first = marks.iter().zip(lines).position(|(mark, line)| mark.is_some() || label(&line.text).is_some());
    first.unwrap_or(lines.len().min(10))
}

/// The title as the format says it, else as the text shows it: what a notice says it
/// issues, where that stands on a line of its own; else the first line that reads as a title.
fn find_title(lines: &[Line], marks: &[Option<Mark>]) -> Option<usize> {
    if let Some(index) = lines.iter().position(|line| line.hint == Hint::Title) {
        return Some(index);
    }
    let head = &lines[..head_end(lines, marks)];
    let first = head.iter().position(|line| is_title(&line.text) && !is_office(&line.text))?;
    let squeeze = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let issued = issued_title(&head[first].text).map(squeeze);
    let later = head.iter().skip(first + 1).position(|line| Some(squeeze(&line.text)) == issued);
    Some(later.map_or(first, |offset| first + 1 + offset))
}

/// What a notice issues: 关于印发《…》的通知.
fn issued_title(text: &str) -> Option<&str> {
    let at = ["印发《", "发布《", "转发《", "公布《"].iter().find_map(|word| Some(text.find(word)? + word.len()))?;
    let rest = &text[at..];
    rest.rfind('》').map(|end| &rest[..end])
}

fn is_title_here(index: usize, lines: &[Line], marks: &[Option<Mark>]) -> bool {
    index < head_end(lines, marks) && is_title(&lines[index].text)
}

/// An office beside what offices stand beside: another office, a date, a number.
fn is_office_here(index: usize, lines: &[Line]) -> bool {
    let signs = |line: &Line| date_line(&line.text).is_some() || document_number(&line.text).is_some();
    let mut following = lines[index + 1..].iter().skip_while(|line| is_office(&line.text));
    is_office(&lines[index].text) && following.next().is_some_and(signs)
}
