//! Which files are one document.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::diag::{Code, Diagnostic};
use crate::model::document::Draft;
use crate::model::source::{FileId, Sources, Span};

/// Joins the files of each document, in order of their numbers. A file with front matter
/// takes the files of its own folder that have none; without front matter, files of one
/// folder, title and date with disjoint numbers are one law. Byte-identical texts merge.
pub fn group(drafts: Vec<Draft>, sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> Vec<Vec<Draft>> {
    let mut groups: BTreeMap<(String, String), Vec<Draft>> = BTreeMap::new();
    let owners = folder_owners(&drafts, sources);
    for draft in drafts {
        let path = &sources.file(draft.file).path;
        let folder = folder_of(path);
        let key = match (&draft.meta.id, draft.meta.span, owners.get(folder)) {
            (_, Some(_), _) => (format!("file {path}"), String::new()),
            (_, None, Some(owner)) => (format!("file {owner}"), String::new()),
            (_, None, None) => {
                (draft.meta.title.clone(), draft.meta.date.map_or(String::new(), |date| date.to_string()))
            }
        };
        groups.entry(key).or_default().push(draft);
    }
    groups.into_values().flat_map(|group| one_or_more(group, sources, diagnostics)).collect()
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Folders below the content folder in which exactly one file has front matter, by that file.
fn folder_owners<'a>(drafts: &[Draft], sources: &'a Sources) -> BTreeMap<&'a str, &'a str> {
    let mut owners: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for draft in drafts.iter().filter(|draft| draft.meta.span.is_some()) {
        let path = sources.file(draft.file).path.as_str();
        owners.entry(folder_of(path)).and_modify(|owner| *owner = None).or_insert(Some(path));
    }
    owners
        .into_iter()
        .filter(|(folder, _)| folder.contains('/'))
        .filter_map(|(folder, owner)| Some((folder, owner?)))
        .collect()
}

fn one_or_more(mut group: Vec<Draft>, sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> Vec<Vec<Draft>> {
    if group.len() == 1 {
        return vec![group];
    }
    if group.iter().any(|draft| draft.meta.span.is_some()) {
        group.sort_by_key(|draft| (draft.meta.span.is_none(), draft.file));
        return vec![group];
    }
    group.sort_by_key(|draft| draft.file);
    let mut kept: Vec<Draft> = Vec::new();
    let mut texts: BTreeMap<&str, FileId> = BTreeMap::new();
    // None once a text without any number is kept: such a text has no other parts.
    let mut taken: Option<BTreeSet<(u32, u32)>> = Some(BTreeSet::new());
    for draft in group {
        let text = &sources.file(draft.file).text;
        let at = Span::new(draft.file, 0, 0);
        let path_of = |file: FileId| &sources.file(file).path;
        if let Some(twin) = texts.get(text.as_str()) {
            let message = format!("{} is the same text as {}", path_of(draft.file), path_of(*twin));
            diagnostics.push(Diagnostic::new(Code::DuplicateText, at, message).help("delete one of the two files"));
            continue;
        }
        let first = kept.first().map(|other| other.file);
        let same_folder = first.is_none_or(|file| folder_of(path_of(file)) == folder_of(path_of(draft.file)));
        let numbers = numbers(&draft);
        let fits =
            kept.is_empty() || !numbers.is_empty() && taken.as_ref().is_some_and(|taken| disjoint(taken, &numbers));
        if same_folder && fits {
            taken = taken.filter(|_| !numbers.is_empty());
            taken.iter_mut().for_each(|taken| taken.extend(numbers.iter().copied()));
            texts.insert(text, draft.file);
            kept.push(draft);
            continue;
        }
        let message =
            format!("{} and {} have one title and date and differ", path_of(kept[0].file), path_of(draft.file));
        let help =
            "give the files their dates, as in 法名(2023-12-29).md, or keep only one; the first by path is published";
        diagnostics.push(Diagnostic::new(Code::VersionClash, at, message).help(help));
    }
    kept.sort_by_cached_key(|draft| numbers(draft).first().copied());
    vec![kept]
}

fn numbers(draft: &Draft) -> Vec<(u32, u32)> {
    use crate::model::config::Level;
    let marks = draft.lines.iter().filter_map(|line| line.block.mark).filter(|mark| mark.level == Level::Article);
    let mut numbers: Vec<(u32, u32)> = marks.map(|mark| (mark.number.main, mark.number.inserted)).collect();
    numbers.sort_unstable();
    numbers
}

/// Two parts of one law share no number.
fn disjoint(taken: &BTreeSet<(u32, u32)>, numbers: &[(u32, u32)]) -> bool {
    !numbers.iter().any(|number| taken.contains(number))
}
