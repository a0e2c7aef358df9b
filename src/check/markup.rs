//! Markdown that would be read otherwise than it looks.

use crate::model::corpus::Corpus;
use crate::model::diag::{Code, Diagnostic};
use crate::model::document::{Block, BlockKind, StyleKind};
use crate::model::source::Span;

pub fn check_markup(corpus: &Corpus, doc: usize) -> Vec<Diagnostic> {
    let document = &corpus.documents[doc];
    let blocks =
        document.units.iter().flat_map(|unit| &unit.blocks).filter(|block| !matches!(block.kind, BlockKind::Code(_)));
    blocks.flat_map(|block| emphasis(block).into_iter().chain(indented(corpus, block))).collect()
}

/// `**“重点”**的` stays as it is: beside Chinese marks CommonMark reads no emphasis.
fn emphasis(block: &Block) -> Option<Diagnostic> {
    let in_code =
        |at: usize| block.styles.iter().any(|style| style.kind == StyleKind::Code && style.range.contains(&at));
    let mut marks = block.text.match_indices("**").map(|(at, _)| at).filter(|at| !in_code(*at));
    let (at, _) = (marks.next()?, marks.next()?);
    let help = "put the emphasis inside the marks (“**重点**”), or leave a blank after it";
    Some(Diagnostic::new(Code::CjkEmphasis, block.span_of(at..at + 2), "** stays visible here").help(help))
}

/// Four blanks or a tab before a paragraph.
fn indented(corpus: &Corpus, block: &Block) -> Option<Diagnostic> {
    if !matches!(block.kind, BlockKind::Paragraph | BlockKind::Item) {
        return None;
    }
    let file = corpus.sources.file(block.span.file);
    let start = file.text[..block.span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let line = file.line_at(block.span.start);
    let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
    let is_code = line.starts_with("    ") || line[..blanks].contains('\t');
    let before = file.text[..start].trim_end_matches([' ', '\t', '\r']);
    // Only after an empty line: elsewhere the line goes on with the paragraph.
    let is_first = before.is_empty() || before.ends_with("\n\n") || before.ends_with("\n\r\n");
    let span = Span::new(block.span.file, start, start + blanks);
    (is_code && is_first).then(|| {
        Diagnostic::new(Code::IndentedCode, span, "this line would be code to other readers of Markdown")
            .help("take the blanks out; a full-width blank (U+3000) indents safely")
    })
}
