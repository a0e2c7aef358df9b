//! A file's lines to blocks: paragraphs by our own rules, everything else by CommonMark's.
//!
//! Marks are read from source lines before Markdown sees them: to Markdown `1. 强化` opens
//! a list, and the numbers after the first are lost.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::model::address::Local;
use crate::model::diag::{Code, Diagnostic};
use crate::model::document::{Block, BlockKind, Line};
use crate::model::mark::parse_mark;
use crate::model::source::{SourceFile, Span};

use super::foreign;
use super::inlines::{self, Rich};

/// What a file's body holds.
#[derive(Debug, Default)]
pub struct Body {
    pub lines: Vec<Line>,
    /// How many lines stand before `<!-- INFO END -->`.
    pub header: usize,
}

/// Reads everything from `start` to the end of the file.
pub fn collect(file: &SourceFile, start: usize, diagnostics: &mut Vec<Diagnostic>) -> Body {
    let notes = footnote_labels(&file.text[start..]);
    let last_close = file.text.rfind("-->").unwrap_or(0);
    let mut reader = Reader { file, notes, body: Body::default(), line: 0..0, last_close, diagnostics };
    let mut at = start;
    while at < file.text.len() {
        at = reader.chunk(at);
    }
    reader.body
}

struct Reader<'a> {
    file: &'a SourceFile,
    notes: BTreeSet<String>,
    body: Body,
    /// The line that was looked for last.
    line: Range<usize>,
    /// Where the file's last `-->` stands.
    last_close: usize,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    /// Reads what begins at `at`, the start of a line or what follows a comment; says
    /// where the next begins.
    fn chunk(&mut self, at: usize) -> usize {
        let text = &self.file.text;
        let line = self.rest_of_line(at);
        let words = text[line.clone()].trim_start();
        let next = after(text, &line);
        if words.is_empty() {
            return next;
        }
        if words.starts_with("<!--") {
            let opens = line.end - words.len();
            if opens < self.last_close {
                return self.comment(opens);
            }
            self.diagnostics.push(
                Diagnostic::new(
                    Code::RawHtml,
                    Span::new(self.file.id, opens, opens + 4),
                    "a comment is not closed, so it is shown as text",
                )
                .help("end it with -->"),
            );
        }
        let words = words.trim_end();
        if words.starts_with("```") || words.starts_with("~~~") {
            let end = fence_end(text, at, words);
            self.foreign(at..end);
            return end;
        }
        if words.starts_with('#') && self.heading(line.clone()) {
            return next;
        }
        if is_rule(words) {
            self.push(BlockKind::Rule, Rich::default(), None, line.clone(), None);
            return next;
        }
        let end = chunk_end(text, at);
        if is_foreign(&text[at..end]) && self.is_readable(at..end) {
            self.foreign(at..end);
            return end;
        }
        self.paragraphs(at, end);
        end
    }

    /// Many comments may stand in one line, which is measured once.
    fn rest_of_line(&mut self, at: usize) -> Range<usize> {
        if !(self.line.start <= at && at <= self.line.end && self.line.end > 0) {
            self.line = line_at(&self.file.text, at);
        }
        at..self.line.end
    }

    fn is_readable(&mut self, range: Range<usize>) -> bool {
        let readable = foreign::is_readable(&self.file.text[range.clone()]);
        if !readable {
            let at = trimmed(&self.file.text, line_at(&self.file.text, range.start));
            self.diagnostics.push(
                Diagnostic::new(
                    Code::NestedDeep,
                    Span::new(self.file.id, at.start, at.end),
                    "quotes or lists stand too deep in one another, so their marks are shown as text",
                )
                .help("use fewer levels, or put a blank line before what is no list"),
            );
        }
        readable
    }

    fn foreign(&mut self, range: Range<usize>) {
        foreign::read(self.file, range, &self.notes, &mut self.body.lines, self.diagnostics);
    }

    /// A comment is for maintainers and never published. `INFO END` closes a law's history lines.
    fn comment(&mut self, at: usize) -> usize {
        let text = &self.file.text;
        let end = text[at..].find("-->").map_or(text.len(), |found| at + found + 3);
        if text[at..end].contains("INFO END") {
            self.body.header = self.body.lines.len();
        }
        let line = self.rest_of_line(end);
        if text[end..line.end].trim_start().is_empty() { after(text, &line) } else { end }
    }

    fn heading(&mut self, line: Range<usize>) -> bool {
        let text = &self.file.text[line.clone()];
        let indent = text.len() - text.trim_start().len();
        let depth = text.trim_start().bytes().take_while(|byte| *byte == b'#').count();
        let after_marks = &text[indent + depth..];
        if depth > 6 || !(after_marks.is_empty() || after_marks.starts_with([' ', '\t', '\u{3000}'])) {
            return false;
        }
        let (inner, name) = explicit_name(after_marks.trim_end());
        let lead = inner.len() - inner.trim_start_matches([' ', '\t', '\u{3000}']).len();
        let start = line.start + indent + depth + lead;
        let words = inner.trim_matches([' ', '\t', '\u{3000}']);
        let (mark, rich) = self.rich(start..start + words.len(), true);
        self.push_named(BlockKind::Heading(depth as u8), rich, mark, line, name);
        true
    }

    /// Lines of running text: a line with a mark begins a block of its own.
    fn paragraphs(&mut self, at: usize, end: usize) {
        let text = &self.file.text;
        let mut start = at;
        let mut line = line_at(text, at);
        loop {
            let next = after(text, &line);
            let stops = next >= end || parse_mark(text[line_at(text, next)].trim_start(), false).is_some();
            if stops {
                let range = trimmed(text, start..line.end);
                let (mark, rich) = self.rich(range.clone(), false);
                self.push(BlockKind::Paragraph, rich, mark, range, None);
                start = next;
            }
            if next >= end {
                return;
            }
            line = line_at(text, next);
        }
    }

    fn rich(&mut self, range: Range<usize>, heading: bool) -> (Option<crate::model::document::Mark>, Rich) {
        let text = &self.file.text;
        let mark = parse_mark(&text[range.clone()], heading);
        let mut rich = Rich::default();
        let len = mark.map_or(0, |mark| mark.len);
        rich.push(&text[range.start..range.start + len], range.start);
        inlines::collect(text, range.start + len..range.end, &self.notes, &mut rich);
        inlines::report(&rich, self.file, self.diagnostics);
        (mark, rich)
    }

    fn push(
        &mut self,
        kind: BlockKind,
        rich: Rich,
        mark: Option<crate::model::document::Mark>,
        range: Range<usize>,
        name: Option<Local>,
    ) {
        self.push_named(kind, rich, mark, range, name);
    }

    fn push_named(
        &mut self,
        kind: BlockKind,
        rich: Rich,
        mark: Option<crate::model::document::Mark>,
        range: Range<usize>,
        name: Option<Local>,
    ) {
        let span = Span::new(self.file.id, range.start, range.end);
        let block = Block {
            kind,
            path: Vec::new(),
            mark,
            text: rich.text,
            map: rich.map,
            styles: rich.styles,
            span,
            quoted: false,
        };
        self.body.lines.push(Line { block, name });
    }
}

/// `… {#jiangsu}` at the end of a heading gives it its name.
fn explicit_name(text: &str) -> (&str, Option<Local>) {
    let Some(inner) = text.strip_suffix('}') else { return (text, None) };
    let Some((words, name)) = inner.rsplit_once("{#") else { return (text, None) };
    match Local::new(name) {
        Some(local) => (words, Some(local)),
        None => (text, None),
    }
}

/// From `at` to the end of its line.
pub fn line_at(text: &str, at: usize) -> Range<usize> {
    at..text[at..].find('\n').map_or(text.len(), |found| at + found)
}

fn after(text: &str, line: &Range<usize>) -> usize {
    (line.end + 1).min(text.len())
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = &text[range.clone()];
    let start = range.start + slice.len() - slice.trim_start().len();
    start..start + slice.trim().len()
}

/// Up to the next blank line, heading, fence or rule.
fn chunk_end(text: &str, at: usize) -> usize {
    let mut line = line_at(text, at);
    loop {
        let next = after(text, &line);
        if next >= text.len() {
            return text.len();
        }
        line = line_at(text, next);
        let words = text[line.clone()].trim();
        if words.is_empty()
            || words.starts_with('#')
            || words.starts_with("```")
            || words.starts_with("~~~")
            || words.starts_with("<!--")
            || is_footnote(words)
            || is_rule(words)
        {
            return next;
        }
    }
}

fn fence_end(text: &str, at: usize, opening: &str) -> usize {
    let fence: String = opening.chars().take_while(|c| matches!(c, '`' | '~')).collect();
    let mut next = after(text, &line_at(text, at));
    while next < text.len() {
        let line = line_at(text, next);
        next = after(text, &line);
        let words = text[line].trim();
        if words.starts_with(&fence) && words.trim_matches(['`', '~']).is_empty() {
            break;
        }
    }
    next
}

fn is_rule(words: &str) -> bool {
    words.len() >= 3 && ["-", "*", "_"].iter().any(|mark| words.replace(' ', "").chars().all(|c| mark.starts_with(c)))
}

/// Lists, tables, quotes and footnotes are Markdown's.
fn is_foreign(chunk: &str) -> bool {
    let first = chunk.trim_start();
    let bullet = first.starts_with("- ") || first.starts_with("* ") || first.starts_with("+ ");
    bullet || first.starts_with('>') || is_footnote(first) || is_table(chunk)
}

/// `[^label]: …`
fn is_footnote(line: &str) -> bool {
    line.strip_prefix("[^")
        .and_then(|rest| rest.split_once("]:"))
        .is_some_and(|(label, _)| !label.contains([']', '\n']))
}

fn is_table(chunk: &str) -> bool {
    let Some(second) = chunk.trim_start().lines().nth(1) else { return false };
    let second = second.trim();
    second.contains('-') && second.contains('|') && second.chars().all(|c| "|-: ".contains(c))
}

/// A definition begins a line: `[^label]: …`.
fn footnote_labels(text: &str) -> BTreeSet<String> {
    if !text.contains("[^") {
        return BTreeSet::new();
    }
    text.lines()
        .filter_map(|line| line.trim_start().strip_prefix("[^")?.split_once("]:"))
        .map(|(label, _)| label.to_owned())
        .filter(|label| !label.contains(']'))
        .collect()
}
