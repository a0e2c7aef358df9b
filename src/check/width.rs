//! Full-width and half-width marks side by side.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::config::Level;
use crate::model::corpus::Corpus;
use crate::model::diag::{Code, Diagnostic};
use crate::model::document::{Block, BlockKind, Unit};

const HELP: &str = "write both alike, or record an erratum";

/// Within one list, and within the running text of one document.
pub fn check_widths(corpus: &Corpus, doc: usize) -> Vec<Diagnostic> {
    let document = &corpus.documents[doc];
    let mut found: Vec<Diagnostic> = document.units.iter().flat_map(lists).collect();
    found.extend(running_text(corpus, doc));
    found
}

/// `（一）…(二)…`: the first mark of the lesser kind in each list.
fn lists(unit: &Unit) -> Vec<Diagnostic> {
    let mut by_list: BTreeMap<(Vec<u16>, Level), Vec<&Block>> = BTreeMap::new();
    for block in unit.blocks.iter().filter(|block| block.kind == BlockKind::Item && !block.quoted) {
        if let (Some(mark), Some((_, above))) = (block.mark, block.path.split_last()) {
            by_list.entry((above.to_vec(), mark.level)).or_default().push(block);
        }
    }
    by_list
        .into_values()
        .filter_map(|blocks| {
            let (wide, half): (Vec<&Block>, Vec<&Block>) =
                blocks.into_iter().filter(|block| width(block).is_some()).partition(|block| width(block) == Some(true));
            let lesser = if half.len() <= wide.len() { half.first() } else { wide.first() }?;
            let other = if half.len() <= wide.len() { wide.first() } else { half.first() }?;
            let (own, beside) = (printed(lesser), printed(other));
            let span = lesser.span_of(0..own.len());
            Some(Diagnostic::new(Code::MixedWidth, span, format!("{own} stands in one list with {beside}")).help(HELP))
        })
        .collect()
}

fn printed(block: &Block) -> &str {
    block.mark.map_or("", |mark| block.text[..mark.len].trim_end())
}

/// None for a mark that is the same in both.
fn width(block: &Block) -> Option<bool> {
    printed(block).chars().find_map(|c| match c {
        '（' | '）' | '．' => Some(true),
        '(' | ')' | '.' => Some(false),
        _ => None,
    })
}

const PAIRS: &[(char, char)] = &[(',', '，'), (';', '；'), (':', '：'), ('?', '？'), ('(', '（')];

/// A half-width stop between two Chinese characters in a text that elsewhere writes it
/// full-width. Said once for each stop, at the first.
fn running_text(corpus: &Corpus, doc: usize) -> Vec<Diagnostic> {
    let document = &corpus.documents[doc];
    let mut half: BTreeMap<char, Vec<(&Block, usize)>> = BTreeMap::new();
    let mut wide: BTreeMap<char, usize> = BTreeMap::new();
    let mended = mended(corpus, doc);
    let blocks = document.units.iter().enumerate().flat_map(|(unit, content)| {
        content.blocks.iter().enumerate().map(move |(index, block)| ((unit as u32, index as u32), block))
    });
    for (key, block) in blocks.filter(|(_, block)| !matches!(block.kind, BlockKind::Code(_))) {
        let mended = mended.get(&key).map_or(&[][..], Vec::as_slice);
        let mut before = ' ';
        for (at, c) in block.text.char_indices() {
            if PAIRS.iter().any(|(_, full)| *full == c) {
                *wide.entry(c).or_default() += 1;
            }
            let is_stop = PAIRS.iter().any(|(narrow, _)| *narrow == c);
            if is_stop
                && !mended.iter().any(|range| range.contains(&at))
                && is_chinese(before)
                && is_chinese(block.text[at + 1..].chars().next().unwrap_or('。'))
            {
                half.entry(c).or_default().push((block, at));
            }
            before = c;
        }
    }
    PAIRS
        .iter()
        .filter_map(|(narrow, full)| {
            let places = half.get(narrow)?;
            let usual = wide.get(full).copied().unwrap_or(0);
            // A text set in half-width stops throughout is of one kind.
            if usual < places.len() {
                return None;
            }
            let (block, at) = places[0];
            let more = if places.len() == 1 { String::new() } else { format!(", the first of {}", places.len()) };
            let message = format!("half-width {narrow} in a text that writes {full}{more}");
            Some(Diagnostic::new(Code::MixedWidth, block.span_of(at..at + 1), message).help(HELP))
        })
        .collect()
}

/// Stretches that verified errata already mend, by unit and block.
fn mended(corpus: &Corpus, doc: usize) -> BTreeMap<(u32, u32), Vec<Range<usize>>> {
    let mut mended: BTreeMap<(u32, u32), Vec<Range<usize>>> = BTreeMap::new();
    let places = corpus.errata.iter().filter(|erratum| erratum.is_applied()).flat_map(|erratum| &erratum.places);
    for place in places.filter(|place| place.doc as usize == doc) {
        mended.entry((place.unit, place.block)).or_default().push(place.range());
    }
    mended
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '》' | '”' | '“' | '《' | '。' | '）')
}
