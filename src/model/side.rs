//! Rows of the side files, as read and not yet compared with the documents.

use super::address::Address;
use super::corpus::{Strength, Target};
use super::source::Span;

/// A row of `relations.tsv`.
#[derive(Clone, Debug)]
pub struct RelationRow {
    pub from: Address,
    pub kind: String,
    pub to: Address,
    pub strength: Strength,
    pub basis: String,
    pub reviewed: bool,
    pub note: String,
    /// The whole row, and the two addresses in it.
    pub span: Span,
    pub from_span: Span,
    pub to_span: Span,
}

/// An `[[erratum]]` of `errata.toml`.
#[derive(Clone, Debug)]
pub struct ErratumRow {
    pub at: Address,
    /// None covers the whole unit; empty where words are missing that cannot be pointed at.
    pub original: Option<String>,
    pub corrected: String,
    pub kind: String,
    pub status: String,
    pub evidence: String,
    /// Which occurrence, from 1, where the words stand there more than once.
    pub nth: Option<usize>,
    /// Every occurrence that touches Chinese text and is not inside a number or Latin words.
    pub every: bool,
    pub span: Span,
}

/// Kinds of relation that a row may name, and `none` for “no counterpart”.
pub const RELATION_KINDS: &[&str] =
    &["explains", "implements", "specifies", "deepens", "reports", "same-topic", "none"];
pub const BASES: &[&str] = &["quotation", "citation", "editor", "similarity"];
pub const ERRATUM_KINDS: &[&str] = &["transcription", "wording", "number", "missing", "repeated"];
pub const ERRATUM_STATUSES: &[&str] = &["reported", "verified", "rejected"];

/// A tie that words speak for and no row of `relations.tsv` holds. Never shown to readers,
/// never written without a yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub from: Target,
    pub kind: &'static str,
    pub to: Target,
    pub strength: Strength,
    /// `quotation`, `citation` or `similarity`.
    pub basis: &'static str,
    /// Out of 1000; comparable within one basis.
    pub score: u32,
    /// Why, in words that can be checked: what is quoted, cited or shared.
    pub reason: String,
}
