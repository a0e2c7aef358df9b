//! Two documents side by side along their relations.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::address::compare_page;
use crate::model::corpus::{Corpus, Relation};
use crate::model::document::UnitKind;

use super::concordance::gap;
use super::{document_view, finish, unit_link};
use crate::render::body::{Skip, Writer};
use crate::render::shared::Shared;
use crate::render::view::{CompareView, LinkView, PairView, SideView};

/// Relations below which two documents are not worth a page.
const FEWEST: usize = 8;

pub fn path(corpus: &Corpus, left: u32, right: u32) -> String {
    compare_page(&corpus.document(left).id, &corpus.document(right).id)
}

/// Pairs with enough reviewed relations between them, the spine always on the left.
pub fn pairs(corpus: &Corpus) -> Vec<(u32, u32)> {
    let mut counts: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for relation in corpus.relations.iter().filter(|relation| relation.reviewed && relation.kind != "none") {
        let (a, b) = (relation.from.doc.min(relation.to.doc), relation.from.doc.max(relation.to.doc));
        if a != b {
            *counts.entry(if corpus.spine == Some(b) { (b, a) } else { (a, b) }).or_default() += 1;
        }
    }
    counts.into_iter().filter(|(_, count)| *count >= FEWEST).map(|(pair, _)| pair).collect()
}

/// Comparisons that a document takes part in, for its own page.
pub fn from(writer: &Writer, doc: u32) -> Vec<LinkView> {
    let corpus = writer.shared.corpus;
    let own = pairs(corpus).into_iter().filter(|(left, right)| *left == doc || *right == doc);
    own.map(|(left, right)| {
        let other = if left == doc { right } else { left };
        LinkView {
            href: writer.to(&path(corpus, left, right)),
            label: corpus.document(other).short(),
            ..LinkView::default()
        }
    })
    .collect()
}

pub fn page(shared: &Shared, path: &str, left: u32, right: u32) -> Result<Vec<u8>, String> {
    let writer = Writer::mixed(shared, path);
    let view = CompareView {
        left: document_view(&writer, left),
        right: document_view(&writer, right),
        pairs: rows(&writer, left, right),
        others: from(&writer, left)
            .into_iter()
            .map(|link| LinkView { is_current: link.href == path, ..link })
            .collect(),
    };
    let title = shared.words.fill("compare_title", &[("left", &view.left.short), ("right", &view.right.short)]);
    let mut page = shared.page("compare", path, &title);
    page.place = shared.words.get("page_compare").to_owned();
    page.description = format!("{} — {}", view.left.title, view.right.title);
    finish(shared, &writer, &super::site_page("compare"), page, &[], &view)
}

fn rows(writer: &Writer, left: u32, right: u32) -> Vec<PairView> {
    let corpus = writer.shared.corpus;
    let mut ties: BTreeMap<u32, Vec<(&Relation, u32)>> = BTreeMap::new();
    for relation in corpus.relations.iter().filter(|relation| relation.reviewed && relation.kind != "none") {
        let (own, other) = if relation.to.doc == left && relation.from.doc == right {
            (&relation.to, &relation.from)
        } else if relation.from.doc == left && relation.to.doc == right {
            (&relation.from, &relation.to)
        } else {
            continue;
        };
        if let (Some(own), Some(other)) = (own.unit, other.unit) {
            ties.entry(own).or_default().push((relation, other));
        }
    }
    let is_row = |unit: &u32| ties.contains_key(unit) || corpus.unit(left, *unit).kind == UnitKind::Provision;
    let units: Vec<u32> = (0..corpus.document(left).units.len() as u32).filter(is_row).collect();
    let mut shown = BTreeSet::new();
    units
        .into_iter()
        .map(|unit| pair(writer, (left, unit), right, ties.remove(&unit).unwrap_or_default(), &mut shown))
        .collect()
}

/// A right side that stands beside several left ones gives its text once, then its name.
fn pair(
    writer: &Writer,
    left: (u32, u32),
    right: u32,
    mut ties: Vec<(&Relation, u32)>,
    shown: &mut BTreeSet<u32>,
) -> PairView {
    let corpus = writer.shared.corpus;
    ties.sort_by_key(|(relation, unit)| (relation.strength, *unit));
    ties.dedup_by_key(|(_, unit)| *unit);
    let sides = ties.iter().map(|(relation, unit)| {
        let direction = if relation.to.doc == left.0 { "backward" } else { "forward" };
        SideView {
            link: unit_link(writer, right, *unit),
            tag: writer.shared.words.get(&format!("relation.{}.{direction}", relation.kind)).to_owned(),
            body: if shown.insert(*unit) { text(writer, right, *unit) } else { Default::default() },
            note: relation.note.clone(),
        }
    });
    let right_sides: Vec<SideView> = sides.collect();
    PairView {
        id: corpus.unit(left.0, left.1).local.to_string(),
        left: SideView {
            link: unit_link(writer, left.0, left.1),
            body: text(writer, left.0, left.1),
            ..SideView::default()
        },
        gap: if right_sides.is_empty() { gap(writer, left, right) } else { String::new() },
        right: right_sides,
    }
}

fn text(writer: &Writer, doc: u32, unit: u32) -> crate::render::html::SafeHtml {
    writer.unit(doc, unit, Skip::Opening)
}
