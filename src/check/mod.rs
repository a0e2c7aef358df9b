//! Looks at finished work and reports; one file per group of rules.

pub mod allow;
mod dead_link;
mod fidelity;
pub mod followers;
pub mod foreign;
mod glyph;
pub mod host;
mod markup;
pub mod named;
mod sequence;
pub mod template;
mod width;

use crate::model::corpus::Corpus;
use crate::model::diag::Diagnostic;
use crate::model::site::Site;

/// A rule that looks at one document alone.
type DocumentRule = fn(&Corpus, usize) -> Vec<Diagnostic>;

const DOCUMENT_RULES: &[DocumentRule] = &[numbers, width::check_widths, markup::check_markup, fidelity::check_fidelity];

/// Doubts about one document: its numbers, its marks, its Markdown, whether it is its source.
pub fn check_document(corpus: &Corpus, doc: usize) -> Vec<Diagnostic> {
    DOCUMENT_RULES.iter().flat_map(|rule| rule(corpus, doc)).collect()
}

/// What can only be seen when every output is known.
pub fn check_site(site: &Site, corpus: &Corpus) -> Vec<Diagnostic> {
    let mut found = dead_link::check_links(corpus, site);
    found.extend(host::check_count(site, &corpus.config));
    found
}

fn numbers(corpus: &Corpus, doc: usize) -> Vec<Diagnostic> {
    let mut explained = glyph::Explained::new();
    let mut found = sequence::check_sequences(corpus, doc, &mut explained);
    found.extend(glyph::check_glyphs(corpus, doc, &explained));
    found
}
