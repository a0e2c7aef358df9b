//! Folds text so that width, case and punctuation do not matter, and cuts it into pairs.
//!
//! `themes/default/search/engine.js` does the same in the browser; `tests/search/fold.json` holds both to
//! it. All work is on UTF-16 units, which is what a browser counts in.

/// Stands for any stretch of punctuation and blanks. A pair may end in it, never begin.
pub const BREAK: u16 = b' ' as u16;

/// What a unit counts as: itself in lower case and normal width, or a break.
pub fn fold_unit(unit: u16) -> u16 {
    let unit = if (0xFF01..=0xFF5E).contains(&unit) { unit - 0xFEE0 } else { unit };
    match unit {
        0x41..=0x5A => unit + 32,
        0x30..=0x39 | 0x61..=0x7A => unit,
        0xC0..=0x24F if unit != 0xD7 && unit != 0xF7 => unit,
        0x370..=0x1FFF | 0x3005 | 0x3007 | 0x3041..=0x30FA | 0x3400..=0xDFFF | 0xF900..=0xFAFF => unit,
        _ => BREAK,
    }
}

/// Runs of what counts with one break between, and one at the end.
pub fn fold(text: &str) -> Vec<u16> {
    let mut out: Vec<u16> = Vec::with_capacity(text.len() / 2);
    for unit in text.encode_utf16().map(fold_unit).chain([BREAK]) {
        if unit != BREAK || out.last().is_some_and(|last| *last != BREAK) {
            out.push(unit);
        }
    }
    out
}

/// Every two neighbours of which the first is not a break. All pairs that begin with one
/// unit together are the places of that unit.
pub fn pairs(folded: &[u16]) -> impl Iterator<Item = Pair> {
    folded.windows(2).filter(|pair| pair[0] != BREAK).map(|pair| u32::from(pair[0]) << 16 | u32::from(pair[1]))
}

/// Two units, the first in the upper half.
pub type Pair = u32;

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        String::from_utf16(&fold(text)).unwrap()
    }

    #[test]
    fn width_case_and_punctuation_do_not_matter() {
        assert_eq!(folded("推行“互联网+”服务。"), "推行 互联网 服务 ");
        assert_eq!(folded("ＡＢ（１２）"), "ab 12 ");
        assert_eq!(folded("——"), "");
    }

    #[test]
    fn pairs_end_at_breaks() {
        let cut: Vec<String> = pairs(&fold("教育、培训"))
            .map(|pair| String::from_utf16(&[(pair >> 16) as u16, pair as u16]).unwrap())
            .collect();
        assert_eq!(cut, ["教育", "育 ", "培训", "训 "]);
    }
}
