//! Pieces to Markdown that says the same and nothing else.

use std::fmt::Write;

use super::facts::Facts;
use super::outline::{Form, Piece};
use super::{Imported, NOTE_CLOSE, NOTE_OPEN};

impl Imported {
    /// The whole file. `sha256` is the digest that `verify` compares with.
    pub fn markdown(&self, sha256: &str) -> String {
        format!("{}\n{}", front_matter(&self.facts, &self.artifacts, sha256), body(&self.pieces))
    }
}

fn front_matter(facts: &Facts, artifacts: &[String], sha256: &str) -> String {
    let mut out = String::from("+++\n");
    let mut key = |name: &str, value: String| {
        writeln!(out, "{name} = {value}").expect("a string takes every line");
    };
    if let Some(id) = &facts.id {
        key("id", quoted(id));
    }
    key("kind", quoted(facts.kind.name()));
    if let Some(title) = &facts.title {
        key("title", quoted(title));
    }
    if !facts.issuers.is_empty() {
        let issuers: Vec<String> = facts.issuers.iter().map(|issuer| quoted(issuer)).collect();
        key("issuers", format!("[{}]", issuers.join(", ")));
    }
    if let Some(number) = &facts.number {
        key("number", quoted(number));
    }
    if let Some(date) = facts.date {
        key("date", date.to_string());
    }
    if let Some(continuous) = facts.continuous {
        key("continuous", quoted(continuous));
    }
    out.push_str("\n[source]\n");
    let mut key = |name: &str, value: String| {
        writeln!(out, "{name} = {value}").expect("a string takes every line");
    };
    key("file", quoted(&facts.file));
    key("sha256", quoted(sha256));
    key("note", quoted(&facts.note));
    if !artifacts.is_empty() {
        let lines: String = artifacts.iter().map(|artifact| format!("  {},\n", quoted(artifact))).collect();
        key("artifacts", format!("[\n{lines}]"));
    }
    out.push_str("+++\n");
    out
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => write!(out, "\\u{:04X}", c as u32).expect("a string takes every character"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn body(pieces: &[Piece]) -> String {
    let blocks: Vec<String> = pieces.iter().map(block).collect();
    blocks.join("\n\n") + "\n"
}

fn block(piece: &Piece) -> String {
    match &piece.form {
        Form::Title => format!("# {}", escape_heading(&piece.text)),
        Form::Heading(depth) => {
            let text = escape_heading(&piece.text);
            let name = piece.name.map(|name| format!("{{#{name}}}"));
            let words: Vec<String> =
                [Some("#".repeat(usize::from(*depth))), Some(text), name].into_iter().flatten().collect();
            words.iter().filter(|word| !word.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
        }
        Form::Paragraph => escape_paragraph(&piece.text),
        Form::Table(rows) => table(rows),
        Form::Note(label) => format!("[^{label}]: {}", escape_inline(&piece.text)),
    }
}

fn escape_heading(text: &str) -> String {
    let text = escape_inline(text);
    // A trailing `#` closes a heading, and `{#…}` names one.
    let text = if text.ends_with('#') { format!("{}\\#", &text[..text.len() - 1]) } else { text };
    if text.ends_with('}') { text.replace("{#", "{\\#") } else { text }
}

/// What means something to Markdown at the start of a line, besides what it means inside.
/// Numbers stay bare: marks are read from source lines, before Markdown sees them.
fn escape_paragraph(text: &str) -> String {
    let escaped = escape_inline(text);
    let opens = text.starts_with(['#', '>', '+', '|', '~', '='])
        || text.starts_with("- ")
        || text.starts_with(":::")
        || text.len() > 2 && text.chars().all(|c| c == '-' || c.is_whitespace());
    if opens && !escaped.starts_with('\\') { format!("\\{escaped}") } else { escaped }
}

/// Only what Markdown would take for markup; official text has little of it, and a
/// backslash more than needed is one more thing to read around.
fn escape_inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        if c == NOTE_OPEN || c == NOTE_CLOSE {
            out.push_str(if c == NOTE_OPEN { "[^" } else { "]" });
            continue;
        }
        let rest = &text[at + c.len_utf8()..];
        let needed = match c {
            '\\' => rest.starts_with(|c: char| c.is_ascii_punctuation()) || rest.is_empty(),
            '*' | '_' | '`' => true,
            '<' => rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')),
            '&' => rest
                .find(';')
                .is_some_and(|end| end < 32 && rest[..end].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')),
            '[' => rest.starts_with(['[', '^']) || rest.contains("](") || rest.contains("]:"),
            '!' => rest.starts_with('['),
            _ => false,
        };
        if needed {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let line = |cells: &[String]| {
        let cells = (0..columns).map(|column| cells.get(column).map_or(String::new(), |cell| escape_cell(cell)));
        format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
    };
    let mut lines: Vec<String> = rows.iter().map(|row| line(row)).collect();
    lines.insert(1.min(lines.len()), format!("|{}", " --- |".repeat(columns)));
    lines.join("\n")
}

fn escape_cell(cell: &str) -> String {
    escape_inline(&cell.split_whitespace().collect::<Vec<_>>().join(" ")).replace('|', "\\|")
}
