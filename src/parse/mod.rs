//! Text to drafts and rows, one file at a time; never fails, reports what it cannot read.

pub mod config;
pub mod front_matter;
pub mod header;
pub mod side;

mod blocks;
mod foreign;
mod inlines;
mod toml_error;

use crate::model::diag::{Code, Diagnostic};
use crate::model::document::{BlockKind, Draft, Meta};
use crate::model::source::{SourceFile, Span};

/// Reads one Markdown file. What it says of itself is in the draft's meta: front matter
/// first, then title, history lines and file name for what is left open.
pub fn parse_file(file: &SourceFile, diagnostics: &mut Vec<Diagnostic>) -> Draft {
    let mut meta = Meta::default();
    let mut start = file.text.len() - file.text.trim_start_matches('\u{feff}').len();
    if let Some((range, body)) = front_matter::split(&file.text[start..]) {
        front_matter::read(file, start + range.start..start + range.end, &mut meta, diagnostics);
        start += body;
    } else if file.text[start..].starts_with("+++") {
        diagnostics.push(
            Diagnostic::new(Code::FrontMatter, Span::new(file.id, start, start + 3), "front matter is not closed")
                .help("end it with a line that holds +++ and nothing else"),
        );
    } else if let Some(at) = front_matter::late(&file.text[start..]) {
        let span = Span::new(file.id, start + at, start + at + 3);
        diagnostics.push(
            Diagnostic::new(Code::FrontMatter, span, "front matter is not read here: blanks stand before it")
                .help("begin the first line of the file with +++"),
        );
    } else if let Some(end) = front_matter::yaml(&file.text[start..]) {
        diagnostics.push(
            Diagnostic::new(
                Code::FrontMatter,
                Span::new(file.id, start, start + 3),
                "front matter between --- is not read",
            )
            .help("put it between lines of +++, each line as key = \"words\""),
        );
        start += end;
    }
    let body = blocks::collect(file, start, diagnostics);
    if !body.lines.iter().any(|line| line.block.kind != BlockKind::Heading(1)) {
        diagnostics.push(
            Diagnostic::new(Code::FileEmpty, Span::new(file.id, 0, 0), format!("{} holds no text", file.path))
                .help("add the document's text, or delete the file"),
        );
    }
    let title_line = body.lines.iter().position(|line| line.block.kind == BlockKind::Heading(1) && line.name.is_none());
    let mut draft = Draft { file: file.id, meta, title_line, lines: body.lines, header: body.header };
    header::fill(&mut draft, file.stem());
    draft
}
