//! What is Markdown's own: tables, code, quotes, bullets, footnotes.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::model::document::{Block, BlockKind, Line, Table};
use crate::model::source::{SourceFile, Span};

use super::inlines::{self, Rich};

/// Reads one stretch of the file with pulldown-cmark and adds its blocks.
pub fn read(file: &SourceFile, range: Range<usize>, notes: &BTreeSet<String>, lines: &mut Vec<Line>) {
    let mut state = State {
        file,
        base: range.start,
        notes,
        lines,
        context: Vec::new(),
        table: Table::default(),
        row: Vec::new(),
        rich: Rich::default(),
    };
    for (event, at) in Parser::new_ext(&file.text[range], inlines::options()).into_offset_iter() {
        state.event(event, at);
    }
}

struct State<'a> {
    file: &'a SourceFile,
    base: usize,
    notes: &'a BTreeSet<String>,
    lines: &'a mut Vec<Line>,
    /// What the text being read stands in, outermost first.
    context: Vec<BlockKind>,
    table: Table,
    row: Vec<Range<usize>>,
    rich: Rich,
}

impl State<'_> {
    fn event(&mut self, event: Event, at: Range<usize>) {
        let at = self.base + at.start..self.base + at.end;
        match event {
            Event::Start(Tag::BlockQuote(_)) => self.context.push(BlockKind::Quote),
            Event::Start(Tag::Item) => {
                let depth = self.context.iter().filter(|kind| matches!(kind, BlockKind::Bullet(_))).count();
                self.context.push(BlockKind::Bullet(depth as u8));
                self.tight_item(at);
            }
            Event::Start(Tag::FootnoteDefinition(label)) => self.context.push(BlockKind::Footnote(label.to_string())),
            Event::End(TagEnd::BlockQuote(_) | TagEnd::Item | TagEnd::FootnoteDefinition) => {
                self.context.pop();
            }
            Event::Start(Tag::Paragraph) => {
                let kind = self.context.last().cloned().unwrap_or(BlockKind::Paragraph);
                self.paragraph(kind, at);
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.context.push(BlockKind::Code(language));
                self.rich = Rich::default();
            }
            Event::Text(words) if matches!(self.context.last(), Some(BlockKind::Code(_))) => {
                self.rich.push(&words, at.start)
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some(kind) = self.context.pop() {
                    let rich = std::mem::take(&mut self.rich);
                    self.push(kind, rich, at);
                }
            }
            Event::Start(Tag::Table(_)) => {
                self.table = Table::default();
                self.rich = Rich::default();
            }
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => {
                let row = std::mem::take(&mut self.row);
                self.table.rows.push(row);
            }
            Event::Start(Tag::TableCell) => self.cell(at),
            Event::End(TagEnd::Table) => {
                let (table, rich) = (std::mem::take(&mut self.table), std::mem::take(&mut self.rich));
                self.push(BlockKind::Table(table), rich, at);
            }
            _ => {}
        }
    }

    /// A list without blank lines has no paragraph in its items: its words run from the
    /// bullet to the first inner list.
    fn tight_item(&mut self, at: Range<usize>) {
        let text = &self.file.text[at.clone()];
        let marker = text
            .find(['-', '*', '+'])
            .map_or_else(|| text.find(['.', ')']).map_or(0, |found| found + 1), |found| found + 1);
        let end = text
            .match_indices('\n')
            .map(|(found, _)| found)
            .find(|found| {
                let rest = text[found + 1..].trim_start_matches(' ');
                rest.is_empty()
                    || rest.starts_with('\n')
                    || rest.starts_with("- ")
                    || rest.starts_with("* ")
                    || rest.starts_with("+ ")
            })
            .unwrap_or(text.len());
        let depth = self.context.iter().filter(|kind| matches!(kind, BlockKind::Bullet(_))).count() as u8 - 1;
        self.paragraph(BlockKind::Bullet(depth), at.start + marker..at.start + end.max(marker));
    }

    fn paragraph(&mut self, kind: BlockKind, at: Range<usize>) {
        // The words of a tight item were read with the item; a loose one repeats them.
        if self.lines.last().is_some_and(|line| {
            line.block.kind == kind
                && line.block.span.end as usize >= at.end
                && (line.block.span.start as usize) <= at.start
        }) {
            return;
        }
        let mut rich = Rich::default();
        let mut start = at.start;
        for (index, line) in self.file.text[at.clone()].split_inclusive('\n').enumerate() {
            // The `>` before each line of a quotation is markup.
            let words = line.trim_start_matches([' ', '>', '\t']);
            let from = start + line.len() - words.len();
            let range = from..from + words.trim_end().len();
            if index > 0 && !range.is_empty() {
                rich.join(self.file.text[range.clone()].chars().next(), from - 1);
            }
            inlines::collect(&self.file.text, range, self.notes, &mut rich);
            start += line.len();
        }
        self.push(kind, rich, at);
    }

    fn cell(&mut self, at: Range<usize>) {
        let text = &self.file.text[at.clone()];
        let inner = text.trim_matches(['|', ' ', '\t']);
        let start = at.start + text.find(inner).unwrap_or(0);
        if !self.rich.text.is_empty() || !self.row.is_empty() {
            let separator = if self.row.is_empty() { "\n" } else { "\t" };
            self.rich.push(separator, start.saturating_sub(1));
        }
        let from = self.rich.text.len();
        inlines::collect(&self.file.text, start..start + inner.len(), self.notes, &mut self.rich);
        self.row.push(from..self.rich.text.len());
    }

    fn push(&mut self, kind: BlockKind, rich: Rich, at: Range<usize>) {
        let span = Span::new(self.file.id, at.start, at.end);
        let block = Block {
            kind,
            path: Vec::new(),
            mark: None,
            text: rich.text,
            map: rich.map,
            styles: rich.styles,
            span,
            quoted: false,
        };
        self.lines.push(Line { block, name: None });
    }
}
