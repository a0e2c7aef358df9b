//! Which stretches of a text a quotation repeats, and in what order.

use std::collections::BTreeMap;
use std::ops::Range;

use super::fold::Folded;
use super::shelf::{GRAM, Shelf};

/// Letters that are equal on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    pub quoted: usize,
    pub source: usize,
    pub len: usize,
}

impl Run {
    pub fn quoted_end(&self) -> usize {
        self.quoted + self.len
    }

    pub fn source_end(&self) -> usize {
        self.source + self.len
    }
}

/// Four letters that stand in more places than this say nothing of where a quotation is from.
const COMMON: usize = 64;
/// Bound on the work for one quotation, whatever it and its source say over and over.
const RUNS: usize = 600;

/// The runs that best explain the quoted letters, in their order there; they do not overlap.
/// Small changes within a place cost less than a jump to another, so that a changed
/// character is seen as a change and not as two quotations.
/// `preferred` is where they are said to stand: the paragraph, and the provision around it.
pub fn chain(quoted: &Folded, range: Range<usize>, shelf: &Shelf, preferred: &[Range<usize>]) -> Vec<Run> {
    let mut runs = common_runs(quoted, range.clone(), shelf, None);
    if runs.is_empty() {
        // “情节严重” stands everywhere: first of all where it is said to.
        runs = common_runs(quoted, range.clone(), shelf, Some(preferred.last().cloned().unwrap_or(0..0)));
    }
    if runs.len() > RUNS {
        runs.sort_by_key(|run| (std::cmp::Reverse(run.len), run.quoted, run.source));
        runs.truncate(RUNS);
    }
    runs.sort();
    best_chain(quoted, &range, &runs, shelf, preferred)
}

/// Maximal equal stretches of at least four letters. `first`: letters that stand all over
/// the source are looked at too, in this stretch of it before others.
fn common_runs(quoted: &Folded, range: Range<usize>, shelf: &Shelf, first: Option<Range<usize>>) -> Vec<Run> {
    let mut runs = Vec::new();
    // Where the last run on each diagonal ended: what lies inside it is not looked at again.
    let mut reached: BTreeMap<isize, usize> = BTreeMap::new();
    for at in range.start..(range.end + 1).saturating_sub(GRAM).max(range.start) {
        let positions = shelf.positions(&quoted.chars[at..]);
        if positions.len() > COMMON && first.is_none() {
            continue;
        }
        let near = first.clone().unwrap_or(0..0);
        let from = positions.partition_point(|(_, position)| (*position as usize) < near.start);
        let to = positions.partition_point(|(_, position)| (*position as usize) < near.end).max(from);
        for (_, position) in positions[from..to].iter().chain(&positions[..from]).chain(&positions[to..]).take(COMMON) {
            let position = *position as usize;
            let diagonal = position as isize - at as isize;
            if reached.get(&diagonal).is_some_and(|end| *end > at) {
                continue;
            }
            let run = extend(&quoted.chars, &range, &shelf.folded.chars, at, position);
            reached.insert(diagonal, run.quoted_end().max(at + 1));
            if run.len >= GRAM {
                runs.push(run);
            }
        }
        if runs.len() > RUNS * 8 {
            break;
        }
    }
    runs
}

fn extend(quoted: &[char], range: &Range<usize>, source: &[char], at: usize, position: usize) -> Run {
    let back =
        quoted[range.start..at].iter().rev().zip(source[..position].iter().rev()).take_while(|(a, b)| a == b).count();
    let ahead = quoted[at..range.end].iter().zip(&source[position..]).take_while(|(a, b)| a == b).count();
    Run { quoted: at - back, source: position - back, len: back + ahead }
}

const LETTER: i64 = 10;
/// For a run that is a whole clause on both sides.
const WHOLE_CLAUSE: i64 = 25;
/// A letter in the provision that is cited counts for more, so that of equal places that one is taken.
const PREFERRED: i64 = 3;

fn best_chain(
    quoted: &Folded,
    range: &Range<usize>,
    runs: &[Run],
    shelf: &Shelf,
    preferred: &[Range<usize>],
) -> Vec<Run> {
    let mut best: Vec<(i64, Option<usize>)> = Vec::with_capacity(runs.len());
    for (index, run) in runs.iter().enumerate() {
        let near = preferred.iter().filter(|range| range.contains(&run.source)).count() as i64;
        let letter = LETTER + PREFERRED * near;
        let own = clause_bonus(quoted, range, run, shelf) + beyond(quoted, range, run, shelf);
        // All of it in the provision that is cited: however well it stands elsewhere.
        let own = own + if run.len == range.len() { WHOLE_CLAUSE * 2 * near } else { 0 };
        let mut top = (own + run.len as i64 * letter, None);
        for (earlier, before) in runs[..index].iter().enumerate() {
            let Some(trimmed) = follow(before, run) else { continue };
            let score = best[earlier].0 + own + trimmed.len as i64 * letter - cost(before, &trimmed, shelf);
            if score > top.0 {
                top = (score, Some(earlier));
            }
        }
        best.push(top);
    }
    let Some(last) = (0..runs.len()).max_by_key(|index| (best[*index].0, std::cmp::Reverse(*index))) else {
        return Vec::new();
    };
    let mut chain = vec![runs[last]];
    let mut at = last;
    while let Some(earlier) = best[at].1 {
        chain.push(runs[earlier]);
        at = earlier;
    }
    chain.reverse();
    for index in 1..chain.len() {
        if let Some(trimmed) = follow(&chain[index - 1], &chain[index]) {
            chain[index] = trimmed;
        }
    }
    chain
}

/// The part of a run that comes after an earlier one on the quoting side.
fn follow(before: &Run, run: &Run) -> Option<Run> {
    let overlap = before.quoted_end().saturating_sub(run.quoted);
    // On one place the source must not be used twice either.
    let behind = before.source_end().saturating_sub(run.source);
    let overlap = if run.source >= before.source && behind <= 8 { overlap.max(behind) } else { overlap };
    (run.quoted >= before.quoted && overlap + 1 < run.len).then(|| Run {
        quoted: run.quoted + overlap,
        source: run.source + overlap,
        len: run.len - overlap,
    })
}

fn clause_bonus(quoted: &Folded, range: &Range<usize>, run: &Run, shelf: &Shelf) -> i64 {
    let source = &shelf.folded;
    let breaks = |at: usize| at == range.start || at == range.end || quoted.breaks_before(at);
    let whole = breaks(run.quoted)
        && source.breaks_before(run.source)
        && breaks(run.quoted_end())
        && source.breaks_before(run.source_end());
    if whole { WHOLE_CLAUSE } else { 0 }
}

/// Of equal runs the one whose surroundings agree too: a changed character is none of the run.
fn beyond(quoted: &Folded, range: &Range<usize>, run: &Run, shelf: &Shelf) -> i64 {
    let same = |quoted: Option<usize>, source: Option<usize>, letters: &Folded| {
        let quoted = quoted.filter(|at| range.contains(at));
        let pair = quoted.and_then(|at| letters.chars.get(at)).zip(source.and_then(|at| shelf.folded.chars.get(at)));
        i64::from(pair.is_some_and(|(a, b)| a == b))
    };
    (1..=4)
        .map(|step| {
            let ahead = same(Some(run.quoted_end() + step), Some(run.source_end() + step), quoted);
            let behind = same(run.quoted.checked_sub(step + 1), run.source.checked_sub(step + 1), quoted);
            2 * (ahead + behind)
        })
        .sum()
}

fn cost(before: &Run, run: &Run, shelf: &Shelf) -> i64 {
    let added = (run.quoted - before.quoted_end()) as i64;
    if run.source < before.source_end() {
        return 45 + 8 * added;
    }
    let left_out = shelf.plain_letters(before.source_end()..run.source) as i64;
    if added <= 8 && left_out <= 8 {
        return if added + left_out == 0 { 0 } else { 8 + 4 * added.max(left_out) };
    }
    let blocks = shelf.block_at(run.source) - shelf.block_at(before.source);
    let distance = if blocks == 0 { 25 } else { 38 + (blocks as i64).min(6) };
    distance + 8 * added
}
