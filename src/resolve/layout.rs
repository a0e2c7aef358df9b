//! On which page each unit is read.

use std::collections::BTreeSet;

use crate::model::config::Hubs;
use crate::model::corpus::{Corpus, Layout};
use crate::model::document::{Document, UnitKind};

/// Text of one page before it is cut, in bytes: about 25 KB when compressed, with all its links,
/// in a law whose every line cites another.
const PAGE: usize = 60_000;
/// Provisions up to which `auto` gives each a page.
const ALL: usize = 5_000;
/// Pages up to which all stand in one folder.
const FLAT: usize = 5_000;

/// Needs the backlinks: a division has a hub when something speaks of it.
pub fn lay_out(corpus: &Corpus) -> Layout {
    let provisions: usize = corpus.documents.iter().map(|document| document.provisions().count()).sum();
    let hubs_for = match corpus.config.hubs {
        Hubs::Auto if provisions <= ALL => Hubs::All,
        Hubs::Auto => Hubs::Cited,
        said => said,
    };
    let taken_out: BTreeSet<(u32, u32)> = corpus
        .errata
        .iter()
        .filter(|erratum| erratum.is_applied())
        .flat_map(|erratum| erratum.whole.iter().copied())
        .collect();
    let mut layout = Layout::default();
    for (doc, document) in corpus.documents.iter().enumerate() {
        layout.parts.push(parts(document));
        let has_hub = |(unit, it): (usize, &crate::model::document::Unit)| {
            let spoken_of =
                !corpus.backlinks[doc][unit].is_empty() || !corpus.backlinks[doc][unit].relations_out.is_empty();
            let shown = !taken_out.contains(&(doc as u32, unit as u32)) && it.kind != UnitKind::Cover;
            let wanted = match hubs_for {
                Hubs::None => false,
                Hubs::All => it.kind == UnitKind::Provision || spoken_of,
                _ => spoken_of,
            };
            shown && wanted
        };
        layout.hubs.push(document.units.iter().enumerate().map(has_hub).collect());
    }
    let pages: usize = layout.hubs.iter().map(|hubs| 1 + hubs.iter().filter(|hub| **hub).count()).sum();
    let folder = |document: &Document| if pages > FLAT { format!("{}/", document.id) } else { String::new() };
    layout.folders = corpus.documents.iter().map(folder).collect();
    layout
}

/// Cuts a long text before a division where it can, else before a provision.
fn parts(document: &Document) -> Vec<u16> {
    let size = |unit: usize| document.units[unit].blocks.iter().map(|block| block.text.len() + 60).sum::<usize>();
    let total: usize = (0..document.units.len()).map(size).sum();
    let wanted = total.div_ceil(PAGE).max(1);
    let target = total / wanted;
    let mut part = 1;
    let mut filled = 0;
    let mut parts = Vec::with_capacity(document.units.len());
    for (index, unit) in document.units.iter().enumerate() {
        let limit = if unit.kind == UnitKind::Division { target * 4 / 5 } else { PAGE };
        if wanted > 1 && filled > limit {
            part += 1;
            filled = 0;
        }
        filled += size(index);
        parts.push(part);
    }
    parts
}
