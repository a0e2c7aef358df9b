//! Pairs the clauses of two provisions, and marks the words in which they differ.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::quote::fold::{Folded, fold_char};
use super::quote::reading::Reading;
use crate::model::compare::{Clause, Comparison};
use crate::model::corpus::Relation;
use crate::model::document::{BlockKind, Document, Place};

/// Clauses that share less than this of what their pairs of letters weigh, out of 100, say
/// different things.
const LIKE: usize = 40;
/// Clauses of two provisions that are compared with each other at most.
const MOST: usize = 250_000;

/// How much two letters that stand together tell: little where all documents speak of the
/// same thing in the same words (产业工人队伍建设).
#[derive(Default)]
pub struct Weights(Vec<((char, char), f64)>);

impl Weights {
    /// Of the documents between which there are relations.
    pub fn new(documents: &[Document], relations: &[Relation]) -> Weights {
        let tied: BTreeSet<u32> = relations.iter().flat_map(|relation| [relation.from.doc, relation.to.doc]).collect();
        let mut all = Vec::new();
        for document in tied.iter().map(|doc| &documents[*doc as usize]) {
            for block in document.units.iter().flat_map(|unit| &unit.blocks) {
                let letters: Vec<char> = block.words().chars().filter_map(fold_char).collect();
                all.extend(letters.windows(2).map(|pair| (pair[0], pair[1])));
            }
        }
        all.sort_unstable();
        let alike = all.chunk_by(|one, other| one == other);
        Weights(alike.map(|pairs| (pairs[0], 1.0 / (1.0 + (pairs.len() as f64).ln()))).collect())
    }

    fn of(&self, pair: &(char, char)) -> f64 {
        self.0.binary_search_by(|(known, _)| known.cmp(pair)).map_or(1.0, |at| self.0[at].1)
    }
}

/// Document and unit.
type UnitKey = (u32, u32);

/// The units between which there are relations, each cut once.
pub struct Cuts(BTreeMap<UnitKey, Vec<Cut>>);

impl Cuts {
    pub fn new(documents: &[Document], relations: &[Relation]) -> Cuts {
        let weights = Weights::new(documents, relations);
        let units: BTreeSet<UnitKey> = relations.iter().filter_map(ends).flatten().collect();
        Cuts(units.into_iter().map(|unit| (unit, cut(documents, &weights, unit))).collect())
    }

    /// Empty where an end of the relation is a whole document.
    pub fn compare(&self, relation: &Relation) -> Comparison {
        ends(relation).map(|[left, right]| compare_cuts(&self.0[&left], &self.0[&right])).unwrap_or_default()
    }
}

/// None where one of them is a whole document.
fn ends(relation: &Relation) -> Option<[UnitKey; 2]> {
    Some([(relation.from.doc, relation.from.unit?), (relation.to.doc, relation.to.unit?)])
}

pub fn compare_units(documents: &[Document], weights: &Weights, left: UnitKey, right: UnitKey) -> Comparison {
    let cut = |unit| cut(documents, weights, unit);
    compare_cuts(&cut(left), &cut(right))
}

fn compare_cuts(left: &[Cut], right: &[Cut]) -> Comparison {
    let partners = pair(left, right);
    let mut comparison =
        Comparison { left: left.iter().map(Cut::clause).collect(), right: right.iter().map(Cut::clause).collect() };
    for (a, b) in partners {
        let (own, other) = differences(&left[a], &right[b]);
        let is_same = own.is_empty() && other.is_empty();
        (comparison.left[a].is_same, comparison.right[b].is_same) = (is_same, is_same);
        comparison.left[a].partner = Some(b as u32);
        comparison.left[a].changes = own;
        comparison.right[b].partner = Some(a as u32);
        comparison.right[b].changes = other;
    }
    comparison
}

/// The clauses of a unit that has no counterpart.
pub fn alone(documents: &[Document], unit: UnitKey) -> Vec<Clause> {
    cut(documents, &Weights::default(), unit).iter().map(Cut::clause).collect()
}

/// A clause and its letters.
struct Cut {
    place: Place,
    folded: Folded,
    pairs: Pairs,
}

impl Cut {
    fn clause(&self) -> Clause {
        Clause { place: self.place, partner: None, is_same: false, changes: Vec::new() }
    }
}

/// A unit's own text, cut after each 。；，and their like. Numbers at the start are left out:
/// they are each text's own.
fn cut(documents: &[Document], weights: &Weights, (doc, unit): UnitKey) -> Vec<Cut> {
    let mut cuts = Vec::new();
    for (index, block) in documents[doc as usize].units[unit as usize].blocks.iter().enumerate() {
        if matches!(block.kind, BlockKind::Code(_) | BlockKind::Rule | BlockKind::Table(_)) {
            continue;
        }
        let mut start = block.mark.map_or(0, |mark| mark.len);
        let ends =
            block.text.char_indices().filter(|(at, c)| *at >= start && is_stop(*c)).map(|(at, c)| at + c.len_utf8());
        for end in ends.chain([block.text.len()]).collect::<Vec<_>>() {
            let mut folded = Folded::of(&Reading::printed(&block.text[start..end]));
            if folded.len() > 0 {
                folded.shift(start);
                let place = Place { doc, unit, block: index as u32, start: start as u32, end: end as u32 };
                let pairs = Pairs::new(&folded.chars, weights);
                cuts.push(Cut { place, folded, pairs });
                start = end;
            }
        }
    }
    cuts
}

fn is_stop(c: char) -> bool {
    matches!(c, '。' | '；' | '，' | '！' | '？' | '：' | ',' | ';' | '!' | '?' | ':')
}

/// Each clause has one partner at most: the likest first, and of equals the nearest in order.
fn pair(left: &[Cut], right: &[Cut]) -> Vec<(usize, usize)> {
    if left.len() * right.len() > MOST {
        return Vec::new();
    }
    let mut likest = Vec::new();
    for (a, own) in left.iter().enumerate() {
        for (b, other) in right.iter().enumerate() {
            let is_same = own.folded.chars == other.folded.chars;
            let likeness = if is_same { 100 } else { own.pairs.likeness(&other.pairs) };
            if likeness >= LIKE {
                let distance = (a * right.len()).abs_diff(b * left.len());
                likest.push((std::cmp::Reverse(likeness), distance, a, b));
            }
        }
    }
    likest.sort_unstable();
    let (mut taken_left, mut taken_right) = (vec![false; left.len()], vec![false; right.len()]);
    let mut partners = Vec::new();
    for (_, _, a, b) in likest {
        if !taken_left[a] && !taken_right[b] {
            taken_left[a] = true;
            taken_right[b] = true;
            partners.push((a, b));
        }
    }
    partners
}

/// Letters that stand together, sorted, each pair with the weight of all its occurrences.
struct Pairs {
    list: Vec<((char, char), f64)>,
    weight: f64,
}

impl Pairs {
    fn new(letters: &[char], weights: &Weights) -> Pairs {
        let mut all: Vec<(char, char)> = letters.windows(2).map(|pair| (pair[0], pair[1])).collect();
        all.sort_unstable();
        let sum = |pairs: &[(char, char)]| {
            let weight = weights.of(&pairs[0]);
            (pairs[0], pairs.iter().fold(0.0, |sum, _| sum + weight))
        };
        let list: Vec<_> = all.chunk_by(|one, other| one == other).map(sum).collect();
        Pairs { weight: list.iter().map(|(_, weight)| weight).sum(), list }
    }

    /// Twice what is shared by what there is, out of 100; 100 only for equals.
    fn likeness(&self, other: &Pairs) -> usize {
        let all = self.weight + other.weight;
        let percent = |shared: f64| if all > 0.0 { ((200.0 * shared / all) as usize).min(99) } else { 0 };
        // Most clauses are too unlike in length to share enough.
        let most = percent(self.weight.min(other.weight));
        if most < LIKE { most } else { percent(self.shared(other)) }
    }

    fn shared(&self, other: &Pairs) -> f64 {
        let (mut shared, mut rest) = (0.0, other.list.as_slice());
        for (pair, weight) in &self.list {
            while rest.first().is_some_and(|(other, _)| other < pair) {
                rest = &rest[1..];
            }
            match rest.first() {
                Some((other, beside)) if other == pair => shared += beside.min(*weight),
                _ => {}
            }
        }
        shared
    }
}

/// Bytes of either block that the other clause has not.
fn differences(left: &Cut, right: &Cut) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let (mut own, mut other) = (Vec::new(), Vec::new());
    for op in capture_diff_slices(Algorithm::Myers, &left.folded.chars, &right.folded.chars) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        push(&mut own, &left.folded, op.old_range());
        push(&mut other, &right.folded, op.new_range());
    }
    (own, other)
}

/// Changes with one equal letter between them are one: half a word means nothing.
fn push(ranges: &mut Vec<Range<usize>>, folded: &Folded, letters: Range<usize>) {
    if letters.is_empty() {
        return;
    }
    let bytes = folded.bytes(&letters);
    match ranges.last_mut() {
        Some(last) if letters.start > 0 && last.end >= folded.bytes(&(letters.start - 1..letters.start)).start => {
            last.end = bytes.end;
        }
        _ => ranges.push(bytes),
    }
}
