//! The inverse of every citation, quotation and relation.

use crate::model::corpus::{Backlinks, CiteState, Corpus, Target};

/// Fills `backlinks` and `document_backlinks` from the three lists.
pub fn attach(corpus: &mut Corpus) {
    corpus.backlinks =
        corpus.documents.iter().map(|document| vec![Backlinks::default(); document.units.len()]).collect();
    corpus.document_backlinks = vec![Backlinks::default(); corpus.documents.len()];
    for index in 0..corpus.citations.len() {
        if corpus.citations[index].state == CiteState::Linked {
            for target in corpus.citations[index].targets.clone() {
                for_each(corpus, &target, |backlinks| push(&mut backlinks.citations, index));
            }
        }
    }
    for index in 0..corpus.quotations.len() {
        for target in corpus.quotations[index].found.clone() {
            for_each(corpus, &target, |backlinks| push(&mut backlinks.quotations, index));
        }
    }
    for index in 0..corpus.relations.len() {
        let (from, to) = (corpus.relations[index].from.clone(), corpus.relations[index].to.clone());
        for_each(corpus, &from, |backlinks| push(&mut backlinks.relations_out, index));
        if corpus.relations[index].kind != "none" {
            for_each(corpus, &to, |backlinks| push(&mut backlinks.relations, index));
        }
    }
}

fn push(list: &mut Vec<u32>, index: usize) {
    if list.last() != Some(&(index as u32)) {
        list.push(index as u32);
    }
}

/// Every unit that a target means: one, a range of siblings, or the document.
fn for_each(corpus: &mut Corpus, target: &Target, mut act: impl FnMut(&mut Backlinks)) {
    let doc = target.doc as usize;
    let Some(first) = target.unit else {
        act(&mut corpus.document_backlinks[doc]);
        return;
    };
    let last = target.through.as_ref().and_then(|through| through.unit).unwrap_or(first).max(first);
    let kind = corpus.documents[doc].units[first as usize].kind;
    for unit in first..=last {
        if unit == first || corpus.documents[doc].units[unit as usize].kind == kind {
            act(&mut corpus.backlinks[doc][unit as usize]);
        }
    }
}
