//! What holds for every text: no word lost, every range where it says, every address one place.

use std::collections::BTreeSet;

use gangmu::model::address::Address;
use gangmu::model::config::Config;
use gangmu::model::corpus::Corpus;
use gangmu::model::source::{FileId, SourceFile, Sources};
use gangmu::pipeline;
use proptest::prelude::{ProptestConfig, Strategy, prop, proptest};
use proptest::{prop_assert, prop_assert_eq};

fn understand(texts: &[&str]) -> Corpus {
    let mut sources = Sources::default();
    for (index, text) in texts.iter().enumerate() {
        let id = FileId(index as u32);
        sources.files.push(SourceFile { id, path: format!("t{index}.md"), text: (*text).to_owned() });
        sources.documents.push(id);
    }
    pipeline::understand(sources, Config::default(), &mut Vec::new(), &mut |_| {})
}

/// Lines of the shapes that documents have, with every kind of mark and damage.
fn line() -> impl Strategy<Value = String> {
    let mark = prop::sample::select(vec![
        "",
        "第一条 ",
        "第二条　",
        "第十条之一 ",
        "第五条",
        "一、",
        "二、",
        "（一）",
        "(二)",
        "1.",
        "2．",
        "（1）",
        "①",
        "一是",
        "## 第一章 ",
        "### ",
        "# ",
        "- ",
        "> ",
        "| ",
        "“第三条 ",
        "　　",
        "```",
        "---",
        "[^1]: ",
        "<!-- ",
    ]);
    let words = prop::collection::vec(
        prop::sample::select(vec![
            "依照本法第三条",
            "前款",
            "规定，",
            "《方案》",
            "“引用”",
            "*",
            "**强调**",
            "`码`",
            "[链接](a.html)",
            "<b>",
            "&amp;",
            "a b",
            "。",
            "：",
            "。甲",
            "\\",
            "[[plan#1]]",
            "![图](x.png)",
            "[^1]",
            "…",
            "𠮷",
            "|",
            "~~",
            "_",
            "第",
            "条",
            "1.5%",
            "，",
            "修改为：“",
        ]),
        0..8,
    );
    (mark, words).prop_map(|(mark, words)| format!("{mark}{}", words.concat()))
}

fn document() -> impl Strategy<Value = String> {
    prop::collection::vec((line(), prop::sample::select(vec!["\n", "\n\n", "\r\n"])), 0..24)
        .prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_range_lies_in_its_text_and_every_map_in_its_file(text in document()) {
        let corpus = understand(&[&text]);
        for unit in corpus.documents.iter().flat_map(|document| document.units.iter()) {
            for block in &unit.blocks {
                prop_assert!(block.span.start <= block.span.end && block.span.end as usize <= text.len());
                for (at_text, at_file) in &block.map {
                    prop_assert!(block.text.is_char_boundary(*at_text as usize) && text.is_char_boundary(*at_file as usize));
                }
                for style in &block.styles {
                    prop_assert!(block.text.get(style.range.clone()).is_some());
                }
                if let Some(mark) = block.mark {
                    prop_assert!(block.text.is_char_boundary(mark.len));
                }
                for (index, (at_text, at_file)) in block.map.iter().enumerate() {
                    let end = block.map.get(index + 1).map_or(block.text.len(), |next| next.0 as usize);
                    let piece = &block.text[*at_text as usize..end];
                    let there = text.get(*at_file as usize..*at_file as usize + piece.len());
                    // An entity or a joint between two lines is one character that stands for others.
                    let there = there.map(|words| words.replace(['\n', '\r'], " "));
                    prop_assert!(there == Some(piece.replace('\n', " ")) || piece.chars().count() <= 1, "{piece:?} is not at {at_file}: {there:?}");
                }
            }
        }
    }

    #[test]
    fn plain_paragraphs_keep_every_character(lines in prop::collection::vec("[一-十甲乙丙，。；：“”（）()第条款项0-9a-z ]{0,40}", 0..20)) {
        let text = lines.join("\n\n");
        let corpus = understand(&[&text]);
        let kept: String = corpus.documents.iter().flat_map(|d| d.units.iter()).flat_map(|u| &u.blocks).map(|b| b.text.as_str()).collect();
        let squeeze = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        prop_assert_eq!(squeeze(&kept), squeeze(&text));
    }

    #[test]
    fn every_unit_has_one_address_and_is_found_by_it(text in document()) {
        let corpus = understand(&[&text]);
        let mut seen = BTreeSet::new();
        for (doc, document) in corpus.documents.iter().enumerate() {
            for (unit, it) in document.units.iter().enumerate() {
                let address = format!("{}#{}", document.id, it.local);
                prop_assert!(seen.insert(address.clone()), "{address} stands twice");
                let target = corpus.resolve(&Address::parse(&address).unwrap()).unwrap();
                prop_assert_eq!((target.doc, target.unit), (doc as u32, Some(unit as u32)));
                let mut paths = BTreeSet::new();
                for block in it.blocks.iter().filter(|block| !block.path.is_empty()) {
                    prop_assert!(paths.insert(block.path.clone()), "{address}.{:?} stands twice", block.path);
                }
            }
        }
    }

    #[test]
    fn the_order_of_files_changes_nothing(texts in prop::collection::vec(document(), 1..4)) {
        let titled: Vec<String> = texts.iter().enumerate().map(|(index, text)| format!("# 标题{}\n\n{text}", index + 1)).collect();
        let forwards: Vec<&str> = titled.iter().map(String::as_str).collect();
        let backwards: Vec<&str> = titled.iter().rev().map(String::as_str).collect();
        let shape = |corpus: &Corpus| -> BTreeSet<String> {
            corpus.documents.iter().flat_map(|d| d.units.iter().map(move |u| format!("{}#{} {}", d.id, u.local, u.title))).collect()
        };
        prop_assert_eq!(shape(&understand(&forwards)), shape(&understand(&backwards)));
    }
}
