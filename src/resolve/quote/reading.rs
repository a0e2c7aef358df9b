//! A block's text as it is read: as printed, or with its verified errata applied.

use std::borrow::Cow;
use std::ops::Range;

use similar::{ChangeTag, TextDiff};

use crate::model::corpus::Erratum;

/// One stretch that an erratum changes. Ranges are bytes; either may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch {
    /// In the corrected text.
    pub here: Range<usize>,
    /// In the text as printed.
    pub printed: Range<usize>,
    /// Index of the erratum.
    pub erratum: usize,
}

#[derive(Clone, Debug)]
pub struct Reading<'t> {
    pub text: Cow<'t, str>,
    /// Rising; empty for a text as printed.
    pub patches: Vec<Patch>,
}

impl<'t> Reading<'t> {
    pub fn printed(text: &'t str) -> Reading<'t> {
        Reading { text: Cow::Borrowed(text), patches: Vec::new() }
    }

    /// `errata`: ranges of the text with the index of what corrects each. Of two that
    /// overlap the second is left alone.
    pub fn corrected(text: &'t str, ranges: &[(Range<usize>, usize)], errata: &[Erratum]) -> Reading<'t> {
        let mut ranges: Vec<_> = ranges.to_vec();
        ranges.sort_by_key(|(range, erratum)| (range.start, range.end, *erratum));
        let mut out = String::with_capacity(text.len() + 16);
        let mut patches = Vec::new();
        let mut done = 0;
        for (range, erratum) in ranges {
            if range.start < done || text.get(range.clone()).is_none() {
                continue;
            }
            out.push_str(&text[done..range.start]);
            apply(&text[range.clone()], &errata[erratum].corrected, range.start, erratum, &mut out, &mut patches);
            done = range.end;
        }
        out.push_str(&text[done..]);
        Reading { text: Cow::Owned(out), patches }
    }

    /// Where a range of this text stands in the text as printed. A range that cuts a
    /// changed stretch takes the whole of it.
    pub fn in_print(&self, range: Range<usize>) -> Range<usize> {
        let start = self.offset_in_print(range.start, false);
        let end = self.offset_in_print(range.end, true);
        start..end.max(start)
    }

    fn offset_in_print(&self, offset: usize, is_end: bool) -> usize {
        let mut shift: isize = 0;
        for patch in &self.patches {
            let reached = patch.here.end <= offset && (!is_end || patch.here.start < offset);
            if reached {
                shift = patch.printed.end as isize - patch.here.end as isize;
            } else if patch.here.start < offset {
                return if is_end { patch.printed.end } else { patch.printed.start };
            } else {
                break;
            }
        }
        (offset as isize + shift) as usize
    }

    /// The errata that change something inside a range.
    pub fn errata_in(&self, range: &Range<usize>) -> impl Iterator<Item = usize> {
        let range = range.clone();
        self.patches
            .iter()
            .filter(move |patch| {
                patch.here.start < range.end && patch.here.end > range.start
                    || (patch.here.is_empty() && range.contains(&patch.here.start))
            })
            .map(|patch| patch.erratum)
    }
}

/// Only what really differs becomes a patch: an erratum often repeats the words around
/// its one wrong character, and a quotation may begin in the midst of those.
fn apply(printed: &str, corrected: &str, at: usize, erratum: usize, out: &mut String, patches: &mut Vec<Patch>) {
    let mut in_print = at;
    let mut open: Option<Patch> = None;
    for change in TextDiff::from_chars(printed, corrected).iter_all_changes() {
        let value = change.value();
        if change.tag() == ChangeTag::Equal {
            patches.extend(open.take());
            out.push_str(value);
            in_print += value.len();
            continue;
        }
        let patch = open.get_or_insert(Patch { here: out.len()..out.len(), printed: in_print..in_print, erratum });
        if change.tag() == ChangeTag::Insert {
            out.push_str(value);
            patch.here.end = out.len();
        } else {
            in_print += value.len();
            patch.printed.end = in_print;
        }
    }
    patches.extend(open);
}
