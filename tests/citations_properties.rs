//! What holds for citations in any text: they are found in order, apart, on whole characters,
//! the same each time; and nothing in a text can bring the program down.

use gangmu::model::config::Config;
use gangmu::model::corpus::{CiteState, Corpus};
use gangmu::model::source::{FileId, SourceFile, Sources};
use gangmu::pipeline;
use proptest::prelude::{ProptestConfig, Strategy, prop, proptest};
use proptest::{prop_assert, prop_assert_eq};

fn understand(text: &str) -> Corpus {
    let mut sources = Sources::default();
    let law = "# 井水法\n\n第一条 甲。\n\n（一）子；\n\n（二）丑。\n\n乙。\n\n第二条 丙。\n";
    for (index, text) in [text, law].into_iter().enumerate() {
        let id = FileId(index as u32);
        sources.files.push(SourceFile { id, path: format!("t{index}.md"), text: text.to_owned() });
        sources.documents.push(id);
    }
    pipeline::understand(sources, Config::default(), &mut Vec::new(), &mut |_| {})
}

/// Pieces of every form of citation, whole and broken.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "第一条",
        "第二款",
        "第（三）项",
        "（一）",
        "（二）项",
        "第",
        "条",
        "款",
        "项",
        "之一",
        "至",
        "、",
        "和",
        "以及",
        "，",
        "。",
        "；",
        "：",
        "规定",
        "的",
        "所列",
        "本法",
        "本条",
        "本《规定》",
        "本章",
        "前款",
        "前两项",
        "前条",
        "该法",
        "同法",
        "上述",
        "《井水法》",
        "《",
        "》",
        "〈",
        "〉",
        "井水法",
        "刑法",
        "宪法",
        "某某法",
        "（以下简称",
        "以下简称《公约》",
        "）",
        "〔2020〕",
        "〔",
        "17号",
        "令第3号",
        "国务院",
        "“",
        "”",
        "修改为：“",
        "作为第三款",
        "废止",
        "[[",
        "]]",
        "[[t#1]]",
        "[第一条](nolink:)",
        "[第一条](cite:t#1)",
        "*",
        "`",
        "|",
        "\n\n",
        "\n",
        "第三条 ",
        "一",
        "十",
        "百",
        "1",
        "２",
        " ",
        "　",
        "𠮷",
        "违反",
        "依照",
        "德国",
        "原",
        "2001年修正的",
        "（2001年修正）",
        "# ",
        "## 第一章 ",
        "> ",
    ]);
    prop::collection::vec(piece, 0..60)
        .prop_map(|pieces| format!("# 关于修改《井水法》的决定\n\n第一条 {}", pieces.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn citations_are_in_order_apart_and_on_whole_characters(text in pieces()) {
        let corpus = understand(&text);
        let mut last = None;
        for citation in &corpus.citations {
            let at = citation.at;
            let words = &corpus.block(&at).text;
            prop_assert!(at.start < at.end && words.is_char_boundary(at.start as usize) && words.is_char_boundary(at.end as usize));
            prop_assert!((at.end as usize) <= words.len());
            if let Some((doc, unit, block, end)) = last {
                prop_assert!((doc, unit, block, end) <= (at.doc, at.unit, at.block, at.start), "{}", words);
            }
            last = Some((at.doc, at.unit, at.block, at.end));
            prop_assert_eq!(citation.state == CiteState::Linked, !citation.targets.is_empty());
        }
        let counted: u32 = corpus.ledger.values().sum();
        prop_assert_eq!(counted as usize, corpus.citations.len());
    }

    #[test]
    fn the_same_text_gives_the_same_citations(text in pieces()) {
        let shown = |corpus: &Corpus| corpus.citations.iter().map(|citation| format!("{citation:?}")).collect::<Vec<_>>();
        prop_assert_eq!(shown(&understand(&text)), shown(&understand(&text)));
    }

    #[test]
    fn any_text_at_all_is_read(text in ".{0,200}") {
        understand(&text);
    }
}
