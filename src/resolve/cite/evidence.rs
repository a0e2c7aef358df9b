//! What the citations of one document say together: numbers of another version than the one found.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::corpus::CiteState;
use crate::model::document::Document;

use super::super::names::Names;
use super::Found;
use super::meaning::{Base, Meant, Why};

/// So many different numbers that are not there tell of another version; one is a mistake.
const IMPOSSIBLE: usize = 2;
/// Of so many citations with a number one at least leads nowhere.
const ONE_IN: usize = 6;

/// How one text is cited, with numbers.
#[derive(Default)]
struct Cited<'t> {
    impossible: BTreeSet<&'t str>,
    broken: usize,
    linked: usize,
}

impl Cited<'_> {
    fn speaks_of_another_version(&self) -> bool {
        self.impossible.len() >= IMPOSSIBLE && self.broken * ONE_IN >= self.broken + self.linked
    }
}

/// A text re-issued without a look at the law that it explains keeps that law's old numbers.
/// Where several lead nowhere the others lead astray, and where bundles alone have changed it
/// since that law was amended they may: they are marked, and nothing is called broken.
pub fn doubt_old_numbers(document: &Document, names: &Names, found: &mut [Found]) {
    let mut cited: BTreeMap<u32, Cited> = BTreeMap::new();
    for found in found.iter() {
        let Found::Read(at, meant) = found else { continue };
        let Base::Document { doc, doubt: false } = meant.base else { continue };
        let cited = cited.entry(doc).or_default();
        match meant.state {
            CiteState::Broken if meant.why == Why::NoSuchNumber => {
                let block = &document.units[at.unit as usize].blocks[at.block as usize];
                cited.impossible.insert(&block.text[at.range()]);
                cited.broken += 1;
            }
            CiteState::Linked if has_number(meant) => cited.linked += 1,
            _ => {}
        }
    }
    let settled = found.first().and_then(|found| names.calendar(found.at().doc).settled(found.at().doc));
    let old = |doc: u32| {
        names.calendar(doc).has_changed(doc) && cited.get(&doc).is_some_and(Cited::speaks_of_another_version)
    };
    for found in found.iter_mut() {
        let Found::Read(at, meant) = found else { continue };
        let Base::Document { doc, doubt: false } = meant.base else { continue };
        if doc == at.doc {
            continue;
        }
        let unread = settled.is_some_and(|day| names.calendar(doc).amended_since(doc, day));
        if !(old(doc) || unread && has_number(meant)) {
            continue;
        }
        match meant.state {
            CiteState::Linked => meant.doubt = true,
            CiteState::Broken if meant.why == Why::NoSuchNumber => {
                (meant.state, meant.why) = (CiteState::External, Why::Nothing);
            }
            _ => {}
        }
    }
}

fn has_number(meant: &Meant) -> bool {
    meant.state == CiteState::Broken || meant.targets.iter().any(|target| target.unit.is_some())
}
