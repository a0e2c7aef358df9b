//! A foreign file to Gangmu Markdown: text in, text and a report out.
//!
//! Every format is first read into [`Line`]s, what is printed and what the format says of
//! it; from there on all formats go one way: join what was broken, find the outline, read
//! what the text says of itself, write. No character is left out without being listed.

pub mod contents;

pub mod docx;

pub mod facts;

mod furniture;

pub mod html;

pub mod join;

pub mod kinds;

pub mod markdown;

pub mod outline;

pub mod pdf;

pub mod report;

pub mod shape;

pub mod text;

use std::collections::BTreeSet;

use crate::import::facts::Facts;
use crate::import::outline::Piece;
use crate::import::report::Report;

/// Why a file cannot be imported. A doubt about its text is no error; see [`Report`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "{file} has no text in it; if it shows any where it comes from, have that saved as text or recognised by OCR"
    )]
    Empty { file: String },
    #[error("{file} is a picture; have its text recognised by OCR, and import that")]
    Picture { file: String },
    #[error("{file} is not text: it holds the byte 0; save it as .docx, .html, .pdf or .txt where it comes from")]
    Binary { file: String },
    #[error("{file} is encrypted; save it without a password and try again")]
    Encrypted { file: String },
    #[error(
        "{file} is a file of old Word or WPS (.doc, .wps), or one with a password; \
         open it there and save it as .docx without one"
    )]
    OldWord { file: String },
    #[error("{file} is RTF; open it in a word processor and save it as .docx")]
    Rtf { file: String },
    #[error("{file} holds no Word document; open it in the program that it comes from and save it as .docx")]
    NotWord { file: String },
    #[error(
        "{file}, page {page}: the font {font} does not say which characters its signs are; \
         ask for the text in another format, or have the page recognised by OCR"
    )]
    Font { file: String, page: u32, font: String },
    #[error("{file}, page {page}: its text runs from top to bottom, which cannot be read yet; ask for another format")]
    Vertical { file: String, page: u32 },
    #[error("{file} has no text layer: it is pictures of pages; have them recognised by OCR first")]
    NoText { file: String },
    #[error("{file} is damaged: {what}; fetch it again, or open it where it comes from and save it anew")]
    Broken { file: String, what: String },
    #[error("{file} is too large: {what}; cut it into parts and import them one by one")]
    TooLarge { file: String, what: String },
    #[error("{file}, line {line}: {} not {encoding}, the encoding it seems to have; mend it or save it as UTF-8", places(*.count))]
    Encoding { file: String, encoding: &'static str, count: usize, line: usize },
}

fn places(count: usize) -> String {
    if count == 1 { "one place is".to_owned() } else { format!("this and {} more places are", count - 1) }
}

/// What its format says of a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Hint {
    #[default]
    None,
    /// The document's title.
    Title,
    /// A heading, depth from 1.
    Heading(u8),
    /// Listed in a table of contents, so a heading of unknown depth.
    Outline,
    /// Cells by row; the text is all of them.
    Table(Vec<Vec<String>>),
    /// The text of the note with this label.
    Note(String),
}

/// One line of a text, one paragraph of a Word file, web page or PDF.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// From 1: the line of [`Scan::text`].
    pub number: usize,
    /// What is printed, artifacts taken out, blanks at both ends too. Never empty.
    pub text: String,
    pub hint: Hint,
}

/// What was taken out because it is the file format's, not the author's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// The line it stood on, from 1.
    pub line: usize,
    pub text: String,
}

/// A file, read and not yet understood.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// Its characters as they would be read aloud: what `verify` compares with.
    pub text: String,
    /// How it was read, for readers of the site: 纯文本（UTF-8）.
    pub format: String,
    pub lines: Vec<Line>,
    /// In order of the text.
    pub artifacts: Vec<Artifact>,
    /// What the format held and no text shows: headers, comments, deleted words.
    pub left_out: Vec<String>,
    /// What its reader could not be sure of, by line.
    pub doubts: Vec<(usize, String)>,
}

impl Scan {
    /// Characters printed, white space and artifacts aside.
    pub fn characters(&self) -> usize {
        self.lines
            .iter()
            .flat_map(|line| line.text.chars())
            .filter(|c| !c.is_whitespace() && ![NOTE_OPEN, NOTE_CLOSE].contains(c))
            .count()
    }
}

/// A document in our format, short of its digest.
#[derive(Clone, Debug)]
pub struct Imported {
    pub facts: Facts,
    pub pieces: Vec<Piece>,
    /// What `verify` compares with.
    pub text: String,
    pub artifacts: Vec<String>,
    pub report: Report,
}

/// Reads a file of any format that is known. `file` is its name, the folder left out.
pub fn import_bytes(file: &str, bytes: &[u8]) -> Result<Imported, Error> {
    Ok(understand(file, scan(file, bytes)?))
}

/// What `verify` compares a document with.
pub fn source_text(file: &str, bytes: &[u8]) -> Result<String, Error> {
    Ok(scan(file, bytes)?.text)
}

/// By what the file is, not by what it is called.
fn scan(file: &str, bytes: &[u8]) -> Result<Scan, Error> {
    let name = || file.to_owned();
    let extension = file.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_lowercase());
    let mut scan = match bytes {
        [b'P', b'K', 3 | 5, 4 | 6, ..] => docx::scan(file, bytes)?,
        [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(Error::OldWord { file: name() }),
        [0x89, b'P', b'N', b'G', ..]
        | [0xff, 0xd8, 0xff, ..]
        | [b'G', b'I', b'F', b'8', ..]
        | [b'I', b'I', 42, 0, ..]
        | [b'M', b'M', 0, 42, ..] => return Err(Error::Picture { file: name() }),
        [b'{', b'\\', b'r', b't', b'f', ..] => return Err(Error::Rtf { file: name() }),
        _ if bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-") => pdf::scan(file, bytes)?,
        _ if matches!(extension.as_str(), "docx" | "docm") && !bytes.is_empty() => {
            return Err(Error::NotWord { file: name() });
        }
        _ if html::is_html(&extension, bytes) => html::scan(file, bytes)?,
        _ => text::scan(file, bytes)?,
    };
    if scan.format == "Word" && !matches!(extension.as_str(), "docx" | "docm" | "dotx") {
        scan.doubts.push((0, format!("it is named .{extension} and is a Word file")));
    }
    Ok(scan)
}

/// Around the label of a note in a line's text. Not characters: no text holds them.
pub const NOTE_OPEN: char = '\u{fdd0}';
pub const NOTE_CLOSE: char = '\u{fdd1}';

/// A line as it is read: the bounds of notes' labels taken out, the labels kept.
pub fn without_note_marks(text: &str) -> String {
    text.replace([NOTE_OPEN, NOTE_CLOSE], "")
}

/// From lines to a document; the same for every format.
pub fn understand(file: &str, mut scan: Scan) -> Imported {
    let mut report = Report::new(&scan);
    contents::take_out(&mut scan, &mut report);
    report.artifacts.clone_from(&scan.artifacts);
    let joined = join::join_lines(scan.lines.clone(), &mut report);
    let facts = facts::read_facts(file, &scan, &joined);
    let pieces = outline::build(joined, &facts, &mut report);
    report.doubts.sort();
    assert_nothing_lost(&scan, &pieces);
    let artifacts = told_apart(&scan);
    Imported { facts, pieces, text: scan.text, artifacts, report }
}

/// Artifacts as front matter lists them. A running head that is also the title's line is
/// told from it by its own line, `line 57: …`; everything else by its words alone.
fn told_apart(scan: &Scan) -> Vec<String> {
    let kept: BTreeSet<&str> = scan.lines.iter().map(|line| line.text.as_str()).collect();
    let tell =
        |artifact: &Artifact| match kept.contains(artifact.text.as_str()) && !artifact.text.starts_with(['#', '[']) {
            true => format!("line {}: {}", artifact.line, artifact.text),
            false => artifact.text.clone(),
        };
    scan.artifacts.iter().map(tell).collect()
}

/// The promise of this room, held by the program itself: the pieces are the lines.
fn assert_nothing_lost(scan: &Scan, pieces: &[Piece]) {
    let squeeze = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let before: String = scan.lines.iter().map(|line| squeeze(&line.text)).collect();
    let after: String = pieces.iter().map(|piece| squeeze(&piece.text)).collect();
    assert!(before == after, "an import keeps every character and their order");
}
