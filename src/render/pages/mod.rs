//! One file a kind of page: corpus to view, and the view to its template.

mod about;
pub mod compare;
mod concordance;
mod document;
mod home;
mod hub;
mod revision;
mod spoken;
mod ties;

use std::sync::Arc;

use serde::Serialize;

use crate::model::address::site_page;
use crate::model::corpus::Target;
use crate::model::document::{Kind, UnitKind};
use crate::model::site::Site;

use self::compare::Matter;
use super::body::Writer;
use super::shared::{MANIFEST, Shared, WORKER};
use super::view::{DocumentView, LinkView, PageView, PlainView};
use super::{labels, picture};

/// Adds every page to the catalogue. Each closure makes one page and keeps nothing.
pub fn insert<'c>(shared: &Arc<Shared<'c>>, site: &mut Site<'c>) {
    let before = site.len();
    add(shared, site, site_page("index"), "home page".to_owned(), home::page);
    add(shared, site, site_page("about"), "about the texts".to_owned(), about::page);
    add(shared, site, site_page("search"), "search page".to_owned(), |shared, path| plain(shared, path, "search"));
    add(shared, site, site_page("offline"), "page for readers offline".to_owned(), |shared, path| {
        plain(shared, path, "offline")
    });
    add(shared, site, site_page("404"), "page of what is not there".to_owned(), |shared, path| {
        plain(shared, path, "missing")
    });
    if shared.corpus.spine.is_some() {
        add(shared, site, site_page("concordance"), "concordance".to_owned(), concordance::page);
    }
    for matter in Matter::all(shared.corpus) {
        insert_comparison(shared, matter, site);
    }
    for doc in 0..shared.corpus.documents.len() as u32 {
        insert_document(shared, doc, site);
    }
    shared.pages.set(site.len() - before).expect("pages are named once");
}

fn insert_comparison<'c>(shared: &Arc<Shared<'c>>, matter: Matter, site: &mut Site<'c>) {
    let (left, right) = matter.sides(shared.corpus);
    let origin = format!("comparison of {} and {}", shared.corpus.document(left).id, shared.corpus.document(right).id);
    let parts = compare::parts(&matter.sections(shared)).last().copied().unwrap_or(1);
    for part in 1..=parts {
        add(shared, site, matter.path(shared.corpus, part), origin.clone(), move |shared, path| {
            compare::page(shared, path, matter, part)
        });
    }
}

fn insert_document<'c>(shared: &Arc<Shared<'c>>, doc: u32, site: &mut Site<'c>) {
    let corpus = shared.corpus;
    let id = &corpus.document(doc).id;
    let parts = corpus.layout.parts[doc as usize].iter().copied().max().unwrap_or(1).max(1) as usize;
    for part in 1..=parts {
        let origin = format!("page {part} of {id}");
        add(shared, site, corpus.document_page(doc, part), origin, move |shared, path| {
            document::page(shared, path, doc, part, parts)
        });
    }
    if shared.index.has_about.contains(&doc) {
        add(shared, site, labels::about_page(corpus, doc), format!("about {id}"), move |shared, path| {
            about::document_page(shared, path, doc)
        });
    }
    for unit in 0..corpus.document(doc).units.len() as u32 {
        let Some(path) = corpus.hub_page(doc, unit) else { continue };
        let name = format!("{id}#{}", corpus.unit(doc, unit).local);
        add(shared, site, path, format!("hub of {name}"), move |shared, path| hub::page(shared, path, doc, unit));
        insert_spoken(shared, (doc, Some(unit)), &name, site);
    }
    insert_spoken(shared, (doc, None), id.as_str(), site);
}

fn insert_spoken<'c>(shared: &Arc<Shared<'c>>, (doc, unit): (u32, Option<u32>), name: &str, site: &mut Site<'c>) {
    if spoken::overflows(shared, doc, unit) {
        let path = spoken::path(shared.corpus, doc, unit);
        add(shared, site, path, format!("what speaks of {name}"), move |shared, path| {
            spoken::page(shared, path, doc, unit)
        });
    }
}

fn add<'c>(
    shared: &Arc<Shared<'c>>,
    site: &mut Site<'c>,
    path: String,
    origin: String,
    make: impl Fn(&Shared<'c>, &str) -> Result<Vec<u8>, String> + Send + Sync + 'c,
) {
    let shared = Arc::clone(shared);
    let at = path.clone();
    site.insert(path, origin, Box::new(move || make(&shared, &at)));
}

/// Completes a page with what its writer saw, and renders it.
fn finish(
    shared: &Shared,
    writer: &Writer,
    template: &str,
    mut page: PageView,
    extra: &[(&str, String)],
    view: &impl Serialize,
) -> Result<Vec<u8>, String> {
    if *writer.has_code.borrow() {
        page.code_style = shared.engine.asset("code.css").map(|path| writer.to(path));
    }
    let mut told = extra.to_vec();
    told.push(("worker", writer.to(WORKER)));
    told.push(("manifest", writer.to(MANIFEST)));
    for (key, name) in [("sheet", "sheet.js"), ("sheetStyle", "sheet.css")] {
        told.extend(shared.engine.asset(name).map(|path| (key, writer.to(path))));
    }
    if let Some(cite) = &page.cite {
        told.push(("cite", cite.text.clone()));
    }
    if page.kind == "home" {
        told.push(("home", "1".to_owned()));
    }
    page.data = shared.data(writer, &told);
    shared.engine.render(template, &page, view)
}

fn plain(shared: &Shared, path: &str, kind: &'static str) -> Result<Vec<u8>, String> {
    let writer = Writer::new(shared, path);
    let count = shared.corpus.documents.len();
    // Past that the home page has them on shelves.
    let named = if kind == "search" && count <= home::MANY { count as u32 } else { 0 };
    let documents = (0..named).map(|doc| document_view(&writer, doc)).collect();
    let mut page = shared.page(kind, path, shared.words.get(&format!("page_{kind}")));
    page.place = page.title.clone();
    let mut extra = Vec::new();
    if kind == "missing" {
        // Served for any depth of path, so it can link only where the site has an address.
        page.home = shared.absolute(&site_page("index")).unwrap_or_default();
        page.search = shared.absolute(&site_page("search")).unwrap_or_default();
    }
    if kind == "search"
        && let Some(engine) = &shared.search_script
    {
        extra.push(("search", writer.to(engine)));
    }
    let template = site_page(if kind == "missing" { "404" } else { kind });
    finish(shared, &writer, &template, page, &extra, &PlainView { documents })
}

pub fn document_view(writer: &Writer, doc: u32) -> DocumentView {
    let shared = writer.shared;
    let corpus = shared.corpus;
    let document = corpus.document(doc);
    let meta = &document.meta;
    let count = document.provisions().count().to_string();
    let unit_word = if meta.kind == Kind::Qa { "extent_questions" } else { "extent_provisions" };
    let work = &corpus.works[corpus.work_of[doc as usize] as usize];
    let versions = work.versions.iter().filter(|_| work.versions.len() > 1).map(|version| LinkView {
        href: writer.to(&corpus.document_page(*version, 1)),
        label: corpus.document(*version).meta.date.map(|date| date.to_string()).unwrap_or_default(),
        is_current: *version == doc,
        ..LinkView::default()
    });
    DocumentView {
        id: document.id.to_string(),
        title: meta.title.clone(),
        short: document.short(),
        href: writer.to(&corpus.document_page(doc, 1)),
        about: about(writer, doc),
        kind: meta.kind.name().to_owned(),
        issuers: meta.issuers.clone(),
        number: meta.number.clone().unwrap_or_default(),
        date: meta.date.map(|date| date.to_string()).unwrap_or_default(),
        date_words: meta.date.map(|date| labels::date(&shared.words, date)).unwrap_or_default(),
        year: meta.date.map(|date| date.year.to_string()).unwrap_or_default(),
        extent: if count == "0" { String::new() } else { shared.words.fill(unit_word, &[("n", &count)]) },
        facts: facts(writer, doc),
        is_spine: corpus.spine == Some(doc),
        ties: ties_with_spine(writer, doc),
        versions: versions.collect(),
        changes: compare::with_versions(writer, doc),
    }
}

fn about(writer: &Writer, doc: u32) -> String {
    let has_about = writer.shared.index.has_about.contains(&doc);
    if has_about { writer.to(&labels::about_page(writer.shared.corpus, doc)) } else { String::new() }
}

/// Who issued it, when, and how much ties it to the spine.
fn facts(writer: &Writer, doc: u32) -> Vec<String> {
    let shared = writer.shared;
    let meta = &shared.corpus.document(doc).meta;
    let date = meta.date.map(|date| labels::date(&shared.words, date)).unwrap_or_default();
    let all = [meta.issuers.join("、"), date, ties_with_spine(writer, doc)];
    all.into_iter().filter(|fact| !fact.is_empty()).collect()
}

pub fn ties_with_spine(writer: &Writer, doc: u32) -> String {
    let corpus = writer.shared.corpus;
    let Some(spine) = corpus.spine.filter(|spine| *spine != doc) else { return String::new() };
    match picture::ties(corpus, spine, doc) {
        0 => String::new(),
        count => {
            writer.shared.words.fill("ties", &[("spine", &corpus.document(spine).short()), ("n", &count.to_string())])
        }
    }
}

/// A unit as a link: its hub where it has one, else its place in the text.
pub fn unit_link(writer: &Writer, doc: u32, unit: u32) -> LinkView {
    let corpus = writer.shared.corpus;
    let (label, title) = writer.shared.name(doc, unit);
    LinkView {
        href: writer.href(&Target { doc, unit: Some(unit), path: Vec::new(), through: None }),
        label,
        title,
        count: corpus.backlinks[doc as usize][unit as usize].len(),
        is_current: false,
        depth: corpus.unit(doc, unit).depth,
    }
}

/// The same inside its own document's list, where the speaker's name stands above.
pub fn own_link(writer: &Writer, doc: u32, unit: u32) -> LinkView {
    let label = labels::own_label(writer.shared.corpus, &writer.shared.words, doc, unit);
    LinkView { label, ..unit_link(writer, doc, unit) }
}

/// What a list of contents names: divisions and provisions, and preambles with a hub.
pub fn is_listed(shared: &Shared, doc: u32, unit: u32) -> bool {
    let it = shared.corpus.unit(doc, unit);
    let is_shown = !shared.index.repeated.contains_key(&(doc, unit));
    is_shown
        && (matches!(it.kind, UnitKind::Division | UnitKind::Provision) || shared.corpus.hub_page(doc, unit).is_some())
}
