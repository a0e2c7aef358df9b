//! PDF with a text layer. A font that does not say what its signs mean stops the import:
//! a garbled official text is worse than none.

mod cmap;
mod font;
mod layout;
mod page;
mod radicals;

use std::collections::BTreeMap;

use lopdf::{Document, LoadOptions};

use super::text::is_page_mark;
use super::{Artifact, Error, Hint, Line, NOTE_CLOSE, NOTE_OPEN, Scan};
use layout::{Frame, Row, right_edge};
use radicals::{Replaced, without_radicals};

const MAX_STREAM: usize = 64 << 20;
const MAX_PAGES: usize = 5_000;
/// Head and foot: this part of a page's height from its top and bottom line.
const MARGIN: f32 = 0.12;

pub fn scan(file: &str, bytes: &[u8]) -> Result<Scan, Error> {
    let document = load(file, bytes)?;
    let pages = document.get_pages();
    if pages.is_empty() {
        return Err(Error::Broken { file: file.to_owned(), what: "it has no pages".to_owned() });
    }
    if pages.len() > MAX_PAGES {
        return Err(Error::TooLarge { file: file.to_owned(), what: format!("it has {} pages", pages.len()) });
    }
    let mut reader =
        Reader { scan: Scan { format: format!("PDF，{}页", pages.len()), ..Scan::default() }, number: 0 };
    if document.xref_recovery.is_some() {
        let what = "its table of contents was damaged and is made anew; compare the text with the pages".to_owned();
        reader.scan.doubts.push((0, what));
    }
    let mut rows = Vec::new();
    let mut replaced = Replaced::new();
    for (number, id) in &pages {
        let page = page::read(&document, *id);
        if let Some(font) = page.unknown {
            return Err(Error::Font { file: file.to_owned(), page: *number, font });
        }
        if page.vertical {
            return Err(Error::Vertical { file: file.to_owned(), page: *number });
        }
        if page.damaged {
            reader.doubt(*number, "part of it cannot be read; compare it with the page");
        }
        if page.signs.is_empty() && page.images > 0 {
            reader.doubt(*number, "it is a picture without a text layer");
        }
        let turned = page.turned.split_whitespace().collect::<String>();
        if !turned.is_empty() {
            reader.scan.left_out.push(format!("turned words on page {number}: {turned}"));
        }
        let mut found = layout::rows(&page.signs);
        for row in &mut found {
            row.text = without_radicals(&row.text, &mut replaced);
        }
        rows.push((*number, found));
    }
    if rows.iter().all(|(_, rows)| rows.is_empty()) {
        return Err(Error::NoText { file: file.to_owned() });
    }
    reader.pages(rows);
    let mut scan = reader.scan;
    doubt_lookalikes(&mut scan);
    if !replaced.is_empty() {
        let shown: String = replaced.keys().take(8).map(|(radical, c)| format!(" {radical}→{c}")).collect();
        let count: usize = replaced.values().sum();
        scan.doubts.push((0, format!("{count} radicals of the PDF's fonts are read as characters:{shown}")));
    }
    Ok(scan)
}

fn load(file: &str, bytes: &[u8]) -> Result<Document, Error> {
    let options = LoadOptions { max_decompressed_size: Some(MAX_STREAM), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(bytes, options).map_err(|error| match error {
        lopdf::Error::InvalidPassword => Error::Encrypted { file: file.to_owned() },
        error => Error::Broken { file: file.to_owned(), what: error.to_string() },
    })?;
    // With an empty password many are only locked against printing; those are open now.
    if document.trailer.has(b"Encrypt") {
        return Err(Error::Encrypted { file: file.to_owned() });
    }
    Ok(document)
}

struct Reader {
    scan: Scan,
    /// Lines so far, for reports.
    number: usize,
}

impl Reader {
    fn doubt(&mut self, page: u32, what: &str) {
        self.scan.doubts.push((0, format!("page {page}: {what}")));
    }

    fn pages(&mut self, pages: Vec<(u32, Vec<Row>)>) {
        let around = Around::new(&pages);
        let usual = right_edge(pages.iter().flat_map(|(_, rows)| rows)).unwrap_or(f32::MAX);
        let mut open: Option<(Row, String)> = None;
        for (number, rows) in pages {
            let (body, beside): (Vec<Row>, Vec<Row>) =
                rows.iter().cloned().partition(|row| !around.holds(row, &rows, number));
            let frame = Frame::of(&body, usual);
            if body.iter().filter(|row| row.gap).count() > 2 {
                self.doubt(number, "it has columns or a table; compare the order of its words with the page");
            }
            let foot = body.last().map_or(0.0, |row| row.y);
            let (head, foot): (Vec<Row>, Vec<Row>) = beside.into_iter().partition(|row| row.y > foot);
            // A page's head and foot stand between the halves of a paragraph: they are told
            // before it, so that it stays whole.
            self.artifacts(head, &mut open);
            for mut row in body {
                open = match open {
                    Some((last, text)) if frame.goes_on(&last, &mut row) => {
                        let between = if is_latin_seam(&text, &row.text) { " " } else { "" };
                        let text = format!("{text}{between}{}", row.text);
                        Some((row, text))
                    }
                    Some((_, text)) => {
                        self.line(text);
                        Some((row.clone(), row.text))
                    }
                    None => Some((row.clone(), row.text)),
                };
            }
            self.artifacts(foot, &mut open);
        }
        if let Some((_, text)) = open {
            self.line(text);
        }
    }

    /// Lists what stands around the text. A finished paragraph is told first.
    fn artifacts(&mut self, rows: Vec<Row>, open: &mut Option<(Row, String)>) {
        if rows.is_empty() {
            return;
        }
        if open.as_ref().is_some_and(|(_, text)| super::shape::is_finished(text))
            && let Some((_, text)) = open.take()
        {
            self.line(text);
        }
        for row in rows {
            self.number += 1;
            self.scan.text.push_str(&row.text);
            self.scan.text.push('\n');
            self.scan.artifacts.push(Artifact { line: self.number, text: row.text });
        }
    }

    fn line(&mut self, text: String) {
        let text = text.replace([NOTE_OPEN, NOTE_CLOSE], "\u{fffd}");
        self.number += 1;
        self.scan.text.push_str(&text);
        self.scan.text.push('\n');
        self.scan.lines.push(Line { number: self.number, text, hint: Hint::None });
    }
}

fn is_latin_seam(before: &str, after: &str) -> bool {
    before.ends_with(|c: char| c.is_ascii_alphanumeric()) && after.starts_with(|c: char| c.is_ascii_alphanumeric())
}

/// What stands around the text of pages, by its words and height.
struct Around {
    pages: usize,
    /// Their numbers aside.
    alike: BTreeMap<(String, i32), usize>,
    /// Their numbers too.
    same: BTreeMap<(String, i32), usize>,
}

impl Around {
    fn new(pages: &[(u32, Vec<Row>)]) -> Around {
        let mut around = Around { pages: pages.len(), alike: BTreeMap::new(), same: BTreeMap::new() };
        for row in pages.iter().flat_map(|(_, rows)| rows) {
            *around.alike.entry(key(row, false)).or_default() += 1;
            *around.same.entry(key(row, true)).or_default() += 1;
        }
        around
    }

    /// A running head or a page number: at the page's top or bottom, and a number, or repeated
    /// on three pages, or the same on both of two.
    fn holds(&self, row: &Row, rows: &[Row], page: u32) -> bool {
        let (top, bottom) = (rows.first().map_or(0.0, |row| row.y), rows.last().map_or(0.0, |row| row.y));
        let margin = MARGIN * (top - bottom).max(1.0);
        let at_edge = row.y > top - margin || row.y < bottom + margin;
        let squeezed = squeeze(&row.text, true);
        let of_all = format!("{page}/{}", self.pages);
        let is_number = is_page_mark(&row.text) || squeezed == page.to_string() || squeezed == of_all;
        let is_repeated = self.alike.get(&key(row, false)).is_some_and(|count| *count >= 3)
            || (self.pages == 2 && self.is_on_all(&self.same, &key(row, true)))
            || (squeezed.ends_with(&of_all) && self.pages > 1 && self.is_on_all(&self.alike, &key(row, false)));
        at_edge && (is_number || is_repeated)
    }

    fn is_on_all(&self, counts: &BTreeMap<(String, i32), usize>, key: &(String, i32)) -> bool {
        counts.get(key).is_some_and(|count| *count == self.pages)
    }
}

fn squeeze(text: &str, digits: bool) -> String {
    text.chars().filter(|c| !c.is_whitespace() && (digits || !c.is_ascii_digit())).collect()
}

fn key(row: &Row, digits: bool) -> (String, i32) {
    (squeeze(&row.text, digits), (row.y / 4.0).round() as i32)
}

/// What remains that a search would never find.
fn doubt_lookalikes(scan: &mut Scan) {
    for line in &scan.lines {
        let found: String = line.text.chars().filter(|c| ('\u{2e80}'..='\u{2fdf}').contains(c)).take(20).collect();
        if !found.is_empty() {
            let what = format!("radicals stand in place of characters: {found}");
            scan.doubts.push((line.number, what));
        }
        let private: usize = line.text.chars().filter(|c| ('\u{e000}'..='\u{f8ff}').contains(c)).count();
        if private > 0 {
            scan.doubts.push((line.number, format!("{private} signs of the PDF's own that have no character")));
        }
    }
}
