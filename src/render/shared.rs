//! What all pages of one build have in common, made once.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

use crate::model::address::site_page;
use crate::model::corpus::Corpus;

use super::body::Writer;
use super::html::{self, Link, SafeHtml, escape};
use super::index::Index;
use super::theme::{Engine, text};
use super::view::{PageView, SiteView};
use super::words::Words;
use super::{Error, RenderOptions, assets, labels, offline, pages};

pub struct Shared<'c> {
    pub corpus: &'c Corpus,
    pub words: Words,
    pub index: Index,
    pub engine: Engine,
    /// Every page and static file, so that an author's link can be told from a dead one.
    pub paths: BTreeSet<String>,
    /// By document: path of its previews.
    pub previews: Vec<String>,
    pub worker: String,
    pub search_script: Option<String>,
    /// How many pages there are; known when all have been named.
    pub pages: OnceLock<usize>,
}

pub const ARCHIVE: &str = "site.zip";
pub const FEED: &str = "feed.xml";
pub const SITEMAP: &str = "sitemap.xml";
pub const MANIFEST: &str = "manifest.webmanifest";
pub const WORKER: &str = "sw.js";
pub const CONCORDANCE_CSV: &str = "concordance.csv";

impl<'c> Shared<'c> {
    pub fn new(corpus: &'c Corpus, options: &RenderOptions) -> Result<Shared<'c>, Error> {
        let theme = &corpus.sources.theme;
        let language = corpus.config.language.as_deref().unwrap_or("zh-Hans");
        let mut words = Words::load(theme, language)?;
        for (kind, said) in &corpus.config.relations {
            words.set(&format!("relation.{kind}.forward"), &said.forward);
            words.set(&format!("relation.{kind}.backward"), &said.backward);
        }
        let index = Index::new(corpus);
        let paths = paths(corpus, &index);
        let site = SiteView {
            title: title(corpus, &words),
            subtitle: corpus.config.subtitle.clone(),
            language: language.to_owned(),
            footer: corpus.config.footer.iter().map(|line| footer_line(line)).collect(),
            base_url: corpus.config.base_url.clone(),
            has_concordance: corpus.spine.is_some(),
            has_archive: paths.len() * 2 <= options.archive_limit,
            ..SiteView::default()
        };
        let engine = Engine::new(theme, &words, site)?;
        let mut shared = Shared {
            corpus,
            words,
            index,
            engine,
            paths,
            previews: Vec::new(),
            worker: text(theme, WORKER)?,
            search_script: options.search_script.clone(),
            pages: OnceLock::new(),
        };
        shared.previews = (0..corpus.documents.len() as u32)
            .map(|doc| {
                let name = format!("preview-{}.js", corpus.document(doc).id);
                if options.is_live { name } else { assets::hashed_name(&name, &offline::preview(&shared, doc)) }
            })
            .collect();
        Ok(shared)
    }

    /// Head and bar of a page, as far as they follow from where it stands.
    pub fn page(&self, kind: &'static str, path: &str, title: &str) -> PageView {
        let to = |target: &str| crate::model::address::relative(path, target);
        let asset = |name: &str| self.engine.asset(name).map(to).unwrap_or_default();
        PageView {
            kind,
            path: path.to_owned(),
            title: title.to_owned(),
            description: self.corpus.config.subtitle.clone(),
            canonical: self.absolute(path),
            home: to(&site_page("index")),
            search: to(&site_page("search")),
            concordance: to(&site_page("concordance")),
            about: to(&site_page("about")),
            archive: to(ARCHIVE),
            feed: to(FEED),
            app: asset("app.js"),
            root: "../".repeat(path.matches('/').count()),
            contents: format!("{}#documents", to(&site_page("index"))),
            ..PageView::default()
        }
    }

    /// A block's words with their verified corrections, as plain text.
    pub fn corrected(&self, at: (u32, u32, u32), range: Range<usize>) -> String {
        let text = &self.corpus.unit(at.0, at.1).blocks[at.2 as usize].text;
        let mut places = self.index.errata.get(&at).cloned().unwrap_or_default();
        places.sort_by_key(|(_, place)| place.start);
        let mut out = String::new();
        let mut from = range.start;
        for (number, place) in places {
            let words = place.range();
            if words.start >= from && words.end <= range.end {
                out.push_str(&text[from..words.start]);
                out.push_str(&self.corpus.errata[number as usize].corrected);
                from = words.end;
            }
        }
        out.push_str(&text[from..range.end]);
        out
    }

    /// What a unit is called, in two parts: 第16条 and 创新技能导向的激励机制. The second may
    /// be empty; a speech (`【江苏】 坚持试点先行`) has its speaker as the first.
    pub fn name(&self, doc: u32, unit: u32) -> (String, String) {
        let label = labels::unit(self.corpus, &self.words, doc, unit);
        let title = self.title(doc, unit);
        match labels::speaker(&title) {
            Some((_, rest)) => (label, rest.to_owned()),
            None if title == label => (label, String::new()),
            None => (label, title),
        }
    }

    /// A unit's title as its text shows it: corrected.
    fn title(&self, doc: u32, unit: u32) -> String {
        let it = self.corpus.unit(doc, unit);
        let Some(block) = it.blocks.first().filter(|_| !it.title.is_empty()) else { return it.title.clone() };
        match block.text.find(&it.title) {
            Some(start) => self.corrected((doc, unit, 0), start..start + it.title.len()),
            None => it.title.clone(),
        }
    }

    pub fn absolute(&self, path: &str) -> Option<String> {
        self.corpus.config.base_url.as_ref().map(|base| format!("{base}{path}"))
    }

    /// What scripts are told: where the previews of the documents stand that a page links to.
    pub fn data(&self, writer: &Writer, extra: &[(&str, String)]) -> SafeHtml {
        let mut map: serde_json::Map<String, serde_json::Value> = serde_json::Map::new();
        let linked = writer.linked.borrow();
        let previews: serde_json::Map<String, serde_json::Value> = linked
            .iter()
            .map(|doc| (self.corpus.document(*doc).id.to_string(), writer.to(&self.previews[*doc as usize]).into()))
            .collect();
        map.insert("previews".to_owned(), previews.into());
        for (key, value) in extra {
            map.insert((*key).to_owned(), value.clone().into());
        }
        SafeHtml::new(html::json(&map))
    }

    /// Where an error on a page is reported, with what it is about.
    pub fn report(&self, about: &str, version: &str) -> Option<String> {
        let address = self.corpus.config.report.as_deref()?;
        let Link::Outside(address) = html::link(address) else { return None };
        let subject = format!("{about} {version}");
        let encoded = percent_encode(subject.trim());
        let key = if address.to_ascii_lowercase().starts_with("mailto:") { "subject" } else { "about" };
        let sign = if address.contains('?') { '&' } else { '?' };
        Some(format!("{address}{sign}{key}={encoded}"))
    }
}

fn title(corpus: &Corpus, words: &Words) -> String {
    if corpus.config.title.is_empty() { words.get("untitled").to_owned() } else { corpus.config.title.clone() }
}

/// Every page that will be there; outputs of other rooms are not linked to by texts.
fn paths(corpus: &Corpus, index: &Index) -> BTreeSet<String> {
    let mut out: BTreeSet<String> = corpus.sources.statics.iter().map(|file| file.path.clone()).collect();
    for name in ["index", "search", "about", "404", "offline"] {
        out.insert(site_page(name));
    }
    if corpus.spine.is_some() {
        out.insert(site_page("concordance"));
    }
    out.extend(pages::compare::Matter::all(corpus).into_iter().map(|matter| matter.path(corpus, 1)));
    for doc in 0..corpus.documents.len() as u32 {
        let units = corpus.document(doc).units.len() as u32;
        for part in corpus.layout.parts[doc as usize].iter().copied().chain([1]) {
            out.insert(corpus.document_page(doc, part as usize));
        }
        out.extend((0..units).filter_map(|unit| corpus.hub_page(doc, unit)));
        if index.has_about.contains(&doc) {
            out.insert(labels::about_page(corpus, doc));
        }
    }
    out
}

/// A line for the foot: text, with `[words](address)` for links to allowed addresses.
fn footer_line(line: &str) -> SafeHtml {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, words, address, after)) = next_link(rest) {
        out.push_str(&escape(before));
        match html::link(address) {
            Link::Outside(href) => out.push_str(&format!("<a href=\"{}\">{}</a>", escape(&href), escape(words))),
            _ => out.push_str(&escape(words)),
        }
        rest = after;
    }
    out.push_str(&escape(rest));
    SafeHtml::new(out)
}

fn next_link(text: &str) -> Option<(&str, &str, &str, &str)> {
    let (head, tail) = text.split_once("](")?;
    let (before, words) = head.rsplit_once('[')?;
    let (address, after) = tail.split_once(')')?;
    Some((before, words, address, after))
}

pub fn percent_encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_footer_line_links_only_where_links_may_lead() {
        assert_eq!(
            footer_line("京ICP备1号 [x](https://a.b/?c&d) <i>").as_str(),
            "京ICP备1号 <a href=\"https://a.b/?c&amp;d\">x</a> &lt;i&gt;"
        );
        assert_eq!(footer_line("[x](javascript:y) z").as_str(), "x z");
    }
}
