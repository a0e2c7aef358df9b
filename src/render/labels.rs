//! What people call a place: labels of units, of paragraphs, and whole citations.

use crate::model::address::site_page;
use crate::model::corpus::{Corpus, Grade, Target};
use crate::model::document::{Kind, UnitKind};

use super::words::Words;

/// The words for a paragraph, an item and an item within it: 第2款第3项. A 款 is a paragraph
/// of an article or a measure; elsewhere people say 段.
pub fn path(corpus: &Corpus, words: &Words, at: (u32, u32), path: &[u16]) -> String {
    let is_provision = corpus.unit(at.0, at.1).kind == UnitKind::Provision;
    let has_paragraphs = matches!(corpus.document(at.0).meta.kind, Kind::Law | Kind::Policy);
    let first = if is_provision && has_paragraphs { "paragraph_law" } else { "paragraph" };
    let steps = path.iter().zip([first, "item", "sub_item"]);
    steps.map(|(number, key)| words.fill(key, &[("n", &number.to_string())])).collect()
}

/// 第16条, or a title where there is no number; never empty. A point of a speech says whose:
/// 江苏 二、.
pub fn unit(corpus: &Corpus, words: &Words, doc: u32, unit: u32) -> String {
    let document = corpus.document(doc);
    let it = &document.units[unit as usize];
    let own = own_label(corpus, words, doc, unit);
    let above = std::iter::successors(it.parent, |parent| document.units[*parent].parent);
    let speakers = above.filter(|parent| document.units[*parent].number.is_none());
    match speakers.filter_map(|parent| speaker(&document.units[parent].title)).next() {
        Some((name, _)) if it.kind != UnitKind::Provision => format!("{name} {own}"),
        _ => own,
    }
}

/// The same without whose it is: for lists that stand under the speaker's name.
pub fn own_label(corpus: &Corpus, words: &Words, doc: u32, unit: u32) -> String {
    let document = corpus.document(doc);
    let it = &document.units[unit as usize];
    let label = document.label(unit as usize);
    match (speaker(&it.title), it.kind) {
        (Some((name, _)), _) if it.number.is_none() => name.to_owned(),
        _ if !label.is_empty() => label,
        (_, UnitKind::Cover) => words.get("cover").to_owned(),
        (_, UnitKind::Preamble) => words.get("preamble").to_owned(),
        (_, UnitKind::Division) => words.get("no_heading").to_owned(),
        _ => it.local.to_string(),
    }
}

/// `【江苏】 坚持试点先行` in its two parts.
pub fn speaker(title: &str) -> Option<(&str, &str)> {
    let (name, rest) = title.strip_prefix('【')?.split_once('】')?;
    Some((name, rest.trim()))
}

/// A whole citation as one writes it: 《新时期产业工人队伍建设改革方案》第16条第2款.
pub fn cite(corpus: &Corpus, words: &Words, target: &Target) -> String {
    let mut out = format!("《{}》", corpus.document(target.doc).meta.title.trim_matches(['《', '》']));
    if let Some(number) = target.unit {
        out.push_str(&unit(corpus, words, target.doc, number));
        out.push_str(&path(corpus, words, (target.doc, number), &target.path));
    }
    out
}

pub fn grade_key(grade: Grade) -> &'static str {
    match grade {
        Grade::Verbatim => "grade.verbatim",
        Grade::Folded => "grade.folded",
        Grade::Elided => "grade.elided",
        Grade::Differs => "grade.differs",
        Grade::NotFound => "grade.not_found",
        Grade::CannotCheck => "grade.cannot_check",
    }
}

/// The page that says where a document came from and what is wrong with its print.
pub fn about_page(corpus: &Corpus, doc: u32) -> String {
    site_page(&format!("about-{}", corpus.document(doc).id))
}

/// A document's name where only some seven characters fit: of 《中华人民共和国民法典》 the end.
pub fn place(short: &str) -> String {
    short.replacen("《中华人民共和国", "《", 1)
}

/// 2017年4月14日, 2017年4月, 2017年.
pub fn date(words: &Words, date: crate::model::document::Date) -> String {
    let (year, month, day) = (date.year.to_string(), date.month.to_string(), date.day.to_string());
    let key = match (date.month, date.day) {
        (0, _) => "date_year",
        (_, 0) => "date_month",
        _ => "date",
    };
    words.fill(key, &[("year", &year), ("month", &month), ("day", &day)])
}
