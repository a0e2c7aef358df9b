//! Gives each block of a unit its place: paragraph, item, item within the item.

use std::collections::BTreeMap;

use crate::model::config::Level;
use crate::model::document::{Block, BlockKind};

/// A first item may bear any number up to this; a text that begins in the middle has one.
const FIRST: u32 = 999;
/// A lost item leaves a gap in the labels; a wider one is a misprint.
const GAP: u32 = 10;

/// A list of items that is still open.
struct Open {
    level: Level,
    /// The last step given; an item's label where that rises.
    step: u16,
    /// The number that its last item prints.
    label: u32,
}

/// Where the items of one level stand, with their labels, in reading order.
type Labels = BTreeMap<Level, Vec<(usize, u32)>>;

/// Writes down the paths of a unit's blocks.
pub fn give(blocks: &mut [Block]) {
    let labels = labels(blocks);
    let mut paragraph: u16 = 0;
    let mut open: Vec<Open> = Vec::new();
    for (index, block) in blocks.iter_mut().enumerate() {
        match block.kind {
            BlockKind::Heading(_) | BlockKind::Rule => continue,
            BlockKind::Item => item(&mut open, block),
            BlockKind::Bullet(depth) => bullet(&mut open, usize::from(depth)),
            _ => match running(&open, &labels, index) {
                Some(depth) => below(&mut open, depth),
                None => {
                    paragraph = paragraph.saturating_add(1);
                    open.clear();
                }
            },
        }
        paragraph = paragraph.max(1);
        block.path = countable(std::iter::once(paragraph).chain(open.iter().map(|list| list.step)).collect());
    }
}

fn labels(blocks: &[Block]) -> Labels {
    let mut labels = Labels::new();
    for (index, block) in blocks.iter().enumerate().filter(|(_, block)| block.kind == BlockKind::Item) {
        // 一是 counts what a paragraph says; what stands between two of them is a paragraph.
        if let Some(mark) = block.mark.filter(|mark| mark.level != Level::Ordinal) {
            labels.entry(mark.level).or_default().push((index, mark.number.main));
        }
    }
    labels
}

fn item(open: &mut Vec<Open>, block: &Block) {
    let level = block.mark.map_or(Level::Unnumbered, |mark| mark.level);
    let label = block.mark.map_or(0, |mark| mark.number.main);
    let depth = open.iter().position(|list| list.level == level).unwrap_or(open.len());
    open.truncate(depth + 1);
    if open.len() == depth {
        open.push(Open { level, step: 0, label: 0 });
    }
    let list = &mut open[depth];
    let last = u32::from(list.step);
    let follows = label > last && label <= if last == 0 { FIRST } else { last + GAP };
    list.step = if follows { label as u16 } else { list.step.saturating_add(1) };
    list.label = label;
}

fn bullet(open: &mut Vec<Open>, depth: usize) {
    open.truncate(depth + 1);
    while open.len() <= depth {
        open.push(Open { level: Level::Unnumbered, step: 0, label: 0 });
    }
    open[depth].step = open[depth].step.saturating_add(1);
}

/// The innermost open list that goes on behind a paragraph without a number: its next item
/// bears the next number. Such a paragraph is a part of the item before it, not a 款.
fn running(open: &[Open], labels: &Labels, index: usize) -> Option<usize> {
    let next = |list: &Open| {
        let all = labels.get(&list.level)?;
        all.get(all.partition_point(|(at, _)| *at < index)).copied()
    };
    let mut nearest = usize::MAX;
    let mut found = None;
    for (depth, list) in open.iter().enumerate() {
        let Some((at, label)) = next(list) else { continue };
        if at < nearest && list.label > 0 && label == list.label + 1 {
            found = Some(depth);
        }
        nearest = nearest.min(at);
    }
    found
}

/// A paragraph of an item counts on from what the item contains already.
fn below(open: &mut Vec<Open>, depth: usize) {
    let step = open.get(depth + 1).map_or(0, |list| list.step).saturating_add(1);
    open.truncate(depth + 1);
    open.push(Open { level: Level::Unnumbered, step, label: 0 });
}

/// Past the last number that can be counted a paragraph has no address of its own: two
/// must never share one.
fn countable(path: Vec<u16>) -> Vec<u16> {
    if path.contains(&u16::MAX) { Vec::new() } else { path }
}
