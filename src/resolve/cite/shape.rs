//! A document's numbers, for finding what a coordinate means in it without searching.

use std::collections::BTreeMap;

use crate::model::address::{Address, Local};
use crate::model::config::Level;
use crate::model::corpus::Target;
use crate::model::document::{Block, BlockKind, Document, Number, Unit, UnitKind};

use super::coordinate::{Rung, Step};

/// Where each number of a document stands.
pub struct Shape {
    articles: BTreeMap<Number, Vec<u32>>,
    divisions: BTreeMap<(Rung, Number), Vec<u32>>,
    /// By unit, for divisions.
    rungs: BTreeMap<u32, Rung>,
    /// Divisions by their words (分则); None for words that stand twice.
    titles: BTreeMap<String, Option<u32>>,
    /// By unit and printed number: blocks that are items, in reading order.
    items: BTreeMap<(u32, u32), Vec<u32>>,
    locals: BTreeMap<Local, u32>,
    /// By unit: the unit after everything that it contains.
    ends: Vec<u32>,
    /// By unit: the one before it of the same look, for 前条.
    before: Vec<Option<u32>>,
    /// Its provisions are 条.
    pub has_articles: bool,
    /// Its provisions are marked （十二）.
    pub bracketed: bool,
    /// The highest number among its provisions, as an index of a unit.
    pub last: Option<u32>,
}

/// From where a coordinate is read, where it does not begin at an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standpoint {
    pub unit: u32,
    pub path: Vec<u16>,
}

/// Why a coordinate leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miss {
    Absent,
    /// Several places bear the number.
    Several,
}

impl Shape {
    pub fn new(document: &Document) -> Shape {
        let has_articles = document.provisions().any(|(_, unit)| unit.level == Level::Article);
        let mut shape = Shape {
            articles: BTreeMap::new(),
            divisions: BTreeMap::new(),
            rungs: BTreeMap::new(),
            titles: BTreeMap::new(),
            items: BTreeMap::new(),
            locals: BTreeMap::new(),
            ends: ends(document),
            before: before(document),
            has_articles,
            bracketed: document.continuous == Some(Level::HanParen),
            last: None,
        };
        for (index, unit) in document.units.iter().enumerate() {
            shape.add(index as u32, unit);
        }
        for (index, unit) in unnumbered_books(document).into_iter().enumerate() {
            let number = Number { main: index as u32 + 1, inserted: 0 };
            shape.divisions.entry((Rung::Book, number)).or_default().push(unit);
            shape.rungs.insert(unit, Rung::Book);
        }
        shape.last = shape.articles.last_key_value().map(|(_, units)| units[0]);
        shape
    }

    fn add(&mut self, index: u32, unit: &Unit) {
        self.locals.entry(unit.local.clone()).or_insert(index);
        // A paragraph inside an item has no number that anyone could name.
        let is_item =
            |block: &Block| block.path.len() > 1 && matches!(block.kind, BlockKind::Item | BlockKind::Bullet(_));
        for (number, block) in unit.blocks.iter().enumerate().filter(|(_, block)| is_item(block)) {
            let counted = u32::from(block.path[block.path.len() - 1]);
            let printed = block.mark.map_or(counted, |mark| mark.number.main);
            self.items.entry((index, printed)).or_default().push(number as u32);
        }
        if unit.kind == UnitKind::Division && !unit.title.is_empty() {
            let title: String = unit.title.split_whitespace().collect();
            self.titles.entry(title).and_modify(|seen| *seen = None).or_insert(Some(index));
        }
        let Some(number) = unit.number else { return };
        if unit.kind == UnitKind::Provision && (unit.level == Level::Article || !self.has_articles) {
            self.articles.entry(number).or_default().push(index);
        }
        if let Some(rung) = rung_of(unit.level).filter(|_| unit.kind == UnitKind::Division) {
            self.divisions.entry((rung, number)).or_default().push(index);
            self.rungs.insert(index, rung);
        }
    }

    /// The place that steps name; `here` is where they start when they do not start at the top.
    pub fn find(
        &self,
        documents: &[Document],
        doc: u32,
        steps: &[Step],
        here: Option<&Standpoint>,
    ) -> Result<Target, Miss> {
        let document = &documents[doc as usize];
        let mut unit: Option<u32> = here.map(|here| here.unit);
        let mut path: Vec<u16> = here.map(|here| here.path.clone()).unwrap_or_default();
        let mut inside: Option<u32> = None;
        for step in steps {
            match step.rung {
                Rung::Article | Rung::Question => {
                    unit = Some(self.article(step.number, inside)?);
                    path.clear();
                }
                Rung::Paragraph => {
                    path = vec![u16::try_from(step.number.main).map_err(|_| Miss::Absent)?];
                    let unit = unit.ok_or(Miss::Absent)?;
                    has_block(&document.units[unit as usize], &path).then_some(()).ok_or(Miss::Absent)?;
                }
                Rung::Item | Rung::Point => {
                    let unit = unit.ok_or(Miss::Absent)?;
                    path = self.item(document, unit, &path, step.number.main)?;
                }
                rung => {
                    inside = Some(self.division(document, rung, step.number, inside, here)?);
                    unit = inside;
                    path.clear();
                }
            }
        }
        Ok(Target { doc, unit, path, through: None })
    }

    /// What an address of this document names.
    pub fn place(&self, document: &Document, doc: u32, address: &Address) -> Option<Target> {
        let Some(local) = &address.local else {
            return Some(Target { doc, unit: None, path: Vec::new(), through: None });
        };
        let unit = *self.locals.get(local)?;
        let exists = address.path.is_empty() || has_block(&document.units[unit as usize], &address.path);
        exists.then(|| Target { doc, unit: Some(unit), path: address.path.clone(), through: None })
    }

    fn article(&self, number: Number, inside: Option<u32>) -> Result<u32, Miss> {
        one(self.articles.get(&number).ok_or(Miss::Absent)?, |unit| {
            inside.is_none_or(|holder| self.holds(holder, unit))
        })
    }

    /// A chapter of that number in what is already named, else in what the citing place
    /// stands in, else the only one.
    fn division(
        &self,
        document: &Document,
        rung: Rung,
        number: Number,
        inside: Option<u32>,
        here: Option<&Standpoint>,
    ) -> Result<u32, Miss> {
        let units = self.divisions.get(&(rung, number)).ok_or(Miss::Absent)?;
        let holder = inside.or_else(|| {
            let above = |unit: u32| self.rungs.get(&unit).is_some_and(|above| *above < rung);
            here.and_then(|here| around(document, here.unit).find(|unit| above(*unit)))
        });
        one(units, |unit| holder.is_none_or(|holder| self.holds(holder, unit)))
    }

    fn holds(&self, holder: u32, unit: u32) -> bool {
        (holder..self.ends[holder as usize]).contains(&unit)
    }

    /// An item by its printed number. With no paragraph named, only one paragraph may have it.
    fn item(&self, document: &Document, unit: u32, above: &[u16], number: u32) -> Result<Vec<u16>, Miss> {
        let blocks = &document.units[unit as usize].blocks;
        let path = |block: &u32| blocks[*block as usize].path.as_slice();
        let depth = above.len().max(1) + 1;
        let all = self.items.get(&(unit, number)).ok_or(Miss::Absent)?;
        let from = all.partition_point(|block| path(block) < above);
        let mut found = all[from..]
            .iter()
            .take_while(|block| path(block).starts_with(above))
            .filter(|block| path(block).len() == depth);
        let first = found.next().ok_or(Miss::Absent)?;
        if found.next().is_some() { Err(Miss::Several) } else { Ok(path(first).to_vec()) }
    }

    /// The division of a rung that holds a unit.
    pub fn enclosing(&self, document: &Document, unit: u32, rung: Rung) -> Option<u32> {
        around(document, unit).find(|unit| self.rungs.get(unit) == Some(&rung))
    }

    /// The division that has a title: 分则.
    pub fn titled(&self, title: &str) -> Option<u32> {
        self.titles.get(title).copied().flatten()
    }

    /// The units before one of the same look, nearest first: for 前条 and 前章.
    pub fn before(&self, unit: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(self.before[unit as usize], |unit| self.before[*unit as usize])
    }
}

pub fn has_block(unit: &Unit, path: &[u16]) -> bool {
    unit.blocks.binary_search_by(|block| block.path.as_slice().cmp(path)).is_ok()
}

/// A unit and what it stands in, from the inside out.
fn around(document: &Document, unit: u32) -> impl Iterator<Item = u32> {
    std::iter::successors(Some(unit), |unit| document.units[*unit as usize].parent.map(|parent| parent as u32))
}

fn ends(document: &Document) -> Vec<u32> {
    let count = document.units.len() as u32;
    let mut ends = vec![count; document.units.len()];
    let mut open: Vec<usize> = Vec::new();
    for (index, unit) in document.units.iter().enumerate() {
        while open.last().is_some_and(|last| document.units[*last].depth >= unit.depth) {
            ends[open.pop().unwrap_or(0)] = index as u32;
        }
        open.push(index);
    }
    ends
}

/// Provisions follow each other through the whole text; divisions within what they stand in.
fn before(document: &Document) -> Vec<Option<u32>> {
    let mut last: BTreeMap<(Level, bool, Option<usize>), u32> = BTreeMap::new();
    let mut before = Vec::with_capacity(document.units.len());
    for (index, unit) in document.units.iter().enumerate() {
        let provision = unit.kind == UnitKind::Provision;
        let key = (unit.level, provision, unit.parent.filter(|_| !provision));
        before.push(last.get(&key).copied());
        if unit.number.is_some() {
            last.insert(key, index as u32);
        }
    }
    before
}

/// 总则, 物权编, 合同编: books whose headings print no number are counted in order.
fn unnumbered_books(document: &Document) -> Vec<u32> {
    let is_book = |unit: &Unit| {
        let title = unit.title.trim();
        unit.kind == UnitKind::Division
            && unit.level == Level::Unnumbered
            && unit.parent.is_none()
            && (title.ends_with('编') || matches!(title, "总则" | "分则"))
    };
    let all = document.units.iter().enumerate();
    let books: Vec<u32> = all.filter(|(_, unit)| is_book(unit)).map(|(index, _)| index as u32).collect();
    if books.len() > 1 { books } else { Vec::new() }
}

/// The only one of these units that fits.
fn one(units: &[u32], fits: impl Fn(u32) -> bool) -> Result<u32, Miss> {
    let mut found = units.iter().copied().filter(|unit| fits(*unit));
    let first = found.next().ok_or(Miss::Absent)?;
    if found.next().is_some() { Err(Miss::Several) } else { Ok(first) }
}

fn rung_of(level: Level) -> Option<Rung> {
    Some(match level {
        Level::Book => Rung::Book,
        Level::SubBook => Rung::SubBook,
        Level::Chapter => Rung::Chapter,
        Level::Section => Rung::Section,
        _ => return None,
    })
}
