//! Reads 第十二条第二款第（三）项, and lists and ranges of such numbers.

use std::ops::Range;

use crate::model::document::Number;
use crate::model::numeral;

/// The steps of a legal address, outermost first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rung {
    Book,
    SubBook,
    Chapter,
    Section,
    Article,
    /// 问, of a book of questions.
    Question,
    Paragraph,
    Item,
    /// 目, below an item.
    Point,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub rung: Rung,
    pub number: Number,
}

/// One element of a list of numbers. A range is one element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    pub range: Range<usize>,
    pub steps: Vec<Step>,
    /// The far end of a range; empty for a single place.
    pub through: Vec<Step>,
    /// The last number stands in brackets without 项 behind it: `第七条（三）`.
    pub bracketed: bool,
}

impl Element {
    pub fn lowest(&self) -> Option<Rung> {
        self.steps.last().map(|step| step.rung)
    }
}

/// Longest list without a unit (第一、二、…、九项) that is read as one.
const LONGEST_SERIES: usize = 40;

/// Reads a number and what hangs on it: 第三条第二款, 第（一）至（三）项, 第三、四、五条.
/// `below` is the rung that the number must stand under, for what follows 前款 or 本条.
/// Several elements come back only where one unit word serves them all.
pub fn read(text: &str, at: usize, below: Option<Rung>) -> Option<Vec<Element>> {
    let mut elements = read_near(text, at, below)?;
    if let [element] = &mut elements[..]
        && let Some(lowest) = element.lowest().filter(|_| element.through.is_empty())
        && let Some((through, end)) = read_through(text, element.range.end, lowest)
    {
        element.through = through;
        element.range.end = end;
    }
    Some(elements)
}

/// A number without the far end of its range.
fn read_near(text: &str, at: usize, below: Option<Rung>) -> Option<Vec<Element>> {
    let mut steps: Vec<Step> = Vec::new();
    let mut end = at;
    let mut under = below;
    let mut bracketed = false;
    while let Some(series) = read_series(text, end, under) {
        if series.members.len() > 1 || series.members[0].through.is_some() {
            return Some(series.into_elements(at, steps));
        }
        let member = &series.members[0];
        steps.push(Step { rung: series.rung, number: member.number });
        end = member.range.end;
        under = Some(series.rung);
        bracketed = series.bracketed;
        if bracketed {
            break;
        }
    }
    steps.last()?;
    Some(vec![Element { range: at..end, steps, through: Vec::new(), bracketed }])
}

/// What a list goes on with: a whole number as [`read`] has it, or one that has dropped its
/// 第 (第三条、五条) or stands in brackets (（四）项).
pub fn read_next(text: &str, at: usize, before: &Element) -> Option<Vec<Element>> {
    if text[at..].starts_with('第') {
        return read(text, at, None);
    }
    let lowest = before.lowest()?;
    if text[at..].starts_with(['（', '(']) {
        let above = if lowest == Rung::Item { Rung::Paragraph } else { lowest };
        return read(text, at, Some(above)).filter(|elements| elements[0].lowest() == Some(Rung::Item));
    }
    let number = numeral::parse_prefix(&text[at..])?;
    let (rung, end) = read_unit(text, at + number.len)?;
    let (inserted, end) = read_inserted(text, end, rung);
    let step = Step { rung, number: Number { main: number.value, inserted } };
    if rung != lowest {
        // 第二十条第一款、二十条第二款
        let same = before.steps.iter().any(|step| step.rung == rung) && text[end..].starts_with('第');
        let mut below = same.then(|| read(text, end, Some(rung)))??;
        below[0].range.start = at;
        below[0].steps.insert(0, step);
        return Some(below);
    }
    Some(vec![Element { range: at..end, steps: vec![step], through: Vec::new(), bracketed: false }])
}

/// 和, 、, 或者: what stands between two elements of one list.
pub fn read_join(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    ["、", "以及", "或者", "和", "或", "及其", "及", "与", "并"]
        .iter()
        .find(|word| rest.starts_with(**word))
        .map(|word| at + word.len())
}

fn read_to(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    ["至", "到", "——", "—", "－", "～", "–", "-", "~"]
        .iter()
        .find(|word| rest.starts_with(**word))
        .map(|word| at + word.len())
}

pub fn skip_blanks(text: &str, at: usize) -> usize {
    at + text[at..].len() - text[at..].trim_start_matches([' ', '\u{3000}', '\u{a0}']).len()
}

struct Member {
    range: Range<usize>,
    number: Number,
    through: Option<Number>,
}

struct Series {
    members: Vec<Member>,
    rung: Rung,
    bracketed: bool,
}

impl Series {
    fn into_elements(self, start: usize, prefix: Vec<Step>) -> Vec<Element> {
        let (rung, bracketed) = (self.rung, self.bracketed);
        let element = |index: usize, member: Member| {
            let mut steps = if index == 0 { prefix.clone() } else { Vec::new() };
            steps.push(Step { rung, number: member.number });
            let from = if index == 0 { start } else { member.range.start };
            let through = member.through.map(|number| Step { rung, number }).into_iter().collect();
            Element { range: from..member.range.end, steps, through, bracketed }
        };
        self.members.into_iter().enumerate().map(|(index, member)| element(index, member)).collect()
    }
}

/// Numbers that share one unit word: 第三条, 第一、二款, 第（一）至（三）、（五）项.
fn read_series(text: &str, at: usize, under: Option<Rung>) -> Option<Series> {
    let opens_bracket = text[at..].starts_with(['（', '(']);
    if !(text[at..].starts_with('第') || opens_bracket && under.is_some()) {
        return None;
    }
    let mut members: Vec<Member> = Vec::new();
    let mut next = at;
    let mut open_range = false;
    let mut settled: Option<usize> = None;
    while members.len() < LONGEST_SERIES {
        let Some((number, end, in_brackets)) = read_number(text, next) else { break };
        match members.last_mut() {
            Some(last) if open_range => {
                last.through = Some(Number { main: number, inserted: 0 });
                last.range.end = end;
            }
            _ => members.push(Member { range: next..end, number: Number { main: number, inserted: 0 }, through: None }),
        }
        if let Some((rung, unit_end)) = read_unit(text, end) {
            return close_series(text, members, rung, unit_end, under);
        }
        if in_brackets && under.is_some() {
            settled = Some(members.len());
        }
        let (after, is_range) = match (read_to(text, end), read_join(text, end)) {
            (Some(after), _) if !open_range => (after, true),
            (_, Some(after)) => (after, false),
            // 第（一）（二）（三）项
            _ if in_brackets && text[end..].starts_with(['（', '(']) => (end, false),
            _ => break,
        };
        open_range = is_range;
        next = after;
    }
    // Brackets speak for themselves below an article or a paragraph: 第七条（三）、（四）.
    members.truncate(settled?);
    let end = members.last()?.range.end;
    let fits = match under {
        // 《意见》（十二）: a name says clearly enough that a number follows.
        Some(Rung::Section) => true,
        Some(Rung::Article | Rung::Question | Rung::Paragraph) => ends_bracketed(text, end),
        _ => false,
    };
    fits.then_some(Series { members, rung: Rung::Item, bracketed: true })
}

fn close_series(text: &str, mut members: Vec<Member>, rung: Rung, end: usize, under: Option<Rung>) -> Option<Series> {
    if under.is_some_and(|under| rung <= under || (rung == Rung::Point && under != Rung::Item))
        || (rung == Rung::Point && under.is_none())
    {
        return None;
    }
    let (inserted, end) = read_inserted(text, end, rung);
    let last = members.last_mut()?;
    last.range.end = end;
    match &mut last.through {
        Some(through) => through.inserted = inserted,
        None => last.number.inserted = inserted,
    }
    Some(Series { members, rung, bracketed: false })
}

/// A bracketed number without 项 counts only where the sentence goes on as after a number.
fn ends_bracketed(text: &str, end: usize) -> bool {
    let rest = text[end..].trim_start();
    rest.is_empty()
        || rest.starts_with([
            '规', '所', '的', '中', '、', '，', '。', '；', '和', '或', '及', '情', '之', '以', '提', '要', '明', '指',
        ])
}

/// A numeral with its 第 and brackets: 第三, 第（三）, （三）, 三. The end, and whether in brackets.
fn read_number(text: &str, at: usize) -> Option<(u32, usize, bool)> {
    let at = text[at..].strip_prefix('第').map_or(at, |_| skip_blanks(text, at + '第'.len_utf8()));
    let open = text[at..].chars().next()?;
    if !matches!(open, '（' | '(') {
        let numeral = numeral::parse_prefix(&text[at..])?;
        return Some((numeral.value, at + numeral.len, false));
    }
    let inside = skip_blanks(text, at + open.len_utf8());
    let numeral = numeral::parse_prefix(&text[inside..])?;
    let after = skip_blanks(text, inside + numeral.len);
    let close = text[after..].chars().next().filter(|c| matches!(c, '）' | ')'))?;
    Some((numeral.value, after + close.len_utf8(), true))
}

/// 条, 款, 项… unless it begins another word: 条例, 款项, 项目, 章程, 节能.
fn read_unit(text: &str, at: usize) -> Option<(Rung, usize)> {
    let at = skip_blanks(text, at);
    let rest = &text[at..];
    let (rung, word, others) = [
        (Rung::SubBook, "分编", ""),
        (Rung::Book, "编", "制号辑码队者组写外委纂审入译剧导排"),
        (Rung::Chapter, "章", "程回鱼"),
        (Rung::Section, "节", "能目课假约点气水车日奏省余"),
        (Rung::Article, "条", "例约件码纹款幅线路道生船街鱼裤航铁隧轨巷沟渠"),
        (Rung::Paragraph, "款", "项式型待识"),
        (Rung::Item, "项", "目"),
        (Rung::Point, "目", "标的录前光"),
        (Rung::Question, "问", "题世"),
    ]
    .into_iter()
    .find(|(_, word, _)| rest.starts_with(word))?;
    let next = rest[word.len()..].chars().next();
    (!next.is_some_and(|c| others.contains(c))).then_some((rung, at + word.len()))
}

/// 之一 after an article. After an item 之一 means “one of them”.
fn read_inserted(text: &str, end: usize, rung: Rung) -> (u32, usize) {
    if rung != Rung::Article {
        return (0, end);
    }
    let Some(rest) = text[end..].strip_prefix('之') else { return (0, end) };
    match numeral::parse_prefix(rest) {
        Some(numeral) => (numeral.value, end + '之'.len_utf8() + numeral.len),
        None => (0, end),
    }
}

/// 至第三十五条, 至五项: the far end of a range whose near end is complete.
fn read_through(text: &str, end: usize, lowest: Rung) -> Option<(Vec<Step>, usize)> {
    let at = read_to(text, end)?;
    if text[at..].starts_with('第') || text[at..].starts_with(['（', '(']) {
        let above = (!text[at..].starts_with('第')).then_some(Rung::Paragraph);
        let element = read_near(text, at, above)?.into_iter().next()?;
        let fits = element.through.is_empty()
            && element.steps.iter().any(|step| step.rung == lowest || step.rung == Rung::Article);
        return fits.then_some((element.steps, element.range.end));
    }
    let number = numeral::parse_prefix(&text[at..])?;
    let (rung, end) = read_unit(text, at + number.len)?;
    let (inserted, end) = read_inserted(text, end, rung);
    (rung == lowest).then(|| (vec![Step { rung, number: Number { main: number.value, inserted } }], end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show_steps(steps: &[Step]) -> String {
        steps.iter().map(|step| format!("{:?} {}", step.rung, step.number)).collect::<Vec<_>>().join(", ")
    }

    fn show(text: &str) -> String {
        let Some(elements) = read(text, 0, None) else { return "none".to_owned() };
        let show = |element: &Element| {
            let through = if element.through.is_empty() {
                String::new()
            } else {
                format!(" – {}", show_steps(&element.through))
            };
            format!("«{}» {}{through}", &text[element.range.clone()], show_steps(&element.steps))
        };
        elements.iter().map(show).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn a_coordinate_goes_down_the_rungs() {
        assert_eq!(show("第一百二十条之一第二款的"), "«第一百二十条之一第二款» Article 120-1, Paragraph 2");
        assert_eq!(show("第十条第（三）项规定"), "«第十条第（三）项» Article 10, Item 3");
        assert_eq!(show("第七条（三）项规定"), "«第七条（三）项» Article 7, Item 3");
        assert_eq!(show("第三编第二章第一节"), "«第三编第二章第一节» Book 3, Chapter 2, Section 1");
        assert_eq!(
            show("第 12 条第2款第1项第二目"),
            "«第 12 条第2款第1项第二目» Article 12, Paragraph 2, Item 1, Point 2"
        );
    }

    #[test]
    fn one_unit_word_may_serve_a_whole_list() {
        assert_eq!(show("第三、四、五条规定"), "«第三» Article 3 | «四» Article 4 | «五条» Article 5");
        assert_eq!(show("第二条第（一）、（三）项的"), "«第二条第（一）» Article 2, Item 1 | «（三）项» Item 3");
        assert_eq!(show("第一、二审案卷"), "none");
    }

    #[test]
    fn a_range_is_one_element() {
        assert_eq!(show("第三十条至第三十五条的"), "«第三十条至第三十五条» Article 30 – Article 35");
        assert_eq!(show("第五至第七项"), "«第五至第七项» Item 5 – Item 7");
        assert_eq!(show("第三项至六项"), "«第三项至六项» Item 3 – Item 6");
        assert_eq!(show("第二款第（一）至（三）项"), "«第二款第（一）至（三）项» Paragraph 2, Item 1 – Item 3");
        assert_eq!(show("第一条到目的地"), "«第一条» Article 1");
    }

    #[test]
    fn a_unit_that_begins_another_word_is_none() {
        for text in [
            "第一条件",
            "第三项目",
            "第一章程",
            "第三届",
            "第二类",
            "第一审",
            "第三人",
            "第二款项",
            "第一节能",
            "第四条约",
        ] {
            assert_eq!(show(text), "none", "{text}");
        }
    }
}
