//! How long a reader takes for texts that have made readers slow: `cargo bench --bench slopes`.
//!
//! A table for people; what must hold is tested by counted work in `tests/slopes.rs`.
#![allow(clippy::disallowed_methods, reason = "a bench reads the clock")]

#[path = "../tests/slopes/patterns.rs"]
mod patterns;

use std::time::{Duration, Instant};

use gangmu::model::config::Config;
use gangmu::model::source::{FileId, SourceFile, Sources};
use gangmu::pipeline;

const LENGTH: usize = 50_000;

fn main() {
    let mut rows: Vec<(Duration, f64, &str)> = patterns::PATTERNS
        .iter()
        .map(|(name, make)| {
            let once = cost(&make(LENGTH));
            let four = cost(&make(LENGTH * 4));
            (once, four.as_secs_f64() / once.as_secs_f64(), *name)
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.0));
    println!("{:>10}  {:>8}  pattern", "50 KB, ms", "4n / n");
    for (once, growth, name) in &rows {
        println!("{:>10.2}  {growth:>8.1}  {name}", once.as_secs_f64() * 1000.0);
    }
    let steep = rows.iter().filter(|(once, growth, _)| *growth > 5.0 && once.as_millis() >= 1).count();
    println!("{} patterns; {steep} of them cost more than five times as much for four times the text", rows.len());
    if let Ok(said) = std::fs::read_to_string("/proc/self/status") {
        said.lines().filter(|line| line.starts_with("VmHWM")).for_each(|line| println!("{line}"));
    }
}

/// The least of three: what disturbs only adds.
fn cost(text: &str) -> Duration {
    (0..3).map(|_| once(text)).min().unwrap_or_default()
}

fn once(text: &str) -> Duration {
    let mut sources = Sources::default();
    sources.files.push(SourceFile { id: FileId(0), path: "t0.md".to_owned(), text: text.to_owned() });
    sources.documents.push(FileId(0));
    let started = Instant::now();
    let corpus = pipeline::understand(sources, Config::default(), &mut Vec::new(), &mut |_| {});
    let took = started.elapsed();
    drop(corpus);
    took
}
