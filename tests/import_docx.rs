//! Word files, made here part by part: what Word prints comes out, and hostile files are refused.

use std::io::{Cursor, Write};

use gangmu::import::{self, Error, Imported};
use gangmu::model::diag::Code;
use gangmu::model::source::{FileId, SourceFile, Sources};
use gangmu::{number, parse, verify};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const NS: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, text) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn document(body: &str) -> String {
    format!("{HEAD}<w:document {NS}><w:body>{body}<w:sectPr/></w:body></w:document>")
}

/// A paragraph in a style; `list` is `numId ilvl`.
fn p(style: &str, list: Option<(u32, u32)>, text: &str) -> String {
    let list =
        list.map(|(num, level)| format!(r#"<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>"#));
    let style = if style.is_empty() { String::new() } else { format!(r#"<w:pStyle w:val="{style}"/>"#) };
    format!(
        "<w:p><w:pPr>{style}{}</w:pPr><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>",
        list.unwrap_or_default()
    )
}

fn plain(text: &str) -> String {
    p("", None, text)
}

const STYLES: &str = r#"
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="a3"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="11"><w:name w:val="章"/><w:basedOn w:val="1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="tiao"><w:name w:val="条"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>"#;

const NUMBERING: &str = r#"
<w:abstractNum w:abstractNumId="0">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%1章"/><w:pStyle w:val="11"/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlRestart w:val="0"/><w:lvlText w:val="第%2条"/></w:lvl>
 <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%3）"/></w:lvl>
 <w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%4"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="5"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="2"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="5"/></w:num>"#;

fn word(body: &str) -> Vec<u8> {
    package(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", &document(body)),
        ("word/styles.xml", &format!("{HEAD}<w:styles {NS}>{STYLES}</w:styles>")),
        ("word/numbering.xml", &format!("{HEAD}<w:numbering {NS}>{NUMBERING}</w:numbering>")),
        (
            "word/footnotes.xml",
            &format!(
                "{HEAD}<w:footnotes {NS}><w:footnote w:id=\"7\"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>见另册*。</w:t></w:r></w:p></w:footnote></w:footnotes>"
            ),
        ),
        ("word/header1.xml", &format!("{HEAD}<w:hdr {NS}>{}</w:hdr>", plain("内部资料"))),
    ])
}

fn import(body: &str) -> Imported {
    import::import_bytes("a.docx", &word(body)).unwrap()
}

fn body_of(imported: &Imported) -> String {
    imported.markdown("").split_once("\n+++\n\n").unwrap().1.to_owned()
}

/// Builds without findings and is its source.
fn verified(imported: &Imported) {
    let markdown = imported.markdown(&verify::digest(&imported.text, &imported.artifacts));
    let file = SourceFile { id: FileId(0), path: "a.md".to_owned(), text: markdown.clone() };
    let mut diagnostics = Vec::new();
    let draft = parse::parse_file(&file, &mut diagnostics);
    // A text that is a title and no more is read as it is; that is said of it, not of the import.
    diagnostics.retain(|found| found.code != Code::FileEmpty);
    assert_eq!(diagnostics, [], "{markdown}");
    let document = number::number_document(vec![draft]);
    let sources = Sources { files: vec![file], ..Sources::default() };
    for source in [Some(imported.text.as_str()), None] {
        let fidelity = verify::verify_document(&document, &sources, source);
        assert_eq!(fidelity.percent(), 100.0, "{:?}\n{markdown}", fidelity.differences);
    }
}

#[test]
fn automatic_numbers_come_out_as_text() {
    let body = [
        p("a3", None, "某某会议规则"),
        p("11", None, "总则"),
        p("tiao", None, "会议每月一次。"),
        p("", Some((1, 2)), "议程；"),
        p("", Some((1, 2)), "记录。"),
        p("tiao", None, "会议公开。"),
        p("", Some((1, 2)), "旁听；"),
        p("", Some((1, 3)), "登记。"),
        p("11", None, "附则"),
        p("tiao", None, "自公布之日起施行。"),
        p("", Some((3, 0)), "附注。"),
        p("", Some((2, 2)), "重新计数。"),
        p("", Some((0, 0)), "无编号。"),
    ];
    let imported = import(&body.concat());
    assert_eq!(
        body_of(&imported),
        "# 某某会议规则\n\n## 第一章 总则\n\n第一条 会议每月一次。\n\n（一）议程；\n\n（二）记录。\n\n第二条 会议公开。\n\n（一）旁听；\n\n\
         1.1 登记。\n\n## 第二章 附则\n\n第三条 自公布之日起施行。\n\n• 附注。\n\n（一）重新计数。\n\n无编号。\n"
    );
    verified(&imported);
}

#[test]
fn tables_notes_breaks_and_what_is_left_out() {
    let cell = |text: &str, properties: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", plain(text));
    let body = [
        plain("某某办法"),
        "<w:p><w:r><w:t>第一条　名单见表</w:t></w:r><w:r><w:footnoteReference w:id=\"7\"/></w:r><w:r><w:t>。</w:t></w:r>\
         <w:del><w:r><w:delText>旧字</w:delText></w:r></w:del><w:ins><w:r><w:t>新字。</w:t></w:r></w:ins>\
         <w:r><w:rPr><w:vanish/></w:rPr><w:t>暗字</w:t></w:r></w:p>"
            .to_owned(),
        format!(
            "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}</w:tr></w:tbl>",
            cell("姓名", ""),
            cell("甲|乙", ""),
            cell("共二人", r#"<w:gridSpan w:val="2"/>"#)
        ),
        "<w:p><w:r><w:t>第二条　分两行</w:t><w:br/><w:t>写成。</w:t></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText>DATE</w:instrText><w:fldChar w:fldCharType=\"separate\"/><w:t>2020年1月2日</w:t><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:drawing><a/></w:drawing></w:r></w:p>".to_owned(),
    ];
    let imported = import(&body.concat());
    assert_eq!(
        body_of(&imported),
        "# 某某办法\n\n第一条　名单见表[^1]。新字。\n\n| 姓名 | 甲\\|乙 |\n| --- | --- |\n| 共二人 |  |\n\n第二条　分两行写成。\n\n\
         2020年1月2日\n\n[^1]: 见另册\\*。\n"
    );
    assert_eq!(imported.report.left_out, ["deleted words: 旧字", "hidden words: 暗字", "header1: 内部资料"]);
    assert!(imported.report.doubts.iter().any(|(_, what)| what.starts_with("a picture stands here")));
    verified(&imported);
}

#[test]
fn words_own_table_of_contents_is_listed_and_left_out() {
    let imported = import(&[p("TOC1", None, "一、总则 1"), p("1", None, "一、总则"), plain("甲。")].concat());
    assert_eq!(body_of(&imported), "## 一、总则\n\n甲。\n");
    assert_eq!(imported.report.left_out, ["Word's table of contents: 一、总则 1", "header1: 内部资料"]);
}

#[test]
fn a_styled_heading_that_runs_on_is_a_paragraph() {
    let imported = import(&[p("1", None, "一、总则"), p("1", None, "（一）名称。本会名为某会。")].concat());
    assert_eq!(body_of(&imported), "## 一、总则\n\n（一）名称。本会名为某会。\n");
}

#[test]
fn a_file_is_what_it_holds_and_not_what_it_is_called() {
    let imported = import::import_bytes("a.txt", &word(&plain("甲。"))).unwrap();
    assert_eq!(imported.report.doubts[0].1, "it is named .txt and is a Word file");
    assert!(matches!(import::import_bytes("a.docx", "甲。".as_bytes()), Err(Error::NotWord { .. })));
    assert!(matches!(import::import_bytes("a.docx", b""), Err(Error::Empty { .. })));
    assert!(matches!(
        import::import_bytes("a.docx", &package(&[("xl/workbook.xml", "<a/>")])),
        Err(Error::NotWord { .. })
    ));
    assert!(matches!(import::import_bytes("a.docx", &word("")), Err(Error::Empty { .. })));
    assert!(matches!(import::import_bytes("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Err(Error::OldWord { .. })));
    assert!(matches!(import::import_bytes("a.rtf", b"{\\rtf1 a}"), Err(Error::Rtf { .. })));
}

#[test]
fn a_zip_bomb_is_refused_before_it_unpacks() {
    let bomb = document(&plain(&"a".repeat(101 << 20)));
    let bytes = package(&[("word/document.xml", &bomb)]);
    assert!(bytes.len() < 1 << 20);
    let error = import::import_bytes("a.docx", &bytes).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("too large"), "{error}");
    let many: Vec<(String, String)> = (0..10_001).map(|index| (format!("word/{index}.bin"), String::new())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert!(matches!(import::import_bytes("a.docx", &package(&many)), Err(Error::TooLarge { .. })));
}

#[test]
fn a_document_type_an_entity_and_a_deep_nest_are_refused() {
    let refused = |xml: String, why: &str| {
        let error = import::import_bytes("a.docx", &package(&[("word/document.xml", &xml)])).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    };
    refused(format!("<!DOCTYPE a [<!ENTITY b \"c\">]>{}", document(&plain("&b;"))), "document type");
    refused(document(&plain("&b;")), "entity &b;");
    refused(format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000)), "deeper");
    refused(document(&plain("甲"))[..200].to_owned(), "cannot be read");
}

#[test]
fn a_truncated_file_is_refused_and_never_half_read() {
    let bytes = word(&plain("甲。"));
    for len in (4..bytes.len()).step_by(7) {
        assert!(import::import_bytes("a.docx", &bytes[..len]).is_err(), "{len}");
    }
}

#[test]
fn an_ordinance_on_two_lines_says_its_number_and_a_link_says_what_is_lost() {
    let link = "<w:p><w:r><w:t>第一条 见</w:t></w:r><w:hyperlink r:id=\"rId9\" xmlns:r=\"r\"><w:r><w:t>网站</w:t></w:r></w:hyperlink><w:r><w:t>。</w:t></w:r></w:p>";
    let head = [
        "某省人民政府令",
        "第318号",
        "某省实训基地管理办法",
        "（2025年3月6日某省人民政府会议通过　自2025年5月1日起施行）",
    ];
    let body: String = head.into_iter().map(plain).collect();
    let imported = import(&(body + link + &plain("第二条 自公布之日起施行。")));
    assert_eq!(imported.report.doubts, [], "a line above the title needs no stop");
    assert_eq!(imported.facts.number.as_deref(), Some("某省人民政府令第318号"));
    assert_eq!(imported.facts.issuers, ["某省人民政府"]);
    assert_eq!(imported.facts.date.map(|date| date.to_string()).as_deref(), Some("2025-03-06"));
    assert!(body_of(&imported).contains("第一条 见网站。"));
    assert!(
        imported.report.left_out.contains(&"where a link leads: 网站".to_owned()),
        "{:?}",
        imported.report.left_out
    );
}
