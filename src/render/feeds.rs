//! What machines read: sitemap, feed, structured data, and the concordance as CSV.

use std::sync::Arc;

use serde_json::json;

use crate::model::address::site_page;
use crate::model::document::Date;
use crate::model::site::Site;

use super::html::{SafeHtml, escape, json as to_json};
use super::labels;
use super::shared::{FEED, SITEMAP, Shared};

/// Entries of the feed: the newest texts.
const ENTRIES: usize = 50;

/// Sitemap and feed need the site's address; without one they would be wrong, so they are left out.
pub fn insert<'c>(shared: &Arc<Shared<'c>>, site: &mut Site<'c>) {
    if shared.corpus.config.base_url.is_none() {
        return;
    }
    let of_map = Arc::clone(shared);
    site.insert(SITEMAP, "sitemap", Box::new(move || Ok(sitemap(&of_map).into_bytes())));
    let of_feed = Arc::clone(shared);
    site.insert(FEED, "feed", Box::new(move || Ok(feed(&of_feed).into_bytes())));
}

/// Every page that one may begin with: not what only goes on (a long comparison's further
/// parts, the rest of what speaks of a provision), nor what has no words of its own.
fn sitemap(shared: &Shared) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let hidden = [site_page("404"), site_page("offline"), site_page("search")];
    let pages = shared.paths.iter().filter(|path| path.ends_with(&site_page("")) && !hidden.contains(path));
    for address in pages.filter_map(|path| shared.absolute(path)) {
        out.push_str(&format!("<url><loc>{}</loc></url>\n", escape(&address)));
    }
    out.push_str("</urlset>\n");
    out
}

/// What changed: each text with the date of its words. There is no clock here, so the same
/// corpus gives the same feed.
fn feed(shared: &Shared) -> String {
    let corpus = shared.corpus;
    let base = corpus.config.base_url.as_deref().unwrap_or_default();
    let mut texts: Vec<u32> = (0..corpus.documents.len() as u32).collect();
    texts.sort_by_key(|doc| (std::cmp::Reverse(corpus.document(*doc).meta.date), *doc));
    let updated = stamp(corpus.newest_date().unwrap_or_default());
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<title>{}</title>\n<id>{}</id>\n<link rel=\"self\" href=\"{}\"/>\n<link href=\"{}\"/>\n<updated>{updated}</updated>\n",
        escape(&corpus.config.title),
        escape(base),
        escape(&format!("{base}{FEED}")),
        escape(base)
    );
    for doc in texts.into_iter().take(ENTRIES) {
        let document = corpus.document(doc);
        let address = escape(&shared.absolute(&corpus.document_page(doc, 1)).unwrap_or_default());
        let date = stamp(document.meta.date.unwrap_or_default());
        let author = document.meta.issuers.join("、");
        let author = if author.is_empty() { corpus.config.title.clone() } else { author };
        out.push_str(&format!(
            "<entry><title>{}</title><id>{address}</id><link href=\"{address}\"/><updated>{date}</updated><author><name>{}</name></author></entry>\n",
            escape(&document.meta.title),
            escape(&author)
        ));
    }
    out.push_str("</feed>\n");
    out
}

fn stamp(date: Date) -> String {
    let year = if date.year == 0 { 1970 } else { date.year };
    format!("{year:04}-{:02}-{:02}T00:00:00Z", date.month.max(1), date.day.max(1))
}

/// schema.org Legislation for a document, or for one provision as its part.
pub fn json_ld(shared: &Shared, path: &str, doc: u32, unit: Option<u32>) -> SafeHtml {
    let Some(address) = shared.absolute(path) else { return SafeHtml::default() };
    let corpus = shared.corpus;
    let document = corpus.document(doc);
    let mut whole = json!({
        "@type": "Legislation",
        "name": document.meta.title,
        "inLanguage": "zh-Hans",
        "url": shared.absolute(&corpus.document_page(doc, 1)),
    });
    if let Some(number) = &document.meta.number {
        whole["legislationIdentifier"] = json!(number);
    }
    if let Some(date) = document.meta.date {
        whole["legislationDate"] = json!(date.to_string());
    }
    if !document.meta.issuers.is_empty() {
        let bodies = document.meta.issuers.iter().map(|name| json!({"@type": "Organization", "name": name}));
        whole["legislationPassedBy"] = bodies.collect();
    }
    let mut made = match unit {
        None => whole,
        Some(unit) => json!({
            "@type": "Legislation",
            "name": format!("{} {}", labels::unit(corpus, &shared.words, doc, unit), corpus.unit(doc, unit).title).trim(),
            "inLanguage": "zh-Hans",
            "url": address,
            "isPartOf": whole,
        }),
    };
    made["@context"] = json!("https://schema.org");
    SafeHtml::new(to_json(&made))
}
