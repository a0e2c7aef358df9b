//! A mistake in a template, told where it stands.

use crate::model::diag::{Code, Diagnostic};
use crate::model::source::{Sources, Span};

/// Reads the place out of what the template engine says: `error: …` and ` --> hub.html:2:15`.
pub fn finding(sources: &Sources, said: &str) -> Diagnostic {
    let text = said.lines().next().unwrap_or(said);
    let text = text.rsplit_once("error: ").map_or(text, |(_, text)| text);
    let place = said.lines().find_map(|line| line.trim_start().strip_prefix("--> ")).and_then(place);
    let Some((name, line, column)) = place else { return Diagnostic::new(Code::TemplateError, None, text) };
    let origin = sources.theme.templates.get(name).map_or(name, |file| file.origin.as_str());
    let help = "docs/themes.md lists what each template is given; {% extends \"default/…\" %} keeps all but the blocks you change";
    match sources.files.iter().find(|file| file.path == origin) {
        Some(file) => {
            let start = offset(&file.text, line, column);
            let len = file.text[start..].chars().next().map_or(0, char::len_utf8);
            Diagnostic::new(Code::TemplateError, Span::new(file.id, start, start + len), text).help(help)
        }
        None => Diagnostic::new(Code::TemplateError, None, format!("{origin}:{line}:{column}: {text}")).help(help),
    }
}

fn place(text: &str) -> Option<(&str, usize, usize)> {
    let (rest, column) = text.trim_end().rsplit_once(':')?;
    let (name, line) = rest.rsplit_once(':')?;
    Some((name, line.parse().ok()?, column.parse().ok()?))
}

/// Lines and columns from 1, columns in characters.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = &text[start.min(text.len())..];
    let within = rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at);
    start.min(text.len()) + within
}

#[cfg(test)]
mod tests {
    use super::{finding, offset};
    use crate::model::source::{FileId, SourceFile, Sources, ThemeFile};

    #[test]
    fn a_mistake_is_shown_in_the_file_that_has_it() {
        let mut sources = Sources::default();
        let (path, text) = ("themes/mine/templates/hub.html", "甲\n{{ x }\n");
        sources.files.push(SourceFile { id: FileId(0), path: path.to_owned(), text: text.to_owned() });
        sources
            .theme
            .templates
            .insert("hub.html".to_owned(), ThemeFile { origin: path.to_owned(), bytes: text.into() });
        let found = finding(&sources, "template hub.html: error: expected `}`\n --> hub.html:2:6\n  |\n");
        assert_eq!(found.message, "expected `}`");
        assert_eq!(sources.slice(found.at.unwrap()), "}");
    }

    #[test]
    fn a_place_past_the_end_is_the_end() {
        assert_eq!(offset("甲\n乙", 2, 9), 7);
        assert_eq!(offset("", 9, 9), 0);
    }
}
