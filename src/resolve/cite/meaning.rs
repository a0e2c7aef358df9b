//! Says what a mention means: which document, which version, which place in it.

use crate::model::corpus::{CiteKind, CiteState, Target};
use crate::model::document::{Date, Document};

use super::super::names::{Names, fold_number, fold_title};
use super::amend::Amendment;
use super::boundary;
use super::coordinate::{Rung, Step};
use super::edition::Edition;
use super::scan::{Head, Mention, Named, Scan};
use super::shape::{Miss, Standpoint};
use super::walk;

/// The text that a number counts in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    Document {
        doc: u32,
        doubt: bool,
    },
    External,
    /// Works that may be meant; empty where none is named.
    Open(Vec<u32>),
}

/// What a mention means, and what the next element of its list starts from.
#[derive(Clone, Debug)]
pub struct Meant {
    pub kind: CiteKind,
    pub state: CiteState,
    pub targets: Vec<Target>,
    pub base: Base,
    pub doubt: bool,
    pub why: Why,
}

/// Why a mention is not linked; decides the finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    Nothing,
    /// Its document has no such number.
    NoSuchNumber,
    /// Several places bear the number.
    NumberTwice,
    /// The name may mean several texts.
    NameTwice,
    /// No document is named for it.
    NoDocument,
    /// 前款 with nothing before it.
    NothingPrecedes,
}

/// One document being read, and what its words have established so far.
pub struct Context<'c> {
    pub documents: &'c [Document],
    pub names: &'c Names,
    pub doc: u32,
    pub date: Option<Date>,
    pub own_work: u32,
    pub own_title: String,
    /// For an amending decision: the text that it amends, as far as its title says.
    pub amended: Option<Base>,
    /// For a text without articles of its own: the one law that its title names.
    pub about: Option<Base>,
    /// Texts named outside quotation marks by the divisions around this place, with their
    /// depth: what an amending decision's next lines amend.
    pub leads: Vec<(u8, Base)>,
    pub amendment: Option<Amendment>,
    /// Texts named in this paragraph so far, in order.
    pub named: Vec<Base>,
    /// The last place named in this paragraph (in an amending decision, in this point).
    pub last_place: Option<LastPlace>,
    /// The article that the sentence above a list of items speaks of.
    pub head_sentence: Option<(u32, Standpoint)>,
}

/// A place that was named, whether at hand or not.
#[derive(Clone, Debug)]
pub struct LastPlace {
    pub base: Base,
    pub target: Option<Target>,
    /// Block and sentence where it was named.
    pub at: (u32, u32),
}

/// Where a mention stands.
pub struct Spot<'s> {
    pub unit: u32,
    pub block: u32,
    pub path: &'s [u16],
    pub text: &'s str,
    pub scan: &'s Scan,
    /// The whole block is quoted from another text.
    pub quoted: bool,
}

impl Context<'_> {
    pub fn document(&self) -> &Document {
        &self.documents[self.doc as usize]
    }

    /// None for words that turn out to be no citation.
    pub fn mean(&self, mention: &Mention, before: &[Option<Meant>], spot: &Spot) -> Option<Meant> {
        let amending = self.amendment_around(mention, spot);
        let meant = match &mention.head {
            Head::Named(named) => self.named(named, mention, spot),
            Head::DocumentNumber => self.document_number(mention, before, spot)?,
            Head::Listed if is_collected(mention, spot) => self.collected(mention),
            Head::Listed => self.listed(mention, before)?,
            Head::That => {
                let base = self.named.last().cloned().filter(|_| !is_joined_to_unknown(mention, before.len(), spot));
                let why = if base.is_some() { Why::Nothing } else { Why::NoDocument };
                self.place(CiteKind::That, base.unwrap_or(Base::Open(Vec::new())), mention, None, why)
            }
            Head::ThatPlace => self.that_place(mention),
            _ if is_collected(mention, spot) => self.collected(mention),
            _ if amending.is_some() => amending?.mean(self, mention, spot),
            _ if let Some(base) = self.given_by(mention, before, spot) => self.mean_given(base, mention),
            // A rule or a reply that says 本法 quotes a law, and does not say which.
            Head::This { .. } if spot.text[mention.range.clone()].starts_with("本法") && self.is_no_law() => {
                self.place(CiteKind::This, Base::Open(Vec::new()), mention, None, Why::NoDocument)
            }
            Head::This { part } => {
                let part = part.clone().map(|range| &spot.text[range]);
                let unit = part.and_then(|part| self.names.shapes[self.doc as usize].titled(part));
                let here = unit.map(|unit| Standpoint { unit, path: Vec::new() });
                let meant = self.place(CiteKind::This, self.own(), mention, here.as_ref(), Why::Nothing);
                if here.is_none() { self.or_as_provision(meant, mention) } else { meant }
            }
            Head::Here(rung) => self.here(*rung, mention, spot),
            Head::Previous { count, rung } => walk::previous(self, *count, *rung, mention, spot),
            Head::Bare => {
                let meant = self.bare(mention, before.len(), spot);
                if meant.state == CiteState::Broken { self.same_items(meant, mention, before, spot) } else { meant }
            }
        };
        Some(meant)
    }

    /// Whether a document calls itself something else than a law.
    fn is_no_law(&self) -> bool {
        const KINDS: &[&str] =
            &["规定", "解释", "办法", "意见", "批复", "通知", "决定", "答复", "方案", "细则", "纪要"];
        let title = self.document().meta.title.trim_end_matches(['）', ')']);
        let title = title.rsplit_once(['（', '(']).map_or(title, |(core, _)| core);
        KINDS.iter().any(|kind| title.ends_with(kind))
    }

    /// The amendment in whose quotation marks a mention stands, if it does.
    pub fn amendment_around(&self, mention: &Mention, spot: &Spot) -> Option<&Amendment> {
        let amendment = self.amendment.as_ref()?;
        let inside = spot.quoted
            || mention.quote.is_some_and(|quote| amendment.holds(spot.block, spot.unit, spot.scan.quotes[quote].open));
        inside.then_some(amendment)
    }

    pub fn own(&self) -> Base {
        Base::Document { doc: self.doc, doubt: false }
    }

    fn named(&self, named: &Named, mention: &Mention, spot: &Spot) -> Meant {
        let base = self.base_of(named, mention, spot);
        let why = match &base {
            Base::Open(works) if works.is_empty() => Why::NoDocument,
            Base::Open(_) => Why::NameTwice,
            _ => Why::Nothing,
        };
        let part = named.part.clone().map(|range| &spot.text[range]);
        let here = part.and_then(|part| match base {
            Base::Document { doc, .. } => {
                let unit = self.names.shapes[doc as usize].titled(part)?;
                Some(Standpoint { unit, path: Vec::new() })
            }
            _ => None,
        });
        self.place(named.kind, base, mention, here.as_ref(), why)
    }

    fn base_of(&self, named: &Named, mention: &Mention, spot: &Spot) -> Base {
        let [work] = named.meaning.works[..] else {
            let open = named.unknown || !named.meaning.works.is_empty();
            return if open { Base::Open(named.meaning.works.clone()) } else { Base::External };
        };
        let calendar = &self.names.calendars[work as usize];
        let repealed = is_repealed(spot.text, &mention.range);
        if repealed && let Some(base) = self.repealed(work, mention, spot) {
            return base;
        }
        match named.edition {
            Edition::Year(year) => match calendar.of_year(year) {
                Some(doc) => return Base::Document { doc, doubt: false },
                None => return Base::Document { doc: calendar.current(), doubt: true },
            },
            Edition::On(day) => {
                let choice = calendar.on(Some(day));
                return Base::Document { doc: choice.doc, doubt: choice.doubt };
            }
            Edition::Former => {
                let former = calendar.former(self.date);
                return Base::Document { doc: former.doc, doubt: true };
            }
            Edition::Amended => {
                let choice = calendar.on(self.date);
                let fresh = calendar.is_fresh(choice.doc, self.date);
                return Base::Document { doc: choice.doc, doubt: choice.doubt || !fresh };
            }
            Edition::Then if work == self.own_work => return self.own(),
            Edition::Then => {}
        }
        let choice = calendar.on(self.date);
        Base::Document { doc: choice.doc, doubt: choice.doubt }
    }

    /// A text that this one repeals is older than this one, even where it bears its title.
    fn repealed(&self, work: u32, mention: &Mention, spot: &Spot) -> Option<Base> {
        let calendar = &self.names.calendars[work as usize];
        let from = spot.text[..mention.range.start].char_indices().rev().take(40).last().map_or(0, |(at, _)| at);
        let dated = super::super::versions::find_date(&spot.text[from..mention.range.start]);
        if let Some(doc) = dated.and_then(|(date, _)| calendar.of_date(date)).filter(|doc| *doc != self.doc) {
            return Some(Base::Document { doc, doubt: false });
        }
        let first = calendar.first();
        let newer = match (first, self.date) {
            (Some(first), Some(date)) => first >= date,
            _ => work == self.own_work,
        };
        (newer || work == self.own_work).then_some(Base::External)
    }

    fn document_number(&self, mention: &Mention, before: &[Option<Meant>], spot: &Spot) -> Option<Meant> {
        let number = &spot.text[mention.range.clone()];
        let own = self.document().meta.number.as_deref().is_some_and(|own| fold_number(own) == fold_number(number));
        if own || spot.text.trim() == number {
            return None;
        }
        let base = match self.names.number(number).map(|meaning| &meaning.works[..]) {
            Some([work]) => {
                let choice = self.names.calendars[*work as usize].on(self.date);
                Base::Document { doc: choice.doc, doubt: choice.doubt }
            }
            Some(works) => Base::Open(works.to_vec()),
            None => self.titled(mention, before, spot).unwrap_or(Base::External),
        };
        let why = if matches!(base, Base::Open(_)) { Why::NameTwice } else { Why::Nothing };
        Some(self.place(CiteKind::DocumentNumber, base, mention, None, why))
    }

    /// 《X》（法释〔2015〕16号): the number is X's, unless X says another of itself.
    fn titled(&self, mention: &Mention, before: &[Option<Meant>], spot: &Spot) -> Option<Base> {
        let last = before.len().checked_sub(1)?;
        let title = &spot.scan.mentions[last];
        let behind = matches!(&spot.text[title.range.end..mention.range.start], "（" | "(");
        let base = before[last].as_ref().filter(|_| behind && title.element.is_none())?.base.clone();
        match base {
            Base::Document { doc, .. } if self.documents[doc as usize].meta.number.is_some() => None,
            base => Some(base),
        }
    }

    /// 、第五条 after 刑法第三条: counts in what the element before it counted in.
    fn listed(&self, mention: &Mention, before: &[Option<Meant>]) -> Option<Meant> {
        let previous = before.get(mention.follows?)?.as_ref()?;
        let first = mention.element.as_ref()?.steps.first()?.rung;
        let last = previous.targets.last().map(|target| target.through.as_deref().unwrap_or(target));
        let here = last.and_then(|target| {
            let kept = match first {
                Rung::Item => 1,
                Rung::Point => 2,
                _ => 0,
            };
            let path = target.path.iter().copied().take(kept).collect();
            target.unit.map(|unit| Standpoint { unit, path })
        });
        let here = here.filter(|_| first >= Rung::Paragraph || first < Rung::Article);
        let why = if previous.state == CiteState::Broken && first >= Rung::Paragraph {
            Why::NoSuchNumber
        } else {
            previous.why
        };
        Some(self.place(CiteKind::Continued, previous.base.clone(), mention, here.as_ref(), why))
    }

    /// 香港法例第13章《某条例》: the chapter of a collection is the text that it names.
    fn collected(&self, mention: &Mention) -> Meant {
        self.place(CiteKind::Continued, Base::External, mention, None, Why::Nothing)
    }

    pub fn that_place(&self, mention: &Mention) -> Meant {
        match &self.last_place {
            Some(last) => self.below(CiteKind::That, last, mention),
            None => self.place(CiteKind::That, Base::Open(Vec::new()), mention, None, Why::NoDocument),
        }
    }

    /// A paragraph or an item of a place that was named before.
    pub fn below(&self, kind: CiteKind, last: &LastPlace, mention: &Mention) -> Meant {
        let first = mention.element.as_ref().map_or(Rung::Paragraph, |element| element.steps[0].rung);
        let kept = if first == Rung::Paragraph { 0 } else { 1 };
        let here = last.target.as_ref().and_then(|target| {
            let path = target.path.iter().copied().take(kept).collect();
            target.unit.map(|unit| Standpoint { unit, path })
        });
        self.place(kind, last.base.clone(), mention, here.as_ref(), Why::Nothing)
    }

    fn here(&self, rung: Rung, mention: &Mention, spot: &Spot) -> Meant {
        let unit = match rung {
            Rung::Article | Rung::Paragraph | Rung::Item | Rung::Point | Rung::Question => Some(spot.unit),
            rung => self.names.shapes[self.doc as usize].enclosing(self.document(), spot.unit, rung),
        };
        let kept = match rung {
            Rung::Paragraph => 1,
            Rung::Item => 2,
            Rung::Point => 3,
            _ => 0,
        };
        let here = unit.map(|unit| Standpoint { unit, path: spot.path.iter().copied().take(kept).collect() });
        self.place(CiteKind::This, self.own(), mention, here.as_ref(), Why::Nothing)
    }

    /// Looks a coordinate up in its text.
    pub fn place(&self, kind: CiteKind, base: Base, mention: &Mention, here: Option<&Standpoint>, why: Why) -> Meant {
        let meant = |state, targets, doubt, why, base| Meant { kind, state, targets, base, doubt, why };
        let (doc, doubt) = match base {
            Base::Document { doc, doubt } => (doc, doubt),
            Base::External => return meant(CiteState::External, Vec::new(), false, Why::Nothing, base),
            Base::Open(_) => {
                return meant(
                    CiteState::Ambiguous,
                    Vec::new(),
                    false,
                    if why == Why::Nothing { Why::NoDocument } else { why },
                    base,
                );
            }
        };
        let Some(element) = &mention.element else {
            let target = Target { doc, unit: None, path: Vec::new(), through: None };
            return meant(CiteState::Linked, vec![target], doubt, Why::Nothing, base);
        };
        match self.find(doc, &element.steps, &element.through, here) {
            Ok(target) => meant(CiteState::Linked, vec![target], doubt, Why::Nothing, base),
            // The version that is meant may well have had it.
            Err(_) if doubt => meant(CiteState::External, Vec::new(), false, Why::Nothing, base),
            Err(Miss::Absent) => meant(CiteState::Broken, Vec::new(), false, Why::NoSuchNumber, base),
            Err(Miss::Several) => meant(CiteState::Ambiguous, Vec::new(), false, Why::NumberTwice, base),
        }
    }

    pub fn find(&self, doc: u32, steps: &[Step], through: &[Step], here: Option<&Standpoint>) -> Result<Target, Miss> {
        let shape = &self.names.shapes[doc as usize];
        let mut target = shape.find(self.documents, doc, steps, here)?;
        if let Some(first) = through.first() {
            let kept = match first.rung {
                Rung::Item => 1,
                Rung::Point => 2,
                _ => 0,
            };
            let near =
                target.unit.map(|unit| Standpoint { unit, path: target.path.iter().copied().take(kept).collect() });
            let near = near.filter(|_| first.rung != Rung::Article);
            let last = shape.find(self.documents, doc, through, near.as_ref())?;
            if (last.unit, &last.path) < (target.unit, &target.path) {
                return Err(Miss::Absent);
            }
            target.through = Some(Box::new(last));
        }
        Ok(target)
    }

    /// Remembers what a mention has established for those after it.
    pub fn remember(&mut self, mention: &Mention, meant: &Meant, spot: &Spot) {
        if let Head::Named(_) = mention.head {
            // Two are enough to know that not one is meant; the last is what 该法 means.
            self.named.retain(|base| *base != meant.base);
            self.named.truncate(2);
            self.named.push(meant.base.clone());
            if mention.quote.is_none() && !spot.quoted && spot.path.len() <= 1 {
                let depth = self.document().units[spot.unit as usize].depth;
                self.leads.retain(|(other, _)| *other < depth);
                self.leads.push((depth, meant.base.clone()));
            }
        }
        // What amending words quote is not what the next 第二款 is of.
        if self.amended.is_some() && mention.quote.is_some() {
            return;
        }
        let target = meant.targets.first().filter(|target| target.unit.is_some()).cloned();
        let elsewhere = mention.element.is_some() && meant.state == CiteState::External;
        if target.is_some() || elsewhere {
            self.last_place = Some(LastPlace { base: meant.base.clone(), target, at: (spot.block, mention.sentence) });
        }
    }
}

fn is_collected(mention: &Mention, spot: &Spot) -> bool {
    let chapter = mention.element.as_ref().is_some_and(|element| element.steps.iter().all(|s| s.rung == Rung::Chapter));
    chapter && spot.text[mention.range.end..].starts_with('《')
}

/// 公司法和海岛法均有规定的，适用该法: the last name may be one that nobody here knows.
fn is_joined_to_unknown(mention: &Mention, index: usize, spot: &Spot) -> bool {
    let named = spot.scan.mentions[..index].iter().rev().find(|other| matches!(other.head, Head::Named(_)));
    let Some(between) = named.and_then(|named| spot.text.get(named.range.end..mention.range.start)) else {
        return false;
    };
    let rest = between.strip_prefix(['和', '与', '及', '或', '、']).map(|rest| rest.trim_start_matches('者'));
    rest.is_some_and(|rest| {
        rest.match_indices(['法', '例']).take(4).any(|(at, end)| {
            let (name, after) = rest.split_at(at + end.len());
            boundary::unknown_name(name) == Some(0) && !after.starts_with(['律', '规', '定', '人', '院'])
        })
    })
}

/// Whether the sentence goes on to repeal what it names.
fn is_repealed(text: &str, range: &std::ops::Range<usize>) -> bool {
    const WORDS: &[&str] = &["废止", "停止执行", "停止施行", "失效", "停止适用"];
    let rest = &text[range.end..];
    let rest = rest.char_indices().nth(400).map_or(rest, |(at, _)| &rest[..at]);
    let rest = rest.split(['。', '\n']).next().unwrap_or("");
    WORDS.iter().any(|word| rest.contains(word))
}

/// The title of a document as names are compared.
pub fn own_title(document: &Document) -> String {
    fold_title(&document.meta.title)
}
