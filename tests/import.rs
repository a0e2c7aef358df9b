//! Foreign text in, Markdown out: nothing lost, everything said.
#![allow(clippy::disallowed_methods, reason = "a test reads its fixtures")]

use std::fs;
use std::path::{Path, PathBuf};

use gangmu::import::{self, Imported};
use gangmu::model::diag::Code;
use gangmu::model::document::Document;
use gangmu::model::source::{FileId, SourceFile, Sources};
use gangmu::{number, parse, verify};
use proptest::prelude::{ProptestConfig, any, prop, proptest};

fn import(text: &str) -> Imported {
    import::import_bytes("a.txt", text.as_bytes()).unwrap()
}

/// The body alone: what follows the front matter.
fn body(text: &str) -> String {
    body_of(&import(text))
}

fn body_of(imported: &Imported) -> String {
    let markdown = imported.markdown("");
    markdown.split_once("\n+++\n\n").unwrap().1.to_owned()
}

/// The promise of every importer: its output reads without findings, and is its source.
fn verified(imported: &Imported) -> Document {
    let markdown = imported.markdown(&verify::digest(&imported.text, &imported.artifacts));
    let file = SourceFile { id: FileId(0), path: "a.md".to_owned(), text: markdown.clone() };
    let mut diagnostics = Vec::new();
    let draft = parse::parse_file(&file, &mut diagnostics);
    // A text that is nothing but its title is all there.
    diagnostics.retain(|found| found.code != Code::FileEmpty);
    assert_eq!(diagnostics, [], "{markdown}");
    let document = number::number_document(vec![draft]);
    let sources = Sources { files: vec![file], ..Sources::default() };
    for source in [Some(imported.text.as_str()), None] {
        let fidelity = verify::verify_document(&document, &sources, source);
        assert_eq!(fidelity.percent(), 100.0, "{:?}\n{markdown}", fidelity.differences);
    }
    document
}

#[test]
fn lines_broken_in_mid_sentence_are_joined() {
    let text = "某会章程\n\n一、总则\n\n本会由会员组\n\n成，每年开会（例\n会）一次\n，有记录。\n\n二、附则\n\n自公布之日起施行。\n";
    assert_eq!(
        body(text),
        "# 某会章程\n\n## 一、总则\n\n本会由会员组成，每年开会（例会）一次，有记录。\n\n## 二、附则\n\n自公布之日起施行。\n"
    );
    let report = import(text).report;
    assert_eq!(report.joined[0], (5, "本会由会员组|成，每年开会（例".to_owned()));
    assert_eq!(report.joined.len(), 3);
}

#[test]
fn a_line_that_nothing_goes_on_from_is_doubted_and_left() {
    let imported = import("某会章程\n\n一、总则\n本会由会员组成。\n二、附则\n自公布之日起\n");
    assert!(body_of(&imported).ends_with("自公布之日起\n"));
    assert_eq!(imported.report.doubts, [(6, "the text breaks off: 自公布之日起".to_owned())]);
}

#[test]
fn a_run_in_provision_broken_in_its_label_is_no_heading() {
    let text =
        "（一）召开会议。每月一次。\n（二）编写记\n录和纪要。会后三日内。\n（三）存档。一年。\n（四）公布。随时。\n";
    assert_eq!(
        body(text),
        "（一）召开会议。每月一次。\n\n（二）编写记录和纪要。会后三日内。\n\n（三）存档。一年。\n\n（四）公布。随时。\n"
    );
}

#[test]
fn headings_split_over_two_lines_are_one() {
    let text = "[bookmark: _Toc1]第一部分 会员的权利\n[bookmark: _Toc2]和义务\n\n一、谁可以入会？\n年满十八岁的人。\n二、如何\n退会？\n写信即可。\n三、谁管账？\n会计。\n四、几时开会？\n每月。\n";
    let out = body(text);
    assert!(out.starts_with("## 第一部分 会员的权利和义务\n\n### 一、谁可以入会？\n\n"), "{out}");
    assert!(out.contains("\n### 二、如何退会？\n"), "{out}");
}

#[test]
fn speakers_labels_and_colophon_are_headings() {
    let text = "# 会议发言\n\n编者按\n\n这是发言。\n\n## 【甲厂】\n\n### 抓培训 见实效\n\n去年办班三期。\n\n一、办班\n\n共三期。\n\n【乙厂】\n\n抓安全 见成效\n\n去年无事故。\n\n三件事。\n\n某某市总工会\n\n2020年1月2日印发\n";
    assert_eq!(
        body(text),
        "# 会议发言\n\n## 编者按 {#editor}\n\n这是发言。\n\n## 【甲厂】 抓培训 见实效\n\n去年办班三期。\n\n### 一、办班\n\n共三期。\n\n\
         ## 【乙厂】 抓安全 见成效\n\n去年无事故。\n\n三件事。\n\n## {#colophon}\n\n某某市总工会\n\n2020年1月2日印发\n"
    );
}

#[test]
fn a_notice_is_the_cover_of_what_it_issues() {
    let text = "某某市人民政府文件\n某政发〔2020〕7号\n某某市人民政府关于印发《某某市养犬 管理办法》的通知\n各区人民政府：\n现印发给你们。\n某某市人民政府\n2020年1月2日\n某某市养犬管理办法\n第一章 总则\n第一条 为规范养犬，制定本办法。\n第二条 养犬应登记。\n第二章 附则\n第三条 本办法自公布之日起施行。\n";
    let imported = import(text);
    let facts = &imported.facts;
    assert_eq!(facts.title.as_deref(), Some("某某市养犬管理办法"));
    assert_eq!(
        (facts.number.as_deref(), facts.issuers.join("、").as_str()),
        (Some("某政发〔2020〕7号"), "某某市人民政府")
    );
    assert_eq!(
        (facts.date.unwrap().to_string().as_str(), facts.kind.name(), facts.continuous),
        ("2020-01-02", "law", Some("第一条"))
    );
    let out = body_of(&imported);
    assert!(out.contains("\n\n2020年1月2日\n\n# 某某市养犬管理办法\n\n## 第一章 总则\n\n第一条 为规范"), "{out}");
    let document = verified(&imported);
    assert!(document.unit("cover").is_some() && document.unit("3").is_some());
}

#[test]
fn a_title_over_two_lines_is_one_and_names_its_issuers() {
    let facts =
        import("某某省委 某某省人民政府\n关于加强会务的意见\n（2021年3月4日）\n一、开会\n要少。\n二、发文\n要短。\n")
            .facts;
    assert_eq!(facts.title.as_deref(), Some("某某省委 某某省人民政府关于加强会务的意见"));
    assert_eq!(facts.issuers, ["某某省委", "某某省人民政府"]);
    assert_eq!(facts.date.unwrap().to_string(), "2021-03-04");
}

#[test]
fn what_markdown_would_take_for_markup_stays_as_it_is() {
    let lines = [
        "甲*乙*丙_丁_。",
        "[[甲#1]]与[乙](cite:a)。",
        "<b>甲</b>与<乙>。",
        "&lt;与&。",
        "甲\\*乙。",
        "`甲`。",
        "> 引。",
        "- 项。",
        "+++。",
        "| 甲 | 乙 |。",
        "***",
        "---",
        "```",
        "~~~",
        "===",
        "![图](a)。",
        "[^1]甲。",
        "#标签。",
        "http://a/?b=1&copy;2。",
        "::: 甲。",
        "甲 {#b}",
        "<!-- 甲 -->",
        "1. 甲。",
        "    甲。",
        "+ 甲。",
        "* 甲。",
        "[甲]: b。",
        "甲\\",
    ];
    let text = lines.join("\n\n").replace("：", "。");
    let imported = import(&text);
    let document = verified(&imported);
    let printed: Vec<String> =
        document.units.iter().flat_map(|unit| &unit.blocks).map(|block| block.text.clone()).collect();
    for line in lines {
        assert!(printed.iter().any(|text| text.contains(line.trim())), "{line} in {printed:?}\n{}", body(&text));
    }
}

#[test]
fn a_list_of_contents_is_taken_out_and_listed() {
    let text = "某某条例\n目　录\n第一章 总则……1\n第二章 附则\t12\n第一章　总则\n第一条 甲。\n第二章　附则\n第二条 乙。\n第三条 丙。\n";
    let imported = import(text);
    assert_eq!(
        body_of(&imported),
        "# 某某条例\n\n## 第一章　总则\n\n第一条 甲。\n\n## 第二章　附则\n\n第二条 乙。\n\n第三条 丙。\n"
    );
    assert_eq!(imported.artifacts, ["目　录", "第一章 总则……1", "第二章 附则\t12"]);
    verified(&imported);
    let plain = import("目录\n第一章 总则\n第二章 附则\n第一章 总则\n第一条 甲。\n第二章 附则\n第二条 乙。\n");
    assert_eq!(plain.artifacts, ["目录", "line 2: 第一章 总则", "line 3: 第二章 附则"]);
    verified(&plain);
}

#[test]
fn every_step_is_reported_by_line() {
    let text = "某会章程\n一、总则\n[bookmark: a]本会为\n会。\n— 1 —\n三、附则\n无。\n";
    assert_eq!(
        import(text).report.render("a.txt"),
        "a.txt: 纯文本（UTF-8）, 19 characters
  2 headings, 1 line joined, 2 artifacts taken out, 1 doubt
  marks: 2 一、
  a.txt:2: heading ## 一、总则
  a.txt:6: heading ## 三、附则
  a.txt:3: joined 本会为|会。
  a.txt:3: taken out [bookmark: a]
  a.txt:5: taken out — 1 —
  a.txt:6: doubtful: 三、 follows where 2 is due
"
    );
}

/// Kept beside the repository and not in it.
fn seeds() -> Option<PathBuf> {
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().skip(1);
    let found = above.map(|above| above.join("shared/seeds")).find(|path| path.is_dir());
    let found = found.or_else(|| std::env::var_os("GANGMU_SEEDS").map(PathBuf::from));
    if found.is_none() {
        eprintln!("skipped: the source texts are not at hand (../shared/seeds, or the folder in GANGMU_SEEDS)");
    }
    found
}

/// Places where a hand went over the import, as stretches of changed lines: in front
/// matter, and in the body (names of speakers, and two parts whose headings are not printed).
const HAND_EDITS: [(&str, usize, usize); 5] =
    [("plan-2017", 2, 0), ("jiangsu-2018", 2, 0), ("conference-2019", 1, 5), ("opinion-2024", 2, 1), ("qa-2022", 1, 1)];

#[test]
fn importing_the_five_sources_again_gives_the_content_but_for_these_edits() {
    let Some(seeds) = seeds() else { return };
    for (id, front, body) in HAND_EDITS {
        let file = format!("{id}.txt");
        let imported = import::import_bytes(&file, &fs::read(seeds.join(&file)).unwrap()).unwrap();
        let again = imported.markdown(&verify::digest(&imported.text, &imported.artifacts));
        let content =
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("content/{id}.md"))).unwrap();
        let count = |part: fn(&str) -> &str| {
            let diff = similar::TextDiff::from_lines(part(&again), part(&content));
            diff.ops().iter().filter(|op| !matches!(op, similar::DiffOp::Equal { .. })).count()
        };
        let counts =
            (count(|text| text.split_once("\n+++\n").unwrap().0), count(|text| text.split_once("\n+++\n").unwrap().1));
        assert_eq!(counts, (front, body), "{id}: edits in front matter, and in the body");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Any lines of the shapes that official texts have, in any order: nothing is lost,
    /// nothing is added, and the output reads without findings.
    #[test]
    fn no_character_is_lost_whatever_the_lines(picks in prop::collection::vec((0..SHAPES.len(), any::<bool>()), 1..30)) {
        let text: String = picks.iter().map(|(pick, blank)| format!("{}\n{}", SHAPES[*pick], if *blank { "\n" } else { "" })).collect();
        if text.trim().is_empty() {
            return Ok(());
        }
        match import::import_bytes("a.txt", text.as_bytes()) {
            Ok(imported) if imported.pieces.is_empty() => {}
            Ok(imported) => drop(verified(&imported)),
            Err(error) => panic!("{error}: {text}"),
        }
    }

    /// Any bytes at all: an answer, never a panic.
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = import::import_bytes("a.txt", &bytes);
    }
}

const SHAPES: &[&str] = &[
    "目录",
    "某某办法",
    "第一章 总则",
    "第一条 为了甲，制定本法。",
    "第二条 乙应当",
    "丙。",
    "一、总则",
    "（一）甲。乙。",
    "（二）丙",
    "1.甲。",
    "1. 乙",
    "（1）甲；",
    "①乙",
    "一是甲。",
    "七、何为甲？",
    "八、何为乙?",
    "九、何为丙？",
    "【甲】",
    "编者按",
    "前  言",
    "附件1",
    "2020年1月2日",
    "某政发〔2020〕7号",
    "某某市人民政府",
    "——甲，乙",
    "# 甲",
    "## 乙",
    "#丙",
    "[bookmark: _Toc1]第二部分 甲",
    "— 3 —",
    "*甲*",
    "<!--",
    "```",
    "| a |",
    "> 甲",
    "[^1]: 甲",
    "&nbsp;",
    "2020年1月2日印发",
    "（上接1版）甲",
    "甲\u{3000}乙",
    "    甲",
    "a.b",
    "---",
    "===",
    "-",
    "[bookmark: x]",
    "\\",
    "+++",
    "{#a}",
    "甲#",
    "## {#b}",
];
