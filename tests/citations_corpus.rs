//! Citations in real laws, marked by reading: precision and recall, and a promise for each.
//!
//! `citations/rules.tsv` and `citations/held-out.tsv` say where sentences and citations
//! stand and what they mean; the laws are not ours to ship. `GANGMU_LAWS` names a folder
//! that has them, or `../shared/corpora/laws-dev.tar.xz` is unpacked; without either the
//! test says so and ends.
#![allow(clippy::disallowed_methods, reason = "tests read files")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use gangmu::model::corpus::{Citation, CiteState, Corpus, Target};
use gangmu::pipeline;

#[derive(Default)]
struct Score {
    right_spans: usize,
    extra: usize,
    missed: usize,
    right_targets: usize,
}

impl Score {
    fn precision(&self) -> f64 {
        self.right_spans as f64 / (self.right_spans + self.extra) as f64
    }

    fn recall(&self) -> f64 {
        self.right_spans as f64 / (self.right_spans + self.missed) as f64
    }

    fn targets(&self) -> f64 {
        self.right_targets as f64 / (self.right_spans + self.missed) as f64
    }
}

struct Sentence {
    file: String,
    range: (u32, u32),
    /// Bytes, and the target as the file has it.
    citations: Vec<(u32, u32, String)>,
}

#[test]
fn real_laws_are_read_as_people_read_them() {
    let unpacked = tempfile::tempdir().unwrap();
    let Some(folder) = laws(unpacked.path()) else {
        eprintln!("skipped: set GANGMU_LAWS to a folder with the laws that tests/citations/*.tsv name");
        return;
    };
    let options = pipeline::Options { root: folder, ..pipeline::Options::default() };
    let loaded = pipeline::load(&options, &mut |_| {}).unwrap();
    let mut kinds: BTreeMap<&'static str, (usize, usize)> = BTreeMap::new();
    for (name, least) in [("rules.tsv", 0.99), ("held-out.tsv", 0.98)] {
        let mut wrong = Vec::new();
        let score = score(&loaded.corpus, &sentences(name), &mut kinds, &mut wrong);
        eprintln!(
            "{name}: precision {:.3}, recall {:.3}, targets {:.3} of {} citations",
            score.precision(),
            score.recall(),
            score.targets(),
            score.right_spans + score.missed
        );
        eprintln!("{}", wrong.join("\n"));
        assert!(score.precision() >= 0.99 && score.recall() >= least && score.targets() >= 0.97, "{name}");
    }
    for (kind, (found, marked)) in kinds {
        eprintln!("{kind}: {found} of {marked} found");
        assert!(found as f64 >= 0.93 * marked as f64, "{kind}");
    }
}

/// The kind of a citation by its words alone, so that one that was missed has a kind too.
fn kind(words: &str) -> &'static str {
    let begins = |heads: &[&str]| heads.iter().any(|head| words.starts_with(head));
    let numbered = words.contains('第') || words.contains('（');
    match words {
        _ if begins(&["本"]) => "this document or provision",
        _ if begins(&["前", "上"]) => "relative",
        _ if begins(&["该", "同"]) => "that document",
        _ if begins(&["《"]) && words.ends_with('》') => "a title",
        _ if begins(&["《"]) => "a title and a number",
        _ if begins(&["第"]) && words.contains('条') => "a bare article",
        _ if begins(&["第", "（", "("]) => "a bare paragraph, item or chapter",
        _ if words.contains('〔') => "a document number",
        _ if numbered => "a name without marks, and a number",
        _ => "a name without marks",
    }
}

fn laws(unpacked: &Path) -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("GANGMU_LAWS") {
        return Some(PathBuf::from(folder));
    }
    let archive = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/laws-dev.tar.xz");
    let tar = Command::new("tar").arg("xJf").arg(archive).arg("-C").arg(unpacked).stderr(Stdio::null()).status();
    tar.is_ok_and(|status| status.success()).then(|| unpacked.join("laws"))
}

fn sentences(name: &str) -> Vec<Sentence> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/citations").join(name);
    let mut out: Vec<Sentence> = Vec::new();
    for line in fs::read_to_string(path).unwrap().lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let range = (fields[1].parse().unwrap(), fields[2].parse().unwrap());
        match fields[0] {
            "" => out.last_mut().unwrap().citations.push((range.0, range.1, fields[3].to_owned())),
            file => out.push(Sentence { file: file.to_owned(), range, citations: Vec::new() }),
        }
    }
    out
}

fn score(
    corpus: &Corpus,
    sentences: &[Sentence],
    kinds: &mut BTreeMap<&'static str, (usize, usize)>,
    wrong: &mut Vec<String>,
) -> Score {
    let text = |path: &str| &corpus.sources.files.iter().find(|file| file.path == path).unwrap().text;
    let mut by_file: BTreeMap<&str, Vec<(u32, u32, &Citation)>> = BTreeMap::new();
    for citation in &corpus.citations {
        let span = corpus.span(&citation.at);
        by_file.entry(&corpus.sources.file(span.file).path).or_default().push((span.start, span.end, citation));
    }
    let mut score = Score::default();
    for sentence in sentences {
        let inside = |span: &&(u32, u32, &Citation)| span.0 >= sentence.range.0 && span.1 <= sentence.range.1;
        let found: Vec<_> = by_file.get(sentence.file.as_str()).into_iter().flatten().filter(inside).collect();
        for (start, end, target) in &sentence.citations {
            let tally = kinds.entry(kind(&text(&sentence.file)[*start as usize..*end as usize])).or_default();
            tally.1 += 1;
            let Some((_, _, citation)) = found.iter().find(|found| (found.0, found.1) == (*start, *end)) else {
                score.missed += 1;
                wrong.push(format!("  missed {} {start}..{end} {target}", sentence.file));
                continue;
            };
            score.right_spans += 1;
            tally.0 += 1;
            if means(corpus, citation, target) {
                score.right_targets += 1;
            } else {
                wrong.push(format!("  {} {start}..{end} should mean {target}", sentence.file));
            }
        }
        let extra =
            found.iter().filter(|found| !sentence.citations.iter().any(|(s, e, _)| (found.0, found.1) == (*s, *e)));
        for (start, end, _) in extra {
            score.extra += 1;
            wrong.push(format!("  extra {} {start}..{end}", sentence.file));
        }
    }
    score
}

/// Whether a citation means what the line says: file, place, end of the range, and no link
/// to another version without its mark.
fn means(corpus: &Corpus, citation: &Citation, said: &str) -> bool {
    match said {
        "external" => return citation.state == CiteState::External,
        "none" => return citation.state != CiteState::Linked,
        _ => {}
    }
    let (said, doubt) = said.strip_suffix('?').map_or((said, false), |said| (said, true));
    let (file, place) = said.split_once('#').unwrap_or((said, ""));
    let [target] = &citation.targets[..] else { return false };
    let shown = |target: &Target| {
        corpus.address(target).to_string().split_once('#').map_or(String::new(), |(_, local)| local.to_owned())
    };
    let place_found = match &target.through {
        Some(last) => format!("{}..{}", shown(target), shown(last)),
        None => shown(target),
    };
    let document = corpus.document(target.doc);
    let target_file = target.unit.map_or(document.files[0], |unit| document.units[unit as usize].span.file);
    corpus.sources.file(target_file).path.starts_with(file)
        && place_found == place
        && (citation.version_doubt || !doubt)
}
