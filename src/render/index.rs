//! What stands beside each block, found by its place: built once, read by every page.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::corpus::Corpus;
use crate::model::document::Place;

type BlockKey = (u32, u32, u32);

/// Indices into the corpus by the block they stand in.
#[derive(Debug, Default)]
pub struct Index {
    pub citations: BTreeMap<BlockKey, Vec<u32>>,
    pub quotations: BTreeMap<BlockKey, Vec<u32>>,
    /// Verified errata only, with their place.
    pub errata: BTreeMap<BlockKey, Vec<(u32, Place)>>,
    /// Units that a verified erratum takes out of the running text.
    pub repeated: BTreeMap<(u32, u32), u32>,
    /// By erratum: its document and its number on that document's page of errata, from 1.
    pub numbers: Vec<(u32, usize)>,
    /// By document: its errata, in the order of the text.
    pub of_document: Vec<Vec<u32>>,
    /// By document and unit: revisions that it stands in, and which of their pairs it is.
    pub revised: BTreeMap<(u32, u32), Vec<(usize, usize)>>,
    /// Documents with a page about where they came from and what is wrong with their print:
    /// of the others there is nothing to tell.
    pub has_about: BTreeSet<u32>,
}

impl Index {
    pub fn new(corpus: &Corpus) -> Index {
        let mut index = Index { of_document: vec![Vec::new(); corpus.documents.len()], ..Index::default() };
        for (number, citation) in corpus.citations.iter().enumerate() {
            index.citations.entry(key(&citation.at)).or_default().push(number as u32);
        }
        for (number, quotation) in corpus.quotations.iter().enumerate() {
            index.quotations.entry(key(&quotation.at)).or_default().push(number as u32);
        }
        for (number, erratum) in corpus.errata.iter().enumerate() {
            let doc = corpus.find(erratum.at.doc.as_str()).unwrap_or_default();
            if let Some(list) = index.of_document.get_mut(doc as usize) {
                list.push(number as u32);
            }
            if erratum.is_applied() {
                for place in &erratum.places {
                    index.errata.entry(key(place)).or_default().push((number as u32, *place));
                }
                for unit in &erratum.whole {
                    index.repeated.insert(*unit, number as u32);
                }
            }
        }
        for (number, revision) in corpus.revisions.iter().enumerate() {
            for (at, pair) in revision.pairs.iter().enumerate() {
                let sides = [(revision.old, pair.old), (revision.new, pair.new)];
                for (doc, unit) in sides.into_iter().filter_map(|(doc, unit)| Some((doc, unit?))) {
                    index.revised.entry((doc, unit)).or_default().push((number, at));
                }
            }
        }
        index.count(corpus);
        index
    }

    fn count(&mut self, corpus: &Corpus) {
        self.numbers = vec![(0, 0); corpus.errata.len()];
        for doc in 0..self.of_document.len() as u32 {
            let mut list = std::mem::take(&mut self.of_document[doc as usize]);
            list.sort_by_key(|number| {
                let erratum = &corpus.errata[*number as usize];
                let unit = erratum.at.local.as_ref().and_then(|local| corpus.document(doc).unit(local.as_str()));
                (unit, erratum.places.first().copied(), erratum.at.path.clone(), *number)
            });
            for (order, number) in list.iter().enumerate() {
                self.numbers[*number as usize] = (doc, order + 1);
            }
            let is_proven = corpus.fidelity.get(doc as usize).is_some_and(Option::is_some);
            if !list.is_empty() || is_proven || corpus.document(doc).meta.source.is_some() {
                self.has_about.insert(doc);
            }
            self.of_document[doc as usize] = list;
        }
    }
}

fn key(place: &Place) -> BlockKey {
    (place.doc, place.unit, place.block)
}
