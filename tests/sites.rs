//! Whole sites, small enough to read: `tests/sites/NAME/in` is built and compared with `out`.
//!
//! Of each page the `<main>` is kept, so that a change of the frame does not touch every
//! site; the site `whole` keeps every file whole. `GANGMU_UPDATE=1` writes what is built.
#![allow(clippy::disallowed_methods, reason = "tests read files")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn each_site_is_built_as_it_was() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites");
    let mut names: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    let mut wrong = Vec::new();
    for site in names.iter().filter(|path| path.is_dir()) {
        let name = site.file_name().unwrap().to_string_lossy().into_owned();
        let made = build(&site.join("in"), name == "whole");
        let kept = files(&site.join("out"));
        if std::env::var_os("GANGMU_UPDATE").is_some() {
            let _ = fs::remove_dir_all(site.join("out"));
            for (path, text) in &made {
                let path = site.join("out").join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            continue;
        }
        for path in made.keys().chain(kept.keys()) {
            if made.get(path) != kept.get(path) {
                wrong.push(format!("{name}/{path}\n{}", first_difference(kept.get(path), made.get(path))));
            }
        }
    }
    wrong.dedup();
    assert!(names.len() > 1, "no sites to build");
    assert!(
        wrong.is_empty(),
        "\n{}\n\nif this is as it should be: GANGMU_UPDATE=1 cargo test --test sites",
        wrong.join("\n\n")
    );
}

/// What a build and a check of the site say and make, by path.
fn build(site: &Path, whole: bool) -> BTreeMap<String, String> {
    let output = tempfile::tempdir().unwrap();
    let public = output.path().join("public");
    let run = |args: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_gangmu")).args(args).current_dir(site).env("NO_COLOR", "1").output().unwrap()
    };
    let built = run(&["build", ".", "--output", public.to_str().unwrap()]);
    let mut made = if built.status.success() { files(&public) } else { BTreeMap::new() };
    made.retain(|path, _| path != ".gangmu" && (whole || path.ends_with(".html")));
    if !whole {
        for (path, text) in &mut made {
            *text = main_of(text).unwrap_or_else(|| panic!("{path} has no <main>"));
        }
    }
    let checked = run(&["check", "."]);
    let said = format!("{}exit {}\n", String::from_utf8_lossy(&checked.stdout), checked.status.code().unwrap());
    made.insert("check.txt".to_owned(), said);
    made
}

fn main_of(page: &str) -> Option<String> {
    let start = page.find("<main")?;
    let end = page.find("</main>")?;
    Some(format!("{}</main>\n", &page[start..end]))
}

/// Text files by path; others by their length, so that an archive does not fill the repository.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(&inner).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
            let bytes = fs::read(&path).unwrap();
            if let Ok(text) = String::from_utf8(bytes) {
                found.insert(name, text);
            }
        }
    }
    found
}

fn first_difference(kept: Option<&String>, made: Option<&String>) -> String {
    let (Some(kept), Some(made)) = (kept, made) else {
        return if made.is_some() { "is new".to_owned() } else { "is no longer made".to_owned() };
    };
    let at = kept.bytes().zip(made.bytes()).take_while(|(a, b)| a == b).count();
    let piece = |text: &str| {
        let start = text.char_indices().map(|(i, _)| i).take_while(|i| *i + 40 < at).last().unwrap_or(0);
        text[start..].chars().take(100).collect::<String>()
    };
    format!("was {:?}\nis  {:?}", piece(kept), piece(made))
}
