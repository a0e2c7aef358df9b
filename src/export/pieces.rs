//! A block's text cut where a citation or a correction begins and ends.

use std::ops::Range;

use crate::model::corpus::{CiteState, Corpus, Target};
use crate::model::document::Place;

/// A stretch of a block's text with what is known of all of it.
pub struct Piece<'c> {
    pub text: &'c str,
    /// What a citation here means, where it means one thing.
    pub target: Option<&'c Target>,
    /// The corrected words, where a verified erratum covers exactly this stretch.
    pub corrected: Option<&'c str>,
}

/// Cuts the text of a block from `from` on. Where a correction and a citation overlap, the
/// correction stands and the citation stays plain text.
pub fn pieces<'c>(corpus: &'c Corpus, place: (u32, u32, u32), from: usize) -> Vec<Piece<'c>> {
    let (doc, unit, block) = place;
    let text = corpus.unit(doc, unit).blocks[block as usize].text.as_str();
    let mut marked: Vec<(Range<usize>, Option<&Target>, Option<&str>)> = Vec::new();
    for erratum in corpus.errata.iter().filter(|erratum| erratum.is_applied()) {
        let here = erratum.places.iter().filter(|at| (at.doc, at.unit, at.block) == place);
        marked.extend(here.map(|at| (at.range(), None, Some(erratum.corrected.as_str()))));
    }
    let key = |at: &Place| (at.doc, at.unit, at.block);
    let first = corpus.citations.partition_point(|citation| key(&citation.at) < place);
    let here = corpus.citations[first..].iter().take_while(|citation| key(&citation.at) == place);
    for citation in here.filter(|citation| citation.state == CiteState::Linked) {
        marked.extend(citation.targets.first().map(|target| (citation.at.range(), Some(target), None)));
    }
    // Stable: of two that begin at one place the correction comes first and wins.
    marked.sort_by_key(|(range, _, _)| range.start);
    let mut out = Vec::new();
    let mut at = from;
    for (range, target, corrected) in marked {
        if range.start < at || range.end > text.len() || (range.is_empty() && corrected.is_none()) {
            continue;
        }
        push_plain(&text[at..range.start], &mut out);
        at = range.end;
        out.push(Piece { text: &text[range], target, corrected });
    }
    push_plain(&text[at.min(text.len())..], &mut out);
    out
}

fn push_plain<'c>(text: &'c str, out: &mut Vec<Piece<'c>>) {
    if !text.is_empty() {
        out.push(Piece { text, target: None, corrected: None });
    }
}
