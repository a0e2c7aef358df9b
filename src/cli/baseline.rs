//! The baseline: findings that an old corpus already had, so that only new ones are reported.

use std::collections::BTreeMap;

use crate::cli::report::{Findings, Spot};
use crate::model::diag::Diagnostic;

const HEAD: &str = "# Findings known to `gangmu check --baseline`: rule, file, how many, words. \
Written by --write-baseline.\n";
/// Enough of the words to know a finding by; more would only make long lines.
const MOST_WORDS: usize = 40;

/// Known findings. They are told by their words, not by their line, so that a paragraph
/// added above does not make them new.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Baseline {
    left: BTreeMap<(String, String, String), usize>,
}

#[derive(Debug, thiserror::Error)]
#[error("line {line} is not a row of a baseline: {message}")]
pub struct Error {
    pub line: usize,
    message: &'static str,
}

impl Baseline {
    pub fn read(text: &str) -> Result<Baseline, Error> {
        let mut left = BTreeMap::new();
        for (index, row) in text.lines().enumerate() {
            if row.is_empty() || row.starts_with('#') {
                continue;
            }
            let cells: Vec<&str> = row.split('\t').collect();
            let error = |message| Error { line: index + 1, message };
            let [rule, path, count, words] = cells[..] else {
                return Err(error("four cells with tabs between are expected"));
            };
            let count: usize = count.parse().map_err(|_| error("the third cell is a number"))?;
            *left.entry((rule.to_owned(), path.to_owned(), words.to_owned())).or_default() += count;
        }
        Ok(Baseline { left })
    }

    /// All of these findings, but for what stops a build: that is never taken for granted.
    pub fn of(findings: &Findings) -> Baseline {
        let mut left = BTreeMap::new();
        for (found, spot) in findings.iter().filter(|(found, _)| !found.code.stops_build()) {
            *left.entry(key(found, spot.as_ref())).or_default() += 1;
        }
        Baseline { left }
    }

    pub fn write(&self) -> String {
        let mut out = HEAD.to_owned();
        for ((rule, path, words), count) in &self.left {
            out.push_str(&format!("{rule}\t{path}\t{count}\t{words}\n"));
        }
        out
    }

    /// Takes one finding off the list; false where it is new.
    pub fn takes(&mut self, found: &Diagnostic, spot: Option<&Spot>) -> bool {
        match self.left.get_mut(&key(found, spot)) {
            Some(count) if *count > 0 && !found.code.stops_build() => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }

    /// Findings that the baseline has and the corpus no longer.
    pub fn gone(&self) -> usize {
        self.left.values().sum()
    }

    pub fn len(&self) -> usize {
        self.gone()
    }

    pub fn is_empty(&self) -> bool {
        self.gone() == 0
    }
}

fn key(found: &Diagnostic, spot: Option<&Spot>) -> (String, String, String) {
    let words = spot.map_or(found.message.as_str(), |spot| &spot.text[spot.start..spot.end]);
    let words: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MOST_WORDS).collect();
    (found.code.id().to_owned(), spot.map_or("", |spot| spot.path).to_owned(), words.trim().to_owned())
}
