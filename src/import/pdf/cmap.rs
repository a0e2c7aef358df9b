//! `ToUnicode`: the table in a PDF that says which characters a font's codes are.

use std::collections::BTreeMap;

/// Entries of one table; a font has at most 65,536 codes.
const MAX_ENTRIES: usize = 70_000;

/// Codes by length in bytes and value.
#[derive(Clone, Debug, Default)]
pub struct CMap {
    /// Length in bytes, lowest and highest code.
    spaces: Vec<(usize, u32, u32)>,
    chars: BTreeMap<(usize, u32), String>,
    /// Length, lowest, highest, and the characters of the lowest.
    ranges: Vec<(usize, u32, u32, Vec<u16>)>,
}

impl CMap {
    /// Reads the table. None where nothing in it can be read.
    pub fn parse(bytes: &[u8]) -> Option<CMap> {
        let mut cmap = CMap::default();
        let tokens = tokens(bytes);
        let mut section = "";
        let mut at = 0;
        while at < tokens.len() && cmap.chars.len() + cmap.ranges.len() < MAX_ENTRIES {
            match (&tokens[at], section) {
                (Token::Word(word), _) => {
                    section = match word.as_str() {
                        "begincodespacerange" => "space",
                        "beginbfchar" => "char",
                        "beginbfrange" => "range",
                        "endcodespacerange" | "endbfchar" | "endbfrange" => "",
                        _ => section,
                    };
                    at += 1;
                }
                (_, "space") => at += cmap.space(&tokens[at..]),
                (_, "char") => at += cmap.char(&tokens[at..]),
                (_, "range") => at += cmap.range(&tokens[at..]),
                _ => at += 1,
            }
        }
        cmap.ranges.sort_by_key(|(length, low, ..)| (*length, *low));
        (!cmap.chars.is_empty() || !cmap.ranges.is_empty()).then_some(cmap)
    }

    fn space(&mut self, tokens: &[Token]) -> usize {
        if let [Token::Hex(low), Token::Hex(high), ..] = tokens {
            self.spaces.push((low.len(), number(low), number(high)));
        }
        2
    }

    fn char(&mut self, tokens: &[Token]) -> usize {
        if let [Token::Hex(code), Token::Hex(to), ..] = tokens {
            self.chars.insert((code.len(), number(code)), text(&units(to)));
        }
        2
    }

    fn range(&mut self, tokens: &[Token]) -> usize {
        match tokens {
            [Token::Hex(low), Token::Hex(high), Token::Hex(to), ..] => {
                self.ranges.push((low.len(), number(low), number(high), units(to)));
                3
            }
            [Token::Hex(low), Token::Hex(_), Token::Open, rest @ ..] => {
                let list = rest.iter().map_while(|token| match token {
                    Token::Hex(to) => Some(to),
                    _ => None,
                });
                let mut count = 0;
                for (index, to) in list.enumerate().take(MAX_ENTRIES) {
                    self.chars.insert((low.len(), number(low).wrapping_add(index as u32)), text(&units(to)));
                    count += 1;
                }
                4 + count
            }
            _ => 1,
        }
    }

    /// The first code of `bytes`: how many bytes it takes, and its characters where the
    /// table has any.
    pub fn next(&self, bytes: &[u8], usual: usize) -> (usize, Option<String>) {
        let fits = |length: usize| {
            let code = bytes.get(..length).map(number)?;
            self.spaces
                .iter()
                .any(|(len, low, high)| *len == length && (*low..=*high).contains(&code))
                .then_some(length)
        };
        // A table of one-byte codes may stand beside a font of two-byte ones; the font decides.
        let length = if usual > 1 { usual } else { (1..=4).find_map(fits).unwrap_or(usual) };
        let Some(code) = bytes.get(..length).map(number) else { return (bytes.len(), None) };
        (length, self.get(length, code))
    }

    fn get(&self, length: usize, code: u32) -> Option<String> {
        if let Some(found) = self.chars.get(&(length, code)) {
            return Some(found.clone());
        }
        let after = self.ranges.partition_point(|(len, low, ..)| (*len, *low) <= (length, code));
        let (len, low, high, first) = self.ranges.get(after.checked_sub(1)?)?;
        if *len != length || !(*low..=*high).contains(&code) {
            return None;
        }
        let mut units = first.clone();
        let last = units.last_mut()?;
        *last = last.wrapping_add((code - low) as u16);
        Some(text(&units))
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |value, byte| value << 8 | u32::from(*byte))
}

fn units(bytes: &[u8]) -> Vec<u16> {
    match bytes {
        [one] => vec![u16::from(*one)],
        _ => bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect(),
    }
}

fn text(units: &[u16]) -> String {
    String::from_utf16_lossy(units)
}

#[derive(Debug)]
enum Token {
    Word(String),
    Hex(Vec<u8>),
    /// `[`; its end is only where no more hex follows.
    Open,
}

fn tokens(bytes: &[u8]) -> Vec<Token> {
    let text = String::from_utf8_lossy(bytes);
    let mut out = Vec::new();
    let mut rest = text.as_ref();
    while let Some(c) = rest.chars().next() {
        rest = match c {
            '<' if !rest.starts_with("<<") => {
                let end = rest.find('>').unwrap_or(rest.len());
                out.push(Token::Hex(hex(&rest[1..end])));
                rest.get(end + 1..).unwrap_or("")
            }
            '[' => {
                out.push(Token::Open);
                &rest[1..]
            }
            '%' => rest.split_once('\n').map_or("", |(_, after)| after),
            c if c.is_ascii_alphabetic() => {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
                out.push(Token::Word(rest[..end].to_owned()));
                &rest[end..]
            }
            c => &rest[c.len_utf8()..],
        };
    }
    out
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.chars().filter_map(|c| c.to_digit(16)).map(|digit| digit as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_from_chars_ranges_and_lists() {
        let table = b"/CIDInit /ProcSet findresource begin 1 begincodespacerange <0000> <ffff> endcodespacerange
2 beginbfchar <0003> <4e00> <0004> <d840dc00> endbfchar
2 beginbfrange <0010> <0012> <4e8c> <0020> <0021> [<7532> <4e594e19>] endbfrange end";
        let cmap = CMap::parse(table).unwrap();
        let read = |code: u16| cmap.next(&code.to_be_bytes(), 2).1;
        assert_eq!(read(3).as_deref(), Some("一"));
        assert_eq!(read(4).as_deref(), Some("𠀀"));
        assert_eq!(read(0x12).as_deref(), Some("\u{4e8e}"));
        assert_eq!(read(0x21).as_deref(), Some("乙丙"));
        assert_eq!(read(0x22), None);
        assert!(CMap::parse(b"nothing").is_none());
    }
}
