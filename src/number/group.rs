//! Which files are one document.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::config::Level;
use crate::model::diag::{Code, Diagnostic};
use crate::model::document::Draft;
use crate::model::source::{FileId, Sources, Span};

/// What grouping asks of a file.
#[derive(Clone, Debug)]
pub struct Part {
    pub file: FileId,
    title: String,
    date: String,
    has_front_matter: bool,
    /// Of its articles, rising.
    numbers: Vec<(u32, u32)>,
}

impl Part {
    pub fn new(draft: &Draft) -> Part {
        let marks = draft.lines.iter().filter_map(|line| line.block.mark).filter(|mark| mark.level == Level::Article);
        let mut numbers: Vec<(u32, u32)> = marks.map(|mark| (mark.number.main, mark.number.inserted)).collect();
        numbers.sort_unstable();
        Part {
            file: draft.file,
            title: draft.meta.title.clone(),
            date: draft.meta.date.map_or(String::new(), |date| date.to_string()),
            has_front_matter: draft.meta.span.is_some(),
            numbers,
        }
    }
}

/// Joins the files of each document, in order of their numbers. A file with front matter
/// takes the files of its own folder that have none; without front matter, files of one
/// folder, title and date with disjoint numbers are one law. Of texts that are equal but for
/// white space the first by path is published.
pub fn group(parts: &[Part], sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> Vec<Vec<FileId>> {
    let mut groups: BTreeMap<(String, String), Vec<&Part>> = BTreeMap::new();
    let owners = folder_owners(parts, sources);
    for part in parts {
        let path = &sources.file(part.file).path;
        let key = match (part.has_front_matter, owners.get(folder_of(path))) {
            (true, _) => (format!("file {path}"), String::new()),
            (false, Some(owner)) => (format!("file {owner}"), String::new()),
            (false, None) => (part.title.clone(), part.date.clone()),
        };
        groups.entry(key).or_default().push(part);
    }
    groups.into_values().map(|group| one(group, sources, diagnostics)).collect()
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Folders below the content folder in which exactly one file has front matter, by that file.
fn folder_owners<'a>(parts: &[Part], sources: &'a Sources) -> BTreeMap<&'a str, &'a str> {
    let mut owners: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for part in parts.iter().filter(|part| part.has_front_matter) {
        let path = sources.file(part.file).path.as_str();
        owners.entry(folder_of(path)).and_modify(|owner| *owner = None).or_insert(Some(path));
    }
    owners
        .into_iter()
        .filter(|(folder, _)| folder.contains('/'))
        .filter_map(|(folder, owner)| Some((folder, owner?)))
        .collect()
}

fn one(mut group: Vec<&Part>, sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> Vec<FileId> {
    if group.iter().any(|part| part.has_front_matter) {
        group.sort_by_key(|part| (!part.has_front_matter, part.file));
        return group.iter().map(|part| part.file).collect();
    }
    group.sort_by_key(|part| part.file);
    let mut kept: Vec<&Part> = Vec::new();
    let alone = group.len() == 1;
    let mut texts: BTreeMap<String, FileId> = BTreeMap::new();
    // None once a text without any number is kept: such a text has no other parts.
    let mut taken: Option<BTreeSet<(u32, u32)>> = Some(BTreeSet::new());
    for part in group {
        let words = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let text = if alone { String::new() } else { words(&sources.file(part.file).text) };
        let at = Span::new(part.file, 0, 0);
        let path_of = |file: FileId| &sources.file(file).path;
        if let Some(twin) = texts.get(&text) {
            let message = format!("{} is the same text as {}, which is published", path_of(part.file), path_of(*twin));
            diagnostics.push(Diagnostic::new(Code::DuplicateText, at, message).help("delete one of the two files"));
            continue;
        }
        let first = kept.first().map(|other| other.file);
        let same_folder = first.is_none_or(|file| folder_of(path_of(file)) == folder_of(path_of(part.file)));
        let numbers = &part.numbers;
        let fits =
            kept.is_empty() || !numbers.is_empty() && taken.as_ref().is_some_and(|taken| disjoint(taken, numbers));
        if same_folder && fits {
            taken = taken.filter(|_| !numbers.is_empty());
            taken.iter_mut().for_each(|taken| taken.extend(numbers.iter().copied()));
            texts.insert(text, part.file);
            kept.push(part);
            continue;
        }
        let message =
            format!("{} and {} have one title and date and differ", path_of(kept[0].file), path_of(part.file));
        let help =
            "give the files their dates, as in 法名(2023-12-29).md, or keep only one; the first by path is published";
        diagnostics.push(Diagnostic::new(Code::VersionClash, at, message).help(help));
    }
    kept.sort_by_key(|part| part.numbers.first().copied());
    kept.iter().map(|part| part.file).collect()
}

/// Two parts of one law share no number.
fn disjoint(taken: &BTreeSet<(u32, u32)>, numbers: &[(u32, u32)]) -> bool {
    !numbers.iter().any(|number| taken.contains(number))
}
