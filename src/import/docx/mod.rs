//! Word (.docx): paragraphs with their automatic numbers, tables, footnotes.

mod numbering;
mod package;
mod paragraph;
mod styles;
mod xml;

use std::collections::BTreeMap;

use super::{Error, Hint, Line, Scan};
use numbering::Numbering;
use paragraph::Words;
use styles::Styles;
use xml::Element;

/// Reads a Word file. Of the package only `word/*.xml` is opened.
pub fn scan(file: &str, bytes: &[u8]) -> Result<Scan, Error> {
    let parts = package::parts(file, bytes)?;
    let tree = |part: &str| match parts.get(part) {
        None => Ok(None),
        Some(text) => xml::parse(text).map(Some).map_err(|what| Error::Broken {
            file: file.to_owned(),
            what: format!("word/{part} cannot be read: {what}"),
        }),
    };
    let document = tree("document.xml")?.unwrap_or_default();
    let mut reader = Reader {
        styles: Styles::new(tree("styles.xml")?.as_ref()),
        numbering: Numbering::new(tree("numbering.xml")?.as_ref()),
        scan: Scan { format: "Word".to_owned(), ..Scan::default() },
        notes: Vec::new(),
    };
    let body = document.child("body").cloned().unwrap_or_default();
    reader.blocks(&body);
    let mut texts: BTreeMap<(&str, String), Element> = BTreeMap::new();
    for (part, kind) in [("footnotes.xml", "footnote"), ("endnotes.xml", "endnote")] {
        for note in tree(part)?.iter().flat_map(Element::elements) {
            texts.insert((kind, note.attribute("id").unwrap_or_default().to_owned()), note.clone());
        }
    }
    reader.notes(&texts);
    for (part, text) in parts.iter().filter(|(part, _)| is_beside(part)) {
        reader.left_out(part, text);
    }
    let mut scan = reader.scan;
    if scan.lines.is_empty() {
        return Err(Error::Empty { file: file.to_owned() });
    }
    scan.text = scan.lines.iter().map(|line| super::without_note_marks(&line.text) + "\n").collect();
    Ok(scan)
}

/// Parts whose words stand on no page of the text itself.
fn is_beside(part: &str) -> bool {
    ["header", "footer", "comments"].iter().any(|kind| part.starts_with(kind))
}

struct Reader {
    styles: Styles,
    numbering: Numbering,
    scan: Scan,
    /// Footnotes and endnotes that are referred to: kind and id; the label is the place here.
    notes: Vec<(&'static str, String)>,
}

impl Reader {
    /// Paragraphs and tables, in order, whatever they are wrapped in.
    fn blocks(&mut self, parent: &Element) {
        for element in parent.elements() {
            match element.name.as_str() {
                "p" => self.paragraph(element),
                "tbl" => self.table(element),
                "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo" | "smartTag" => self.blocks(element),
                "del" | "moveFrom" => {
                    self.scan.left_out.push("paragraphs that were deleted with changes tracked".to_owned())
                }
                "altChunk" => self.scan.left_out.push("another file that is embedded whole".to_owned()),
                _ => {}
            }
        }
    }

    fn paragraph(&mut self, element: &Element) {
        let properties = element.child("pPr");
        let meaning = self.styles.meaning(properties);
        let words = self.words(element);
        if meaning.contents {
            let line = words.text.split_whitespace().collect::<Vec<_>>().join(" ");
            self.scan.left_out.extend((!line.is_empty()).then(|| format!("Word's table of contents: {line}")));
            return;
        }
        let number = self.number(&meaning);
        let hint = match (meaning.title, meaning.heading) {
            (true, _) => Hint::Title,
            (false, Some(depth)) => Hint::Heading((depth + 1).min(6)),
            (false, None) => Hint::None,
        };
        let text = words.text.trim();
        if text.is_empty() {
            // Word counts an empty paragraph and prints its number; nobody meant one.
            if let Some(number) = number {
                self.doubt(format!("an empty paragraph bears the number {number}, which is left out"));
            }
        } else {
            let text = number.map_or_else(|| text.to_owned(), |number| numbered(&number, text));
            if hint == Hint::None {
                for line in text.split('\n').map(str::trim).filter(|line| !line.is_empty()) {
                    self.push(line.to_owned(), Hint::None);
                }
            } else {
                self.push(text.split_whitespace().collect::<Vec<_>>().join(" "), hint);
            }
        }
        for anchored in words.boxes {
            self.blocks(&anchored);
        }
    }

    fn words(&mut self, element: &Element) -> Words {
        let words = paragraph::read(element, &mut self.notes);
        self.scan.left_out.extend(words.left_out.iter().cloned());
        for doubt in &words.doubts {
            self.doubt(doubt.clone());
        }
        words
    }

    fn number(&mut self, meaning: &styles::Meaning) -> Option<String> {
        let (num, level) = meaning.list.as_ref().filter(|(num, _)| num != "0")?;
        let of_style = meaning.style.as_deref().and_then(|style| self.numbering.level_of_style(num, style));
        self.numbering.next(num, level.or(of_style).unwrap_or(0))
    }

    /// A table of one cell is a frame around paragraphs.
    fn table(&mut self, element: &Element) {
        let rows: Vec<&Element> = element.elements().filter(|child| child.name == "tr").collect();
        let cells = |row: &Element| row.elements().filter(|child| child.name == "tc").count();
        if let [row] = rows.as_slice()
            && cells(row) == 1
        {
            let cell = (*row).child("tc").cloned().unwrap_or_default();
            self.blocks(&cell);
            return;
        }
        let mut table: Vec<Vec<String>> = Vec::new();
        for row in rows {
            let mut out = Vec::new();
            for cell in row.elements().filter(|child| child.name == "tc") {
                out.push(self.cell(cell));
                let span = cell.at(&["tcPr", "gridSpan"]).and_then(Element::value).and_then(|span| span.parse().ok());
                out.extend(std::iter::repeat_n(String::new(), span.unwrap_or(1usize).clamp(1, 64) - 1));
            }
            table.push(out);
        }
        let text = table.iter().flatten().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>().join("\t");
        if !text.trim().is_empty() {
            self.push(text, Hint::Table(table));
        }
    }

    /// A cell's paragraphs on one line; a table inside it is told cell by cell.
    fn cell(&mut self, element: &Element) -> String {
        let mut out = Vec::new();
        let mut waiting: Vec<&Element> = element.elements().collect();
        waiting.reverse();
        while let Some(element) = waiting.pop() {
            if element.name != "p" {
                let start = waiting.len();
                waiting.extend(element.elements());
                waiting[start..].reverse();
                continue;
            }
            let meaning = self.styles.meaning(element.child("pPr"));
            let words = self.words(element);
            let text = words.text.split_whitespace().collect::<Vec<_>>().join(" ");
            match self.number(&meaning) {
                Some(number) => out.push(numbered(&number, &text).trim().to_owned()),
                None if !text.is_empty() => out.push(text),
                None => {}
            }
        }
        out.join(" ")
    }

    /// Behind the text, in the order in which it refers to them.
    fn notes(&mut self, texts: &BTreeMap<(&str, String), Element>) {
        let mut index = 0;
        while index < self.notes.len() {
            let (kind, id) = self.notes[index].clone();
            index += 1;
            let mut out = Vec::new();
            for paragraph in
                texts.get(&(kind, id)).into_iter().flat_map(Element::elements).filter(|child| child.name == "p")
            {
                let words = self.words(paragraph);
                out.push(words.text.split_whitespace().collect::<Vec<_>>().join(" "));
            }
            let text = out.join(" ").trim().to_owned();
            if text.is_empty() {
                self.doubt(format!("note {index} has no text"));
            }
            self.push(text, Hint::Note(index.to_string()));
        }
    }

    fn left_out(&mut self, part: &str, text: &str) {
        let Ok(tree) = xml::parse(text) else { return };
        let mut notes = Vec::new();
        let mut words = Vec::new();
        paragraph::all_paragraphs(&tree, &mut |element| words.push(paragraph::read(element, &mut notes).text));
        let words = words.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        if !words.is_empty() {
            let what = super::without_note_marks(&super::report::excerpt(&words, 60, false));
            self.scan.left_out.push(format!("{}: {what}", part.trim_end_matches(".xml")));
        }
    }

    /// Places are counted in lines of the text as it comes out: Word shows no other.
    fn next_line(&self) -> usize {
        self.scan.lines.len() + 1
    }

    fn push(&mut self, text: String, hint: Hint) {
        self.scan.lines.push(Line { number: self.next_line(), text, hint });
    }

    fn doubt(&mut self, what: String) {
        self.scan.doubts.push((self.next_line(), what));
    }
}

/// A blank stands after a number that does not end in a full-width sign.
fn numbered(number: &str, text: &str) -> String {
    let tight = number.ends_with(|c: char| "、．）】：　".contains(c) || c.is_whitespace());
    if tight { format!("{number}{text}") } else { format!("{number} {text}") }
}
