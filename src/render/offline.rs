//! What lets a site be read without a connection: worker, manifest, previews as scripts.

use std::sync::Arc;

use serde_json::json;

use crate::model::address::site_page;
use crate::model::corpus::Target;
use crate::model::site::Site;

use super::assets::hashed_name;
use super::html;
use super::shared::{MANIFEST, Shared, WORKER};

/// Characters of a provision's first paragraph in its preview.
const PREVIEW: usize = 110;
/// Paragraphs of a provision that have a preview of their own.
const PARAGRAPHS: usize = 12;
/// Bytes of one document's previews; past this its units are named without their words.
const LARGEST: usize = 160_000;

pub fn insert<'c>(shared: &Arc<Shared<'c>>, site: &mut Site<'c>) {
    let of_worker = Arc::clone(shared);
    site.insert(WORKER, "theme: service worker", Box::new(move || Ok(worker(&of_worker))));
    let title = shared.corpus.config.title.clone();
    let manifest = json!({
        "name": title,
        "short_name": title,
        "lang": shared.words.language,
        "start_url": site_page("index"),
        "display": "minimal-ui",
        "background_color": "#fcfbf8",
        "theme_color": "#9b1c1c",
    });
    site.insert_bytes(MANIFEST, "web app manifest", manifest.to_string().into_bytes());
}

/// The theme's worker with the list of what it keeps from the start, and a version that
/// changes when one of these does.
fn worker(shared: &Shared) -> Vec<u8> {
    let mut shell = vec![site_page("offline")];
    // No styles, and no script but the one that every page has: more would be unasked for.
    shell.extend(shared.engine.asset("app.js").map(str::to_owned));
    let list = html::json(&shell);
    let version = hashed_name("v", list.as_bytes());
    let script = super::assets::pack_script(&shared.worker);
    let home = site_page("index");
    let offline = site_page("offline");
    script
        .replace("/*SHELL*/[]", &list)
        .replace("/*VERSION*/0", &html::json(&version))
        .replace("/*HOME*/0", &html::json(&home))
        .replace("/*OFFLINE*/0", &html::json(&offline))
        .into_bytes()
}

/// A document's units by anchor: label, title, first words, and the page each is read on.
/// A classic script, since nothing else loads from a disk.
pub fn preview(shared: &Shared, doc: u32) -> Vec<u8> {
    let full = preview_of(shared, doc, true);
    if full.len() <= LARGEST { full } else { preview_of(shared, doc, false) }
}

fn preview_of(shared: &Shared, doc: u32, with_words: bool) -> Vec<u8> {
    let corpus = shared.corpus;
    let document = corpus.document(doc);
    let mut units = Vec::new();
    for (number, unit) in document.units.iter().enumerate() {
        let (label, title) = shared.name(doc, number as u32);
        let depth = if super::pages::is_listed(shared, doc, number as u32) { i32::from(unit.depth) } else { -1 };
        let target = Target { doc, unit: Some(number as u32), path: Vec::new(), through: None };
        let href = corpus.href(&target);
        let href = href.rsplit('/').next().unwrap_or_default();
        let mut row = vec![json!(unit.local.as_str()), json!(label), json!(title), json!(depth), json!(href)];
        if with_words {
            row.extend(words(shared, doc, number as u32).into_iter().map(|text| json!(text)));
        }
        units.push(row);
    }
    let made = json!({ "title": document.meta.title, "short": document.short(), "units": units });
    format!("GM.put({},{});\n", html::json(&document.id.as_str()), html::json(&made)).into_bytes()
}

/// The opening of each paragraph, as printed after its corrections.
fn words(shared: &Shared, doc: u32, unit: u32) -> Vec<String> {
    let it = shared.corpus.unit(doc, unit);
    let mut out: Vec<String> = Vec::new();
    for (number, block) in it.blocks.iter().enumerate() {
        if block.path.len() != 1 || out.len() >= PARAGRAPHS {
            continue;
        }
        let start = if number == 0 { block.mark.map_or(0, |mark| mark.len) + it.run_in } else { 0 };
        let text = shared.corrected((doc, unit, number as u32), start..block.text.len());
        let longest = if out.is_empty() { PREVIEW } else { PREVIEW / 2 };
        let mut shown: String = text.chars().take(longest).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        out.push(shown);
    }
    out
}
