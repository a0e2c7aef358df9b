//! What names mean: titles, short names, aliases, document numbers, and laws known but not at hand.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, Anchored, Input, MatchKind, StartKind};

use crate::model::address::DocId;
use crate::model::config::Config;
use crate::model::corpus::Work;
use crate::model::document::Document;

use super::cite::shape::Shape;
use super::versions::Calendar;

/// What a name may mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meaning {
    /// Indices of works; more than one is an ambiguity, none a text that is not in the corpus.
    pub works: Vec<u32>,
}

impl Meaning {
    pub fn is_external(&self) -> bool {
        self.works.is_empty()
    }
}

/// A name that is found in running text without 《》.
#[derive(Clone, Debug)]
pub struct Bare {
    pub text: String,
    pub meaning: Meaning,
    /// 规定, 办法 and their like are everyday words: such a name counts only before a number.
    pub needs_number: bool,
}

/// Everything that the words of one document are compared with. Made once, shared by all.
pub struct Names {
    finder: AhoCorasick,
    beginnings: Beginnings,
    bare: Vec<Bare>,
    titles: BTreeMap<String, Meaning>,
    /// Titles less their issuer, for 最高人民法院《关于…的规定》: the issuer, and the work.
    tails: BTreeMap<String, Vec<(String, u32)>>,
    numbers: BTreeMap<String, Meaning>,
    /// A known name with the two characters that stand before it in a longer one: 调解仲裁法.
    tails_of_names: BTreeSet<String>,
    ids: BTreeMap<DocId, u32>,
    /// By document.
    pub shapes: Vec<Shape>,
    pub work_of: Vec<u32>,
    /// By work.
    pub calendars: Vec<Calendar>,
    /// The document that commentaries without a title of their own speak about.
    pub spine: Option<u32>,
}

const KNOWN_LAWS: &str = include_str!("laws.txt");
pub const STATE: &str = "中华人民共和国";

impl Names {
    pub fn new(documents: &[Document], works: &[Work], config: &Config) -> Names {
        let mut work_of = vec![0; documents.len()];
        for (index, work) in works.iter().enumerate() {
            for version in &work.versions {
                work_of[*version as usize] = index as u32;
            }
        }
        let mut titles: BTreeMap<String, Meaning> = BTreeMap::new();
        let mut bare: BTreeMap<String, (Meaning, bool)> = BTreeMap::new();
        let mut tails: BTreeMap<String, Vec<(String, u32)>> = BTreeMap::new();
        let mut numbers: BTreeMap<String, Meaning> = BTreeMap::new();
        for (document, work) in documents.iter().zip(&work_of) {
            for name in names_of(document) {
                add(titles.entry(fold_title(&name.text)).or_default(), *work);
                let short = name.text.trim_matches(['《', '》']).replace(STATE, "");
                if let Some(needs_number) = bare_use(&short, name.given) {
                    let (meaning, needs) = bare.entry(short).or_insert_with(|| (Meaning::default(), needs_number));
                    add(meaning, *work);
                    *needs &= needs_number;
                }
            }
            if let Some(at) = document.meta.title.find("关于").filter(|at| *at > 0) {
                let (issuer, tail) = document.meta.title.split_at(at);
                let holders = tails.entry(fold_title(tail)).or_default();
                if !holders.iter().any(|(_, other)| other == work) {
                    holders.push((issuer.replace(STATE, ""), *work));
                }
            }
            if let Some(number) = &document.meta.number {
                add(numbers.entry(fold_number(number)).or_default(), *work);
            }
        }
        for law in KNOWN_LAWS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            titles.entry(fold_title(law)).or_default();
            bare.entry(law.to_owned()).or_insert_with(|| (Meaning::default(), false));
        }
        let bare: Vec<Bare> =
            bare.into_iter().map(|(text, (meaning, needs_number))| Bare { text, meaning, needs_number }).collect();
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .start_kind(StartKind::Anchored)
            .build(bare.iter().map(|name| &name.text))
            .expect("names are few and short");
        Names {
            tails_of_names: tails_of_names(&bare),
            ids: documents.iter().enumerate().map(|(doc, document)| (document.id.clone(), doc as u32)).collect(),
            finder,
            beginnings: Beginnings::new(&bare),
            bare,
            titles,
            tails,
            numbers,
            shapes: documents.iter().map(Shape::new).collect(),
            work_of,
            calendars: works.iter().map(|work| Calendar::new(work, documents)).collect(),
            spine: config
                .spine
                .as_ref()
                .and_then(|id| documents.iter().position(|document| document.id.as_str() == id))
                .map(|index| index as u32),
        }
    }

    /// Every bare name in a text, longest first where two begin together, never overlapping.
    pub fn find_bare<'n>(&'n self, text: &'n str) -> impl Iterator<Item = (usize, usize, &'n Bare)> {
        let mut next = 0;
        self.beginnings.all(text).filter_map(move |at| {
            if at < next {
                return None;
            }
            let found = self.finder.find(Input::new(text).range(at..).anchored(Anchored::Yes))?;
            next = found.end();
            Some((at, next, &self.bare[found.pattern().as_usize()]))
        })
    }

    /// What a title between 《》 means; None where no text of that name is known. `before` is
    /// what stands before the mark: it may name the issuer.
    pub fn title(&self, title: &str, before: &str) -> Option<Meaning> {
        let folded = fold_title(title);
        if let Some(meaning) = self.titles.get(&folded) {
            return Some(meaning.clone());
        }
        let holders = self.tails.get(&folded)?;
        let works: Vec<u32> =
            holders.iter().filter(|(issuer, _)| before.ends_with(issuer.as_str())).map(|(_, work)| *work).collect();
        (!works.is_empty()).then_some(Meaning { works })
    }

    /// The versions of the work that a document is one of.
    pub fn calendar(&self, doc: u32) -> &Calendar {
        &self.calendars[self.work_of[doc as usize] as usize]
    }

    pub fn document(&self, id: &DocId) -> Option<u32> {
        self.ids.get(id).copied()
    }

    /// Whether the words before a name make it the tail of another: 调解仲裁法 is not 仲裁法.
    pub fn is_tail(&self, text: &str, start: usize, end: usize) -> bool {
        let Some((from, _)) = text[..start].char_indices().rev().nth(1) else { return false };
        self.tails_of_names.contains(&text[from..end])
    }

    pub fn number(&self, number: &str) -> Option<&Meaning> {
        self.numbers.get(&fold_number(number))
    }
}

/// Which two characters begin a name. Few places of a text hold such a pair, so that the
/// names themselves are looked for at few.
#[derive(Debug)]
struct Beginnings(Vec<bool>);

impl Beginnings {
    fn new(bare: &[Bare]) -> Beginnings {
        let mut pairs = vec![false; 1 << 16];
        for name in bare {
            let mut chars = name.text.chars();
            if let (Some(one), Some(two)) = (chars.next(), chars.next()) {
                pairs[Self::slot(one, two)] = true;
            }
        }
        Beginnings(pairs)
    }

    /// Two pairs may share a slot: what stands there is looked at, and is no name.
    fn slot(one: char, two: char) -> usize {
        let mixed = (one as u32).wrapping_mul(0x9E37_79B1) ^ (two as u32).wrapping_mul(0x85EB_CA6B);
        (mixed >> 16) as usize
    }

    /// Where a name may begin.
    fn all<'t>(&'t self, text: &'t str) -> impl Iterator<Item = usize> + 't {
        let mut chars = text.char_indices();
        let mut last = chars.next();
        chars.filter_map(move |(at, two)| {
            let (before, one) = last.replace((at, two))?;
            self.0[Self::slot(one, two)].then_some(before)
        })
    }
}

fn tails_of_names(bare: &[Bare]) -> BTreeSet<String> {
    let known: BTreeSet<&str> = bare.iter().map(|name| name.text.as_str()).collect();
    let mut tails = BTreeSet::new();
    for name in &known {
        let starts: Vec<usize> = name.char_indices().map(|(at, _)| at).collect();
        for pair in starts.windows(3) {
            if known.contains(&name[pair[2]..]) {
                tails.insert(name[pair[0]..].to_owned());
            }
        }
    }
    tails
}

fn add(meaning: &mut Meaning, work: u32) {
    if !meaning.works.contains(&work) {
        meaning.works.push(work);
    }
}

struct Name {
    text: String,
    /// By its author, as a name to be found in running text: no marks around it.
    given: bool,
}

fn names_of(document: &Document) -> Vec<Name> {
    let meta = &document.meta;
    let mut names = vec![Name { text: meta.title.clone(), given: false }];
    names.extend(meta.short.iter().map(|short| Name { text: short.clone(), given: false }));
    names.extend(meta.aliases.iter().map(|alias| Name { text: alias.clone(), given: !alias.starts_with('《') }));
    names.retain(|name| !fold_title(&name.text).is_empty());
    names
}

/// Whether a name is looked for without marks, and if so whether only before a number.
fn bare_use(name: &str, given: bool) -> Option<bool> {
    let count = name.chars().count();
    let plain = name.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c) || c == '、');
    if !plain || !(2..=60).contains(&count) {
        return None;
    }
    let everyday = is_everyday(name);
    if given {
        return Some(everyday);
    }
    if name.ends_with("办法") || !name.ends_with(['法', '典']) {
        let law_like = ["条例", "细则", "通则"].iter().any(|end| name.ends_with(end)) && count > 4;
        return Some(!law_like);
    }
    Some(false)
}

/// 方案, 意见, 实施办法: kinds of texts, no names.
pub fn is_everyday(name: &str) -> bool {
    const KINDS: &str = "\
条例 规定 办法 细则 规则 决定 解释 意见 通知 公约 协定 议定书 纲要 规划 计划 方案 批复 \
规范 标准 章程 准则 通则 目录 公告 指引 指南 规程 安排 协议 法 本法 制度 要求 措施 \
条约 大纲 修正案";
    let core = ["实施", "暂行", "试行", "补充", "若干", "有关", "上述", "两个", "该"]
        .iter()
        .fold(name, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
    KINDS.split(' ').any(|kind| kind == core)
}

/// A title as it is compared: without 《》〈〉, blanks, quotation marks and 中华人民共和国;
/// full-width characters and interpuncts folded.
pub fn fold_title(title: &str) -> String {
    let mut out = String::with_capacity(title.len());
    for c in title.chars() {
        match c {
            '《' | '》' | '〈' | '〉' | '<' | '>' | '＜' | '＞' | '“' | '”' | '"' | '‘' | '’' | '\u{200b}'
            | '\u{feff}' => {}
            _ if c.is_whitespace() => {}
            '·' | '•' | '・' | '‧' | '．' => out.push('·'),
            '—' | '–' | '－' | '―' => out.push('-'),
            '！'..='～' => out.push(char::from_u32(c as u32 - 0xfee0).unwrap_or(c)),
            _ => out.push(c),
        }
    }
    if out.contains(STATE) { out.replace(STATE, "") } else { out }
}

/// 中发〔2017〕14号 with any brackets and widths.
pub fn fold_number(number: &str) -> String {
    let fold = |c: char| match c {
        '〔' | '[' | '［' | '（' | '(' | '【' => '[',
        '〕' | ']' | '］' | '）' | ')' | '】' => ']',
        '０'..='９' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    };
    let folded = number.chars().filter(|c| !c.is_whitespace()).map(fold).collect::<String>().replace(STATE, "");
    // 国务院第752号令 is 国务院令第752号.
    match folded.strip_suffix("号令").and_then(|rest| rest.rsplit_once('第')) {
        Some((office, number)) => format!("{office}令第{number}号"),
        None => folded,
    }
}

/// Whether a title that nobody here bears is that of a text at all: a licence, a newspaper
/// and a form stand in 《》 too.
pub fn is_title_of_text(title: &str) -> bool {
    const ENDS: &str = "\
法 法典 条例 规定 办法 细则 规则 决定 解释 意见 通知 公约 条约 协定 议定书 纲要 规划 \
计划 方案 批复 答复 复函 规范 标准 章程 准则 通则 总则 修正案 大纲 目录 名录 公告 通告 \
命令 指引 指南 规程 守则 安排 协议 声明 宣言 备忘录 税则 条令 制度 纪要 决议 预案 程序 \
指示 药典 大典 解答 须知 导则 要点 管制清单 负面清单 总纲 共同纲领 措施 函 公报 要求 分类 法令 惯例";
    let folded = fold_title(title);
    let core = strip_brackets(&folded);
    ENDS.split(' ').any(|end| core.ends_with(end)) && core.chars().count() > 1
}

/// Without （试行）, （二） at the end.
fn strip_brackets(folded: &str) -> &str {
    match (folded.ends_with(')'), folded.rfind('(')) {
        (true, Some(open)) => strip_brackets(&folded[..open]),
        _ => folded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_compared_without_marks_widths_and_state() {
        for (left, right) in [
            ("《中华人民共和国水法》", "水法"),
            ("关于适用〈水法〉的解释（二）", "关于适用《中华人民共和国水法》的解释(二)"),
            ("“十四五”规划", "十四五规划"),
            ("甲•乙公约", "甲·乙公约"),
        ] {
            assert_eq!(fold_title(left), fold_title(right), "{left}");
        }
    }

    #[test]
    fn a_licence_and_a_newspaper_are_no_texts() {
        for title in ["食品生产许可证", "人民日报", "外债登记表", "医疗器械注册证书", "义勇军进行曲"]
        {
            assert!(!is_title_of_text(title), "{title}");
        }
        for title in ["水法", "关于提高待遇的意见", "解释（二）", "实施办法(试行)", "巴黎公约"]
        {
            assert!(is_title_of_text(title), "{title}");
        }
    }
}
