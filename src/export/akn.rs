//! Documents as Akoma Ntoso 3.0, the standard of the field for legal texts in XML.

use super::File;
use super::pieces::pieces;
use super::xml::{Xml, escape};
use crate::model::config::Level;
use crate::model::corpus::{Corpus, Target};
use crate::model::document::{Block, BlockKind, Document, Kind, Unit, UnitKind};

const NAMESPACE: &str = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0";

/// One file a document: `plan-2017.akn.xml`. The text is the text as received, marks and all.
pub fn export_akn(corpus: &Corpus) -> Vec<File> {
    (0..corpus.documents.len() as u32)
        .map(|doc| File::new(format!("{}.akn.xml", corpus.document(doc).id), document(corpus, doc)))
        .collect()
}

fn document(corpus: &Corpus, doc: u32) -> String {
    let document = corpus.document(doc);
    let mut xml = Xml::new();
    xml.open("akomaNtoso", &[("xmlns", NAMESPACE)]);
    // `act` demands a hierarchy; speeches and questions are documents with one.
    let (outer, body) = if document.meta.kind == Kind::Law { ("act", "body") } else { ("doc", "mainBody") };
    xml.open(outer, &[("name", document.meta.kind.name())]);
    meta(document, &mut xml);
    front(corpus, doc, &mut xml);
    xml.open(body, &[]);
    let mut written = false;
    let mut index = 0;
    while index < document.units.len() {
        if !is_front(&document.units[index]) {
            unit(corpus, doc, index, &mut xml);
            written = true;
        }
        index = document.inside(index).end;
    }
    if !written {
        xml.open("hcontainer", &[("eId", "empty"), ("name", "empty")]);
        xml.element("content", &[], "<p/>");
        xml.close();
    }
    xml.close();
    xml.close();
    xml.close();
    xml.finish()
}

fn is_front(unit: &Unit) -> bool {
    unit.parent.is_none() && matches!(unit.kind, UnitKind::Cover | UnitKind::Preamble)
}

/// Work, expression and manifestation: the three dates and names without which a document is not valid.
fn meta(document: &Document, xml: &mut Xml) {
    let meta = &document.meta;
    let date = meta.date.map_or("0001-01-01".to_owned(), |date| {
        format!("{:04}-{:02}-{:02}", date.year.max(1), date.month.max(1), date.day.max(1))
    });
    let work = format!("/akn/cn/{}/{date}/{}", document_type(document), document.id);
    let expression = format!("{work}/zho@{date}");
    xml.open("meta", &[]);
    xml.open("identification", &[("source", "#gangmu")]);
    for (name, uri) in
        [("FRBRWork", &work), ("FRBRExpression", &expression), ("FRBRManifestation", &format!("{expression}.akn"))]
    {
        xml.open(name, &[]);
        xml.empty("FRBRthis", &[("value", &format!("{uri}/!main"))]);
        xml.empty("FRBRuri", &[("value", uri)]);
        if name == "FRBRWork" {
            xml.empty("FRBRalias", &[("name", "title"), ("value", &meta.title)]);
        }
        xml.empty("FRBRdate", &[("date", &date), ("name", "issued")]);
        xml.empty("FRBRauthor", &[("href", if meta.issuers.is_empty() { "#gangmu" } else { "#issuer-1" })]);
        match name {
            "FRBRWork" => {
                xml.empty("FRBRcountry", &[("value", "cn")]);
                meta.number.iter().for_each(|number| xml.empty("FRBRnumber", &[("value", number)]));
            }
            "FRBRExpression" => xml.empty("FRBRlanguage", &[("language", "zho")]),
            _ => xml.empty("FRBRformat", &[("value", "application/akn+xml")]),
        }
        xml.close();
    }
    xml.close();
    xml.open("references", &[("source", "#gangmu")]);
    xml.empty("TLCOrganization", &[("eId", "gangmu"), ("href", "/ontology/organization/gangmu"), ("showAs", "Gangmu")]);
    for (index, issuer) in meta.issuers.iter().enumerate() {
        let id = format!("issuer-{}", index + 1);
        xml.empty(
            "TLCOrganization",
            &[("eId", &id), ("href", &format!("/ontology/organization/{id}")), ("showAs", issuer)],
        );
    }
    xml.close();
    xml.close();
}

fn document_type(document: &Document) -> &'static str {
    if document.meta.kind == Kind::Law { "act" } else { "doc" }
}

/// The title, the cover and the preamble, which stand before the numbered text.
fn front(corpus: &Corpus, doc: u32, xml: &mut Xml) {
    let document = corpus.document(doc);
    xml.open("preface", &[]);
    xml.element("longTitle", &[], &format!("<p><docTitle>{}</docTitle></p>", escape(&document.meta.title)));
    for (index, unit) in
        document.units.iter().enumerate().filter(|(_, unit)| is_front(unit) && unit.kind == UnitKind::Cover)
    {
        blocks(corpus, (doc, index as u32), unit, xml);
    }
    xml.close();
    let preambles: Vec<usize> = (0..document.units.len())
        .filter(|index| is_front(&document.units[*index]) && document.units[*index].kind == UnitKind::Preamble)
        .collect();
    if !preambles.is_empty() {
        xml.open("preamble", &[]);
        preambles.iter().for_each(|index| blocks(corpus, (doc, *index as u32), &document.units[*index], xml));
        xml.close();
    }
}

/// Paragraphs without a hierarchy.
fn blocks(corpus: &Corpus, at: (u32, u32), unit: &Unit, xml: &mut Xml) {
    for (index, block) in unit.blocks.iter().enumerate() {
        let inner = inline(corpus, (at.0, at.1, index as u32), 0);
        if block.path.is_empty() {
            xml.element("p", &[], &inner);
        } else {
            xml.element("p", &[("eId", &block_id(unit, block))], &inner);
        }
    }
}

fn unit(corpus: &Corpus, doc: u32, index: usize, xml: &mut Xml) {
    let document = corpus.document(doc);
    let unit = &document.units[index];
    let inside = document.inside(index);
    let has_children = inside.len() > 1;
    let (name, class) = element(unit);
    let id = unit_id(unit);
    let mut attributes = vec![("eId", id.as_str())];
    attributes.extend(class.map(|class| ("name", class)));
    xml.open(name, &attributes);
    if !unit.printed().is_empty() {
        xml.text("num", &[], unit.printed());
    }
    let heading = unit.heading().filter(|heading| !heading.words().trim().is_empty());
    if let Some(heading) = heading {
        xml.element("heading", &[], &inline(corpus, (doc, index as u32, 0), heading.mark.map_or(0, |mark| mark.len)));
    }
    own_text(corpus, (doc, index as u32), has_children, xml);
    let mut child = index + 1;
    while child < inside.end {
        self::unit(corpus, doc, child, xml);
        child = document.inside(child).end;
    }
    xml.close();
}

/// A unit's paragraphs: below `intro` where other units follow, as numbered paragraphs otherwise.
fn own_text(corpus: &Corpus, at: (u32, u32), has_children: bool, xml: &mut Xml) {
    let unit = corpus.unit(at.0, at.1);
    let own: Vec<usize> = (0..unit.blocks.len()).filter(|index| !unit.blocks[*index].is_heading()).collect();
    if own.is_empty() {
        if !has_children {
            xml.element("content", &[], "<p/>");
        }
        return;
    }
    // The mark of a run-in first paragraph stands in `num` already.
    let from = |index: usize| if index == 0 { unit.blocks[0].mark.map_or(0, |mark| mark.len) } else { 0 };
    if has_children {
        xml.open("intro", &[]);
        for index in own {
            let inner = inline(corpus, (at.0, at.1, index as u32), from(index));
            match unit.blocks[index].path.is_empty() {
                true => xml.element("p", &[], &inner),
                false => xml.element("p", &[("eId", &block_id(unit, &unit.blocks[index]))], &inner),
            }
        }
        xml.close();
        return;
    }
    for (position, index) in own.iter().enumerate() {
        let block = &unit.blocks[*index];
        let inner = inline(corpus, (at.0, at.1, *index as u32), from(*index));
        let id = if block.path.is_empty() {
            format!("{}__block_{}", unit_id(unit), position + 1)
        } else {
            block_id(unit, block)
        };
        let (name, class) =
            if block.kind == BlockKind::Item { ("point", None) } else { ("paragraph", class_of(block)) };
        let mut attributes = vec![("eId", id.as_str())];
        attributes.extend(class.map(|class| ("class", class)));
        xml.open(name, &attributes);
        if let Some(mark) = block.mark.filter(|_| *index > 0) {
            xml.text("num", &[], block.text[..mark.len].trim());
            xml.element("content", &[], &format!("<p>{}</p>", inline(corpus, (at.0, at.1, *index as u32), mark.len)));
        } else {
            xml.element("content", &[], &format!("<p>{inner}</p>"));
        }
        xml.close();
    }
}

fn class_of(block: &Block) -> Option<&'static str> {
    match block.kind {
        BlockKind::Quote => Some("quote"),
        BlockKind::Code(_) => Some("code"),
        BlockKind::Table(_) => Some("table"),
        BlockKind::Footnote(_) => Some("footnote"),
        BlockKind::Bullet(_) => Some("bullet"),
        _ => None,
    }
}

/// The element that says most nearly what a unit is; `hcontainer` with a name for the rest.
fn element(unit: &Unit) -> (&'static str, Option<&'static str>) {
    match unit.level {
        _ if unit.kind == UnitKind::Provision => ("article", None),
        Level::Part => ("part", None),
        Level::Book => ("book", None),
        Level::SubBook => ("tome", None),
        Level::Chapter => ("chapter", None),
        Level::Section => ("section", None),
        Level::Article => ("article", None),
        Level::Han => ("division", None),
        Level::HanParen => ("subdivision", None),
        Level::Unnumbered => ("hcontainer", Some("division")),
        Level::Arabic | Level::ArabicParen | Level::Circled | Level::Ordinal => ("hcontainer", Some("point")),
    }
}

fn unit_id(unit: &Unit) -> String {
    let kind = if unit.kind == UnitKind::Provision { "art" } else { "div" };
    format!("{kind}_{}", unit.local)
}

fn block_id(unit: &Unit, block: &Block) -> String {
    let steps: Vec<String> = block.path.iter().map(u16::to_string).collect();
    format!("{}__para_{}", unit_id(unit), steps.join("-"))
}

fn inline(corpus: &Corpus, place: (u32, u32, u32), from: usize) -> String {
    let mut out = String::new();
    for piece in pieces(corpus, place, from) {
        match piece.target {
            Some(target) => out.push_str(&format!(
                "<ref href=\"{}\">{}</ref>",
                escape(&href(corpus, place.0, target)),
                escape(piece.text)
            )),
            None => out.push_str(&escape(piece.text)),
        }
    }
    out
}

fn href(corpus: &Corpus, from: u32, target: &Target) -> String {
    let document = corpus.document(target.doc);
    let file = if target.doc == from { String::new() } else { format!("{}.akn.xml", document.id) };
    let Some(unit) = target.unit.map(|unit| &document.units[unit as usize]) else {
        return if file.is_empty() { "#".to_owned() } else { file };
    };
    match unit.block_at(&target.path) {
        Some(block) => format!("{file}#{}", block_id(unit, &unit.blocks[block])),
        None => format!("{file}#{}", unit_id(unit)),
    }
}
