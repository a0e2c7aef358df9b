//! The inventory: every address and its page, so that other sites can link here by address.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::File;
use crate::model::corpus::{Corpus, Target};

/// `gangmu.inv.json`. Pages are relative to `base_url`, or to the file itself where there is none.
pub fn export_inventory(corpus: &Corpus) -> File {
    let documents: Vec<Value> = (0..corpus.documents.len() as u32).map(|doc| document(corpus, doc)).collect();
    let whole = json!({
        "format": "gangmu-inventory",
        "version": 1,
        "title": corpus.config.title,
        "base_url": corpus.config.base_url,
        "documents": documents,
    });
    File::new("gangmu.inv.json", format!("{whole:#}\n"))
}

fn document(corpus: &Corpus, doc: u32) -> Value {
    let document = corpus.document(doc);
    let places: BTreeMap<&str, Value> = document
        .units
        .iter()
        .enumerate()
        .map(|(index, unit)| {
            let target = Target { doc, unit: Some(index as u32), path: Vec::new(), through: None };
            (unit.local.as_str(), json!([corpus.href(&target), document.label(index), unit.title]))
        })
        .collect();
    json!({
        "id": document.id.as_str(),
        "title": document.meta.title,
        "short": document.short(),
        "aliases": document.meta.aliases,
        "number": document.meta.number,
        "date": super::json::date(document.meta.date),
        "page": corpus.document_page(doc, 1),
        "places": places,
    })
}
