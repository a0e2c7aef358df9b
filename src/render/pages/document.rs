//! A document in full, or one part of a long one.

use std::collections::BTreeSet;

use crate::model::corpus::Target;
use crate::model::document::UnitKind;

use super::{compare, document_view, finish, is_listed, own_link, spoken};
use crate::render::body::{Show, Skip, Writer};
use crate::render::html::{SafeHtml, escape};
use crate::render::shared::Shared;
use crate::render::view::{CiteView, DocumentPageView, LinkView};
use crate::render::{feeds, labels};

pub fn page(shared: &Shared, path: &str, doc: u32, part: usize, parts: usize) -> Result<Vec<u8>, String> {
    let corpus = shared.corpus;
    let writer = Writer::new(shared, path);
    writer.linked.borrow_mut().insert(doc);
    let document = corpus.document(doc);
    let in_part = |unit: &u32| corpus.layout.parts[doc as usize][*unit as usize] as usize == part;
    let units: Vec<u32> = (0..document.units.len() as u32).filter(in_part).collect();
    // Who speaks of the whole is told where the whole begins.
    let (groups, rest) = if part == 1 { spoken::of(&writer, doc, None) } else { Default::default() };
    let view = DocumentPageView {
        document: document_view(&writer, doc),
        part,
        parts,
        body: body(&writer, doc, &units),
        contents: contents(&writer, doc, part),
        compare: compare::with_others(&writer, doc),
        more: spoken::more(&writer, doc, None, &rest),
        groups,
    };
    let title =
        if part > 1 { format!("{} ({part}/{parts})", document.meta.title) } else { document.meta.title.clone() };
    let mut page = shared.page("document", path, &title);
    page.description = description(&view);
    page.place = labels::place(&document.short());
    page.contents = "#toc".to_owned();
    page.previous = (part > 1).then(|| part_link(&writer, doc, part - 1));
    page.next = if part < parts { Some(part_link(&writer, doc, part + 1)) } else { None };
    let target = Target { doc, unit: None, path: Vec::new(), through: None };
    page.cite = Some(CiteView {
        text: labels::cite(corpus, &shared.words, &target),
        address: shared.absolute(path).unwrap_or_else(|| path.to_owned()),
    });
    page.report = shared.report(&title, &view.document.date);
    page.json_ld = feeds::json_ld(shared, path, doc, None);
    finish(shared, &writer, &super::site_page("document"), page, &[("doc", document.id.to_string())], &view)
}

fn description(view: &DocumentPageView) -> String {
    let document = &view.document;
    let parts = [
        document.title.as_str(),
        &document.issuers.join("、"),
        &document.number,
        &document.date_words,
        &document.extent,
    ];
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" · ")
}

fn part_link(writer: &Writer, doc: u32, part: usize) -> LinkView {
    let corpus = writer.shared.corpus;
    LinkView {
        href: writer.to(&corpus.document_page(doc, part)),
        label: writer.shared.words.fill("part", &[("n", &part.to_string())]),
        ..LinkView::default()
    }
}

/// Every unit with its heading, each in an element of its name.
fn body(writer: &Writer, doc: u32, units: &[u32]) -> SafeHtml {
    let corpus = writer.shared.corpus;
    let mut out = String::new();
    for unit in units {
        let it = corpus.unit(doc, *unit);
        let class = match it.kind {
            UnitKind::Cover => "v cover",
            UnitKind::Preamble => "v",
            UnitKind::Division => "v d",
            UnitKind::Provision => "v n",
        };
        let id = writer.claim(it.local.to_string()).map_or(String::new(), |id| format!(" id=\"{id}\""));
        let heading = heading(writer, doc, *unit, &id);
        // The name of a unit is its heading's where it has one.
        let id = if heading.is_empty() { id } else { String::new() };
        out.push_str(&format!("<section class=\"{class}\"{id}>{heading}"));
        out.push_str(writer.unit(doc, *unit, Skip::Link).as_str());
        out.push_str("</section>\n");
    }
    SafeHtml::new(out)
}

/// A heading on its own line, as printed; it leads to the hub where there is one.
fn heading(writer: &Writer, doc: u32, unit: u32, id: &str) -> String {
    let corpus = writer.shared.corpus;
    let units = &corpus.document(doc).units;
    let it = &units[unit as usize];
    let Some(block) = it.heading().filter(|block| !block.text.trim().is_empty()) else { return String::new() };
    if it.kind == UnitKind::Cover && block.text.trim() == corpus.document(doc).meta.title {
        return String::new();
    }
    // One level below the nearest heading above on this page; marked paragraphs are none.
    let above = std::iter::successors(it.parent, |parent| units[*parent].parent);
    let parts = &corpus.layout.parts[doc as usize];
    let printed = |above: &usize| {
        let heading = units[*above].heading();
        parts[*above] == parts[unit as usize] && heading.is_some_and(|block| !block.text.trim().is_empty())
    };
    let level = (2 + above.filter(printed).count()).min(5);
    let text = writer.inline((doc, unit, 0), 0..block.text.len(), Show::Plain);
    let count = corpus.backlinks[doc as usize][unit as usize].len();
    match corpus.hub_page(doc, unit) {
        Some(hub) => {
            let badge = if count > 0 { format!(" data-k=\"{count}\"") } else { String::new() };
            format!("<h{level}{id}><a class=\"u\"{badge} href=\"{}\">{text}</a></h{level}>\n", escape(&writer.to(&hub)))
        }
        None => format!("<h{level}{id}>{text}</h{level}>\n"),
    }
}

/// The whole document's contents; lines of other parts lead there. Of other parts only the
/// divisions are named: a code's every article on every page would be most of that page.
fn contents(writer: &Writer, doc: u32, part: usize) -> Vec<LinkView> {
    let shared = writer.shared;
    let parts = &shared.corpus.layout.parts[doc as usize];
    let units = &shared.corpus.document(doc).units;
    let is_division = |unit: u32| units[unit as usize].kind == UnitKind::Division;
    let listed = |unit: &u32| is_listed(shared, doc, *unit);
    let divided: BTreeSet<u16> =
        (0..parts.len() as u32).filter(|unit| is_division(*unit)).map(|unit| parts[unit as usize]).collect();
    // A part without divisions is named by the first of what it holds.
    let mut named = BTreeSet::new();
    let is_named = |unit: &u32| {
        let of = parts[*unit as usize];
        of as usize == part || is_division(*unit) || !divided.contains(&of) && named.insert(of)
    };
    let shown = (0..parts.len() as u32).filter(listed).filter(is_named);
    shown
        .map(|unit| {
            let here = parts[unit as usize] as usize == part;
            let local = &shared.corpus.unit(doc, unit).local;
            let place = shared.corpus.place_in_document(doc, unit, &[]);
            let href = if here { format!("#{local}") } else { writer.to(&place) };
            LinkView { href, ..own_link(writer, doc, unit) }
        })
        .collect()
}
