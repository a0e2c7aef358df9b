//! What holds for any input at all. Shared by the fuzz targets and `tests/fuzz_smoke.rs`.

use std::collections::BTreeSet;

use gangmu::model::address::Address;
use gangmu::model::config::Config;
use gangmu::model::corpus::{Corpus, Target};
use gangmu::model::diag::Diagnostic;
use gangmu::model::document::{Block, BlockKind, StyleKind};
use gangmu::model::numeral;
use gangmu::model::source::{FileId, SourceFile, Sources};
use gangmu::search::{inline, postings, terms};
use gangmu::{import, parse, pipeline};

/// A name, and what is asserted of any bytes.
pub type Property = (&'static str, fn(&[u8]));

pub const PROPERTIES: &[Property] = &[
    ("parse", parse_text),
    ("words", no_word_is_lost),
    ("front_matter", front_matter),
    ("config", config),
    ("cite", cite),
    ("side", side),
    ("numeral", numerals),
    ("address", address),
    ("search", search),
    ("search_decode", search_decode),
    ("import", import_file),
    ("site", site),
];

fn understand(texts: &[&str], relations: Option<&str>, errata: Option<&str>) -> (Corpus, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let mut add = |path: String, text: &str| {
        let id = FileId(sources.files.len() as u32);
        sources.files.push(SourceFile { id, path, text: text.to_owned() });
        id
    };
    let documents = texts.iter().enumerate().map(|(index, text)| add(format!("t{index}.md"), text)).collect();
    let relations = relations.map(|text| add("relations.tsv".to_owned(), text));
    let errata = errata.map(|text| add("errata.toml".to_owned(), text));
    sources.documents = documents;
    sources.relations = relations;
    sources.errata = errata;
    let mut diagnostics = Vec::new();
    let corpus = pipeline::understand(sources, Config::default(), &mut diagnostics, &mut |_| {});
    check_findings(&corpus.sources, &diagnostics);
    (corpus, diagnostics)
}

fn check_findings(sources: &Sources, diagnostics: &[Diagnostic]) {
    for found in diagnostics {
        if let Some(at) = found.at {
            let text = &sources.file(at.file).text;
            assert!(at.start <= at.end, "{found:?}");
            assert!(text.is_char_boundary(at.start as usize) && text.is_char_boundary(at.end as usize), "{found:?}");
        }
        assert!(!found.message.is_empty());
    }
}

/// Ranges lie where they say; every unit has one address and is found by it.
fn check_corpus(corpus: &Corpus) {
    let mut seen = BTreeSet::new();
    for (doc, document) in corpus.documents.iter().enumerate() {
        for (index, unit) in document.units.iter().enumerate() {
            let address = format!("{}#{}", document.id, unit.local);
            assert!(seen.insert(address.clone()), "{address} stands twice");
            let parsed = Address::parse(&address).unwrap_or_else(|| panic!("{address} cannot be read"));
            let target = corpus.resolve(&parsed).unwrap_or_else(|| panic!("{address} is not found"));
            assert_eq!((target.doc, target.unit), (doc as u32, Some(index as u32)));
            assert!(unit.parent.is_none_or(|parent| parent < index));
            let mut paths = BTreeSet::new();
            for block in &unit.blocks {
                check_block(block, corpus);
                assert!(block.path.is_empty() || paths.insert(&block.path), "{address}.{:?} stands twice", block.path);
            }
        }
    }
    for citation in &corpus.citations {
        assert!(!corpus.words(&citation.at).is_empty());
        citation.targets.iter().for_each(|target| check_target(corpus, target));
    }
    for pair in corpus.citations.windows(2) {
        assert!(pair[0].at <= pair[1].at, "citations stand in order");
    }
    for quotation in &corpus.quotations {
        corpus.words(&quotation.at);
        quotation.found.iter().for_each(|target| check_target(corpus, target));
    }
}

fn check_target(corpus: &Corpus, target: &Target) {
    let document = corpus.document(target.doc);
    if let Some(unit) = target.unit {
        let unit = &document.units[unit as usize];
        assert!(target.path.is_empty() || unit.block_at(&target.path).is_some(), "{target:?}");
    }
    corpus.href(target);
}

fn check_block(block: &Block, corpus: &Corpus) {
    let text = &corpus.sources.file(block.span.file).text;
    assert!(block.span.start <= block.span.end && block.span.end as usize <= text.len());
    assert!(block.mark.is_none_or(|mark| block.text.is_char_boundary(mark.len)));
    for style in &block.styles {
        assert!(block.text.get(style.range.clone()).is_some(), "{style:?} of {:?}", block.text);
    }
    for (index, (here, there)) in block.map.iter().enumerate() {
        let end = block.map.get(index + 1).map_or(block.text.len(), |next| next.0 as usize);
        let piece = &block.text[*here as usize..end];
        let found = text.get(*there as usize..*there as usize + piece.len());
        // An entity, or the joint between two lines, is one character that stands for others.
        let found = found.map(|words| words.replace(['\n', '\r'], " "));
        assert!(
            found == Some(piece.replace(['\n', '\r'], " ")) || piece.chars().count() <= 2,
            "{piece:?} is not at {there}: {found:?}"
        );
    }
    if let BlockKind::Table(table) = &block.kind {
        assert!(table.rows.iter().flatten().all(|cell| block.text.get(cell.clone()).is_some()));
    }
}

pub fn parse_text(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    check_corpus(&understand(&[&text], None, None).0);
}

pub fn cite(bytes: &[u8]) {
    let words = String::from_utf8_lossy(bytes);
    let law = format!("# 甲法\n\n第一条 甲。\n\n第二条 {words}\n\n第三条 乙：\n\n（一）丙；\n\n（二）{words}。\n");
    let other = format!("# 关于实施《甲法》的决定\n\n一、{words}\n\n二、《甲法》第二条规定“{words}”。\n");
    check_corpus(&understand(&[&law, &other], None, None).0);
}

/// Every word has a character of its own; whatever Markdown makes of the marks around, it
/// is in the text, or is where a link leads, or names a note or a language.
pub fn no_word_is_lost(bytes: &[u8]) {
    const MARKS: &[&str] = &[
        "\n",
        "\n\n",
        "# ",
        "## ",
        "- ",
        "  - ",
        "> ",
        "1. ",
        "1) ",
        "（一）",
        "第一条 ",
        "*",
        "**",
        "_",
        "`",
        "``",
        "[",
        "](",
        ")",
        "![",
        "|",
        "\n|-|-|\n",
        "|-|\n",
        "<b>",
        "<",
        ">",
        "&amp;",
        "&",
        "\\",
        "    ",
        "\t",
        "  \n",
        "---\n",
        "===\n",
        "[^1]",
        "[^1]: ",
        "]: ",
        "：",
        "“",
        "”",
        "《",
        "》",
        "。",
        "-",
        "+ ",
        "~~~\n",
        "```\n",
        "<div>",
        "!",
        "　",
        "\r\n",
        "  ",
        "一、",
        "{#a}",
    ];
    let mut text = String::new();
    let mut words = 0;
    for byte in bytes.iter().take(400) {
        match MARKS.get(usize::from(*byte) % (MARKS.len() * 2)) {
            Some(mark) => text.push_str(mark),
            None => {
                text.extend(char::from_u32(0x5000 + words));
                words += 1;
            }
        }
    }
    let (corpus, _) = understand(&[&text], None, None);
    check_corpus(&corpus);
    let mut kept = String::new();
    for block in corpus.documents.iter().flat_map(|document| document.units.iter()).flat_map(|unit| &unit.blocks) {
        kept.push_str(&block.text);
        for style in &block.styles {
            if let StyleKind::Link { href: to } | StyleKind::Image { src: to } = &style.kind {
                kept.push_str(to);
            }
        }
        if let BlockKind::Footnote(words) | BlockKind::Code(words) = &block.kind {
            kept.push_str(words);
        }
    }
    let kept: BTreeSet<char> = kept.chars().collect();
    let lost: String =
        (0..words).filter_map(|word| char::from_u32(0x5000 + word)).filter(|c| !kept.contains(c)).collect();
    assert!(lost.is_empty(), "{lost:?} of {text:?}");
}

pub fn front_matter(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    check_corpus(&understand(&[&format!("+++\n{text}\n+++\n\n# 甲\n\n第一条 乙。\n"), &text], None, None).0);
}

pub fn config(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut sources = Sources::default();
    sources.files.push(SourceFile { id: FileId(0), path: "gangmu.toml".to_owned(), text });
    let mut diagnostics = Vec::new();
    parse::config::parse_config(&sources.files[0], &mut diagnostics);
    check_findings(&sources, &diagnostics);
}

pub fn side(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let law = "+++\nid = \"a\"\n+++\n\n# 甲\n\n第一条 乙，丙乙。\n\n第二条 丁：\n\n（一）戊。\n";
    let (corpus, _) = understand(&[law], Some(&text), Some(&text));
    check_corpus(&corpus);
    for erratum in &corpus.errata {
        erratum.places.iter().for_each(|place| {
            corpus.words(place);
        });
    }
}

pub fn numerals(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for (at, _) in text.char_indices().take(64) {
        if let Some(found) = numeral::parse_prefix(&text[at..]) {
            assert!(found.value > 0 && found.len > 0 && text.is_char_boundary(at + found.len));
            assert_eq!(numeral::parse(&numeral::to_chinese(found.value)), Some(found.value));
        }
    }
}

pub fn address(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Some(address) = Address::parse(&text) {
        let shown = address.to_string();
        assert_eq!(Address::parse(&shown), Some(address));
        assert!(shown.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-#.".contains(&byte)));
    }
}

pub fn search(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let folded = terms::fold(&text);
    assert_eq!(folded.last(), (!folded.is_empty()).then_some(&terms::BREAK));
    assert_eq!(terms::fold(&String::from_utf16_lossy(&folded)), folded, "folding twice is folding once");
    assert!(terms::pairs(&folded).all(|pair| (pair >> 16) as u16 != terms::BREAK));
    postings::number_pair(&text);
    if text.encode_utf16().count() < 1 << 16 {
        assert_eq!(inline::decode(&inline::encode(&text)).as_deref(), Some(&*text));
    }
}

pub fn search_decode(bytes: &[u8]) {
    let _ = inline::decode(bytes);
    if let Some(lists) = postings::decode(bytes, 1000) {
        assert!(lists.iter().flat_map(|list| &list.ids).all(|id| *id < u32::MAX));
    }
}

pub fn import_file(bytes: &[u8]) {
    for name in ["a.txt", "a.html", "a.docx", "a.md"] {
        if let Ok(imported) = import::import_bytes(name, bytes) {
            let markdown = imported.markdown("");
            check_corpus(&understand(&[&markdown], None, None).0);
        }
    }
}

/// Every page is made, and what a text holds never opens a tag that the theme has not.
pub fn site(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (corpus, _) = understand(&[&text, "# 甲法\n\n第一条 甲。\n"], None, None);
    let Ok(site) = pipeline::make_site(&corpus) else { return };
    for (path, output) in site.iter() {
        let made = (output.make)().unwrap_or_else(|error| panic!("{path}: {error}"));
        if path.ends_with(".html") {
            let page = String::from_utf8(made).expect("a page is UTF-8");
            for sink in ["<iframe", "<object", "<embed", "javascript:", "<b>", " onerror=", "<img src=x"] {
                assert!(!page.to_lowercase().contains(sink) || !live(&page, sink), "{sink} in {path}");
            }
        }
    }
}

/// In a tag, not in text where its `<` is written out.
fn live(page: &str, sink: &str) -> bool {
    let page = page.to_lowercase();
    page.match_indices(sink).any(|(at, _)| {
        let before = &page[..at];
        sink.starts_with('<') || before.rfind('<') > before.rfind('>') && before.matches('"').count().is_multiple_of(2)
    })
}
