//! Web pages: the text comes out, what stands around it is listed.

use gangmu::import::{self, Error, Imported};
use gangmu::model::diag::Code;
use gangmu::model::source::{FileId, SourceFile, Sources};
use gangmu::{number, parse, verify};

fn import(page: &str) -> Imported {
    import::import_bytes("a.html", page.as_bytes()).unwrap()
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

const PAGE: &str =
    "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>某网</title><style>p{}</style></head><body>
<div class=top><a href=/>首页</a> <a href=/b>要闻</a></div><nav>导航</nav>
<h1>某某市<br>会议规则</h1>
<div class=meta>来源：某网</div>
<div id=zoom><p>　　为规范会议，制定
本规则。</p><h2>第一章&nbsp;总则</h2><p>第一条　会议&lt;每月&gt;一次。<b>不得</b>*缺席*。</p>
<ol><li>议程；</li><li value=5>记录。</li></ol>
<table><tr><th>项<th>数<tr><td colspan=2>共|二</table>
<p style='display: none'>暗字</p><script>alert(1)</script>
<p>第二条　自公布之日起<br>施行。</p></div>
<footer>版权所有</footer></body></html>";

#[test]
fn the_text_of_a_page_comes_out_and_the_rest_is_listed() {
    let imported = import(PAGE);
    assert_eq!(
        body_of(&imported),
        "# 某某市会议规则\n\n为规范会议，制定本规则。\n\n## 第一章\u{a0}总则\n\n第一条　会议<每月>一次。不得\\*缺席\\*。\n\n1. 议程；\n\n5. 记录。\n\n\
         | 项 | 数 |\n| --- | --- |\n| 共\\|二 |  |\n\n第二条　自公布之日起施行。\n"
    );
    assert_eq!(
        imported.report.left_out,
        [
            "around the text: 暗字",
            "around the text: 首页 要闻",
            "around the text: 导航",
            "around the text: 来源：某网",
            "around the text: 版权所有"
        ]
    );
    verified(&imported);
}

#[test]
fn a_page_in_gb_is_read_as_it_declares_itself() {
    let (bytes, ..) = encoding_rs::GB18030.encode("<html><meta charset=gb2312><p>镕基〇一。</p></html>");
    let imported = import::import_bytes("a.htm", &bytes).unwrap();
    assert_eq!(body_of(&imported), "镕基〇一。\n");
    assert_eq!(imported.report.format, "HTML（GBK）");
}

#[test]
fn a_page_is_known_by_its_beginning() {
    let imported = import::import_bytes("a.txt", "\n<!doctype HTML><p>甲。".as_bytes()).unwrap();
    assert_eq!(body_of(&imported), "甲。\n");
}

#[test]
fn hostile_pages_are_read_or_refused_and_never_break_the_program() {
    let deep = |depth: usize| format!("{}甲。", "<div>".repeat(depth));
    assert_eq!(body_of(&import(&deep(3_000))), "甲。\n");
    assert!(matches!(import::import_bytes("a.html", deep(1_000_000).as_bytes()), Err(Error::TooLarge { .. })));
    let tables = format!("{}乙。", "<table><tr><td>".repeat(1_000));
    assert!(body_of(&import(&tables)).contains("乙。"));
    assert!(matches!(import::import_bytes("a.html", b"<html><script>a</script></html>"), Err(Error::Empty { .. })));
    assert!(matches!(import::import_bytes("a.html", b""), Err(Error::Empty { .. })));
    for len in (1..PAGE.len()).filter(|len| PAGE.is_char_boundary(*len)).step_by(11) {
        if let Ok(imported) = import::import_bytes("a.html", &PAGE.as_bytes()[..len]) {
            verified(&imported);
        }
    }
}

#[test]
fn what_a_page_says_of_itself_among_its_text_is_listed_and_an_ordinance_says_what_it_is() {
    let imported = import(
        "<html><body><h1>某省书屋管理办法</h1><div class='Info'>发布时间：2022-07-01　字体：大 中 小</div><div id=zoom>\
         <p>某省人民政府令第299号</p><p>（2010年3月1日公布　根据2022年6月2日某省人民政府会议修订　自2022年8月1日起施行）</p>\
         <p>第一条 书屋免费开放。</p><p>第二条 书屋由街道管理，藏书不少于一千册。</p></div>\
         <div class=share>分享到：某某</div><div class=info>第三条 留下。</div></body></html>",
    );
    let markdown = imported.markdown("");
    for line in ["number = \"某省人民政府令第299号\"", "issuers = [\"某省人民政府\"]", "date = 2022-06-02"]
    {
        assert!(markdown.contains(line), "{line}\n{markdown}");
    }
    assert!(!body_of(&imported).contains("发布时间") && !body_of(&imported).contains("分享"), "{markdown}");
    assert!(imported.report.left_out.iter().any(|what| what.contains("字体：大 中 小")), "{:?}", imported.report);
    verified(&imported);
}

#[test]
fn a_numbered_chapter_in_the_form_of_a_title_is_no_title() {
    let imported = import(
        "<html><body><p>某局文件</p><p>某某局台账管理办法</p><ol><li><h1>总则</h1></li></ol><p>为规范台账，制定本办法。</p>\
         <ol start=2><li><h1>附则</h1></li></ol><p>本办法自公布之日起施行。</p></body></html>",
    );
    assert_eq!(imported.facts.title.as_deref(), Some("某某局台账管理办法"));
    assert!(body_of(&imported).contains("# 某某局台账管理办法\n\n## 1. 总则\n"), "{}", body_of(&imported));
    verified(&imported);
}
