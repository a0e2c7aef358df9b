//! What one version of a text changed in the one before it.

use crate::model::compare::Revised;
use crate::model::corpus::{Corpus, Target};

use super::compare::{Beside, Matter, Section, parts};
use crate::render::body::Writer;
use crate::render::labels;
use crate::render::shared::Shared;
use crate::render::view::LinkView;

/// What changed in full; what did not, as runs that are only named.
pub fn sections<'c>(shared: &Shared<'c>, index: usize) -> Vec<Section<'c>> {
    let corpus = shared.corpus;
    let revision = &corpus.revisions[index];
    let mut sections = Vec::new();
    let mut run: Vec<&Revised> = Vec::new();
    for pair in &revision.pairs {
        if pair.is_same() {
            let goes_on = run.last().is_none_or(|last| shift(corpus, index, last) == shift(corpus, index, pair));
            if !goes_on {
                sections.push(unchanged(shared, index, &run));
                run.clear();
            }
            run.push(pair);
            continue;
        }
        if !run.is_empty() {
            sections.push(unchanged(shared, index, &run));
            run.clear();
        }
        sections.push(changed(shared, index, pair));
    }
    if !run.is_empty() {
        sections.push(unchanged(shared, index, &run));
    }
    sections
}

/// By how much a provision's number moved.
fn shift(corpus: &Corpus, index: usize, pair: &Revised) -> i64 {
    let revision = &corpus.revisions[index];
    let number = |doc: u32, unit: Option<u32>| {
        unit.and_then(|unit| corpus.unit(doc, unit).number).map_or(0, |number| i64::from(number.main))
    };
    number(revision.new, pair.new) - number(revision.old, pair.old)
}

fn id(corpus: &Corpus, index: usize, pair: &Revised) -> String {
    let revision = &corpus.revisions[index];
    match (pair.new, pair.old) {
        (Some(unit), _) => corpus.unit(revision.new, unit).local.to_string(),
        (None, old) => format!("old-{}", corpus.unit(revision.old, old.unwrap_or_default()).local),
    }
}

fn unchanged<'c>(shared: &Shared<'c>, index: usize, run: &[&Revised]) -> Section<'c> {
    let corpus = shared.corpus;
    let revision = &corpus.revisions[index];
    let (first, last) = (run[0], run[run.len() - 1]);
    let label = |doc: u32, unit: Option<u32>| {
        unit.map(|unit| labels::own_label(corpus, &shared.words, doc, unit)).unwrap_or_default()
    };
    let range = |doc: u32, first: Option<u32>, last: Option<u32>| {
        let (from, to) = (label(doc, first), label(doc, last));
        if from == to { from } else { shared.words.fill("range", &[("first", &from), ("last", &to)]) }
    };
    let (now, was) = (range(revision.new, first.new, last.new), range(revision.old, first.old, last.old));
    let key = if now == was { "revision_same" } else { "revision_moved" };
    Section {
        id: id(corpus, index, first),
        said: shared.words.fill(key, &[("range", &now), ("was", &was)]),
        ..Section::default()
    }
}

fn changed<'c>(shared: &Shared<'c>, index: usize, pair: &'c Revised) -> Section<'c> {
    let corpus = shared.corpus;
    let revision = &corpus.revisions[index];
    let label = |doc: u32, unit: u32| labels::own_label(corpus, &shared.words, doc, unit);
    let (unit, tag) = match (pair.old, pair.new) {
        (Some(old), Some(new)) => {
            let was = label(revision.old, old);
            let is_moved = was != label(revision.new, new);
            let tag = if is_moved { shared.words.fill("revision_was", &[("was", &was)]) } else { String::new() };
            ((revision.new, new), tag)
        }
        (None, Some(new)) => ((revision.new, new), shared.words.get("revision_added").to_owned()),
        (old, None) => ((revision.old, old.unwrap_or_default()), shared.words.get("revision_removed").to_owned()),
    };
    let beside = Beside { left: &pair.comparison.left, right: &pair.comparison.right, ..Beside::default() };
    Section { id: id(corpus, index, pair), unit: Some(unit), tag, sides: vec![beside], ..Section::default() }
}

/// What the versions before and after have in a provision's place, for its own page.
pub fn of_unit(writer: &Writer, doc: u32, unit: u32) -> Vec<LinkView> {
    let shared = writer.shared;
    let corpus = shared.corpus;
    let stands = shared.index.revised.get(&(doc, unit)).into_iter().flatten();
    stands
        .map(|(index, at)| {
            let revision = &corpus.revisions[*index];
            let pair = &revision.pairs[*at];
            let (other, partner) =
                if revision.old == doc { (revision.new, pair.new) } else { (revision.old, pair.old) };
            let date = corpus.document(other).meta.date.map(|date| date.to_string()).unwrap_or_default();
            let place = partner.map(|unit| labels::own_label(corpus, &shared.words, other, unit)).unwrap_or_default();
            let key = match partner {
                Some(_) if pair.is_same() => "version_same",
                Some(_) => "version_changed",
                None => "version_absent",
            };
            let target = Target { doc: other, unit: partner, path: Vec::new(), through: None };
            let href = if pair.is_same() { writer.href(&target) } else { place_of(writer, *index, pair) };
            LinkView {
                href,
                label: shared.words.fill(key, &[("date", &date), ("place", &place)]),
                ..LinkView::default()
            }
        })
        .collect()
}

/// The section of a comparison that shows a pair.
fn place_of(writer: &Writer, index: usize, pair: &Revised) -> String {
    let corpus = writer.shared.corpus;
    let matter = Matter::Versions(index);
    let sections = matter.sections(writer.shared);
    let id = id(corpus, index, pair);
    let part = sections.iter().zip(parts(&sections)).find(|(section, _)| section.id == id).map_or(1, |(_, part)| part);
    format!("{}#{id}", writer.to(&matter.path(corpus, part)))
}
