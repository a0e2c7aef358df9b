//! The words of one Word paragraph: runs, fields, notes, what was deleted or hidden.

use super::xml::{Element, Node};
use crate::import::{NOTE_CLOSE, NOTE_OPEN};

/// A paragraph's words and what was met among them.
#[derive(Debug, Default)]
pub struct Words {
    /// A line break in it is a `\n`.
    pub text: String,
    /// Text boxes anchored here; their paragraphs follow this one.
    pub boxes: Vec<Element>,
    pub left_out: Vec<String>,
    pub doubts: Vec<String>,
}

/// Reads a paragraph. Notes it refers to are added to `notes`, whose length is the label.
pub fn read(paragraph: &Element, notes: &mut Vec<(&'static str, String)>) -> Words {
    let mut reader = Reader { words: Words::default(), notes, fields: Vec::new() };
    reader.children(paragraph);
    reader.words
}

/// Calls `each` for every paragraph below an element, in order.
pub fn all_paragraphs(element: &Element, each: &mut dyn FnMut(&Element)) {
    for child in element.elements() {
        if child.name == "p" { each(child) } else { all_paragraphs(child, each) }
    }
}

struct Reader<'a> {
    words: Words,
    notes: &'a mut Vec<(&'static str, String)>,
    /// By open field: in its code, which stands before its separator and is not printed.
    fields: Vec<bool>,
}

impl Reader<'_> {
    fn children(&mut self, parent: &Element) {
        for element in parent.elements() {
            self.element(element);
        }
    }

    fn element(&mut self, element: &Element) {
        match element.name.as_str() {
            "r" if element.child("rPr").is_some_and(|properties| properties.is_on("vanish")) => {
                let words = text_of(element);
                if !words.trim().is_empty() {
                    self.words.left_out.push(format!("hidden words: {words}"));
                }
            }
            "del" | "moveFrom" => {
                let words = text_of(element);
                if !words.trim().is_empty() {
                    self.words.left_out.push(format!("deleted words: {words}"));
                }
            }
            "pPr" | "rPr" | "sectPr" | "instrText" | "delText" | "delInstrText" | "Fallback" | "footnoteRef"
            | "endnoteRef" => {}
            "rt" => self.words.left_out.push(format!("a reading set above its word: {}", text_of(element))),
            "fldChar" => match element.attribute("fldCharType") {
                Some("begin") => self.fields.push(true),
                Some("separate") => self.fields.last_mut().into_iter().for_each(|in_code| *in_code = false),
                Some("end") => drop(self.fields.pop()),
                _ => {}
            },
            _ if self.fields.contains(&true) && element.name != "r" => {}
            "hyperlink" => {
                if element.attribute("id").is_some() {
                    self.words.left_out.push(format!("where a link leads: {}", text_of(element)));
                }
                self.children(element);
            }
            "t" => self.words.text.push_str(&own_text(element)),
            "tab" | "ptab" => self.words.text.push('\t'),
            "br" | "cr" => self.words.text.push('\n'),
            "noBreakHyphen" => self.words.text.push('-'),
            "softHyphen" => {}
            "sym" => self.symbol(element),
            "footnoteReference" => self.note("footnote", element),
            "endnoteReference" => self.note("endnote", element),
            "txbxContent" => self.words.boxes.push(element.clone()),
            "drawing" | "pict" | "object" => {
                let before = self.words.boxes.len();
                self.children(element);
                if self.words.boxes.len() == before {
                    self.words.doubts.push("a picture stands here; put it into static/ and link to it".to_owned());
                }
            }
            "oMath" | "oMathPara" => {
                self.words.doubts.push("a formula is told as its plain characters".to_owned());
                self.words.text.push_str(&text_of(element));
            }
            _ => self.children(element),
        }
    }

    /// A character of a symbol font: its number means something in that font only.
    fn symbol(&mut self, element: &Element) {
        let code = element.attribute("char").and_then(|code| u32::from_str_radix(code, 16).ok());
        let font = element.attribute("font").unwrap_or("no font");
        if let Some(c) = code.and_then(char::from_u32) {
            self.words.text.push(c);
            self.words.doubts.push(format!("character {:04X} of {font} may be shown as something else", c as u32));
        }
    }

    fn note(&mut self, kind: &'static str, element: &Element) {
        self.notes.push((kind, element.attribute("id").unwrap_or_default().to_owned()));
        self.words.text.push_str(&format!("{NOTE_OPEN}{}{NOTE_CLOSE}", self.notes.len()));
    }
}

fn own_text(element: &Element) -> String {
    let texts = element.children.iter().filter_map(|node| match node {
        Node::Text(text) => Some(text.as_str()),
        Node::Element(_) => None,
    });
    // These two would be read as the bounds of a note.
    texts.collect::<String>().replace([NOTE_OPEN, NOTE_CLOSE], "\u{fffd}")
}

/// Every word below an element, whatever it is wrapped in.
fn text_of(element: &Element) -> String {
    let mut out = String::new();
    if matches!(element.name.as_str(), "t" | "delText") {
        out.push_str(&own_text(element));
    }
    for child in element.elements() {
        out.push_str(&text_of(child));
    }
    out
}
