//! Corpus to pages; looks nothing up that the corpus does not already answer.

mod archive;
mod assets;
mod body;
mod clauses;
mod feeds;
mod highlight;
mod html;
mod index;
mod labels;
mod offline;
mod pages;
mod picture;
mod ranges;
mod refs;
mod shared;
mod theme;
mod view;
mod words;

use std::sync::Arc;

use crate::model::address::site_page;
use crate::model::corpus::Corpus;
use crate::model::site::Site;

use self::shared::Shared;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{message}")]
    Template { message: String },
    #[error("{file}: {message}")]
    Words { file: String, message: String },
    #[error("{file} of the theme {message}")]
    Asset { file: String, message: String },
    #[error("no words for the language {language}; the theme has {}", known.join(", "))]
    Language { language: String, known: Vec<String> },
}

/// What a build decides, the corpus and its configuration apart.
#[derive(Clone, Debug)]
pub struct RenderOptions {
    /// The script that brings search, below the output folder.
    pub search_script: Option<String>,
    /// Past this number of files the site is not offered as one archive: it would be made
    /// of every page a second time.
    pub archive_limit: usize,
    /// For a server whose browsers keep nothing: names do not follow what the files hold,
    /// so that no file is made before it is asked for.
    pub is_live: bool,
}

impl Default for RenderOptions {
    fn default() -> RenderOptions {
        RenderOptions { search_script: None, archive_limit: 5_000, is_live: false }
    }
}

/// Adds every page and file of the theme to the catalogue. Templates are compiled now, so
/// that a mistake in one is told before anything is written; bytes are made when asked for.
pub fn render_site<'c>(corpus: &'c Corpus, options: &RenderOptions, site: &mut Site<'c>) -> Result<(), Error> {
    let shared = Arc::new(Shared::new(corpus, options)?);
    for (name, (path, bytes)) in &shared.engine.assets {
        site.insert_bytes(path.clone(), format!("theme: {name}"), bytes.clone());
    }
    for (doc, path) in shared.previews.iter().enumerate() {
        let shared = Arc::clone(&shared);
        let origin = format!("previews of {}", corpus.documents[doc].id);
        site.insert(path.clone(), origin, Box::new(move || Ok(offline::preview(&shared, doc as u32))));
    }
    pages::insert(&shared, site);
    feeds::insert(&shared, site);
    offline::insert(&shared, site);
    site.insert_bytes(".nojekyll", "marker for hosts that would drop files", Vec::new());
    Ok(())
}

/// Adds the whole site as one archive that reads without a server. Called when every other
/// room has added its files.
pub fn add_archive(options: &RenderOptions, site: &mut Site) {
    if site.len() <= options.archive_limit {
        archive::insert(site, &site_page("404"));
    }
}
