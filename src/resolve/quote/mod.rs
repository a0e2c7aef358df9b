//! Finds the words that one text gives as another's, and says how far they agree.

mod align;
mod claims;
pub(super) mod fold;
mod grade;
pub mod index;
mod locate;
mod names;
pub(super) mod reading;
mod report;
mod shelf;

use crate::model::corpus::{Citation, Quotation};
use crate::model::diag::Diagnostic;
use index::{Asked, Index};

/// Every quotation in one document, in order of place. `citations` are those of the
/// document; they tell of names that only a citation knows (以下简称). What nobody is named
/// for is looked up everywhere and never accused. With what it was looked for in.
pub fn quote_document(
    index: &Index,
    doc: usize,
    citations: &[Citation],
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Quotation>, Asked) {
    let (located, asked) = locate::locate(index, doc, citations);
    let mut quotations = Vec::with_capacity(located.len());
    for located in located {
        if located.is_accused {
            diagnostics.extend(report::report(index, &located.quotation));
        }
        quotations.push(located.quotation);
    }
    (quotations, asked)
}
