//! The inside of a paragraph: plain text, with emphasis, links and code beside it as ranges.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::model::diag::{Code, Diagnostic};
use crate::model::document::{Style, StyleKind};
use crate::model::source::{SourceFile, Span};

/// Text with where it came from.
#[derive(Debug, Default)]
pub struct Rich {
    pub text: String,
    /// See `Block::map`.
    pub map: Vec<(u32, u32)>,
    pub styles: Vec<Style>,
    /// Raw HTML that was shown as text: where it stands in the file.
    pub html: Vec<Range<usize>>,
    /// What comes next begins an entry of the map, whatever its place.
    apart: bool,
}

impl Rich {
    /// Adds text that stands at `at` in the file.
    pub fn push(&mut self, text: &str, at: usize) {
        if text.is_empty() {
            return;
        }
        let here = self.text.len();
        let continues = !std::mem::take(&mut self.apart)
            && self.map.last().is_some_and(|(t, f)| here - *t as usize == at.wrapping_sub(*f as usize));
        if !continues {
            self.map.push((here as u32, at as u32));
        }
        self.text.push_str(text);
    }

    /// Adds what the file does not hold byte for byte: an entity's character, or what is
    /// put between two cells, at the place of what follows it.
    pub fn separate(&mut self, text: &str, at: usize) {
        self.map.push((self.text.len() as u32, at as u32));
        self.text.push_str(text);
        self.apart = true;
    }

    /// Joins two lines of one paragraph: no blank between Chinese characters.
    pub fn join(&mut self, next: Option<char>, at: usize) {
        let glued = self.text.chars().next_back().is_none_or(is_wide) || next.is_none_or(is_wide);
        if !glued {
            self.separate(" ", at);
        }
    }
}

/// Characters between which a line break is no blank.
pub fn is_wide(c: char) -> bool {
    matches!(c as u32, 0x2e80..=0x9fff | 0xf900..=0xfaff | 0xfe30..=0xfe4f | 0xff00..=0xffef | 0x20000..=0x3ffff)
        || "“”‘’…—―".contains(c)
}

/// Longest label of a footnote, in bytes.
const LABEL: usize = 200;

/// Says of each raw tag that it is shown as text.
pub fn report(rich: &Rich, file: &SourceFile, diagnostics: &mut Vec<Diagnostic>) {
    for html in &rich.html {
        diagnostics.push(
            Diagnostic::new(
                Code::RawHtml,
                Span::new(file.id, html.start, html.end),
                format!("{} is shown as text", &file.text[html.clone()]),
            )
            .help("raw HTML is never passed on; write Markdown, or put the page into static/"),
        );
    }
}

/// Reads the lines of one paragraph. `source` is the file, `range` the paragraph in it,
/// its mark left out; `notes` the footnotes that the file defines. Published text is never
/// improved: no smart marks, no strikethrough.
pub fn collect(source: &str, range: Range<usize>, notes: &BTreeSet<String>, out: &mut Rich) {
    let mut start = range.start;
    let mut at = range.start;
    for line in source[range.clone()].split_inclusive('\n') {
        // To Markdown such a line ends the paragraph, and its rest would be lost.
        if at > range.start && interrupts(line) {
            stretch(source, start..at, notes, out);
            out.join(line.trim_start().chars().next(), at - 1);
            start = at;
        }
        at += line.len();
    }
    stretch(source, start..range.end, notes, out);
}

/// Opens a list, a quotation, HTML, a heading or code in the middle of a paragraph.
fn interrupts(line: &str) -> bool {
    let line = line.trim_start();
    let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let mut rest = line.chars();
    match rest.next() {
        Some('>' | '#') => true,
        Some('-' | '+' | '*') => rest.next().is_none_or(char::is_whitespace),
        Some('<') => rest.next().is_some_and(|c| c.is_ascii_alphabetic() || "/!?".contains(c)),
        Some('0'..='9') => numbered.starts_with(['.', ')']),
        _ => line.starts_with("```") || line.starts_with("~~~"),
    }
}

fn stretch(source: &str, range: Range<usize>, notes: &BTreeSet<String>, out: &mut Rich) {
    let words = &source[range.clone()];
    if words.contains(['\\', '*', '_', '`', '[', '<', '&', '!']) && !words.lines().any(underlines) {
        marked(source, range, notes, out);
    } else {
        plain(source, range, out);
    }
}

/// To Markdown a line of dashes makes a heading of the line before; here it is text.
fn underlines(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && (line.chars().all(|c| c == '-') || line.chars().all(|c| c == '='))
}

/// The quick way for what holds no Markdown: nearly every line of a law.
fn plain(source: &str, range: Range<usize>, out: &mut Rich) {
    let mut at = range.start;
    let mut first = true;
    for line in source[range].split('\n') {
        let words = line.trim();
        let start = at + (line.len() - line.trim_start().len());
        if !words.is_empty() {
            if !first {
                out.join(words.chars().next(), at.saturating_sub(1));
            }
            out.push(words, start);
            first = false;
        }
        at += line.len() + 1;
    }
}

fn marked(source: &str, range: Range<usize>, notes: &BTreeSet<String>, out: &mut Rich) {
    let mut text = guarded(&source[range.clone()]);
    let offsets = line_offsets(source, &range, &text);
    let own = text.len();
    // A reference counts only beside its definition, which stands elsewhere in the file.
    let definitions: String =
        labels(&text).filter(|label| notes.contains(*label)).map(|label| format!("\n\n[^{label}]: x")).collect();
    text.push_str(&definitions);
    let mut reader = Reader { text: &text, offsets, open: Vec::new(), pending_break: None, out };
    let mut read = own;
    for (event, at) in Parser::new_ext(&text, Options::ENABLE_FOOTNOTES).into_offset_iter() {
        if matches!(event, Event::End(TagEnd::Paragraph)) {
            read = at.end.min(own);
            break;
        }
        reader.event(event, at);
    }
    let rest = reader.to_file(read).min(range.end);
    out.styles.sort_by_key(|style| (style.range.start, std::cmp::Reverse(style.range.end)));
    // Whatever else ends a paragraph for Markdown: no word is lost by it.
    if read < own && !source[rest..range.end].trim().is_empty() {
        out.join(source[rest..range.end].trim_start().chars().next(), rest.saturating_sub(1));
        plain(source, rest..range.end, out);
    }
}

/// What stands between `[^` and `]`, each once.
fn labels(text: &str) -> impl Iterator<Item = &str> {
    let found = text.match_indices("[^").filter_map(|(at, _)| {
        let rest = &text.as_bytes()[at + 2..];
        let end = rest[..rest.len().min(LABEL)].iter().position(|byte| matches!(byte, b']' | b'['))?;
        Some(&text[at + 2..at + 2 + end])
    });
    found.collect::<BTreeSet<&str>>().into_iter()
}

/// A stop before the text keeps its first characters from opening a list or a heading;
/// blanks before a line would make it code, and are layout, not words.
fn guarded(paragraph: &str) -> String {
    let mut text = String::with_capacity(paragraph.len() + 1);
    text.push('.');
    for line in paragraph.split_inclusive('\n') {
        text.push_str(line.trim_start_matches([' ', '\t', '\u{3000}']));
    }
    text
}

struct Reader<'a> {
    text: &'a str,
    offsets: Vec<(usize, usize)>,
    open: Vec<(usize, StyleKind)>,
    /// Where in the file a line ended whose next words have not come yet.
    pending_break: Option<usize>,
    out: &'a mut Rich,
}

impl Reader<'_> {
    fn to_file(&self, at: usize) -> usize {
        let index = self.offsets.partition_point(|(text, _)| *text <= at).saturating_sub(1);
        let (text, file) = self.offsets[index];
        file + at.saturating_sub(text)
    }

    fn event(&mut self, event: Event, at: Range<usize>) {
        match event {
            Event::Text(words) => self.words(&words, at),
            Event::Code(words) => {
                self.end_line(words.chars().next());
                let fence = self.text[at.clone()].bytes().take_while(|byte| *byte == b'`').count();
                let padded = self.text[at.start + fence..].starts_with([' ', '\n']) && !words.starts_with(' ');
                let inner = at.start + fence + usize::from(padded);
                self.styled(&words, inner, StyleKind::Code);
            }
            Event::FootnoteReference(label) => self.styled(&label, at.start + 2, StyleKind::FootnoteRef),
            Event::InlineHtml(words) | Event::Html(words) if !words.starts_with("<!--") => {
                let place = self.to_file(at.start)..self.to_file(at.end);
                self.out.push(&words, place.start);
                self.out.html.push(place);
            }
            Event::SoftBreak => self.pending_break = Some(self.to_file(at.start)),
            Event::HardBreak => {
                let here = self.out.text.len();
                self.out.styles.push(Style { range: here..here, kind: StyleKind::Break });
            }
            Event::Start(tag) => {
                if let Some(kind) = style_of(&tag) {
                    self.end_line(None);
                    self.open.push((self.out.text.len(), kind));
                }
            }
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image) => {
                if let Some((start, kind)) = self.open.pop() {
                    self.out.styles.push(Style { range: start..self.out.text.len(), kind });
                }
            }
            _ => {}
        }
    }

    fn words(&mut self, words: &str, at: Range<usize>) {
        // The first character of all is the guard.
        let (words, from) = if at.start == 0 { (&words[1..], 1) } else { (words, at.start) };
        self.end_line(words.chars().next());
        if self.text.get(from..from + words.len()) == Some(words) {
            let place = self.to_file(from);
            self.out.push(words, place);
        } else if !words.is_empty() {
            let place = self.to_file(at.start.max(1));
            self.out.separate(words, place);
        }
    }

    fn styled(&mut self, words: &str, at: usize, kind: StyleKind) {
        let start = self.out.text.len();
        let mut from = at;
        let there =
            self.text.get(at..at + words.len()).filter(|there| there.replace('\n', " ") == words).unwrap_or(words);
        for (index, line) in there.split('\n').enumerate() {
            if index > 0 {
                // Code may go on over the end of a line, which stands for a blank.
                let place = self.to_file(from - 1);
                self.out.push(" ", place);
            }
            let place = self.to_file(from);
            self.out.push(line, place);
            from += line.len() + 1;
        }
        self.out.styles.push(Style { range: start..self.out.text.len(), kind });
    }

    fn end_line(&mut self, next: Option<char>) {
        if let Some(place) = self.pending_break.take() {
            self.out.join(next, place);
        }
    }
}

/// `(offset in text, offset in file)` for the start of each line.
fn line_offsets(source: &str, range: &Range<usize>, text: &str) -> Vec<(usize, usize)> {
    let mut offsets = Vec::new();
    let mut at_text = 0;
    let mut at_file = range.start;
    for (index, (line, made)) in source[range.clone()].split_inclusive('\n').zip(text.split_inclusive('\n')).enumerate()
    {
        let words = line.trim_start_matches([' ', '\t', '\u{3000}']);
        let lead = usize::from(index == 0);
        offsets.push((at_text + lead, at_file + line.len() - words.len()));
        at_text += made.len();
        at_file += line.len();
    }
    offsets
}

fn style_of(tag: &Tag) -> Option<StyleKind> {
    match tag {
        Tag::Emphasis => Some(StyleKind::Emphasis),
        Tag::Strong => Some(StyleKind::Strong),
        Tag::Link { dest_url, .. } => Some(StyleKind::Link { href: dest_url.to_string() }),
        Tag::Image { dest_url, .. } => Some(StyleKind::Image { src: dest_url.to_string() }),
        _ => None,
    }
}
