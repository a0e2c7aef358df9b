//! Documents as EPUB 3 books: what one reads on a device without a network.
//!
//! Written by hand upon `zip`, since a book must be the same bytes each time and libraries
//! for books put the time and a random number into each.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::File;
use super::pieces::pieces;
use super::xml::{Xml, escape};
use crate::model::corpus::{Corpus, Target};
use crate::model::document::{BlockKind, Document, Table};

const CONTAINER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\n  <rootfiles>\n    \
<rootfile full-path=\"book/package.opf\" media-type=\"application/oebps-package+xml\"/>\n  </rootfiles>\n</container>\n";

const STYLE: &str = "body { line-height: 1.7; }\nh1, h2, h3, h4 { line-height: 1.4; }\np { margin: 0.6em 0; }\n\
.item { margin-left: 2em; }\nins { text-decoration: none; border-bottom: 1px dotted; }\n.note { font-size: 0.9em; }\n\
table { border-collapse: collapse; }\ntd, th { border: 1px solid; padding: 0.2em 0.5em; }\n";

/// One book a document: `plan-2017.epub`.
pub fn export_epub(corpus: &Corpus) -> Vec<File> {
    (0..corpus.documents.len() as u32)
        .map(|doc| File::new(format!("{}.epub", corpus.document(doc).id), book(corpus, doc)))
        .collect()
}

/// A stretch of the document that is one file of the book.
struct Chapter {
    name: String,
    units: std::ops::Range<usize>,
}

fn book(corpus: &Corpus, doc: u32) -> Vec<u8> {
    let document = corpus.document(doc);
    let chapters = chapters(document);
    let mut files = vec![
        ("META-INF/container.xml".to_owned(), CONTAINER.to_owned()),
        ("book/package.opf".to_owned(), package(corpus, document, &chapters)),
        ("book/nav.xhtml".to_owned(), navigation(corpus, doc, &chapters)),
        ("book/style.css".to_owned(), STYLE.to_owned()),
        ("book/title.xhtml".to_owned(), title_page(document)),
    ];
    for chapter in &chapters {
        files.push((format!("book/{}", chapter.name), chapter_page(corpus, doc, &chapters, chapter)));
    }
    pack(&files)
}

/// Outermost units, one file each; what a document without divisions has in thousands goes by hundreds.
fn chapters(document: &Document) -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> = Vec::new();
    let mut index = 0;
    while index < document.units.len() {
        let inside = document.inside(index);
        let plain = inside.len() == 1;
        match chapters.last_mut() {
            Some(last)
                if plain
                    && last.units.len() < 100
                    && document.units[last.units.clone()].iter().all(|unit| unit.parent.is_none()) =>
            {
                last.units.end = inside.end;
            }
            _ => chapters.push(Chapter { name: format!("text-{}.xhtml", chapters.len() + 1), units: inside.clone() }),
        }
        index = inside.end;
    }
    chapters
}

/// A passage that was published twice is read once, as on the site.
fn is_left_out(corpus: &Corpus, doc: u32, unit: u32) -> bool {
    corpus.errata.iter().any(|erratum| erratum.is_applied() && erratum.whole.contains(&(doc, unit)))
}

fn pack(files: &[(String, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The default time is 1980, the same for every build.
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mimetype = [("mimetype".to_owned(), "application/epub+zip".to_owned())];
    for (name, text) in mimetype.iter().chain(files) {
        // A reader tells a book by the first bytes of the file, so the first entry is not compressed.
        let options = if name == "mimetype" { stored } else { deflated };
        zip.start_file(name.as_str(), options).expect("memory takes what is written to it");
        zip.write_all(text.as_bytes()).expect("memory takes what is written to it");
    }
    zip.finish().expect("memory takes what is written to it").into_inner()
}

fn package(corpus: &Corpus, document: &Document, chapters: &[Chapter]) -> String {
    let meta = &document.meta;
    let date = meta.date.map_or("2000-01-01".to_owned(), |date| {
        format!("{:04}-{:02}-{:02}", date.year.max(1), date.month.max(1), date.day.max(1))
    });
    let base = corpus.config.base_url.clone().unwrap_or_else(|| "urn:gangmu:".to_owned());
    let mut xml = Xml::new();
    xml.open(
        "package",
        &[
            ("xmlns", "http://www.idpf.org/2007/opf"),
            ("version", "3.0"),
            ("unique-identifier", "id"),
            ("xml:lang", "zh-Hans"),
        ],
    );
    xml.open("metadata", &[("xmlns:dc", "http://purl.org/dc/elements/1.1/")]);
    xml.text("dc:identifier", &[("id", "id")], &format!("{base}{}", document.id));
    xml.text("dc:title", &[], &meta.title);
    xml.text("dc:language", &[], "zh-Hans");
    meta.issuers.iter().for_each(|issuer| xml.text("dc:creator", &[], issuer));
    xml.text("dc:date", &[], &date);
    // When the text was issued, not when the book was made: the same text is the same book.
    xml.text("meta", &[("property", "dcterms:modified")], &format!("{date}T00:00:00Z"));
    xml.close();
    xml.open("manifest", &[]);
    xml.empty(
        "item",
        &[("id", "nav"), ("href", "nav.xhtml"), ("media-type", "application/xhtml+xml"), ("properties", "nav")],
    );
    xml.empty("item", &[("id", "style"), ("href", "style.css"), ("media-type", "text/css")]);
    let pages: Vec<&str> =
        std::iter::once("title.xhtml").chain(chapters.iter().map(|chapter| chapter.name.as_str())).collect();
    for (index, page) in pages.iter().enumerate() {
        xml.empty("item", &[("id", &format!("page-{index}")), ("href", page), ("media-type", "application/xhtml+xml")]);
    }
    xml.close();
    xml.open("spine", &[]);
    (0..pages.len()).for_each(|index| xml.empty("itemref", &[("idref", &format!("page-{index}"))]));
    xml.close();
    xml.close();
    xml.finish()
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"zh-Hans\" xml:lang=\"zh-Hans\">\n\
         <head><title>{}</title><link rel=\"stylesheet\" type=\"text/css\" href=\"style.css\"/></head>\n<body>\n{body}</body>\n</html>\n",
        escape(title)
    )
}

fn title_page(document: &Document) -> String {
    let meta = &document.meta;
    let mut body = format!("<h1>{}</h1>\n", escape(&meta.title));
    let lines = [Some(meta.issuers.join("　")), meta.number.clone(), meta.date.map(|date| date.to_string())];
    for line in lines.into_iter().flatten().filter(|line| !line.is_empty()) {
        body.push_str(&format!("<p>{}</p>\n", escape(&line)));
    }
    page(&meta.title, &body)
}

/// The table of contents: divisions and provisions as deep as they are nested.
fn navigation(corpus: &Corpus, doc: u32, chapters: &[Chapter]) -> String {
    let document = corpus.document(doc);
    let mut list = String::new();
    for chapter in chapters {
        let mut index = chapter.units.start;
        while index < chapter.units.end {
            entry(corpus, doc, (&chapter.name, index), &mut list);
            index = document.inside(index).end;
        }
    }
    let title = format!("<li><a href=\"title.xhtml\">{}</a></li>\n", escape(&document.meta.title));
    page(&document.meta.title, &format!("<nav epub:type=\"toc\" id=\"toc\">\n<ol>\n{title}{list}</ol>\n</nav>\n"))
}

fn entry(corpus: &Corpus, doc: u32, at: (&str, usize), out: &mut String) {
    let (page, index) = at;
    if is_left_out(corpus, doc, index as u32) {
        return;
    }
    let document = corpus.document(doc);
    let unit = &document.units[index];
    let words = format!("{} {}", unit.printed(), unit.title);
    let words = if words.trim().is_empty() { unit.local.to_string() } else { words.trim().to_owned() };
    out.push_str(&format!("<li><a href=\"{page}#{}\">{}</a>", id(unit.local.as_str(), &[]), escape(&words)));
    let inside = document.inside(index);
    let mut inner = String::new();
    let mut child = index + 1;
    while child < inside.end {
        entry(corpus, doc, (page, child), &mut inner);
        child = document.inside(child).end;
    }
    if !inner.is_empty() {
        out.push_str(&format!("\n<ol>\n{inner}</ol>\n"));
    }
    out.push_str("</li>\n");
}

fn chapter_page(corpus: &Corpus, doc: u32, chapters: &[Chapter], chapter: &Chapter) -> String {
    let document = corpus.document(doc);
    let mut body = String::new();
    for index in chapter.units.clone() {
        let unit = &document.units[index];
        if is_left_out(corpus, doc, index as u32) {
            continue;
        }
        body.push_str(&format!("<section id=\"{}\">\n", id(unit.local.as_str(), &[])));
        for (position, block) in unit.blocks.iter().enumerate() {
            let inner = inline(corpus, chapters, (doc, index as u32, position as u32));
            let id = if block.path.is_empty() {
                String::new()
            } else {
                format!(" id=\"{}\"", id(unit.local.as_str(), &block.path))
            };
            let depth = (unit.depth as usize + 2).min(6);
            body.push_str(&match &block.kind {
                BlockKind::Heading(_) => format!("<h{depth}>{inner}</h{depth}>\n"),
                BlockKind::Item | BlockKind::Bullet(_) => format!("<p class=\"item\"{id}>{inner}</p>\n"),
                BlockKind::Quote => format!("<blockquote{id}><p>{inner}</p></blockquote>\n"),
                BlockKind::Code(_) => format!("<pre{id}>{}</pre>\n", escape(&block.text)),
                BlockKind::Table(table) => format!("<table{id}>{}</table>\n", rows(table, &block.text)),
                BlockKind::Rule => "<hr/>\n".to_owned(),
                BlockKind::Footnote(label) => format!("<p class=\"note\"{id}>[{}] {inner}</p>\n", escape(label)),
                BlockKind::Paragraph => format!("<p{id}>{inner}</p>\n"),
            });
        }
        body.push_str("</section>\n");
    }
    page(&document.meta.title, &body)
}

fn rows(table: &Table, text: &str) -> String {
    let mut out = String::new();
    for (index, row) in table.rows.iter().enumerate() {
        let cell = if index == 0 { "th" } else { "td" };
        let cells: String =
            row.iter().map(|range| format!("<{cell}>{}</{cell}>", escape(&text[range.clone()]))).collect();
        out.push_str(&format!("<tr>{cells}</tr>"));
    }
    out
}

/// Text with links inside the book, and to the site where it has a base address; corrections
/// are shown with the original at hand.
fn inline(corpus: &Corpus, chapters: &[Chapter], place: (u32, u32, u32)) -> String {
    let mut out = String::new();
    for piece in pieces(corpus, place, 0) {
        let text = escape(piece.text);
        match (piece.corrected, piece.target.and_then(|target| href(corpus, chapters, place.0, target))) {
            (Some(corrected), _) => out.push_str(&format!("<ins title=\"原文作“{text}”\">{}</ins>", escape(corrected))),
            (None, Some(href)) => out.push_str(&format!("<a href=\"{}\">{text}</a>", escape(&href))),
            (None, None) => out.push_str(&text),
        }
    }
    out
}

fn href(corpus: &Corpus, chapters: &[Chapter], doc: u32, target: &Target) -> Option<String> {
    if target.doc != doc {
        return corpus.config.base_url.as_ref().map(|base| format!("{base}{}", corpus.href(target)));
    }
    let Some(unit) = target.unit else { return Some("title.xhtml".to_owned()) };
    if is_left_out(corpus, doc, unit) {
        return None;
    }
    let chapter = chapters.iter().find(|chapter| chapter.units.contains(&(unit as usize)))?;
    Some(format!("{}#{}", chapter.name, id(corpus.unit(doc, unit).local.as_str(), &target.path)))
}

/// XML ids begin with a letter; those of the site need not.
fn id(local: &str, path: &[u16]) -> String {
    let steps: String = path.iter().map(|step| format!(".{step}")).collect();
    format!("p-{local}{steps}")
}
