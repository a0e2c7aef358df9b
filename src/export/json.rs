//! The corpus as one JSON document, so that others can measure and reuse it.

use serde_json::{Map, Value, json};

use super::File;
use crate::model::corpus::{Corpus, Erratum, Relation, Strength};
use crate::model::document::{Block, BlockKind, Date, Document, Unit, UnitKind};

/// `corpus.json`; its shape is told in `docs/format/export.md`. `version` counts changes
/// that a reader of an older file would notice.
pub fn export_json(corpus: &Corpus) -> File {
    let documents: Vec<Value> = (0..corpus.documents.len() as u32).map(|doc| document(corpus, doc)).collect();
    let whole = json!({
        "format": "gangmu-corpus",
        "version": 1,
        "generator": concat!("gangmu ", env!("CARGO_PKG_VERSION")),
        "title": corpus.config.title,
        "base_url": corpus.config.base_url,
        "spine": corpus.spine.map(|doc| corpus.document(doc).id.as_str()),
        "documents": documents,
        "relations": corpus.relations.iter().map(|row| relation(corpus, row)).collect::<Vec<_>>(),
        "errata": corpus.errata.iter().map(|entry| erratum(corpus, entry)).collect::<Vec<_>>(),
        "citations": ledger(corpus),
        "quotations": quotations(corpus),
    });
    File::new("corpus.json", format!("{whole:#}\n"))
}

fn document(corpus: &Corpus, doc: u32) -> Value {
    let document = corpus.document(doc);
    let meta = &document.meta;
    let work = corpus.work_of.get(doc as usize).map(|work| &corpus.works[*work as usize]);
    let of_kind = |wanted: fn(UnitKind) -> bool| -> Vec<Value> {
        let units = document.units.iter().enumerate().filter(|(_, unit)| wanted(unit.kind));
        units.map(|(index, _)| unit(corpus, doc, index)).collect()
    };
    json!({
        "id": document.id.as_str(),
        "kind": meta.kind.name(),
        "title": meta.title,
        "short": document.short(),
        "issuers": meta.issuers,
        "number": meta.number,
        "date": date(meta.date),
        "enacted": date(meta.enacted),
        "in_force": date(meta.in_force),
        "current": work.is_none_or(|work| work.current == doc),
        "versions": work.map_or(Vec::new(), |work| work.versions.iter().map(|v| corpus.document(*v).id.as_str()).collect()),
        "aliases": meta.aliases,
        "source": meta.source.as_ref().map(|source| json!({
            "file": source.file, "sha256": source.sha256, "note": source.note, "artifacts": source.artifacts,
        })),
        "fidelity": corpus.fidelity.get(doc as usize).and_then(|found| found.as_ref()).map(|found| json!({
            "percent": found.percent(), "characters": found.characters, "differing": found.differing, "proof": found.proof,
        })),
        "page": corpus.document_page(doc, 1),
        "files": document.files.iter().map(|file| corpus.sources.file(*file).path.as_str()).collect::<Vec<_>>(),
        "provisions": of_kind(|kind| kind == UnitKind::Provision),
        "divisions": of_kind(|kind| kind != UnitKind::Provision),
    })
}

fn unit(corpus: &Corpus, doc: u32, index: usize) -> Value {
    let document = corpus.document(doc);
    let unit = &document.units[index];
    let links = &corpus.backlinks[doc as usize][index];
    let page = corpus.hub_page(doc, index as u32);
    json!({
        "address": format!("{}#{}", document.id, unit.local),
        // The unit's place in reading order, since provisions and divisions stand in two lists.
        "order": index,
        "kind": kind(unit.kind),
        "parent": unit.parent.map(|parent| format!("{}#{}", document.id, document.units[parent].local)),
        "depth": unit.depth,
        "number": unit.number.map(|number| number.to_string()),
        "printed": unit.printed(),
        "label": document.label(index),
        "title": unit.title,
        "text": text(unit),
        "paragraphs": unit.blocks.iter().filter(|block| !block.is_heading()).map(|block| paragraph(document, unit, block)).collect::<Vec<_>>(),
        "page": page.unwrap_or_else(|| corpus.place_in_document(doc, index as u32, &[])),
        "cited_by": { "citations": links.citations.len(), "quotations": links.quotations.len(), "relations": links.relations.len() },
    })
}

fn paragraph(document: &Document, unit: &Unit, block: &Block) -> Value {
    let mut out = Map::new();
    let local = crate::model::address::anchor(&unit.local, &block.path);
    out.insert(
        "address".into(),
        if block.path.is_empty() { Value::Null } else { format!("{}#{local}", document.id).into() },
    );
    out.insert("kind".into(), block_kind(&block.kind).into());
    out.insert("mark".into(), json!(block.mark.map(|mark| block.text[..mark.len].trim())));
    out.insert("text".into(), block.text.as_str().into());
    Value::Object(out)
}

/// A unit's own text, its heading included, one line a block; what it contains are other units.
pub fn text(unit: &Unit) -> String {
    unit.blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join("\n")
}

pub fn kind(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Cover => "cover",
        UnitKind::Preamble => "preamble",
        UnitKind::Division => "division",
        UnitKind::Provision => "provision",
    }
}

fn block_kind(kind: &BlockKind) -> &'static str {
    match kind {
        BlockKind::Heading(_) => "heading",
        BlockKind::Paragraph => "paragraph",
        BlockKind::Item => "item",
        BlockKind::Bullet(_) => "bullet",
        BlockKind::Quote => "quote",
        BlockKind::Code(_) => "code",
        BlockKind::Table(_) => "table",
        BlockKind::Footnote(_) => "footnote",
        BlockKind::Rule => "rule",
    }
}

pub fn date(date: Option<Date>) -> Option<String> {
    date.map(|date| date.to_string())
}

pub fn strength(strength: Strength) -> &'static str {
    match strength {
        Strength::Primary => "primary",
        Strength::Related => "related",
    }
}

pub fn status(reviewed: bool) -> &'static str {
    if reviewed { "reviewed" } else { "suggested" }
}

fn relation(corpus: &Corpus, row: &Relation) -> Value {
    json!({
        "from": corpus.address(&row.from).to_string(),
        "relation": row.kind,
        "to": corpus.address(&row.to).to_string(),
        "strength": strength(row.strength),
        "basis": row.basis,
        "status": status(row.reviewed),
        "note": row.note,
    })
}

fn erratum(corpus: &Corpus, entry: &Erratum) -> Value {
    let places: Vec<Value> = entry
        .places
        .iter()
        .map(|place| {
            let span = corpus.span(place);
            let file = corpus.sources.file(span.file);
            let (line, column) = file.line_column(span.start);
            json!({ "file": file.path, "line": line, "column": column, "start": span.start, "end": span.end })
        })
        .collect();
    json!({
        "at": entry.at.to_string(),
        "original": entry.original,
        "corrected": entry.corrected,
        "kind": entry.kind,
        "status": entry.status,
        "evidence": entry.evidence,
        "places": places,
    })
}

fn ledger(corpus: &Corpus) -> Value {
    let mut states: Map<String, Value> = Map::new();
    for ((kind, state), count) in &corpus.ledger {
        let kinds = states.entry((*state).to_owned()).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(kinds) = kinds {
            kinds.insert(kind.name().into(), (*count).into());
        }
    }
    json!({ "found": corpus.ledger.values().sum::<u32>(), "states": states })
}

fn quotations(corpus: &Corpus) -> Value {
    let mut grades = std::collections::BTreeMap::new();
    for quotation in &corpus.quotations {
        *grades.entry(quotation.grade.name()).or_insert(0u32) += 1;
    }
    json!({ "found": corpus.quotations.len(), "grades": grades })
}
