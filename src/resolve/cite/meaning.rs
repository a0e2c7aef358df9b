//! Says what a mention means: which document, which version, which place in it.

use crate::model::corpus::{CiteKind, CiteState, Target};
use crate::model::document::{Date, Document, Kind};

use super::super::names::{Names, fold_number, fold_title};
use super::amend::Amendment;
use super::coordinate::{Rung, Step};
use super::scan::{Edition, Head, Mention, Named, Scan};
use super::shape::{Miss, Standpoint};
use super::walk;

/// The text that a number counts in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    Document { doc: u32, doubt: bool },
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
    /// Named last outside quotation marks in this division: what the next lines amend.
    pub lead: Option<Base>,
    pub amendment: Option<Amendment>,
    /// Texts named in this paragraph so far, in order.
    pub named: Vec<Base>,
    /// The last place named in this paragraph, for 该条 and 第二款 of an amended article.
    pub last_place: Option<(Base, Target, u32)>,
    /// The article that the sentence above a list of items speaks of.
    pub head_sentence: Option<(u32, Standpoint)>,
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
            Head::DocumentNumber => self.document_number(mention, spot)?,
            Head::Listed => self.listed(mention, before)?,
            Head::That => {
                let base = self.named.last().cloned();
                let why = if base.is_some() { Why::Nothing } else { Why::NoDocument };
                self.place(CiteKind::That, base.unwrap_or(Base::Open(Vec::new())), mention, None, why)
            }
            Head::ThatPlace => self.that_place(mention),
            _ if amending.is_some() => amending?.mean(self, mention, spot),
            Head::This => self.place(CiteKind::This, self.own(), mention, None, Why::Nothing),
            Head::Here(rung) => self.here(*rung, mention, spot),
            Head::Previous { count, rung } => walk::previous(self, *count, *rung, mention, spot),
            Head::Bare => self.bare(mention, spot),
        };
        Some(meant)
    }

    /// The amendment in whose quotation marks a mention stands, if it does.
    fn amendment_around(&self, mention: &Mention, spot: &Spot) -> Option<&Amendment> {
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
                let unit = self.names.shapes[doc as usize].titled(&self.documents[doc as usize], part)?;
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
            Edition::Former => return Base::Document { doc: calendar.current(), doubt: true },
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

    fn document_number(&self, mention: &Mention, spot: &Spot) -> Option<Meant> {
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
            None => Base::External,
        };
        let why = if matches!(base, Base::Open(_)) { Why::NameTwice } else { Why::Nothing };
        Some(self.place(CiteKind::DocumentNumber, base, mention, None, why))
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
        let why = if previous.state == CiteState::Broken && first >= Rung::Paragraph { Why::NoSuchNumber } else { previous.why };
        Some(self.place(CiteKind::Continued, previous.base.clone(), mention, here.as_ref(), why))
    }

    fn that_place(&self, mention: &Mention) -> Meant {
        match &self.last_place {
            Some((base, target, _)) => {
                let first = mention.element.as_ref().map_or(Rung::Paragraph, |element| element.steps[0].rung);
                let path = if first == Rung::Paragraph { Vec::new() } else { target.path.iter().copied().take(1).collect() };
                let here = target.unit.map(|unit| Standpoint { unit, path });
                self.place(CiteKind::That, base.clone(), mention, here.as_ref(), Why::Nothing)
            }
            None => self.place(CiteKind::That, Base::Open(Vec::new()), mention, None, Why::NoDocument),
        }
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

    /// A number with no document named for it.
    fn bare(&self, mention: &Mention, spot: &Spot) -> Meant {
        let Some(element) = &mention.element else {
            return self.place(CiteKind::Bare, Base::Open(Vec::new()), mention, None, Why::NoDocument);
        };
        let first = element.steps[0].rung;
        let shape = &self.names.shapes[self.doc as usize];
        let commentary = matches!(self.document().meta.kind, Kind::Qa | Kind::Guide | Kind::Speeches) || !shape.has_articles;
        if first <= Rung::Question {
            let base = if commentary && first == Rung::Article { self.spoken_of() } else { self.own() };
            let why = if matches!(base, Base::Open(_)) { Why::NoDocument } else { Why::Nothing };
            let here = Standpoint { unit: spot.unit, path: Vec::new() };
            return self.place(CiteKind::Bare, base, mention, (first < Rung::Article).then_some(&here), why);
        }
        // 增加一款作为第二款: of the article that the sentence has just named.
        if (self.amended.is_some() || !shape.has_articles)
            && let Some((base, target, sentence)) = &self.last_place
            && *sentence == mention.sentence
        {
            let path = if first == Rung::Paragraph { Vec::new() } else { target.path.iter().copied().take(1).collect() };
            let here = target.unit.map(|unit| Standpoint { unit, path });
            return self.place(CiteKind::Bare, base.clone(), mention, here.as_ref(), Why::Nothing);
        }
        if let Some((doc, place)) = &self.head_sentence {
            let base = Base::Document { doc: *doc, doubt: false };
            let meant = self.place(CiteKind::Bare, base, mention, Some(place), Why::Nothing);
            if meant.state == CiteState::Linked {
                return meant;
            }
        }
        let own = |path: Vec<u16>| {
            let here = Standpoint { unit: spot.unit, path };
            self.place(CiteKind::Bare, self.own(), mention, Some(&here), Why::Nothing)
        };
        if first == Rung::Paragraph {
            return own(Vec::new());
        }
        // An item's own list comes first; else only one paragraph may have such an item.
        let near = own(spot.path.iter().copied().take(1).collect());
        if spot.path.len() > 1 && near.state == CiteState::Linked { near } else { own(Vec::new()) }
    }

    /// What a text without articles of its own speaks about.
    fn spoken_of(&self) -> Base {
        if let Some(base) = self.lead.clone().filter(|_| self.amended.is_some()) {
            return base;
        }
        let mut named: Vec<&Base> = Vec::new();
        for base in &self.named {
            if !named.contains(&base) {
                named.push(base);
            }
        }
        match named[..] {
            [base] => base.clone(),
            [] => match (&self.amended, self.names.spine.filter(|spine| *spine != self.doc)) {
                (Some(amended), _) => amended.clone(),
                (None, Some(spine)) if self.document().meta.kind != Kind::Law => Base::Document { doc: spine, doubt: false },
                _ => Base::Open(Vec::new()),
            },
            _ => Base::Open(Vec::new()),
        }
    }

    /// Looks a coordinate up in its text.
    pub fn place(&self, kind: CiteKind, base: Base, mention: &Mention, here: Option<&Standpoint>, why: Why) -> Meant {
        let meant = |state, targets, doubt, why, base| Meant { kind, state, targets, base, doubt, why };
        let (doc, doubt) = match base {
            Base::Document { doc, doubt } => (doc, doubt),
            Base::External => return meant(CiteState::External, Vec::new(), false, Why::Nothing, base),
            Base::Open(_) => return meant(CiteState::Ambiguous, Vec::new(), false, if why == Why::Nothing { Why::NoDocument } else { why }, base),
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
            let near = target.unit.map(|unit| Standpoint { unit, path: target.path.iter().copied().take(kept).collect() });
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
    pub fn remember(&mut self, mention: &Mention, meant: &Meant) {
        if let Head::Named(_) = mention.head {
            self.named.push(meant.base.clone());
            if mention.quote.is_none() {
                self.lead = Some(meant.base.clone());
            }
        }
        if let Some(target) = meant.targets.first().filter(|target| target.unit.is_some()) {
            self.last_place = Some((meant.base.clone(), target.clone(), mention.sentence));
        }
    }
}

/// Whether the sentence goes on to repeal what it names.
fn is_repealed(text: &str, range: &std::ops::Range<usize>) -> bool {
    const WORDS: &[&str] = &["废止", "停止执行", "停止施行", "失效", "停止适用"];
    let rest = text[range.end..].split(['。', '\n']).next().unwrap_or("");
    let rest = rest.char_indices().nth(400).map_or(rest, |(at, _)| &rest[..at]);
    WORDS.iter().any(|word| rest.contains(word))
}

/// The title of a document as names are compared.
pub fn own_title(document: &Document) -> String {
    fold_title(&document.meta.title)
}
