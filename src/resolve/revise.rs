//! Pairs the provisions of two versions of a text, wherever renumbering has put them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::compare::{Weights, alone, compare_units};
use super::quote::fold::fold_char;
use crate::model::compare::{Comparison, Revised, Revision};
use crate::model::document::{Block, BlockKind, Document, UnitKind};

/// Provisions that share less than this of their pairs of letters, out of 100, are not one
/// provision revised.
const LIKE: usize = 40;
/// Provisions of two versions that are compared with each other at most.
const MOST: usize = 250_000;

/// A provision's letters, and those that stand together, sorted.
struct Text {
    unit: u32,
    letters: Vec<char>,
    pairs: Vec<(char, char)>,
}

/// First what both say in the same words and order; of the rest each has one partner at
/// most: the likest first, and of equals the nearest.
pub fn revise(documents: &[Document], old: u32, new: u32) -> Revision {
    let before = texts(&documents[old as usize]);
    let after = texts(&documents[new as usize]);
    let mut partners = unchanged(&before, &after);
    pair_likest(&before, &after, &mut partners);
    let mut pairs = Vec::new();
    let mut gone = taken_out(before.len(), &partners);
    let remove = |pairs: &mut Vec<Revised>, list: Option<Vec<usize>>| {
        for index in list.into_iter().flatten() {
            let left = alone(documents, (old, before[index].unit));
            let comparison = Comparison { left, right: Vec::new() };
            pairs.push(Revised { old: Some(before[index].unit), new: None, comparison });
        }
    };
    remove(&mut pairs, gone.remove(&None));
    for (index, text) in after.iter().enumerate() {
        let was = partners[index].map(|partner| &before[partner]);
        let comparison = match was {
            Some(was) if was.letters == text.letters => Comparison::default(),
            Some(was) => compare_units(documents, &Weights::default(), (old, was.unit), (new, text.unit)),
            None => Comparison { left: Vec::new(), right: alone(documents, (new, text.unit)) },
        };
        pairs.push(Revised { old: was.map(|was| was.unit), new: Some(text.unit), comparison });
        remove(&mut pairs, gone.remove(&Some(index)));
    }
    Revision { old, new, pairs }
}

/// Units with words of their own: headings and history lines aside.
fn texts(document: &Document) -> Vec<Text> {
    let units = document.units.iter().enumerate().filter(|(_, unit)| unit.kind != UnitKind::Cover);
    let read = units.filter_map(|(index, unit)| {
        let blocks = unit.blocks.iter().filter(|block| !matches!(block.kind, BlockKind::Code(_) | BlockKind::Rule));
        let is_title = |block: &Block| block.is_heading() || block.words().trim() == unit.title.trim();
        if unit.kind == UnitKind::Division && unit.blocks.iter().all(is_title) {
            return None;
        }
        let letters: Vec<char> = blocks.flat_map(|block| block.words().chars().filter_map(fold_char)).collect();
        let mut pairs: Vec<(char, char)> = letters.windows(2).map(|pair| (pair[0], pair[1])).collect();
        pairs.sort_unstable();
        (!letters.is_empty()).then_some(Text { unit: index as u32, letters, pairs })
    });
    read.collect()
}

/// By new text: index of the old one in the same words.
fn unchanged(before: &[Text], after: &[Text]) -> Vec<Option<usize>> {
    let mut partners = vec![None; after.len()];
    let letters = |texts: &[Text]| texts.iter().map(|text| text.letters.clone()).collect::<Vec<_>>();
    let (old, new) = (letters(before), letters(after));
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            (0..len).for_each(|step| partners[new_index + step] = Some(old_index + step));
        }
    }
    partners
}

fn pair_likest(before: &[Text], after: &[Text], partners: &mut [Option<usize>]) {
    let mut taken = vec![false; before.len()];
    partners.iter().flatten().for_each(|partner| taken[*partner] = true);
    let free_old: Vec<usize> = (0..before.len()).filter(|index| !taken[*index]).collect();
    let free_new: Vec<usize> = (0..after.len()).filter(|index| partners[*index].is_none()).collect();
    if free_old.len() * free_new.len() > MOST {
        return;
    }
    let mut likest = Vec::new();
    for b in &free_new {
        for a in &free_old {
            let likeness = likeness(&before[*a].pairs, &after[*b].pairs);
            if likeness >= LIKE {
                likest.push((Reverse(likeness), (a * after.len()).abs_diff(b * before.len()), *a, *b));
            }
        }
    }
    likest.sort_unstable();
    for (_, _, a, b) in likest {
        if !taken[a] && partners[b].is_none() {
            taken[a] = true;
            partners[b] = Some(a);
        }
    }
}

/// Twice what is shared by what there is, out of 100. Both sorted.
fn likeness(left: &[(char, char)], right: &[(char, char)]) -> usize {
    let all = left.len() + right.len();
    // Too unlike in length to share enough.
    if all == 0 || 200 * left.len().min(right.len()) < LIKE * all {
        return 0;
    }
    let (mut a, mut b, mut shared) = (0, 0, 0);
    while a < left.len() && b < right.len() {
        match left[a].cmp(&right[b]) {
            std::cmp::Ordering::Less => a += 1,
            std::cmp::Ordering::Greater => b += 1,
            std::cmp::Ordering::Equal => (a, b, shared) = (a + 1, b + 1, shared + 1),
        }
    }
    200 * shared / all
}

/// Old texts without a partner, by the new text after which they stood; None for the beginning.
fn taken_out(count: usize, partners: &[Option<usize>]) -> BTreeMap<Option<usize>, Vec<usize>> {
    let mut of_old = vec![None; count];
    for (index, partner) in partners.iter().enumerate() {
        if let Some(partner) = partner {
            of_old[*partner] = Some(index);
        }
    }
    let mut gone: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    let mut last = None;
    for (index, partner) in of_old.into_iter().enumerate() {
        match partner {
            Some(_) => last = partner,
            None => gone.entry(last).or_default().push(index),
        }
    }
    gone
}
