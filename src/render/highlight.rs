//! Code with its grammar's words marked by classes; the colours are the theme's.

use std::sync::LazyLock;

use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::SyntaxSet;
use syntect::util::LinesWithEndings;

use super::html::SafeHtml;

/// Compiled once: loading the bundled grammars takes longer than a page.
static GRAMMARS: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// Past this size code stays plain, since some grammars take more than linear time.
const LARGEST: usize = 64 * 1024;

const LONGEST_LINE: usize = 2 * 1024;

/// Never fails: a language without a grammar, or code past the budget, is shown plain.
pub fn highlight(code: &str, language: &str) -> SafeHtml {
    let name = language.split([' ', ',', '{']).next().unwrap_or_default();
    let is_small = code.len() <= LARGEST && code.lines().all(|line| line.len() <= LONGEST_LINE);
    let grammar = (!name.is_empty() && is_small).then(|| GRAMMARS.find_syntax_by_token(name)).flatten();
    let Some(grammar) = grammar else { return SafeHtml::text(code) };
    let style = ClassStyle::SpacedPrefixed { prefix: "c-" };
    let mut generator = ClassedHTMLGenerator::new_with_class_style(grammar, &GRAMMARS, style);
    for line in LinesWithEndings::from(code) {
        if generator.parse_html_for_line_which_includes_newline(line).is_err() {
            return SafeHtml::text(code);
        }
    }
    SafeHtml::new(generator.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_marked_by_classes_and_escaped() {
        let html = highlight("title = \"<b>\" # x\n", "toml");
        assert!(
            html.as_str().contains("class=\"c-comment") || html.as_str().contains("c-comment"),
            "{}",
            html.as_str()
        );
        assert!(!html.as_str().contains("<b>") && !html.as_str().contains("style="));
    }

    #[test]
    fn an_unknown_language_is_plain_text() {
        assert_eq!(highlight("a < b", "no-such").as_str(), "a &lt; b");
    }
}
