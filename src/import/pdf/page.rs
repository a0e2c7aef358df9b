//! What one page prints: every sign with its place, as the page's program draws them.

use std::collections::BTreeMap;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::font::{Font, number};

/// Bytes of one page's program, unpacked.
const MAX_CONTENT: usize = 64 << 20;
/// Signs on one page; a full newspaper page has some 20,000.
const MAX_SIGNS: usize = 400_000;
/// Forms within forms.
const MAX_DEPTH: u8 = 12;

/// A sign at its place. The page's lower left corner is 0, 0.
#[derive(Clone, Debug)]
pub struct Placed {
    pub text: String,
    pub x: f32,
    pub y: f32,
    /// Where the next sign would begin.
    pub end: f32,
    pub size: f32,
}

#[derive(Debug, Default)]
pub struct Page {
    pub signs: Vec<Placed>,
    /// Words that do not run from left to right: watermarks, labels of figures.
    pub turned: String,
    /// The first sign that no font explains, by the font's name.
    pub unknown: Option<String>,
    pub vertical: bool,
    pub images: usize,
    /// Part of the page's program could not be read.
    pub damaged: bool,
}

type Matrix = [f32; 6];
const UNIT: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

fn times(a: &Matrix, b: &Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

/// What `q` keeps and `Q` brings back.
#[derive(Clone, Default)]
struct State {
    matrix: Matrix,
    font: Vec<u8>,
    size: f32,
    char_space: f32,
    word_space: f32,
    scale: f32,
    leading: f32,
    rise: f32,
}

pub fn read(document: &Document, id: ObjectId) -> Page {
    let mut fonts = BTreeMap::new();
    for (name, dictionary) in document.get_page_fonts(id).unwrap_or_default() {
        fonts.insert(name, Font::new(document, dictionary));
    }
    let mut page = Page::default();
    let state = State { matrix: upright(document, id), scale: 1.0, ..State::default() };
    let mut reader = Reader { document, page: &mut page, state, kept: Vec::new(), text: UNIT, line: UNIT };
    match document.get_page_content_with_limit(id, MAX_CONTENT) {
        Ok(content) => {
            let forms = resources(document, id);
            reader.run(&content, &fonts, &forms, 0);
        }
        Err(_) => reader.page.damaged = true,
    }
    page
}

/// A page that is shown turned is turned back, so that its lines run from left to right.
fn upright(document: &Document, id: ObjectId) -> Matrix {
    let mut node = document.get_dictionary(id).ok();
    for _ in 0..MAX_DEPTH {
        let Some(dictionary) = node else { break };
        if let Ok(turn) = dictionary.get_deref(b"Rotate", document).and_then(Object::as_i64) {
            return match turn.rem_euclid(360) {
                90 => [0.0, -1.0, 1.0, 0.0, 0.0, 0.0],
                180 => [-1.0, 0.0, 0.0, -1.0, 0.0, 0.0],
                270 => [0.0, 1.0, -1.0, 0.0, 0.0, 0.0],
                _ => UNIT,
            };
        }
        node = dictionary.get_deref(b"Parent", document).and_then(Object::as_dict).ok();
    }
    UNIT
}

/// The page's forms and images by name.
fn resources(document: &Document, id: ObjectId) -> Dictionary {
    let mut out = Dictionary::new();
    let Ok((own, inherited)) = document.get_page_resources(id) else { return out };
    let all = own.into_iter().chain(inherited.iter().filter_map(|id| document.get_dictionary(*id).ok()));
    for resources in all {
        let objects = resources.get_deref(b"XObject", document).and_then(Object::as_dict);
        for (name, object) in objects.into_iter().flatten() {
            if !out.has(name) {
                out.set(name.clone(), object.clone());
            }
        }
    }
    out
}

struct Reader<'a> {
    document: &'a Document,
    page: &'a mut Page,
    state: State,
    kept: Vec<State>,
    /// Where the next sign stands, and where its line began.
    text: Matrix,
    line: Matrix,
}

impl Reader<'_> {
    fn run(&mut self, content: &[u8], fonts: &BTreeMap<Vec<u8>, Font>, forms: &Dictionary, depth: u8) {
        let operations = Content::decode_strict(content).or_else(|_| {
            self.page.damaged = true;
            Content::decode(content)
        });
        for operation in operations.map_or_else(|_| Vec::new(), |content| content.operations) {
            if self.page.signs.len() > MAX_SIGNS {
                self.page.damaged = true;
                return;
            }
            match operation.operator.as_str() {
                "Do" => self.form(&operation, fonts, forms, depth),
                "BI" => self.page.images += 1,
                _ => self.operation(&operation, fonts),
            }
        }
    }

    fn operation(&mut self, operation: &Operation, fonts: &BTreeMap<Vec<u8>, Font>) {
        let of = |index: usize| operation.operands.get(index).and_then(|object| object.as_float().ok()).unwrap_or(0.0);
        match operation.operator.as_str() {
            "q" if self.kept.len() < 1000 => self.kept.push(self.state.clone()),
            "Q" => self.state = self.kept.pop().unwrap_or_else(|| self.state.clone()),
            "cm" => self.state.matrix = times(&[of(0), of(1), of(2), of(3), of(4), of(5)], &self.state.matrix),
            "BT" => (self.text, self.line) = (UNIT, UNIT),
            "Tf" => {
                self.state.font =
                    operation.operands.first().and_then(|name| name.as_name().ok()).unwrap_or_default().to_vec();
                self.state.size = of(1);
            }
            "Tc" => self.state.char_space = of(0),
            "Tw" => self.state.word_space = of(0),
            "Tz" => self.state.scale = of(0) / 100.0,
            "TL" => self.state.leading = of(0),
            "Ts" => self.state.rise = of(0),
            "Td" => self.next_line(of(0), of(1)),
            "TD" => {
                self.state.leading = -of(1);
                self.next_line(of(0), of(1));
            }
            "Tm" => {
                self.line = [of(0), of(1), of(2), of(3), of(4), of(5)];
                self.text = self.line;
            }
            "T*" => self.next_line(0.0, -self.state.leading),
            "Tj" => self.show(operation.operands.first(), fonts),
            "'" => {
                self.next_line(0.0, -self.state.leading);
                self.show(operation.operands.first(), fonts);
            }
            "\"" => {
                (self.state.word_space, self.state.char_space) = (of(0), of(1));
                self.next_line(0.0, -self.state.leading);
                self.show(operation.operands.get(2), fonts);
            }
            "TJ" => {
                for object in operation.operands.first().and_then(|list| list.as_array().ok()).into_iter().flatten() {
                    match object.as_float() {
                        Ok(back) => self.advance(-back / 1000.0 * self.state.size * self.state.scale),
                        Err(_) => self.show(Some(object), fonts),
                    }
                }
            }
            _ => {}
        }
    }

    fn next_line(&mut self, x: f32, y: f32) {
        self.line = times(&[1.0, 0.0, 0.0, 1.0, x, y], &self.line);
        self.text = self.line;
    }

    fn advance(&mut self, x: f32) {
        self.text = times(&[1.0, 0.0, 0.0, 1.0, x, 0.0], &self.text);
    }

    fn show(&mut self, string: Option<&Object>, fonts: &BTreeMap<Vec<u8>, Font>) {
        let Some(bytes) = string.and_then(|string| string.as_str().ok()) else { return };
        let Some(font) = fonts.get(&self.state.font) else {
            self.page.unknown.get_or_insert_with(|| "a font that the page does not name".to_owned());
            return;
        };
        self.page.vertical |= font.vertical;
        for sign in font.read(bytes) {
            let place = times(&times(&[1.0, 0.0, 0.0, 1.0, 0.0, self.state.rise], &self.text), &self.state.matrix);
            let word_space = if sign.is_blank { self.state.word_space } else { 0.0 };
            let width = sign.width / 1000.0 * self.state.size;
            self.advance((width + self.state.char_space + word_space) * self.state.scale);
            let across = place[0].abs().max(place[1].abs());
            let Some(text) = sign.text else {
                self.page.unknown.get_or_insert_with(|| font.name.clone());
                continue;
            };
            if place[1].abs() > 0.2 * across || place[0] < 0.0 {
                self.page.turned.push_str(&text);
                continue;
            }
            let size = (place[3].abs().max(place[2].abs()) * self.state.size).abs();
            let (x, y) = (place[4], place[5]);
            self.page.signs.push(Placed { text, x, y, end: x + width * self.state.scale * across, size });
        }
    }

    fn form(&mut self, operation: &Operation, fonts: &BTreeMap<Vec<u8>, Font>, forms: &Dictionary, depth: u8) {
        let name = operation.operands.first().and_then(|name| name.as_name().ok()).unwrap_or_default();
        let Ok(stream) = forms.get_deref(name, self.document).and_then(Object::as_stream) else { return };
        if stream.dict.get_deref(b"Subtype", self.document).and_then(Object::as_name).ok() != Some(b"Form") {
            self.page.images += 1;
            return;
        }
        let content = stream.get_plain_content_with_limit(MAX_CONTENT);
        let (Ok(content), true) = (content, depth < MAX_DEPTH) else {
            self.page.damaged = true;
            return;
        };
        let own = stream.dict.get_deref(b"Resources", self.document).and_then(Object::as_dict).ok();
        let part = |key: &[u8]| own.and_then(|own| own.get_deref(key, self.document).and_then(Object::as_dict).ok());
        let mut inner = fonts.clone();
        for (name, font) in part(b"Font").into_iter().flatten() {
            if let Ok((_, Object::Dictionary(font))) = self.document.dereference(font) {
                inner.insert(name.clone(), Font::new(self.document, font));
            }
        }
        let inner_forms = part(b"XObject").cloned().unwrap_or_default();
        let matrix = stream.dict.get_deref(b"Matrix", self.document).and_then(Object::as_array).ok();
        let matrix: Vec<f32> =
            matrix.into_iter().flatten().filter_map(|object| number(self.document, object)).collect();
        let (state, kept) = (self.state.clone(), std::mem::take(&mut self.kept));
        if let Ok(matrix) = <Matrix>::try_from(matrix) {
            self.state.matrix = times(&matrix, &self.state.matrix);
        }
        self.run(&content, &inner, &inner_forms, depth + 1);
        (self.state, self.kept) = (state, kept);
    }
}
