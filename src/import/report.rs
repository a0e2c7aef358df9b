//! What an import did, and what it doubts, by line of the source.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Artifact, Scan};

/// Everything a maintainer should look at after an import.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub format: String,
    pub characters: usize,
    pub artifacts: Vec<Artifact>,
    /// Line of the first half, and the words on both sides of the seam.
    pub joined: Vec<(usize, String)>,
    /// Line, depth in Markdown, text.
    pub headings: Vec<(usize, u8, String)>,
    /// How many lines begin with a mark of each kind, as printed.
    pub marks: BTreeMap<&'static str, usize>,
    /// What the format held that no text shows.
    pub left_out: Vec<String>,
    /// Line (0 for the whole text), and what is doubtful.
    pub doubts: Vec<(usize, String)>,
}

impl Report {
    pub fn new(scan: &Scan) -> Report {
        Report {
            format: scan.format.clone(),
            characters: scan.characters(),
            artifacts: scan.artifacts.clone(),
            left_out: scan.left_out.clone(),
            doubts: scan.doubts.clone(),
            ..Report::default()
        }
    }

    pub fn doubt(&mut self, line: usize, what: impl Into<String>) {
        self.doubts.push((line, what.into()));
    }

    /// The report as it is shown. `file` is the source, for places.
    pub fn render(&self, file: &str) -> String {
        let mut out = format!("{file}: {}, {} characters\n", self.format, self.characters);
        let marks: Vec<String> = self.marks.iter().map(|(sample, count)| format!("{count} {sample}")).collect();
        let counts = [
            (self.headings.len(), "heading", ""),
            (self.joined.len(), "line", " joined"),
            (self.artifacts.len(), "artifact", " taken out"),
            (self.doubts.len(), "doubt", ""),
        ];
        let ending = |count: &usize| if *count == 1 { "" } else { "s" };
        let counts: Vec<String> =
            counts.iter().map(|(count, what, how)| format!("{count} {what}{}{how}", ending(count))).collect();
        push(&mut out, format_args!("  {}", counts.join(", ")));
        if !marks.is_empty() {
            push(&mut out, format_args!("  marks: {}", marks.join(", ")));
        }
        for (line, depth, text) in &self.headings {
            push(&mut out, format_args!("  {file}:{line}: heading {} {text}", "#".repeat(usize::from(*depth))));
        }
        for (line, seam) in &self.joined {
            push(&mut out, format_args!("  {file}:{line}: joined {seam}"));
        }
        for artifact in &self.artifacts {
            push(&mut out, format_args!("  {file}:{}: taken out {}", artifact.line, artifact.text));
        }
        for what in &self.left_out {
            push(&mut out, format_args!("  {file}: not read: {what}"));
        }
        out.push_str(&self.doubts(file));
        out
    }

    /// Only what a maintainer must look at.
    pub fn doubts(&self, file: &str) -> String {
        let mut out = String::new();
        for (line, what) in &self.doubts {
            let place = if *line == 0 { file.to_owned() } else { format!("{file}:{line}") };
            push(&mut out, format_args!("  {place}: doubtful: {what}"));
        }
        out
    }
}

fn push(out: &mut String, line: std::fmt::Arguments) {
    writeln!(out, "{line}").expect("a string takes every line");
}

/// The first or last few characters of a line, for a report.
pub fn excerpt(text: &str, count: usize, from_end: bool) -> String {
    let total = text.chars().count();
    match (total <= count, from_end) {
        (true, _) => text.to_owned(),
        (false, true) => format!("…{}", text.chars().skip(total - count).collect::<String>()),
        (false, false) => format!("{}…", text.chars().take(count).collect::<String>()),
    }
}
