//! A script without its comments and blanks and with short names for its own variables.
//!
//! Knows the JavaScript that this project writes, not all there is: `var` and `function`,
//! semicolons at the end of statements, no template strings.

use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Name,
    /// A string, a regular expression or a number, which stay as they are.
    Literal,
    Mark,
    Line,
}

type Token<'s> = (Kind, &'s str);

const KEPT: &[&str] = &["do", "if", "in", "of", "for", "let", "new", "try", "var"];

/// Several scripts as one, in fewer characters. A name that one declares and another takes
/// from the browser (`history`) keeps its own in both.
pub fn lean(scripts: &[&str]) -> String {
    let mut foreign = BTreeSet::new();
    for script in scripts {
        let code: Vec<Token> = tokens(script).into_iter().filter(|(kind, _)| *kind != Kind::Line).collect();
        let declared = declared(&code);
        let named = code.iter().filter(|(kind, name)| *kind == Kind::Name && !declared.contains(name));
        foreign.extend(named.map(|(_, name)| (*name).to_owned()));
    }
    let script = scripts.concat();
    let tokens = tokens(&script);
    let mut short = short_names(&tokens);
    short.retain(|name, _| !foreign.contains(*name));
    let mut out = String::with_capacity(script.len() / 2);
    for (index, (kind, text)) in tokens.iter().enumerate() {
        let after_dot = index > 0 && tokens[index - 1].1 == ".";
        let text = if *kind == Kind::Name && !after_dot { short.get(text).map_or(*text, String::as_str) } else { text };
        let last = out.chars().next_back().unwrap_or(';');
        if *kind == Kind::Line {
            // Only where a statement may have ended without a semicolon.
            if last == '}' || last == ')' {
                out.push('\n');
            }
            continue;
        }
        let first = text.chars().next().unwrap_or(' ');
        let would_join = is_word(last) && is_word(first) || (last == first && (first == '+' || first == '-'));
        if would_join {
            out.push(' ');
        }
        if last == '\n' && matches!(first, '}' | ')' | ',' | '.' | ';') {
            out.pop();
        }
        out.push_str(text);
    }
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

fn tokens(script: &str) -> Vec<Token<'_>> {
    let mut out: Vec<Token> = Vec::new();
    let mut rest = script;
    while let Some(c) = rest.chars().next() {
        let before = out.iter().rev().find(|(kind, _)| *kind != Kind::Line).copied();
        let (kind, length) = match c {
            '\n' => (Some(Kind::Line), 1),
            c if c.is_whitespace() => (None, c.len_utf8()),
            '/' if rest.starts_with("//") => (None, rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => (None, rest.find("*/").map_or(rest.len(), |end| end + 2)),
            '/' if begins_pattern(before) => (Some(Kind::Literal), pattern(rest)),
            '\'' | '"' => (Some(Kind::Literal), string(rest)),
            c if c.is_ascii_digit() => (Some(Kind::Literal), word(rest)),
            c if is_word(c) => (Some(Kind::Name), word(rest)),
            '+' | '-' if rest[1..].starts_with(c) => (Some(Kind::Mark), 2),
            c => (Some(Kind::Mark), c.len_utf8()),
        };
        if let Some(kind) = kind {
            out.push((kind, &rest[..length]));
        }
        rest = &rest[length..];
    }
    out
}

fn word(text: &str) -> usize {
    text.find(|c: char| !is_word(c)).unwrap_or(text.len())
}

fn begins_pattern(before: Option<Token>) -> bool {
    match before {
        Some((Kind::Mark, mark)) => !matches!(mark, ")" | "]" | "}"),
        Some((Kind::Name, name)) => name == "return",
        Some(_) => false,
        None => true,
    }
}

fn string(text: &str) -> usize {
    let quote = text.as_bytes()[0];
    closing(text, |byte, _| byte == quote)
}

/// To the slash that ends it and the letters behind.
fn pattern(text: &str) -> usize {
    let end = closing(text, |byte, in_class| byte == b'/' && !in_class);
    end + word(&text[end..])
}

fn closing(text: &str, ends: impl Fn(u8, bool) -> bool) -> usize {
    let bytes = text.as_bytes();
    let mut in_class = false;
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            byte if ends(byte, in_class) => return at + 1,
            b'[' => in_class = true,
            b']' => in_class = false,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// New names for what the script declares, the shortest for the commonest. A name that is
/// also a property somewhere keeps its own, so nothing outside can be meant.
fn short_names<'s>(tokens: &[Token<'s>]) -> BTreeMap<&'s str, String> {
    let code: Vec<Token> = tokens.iter().filter(|(kind, _)| *kind != Kind::Line).copied().collect();
    let declared = declared(&code);
    let mut counts = BTreeMap::<&str, usize>::new();
    let mut taken = BTreeSet::new();
    for (index, (_, name)) in code.iter().enumerate().filter(|(_, token)| token.0 == Kind::Name) {
        let before = index.checked_sub(1).map_or("", |index| code[index].1);
        let is_key = code.get(index + 1).is_some_and(|next| next.1 == ":") && matches!(before, "{" | ",");
        if declared.contains(name) {
            *counts.entry(name).or_default() += if before == "." || is_key { 1 << 20 } else { 1 };
        }
        taken.insert(*name);
    }
    let mut ours: Vec<(usize, &str)> = counts.into_iter().map(|(name, count)| (count, name)).collect();
    ours.retain(|(count, name)| *count < 1 << 20 && name.len() > 2);
    ours.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let free = (0..).map(letters).filter(|name| !taken.contains(name.as_str()) && !KEPT.contains(&name.as_str()));
    ours.into_iter().map(|(_, name)| name).zip(free).collect()
}

/// What stands behind `var` and `function`, between the brackets of the latter and of `catch`.
fn declared<'s>(code: &[Token<'s>]) -> BTreeSet<&'s str> {
    let mut out = BTreeSet::new();
    for (index, (_, text)) in code.iter().enumerate() {
        match *text {
            "var" => {
                let mut depth = 0;
                for at in index + 1..code.len() {
                    match code[at].1 {
                        "(" | "[" | "{" => depth += 1,
                        ")" | "]" | "}" if depth == 0 => break,
                        ")" | "]" | "}" => depth -= 1,
                        ";" if depth == 0 => break,
                        name if depth == 0 && code[at].0 == Kind::Name && matches!(code[at - 1].1, "var" | ",") => {
                            out.insert(name);
                        }
                        _ => {}
                    }
                }
            }
            "function" | "catch" => {
                let rest = &code[index + 1..];
                let open = rest.iter().position(|token| token.1 == "(").unwrap_or(0);
                let close = rest.iter().position(|token| token.1 == ")").unwrap_or(0);
                out.extend(rest[..close].iter().filter(|token| token.0 == Kind::Name).map(|token| token.1));
                debug_assert!(open <= close, "a function has its brackets in order");
            }
            _ => {}
        }
    }
    out
}

fn letters(mut index: usize) -> String {
    const FIRST: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut out = String::new();
    loop {
        out.push(char::from(FIRST[index % FIRST.len()]));
        index /= FIRST.len();
        if index == 0 {
            return out;
        }
        index -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::lean;

    #[test]
    fn names_are_shortened_and_properties_are_not() {
        let script = "function count(list, size) {\n  // why\n  var total = list.size + size;\n  return { rows: total, at: /[/]a b/.test('a  b') };\n}\n";
        assert_eq!(lean(&[script]), "function c(a,size){var b=a.size+size;return{rows:b,at:/[/]a b/.test('a  b')};}\n");
    }

    #[test]
    fn a_name_of_the_browser_is_left_to_it() {
        let scripts = ["(function () { var history = 1; use(history); })();", "history.back();"];
        assert_eq!(lean(&scripts), "(function(){var history=1;use(history);})();history.back();\n");
    }

    #[test]
    fn a_question_is_not_a_key() {
        assert_eq!(lean(&["var first = 1, other = first ? first : 2;\n"]), "var a=1,b=a?a:2;\n");
    }
}
