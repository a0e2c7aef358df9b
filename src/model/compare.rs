//! Two provisions side by side, clause by clause.

use std::ops::Range;

use super::document::Place;

/// 分句. Words up to a stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The words with the stop that ends them.
    pub place: Place,
    /// Index of the other side's clause that says the same or nearly so; None where the
    /// other side lacks it.
    pub partner: Option<u32>,
    /// Both say the same, but for punctuation and width.
    pub is_same: bool,
    /// Bytes of the block's text that the partner has not; empty too where the partner
    /// only adds.
    pub changes: Vec<Range<usize>>,
}

/// 对读. The clauses of two units, each side in its own order. `left` is where a relation
/// begins, `right` what it leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    pub left: Vec<Clause>,
    pub right: Vec<Clause>,
}

impl Comparison {
    /// Clauses of one side, and how many of them the other side has too.
    pub fn count(side: &[Clause]) -> (usize, usize) {
        (side.len(), side.iter().filter(|clause| clause.partner.is_some()).count())
    }
}

/// 新旧对照. Two versions of one text that follow each other, provision by provision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Indices of the documents.
    pub old: u32,
    pub new: u32,
    /// In the order of the new text; what was taken out stands after what it followed.
    pub pairs: Vec<Revised>,
}

/// One provision in both versions, as indices of units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revised {
    /// None for what was added.
    pub old: Option<u32>,
    /// None for what was taken out.
    pub new: Option<u32>,
    /// `left` is the old text; empty where both say the same, but for punctuation and width.
    pub comparison: Comparison,
}

impl Revised {
    pub fn is_same(&self) -> bool {
        self.old.is_some() && self.new.is_some() && self.comparison.left.is_empty() && self.comparison.right.is_empty()
    }
}
