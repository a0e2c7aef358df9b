//! Looks each claim up in the documents it may mean, and keeps the best agreement.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use super::align::chain;
use super::claims::{Claim, Said, block_claim, find_claims, follows_preposition, leads_in};
use super::fold::{Folded, is_same_print};
use super::grade::{Finding, Manner, Quoted, weigh};
use super::index::{Asked, Index};
use super::reading::Reading;
use super::shelf::{BlockErrata, Shelf, errata_by_block};
use crate::model::corpus::{Citation, CiteState, Difference, Grade, Quotation, Target};
use crate::model::document::{Block, BlockKind, Document, Kind, Place, Unit, UnitKind};

pub struct Located {
    pub quotation: Quotation,
    /// A finding is due where it does not agree.
    pub is_accused: bool,
}

/// Fewer letters than this say nothing.
const SHORTEST: usize = 4;
/// A term that is not found in the law it is said to be in may be put in other words there.
const SHORTEST_ACCUSED: usize = 8;
/// Letters of a lead-in without a colon that, nearly all of them found, leave no doubt.
const SURE: usize = 24;
/// A quotation that names nobody must be long enough to be certain.
const SHORTEST_NAMELESS: usize = 12;
/// Letters that are looked at after a colon, and between marks.
const LONGEST_LEAD_IN: usize = 1200;
const LONGEST: usize = 6000;

pub fn locate(index: &Index, doc: usize, citations: &[Citation]) -> (Vec<Located>, Asked) {
    let asked = RefCell::new(Asked::default());
    let document = &index.documents[doc];
    let (errata, left_out) = errata_by_block(doc, index.errata);
    let mut located = Vec::new();
    for (unit_index, unit) in document.units.iter().enumerate() {
        if left_out.contains(&(unit_index as u32)) {
            continue;
        }
        for (block_index, block) in unit.blocks.iter().enumerate() {
            if block.is_heading()
                || block.quoted
                || matches!(block.kind, BlockKind::Code(_) | BlockKind::Rule | BlockKind::Table(_))
            {
                continue;
            }
            let at = Place { doc: doc as u32, unit: unit_index as u32, block: block_index as u32, start: 0, end: 0 };
            let quoting = Quoting { index, at, errata: &errata, citations, asked: &asked };
            let next = unit.blocks.get(block_index + 1);
            quoting.block(block, next, &mut located);
        }
    }
    (located, asked.into_inner())
}

/// A block's text in one reading.
struct Side<'t> {
    reading: Reading<'t>,
    folded: Folded,
}

impl<'t> Side<'t> {
    fn new(reading: Reading<'t>) -> Side<'t> {
        let folded = Folded::of(&reading);
        Side { reading, folded }
    }
}

/// The block in which quotations are looked for.
struct Quoting<'a, 'd> {
    index: &'a Index<'d>,
    at: Place,
    errata: &'a BlockErrata,
    citations: &'a [Citation],
    asked: &'a RefCell<Asked>,
}

/// One agreement, and what it was reached through.
struct Agreement {
    doc: usize,
    is_corrected: bool,
    finding: Finding,
    errata: Vec<usize>,
}

impl Quoting<'_, '_> {
    fn block(&self, block: &Block, next: Option<&Block>, located: &mut Vec<Located>) {
        if !worth_reading(&block.text) && block.kind != BlockKind::Quote {
            return;
        }
        let printed = Side::new(Reading::printed(&block.text));
        let corrected = self
            .errata
            .get(&(self.at.unit, self.at.block))
            .map(|ranges| Side::new(Reading::corrected(&block.text, ranges, self.index.errata)));
        let mut claims = self.claims(&printed.reading, block, next);
        let Some(corrected) = corrected else {
            self.cited_lead_ins(&block.text, &mut claims);
            located.extend(claims.iter().filter_map(|claim| self.one(&[(&printed, claim)])));
            return;
        };
        // Errata mend marks too, so what is a quotation is read from the corrected text.
        for mended in &self.claims(&corrected.reading, block, next) {
            let range = corrected.reading.in_print(mended.range.clone());
            let as_printed = claims.iter().find(|claim| {
                claim.manner == mended.manner && claim.range.start < range.end && range.start < claim.range.end
            });
            let readings: Vec<(&Side, &Claim)> =
                as_printed.map(|claim| (&printed, claim)).into_iter().chain([(&corrected, mended)]).collect();
            located.extend(self.one(&readings));
        }
    }

    fn claims(&self, reading: &Reading, block: &Block, next: Option<&Block>) -> Vec<Claim> {
        match block.kind {
            BlockKind::Quote => {
                block_claim(&reading.text, next.map(|next| next.text.as_str()), &self.index.names).into_iter().collect()
            }
            _ => find_claims(&reading.text, &self.index.names),
        }
    }

    /// One quotation in one or two readings of its block.
    fn one(&self, readings: &[(&Side, &Claim)]) -> Option<Located> {
        let (side, claim) = readings.last().copied()?;
        match &claim.said {
            Said::Nobody => match self.cited(&side.reading, claim) {
                Some(cited) => self.one(&[(side, &cited)]),
                None => self.nameless(&side.reading, claim),
            },
            Said::Elsewhere => self.unknown(side, claim),
            Said::Here(docs) => self.named(readings, docs),
        }
    }

    /// The claim as said by the citation that leads in: `刑法第二百一十九条规定的“…”`.
    fn cited(&self, reading: &Reading, claim: &Claim) -> Option<Claim> {
        let open = reading.text[..claim.range.start].char_indices().next_back()?.0;
        let before = reading.in_print(0..open).end;
        let key = (self.at.doc, self.at.unit, self.at.block);
        let after = self.citations.partition_point(|other| {
            let own = (other.at.doc, other.at.unit, other.at.block);
            own < key || own == key && other.at.end as usize <= before
        });
        let citation =
            self.citations[..after].last().filter(|other| (other.at.doc, other.at.unit, other.at.block) == key)?;
        let block =
            &self.index.documents[self.at.doc as usize].units[self.at.unit as usize].blocks[self.at.block as usize];
        let is_loose = leads_in(&block.text[citation.at.end as usize..before])?;
        let (said, cited) = self.said_by(citation)?;
        Some(Claim { said, is_loose, cited, ..claim.clone() })
    }

    /// The document that a citation means, in all its versions: another than the one it
    /// leads to may be quoted.
    fn said_by(&self, citation: &Citation) -> Option<(Said, Option<Target>)> {
        let target = citation.targets.first().filter(|target| target.doc != self.at.doc)?;
        let versions = self.index.names.find(&self.index.documents[target.doc as usize].meta.title);
        let docs = if versions.contains(&target.doc) { versions.to_vec() } else { vec![target.doc] };
        let is_linked = citation.state == CiteState::Linked;
        is_linked.then(|| (Said::Here(docs), Some(target.clone())))
    }

    /// `刑法第十三条规定：…`: a lead-in by a name that only the citation knows. In a law what
    /// follows is as a rule its own.
    fn cited_lead_ins(&self, text: &str, claims: &mut Vec<Claim>) {
        let key = (self.at.doc, self.at.unit, self.at.block);
        let from = self.citations.partition_point(|other| (other.at.doc, other.at.unit, other.at.block) < key);
        let own =
            self.citations[from..].iter().take_while(|other| (other.at.doc, other.at.unit, other.at.block) == key);
        let is_law = self.index.documents[self.at.doc as usize].meta.kind == Kind::Law;
        for citation in own {
            let (before, after) = (&text[..citation.at.start as usize], &text[citation.at.end as usize..]);
            let Some((colon, c)) = after.char_indices().take(12).find(|(_, c)| matches!(c, '：' | ':')) else {
                continue;
            };
            let start = citation.at.end as usize + colon + c.len_utf8();
            let is_other = text[start..].trim_start().starts_with(['“', '「', '『']) || text[start..].trim().is_empty();
            if is_other || leads_in(&after[..colon + c.len_utf8()]) != Some(false) {
                continue;
            }
            let at = claims.partition_point(|claim| claim.range.start < start);
            if at > 0 && start < claims[at - 1].range.end
                || claims.get(at).is_some_and(|claim| claim.range.start == start)
            {
                continue;
            }
            let Some((said, cited)) = self.said_by(citation) else { continue };
            let end = claims.get(at).map_or(text.len(), |next| next.range.start);
            let is_loose = is_law || follows_preposition(before);
            let claim = Claim { range: start..end, manner: Manner::LeadIn, said, provision: None, cited, is_loose };
            claims.insert(at, claim);
        }
    }

    fn place(&self, reading: &Reading, range: Range<usize>) -> Place {
        let printed = reading.in_print(range);
        Place { start: printed.start as u32, end: printed.end as u32, ..self.at }
    }

    fn quotation(&self, reading: &Reading, range: Range<usize>, grade: Grade) -> Quotation {
        let at = self.place(reading, balance(&reading.text, range));
        Quotation {
            at,
            grade,
            found: Vec::new(),
            places: Vec::new(),
            differences: Vec::new(),
            errata: Vec::new(),
            claimed: None,
        }
    }

    fn unknown(&self, Side { reading, folded }: &Side, claim: &Claim) -> Option<Located> {
        let letters = letters(folded, claim);
        if letters.len() < SHORTEST_ACCUSED || (claim.manner == Manner::Marked && claim.is_loose) {
            return None;
        }
        // Nobody can say how far a lead-in goes on; its first sentence is surely meant.
        let end = match claim.manner {
            Manner::Marked => letters.end,
            Manner::LeadIn => {
                (letters.start + 1..letters.end).find(|at| folded.sentence_before(*at)).unwrap_or(letters.end)
            }
        };
        let quotation = self.quotation(reading, folded.bytes(&(letters.start..end)), Grade::CannotCheck);
        Some(Located { quotation, is_accused: false })
    }

    fn nameless(&self, reading: &Reading, claim: &Claim) -> Option<Located> {
        let text = &reading.text[claim.range.clone()];
        let folded = Folded::of(&Reading::printed(text));
        if folded.len() < SHORTEST_NAMELESS || is_term(text, folded.len(), &reading.text[claim.range.end..]) {
            return None;
        }
        let own_title = &self.index.documents[self.at.doc as usize].meta.title;
        let documents = self.index.documents;
        let places: Vec<Place> = self
            .index
            .places_of(&folded, 16, &mut self.asked.borrow_mut())
            .into_iter()
            .filter(|place| documents[place.doc as usize].meta.title != *own_title && !is_set_off(documents, place))
            .collect();
        let place = the_one(&places, documents, self.at.doc as usize)?;
        let source = &documents[place.doc as usize].units[place.unit as usize].blocks[place.block as usize].text;
        let bytes = claim.range.start + folded.bytes(&(0..folded.len())).start
            ..claim.range.start + folded.bytes(&(0..folded.len())).end;
        let is_verbatim =
            is_same_print([&reading.text[bytes.clone()]].into_iter(), [&source[place.range()]].into_iter());
        let mut quotation = self.quotation(reading, bytes, if is_verbatim { Grade::Verbatim } else { Grade::Folded });
        quotation.found = vec![target_of(documents, &place)];
        quotation.places = vec![place];
        quotation.errata = if is_verbatim { Vec::new() } else { reading.errata_in(&claim.range).collect() };
        Some(Located { quotation, is_accused: false })
    }

    fn named(&self, readings: &[(&Side, &Claim)], docs: &[u32]) -> Option<Located> {
        let (candidates, certain) = candidates(self.index.documents, docs, self.at.doc as usize);
        let mut best: Option<(Agreement, usize)> = None;
        for (which, (side, claim)) in readings.iter().enumerate() {
            for doc in &candidates {
                for is_corrected in [false, true] {
                    let Some(shelf) = self.shelf(*doc, is_corrected) else { continue };
                    let Some(mut agreement) = self.agree(side, claim, shelf) else { continue };
                    agreement.is_corrected = is_corrected;
                    if best.as_ref().is_none_or(|(other, _)| order(&agreement) < order(other)) {
                        best = Some((agreement, which));
                    }
                }
            }
        }
        let (side, claim) = *readings.last()?;
        let claimed = candidates.first().map(|doc| *doc as u32);
        let Some((agreement, which)) = best else {
            return self.not_found(side, claim, claimed, certain);
        };
        if claim.is_loose
            && agreement.finding.extent.len() < SHORTEST_ACCUSED
            && agreement.finding.grade == Grade::Differs
        {
            return None;
        }
        let quotation = self.assemble(readings[which].0, &agreement);
        let finding = &agreement.finding;
        // Without a colon too, so many of its very words are a quotation and no report.
        let is_sure = claim.manner == Manner::LeadIn
            && finding.extent.len() >= SURE
            && finding.matched * 10 >= finding.extent.len() * 9;
        let is_accused = certain && (!claim.is_loose || is_sure);
        // The version quoted from may not be at hand; what is changed in this one is no fault.
        if !certain && agreement.finding.grade == Grade::Differs {
            return self.not_found(side, claim, claimed, certain);
        }
        Some(Located { quotation, is_accused })
    }

    fn shelf(&self, doc: usize, is_corrected: bool) -> Option<&Shelf<'_>> {
        self.asked.borrow_mut().documents.insert(doc as u32);
        if is_corrected { self.index.corrected(doc) } else { Some(self.index.printed(doc)) }
    }

    fn agree(&self, Side { reading, folded }: &Side, claim: &Claim, shelf: &Shelf) -> Option<Agreement> {
        let range = letters(folded, claim);
        if range.len() < SHORTEST {
            return None;
        }
        let runs = chain(folded, range.clone(), shelf, &self.said_to_stand(claim, shelf));
        let quoted = Quoted { text: &reading.text, folded, range, manner: claim.manner };
        let finding = weigh(&quoted, shelf, &runs)?;
        let mut errata: Vec<usize> = reading.errata_in(&folded.bytes(&finding.extent)).collect();
        for source in &finding.source {
            for (block, part) in shelf.by_block(source.clone()) {
                errata.extend(shelf.blocks[block].reading.errata_in(&shelf.bytes(&part)));
            }
        }
        errata.sort_unstable();
        errata.dedup();
        Some(Agreement { doc: shelf.doc, is_corrected: false, finding, errata })
    }

    /// The cited paragraph, and the provision around it.
    fn said_to_stand(&self, claim: &Claim, shelf: &Shelf) -> Vec<Range<usize>> {
        let units = &self.index.documents[shelf.doc].units;
        let cited = claim.cited.as_ref().filter(|cited| cited.doc as usize == shelf.doc);
        if let Some((unit, path)) = cited.and_then(|cited| Some((cited.unit? as usize, &cited.path))) {
            let paragraph = shelf.letters_of(unit, |block| units[unit].blocks[block].path.starts_with(path));
            return vec![paragraph, shelf.letters_of(unit, |_| true)];
        }
        let is_named = |unit: &Unit| unit.kind == UnitKind::Provision && unit.number == claim.provision;
        let unit = claim.provision.and_then(|_| units.iter().position(is_named));
        unit.map(|unit| shelf.letters_of(unit, |_| true)).into_iter().collect()
    }

    fn assemble(&self, Side { reading, folded }: &Side, agreement: &Agreement) -> Quotation {
        let finding = &agreement.finding;
        let documents = self.index.documents;
        let shelf = self.shelf(agreement.doc, agreement.is_corrected).expect("it was found in this shelf");
        let mut quotation = self.quotation(reading, folded.bytes(&finding.extent), finding.grade);
        quotation.places = finding.source.iter().flat_map(|source| shelf.places(source.clone())).collect();
        quotation.places.sort_unstable();
        quotation.places.dedup();
        quotation.found = quotation.places.iter().map(|place| target_of(documents, place)).collect();
        quotation.found.sort();
        quotation.found.dedup();
        quotation.differences = finding
            .changes
            .iter()
            .map(|change| Difference {
                quoted: reading.in_print(folded.bytes(&change.quoted)),
                original: change.original.clone(),
            })
            .collect();
        quotation.errata.clone_from(&agreement.errata);
        quotation.claimed = Some(agreement.doc as u32);
        quotation
    }

    fn not_found(
        &self,
        Side { reading, folded }: &Side,
        claim: &Claim,
        claimed: Option<u32>,
        certain: bool,
    ) -> Option<Located> {
        let letters = letters(folded, claim);
        if claim.is_loose || letters.len() < SHORTEST_ACCUSED {
            return None;
        }
        let end = match claim.manner {
            Manner::Marked => letters.end,
            Manner::LeadIn => {
                (letters.start + 1..letters.end).find(|at| folded.sentence_before(*at)).unwrap_or(letters.end)
            }
        };
        let grade = if certain { Grade::NotFound } else { Grade::CannotCheck };
        let mut quotation = self.quotation(reading, folded.bytes(&(letters.start..end)), grade);
        quotation.claimed = claimed;
        Some(Located { quotation, is_accused: certain })
    }
}

fn worth_reading(text: &str) -> bool {
    text.contains(['“', '「', '『', '：', ':'])
        || ["提出", "明确", "指出", "强调", "要求"].iter().any(|verb| text.contains(verb))
}

/// Better first: a better grade, fewer differences, nothing mended.
fn order(agreement: &Agreement) -> (Grade, usize, usize, std::cmp::Reverse<usize>) {
    let finding = &agreement.finding;
    (finding.grade, finding.changes.len(), agreement.errata.len(), std::cmp::Reverse(finding.matched))
}

/// The version in force when the quoting text was issued first; false where that one is
/// not at hand, or where names of different documents are meant.
fn candidates(documents: &[Document], docs: &[u32], from: usize) -> (Vec<usize>, bool) {
    let own = documents[from].meta.date;
    let mut docs: Vec<usize> = docs.iter().map(|doc| *doc as usize).filter(|doc| *doc != from).collect();
    docs.sort_by_key(|doc| documents[*doc].meta.date);
    let titles: BTreeMap<&str, ()> = docs.iter().map(|doc| (documents[*doc].meta.title.as_str(), ())).collect();
    let in_force = match own {
        Some(own) => docs.iter().rposition(|doc| documents[*doc].meta.date.is_none_or(|date| date <= own)),
        None => docs.len().checked_sub(1),
    };
    if let Some(in_force) = in_force {
        let doc = docs.remove(in_force);
        docs.insert(0, doc);
    }
    docs.truncate(8);
    (docs, in_force.is_some() && titles.len() == 1)
}

/// `“…交通管理部门”是指`: a term that is explained is nobody's words, however long.
fn is_term(text: &str, letters: usize, after: &str) -> bool {
    let after = after.trim_start_matches(['”', '」', '』', '，', ',', ' ']);
    let is_explained = ["是指", "系指", "指的是", "包括", "的含义", "是："].iter().any(|word| after.starts_with(word));
    is_explained || (letters < 16 && !text.contains(['，', '。', '；', '：', ',', ';', '（']))
}

/// Words that stand in quotation marks there too are not that text's own.
fn is_set_off(documents: &[Document], place: &Place) -> bool {
    let text = &documents[place.doc as usize].units[place.unit as usize].blocks[place.block as usize].text;
    let before = text[..place.start as usize].trim_end();
    let depth = before.matches(['“', '「']).count() as isize - before.matches(['”', '」']).count() as isize;
    depth > 0
}

/// The one place that can be meant: the only one, or the only one in the version in force.
fn the_one(places: &[Place], documents: &[Document], from: usize) -> Option<Place> {
    let first = places.first()?;
    let title = &documents[first.doc as usize].meta.title;
    if places.iter().any(|place| documents[place.doc as usize].meta.title != *title) {
        return None;
    }
    let docs: Vec<u32> = places.iter().map(|place| place.doc).collect();
    let (order, _) = candidates(documents, &docs, from);
    let doc = *order.first()? as u32;
    let mut own = places.iter().filter(|place| place.doc == doc);
    let only = own.next()?;
    own.next().is_none().then_some(*only)
}

/// A unit, and its paragraph where it has several.
pub fn target_of(documents: &[Document], place: &Place) -> Target {
    let unit = &documents[place.doc as usize].units[place.unit as usize];
    let block = &unit.blocks[place.block as usize];
    let addressed = unit.blocks.iter().filter(|block| !block.path.is_empty()).count();
    let path = if addressed > 1 { block.path.clone() } else { Vec::new() };
    Target { doc: place.doc, unit: Some(place.unit), path, through: None }
}

fn letters(folded: &Folded, claim: &Claim) -> Range<usize> {
    let (start, end) = (folded.index_of(claim.range.start), folded.index_of(claim.range.end));
    let longest = if claim.manner == Manner::LeadIn { LONGEST_LEAD_IN } else { LONGEST };
    start..end.min(start + longest)
}

/// Takes in a mark at either end whose partner stands inside: `“大国工匠”品牌`.
fn balance(text: &str, range: Range<usize>) -> Range<usize> {
    let pairs = [('“', '”'), ('‘', '’'), ('《', '》'), ('（', '）'), ('(', ')'), ('「', '」'), ('『', '』')];
    let Range { mut start, mut end } = range;
    for (open, close) in pairs {
        let depth = text[start..end].matches(open).count() as isize - text[start..end].matches(close).count() as isize;
        if depth == 1 && text[end..].starts_with(close) {
            end += close.len_utf8();
        } else if depth == -1 && text[..start].ends_with(open) {
            start -= open.len_utf8();
        }
    }
    start..end
}
