//! What a paragraph style of a Word file means: heading, title, a list's level.

use std::collections::BTreeMap;

use super::xml::Element;

/// What is known of a paragraph before its text is read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Meaning {
    pub title: bool,
    /// A line of a table of contents, made by Word.
    pub contents: bool,
    /// From 1.
    pub heading: Option<u8>,
    /// List and level, from 0. The list `0` is none.
    pub list: Option<(String, Option<usize>)>,
    pub style: Option<String>,
}

#[derive(Debug, Default)]
pub struct Styles {
    styles: BTreeMap<String, Style>,
    default: Option<String>,
}

#[derive(Clone, Debug, Default)]
struct Style {
    based_on: Option<String>,
    title: bool,
    contents: bool,
    heading: Option<u8>,
    list: Option<(Option<String>, Option<usize>)>,
}

impl Styles {
    pub fn new(root: Option<&Element>) -> Styles {
        let mut styles = Styles::default();
        for element in root.into_iter().flat_map(Element::elements).filter(|element| element.name == "style") {
            let Some(id) = element.attribute("styleId") else { continue };
            if element.attribute("default") == Some("1") && element.attribute("type") == Some("paragraph") {
                styles.default = Some(id.to_owned());
            }
            styles.styles.insert(id.to_owned(), style(element));
        }
        styles
    }

    /// The paragraph's own settings before its style's, the style's before those it is based on.
    pub fn meaning(&self, properties: Option<&Element>) -> Meaning {
        let said = properties.and_then(|properties| properties.child("pStyle")).and_then(Element::value);
        let name = said.map(str::to_owned).or_else(|| self.default.clone());
        let own = properties.map(paragraph_settings).unwrap_or_default();
        let (mut heading, mut title, mut contents) = (own.heading, false, false);
        let (mut num, mut level) = own.list.unwrap_or_default();
        let mut next = name.as_deref();
        // A loop of styles is a broken file; no chain is longer than there are styles.
        for _ in 0..=self.styles.len() {
            let Some(style) = next.and_then(|id| self.styles.get(id)) else { break };
            title |= style.title;
            contents |= style.contents;
            heading = heading.or(style.heading);
            if let Some((style_num, style_level)) = &style.list {
                level = level.or(if num.is_none() { *style_level } else { None });
                num = num.or_else(|| style_num.clone());
            }
            next = style.based_on.as_deref();
        }
        let heading = heading.filter(|depth| *depth <= 9);
        Meaning { title, contents, heading, list: num.map(|num| (num, level)), style: name }
    }
}

fn style(element: &Element) -> Style {
    let name = element.child("name").and_then(Element::value).unwrap_or_default().to_lowercase();
    let mut style = element.child("pPr").map(paragraph_settings).unwrap_or_default();
    style.based_on = element.child("basedOn").and_then(Element::value).map(str::to_owned);
    style.contents = name.starts_with("toc ");
    style.title = matches!(name.as_str(), "title" | "标题");
    // Word keeps the names of its own styles in English in every language.
    let number = name.strip_prefix("heading ").or_else(|| name.strip_prefix("标题 "));
    style.heading = number.and_then(|number| number.trim().parse().ok()).or(style.heading);
    style
}

fn paragraph_settings(properties: &Element) -> Style {
    let outline = properties.child("outlineLvl").and_then(Element::value).and_then(|level| level.parse::<u8>().ok());
    let list = properties.child("numPr").map(|list| {
        let num = list.child("numId").and_then(Element::value).map(str::to_owned);
        let level = list.child("ilvl").and_then(Element::value).and_then(|level| level.parse().ok());
        (num, level)
    });
    // Outline level 9 is body text.
    Style { heading: outline.map(|level| level.saturating_add(1)), list, ..Style::default() }
}
