//! PDFs, drawn here sign by sign: what they say is read, what they do not say is refused.

use std::fmt::Write;

use encoding_rs::GBK;
use gangmu::import::{self, Error, Imported};
use gangmu::model::diag::Code;
use gangmu::model::source::{FileId, SourceFile, Sources};
use gangmu::{number, parse, verify};
use proptest::prelude::{ProptestConfig, any, prop, proptest};

/// One object after another, with the table of where they stand.
fn file(objects: &[String], trailer: &str) -> Vec<u8> {
    let mut out = String::from("%PDF-1.5\n");
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(out.len());
        write!(out, "{} 0 obj\n{object}\nendobj\n", index + 1).unwrap();
    }
    let start = out.len();
    write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for place in places {
        writeln!(out, "{place:010} 00000 n ").unwrap();
    }
    write!(out, "trailer\n<< /Size {} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1)
        .unwrap();
    out.into_bytes()
}

fn stream(content: &str) -> String {
    format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len())
}

/// A PDF of these pages' programs, with the font as `/F` and Helvetica as `/L`.
fn pdf(font: &str, table: &str, pages: &[String]) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|index| format!("{} 0 R", 7 + 2 * index)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!(
            "<< /Type /Pages /Count {} /Kids [{}] /Resources << /Font << /F 3 0 R /L 6 0 R >> >> /MediaBox [0 0 600 800] >>",
            pages.len(),
            kids.join(" ")
        ),
        font.to_owned(),
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 >>"
            .to_owned(),
        stream(table),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    for (index, page) in pages.iter().enumerate() {
        objects.push(format!("<< /Type /Page /Parent 2 0 R /Contents {} 0 R >>", 8 + 2 * index));
        objects.push(stream(page));
    }
    file(&objects, "")
}

fn font(encoding: &str, more: &str) -> String {
    format!(
        "<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+SimSun /Encoding /{encoding} /DescendantFonts [4 0 R] {more} >>"
    )
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn gbk(text: &str) -> String {
    hex(&GBK.encode(text).0)
}

fn utf16(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("{unit:04x}")).collect()
}

/// Lines of 10-point signs at x, y.
fn drawn(lines: &[(f32, f32, &str)], encode: fn(&str) -> String) -> String {
    let show = |(x, y, text): &(f32, f32, &str)| format!("BT /F 10 Tf {x} {y} Td <{}> Tj ET\n", encode(text));
    lines.iter().map(show).collect()
}

fn import(bytes: &[u8]) -> Imported {
    import::import_bytes("a.pdf", bytes).unwrap()
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

/// Three pages with running head and page numbers; a paragraph over lines and pages.
fn three_pages() -> Vec<String> {
    let wide = "会议每月举行一次，由主席召集；主席不能召集的，由副主席召";
    let page = |number: u32, lines: &[(f32, f32, &str)]| {
        let foot = format!("- {number} -");
        let mut all = vec![(250.0, 780.0, "某某会议规则")];
        all.extend(lines);
        all.push((280.0, 40.0, foot.as_str()));
        drawn(&all, gbk)
    };
    vec![
        page(
            1,
            &[
                (200.0, 740.0, "某某委员会议事规则"),
                (250.0, 700.0, "第一章　总则"),
                (120.0, 680.0, "第一条　为规范会议制度，根据有关规定，制定本规则，请"),
                (100.0, 660.0, "遵照执行。"),
                (120.0, 640.0, "第二条　会议分为例会和临"),
                (100.0, 620.0, wide),
            ],
        ),
        page(2, &[(100.0, 740.0, wide), (100.0, 720.0, "集。"), (120.0, 700.0, "第三条　自公布之日起施行。")]),
        page(3, &[(120.0, 740.0, "第四条　由办公室解释。"), (100.0, 720.0, wide), (100.0, 700.0, wide)]),
    ]
}

#[test]
fn a_text_in_gbk_is_read_with_its_paragraphs_whole() {
    let imported = import(&pdf(&font("GBK-EUC-H", ""), "", &three_pages()));
    let out = body_of(&imported);
    assert!(out.starts_with("# 某某委员会议事规则\n\n## 第一章　总则\n\n第一条　为规范会议制度，根据有关规定，制定本规则，请遵照执行。\n\n第二条　会议分为例会和临会议每月"), "{out}");
    assert!(
        out.contains("由副主席召会议每月举行一次")
            && out.contains("由副主席召集。\n\n第三条　自公布之日起施行。\n\n第四条"),
        "{out}"
    );
    assert_eq!(imported.artifacts, ["某某会议规则", "- 1 -", "某某会议规则", "- 2 -", "某某会议规则", "- 3 -"]);
    verified(&imported);
}

/// As word processors and browsers print it: nothing set in, more space between paragraphs
/// than between lines, numbers that hang.
#[test]
fn paragraphs_are_told_apart_by_space_and_by_their_numbers() {
    let wide = "为了规范社区档案的收集、整理、保管和利用，根据有关法律、法规";
    let text = |number: &str, rest: &str| format!("{number}{}", &wide[..(wide.len() - rest.len())]);
    let first = [
        (100.0, 780.0, "规范性文件".to_owned()),
        (100.0, 740.0, text("第一条　", "、法规")),
        (100.0, 726.0, "制定本办法。".to_owned()),
        (100.0, 700.0, text("第二条　", "、法规")),
        (100.0, 686.0, "分别办理：".to_owned()),
        (100.0, 672.0, format!("1.{wide}；")),
        (110.0, 658.0, "另行规定；".to_owned()),
        (100.0, 644.0, "2.其他。".to_owned()),
        (100.0, 618.0, format!("{wide}的，依照其规定。")),
        (100.0, 592.0, "各街道可以补充。".to_owned()),
        (400.0, 40.0, "1/2".to_owned()),
    ];
    let second = [
        (100.0, 780.0, "规范性文件".to_owned()),
        (100.0, 740.0, "第三条　本办法自公布之日起施行。".to_owned()),
        (100.0, 714.0, "某某局".to_owned()),
        (400.0, 40.0, "2/2".to_owned()),
    ];
    let pages = [&first[..], &second[..]].map(|lines| {
        let lines: Vec<(f32, f32, &str)> = lines.iter().map(|(x, y, text)| (*x, *y, text.as_str())).collect();
        drawn(&lines, gbk)
    });
    let imported = import(&pdf(&font("GBK-EUC-H", ""), "", &pages));
    let expected = format!(
        "{}制定本办法。\n\n{}分别办理：\n\n1.{wide}；另行规定；\n\n2.其他。\n\n{wide}的，依照其规定。\n\n各街道可以补充。\n\n第三条　本办法自公布之日起施行。\n\n某某局\n",
        text("第一条　", "、法规"),
        text("第二条　", "、法规"),
    );
    assert_eq!(body_of(&imported), expected);
    assert_eq!(imported.artifacts, ["规范性文件", "1/2", "规范性文件", "2/2"]);
    verified(&imported);
}

#[test]
fn a_running_head_is_told_from_the_title_it_repeats() {
    let page = |number: u32| {
        drawn(&[(250.0, 780.0, "会议规则"), (120.0, 680.0, "甲。"), (280.0, 40.0, &number.to_string())], gbk)
    };
    let first = drawn(
        &[(250.0, 700.0, "会议规则"), (120.0, 680.0, "第一条　甲。"), (120.0, 660.0, "乙。"), (280.0, 40.0, "1")],
        gbk,
    );
    let imported = import(&pdf(&font("GBK-EUC-H", ""), "", &[first, page(2), page(3), page(4)]));
    assert_eq!(imported.artifacts, ["1", "line 5: 会议规则", "2", "line 8: 会议规则", "3", "line 11: 会议规则", "4"]);
    verified(&imported);
}

#[test]
fn named_encodings_and_tables_of_characters_say_the_same() {
    let lines = [(100.0, 700.0, "第一条 镕〇二〇。")];
    let table = "1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfrange <0000> <ffff> <0000> endbfrange";
    let all = [
        pdf(&font("GBK-EUC-H", ""), "", &[drawn(&lines, gbk)]),
        pdf(&font("GBKp-EUC-H", ""), "", &[drawn(&lines, gbk)]),
        pdf(&font("GBK2K-H", ""), "", &[drawn(&lines, gbk)]),
        pdf(&font("UniGB-UCS2-H", ""), "", &[drawn(&lines, utf16)]),
        pdf(&font("UniGB-UTF16-H", ""), "", &[drawn(&lines, utf16)]),
        pdf(&font("Identity-H", "/ToUnicode 5 0 R"), table, &[drawn(&lines, utf16)]),
    ];
    for bytes in all {
        assert_eq!(body_of(&import(&bytes)), "第一条 镕〇二〇。\n");
    }
}

#[test]
fn a_font_that_does_not_say_what_its_signs_are_is_refused() {
    let page = [drawn(&[(100.0, 700.0, "第一条")], utf16)];
    let error = import::import_bytes("a.pdf", &pdf(&font("Identity-H", ""), "", &page)).unwrap_err().to_string();
    assert!(error.starts_with("a.pdf, page 1: the font SimSun (Identity-H) does not say"), "{error}");
    // A table that leaves out one sign of the page is no better.
    let table = "1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfchar <7b2c> <7b2c> endbfchar";
    let bytes = pdf(&font("Identity-H", "/ToUnicode 5 0 R"), table, &page);
    assert!(matches!(import::import_bytes("a.pdf", &bytes), Err(Error::Font { page: 1, .. })));
    let symbol = "<< /Type /Font /Subtype /TrueType /BaseFont /ABCDEF+Own >>";
    let bytes = pdf(symbol, "", &["BT /F 10 Tf 100 700 Td (abc) Tj ET".to_owned()]);
    assert!(matches!(import::import_bytes("a.pdf", &bytes), Err(Error::Font { .. })));
    let bytes = pdf(&font("GBK-EUC-V", ""), "", &[drawn(&[(100.0, 700.0, "第一条")], gbk)]);
    assert!(matches!(import::import_bytes("a.pdf", &bytes), Err(Error::Vertical { .. })));
}

#[test]
fn latin_words_bold_doubles_and_turned_words() {
    let page = format!(
        "{}BT /L 10 Tf 100 680 Td [(AB) -300 (C) 20 (D.)] TJ ET\n\
         BT /F 10 Tf 100 660 Td <{two}> Tj ET BT /F 10 Tf 100.3 660 Td <{two}> Tj ET\n\
         BT /F 10 Tf 0.7 0.7 -0.7 0.7 100 100 Tm <{draft}> Tj ET\n\
         q 2 0 0 2 0 0 cm BT /F 10 Tf 50 320 Td <{two}> Tj ET Q",
        drawn(&[(100.0, 700.0, "甲。")], gbk),
        two = gbk("乙。"),
        draft = gbk("草稿"),
    );
    let imported = import(&pdf(&font("GBK-EUC-H", ""), "", &[page]));
    assert_eq!(body_of(&imported), "甲。\n\nAB CD.\n\n乙。\n\n乙。\n");
    assert_eq!(imported.report.left_out, ["turned words on page 1: 草稿"]);
}

#[test]
fn hostile_files_are_refused_with_their_reason() {
    let good = pdf(&font("GBK-EUC-H", ""), "", &three_pages());
    let refused =
        |bytes: &[u8]| import::import_bytes("a.pdf", bytes).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(refused(&good[..60]).contains("damaged"));
    assert!(refused(b"%PDF-1.5\n").contains("damaged"));
    let picture = pdf(&font("GBK-EUC-H", ""), "", &["q 1 0 0 1 0 0 cm /Im Do Q".to_owned()]);
    assert!(refused(&picture).contains("no text layer"));
    let locked = "/Encrypt << /Filter /Standard /V 1 /R 2 /O <0000000000000000000000000000000000000000000000000000000000000000> /U <0000000000000000000000000000000000000000000000000000000000000000> /P -4 >> /ID [<00> <00>]";
    let objects = ["<< /Type /Catalog /Pages 2 0 R >>".to_owned(), "<< /Type /Pages /Count 0 /Kids [] >>".to_owned()];
    assert!(refused(&file(&objects, locked)).contains("encrypted"), "{}", refused(&file(&objects, locked)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Whatever bytes are broken: an answer, never a panic; and what is read is verified.
    #[test]
    fn a_damaged_file_is_read_or_refused(places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let mut bytes = pdf(&font("GBK-EUC-H", ""), "", &three_pages());
        for (place, byte) in places {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(imported) = import::import_bytes("a.pdf", &bytes) {
            verified(&imported);
        }
    }
}
