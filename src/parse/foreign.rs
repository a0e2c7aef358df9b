//! What is Markdown's own: tables, code, quotes, bullets, footnotes.
//!
//! Markdown drops words in some places: a definition, a cell past the last column, the
//! number of an ordered item. Published text is never dropped, so these are kept as text.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::model::diag::Diagnostic;
use crate::model::document::{Block, BlockKind, Line, Table};
use crate::model::source::{SourceFile, Span};

use super::inlines::{self, Rich};

/// Quotes and lists inside one another past which a stretch is no outline but an accident
/// or an attack: Markdown's cost grows with the depth of every line.
const DEEPEST: usize = 32;

/// False for what is nested too deep to be read as Markdown.
pub fn is_readable(chunk: &str) -> bool {
    chunk.lines().all(|line| depth(line) <= DEEPEST)
}

/// No less than the quotes and lists that a line can stand in.
fn depth(line: &str) -> usize {
    let (mut markers, mut columns) = (0, 0);
    let mut rest = line;
    while let Some(c) = rest.chars().next().filter(|_| markers <= DEEPEST) {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let len = match c {
            ' ' => {
                columns += 1;
                1
            }
            '\t' => {
                columns += 4;
                1
            }
            '>' => 1,
            '-' | '+' | '*' if rest[1..].starts_with([' ', '\t']) => 1,
            '0'..='9' if rest[digits..].starts_with(['.', ')']) => digits + 1,
            _ => break,
        };
        markers += usize::from(!matches!(c, ' ' | '\t'));
        rest = &rest[len..];
    }
    // Blanks alone nest nothing; before a marker two of them may.
    if markers == 0 { 0 } else { markers + columns / 2 }
}

/// Reads one stretch of the file with pulldown-cmark and adds its blocks.
pub fn read(
    file: &SourceFile,
    range: Range<usize>,
    notes: &BTreeSet<String>,
    lines: &mut Vec<Line>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let first = lines.len();
    let mut state = State {
        file,
        notes,
        lines,
        diagnostics,
        context: Vec::new(),
        ordered: Vec::new(),
        marker: None,
        run: None,
        covered: Vec::new(),
        table: None,
        row: Vec::new(),
        rich: Rich::default(),
    };
    let base = range.start;
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    for (event, at) in Parser::new_ext(&file.text[range.clone()], options).into_offset_iter() {
        state.event(event, base + at.start..base + at.end);
    }
    state.flush();
    state.keep_the_rest(range, first);
}

struct State<'a> {
    file: &'a SourceFile,
    notes: &'a BTreeSet<String>,
    lines: &'a mut Vec<Line>,
    diagnostics: &'a mut Vec<Diagnostic>,
    /// What the text being read stands in, outermost first.
    context: Vec<BlockKind>,
    /// Of each list that is open, whether its items have numbers.
    ordered: Vec<bool>,
    /// The number of an ordered item whose words have not come yet: it is one of them.
    marker: Option<Range<usize>>,
    /// The words of one paragraph, from the first to the last that came.
    run: Option<Range<usize>>,
    /// Everything of the file that was read, in order.
    covered: Vec<Range<usize>>,
    table: Option<Table>,
    row: Vec<Range<usize>>,
    rich: Rich,
}

impl State<'_> {
    fn event(&mut self, event: Event, at: Range<usize>) {
        if self.table.is_some() {
            self.table_event(&event, at);
            return;
        }
        match event {
            Event::Text(words) if self.in_code() => self.rich.push(&words, at.start),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. })
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image)
            | Event::Text(_)
            | Event::Code(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::SoftBreak
            | Event::HardBreak => self.words(at),
            Event::End(TagEnd::CodeBlock) => {
                if let Some(kind) = self.context.pop() {
                    let rich = std::mem::take(&mut self.rich);
                    self.push(kind, rich, at);
                }
            }
            Event::Start(tag) => {
                self.flush();
                self.open(tag, at);
            }
            Event::End(end) => {
                self.flush();
                self.close(end);
            }
            _ => self.flush(),
        }
    }

    fn open(&mut self, tag: Tag, at: Range<usize>) {
        match tag {
            Tag::BlockQuote(_) => self.context.push(BlockKind::Quote),
            Tag::List(first) => self.ordered.push(first.is_some()),
            Tag::Item => {
                let depth = self.context.iter().filter(|kind| matches!(kind, BlockKind::Bullet(_))).count();
                self.context.push(BlockKind::Bullet(depth.min(usize::from(u8::MAX)) as u8));
                if self.ordered.last() == Some(&true) {
                    let item = &self.file.text[at.clone()];
                    let lead = item.len() - item.trim_start().len();
                    let number = item.find(['.', ')']).map_or(lead, |found| found + 1);
                    self.marker = Some(at.start + lead..at.start + number.max(lead));
                }
            }
            Tag::FootnoteDefinition(label) => self.context.push(BlockKind::Footnote(label.to_string())),
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.context.push(BlockKind::Code(language));
                self.rich = Rich::default();
            }
            Tag::Table(_) => {
                self.table = Some(Table::default());
                self.rich = Rich::default();
            }
            _ => {}
        }
    }

    fn close(&mut self, end: TagEnd) {
        match end {
            TagEnd::BlockQuote(_) | TagEnd::Item | TagEnd::FootnoteDefinition => {
                self.context.pop();
            }
            TagEnd::List(_) => {
                self.ordered.pop();
            }
            _ => {}
        }
    }

    fn in_code(&self) -> bool {
        matches!(self.context.last(), Some(BlockKind::Code(_)))
    }

    fn words(&mut self, at: Range<usize>) {
        let run = self.run.get_or_insert(at.clone());
        run.end = run.end.max(at.end);
    }

    /// A paragraph has ended: in a tight list only the next block says so.
    fn flush(&mut self) {
        let (marker, run) = (self.marker.take(), self.run.take());
        let mut at = match (marker, run) {
            (Some(marker), Some(run)) => marker.start..run.end,
            (None, Some(run)) => run,
            (Some(marker), None) => marker,
            (None, None) => return,
        };
        // The stroke before an escaped character is no part of its event.
        if self.file.text[..at.start].ends_with('\\') {
            at.start -= 1;
        }
        let mut rich = Rich::default();
        let mut start = at.start;
        for (index, line) in self.file.text[at.clone()].split_inclusive('\n').enumerate() {
            // The `>` before each line of a quotation is markup.
            let words = if index == 0 { line } else { line.trim_start_matches([' ', '>', '\t']) };
            let from = start + line.len() - words.len();
            let range = from..from + words.trim_end().len();
            if index > 0 && !range.is_empty() {
                rich.join(self.file.text[range.clone()].chars().next(), from - 1);
            }
            inlines::collect(&self.file.text, range, self.notes, &mut rich);
            start += line.len();
        }
        inlines::report(&rich, self.file, self.diagnostics);
        let kind = self.context.last().cloned().unwrap_or(BlockKind::Paragraph);
        if rich.text.is_empty() && rich.styles.is_empty() {
            // A comment is for maintainers.
            self.covered.push(at);
        } else {
            self.push(kind, rich, at);
        }
    }

    fn table_event(&mut self, event: &Event, at: Range<usize>) {
        match event {
            Event::Start(Tag::TableCell) => self.cell(at),
            Event::Start(Tag::TableHead | Tag::TableRow) => self.row.clear(),
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => {
                self.cells_past_the_last_column(at);
                let row = std::mem::take(&mut self.row);
                if let Some(table) = &mut self.table {
                    table.rows.push(row);
                }
            }
            Event::End(TagEnd::Table) => {
                let (table, rich) = (self.table.take().unwrap_or_default(), std::mem::take(&mut self.rich));
                inlines::report(&rich, self.file, self.diagnostics);
                self.push(BlockKind::Table(table), rich, at);
            }
            _ => {}
        }
    }

    fn cell(&mut self, at: Range<usize>) {
        let (rows, first) = (self.table.as_ref().map_or(0, |table| table.rows.len()), self.row.is_empty());
        let text = &self.file.text[at.clone()];
        let inner = text.trim_matches([' ', '\t', '\r', '\n']);
        let inner = inner.strip_prefix('|').unwrap_or(inner).trim_start_matches([' ', '\t']);
        let inner = inner.strip_suffix('|').filter(|rest| !rest.ends_with('\\')).unwrap_or(inner);
        let inner = inner.trim_end_matches([' ', '\t']);
        let start = at.start + (inner.as_ptr() as usize - text.as_ptr() as usize);
        if rows > 0 || !first {
            let separator = if first { "\n" } else { "\t" };
            self.rich.separate(separator, start);
        }
        let from = self.rich.text.len();
        inlines::collect(&self.file.text, start..start + inner.len(), self.notes, &mut self.rich);
        self.row.push(from..self.rich.text.len());
        self.covered.push(at);
    }

    /// Markdown drops them.
    fn cells_past_the_last_column(&mut self, row: Range<usize>) {
        let read = self.covered.last().map_or(row.start, |cell| cell.end).clamp(row.start, row.end);
        let rest = &self.file.text[read..row.end];
        if rest.contains(char::is_alphanumeric) {
            let lead = rest.len() - rest.trim_start_matches(['|', ' ', '\t']).len();
            let end = rest.trim_end_matches(['|', ' ', '\t', '\r', '\n']).len();
            self.cell(read + lead..read + end);
        }
    }

    fn push(&mut self, kind: BlockKind, rich: Rich, at: Range<usize>) {
        self.covered.push(at.clone());
        self.lines.push(Line { block: block(self.file, kind, rich, at), name: None });
    }

    /// Lines that hold words and are in no block: definitions of links, mostly.
    fn keep_the_rest(&mut self, range: Range<usize>, first: usize) {
        self.covered.sort_by_key(|covered| covered.start);
        let mut covered = self.covered.iter().peekable();
        let mut reached = range.start;
        let mut start = range.start;
        let mut kept = false;
        for line in self.file.text[range].split_inclusive('\n') {
            let end = start + line.len();
            let before = reached;
            while let Some(next) = covered.next_if(|covered| covered.start < end) {
                reached = reached.max(next.end);
            }
            let untouched = before <= start && reached <= start;
            let words = line.trim_start_matches([' ', '>', '\t']).trim_end();
            let label_alone = words.starts_with("[^") && words.ends_with("]:");
            if untouched && !label_alone && words.contains(char::is_alphanumeric) {
                let from = start + line.find(words).unwrap_or(0);
                let mut rich = Rich::default();
                rich.push(words, from);
                let whole = from..from + words.len();
                self.lines.push(Line { block: block(self.file, BlockKind::Paragraph, rich, whole), name: None });
                kept = true;
            }
            start = end;
        }
        if kept {
            self.lines[first..].sort_by_key(|line| line.block.span.start);
        }
    }
}

fn block(file: &SourceFile, kind: BlockKind, rich: Rich, at: Range<usize>) -> Block {
    Block {
        kind,
        path: Vec::new(),
        mark: None,
        text: rich.text,
        map: rich.map,
        styles: rich.styles,
        span: Span::new(file.id, at.start, at.end),
        quoted: false,
    }
}
