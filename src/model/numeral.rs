//! Numerals of every script, read and written.

/// How a numeral was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NumeralStyle {
    /// 十二, 一百二十, 廿一, 二〇
    Chinese,
    /// 12
    Arabic,
    /// １２
    Wide,
    /// Ⅻ, XII
    Roman,
}

/// A numeral at the start of a text: its value and how many bytes it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numeral {
    pub value: u32,
    pub len: usize,
    pub style: NumeralStyle,
}

const LARGEST: u32 = 99_999;
/// No numeral up to [`LARGEST`] takes more characters; a run of zeros that does is none.
const LONGEST: usize = 16;

/// Reads the numeral with which `text` begins; the longest that is well formed.
/// Never reads a value of 0 or past 99,999.
pub fn parse_prefix(text: &str) -> Option<Numeral> {
    let first = text.chars().next()?;
    match first {
        '0'..='9' => digits(text, '0', NumeralStyle::Arabic),
        '０'..='９' => digits(text, '０', NumeralStyle::Wide),
        'Ⅰ'..='Ⅻ' => {
            Some(Numeral { value: first as u32 - 'Ⅰ' as u32 + 1, len: first.len_utf8(), style: NumeralStyle::Roman })
        }
        _ => chinese(text),
    }
}

/// Reads a text that is a numeral and nothing else.
pub fn parse(text: &str) -> Option<u32> {
    parse_prefix(text).filter(|numeral| numeral.len == text.len()).map(|numeral| numeral.value)
}

fn digits(text: &str, zero: char, style: NumeralStyle) -> Option<Numeral> {
    let mut value: u32 = 0;
    let mut len = 0;
    for (count, c) in text.chars().enumerate() {
        let digit = (c as u32).wrapping_sub(zero as u32);
        if digit > 9 {
            break;
        }
        if count == LONGEST {
            return None;
        }
        value = value * 10 + digit;
        len += c.len_utf8();
        if value > LARGEST {
            return None;
        }
    }
    (value > 0).then_some(Numeral { value, len, style })
}

fn chinese_digit(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' | '○' | 'Ｏ' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// 廿 is 二十 and 卅 三十 in one character.
fn chinese_unit(c: char) -> Option<(u32, u32)> {
    Some(match c {
        '十' | '拾' => (1, 10),
        '廿' => (2, 10),
        '卅' => (3, 10),
        '百' | '佰' => (1, 100),
        '千' | '仟' => (1, 1000),
        '万' => (1, 10_000),
        _ => return None,
    })
}

fn chinese(text: &str) -> Option<Numeral> {
    let positional = chinese_positional(text);
    let grouped = chinese_grouped(text);
    match (positional, grouped) {
        (Some(a), Some(b)) => Some(if a.len > b.len { a } else { b }),
        (a, b) => a.or(b),
    }
}

/// 二〇一七, 一二: digits in places, two or more.
fn chinese_positional(text: &str) -> Option<Numeral> {
    let mut value: u32 = 0;
    let mut len = 0;
    let mut count = 0;
    for c in text.chars() {
        let Some(digit) = chinese_digit(c) else { break };
        value = value * 10 + digit;
        len += c.len_utf8();
        count += 1;
        if value > LARGEST || count > LONGEST {
            return None;
        }
    }
    let follows_unit = text[len..].chars().next().and_then(chinese_unit).is_some();
    (count >= 2 && value >= 10 && !follows_unit).then_some(Numeral { value, len, style: NumeralStyle::Chinese })
}

/// 一百二十, 十二, 廿一, 一千零五: units falling, each once.
fn chinese_grouped(text: &str) -> Option<Numeral> {
    let mut best: Option<Numeral> = None;
    let mut total: u32 = 0;
    let mut digit: Option<u32> = None;
    let mut last_unit = u32::MAX;
    let mut len = 0;
    for c in text.chars().take(LONGEST) {
        if let Some(value) = chinese_digit(c) {
            if value == 0 {
                // 零 only bridges a place: 一百零五.
                if digit.is_some() || last_unit == u32::MAX {
                    break;
                }
                len += c.len_utf8();
                continue;
            }
            if digit.is_some() || last_unit == 1 {
                break;
            }
            digit = Some(value);
            len += c.len_utf8();
            best = Some(Numeral { value: total + value, len, style: NumeralStyle::Chinese });
        } else if let Some((implied, unit)) = chinese_unit(c) {
            if unit >= last_unit || (implied > 1 && digit.is_some()) || (unit > 10 && digit.is_none()) {
                break;
            }
            total += digit.take().unwrap_or(implied) * unit;
            if total > LARGEST {
                return None;
            }
            last_unit = unit;
            len += c.len_utf8();
            best = Some(Numeral { value: total, len, style: NumeralStyle::Chinese });
        } else {
            break;
        }
    }
    best
}

/// Writes a number in Chinese: 16 is 十六, 120 一百二十, 105 一百零五.
pub fn to_chinese(value: u32) -> String {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let mut out = String::new();
    let mut rest = value;
    let mut bridge = false;
    for (unit, name) in [(10_000, "万"), (1000, "千"), (100, "百"), (10, "十")] {
        let place = rest / unit;
        rest %= unit;
        if place == 0 {
            bridge = !out.is_empty() && rest > 0;
            continue;
        }
        if bridge {
            out.push('零');
            bridge = false;
        }
        if !(unit == 10 && place == 1 && out.is_empty()) {
            out.push_str(&if place > 9 { to_chinese(place) } else { DIGITS[place as usize].to_string() });
        }
        out.push_str(name);
    }
    if rest > 0 {
        if bridge {
            out.push('零');
        }
        out.push(DIGITS[rest as usize]);
    }
    if out.is_empty() {
        out.push('〇');
    }
    out
}

/// The value of a circled or bracketed numeral character: ① is 1, ⑴ 1, ㈠ 1, ⒈ 1.
pub fn circled(c: char) -> Option<u32> {
    let code = c as u32;
    Some(match c {
        '①'..='⑳' => code - '①' as u32 + 1,
        '⑴'..='⒇' => code - '⑴' as u32 + 1,
        '⒈'..='⒛' => code - '⒈' as u32 + 1,
        '㈠'..='㈩' => code - '㈠' as u32 + 1,
        '❶'..='❿' => code - '❶' as u32 + 1,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_numerals_are_read_in_all_their_forms() {
        for (text, value) in [
            ("十", 10),
            ("十二", 12),
            ("二十", 20),
            ("廿一", 21),
            ("卅", 30),
            ("一百二十", 120),
            ("一百零五", 105),
            ("一千二百六十", 1260),
            ("二〇一七", 2017),
            ("两", 2),
            ("12", 12),
            ("１２", 12),
            ("一百一十", 110),
            ("一二", 12),
            ("一万零一", 10_001),
        ] {
            assert_eq!(parse(text), Some(value), "{text}");
        }
        for text in ["", "〇", "0", "十十", "百", "零五", "123456"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_numeral_ends_where_it_stops_being_one() {
        let numeral = parse_prefix("十二条").unwrap();
        assert_eq!((numeral.value, numeral.len), (12, "十二".len()));
        assert_eq!(parse_prefix("三四十").unwrap().value, 3);
    }

    #[test]
    fn every_number_is_read_back_from_its_chinese() {
        for value in (1..=2000).chain([9999, 10_000, 10_010, 12_345, 99_999]) {
            assert_eq!(parse(&to_chinese(value)), Some(value), "{}", to_chinese(value));
        }
    }
}
