//! What two texts have to do with each other, provision by provision, for their comparison.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::compare::Comparison;
use crate::model::corpus::{Corpus, Relation};
use crate::model::document::UnitKind;

use super::compare::{Beside, Section};
use super::concordance::gap;
use super::unit_link;
use crate::render::body::Writer;
use crate::render::shared::Shared;
use crate::render::view::AloneView;

/// Relations below which two documents are not worth a page.
const FEWEST: usize = 8;

/// Pairs with enough reviewed relations between them, the spine always on the left.
pub fn pairs(corpus: &Corpus) -> Vec<(u32, u32)> {
    let mut counts: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for relation in corpus.relations.iter().filter(|relation| is_tie(relation)) {
        let (a, b) = (relation.from.doc.min(relation.to.doc), relation.from.doc.max(relation.to.doc));
        if a != b {
            *counts.entry(if corpus.spine == Some(b) { (b, a) } else { (a, b) }).or_default() += 1;
        }
    }
    counts.into_iter().filter(|(_, count)| *count >= FEWEST).map(|(pair, _)| pair).collect()
}

fn is_tie(relation: &Relation) -> bool {
    relation.reviewed && relation.kind != "none"
}

/// One relation, seen from the left text.
struct Tie<'c> {
    relation: &'c Relation,
    comparison: &'c Comparison,
    /// The relation was written from the right text.
    is_turned: bool,
    left: u32,
    right: u32,
}

fn ties(corpus: &Corpus, left: u32, right: u32) -> Vec<Tie<'_>> {
    let all = corpus.relations.iter().zip(&corpus.comparisons).filter(|(relation, _)| is_tie(relation));
    all.filter_map(|(relation, comparison)| {
        let is_turned = (relation.from.doc, relation.to.doc) == (right, left);
        let (own, other) = if is_turned { (&relation.to, &relation.from) } else { (&relation.from, &relation.to) };
        let is_pair = (own.doc, other.doc) == (left, right);
        is_pair.then_some(Tie { relation, comparison, is_turned, left: own.unit?, right: other.unit? })
    })
    .collect()
}

/// Each provision of the left text that is tied, with what it is tied to, the primary first.
/// What only one side says is shown the first time that side is.
pub fn sections<'c>(shared: &Shared<'c>, left: u32, right: u32) -> Vec<Section<'c>> {
    let corpus = shared.corpus;
    let mut by_unit: BTreeMap<u32, Vec<Tie>> = BTreeMap::new();
    for tie in ties(corpus, left, right) {
        by_unit.entry(tie.left).or_default().push(tie);
    }
    let mut known = BTreeSet::new();
    let mut section = |(unit, mut ties): (u32, Vec<Tie<'c>>)| {
        ties.sort_by_key(|tie| (tie.relation.strength, tie.right));
        ties.dedup_by_key(|tie| tie.right);
        let beside = |(order, tie): (usize, Tie<'c>)| {
            let direction = if tie.is_turned { "backward" } else { "forward" };
            let (own, other) = (&tie.comparison.left, &tie.comparison.right);
            Beside {
                unit: Some((right, tie.right)),
                tag: shared.words.get(&format!("relation.{}.{direction}", tie.relation.kind)).to_owned(),
                note: &tie.relation.note,
                left: if tie.is_turned { other } else { own },
                right: if tie.is_turned { own } else { other },
                is_left_known: order > 0,
                is_right_known: !known.insert(tie.right),
            }
        };
        Section {
            id: corpus.unit(left, unit).local.to_string(),
            unit: Some((left, unit)),
            sides: ties.into_iter().enumerate().map(beside).collect(),
            ..Section::default()
        }
    };
    by_unit.into_iter().map(&mut section).collect()
}

/// Provisions of each side that nothing ties to the other, with a reviewer's reason.
pub fn alone(writer: &Writer, left: u32, right: u32) -> Vec<AloneView> {
    let corpus = writer.shared.corpus;
    let ties = ties(corpus, left, right);
    let side = |doc: u32, other: u32, tied: BTreeSet<u32>| {
        let document = corpus.document(doc);
        let is_tied = |unit: usize| {
            let above = std::iter::successors(Some(unit), |unit| document.units[*unit].parent);
            above.into_iter().any(|unit| tied.contains(&(unit as u32)))
                || document.inside(unit).any(|inner| tied.contains(&(inner as u32)))
        };
        let units = document.units.iter().enumerate();
        let free: Vec<u32> = units
            .filter(|(unit, it)| it.kind == UnitKind::Provision && !is_tied(*unit))
            .map(|(unit, _)| unit as u32)
            .collect();
        let names = [("left", document.short()), ("right", corpus.document(other).short())];
        let names: Vec<(&str, &str)> = names.iter().map(|(key, name)| (*key, name.as_str())).collect();
        AloneView {
            title: writer.shared.words.fill("compare_alone", &names),
            lines: free.iter().map(|unit| unit_link(writer, doc, *unit)).collect(),
            reasons: free.iter().map(|unit| gap(writer, (doc, *unit), other)).collect(),
        }
    };
    let all = [
        side(left, right, ties.iter().map(|tie| tie.left).collect()),
        side(right, left, ties.iter().map(|tie| tie.right).collect()),
    ];
    all.into_iter().filter(|alone| !alone.lines.is_empty()).collect()
}
