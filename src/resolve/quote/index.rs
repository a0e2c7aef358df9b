//! All documents, made ready to be quoted from as far as somebody quotes them.

use std::sync::OnceLock;

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
    clauses: OnceLock<Vec<Clause>>,
}

/// The letters with which a clause opens, as a key, and the block it stands in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Clause {
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
        }
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
    pub fn places_of(&self, quoted: &Folded, limit: usize) -> Vec<Place> {
        let clauses = self.clauses.get_or_init(|| clauses(self.documents));
        let openings = (0..quoted.len().saturating_sub(OPENING - 1)).filter(|at| quoted.breaks_before(*at));
        for at in openings.take(OPENINGS) {
            let key = key(&quoted.chars[at..]);
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

fn clauses(documents: &[Document]) -> Vec<Clause> {
    let mut clauses = Vec::new();
    for (doc, document) in documents.iter().enumerate() {
        for (unit, block, text) in blocks(document) {
            let mut folded = Folded::default();
            folded.push(&text.text, text.mark.map_or(0, |mark| mark.len));
            for at in (0..folded.len().saturating_sub(OPENING - 1)).filter(|at| folded.breaks_before(*at)) {
                clauses.push(Clause { key: key(&folded.chars[at..]), doc: doc as u32, unit, block });
            }
        }
    }
    clauses.sort_unstable();
    clauses.dedup();
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
