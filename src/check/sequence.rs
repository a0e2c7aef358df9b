//! Numbers that are missing, stand twice, begin again, or begin late.

use std::collections::{BTreeMap, BTreeSet};

use super::glyph::{self, Explained};
use crate::model::config::Level;
use crate::model::corpus::Corpus;
use crate::model::diag::{Code, Diagnostic};
use crate::model::document::{Block, BlockKind, Document, Number, Unit, UnitKind};
use crate::model::source::Span;

/// One number in a sequence, and where it is printed.
#[derive(Clone, Copy, Debug)]
struct Step {
    number: Number,
    span: Span,
    unit: usize,
    block: usize,
}

/// Numbers of one kind in one place, in the order of the text.
struct Sequence {
    /// `第十二条` from 12.
    level: Level,
    steps: Vec<Step>,
    is_items: bool,
}

/// Findings about the numbers of one document. What errata already explain is not said again.
pub fn check_sequences(corpus: &Corpus, doc: usize, explained: &mut Explained) -> Vec<Diagnostic> {
    let document = &corpus.documents[doc];
    let left_out = left_out(corpus, doc);
    let mut found = Vec::new();
    let mut sequences = vec![provisions(document, &left_out)];
    sequences.extend(divisions(document, &left_out));
    let begins_late = start(corpus, document, &sequences, &mut found);
    let mut last: BTreeMap<Level, u32> = BTreeMap::new();
    for (index, sequence) in sequences.iter().enumerate() {
        let Some(first) = sequence.steps.first() else { continue };
        // Sections may be numbered through the chapters; a late beginning is said above.
        let goes_on = last.get(&sequence.level).is_some_and(|last| last + 1 == first.number.main);
        let is_outermost = index == 0 || document.units[first.unit].parent.is_none();
        follow(corpus, document, sequence, goes_on || is_outermost || begins_late, explained, &mut found);
        last.extend(sequence.steps.last().map(|step| (sequence.level, step.number.main)));
    }
    for (unit_index, unit) in document.units.iter().enumerate().filter(|(index, _)| !left_out.contains(index)) {
        for sequence in items(unit_index, unit) {
            follow(corpus, document, &sequence, false, explained, &mut found);
        }
    }
    found.retain(|diagnostic| !is_known(corpus, doc, diagnostic));
    found
}

/// Units that an erratum takes out of the running text: what they repeat is no news.
fn left_out(corpus: &Corpus, doc: usize) -> BTreeSet<usize> {
    let applied = corpus.errata.iter().filter(|erratum| erratum.is_applied());
    applied
        .flat_map(|erratum| &erratum.whole)
        .filter(|(other, _)| *other as usize == doc)
        .map(|(_, unit)| *unit as usize)
        .collect()
}

/// A missing or repeated number that errata tell of.
fn is_known(corpus: &Corpus, doc: usize, diagnostic: &Diagnostic) -> bool {
    let document = &corpus.documents[doc];
    let Some(at) = diagnostic.at else { return false };
    corpus.errata.iter().filter(|erratum| matches!(erratum.kind.as_str(), "number" | "missing" | "repeated")).any(
        |erratum| {
            let touches =
                |span: Span| span.file == at.file && span.start < at.end.max(at.start + 1) && at.start < span.end;
            let places = erratum.places.iter().filter(|place| place.doc as usize == doc);
            places.into_iter().any(|place| touches(corpus.span(place)))
                || (erratum.at.doc == document.id
                    && erratum.places.is_empty()
                    && erratum.at.local.as_ref().and_then(|local| document.unit(local.as_str())).is_some_and(|unit| {
                        document.units[unit].blocks.first().is_some_and(|block| touches(block.span))
                    }))
        },
    )
}

fn provisions(document: &Document, left_out: &BTreeSet<usize>) -> Sequence {
    let steps = document
        .provisions()
        .filter(|(index, unit)| {
            !left_out.contains(index) && Some(unit.level) == document.continuous.or(Some(unit.level))
        })
        .filter_map(|(index, unit)| step(index, unit));
    Sequence { level: document.continuous.unwrap_or(Level::Unnumbered), steps: steps.collect(), is_items: false }
}

fn step(index: usize, unit: &Unit) -> Option<Step> {
    let span = unit.blocks.first().map_or(unit.span, mark_span);
    unit.number.map(|number| Step { number, span, unit: index, block: 0 })
}

fn mark_span(block: &Block) -> Span {
    let len = block.mark.map_or(0, |mark| block.text[..mark.len].trim_end().len());
    block.span_of(0..len)
}

/// Divisions of one level under one parent.
fn divisions(document: &Document, left_out: &BTreeSet<usize>) -> Vec<Sequence> {
    let mut by_parent: BTreeMap<(Option<usize>, Level), Vec<Step>> = BTreeMap::new();
    for (index, unit) in document.units.iter().enumerate() {
        let is_division = unit.kind == UnitKind::Division && !left_out.contains(&index);
        if let Some(step) = step(index, unit).filter(|_| is_division) {
            by_parent.entry((unit.parent, level_of(document, unit))).or_default().push(step);
        }
    }
    let mut sequences: Vec<Sequence> =
        by_parent.into_iter().map(|((_, level), steps)| Sequence { level, steps, is_items: false }).collect();
    sequences.sort_by_key(|sequence| sequence.steps[0].unit);
    sequences
}

/// A division whose number is not printed counts among those beside it.
fn level_of(document: &Document, unit: &Unit) -> Level {
    if unit.level != Level::Unnumbered {
        return unit.level;
    }
    let beside = document.units.iter().filter(|other| other.kind == UnitKind::Division && other.parent == unit.parent);
    beside.map(|other| other.level).find(|level| *level != Level::Unnumbered).unwrap_or(Level::Unnumbered)
}

/// Items of one look. They go on over the paragraphs of a unit, for an item may have
/// paragraphs of its own; below another item they begin anew with each.
fn items(unit_index: usize, unit: &Unit) -> Vec<Sequence> {
    let mut sequences: Vec<(Vec<u16>, Sequence)> = Vec::new();
    for (index, block) in unit.blocks.iter().enumerate() {
        let (BlockKind::Item, Some(mark), false) = (&block.kind, block.mark, block.quoted) else { continue };
        let Some((_, above)) = block.path.split_last() else { continue };
        // 一是 often goes on within a paragraph; the next paragraph then begins with 三是.
        if mark.level == Level::Ordinal {
            continue;
        }
        let step = Step { number: mark.number, span: mark_span(block), unit: unit_index, block: index };
        let last = sequences.iter_mut().rev().find(|(other, sequence)| {
            sequence.level == mark.level && other.len() == above.len() && (above.len() == 1 || other == above)
        });
        match last.filter(|(other, _)| mark.number.main > 1 || other == above) {
            Some((other, sequence)) => {
                *other = above.to_vec();
                sequence.steps.push(step);
            }
            None => sequences.push((above.to_vec(), Sequence { level: mark.level, steps: vec![step], is_items: true })),
        }
    }
    sequences.into_iter().map(|(_, sequence)| sequence).collect()
}

/// A text that begins after its first number. Said once, for what comes first.
fn start(corpus: &Corpus, document: &Document, sequences: &[Sequence], found: &mut Vec<Diagnostic>) -> bool {
    let outermost = sequences.iter().filter(|sequence| {
        sequence.steps.first().is_some_and(|step| {
            sequence.level == document.continuous.unwrap_or(Level::Unnumbered)
                || document.units[step.unit].parent.is_none()
        })
    });
    let late = outermost.filter(|sequence| {
        let first = &sequence.steps[0];
        first.number.main > 1
            && !is_printed(&blocks_between(document, sequence.level, None, first), sequence.level, 1)
            && !carries_on_from_another(corpus, document, first.number.main)
    });
    let late: Vec<&Step> = late.map(|sequence| &sequence.steps[0]).collect();
    let Some(first) = late.iter().min_by_key(|step| step.unit) else { return false };
    // The fragment that a text begins with has no number printed; the first that has is named.
    let shown = late
        .iter()
        .map(|step| step.unit)
        .chain(document.units.iter().enumerate().filter(|(_, unit)| unit.number.is_some()).map(|(index, _)| index));
    let shown = shown.map(|unit| document.units[unit].printed()).find(|printed| !printed.is_empty()).unwrap_or("");
    let message = format!("the text begins at {shown}; what precedes may be missing");
    found.push(
        Diagnostic::new(Code::NumberStart, first.span, message)
            .help("compare with the source, or record what is missing as an erratum"),
    );
    true
}

/// 宪法修正案: each text of the series goes on with the numbers of the one before.
fn carries_on_from_another(corpus: &Corpus, document: &Document, first: u32) -> bool {
    let series = |document: &Document| document.meta.title.split(['（', '(']).next().unwrap_or("").trim().to_owned();
    let title = series(document);
    corpus.documents.iter().any(|other| {
        let last = other.provisions().filter_map(|(_, unit)| unit.number).last();
        other.id != document.id && series(other) == title && last.is_some_and(|last| last.main + 1 == first)
    })
}

/// A number that stands at the start of a line but was not taken for one of this sequence,
/// as where one heading of three lost its marks.
fn is_printed(blocks: &[&Block], level: Level, number: u32) -> bool {
    blocks.iter().any(|block| block.mark.is_some_and(|mark| mark.level == level && mark.number.main == number))
}

fn follow(
    corpus: &Corpus,
    document: &Document,
    sequence: &Sequence,
    carries_on: bool,
    explained: &mut Explained,
    found: &mut Vec<Diagnostic>,
) {
    let Some(first) = sequence.steps.first() else { return };
    let mut seen: BTreeSet<Number> = BTreeSet::from([first.number]);
    if first.number.main > 1 && !carries_on {
        broken(corpus, document, sequence, None, first, explained, found);
    }
    for pair in sequence.steps.windows(2) {
        let (before, step) = (&pair[0], &pair[1]);
        let (last, number) = (before.number, step.number);
        let follows = number.inserted == 0 && number.main == last.main + 1
            || number.main == last.main && number.inserted == last.inserted + 1;
        if follows {
            seen.insert(number);
            continue;
        }
        let name = printed(document, sequence, step);
        if number == last || (seen.contains(&number) && number.main > 1) {
            let message = format!("{name} stands twice");
            found.push(
                Diagnostic::new(Code::NumberDuplicate, step.span, message)
                    .help("both are shown as printed; where one is a mistake, record an erratum"),
            );
        } else if number.main == 1 && number.inserted == 0 {
            seen.clear();
            seen.insert(number);
            // Annexes number their own parts anew.
            if !sequence.is_items && sequence.level != Level::Article {
                continue;
            }
            let code = if sequence.is_items { Code::ListRenumber } else { Code::NumberDuplicate };
            let message = format!("numbers begin again at {name} after {}", printed(document, sequence, before));
            found.push(
                Diagnostic::new(code, step.span, message)
                    .help("a paragraph between the two lists may be missing, or its break"),
            );
        } else {
            broken(corpus, document, sequence, Some(before), step, explained, found);
        }
        seen.insert(number);
    }
}

/// Something is missing before a step: look for it in the text between, and say what is there.
fn broken(
    corpus: &Corpus,
    document: &Document,
    sequence: &Sequence,
    before: Option<&Step>,
    step: &Step,
    explained: &mut Explained,
    found: &mut Vec<Diagnostic>,
) {
    let name = printed(document, sequence, step);
    let wanted = before.map_or(1, |before| before.number.main + 1);
    let between = blocks_between(document, sequence.level, before, step);
    let missing: Vec<u32> = (wanted..step.number.main).collect();
    if missing.iter().all(|number| is_printed(&between, sequence.level, *number)) && !missing.is_empty() {
        return;
    }
    // Lists set in one paragraph are how some texts are printed.
    if glyph::runs_on(&between, sequence.level, &missing) {
        return;
    }
    for number in missing.iter().copied().take(20) {
        if let Some((span, printed_inline)) = glyph::inline(&between, sequence.level, number) {
            let holder = before.map_or("the paragraph before it", |before| printed(document, sequence, before));
            let message = format!("{printed_inline} stands inside {holder}");
            explained.insert(span);
            found.push(
                Diagnostic::new(Code::NumberInline, span, message).help("a paragraph break may be missing before it"),
            );
            return;
        }
    }
    let cause = between.iter().find_map(|block| glyph::look_alike(block)).map(|look_alike| {
        explained.insert(look_alike.span);
        let file = corpus.sources.file(look_alike.span.file);
        let (line, _) = file.line_column(look_alike.span.start);
        format!("; line {line} has {}", look_alike.says())
    });
    let message = match before {
        Some(before) => {
            let before = printed(document, sequence, before);
            // Where most of a list is printed within one paragraph, what is not is named.
            match glyph::lost_among(&between, sequence.level, &missing) {
                Some(lost) => format!("{lost} is missing between {before} and {name}"),
                None => format!("{before} is followed by {name}{}", cause.unwrap_or_default()),
            }
        }
        None => {
            let holder = if sequence.is_items { "items begin" } else { "a division begins" };
            format!("{holder} at {name}{}", cause.unwrap_or_default())
        }
    };
    found.push(
        Diagnostic::new(Code::NumberGap, step.span, message)
            .help("compare with the source; where it prints the numbers so, record an erratum or silence the rule"),
    );
}

/// From the block of one step up to that of the next.
fn blocks_between<'d>(document: &'d Document, level: Level, before: Option<&Step>, step: &Step) -> Vec<&'d Block> {
    let first = match before {
        Some(before) => (before.unit, before.block),
        // Nothing of the kind stands before: all that could hold it does.
        None if step.block > 0 && level > Level::Han => (step.unit, 0),
        None if step.block > 0 => (0, 0),
        None => (document.units[step.unit].parent.unwrap_or(0), 0),
    };
    let mut blocks = Vec::new();
    for unit in first.0..=step.unit {
        for (index, block) in document.units[unit].blocks.iter().enumerate() {
            if (unit, index) >= first && (unit, index) < (step.unit, step.block) && !block.quoted {
                blocks.push(block);
            }
        }
    }
    blocks
}

fn printed<'d>(document: &'d Document, sequence: &Sequence, step: &Step) -> &'d str {
    let unit = &document.units[step.unit];
    let block = if sequence.is_items { unit.blocks.get(step.block) } else { unit.blocks.first() };
    block.and_then(|block| block.mark.map(|mark| block.text[..mark.len].trim())).unwrap_or(unit.local.as_str())
}
