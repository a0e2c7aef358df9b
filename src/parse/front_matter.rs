//! What a maintainer says of a document between two lines of `+++`.

use std::ops::Range;

use serde::Deserialize;

use crate::model::address::DocId;
use crate::model::config::Level;
use crate::model::diag::{Code, Diagnostic};
use crate::model::document::{Date, Kind, Meta, SourceNote};
use crate::model::source::{SourceFile, Span};

use super::toml_error;

/// The keys, as they are written. Also the published schema.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FrontMatter {
    id: Option<toml::Spanned<String>>,
    kind: Option<toml::Spanned<String>>,
    title: Option<String>,
    short: Option<toml::Spanned<String>>,
    issuers: Vec<String>,
    number: Option<String>,
    date: Option<toml::value::Datetime>,
    enacted: Option<toml::value::Datetime>,
    in_force: Option<toml::value::Datetime>,
    continuous: Option<toml::Spanned<String>>,
    aliases: Vec<toml::Spanned<String>>,
    source: Option<Source>,
    gap: Option<String>,
    allow: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Source {
    file: String,
    sha256: String,
    note: String,
    artifacts: Vec<String>,
}

/// The keys that front matter may have; `gangmu schema` publishes them.
pub const KEYS: &[&str] = &[
    "id",
    "kind",
    "title",
    "short",
    "issuers",
    "number",
    "date",
    "enacted",
    "in_force",
    "continuous",
    "aliases",
    "source",
    "gap",
    "allow",
];

/// Where the front matter's own text stands, and where the body begins. None without one.
pub fn split(text: &str) -> Option<(Range<usize>, usize)> {
    let start = text.strip_prefix("+++")?.find('\n')? + 4;
    if !text[3..start].trim().is_empty() {
        return None;
    }
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == "+++" {
            return Some((start..at, at + line.len()));
        }
        at += line.len();
    }
    None
}

/// Where front matter would begin, were there not blanks before it.
pub fn late(text: &str) -> Option<usize> {
    let at = text.len() - text.trim_start().len();
    (at > 0 && text[at..].lines().next().is_some_and(|line| line.trim_end() == "+++")).then_some(at)
}

/// Where the body begins after front matter as other programs have it: lines of `key: value`
/// between two of `---`. None for a text that begins with a rule.
pub fn yaml(text: &str) -> Option<usize> {
    let mut at = text.strip_prefix("---")?.find('\n')? + 4;
    let mut keys = 0;
    for line in text[at..].split_inclusive('\n') {
        at += line.len();
        let words = line.trim_end();
        if words == "---" {
            return (keys > 0).then_some(at);
        }
        let is_key = words.split_once(':').is_some_and(|(key, _)| {
            !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        });
        keys += usize::from(is_key);
        if !(is_key || words.is_empty() || words.starts_with([' ', '-', '#'])) {
            return None;
        }
    }
    None
}

/// Reads front matter into `meta`; what cannot be read is reported and left out.
pub fn read(file: &SourceFile, range: Range<usize>, meta: &mut Meta, diagnostics: &mut Vec<Diagnostic>) {
    meta.span = Some(Span::new(file.id, range.start, range.end));
    let text = &file.text[range.clone()];
    let front: FrontMatter = match toml::from_str(text) {
        Ok(front) => front,
        Err(error) => {
            diagnostics.push(toml_error::diagnostic(
                file,
                range.start,
                &error,
                Code::FrontMatter,
                Code::FrontMatterKey,
                KEYS,
            ));
            return;
        }
    };
    let span_of = |at: Range<usize>| Span::new(file.id, range.start + at.start, range.start + at.end);
    if let Some(id) = front.id {
        meta.id = DocId::new(id.get_ref());
        if meta.id.is_none() {
            let message = format!("{} cannot be a document's id", id.get_ref());
            let max = DocId::MAX;
            let help =
                format!("an id is at most {max} lower-case letters a-z, digits and hyphens, and begins with a letter");
            diagnostics.push(Diagnostic::new(Code::DocumentId, span_of(id.span()), message).help(help));
        }
    }
    if let Some(kind) = front.kind {
        match Kind::NAMES.iter().find(|(name, _)| name == kind.get_ref()) {
            Some((_, known)) => meta.kind = *known,
            None => diagnostics.push(unknown_word(
                span_of(kind.span()),
                "kind",
                kind.get_ref(),
                Kind::NAMES.iter().map(|(name, _)| *name),
            )),
        }
    }
    if let Some(sample) = front.continuous {
        match (sample.get_ref().as_str(), Level::from_sample(sample.get_ref())) {
            ("none", _) => meta.continuous = Some(None),
            (_, Some(level)) => meta.continuous = Some(Some(level)),
            (word, None) => diagnostics.push(unknown_word(
                span_of(sample.span()),
                "continuous",
                word,
                Level::SAMPLES.iter().copied(),
            )),
        }
    }
    let names = front.short.iter().map(|name| ("short", name));
    let names = names.chain(front.aliases.iter().map(|name| ("aliases", name)));
    diagnostics.extend(names.filter_map(|(key, name)| wordless(key, name.get_ref(), span_of(name.span()))));
    meta.title = front.title.unwrap_or_default();
    meta.short = front.short.map(toml::Spanned::into_inner);
    meta.issuers = front.issuers;
    meta.number = front.number;
    meta.date = front.date.and_then(date);
    meta.enacted = front.enacted.and_then(date);
    meta.in_force = front.in_force.and_then(date);
    meta.aliases = front.aliases.into_iter().map(toml::Spanned::into_inner).collect();
    meta.gap = front.gap;
    meta.allow = front.allow;
    meta.source =
        front.source.map(|s| SourceNote { file: s.file, sha256: s.sha256, note: s.note, artifacts: s.artifacts });
}

/// A name without words would be a link that nobody can see.
fn wordless(key: &str, name: &str, at: Span) -> Option<Diagnostic> {
    name.trim_matches(['《', '》', ' ', '\u{3000}']).is_empty().then(|| {
        Diagnostic::new(Code::FrontMatter, at, format!("a name in {key} has no words"))
            .help("write the name, or take it out")
    })
}

fn date(value: toml::value::Datetime) -> Option<Date> {
    value.date.map(|date| Date { year: date.year, month: date.month, day: date.day })
}

fn unknown_word<'a>(span: Span, key: &str, word: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let known: Vec<&str> = known.collect();
    Diagnostic::new(Code::FrontMatter, span, format!("{key} cannot be {word:?}"))
        .help(format!("it is one of {}", known.join(", ")))
}
