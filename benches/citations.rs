//! What finding and resolving every citation costs, against reading the Markdown alone:
//! `cargo bench --bench citations -- FOLDER`, a folder of Markdown (else `content`).
//!
//! Each row takes more of the files; a cost that grows in step keeps its time per character.
#![allow(clippy::disallowed_methods, reason = "a bench reads the clock and files")]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use gangmu::model::corpus::Corpus;
use gangmu::pipeline;
use gangmu::resolve::cite::cite_document;
use gangmu::resolve::names::Names;
use rayon::prelude::*;

const ROUNDS: usize = 7;

fn main() {
    let folder = std::env::args().skip(1).find(|said| !said.starts_with("--")).unwrap_or_else(|| "content".to_owned());
    let options =
        pipeline::Options { root: ".".into(), content: Some(PathBuf::from(folder)), ..pipeline::Options::default() };
    let corpus = match pipeline::load(&options, &mut |_| {}) {
        Ok(loaded) => loaded.corpus,
        Err(error) => return eprintln!("{error}"),
    };
    println!("medians of {ROUNDS} rounds, milliseconds; the ratio is of one thread to one thread");
    println!(
        "{:>8} {:>10} {:>9} {:>9} {:>9} {:>7} {:>9}",
        "files", "characters", "markdown", "names", "cite", "ratio", "cite, all"
    );
    for part in [4, 2, 1] {
        row(&corpus, corpus.documents.len() / part);
    }
}

/// The first `count` documents, each citing into the whole corpus.
fn row(corpus: &Corpus, count: usize) {
    let texts: Vec<&str> = corpus.documents[..count]
        .iter()
        .flat_map(|document| &document.files)
        .map(|file| corpus.sources.file(*file).text.as_str())
        .collect();
    let characters: usize = texts.iter().map(|text| text.chars().count()).sum();
    let names = Names::new(&corpus.documents, &corpus.works, &corpus.config);
    let cite = |doc| cite_document(&corpus.documents, &corpus.works, doc, &names, &mut Vec::new()).len();

    let (mut markdown, mut naming, mut citing, mut beside) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    // In turns, so that what disturbs the machine disturbs all alike.
    for _ in 0..ROUNDS {
        markdown.push(time(|| texts.iter().map(|text| pulldown_cmark::Parser::new(text).count()).sum()));
        naming.push(time(|| Names::new(&corpus.documents, &corpus.works, &corpus.config).work_of.len()));
        citing.push(time(|| (0..count).map(cite).sum()));
        beside.push(time(|| (0..count).into_par_iter().map(cite).sum()));
    }
    let [markdown, naming, citing, beside] = [markdown, naming, citing, beside].map(median);
    println!(
        "{:>8} {characters:>10} {markdown:>9.1} {naming:>9.1} {citing:>9.1} {:>7.1} {beside:>9.1}",
        texts.len(),
        (naming + citing) / markdown
    );
}

fn time(work: impl Fn() -> usize) -> Duration {
    let started = Instant::now();
    std::hint::black_box(work());
    started.elapsed()
}

fn median(mut took: Vec<Duration>) -> f64 {
    took.sort();
    took[took.len() / 2].as_secs_f64() * 1000.0
}
