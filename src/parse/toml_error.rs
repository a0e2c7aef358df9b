//! A mistake in a TOML file, told with its place and the nearest key that is known.

use crate::model::diag::{Code, Diagnostic};
use crate::model::source::{SourceFile, Span};

/// `syntax` for what is not TOML or has the wrong type, `key` for a key that is not known.
pub fn diagnostic(
    file: &SourceFile,
    base: usize,
    error: &toml::de::Error,
    syntax: Code,
    key: Code,
    keys: &[&str],
) -> Diagnostic {
    let at = error.span().unwrap_or(0..0);
    let span = Span::new(file.id, base + at.start, base + at.end);
    let message = error.message();
    let Some(unknown) = message.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next()) else {
        return wrong_value(syntax, span, message);
    };
    let diagnostic = Diagnostic::new(key, span, format!("{unknown} is not a key here"));
    let known: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
    let known: &[&str] = if known.is_empty() { keys } else { &known };
    match nearest(unknown, known) {
        Some(near) => diagnostic.help(format!("did you mean {near}?")).candidates(vec![near.to_owned()]),
        None => diagnostic.help(format!("the keys are {}", known.join(", "))),
    }
}

/// What the TOML reader says, in words that say what to write.
fn wrong_value(code: Code, span: Span, message: &str) -> Diagnostic {
    let words: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    if let (Some(rest), [word, known @ ..]) = (message.strip_prefix("unknown variant "), &words[..]) {
        let known = if known.is_empty() { rest.to_owned() } else { known.join(", ") };
        return Diagnostic::new(code, span, format!("{word:?} is not a word for this key"))
            .help(format!("it is one of {known}"));
    }
    if let (true, [key, ..]) = (message.starts_with("missing field"), &words[..]) {
        return Diagnostic::new(code, span, format!("{key} is missing here")).help(format!("add a line {key} = …"));
    }
    let first = message.lines().next().unwrap_or(message);
    if let Some((given, expected)) =
        first.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected "))
    {
        // [erratum] where there may be many.
        let is_single = code == Code::ErratumSyntax && given == "map" && expected == "a sequence";
        let (given, shape) =
            if is_single { ("one table", "[[erratum]], in two pairs of brackets") } else { (given, shape(expected)) };
        return Diagnostic::new(code, span, format!("{given} cannot stand here")).help(format!("write {shape}"));
    }
    let (said, help) = match first {
        _ if first.starts_with("string values must be quoted") => ("a text needs quotation marks", "write it as \"…\""),
        _ if first.starts_with("invalid value: integer") => {
            ("this number cannot stand here", "write a whole number, not below 0")
        }
        _ if first.starts_with("invalid date") => ("there is no such day", "write a date as 2017-04-14"),
        "duplicate key" => ("this key stands twice", "keep one of the two"),
        _ => (first, "texts stand in double quotes, dates as 2017-04-14, lists in [ ]"),
    };
    Diagnostic::new(code, span, said).help(help)
}

fn shape(expected: &str) -> &str {
    match expected {
        "a string" => "a text, in double quotes",
        "a sequence" => "a list: [\"…\", \"…\"]",
        "a boolean" => "true or false, without quotes",
        "usize" | "u32" | "u64" => "a whole number, without quotes",
        "struct Source" => "a table: { file = \"…\", sha256 = \"…\" }",
        "a map" => "a table: { key = \"…\" }",
        _ if expected.contains("datetime") => "a date as 2017-04-14, without quotes",
        _ => expected,
    }
}

/// The known word that differs least, where it is near enough to have been meant.
pub fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let best = known.iter().min_by_key(|candidate| strsim::damerau_levenshtein(word, candidate))?;
    (strsim::damerau_levenshtein(word, best) <= 1 + word.chars().count() / 3).then_some(best)
}
