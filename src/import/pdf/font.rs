//! A PDF font: which characters its codes are, and how wide they stand. What it does not
//! say is never guessed: a text that looks right and is not is worse than none.

use std::collections::BTreeMap;

use encoding_rs::{Encoding, GB18030, MACINTOSH, UTF_16BE, WINDOWS_1252};
use lopdf::{Dictionary, Document, Object};

use super::cmap::CMap;

/// Bytes that one table of a font may unpack to.
const MAX_TABLE: usize = 16 << 20;

/// How codes become characters.
#[derive(Clone, Debug)]
enum Decoder {
    ToUnicode(CMap),
    /// GBK-EUC-H and its kin: the codes are bytes of a well-known encoding.
    Named(&'static Encoding),
    /// UniGB-UCS2-H, UniGB-UTF16-H.
    Utf16,
    /// One byte a character, by the font's own table.
    Simple(BTreeMap<u8, String>),
    /// It does not say.
    Unknown,
}

#[derive(Clone, Debug)]
pub struct Font {
    /// As messages name it: `SimSun (Identity-H)`.
    pub name: String,
    decoder: Decoder,
    composite: bool,
    pub vertical: bool,
    /// By code, in thousandths of the size.
    widths: BTreeMap<u32, f32>,
    default_width: f32,
}

/// One code of a string: what it says, how wide it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Sign {
    /// None where the font does not say.
    pub text: Option<String>,
    pub width: f32,
    /// The code is the one byte 32, to which word spacing is added.
    pub is_blank: bool,
}

impl Font {
    pub fn new(document: &Document, dictionary: &Dictionary) -> Font {
        let name = |key: &[u8]| dictionary.get_deref(key, document).and_then(Object::as_name).ok();
        let composite = name(b"Subtype") == Some(b"Type0");
        let encoding = name(b"Encoding").map(|name| String::from_utf8_lossy(name).into_owned());
        let base = name(b"BaseFont").map_or_else(|| "a font without a name".to_owned(), base_name);
        let to_unicode = dictionary
            .get_deref(b"ToUnicode", document)
            .and_then(Object::as_stream)
            .ok()
            .and_then(|stream| stream.get_plain_content_with_limit(MAX_TABLE).ok())
            .and_then(|bytes| CMap::parse(&bytes));
        let named = named(encoding.as_deref().filter(|_| composite).unwrap_or(""));
        let decoder = match (named, to_unicode) {
            (Decoder::Unknown, Some(cmap)) => Decoder::ToUnicode(cmap),
            (Decoder::Unknown, None) if !composite => simple(document, dictionary, encoding.as_deref(), &base),
            (named, _) => named,
        };
        let (widths, default_width) =
            if composite { composite_widths(document, dictionary) } else { simple_widths(document, dictionary) };
        Font {
            name: encoding.as_ref().map_or_else(|| base.clone(), |encoding| format!("{base} ({encoding})")),
            decoder,
            composite,
            vertical: composite && encoding.is_some_and(|encoding| encoding.ends_with("-V")),
            widths,
            default_width,
        }
    }

    /// The signs of one string of a page.
    pub fn read(&self, bytes: &[u8]) -> Vec<Sign> {
        let mut out = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let (length, text) = self.next(rest);
            let length = length.clamp(1, rest.len());
            let code = rest[..length].iter().take(4).fold(0u32, |value, byte| value << 8 | u32::from(*byte));
            // Widths of named encodings go by glyph, which only the font knows: halves for one byte.
            let guess = if self.composite && length == 1 { 500.0 } else { self.default_width };
            let by_code = matches!(self.decoder, Decoder::ToUnicode(_) | Decoder::Simple(_)) || !self.composite;
            let width = self.widths.get(&code).copied().filter(|_| by_code).unwrap_or(guess);
            let text = text.filter(|text| !text.contains(['\u{fffd}', '\0']));
            out.push(Sign { text, width, is_blank: length == 1 && code == 32 });
            rest = &rest[length..];
        }
        out
    }

    fn next(&self, bytes: &[u8]) -> (usize, Option<String>) {
        match &self.decoder {
            Decoder::ToUnicode(cmap) => cmap.next(bytes, if self.composite { 2 } else { 1 }),
            Decoder::Utf16 => {
                let surrogate = bytes.len() >= 4 && (0xd8..0xdc).contains(&bytes[0]);
                decoded(UTF_16BE, bytes, if surrogate { 4 } else { 2 })
            }
            Decoder::Named(encoding) => {
                let four = bytes.len() >= 4 && bytes[0] > 0x80 && bytes[1].is_ascii_digit();
                decoded(
                    encoding,
                    bytes,
                    if bytes[0] <= 0x80 {
                        1
                    } else if four {
                        4
                    } else {
                        2
                    },
                )
            }
            Decoder::Simple(table) => (1, table.get(&bytes[0]).cloned()),
            Decoder::Unknown => (if self.composite { 2 } else { 1 }, None),
        }
    }
}

fn decoded(encoding: &'static Encoding, bytes: &[u8], length: usize) -> (usize, Option<String>) {
    let length = length.min(bytes.len());
    let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[..length]);
    (length, text.map(|text| text.into_owned()))
}

/// `ABCDEF+SimSun`: the letters before the sign are of no meaning.
fn base_name(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name).into_owned();
    match name.split_once('+') {
        Some((tag, rest)) if tag.len() == 6 => rest.to_owned(),
        _ => name,
    }
}

/// The predefined encodings of Chinese PDFs whose codes are characters. What maps to the
/// glyphs of a collection instead (Identity-H without a table) is not known here.
fn named(encoding: &str) -> Decoder {
    match encoding.trim_end_matches("-H").trim_end_matches("-V") {
        "GBK-EUC" | "GBKp-EUC" | "GBK2K" | "GB-EUC" => Decoder::Named(GB18030),
        "UniGB-UCS2" | "UniGB-UTF16" | "UniCNS-UCS2" | "UniCNS-UTF16" | "UniJIS-UCS2" | "UniJIS-UTF16" => {
            Decoder::Utf16
        }
        "ETen-B5" | "ETenms-B5" | "B5pc" => Decoder::Named(encoding_rs::BIG5),
        _ => Decoder::Unknown,
    }
}

/// A font of one-byte codes. Without an encoding of its own only the standard Latin fonts
/// say what their codes are; a subset font may have numbered its signs as it liked.
fn simple(document: &Document, dictionary: &Dictionary, encoding: Option<&str>, base: &str) -> Decoder {
    let described = dictionary.get_deref(b"Encoding", document).and_then(Object::as_dict).ok();
    let inner = described.and_then(|dict| dict.get(b"BaseEncoding").and_then(Object::as_name).ok());
    let inner = inner.map(|name| String::from_utf8_lossy(name).into_owned());
    let standard = ["Helvetica", "Times", "Courier", "Arial"].iter().any(|name| base.starts_with(name));
    let mut table: BTreeMap<u8, String> = match encoding.or(inner.as_deref()) {
        Some("WinAnsiEncoding") => one_byte(WINDOWS_1252),
        Some("MacRomanEncoding") => one_byte(MACINTOSH),
        Some("StandardEncoding") => latin(),
        None if standard => latin(),
        _ => BTreeMap::new(),
    };
    let differences =
        described.and_then(|dict| dict.get_deref(b"Differences", document).and_then(Object::as_array).ok());
    let mut code = 0u8;
    for item in differences.into_iter().flatten() {
        match item {
            Object::Integer(number) => code = (*number).clamp(0, 255) as u8,
            Object::Name(name) => {
                match glyph(document, name) {
                    Some(text) => table.insert(code, text),
                    None => table.remove(&code),
                };
                code = code.wrapping_add(1);
            }
            _ => {}
        }
    }
    if table.is_empty() { Decoder::Unknown } else { Decoder::Simple(table) }
}

fn one_byte(encoding: &'static Encoding) -> BTreeMap<u8, String> {
    let read =
        |byte: u8| encoding.decode_without_bom_handling_and_without_replacement(&[byte]).map(|text| text.into_owned());
    (32..=255).filter_map(|byte| Some((byte, read(byte)?))).collect()
}

/// The standard encoding as far as it is ASCII, two quotation marks aside.
fn latin() -> BTreeMap<u8, String> {
    let mut table: BTreeMap<u8, String> = (32..127).map(|byte| (byte, char::from(byte).to_string())).collect();
    table.insert(b'\'', "’".to_owned());
    table.insert(b'`', "‘".to_owned());
    table
}

/// A glyph's name as a character: `uni4E00`, `u20000`, `comma`.
fn glyph(document: &Document, name: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(name).ok()?;
    let code = text
        .strip_prefix("uni")
        .filter(|digits| digits.len() == 4)
        .or_else(|| text.strip_prefix('u').filter(|digits| digits.len() >= 4));
    if let Some(c) = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
        return Some(c.to_string());
    }
    // The list of names is the library's: it is asked with a font that has this one sign.
    let differences = Object::Array(vec![Object::Integer(65), Object::Name(name.to_vec())]);
    let encoding = Dictionary::from_iter([("Type", Object::Name(b"Encoding".to_vec())), ("Differences", differences)]);
    let font =
        Dictionary::from_iter([("Type", Object::Name(b"Font".to_vec())), ("Encoding", Object::Dictionary(encoding))]);
    let encoding =
        font.get_font_encoding(document).ok().filter(|found| matches!(found, lopdf::Encoding::Differences(_)))?;
    encoding.bytes_to_string(b"A").ok().filter(|text| !text.is_empty())
}

fn simple_widths(document: &Document, dictionary: &Dictionary) -> (BTreeMap<u32, f32>, f32) {
    let first = dictionary.get_deref(b"FirstChar", document).and_then(Object::as_i64).unwrap_or(0).clamp(0, 255) as u32;
    let widths = dictionary.get_deref(b"Widths", document).and_then(Object::as_array);
    let widths = widths.into_iter().flatten().take(256).filter_map(|width| number(document, width));
    (widths.enumerate().map(|(index, width)| (first + index as u32, width)).collect(), 500.0)
}

/// `W`: `code [w w …]` or `first last w`.
fn composite_widths(document: &Document, dictionary: &Dictionary) -> (BTreeMap<u32, f32>, f32) {
    let descendants = dictionary.get_deref(b"DescendantFonts", document).and_then(Object::as_array).ok();
    let font = descendants.and_then(|list| list.first()).and_then(|font| document.dereference(font).ok());
    let Some(font) = font.and_then(|(_, font)| font.as_dict().ok()) else { return (BTreeMap::new(), 1000.0) };
    let default = font.get_deref(b"DW", document).ok().and_then(|width| number(document, width)).unwrap_or(1000.0);
    let mut out = BTreeMap::new();
    let list: &[Object] = font.get_deref(b"W", document).and_then(Object::as_array).map_or(&[], Vec::as_slice);
    let mut at = 0;
    while let Some(first) = list.get(at).and_then(|object| number(document, object)) {
        let next = list.get(at + 1).and_then(|object| document.dereference(object).ok()).map(|(_, object)| object);
        let first = first.max(0.0) as u32;
        if let Some(widths) = next.and_then(|object| object.as_array().ok()) {
            let widths = widths.iter().take(65_536).filter_map(|width| number(document, width));
            out.extend(widths.enumerate().map(|(index, width)| (first + index as u32, width)));
            at += 2;
        } else {
            let last = next.and_then(|object| number(document, object)).unwrap_or(0.0).clamp(0.0, 65_535.0) as u32;
            let width = list.get(at + 2).and_then(|object| number(document, object)).unwrap_or(default);
            out.extend((first..=last).map(|code| (code, width)));
            at += 3;
        }
        if out.len() > 65_536 {
            break;
        }
    }
    (out, default)
}

pub fn number(document: &Document, object: &Object) -> Option<f32> {
    document.dereference(object).ok()?.1.as_float().ok()
}
