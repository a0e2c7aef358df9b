//! Texts in another format that lie among the documents: nobody would miss them in silence.

use std::collections::BTreeSet;

use crate::model::corpus::Corpus;
use crate::model::diag::{Code, Diagnostic};

/// One finding for all. A file that a document names as its source has been imported.
pub fn check_foreign(corpus: &Corpus) -> Option<Diagnostic> {
    let sources = corpus.documents.iter().filter_map(|document| document.meta.source.as_ref());
    let imported: BTreeSet<&str> = sources.map(|source| source.file.as_str()).collect();
    let name = |path: &&String| path.rsplit('/').next().is_some_and(|name| imported.contains(name));
    let mut left = corpus.sources.foreign.iter().filter(|path| !name(path));
    let first = left.next()?;
    let message = match left.count() {
        0 => format!("{first} is not read: documents are Markdown (.md)"),
        1 => format!("{first} and one more file are not read: documents are Markdown (.md)"),
        more => format!("{first} and {more} more files are not read: documents are Markdown (.md)"),
    };
    let help = format!(
        "`gangmu import {first}` makes a document of it; keep the file itself in sources/, where `gangmu verify` looks for it"
    );
    Some(Diagnostic::new(Code::NotImported, None, message).help(help))
}
