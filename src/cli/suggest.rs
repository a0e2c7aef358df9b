//! `gangmu links --suggest`: ties that words speak for, written only after a yes.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;

use super::links::Format;
use super::report::counted;
use super::report::escape::escape;
use super::{could_not_run, terminal};
use crate::model::corpus::{Corpus, Strength, Target};
use crate::model::side::Suggestion;
use crate::pipeline::Loaded;
use crate::resolve::suggest::suggest;

#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("cannot write {path}: {error}", path = path.display())]
    Write { path: PathBuf, error: io::Error },
}

/// In a pipe nothing is asked and nothing written.
pub fn run(loaded: &Loaded, of: Option<&Target>, format: Format) -> ExitCode {
    let corpus = &loaded.corpus;
    let suggestions = suggest(corpus, of);
    if matches!(format, Format::Json) {
        terminal::print(&as_json(corpus, &suggestions));
        return ExitCode::SUCCESS;
    }
    if suggestions.is_empty() {
        terminal::print("nothing to suggest: what is quoted, cited or alike has its rows\n");
        return ExitCode::SUCCESS;
    }
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        let shown: String = suggestions.iter().map(|suggestion| show(corpus, suggestion)).collect();
        let how = "on a terminal each is asked about and written with a yes; nothing was written";
        terminal::print(&format!("{shown}\n{} suggested; {how}\n", counted(suggestions.len(), "tie")));
        return ExitCode::SUCCESS;
    }
    match ask(loaded, &suggestions) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => could_not_run(&error),
    }
}

fn show(corpus: &Corpus, suggestion: &Suggestion) -> String {
    let (from, to) = (corpus.address(&suggestion.from), corpus.address(&suggestion.to));
    let titles = format!("{} · {}", opening(corpus, &suggestion.from), opening(corpus, &suggestion.to));
    let (kind, basis, reason) = (suggestion.kind, suggestion.basis, escape(&suggestion.reason));
    format!("{from} {kind} {to} ({basis})\n  {}\n  {reason}\n", escape(&titles))
}

/// The title of a provision, or the words with which it begins.
fn opening(corpus: &Corpus, target: &Target) -> String {
    let Some(unit) = target.unit.map(|unit| corpus.unit(target.doc, unit)) else {
        return corpus.document(target.doc).meta.title.clone();
    };
    let words = if unit.title.is_empty() { unit.blocks.first().map_or("", |block| &block.text) } else { &unit.title };
    let short: String = words.chars().take(30).collect();
    if short.len() < words.len() { format!("{short}…") } else { short }
}

fn as_json(corpus: &Corpus, suggestions: &[Suggestion]) -> String {
    let records: Vec<String> = suggestions
        .iter()
        .map(|suggestion| {
            json!({
                "from": corpus.address(&suggestion.from).to_string(),
                "relation": suggestion.kind,
                "to": corpus.address(&suggestion.to).to_string(),
                "strength": strength(suggestion),
                "basis": suggestion.basis,
                "score": suggestion.score,
                "reason": suggestion.reason,
            })
            .to_string()
        })
        .collect();
    format!("[\n{}\n]\n", records.join(",\n"))
}

fn strength(suggestion: &Suggestion) -> &'static str {
    match suggestion.strength {
        Strength::Primary => "primary",
        Strength::Related => "related",
    }
}

/// A yes is a review; the note is its reviewer's to write.
fn row(corpus: &Corpus, suggestion: &Suggestion) -> String {
    let (from, to) = (corpus.address(&suggestion.from), corpus.address(&suggestion.to));
    format!("{from}\t{}\t{to}\t{}\t{}\treviewed\t\n", suggestion.kind, strength(suggestion), suggestion.basis)
}

fn ask(loaded: &Loaded, suggestions: &[Suggestion]) -> Result<(), Error> {
    let corpus = &loaded.corpus;
    let path = path(loaded);
    let mut answers = io::stdin().lock().lines();
    for (index, suggestion) in suggestions.iter().enumerate() {
        terminal::print(&show(corpus, suggestion));
        terminal::print(&format!("  {} of {}; write it? y, n or q [n] ", index + 1, suggestions.len()));
        let _ = io::stdout().flush();
        match answers.next().and_then(Result::ok).as_deref().map(str::trim) {
            Some("y" | "Y" | "yes") => append(&path, &row(corpus, suggestion))?,
            Some("q" | "Q") | None => break,
            Some(_) => {}
        }
    }
    Ok(())
}

fn path(loaded: &Loaded) -> PathBuf {
    let folders = loaded.folders.as_ref().expect("a loaded site has folders");
    match loaded.corpus.sources.relations {
        Some(file) => folders.root.join(&loaded.corpus.sources.file(file).path),
        None => folders.content.join("relations.tsv"),
    }
}

fn append(path: &Path, row: &str) -> Result<(), Error> {
    let failed = |error| Error::Write { path: path.to_owned(), error };
    let text = match std::fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        text => text.map_err(failed)?,
    };
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path).map_err(failed)?;
    file.write_all(format!("{gap}{row}").as_bytes()).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_begins_a_line_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("relations.tsv");
        append(&path, "a#1\texplains\tb#1\n").unwrap();
        std::fs::write(&path, "x").unwrap();
        append(&path, "a#1\texplains\tb#1\n").unwrap();
        append(&path, "a#2\texplains\tb#2\n").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "x\na#1\texplains\tb#1\na#2\texplains\tb#2\n");
    }
}
