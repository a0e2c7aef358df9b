//! Versions of one text side by side.
#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use std::fs;
use std::path::Path;
use std::process::Command;

use gangmu::model::config::Config;
use gangmu::model::corpus::Corpus;
use gangmu::model::source::{FileId, SourceFile, Sources};
use gangmu::pipeline;

const OLD: &str = "# 园林条例\n\n\
第一条 为了养护园林，制定本条例。\n\n\
第二条 园丁每日浇水一次。\n\n\
第三条 枯枝由园丁自行处理。\n\n\
第四条 本条例自公布之日起施行。\n";
const NEW: &str = "# 园林条例\n\n\
第一条 为了养护园林，制定本条例。\n\n\
第二条 任何人不得攀折花木，违者劝离。\n\n\
第三条 园丁每日浇水两次。\n\n\
第四条 本条例自公布之日起施行。\n";

fn corpus() -> Corpus {
    let mut sources = Sources::default();
    let files = [("content/园林条例(2015-01-01).md", OLD), ("content/园林条例(2020-01-01).md", NEW)];
    for (index, (path, text)) in files.into_iter().enumerate() {
        sources.files.push(SourceFile { id: FileId(index as u32), path: path.to_owned(), text: text.to_owned() });
        sources.documents.push(FileId(index as u32));
    }
    pipeline::understand(sources, Config::default(), &mut Vec::new(), &mut |_| {})
}

#[test]
fn provisions_find_their_successors_through_renumbering() {
    let corpus = corpus();
    let revision = &corpus.revisions[0];
    let label =
        |doc: u32, unit: Option<u32>| unit.map_or("-".to_owned(), |unit| corpus.unit(doc, unit).local.to_string());
    let pairs: Vec<String> = revision
        .pairs
        .iter()
        .map(|pair| {
            let sign = if pair.is_same() { '=' } else { '~' };
            format!("{} {sign} {}", label(revision.old, pair.old), label(revision.new, pair.new))
        })
        .collect();
    assert_eq!(pairs, ["1 = 1", "- ~ 2", "2 ~ 3", "3 ~ -", "4 = 4"]);
}

#[test]
fn what_changed_is_shown_and_what_did_not_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("content")).unwrap();
    fs::write(folder.path().join("content/园林条例(2015-01-01).md"), OLD).unwrap();
    fs::write(folder.path().join("content/园林条例(2020-01-01).md"), NEW).unwrap();
    let built = Command::new(env!("CARGO_BIN_EXE_gangmu")).arg("build").arg(folder.path()).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let read = |name: &str| fs::read_to_string(folder.path().join("public").join(name)).unwrap();
    let html = read("yltl-20150101-next.html");
    for part in [
        "第1条，没有改动。",
        "<em>新增</em>",
        "<em>原第2条</em>",
        "<em>删去</em>",
        "园丁每日浇水<del>一</del>次。",
        "园丁每日浇水<ins>两</ins>次。",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(read("yltl-20150101.html").contains("yltl-20150101-next.html"));
    let hub = read("yltl-3.html");
    assert!(hub.contains("<a href=\"yltl-20150101-next.html#3\">2015-01-01版：第2条，对读</a>"), "{hub}");
    assert!(read("yltl-1.html").contains("2015-01-01版：第1条，文字相同"));
    assert!(!Path::new(&folder.path().join("public/yltl-next.html")).exists());
}
