//! A document is its source, character for character: proved, and broken on purpose.
#![allow(clippy::disallowed_methods, reason = "a test reads its fixtures")]

use std::fs;
use std::path::{Path, PathBuf};

use gangmu::model::corpus::Fidelity;
use gangmu::model::document::Document;
use gangmu::model::source::{FileId, SourceFile, Sources};
use gangmu::{import, number, parse, verify};
use proptest::prelude::{ProptestConfig, any, proptest};

const FIVE: [&str; 5] = ["plan-2017", "jiangsu-2018", "conference-2019", "opinion-2024", "qa-2022"];

fn read(path: &str, text: &str) -> (Document, Sources) {
    let file = SourceFile { id: FileId(0), path: path.to_owned(), text: text.to_owned() };
    let mut diagnostics = Vec::new();
    let draft = parse::parse_file(&file, &mut diagnostics);
    assert_eq!(diagnostics, [], "{path}");
    (number::number_document(vec![draft]), Sources { files: vec![file], ..Sources::default() })
}

fn content(id: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("content/{id}.md"));
    fs::read_to_string(path).unwrap()
}

/// The five source texts, which are kept beside the repository and not in it.
fn seeds() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().skip(1).find_map(|above| {
        let path = above.join("shared/seeds");
        path.is_dir().then_some(path)
    });
    let path = path.or_else(|| std::env::var_os("GANGMU_SEEDS").map(PathBuf::from));
    if path.is_none() {
        eprintln!("skipped: the source texts are not at hand (../shared/seeds, or the folder in GANGMU_SEEDS)");
    }
    path
}

fn against(id: &str, text: &str, source: Option<&str>) -> Fidelity {
    let (document, sources) = read(&format!("content/{id}.md"), text);
    verify::verify_document(&document, &sources, source)
}

#[test]
fn the_five_documents_are_their_sources_by_stored_digest() {
    for id in FIVE {
        let fidelity = against(id, &content(id), None);
        assert_eq!((fidelity.differing, fidelity.proof), (0, verify::BY_DIGEST), "{id}: {:?}", fidelity.differences);
        assert!(fidelity.characters > 3000, "{id}");
    }
}

#[test]
fn the_five_documents_are_their_sources_by_the_sources_themselves() {
    let Some(seeds) = seeds() else { return };
    for id in FIVE {
        let bytes = fs::read(seeds.join(format!("{id}.txt"))).unwrap();
        let (source, _) = import::text::decode(id, &bytes).unwrap();
        let fidelity = against(id, &content(id), Some(&source));
        assert_eq!((fidelity.differing, fidelity.percent()), (0, 100.0), "{id}: {:?}", fidelity.differences);
        assert_eq!(fidelity.proof, verify::BY_SOURCE);
    }
}

#[test]
fn any_one_character_changed_in_the_five_documents_breaks_the_stored_digest() {
    for id in FIVE {
        let text = content(id);
        let body = text.rfind("+++\n").unwrap() + 4;
        let places: Vec<usize> =
            text[body..].char_indices().filter(|(_, c)| ('一'..='龥').contains(c)).map(|(at, _)| body + at).collect();
        for at in places.iter().step_by(places.len() / 20) {
            let changed = format!("{}〓{}", &text[..*at], &text[at + '一'.len_utf8()..]);
            assert!(against(id, &changed, None).percent() < 100.0, "{id} at byte {at}");
        }
    }
}

const SOURCE: &str = "\
[bookmark: a]某会章程\n\n为规范会务，制定本章\n程。\n\n一、总则\n\n（一）名称。本会名为某会。\n\n（二）宗旨。服务会员，\n\n[bookmark: b]共12人。\n";
const MARKDOWN: &str = "\
+++
[source]
file = \"a.txt\"
artifacts = [\"[bookmark: a]\", \"[bookmark: b]\"]
+++

# 某会章程

为规范会务，制定本章程。

## 一、总则

（一）名称。本会名为某会。

（二）宗旨。服务会员，共12人。
";

#[test]
fn breaks_and_listed_artifacts_are_no_difference() {
    let fidelity = against("a", MARKDOWN, Some(SOURCE));
    assert_eq!((fidelity.differing, fidelity.characters), (0, 49), "{:?}", fidelity.differences);
}

#[test]
fn an_artifact_that_is_listed_and_not_there_is_a_difference() {
    let fidelity = against("a", &MARKDOWN.replace("bookmark: b", "bookmark: c"), Some(SOURCE));
    let messages: Vec<_> = fidelity.differences.iter().map(|(_, message)| message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "\"[bookmark: c]\" is listed as an artifact and is not in the source at its turn",
            "“[bookmark:b]” is missing; it stands in line 12 of a.txt"
        ]
    );
}

#[test]
fn each_difference_is_told_by_its_place() {
    let changed = MARKDOWN.replace("会务，", "会务").replace("名称", "名字").replace("共12人。", "共12人。又及。");
    let (document, sources) = read("content/a.md", &changed);
    let fidelity = verify::verify_document(&document, &sources, Some(SOURCE));
    let told: Vec<_> = fidelity
        .differences
        .iter()
        .map(|(span, message)| {
            format!("{}:{} {message}", sources.files[0].line_column(span.start).0, sources.slice(*span))
        })
        .collect();
    assert_eq!(
        told,
        [
            "9:制 “，” is missing; it stands in line 3 of a.txt",
            "13:字 “字” stands where the source has “称”, in line 8 of a.txt",
            "15:又及。 “又及。” is not in the source, at the end of a.txt"
        ]
    );
    assert_eq!(fidelity.differing, 1 + 2 + 3);
}

#[test]
fn texts_with_nothing_in_common_are_compared_in_bounded_steps() {
    let source: String = (0..40_000u32).map(|index| char::from_u32(0x4e00 + index % 9000).unwrap()).collect();
    let text: String = (0..40_000u32).map(|index| char::from_u32(0x7200 + index * 7 % 9000).unwrap()).collect();
    let fidelity = against("a", &text, Some(&source));
    assert_eq!(fidelity.differences.len(), 1);
    assert!(fidelity.percent() < 1.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever character is changed, left out or put in: it is found where it is.
    #[test]
    fn any_one_character_is_found_at_its_place(pick in any::<u32>(), kind in 0..3) {
        let body = MARKDOWN.rfind("+++\n").unwrap() + 4;
        let places: Vec<(usize, char)> = MARKDOWN[body..].char_indices().filter(|(_, c)| ('一'..='龥').contains(c)).map(|(at, c)| (body + at, c)).collect();
        let (at, c) = places[pick as usize % places.len()];
        let after = at + c.len_utf8();
        let put = ["〓", "", &format!("{c}〓")][kind as usize].to_owned();
        let changed = format!("{}{put}{}", &MARKDOWN[..at], &MARKDOWN[after..]);
        let (document, sources) = read("content/a.md", &changed);
        let fidelity = verify::verify_document(&document, &sources, Some(SOURCE));
        assert_eq!(fidelity.differing, [2, 1, 1][kind as usize], "{changed}");
        let told = fidelity.differences[0].0.start as usize;
        let near = changed[..told].chars().filter(|c| !c.is_whitespace()).count();
        let there = changed[..at].chars().filter(|c| !c.is_whitespace()).count();
        assert!(near.abs_diff(there) <= 1, "{told} for {at} in {changed}");
    }
}
