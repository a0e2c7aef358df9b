//! 引用: finds the words that name a number and says what they mean.
//!
//! `scan` finds strings shaped like a citation, `meaning` resolves them; `coordinate` reads
//! numbers, `shape` knows where each number of a document stands. Nothing is guessed: a
//! string that may mean two things is a finding, not a link.

mod amend;
mod bare;
mod boundary;
pub mod coordinate;
mod edition;
mod evidence;
mod explicit;
mod findings;
mod given;
mod meaning;
mod names_in_text;
mod number;
mod ordinal;
mod relative;
mod scan;
pub mod shape;
mod short_names;
mod walk;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::corpus::{Citation, CiteKind, CiteState, Work};
use crate::model::diag::Diagnostic;
use crate::model::document::{Block, BlockKind, Document, Kind, Place, StyleKind, Unit, UnitKind};

use super::names::Names;
use amend::Amendment;
use coordinate::Rung;
use meaning::{Base, Context, Meant, Spot};
use scan::{Alias, Head, Mention, Reading, Scan};
use shape::Standpoint;

/// Every citation of one document, in order of place. Never fails: what means nothing stays
/// text, is counted, and is reported.
pub fn cite_document(
    documents: &[Document],
    works: &[Work],
    doc: usize,
    names: &Names,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Citation> {
    let document = &documents[doc];
    let own_work = names.work_of[doc];
    let date = document.meta.date;
    let then = |work: u32| {
        let choice = names.calendars[work as usize].on(date);
        Base::Document { doc: choice.doc, doubt: choice.doubt }
    };
    let amended = amend::amended_by(doc as u32, document, names, then);
    let mut context = Context {
        documents,
        names,
        doc: doc as u32,
        date,
        own_work,
        own_title: meaning::own_title(document),
        about: None,
        leads: Vec::new(),
        amended,
        amendment: None,
        named: Vec::new(),
        last_place: None,
        head_sentence: None,
    };
    let own_title = context.own_title.clone();
    let reading = Reading { names, own_title: &own_title, doc: doc as u32 };
    context.about = about(&context, &reading);
    let mut state = State { aliases: Vec::new(), reading, found: Vec::new() };
    for (index, unit) in document.units.iter().enumerate() {
        // A law's history lines are its record, not its words.
        if unit.kind == UnitKind::Cover && document.meta.kind == Kind::Law {
            continue;
        }
        state.unit(&mut context, index as u32, unit, diagnostics);
    }
    evidence::doubt_old_numbers(document, names, &mut state.found);
    let settle = |found| match found {
        Found::Said(citation) => citation,
        Found::Read(at, meant) => {
            let block = &document.units[at.unit as usize].blocks[at.block as usize];
            findings::report(&context, works, block, &at.range(), &meant, diagnostics);
            citation(at, meant)
        }
    };
    state.found.into_iter().map(settle).collect()
}

/// How many citations of each kind ended in each state; the counts add up to what was found.
pub fn ledger(citations: &[Citation]) -> BTreeMap<(CiteKind, &'static str), u32> {
    let mut ledger = BTreeMap::new();
    for citation in citations {
        *ledger.entry((citation.kind, citation.state.name())).or_insert(0) += 1;
    }
    ledger
}

struct State<'s> {
    aliases: Vec<Alias>,
    reading: Reading<'s>,
    found: Vec<Found>,
}

/// A citation, as it was read or as its author has marked it.
enum Found {
    Read(Place, Meant),
    Said(Citation),
}

impl Found {
    fn at(&self) -> Place {
        match self {
            Found::Read(at, _) => *at,
            Found::Said(citation) => citation.at,
        }
    }
}

impl State<'_> {
    fn unit(&mut self, context: &mut Context, index: u32, unit: &Unit, diagnostics: &mut Vec<Diagnostic>) {
        context.leads.retain(|(depth, _)| *depth < unit.depth);
        context.amendment = None;
        context.last_place = None;
        let mut paragraph: Option<u16> = None;
        for (number, block) in unit.blocks.iter().enumerate() {
            if matches!(block.kind, BlockKind::Code(_) | BlockKind::Rule) {
                continue;
            }
            if block.path.first().copied() != paragraph || block.path.is_empty() {
                paragraph = block.path.first().copied();
                context.named.clear();
                context.head_sentence = None;
                if context.amended.is_none() {
                    context.last_place = None;
                }
            }
            if block.path.len() <= 1 {
                context.head_sentence = None;
            }
            self.block(context, index, number as u32, block, diagnostics);
        }
    }

    fn block(
        &mut self,
        context: &mut Context,
        unit: u32,
        number: u32,
        block: &Block,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let start = block.mark.map_or(0, |mark| mark.len).min(block.text.len());
        let masks = masks(block);
        let scan = scan::scan(&block.text, start, &self.reading, &mut self.aliases, &masks);
        let quoted = block.quoted && context.amendment.is_some();
        if quoted && let Some(amendment) = &mut context.amendment {
            amendment.paragraph += u16::from(!is_quoted_item(block));
        } else {
            context.amendment = None;
        }
        let spot = Spot { unit, block: number, path: &block.path, text: &block.text, scan: &scan, quoted };
        let mut quotes = 0;
        let mut meanings: Vec<Option<Meant>> = Vec::with_capacity(scan.mentions.len());
        for mention in &scan.mentions {
            self.announce(context, &mut quotes, mention.range.start, &meanings, &spot);
            let meant = if is_label(mention, &spot) {
                amend::begin_article(context, mention, &spot);
                None
            } else if is_prose(block, mention, &scan) && !is_masked(&masks, &mention.range) {
                context
                    .mean(mention, &meanings, &spot)
                    .filter(|meant| !ordinal::is_mere_ordinal(context, mention, meant, &spot))
            } else {
                None
            };
            if let Some(meant) = &meant {
                context.remember(mention, meant, &spot);
            }
            meanings.push(meant);
        }
        self.announce(context, &mut quotes, block.text.len(), &meanings, &spot);
        if block.path.len() == 1 {
            context.head_sentence = head_sentence(context, &scan, &meanings, &spot);
        }
        let explicit = explicit::explicit(context, &mut self.reading, unit, number, block, &masks, diagnostics);
        let place = |range: &Range<usize>| Place {
            doc: context.doc,
            unit,
            block: number,
            start: range.start as u32,
            end: range.end as u32,
        };
        let mut here = Vec::new();
        for (mention, meant) in scan.mentions.iter().zip(meanings) {
            let Some(mut meant) = meant else { continue };
            amend::doubt_moved(context, mention, &mut meant, &spot);
            here.push(Found::Read(place(&mention.range), meant));
        }
        here.extend(explicit.into_iter().map(Found::Said));
        here.sort_by_key(Found::at);
        // One author's link inside another's: the outer one stands.
        let mut end = 0;
        here.retain(|found| {
            let apart = found.at().start >= end;
            end = end.max(found.at().end);
            apart
        });
        self.found.append(&mut here);
    }

    /// Notices 将第三条修改为：“ as soon as its quotation mark opens before `until`. Each mark
    /// is looked at once.
    fn announce(&self, context: &mut Context, seen: &mut usize, until: usize, before: &[Option<Meant>], spot: &Spot) {
        let last = spot.scan.quotes.partition_point(|quote| quote.open < until);
        let quote = (last > *seen).then(|| spot.scan.quotes[last - 1].open);
        *seen = last;
        // 将第四条修改为第七条： announces the lines that follow.
        let colon = || (until == spot.text.len() && spot.text.trim_end().ends_with(['：', ':'])).then_some(until);
        let Some(open) = quote.or_else(colon).filter(|_| !spot.quoted) else { return };
        if !amend::announces(spot.text, open, context.amended.is_some()) {
            return;
        }
        let last = before.iter().flatten().next_back();
        let named_end = spot.scan.mentions[..before.len()].last().map_or(0, |mention| mention.range.end);
        // 增加一款作为第二款，将该条修改为：“ gives the whole article.
        let whole = spot.text.get(named_end..open).is_some_and(|words| words.contains("该条"));
        let base = last.map_or_else(|| context.lead(), |meant| meant.base.clone());
        let target = last.and_then(|meant| meant.targets.last());
        let first = target.and_then(|target| target.path.first().copied()).filter(|_| !whole).unwrap_or(1);
        context.amendment = Some(Amendment {
            base,
            unit: target.and_then(|target| target.unit),
            // Behind a colon the first paragraph is still to come.
            paragraph: if quote.is_some() { first } else { first.saturating_sub(1) },
            unit_at: spot.unit,
            block_at: spot.block,
            opens_after: open,
        });
    }
}

/// The one law that the title of a text without articles names: 关于适用《X》的批复.
fn about(context: &Context, reading: &Reading) -> Option<Base> {
    if context.names.shapes[context.doc as usize].has_articles || context.amended.is_some() {
        return None;
    }
    let title = &context.document().meta.title;
    let title = title.split_once("关于").map_or(title.as_str(), |(_, rest)| rest);
    let scan = scan::scan(title, 0, &Reading { own_title: "", ..*reading }, &mut Vec::new(), &[]);
    let mut works = scan.mentions.iter().filter_map(|mention| match &mention.head {
        Head::Named(named) => Some(&named.meaning.works),
        _ => None,
    });
    let (first, second) = (works.next()?, works.next());
    match (&first[..], second) {
        ([work], None) => {
            let choice = context.names.calendars[*work as usize].on(context.date);
            Some(Base::Document { doc: choice.doc, doubt: choice.doubt })
        }
        ([], None) => Some(Base::External),
        _ => None,
    }
}

/// “（一）…… in an amendment is an item, not a paragraph.
fn is_quoted_item(block: &Block) -> bool {
    let text = block.text.trim_start_matches(['“', '‘', '"', ' ', '\u{3000}']);
    block.mark.is_some() || text.starts_with(['（', '('])
}

/// What stays unlinked: code, pictures, and words for which the author has spoken.
fn masks(block: &Block) -> Vec<Range<usize>> {
    let mut masks: Vec<Range<usize>> = block
        .styles
        .iter()
        .filter(|style| {
            matches!(
                style.kind,
                StyleKind::Code | StyleKind::Link { .. } | StyleKind::Image { .. } | StyleKind::FootnoteRef
            )
        })
        .map(|style| style.range.clone())
        .chain(explicit::bracketed(block))
        .collect();
    masks.sort_by_key(|mask| (mask.start, mask.end));
    masks
}

/// Words that reach into what their author has linked himself.
fn is_masked(masks: &[Range<usize>], range: &Range<usize>) -> bool {
    let first = masks.partition_point(|mask| mask.end <= range.start);
    masks.get(first).is_some_and(|mask| mask.start < range.end)
}

/// In a block quotation only names count: its 前款 and 第三条 are of the text quoted.
fn is_prose(block: &Block, mention: &Mention, scan: &Scan) -> bool {
    if block.kind != BlockKind::Quote {
        return true;
    }
    match (&mention.head, mention.follows) {
        (Head::Named(_) | Head::DocumentNumber, _) => true,
        (Head::Listed, Some(before)) => is_prose(block, &scan.mentions[before], scan),
        _ => false,
    }
}

/// “第三十三条 公司…… at the start of an amendment's quotation is its number, not a citation.
fn is_label(mention: &Mention, spot: &Spot) -> bool {
    let quoted = matches!(mention.head, Head::Bare)
        && spot.text[..mention.range.start].trim_end().ends_with(['“', '‘', '"', '「', '『']);
    quoted && spot.text[mention.range.end..].starts_with([' ', '\u{3000}', '【', '（', '\t'])
}

/// The article that a penalty list speaks of: the only one named in the sentence above it.
fn head_sentence(context: &Context, scan: &Scan, meanings: &[Option<Meant>], spot: &Spot) -> Option<(u32, Standpoint)> {
    if !spot.text.trim_end().ends_with(['：', ':']) || !spot.text.contains("违反") {
        return None;
    }
    let mut places = scan.mentions.iter().zip(meanings).filter_map(|(mention, meant)| {
        let meant = meant.as_ref()?;
        let numbered =
            mention.element.as_ref().is_some_and(|element| element.steps.iter().any(|step| step.rung == Rung::Article));
        let target = meant.targets.first().filter(|target| numbered && target.doc == context.doc)?;
        Some((target.doc, Standpoint { unit: target.unit?, path: target.path.iter().copied().take(1).collect() }))
    });
    let first = places.next()?;
    places.next().is_none().then_some(first)
}

fn citation(at: Place, meant: Meant) -> Citation {
    let version_doubt = meant.state == CiteState::Linked && meant.doubt;
    Citation { at, kind: meant.kind, state: meant.state, version_doubt, targets: meant.targets }
}
