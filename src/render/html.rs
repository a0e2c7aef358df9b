//! HTML that is known to be safe, and the one escape for each context that makes it so.

use serde::{Serialize, Serializer};

/// Markup made by this room. Templates print it as it is and everything else escaped, so a
/// text can reach a page unescaped only through this type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// For markup whose every foreign part went through an escape of this file.
    pub fn new(markup: impl Into<String>) -> SafeHtml {
        SafeHtml(markup.into())
    }

    pub fn text(text: &str) -> SafeHtml {
        SafeHtml(escape(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn push(&mut self, more: &SafeHtml) {
        self.0.push_str(&more.0);
    }
}

impl Serialize for SafeHtml {
    /// As a value that the template engine knows to be safe; no template needs a filter for it.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        tera::Value::safe_string(&self.0).serialize(serializer)
    }
}

/// For text between tags and for attribute values in double quotes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_escaped(text, &mut out);
    out
}

pub fn push_escaped(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if is_unseen(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

/// Controls that no document may hold, and the marks that turn the direction of what follows.
fn is_unseen(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A string as JSON that may stand inside `<script>` and in a classic script alike.
pub fn json(value: &impl Serialize) -> String {
    let plain =
        serde_json::to_string(value).expect("views hold only strings, numbers, lists and maps with string keys");
    let mut out = String::with_capacity(plain.len());
    for c in plain.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}

/// What a link may say, after every way of hiding it has been undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// `http:`, `https:` or `mailto:`.
    Outside(String),
    /// A relative path, to be found among the outputs; query and fragment apart.
    Inside {
        path: String,
        rest: String,
    },
    Refused,
}

/// Sorts an author's link address. Browsers drop blanks and controls before they read the
/// scheme, so those are dropped first; a percent sign or an entity in the scheme makes it a
/// scheme that is not on the list.
pub fn link(href: &str) -> Link {
    let clean: String = href.trim().chars().filter(|c| !c.is_control() && !is_unseen(*c)).collect();
    let lower = clean.to_ascii_lowercase();
    if ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)) {
        return Link::Outside(clean);
    }
    let end = clean.find(['?', '#']).unwrap_or(clean.len());
    let (path, rest) = clean.split_at(end);
    let decoded = percent_decode(path);
    let is_plain = !decoded.contains([':', '\\', '&', '<', '>']) && !decoded.starts_with('/');
    if is_plain { Link::Inside { path: decoded, rest: rest.to_owned() } } else { Link::Refused }
}

fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match pair.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_place() {
        assert_eq!(
            escape("<b a=\"1\" c='2'>&\u{202e}\u{0}"),
            "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;\u{fffd}\u{fffd}"
        );
        assert_eq!(json(&"</script><!--\u{2028}&"), "\"\\u003c/script\\u003e\\u003c!--\\u2028\\u0026\"");
    }

    #[test]
    fn only_listed_schemes_become_links() {
        for bad in [
            "javascript:alert(1)",
            "JaVa\tScript:x",
            " \u{1}javascript:x",
            "data:text/html,x",
            "javascript%3Ax",
            "vbscript:x",
            "//host/x",
            "/etc",
            "a\\b",
            "&#106;avascript:x",
            "file:///x",
        ] {
            assert_eq!(link(bad), Link::Refused, "{bad}");
        }
        assert_eq!(link("HTTPS://a.b/"), Link::Outside("HTTPS://a.b/".into()));
        assert_eq!(link("a.html?x#y"), Link::Inside { path: "a.html".into(), rest: "?x#y".into() });
    }
}
