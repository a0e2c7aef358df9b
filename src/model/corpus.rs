//! The whole corpus with every question answered; no HTML.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::address::{self, Address};
use super::compare::{Comparison, Revision};
use super::config::Config;
use super::document::{Block, Date, Document, Place, Unit};
use super::source::{Sources, Span};

/// A place that a citation, a relation or a quotation means.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target {
    /// Index in [`Corpus::documents`]: one version, not only the work.
    pub doc: u32,
    /// None for the whole document.
    pub unit: Option<u32>,
    /// Paragraph, item, item within the item. Empty for the whole unit.
    pub path: Vec<u16>,
    /// Last member of a range (第三十条至第三十五条), of the same kind as this one.
    pub through: Option<Box<Target>>,
}

/// Every string shaped like a citation ends in exactly one state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CiteState {
    Linked,
    /// Names a document that is not in this corpus.
    External,
    /// Two or more could be meant; none is chosen.
    Ambiguous,
    /// Its document is here and has no such number.
    Broken,
    /// By its author: `nolink:`.
    Suppressed,
}

/// How a citation says what it means; the rows of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CiteKind {
    /// 本法第三条
    This,
    /// 《…》 with or without a number
    Title,
    /// 刑法第一百条, 宪法: a name without marks
    Name,
    /// A name bound by 以下简称
    Alias,
    /// 前款, 前条, 前两项
    Relative,
    /// 第三条, 第二款, （三） with no document named
    Bare,
    /// An element of a list that goes on: 、第五条
    Continued,
    /// 该法, 同法
    That,
    /// 中发〔2017〕14号
    DocumentNumber,
    /// `[[…]]` or `cite:`
    Explicit,
}

impl CiteKind {
    pub fn name(self) -> &'static str {
        match self {
            CiteKind::This => "this",
            CiteKind::Title => "title",
            CiteKind::Name => "name",
            CiteKind::Alias => "alias",
            CiteKind::Relative => "relative",
            CiteKind::Bare => "bare",
            CiteKind::Continued => "continued",
            CiteKind::That => "that",
            CiteKind::DocumentNumber => "document-number",
            CiteKind::Explicit => "explicit",
        }
    }
}

impl CiteState {
    pub fn name(&self) -> &'static str {
        match self {
            CiteState::Linked => "linked",
            CiteState::External => "external",
            CiteState::Ambiguous => "ambiguous",
            CiteState::Broken => "broken",
            CiteState::Suppressed => "suppressed",
        }
    }
}

/// 引用. Words in prose that name a provision or document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The exact words.
    pub at: Place,
    pub kind: CiteKind,
    pub state: CiteState,
    /// Empty unless linked; several where one coordinate names several places.
    pub targets: Vec<Target>,
    /// The version in force on the citing document's date is not at hand; the link leads
    /// to another and carries the visible mark.
    pub version_doubt: bool,
}

/// How well a quotation agrees with the text it is found in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// 原文: equal but for white space.
    Verbatim,
    /// 仅标点不同: equal but for punctuation and width.
    Folded,
    /// 节引: its clauses stand there in order, with something left out.
    Elided,
    /// 有出入: found, with characters changed.
    Differs,
    /// 查无: the document is here and does not say this.
    NotFound,
    /// 无法核对: the document is not here.
    CannotCheck,
}

impl Grade {
    pub fn name(self) -> &'static str {
        match self {
            Grade::Verbatim => "verbatim",
            Grade::Folded => "folded",
            Grade::Elided => "elided",
            Grade::Differs => "differs",
            Grade::NotFound => "not-found",
            Grade::CannotCheck => "cannot-check",
        }
    }
}

/// One place where quoted words differ from their source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// In the quoting block's text; empty where the quotation leaves words out.
    pub quoted: Range<usize>,
    /// The source's words there; empty where the quotation adds.
    pub original: String,
}

/// 引文. Words given as another text's own.
#[derive(Clone, Debug)]
pub struct Quotation {
    /// The quoted words, without marks around.
    pub at: Place,
    pub grade: Grade,
    /// Where it was found: text of units, in reading order.
    pub found: Vec<Target>,
    /// The same as places in the source text, for showing; one for each block.
    pub places: Vec<Place>,
    pub differences: Vec<Difference>,
    /// Indices of errata through which it agrees.
    pub errata: Vec<usize>,
    /// The document it claims to quote, where one is named.
    pub claimed: Option<u32>,
}

/// 主要 or 相关.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    Primary,
    Related,
}

/// 关系. A typed, reviewed tie between two provisions: a row of `relations.tsv`.
#[derive(Clone, Debug)]
pub struct Relation {
    pub from: Target,
    /// `explains`, `implements`, `specifies`, `deepens`, `reports`, `same-topic`, `none`.
    pub kind: String,
    pub to: Target,
    pub strength: Strength,
    /// `quotation`, `citation`, `editor`, `similarity`.
    pub basis: String,
    pub reviewed: bool,
    pub note: String,
    pub span: Span,
}

/// 勘误. A correction laid beside a text that stays as it was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erratum {
    pub at: Address,
    pub original: String,
    pub corrected: String,
    /// `transcription`, `wording`, `number`, `missing`, `repeated`.
    pub kind: String,
    /// `reported`, `verified`, `rejected`. Only a verified one changes what is shown.
    pub status: String,
    pub evidence: String,
    /// Where the original words stand. Several for `every = true`; for a whole repeated
    /// unit, none: see `whole`.
    pub places: Vec<Place>,
    /// Units that this erratum takes out of the running text (kind `repeated`, no original).
    pub whole: Vec<(u32, u32)>,
    pub span: Span,
}

impl Erratum {
    pub fn is_applied(&self) -> bool {
        self.status == "verified"
    }
}

/// 文本的各版. All texts of one title, oldest first.
#[derive(Clone, Debug)]
pub struct Work {
    pub title: String,
    /// Indices in [`Corpus::documents`], by date.
    pub versions: Vec<u32>,
    /// The version now in force: the one whose id has no date.
    pub current: u32,
}

/// What speaks of a unit, each as an index into the list of its kind. Symmetric with the
/// sources by construction: never written by hand.
#[derive(Clone, Debug, Default)]
pub struct Backlinks {
    pub citations: Vec<u32>,
    pub quotations: Vec<u32>,
    pub relations: Vec<u32>,
    /// Relations that begin here; not counted as speaking of it.
    pub relations_out: Vec<u32>,
}

impl Backlinks {
    pub fn len(&self) -> usize {
        self.citations.len() + self.quotations.len() + self.relations.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// 忠实度. How a document, less our markup, compares with its source.
#[derive(Clone, Debug, Default)]
pub struct Fidelity {
    /// Characters compared, white space and listed artifacts aside.
    pub characters: usize,
    /// Characters that stand in only one of the two.
    pub differing: usize,
    /// `source` where the file was at hand, `digest` where only its digest was.
    pub proof: &'static str,
    /// The source file as front matter names it.
    pub file: String,
    /// Each difference: where in the document, and what differs.
    pub differences: Vec<(Span, String)>,
}

impl Fidelity {
    /// 100 where equal; never rounded up to 100.
    pub fn percent(&self) -> f64 {
        if self.differing == 0 {
            100.0
        } else {
            (100.0 - 100.0 * self.differing as f64 / self.characters.max(1) as f64).clamp(0.0, 99.99)
        }
    }
}

/// On which page each unit is read.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// By document: folder before its pages (empty, or `civil-code/`).
    pub folders: Vec<String>,
    /// By document and unit: which part of the document's page, from 1.
    pub parts: Vec<Vec<u16>>,
    /// By document and unit: has a page of its own.
    pub hubs: Vec<Vec<bool>>,
}

/// Everything that is known, for showing, searching and checking.
#[derive(Debug, Default)]
pub struct Corpus {
    pub sources: Sources,
    pub config: Config,
    /// All texts, in the site's order.
    pub documents: Vec<Document>,
    pub works: Vec<Work>,
    /// By document: index of its work.
    pub work_of: Vec<u32>,
    /// In order of place.
    pub citations: Vec<Citation>,
    pub quotations: Vec<Quotation>,
    pub relations: Vec<Relation>,
    /// By relation: its two units clause by clause. Empty where an end is no unit.
    pub comparisons: Vec<Comparison>,
    /// Each version beside the one before it, in the order of works.
    pub revisions: Vec<Arc<Revision>>,
    pub errata: Vec<Erratum>,
    /// By document, then by unit.
    pub backlinks: Vec<Vec<Backlinks>>,
    /// By document: what speaks of the whole document.
    pub document_backlinks: Vec<Backlinks>,
    pub layout: Layout,
    /// By document; None where no source is named.
    pub fidelity: Vec<Option<Fidelity>>,
    /// The document on whose numbers the concordance is built.
    pub spine: Option<u32>,
    /// How many citations of each kind ended in each state.
    pub ledger: BTreeMap<(CiteKind, &'static str), u32>,
}

impl Corpus {
    pub fn document(&self, doc: u32) -> &Document {
        &self.documents[doc as usize]
    }

    pub fn unit(&self, doc: u32, unit: u32) -> &Unit {
        &self.document(doc).units[unit as usize]
    }

    pub fn block(&self, place: &Place) -> &Block {
        &self.unit(place.doc, place.unit).blocks[place.block as usize]
    }

    pub fn words(&self, place: &Place) -> &str {
        &self.block(place).text[place.range()]
    }

    pub fn span(&self, place: &Place) -> Span {
        self.block(place).span_of(place.range())
    }

    /// Index of the document with this id.
    pub fn find(&self, id: &str) -> Option<u32> {
        self.documents.iter().position(|document| document.id.as_str() == id).map(|index| index as u32)
    }

    /// What an address means; None where it names nothing.
    pub fn resolve(&self, address: &Address) -> Option<Target> {
        resolve_address(&self.documents, address)
    }

    pub fn address(&self, target: &Target) -> Address {
        let document = self.document(target.doc);
        Address {
            doc: document.id.clone(),
            local: target.unit.map(|unit| document.units[unit as usize].local.clone()),
            path: target.path.clone(),
        }
    }

    /// Page of a part of a document, below the output folder.
    pub fn document_page(&self, doc: u32, part: usize) -> String {
        format!("{}{}", self.layout.folders[doc as usize], address::document_page(&self.document(doc).id, part))
    }

    pub fn hub_page(&self, doc: u32, unit: u32) -> Option<String> {
        self.layout.hubs[doc as usize][unit as usize].then(|| {
            let document = self.document(doc);
            let name = address::hub_page(&document.id, &document.units[unit as usize].local);
            format!("{}{name}", self.layout.folders[doc as usize])
        })
    }

    /// Where a unit stands in its document's pages: page and anchor.
    pub fn place_in_document(&self, doc: u32, unit: u32, path: &[u16]) -> String {
        let part = self.layout.parts[doc as usize][unit as usize] as usize;
        let anchor = address::anchor(&self.unit(doc, unit).local, path);
        format!("{}#{anchor}", self.document_page(doc, part))
    }

    /// Where a link to a target leads, below the output folder: its hub where it has one,
    /// else its place in the document.
    pub fn href(&self, target: &Target) -> String {
        let Some(unit) = target.unit else { return self.document_page(target.doc, 1) };
        match self.hub_page(target.doc, unit) {
            Some(page) if target.path.is_empty() => page,
            Some(page) => format!("{page}#{}", address::anchor(&self.unit(target.doc, unit).local, &target.path)),
            None => self.place_in_document(target.doc, unit, &target.path),
        }
    }

    /// The newest date in the corpus; stands for "now" where a feed needs a time, so that
    /// the same input gives the same bytes.
    pub fn newest_date(&self) -> Option<Date> {
        self.documents.iter().filter_map(|document| document.meta.date).max()
    }
}

/// What an address means among these documents; None where it names nothing.
pub fn resolve_address(documents: &[Document], address: &Address) -> Option<Target> {
    let doc = documents.iter().position(|document| document.id == address.doc)?;
    let Some(local) = &address.local else {
        return Some(Target { doc: doc as u32, unit: None, path: Vec::new(), through: None });
    };
    let unit = documents[doc].units.iter().position(|unit| unit.local == *local)?;
    if !address.path.is_empty() {
        documents[doc].units[unit].block_at(&address.path)?;
    }
    Some(Target { doc: doc as u32, unit: Some(unit as u32), path: address.path.clone(), through: None })
}
