//! Damaged numbering is found at its line, and sound numbering is left in peace.

use gangmu::check::check_document;
use gangmu::model::config::Config;
use gangmu::model::source::{FileId, SourceFile, Sources};
use gangmu::pipeline;

/// Every finding of the rules of numbering and markup: `line rule: message`.
fn read(text: &str, errata: &str) -> String {
    let mut sources = Sources::default();
    for (index, (path, text)) in [("content/rules.md", text), ("content/errata.toml", errata)].into_iter().enumerate() {
        sources.files.push(SourceFile { id: FileId(index as u32), path: path.to_owned(), text: text.to_owned() });
    }
    sources.documents = vec![FileId(0)];
    sources.errata = (!errata.is_empty()).then_some(FileId(1));
    let mut diagnostics = Vec::new();
    let corpus = pipeline::understand(sources, Config::default(), &mut diagnostics, &mut |_| {});
    diagnostics.extend(check_document(&corpus, 0));
    diagnostics.sort();
    let rules = ["number", "list", "mixed", "cjk", "indented"];
    let lines = diagnostics.iter().filter(|diagnostic| rules.iter().any(|rule| diagnostic.code.id().starts_with(rule)));
    let lines = lines.map(|diagnostic| {
        let span = diagnostic.at.unwrap();
        let (line, _) = corpus.sources.file(span.file).line_column(span.start);
        format!("{line} {}: {}", diagnostic.code.id(), diagnostic.message)
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(read(text, ""), expected);
}

#[test]
fn a_lost_number_is_named_with_its_neighbours() {
    check("# 园规\n\n第一条 甲。\n\n第二条 乙。\n\n第四条 丁。\n", "7 number-gap: 第二条 is followed by 第四条");
}

#[test]
fn a_look_alike_explains_the_gap() {
    check(
        "# 园规\n\n第一条 甲。\n\n笫二条 乙。\n\n第三条 丙。\n",
        "7 number-gap: 第一条 is followed by 第三条; line 5 has 笫 (U+7B2B) for 第",
    );
    check("# 园规\n\n第一条 依照笫二条办理。\n\n第二条 乙。\n", "3 number-glyph: a number has 笫 (U+7B2B) for 第");
}

#[test]
fn a_blank_inside_one_number_is_seen_and_a_house_style_is_not() {
    let sound: String =
        (1..=5).map(|number| format!("第{}条 甲。\n\n", "〇一二三四五".chars().nth(number).unwrap())).collect();
    check(&format!("# 园规\n\n{sound}第六 条 乙。\n"), "13 number-glyph: 第六 条 has a blank inside the number");
    check("# 园规\n\n第 1 条 甲。\n\n第 2 条 乙。\n\n第 3 条 丙。\n", "");
}

#[test]
fn a_number_inside_the_paragraph_before_is_found_there() {
    check("# 园规\n\n第一条 甲。第二条 乙。\n\n第三条 丙。\n", "3 number-inline: 第二条 stands inside 第一条");
    check(
        "# 园规\n\n第一条 花有：\n\n（一）甲；（二）乙；\n\n（三）丙。\n",
        "5 number-inline: （二） stands inside （一）",
    );
    check("# 园规\n\n第一条 甲。第二条规定的除外。\n\n第二条 乙。\n", "");
}

#[test]
fn a_number_that_stands_twice_is_an_error_until_an_erratum_tells_of_it() {
    let text = "# 园规\n\n第一条 甲。\n\n第二条 乙。\n\n第二条 丙。\n\n第三条 丁。\n";
    check(text, "7 number-duplicate: 第二条 stands twice");
    let erratum = "[[erratum]]\nat = \"yg#2-r2\"\noriginal = \"第二条 丙\"\ncorrected = \"第二条之一 丙\"\nkind = \"number\"\nstatus = \"reported\"\nevidence = \"原文如此\"\n";
    assert_eq!(read(text, erratum), "");
}

#[test]
fn items_that_begin_again_are_doubtful() {
    check(
        "# 园规\n\n第一条 花有：\n\n（一）甲；\n\n（二）乙；\n\n（一）丙。\n",
        "9 list-renumber: numbers begin again at （一） after （二）",
    );
    check("# 园规\n\n第一条 花有：\n\n（一）甲；\n\n（二）乙。\n\n草有：\n\n（一）丙；\n\n（二）丁。\n", "");
}

#[test]
fn an_item_may_have_paragraphs_of_its_own() {
    check("# 园规\n\n第一条 花有：\n\n（一）甲。\n\n甲者，红也。\n\n（二）乙。\n", "");
}

#[test]
fn a_text_that_begins_in_the_middle_is_doubtful() {
    check(
        "# 园规\n\n第三条 甲。\n\n第四条 乙。\n",
        "3 number-start: the text begins at 第三条; what precedes may be missing",
    );
    check(
        "# 园规\n\n第一条 甲。\n\n## 第二章 花\n\n第二条 乙。\n\n## 第三章 草\n\n第三条 丙。\n",
        "5 number-start: the text begins at 第二章; what precedes may be missing",
    );
}

#[test]
fn inserted_articles_and_sections_are_in_order() {
    check(
        "# 园规\n\n## 第一章 花\n\n### 第一节 红\n\n第一条 甲。\n\n第一条之一 乙。\n\n## 第二章 草\n\n### 第一节 绿\n\n第二条 丙。\n",
        "",
    );
}

#[test]
fn widths_of_one_list_and_of_one_text_are_compared() {
    check(
        "# 园规\n\n第一条 花有：\n\n（一）甲；\n\n（二）乙；\n\n(三)丙。\n",
        "9 mixed-width: (三) stands in one list with （一）",
    );
    check("# 园规\n\n第一条 红花，白花，黄花,紫花。\n", "3 mixed-width: half-width , in a text that writes ，");
    check("# 园规\n\n第一条 红花,白花,黄花。\n", "");
}

#[test]
fn markup_that_is_not_what_it_looks_like_is_seen() {
    check("# 园规\n\n第一条 要**“浇水”**的。\n", "3 cjk-emphasis: ** stays visible here");
    check(
        "# 园规\n\n第一条 甲。\n\n    第二条 乙。\n",
        "5 indented-code: this line would be code to other readers of Markdown",
    );
}
