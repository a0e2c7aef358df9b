//! Ties that quotations, citations and like words speak for and no row holds yet.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::{Weights, compare_units};
use super::quote::fold::fold_char;
use crate::model::compare::Comparison;
use crate::model::corpus::{CiteState, Corpus, Grade, Strength, Target};
use crate::model::document::{Kind, Unit, UnitKind};
use crate::model::side::Suggestion;

/// A unit: document and index.
type Node = (u32, u32);

/// Suggestions by likeness for one unit and one other document.
const LIKEST: usize = 2;
/// Cosine of two texts, out of 1000, below which they are not alike.
const ALIKE: u32 = 220;
/// A pair of letters that stands in more units than this tells little apart.
const COMMON: usize = 400;
/// Letters of a unit that is compared at all.
const FEWEST: usize = 8;
/// Words of a reason.
const SHOWN: usize = 30;

/// Best first: what is quoted, then what is cited, then what is alike. `of`: only ties of
/// this place.
pub fn suggest(corpus: &Corpus, of: Option<&Target>) -> Vec<Suggestion> {
    let tied = tied(corpus);
    let mut found: BTreeMap<(Node, Node), Suggestion> = BTreeMap::new();
    let mut add = |suggestion: Option<Suggestion>| {
        let Some(suggestion) = suggestion else { return };
        let Some(pair) = nodes(&suggestion.from).zip(nodes(&suggestion.to)) else { return };
        if !tied.contains(&pair) && !tied.contains(&(pair.1, pair.0)) && wanted(of, pair) {
            found.entry(pair).or_insert(suggestion);
        }
    };
    for suggestion in quoted(corpus) {
        add(Some(suggestion));
    }
    for suggestion in cited(corpus) {
        add(Some(suggestion));
    }
    for suggestion in alike(corpus) {
        add(Some(suggestion));
    }
    let mut suggestions: Vec<Suggestion> = found.into_values().collect();
    suggestions.sort_by(|a, b| {
        (rank(a.basis), std::cmp::Reverse(a.score), &a.from, &a.to).cmp(&(
            rank(b.basis),
            std::cmp::Reverse(b.score),
            &b.from,
            &b.to,
        ))
    });
    suggestions
}

fn rank(basis: &str) -> usize {
    ["quotation", "citation", "similarity"].iter().position(|other| *other == basis).unwrap_or(3)
}

fn nodes(target: &Target) -> Option<Node> {
    target.unit.map(|unit| (target.doc, unit))
}

fn wanted(of: Option<&Target>, (from, to): (Node, Node)) -> bool {
    of.is_none_or(|of| [from, to].iter().any(|node| node.0 == of.doc && of.unit.is_none_or(|unit| unit == node.1)))
}

/// Pairs of units that have a row, in either direction.
fn tied(corpus: &Corpus) -> BTreeSet<(Node, Node)> {
    corpus.relations.iter().filter_map(|relation| nodes(&relation.from).zip(nodes(&relation.to))).collect()
}

fn whole(node: Node) -> Target {
    Target { doc: node.0, unit: Some(node.1), path: Vec::new(), through: None }
}

/// A tie leads from the later text to the earlier, and is named after what the later one is.
fn tie(corpus: &Corpus, from: Node, to: Node) -> Option<(Node, Node, &'static str)> {
    let (own, other) = (corpus.document(from.0), corpus.document(to.0));
    if from.0 == to.0 || corpus.work_of[from.0 as usize] == corpus.work_of[to.0 as usize] {
        return None;
    }
    let is_later = match (own.meta.date, other.meta.date) {
        (Some(own), Some(other)) => own >= other,
        _ => true,
    };
    let (from, to, later) = if is_later { (from, to, own) } else { (to, from, other) };
    let kind = match later.meta.kind {
        Kind::Qa | Kind::Guide => "explains",
        Kind::Speeches => "reports",
        Kind::Policy => "specifies",
        Kind::Law => "same-topic",
    };
    Some((from, to, kind))
}

fn quoted(corpus: &Corpus) -> Vec<Suggestion> {
    let mut found = Vec::new();
    for quotation in &corpus.quotations {
        let score = match quotation.grade {
            Grade::Verbatim => 1000,
            Grade::Folded => 950,
            Grade::Elided => 900,
            Grade::Differs => 800,
            Grade::NotFound | Grade::CannotCheck => continue,
        };
        for target in &quotation.found {
            let from = (quotation.at.doc, quotation.at.unit);
            let Some((from, to, kind)) = nodes(target).and_then(|to| tie(corpus, from, to)) else { continue };
            let reason = format!("quotes “{}” ({})", short(corpus.words(&quotation.at)), quotation.grade.name());
            found.push(Suggestion {
                from: whole(from),
                kind,
                to: whole(to),
                strength: Strength::Primary,
                basis: "quotation",
                score,
                reason,
            });
        }
    }
    found
}

fn cited(corpus: &Corpus) -> Vec<Suggestion> {
    let mut found = Vec::new();
    for citation in corpus.citations.iter().filter(|citation| citation.state == CiteState::Linked) {
        for target in &citation.targets {
            let from = (citation.at.doc, citation.at.unit);
            let Some((from, to, kind)) = nodes(target).and_then(|to| tie(corpus, from, to)) else { continue };
            let reason = format!("cites it: {}", short(corpus.words(&citation.at)));
            found.push(Suggestion {
                from: whole(from),
                kind,
                to: whole(to),
                strength: Strength::Related,
                basis: "citation",
                score: 700,
                reason,
            });
        }
    }
    found
}

fn short(words: &str) -> String {
    let mut short: String = words.chars().take(SHOWN).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    short
}

/// Pairs of letters of a unit, each with its weight; the weights are of length 1.
type Vector = Vec<(usize, f64)>;

/// Only among documents that ties are kept for: in a heap of laws likeness tells nothing.
fn alike(corpus: &Corpus) -> Vec<Suggestion> {
    let kept: BTreeSet<u32> =
        corpus.relations.iter().flat_map(|relation| [relation.from.doc, relation.to.doc]).collect();
    let units: Vec<Node> = kept
        .into_iter()
        .flat_map(|doc| {
            let document = corpus.document(doc);
            let units = document.units.iter().enumerate();
            let spoken = units.filter(|(_, unit)| unit.kind != UnitKind::Cover && says_something(unit));
            spoken.map(move |(unit, _)| (doc, unit as u32)).collect::<Vec<_>>()
        })
        .collect();
    let weights = Weights::new(&corpus.documents, &corpus.relations);
    let (vectors, postings) = vectors(corpus, &units);
    let mut found = Vec::new();
    for (index, from) in units.iter().enumerate() {
        let mut likeness: BTreeMap<usize, f64> = BTreeMap::new();
        for (term, weight) in &vectors[index] {
            for (other, other_weight) in &postings[*term] {
                // Each pair once, and never within one document.
                if units[*other].0 < from.0 {
                    *likeness.entry(*other).or_default() += weight * other_weight;
                }
            }
        }
        found.extend(likest(corpus, &weights, &units, *from, likeness));
    }
    found
}

/// 总体要求 heads every other policy.
fn says_something(unit: &Unit) -> bool {
    unit.blocks.iter().flat_map(|block| block.words().chars()).filter_map(fold_char).nth(FEWEST).is_some()
}

fn likest(
    corpus: &Corpus,
    weights: &Weights,
    units: &[Node],
    from: Node,
    likeness: BTreeMap<usize, f64>,
) -> Vec<Suggestion> {
    let mut by_document: BTreeMap<u32, Vec<(u32, Node)>> = BTreeMap::new();
    for (other, likeness) in likeness {
        let score = (likeness * 1000.0).round() as u32;
        if score >= ALIKE {
            by_document.entry(units[other].0).or_default().push((score, units[other]));
        }
    }
    let mut found = Vec::new();
    for mut others in by_document.into_values() {
        others.sort_by_key(|(score, node)| (std::cmp::Reverse(*score), *node));
        for (score, to) in others.into_iter().take(LIKEST) {
            let Some(reason) = shared_clauses(corpus, weights, from, to) else { continue };
            let Some((from, to, kind)) = tie(corpus, from, to) else { continue };
            let strength = Strength::Related;
            found.push(Suggestion {
                from: whole(from),
                kind,
                to: whole(to),
                strength,
                basis: "similarity",
                score,
                reason,
            });
        }
    }
    found
}

/// The longest words that both have, so that a likeness can be judged without opening
/// either; None where no clause is shared.
fn shared_clauses(corpus: &Corpus, weights: &Weights, from: Node, to: Node) -> Option<String> {
    let comparison = compare_units(&corpus.documents, weights, from, to);
    let shared = comparison.left.iter().filter(|clause| clause.partner.is_some());
    let longest = shared.max_by_key(|clause| (clause.is_same, clause.place.end - clause.place.start))?;
    let (all, common) = Comparison::count(&comparison.left);
    Some(format!("{common} of {all} clauses are alike, as “{}”", short(corpus.words(&longest.place).trim())))
}

fn vectors(corpus: &Corpus, units: &[Node]) -> (Vec<Vector>, Vec<Vec<(usize, f64)>>) {
    let mut terms: BTreeMap<(char, char), usize> = BTreeMap::new();
    let counts: Vec<BTreeMap<usize, usize>> = units
        .iter()
        .map(|(doc, unit)| {
            let mut counts = BTreeMap::new();
            for block in &corpus.unit(*doc, *unit).blocks {
                let letters: Vec<char> = block.words().chars().filter_map(fold_char).collect();
                for pair in letters.windows(2) {
                    let next = terms.len();
                    *counts.entry(*terms.entry((pair[0], pair[1])).or_insert(next)).or_default() += 1;
                }
            }
            counts
        })
        .collect();
    let mut spread = vec![0usize; terms.len()];
    for term in counts.iter().flat_map(|counts| counts.keys()) {
        spread[*term] += 1;
    }
    let mut postings: Vec<Vec<(usize, f64)>> = vec![Vec::new(); terms.len()];
    let mut vectors = Vec::with_capacity(units.len());
    for (index, counts) in counts.into_iter().enumerate() {
        let weigh = |(term, count): (usize, usize)| {
            let rare = (units.len() as f64 / spread[term] as f64).ln();
            (term, (1.0 + (count as f64).ln()) * rare)
        };
        let vector: Vector =
            counts.into_iter().filter(|(term, _)| (2..=COMMON).contains(&spread[*term])).map(weigh).collect();
        let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
        let vector: Vector = vector.into_iter().map(|(term, weight)| (term, weight / length)).collect();
        for (term, weight) in &vector {
            postings[*term].push((index, *weight));
        }
        vectors.push(vector);
    }
    (vectors, postings)
}
