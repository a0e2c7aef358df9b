//! A document against its source, character for character.
//!
//! Both are laid side by side with white space taken out, and with the artifacts of the
//! source's file format that front matter lists. Errata are not applied: what is compared
//! is the text as received.

use sha2::{Digest, Sha256};

use crate::model::corpus::Fidelity;
use crate::model::document::{Document, SourceNote};
use crate::model::source::{Sources, Span};

pub mod align;

/// `Fidelity::proof` where the source itself was compared.
pub const BY_SOURCE: &str = "source";
/// `Fidelity::proof` where only its stored digest was.
pub const BY_DIGEST: &str = "digest";

/// Compares a document with `source`, its source's text, or with the stored digest where
/// that is not at hand. A digest tells that something differs and not where.
pub fn verify_document(document: &Document, sources: &Sources, source: Option<&str>) -> Fidelity {
    let note = document.meta.source.clone().unwrap_or_default();
    let printed = printed_text(document);
    let mut fidelity = match source {
        Some(source) => by_source(&printed, source, &note, document, sources),
        None => by_digest(&printed, &note, document, sources),
    };
    fidelity.file = note.file;
    fidelity
}

/// The digest that front matter stores: SHA-256 of the source less white space and
/// artifacts, in hex.
pub fn digest(source: &str, artifacts: &[String]) -> String {
    let text: String = without_artifacts(source, artifacts).0.iter().map(|(c, _)| *c).collect();
    hex(&text)
}

/// The digest of the document as it stands: what `--update` stores.
pub fn document_digest(document: &Document) -> String {
    let text: String = printed_text(document).iter().map(|printed| printed.c).collect();
    hex(&text)
}

fn hex(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A character of the document with its place in the file.
#[derive(Clone, Copy, Debug)]
pub struct Printed {
    pub c: char,
    pub at: Span,
}

/// What a document prints, in reading order, white space taken out.
pub fn printed_text(document: &Document) -> Vec<Printed> {
    let mut out = Vec::new();
    for block in document.units.iter().flat_map(|unit| &unit.blocks) {
        for (at, c) in block.text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            out.push(Printed { c, at: block.span_of(at..at + c.len_utf8()) });
        }
    }
    out
}

/// The source's characters with their offsets, and the artifacts that were not found.
/// Each is looked for behind the one before, so the list must be in the text's order.
fn without_artifacts<'a>(source: &str, artifacts: &'a [String]) -> (Vec<(char, usize)>, Vec<&'a str>) {
    let mut out = Vec::with_capacity(source.len() / 3);
    let mut missing = Vec::new();
    let mut at = 0;
    let mut keep = |from: usize, to: usize| {
        let words = source[from..to].char_indices().map(|(offset, c)| (c, from + offset));
        out.extend(words.filter(|(c, _)| !c.is_whitespace() && *c != '\u{feff}'));
    };
    for artifact in artifacts.iter().filter(|artifact| !artifact.is_empty()) {
        match find_artifact(source, at, artifact) {
            Some((found, len)) => {
                keep(at, found);
                at = found + len;
            }
            None => missing.push(artifact.as_str()),
        }
    }
    keep(at, source.len());
    (out, missing)
}

/// Where an artifact stands, and its bytes. `#` is one only before a line's words,
/// `[bookmark: …]` anywhere, `line 57: …` on that line; everything else (a page number, a
/// running head) only as a whole line. Otherwise `3` would be found in 2023.
fn find_artifact(source: &str, from: usize, artifact: &str) -> Option<(usize, usize)> {
    if let Some((number, words)) = artifact.strip_prefix("line ").and_then(|rest| rest.split_once(": "))
        && let Ok(number) = number.parse::<usize>()
    {
        let mut start = 0;
        for (index, line) in source.split_inclusive('\n').enumerate() {
            if index + 1 == number {
                return (start >= from && line.trim() == words).then_some((start, line.len()));
            }
            start += line.len();
        }
        return None;
    }
    let blank_before =
        |at: usize| source[..at].chars().rev().take_while(|c| *c != '\n').all(|c| c.is_whitespace() || c == '\u{feff}');
    let blank_after = |end: usize| source[end..].chars().take_while(|c| *c != '\n').all(char::is_whitespace);
    let mut found = source[from..].match_indices(artifact).map(|(at, _)| from + at);
    let found = found.find(|at| {
        let end = at + artifact.len();
        if artifact.bytes().all(|byte| byte == b'#') {
            blank_before(*at) && source[end..].chars().next().is_none_or(char::is_whitespace)
        } else {
            artifact.starts_with('[') || blank_before(*at) && blank_after(end)
        }
    });
    found.map(|at| (at, artifact.len()))
}

fn by_source(printed: &[Printed], source: &str, note: &SourceNote, document: &Document, sources: &Sources) -> Fidelity {
    let (received, missing) = without_artifacts(source, &note.artifacts);
    let mut fidelity = Fidelity { characters: received.len(), proof: BY_SOURCE, ..Fidelity::default() };
    for artifact in missing {
        let message = format!("{artifact:?} is listed as an artifact and is not in the source at its turn");
        fidelity.differing += artifact.chars().count();
        fidelity.differences.push((front_matter(document, sources, artifact), message));
    }
    let end = printed.last().map_or_else(|| front_matter(document, sources, "source"), |last| last.at);
    for difference in align::differences(printed, &received) {
        let at = &printed[difference.printed.clone()];
        let here = at.first().or(printed.get(difference.printed.start)).map_or(end, |first| first.at);
        let span = at.last().map_or(here, |last| Span { end: last.at.end, ..here });
        let words = |chars: &mut dyn Iterator<Item = char>| shown(&chars.collect::<String>());
        let has = words(&mut at.iter().map(|printed| printed.c));
        let stretch = &received[difference.received.clone()];
        let expects = words(&mut stretch.iter().map(|(c, _)| *c));
        let line = stretch
            .first()
            .or(received.get(difference.received.start))
            .map_or(0, |(_, offset)| line_of(source, *offset));
        let place =
            if line > 0 { format!("line {line} of {}", note.file) } else { format!("the end of {}", note.file) };
        let message = match (at.is_empty(), stretch.is_empty()) {
            (true, _) => format!("{expects} is missing; it stands in {place}"),
            (_, true) => format!("{has} is not in the source, at {place}"),
            _ => format!("{has} stands where the source has {expects}, in {place}"),
        };
        fidelity.differing += difference.printed.len() + difference.received.len();
        fidelity.differences.push((span, message));
    }
    fidelity
}

fn by_digest(printed: &[Printed], note: &SourceNote, document: &Document, sources: &Sources) -> Fidelity {
    let mut fidelity = Fidelity { characters: printed.len(), proof: BY_DIGEST, ..Fidelity::default() };
    let text: String = printed.iter().map(|printed| printed.c).collect();
    if note.sha256 != hex(&text) {
        let message = match note.sha256.is_empty() {
            true => "no digest of the source is stored".to_owned(),
            false => format!("the text is not that of {}: its digest differs", note.file),
        };
        // How much differs cannot be known without the source: at least one character does.
        fidelity.differing = 1;
        fidelity.differences.push((front_matter(document, sources, "sha256"), message));
    }
    fidelity
}

/// Where front matter speaks of something; its beginning where it does not.
fn front_matter(document: &Document, sources: &Sources, words: &str) -> Span {
    let Some(span) = document.meta.span else {
        return document.units.first().map_or(Span::new(document.files[0], 0, 0), |unit| unit.span);
    };
    match sources.slice(span).find(words) {
        Some(at) => Span { start: span.start + at as u32, end: span.start + (at + words.len()) as u32, ..span },
        None => Span { end: span.start, ..span },
    }
}

fn line_of(source: &str, offset: usize) -> usize {
    source[..offset].bytes().filter(|byte| *byte == b'\n').count() + 1
}

/// A few characters from each end of what differs.
fn shown(words: &str) -> String {
    let count = words.chars().count();
    if count <= 40 {
        return format!("“{words}”");
    }
    let (head, tail): (String, String) = (words.chars().take(16).collect(), words.chars().skip(count - 16).collect());
    format!("“{head}…{tail}” ({count} characters)")
}
