//! The inside of a paragraph: plain text, with emphasis, links and code beside it as ranges.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::model::document::{Style, StyleKind};

/// Text with where it came from.
#[derive(Debug, Default)]
pub struct Rich {
    pub text: String,
    /// See `Block::map`.
    pub map: Vec<(u32, u32)>,
    pub styles: Vec<Style>,
    /// Raw HTML that was shown as text: where it stands in the file.
    pub html: Vec<Range<usize>>,
}

impl Rich {
    /// Adds text that stands at `at` in the file.
    pub fn push(&mut self, text: &str, at: usize) {
        if text.is_empty() {
            return;
        }
        let here = self.text.len();
        let continues = self.map.last().is_some_and(|(t, f)| here - *t as usize == at.wrapping_sub(*f as usize));
        if !continues {
            self.map.push((here as u32, at as u32));
        }
        self.text.push_str(text);
    }

    /// Joins two lines of one paragraph: no blank between Chinese characters.
    pub fn join(&mut self, next: Option<char>, at: usize) {
        let glued = self.text.chars().next_back().is_none_or(is_wide) || next.is_none_or(is_wide);
        if !glued {
            self.push(" ", at);
        }
    }
}

/// Characters between which a line break is no blank.
pub fn is_wide(c: char) -> bool {
    matches!(c as u32, 0x2e80..=0x9fff | 0xf900..=0xfaff | 0xfe30..=0xfe4f | 0xff00..=0xffef | 0x20000..=0x3ffff)
        || "“”‘’…—―".contains(c)
}

pub fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES
}

/// Reads the lines of one paragraph. `source` is the file, `range` the paragraph in it,
/// its mark left out; `notes` the footnotes that the file defines. Published text is never
/// improved: no smart marks, no strikethrough.
pub fn collect(source: &str, range: Range<usize>, notes: &BTreeSet<String>, out: &mut Rich) {
    if source[range.clone()].contains(['\\', '*', '_', '`', '[', '<', '&', '!']) {
        marked(source, range, notes, out);
    } else {
        plain(source, range, out);
    }
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
                out.join(words.chars().next(), start.saturating_sub(1));
            }
            out.push(words, start);
            first = false;
        }
        at += line.len() + 1;
    }
}

fn marked(source: &str, range: Range<usize>, notes: &BTreeSet<String>, out: &mut Rich) {
    // A stop before the text keeps its first characters from opening a list or a heading.
    let mut text = String::with_capacity(range.len() + 1);
    text.push('.');
    let mut first = true;
    for line in source[range.clone()].split_inclusive('\n') {
        // Blanks before a line would make it code; they are layout, not words.
        let words = line.trim_start_matches([' ', '\t', '\u{3000}']);
        if !first {
            text.extend(std::iter::repeat_n(' ', (line.len() - words.len()).min(3)));
        }
        first = false;
        text.push_str(words);
    }
    let offsets = line_offsets(source, &range, &text);
    // A reference counts only beside its definition, which stands elsewhere in the file.
    for label in notes.iter().filter(|label| text.contains(&format!("[^{label}]"))).cloned().collect::<Vec<_>>() {
        text.push_str(&format!("\n\n[^{label}]: x"));
    }
    let to_file = |at: usize| {
        let index = offsets.partition_point(|(t, _)| *t <= at).saturating_sub(1);
        let (t, f) = offsets[index];
        f + at.saturating_sub(t)
    };
    let mut open: Vec<(usize, StyleKind)> = Vec::new();
    let mut pending_break = None;
    for (event, at) in Parser::new_ext(&text, options()).into_offset_iter() {
        match event {
            Event::Text(words) => {
                let (words, from) = if at.start == 0 { (words[1..].to_owned(), 1) } else { (words.into_string(), at.start) };
                if let Some(place) = pending_break.take() {
                    out.join(words.chars().next(), place);
                }
                let literal = text.get(from..from + words.len()) == Some(words.as_str());
                out.push(&words, to_file(if literal { from } else { at.start.max(1) }));
            }
            Event::Code(words) => {
                let start = out.text.len();
                let inner = at.start + text[at.clone()].find(&*words).unwrap_or(0);
                out.push(&words, to_file(inner));
                out.styles.push(Style { range: start..out.text.len(), kind: StyleKind::Code });
            }
            Event::InlineHtml(words) | Event::Html(words) => {
                if !words.starts_with("<!--") {
                    out.html.push(to_file(at.start)..to_file(at.end));
                    out.push(&words, to_file(at.start));
                }
            }
            Event::FootnoteReference(label) => {
                let start = out.text.len();
                out.push(&label, to_file(at.start + 2));
                out.styles.push(Style { range: start..out.text.len(), kind: StyleKind::FootnoteRef });
            }
            Event::SoftBreak => pending_break = Some(to_file(at.start)),
            Event::HardBreak => {
                let here = out.text.len();
                out.styles.push(Style { range: here..here, kind: StyleKind::Break });
            }
            Event::Start(tag) => {
                if let Some(place) = pending_break.take() {
                    out.join(None, place);
                }
                if let Some(kind) = style_of(&tag) {
                    open.push((out.text.len(), kind));
                }
            }
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image) => {
                if let Some((start, kind)) = open.pop() {
                    out.styles.push(Style { range: start..out.text.len(), kind });
                }
            }
            Event::End(TagEnd::Paragraph) => break,
            _ => {}
        }
    }
    out.styles.sort_by_key(|style| (style.range.start, std::cmp::Reverse(style.range.end)));
}

/// `(offset in text, offset in file)` for the start of each line.
fn line_offsets(source: &str, range: &Range<usize>, text: &str) -> Vec<(usize, usize)> {
    let mut offsets = Vec::new();
    let mut at_text = 0;
    let mut at_file = range.start;
    for (index, (line, made)) in source[range.clone()].split_inclusive('\n').zip(text.split_inclusive('\n')).enumerate() {
        let words = line.trim_start_matches([' ', '\t', '\u{3000}']);
        let lead = if index == 0 { 1 } else { (line.len() - words.len()).min(3) };
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
