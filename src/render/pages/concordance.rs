//! The concordance: every document aligned on the numbers of one.

use std::collections::BTreeMap;

use crate::model::corpus::{Corpus, Relation, Strength, Target};
use crate::model::document::UnitKind;

use super::{document_view, finish, unit_link};
use crate::render::body::Writer;
use crate::render::picture;
use crate::render::shared::{CONCORDANCE_CSV, Shared};
use crate::render::view::{CellView, ConcordanceArea, ConcordanceRow, ConcordanceView, LinkView};

/// By unit of the spine and other document: units there, primary ones first.
type Ties = BTreeMap<(u32, u32), Vec<(Strength, u32)>>;

pub fn page(shared: &Shared, path: &str) -> Result<Vec<u8>, String> {
    let corpus = shared.corpus;
    let writer = Writer::new(shared, path);
    let spine = corpus.spine.expect("the concordance is made only where there is a spine");
    let columns = columns(corpus, spine);
    let ties = ties(corpus, spine);
    let rows: Vec<u32> =
        (0..corpus.document(spine).units.len() as u32).filter(|unit| is_row(corpus, spine, *unit, &ties)).collect();
    let view = ConcordanceView {
        spine: document_view(&writer, spine),
        columns: columns.iter().map(|doc| document_view(&writer, *doc)).collect(),
        areas: areas(&writer, spine, &rows, &columns, &ties),
        matrix: picture::matrix(&writer, spine, &rows, &columns, |unit, doc| strengths(&ties, unit, doc)),
        contents: rows.iter().map(|unit| row_link(&writer, spine, *unit)).collect(),
        csv: writer.to(CONCORDANCE_CSV),
    };
    let mut page = shared.page("concordance", path, shared.words.get("page_concordance"));
    page.place = shared.words.get("page_concordance").to_owned();
    page.contents = "#toc".to_owned();
    page.description = shared.words.fill("concordance_about", &[("spine", &corpus.document(spine).short())]);
    finish(shared, &writer, &super::site_page("concordance"), page, &[], &view)
}

fn row_link(writer: &Writer, spine: u32, unit: u32) -> LinkView {
    let local = &writer.shared.corpus.unit(spine, unit).local;
    LinkView { href: format!("#{local}"), depth: 0, ..unit_link(writer, spine, unit) }
}

/// Every text but the spine; of several versions the one now in force.
fn columns(corpus: &Corpus, spine: u32) -> Vec<u32> {
    let all = 0..corpus.documents.len() as u32;
    let has_tie = |doc: u32| corpus.relations.iter().any(|relation| of_pair(relation, spine, doc));
    all.filter(|doc| *doc != spine && has_tie(*doc)).collect()
}

fn of_pair(relation: &Relation, left: u32, right: u32) -> bool {
    let (from, to) = (relation.from.doc, relation.to.doc);
    relation.reviewed && ((from, to) == (left, right) || (from, to) == (right, left))
}

/// Reviewed relations with the spine, whichever side they were written from.
fn ties(corpus: &Corpus, spine: u32) -> Ties {
    let mut ties = Ties::new();
    for relation in corpus.relations.iter().filter(|relation| relation.reviewed && relation.kind != "none") {
        let (own, other) = match (relation.from.doc == spine, relation.to.doc == spine) {
            (false, true) => (&relation.to, &relation.from),
            (true, false) => (&relation.from, &relation.to),
            _ => continue,
        };
        let Some(unit) = other.unit else { continue };
        for row in units_of(own) {
            let list = ties.entry((row, other.doc)).or_default();
            match list.iter_mut().find(|(_, known)| *known == unit) {
                Some((strength, _)) => *strength = (*strength).min(relation.strength),
                None => list.push((relation.strength, unit)),
            }
        }
    }
    for list in ties.values_mut() {
        list.sort_by_key(|(strength, unit)| (*strength, *unit));
    }
    ties
}

fn units_of(target: &Target) -> Vec<u32> {
    let Some(first) = target.unit else { return Vec::new() };
    let last = target.through.as_ref().and_then(|through| through.unit).unwrap_or(first);
    (first..=last.max(first)).collect()
}

/// Every provision, and of the rest what something is tied to.
fn is_row(corpus: &Corpus, spine: u32, unit: u32, ties: &Ties) -> bool {
    let is_tied = || ties.range((unit, 0)..=(unit, u32::MAX)).next().is_some();
    match corpus.unit(spine, unit).kind {
        UnitKind::Provision => true,
        UnitKind::Cover => false,
        _ => is_tied(),
    }
}

fn strengths(ties: &Ties, unit: u32, doc: u32) -> (usize, usize) {
    let list = ties.get(&(unit, doc)).map(Vec::as_slice).unwrap_or_default();
    let primary = list.iter().filter(|(strength, _)| *strength == Strength::Primary).count();
    (primary, list.len() - primary)
}

fn areas(writer: &Writer, spine: u32, rows: &[u32], columns: &[u32], ties: &Ties) -> Vec<ConcordanceArea> {
    let corpus = writer.shared.corpus;
    let mut areas: Vec<(Option<usize>, ConcordanceArea)> = Vec::new();
    for unit in rows {
        let it = corpus.unit(spine, *unit);
        // A division with ties is a row of its own, and the heading of the rows inside it.
        let under = if it.kind == UnitKind::Division { Some(*unit as usize) } else { it.parent };
        if areas.last().is_none_or(|(open, _)| *open != under) {
            let is_row = under.is_some_and(|parent| rows.contains(&(parent as u32)));
            let heading = under.filter(|_| !is_row).map(|parent| unit_link(writer, spine, parent as u32));
            areas.push((under, ConcordanceArea { heading, ..ConcordanceArea::default() }));
        }
        let cells: Vec<CellView> = columns.iter().map(|doc| cell(writer, (spine, *unit), *doc, ties)).collect();
        let area = &mut areas.last_mut().expect("an area was just begun").1;
        let has_gap = cells.iter().any(|cell| !cell.gap.is_empty());
        area.has_gap |= has_gap;
        area.rows.push(ConcordanceRow {
            id: it.local.to_string(),
            is_division: it.kind == UnitKind::Division,
            has_gap,
            provision: unit_link(writer, spine, *unit),
            cells,
        });
    }
    areas.into_iter().map(|(_, area)| area).collect()
}

fn cell(writer: &Writer, row: (u32, u32), doc: u32, ties: &Ties) -> CellView {
    let corpus = writer.shared.corpus;
    let list = ties.get(&(row.1, doc)).map(Vec::as_slice).unwrap_or_default();
    let link = |(_, unit): &(Strength, u32)| short_link(writer, doc, *unit);
    let (primary, related): (Vec<_>, Vec<_>) = list.iter().partition(|(strength, _)| *strength == Strength::Primary);
    let links = |list: Vec<&(Strength, u32)>| -> Vec<LinkView> { list.into_iter().map(link).collect() };
    let is_empty = list.is_empty();
    CellView {
        document: corpus.document(doc).short(),
        primary: links(primary.into_iter().collect()),
        related: links(related.into_iter().collect()),
        gap: if is_empty && corpus.unit(row.0, row.1).kind == UnitKind::Provision {
            gap(writer, row, doc)
        } else {
            String::new()
        },
    }
}

/// A link that says enough in a narrow cell: 第11条, 江苏 二, （一）指导思想.
fn short_link(writer: &Writer, doc: u32, unit: u32) -> LinkView {
    let link = unit_link(writer, doc, unit);
    let is_bare = link.label.ends_with(['、', '）', ')']) && !link.label.contains(' ');
    let label =
        if is_bare { format!("{}{}", link.label, link.title) } else { link.label.trim_end_matches('、').to_owned() };
    LinkView { label, ..link }
}

/// A reviewer's words for why a document has nothing here, else the theme's plain ones.
pub fn gap(writer: &Writer, row: (u32, u32), doc: u32) -> String {
    let corpus = writer.shared.corpus;
    let out = &corpus.backlinks[row.0 as usize][row.1 as usize].relations_out;
    let said = out.iter().map(|index| &corpus.relations[*index as usize]).find(|relation| {
        relation.kind == "none" && relation.reviewed && relation.to.doc == doc && !relation.note.is_empty()
    });
    match said {
        Some(relation) => relation.note.clone(),
        None => match &corpus.document(doc).meta.gap {
            Some(said) => said.clone(),
            None => writer.shared.words.fill("gap", &[("document", &corpus.document(doc).short())]),
        },
    }
}
