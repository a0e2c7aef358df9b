//! The home page: the documents in time, and the measures as a grid.

use super::compare::{self, Matter};
use super::{document_view, finish, unit_link};
use crate::render::body::Writer;
use crate::render::picture;
use crate::render::shared::Shared;
use crate::render::view::{AreaView, HomeView, LinkView};

/// Documents past which the home page names only the current version of each text.
const MANY: usize = 200;

pub fn page(shared: &Shared, path: &str) -> Result<Vec<u8>, String> {
    let corpus = shared.corpus;
    let writer = Writer::new(shared, path);
    let is_current = |doc: &u32| corpus.works[corpus.work_of[*doc as usize] as usize].current == *doc;
    let shown: Vec<u32> = (0..corpus.documents.len() as u32).filter(is_current).collect();
    let texts = Matter::all(corpus).into_iter().filter(|matter| matches!(matter, Matter::Texts { .. }));
    let view = HomeView {
        documents: shown.iter().map(|doc| document_view(&writer, *doc)).collect(),
        timeline: if shown.len() <= MANY { picture::timeline(&writer, &shown) } else { Default::default() },
        spine: corpus.spine.map(|doc| document_view(&writer, doc)),
        areas: corpus.spine.map(|doc| areas(&writer, doc)).unwrap_or_default(),
        compare: texts.map(|matter| compare::link(&writer, matter)).collect(),
    };
    let mut page = shared.page("home", path, "");
    page.contents = if view.areas.is_empty() { "#documents" } else { "#measures" }.to_owned();
    finish(shared, &writer, &super::site_page("home"), page, &[], &view)
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
