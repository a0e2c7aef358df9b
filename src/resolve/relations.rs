//! Rows of `relations.tsv` to ties between provisions.

use std::collections::BTreeSet;

use crate::model::address::Address;
use crate::model::corpus::{Relation, Target, resolve_address};
use crate::model::diag::{Code, Diagnostic};
use crate::model::document::Document;
use crate::model::side::RelationRow;
use crate::model::source::Span;

/// A row whose address names nothing is reported and left out.
pub fn resolve_relations(
    rows: Vec<RelationRow>,
    documents: &[Document],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Relation> {
    let mut seen = BTreeSet::new();
    let mut relations = Vec::new();
    for row in rows {
        let from = target(&row.from, row.from_span, documents, diagnostics);
        let to = target(&row.to, row.to_span, documents, diagnostics);
        let (Some(from), Some(to)) = (from, to) else { continue };
        if let Some((message, help)) = senseless(&row, &from, &to) {
            diagnostics.push(Diagnostic::new(Code::RelationAddress, row.to_span, message).help(help));
            continue;
        }
        if !seen.insert((row.from.clone(), row.kind.clone(), row.to.clone())) {
            let message = format!("{} {} {} stands twice", row.from, row.kind, row.to);
            diagnostics.push(
                Diagnostic::new(Code::RelationDuplicate, row.span, message).help("keep one row, with the better note"),
            );
            continue;
        }
        relations.push(Relation {
            from,
            kind: row.kind,
            to,
            strength: row.strength,
            basis: row.basis,
            reviewed: row.reviewed,
            note: row.note,
            span: row.span,
        });
    }
    relations
}

fn senseless(row: &RelationRow, from: &Target, to: &Target) -> Option<(String, String)> {
    if from == to {
        return Some((format!("{} is tied to itself", row.from), "name the other end, or take the row out".to_owned()));
    }
    (row.kind == "none" && to.unit.is_some()).then(|| {
        let message = format!("none is said of a whole document, and {} is a provision", row.to);
        (message, format!("write {}, and the reason as note", row.to.doc))
    })
}

fn target(address: &Address, span: Span, documents: &[Document], diagnostics: &mut Vec<Diagnostic>) -> Option<Target> {
    let found = resolve_address(documents, address);
    if found.is_none() {
        diagnostics.push(unknown(Code::RelationAddress, address, span, documents));
    }
    found
}

/// What is said of an address that names nothing: how far it is right, and what is near.
pub fn unknown(code: Code, address: &Address, span: Span, documents: &[Document]) -> Diagnostic {
    let Some(document) = documents.iter().find(|document| document.id == address.doc) else {
        return unknown_document(code, address, span, documents);
    };
    let local = address.local.as_ref().map_or("", |local| local.as_str());
    let Some(unit) = document.unit(local) else {
        let mut near: Vec<&str> = document.units.iter().map(|unit| unit.local.as_str()).collect();
        near.sort_by_key(|other| strsim::damerau_levenshtein(other, local));
        near.truncate(3);
        let last = document
            .provisions()
            .last()
            .map_or(String::new(), |(_, unit)| format!("; its last provision is {}", unit.local));
        return Diagnostic::new(code, span, format!("{} has no {local}", address.doc))
            .help(format!("near it are {}{last}", near.join(", ")))
            .candidates(near.iter().map(|local| format!("{}#{local}", address.doc)).collect());
    };
    let paths: Vec<String> = document.units[unit]
        .blocks
        .iter()
        .filter(|block| !block.path.is_empty())
        .map(|block| block.path.iter().map(u16::to_string).collect::<Vec<_>>().join("."))
        .collect();
    let help = if paths.is_empty() {
        "it has no text of its own".to_owned()
    } else {
        format!("its places are {}", paths.join(", "))
    };
    Diagnostic::new(code, span, format!("{}#{local} has no such place", address.doc)).help(help)
}

/// A document of that name was renamed, or never was: those that have such a place come
/// first, by how little their names differ.
fn unknown_document(code: Code, address: &Address, span: Span, documents: &[Document]) -> Diagnostic {
    let lacks =
        |document: &Document| address.local.as_ref().is_some_and(|local| document.unit(local.as_str()).is_none());
    let mut near: Vec<&Document> = documents.iter().collect();
    near.sort_by_cached_key(|document| {
        (lacks(document), strsim::damerau_levenshtein(document.id.as_str(), address.doc.as_str()), document.id.clone())
    });
    near.truncate(3);
    let moved = |document: &&Document| Address { doc: document.id.clone(), ..address.clone() }.to_string();
    let diagnostic = Diagnostic::new(code, span, format!("there is no document {}", address.doc));
    match near.first() {
        Some(nearest) => diagnostic
            .help(format!(
                "did you mean {}? after a renaming, `gangmu links --move {} {}` mends every row",
                moved(nearest),
                address.doc,
                nearest.id
            ))
            .candidates(near.iter().map(moved).collect()),
        None => diagnostic.help("add the document, or take the row out"),
    }
}
