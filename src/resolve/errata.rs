//! Rows of `errata.toml` to the places they correct.

use std::ops::Range;

use crate::model::corpus::{Erratum, resolve_address};
use crate::model::diag::{Code, Diagnostic};
use crate::model::document::{Block, Document, Place};
use crate::model::side::ErratumRow;

use super::relations::unknown;

/// A row whose place or words are not there is reported and left out.
pub fn resolve_errata(
    rows: Vec<ErratumRow>,
    documents: &[Document],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Erratum> {
    let mut errata: Vec<Erratum> = rows.into_iter().filter_map(|row| erratum(row, documents, diagnostics)).collect();
    give_way(&mut errata);
    errata
}

fn erratum(row: ErratumRow, documents: &[Document], diagnostics: &mut Vec<Diagnostic>) -> Option<Erratum> {
    let Some(target) = resolve_address(documents, &row.at) else {
        diagnostics.push(unknown(Code::ErratumAddress, &row.at, row.span, documents));
        return None;
    };
    let doc = target.doc as usize;
    let units = match target.unit {
        Some(unit) => unit as usize..unit as usize + 1,
        None => 0..documents[doc].units.len(),
    };
    let mut places = Vec::new();
    let mut whole = Vec::new();
    match &row.original {
        None => whole = documents[doc].inside(units.start).map(|unit| (target.doc, unit as u32)).collect(),
        Some(original) if original.is_empty() => {}
        Some(original) => {
            for unit in units {
                for (index, block) in documents[doc].units[unit].blocks.iter().enumerate() {
                    if target.path.is_empty() || block.path.starts_with(&target.path) {
                        let ranges = if row.every { every(block, original) } else { occurrences(block, original) };
                        places.extend(ranges.into_iter().map(|range| Place {
                            doc: target.doc,
                            unit: unit as u32,
                            block: index as u32,
                            start: range.start as u32,
                            end: range.end as u32,
                        }));
                    }
                }
            }
            if let Some(diagnostic) = wrong_count(&row, original, &places) {
                diagnostics.push(diagnostic);
                return None;
            }
            if let Some(nth) = row.nth {
                places = vec![places[nth - 1]];
            }
        }
    }
    Some(Erratum {
        at: row.at,
        original: row.original.unwrap_or_default(),
        corrected: row.corrected,
        kind: row.kind,
        status: row.status,
        evidence: row.evidence,
        places,
        whole,
        span: row.span,
    })
}

fn wrong_count(row: &ErratumRow, original: &str, places: &[Place]) -> Option<Diagnostic> {
    let say = |message: String, help: &str| Some(Diagnostic::new(Code::ErratumOriginal, row.span, message).help(help));
    match (places.len(), row.nth) {
        (0, _) => say(
            format!("“{original}” does not stand at {}", row.at),
            "write the words as they stand in the text, or correct the address",
        ),
        (_, _) if row.every => None,
        (1, None) => None,
        (count, Some(nth)) if nth == 0 || nth > count => say(
            format!("“{original}” stands {count} times at {}, so there is no occurrence {nth}", row.at),
            "count from 1",
        ),
        (_, Some(_)) => None,
        (count, None) => say(
            format!("“{original}” stands {count} times at {}", row.at),
            "add words around it until it stands once, or say which with nth = 2",
        ),
    }
}

/// White space aside: a source's line break is no character of the text.
fn occurrences(block: &Block, original: &str) -> Vec<Range<usize>> {
    let exact: Vec<Range<usize>> = block.text.match_indices(original).map(|(at, found)| at..at + found.len()).collect();
    if !exact.is_empty() {
        return exact;
    }
    let wanted: Vec<char> = original.chars().filter(|c| !c.is_whitespace()).collect();
    let text: Vec<(usize, char)> = block.text.char_indices().filter(|(_, c)| !c.is_whitespace()).collect();
    if wanted.is_empty() || text.len() < wanted.len() {
        return Vec::new();
    }
    (0..=text.len() - wanted.len())
        .filter(|start| wanted.iter().zip(&text[*start..]).all(|(want, (_, c))| want == c))
        .map(|start| {
            let (last, c) = text[start + wanted.len() - 1];
            text[start].0..last + c.len_utf8()
        })
        .collect()
}

/// A mark counts where it touches Chinese text; not between digits or inside Latin words.
fn every(block: &Block, original: &str) -> Vec<Range<usize>> {
    let chinese = |c: Option<char>| c.is_none_or(|c| !c.is_ascii());
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    block
        .text
        .match_indices(original)
        .map(|(at, found)| at..at + found.len())
        .filter(|range| {
            let before = block.text[..range.start].chars().next_back();
            let after = block.text[range.end..].chars().next();
            (chinese(before) || chinese(after)) && !(latin(before) && latin(after))
        })
        .collect()
}

/// Where a correction of its own and one for every such mark meet, the former stands.
fn give_way(errata: &mut [Erratum]) {
    let mut own: Vec<Place> =
        errata.iter().filter(|e| e.places.len() == 1).flat_map(|e| e.places.iter().copied()).collect();
    own.sort_unstable();
    for erratum in errata.iter_mut().filter(|erratum| erratum.places.len() > 1) {
        erratum.places.retain(|place| {
            let from = own
                .partition_point(|other| (other.doc, other.unit, other.block) < (place.doc, place.unit, place.block));
            !own[from..]
                .iter()
                .take_while(|other| (other.doc, other.unit, other.block) == (place.doc, place.unit, place.block))
                .any(|other| other.start < place.end && place.start < other.end)
        });
    }
}
