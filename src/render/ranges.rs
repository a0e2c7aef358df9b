//! Ranges that stand beside a text, turned into tags that nest.

use std::ops::Range;

use super::html::push_escaped;

/// A stretch of text that gets a tag around it. Stretches may overlap in any way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrap {
    pub range: Range<usize>,
    /// Outermost first: 0 for links, which are never cut nor nested.
    pub rank: u8,
    pub open: String,
    pub close: &'static str,
}

/// A stretch whose text is replaced by markup; an empty range inserts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swap {
    pub range: Range<usize>,
    pub markup: String,
    /// What to print instead where the stretch lies inside a link.
    pub in_link: String,
}

/// Writes `text[range]` with its tags. A tag that another one crosses is closed and opened
/// again; of two links that overlap the first stays; no tag begins inside a swapped stretch.
pub fn write(text: &str, range: Range<usize>, mut wraps: Vec<Wrap>, mut swaps: Vec<Swap>) -> String {
    swaps.retain(|swap| swap.range.start >= range.start && swap.range.end <= range.end);
    swaps.sort_by_key(|swap| (swap.range.start, swap.range.end));
    let mut free_from = range.start;
    swaps.retain(|swap| {
        let is_free = swap.range.start >= free_from;
        if is_free {
            free_from = swap.range.end;
        }
        is_free
    });
    for wrap in &mut wraps {
        let snapped = snap(&wrap.range, &swaps);
        wrap.range = snapped.start.max(range.start)..snapped.end.min(range.end);
    }
    wraps.retain(|wrap| wrap.range.start < wrap.range.end);
    wraps.sort_by_key(|wrap| (wrap.range.start, wrap.rank, std::cmp::Reverse(wrap.range.end)));
    let mut link_end = 0;
    wraps.retain(|wrap| {
        let stays = wrap.rank > 0 || wrap.range.start >= link_end;
        if stays && wrap.rank == 0 {
            link_end = wrap.range.end;
        }
        stays
    });
    sweep(text, range, &wraps, &swaps)
}

/// A swapped stretch is one thing: a range that begins or ends inside it takes it whole.
fn snap(range: &Range<usize>, swaps: &[Swap]) -> Range<usize> {
    let mut out = range.clone();
    let first = swaps.partition_point(|swap| swap.range.end <= range.start);
    if let Some(swap) = swaps.get(first).filter(|swap| swap.range.start < range.start) {
        out.start = swap.range.start;
    }
    let last = swaps.partition_point(|swap| swap.range.end < range.end);
    if let Some(swap) = swaps.get(last).filter(|swap| swap.range.start < range.end) {
        out.end = swap.range.end;
    }
    out
}

fn sweep(text: &str, range: Range<usize>, wraps: &[Wrap], swaps: &[Swap]) -> String {
    let mut out = String::with_capacity(range.len() * 2);
    let mut open: Vec<usize> = Vec::new();
    let (mut next_wrap, mut next_swap, mut at) = (0, 0, range.start);
    loop {
        // Tags that are over, or that a tag further out now crosses, close here.
        let mut wanted: Vec<usize> = open.iter().copied().filter(|index| wraps[*index].range.end > at).collect();
        while next_wrap < wraps.len() && wraps[next_wrap].range.start <= at {
            wanted.push(next_wrap);
            next_wrap += 1;
        }
        wanted.sort_by_key(|index| (wraps[*index].rank, *index));
        change(&mut open, wanted, wraps, &mut out);
        let in_link = open.first().is_some_and(|index| wraps[*index].rank == 0);
        let mut end = range.end;
        if let Some(swap) = swaps.get(next_swap) {
            if swap.range.start == at {
                out.push_str(if in_link { &swap.in_link } else { &swap.markup });
                next_swap += 1;
                if !swap.range.is_empty() {
                    at = swap.range.end;
                }
                continue;
            }
            end = end.min(swap.range.start);
        }
        if at >= range.end {
            break;
        }
        if let Some(wrap) = wraps.get(next_wrap) {
            end = end.min(wrap.range.start);
        }
        end = open.iter().map(|index| wraps[*index].range.end).fold(end, usize::min);
        push_escaped(&text[at..end], &mut out);
        at = end;
    }
    change(&mut open, Vec::new(), wraps, &mut out);
    out
}

fn change(open: &mut Vec<usize>, wanted: Vec<usize>, wraps: &[Wrap], out: &mut String) {
    let shared = open.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
    for index in open.drain(shared..).rev() {
        out.push_str(wraps[index].close);
    }
    for index in &wanted[shared..] {
        out.push_str(&wraps[*index].open);
    }
    *open = wanted;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrap(range: Range<usize>, rank: u8, name: &str, close: &'static str) -> Wrap {
        Wrap { range, rank, open: format!("<{name}>"), close }
    }

    fn swap(range: Range<usize>, markup: &str) -> Swap {
        Swap { range, markup: markup.into(), in_link: markup.to_lowercase() }
    }

    #[test]
    fn ranges_that_cross_are_cut_where_they_cross() {
        let wraps = vec![wrap(0..4, 2, "b", "</b>"), wrap(2..6, 3, "i", "</i>")];
        assert_eq!(write("abcdef", 0..6, wraps, vec![]), "<b>ab<i>cd</i></b><i>ef</i>");
    }

    #[test]
    fn a_link_is_never_cut_nor_nested() {
        let wraps = vec![wrap(1..5, 0, "a", "</a>"), wrap(0..3, 2, "b", "</b>"), wrap(3..6, 0, "x", "</x>")];
        assert_eq!(write("abcdef", 0..6, wraps, vec![]), "<b>a</b><a><b>bc</b>de</a>f");
    }

    #[test]
    fn a_swapped_stretch_is_one_thing() {
        let wraps = vec![wrap(0..3, 2, "b", "</b>")];
        assert_eq!(write("abcdef", 0..6, wraps, vec![swap(2..4, "X")]), "<b>abX</b>ef");
        let wraps = vec![wrap(0..4, 0, "a", "</a>")];
        assert_eq!(write("abcdef", 0..6, wraps, vec![swap(1..2, "X"), swap(6..6, "Y")]), "<a>axcd</a>efY");
    }

    #[test]
    fn an_insertion_stands_after_what_ends_there() {
        let wraps = vec![wrap(0..2, 0, "a", "</a>")];
        assert_eq!(write("abcd", 0..4, wraps, vec![swap(2..2, "X")]), "<a>ab</a>Xcd");
    }

    #[test]
    fn only_the_range_is_written() {
        let wraps = vec![wrap(0..9, 2, "b", "</b>")];
        assert_eq!(write("一二三", 3..6, wraps, vec![swap(0..3, "X")]), "<b>二</b>");
    }
}
