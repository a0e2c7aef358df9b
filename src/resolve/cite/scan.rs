//! Goes once through a text and finds every string shaped like a citation. What it means
//! is for `meaning` to say: here only the words of the text count.

use std::ops::Range;

use crate::model::corpus::CiteKind;

use super::super::names::{Bare, Meaning, Names};
use super::coordinate::{self, Element, Rung, Step};
use super::edition::Edition;
use super::{boundary, names_in_text, number, relative};

/// Words shaped like a citation.
#[derive(Clone, Debug)]
pub struct Mention {
    pub range: Range<usize>,
    pub head: Head,
    /// The number, where there is one.
    pub element: Option<Element>,
    /// For an element of a list: the mention before it.
    pub follows: Option<usize>,
    /// Counted from 0 through the text; citations in one sentence share it.
    pub sentence: u32,
    /// Index in [`Scan::quotes`] of the quotation marks around it.
    pub quote: Option<usize>,
}

/// With what words a citation begins.
#[derive(Clone, Debug)]
pub enum Head {
    /// 本法, 本法总则
    This {
        part: Option<Range<usize>>,
    },
    Named(Named),
    /// 法释〔2020〕17号
    DocumentNumber,
    /// 本条, 本款, 本章
    Here(Rung),
    /// 该法, 同法
    That,
    /// 该条, 同款
    ThatPlace,
    /// 前款, 前两条; 0 for 前各项.
    Previous {
        count: u16,
        rung: Rung,
    },
    /// A number with nothing before it
    Bare,
    /// An element of a list after its first
    Listed,
}

#[derive(Clone, Debug)]
pub struct Named {
    pub meaning: Meaning,
    pub kind: CiteKind,
    pub edition: Edition,
    /// 总则 or 分则 between the name and the number.
    pub part: Option<Range<usize>>,
    /// A short name that nobody has defined: it may mean anything.
    pub unknown: bool,
}

/// A short name that this document has defined, from where it is defined on.
#[derive(Clone, Debug)]
pub struct Alias {
    /// Folded, for names in 《》.
    pub folded: String,
    /// As it is looked for without marks; None where it is only used with them.
    pub bare: Option<Bare>,
    pub meaning: Meaning,
}

/// A document may define this many short names; real ones have fewer than ten.
pub const MOST_ALIASES: usize = 64;

/// Quotation marks that are open or closed around a stretch.
#[derive(Clone, Debug)]
pub struct Quote {
    /// Offset of the opening mark.
    pub open: usize,
    pub close: Option<usize>,
}

/// The result for one text.
#[derive(Debug, Default)]
pub struct Scan {
    pub mentions: Vec<Mention>,
    pub quotes: Vec<Quote>,
    /// Work done, for the promise that it grows no faster than the text.
    pub steps: usize,
}

/// How a text is to be read.
pub struct Reading<'n> {
    pub names: &'n Names,
    /// The document's own title, folded: its bare name is not a citation.
    pub own_title: &'n str,
    /// Index of the document that is read.
    pub doc: u32,
}

/// A name in running text.
#[derive(Clone, Debug)]
pub struct Hit {
    pub range: Range<usize>,
    pub meaning: Meaning,
    pub needs_number: bool,
    pub kind: CiteKind,
}

pub struct Scanner<'s> {
    pub text: &'s str,
    pub reading: &'s Reading<'s>,
    pub aliases: &'s mut Vec<Alias>,
    /// Stretches that are not prose or that their author has spoken for, in order.
    pub masked: &'s [Range<usize>],
    hits: Vec<Hit>,
    next_hit: usize,
    next_mask: usize,
    pub scan: Scan,
    open_quotes: Vec<usize>,
    sentence: u32,
    pub sentence_start: usize,
    /// The words that define a short name; they are no citation.
    pub defined: Range<usize>,
}

/// Scans `text` from `start`, which lies behind its printed number.
pub fn scan(text: &str, start: usize, reading: &Reading, aliases: &mut Vec<Alias>, masked: &[Range<usize>]) -> Scan {
    let hits = names_in_text::hits(text, reading.names, aliases);
    let mut scanner = Scanner {
        text,
        reading,
        aliases,
        masked,
        hits,
        next_hit: 0,
        next_mask: 0,
        scan: Scan::default(),
        open_quotes: Vec::new(),
        sentence: 0,
        sentence_start: start,
        defined: 0..0,
    };
    scanner.run(start);
    scanner.scan
}

impl Scanner<'_> {
    fn run(&mut self, start: usize) {
        let mut at = start;
        let mut plain = 0;
        while let Some(c) = self.text[at..].chars().next() {
            let after = at + c.len_utf8();
            self.scan.steps += 1;
            if begins_nothing(c) {
                if at >= plain {
                    plain = self.plain_until(at);
                }
                if at < plain {
                    at = after;
                    continue;
                }
            }
            plain = 0;
            if let Some(end) = self.mask_at(at) {
                at = end;
                continue;
            }
            self.punctuation(c, at, after);
            if self.defined.contains(&at) {
                at = self.defined.end;
                continue;
            }
            let found = match self.hit_at(at) {
                Some(hit) => names_in_text::bare(self, hit),
                None => None,
            };
            let found = found.or_else(|| match c {
                '《' => names_in_text::title(self, at),
                '本' => relative::this_or_here(self, at),
                '该' | '同' | '此' => relative::that(self, at),
                '上' => relative::that(self, at).or_else(|| relative::previous(self, at)),
                '前' => relative::that(self, at).or_else(|| relative::previous(self, at)),
                '第' => number::order_behind(self, at).or_else(|| self.bare_number(at)),
                '（' | '(' => number::bracketed(self, at).or_else(|| self.bare_number(at)),
                '〔' | '[' | '［' | '【' => number::bracketed(self, at),
                '令' => number::order(self, at),
                _ => None,
            });
            at = found.filter(|end| *end > at).unwrap_or(after);
        }
    }

    /// Takes a short name that has just been defined: it counts from here on.
    pub fn learn(&mut self, alias: Alias, from: usize) {
        if let Some(bare) = &alias.bare {
            names_in_text::add_hits(&mut self.hits, self.text, from, bare);
        }
        self.aliases.push(alias);
    }

    /// Where the next name, masked or defined stretch begins: up to there only the character counts.
    fn plain_until(&mut self, at: usize) -> usize {
        if self.mask_at(at).is_some() || self.hit_at(at).is_some() || self.defined.contains(&at) {
            return at;
        }
        let mask = self.masked.get(self.next_mask).map_or(usize::MAX, |mask| mask.start);
        let hit = self.hits.get(self.next_hit).map_or(usize::MAX, |hit| hit.range.start);
        let defined = if self.defined.start > at { self.defined.start } else { usize::MAX };
        mask.min(hit).min(defined)
    }

    fn mask_at(&mut self, at: usize) -> Option<usize> {
        while self.masked.get(self.next_mask).is_some_and(|mask| mask.end <= at) {
            self.next_mask += 1;
        }
        self.masked.get(self.next_mask).filter(|mask| mask.start <= at && at < mask.end).map(|mask| mask.end)
    }

    fn hit_at(&mut self, at: usize) -> Option<Hit> {
        while self.hits.get(self.next_hit).is_some_and(|hit| hit.range.start < at) {
            self.next_hit += 1;
        }
        self.hits.get(self.next_hit).filter(|hit| hit.range.start == at).cloned()
    }

    fn punctuation(&mut self, c: char, at: usize, after: usize) {
        match c {
            '。' | '！' | '？' | '\n' | '\t' | '|' => {
                self.sentence += 1;
                self.sentence_start = after;
            }
            '“' | '‘' | '「' | '『' => self.open_quote(at),
            '”' | '’' | '」' | '』' => self.close_quote(at),
            '"' if self.open_quotes.is_empty() => self.open_quote(at),
            '"' => self.close_quote(at),
            _ => {}
        }
    }

    fn open_quote(&mut self, at: usize) {
        self.open_quotes.push(self.scan.quotes.len());
        self.scan.quotes.push(Quote { open: at, close: None });
    }

    fn close_quote(&mut self, at: usize) {
        if let Some(quote) = self.open_quotes.pop() {
            self.scan.quotes[quote].close = Some(at);
        }
    }

    /// What stands before an offset in its own sentence, at most this many bytes of it.
    pub fn before(&self, at: usize, most: usize) -> &str {
        let from = self.sentence_start.max(at.saturating_sub(most)).min(at);
        let from = (from..=at).find(|offset| self.text.is_char_boundary(*offset)).unwrap_or(at);
        &self.text[from..at]
    }

    /// Where the last mention ends: nothing before it can be taken again.
    pub fn free_from(&self) -> usize {
        self.scan.mentions.last().map_or(0, |mention| mention.range.end)
    }

    fn bare_number(&mut self, at: usize) -> Option<usize> {
        if at < self.free_from() {
            return None;
        }
        if self.text[at..].starts_with('第') {
            let elements = coordinate::read(self.text, at, None)?;
            if elements[0].lowest() == Some(Rung::Question) {
                return None;
            }
            let before = self.before(at, 24);
            // 刑法第二百三十六第三款: the 条 is lost, and with it what the 款 is of.
            if before.ends_with(|c: char| c.is_ascii_digit() || "一二三四五六七八九十百千".contains(c))
                && before.contains('第')
            {
                return Some(elements.last()?.range.end);
            }
            // 附录第三条、第四条: none of them is an article of the text itself.
            if let Some(start) = annex_before(before, at) {
                let named = Named {
                    meaning: Meaning::default(),
                    kind: CiteKind::Bare,
                    edition: Edition::Then,
                    part: None,
                    unknown: false,
                };
                return Some(self.push(Head::Named(named), start.max(self.free_from()), elements));
            }
            // 分则第四章 of a law whose name was not understood.
            if ["总则", "分则", "附则"].iter().any(|part| before.ends_with(part)) {
                let named = Named {
                    meaning: Meaning::default(),
                    kind: CiteKind::Bare,
                    edition: Edition::Then,
                    part: None,
                    unknown: true,
                };
                return Some(self.push(Head::Named(named), at, elements));
            }
            if elements[0].steps[0].rung <= Rung::Article
                && let Some((start, named)) = names_in_text::unknown_before(self, at)
            {
                // 日本法第三条: the laws of other places are none of ours.
                if boundary::is_foreign(&self.text[start..at]) {
                    return Some(elements.last()?.range.end);
                }
                return Some(self.push(Head::Named(named), start, elements));
            }
            return Some(self.push(Head::Bare, at, elements));
        }
        // （三）项, of whatever list is meant; （三） alone is a mark.
        let elements =
            coordinate::read(self.text, at, Some(Rung::Paragraph)).filter(|elements| !elements[0].bracketed)?;
        Some(self.push(Head::Bare, at, elements))
    }

    /// Records a head with the number that follows it at `at`, and the list that it opens.
    /// None where no number follows.
    pub fn with_number(&mut self, head: Head, start: usize, at: usize, below: Option<Rung>) -> Option<usize> {
        // 本法的第三条, 《解释》原第七条
        let between = ["的", "原", "中"].iter().find(|word| {
            below.is_none() && self.text[at..].strip_prefix(**word).is_some_and(|rest| rest.starts_with('第'))
        });
        let joined = at + between.map_or(0, |word| word.len());
        let joined = coordinate::skip_blanks(self.text, joined);
        let elements =
            coordinate::read(self.text, joined, below).or_else(|| self.bracketed_provision(joined, &head))?;
        Some(self.push(head, start, elements))
    }

    /// 《方案》（十二）, where provisions are marked so.
    fn bracketed_provision(&self, at: usize, head: &Head) -> Option<Vec<Element>> {
        let works = match head {
            Head::Named(named) => &named.meaning.works[..],
            Head::This { .. } => &[],
            _ => return None,
        };
        let names = self.reading.names;
        let marked = |doc: usize| names.shapes.get(doc).is_some_and(|shape| shape.bracketed);
        let fits = match works {
            [] => matches!(head, Head::This { .. }) && marked(self.reading.doc as usize),
            works => {
                works.iter().any(|work| names.calendars[*work as usize].documents().any(|doc| marked(doc as usize)))
            }
        };
        if !fits {
            return None;
        }
        let mut elements =
            coordinate::read(self.text, at, Some(Rung::Section)).filter(|elements| elements[0].bracketed)?;
        for step in elements.iter_mut().flat_map(|element| element.steps.iter_mut().chain(&mut element.through)) {
            step.rung = Rung::Article;
        }
        Some(elements)
    }

    /// Records a mention without a number.
    pub fn alone(&mut self, head: Head, range: Range<usize>) -> usize {
        let end = range.end;
        self.record(Mention { range, head, element: None, follows: None, sentence: self.sentence, quote: None });
        end
    }

    /// 前款 and what its list goes on with: 前款和第五条.
    pub fn alone_in_list(&mut self, head: Head, range: Range<usize>, rung: Rung) -> usize {
        let end = self.alone(head, range.clone());
        let step = Step { rung, number: crate::model::document::Number { main: 1, inserted: 0 } };
        self.go_on(Element { range, steps: vec![step], through: Vec::new(), bracketed: false }, end)
    }

    fn push(&mut self, head: Head, start: usize, elements: Vec<Element>) -> usize {
        let mut head = Some(head);
        let mut last = elements[0].clone();
        for element in elements {
            let listed = head.is_none();
            let from = if listed { element.range.start } else { start };
            self.record(Mention {
                range: from..element.range.end,
                head: head.take().unwrap_or(Head::Listed),
                element: Some(element.clone()),
                follows: listed.then(|| self.scan.mentions.len() - 1),
                sentence: self.sentence,
                quote: None,
            });
            last = element;
        }
        let end = last.range.end;
        self.go_on(last, end)
    }

    fn record(&mut self, mut mention: Mention) {
        mention.quote = self.open_quotes.first().copied();
        self.scan.mentions.push(mention);
    }

    /// The rest of a list: 、第五条 and 和第七条第二款.
    fn go_on(&mut self, mut last: Element, mut end: usize) -> usize {
        while let Some(elements) = self.next_in_list(&last, end) {
            for element in elements {
                self.scan.steps += 1;
                self.record(Mention {
                    range: element.range.clone(),
                    head: Head::Listed,
                    element: Some(element.clone()),
                    follows: Some(self.scan.mentions.len() - 1),
                    sentence: self.sentence,
                    quote: None,
                });
                last = element;
            }
            end = last.range.end;
        }
        end
    }

    fn next_in_list(&self, last: &Element, end: usize) -> Option<Vec<Element>> {
        let text = self.text;
        if let Some(at) = coordinate::read_join(text, end) {
            let at = coordinate::skip_blanks(text, at);
            return coordinate::read_next(text, at, last).filter(|found| self.goes_on(found));
        }
        let rest = &text[end..];
        if let Some(after) = rest.strip_prefix('，').or_else(|| rest.strip_prefix(',')) {
            let at = text.len() - after.len();
            let next = after.starts_with('第').then(|| coordinate::read(text, at, None))??;
            return (next[0].steps[0].rung == last.lowest()?
                && next[0].lowest() == last.lowest()
                && self.goes_on(&next))
            .then_some(next);
        }
        self.joined_by_words(last, end).filter(|next| self.goes_on(next))
    }

    /// 第三条规定和第五条, and 第九条所列第（一）项: words may stand between.
    fn joined_by_words(&self, last: &Element, end: usize) -> Option<Vec<Element>> {
        let rest = &self.text[end..];
        let at_end = |rest: &str| self.text.len() - rest.len();
        for said in ["的规定", "规定", "的", "所列"] {
            let Some(after) = rest.strip_prefix(said) else { continue };
            let join = ["和", "或者", "以及", "及", "与", "或", "、"].iter().find_map(|join| after.strip_prefix(*join));
            if let Some(next) = join.filter(|next| next.starts_with('第')) {
                return coordinate::read(self.text, at_end(next), None);
            }
        }
        const LISTED: &[&str] =
            &["所列", "所列的", "所规定的", "规定的", "中的", "中", "的", "列举的", "所述的", "所述", "所称的"];
        let below = last.lowest()?;
        for said in LISTED {
            let Some(next) = rest.strip_prefix(*said).filter(|next| next.starts_with(['第', '（', '('])) else {
                continue;
            };
            return coordinate::read(self.text, at_end(next), Some(below)).filter(|next| !next[0].bracketed);
        }
        None
    }

    /// Not where the author has spoken for the words himself.
    fn goes_on(&self, elements: &[Element]) -> bool {
        let range = elements[0].range.start..elements[elements.len() - 1].range.end;
        !self.masked[self.next_mask.min(self.masked.len())..]
            .iter()
            .take_while(|mask| mask.start < range.end)
            .any(|mask| mask.end > range.start)
    }
}

/// Where 附录 or 附件2 begins, if the text before a number ends with it.
fn annex_before(before: &str, at: usize) -> Option<usize> {
    let name = before
        .trim_end_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
        .trim_end_matches([' ', '\u{3000}']);
    let word = ["附件", "附录", "附表"].iter().find(|word| name.ends_with(**word))?;
    Some(at - before.len() + name.len() - word.len())
}

/// A character with which neither a citation nor a mark begins: most of any text.
fn begins_nothing(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c) && !matches!(c, '本' | '该' | '同' | '此' | '上' | '前' | '第' | '令')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::config::Config;

    fn steps(text: &str) -> usize {
        let names = Names::new(&[], &[], &Config::default());
        let reading = Reading { names: &names, own_title: "", doc: 0 };
        let scan = scan(text, 0, &reading, &mut Vec::new(), &[]);
        scan.steps + scan.mentions.len() + scan.quotes.len()
    }

    #[test]
    fn work_grows_no_faster_than_the_text() {
        for pattern in [
            "第",
            "第一",
            "第一条",
            "第一条至",
            "第一条、",
            "第一条第二款第三项",
            "（",
            "（一）",
            "（一）、",
            "第（一）（二）",
            "《",
            "《》",
            "《甲法》",
            "《甲《",
            "《甲法》（",
            "前款",
            "前前",
            "本",
            "本法第",
            "本法第一条和",
            "该法第一条",
            "刑法",
            "刑法第一条、",
            "“",
            "“”",
            "以下简称",
            "《甲法》（以下简称乙法）",
            "〔2020〕1号",
            "甲〔2020〕1号",
            "令第1号",
            "国务院令第1号",
            "一二三四",
            "第十百千万",
            "某某法第一条",
            "[[",
            "第一条规定的第二款",
            "法",
        ] {
            let (short, long) = (steps(&pattern.repeat(200)), steps(&pattern.repeat(400)));
            assert!(long <= 2 * short + 40, "{pattern}: {short} steps, then {long}");
        }
    }
}
