//! Whatever a text holds, twice the text costs twice the work.
//!
//! Work is time on the processor, which does not grow when the machine is busy elsewhere,
//! and only its growth is judged: the table of milliseconds is `cargo bench --bench slopes`.
#![allow(clippy::disallowed_methods, reason = "the system says how much work was done")]

#[path = "slopes/patterns.rs"]
mod patterns;

use gangmu::model::config::Config;
use gangmu::model::source::{FileId, SourceFile, Sources};
use gangmu::pipeline;

/// Work so small that the clock cannot tell it from none, in nanoseconds.
const ENOUGH: u64 = 60_000_000;
/// Four times the text costs about four times the work; a square would cost sixteen.
const GROWTH: f64 = 9.0;

#[test]
fn every_pattern_costs_no_more_than_its_length() {
    if work().is_none() {
        eprintln!("skipped: the system does not say how much work was done");
        return;
    }
    let only = std::env::var("GANGMU_PATTERN").unwrap_or_default();
    let steep: Vec<String> = patterns::PATTERNS
        .iter()
        .filter(|(name, _)| name.contains(&only))
        .filter_map(|(name, make)| steep(name, *make))
        .collect();
    assert!(steep.is_empty(), "\n{}\n", steep.join("\n"));
}

/// Says how much dearer four times the text is, where that is too much.
fn steep(name: &str, make: fn(usize) -> String) -> Option<String> {
    let mut length = 4_000;
    let mut before = cost(&make(length));
    while before < ENOUGH / 4 && length < longest() {
        length *= 2;
        before = cost(&make(length));
    }
    let mut growth = f64::INFINITY;
    // What disturbs a measurement only adds to it: the least of three is the nearest.
    for _ in 0..3 {
        let after = cost(&make(length * 4));
        growth = growth.min(after as f64 / before.max(ENOUGH / 8) as f64);
        if growth <= GROWTH {
            return None;
        }
        before = before.max(cost(&make(length)));
    }
    Some(format!("{name}: {length} bytes cost {} ms, four times as many {growth:.1} times as much", before / 1_000_000))
}

/// Work done to understand a text, in nanoseconds on all processors.
fn cost(text: &str) -> u64 {
    let before = work().unwrap_or(0);
    understand(text);
    work().unwrap_or(0).saturating_sub(before)
}

fn understand(text: &str) {
    let mut sources = Sources::default();
    sources.files.push(SourceFile { id: FileId(0), path: "t0.md".to_owned(), text: text.to_owned() });
    sources.documents.push(FileId(0));
    pipeline::understand(sources, Config::default(), &mut Vec::new(), &mut |_| {});
}

/// Nanoseconds that all threads of this process have run.
fn work() -> Option<u64> {
    let tasks = std::fs::read_dir("/proc/self/task").ok()?;
    let ran = |path: std::path::PathBuf| {
        let said = std::fs::read_to_string(path.join("schedstat")).ok()?;
        said.split_whitespace().next()?.parse::<u64>().ok()
    };
    tasks.map(|task| ran(task.ok()?.path())).sum()
}

/// Where the work is still too small to be told from none at this length, its growth is too.
fn longest() -> usize {
    if std::env::var("GANGMU_TRUST").is_ok_and(|said| said == "full") { 1_000_000 } else { 64_000 }
}
