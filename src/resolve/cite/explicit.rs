//! What an author says outright: `[[plan-2017#16]]`, `[第七条](cite:labour-law#7)`, `[第七条](nolink:)`.

use std::ops::Range;

use crate::model::address::Address;
use crate::model::corpus::{Citation, CiteKind, CiteState, Target};
use crate::model::diag::{Code, Diagnostic};
use crate::model::document::{Block, Document, Place, StyleKind};
use crate::model::source::Span;
use crate::resolve::relations::unknown;

use super::meaning::{Context, Spot};
use super::scan::{self, Reading};

/// Longest text between [[ and ]] that is read, in bytes.
const LONGEST: usize = 300;

/// Every `[[…]]` of a block that is no code, brackets included.
pub fn bracketed(block: &Block) -> Vec<Range<usize>> {
    let code: Vec<&Range<usize>> =
        block.styles.iter().filter(|style| style.kind == StyleKind::Code).map(|style| &style.range).collect();
    let mut ranges = brackets(&block.text);
    ranges.retain(|range| {
        let next = code.partition_point(|code| code.end <= range.start);
        code.get(next).is_none_or(|code| code.start >= range.end)
    });
    ranges
}

fn brackets(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find("[[").map(|at| from + at) {
        let inside = open + 2;
        let mut limit = (inside + LONGEST).min(text.len());
        while !text.is_char_boundary(limit) {
            limit -= 1;
        }
        let close =
            text[inside..limit].find("]]").filter(|at| *at > 0 && !text[inside..inside + at].contains(['[', '\n']));
        match close {
            Some(at) => {
                found.push(open..inside + at + 2);
                from = inside + at + 2;
            }
            None => from = open + 1,
        }
    }
    found
}

/// The citations that the author marked in a block. The place of `[[…]]` is what stands
/// inside the brackets.
pub fn explicit(
    context: &Context,
    reading: &mut Reading,
    unit: u32,
    number: u32,
    block: &Block,
    masks: &[Range<usize>],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Citation> {
    let mut found = Vec::new();
    if masks.is_empty() {
        return found;
    }
    let at = |range: &Range<usize>| Place {
        doc: context.doc,
        unit,
        block: number,
        start: range.start as u32,
        end: range.end as u32,
    };
    for range in bracketed(block) {
        let inner = range.start + 2..range.end - 2;
        let target = spoken(context, reading, &block.text, &inner, unit, number, block);
        let span = block.span_of(range.clone());
        found.push(settle(target, at(&inner), block.text[inner].trim(), (span, context.documents), diagnostics));
    }
    for style in &block.styles {
        let StyleKind::Link { href } = &style.kind else { continue };
        if style.range.is_empty() {
            continue;
        }
        if let Some(address) = href.strip_prefix("cite:") {
            let target = Address::parse(address).and_then(|address| at_address(context, &address));
            let span = block.span_of(style.range.clone());
            found.push(settle(target, at(&style.range), address, (span, context.documents), diagnostics));
        } else if href.starts_with("nolink:") {
            let shaped = scan::scan(&block.text[style.range.clone()], 0, reading, &mut Vec::new(), &[]);
            for mention in shaped.mentions {
                let range = style.range.start + mention.range.start..style.range.start + mention.range.end;
                found.push(Citation {
                    at: at(&range),
                    kind: CiteKind::Explicit,
                    state: CiteState::Suppressed,
                    targets: Vec::new(),
                    version_doubt: false,
                });
            }
        }
    }
    found
}

fn at_address(context: &Context, address: &Address) -> Option<Target> {
    let doc = context.names.document(&address.doc)?;
    context.names.shapes[doc as usize].place(&context.documents[doc as usize], doc, address)
}

/// An address, or words that are one citation from end to end.
fn spoken(
    context: &Context,
    reading: &Reading,
    text: &str,
    inner: &Range<usize>,
    unit: u32,
    number: u32,
    block: &Block,
) -> Option<Target> {
    let words = &text[inner.clone()];
    if let Some(address) = Address::parse(words.trim()) {
        return at_address(context, &address);
    }
    let shaped = scan::scan(words, 0, reading, &mut Vec::new(), &[]);
    let [mention] = &shaped.mentions[..] else { return None };
    if mention.range != (0..words.len()) {
        return None;
    }
    let spot = Spot { unit, block: number, path: &block.path, text: words, scan: &shaped, quoted: false };
    context.mean(mention, &[], &spot)?.targets.into_iter().next()
}

/// `said` is what names the target: an address, or words.
fn settle(
    target: Option<Target>,
    at: Place,
    said: &str,
    (span, documents): (Span, &[Document]),
    diagnostics: &mut Vec<Diagnostic>,
) -> Citation {
    if target.is_none() {
        diagnostics.push(match Address::parse(said) {
            Some(address) => unknown(Code::CiteMarkup, &address, span, documents),
            None => Diagnostic::new(Code::CiteMarkup, span, format!("“{said}” names nothing")).help(
                "write a document's id, or id#number, or a title with its number: [[plan-2017#16]], [[《方案》第16条]]",
            ),
        });
    }
    let state = if target.is_some() { CiteState::Linked } else { CiteState::Broken };
    Citation { at, kind: CiteKind::Explicit, state, targets: target.into_iter().collect(), version_doubt: false }
}
