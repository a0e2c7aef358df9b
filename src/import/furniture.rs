//! What a page says of itself among its text: when published, shared with whom, printed how.

use scraper::ElementRef;

/// Classes and ids of what stands among the text of a page and is none of it.
const FURNITURE: &[&str] = &[
    "share",
    "bdsharebuttonbox",
    "related",
    "relate",
    "xgwj",
    "crumb",
    "crumbs",
    "breadcrumb",
    "breadcrumbs",
    "toolbar",
    "print",
    "info",
    "source",
    "pages-date",
    "qrcode",
];
/// Longer than this it is text, whatever it is called.
const LONGEST_FURNITURE: usize = 120;

/// An element with a number of the text in it is never taken for that.
pub fn is_furniture(element: ElementRef) -> bool {
    let names = [element.attr("class"), element.attr("id")];
    let named = names.into_iter().flatten().flat_map(str::split_whitespace).any(|name| {
        let name = name.to_ascii_lowercase();
        FURNITURE.iter().any(|known| name == *known)
    });
    named && {
        let words: String = element.text().flat_map(str::chars).filter(|c| !c.is_whitespace()).collect();
        words.chars().count() <= LONGEST_FURNITURE && !(words.contains('第') && words.contains(['条', '号']))
    }
}
