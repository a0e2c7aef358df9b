//! One document as its author wrote it: units in reading order, their text untouched.
//!
//! Text stays whole. What is known about a stretch of it (emphasis, a citation, a
//! correction) stands beside it as a range, so that the words can always be compared
//! with the source and searched without undoing anything.

use std::ops::Range;
use std::sync::Arc;

use super::address::{DocId, Local};
use super::config::Level;
use super::source::{FileId, Span};

/// 种类. What a document is, for words (第16条, 第7问) and for grouping.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    #[default]
    Law,
    Policy,
    Qa,
    Speeches,
    Guide,
}

impl Kind {
    pub const NAMES: &'static [(&'static str, Kind)] = &[
        ("law", Kind::Law),
        ("policy", Kind::Policy),
        ("qa", Kind::Qa),
        ("speeches", Kind::Speeches),
        ("guide", Kind::Guide),
    ];

    pub fn name(self) -> &'static str {
        Kind::NAMES.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }
}

/// A calendar date. Months and days may be unknown (0) where only a year is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Where a text was taken from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceNote {
    pub file: String,
    /// SHA-256 of the source with white space and listed artifacts taken out, in hex: see `verify`.
    pub sha256: String,
    pub note: String,
    /// Stretches of the source that are its file format's, not its author's, in order.
    pub artifacts: Vec<String>,
}

/// What front matter, title, header lines and file name say of a document.
#[derive(Clone, Debug, Default)]
pub struct Meta {
    /// As written in front matter; the final id is [`Document::id`].
    pub id: Option<DocId>,
    pub kind: Kind,
    pub title: String,
    /// 简称, with its 《》: `《方案》`.
    pub short: Option<String>,
    pub issuers: Vec<String>,
    /// 文号: 中发〔2017〕14号.
    pub number: Option<String>,
    /// The date of this text: of issue, or of the last amendment it contains.
    pub date: Option<Date>,
    /// First adopted, where the text says so and it differs.
    pub enacted: Option<Date>,
    /// 自…起施行.
    pub in_force: Option<Date>,
    /// None: inferred. `Some(None)`: said to be none.
    pub continuous: Option<Option<Level>>,
    /// Names that mean this document anywhere in the corpus, with or without 《》.
    pub aliases: Vec<String>,
    pub source: Option<SourceNote>,
    /// What is said where this document has no counterpart to a provision: a text that has
    /// lost a part must not seem silent (“现存文本中未见对应”).
    pub gap: Option<String>,
    /// Rules silenced for this file.
    pub allow: Vec<String>,
    /// Where the front matter stands, for messages.
    pub span: Option<Span>,
}

/// A number: 120 and, for 第一百二十条之一, inserted 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    pub main: u32,
    /// 之一; 0 for none.
    pub inserted: u32,
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        if self.inserted == 0 { write!(f, "{}", self.main) } else { write!(f, "{}-{}", self.main, self.inserted) }
    }
}

/// A number as printed at the start of a line: `第十二条`, `（一）`, `1.`, `一是`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub level: Level,
    pub number: Number,
    /// Bytes of the block's text that the mark takes, with the blank after it.
    pub len: usize,
}

/// Emphasis and the like: what Markdown says of a stretch of text.
#[derive(Clone, Debug, PartialEq)]
pub enum StyleKind {
    Emphasis,
    Strong,
    Code,
    /// A link its author wrote; `cite:` and `nolink:` are read by `resolve`.
    Link {
        href: String,
    },
    /// The text is the alternative text.
    Image {
        src: String,
    },
    /// The text is the footnote's label.
    FootnoteRef,
    /// A line break that the author asked for; the range is empty.
    Break,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Style {
    pub range: Range<usize>,
    pub kind: StyleKind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum BlockKind {
    /// A heading on a line of its own; depth from 1 as Markdown counts.
    Heading(u8),
    /// 款. Its number is the first step of its path.
    Paragraph,
    /// 项 or 目. Depth is the length of its path less one.
    Item,
    /// A bullet of a Markdown list; depth from 0. Shares the number of its paragraph.
    Bullet(u8),
    Quote,
    /// Language as written; the text is the code.
    Code(String),
    /// The text is all cells, in order, with `\t` and `\n` between.
    Table(Table),
    /// Label; the text is the note.
    Footnote(String),
    Rule,
}

/// Rows of byte ranges into the block's text. The first row is the head.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub rows: Vec<Vec<Range<usize>>>,
}

/// One stretch of text with one address.
#[derive(Clone, Debug)]
pub struct Block {
    pub kind: BlockKind,
    /// Paragraph, item, item within the item; from 1. Empty for headings and rules.
    pub path: Vec<u16>,
    pub mark: Option<Mark>,
    /// What is printed, mark included, markup taken out; lines of one paragraph joined.
    pub text: String,
    /// `(offset in text, offset in file)`, rising in both: from each entry to the next the
    /// text equals the file byte for byte, a blank standing for the end of a line.
    pub map: Vec<(u32, u32)>,
    /// In order of start, outer before inner.
    pub styles: Vec<Style>,
    /// The block in its file, markup included.
    pub span: Span,
    /// Inside a quotation that amends another text: its numbers are not this document's.
    pub quoted: bool,
}

impl Block {
    /// The text without its mark.
    pub fn words(&self) -> &str {
        &self.text[self.mark.map_or(0, |mark| mark.len)..]
    }

    /// Where a range of the text stands in the file. Exact where the range crosses no markup.
    pub fn span_of(&self, range: Range<usize>) -> Span {
        let end = if range.end > range.start {
            self.offset_in_file(range.end - 1) + 1
        } else {
            self.offset_in_file(range.start)
        };
        Span::new(self.span.file, self.offset_in_file(range.start), end)
    }

    fn offset_in_file(&self, offset: usize) -> usize {
        let index = self.map.partition_point(|(text, _)| *text as usize <= offset);
        match index.checked_sub(1).map(|before| self.map[before]) {
            Some((text, file)) => file as usize + offset - text as usize,
            None => self.span.start as usize,
        }
    }

    pub fn is_heading(&self) -> bool {
        matches!(self.kind, BlockKind::Heading(_))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// What stands before the title, or between a law's title and its text: history lines.
    Cover,
    /// 序言. What stands before the first number.
    Preamble,
    /// 编, 章, 节, 一、, （一）: titled, cited alone, contains others.
    Division,
    /// 条, measure, question: the unit cited by its number.
    Provision,
}

/// One block of a file with what numbering needs to know of it.
#[derive(Clone, Debug)]
pub struct Line {
    pub block: Block,
    /// The name its author gave (`## 【江苏】 {#jiangsu}`).
    pub name: Option<Local>,
}

/// One file, read but not numbered.
#[derive(Clone, Debug)]
pub struct Draft {
    pub file: FileId,
    pub meta: Meta,
    /// The `#` title as printed, as an index into `lines`.
    pub title_line: Option<usize>,
    /// In file order; the title is among them.
    pub lines: Vec<Line>,
    /// How many lines, title included, stand before `<!-- INFO END -->`: a law's history.
    pub header: usize,
}

/// A division or a provision, with its own text only; what it contains are other units.
#[derive(Clone, Debug)]
pub struct Unit {
    pub kind: UnitKind,
    pub level: Level,
    /// None for what has no number.
    pub number: Option<Number>,
    pub local: Local,
    /// Index of the unit that contains this one.
    pub parent: Option<usize>,
    /// 0 for the outermost.
    pub depth: u8,
    /// Its heading, or the run-in label it opens with, without the number; may be empty.
    pub title: String,
    /// Bytes of the first block's text, after the mark, that are the run-in title with its stop; 0 for none.
    pub run_in: usize,
    /// A heading first, where it stands on a line of its own; then the text.
    pub blocks: Vec<Block>,
    pub span: Span,
}

impl Unit {
    /// The number as printed with its mark (`第十六条`, `16.`, `（四）`), without blanks around.
    pub fn printed(&self) -> &str {
        self.blocks.first().and_then(|block| block.mark.map(|mark| block.text[..mark.len].trim())).unwrap_or("")
    }

    pub fn heading(&self) -> Option<&Block> {
        self.blocks.first().filter(|block| block.is_heading())
    }

    pub fn block_at(&self, path: &[u16]) -> Option<usize> {
        self.blocks.iter().position(|block| !block.path.is_empty() && block.path == path)
    }
}

/// 文本. One text at one date: a whole document, or one version of a law.
#[derive(Clone, Debug)]
pub struct Document {
    pub id: DocId,
    pub meta: Meta,
    pub files: Vec<FileId>,
    /// Shared, so that a text that did not change is not copied for the next corpus.
    pub units: Arc<Vec<Unit>>,
    /// The level whose units are the provisions.
    pub continuous: Option<Level>,
}

impl Document {
    pub fn unit(&self, local: &str) -> Option<usize> {
        self.units.iter().position(|unit| unit.local.as_str() == local)
    }

    /// Indices of all units inside one, itself first. Units stand in reading order.
    pub fn inside(&self, unit: usize) -> Range<usize> {
        let depth = self.units[unit].depth;
        let after = self.units[unit + 1..].iter().position(|other| other.depth <= depth);
        unit..after.map_or(self.units.len(), |count| unit + 1 + count)
    }

    pub fn provisions(&self) -> impl Iterator<Item = (usize, &Unit)> {
        self.units.iter().enumerate().filter(|(_, unit)| unit.kind == UnitKind::Provision)
    }

    /// 《方案》, or the title in its marks.
    pub fn short(&self) -> String {
        self.meta.short.clone().unwrap_or_else(|| format!("《{}》", self.meta.title))
    }

    /// What people say for one of its provisions: 第16条, 第7问, （七）.
    pub fn label(&self, unit: usize) -> String {
        let unit = &self.units[unit];
        let Some(number) = unit.number else { return unit.title.clone() };
        match (unit.kind, self.meta.kind) {
            (UnitKind::Provision, Kind::Qa) => format!("第{number}问"),
            (UnitKind::Provision, _) if number.inserted > 0 => format!("第{}条之{}", number.main, number.inserted),
            (UnitKind::Provision, _) => format!("第{number}条"),
            _ => unit.printed().to_owned(),
        }
    }
}

/// Where a stretch of text stands: document, unit, block by index, and bytes of the block's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub doc: u32,
    pub unit: u32,
    pub block: u32,
    pub start: u32,
    pub end: u32,
}

impl Place {
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}
