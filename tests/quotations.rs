//! Quotations find the words they give as another text's, and say how far they agree.

use gangmu::model::config::Config;
use gangmu::model::corpus::{Corpus, Quotation};
use gangmu::model::diag::Diagnostic;
use gangmu::model::source::{FileId, SourceFile, Sources};
use gangmu::pipeline;

const PLAN: &str = "+++
id = \"plan\"
kind = \"policy\"
title = \"山城园丁队伍建设方案\"
short = \"《方案》\"
date = 2020-03-01
+++

# 山城园丁队伍建设方案

为办好山城的园圃，提高园丁素质，现就园丁队伍建设制定如下方案。

## 一、总体要求

（一）指导思想。按照手上有活、心里有数的思路，充分调动广大园丁的积极性主动性创造性，为实现满城皆绿更好地发挥园丁的作用。

## 二、主要举措

### （一）改进园丁培训制度

1.办好园丁夜校。坚持白天劳动、晚上读书，加强嫁接、修剪、育苗的衔接，形成清楚明白的课程。编写《园丁手册》，配齐1.5倍的教具。

2.完善表彰办法。完善全城园丁表彰奖项，形成以绿叶奖为导向、街巷积极参与的表彰制度。提高相应待遇，实现多种者多得、善养者多得。

### （二）用好网上苗圃

3.建设网上苗圃。建立结构清晰、图片准确、每日更新的园丁基础名册，加强网上答疑、种子交换、成果展示等，举办多场网上赏花活动。
";

fn corpus(files: &[(&str, &str)], errata: &str) -> (Corpus, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let mut add = |path: &str, text: &str| {
        let id = FileId(sources.files.len() as u32);
        sources.files.push(SourceFile { id, path: path.to_owned(), text: text.to_owned() });
        id
    };
    let documents: Vec<FileId> = files.iter().map(|(path, text)| add(path, text)).collect();
    let errata = (!errata.is_empty()).then(|| add("content/errata.toml", errata));
    sources.documents = documents;
    sources.errata = errata;
    let mut diagnostics = Vec::new();
    let corpus = pipeline::understand(sources, Config::default(), &mut diagnostics, &mut |_| {});
    (corpus, diagnostics)
}

fn book(answer: &str) -> String {
    format!(
        "+++\nid = \"book\"\nkind = \"policy\"\ntitle = \"园丁答问\"\ncontinuous = \"1.\"\ndate = 2021-01-01\n+++\n\n# 园丁答问\n\n{answer}\n"
    )
}

fn show(corpus: &Corpus, quotation: &Quotation) -> String {
    let found: Vec<String> = quotation.found.iter().map(|target| corpus.address(target).to_string()).collect();
    let mut line = format!("{} [{}] {}", quotation.grade.name(), found.join(" "), corpus.words(&quotation.at));
    for difference in &quotation.differences {
        let quoted = &corpus.block(&quotation.at).text[difference.quoted.clone()];
        line.push_str(&format!("\n  [{quoted}] for [{}]", difference.original));
    }
    if !quotation.errata.is_empty() {
        line.push_str(&format!("\n  through {} erratum", quotation.errata.len()));
    }
    line
}

/// The answer's quotations and what is said of them.
fn read(answer: &str, errata: &str) -> String {
    let (corpus, diagnostics) = corpus(&[("content/plan.md", PLAN), ("content/book.md", &book(answer))], errata);
    assert_eq!(corpus.errata.len(), usize::from(!errata.is_empty()), "{diagnostics:?}");
    let mut lines: Vec<String> = corpus.quotations.iter().map(|quotation| show(&corpus, quotation)).collect();
    for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.code.id().starts_with("quote")) {
        let span = diagnostic.at.unwrap();
        let file = corpus.sources.file(span.file);
        let (line, column) = file.line_column(span.start);
        lines.push(format!("{}:{line}:{column} {}: {}", file.path, diagnostic.code.id(), diagnostic.message));
    }
    lines.join("\n")
}

#[track_caller]
fn check(answer: &str, expected: &str) {
    assert_eq!(read(answer, ""), expected);
}

#[test]
fn a_lead_in_finds_its_measure() {
    check("1.《山城园丁队伍建设方案》要求：办好园丁夜校。", "verbatim [plan#1] 办好园丁夜校");
    check("1.《方案》 明确:坚持白天劳动、晚上读书。", "verbatim [plan#1] 坚持白天劳动、晚上读书");
}

#[test]
fn headings_and_preamble_are_found_too() {
    check("1.《方案》要求：用好网上苗圃。", "verbatim [plan#s2-2] 用好网上苗圃");
    check("1.《方案》提出：为办好山城的园圃，提高园丁素质。", "verbatim [plan#s0] 为办好山城的园圃，提高园丁素质");
}

#[test]
fn punctuation_and_width_fold() {
    check(
        "1.《方案》要求：办好园丁夜校,坚持白天劳动、晚上读书.",
        "folded [plan#1] 办好园丁夜校,坚持白天劳动、晚上读书",
    );
    check(
        "1.《方案》分三部分。强调要按照“手上有活、心里有数”的思路，充分调动广大园丁的积极性、主动性、创造性。",
        "folded [plan#s1-1] 按照“手上有活、心里有数”的思路，充分调动广大园丁的积极性、主动性、创造性",
    );
}

#[test]
fn one_lead_in_may_quote_several_places() {
    check(
        "1.《方案》要求：用好网上苗圃，完善表彰办法；提高相应待遇，实现多种者多得等。",
        "elided [plan#2 plan#s2-2] 用好网上苗圃，完善表彰办法；提高相应待遇，实现多种者多得",
    );
}

#[test]
fn the_author_takes_the_word_again_where_the_words_stop_matching() {
    check("1.《方案》要求：改进园丁培训制度。这是方案的第一条措施。", "verbatim [plan#s2-1] 改进园丁培训制度");
    check(
        "1.《方案》要求：建设网上苗圃，并从建立园丁基础名册、加强网上答疑等3个方面提出办法。",
        "elided [plan#3] 建设网上苗圃，并从建立园丁基础名册、加强网上答疑",
    );
}

#[test]
fn a_changed_character_is_named_at_its_place() {
    check(
        "1.《方案》要求：完善全城园丁表彰奖励，形成以绿叶奖为导向、街巷积极参与的表彰制度。",
        "differs [plan#2] 完善全城园丁表彰奖励，形成以绿叶奖为导向、街巷积极参与的表彰制度\n  [励] for [项]\n\
         content/book.md:11:19 quote-differs: a quotation of plan#2 differs in 1 place: 奖[励] stands for 奖[项]",
    );
}

#[test]
fn any_one_character_changed_in_a_verbatim_quotation_is_found() {
    let quoted = "坚持白天劳动、晚上读书，加强嫁接、修剪、育苗的衔接，形成清楚明白的课程";
    for lead in ["1.《方案》要求：", "1.《方案》要求：“"] {
        let close = if lead.ends_with('“') { "。”" } else { "。" };
        assert!(read(&format!("{lead}{quoted}{close}"), "").starts_with("verbatim"));
        let letters: Vec<char> = quoted.chars().collect();
        for at in (0..letters.len()).filter(|at| letters[*at].is_alphanumeric()) {
            for change in ["鑫", ""] {
                let changed: String =
                    letters[..at].iter().collect::<String>() + change + &letters[at + 1..].iter().collect::<String>();
                let said = read(&format!("{lead}{changed}{close}"), "");
                assert!(said.contains("content/book.md:11:"), "{changed}: {said}");
            }
        }
    }
}

#[test]
fn a_point_between_digits_is_no_punctuation() {
    check(
        "1.《方案》要求：“编写《园丁手册》，配齐15倍的教具。”",
        "differs [plan#1] 编写《园丁手册》，配齐15倍的教具\n  [] for [.]\n\
         content/book.md:11:23 quote-differs: a quotation of plan#1 differs in 1 place: [.] is left out after 1",
    );
}

#[test]
fn a_citation_that_leads_in_names_the_text() {
    check("1.方案第2条提出：提高相应待遇，实现多种者多得。", "verbatim [plan#2] 提高相应待遇，实现多种者多得");
    let answer = "1.《山城园丁队伍建设方案》（以下简称“本方”）印发后，本方第2条提出：提高相应待遇，实现多种者少得。";
    assert_eq!(
        read(answer, ""),
        "differs [plan#2] 提高相应待遇，实现多种者少得\n  [少] for [多]\n\
         content/book.md:11:49 quote-differs: a quotation of plan#2 differs in 1 place: 者[少] stands for 者[多]"
    );
}

#[test]
fn what_the_document_does_not_say_is_not_found() {
    check(
        "1.《方案》要求：每位园丁每年领取三双胶鞋和两顶草帽。",
        "not-found [] 每位园丁每年领取三双胶鞋和两顶草帽\n\
         content/book.md:11:10 quote-not-found: 《方案》 does not say “每位园丁每年领取三双胶鞋和两顶草帽”",
    );
}

#[test]
fn a_document_that_is_not_here_accuses_nobody() {
    check(
        "1.《海岛渔民方案》要求：每位渔民每年领取三双胶鞋和两顶草帽。",
        "cannot-check [] 每位渔民每年领取三双胶鞋和两顶草帽",
    );
}

#[test]
fn marks_without_a_name_are_looked_up_and_never_accused() {
    check(
        "1.大家都说“形成以绿叶奖为导向、街巷积极参与的表彰制度”。",
        "verbatim [plan#2] 形成以绿叶奖为导向、街巷积极参与的表彰制度",
    );
    check("1.大家都说“形成以红叶奖为导向、街巷积极参与的表彰制度”。", "");
    check("1.大家都说“办好园丁夜校”。", "");
}

#[test]
fn a_summary_introduced_as_one_is_no_quotation() {
    check("1.《方案》的大意是：每位园丁每年领取三双胶鞋和两顶草帽。", "");
    check("1.按照《方案》要求，各区将继续办好园丁夜校。", "");
}

#[test]
fn a_block_of_its_own_names_its_source_below() {
    check("1.请看\n\n> 坚持白天劳动、晚上读书。\n> ——《方案》第1条", "verbatim [plan#1] 坚持白天劳动、晚上读书");
}

#[test]
fn an_erratum_mends_the_quotation_or_its_marks_and_is_named() {
    let erratum = |original: &str, corrected: &str| {
        format!(
            "[[erratum]]\nat = \"book#1\"\noriginal = \"{original}\"\ncorrected = \"{corrected}\"\nkind = \"transcription\"\nstatus = \"verified\"\nevidence = \"原书\"\n"
        )
    };
    assert_eq!(
        read("1.《方案》要求：办好圆丁夜校，坚持白天劳动。", &erratum("圆丁", "园丁")),
        "folded [plan#1] 办好圆丁夜校，坚持白天劳动\n  through 1 erratum"
    );
    assert_eq!(
        read("1.《方案求:坚持白天劳动、晚上读书。", &erratum("方案求:", "方案》要求：")),
        "verbatim [plan#1] 坚持白天劳动、晚上读书"
    );
    let source = erratum("每日更新", "每日更换").replace("book#1", "plan#3");
    assert_eq!(
        read("1.《方案》要求：建立结构清晰、图片准确、每日更换的园丁基础名册。", &source),
        "verbatim [plan#3] 建立结构清晰、图片准确、每日更换的园丁基础名册\n  through 1 erratum"
    );
    assert_eq!(
        read("1.《方案》要求：建立结构清晰、图片准确、每日更新的园丁基础名册。", &source),
        "verbatim [plan#3] 建立结构清晰、图片准确、每日更新的园丁基础名册"
    );
}

#[test]
fn what_a_later_version_says_differently_is_no_fault() {
    let later = PLAN.replace("2020-03-01", "2023-03-01");
    let (corpus, diagnostics) = corpus(
        &[
            ("content/plan.md", &later),
            ("content/book.md", &book("1.《方案》要求：“完善全城园丁表彰奖励，形成以绿叶奖为导向的表彰制度。”")),
        ],
        "",
    );
    assert_eq!(corpus.quotations[0].grade.name(), "cannot-check");
    assert!(diagnostics.iter().all(|diagnostic| !diagnostic.code.id().starts_with("quote")), "{diagnostics:?}");
}

#[test]
fn one_paragraph_of_many_quotations_loses_none() {
    // Counted in quotations found, not in time: a budget that is used up would lose some.
    let answer = "《方案》要求：“办好园丁夜校。”".repeat(2000);
    let (corpus, _) = corpus(&[("content/plan.md", PLAN), ("content/book.md", &book(&format!("1.{answer}")))], "");
    assert_eq!(corpus.quotations.len(), 2000);
}

#[test]
fn a_text_of_the_same_words_over_and_over_is_quoted_within_bounds() {
    let plan = PLAN.replace("办好园丁夜校。", &"园丁园丁".repeat(8000));
    let quoted = "园丁园丁".repeat(800);
    let answer = (1..=20).map(|number| format!("{number}.《方案》要求：“{quoted}”")).collect::<Vec<_>>().join("\n\n");
    let (corpus, _) = corpus(&[("content/plan.md", &plan), ("content/book.md", &book(&answer))], "");
    assert_eq!(corpus.quotations.len(), 20);
}

proptest::proptest! {
    #[test]
    fn no_text_is_too_odd_to_be_looked_through(
        pieces in proptest::collection::vec(proptest::sample::select(&[
            "《方案》", "《", "》", "要求", "规定的", "求", "：", ":", "“", "”", "「", "」", "。", "，", "；", "\n> ", "——", "第1条",
            "（", "）", "办好园丁夜校", "坚持白天劳动、晚上读书", "表彰奖励", "并", "等", "强调要", "1.5倍", "é𠀀", " ", "\n\n",
        ][..]), 0..40)
    ) {
        let answer = pieces.concat();
        let erratum = "[[erratum]]\nat = \"book#1\"\noriginal = \"“\"\ncorrected = \"《方案》要求：“\"\nkind = \"transcription\"\nstatus = \"verified\"\nevery = true\nevidence = \"他本\"\n";
        let text = book(&format!("1.{answer}"));
        for errata in ["", erratum] {
            let (corpus, _) = corpus(&[("content/plan.md", PLAN), ("content/book.md", &text)], errata);
            for quotation in &corpus.quotations {
                // Every place is a stretch of its text, and every difference lies in its block.
                let _ = corpus.words(&quotation.at);
                quotation.places.iter().for_each(|place| drop(corpus.words(place).to_owned()));
                for difference in &quotation.differences {
                    assert!(corpus.block(&quotation.at).text.get(difference.quoted.clone()).is_some());
                }
            }
        }
    }
}

#[test]
fn the_work_grows_with_the_text_and_not_faster() {
    // Counted in quotations found, not in time: a budget that is used up would lose some.
    let answer = |count: usize| {
        (1..=count).map(|number| format!("{number}.《方案》要求：办好园丁夜校。")).collect::<Vec<_>>().join("\n\n")
    };
    let (corpus, _) = corpus(&[("content/plan.md", PLAN), ("content/book.md", &book(&answer(400)))], "");
    assert_eq!(corpus.quotations.len(), 400);
}
