//! The format's documents are its tests: each example in `docs/format/` is run.
//!
//! One or more ` ```gangmu NAME ` blocks (a document, `relations.tsv`, `errata.toml` or
//! `gangmu.toml`; `text.md` unless named) are a site; each block after them says what the
//! program makes of it: `tree` (units and places), `cites`, `quotes`, `diagnostics`.
//! `GANGMU_UPDATE=1` writes what the program says into the documents.
#![allow(clippy::disallowed_methods, reason = "tests read files")]

use std::fmt::Write;
use std::fs;
use std::path::Path;

use gangmu::model::config::Config;
use gangmu::model::corpus::{Corpus, Target};
use gangmu::model::diag::Diagnostic;
use gangmu::model::document::BlockKind;
use gangmu::model::source::{FileId, SourceFile, Sources};
use gangmu::{check, parse, pipeline};

#[test]
fn every_example_of_the_format_is_true() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/format");
    let update = std::env::var_os("GANGMU_UPDATE").is_some();
    let mut wrong = Vec::new();
    let mut examples = 0;
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "md")) {
        let text = fs::read_to_string(path).unwrap();
        let made = run_document(&text, &mut examples, &mut wrong, &path.file_name().unwrap().to_string_lossy());
        if update && made != text {
            fs::write(path, made).unwrap();
        }
    }
    assert!(examples > 15, "only {examples} examples were found");
    assert!(update || wrong.is_empty(), "\n{}", wrong.join("\n\n"));
}

/// The document with every answer as the program gives it.
fn run_document(text: &str, examples: &mut usize, wrong: &mut Vec<String>, name: &str) -> String {
    let mut out = String::new();
    let mut heading = String::new();
    let mut files: Vec<(String, String)> = Vec::new();
    let mut answered = false;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        writeln!(out, "{line}").unwrap();
        if line.starts_with('#') {
            heading = line.trim_start_matches('#').trim().to_owned();
            files.clear();
        }
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let fence: String = line.chars().take_while(|c| *c == '`').collect();
        let info = info.trim_start_matches('`');
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != fence).collect();
        let body = body.iter().map(|line| format!("{line}\n")).collect::<String>();
        let mut words = info.split_whitespace();
        match words.next().unwrap_or("") {
            "gangmu" => {
                if answered {
                    files.clear();
                    answered = false;
                }
                files.push((words.next().unwrap_or("text.md").to_owned(), body.clone()));
                out.push_str(&body);
            }
            kind @ ("tree" | "cites" | "quotes" | "diagnostics") => {
                answered = true;
                *examples += 1;
                let said = answer(kind, &files);
                if said != body {
                    wrong.push(format!(
                        "{name}, {heading}, {kind}:\n--- the document says\n{body}--- the program says\n{said}"
                    ));
                }
                out.push_str(&said);
            }
            _ => out.push_str(&body),
        }
        writeln!(out, "{fence}").unwrap();
    }
    out
}

fn answer(kind: &str, files: &[(String, String)]) -> String {
    let (corpus, diagnostics) = understand(files);
    match kind {
        "tree" => tree(&corpus),
        "cites" => cites(&corpus),
        "quotes" => quotes(&corpus),
        _ => said(&corpus, &diagnostics),
    }
}

fn understand(files: &[(String, String)]) -> (Corpus, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    for (index, (path, text)) in files.iter().enumerate() {
        let id = FileId(index as u32);
        match path.as_str() {
            "gangmu.toml" => sources.config = Some(id),
            "relations.tsv" => sources.relations = Some(id),
            "errata.toml" => sources.errata = Some(id),
            _ => sources.documents.push(id),
        }
        sources.files.push(SourceFile { id, path: path.clone(), text: text.clone() });
    }
    sources.documents.sort_by_key(|id| files[id.0 as usize].0.clone());
    let mut diagnostics = Vec::new();
    let config = match sources.config {
        Some(file) => parse::config::parse_config(sources.file(file), &mut diagnostics),
        None => Config::default(),
    };
    let corpus = pipeline::understand(sources, config, &mut diagnostics, &mut |_| {});
    diagnostics.extend((0..corpus.documents.len()).flat_map(|doc| check::check_document(&corpus, doc)));
    diagnostics.sort();
    (corpus, diagnostics)
}

/// A line a unit, and below it a line a block with its address and first words.
fn tree(corpus: &Corpus) -> String {
    let mut out = String::new();
    for document in &corpus.documents {
        writeln!(out, "{} 《{}》", document.id, document.meta.title).unwrap();
        for unit in document.units.iter() {
            let indent = "  ".repeat(unit.depth as usize + 1);
            let title = if unit.title.is_empty() { String::new() } else { format!(" “{}”", unit.title) };
            writeln!(out, "{indent}{} {:?}{title}", unit.local, unit.kind).unwrap();
            for block in &unit.blocks {
                let path: Vec<String> = block.path.iter().map(u16::to_string).collect();
                let kind = match &block.kind {
                    BlockKind::Paragraph => String::new(),
                    BlockKind::Heading(_) => continue,
                    other => format!("{other:?} ").split(['(', ' ', '{']).next().unwrap_or("").to_lowercase() + " ",
                };
                let quoted = if block.quoted { "quoted " } else { "" };
                let words: String = block.text.replace('\n', " / ").chars().take(24).collect();
                writeln!(out, "{indent}  .{} {kind}{quoted}{words}", path.join(".")).unwrap();
            }
        }
    }
    out
}

fn place(corpus: &Corpus, target: &Target) -> String {
    let through = target.through.as_ref().map_or(String::new(), |last| format!(" to {}", corpus.address(last)));
    format!("{}{through}", corpus.address(target))
}

fn cites(corpus: &Corpus) -> String {
    let mut out = String::new();
    for citation in &corpus.citations {
        let targets: Vec<String> = citation.targets.iter().map(|target| place(corpus, target)).collect();
        let doubt = if citation.version_doubt { " (another version)" } else { "" };
        let to = if targets.is_empty() { citation.state.name().to_owned() } else { targets.join(", ") };
        writeln!(out, "{} → {to}{doubt}", corpus.words(&citation.at)).unwrap();
    }
    out
}

fn quotes(corpus: &Corpus) -> String {
    let mut out = String::new();
    for quotation in &corpus.quotations {
        let found: Vec<String> = quotation.found.iter().map(|target| place(corpus, target)).collect();
        let words = corpus.words(&quotation.at);
        let short: String = words.chars().take(20).collect();
        let dots = if short.len() < words.len() { "…" } else { "" };
        let text = &corpus.block(&quotation.at).text;
        let differs: Vec<String> =
            quotation.differences.iter().map(|d| format!(" {}[{}]", &text[d.quoted.clone()], d.original)).collect();
        writeln!(out, "{short}{dots} → {} {}{}", quotation.grade.name(), found.join(", "), differs.concat()).unwrap();
    }
    out
}

fn said(corpus: &Corpus, diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let at = diagnostic.at.map_or(String::new(), |span| {
            let file = corpus.sources.file(span.file);
            let (line, column) = file.line_column(span.start);
            format!("{}:{line}:{column}: ", file.path)
        });
        writeln!(out, "{at}{}: {}", diagnostic.code.id(), diagnostic.message).unwrap();
        if let Some(help) = &diagnostic.help {
            writeln!(out, "  help: {help}").unwrap();
        }
    }
    out
}
