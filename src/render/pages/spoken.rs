//! Who speaks of a provision or a document: what fits on its page, and a page for the rest.

use crate::model::address::refs_page;
use crate::model::corpus::{Backlinks, Corpus, Target};

use super::{document_view, finish, hub};
use crate::render::body::Writer;
use crate::render::shared::Shared;
use crate::render::view::{GroupView, HubView, LinkView};
use crate::render::{labels, refs};

/// Entries past which the rest moves to a page of its own.
const ENTRIES: usize = 40;
/// Bytes of entries, before compression, past which the rest moves too: about 14 KB on the wire with the text.
const BYTES: usize = 16_000;

/// Of a provision, or of a document as a whole: the entries that fit, and those that do not.
pub fn of(writer: &Writer, doc: u32, unit: Option<u32>) -> (Vec<GroupView>, Vec<GroupView>) {
    cut(refs::groups(writer, (doc, unit), backlinks(writer.shared.corpus, doc, unit)))
}

pub fn path(corpus: &Corpus, doc: u32, unit: Option<u32>) -> String {
    let document = corpus.document(doc);
    let name = refs_page(&document.id, unit.map(|unit| &document.units[unit as usize].local));
    format!("{}{name}", corpus.layout.folders[doc as usize])
}

/// True where what speaks of it does not fit on its page.
pub fn overflows(shared: &Shared, doc: u32, unit: Option<u32>) -> bool {
    // Each entry stands for at least one link; few links never overflow.
    backlinks(shared.corpus, doc, unit).len() > 12 && !of(&Writer::new(shared, ""), doc, unit).1.is_empty()
}

/// The way to the rest, where there is one.
pub fn more(writer: &Writer, doc: u32, unit: Option<u32>, rest: &[GroupView]) -> Option<LinkView> {
    let more = || LinkView {
        href: writer.to(&path(writer.shared.corpus, doc, unit)),
        count: count(rest),
        ..LinkView::default()
    };
    (!rest.is_empty()).then(more)
}

pub fn count(groups: &[GroupView]) -> usize {
    groups.iter().map(|group| group.entries.len()).sum()
}

/// The page of what did not fit.
pub fn page(shared: &Shared, path: &str, doc: u32, unit: Option<u32>) -> Result<Vec<u8>, String> {
    let corpus = shared.corpus;
    let writer = Writer::new(shared, path);
    let (_, rest) = of(&writer, doc, unit);
    let own = document_view(&writer, doc);
    let base = HubView { count: count(&rest), groups: rest, ..HubView::default() };
    let (view, mut page) = match unit {
        Some(unit) => {
            let (label, title) = shared.name(doc, unit);
            let in_document = corpus.hub_page(doc, unit).map(|hub| writer.to(&hub)).unwrap_or_default();
            let number = hub::number(corpus, doc, unit);
            let view = HubView { document: own, number, label, title, in_document, ..base };
            let page = hub::head(&writer, path, doc, unit, &view);
            (view, page)
        }
        None => {
            let mut page = shared.page("refs", path, &own.title);
            page.place = labels::place(&own.short);
            page.contents = format!("{}#toc", own.href);
            let target = Target { doc, unit: None, path: Vec::new(), through: None };
            page.report = shared.report(&labels::cite(corpus, &shared.words, &target), &own.date);
            let (title, in_document) = (own.title.clone(), own.href.clone());
            (HubView { document: own, title, in_document, ..base }, page)
        }
    };
    page.kind = "refs";
    page.title = format!("{} · {}", shared.words.get("speaks_of_it"), page.title);
    finish(shared, &writer, &super::site_page("refs"), page, &[("doc", corpus.document(doc).id.to_string())], &view)
}

fn backlinks(corpus: &Corpus, doc: u32, unit: Option<u32>) -> &Backlinks {
    match unit {
        Some(unit) => &corpus.backlinks[doc as usize][unit as usize],
        None => &corpus.document_backlinks[doc as usize],
    }
}

fn cut(groups: Vec<GroupView>) -> (Vec<GroupView>, Vec<GroupView>) {
    let (mut kept, mut rest) = (Vec::new(), Vec::new());
    let (mut count, mut bytes) = (0, 0);
    for group in groups {
        let (mut fits, mut over) = (Vec::new(), Vec::new());
        for entry in group.entries {
            count += 1;
            bytes += 200
                + entry.note.len()
                + entry.title.len()
                + entry.excerpts.iter().map(|excerpt| excerpt.html.as_str().len()).sum::<usize>();
            if count <= ENTRIES && bytes <= BYTES { fits.push(entry) } else { over.push(entry) }
        }
        if !fits.is_empty() {
            kept.push(GroupView { document: group.document.clone(), entries: fits });
        }
        if !over.is_empty() {
            rest.push(GroupView { document: group.document, entries: over });
        }
    }
    (kept, rest)
}
