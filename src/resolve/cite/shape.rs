//! A document's numbers, for finding what a coordinate means in it.

use std::collections::BTreeMap;

use crate::model::config::Level;
use crate::model::corpus::Target;
use crate::model::document::{Document, Number, Unit, UnitKind};

use super::coordinate::{Rung, Step};

/// Where each number of a document stands.
pub struct Shape {
    articles: BTreeMap<Number, Vec<u32>>,
    divisions: BTreeMap<(Rung, Number), Vec<u32>>,
    /// By unit, for divisions.
    rungs: BTreeMap<u32, Rung>,
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
        let mut articles: BTreeMap<Number, Vec<u32>> = BTreeMap::new();
        let mut divisions: BTreeMap<(Rung, Number), Vec<u32>> = BTreeMap::new();
        let has_articles = document.provisions().any(|(_, unit)| unit.level == Level::Article);
        for (index, unit) in document.units.iter().enumerate() {
            let Some(number) = unit.number else { continue };
            if unit.kind == UnitKind::Provision && (unit.level == Level::Article || !has_articles) {
                articles.entry(number).or_default().push(index as u32);
            }
            if let Some(rung) = rung_of(unit.level).filter(|_| unit.kind == UnitKind::Division) {
                divisions.entry((rung, number)).or_default().push(index as u32);
            }
        }
        let mut rungs: BTreeMap<u32, Rung> =
            divisions.iter().flat_map(|((rung, _), units)| units.iter().map(|unit| (*unit, *rung))).collect();
        for (index, unit) in unnumbered_books(document).into_iter().enumerate() {
            let number = Number { main: index as u32 + 1, inserted: 0 };
            divisions.entry((Rung::Book, number)).or_default().push(unit);
            rungs.insert(unit, Rung::Book);
        }
        let last = articles.last_key_value().map(|(_, units)| units[0]);
        Shape {
            articles,
            divisions,
            rungs,
            has_articles,
            bracketed: document.continuous == Some(Level::HanParen),
            last,
        }
    }

    pub fn rung(&self, unit: u32) -> Option<Rung> {
        self.rungs.get(&unit).copied()
    }

    pub fn has_provision(&self, main: u32) -> bool {
        self.articles.contains_key(&Number { main, inserted: 0 })
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
                    unit = Some(self.article(document, step.number, inside)?);
                    path.clear();
                }
                Rung::Paragraph => {
                    path = vec![small(step.number.main)?];
                    let unit = unit.ok_or(Miss::Absent)?;
                    document.units[unit as usize].block_at(&path).ok_or(Miss::Absent)?;
                }
                Rung::Item | Rung::Point => {
                    let unit = unit.ok_or(Miss::Absent)?;
                    path = item(&document.units[unit as usize], &path, step.number.main)?;
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

    fn article(&self, document: &Document, number: Number, inside: Option<u32>) -> Result<u32, Miss> {
        let units = self.articles.get(&number).ok_or(Miss::Absent)?;
        let within =
            |unit: &&u32| inside.is_none_or(|division| document.inside(division as usize).contains(&(**unit as usize)));
        one(units.iter().filter(within).copied())
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
        let holder = inside.or_else(|| here.and_then(|here| self.holder(document, here.unit, rung)));
        match holder {
            Some(holder) => {
                one(units.iter().copied().filter(|unit| document.inside(holder as usize).contains(&(*unit as usize))))
            }
            None => one(units.iter().copied()),
        }
    }

    /// The division of a rung that holds a unit.
    pub fn enclosing(&self, document: &Document, unit: u32, rung: Rung) -> Option<u32> {
        std::iter::successors(Some(unit), |unit| document.units[*unit as usize].parent.map(|parent| parent as u32))
            .find(|unit| self.rungs.get(unit) == Some(&rung))
    }

    /// The nearest division above a unit that can hold a division of this rung.
    fn holder(&self, document: &Document, unit: u32, rung: Rung) -> Option<u32> {
        std::iter::successors(Some(unit), |unit| document.units[*unit as usize].parent.map(|parent| parent as u32))
            .find(|unit| self.rungs.get(unit).is_some_and(|above| *above < rung))
    }

    /// The division of a rung that has a title: 分则.
    pub fn titled(&self, document: &Document, title: &str) -> Option<u32> {
        let fits =
            |unit: &Unit| unit.kind == UnitKind::Division && unit.title.split_whitespace().collect::<String>() == title;
        let mut found = document.units.iter().enumerate().filter(|(_, unit)| fits(unit));
        let first = found.next()?.0;
        found.next().is_none().then_some(first as u32)
    }
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
    let books: Vec<u32> =
        document.units.iter().enumerate().filter(|(_, unit)| is_book(unit)).map(|(index, _)| index as u32).collect();
    if books.len() > 1 { books } else { Vec::new() }
}

fn one(mut units: impl Iterator<Item = u32>) -> Result<u32, Miss> {
    let first = units.next().ok_or(Miss::Absent)?;
    if units.next().is_some() { Err(Miss::Several) } else { Ok(first) }
}

/// An item by its printed number. With no paragraph named, only one paragraph may have it.
fn item(unit: &Unit, above: &[u16], number: u32) -> Result<Vec<u16>, Miss> {
    let depth = above.len().max(1) + 1;
    let is_it = |path: &[u16], mark: Option<u32>| {
        path.len() == depth
            && path.starts_with(above)
            && mark.map_or(path.last().is_some_and(|last| u32::from(*last) == number), |mark| mark == number)
    };
    let mut found = unit.blocks.iter().filter(|block| is_it(&block.path, block.mark.map(|mark| mark.number.main)));
    let first = found.next().ok_or(Miss::Absent)?;
    if found.next().is_some() { Err(Miss::Several) } else { Ok(first.path.clone()) }
}

fn small(number: u32) -> Result<u16, Miss> {
    u16::try_from(number).map_err(|_| Miss::Absent)
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
