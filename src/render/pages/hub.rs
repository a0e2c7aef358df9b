//! The page of one provision: its text, then all that speaks of it.

use crate::model::corpus::{Corpus, Target};
use crate::model::document::UnitKind;

use super::{document_view, finish, is_listed, own_link, revision, spoken};
use crate::render::body::{Skip, Writer};
use crate::render::html::SafeHtml;
use crate::render::shared::Shared;
use crate::render::view::{CiteView, GapView, HubView, LinkView, PageView};
use crate::render::{feeds, labels, refs};

/// Lines of contents around the provision.
const AROUND: usize = 24;
const DESCRIPTION: usize = 80;

pub fn page(shared: &Shared, path: &str, doc: u32, unit: u32) -> Result<Vec<u8>, String> {
    let corpus = shared.corpus;
    let writer = Writer::new(shared, path);
    writer.linked.borrow_mut().insert(doc);
    let backlinks = &corpus.backlinks[doc as usize][unit as usize];
    let it = corpus.unit(doc, unit);
    let (groups, rest) = spoken::of(&writer, doc, Some(unit));
    let (label, title) = shared.name(doc, unit);
    let number = number(corpus, doc, unit);
    let view = HubView {
        document: document_view(&writer, doc),
        title: if title.is_empty() && number.is_empty() { label.clone() } else { title },
        number,
        trail: trail(&writer, doc, unit),
        in_document: writer.to(&corpus.place_in_document(doc, unit, &[])),
        body: body(&writer, doc, unit),
        children: children(&writer, doc, unit),
        count: groups.iter().chain(&rest).map(|group| group.entries.len()).sum(),
        more: spoken::more(&writer, doc, Some(unit), &rest),
        speaks_of: refs::speaks_of(&writer, backlinks),
        gaps: gaps(&writer, doc, unit),
        errata: super::about::errata_of_unit(&writer, doc, unit),
        versions: revision::of_unit(&writer, doc, unit),
        contents: contents(&writer, doc, unit),
        groups,
        label,
    };
    let page = head(&writer, path, doc, unit, &view);
    let local = it.local.to_string();
    finish(
        shared,
        &writer,
        &super::site_page("hub"),
        page,
        &[("doc", corpus.document(doc).id.to_string()), ("local", local)],
        &view,
    )
}

pub fn head(writer: &Writer, path: &str, doc: u32, unit: u32, view: &HubView) -> PageView {
    let shared = writer.shared;
    let corpus = shared.corpus;
    let it = corpus.unit(doc, unit);
    let named = if view.title.is_empty() || view.title == view.label {
        view.label.clone()
    } else {
        format!("{} {}", view.label, view.title)
    };
    let mut page = shared.page("hub", path, &format!("{named} · {}", view.document.short));
    let opening = it.blocks.first().map_or(0, |block| block.mark.map_or(0, |mark| mark.len) + it.run_in);
    let text: String = it.blocks.iter().filter(|block| !block.is_heading()).map(|block| block.text.as_str()).collect();
    let text = text.get(if it.heading().is_some() { 0 } else { opening }..).unwrap_or_default();
    page.description = text.chars().take(DESCRIPTION).collect();
    if page.description.is_empty() {
        page.description = named;
    }
    page.place = place(corpus, doc, unit).unwrap_or_else(|| view.label.clone());
    page.contents = format!(
        "{}#toc",
        writer.to(&corpus.document_page(doc, corpus.layout.parts[doc as usize][unit as usize] as usize))
    );
    page.previous = neighbour(writer, doc, unit, false);
    page.next = neighbour(writer, doc, unit, true);
    let target = Target { doc, unit: Some(unit), path: Vec::new(), through: None };
    page.cite = Some(CiteView {
        text: labels::cite(corpus, &shared.words, &target),
        address: shared.absolute(path).unwrap_or_else(|| path.to_owned()),
    });
    page.report = shared.report(&labels::cite(corpus, &shared.words, &target), &view.document.date);
    page.json_ld = feeds::json_ld(shared, path, doc, Some(unit));
    page
}

/// The number as printed, less the stop after it; for a speech its speaker.
pub fn number(corpus: &Corpus, doc: u32, unit: u32) -> String {
    let it = corpus.unit(doc, unit);
    match labels::speaker(&it.title) {
        Some((name, _)) if it.printed().is_empty() => name.to_owned(),
        _ => it.printed().trim_end_matches(['.', '．', '、']).to_owned(),
    }
}

/// `16/25`: which provision of how many.
fn place(corpus: &Corpus, doc: u32, unit: u32) -> Option<String> {
    let provisions: Vec<usize> = corpus.document(doc).provisions().map(|(index, _)| index).collect();
    let order = provisions.iter().position(|index| *index == unit as usize)?;
    Some(format!("{}/{}", order + 1, provisions.len()))
}

/// The unit's own text; a provision with numbered points has theirs too.
fn body(writer: &Writer, doc: u32, unit: u32) -> SafeHtml {
    let mut out = writer.unit(doc, unit, Skip::Opening);
    let document = writer.shared.corpus.document(doc);
    if document.units[unit as usize].kind == UnitKind::Provision {
        for inner in document.inside(unit as usize).skip(1) {
            out.push(&writer.unit(doc, inner as u32, Skip::Link));
        }
    }
    out
}

fn children(writer: &Writer, doc: u32, unit: u32) -> Vec<LinkView> {
    let document = writer.shared.corpus.document(doc);
    if document.units[unit as usize].kind == UnitKind::Provision {
        return Vec::new();
    }
    let own = document.units[unit as usize].depth;
    let inside = document.inside(unit as usize).skip(1).filter(|inner| is_listed(writer.shared, doc, *inner as u32));
    inside
        .map(|inner| LinkView { depth: document.units[inner].depth - own - 1, ..own_link(writer, doc, inner as u32) })
        .collect()
}

fn trail(writer: &Writer, doc: u32, unit: u32) -> Vec<LinkView> {
    let units = &writer.shared.corpus.document(doc).units;
    let mut out = Vec::new();
    let mut above = units[unit as usize].parent;
    while let Some(parent) = above {
        out.push(own_link(writer, doc, parent as u32));
        above = units[parent].parent;
    }
    out.reverse();
    out
}

/// The next unit with a page of its own, or the last before.
fn neighbour(writer: &Writer, doc: u32, unit: u32, forward: bool) -> Option<LinkView> {
    let corpus = writer.shared.corpus;
    let count = corpus.document(doc).units.len() as u32;
    let is_provision = corpus.unit(doc, unit).kind == UnitKind::Provision;
    let fits = |other: &u32| {
        let same_kind = !is_provision || corpus.unit(doc, *other).kind == UnitKind::Provision;
        same_kind && corpus.hub_page(doc, *other).is_some()
    };
    let found = if forward { (unit + 1..count).find(fits) } else { (0..unit).rev().find(fits) };
    found.map(|other| own_link(writer, doc, other))
}

/// The lines of the document's contents around this one: its siblings, and what is above.
fn contents(writer: &Writer, doc: u32, unit: u32) -> Vec<LinkView> {
    let shared = writer.shared;
    let units = &shared.corpus.document(doc).units;
    let own = &units[unit as usize];
    let above: Vec<usize> = std::iter::successors(own.parent, |parent| units[*parent].parent).collect();
    let is_near = |index: u32| {
        let it = &units[index as usize];
        index == unit
            || it.parent == own.parent
            || above.contains(&(index as usize))
            || it.depth == 0
            || it.parent == Some(unit as usize)
    };
    let near: Vec<u32> =
        (0..units.len() as u32).filter(|index| is_near(*index) && is_listed(shared, doc, *index)).collect();
    let at = near.iter().position(|index| *index == unit).unwrap_or(0);
    let start = at.saturating_sub(AROUND / 2).min(near.len().saturating_sub(AROUND));
    let shown = near[start..].iter().take(AROUND);
    shown.map(|index| LinkView { is_current: *index == unit, ..own_link(writer, doc, *index) }).collect()
}

/// Documents that a reviewer found to have nothing on this provision.
fn gaps(writer: &Writer, doc: u32, unit: u32) -> Vec<GapView> {
    let corpus = writer.shared.corpus;
    let out = &corpus.backlinks[doc as usize][unit as usize].relations_out;
    let relations = out.iter().map(|index| &corpus.relations[*index as usize]);
    let found = relations.filter(|relation| relation.kind == "none" && relation.reviewed);
    found
        .map(|relation| GapView { document: document_view(writer, relation.to.doc), words: relation.note.clone() })
        .collect()
}
