//! Texts that are no longer what was received.

use crate::model::corpus::Corpus;
use crate::model::diag::{Code, Diagnostic};

/// By the digest in front matter; where in the text, only `gangmu verify` can say, which
/// has the source. A document that names no source claims nothing.
pub fn check_fidelity(corpus: &Corpus, doc: usize) -> Vec<Diagnostic> {
    let Some(fidelity) = corpus.fidelity.get(doc).and_then(Option::as_ref) else { return Vec::new() };
    let Some((at, message)) = fidelity.differences.first() else { return Vec::new() };
    let document = &corpus.documents[doc];
    let has_digest = document.meta.source.as_ref().is_some_and(|source| !source.sha256.is_empty());
    let (code, help) = match has_digest {
        true => (
            Code::FidelityDiffers,
            "`gangmu verify` shows where, with its source at hand; what the source has wrong belongs into errata.toml",
        ),
        false => (Code::FidelityUnknown, "`gangmu verify --update` stores it"),
    };
    vec![Diagnostic::new(code, *at, message.clone()).help(help)]
}
