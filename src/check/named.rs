//! Documents that the configuration names and that are not there.

use crate::model::corpus::Corpus;
use crate::model::diag::{Code, Diagnostic};
use crate::model::source::Span;

/// Without this a misspelt spine takes the concordance away in silence.
pub fn check_named(corpus: &Corpus) -> Vec<Diagnostic> {
    let Some(file) = corpus.sources.config.map(|file| corpus.sources.file(file)) else { return Vec::new() };
    let named = corpus.config.spine.iter().map(|id| ("spine", id));
    let named = named.chain(corpus.config.documents.iter().map(|id| ("documents", id)));
    let absent = named.filter(|(_, id)| corpus.find(id).is_none());
    absent
        .map(|(key, id)| {
            let from = file.text.find(key).unwrap_or(0);
            let at = file.text[from..].find(&format!("\"{id}\"")).map_or(from, |at| from + at + 1);
            let ids = corpus.documents.iter().map(|document| document.id.as_str());
            // What the list names already is not what a misspelt member of it means.
            let free = ids.filter(|other| key != "documents" || !corpus.config.documents.iter().any(|named| named == other));
            let near = free.min_by_key(|other| strsim::damerau_levenshtein(other, id));
            let help = near.map_or("add the document, or take the name out".to_owned(), |near| {
                format!("did you mean {near}? after a renaming, `gangmu links --move {id} {near}` mends every place; else take it out")
            });
            Diagnostic::new(
                Code::ConfigDocument,
                Span::new(file.id, at, at + id.len()),
                format!("there is no document {id}"),
            )
            .help(help)
        })
        .collect()
}
