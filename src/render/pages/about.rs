//! About the texts: where each came from, how faithful it is, what is wrong with its print.

use crate::model::corpus::{CiteState, Corpus, Erratum, Target};

use super::{document_view, finish};
use crate::render::assets::short_digest;
use crate::render::body::Writer;
use crate::render::labels;
use crate::render::shared::Shared;
use crate::render::view::{AboutDocument, AboutView, ErratumView};

pub fn page(shared: &Shared, path: &str) -> Result<Vec<u8>, String> {
    let corpus = shared.corpus;
    let writer = Writer::new(shared, path);
    let view = AboutView {
        documents: shared.index.has_about.iter().map(|doc| about_document(&writer, *doc)).collect(),
        silent: corpus.documents.len() - shared.index.has_about.len(),
        citations: corpus.citations.iter().filter(|citation| citation.state == CiteState::Linked).count(),
        relations: corpus.relations.iter().filter(|relation| relation.reviewed).count(),
        errata: corpus.errata.len(),
        state: state(corpus),
        pages: shared.pages.get().copied().unwrap_or_default(),
    };
    let mut page = shared.page("about", path, shared.words.get("page_about"));
    page.place = shared.words.get("page_about").to_owned();
    finish(shared, &writer, &super::site_page("about"), page, &[], &view)
}

/// Which state of the texts this is: two copies of a site with the same one say the same.
fn state(corpus: &Corpus) -> String {
    let sources = &corpus.sources;
    let side = [sources.config, sources.relations, sources.errata].into_iter().flatten();
    let files = sources.documents.iter().copied().chain(side).map(|id| sources.file(id));
    let list: String = files.map(|file| format!("{} {}\n", file.path, short_digest(file.text.as_bytes()))).collect();
    short_digest(list.as_bytes())
}

/// One document's source, fidelity and errata.
pub fn document_page(shared: &Shared, path: &str, doc: u32) -> Result<Vec<u8>, String> {
    let writer = Writer::new(shared, path);
    let mut document = about_document(&writer, doc);
    let numbers = &shared.index.of_document[doc as usize];
    document.errata = numbers.iter().map(|number| erratum_view(&writer, doc, *number)).collect();
    let title = shared.words.fill("about_document", &[("document", &document.document.title)]);
    let mut page = shared.page("about", path, &title);
    page.place = labels::place(&document.document.short);
    page.report = shared.report(&document.document.title, &document.document.date);
    let view = AboutView { documents: vec![document], ..AboutView::default() };
    finish(shared, &writer, &super::site_page("about-document"), page, &[], &view)
}

fn about_document(writer: &Writer, doc: u32) -> AboutDocument {
    let corpus = writer.shared.corpus;
    let source = corpus.document(doc).meta.source.clone().unwrap_or_default();
    let fidelity = corpus.fidelity.get(doc as usize).and_then(Option::as_ref);
    let errata = &writer.shared.index.of_document[doc as usize];
    let count = |status: &str| errata.iter().filter(|number| corpus.errata[**number as usize].status == status).count();
    AboutDocument {
        document: document_view(writer, doc),
        source: source.file,
        note: source.note,
        fidelity: fidelity
            .map_or(String::new(), |fidelity| format!("{}", (fidelity.percent() * 100.0).floor() / 100.0)),
        characters: fidelity.map_or(0, |fidelity| fidelity.characters),
        proof: fidelity.map_or(String::new(), |fidelity| fidelity.proof.to_owned()),
        artifacts: source.artifacts.len(),
        applied: count("verified"),
        reported: count("reported"),
        rejected: count("rejected"),
        errata: Vec::new(),
    }
}

/// The errata of one unit, for its hub.
pub fn errata_of_unit(writer: &Writer, doc: u32, unit: u32) -> Vec<ErratumView> {
    let corpus = writer.shared.corpus;
    let local = &corpus.unit(doc, unit).local;
    let numbers = &writer.shared.index.of_document[doc as usize];
    let own = numbers.iter().filter(|number| corpus.errata[**number as usize].at.local.as_ref() == Some(local));
    own.filter(|number| corpus.errata[**number as usize].status != "rejected")
        .map(|number| erratum_view(writer, doc, *number))
        .collect()
}

fn erratum_view(writer: &Writer, doc: u32, number: u32) -> ErratumView {
    let corpus = writer.shared.corpus;
    let words = &writer.shared.words;
    let erratum: &Erratum = &corpus.errata[number as usize];
    let target = corpus.resolve(&erratum.at).unwrap_or(Target { doc, unit: None, path: Vec::new(), through: None });
    let label = match target.unit {
        Some(unit) => {
            format!(
                "{}{}",
                labels::unit(corpus, words, doc, unit),
                labels::path(corpus, words, (doc, unit), &target.path)
            )
        }
        None => corpus.document(doc).short(),
    };
    let place = target.unit.map(|unit| writer.to(&corpus.place_in_document(doc, unit, &target.path)));
    ErratumView {
        id: format!("e{}", writer.shared.index.numbers[number as usize].1),
        label,
        href: place.unwrap_or_default(),
        original: erratum.original.clone(),
        corrected: erratum.corrected.clone(),
        kind: words.get(&format!("erratum_kind.{}", erratum.kind)).to_owned(),
        status: words.get(&format!("erratum_status.{}", erratum.status)).to_owned(),
        is_applied: erratum.is_applied(),
        evidence: evidence(writer, &erratum.evidence),
    }
}

/// Addresses in a reviewer's words (`plan-2017#10`) as people call them.
fn evidence(_writer: &Writer, text: &str) -> String {
    text.to_owned()
}
