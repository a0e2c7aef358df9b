//! A provision's one name, from which label, anchor and page name follow.
//!
//! `plan-2017#16.2.3` is the third item of the second paragraph of provision 16 of the
//! document `plan-2017`. No other file makes the name of an output file.

use std::fmt;

/// A document's id: lower-case ASCII letters, digits and hyphens; begins with a letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocId(String);

impl DocId {
    pub const MAX: usize = 60;

    /// None where the id could not be a file name everywhere, or could be read as a page
    /// of another document (`plan-16` beside `plan`; that clash is found by the catalogue).
    pub fn new(id: &str) -> Option<DocId> {
        let fits = id.len() <= DocId::MAX && is_slug(id) && id.as_bytes()[0].is_ascii_lowercase() && !is_device(id);
        fits.then(|| DocId(id.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DocId {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// Names that Windows refuses as files, with or without an extension.
fn is_device(name: &str) -> bool {
    matches!(name, "con" | "prn" | "aux" | "nul")
        || (name.len() == 4
            && (name.starts_with("com") || name.starts_with("lpt"))
            && name.as_bytes()[3].is_ascii_digit())
}

/// A unit's name inside its document: `16`, `120-1` (第一百二十条之一), `16-r2` (the second
/// 16 that a text prints), `s2-4` (二、（四）), `s0` (preamble), `cover`, or a name its
/// author gave (`jiangsu`, and `jiangsu-1` below it).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Local(String);

impl Local {
    pub fn new(local: &str) -> Option<Local> {
        let reserved = matches!(local, "refs" | "source" | "next")
            || (local.starts_with("part") && local.len() > 4 && local[4..].bytes().all(|b| b.is_ascii_digit()));
        (is_slug(local) && local.len() <= 40 && !reserved).then(|| Local(local.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Local {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A place as people write it: in side files, in `[[…]]`, in exports.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    pub doc: DocId,
    /// None for the whole document.
    pub local: Option<Local>,
    /// Paragraph, item, item within the item; from 1. Empty for the whole unit.
    pub path: Vec<u16>,
}

impl Address {
    /// Reads `plan-2017`, `plan-2017#16`, `plan-2017#16.2.3`.
    pub fn parse(text: &str) -> Option<Address> {
        let (doc, rest) = match text.split_once('#') {
            Some((doc, rest)) => (doc, Some(rest)),
            None => (text, None),
        };
        let doc = DocId::new(doc)?;
        let Some(rest) = rest else { return Some(Address { doc, local: None, path: Vec::new() }) };
        let mut parts = rest.split('.');
        let local = Local::new(parts.next()?)?;
        let path = parts.map(|part| part.parse().ok().filter(|n| *n > 0)).collect::<Option<Vec<u16>>>()?;
        Some(Address { doc, local: Some(local), path })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}", self.doc)?;
        if let Some(local) = &self.local {
            write!(f, "#{}", anchor(local, &self.path))?;
        }
        Ok(())
    }
}

/// The id of an element inside a page: `16`, `16.2`, `16.2.3`.
pub fn anchor(local: &Local, path: &[u16]) -> String {
    let mut out = local.0.clone();
    for step in path {
        out.push('.');
        out.push_str(&step.to_string());
    }
    out
}

/// Page of a document; its parts are counted from 1 and the first has no suffix.
pub fn document_page(doc: &DocId, part: usize) -> String {
    format!("{doc}{}.html", part_suffix(part))
}

pub fn hub_page(doc: &DocId, local: &Local) -> String {
    format!("{doc}-{local}.html")
}

/// Page of what no longer fits on a hub, or on the page of a whole document.
pub fn refs_page(doc: &DocId, local: Option<&Local>) -> String {
    local.map_or_else(|| format!("{doc}-refs.html"), |local| format!("{doc}-{local}-refs.html"))
}

/// Two documents side by side; its parts are counted as a document's.
pub fn compare_page(left: &DocId, right: &DocId, part: usize) -> String {
    format!("compare-{left}-{right}{}.html", part_suffix(part))
}

/// A version beside the one that came next.
pub fn revision_page(old: &DocId, part: usize) -> String {
    format!("{old}-next{}.html", part_suffix(part))
}

fn part_suffix(part: usize) -> String {
    if part <= 1 { String::new() } else { format!("-part{part}") }
}

/// Pages of the site that belong to no document: `index`, `search`, `concordance`, `about`, `404`.
pub fn site_page(name: &str) -> String {
    format!("{name}.html")
}

/// The link from one output path to another, relative and ending in a file's name.
/// Both are paths below the output folder with `/`.
pub fn relative(from: &str, to: &str) -> String {
    let from_dirs: Vec<&str> = from.split('/').collect();
    let to_parts: Vec<&str> = to.split('/').collect();
    let from_dirs = &from_dirs[..from_dirs.len() - 1];
    let shared = from_dirs.iter().zip(&to_parts[..to_parts.len() - 1]).take_while(|(a, b)| a == b).count();
    let mut out = "../".repeat(from_dirs.len() - shared);
    out.push_str(&to_parts[shared..].join("/"));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_is_written() {
        for text in [
            "plan-2017",
            "plan-2017#16",
            "plan-2017#16.2.3",
            "law#120-1",
            "law#16-r2",
            "a#s2-4",
            "a#s0",
            "a#jiangsu-1.1",
        ] {
            assert_eq!(Address::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "Plan", "a#", "a#16.", "a#16.0", "a/b", "a#part3", "con", "-a", "a#16.2#3", "9a"] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
    }

    #[test]
    fn links_are_relative_and_name_a_file() {
        assert_eq!(relative("a.html", "b.html"), "b.html");
        assert_eq!(relative("law/a.html", "law/b.html"), "b.html");
        assert_eq!(relative("law/a.html", "b.html"), "../b.html");
        assert_eq!(relative("a.html", "law/b.html"), "law/b.html");
    }
}
