//! One document made ready for having quotations looked up in it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::fold::{Folded, MARK};
use super::reading::Reading;
use crate::model::corpus::Erratum;
use crate::model::document::{BlockKind, Document, Place};

/// Letters in a key. Four Chinese characters are two words: few enough places share them.
pub const GRAM: usize = 4;

pub struct ShelfBlock<'d> {
    /// Index of its first letter.
    pub first: usize,
    pub unit: usize,
    pub block: usize,
    pub reading: Reading<'d>,
}

/// All letters of a document in reading order, and where each run of four stands.
pub struct Shelf<'d> {
    pub doc: usize,
    pub folded: Folded,
    pub blocks: Vec<ShelfBlock<'d>>,
    grams: Vec<(u32, u32)>,
}

/// The errata of each block of a document, by unit and block.
pub type BlockErrata = BTreeMap<(u32, u32), Vec<(Range<usize>, usize)>>;

/// Verified errata of one document by block, and the units they take out of the text.
pub fn errata_by_block(doc: usize, errata: &[Erratum]) -> (BlockErrata, Vec<u32>) {
    let mut blocks = BlockErrata::new();
    let mut left_out = Vec::new();
    for (index, erratum) in errata.iter().enumerate().filter(|(_, erratum)| erratum.is_applied()) {
        for place in erratum.places.iter().filter(|place| place.doc as usize == doc) {
            blocks.entry((place.unit, place.block)).or_default().push((place.range(), index));
        }
        left_out.extend(erratum.whole.iter().filter(|(whole, _)| *whole as usize == doc).map(|(_, unit)| *unit));
    }
    (blocks, left_out)
}

impl<'d> Shelf<'d> {
    /// With no errata in `blocks` the text is taken as printed.
    pub fn new(
        doc: usize,
        document: &'d Document,
        by_block: &BlockErrata,
        left_out: &[u32],
        errata: &[Erratum],
    ) -> Shelf<'d> {
        let mut folded = Folded::default();
        let mut blocks = Vec::new();
        for (unit_index, unit) in document.units.iter().enumerate() {
            if left_out.contains(&(unit_index as u32)) {
                continue;
            }
            for (block_index, block) in unit.blocks.iter().enumerate() {
                if matches!(block.kind, BlockKind::Code(_) | BlockKind::Rule) {
                    continue;
                }
                let reading = match by_block.get(&(unit_index as u32, block_index as u32)) {
                    Some(ranges) => Reading::corrected(&block.text, ranges, errata),
                    None => Reading::printed(&block.text),
                };
                let first = folded.len();
                folded.push(&reading.text, block.mark.map_or(0, |mark| mark.len));
                blocks.push(ShelfBlock { first, unit: unit_index, block: block_index, reading });
            }
        }
        let grams = grams(&folded.chars);
        Shelf { doc, folded, blocks, grams }
    }

    /// Where these letters stand; positions rise. The caller compares the letters.
    pub fn positions(&self, letters: &[char]) -> &[(u32, u32)] {
        let key = key(letters);
        let from = self.grams.partition_point(|(other, _)| *other < key);
        let count = self.grams[from..].partition_point(|(other, _)| *other == key);
        &self.grams[from..from + count]
    }

    pub fn block_at(&self, letter: usize) -> usize {
        self.blocks.partition_point(|block| block.first <= letter).saturating_sub(1)
    }

    pub fn block_letters(&self, block: usize) -> Range<usize> {
        self.blocks[block].first..self.blocks.get(block + 1).map_or(self.folded.len(), |next| next.first)
    }

    /// The letters of a unit's own text, from the first to the last block that is asked for.
    pub fn letters_of(&self, unit: usize, is_wanted: impl Fn(usize) -> bool) -> Range<usize> {
        let first = self.blocks.partition_point(|block| block.unit < unit);
        let after = self.blocks.partition_point(|block| block.unit <= unit);
        let mut wanted = (first..after).filter(|index| is_wanted(self.blocks[*index].block));
        let Some(start) = wanted.next() else { return 0..0 };
        let last = wanted.last().unwrap_or(start);
        self.blocks[start].first..self.block_letters(last).end
    }

    /// How many letters of a range are not numbers at the start of lines; of a long range,
    /// how many there are, for nobody then asks for the exact count.
    pub fn plain_letters(&self, range: Range<usize>) -> usize {
        if range.len() > 64 {
            return range.len();
        }
        self.folded.flags[range].iter().filter(|flags| **flags & MARK == 0).count()
    }

    /// A stretch of letters, block by block.
    pub fn by_block(&self, letters: Range<usize>) -> impl Iterator<Item = (usize, Range<usize>)> {
        let first = self.block_at(letters.start);
        (first..self.blocks.len()).map_while(move |block| {
            let own = self.block_letters(block);
            let part = own.start.max(letters.start)..own.end.min(letters.end);
            (own.start < letters.end).then_some((block, part))
        })
    }

    /// The bytes of a block's reading from the first to the last of these letters.
    pub fn bytes(&self, letters: &Range<usize>) -> Range<usize> {
        self.folded.bytes(letters)
    }

    /// Where a stretch of letters stands in the text as printed, one place for each block.
    pub fn places(&self, letters: Range<usize>) -> Vec<Place> {
        self.by_block(letters)
            .filter(|(_, part)| !part.is_empty())
            .map(|(block, part)| {
                let ShelfBlock { unit, block, reading, .. } = &self.blocks[block];
                let printed = reading.in_print(self.bytes(&part));
                Place {
                    doc: self.doc as u32,
                    unit: *unit as u32,
                    block: *block as u32,
                    start: printed.start as u32,
                    end: printed.end as u32,
                }
            })
            .collect()
    }
}

fn grams(letters: &[char]) -> Vec<(u32, u32)> {
    let mut grams: Vec<(u32, u32)> =
        letters.windows(GRAM).enumerate().map(|(at, window)| (key(window), at as u32)).collect();
    grams.sort_unstable();
    grams
}

/// Equal letters have equal keys; the reverse is for the caller to see to.
fn key(letters: &[char]) -> u32 {
    letters[..GRAM]
        .iter()
        .fold(0x811c_9dc5, |key: u32, letter| (key ^ *letter as u32).wrapping_mul(0x0100_0193).rotate_left(5))
}
