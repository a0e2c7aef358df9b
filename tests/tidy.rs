//! The rules of the house, read from the source: who may know whom, and how long a file may grow.
#![allow(clippy::disallowed_methods, reason = "tests read files")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const NOUNS: &[&str] =
    &["source", "diag", "numeral", "config", "address", "document", "mark", "compare", "corpus", "side", "site"];
const VERBS: &[&str] =
    &["read", "parse", "number", "resolve", "render", "search", "check", "write", "verify", "export", "import"];
/// Rooms that may touch the disk, the clock or the network.
const EDGES: &[&str] = &["read", "write", "import", "serve", "cli", "main"];
/// A crate, and the rooms it belongs to.
const FENCES: &[(&str, &[&str])] = &[
    ("walkdir", &["read"]),
    ("include_dir", &["read", "cli"]),
    ("pulldown_cmark", &["parse"]),
    ("toml", &["parse", "render", "cli"]),
    ("tera", &["render"]),
    ("syntect", &["render"]),
    ("two_face", &["render"]),
    ("clap", &["cli", "main"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("indicatif", &["cli"]),
    ("notify", &["serve"]),
    ("rayon", &["pipeline"]),
    ("quick_xml", &["import"]),
    ("scraper", &["import"]),
    ("lopdf", &["import"]),
    ("encoding_rs", &["import"]),
    ("chardetng", &["import"]),
    ("csv", &["export"]),
    ("aho_corasick", &["resolve"]),
    ("rustix", &["write"]),
    ("similar", &["resolve", "verify"]),
];
const FILE_LINES: usize = 500;
const FUNCTION_LINES: usize = 70;

struct Source {
    path: String,
    room: String,
    /// Lines before the tests, numbered from 1.
    lines: Vec<String>,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let relative = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                let room = relative.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
                let text = fs::read_to_string(&path).unwrap();
                let lines = text.lines().take_while(|line| *line != "#[cfg(test)]").map(str::to_owned).collect();
                found.push(Source { path: format!("src/{relative}"), room, lines });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn code_lines(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    source
        .lines
        .iter()
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim()))
        .filter(|(_, line)| !line.starts_with("//"))
}

/// Rooms of this package that a line names: `crate::model`, `use crate::{number, parse}`.
fn rooms_named(line: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        let list = rest.strip_prefix('{').map(|inner| inner.split('}').next().unwrap_or(inner));
        let names = list.unwrap_or(rest);
        let one = list.is_none();
        for name in names.split(',') {
            let word: String = name.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            rooms.push(word);
            if one {
                break;
            }
        }
    }
    rooms
}

fn refuse(problems: Vec<String>) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn nouns_do_not_know_verbs_and_verbs_do_not_know_each_other() {
    let mut problems = Vec::new();
    for source in sources() {
        for (number, line) in code_lines(&source) {
            for room in rooms_named(line) {
                let is_verb = VERBS.contains(&source.room.as_str());
                let known = room == "model"
                    || room == source.room
                    || !VERBS.contains(&room.as_str()) && !["pipeline", "serve", "cli"].contains(&room.as_str());
                if source.room == "model" && !known {
                    problems.push(format!("{}:{number}: a noun does not know a stage: {room}", source.path));
                } else if is_verb && !known {
                    problems.push(format!(
                        "{}:{number}: {} may not know {room}; pass a noun through pipeline",
                        source.path, source.room
                    ));
                }
            }
        }
    }
    refuse(problems);
}

#[test]
fn each_noun_uses_only_those_above_it() {
    let mut problems = Vec::new();
    for source in sources().iter().filter(|source| source.room == "model" && source.path != "src/model/mod.rs") {
        let name = source.path.trim_start_matches("src/model/").split(['/', '.']).next().unwrap();
        let Some(rank) = NOUNS.iter().position(|noun| *noun == name) else {
            problems.push(format!("{}: {name} has no place in the order of nouns in tests/tidy.rs", source.path));
            continue;
        };
        for (number, line) in code_lines(source).filter(|(_, line)| line.starts_with("use super::")) {
            let used: String =
                line["use super::".len()..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if NOUNS.iter().position(|noun| *noun == used).is_some_and(|other| other >= rank) {
                problems.push(format!("{}:{number}: {name} stands above {used}", source.path));
            }
        }
    }
    refuse(problems);
}

#[test]
fn only_edge_rooms_touch_the_disk_the_clock_or_the_network() {
    let mut problems = Vec::new();
    for source in sources().iter().filter(|source| !EDGES.contains(&source.room.as_str())) {
        for (number, line) in code_lines(source) {
            if ["std::fs", "std::net", "SystemTime", "Instant::now", "std::process", "std::env"]
                .iter()
                .any(|word| line.contains(word))
            {
                problems.push(format!("{}:{number}: only {EDGES:?} may do this", source.path));
            }
        }
    }
    refuse(problems);
}

#[test]
fn each_crate_has_its_room() {
    let mut problems = Vec::new();
    for source in sources() {
        for (number, line) in code_lines(&source) {
            for (name, rooms) in FENCES {
                let named = line.starts_with(&format!("use {name}::"))
                    || line.starts_with(&format!("use {name};"))
                    || line
                        .match_indices(&format!("{name}::"))
                        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'));
                if named && !rooms.contains(&source.room.as_str()) {
                    problems.push(format!("{}:{number}: {name} belongs to {}/", source.path, rooms.join("/, ")));
                }
            }
        }
    }
    refuse(problems);
}

#[test]
fn every_file_says_what_it_is_for() {
    let missing =
        sources().into_iter().filter(|source| !source.lines.first().is_some_and(|line| line.starts_with("//! ")));
    refuse(missing.map(|source| format!("{}: the first line is one sentence after //!", source.path)).collect());
}

#[test]
fn names_are_imported_one_by_one_and_not_passed_on() {
    let mut problems = Vec::new();
    for source in sources() {
        for (number, line) in code_lines(&source) {
            let passed_on = line.starts_with("pub use ");
            let all = line.starts_with("use ") && line.contains("::*") && !line.contains("prelude::*");
            if passed_on || all {
                problems.push(format!("{}:{number}: import the name where it is used", source.path));
            }
            if line.contains("unsafe ") && !line.contains('"') {
                problems.push(format!("{}:{number}: no unsafe code", source.path));
            }
        }
    }
    refuse(problems);
}

#[test]
fn only_address_names_output_pages() {
    let mut problems = Vec::new();
    for source in sources()
        .iter()
        .filter(|source| source.path != "src/model/address.rs" && !["import", "cli"].contains(&source.room.as_str()))
    {
        for (number, line) in code_lines(source) {
            // A template's name is no output's.
            if line.contains(".html\")") && line.contains("insert(") || line.contains(".html#") {
                problems.push(format!("{}:{number}: model/address.rs names pages", source.path));
            }
        }
    }
    refuse(problems);
}

#[test]
fn files_and_functions_stay_short() {
    let mut problems = Vec::new();
    for source in sources() {
        if source.lines.len() > FILE_LINES {
            problems.push(format!(
                "{}: {} lines; split it by meaning at {FILE_LINES}",
                source.path,
                source.lines.len()
            ));
        }
        for (name, (start, length)) in functions(&source) {
            if length > FUNCTION_LINES {
                problems.push(format!("{}:{start}: {name} has {length} lines of {FUNCTION_LINES}", source.path));
            }
        }
    }
    refuse(problems);
}

/// By name: first line and length. A function ends at the brace in its own column.
fn functions(source: &Source) -> BTreeMap<String, (usize, usize)> {
    let mut found = BTreeMap::new();
    for (index, line) in source.lines.iter().enumerate() {
        let words = line.trim_start();
        let signature = words.trim_start_matches("pub ").trim_start_matches("pub(crate) ").trim_start_matches("const ");
        let Some(rest) = signature.strip_prefix("fn ") else { continue };
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let indent = line.len() - words.len();
        let closing = format!("{}}}", " ".repeat(indent));
        let end = source.lines[index..].iter().position(|line| *line == closing).unwrap_or(0);
        found.insert(format!("{name} (line {})", index + 1), (index + 1, end + 1));
    }
    found
}

#[test]
fn the_changelog_names_this_version() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("CHANGELOG.md")).unwrap();
    assert!(text.contains(&format!("## {}", env!("CARGO_PKG_VERSION"))), "CHANGELOG.md says nothing of this version");
}
