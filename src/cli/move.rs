//! `gangmu links --move OLD NEW`: rows of side files and links by address follow a document or
//! provision that was renamed or renumbered.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::report::counted;
use super::report::escape::escape;
use super::site_args::SiteArgs;
use super::terminal::print;
use super::{COULD_NOT_RUN, FINDINGS, could_not_run};
use crate::model::address::Address;
use crate::model::source::{FileId, Sources};
use crate::pipeline;

#[derive(Debug, thiserror::Error)]
#[error("cannot write {}: {source}", path.display())]
struct Error {
    path: PathBuf,
    source: io::Error,
}

/// Changes the files, and says each line that it changed.
pub fn run(site: &SiteArgs, old: &str, new: &str) -> ExitCode {
    let refuse = |message: String| {
        eprintln!("error: {}", escape(&message));
        ExitCode::from(COULD_NOT_RUN)
    };
    let (Some(from), Some(to)) = (Address::parse(old), Address::parse(new)) else {
        let wrong = if Address::parse(old).is_none() { old } else { new };
        return refuse(format!("{wrong} is not an address; write a document's id and a number: plan-2017#16"));
    };
    if from.local.is_some() != to.local.is_some() {
        return refuse(format!(
            "{old} and {new} are not of one kind: move a document to a document, or a place to a place"
        ));
    }
    let loaded = match pipeline::load(&site.options(), &mut |_| {}) {
        Ok(loaded) => loaded,
        Err(error) => return could_not_run(&error),
    };
    if loaded.corpus.resolve(&to).is_none() {
        return refuse(format!(
            "there is no {new}; rename or renumber in the document first, then move what points at it"
        ));
    }
    let moved = moved(&loaded.corpus.sources, old, new);
    if moved.is_empty() {
        print(&format!("nothing points at {old}\n"));
        return ExitCode::from(FINDINGS);
    }
    let mut lines = 0;
    for file in &moved {
        if let Err(error) = replace(&site.root.join(&file.path), &file.text) {
            return could_not_run(&error);
        }
        file.lines.iter().for_each(|line| print(&escape(&format!("{}:{line}\n", file.path))));
        lines += file.lines.len();
    }
    print(&format!("{} changed in {}: {old} is now {new}\n", counted(lines, "line"), counted(moved.len(), "file")));
    ExitCode::SUCCESS
}

/// The whole new text or the whole old one, whatever happens.
fn replace(path: &Path, text: &str) -> Result<(), Error> {
    let failed = |source| Error { path: path.to_owned(), source };
    let beside = path.with_extension("gangmu-new");
    fs::write(&beside, text).map_err(failed)?;
    fs::rename(&beside, path).map_err(failed)
}

/// A file that changes.
#[derive(Debug, PartialEq, Eq)]
struct Moved {
    path: String,
    text: String,
    /// Numbers of the changed lines, from 1.
    lines: Vec<usize>,
}

fn moved(sources: &Sources, old: &str, new: &str) -> Vec<Moved> {
    let mut out = Vec::new();
    let mut one = |file: FileId, change: &dyn Fn(&str) -> String| {
        let file = sources.file(file);
        let mut lines = Vec::new();
        let mut text = String::with_capacity(file.text.len());
        for (index, line) in file.text.split_inclusive('\n').enumerate() {
            let changed = change(line);
            if changed != line {
                lines.push(index + 1);
            }
            text.push_str(&changed);
        }
        if !lines.is_empty() {
            out.push(Moved { path: file.path.clone(), text, lines });
        }
    };
    sources.relations.into_iter().for_each(|file| one(file, &|line| in_relations(line, old, new)));
    sources.errata.into_iter().for_each(|file| one(file, &|line| in_errata(line, old, new)));
    sources.config.into_iter().for_each(|file| one(file, &|line| in_config(line, old, new)));
    sources.documents.iter().for_each(|file| one(*file, &|line| in_text(line, old, new)));
    out
}

/// The address after the move: `plan#16` takes `plan#16.2` along, and `plan` all of its places.
fn follow(address: &str, old: &str, new: &str) -> Option<String> {
    let rest = address.strip_prefix(old)?;
    let next = if old.contains('#') { '.' } else { '#' };
    (rest.is_empty() || rest.starts_with(next)).then(|| format!("{new}{rest}"))
}

fn in_relations(line: &str, old: &str, new: &str) -> String {
    if line.starts_with('#') {
        return line.to_owned();
    }
    let cells = line.split('\t').enumerate().map(|(index, cell)| match index {
        0 | 2 => follow(cell, old, new).unwrap_or_else(|| cell.to_owned()),
        _ => cell.to_owned(),
    });
    cells.collect::<Vec<_>>().join("\t")
}

/// The words between the quotation marks of `at = "…"`.
fn in_errata(line: &str, old: &str, new: &str) -> String {
    let is_at = line.trim_start().strip_prefix("at").is_some_and(|rest| rest.trim_start().starts_with('='));
    if is_at { quoted(line, old, new) } else { line.to_owned() }
}

/// Ids in `documents` and `spine`, which may go over several lines.
fn in_config(line: &str, old: &str, new: &str) -> String {
    let key = line.split_once('=').map(|(key, _)| key.trim());
    let is_list = key.is_none_or(|key| matches!(key, "documents" | "spine"));
    if old.contains('#') || !is_list || line.trim_start().starts_with('#') {
        line.to_owned()
    } else {
        quoted(line, old, new)
    }
}

fn quoted(line: &str, old: &str, new: &str) -> String {
    let parts = line.split('"').enumerate().map(|(index, part)| match index % 2 {
        1 => follow(part, old, new).unwrap_or_else(|| part.to_owned()),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("\"")
}

/// Links by address, which are our markup and none of the text's words.
fn in_text(line: &str, old: &str, new: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((at, opening)) =
        ["[[", "](cite:"].iter().filter_map(|opening| Some((rest.find(opening)?, *opening))).min()
    {
        let start = at + opening.len();
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let len =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '#' | '.'))).unwrap_or(rest.len());
        match follow(&rest[..len], old, new) {
            Some(address) => out.push_str(&address),
            None => out.push_str(&rest[..len]),
        }
        rest = &rest[len..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::{follow, in_config, in_errata, in_relations, in_text};

    #[test]
    fn a_document_takes_its_places_along_and_nobody_elses() {
        assert_eq!(follow("plan#16.2", "plan", "plan-2017").as_deref(), Some("plan-2017#16.2"));
        assert_eq!(follow("plan#16.2", "plan#16", "plan#17").as_deref(), Some("plan#17.2"));
        for (address, old) in [("plan-b#1", "plan"), ("plan#160", "plan#16"), ("plan#16-1", "plan#16"), ("a", "b")] {
            assert_eq!(follow(address, old, "x"), None, "{address} {old}");
        }
    }

    #[test]
    fn each_file_is_changed_in_its_own_way() {
        assert_eq!(
            in_relations("a#1\texplains\tb#2\tprimary\teditor\treviewed\ta#1 作注\n", "a", "c"),
            "c#1\texplains\tb#2\tprimary\teditor\treviewed\ta#1 作注\n"
        );
        assert_eq!(in_errata("at = \"a#1.2\"\n", "a#1", "a#3"), "at = \"a#3.2\"\n");
        assert_eq!(in_errata("evidence = \"a#1\"\n", "a#1", "a#3"), "evidence = \"a#1\"\n");
        assert_eq!(in_config("documents = [\"a\", \"b\"]\n", "a", "c"), "documents = [\"c\", \"b\"]\n");
        assert_eq!(in_config("title = \"a\"\n", "a", "c"), "title = \"a\"\n");
        assert_eq!(
            in_text("见[[a#1]]与[甲](cite:a#1.2)，a#1 与 [[ab#1]]。\n", "a#1", "a#9"),
            "见[[a#9]]与[甲](cite:a#9.2)，a#1 与 [[ab#1]]。\n"
        );
    }
}
