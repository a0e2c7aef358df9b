//! Who speaks of a provision: its backlinks, gathered by the provision that speaks.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::corpus::{Backlinks, Relation, Strength, Target};
use crate::model::document::Place;

use super::body::Writer;
use super::html::SafeHtml;
use super::view::{EntryView, ExcerptView, GroupView};
use super::{labels, pages};

/// Longest excerpt, in characters on each side of what it is about.
const SIDE: usize = 36;
const LONGEST_QUOTE: usize = 90;
const OPENING: usize = 64;
/// Excerpts shown of one provision.
const EXCERPTS: usize = 2;

#[derive(Default)]
struct Entry {
    tags: Vec<String>,
    is_primary: bool,
    quotes: Vec<(Place, String)>,
    cites: Vec<Place>,
    notes: Vec<String>,
}

/// What speaks of one unit, by document in the site's order; the primary first.
pub fn groups(writer: &Writer, own: (u32, Option<u32>), backlinks: &Backlinks) -> Vec<GroupView> {
    let corpus = writer.shared.corpus;
    let words = &writer.shared.words;
    let mut entries: BTreeMap<(u32, Option<u32>), Entry> = BTreeMap::new();
    for index in &backlinks.relations {
        let relation = &corpus.relations[*index as usize];
        if relation.reviewed {
            let entry = entries.entry((relation.from.doc, relation.from.unit)).or_default();
            relate(entry, relation, words.get(&format!("relation.{}.backward", relation.kind)));
        }
    }
    for index in &backlinks.quotations {
        let quotation = &corpus.quotations[*index as usize];
        let entry = entries.entry((quotation.at.doc, Some(quotation.at.unit))).or_default();
        push_once(&mut entry.tags, words.get("quotes"));
        entry.quotes.push((quotation.at, words.get(labels::grade_key(quotation.grade)).to_owned()));
    }
    for index in &backlinks.citations {
        let citation = &corpus.citations[*index as usize];
        let entry = entries.entry((citation.at.doc, Some(citation.at.unit))).or_default();
        push_once(&mut entry.tags, words.get("cites"));
        entry.cites.push(citation.at);
    }
    entries.remove(&own);
    gather(writer, entries)
}

/// Of what a unit speaks by reviewed relations, in the same shape.
pub fn speaks_of(writer: &Writer, backlinks: &Backlinks) -> Vec<GroupView> {
    let corpus = writer.shared.corpus;
    let mut entries: BTreeMap<(u32, Option<u32>), Entry> = BTreeMap::new();
    for index in &backlinks.relations_out {
        let relation = &corpus.relations[*index as usize];
        if relation.reviewed && relation.kind != "none" {
            let entry = entries.entry((relation.to.doc, relation.to.unit)).or_default();
            relate(entry, relation, writer.shared.words.get(&format!("relation.{}.forward", relation.kind)));
        }
    }
    gather(writer, entries)
}

fn relate(entry: &mut Entry, relation: &Relation, word: &str) {
    push_once(&mut entry.tags, word);
    entry.is_primary |= relation.strength == Strength::Primary;
    if !relation.note.is_empty() {
        push_once(&mut entry.notes, &relation.note);
    }
}

fn push_once(list: &mut Vec<String>, word: &str) {
    if !list.iter().any(|other| other == word) {
        list.push(word.to_owned());
    }
}

fn gather(writer: &Writer, entries: BTreeMap<(u32, Option<u32>), Entry>) -> Vec<GroupView> {
    let mut by_document: BTreeMap<u32, Vec<(bool, EntryView)>> = BTreeMap::new();
    for ((doc, unit), entry) in entries {
        let is_related = !entry.is_primary;
        by_document.entry(doc).or_default().push((is_related, entry_view(writer, doc, unit, entry)));
    }
    let mut groups = Vec::new();
    for (doc, mut list) in by_document {
        list.sort_by_key(|(is_related, _)| *is_related);
        let entries = list.into_iter().map(|(_, entry)| entry).collect();
        groups.push(GroupView { document: pages::document_view(writer, doc), entries });
    }
    groups
}

fn entry_view(writer: &Writer, doc: u32, unit: Option<u32>, entry: Entry) -> EntryView {
    let corpus = writer.shared.corpus;
    let target = Target { doc, unit, path: Vec::new(), through: None };
    let mut excerpts: Vec<ExcerptView> = Vec::new();
    for (place, grade) in &entry.quotes {
        let range = clip(writer, place, LONGEST_QUOTE);
        excerpts.push(excerpt(writer, place, range, &[], grade));
    }
    for place in &entry.cites {
        if !entry.quotes.iter().any(|(quote, _)| quote.unit == place.unit && quote.block == place.block) {
            let range = around(&corpus.block(place).text, place.range());
            excerpts.push(excerpt(writer, place, range, &[place.range()], ""));
        }
    }
    if excerpts.is_empty()
        && let Some(unit) = unit
    {
        excerpts.extend(opening(writer, doc, unit));
    }
    excerpts.truncate(EXCERPTS);
    let local = unit.map_or(String::new(), |unit| format!("-{}", corpus.unit(doc, unit).local));
    let whole = || (corpus.document(doc).short(), String::new());
    let (label, title) = unit.map_or_else(whole, |unit| writer.shared.name(doc, unit));
    EntryView {
        id: format!("{}{local}", corpus.document(doc).id),
        href: writer.href(&target),
        title,
        label,
        tags: entry.tags,
        is_primary: entry.is_primary,
        excerpts,
        note: entry.notes.join("；"),
    }
}

fn excerpt(writer: &Writer, place: &Place, range: Range<usize>, marks: &[Range<usize>], grade: &str) -> ExcerptView {
    let corpus = writer.shared.corpus;
    let block = corpus.block(place);
    let mut markup = String::new();
    // After the number and the run-in title nothing has been left out.
    let opening = block.mark.map_or(0, |mark| mark.len)
        + if place.block == 0 { corpus.unit(place.doc, place.unit).run_in } else { 0 };
    if range.start > opening && grade.is_empty() {
        markup.push('…');
    }
    markup.push_str(&writer.marked((place.doc, place.unit, place.block), range.clone(), marks));
    if range.end < block.text.len() && grade.is_empty() || range.end < place.end as usize {
        markup.push('…');
    }
    let target = Target { doc: place.doc, unit: Some(place.unit), path: block.path.clone(), through: None };
    ExcerptView { html: SafeHtml::new(markup), href: writer.href(&target), grade: grade.to_owned() }
}

/// A unit's first words after its title.
fn opening(writer: &Writer, doc: u32, unit: u32) -> Option<ExcerptView> {
    let it = writer.shared.corpus.unit(doc, unit);
    let (index, block) =
        it.blocks.iter().enumerate().find(|(_, block)| !block.is_heading() && !block.path.is_empty())?;
    let start = if index == 0 { block.mark.map_or(0, |mark| mark.len) + it.run_in } else { 0 };
    let place = Place { doc, unit, block: index as u32, start: start as u32, end: block.text.len() as u32 };
    let range = clip(writer, &place, OPENING);
    Some(excerpt(writer, &Place { end: range.end as u32, ..place }, range, &[], ""))
}

/// At most so many characters from the start of a place.
fn clip(writer: &Writer, place: &Place, longest: usize) -> Range<usize> {
    let text = &writer.shared.corpus.block(place).text;
    let range = place.range();
    let end = text[range.clone()].char_indices().nth(longest).map_or(range.end, |(at, _)| range.start + at);
    range.start..end
}

/// The sentence around a range, cut on both sides where it is long.
pub fn around(text: &str, range: Range<usize>) -> Range<usize> {
    let is_stop = |c: char| matches!(c, '。' | '；' | '！' | '？' | '\n');
    let mut start = range.start;
    for (count, (at, c)) in text[..range.start].char_indices().rev().enumerate() {
        if is_stop(c) || count >= SIDE {
            break;
        }
        start = at;
    }
    let mut end = range.end;
    for (count, (at, c)) in text[range.end..].char_indices().enumerate() {
        if count >= SIDE {
            break;
        }
        end = range.end + at + c.len_utf8();
        if is_stop(c) {
            break;
        }
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_the_sentence_around_the_words() {
        let text = "甲。乙丙丁。戊";
        let at = text.find('丙').unwrap();
        assert_eq!(&text[around(text, at..at + 3)], "乙丙丁。");
    }
}
