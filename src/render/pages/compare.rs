//! Two texts side by side, clause by clause: along their relations, or as versions of one.

use crate::model::address::{compare_page, revision_page};
use crate::model::compare::Clause;
use crate::model::corpus::Corpus;

use super::{document_view, finish, own_link, unit_link};
use super::{revision, ties};
use crate::render::body::{Skip, Writer};
use crate::render::clauses::{Kind, rows};
use crate::render::html::{SafeHtml, escape};
use crate::render::shared::Shared;
use crate::render::view::{CompareView, LinkView, PairView, RowView, SideView};

/// Text of one page before it is cut, in bytes: about 16 KB when compressed with its markup.
const PAGE: usize = 80_000;
/// What a row's markup weighs: for a browser more than for the line.
const ROW: usize = 160;
/// Comparisons past which only those of the same documents are offered.
const FEW: usize = 12;

/// A comparison that has a page of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    Texts {
        left: u32,
        right: u32,
    },
    /// Index in [`Corpus::revisions`].
    Versions(usize),
}

impl Matter {
    pub fn all(corpus: &Corpus) -> Vec<Matter> {
        let texts = ties::pairs(corpus).into_iter().map(|(left, right)| Matter::Texts { left, right });
        texts.chain((0..corpus.revisions.len()).map(Matter::Versions)).collect()
    }

    pub fn sides(self, corpus: &Corpus) -> (u32, u32) {
        match self {
            Matter::Texts { left, right } => (left, right),
            Matter::Versions(index) => (corpus.revisions[index].old, corpus.revisions[index].new),
        }
    }

    pub fn path(self, corpus: &Corpus, part: usize) -> String {
        let (left, right) = self.sides(corpus);
        match self {
            Matter::Texts { .. } => compare_page(&corpus.document(left).id, &corpus.document(right).id, part),
            Matter::Versions(_) => {
                format!("{}{}", corpus.layout.folders[left as usize], revision_page(&corpus.document(left).id, part))
            }
        }
    }

    pub fn sections<'c>(self, shared: &Shared<'c>) -> Vec<Section<'c>> {
        match self {
            Matter::Texts { left, right } => ties::sections(shared, left, right),
            Matter::Versions(index) => revision::sections(shared, index),
        }
    }
}

/// What stands under one heading.
#[derive(Default)]
pub struct Section<'c> {
    pub id: String,
    /// None for a run of provisions that are not shown.
    pub unit: Option<(u32, u32)>,
    pub tag: String,
    pub said: String,
    pub sides: Vec<Beside<'c>>,
}

/// One text beside the heading's.
#[derive(Default)]
pub struct Beside<'c> {
    /// None where the heading says what stands here.
    pub unit: Option<(u32, u32)>,
    pub tag: String,
    pub note: &'c str,
    pub left: &'c [Clause],
    pub right: &'c [Clause],
    /// This side's own clauses stood on the page before.
    pub is_left_known: bool,
    pub is_right_known: bool,
}

impl Section<'_> {
    fn weight(&self) -> usize {
        let words = |side: &[Clause], is_known: bool| -> usize {
            let shown = side.iter().filter(|clause| clause.partner.is_some() || !is_known);
            shown.map(|clause| clause.place.range().len() + ROW).sum()
        };
        let both =
            |beside: &Beside| words(beside.left, beside.is_left_known) + words(beside.right, beside.is_right_known);
        self.sides.iter().map(both).sum()
    }
}

/// By section: which part of the comparison it stands in, from 1.
pub fn parts(sections: &[Section]) -> Vec<usize> {
    let total: usize = sections.iter().map(Section::weight).sum();
    let target = total / total.div_ceil(PAGE).max(1);
    let (mut part, mut filled) = (1, 0);
    let mut parts = Vec::with_capacity(sections.len());
    for section in sections {
        let weight = section.weight();
        if filled > 0 && (filled + weight > PAGE || filled > target) {
            part += 1;
            filled = 0;
        }
        filled += weight;
        parts.push(part);
    }
    parts
}

pub fn page(shared: &Shared, path: &str, matter: Matter, part: usize) -> Result<Vec<u8>, String> {
    let corpus = shared.corpus;
    let writer = Writer::mixed(shared, path);
    let (left, right) = matter.sides(corpus);
    let is_revision = matches!(matter, Matter::Versions(_));
    let sections = matter.sections(shared);
    let parts = parts(&sections);
    let last = parts.last().copied().unwrap_or(1);
    let view = CompareView {
        is_revision,
        part,
        parts: last,
        pairs: pairs(&writer, matter, &sections, &parts, part),
        alone: if part == last && !is_revision { ties::alone(&writer, left, right) } else { Vec::new() },
        others: others(&writer, matter),
        contents: contents(&writer, matter, &sections, &parts, part),
        left: document_view(&writer, left),
        right: document_view(&writer, right),
    };
    let title = if is_revision {
        let said =
            [("title", view.right.title.as_str()), ("left", &name(shared, left)), ("right", &name(shared, right))];
        shared.words.fill("compare_versions_title", &said)
    } else {
        shared.words.fill("compare_title", &[("left", &view.left.short), ("right", &view.right.short)])
    };
    let title = if last > 1 { format!("{title} ({part}/{last})") } else { title };
    let mut page = shared.page("compare", path, &title);
    page.place = shared.words.get("page_compare").to_owned();
    page.contents = "#toc".to_owned();
    page.description = title;
    let of_part = |part: usize| LinkView {
        href: writer.to(&matter.path(corpus, part)),
        label: shared.words.fill("part", &[("n", &part.to_string())]),
        ..LinkView::default()
    };
    page.previous = (part > 1).then(|| of_part(part - 1));
    page.next = (part < last).then(|| of_part(part + 1));
    finish(shared, &writer, &super::site_page("compare"), page, &[], &view)
}

/// What a version is called.
fn name(shared: &Shared, doc: u32) -> String {
    let document = shared.corpus.document(doc);
    document.meta.date.map_or_else(|| document.short(), |date| date.to_string())
}

/// Where a section stands, seen from a part of its comparison.
fn href(writer: &Writer, matter: Matter, section: &Section, of: usize, part: usize) -> String {
    let page = if of == part { String::new() } else { writer.to(&matter.path(writer.shared.corpus, of)) };
    format!("{page}#{}", section.id)
}

fn pairs(writer: &Writer, matter: Matter, sections: &[Section], parts: &[usize], part: usize) -> Vec<PairView> {
    let shared = writer.shared;
    let (left, right) = matter.sides(shared.corpus);
    let names = (row_name(shared, matter, left), row_name(shared, matter, right));
    let shown: Vec<usize> = (0..sections.len()).filter(|at| sections[*at].unit.is_some()).collect();
    let step = |at: Option<&usize>| {
        at.map(|at| {
            let (doc, unit) = sections[*at].unit.expect("only sections with a heading were kept");
            let link = own_link(writer, doc, unit);
            LinkView { href: href(writer, matter, &sections[*at], parts[*at], part), ..link }
        })
    };
    let here = (0..sections.len()).filter(|at| parts[*at] == part);
    here.map(|at| {
        let section = &sections[at];
        let order = shown.iter().position(|other| *other == at);
        let whole = section.sides.iter().all(|beside| beside.left.is_empty() && beside.right.is_empty());
        PairView {
            id: section.id.clone(),
            link: section.unit.map(|(doc, unit)| heading(writer, doc, unit, whole)),
            tag: section.tag.clone(),
            said: section.said.clone(),
            sides: section.sides.iter().map(|beside| side(writer, section, beside, (&names.0, &names.1))).collect(),
            previous: order.and_then(|order| step(order.checked_sub(1).and_then(|before| shown.get(before)))),
            next: order.and_then(|order| step(shown.get(order + 1))),
        }
    })
    .collect()
}

/// How a row says whose it is: 方案 for 《方案》, and a version's year where that tells them apart.
fn row_name(shared: &Shared, matter: Matter, doc: u32) -> String {
    let corpus = shared.corpus;
    let (left, right) = matter.sides(corpus);
    let year = |doc: u32| corpus.document(doc).meta.date.map(|date| date.year);
    match (matter, year(doc)) {
        (Matter::Texts { .. }, _) => corpus.document(doc).short().trim_matches(['《', '》']).to_owned(),
        (Matter::Versions(_), Some(year_of)) if year(left) != year(right) => year_of.to_string(),
        _ => name(shared, doc),
    }
}

/// Without its title, which is the first of its clauses.
fn heading(writer: &Writer, doc: u32, unit: u32, with_title: bool) -> LinkView {
    let link = unit_link(writer, doc, unit);
    if with_title || link.label.is_empty() { link } else { LinkView { title: String::new(), ..link } }
}

fn side(writer: &Writer, section: &Section, beside: &Beside, names: (&str, &str)) -> SideView {
    let is_whole = beside.left.is_empty() && beside.right.is_empty();
    let whole =
        |unit: Option<(u32, u32)>| unit.map(|(doc, unit)| writer.unit(doc, unit, Skip::Opening)).unwrap_or_default();
    let mut is_cut = false;
    let mut views = Vec::new();
    for row in rows(beside.left, beside.right) {
        let shown = |range: std::ops::Range<usize>, is_known: bool| {
            if is_known && row.kind == Kind::Alone { range.start..range.start } else { range }
        };
        let (own, other) =
            (shown(row.left.clone(), beside.is_left_known), shown(row.right.clone(), beside.is_right_known));
        is_cut |= own != row.left || other != row.right;
        let kind = match row.kind {
            Kind::Same => "same",
            Kind::Changed => "near",
            Kind::Alone => "alone",
        };
        let left = cell(writer, &beside.left[own], row.kind, ("a", names.0), ("<del>", "</del>"));
        let right = cell(writer, &beside.right[other], row.kind, ("b", names.1), ("<ins>", "</ins>"));
        if !(left.as_str().is_empty() && right.as_str().is_empty()) {
            views.push(RowView { kind, left, right });
        }
    }
    if is_whole {
        views.push(RowView { kind: "whole", left: whole(section.unit), right: whole(beside.unit) });
    }
    SideView {
        link: beside.unit.map(|(doc, unit)| heading(writer, doc, unit, is_whole)),
        tag: beside.tag.clone(),
        note: beside.note.to_owned(),
        rows: views,
        is_cut,
    }
}

/// Clauses of one paragraph, as a paragraph that says whose they are.
fn cell(
    writer: &Writer,
    clauses: &[Clause],
    kind: Kind,
    (side, name): (&str, &str),
    tag: (&str, &'static str),
) -> SafeHtml {
    let (Some(first), Some(last)) = (clauses.first(), clauses.last()) else { return SafeHtml::default() };
    let mut place = first.place;
    place.end = last.place.end;
    // The number of a point stands before its first clause; the unit's own is its heading.
    if place.block > 0 && writer.shared.corpus.block(&place).mark.is_some_and(|mark| mark.len == place.start as usize) {
        place.start = 0;
    }
    let alone: Vec<_> = match kind {
        Kind::Same => Vec::new(),
        Kind::Changed => clauses.iter().flat_map(|clause| clause.changes.iter().cloned()).collect(),
        Kind::Alone => vec![place.range()],
    };
    let text = writer.compared(&place, &alone, tag);
    let id = writer.next_id(side);
    SafeHtml::new(format!("<p class=\"{side}\" id=\"{id}\" data-d=\"{}\">{text}</p>", escape(name)))
}

fn contents(writer: &Writer, matter: Matter, sections: &[Section], parts: &[usize], part: usize) -> Vec<LinkView> {
    let listed = sections.iter().zip(parts).filter_map(|(section, of)| Some((section, *of, section.unit?)));
    listed
        .map(|(section, of, (doc, unit))| LinkView {
            href: href(writer, matter, section, of, part),
            depth: 0,
            ..own_link(writer, doc, unit)
        })
        .collect()
}

/// All comparisons; of many, those that a document of this one takes part in.
fn others(writer: &Writer, matter: Matter) -> Vec<LinkView> {
    let corpus = writer.shared.corpus;
    let (left, right) = matter.sides(corpus);
    let all = Matter::all(corpus);
    let is_few = all.len() <= FEW;
    let work = |doc: u32| corpus.work_of[doc as usize];
    let is_near = |other: &Matter| {
        let (a, b) = other.sides(corpus);
        is_few || [work(a), work(b)].iter().any(|of| [work(left), work(right)].contains(of))
    };
    all.into_iter()
        .filter(is_near)
        .map(|other| LinkView { is_current: other == matter, ..link(writer, other) })
        .collect()
}

/// A comparison by the names of its two sides.
pub fn link(writer: &Writer, matter: Matter) -> LinkView {
    let corpus = writer.shared.corpus;
    let (left, right) = matter.sides(corpus);
    let (label, title) = match matter {
        Matter::Texts { .. } => (corpus.document(left).short(), corpus.document(right).short()),
        Matter::Versions(_) => (name(writer.shared, left), name(writer.shared, right)),
    };
    LinkView { href: writer.to(&matter.path(corpus, 1)), label, title, ..LinkView::default() }
}

/// Comparisons that a document takes part in with other texts, by the other's name.
pub fn with_others(writer: &Writer, doc: u32) -> Vec<LinkView> {
    let corpus = writer.shared.corpus;
    let own = ties::pairs(corpus).into_iter().filter(|(left, right)| *left == doc || *right == doc);
    own.map(|(left, right)| {
        let other = if left == doc { right } else { left };
        LinkView { label: corpus.document(other).short(), ..link(writer, Matter::Texts { left, right }) }
    })
    .collect()
}

/// Comparisons of a version with the one before and the one after it.
pub fn with_versions(writer: &Writer, doc: u32) -> Vec<LinkView> {
    let revisions = writer.shared.corpus.revisions.iter().enumerate();
    let own = revisions.filter(|(_, revision)| revision.old == doc || revision.new == doc);
    own.map(|(index, _)| link(writer, Matter::Versions(index))).collect()
}
