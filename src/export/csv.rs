//! The corpus as tables: provisions, the concordance, relations.

use csv::Writer;

use super::{File, json};
use crate::model::corpus::{Corpus, Relation, Target};

/// `provisions.csv`, `concordance.csv` and `relations.csv`. With `for_excel` each begins with
/// the mark without which Excel takes Chinese text for another encoding.
pub fn export_csv(corpus: &Corpus, for_excel: bool) -> Vec<File> {
    [
        ("provisions.csv", provisions(corpus)),
        ("concordance.csv", concordance(corpus)),
        ("relations.csv", relations(corpus)),
    ]
    .into_iter()
    .map(|(name, rows)| File::new(name, table(&rows, for_excel)))
    .collect()
}

type Rows = Vec<Vec<String>>;

fn table(rows: &Rows, for_excel: bool) -> Vec<u8> {
    let mut out = if for_excel { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
    let mut writer = Writer::from_writer(&mut out);
    for row in rows {
        writer.write_record(row).expect("rows of one table have one length, and memory takes them");
    }
    drop(writer);
    out
}

fn head(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

fn provisions(corpus: &Corpus) -> Rows {
    let mut rows = vec![head(&[
        "document",
        "address",
        "kind",
        "number",
        "printed",
        "label",
        "title",
        "text",
        "page",
        "citations",
        "quotations",
        "relations",
    ])];
    for (doc, document) in corpus.documents.iter().enumerate() {
        for (index, unit) in document.units.iter().enumerate() {
            let links = &corpus.backlinks[doc][index];
            let target = Target { doc: doc as u32, unit: Some(index as u32), path: Vec::new(), through: None };
            rows.push(vec![
                document.id.to_string(),
                corpus.address(&target).to_string(),
                json::kind(unit.kind).to_owned(),
                unit.number.map(|number| number.to_string()).unwrap_or_default(),
                unit.printed().to_owned(),
                document.label(index),
                unit.title.clone(),
                json::text(unit),
                corpus.href(&target),
                links.citations.len().to_string(),
                links.quotations.len().to_string(),
                links.relations.len().to_string(),
            ]);
        }
    }
    rows
}

/// One row for each tie to a unit of the spine, and one for each unit of the spine and
/// document between which there is none: gaps are said, not left out.
fn concordance(corpus: &Corpus) -> Rows {
    let mut rows = vec![head(&[
        "spine_address",
        "spine_label",
        "spine_title",
        "document",
        "address",
        "label",
        "title",
        "relation",
        "strength",
        "status",
        "note",
    ])];
    let Some(spine) = corpus.spine else { return rows };
    for (index, unit) in corpus.document(spine).provisions() {
        let label = corpus.document(spine).label(index);
        let first = [format!("{}#{}", corpus.document(spine).id, unit.local), label, unit.title.clone()];
        for doc in (0..corpus.documents.len() as u32).filter(|doc| *doc != spine) {
            let ties = ties(corpus, (spine, index as u32), doc);
            if ties.is_empty() {
                let rest =
                    [corpus.document(doc).id.to_string()].into_iter().chain(std::iter::repeat_n(String::new(), 7));
                rows.push(first.iter().cloned().chain(rest).collect());
            }
            for (tie, other) in ties {
                rows.push(first.iter().cloned().chain(other_end(corpus, tie, other)).collect());
            }
        }
    }
    rows
}

/// Relations between a unit and a document, each with its other end; the primary ones first.
fn ties(corpus: &Corpus, unit: (u32, u32), doc: u32) -> Vec<(&Relation, &Target)> {
    let is_unit = |target: &Target| target.doc == unit.0 && target.unit == Some(unit.1);
    let mut ties: Vec<(&Relation, &Target)> = corpus
        .relations
        .iter()
        .filter(|relation| relation.kind != "none")
        .filter_map(|relation| match (&relation.from, &relation.to) {
            (from, to) if is_unit(to) && from.doc == doc => Some((relation, from)),
            (from, to) if is_unit(from) && to.doc == doc => Some((relation, to)),
            _ => None,
        })
        .collect();
    ties.sort_by_key(|(relation, other)| (relation.strength, (*other).clone()));
    ties
}

fn other_end(corpus: &Corpus, relation: &Relation, other: &Target) -> [String; 8] {
    let document = corpus.document(other.doc);
    [
        document.id.to_string(),
        corpus.address(other).to_string(),
        other.unit.map(|unit| document.label(unit as usize)).unwrap_or_default(),
        other.unit.map(|unit| document.units[unit as usize].title.clone()).unwrap_or_default(),
        relation.kind.clone(),
        json::strength(relation.strength).to_owned(),
        json::status(relation.reviewed).to_owned(),
        relation.note.clone(),
    ]
}

fn relations(corpus: &Corpus) -> Rows {
    let mut rows = vec![head(&["from", "relation", "to", "strength", "basis", "status", "note"])];
    for relation in &corpus.relations {
        rows.push(vec![
            corpus.address(&relation.from).to_string(),
            relation.kind.clone(),
            corpus.address(&relation.to).to_string(),
            json::strength(relation.strength).to_owned(),
            relation.basis.clone(),
            json::status(relation.reviewed).to_owned(),
            relation.note.clone(),
        ]);
    }
    rows
}
