//! Finds the words that one text gives as another's, and says how far they agree.

mod align;
mod claims;
pub(super) mod fold;
mod grade;
mod index;
mod locate;
mod names;
pub(super) mod reading;
mod report;
mod shelf;

use crate::model::corpus::{Citation, Erratum, Quotation};
use crate::model::diag::Diagnostic;
use crate::model::document::Document;

/// See [`index::Index`].
pub struct Index<'d>(index::Index<'d>);

impl<'d> Index<'d> {
    /// Cheap: a document is prepared when it is first quoted.
    pub fn new(documents: &'d [Document], errata: &'d [Erratum]) -> Index<'d> {
        Index(index::Index::new(documents, errata))
    }
}

/// Every quotation in one document, in order of place. `citations` are those of the
/// document; they tell of names that only a citation knows (以下简称). What nobody is named
/// for is looked up everywhere and never accused.
pub fn quote_document(
    index: &Index,
    doc: usize,
    citations: &[Citation],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Quotation> {
    let located = locate::locate(&index.0, doc, citations);
    let mut quotations = Vec::with_capacity(located.len());
    for located in located {
        if located.is_accused {
            diagnostics.extend(report::report(&index.0, &located.quotation));
        }
        quotations.push(located.quotation);
    }
    quotations
}
