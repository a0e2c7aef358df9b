//! Names, digests and small packing for the files a page loads.

use sha2::{Digest, Sha256};

/// `app.js` with the first eight hex digits of its bytes' digest: `app-1f3a9c02.js`.
pub fn hashed_name(name: &str, bytes: &[u8]) -> String {
    let hex = short_digest(bytes);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{hex}.{extension}"),
        None => format!("{name}-{hex}"),
    }
}

pub fn short_digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

/// The source expression that allows one inline style or script: `'sha256-…'`.
pub fn csp_hash(text: &str) -> String {
    format!("'sha256-{}'", base64(&Sha256::digest(text.as_bytes())))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for index in 0..4 {
            let digit = DIGITS[(word >> (18 - 6 * index)) as usize & 63];
            out.push(if index <= chunk.len() { digit as char } else { '=' });
        }
    }
    out
}

/// Comments and needless blanks taken out. Strings are left alone, so `content` keeps its words.
pub fn pack_style(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' | '\'' => {
                let len = rest[1..].find(c).map_or(rest.len(), |end| end + 2);
                out.push_str(&rest[..len]);
                len
            }
            c if c.is_whitespace() => {
                let len = rest.len() - rest.trim_start().len();
                let next = rest[len..].chars().next().unwrap_or('}');
                let before = out.chars().last().unwrap_or('}');
                if !"{};,>".contains(before) && before != ':' && !"{};,>".contains(next) {
                    out.push(' ');
                }
                len
            }
            '}' => {
                while out.ends_with([';', ' ']) {
                    out.pop();
                }
                out.push(c);
                1
            }
            c => {
                out.push(c);
                c.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    out
}

/// Indentation, blank lines and whole-line comments taken out; a script with a template
/// literal, whose lines may be text, stays as it is.
pub fn pack_script(js: &str) -> String {
    if js.contains('`') {
        return js.to_owned();
    }
    let mut out = String::with_capacity(js.len());
    for line in js.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")) {
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_written_as_browsers_read_it() {
        assert_eq!(csp_hash("abc"), "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='");
        assert_eq!(hashed_name("app.js", b"abc"), "app-ba7816bf.js");
    }

    #[test]
    fn packing_keeps_the_meaning() {
        assert_eq!(
            pack_style(
                "/* c */\na > b ,\n c :hover { color: red ; content: \"a  b\" ; }\n@media (min-width: 1px) and (x) { p { margin: 0 auto } }"
            ),
            "a>b,c :hover{color:red;content:\"a  b\"}@media (min-width:1px) and (x){p{margin:0 auto}}"
        );
        assert_eq!(pack_script("// a\n  var a = 1; // b\n\n  f();\n"), "var a = 1; // b\nf();\n");
    }
}
