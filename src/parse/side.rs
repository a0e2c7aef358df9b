//! `relations.tsv` and `errata.toml` to rows; their addresses are looked up later.

use serde::Deserialize;

use crate::model::address::Address;
use crate::model::corpus::Strength;
use crate::model::diag::{Code, Diagnostic};
use crate::model::side::{BASES, ERRATUM_KINDS, ERRATUM_STATUSES, ErratumRow, RELATION_KINDS, RelationRow};
use crate::model::source::{SourceFile, Span};

use super::toml_error::{self, nearest};

/// One row a line: from, relation, to, strength, basis, status, note, with tabs between.
/// Lines that begin with `#` are for maintainers.
pub fn parse_relations(file: &SourceFile, diagnostics: &mut Vec<Diagnostic>) -> Vec<RelationRow> {
    let mut rows = Vec::new();
    let mut at = 0;
    for line in file.text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let mut line = line.trim_end_matches(['\n', '\r']);
        let mut start = start;
        if let Some(rest) = line.strip_prefix('\u{feff}') {
            (start, line) = (start + line.len() - rest.len(), rest);
        }
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        match relation_row(file, start, line) {
            Ok(row) => rows.push(row),
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    rows
}

fn relation_row(file: &SourceFile, start: usize, line: &str) -> Result<RelationRow, Diagnostic> {
    let cells: Vec<&str> = line.split('\t').collect();
    let whole = Span::new(file.id, start, start + line.len());
    let refuse = |span: Span, message: String, help: String| {
        Err(Diagnostic::new(Code::RelationSyntax, span, message).help(help))
    };
    let [from, kind, to, strength, basis, status, note] = cells[..] else {
        return refuse(
            whole,
            format!("a row has 7 cells with tabs between; this one has {}", cells.len()),
            "from, relation, to, strength, basis, status, note; with one tab between each two".to_owned(),
        );
    };
    let cell_span = |index: usize| {
        let before: usize = cells[..index].iter().map(|cell| cell.len() + 1).sum();
        Span::new(file.id, start + before, start + before + cells[index].len())
    };
    for (index, word, known) in [
        (1, kind, RELATION_KINDS),
        (3, strength, &["primary", "related"][..]),
        (4, basis, BASES),
        (5, status, &["reviewed", "suggested"][..]),
    ] {
        if !known.contains(&word) {
            let near = nearest(word, known).map_or(String::new(), |near| format!("did you mean {near}? "));
            return refuse(
                cell_span(index),
                format!("{word:?} is not a word for this column"),
                format!("{near}it is one of {}", known.join(", ")),
            );
        }
    }
    let address = |index: usize, text: &str| {
        Address::parse(text).ok_or_else(|| {
            Diagnostic::new(Code::RelationSyntax, cell_span(index), format!("{text:?} is not an address"))
                .help("an address is a document's id, # and a number: plan-2017#16, plan-2017#s2-4, qa-2022#40.1")
        })
    };
    Ok(RelationRow {
        from: address(0, from)?,
        kind: kind.to_owned(),
        to: address(2, to)?,
        strength: if strength == "primary" { Strength::Primary } else { Strength::Related },
        basis: basis.to_owned(),
        reviewed: status == "reviewed",
        note: note.trim().to_owned(),
        span: whole,
        from_span: cell_span(0),
        to_span: cell_span(2),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    erratum: Vec<toml::Spanned<Row>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    at: toml::Spanned<String>,
    original: Option<String>,
    corrected: Option<String>,
    kind: toml::Spanned<String>,
    status: toml::Spanned<String>,
    #[serde(default)]
    evidence: String,
    nth: Option<usize>,
    #[serde(default)]
    every: bool,
}

/// A file that cannot be read gives no rows and one diagnostic.
pub fn parse_errata(file: &SourceFile, diagnostics: &mut Vec<Diagnostic>) -> Vec<ErratumRow> {
    let parsed: File = match toml::from_str(&file.text) {
        Ok(parsed) => parsed,
        Err(error) => {
            diagnostics.push(toml_error::diagnostic(file, 0, &error, Code::ErratumSyntax, Code::ErratumSyntax, &[]));
            return Vec::new();
        }
    };
    parsed.erratum.into_iter().filter_map(|row| erratum_row(file, row, diagnostics)).collect()
}

fn erratum_row(file: &SourceFile, row: toml::Spanned<Row>, diagnostics: &mut Vec<Diagnostic>) -> Option<ErratumRow> {
    let row = row.into_inner();
    let span_of = |at: std::ops::Range<usize>| Span::new(file.id, at.start, at.end);
    let span = span_of(row.at.span());
    let mut refuse = |span: Span, message: String, help: String| {
        diagnostics.push(Diagnostic::new(Code::ErratumSyntax, span, message).help(help));
    };
    for (word, known) in [(&row.kind, ERRATUM_KINDS), (&row.status, ERRATUM_STATUSES)] {
        if !known.contains(&word.get_ref().as_str()) {
            refuse(
                span_of(word.span()),
                format!("{:?} is not a word for this key", word.get_ref()),
                format!("it is one of {}", known.join(", ")),
            );
            return None;
        }
    }
    let Some(at) = Address::parse(row.at.get_ref()) else {
        refuse(
            span,
            format!("{:?} is not an address", row.at.get_ref()),
            "an address is a document's id, # and a number: qa-2022#40.1".to_owned(),
        );
        return None;
    };
    if let Some((message, help)) = senseless(&row) {
        refuse(span, message.to_owned(), help.to_owned());
        return None;
    }
    Some(ErratumRow {
        at,
        original: row.original,
        corrected: row.corrected.unwrap_or_default(),
        kind: row.kind.into_inner(),
        status: row.status.into_inner(),
        evidence: row.evidence,
        nth: row.nth,
        every: row.every,
        span,
    })
}

/// What no erratum can mean, and what to write.
fn senseless(row: &Row) -> Option<(&'static str, &'static str)> {
    let kind = row.kind.get_ref().as_str();
    let original = row.original.as_deref();
    match row.corrected.as_deref() {
        _ if original.is_none() && kind != "repeated" => Some((
            "an erratum without original words covers a whole unit, and only kind = \"repeated\" may",
            "add original = \"…\" with the words as they stand in the text",
        )),
        _ if original == Some("") && kind != "missing" => {
            Some(("original has no words", "give the words as they stand in the text"))
        }
        None if original.is_some() && kind != "repeated" => Some((
            "corrected is missing, and without it the words would be taken out",
            "add corrected = \"…\"; corrected = \"\" takes the words out",
        )),
        Some(corrected) if original == Some(corrected) && kind != "missing" => Some((
            "corrected is what stands there already",
            "give the words as they should be, or take the erratum out",
        )),
        _ if row.every && row.nth.is_some() => Some(("nth and every contradict each other", "keep one of the two")),
        _ => None,
    }
}
