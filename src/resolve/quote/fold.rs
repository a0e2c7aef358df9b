//! Text reduced to the characters that make its meaning, each with the place it came from.

use std::ops::Range;

use super::reading::Reading;

/// What stands just before a character.
pub const CLAUSE: u8 = 1;
/// The end of a sentence stands before it.
pub const SENTENCE: u8 = 2;
/// The character is part of a number at the start of a line: a quotation may leave it out.
pub const MARK: u8 = 4;

/// The letters of one or more texts, one after the other. White space and punctuation are
/// gone and widths are one, but for a point between two digits: 2.5 is not 25.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    pub chars: Vec<char>,
    /// Byte at which each character begins in its text.
    pub starts: Vec<u32>,
    pub ends: Vec<u32>,
    pub flags: Vec<u8>,
}

impl Folded {
    pub fn of(reading: &Reading) -> Folded {
        let mut folded = Folded::default();
        folded.push(&reading.text, 0);
        folded
    }

    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// The letters as if their text stood this many bytes further on.
    pub fn shift(&mut self, bytes: usize) {
        for at in self.starts.iter_mut().chain(&mut self.ends) {
            *at += bytes as u32;
        }
    }

    /// Appends a text whose first `mark` bytes are a number at the start of its line.
    pub fn push(&mut self, text: &str, mark: usize) {
        let mut pending = SENTENCE | CLAUSE;
        let mut before = ' ';
        let mut in_mark = false;
        let mut rest = text.char_indices().peekable();
        while let Some((at, c)) = rest.next() {
            let next = rest.peek().map_or(' ', |(_, next)| *next);
            let letter = fold_char(c).or_else(|| is_point(before, c, next).then_some('.'));
            match letter {
                Some(letter) => {
                    self.chars.push(letter);
                    self.starts.push(at as u32);
                    self.ends.push((at + c.len_utf8()) as u32);
                    let is_mark = at < mark;
                    // What follows the number opens a clause, stop or no stop.
                    let opens = if !is_mark && in_mark { CLAUSE } else { 0 };
                    self.flags.push(pending | opens | if is_mark { MARK } else { 0 });
                    in_mark = is_mark;
                    pending = 0;
                }
                None => pending |= break_of(c),
            }
            before = c;
        }
    }

    /// Bytes of the text from the first to the last of these characters.
    pub fn bytes(&self, range: &Range<usize>) -> Range<usize> {
        if range.is_empty() {
            let at = self.starts.get(range.start).or(self.ends.last()).map_or(0, |at| *at as usize);
            return at..at;
        }
        self.starts[range.start] as usize..self.ends[range.end - 1] as usize
    }

    /// True where a clause begins at this character; past the last one a clause has ended.
    pub fn breaks_before(&self, at: usize) -> bool {
        self.flags.get(at).is_none_or(|flags| flags & (CLAUSE | SENTENCE) != 0)
    }

    pub fn sentence_before(&self, at: usize) -> bool {
        self.flags.get(at).is_none_or(|flags| flags & SENTENCE != 0)
    }

    /// The first character whose text begins at or after this byte.
    pub fn index_of(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| (*start as usize) < byte)
    }

    /// Where the clause that contains a character ends.
    pub fn clause_end(&self, from: usize, limit: usize) -> usize {
        (from + 1..limit).find(|at| self.breaks_before(*at)).unwrap_or(limit)
    }

    pub fn clause_start(&self, from: usize, limit: usize) -> usize {
        (limit..=from).rev().find(|at| *at == limit || self.breaks_before(*at)).unwrap_or(limit)
    }
}

/// The one form of a character that carries meaning; None for white space and punctuation.
pub fn fold_char(c: char) -> Option<char> {
    let c = match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '○' => '〇',
        _ => c,
    };
    (c.is_alphanumeric() || matches!(c, '+' | '%' | '℃' | '‰' | '=' | '$' | '¥' | '×')).then_some(c)
}

fn is_point(before: char, c: char, next: char) -> bool {
    let is_digit = |c: char| fold_char(c).is_some_and(|c| c.is_ascii_digit());
    matches!(c, '.' | '．') && is_digit(before) && is_digit(next)
}

fn break_of(c: char) -> u8 {
    match c {
        '。' | '！' | '？' | '!' | '?' | '．' | '\n' => SENTENCE | CLAUSE,
        '，' | '、' | '；' | '：' | ',' | ';' | ':' | '.' | '―' | '—' | '…' => CLAUSE,
        _ => 0,
    }
}

/// Equal but for white space: the test of a verbatim quotation.
pub fn is_same_print<'t>(left: impl Iterator<Item = &'t str>, right: impl Iterator<Item = &'t str>) -> bool {
    let print = |c: &char| !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{feff}');
    left.flat_map(str::chars).filter(print).eq(right.flat_map(str::chars).filter(print))
}
