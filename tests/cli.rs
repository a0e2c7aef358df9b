//! The commands as they are typed: transcripts, the tutorial, and the page that lists them all.
#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own folder")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use clap::CommandFactory;

fn gangmu() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gangmu"));
    command.env("NO_COLOR", "1").env("COLUMNS", "100");
    command
}

/// Accept changes with `TRYCMD=overwrite cargo test --test cli`.
#[test]
fn every_command_answers_as_its_transcript_says() {
    trycmd::TestCases::new().env("NO_COLOR", "1").case("tests/cli/*.md");
}

/// One fenced block: what stands after the backquotes, and its lines.
struct Block {
    info: String,
    text: String,
}

fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let text: String =
            lines.by_ref().take_while(|line| !line.starts_with("```")).map(|line| format!("{line}\n")).collect();
        blocks.push(Block { info: info.to_owned(), text });
    }
    blocks
}

/// A Word file of these paragraphs.
fn word_file(text: &str) -> Vec<u8> {
    let paragraph = |line: &str| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>");
    let body: String = text.lines().map(paragraph).collect();
    let namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    write!(zip, "<w:document xmlns:w=\"{namespace}\"><w:body>{body}</w:body></w:document>").unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn the_tutorial_works_as_it_is_typed() {
    let tutorial = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tutorial.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut at = folder.path().to_owned();
    let mut typed = 0;
    for block in blocks(&tutorial) {
        if let Some((kind, path)) = block.info.split_once(' ') {
            let bytes = if kind == "word" { word_file(&block.text) } else { block.text.clone().into_bytes() };
            fs::create_dir_all(at.join(path).parent().unwrap()).unwrap();
            fs::write(at.join(path), bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
        let mut lines = block.text.lines().peekable();
        while let Some(line) = lines.next().filter(|_| block.info == "console") {
            let Some(words) = line.strip_prefix("$ ") else { continue };
            let code = lines.peek().and_then(|next| next.strip_prefix("? ")).map_or(0, |code| code.parse().unwrap());
            typed += 1;
            match words.split_once(' ') {
                Some(("cd", folder)) => at.push(folder),
                Some(("gangmu", arguments)) => {
                    let output = gangmu().args(arguments.split(' ')).current_dir(&at).output().unwrap();
                    let said = format!(
                        "{}{}",
                        String::from_utf8_lossy(&output.stdout),
                        String::from_utf8_lossy(&output.stderr)
                    );
                    assert_eq!(output.status.code(), Some(code), "{words}\n{said}");
                }
                _ => panic!("the tutorial types something else: {line}"),
            }
        }
    }
    assert!(typed >= 14, "only {typed} commands were found");
    let page = fs::read_to_string(at.join("public/training-rules-4.html")).unwrap();
    assert!(page.contains("培训期间视为出勤"), "the tie is on the hub");
    let page = fs::read_to_string(at.join("public/attendance-3.html")).unwrap();
    assert!(page.contains("id=\"3.1.2\"") && page.contains("href=\"attendance-2.html\""), "前条 is a link");
    assert!(at.join("../our-rules-site/attendance-2.html").is_file());
}

/// `docs/commands.md` is what `--help` says. Accept changes with `GANGMU_UPDATE=1`.
#[test]
fn the_manual_lists_every_command_as_its_help_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/commands.md");
    let mut page = "+++\nid = \"commands\"\nkind = \"guide\"\n+++\n\n# Commands\n\n\
        What `gangmu COMMAND --help` says. Exit codes: 0 clean, 1 findings, 2 could not run.\n"
        .to_owned();
    let command = gangmu::cli::Cli::command();
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let help = gangmu().args([sub.get_name(), "--help"]).output().unwrap();
        assert!(help.status.success(), "{}", sub.get_name());
        let help = String::from_utf8_lossy(&help.stdout).into_owned();
        assert!(help.contains("Example"), "{} has no example", sub.get_name());
        page.push_str(&format!("\n## gangmu {}\n\n```text\n{}\n```\n", sub.get_name(), help.trim_end()));
    }
    if std::env::var_os("GANGMU_UPDATE").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/commands.md is not what --help says; GANGMU_UPDATE=1 cargo test --test cli writes it"
    );
}

/// The manual is a site like any other.
#[test]
fn the_manual_builds_and_has_no_findings() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let check = gangmu().arg("check").arg(&docs).output().unwrap();
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
    let folder = tempfile::tempdir().unwrap();
    let built = gangmu().arg("build").arg(&docs).arg("--output").arg(folder.path().join("manual")).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let page = fs::read_to_string(folder.path().join("manual/rule-number-gap.html")).unwrap();
    assert!(page.contains("第五十三条"));
}

#[test]
fn a_reader_who_leaves_early_is_no_error() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let mut child = gangmu()
        .args(["export", "--format", "json"])
        .arg(&docs)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"));
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let man = gangmu().args(["man", "--output"]).arg(folder.path()).output().unwrap();
    assert!(man.status.success());
    let script = gangmu().args(["completions", "bash"]).output().unwrap();
    let script = String::from_utf8_lossy(&script.stdout).into_owned();
    for sub in gangmu::cli::Cli::command().get_subcommands().filter(|sub| sub.get_name() != "help") {
        assert!(folder.path().join(format!("gangmu-{}.1", sub.get_name())).is_file(), "{}", sub.get_name());
        assert!(script.contains(sub.get_name()), "{}", sub.get_name());
    }
}

#[test]
fn a_citation_is_listed_in_each_copy_of_its_text() {
    let site = tempfile::tempdir().unwrap();
    for name in ["a.md", "b.md"] {
        std::fs::write(site.path().join(name), "# 井水法\n\n第一条 甲。\n\n第二条 依照本法第一条办理。\n").unwrap();
    }
    let out = gangmu().args(["links", "--format", "json"]).arg(site.path()).output().unwrap();
    let records: Vec<serde_json::Value> = serde_json::from_slice(&out.stdout).unwrap();
    let mut files: Vec<&str> = records.iter().map(|record| record["file"].as_str().unwrap()).collect();
    files.sort_unstable();
    assert_eq!(files, ["a.md", "b.md"]);
    assert!(records.iter().all(|record| record["targets"][0]["file"] == "a.md"));
}
