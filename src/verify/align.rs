//! Where two texts differ: by sentences first, then by characters within what differs.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Printed;

/// A stretch that stands in only one of the two texts, or differs between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub printed: Range<usize>,
    pub received: Range<usize>,
}

/// Steps that one comparison by characters may take: two texts of 3,000 characters with
/// nothing in common. What is larger is reported as one stretch.
const BUDGET: usize = 9_000_000;

/// In order; empty where the texts are equal.
pub fn differences(printed: &[Printed], received: &[(char, usize)]) -> Vec<Difference> {
    let ours: Vec<char> = printed.iter().map(|printed| printed.c).collect();
    let theirs: Vec<char> = received.iter().map(|(c, _)| *c).collect();
    if ours == theirs {
        return Vec::new();
    }
    let (our_sentences, their_sentences) = (sentences(&ours), sentences(&theirs));
    let words = |text: &[char], ranges: &[Range<usize>]| -> Vec<String> {
        ranges.iter().map(|range| text[range.clone()].iter().collect()).collect()
    };
    let (left, right) = (words(&ours, &our_sentences), words(&theirs, &their_sentences));
    let mut out = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, &left, &right) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let printed = whole(&our_sentences, op.old_range(), ours.len());
        let received = whole(&their_sentences, op.new_range(), theirs.len());
        by_characters(&ours, &theirs, printed, received, &mut out);
    }
    out
}

/// From the first character of the first sentence to the last of the last.
fn whole(sentences: &[Range<usize>], range: Range<usize>, len: usize) -> Range<usize> {
    let start = sentences.get(range.start).map_or(len, |sentence| sentence.start);
    let end = range.end.checked_sub(1).filter(|last| *last >= range.start).map_or(start, |last| sentences[last].end);
    start..end
}

fn by_characters(
    ours: &[char],
    theirs: &[char],
    printed: Range<usize>,
    received: Range<usize>,
    out: &mut Vec<Difference>,
) {
    let head = ours[printed.clone()].iter().zip(&theirs[received.clone()]).take_while(|(a, b)| a == b).count();
    let (printed, received) = (printed.start + head..printed.end, received.start + head..received.end);
    let ends = ours[printed.clone()].iter().rev().zip(theirs[received.clone()].iter().rev());
    let tail = ends.take_while(|(a, b)| a == b).count();
    let (printed, received) = (printed.start..printed.end - tail, received.start..received.end - tail);
    if printed.len().saturating_mul(received.len()) > BUDGET {
        out.push(Difference { printed, received });
        return;
    }
    for op in capture_diff_slices(Algorithm::Myers, &ours[printed.clone()], &theirs[received.clone()]) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let shift = |range: Range<usize>, by: usize| range.start + by..range.end + by;
        out.push(Difference {
            printed: shift(op.old_range(), printed.start),
            received: shift(op.new_range(), received.start),
        });
    }
}

/// Stretches that end in a stop.
fn sentences(text: &[char]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (index, c) in text.iter().enumerate() {
        if "。；？！：".contains(*c) || index + 1 == text.len() {
            out.push(start..index + 1);
            start = index + 1;
        }
    }
    out
}
