//! What is said of a quotation that does not agree.

use super::index::Index;
use crate::model::corpus::{Difference, Grade, Quotation};
use crate::model::diag::{Code, Diagnostic};
use crate::model::document::Document;

const HELP: &str = "mend the quotation, or record an erratum, or introduce it with 大意是";
/// Differences told one by one.
const TOLD: usize = 4;

pub fn report(index: &Index, quotation: &Quotation) -> Option<Diagnostic> {
    let at = quotation.at;
    let block = &index.documents[at.doc as usize].units[at.unit as usize].blocks[at.block as usize];
    match quotation.grade {
        Grade::Differs => {
            let first = &quotation.differences.first()?.quoted;
            let shown = if first.is_empty() { next_char(&block.text, first.start) } else { first.clone() };
            let count = quotation.differences.len();
            let places = if count == 1 { "1 place".to_owned() } else { format!("{count} places") };
            let mut told: Vec<String> =
                quotation.differences.iter().take(TOLD).map(|difference| tell(&block.text, difference)).collect();
            if count > TOLD {
                told.push(format!("and {} more", count - TOLD));
            }
            let message = format!(
                "a quotation of {} differs in {places}: {}",
                found(index.documents, quotation),
                told.join("; ")
            );
            Some(Diagnostic::new(Code::QuoteDiffers, block.span_of(shown), message).help(HELP))
        }
        Grade::NotFound => {
            let document = &index.documents[quotation.claimed? as usize];
            let all = &block.text[at.range()];
            let mut words: String = all.chars().take(24).collect();
            if words.len() < all.len() {
                words.push('…');
            }
            let message = format!("{} does not say “{words}”", document.short());
            Some(Diagnostic::new(Code::QuoteNotFound, block.span_of(at.range()), message).help(HELP))
        }
        _ => None,
    }
}

fn found(documents: &[Document], quotation: &Quotation) -> String {
    let addresses: Vec<String> = quotation
        .found
        .iter()
        .map(|target| {
            let document = &documents[target.doc as usize];
            let local = target
                .unit
                .map(|unit| crate::model::address::anchor(&document.units[unit as usize].local, &target.path));
            format!("{}#{}", document.id, local.unwrap_or_default())
        })
        .collect();
    addresses.join(", ")
}

/// `奖[励] stands for 奖[项]`: with the character before, so that one sees where.
fn tell(text: &str, difference: &Difference) -> String {
    let before = text[..difference.quoted.start].chars().next_back().map(String::from).unwrap_or_default();
    let quoted = &text[difference.quoted.clone()];
    match (quoted.is_empty(), difference.original.is_empty()) {
        (true, _) => format!("[{}] is left out after {before}", difference.original),
        (_, true) => format!("{before}[{quoted}] is added"),
        _ => format!("{before}[{quoted}] stands for {before}[{}]", difference.original),
    }
}

fn next_char(text: &str, at: usize) -> std::ops::Range<usize> {
    at..at + text[at..].chars().next().map_or(0, char::len_utf8)
}
