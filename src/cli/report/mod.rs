//! Findings as text, JSON, GitHub annotations or SARIF: pure functions from findings to a string.

pub mod escape;
mod github;
mod json;
mod sarif;
mod text;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::corpus::{CiteKind, CiteState};
use crate::model::diag::{Diagnostic, Severity};
use crate::model::source::{FileId, Sources, Span};

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: the line, a mark below the words, and the way out.
    #[default]
    Text,
    /// For programs; see `docs/format/findings.md`.
    Json,
    /// Workflow commands that GitHub shows beside the changed lines.
    Github,
    /// SARIF 2.1.0, for code scanning services and editors.
    Sarif,
}

/// 引用台账. How many citations of each kind ended in each state.
pub type Ledger = BTreeMap<(CiteKind, &'static str), u32>;

/// What is reported, in its final order.
pub struct Findings<'a> {
    pub sources: &'a Sources,
    list: Vec<&'a Diagnostic>,
    lines: Lines<'a>,
    /// Left unsaid because an `allow` names them.
    pub silenced: usize,
    /// Left unsaid because the baseline knows them.
    pub known: usize,
    pub ledger: Option<&'a Ledger>,
}

impl<'a> Findings<'a> {
    pub fn new(sources: &'a Sources, diagnostics: &'a [Diagnostic]) -> Findings<'a> {
        let mut list: Vec<&Diagnostic> = diagnostics.iter().collect();
        // By place as a reader meets it; what has no place comes last, nearest to the summary.
        list.sort_by_key(|found| {
            let path = found.at.map(|at| sources.file(at.file).path.as_str());
            (path.is_none(), path, found.at.map(|at| at.start), Reverse(found.code.severity()), *found)
        });
        list.dedup();
        Findings { sources, list, lines: Lines::new(sources), silenced: 0, known: 0, ledger: None }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&'a Diagnostic, Option<Spot<'a>>)> {
        self.list.iter().map(|found| (*found, found.at.map(|at| self.lines.spot(at))))
    }

    /// Leaves out what the baseline knows, and counts it.
    pub fn leave_out(&mut self, mut is_known: impl FnMut(&Diagnostic, Option<&Spot>) -> bool) {
        let before = self.list.len();
        let lines = &self.lines;
        self.list.retain(|found| !is_known(found, found.at.map(|at| lines.spot(at)).as_ref()));
        self.known += before - self.list.len();
    }

    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        let mut files = BTreeSet::new();
        for found in &self.list {
            match found.code.severity() {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Note => counts.notes += 1,
            }
            files.extend(found.at.map(|at| at.file));
        }
        counts.files = files.len();
        counts
    }

    /// The whole report, ending in a line end. `colours` is heeded by the text form alone.
    pub fn write(&self, format: Format, colours: bool) -> String {
        match format {
            Format::Text => text::write(self, colours),
            Format::Json => json::write(self),
            Format::Github => github::write(self),
            Format::Sarif => sarif::write(self),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
    pub files: usize,
}

impl Counts {
    /// `2 errors and 1 warning in 2 files`, or `nothing to say`.
    pub fn sentence(&self) -> String {
        let named: Vec<String> = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, noun)| counted(count, noun))
            .collect();
        let Some((last, before)) = named.split_last() else { return "no findings".to_owned() };
        let list = if before.is_empty() { last.clone() } else { format!("{} and {last}", before.join(", ")) };
        if self.files == 0 { list } else { format!("{list} in {}", counted(self.files, "file")) }
    }
}

/// `1 file`, `2 files`, `1,204 files`.
pub fn counted(count: usize, noun: &str) -> String {
    let plural = match noun.strip_suffix('y') {
        _ if count == 1 => noun.to_owned(),
        Some(stem) => format!("{stem}ies"),
        None => format!("{noun}s"),
    };
    format!("{} {plural}", thousands(count))
}

pub fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The states of the ledger, in the order in which it is printed.
pub fn states() -> [CiteState; 5] {
    [CiteState::Linked, CiteState::External, CiteState::Ambiguous, CiteState::Broken, CiteState::Suppressed]
}

/// Where a finding stands, for people: lines and columns from 1, columns in characters.
pub struct Spot<'a> {
    pub path: &'a str,
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    /// One past the last character.
    pub end_column: usize,
    /// The line on which it begins, without its end.
    pub text: &'a str,
    /// The stretch in bytes of `text`; cut where it goes on to another line.
    pub start: usize,
    pub end: usize,
}

/// Starts of lines by file, so that thousands of findings in one file cost one look at it.
struct Lines<'a> {
    sources: &'a Sources,
    starts: BTreeMap<FileId, Vec<usize>>,
}

impl<'a> Lines<'a> {
    fn new(sources: &'a Sources) -> Lines<'a> {
        let starts = sources
            .files
            .iter()
            .map(|file| {
                let ends = file.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
                (file.id, std::iter::once(0).chain(ends).collect())
            })
            .collect();
        Lines { sources, starts }
    }

    fn spot(&self, at: Span) -> Spot<'a> {
        let file = self.sources.file(at.file);
        let start = floor(&file.text, at.start as usize);
        let end = floor(&file.text, (at.end as usize).max(start));
        let (line, line_start) = self.line(at.file, start);
        let (end_line, end_line_start) = self.line(at.file, end);
        let text = file.line_at(start as u32);
        let column = |from: usize, to: usize| file.text[from..to].chars().count() + 1;
        Spot {
            path: &file.path,
            line,
            column: column(line_start, start),
            end_line,
            end_column: column(end_line_start, end),
            text,
            start: (start - line_start).min(text.len()),
            end: if end_line == line { (end - line_start).min(text.len()) } else { text.len() },
        }
    }

    /// Number of the line that holds an offset, from 1, and where it starts.
    fn line(&self, file: FileId, offset: usize) -> (usize, usize) {
        let starts = &self.starts[&file];
        let index = starts.partition_point(|start| *start <= offset) - 1;
        (index + 1, starts[index])
    }
}

fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::{Counts, Findings, Format};
    use crate::model::diag::{Code, Diagnostic};
    use crate::model::source::{FileId, SourceFile, Sources, Span};

    fn sources(text: &str) -> Sources {
        let file = SourceFile { id: FileId(0), path: "content/法.md".to_owned(), text: text.to_owned() };
        Sources { files: vec![file], ..Sources::default() }
    }

    fn finding(sources: &Sources, words: &str) -> Diagnostic {
        let start = sources.files[0].text.find(words).unwrap();
        Diagnostic::new(
            Code::CiteNoTarget,
            Span::new(FileId(0), start, start + words.len()),
            format!("{words} does not exist"),
        )
    }

    #[test]
    fn the_mark_stands_below_the_words_whatever_their_width() {
        let sources = sources("# 法\n\n\t依照《方案》第26条办理。\n");
        let found = [finding(&sources, "《方案》第26条")
            .help("its last measure is 25")
            .candidates(vec!["plan-2017#25".to_owned()])];
        let text = Findings::new(&sources, &found).write(Format::Text, false);
        assert_eq!(
            text,
            "error[cite-no-target]: 《方案》第26条 does not exist\n \
             --> content/法.md:3:4\n  \
             |\n\
             3 |     依照《方案》第26条办理。\n  \
             |         ^^^^^^^^^^^^^^\n  \
             = help: its last measure is 25\n  \
             = perhaps: plan-2017#25\n\n\
             1 error in 1 file\n\
             what a finding means and how to mend it: gangmu explain cite-no-target\n"
        );
    }

    #[test]
    fn of_a_long_line_the_part_around_the_words_is_shown() {
        let long = "甲".repeat(200);
        let sources = sources(&format!("{long}第九条{long}\n"));
        let text = Findings::new(&sources, &[finding(&sources, "第九条")]).write(Format::Text, false);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[1], " --> content/法.md:1:201");
        assert!(lines[3].starts_with("1 | …甲甲") && lines[3].ends_with("甲…"), "{}", lines[3]);
        let before = lines[3].split("第九条").next().unwrap().trim_start_matches("1 | …").chars().count();
        assert_eq!(lines[4].trim_end(), format!("  |  {}^^^^^^", " ".repeat(before * 2)));
    }

    #[test]
    fn nothing_in_a_text_can_move_the_cursor() {
        let sources = sources("第\u{1b}[2J\u{202e}九条\n");
        let found = [finding(&sources, "\u{1b}[2J\u{202e}九条").help("a\u{7}b")];
        for format in [Format::Text, Format::Json, Format::Github, Format::Sarif] {
            let text = Findings::new(&sources, &found).write(format, false);
            assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text}");
            assert!(!text.contains('\u{202e}'), "{text}");
        }
    }

    #[test]
    fn an_annotation_is_one_line_with_its_place() {
        let sources = sources("甲：第九条，100%\n");
        let found = [finding(&sources, "第九条").help("a\nb")];
        let text = Findings::new(&sources, &found).write(Format::Github, false);
        assert_eq!(
            text,
            "::error file=content/法.md,line=1,endLine=1,col=3,endColumn=6,title=cite-no-target::第九条 does not exist%0Ahelp: a%0Ab\n1 error in 1 file\n"
        );
    }

    #[test]
    fn the_order_does_not_depend_on_the_order_of_finding() {
        let sources = sources("第一条第二条第三条\n");
        let mut found = vec![finding(&sources, "第三条"), finding(&sources, "第一条"), finding(&sources, "第二条")];
        let first = Findings::new(&sources, &found).write(Format::Sarif, false);
        found.rotate_left(1);
        assert_eq!(first, Findings::new(&sources, &found).write(Format::Sarif, false));
    }

    #[test]
    fn a_place_past_the_end_of_its_file_is_shown_at_the_end() {
        let sources = sources("甲");
        let found = [Diagnostic::new(Code::FileEmpty, Span::new(FileId(0), 90, 99), "x")];
        let text = Findings::new(&sources, &found).write(Format::Text, false);
        assert!(text.contains("content/法.md:1:2"), "{text}");
    }

    #[test]
    fn counts_make_a_sentence() {
        let counts = |errors, warnings, notes, files| Counts { errors, warnings, notes, files }.sentence();
        assert_eq!(counts(1, 2, 1, 2), "1 error, 2 warnings and 1 note in 2 files");
        assert_eq!(counts(0, 0, 0, 0), "no findings");
        assert_eq!(counts(1204, 0, 0, 1), "1,204 errors in 1 file");
    }
}
