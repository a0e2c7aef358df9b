//! XML to a tree of local names: as much of it as a Word file needs.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// Elements and texts of one part; a document of a thousand pages has some 500,000.
const MAX_NODES: usize = 4_000_000;
const MAX_DEPTH: usize = 200;

#[derive(Clone, Debug, Default)]
pub struct Element {
    /// Without its prefix: Word always writes `w:`, other programs need not.
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
}

#[derive(Clone, Debug)]
pub enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The attribute `val`, in which most of Word's settings stand.
    pub fn value(&self) -> Option<&str> {
        self.attribute("val")
    }

    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    pub fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name == name)
    }

    /// Follows a path of child names.
    pub fn at(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// A switch such as `<w:vanish/>`: on unless it says otherwise.
    pub fn is_on(&self, name: &str) -> bool {
        self.child(name).is_some_and(|switch| !matches!(switch.value(), Some("0" | "false" | "off" | "none")))
    }
}

/// The root element, or what is wrong. A document type is refused: entities that a file
/// defines for itself are how small files become large and foreign files are read.
pub fn parse(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<Element> = vec![Element::default()];
    let mut nodes = 0;
    loop {
        nodes += 1;
        if nodes > MAX_NODES || open.len() > MAX_DEPTH {
            return Err("it holds more or deeper elements than any document needs".to_owned());
        }
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let top = open.last_mut().expect("the root is never closed");
        match event {
            Event::Start(start) => open.push(element(&start)?),
            Event::End(_) => {
                let closed = open.pop().expect("the reader matches its tags");
                open.last_mut().ok_or("a tag is closed that was not opened")?.children.push(Node::Element(closed));
            }
            Event::Text(words) => push_text(top, &words.xml_content(XmlVersion::Implicit1_0)),
            Event::CData(words) => push_text(top, &words.xml_content(XmlVersion::Implicit1_0)),
            Event::GeneralRef(reference) => {
                let c = match reference.resolve_char_ref().map_err(|error| error.to_string())? {
                    Some(c) => c.to_string(),
                    None => quick_xml::escape::resolve_xml_entity(&reference)
                        .ok_or_else(|| format!("it uses the entity &{}; which XML does not know", &*reference))?
                        .to_owned(),
                };
                push_text(top, &c);
            }
            Event::DocType(_) => {
                return Err("it has a document type; Word never writes one, so it is not read".to_owned());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if open.len() != 1 {
        return Err("it ends before its last tag".to_owned());
    }
    let root = open.remove(0).children.into_iter().find_map(|node| match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    });
    root.ok_or_else(|| "it is empty".to_owned())
}

fn element(start: &BytesStart) -> Result<Element, String> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
        attributes.push((attribute.key.local_name().as_ref().to_owned(), value.into_owned()));
    }
    Ok(Element { name: start.local_name().as_ref().to_owned(), attributes, children: Vec::new() })
}

fn push_text(element: &mut Element, words: &str) {
    match element.children.last_mut() {
        Some(Node::Text(text)) => text.push_str(words),
        _ => element.children.push(Node::Text(words.to_owned())),
    }
}
