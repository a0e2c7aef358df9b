//! All documents, made ready to be quoted from as far as somebody quotes them.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::fold::Folded;
use super::names::Names;
use super::reading::Reading;
use super::shelf::{Shelf, errata_by_block};
use crate::model::corpus::Erratum;
use crate::model::document::{Block, BlockKind, Document, Place};

/// Cheap to make. A document is prepared when first quoted, and the table of all clauses
/// when first there is a quotation that names nobody.
pub struct Index<'d> {
    pub documents: &'d [Document],
    pub errata: &'d [Erratum],
    pub names: Names,
    printed: Vec<OnceLock<Shelf<'d>>>,
    corrected: Vec<OnceLock<Option<Shelf<'d>>>>,
    clauses: OnceLock<Clauses>,
    /// The table of an earlier reading, and the documents that have changed since.
    earlier: Option<(Clauses, BTreeSet<u32>)>,
}

/// The clauses of all documents, by how they open.
pub type Clauses = Arc<Vec<Clause>>;

/// What the quotations of a document were looked for in: they are the same for as long as
/// these documents are, and no other has gained or lost a clause that opens so.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub documents: BTreeSet<u32>,
    pub openings: BTreeSet<u32>,
}

/// The letters with which a clause opens, as a key, and the block it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clause {
    key: u32,
    doc: u32,
    unit: u32,
    block: u32,
}

const OPENING: usize = 8;
/// Clauses of a quotation by which it is looked up, before it counts as nowhere.
const OPENINGS: usize = 8;

impl<'d> Index<'d> {
    pub fn new(documents: &'d [Document], errata: &'d [Erratum]) -> Index<'d> {
        Index {
            documents,
            errata,
            names: Names::new(documents),
            printed: documents.iter().map(|_| OnceLock::new()).collect(),
            corrected: documents.iter().map(|_| OnceLock::new()).collect(),
            clauses: OnceLock::new(),
            earlier: None,
        }
    }

    /// With the table of an earlier reading, in which these documents have changed.
    pub fn after(mut self, clauses: Clauses, changed: BTreeSet<u32>) -> Index<'d> {
        self.earlier = Some((clauses, changed));
        self
    }

    /// The table of clauses, where somebody has asked for it.
    pub fn clauses(&self) -> Option<Clauses> {
        self.clauses.get().cloned()
    }

    pub fn printed(&self, doc: usize) -> &Shelf<'d> {
        self.printed[doc].get_or_init(|| Shelf::new(doc, &self.documents[doc], &Default::default(), &[], &[]))
    }

    /// The document with its errata; None where it has none.
    pub fn corrected(&self, doc: usize) -> Option<&Shelf<'d>> {
        self.corrected[doc]
            .get_or_init(|| {
                let (blocks, left_out) = errata_by_block(doc, self.errata);
                (!blocks.is_empty() || !left_out.is_empty())
                    .then(|| Shelf::new(doc, &self.documents[doc], &blocks, &left_out, self.errata))
            })
            .as_ref()
    }

    /// Every place where these letters stand, whatever the punctuation; at most `limit`.
    pub fn places_of(&self, quoted: &Folded, limit: usize, asked: &mut Asked) -> Vec<Place> {
        let clauses = self.clauses.get_or_init(|| Arc::new(self.make_clauses()));
        let openings = (0..quoted.len().saturating_sub(OPENING - 1)).filter(|at| quoted.breaks_before(*at));
        for at in openings.take(OPENINGS) {
            let key = key(&quoted.chars[at..]);
            asked.openings.insert(key);
            let from = clauses.partition_point(|clause| clause.key < key);
            let candidates = clauses[from..].iter().take_while(|clause| clause.key == key).take(limit * 4);
            let places: Vec<Place> =
                candidates.filter_map(|clause| self.place_in(clause, quoted)).take(limit).collect();
            if !places.is_empty() {
                return places;
            }
        }
        Vec::new()
    }

    /// What has not changed is there already, and in order.
    fn make_clauses(&self) -> Vec<Clause> {
        let (mut all, changed): (Vec<Clause>, Vec<u32>) = match &self.earlier {
            Some((clauses, changed)) => {
                let kept = clauses.iter().filter(|clause| !changed.contains(&clause.doc));
                (kept.copied().collect(), changed.iter().copied().collect())
            }
            None => (Vec::new(), (0..self.documents.len() as u32).collect()),
        };
        let from = all.len();
        all.extend(changed.into_iter().flat_map(|doc| clauses(doc, &self.documents[doc as usize])));
        all[from..].sort_unstable();
        // The stable sort sees two runs and joins them.
        all.sort();
        all.dedup();
        all
    }

    fn place_in(&self, clause: &Clause, quoted: &Folded) -> Option<Place> {
        let block = &self.documents[clause.doc as usize].units[clause.unit as usize].blocks[clause.block as usize];
        let folded = Folded::of(&Reading::printed(&block.text));
        let at = folded.chars.windows(quoted.len()).position(|window| window == quoted.chars.as_slice())?;
        let bytes = folded.bytes(&(at..at + quoted.len()));
        Some(Place {
            doc: clause.doc,
            unit: clause.unit,
            block: clause.block,
            start: bytes.start as u32,
            end: bytes.end as u32,
        })
    }
}

/// How the clauses of a document open.
pub fn openings(document: &Document) -> BTreeSet<u32> {
    clauses(0, document).into_iter().map(|clause| clause.key).collect()
}

fn clauses(doc: u32, document: &Document) -> Vec<Clause> {
    let mut clauses = Vec::new();
    for (unit, block, text) in blocks(document) {
        let mut folded = Folded::default();
        folded.push(&text.text, text.mark.map_or(0, |mark| mark.len));
        for at in (0..folded.len().saturating_sub(OPENING - 1)).filter(|at| folded.breaks_before(*at)) {
            clauses.push(Clause { key: key(&folded.chars[at..]), doc, unit, block });
        }
    }
    clauses
}

fn blocks(document: &Document) -> impl Iterator<Item = (u32, u32, &Block)> {
    document.units.iter().enumerate().flat_map(|(unit, content)| {
        content
            .blocks
            .iter()
            .enumerate()
            .filter(|(_, block)| !block.quoted && !matches!(block.kind, BlockKind::Code(_) | BlockKind::Rule))
            .map(move |(block, content)| (unit as u32, block as u32, content))
    })
}

fn key(letters: &[char]) -> u32 {
    letters[..OPENING]
        .iter()
        .fold(0x811c_9dc5, |key: u32, letter| (key ^ *letter as u32).wrapping_mul(0x0100_0193).rotate_left(7))
}
