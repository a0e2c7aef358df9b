//! Links that an author wrote and that lead nowhere.

use crate::model::corpus::Corpus;
use crate::model::diag::{Code, Diagnostic};
use crate::model::document::StyleKind;
use crate::model::site::Site;

/// Only what is inside the site: the network is not asked.
pub fn check_links(corpus: &Corpus, site: &Site) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (doc, document) in corpus.documents.iter().enumerate() {
        let folder = corpus.layout.folders.get(doc).map_or("", String::as_str);
        for block in document.units.iter().flat_map(|unit| &unit.blocks) {
            for style in &block.styles {
                let (StyleKind::Link { href } | StyleKind::Image { src: href }) = &style.kind else { continue };
                let Some(path) = inside(href) else { continue };
                if path.is_empty() || site.contains(&join(folder, path)) {
                    continue;
                }
                let candidates = nearest(site, path);
                let message = format!("{href} leads nowhere");
                let help = match candidates.first() {
                    Some(best) => format!("did you mean {best}; a provision is best named by [[id#16]]"),
                    None => "name a file of the site, or a provision by [[id#16]]".to_owned(),
                };
                found.push(
                    Diagnostic::new(Code::DeadLink, block.span_of(style.range.clone()), message)
                        .help(help)
                        .candidates(candidates),
                );
            }
        }
    }
    found
}

/// The path of a link inside the site, without query and fragment; None for all others.
fn inside(href: &str) -> Option<&str> {
    let scheme = href.split(['/', '?', '#']).next().unwrap_or("").contains(':');
    if scheme || href.starts_with("//") {
        return None;
    }
    href.split(['?', '#']).next()
}

fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> =
        if path.starts_with('/') { Vec::new() } else { folder.split('/').filter(|part| !part.is_empty()).collect() };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Files whose names are nearest, best first.
fn nearest(site: &Site, path: &str) -> Vec<String> {
    let mut near: Vec<(usize, &str)> = site
        .iter()
        .map(|(other, _)| (strsim::levenshtein(other, path), other))
        .filter(|(distance, _)| *distance <= 3)
        .collect();
    near.sort();
    near.into_iter().take(3).map(|(_, path)| path.to_owned()).collect()
}
