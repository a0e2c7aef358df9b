//! The whole text of a small corpus as one string of ASCII, for scanning in memory.

use std::collections::BTreeMap;

use super::coder::{Model, Numbers, Reader, Wire, Writer};
use super::record::{Record, Volume};

/// Ends of fields in the stream.
const LABEL: char = '\u{1}';
const TITLE: char = '\u{2}';
const TEXT: char = '\u{3}';
const END: char = '\u{4}';
const PART: char = '\u{5}';
const PRINTED: char = '\u{6}';

/// All records one after the other. What follows from the record before is left out: the
/// next number, a label in the document's form, the same part of the page.
pub fn stream(volumes: &[Volume], records: &[Record]) -> String {
    let mut out = String::new();
    let mut number = 0u32;
    let mut part = None;
    let mut before = None;
    for record in records {
        let volume = &volumes[record.volume as usize];
        if before != Some(record.volume) {
            (number, part) = (0, None);
            before = Some(record.volume);
        }
        let value = record.local.parse::<u32>().ok();
        if value != Some(number + 1) {
            out.push_str(&record.local);
        }
        number = value.unwrap_or(number);
        let usual = value.map_or_else(String::new, |value| volume.form.replace('#', &value.to_string()));
        if record.label != usual {
            out.push(LABEL);
            out.push_str(&record.label);
        }
        if record.part != part {
            part = record.part;
            out.push(PART);
            out.push_str(&part.unwrap_or(0).to_string());
        }
        out.push(TITLE);
        out.push_str(&plain(&record.title));
        out.push(TEXT);
        out.push_str(&plain(&record.text));
        for clause in &record.printed {
            out.push(PRINTED);
            out.push_str(&plain(clause));
        }
        out.push(END);
    }
    out
}

/// Text may hold anything; what ends fields here becomes a blank.
fn plain(text: &str) -> String {
    text.replace(|c: char| c < '\u{7}', " ")
}

/// For `atob`. Sixty-four letters of one chance each are six bits again after gzip.
pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for index in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * index) & 63) as usize];
            out.push(if index <= group.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

/// The text's own alphabet, the commonest unit first as far as the coder can tell them
/// apart: units of one power of two stand in their own order, so that gaps can be sent.
struct Alphabet {
    units: Vec<u16>,
}

impl Alphabet {
    fn of(text: &[u16]) -> Alphabet {
        let mut counts = BTreeMap::<u16, u32>::new();
        for unit in text {
            *counts.entry(*unit).or_default() += 1;
        }
        let mut units: Vec<u16> = counts.keys().copied().collect();
        units.sort_by_key(|unit| (std::cmp::Reverse(counts[unit]), *unit));
        for size in 0..16 {
            let end = ((2 << size) - 1).min(units.len());
            units[((1 << size) - 1).min(end)..end].sort();
        }
        Alphabet { units }
    }

    fn code(&mut self, wire: &mut impl Wire, numbers: &mut Numbers) {
        let length = numbers.code(wire, 0, self.units.len() as u32) as usize;
        self.units.resize(length, 0);
        let mut before = 0;
        for rank in 0..length {
            let size = (rank + 1).ilog2() as usize;
            if (rank + 1).is_power_of_two() {
                before = 0;
            }
            let gap = numbers.code(wire, 1 + size, u32::from(self.units[rank]).saturating_sub(before));
            before = before.saturating_add(gap);
            self.units[rank] = before as u16;
        }
    }
}

pub fn encode(text: &str) -> Vec<u8> {
    let text: Vec<u16> = text.encode_utf16().collect();
    let mut wire = Writer::new();
    let mut numbers = Numbers::new();
    let mut alphabet = Alphabet::of(&text);
    alphabet.code(&mut wire, &mut numbers);
    numbers.code(&mut wire, 0, text.len() as u32);
    let mut ranks = vec![0; 1 << 16];
    for (rank, unit) in alphabet.units.iter().enumerate() {
        ranks[usize::from(*unit)] = rank as u32;
    }
    let mut model = Model::new(text.len());
    for unit in text {
        model.code(&mut wire, ranks[usize::from(unit)]);
    }
    wire.finish()
}

/// None where the bytes are not what [`encode`] makes.
pub fn decode(bytes: &[u8]) -> Option<String> {
    let mut wire = Reader::new(bytes);
    let mut numbers = Numbers::new();
    let mut alphabet = Alphabet { units: Vec::new() };
    // A damaged length must not ask for more memory than a text of this size can have.
    let length = Numbers::new().code(&mut Reader::new(bytes), 0, 0) as usize;
    if length > 1 << 16 {
        return None;
    }
    alphabet.code(&mut wire, &mut numbers);
    let length = numbers.code(&mut wire, 0, 0) as usize;
    if length > 1 << 22 {
        return None;
    }
    let mut model = Model::new(length);
    let units: Option<Vec<u16>> =
        (0..length).map(|_| alphabet.units.get(model.code(&mut wire, 0) as usize).copied()).collect();
    String::from_utf16(&units?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back_unit_for_unit() {
        for text in
            ["", "一", "第一条 甲乙丙，甲乙丙丁。\u{3}\n😀 abc", &"把产业工人队伍建设作为基础性工作。".repeat(50)]
        {
            assert_eq!(decode(&encode(text)).as_deref(), Some(text));
        }
    }

    #[test]
    fn damaged_bytes_never_panic() {
        let good = encode("坚持面向市场、服务发展、促进就业的办学方向。");
        for index in 0..good.len() {
            let mut bad = good.clone();
            bad[index] ^= 0x5A;
            decode(&bad);
            decode(&good[..index]);
        }
    }
}
