//! Characters that could deceive a terminal or its reader, written out.

/// How a character is printed, and how many columns that takes.
pub struct Shown {
    pub text: String,
    pub width: usize,
}

/// Writes out control, bidirectional and invisible characters as `\u{202e}`; a tab is four blanks.
pub fn shown(c: char) -> Shown {
    match c {
        '\t' => Shown { text: "    ".to_owned(), width: 4 },
        c if is_deceptive(c) => {
            let text = format!("\\u{{{:x}}}", c as u32);
            Shown { width: text.len(), text }
        }
        c => Shown { text: c.to_string(), width: width(c) },
    }
}

/// A whole text for a terminal, a log or an annotation. Lines stay; nothing else that moves a cursor does.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push('\n'),
            c if is_deceptive(c) => out.push_str(&shown(c).text),
            c => out.push(c),
        }
    }
    out
}

/// The same for JSON that is already written: what deceives can only stand inside a string there.
pub fn escape_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && is_deceptive(c) {
            let mut units = [0; 2];
            c.encode_utf16(&mut units).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

/// Columns of a text that has been escaped.
pub fn text_width(text: &str) -> usize {
    text.chars().map(|c| shown(c).width).sum()
}

/// Controls (ESC among them), marks that reorder text (CVE-2021-42574), and what has no ink of its own.
fn is_deceptive(c: char) -> bool {
    (c.is_control() && c != '\t')
        || matches!(c,
            '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{00ad}' | '\u{e0000}'..='\u{e007f}')
}

/// Columns that a character takes on a terminal: two for Chinese, none for marks that combine.
fn width(c: char) -> usize {
    match c as u32 {
        0x0300..=0x036f | 0x1ab0..=0x1aff | 0x20d0..=0x20ff | 0xfe00..=0xfe0f | 0xfe20..=0xfe2f => 0,
        0x1100..=0x115f
        | 0x2e80..=0x303e
        | 0x3041..=0x33ff
        | 0x3400..=0x4dbf
        | 0x4e00..=0x9fff
        | 0xa000..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe4f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1f64f
        | 0x1f900..=0x1f9ff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::{escape, text_width};

    #[test]
    fn what_could_deceive_is_written_out() {
        assert_eq!(escape("a\u{1b}[31mb\u{202e}c\r\n"), "a\\u{1b}[31mb\\u{202e}c\\u{d}\n");
        assert_eq!(escape("第一条　甲"), "第一条　甲");
    }

    #[test]
    fn a_chinese_character_takes_two_columns() {
        assert_eq!(text_width("第1条"), 5);
        assert_eq!(text_width("\u{200b}"), 8);
    }
}
