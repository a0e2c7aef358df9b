//! What one reading leaves for the next: answers, each with all that it was made from.
//!
//! Only a server keeps one; a build begins with none. An answer is taken again where
//! everything that it was made from is as it was, and a test holds that a corpus made so
//! is the corpus made afresh.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use rayon::prelude::*;

use crate::model::address::DocId;
use crate::model::compare::Revision;
use crate::model::config::Config;
use crate::model::corpus::{Citation, Corpus, Erratum, Quotation, Work};
use crate::model::diag::Diagnostic;
use crate::model::document::{Document, Draft, Kind, Unit, UnitKind};
use crate::model::source::{FileId, SourceFile, Sources};
use crate::number::group::{self, Part};
use crate::resolve::names::Names;
use crate::resolve::quote::index::{Asked, Clauses, Index, openings};
use crate::{number, parse, resolve};

#[derive(Default)]
pub struct Memory {
    files: BTreeMap<FileId, ReadFile>,
    documents: BTreeMap<Vec<FileId>, Document>,
    cited: Cited,
    quoted: Quoted,
    revised: BTreeMap<(u32, u32), Revised>,
}

/// How two versions of a text differ depends on nothing but their words.
struct Revised {
    units: [Arc<Vec<Unit>>; 2],
    revision: Arc<Revision>,
}

struct ReadFile {
    path: String,
    text: String,
    part: Part,
    found: Vec<Diagnostic>,
}

impl ReadFile {
    fn is(&self, file: &SourceFile) -> bool {
        self.path == file.path && self.text == file.text
    }
}

/// A document's citations depend on its own text, and of all others on what can be cited there.
#[derive(Default)]
struct Cited {
    outlines: Vec<Outline>,
    spine: Option<String>,
    documents: Vec<CitedDocument>,
    names: Option<Names>,
}

/// All of a document that another's citations can depend on, as hashes: what it is called,
/// and what can be cited in it.
#[derive(PartialEq, Eq)]
struct Outline {
    id: DocId,
    name: u64,
    units: u64,
}

struct CitedDocument {
    units: Arc<Vec<Unit>>,
    citations: Arc<Vec<Citation>>,
    found: Vec<Diagnostic>,
}

/// A document's quotations depend on its own text and citations, on the names of all
/// documents, and on the texts that they were looked for in.
#[derive(Default)]
struct Quoted {
    names: Vec<(DocId, u64)>,
    errata: Vec<Erratum>,
    documents: Vec<QuotedDocument>,
    clauses: Option<Clauses>,
    /// Documents that have changed since `clauses` was made.
    stale: BTreeSet<u32>,
}

struct QuotedDocument {
    units: Arc<Vec<Unit>>,
    citations: Arc<Vec<Citation>>,
    quotations: Arc<Vec<Quotation>>,
    found: Vec<Diagnostic>,
    asked: Asked,
}

/// The files of a document, and it as it was or the drafts to make it from.
type ToDo = (Vec<FileId>, Result<Document, Vec<Draft>>);

impl Memory {
    /// Parses and numbers what has changed, and takes the rest as it was.
    pub fn number(&mut self, sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> Vec<Document> {
        let mut drafts = self.parse(sources);
        for file in &sources.documents {
            diagnostics.extend(self.files[file].found.iter().cloned());
        }
        let parts: Vec<Part> = sources.documents.iter().map(|file| self.files[file].part.clone()).collect();
        let groups = group::group(&parts, sources, diagnostics);
        let mut before = std::mem::take(&mut self.documents);
        let work: Vec<ToDo> = groups
            .into_iter()
            .map(|files| {
                let known = before.remove(&files).filter(|_| !files.iter().any(|file| drafts.contains_key(file)));
                let again = |file: &FileId| parse::parse_file(sources.file(*file), &mut Vec::new());
                let work = known.ok_or_else(|| {
                    files.iter().map(|file| drafts.remove(file).unwrap_or_else(|| again(file))).collect()
                });
                (files, work)
            })
            .collect();
        let numbered: Vec<(Vec<FileId>, Document)> =
            work.into_par_iter().map(|(files, work)| (files, work.unwrap_or_else(number::number_document))).collect();
        self.documents = numbered.iter().cloned().collect();
        numbered.into_iter().map(|(_, document)| document).collect()
    }

    /// Drafts of the files that are new or have changed.
    fn parse(&mut self, sources: &Sources) -> BTreeMap<FileId, Draft> {
        let changed: Vec<FileId> = sources
            .documents
            .iter()
            .copied()
            .filter(|id| !self.files.get(id).is_some_and(|known| known.is(sources.file(*id))))
            .collect();
        let parsed: Vec<(FileId, ReadFile, Draft)> = changed
            .into_par_iter()
            .map(|id| {
                let (file, mut found) = (sources.file(id), Vec::new());
                let draft = parse::parse_file(file, &mut found);
                let part = Part::new(&draft);
                (id, ReadFile { path: file.path.clone(), text: file.text.clone(), part, found }, draft)
            })
            .collect();
        let present: BTreeSet<FileId> = sources.documents.iter().copied().collect();
        self.files.retain(|id, _| present.contains(id));
        let mut drafts = BTreeMap::new();
        for (id, file, draft) in parsed {
            self.files.insert(id, file);
            drafts.insert(id, draft);
        }
        drafts
    }

    /// All citations, in order of place.
    pub fn cite(
        &mut self,
        documents: &[Document],
        works: &[Work],
        config: &Config,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<Citation> {
        let outlines = self.cited.outlines(documents);
        let mut known = std::mem::take(&mut self.cited);
        if outlines != known.outlines || config.spine != known.spine {
            known = Cited::default();
        }
        let before = known.documents;
        let changed: Vec<bool> = (0..documents.len())
            .map(|doc| !before.get(doc).is_some_and(|known| Arc::ptr_eq(&known.units, &documents[doc].units)))
            .collect();
        let names = known.names.unwrap_or_else(|| Names::new(documents, works, config));
        let cite = |doc: usize| {
            let mut found = Vec::new();
            let citations = Arc::new(resolve::cite::cite_document(documents, works, doc, &names, &mut found));
            CitedDocument { units: documents[doc].units.clone(), citations, found }
        };
        let mut fresh: BTreeMap<usize, CitedDocument> =
            (0..documents.len()).into_par_iter().filter(|doc| changed[*doc]).map(|doc| (doc, cite(doc))).collect();
        let mut before = before.into_iter().map(Some).collect::<Vec<_>>();
        let cited: Vec<CitedDocument> = (0..documents.len())
            .map(|doc| fresh.remove(&doc).or_else(|| before[doc].take()).expect("what is not kept is made"))
            .collect();
        for document in &cited {
            diagnostics.extend(document.found.iter().cloned());
        }
        let all = cited.iter().flat_map(|document| document.citations.iter().cloned()).collect();
        self.cited = Cited { outlines, spine: config.spine.clone(), documents: cited, names: Some(names) };
        all
    }

    /// All quotations, in order of place. After [`Memory::cite`] of the same documents.
    pub fn quote(&mut self, corpus: &Corpus, diagnostics: &mut Vec<Diagnostic>) -> Vec<Quotation> {
        let documents = &corpus.documents;
        let names: Vec<(DocId, u64)> =
            documents.iter().map(|document| (document.id.clone(), hash(|to| name(document, to)))).collect();
        let before = std::mem::take(&mut self.quoted);
        let is_same = before.names == names && before.errata == corpus.errata;
        let before = if is_same { before } else { Quoted::default() };
        let changed: BTreeSet<u32> = (0..documents.len())
            .filter(|doc| !before.documents.get(*doc).is_some_and(|known| known.is(&documents[*doc])))
            .map(|doc| doc as u32)
            .collect();
        let stale: BTreeSet<u32> = before.stale.union(&changed).copied().collect();
        let mut index = Index::new(documents, &corpus.errata);
        if let Some(clauses) = before.clauses.clone() {
            index = index.after(clauses, stale.clone());
        }
        let touched = touched(&before.documents, documents, &changed);
        let quote = |doc: usize| {
            let (units, citations) = (&documents[doc].units, &self.cited.documents[doc].citations);
            let known = before.documents.get(doc).filter(|known| known.holds(citations, doc, &changed, &touched));
            known.map(|known| known.again(citations)).unwrap_or_else(|| {
                let mut found = Vec::new();
                let (quotations, asked) = resolve::quote::quote_document(&index, doc, citations, &mut found);
                let (units, citations, quotations) = (units.clone(), citations.clone(), Arc::new(quotations));
                QuotedDocument { units, citations, quotations, found, asked }
            })
        };
        let quoted: Vec<QuotedDocument> = (0..documents.len()).into_par_iter().map(quote).collect();
        for document in &quoted {
            diagnostics.extend(document.found.iter().cloned());
        }
        let (clauses, stale) = match index.clauses() {
            Some(made) => (Some(made), BTreeSet::new()),
            None => (before.clauses, stale),
        };
        let all = quoted.iter().flat_map(|document| document.quotations.iter().cloned()).collect();
        self.quoted = Quoted { names, errata: corpus.errata.clone(), documents: quoted, clauses, stale };
        all
    }

    /// Each version of a work beside the one before it, in the order of works.
    pub fn revise(&mut self, documents: &[Document], works: &[Work]) -> Vec<Arc<Revision>> {
        let before = std::mem::take(&mut self.revised);
        let steps: Vec<(u32, u32)> =
            works.iter().flat_map(|work| work.versions.windows(2).map(|step| (step[0], step[1]))).collect();
        let revise = |(old, new): (u32, u32)| {
            let units = [old, new].map(|doc| documents[doc as usize].units.clone());
            let known =
                before.get(&(old, new)).filter(|known| known.units.iter().zip(&units).all(|(a, b)| Arc::ptr_eq(a, b)));
            let revision = match known {
                Some(known) => known.revision.clone(),
                None => Arc::new(resolve::revise::revise(documents, old, new)),
            };
            ((old, new), Revised { units, revision })
        };
        self.revised = steps.par_iter().copied().map(revise).collect();
        steps.iter().map(|step| self.revised[step].revision.clone()).collect()
    }
}

impl Cited {
    /// Of what has not changed, as they were.
    fn outlines(&self, documents: &[Document]) -> Vec<Outline> {
        let outline = |(doc, document): (usize, &Document)| {
            let name = hash(|to| name(document, to));
            let known = self
                .outlines
                .get(doc)
                .filter(|known| known.name == name && Arc::ptr_eq(&self.documents[doc].units, &document.units));
            let units = known.map_or_else(|| hash(|to| outline(document, to)), |known| known.units);
            Outline { id: document.id.clone(), name, units }
        };
        documents.par_iter().enumerate().map(outline).collect()
    }
}

impl QuotedDocument {
    fn is(&self, document: &Document) -> bool {
        Arc::ptr_eq(&self.units, &document.units)
    }

    fn holds(
        &self,
        citations: &Arc<Vec<Citation>>,
        doc: usize,
        changed: &BTreeSet<u32>,
        touched: &BTreeSet<u32>,
    ) -> bool {
        !changed.contains(&(doc as u32))
            && (Arc::ptr_eq(&self.citations, citations) || self.citations == *citations)
            && self.asked.documents.is_disjoint(changed)
            && self.asked.openings.is_disjoint(touched)
    }

    fn again(&self, citations: &Arc<Vec<Citation>>) -> QuotedDocument {
        QuotedDocument {
            units: self.units.clone(),
            citations: citations.clone(),
            quotations: self.quotations.clone(),
            found: self.found.clone(),
            asked: self.asked.clone(),
        }
    }
}

/// How clauses open that the changed documents had or have. Nobody asks where all have changed.
fn touched(before: &[QuotedDocument], documents: &[Document], changed: &BTreeSet<u32>) -> BTreeSet<u32> {
    if changed.len() == documents.len() {
        return BTreeSet::new();
    }
    let now = changed.iter().map(|doc| &documents[*doc as usize]);
    let old = changed.iter().filter_map(|doc| before.get(*doc as usize).zip(documents.get(*doc as usize)));
    let old: Vec<Document> =
        old.map(|(known, document)| Document { units: known.units.clone(), ..document.clone() }).collect();
    now.chain(&old).flat_map(openings).collect()
}

fn hash(write: impl FnOnce(&mut DefaultHasher)) -> u64 {
    let mut hasher = DefaultHasher::new();
    write(&mut hasher);
    hasher.finish()
}

/// What a document is called, and when it is from.
fn name(document: &Document, to: &mut DefaultHasher) {
    let meta = &document.meta;
    (meta.kind, &meta.title, &meta.short, &meta.issuers, &meta.number, &meta.aliases).hash(to);
    (meta.date, meta.enacted, meta.in_force, document.continuous).hash(to);
}

/// What can be cited in a document: its numbers, the dates in a law's history. Texts that are
/// no laws are also compared word for word.
fn outline(document: &Document, to: &mut DefaultHasher) {
    for unit in document.units.iter() {
        (unit.kind as u8, unit.level, unit.number, &unit.local, unit.parent, unit.depth, &unit.title).hash(to);
        let is_read = unit.kind == UnitKind::Cover || document.meta.kind != Kind::Law;
        for block in &unit.blocks {
            let mark = block.mark.map(|mark| (mark.level, mark.number, &block.text[..mark.len]));
            (std::mem::discriminant(&block.kind), &block.path, mark, block.quoted).hash(to);
            if is_read || block.is_heading() {
                block.text.hash(to);
            }
        }
        unit.blocks.len().hash(to);
    }
}
