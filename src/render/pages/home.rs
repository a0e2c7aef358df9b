//! The home page: the documents in time or on shelves, and the measures as a grid.

use std::collections::BTreeMap;

use super::compare::{self, Matter};
use super::{document_view, finish, unit_link};
use crate::render::body::Writer;
use crate::render::picture;
use crate::render::shared::Shared;
use crate::render::view::{AreaView, HomeView, LinkView, ShelfView};

/// Texts past which they stand on shelves: a line each, no picture of them in time.
pub const MANY: usize = 60;

pub fn page(shared: &Shared, path: &str) -> Result<Vec<u8>, String> {
    let corpus = shared.corpus;
    let writer = Writer::new(shared, path);
    let is_current = |doc: &u32| corpus.works[corpus.work_of[*doc as usize] as usize].current == *doc;
    let shown: Vec<u32> = (0..corpus.documents.len() as u32).filter(is_current).collect();
    let texts = Matter::all(corpus).into_iter().filter(|matter| matches!(matter, Matter::Texts { .. }));
    let is_shelved = shown.len() > MANY;
    let one_by_one: &[u32] = if is_shelved { &[] } else { &shown };
    let view = HomeView {
        documents: one_by_one.iter().map(|doc| document_view(&writer, *doc)).collect(),
        shelves: if is_shelved { shelves(&writer, &shown) } else { Vec::new() },
        total: shown.len(),
        timeline: picture::timeline(&writer, one_by_one),
        spine: corpus.spine.map(|doc| document_view(&writer, doc)),
        areas: corpus.spine.map(|doc| areas(&writer, doc)).unwrap_or_default(),
        compare: texts.map(|matter| compare::link(&writer, matter)).collect(),
    };
    let mut page = shared.page("home", path, "");
    page.contents = if view.areas.is_empty() { "#documents" } else { "#measures" }.to_owned();
    finish(shared, &writer, &super::site_page("home"), page, &[], &view)
}

/// Texts by the outermost folder that tells them apart. Where nearly every text has a folder
/// of its own, folders say nothing, and all stand together.
fn shelves(writer: &Writer, shown: &[u32]) -> Vec<ShelfView> {
    let corpus = writer.shared.corpus;
    let path = |doc: u32| {
        let file = corpus.document(doc).files.first();
        file.map_or("", |file| corpus.sources.file(*file).path.as_str())
    };
    let mut common = path(shown[0]).rsplit_once('/').map_or("", |(folder, _)| folder);
    while !shown.iter().all(|doc| path(*doc).strip_prefix(common).is_some_and(|rest| rest.starts_with('/'))) {
        common = common.rsplit_once('/').map_or("", |(folder, _)| folder);
        if common.is_empty() {
            break;
        }
    }
    let mut by_folder: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for doc in shown {
        let below = path(*doc)[common.len()..].trim_start_matches('/');
        by_folder.entry(below.split_once('/').map_or("", |(folder, _)| folder)).or_default().push(*doc);
    }
    if by_folder.len() * 3 > shown.len() {
        by_folder = BTreeMap::from([("", shown.to_vec())]);
    }
    let shelf = |(number, (title, mut documents)): (usize, (&str, Vec<u32>))| {
        // By sound, less the words with which half of all laws begin.
        let sound = |doc: &u32| {
            let id = corpus.document(*doc).id.as_str();
            (id.strip_prefix("zhrmghg").unwrap_or(id), *doc)
        };
        documents.sort_by_key(sound);
        let documents = documents.into_iter().map(|doc| spine_of(writer, doc)).collect();
        ShelfView { id: format!("shelf-{}", number + 1), title: title.to_owned(), documents }
    };
    by_folder.into_iter().enumerate().map(shelf).collect()
}

/// A text as one line of a shelf: its title, and its year as label.
fn spine_of(writer: &Writer, doc: u32) -> LinkView {
    let document = writer.shared.corpus.document(doc);
    LinkView {
        href: writer.to(&writer.shared.corpus.document_page(doc, 1)),
        label: document.meta.date.map(|date| date.year.to_string()).unwrap_or_default(),
        title: document.meta.title.clone(),
        ..LinkView::default()
    }
}

/// A document's provisions, grouped by the division they stand in.
pub fn areas(writer: &Writer, doc: u32) -> Vec<AreaView> {
    let mut areas: Vec<(Option<usize>, AreaView)> = Vec::new();
    for (unit, it) in writer.shared.corpus.document(doc).provisions() {
        if areas.last().is_none_or(|(parent, _)| *parent != it.parent) {
            let heading = it.parent.map(|parent| unit_link(writer, doc, parent as u32));
            areas.push((it.parent, AreaView { heading, provisions: Vec::new() }));
        }
        let area = &mut areas.last_mut().expect("an area was just begun").1;
        area.provisions.push(provision_link(writer, doc, unit as u32));
    }
    areas.into_iter().map(|(_, area)| area).collect()
}

/// With its bare number as label: the grid shows numbers.
fn provision_link(writer: &Writer, doc: u32, unit: u32) -> LinkView {
    let link = unit_link(writer, doc, unit);
    let number = writer.shared.corpus.unit(doc, unit).number;
    LinkView { label: number.map_or(link.label, |number| number.to_string()), ..link }
}
