//! Word's automatic numbers: they stand in `numbering.xml`, and no reader of the text sees them.

use std::collections::BTreeMap;

use crate::model::numeral;

use super::xml::Element;

/// One level of a list: how its number looks.
#[derive(Clone, Debug, Default)]
struct Level {
    start: u32,
    format: String,
    /// `第%1条`, `%1.%2`
    text: String,
    /// All numbers in it in Arabic, whatever their own levels say.
    arabic: bool,
    /// Begins again after a number of this level (from 1); 0 for never.
    restart: Option<usize>,
    /// The paragraph style that is bound to this level.
    style: Option<String>,
}

#[derive(Clone, Debug, Default)]
struct List {
    levels: BTreeMap<usize, Level>,
    /// The list style in which the levels really stand.
    style_link: Option<String>,
}

/// A use of a list: several may count on in one.
#[derive(Clone, Debug, Default)]
struct Use {
    list: String,
    starts: BTreeMap<usize, u32>,
    levels: BTreeMap<usize, Level>,
}

/// All lists of a document, and how far each has counted.
#[derive(Debug, Default)]
pub struct Numbering {
    lists: BTreeMap<String, List>,
    uses: BTreeMap<String, Use>,
    /// By list, the last number of each level.
    counters: BTreeMap<String, BTreeMap<usize, u32>>,
    /// Starts that were set and are yet to be used.
    started: BTreeMap<String, Vec<usize>>,
}

pub const DEEPEST: usize = 8;

impl Numbering {
    pub fn new(root: Option<&Element>) -> Numbering {
        let mut numbering = Numbering::default();
        let mut list_styles: BTreeMap<String, String> = BTreeMap::new();
        for element in root.into_iter().flat_map(Element::elements) {
            match element.name.as_str() {
                "abstractNum" => {
                    let Some(id) = element.attribute("abstractNumId") else { continue };
                    if let Some(style) = element.child("styleLink").and_then(Element::value) {
                        list_styles.insert(style.to_owned(), id.to_owned());
                    }
                    let style_link = element.child("numStyleLink").and_then(Element::value).map(str::to_owned);
                    numbering.lists.insert(id.to_owned(), List { levels: levels(element), style_link });
                }
                "num" => {
                    let Some(id) = element.attribute("numId") else { continue };
                    numbering.uses.insert(id.to_owned(), list_use(element));
                }
                _ => {}
            }
        }
        for used in numbering.uses.values_mut() {
            let link = numbering.lists.get(&used.list).and_then(|list| list.style_link.as_ref());
            if let Some(list) = link.and_then(|style| list_styles.get(style)) {
                used.list = list.clone();
            }
        }
        numbering
    }

    /// The level that a paragraph style is bound to in this list.
    pub fn level_of_style(&self, num: &str, style: &str) -> Option<usize> {
        let list = self.lists.get(&self.uses.get(num)?.list)?;
        list.levels.iter().find(|(_, level)| level.style.as_deref() == Some(style)).map(|(index, _)| *index)
    }

    /// Counts one paragraph and says what Word prints before it. None where it prints nothing.
    pub fn next(&mut self, num: &str, index: usize) -> Option<String> {
        let used = self.uses.get(num)?.clone();
        let list = self.lists.get(&used.list)?.clone();
        let level_at = |index: usize| used.levels.get(&index).or_else(|| list.levels.get(&index));
        let level = level_at(index)?;
        let counters = self.counters.entry(used.list.clone()).or_default();
        let started = self.started.entry(num.to_owned()).or_default();
        let fresh = used.starts.get(&index).filter(|_| !started.contains(&index)).copied();
        let number = match (fresh, counters.get(&index)) {
            (Some(start), _) => {
                started.push(index);
                start
            }
            (None, Some(last)) => last.saturating_add(1),
            (None, None) => used.starts.get(&index).copied().unwrap_or(level.start),
        };
        counters.insert(index, number);
        let restarts = |deeper: usize| match level_at(deeper).and_then(|level| level.restart) {
            Some(0) => false,
            Some(after) => index < after,
            None => true,
        };
        counters.retain(|deeper, _| *deeper <= index || !restarts(*deeper));
        if level.format == "none" && !level.text.contains('%') {
            return Some(level.text.clone()).filter(|text| !text.is_empty());
        }
        if level.format == "bullet" {
            return Some(bullet(&level.text));
        }
        let mut out = String::new();
        let mut chars = level.text.chars().peekable();
        while let Some(c) = chars.next() {
            let place = chars.peek().and_then(|next| next.to_digit(10)).filter(|place| c == '%' && *place > 0);
            let Some(place) = place else {
                out.push(c);
                continue;
            };
            chars.next();
            let other = place as usize - 1;
            let Some(shape) = level_at(other) else { continue };
            let value = counters.get(&other).copied().unwrap_or(shape.start);
            out.push_str(&format_number(value, if level.arabic { "decimal" } else { &shape.format }));
        }
        Some(out).filter(|out| !out.is_empty())
    }
}

fn levels(element: &Element) -> BTreeMap<usize, Level> {
    element.elements().filter(|child| child.name == "lvl").filter_map(level).collect()
}

fn level(element: &Element) -> Option<(usize, Level)> {
    let index = element.attribute("ilvl")?.parse().ok().filter(|index| *index <= DEEPEST)?;
    let value = |name: &str| element.child(name).and_then(Element::value);
    let level = Level {
        start: value("start").and_then(|start| start.parse().ok()).unwrap_or(0),
        format: value("numFmt").unwrap_or("decimal").to_owned(),
        text: value("lvlText").unwrap_or_default().to_owned(),
        arabic: element.is_on("isLgl"),
        restart: value("lvlRestart").and_then(|after| after.parse().ok()),
        style: value("pStyle").map(str::to_owned),
    };
    Some((index, level))
}

fn list_use(element: &Element) -> Use {
    let mut used = Use {
        list: element.child("abstractNumId").and_then(Element::value).unwrap_or_default().to_owned(),
        ..Use::default()
    };
    for change in element.elements().filter(|child| child.name == "lvlOverride") {
        let Some(index) = change.attribute("ilvl").and_then(|index| index.parse().ok()) else { continue };
        if let Some(start) = change.child("startOverride").and_then(Element::value).and_then(|start| start.parse().ok())
        {
            used.starts.insert(index, start);
        }
        used.levels.extend(levels(change));
    }
    used
}

/// Symbol fonts keep their bullets where Unicode has nothing.
fn bullet(text: &str) -> String {
    let private = text.chars().any(|c| ('\u{e000}'..='\u{f8ff}').contains(&c));
    if private || text.is_empty() { "•".to_owned() } else { text.to_owned() }
}

/// A number as Word writes it in one of its formats; in Arabic where we do not know it.
pub fn format_number(value: u32, format: &str) -> String {
    let nth = |first: char, count: u32| {
        (1..=count).contains(&value).then(|| char::from_u32(first as u32 + value - 1)).flatten().map(String::from)
    };
    let arabic = || value.to_string();
    match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand" => numeral::to_chinese(value),
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => {
            by_digit(value, "〇一二三四五六七八九")
        }
        "chineseLegalSimplified" => legal(value),
        "ideographTraditional" => from_cycle(value, "甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => from_cycle(value, "子丑寅卯辰巳午未申酉戌亥"),
        "decimalFullWidth" | "decimalFullWidth2" => by_digit(value, "０１２３４５６７８９"),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => nth('①', 20).unwrap_or_else(arabic),
        "decimalEnclosedParen" => nth('⑴', 20).unwrap_or_else(arabic),
        "decimalEnclosedFullstop" => nth('⒈', 20).unwrap_or_else(arabic),
        "ideographEnclosedCircle" => nth('㊀', 10).unwrap_or_else(arabic),
        "decimalZero" => format!("{value:02}"),
        "upperLetter" => letters(value, b'A'),
        "lowerLetter" => letters(value, b'a'),
        "upperRoman" => roman(value),
        "lowerRoman" => roman(value).to_lowercase(),
        "none" => String::new(),
        _ => arabic(),
    }
}

fn by_digit(value: u32, digits: &str) -> String {
    value.to_string().bytes().filter_map(|digit| digits.chars().nth(usize::from(digit - b'0'))).collect()
}

fn legal(value: u32) -> String {
    let swap = |c: char| {
        let at = "〇一二三四五六七八九十百千".chars().position(|plain| plain == c);
        at.and_then(|at| "零壹贰叁肆伍陆柒捌玖拾佰仟".chars().nth(at)).unwrap_or(c)
    };
    numeral::to_chinese(value).chars().map(swap).collect()
}

fn from_cycle(value: u32, cycle: &str) -> String {
    let found = value.checked_sub(1).and_then(|index| cycle.chars().nth(index as usize));
    found.map_or_else(|| value.to_string(), String::from)
}

/// A … Z, AA, BB, as Word counts.
fn letters(value: u32, first: u8) -> String {
    if value == 0 || value > 26 * 30 {
        return value.to_string();
    }
    let (letter, times) = ((value - 1) % 26, (value - 1) / 26 + 1);
    char::from(first + letter as u8).to_string().repeat(times as usize)
}

fn roman(value: u32) -> String {
    if value == 0 || value > 3999 {
        return value.to_string();
    }
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = value;
    let mut out = String::new();
    for (worth, sign) in SIGNS {
        while rest >= worth {
            out.push_str(sign);
            rest -= worth;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_look_as_word_prints_them() {
        for (value, format, printed) in [
            (12, "chineseCounting", "十二"),
            (120, "chineseCountingThousand", "一百二十"),
            (10, "ideographDigital", "一〇"),
            (21, "chineseLegalSimplified", "贰拾壹"),
            (3, "ideographTraditional", "丙"),
            (12, "decimalFullWidth", "１２"),
            (3, "decimalEnclosedCircleChinese", "③"),
            (21, "decimalEnclosedCircle", "21"),
            (28, "lowerLetter", "bb"),
            (14, "upperRoman", "XIV"),
            (7, "something new", "7"),
        ] {
            assert_eq!(format_number(value, format), printed, "{format}");
        }
    }
}
