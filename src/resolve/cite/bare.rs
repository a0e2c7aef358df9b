//! Numbers with no document named for them: 第五条, 第二款, （三）项.

use crate::model::corpus::{CiteKind, CiteState, Target};
use crate::model::document::{Kind, UnitKind};

use super::coordinate::{Rung, Step};
use super::meaning::{Base, Context, Meant, Spot, Why};
use super::scan::{Head, Mention};
use super::shape::Standpoint;

/// Citations looked back at for items of the same numbers.
const NEAR: usize = 12;

impl Context<'_> {
    /// A number with no document named for it.
    pub fn bare(&self, mention: &Mention, index: usize, spot: &Spot) -> Meant {
        let Some(element) = &mention.element else {
            return self.place(CiteKind::Bare, Base::Open(Vec::new()), mention, None, Why::NoDocument);
        };
        match element.steps[0].rung {
            Rung::Paragraph | Rung::Item | Rung::Point => self.bare_paragraph(element.steps[0].rung, mention, spot),
            rung => self.bare_article(rung, mention, index, spot),
        }
    }

    fn bare_article(&self, rung: Rung, mention: &Mention, index: usize, spot: &Spot) -> Meant {
        let here = Standpoint { unit: spot.unit, path: Vec::new() };
        let here = (rung < Rung::Article).then_some(&here);
        let place = |base: Base| {
            let why = if matches!(base, Base::Open(_)) { Why::NoDocument } else { Why::Nothing };
            let own = base == self.own();
            self.place(CiteKind::Bare, base, mention, here.filter(|_| own), why)
        };
        if self.amended.is_some() {
            return place(self.lead());
        }
        let shape = &self.names.shapes[self.doc as usize];
        let commentary = matches!(self.document().meta.kind, Kind::Qa | Kind::Guide | Kind::Speeches);
        let near = self
            .last_place
            .as_ref()
            .filter(|last| last.at == (spot.block, mention.sentence))
            .map(|last| last.base.clone());
        // 宪法第六条：“……”和第十一条: the list goes on.
        let goes_on = is_joined(spot.text, mention.range.start) || is_close(mention, index, spot);
        if let Some(near) = near.clone().filter(|_| goes_on) {
            return place(near);
        }
        if rung == Rung::Article && (commentary || !shape.has_articles) {
            return place(self.spoken_of());
        }
        let own = place(self.own());
        let Some(near) = near.filter(|near| *near != self.own()) else { return own };
        let other = place(near);
        match (own.state == CiteState::Linked, &other.state) {
            (true, CiteState::Broken) => own,
            (false, CiteState::Linked | CiteState::External) => other,
            // Both have such a number, and nothing says which is meant.
            (true, CiteState::Linked | CiteState::External) => place(Base::Open(Vec::new())),
            _ => own,
        }
    }

    /// 第二款, 第三项: of the place that a list goes on from, of this article, of the place
    /// named last.
    fn bare_paragraph(&self, first: Rung, mention: &Mention, spot: &Spot) -> Meant {
        let shape = &self.names.shapes[self.doc as usize];
        let here = (spot.block, mention.sentence);
        if let Some(last) = &self.last_place
            && (self.amended.is_some()
                || last.at == here && (!shape.has_articles || is_joined(spot.text, mention.range.start)))
        {
            let meant = self.below(CiteKind::Bare, last, mention);
            if self.amended.is_some() || meant.state == CiteState::Linked {
                return meant;
            }
        }
        // 禁忌从事的劳动范围的第一项, 第一部分第一项: of a list that has a name, not a number.
        if spot.text[..mention.range.start].ends_with(['的', '分'])
            && !spot.text[..mention.range.start].ends_with("区分")
        {
            return self.place(CiteKind::Bare, Base::Open(Vec::new()), mention, None, Why::NoDocument);
        }
        if let Some((doc, place)) = &self.head_sentence {
            let base = Base::Document { doc: *doc, doubt: false };
            let meant = self.place(CiteKind::Bare, base, mention, Some(place), Why::Nothing);
            if meant.state == CiteState::Linked {
                return meant;
            }
        }
        let own = self.own_paragraph(first, mention, spot);
        if own.state != CiteState::Broken {
            return own;
        }
        // Behind the articles, in a list annexed to them, a number is of one of its parts.
        let unit = &self.document().units[spot.unit as usize];
        if shape.has_articles && unit.kind == UnitKind::Division && !unit.level.is_law_division() {
            return self.place(CiteKind::Bare, Base::Open(Vec::new()), mention, None, Why::NumberTwice);
        }
        // This article has no such item: the article that the sentence has just named has it.
        match self.last_place.as_ref().filter(|last| last.at == here || last.base == self.own()) {
            Some(last) => {
                let meant = self.below(CiteKind::Bare, last, mention);
                if matches!(meant.state, CiteState::Linked | CiteState::External) { meant } else { own }
            }
            None => own,
        }
    }

    fn own_paragraph(&self, first: Rung, mention: &Mention, spot: &Spot) -> Meant {
        let own = |path: Vec<u16>| {
            let here = Standpoint { unit: spot.unit, path };
            self.place(CiteKind::Bare, self.own(), mention, Some(&here), Why::Nothing)
        };
        if first == Rung::Paragraph {
            return own(Vec::new());
        }
        // An item's own list comes first; else only one paragraph may have such an item.
        let near = own(spot.path.iter().copied().take(1).collect());
        if spot.path.len() > 1 && near.state == CiteState::Linked {
            return near;
        }
        let here = own(Vec::new());
        if here.state != CiteState::Broken || self.names.shapes[self.doc as usize].has_articles {
            return here;
        }
        // 上述第53项, in a text whose points are numbered 53.
        self.or_as_provision(here, mention)
    }

    /// 本方案第（一）项, in a text whose provisions are numbered （一）. Where they are not, the
    /// number may be of any of its lists.
    pub fn or_as_provision(&self, meant: Meant, mention: &Mention) -> Meant {
        let item = mention.element.as_ref().is_some_and(|element| element.steps[0].rung == Rung::Item);
        if !item || meant.state != CiteState::Broken || self.names.shapes[self.doc as usize].has_articles {
            return meant;
        }
        match self.as_provision(mention) {
            Some(target) => Meant { state: CiteState::Linked, targets: vec![target], why: Why::Nothing, ..meant },
            None if matches!(mention.head, Head::This { .. }) => {
                Meant { state: CiteState::Ambiguous, why: Why::NumberTwice, ..meant }
            }
            None => meant,
        }
    }

    /// 有第二款第三、四项情形的，对第三、四项情形审查: items that the sentence has just named.
    pub fn same_items(&self, meant: Meant, mention: &Mention, before: &[Option<Meant>], spot: &Spot) -> Meant {
        let lowest = |mention: &Mention| {
            let element = mention.element.as_ref().filter(|element| element.through.is_empty())?;
            element.steps.last().copied().filter(|step| step.rung == Rung::Item)
        };
        let Some(step) = lowest(mention).filter(|_| mention.element.as_ref().is_some_and(|e| e.steps.len() == 1))
        else {
            return meant;
        };
        let seen = &spot.scan.mentions[..before.len().min(spot.scan.mentions.len())];
        let near = seen.iter().zip(before).rev().take(NEAR);
        let mut same = near
            .filter(|(other, _)| other.sentence == mention.sentence && lowest(other) == Some(step))
            .filter_map(|(_, meant)| meant.as_ref().filter(|meant| meant.state == CiteState::Linked));
        match same.next() {
            Some(other) => Meant { kind: CiteKind::Bare, ..other.clone() },
            None => meant,
        }
    }

    fn as_provision(&self, mention: &Mention) -> Option<Target> {
        let element = mention.element.as_ref()?;
        let raise =
            |steps: &[Step]| -> Vec<Step> { steps.iter().map(|step| Step { rung: Rung::Article, ..*step }).collect() };
        let single = element.steps.len() == 1 && element.steps[0].rung == Rung::Item;
        single.then(|| self.find(self.doc, &raise(&element.steps), &raise(&element.through), None).ok())?
    }

    /// What an amending decision amends at this point.
    pub fn lead(&self) -> Base {
        // A text that bears the title of the text it amends does not amend itself.
        let lead = self.leads.last().map(|(_, base)| base.clone()).filter(|base| *base != self.own());
        lead.or_else(|| self.amended.clone()).unwrap_or(Base::Open(Vec::new()))
    }

    /// What a text without articles of its own speaks about.
    fn spoken_of(&self) -> Base {
        if let Some(about) = &self.about {
            return about.clone();
        }
        let mut named: Vec<&Base> = Vec::new();
        for base in &self.named {
            if !named.contains(&base) {
                named.push(base);
            }
        }
        match named[..] {
            [base] => base.clone(),
            [] => match self.names.spine.filter(|spine| *spine != self.doc && self.document().meta.kind != Kind::Law) {
                Some(doc) => Base::Document { doc, doubt: false },
                None => Base::Open(Vec::new()),
            },
            _ => Base::Open(Vec::new()),
        }
    }
}

/// Whether a number goes on from what stands before it: 和第五条, 、第二项.
fn is_joined(text: &str, start: usize) -> bool {
    text[..start].trim_end().ends_with(['和', '、', '及', '与', '或']) || text[..start].ends_with("或者")
}

/// 符合刑法第八条的规定，且不属于第九条: a few words behind another number.
fn is_close(mention: &Mention, index: usize, spot: &Spot) -> bool {
    let before = index.checked_sub(1).map(|before| &spot.scan.mentions[before]);
    before.filter(|other| other.sentence == mention.sentence && other.element.is_some()).is_some_and(|other| {
        let gap = &spot.text[other.range.end..mention.range.start];
        gap.len() <= 48 && !gap.contains('；') && gap.chars().count() <= 12
    })
}
