//! Text that is safe inside XML, and a writer of nested elements.

/// Escapes for text and attributes alike; leaves out what XML 1.0 cannot hold.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(c),
            '\u{fffe}' | '\u{ffff}' => {}
            c if (c as u32) < 0x20 => {}
            c => out.push(c),
        }
    }
    out
}

/// Elements in the order in which they are opened, with their ends in the right order by construction.
#[derive(Default)]
pub struct Xml {
    out: String,
    open: Vec<&'static str>,
}

impl Xml {
    pub fn new() -> Xml {
        Xml { out: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), open: Vec::new() }
    }

    pub fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.out.push_str(">\n");
        self.open.push(name);
    }

    pub fn close(&mut self) {
        let name = self.open.pop().expect("every close has its open");
        self.out.push_str(&format!("{}</{name}>\n", "  ".repeat(self.open.len())));
    }

    pub fn empty(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.out.push_str("/>\n");
    }

    /// An element whose content is already XML.
    pub fn element(&mut self, name: &'static str, attributes: &[(&str, &str)], inner: &str) {
        self.start(name, attributes);
        self.out.push_str(&format!(">{inner}</{name}>\n"));
    }

    pub fn text(&mut self, name: &'static str, attributes: &[(&str, &str)], text: &str) {
        self.element(name, attributes, &escape(text));
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.out.push_str(&format!("{}<{name}", "  ".repeat(self.open.len())));
        for (key, value) in attributes {
            self.out.push_str(&format!(" {key}=\"{}\"", escape(value)));
        }
    }

    pub fn finish(self) -> String {
        assert!(self.open.is_empty(), "every element is closed: {:?}", self.open);
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::{Xml, escape};

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        assert_eq!(escape("a<b>&\"c\u{1b}\u{0}\nd"), "a&lt;b&gt;&amp;&quot;c\nd");
    }

    #[test]
    fn elements_close_in_order() {
        let mut xml = Xml::new();
        xml.open("a", &[("b", "\"")]);
        xml.text("c", &[], "<");
        xml.close();
        assert_eq!(xml.finish(), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a b=\"&quot;\">\n  <c>&lt;</c>\n</a>\n");
    }
}
