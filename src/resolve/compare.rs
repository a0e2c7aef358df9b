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
pub struct Weights(BTreeMap<(char, char), f64>);

impl Weights {
    /// Of the documents between which there are relations.
    pub fn new(documents: &[Document], relations: &[Relation]) -> Weights {
        let tied: BTreeSet<u32> = relations.iter().flat_map(|relation| [relation.from.doc, relation.to.doc]).collect();
        let mut counts: BTreeMap<(char, char), u32> = BTreeMap::new();
        for document in tied.iter().map(|doc| &documents[*doc as usize]) {
            for block in document.units.iter().flat_map(|unit| &unit.blocks) {
                let letters: Vec<char> = block.words().chars().filter_map(fold_char).collect();
                for pair in letters.windows(2) {
                    *counts.entry((pair[0], pair[1])).or_default() += 1;
                }
            }
        }
        Weights(counts.into_iter().map(|(pair, count)| (pair, 1.0 / (1.0 + f64::from(count).ln()))).collect())
    }

    fn of(&self, pair: &(char, char)) -> f64 {
        self.0.get(pair).copied().unwrap_or(1.0)
    }
}

/// Empty where an end of the relation is a whole document.
pub fn compare(documents: &[Document], weights: &Weights, relation: &Relation) -> Comparison {
    let (Some(left), Some(right)) = (relation.from.unit, relation.to.unit) else { return Comparison::default() };
    compare_units(documents, weights, (relation.from.doc, left), (relation.to.doc, right))
}

pub fn compare_units(documents: &[Document], weights: &Weights, left: (u32, u32), right: (u32, u32)) -> Comparison {
    let left = cut(documents, left);
    let right = cut(documents, right);
    let partners = pair(&left, &right, weights);
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
pub fn alone(documents: &[Document], unit: (u32, u32)) -> Vec<Clause> {
    cut(documents, unit).iter().map(Cut::clause).collect()
}

/// A clause and its letters.
struct Cut {
    place: Place,
    folded: Folded,
}

impl Cut {
    fn clause(&self) -> Clause {
        Clause { place: self.place, partner: None, is_same: false, changes: Vec::new() }
    }
}

/// A unit's own text, cut after each 。；，and their like. Numbers at the start are left out:
/// they are each text's own.
fn cut(documents: &[Document], (doc, unit): (u32, u32)) -> Vec<Cut> {
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
                cuts.push(Cut { place, folded });
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
fn pair(left: &[Cut], right: &[Cut], weights: &Weights) -> Vec<(usize, usize)> {
    if left.len() * right.len() > MOST {
        return Vec::new();
    }
    let right_pairs: Vec<Pairs> = right.iter().map(|cut| pairs(&cut.folded.chars, weights)).collect();
    let mut likest = Vec::new();
    for (a, cut) in left.iter().enumerate() {
        let own = pairs(&cut.folded.chars, weights);
        for (b, other) in right_pairs.iter().enumerate() {
            let likeness = if cut.folded.chars == right[b].folded.chars { 100 } else { likeness(&own, other) };
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

/// Letters that stand together, each pair with the weight of all its occurrences.
type Pairs = BTreeMap<(char, char), f64>;

fn pairs(letters: &[char], weights: &Weights) -> Pairs {
    let mut pairs = Pairs::new();
    for pair in letters.windows(2) {
        let pair = (pair[0], pair[1]);
        *pairs.entry(pair).or_default() += weights.of(&pair);
    }
    pairs
}

/// Twice what is shared by what there is, out of 100; 100 only for equals.
fn likeness(left: &Pairs, right: &Pairs) -> usize {
    let all = left.values().sum::<f64>() + right.values().sum::<f64>();
    let shared: f64 = left.iter().filter_map(|(pair, weight)| right.get(pair).map(|other| other.min(*weight))).sum();
    if all > 0.0 { ((200.0 * shared / all) as usize).min(99) } else { 0 }
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
