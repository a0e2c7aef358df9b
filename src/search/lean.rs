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

/// Properties that only these scripts give and read: not the browser's, not in what the
/// program writes, and not what other programs may use. They are shortened alike in each script.
const OURS: &[&str] = &[
    "ids",
    "scores",
    "hits",
    "terms",
    "docOf",
    "lists",
    "total",
    "tried",
    "near",
    "either",
    "both",
    "marks",
    "pairs",
    "named",
    "spelt",
    "chance",
    "said",
    "take",
    "score",
    "cost",
    "jump",
    "want",
    "asks",
    "inside",
    "doc",
    "printed",
    "short",
    "numeral",
    "guess",
    "heard",
    "latin",
    "spoken",
    "lazy",
    "address",
    "engine",
    "readRows",
    "parseNumber",
    "numberPair",
    "ranked",
    "groups",
    "rank",
    "sure",
    "other",
    "encode",
    "wire",
];

/// Several scripts as one, in fewer characters.
pub fn lean(scripts: &[&str]) -> String {
    let script = scripts.concat();
    let tokens = tokens(&script);
    let short = short_names(&tokens);
    let mut out = String::with_capacity(script.len() / 2);
    for (index, (kind, text)) in tokens.iter().enumerate() {
        let text = short.get(&index).map_or(*text, String::as_str);
        let property = is_property(&tokens, index).then(|| OURS.iter().position(|name| *name == text)).flatten();
        let property = property.map(letters);
        let text = property.as_deref().unwrap_or(text);
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

/// A function, or all that stands in none.
#[derive(Debug, Default)]
struct Scope<'s> {
    parent: Option<usize>,
    /// What it declares, and how often that is named.
    own: BTreeMap<&'s str, usize>,
    /// Names that mean something else in it: those of the browser, and those of functions around it.
    taken: BTreeSet<String>,
    outer: BTreeSet<(usize, &'s str)>,
}

/// By token, a new name for each that a function declares: the shortest for the commonest,
/// the same ones in every function, which is what a compressor likes.
fn short_names(tokens: &[Token]) -> BTreeMap<usize, String> {
    let places: Vec<usize> = (0..tokens.len()).filter(|index| tokens[*index].0 != Kind::Line).collect();
    let code: Vec<Token> = places.iter().map(|index| tokens[*index]).collect();
    let (mut scopes, inside) = scopes(&code);
    let mut meant: Vec<(usize, usize, &str)> = Vec::new();
    for (index, (_, name)) in code.iter().enumerate().filter(|(index, _)| is_variable(&code, *index)) {
        let mut passed = Vec::new();
        let mut scope = Some(inside[index]);
        while let Some(at) = scope.filter(|at| !scopes[*at].own.contains_key(name)) {
            passed.push(at);
            scope = scopes[at].parent;
        }
        for at in passed {
            match scope {
                Some(home) => drop(scopes[at].outer.insert((home, name))),
                None => drop(scopes[at].taken.insert((*name).to_owned())),
            }
        }
        if let Some(home) = scope {
            *scopes[home].own.entry(name).or_default() += 1;
            meant.push((index, home, name));
        }
    }
    let mut chosen = BTreeMap::<(usize, &str), String>::new();
    for (at, scope) in scopes.iter().enumerate() {
        let mut ours: Vec<(usize, &str)> = scope.own.iter().map(|(name, count)| (*count, *name)).collect();
        ours.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        let outer: BTreeSet<&String> = scope.outer.iter().filter_map(|name| chosen.get(name)).collect();
        let is_free =
            |name: &String| !scope.taken.contains(name) && !outer.contains(name) && !KEPT.contains(&name.as_str());
        let free: Vec<String> = (0..).map(letters).filter(is_free).take(ours.len()).collect();
        chosen.extend(ours.into_iter().map(|(_, name)| (at, name)).zip(free));
    }
    meant.into_iter().map(|(index, home, name)| (places[index], chosen[&(home, name)].clone())).collect()
}

/// A name that is neither a property nor a key.
fn is_variable(code: &[Token], index: usize) -> bool {
    code[index].0 == Kind::Name && !is_property(code, index)
}

fn is_property(code: &[Token], index: usize) -> bool {
    let before = code[..index].iter().rev().find(|token| token.0 != Kind::Line).map_or("", |token| token.1);
    let is_key = code.get(index + 1).is_some_and(|next| next.1 == ":") && matches!(before, "{" | ",");
    code[index].0 == Kind::Name && (before == "." || is_key)
}

/// The functions, each after those around it, and which one each token stands in. The
/// brackets of a function are inside, its name is not.
fn scopes<'s>(code: &[Token<'s>]) -> (Vec<Scope<'s>>, Vec<usize>) {
    let mut scopes = vec![Scope::default()];
    let mut inside = vec![0; code.len()];
    // Functions that are open, each with the depth of braces it ends at.
    let mut open: Vec<(usize, usize)> = vec![(0, usize::MAX)];
    let (mut depth, mut begins) = (0usize, None);
    for (index, (_, text)) in code.iter().enumerate() {
        let &(scope, ends) = open.last().expect("the outermost never closes");
        inside[index] = scope;
        match *text {
            "function" => begins = Some(index),
            "(" if begins.is_some() => {
                if code[index - 1].1 != "function" {
                    scopes[scope].own.insert(code[index - 1].1, 0);
                }
                scopes.push(Scope { parent: Some(scope), ..Scope::default() });
                open.push((scopes.len() - 1, depth));
                inside[index] = scopes.len() - 1;
                let parameters = code[index..].iter().take_while(|token| token.1 != ")");
                scopes
                    .last_mut()
                    .expect("one was pushed")
                    .own
                    .extend(parameters.filter(|token| token.0 == Kind::Name).map(|token| (token.1, 0)));
                begins = None;
            }
            "catch" => drop(code.get(index + 2).map(|token| scopes[scope].own.insert(token.1, 0))),
            "var" => scopes[scope].own.extend(variables(&code[index..]).map(|name| (name, 0))),
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                if depth == ends {
                    open.pop();
                }
            }
            _ => {}
        }
    }
    (scopes, inside)
}

/// What stands behind a `var`, up to the end of its statement.
fn variables<'c, 's>(code: &'c [Token<'s>]) -> impl Iterator<Item = &'s str> + use<'c, 's> {
    let mut depth = 0usize;
    let ends = code.iter().position(|(_, text)| match *text {
        "(" | "[" | "{" => {
            depth += 1;
            false
        }
        ")" | "]" | "}" if depth > 0 => {
            depth -= 1;
            false
        }
        ")" | "]" | "}" => true,
        text => text == ";" && depth == 0,
    });
    let statement = &code[..ends.unwrap_or(code.len())];
    let mut depth = 0i32;
    statement.windows(2).filter_map(move |two| {
        match two[0].1 {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        (depth == 0 && two[1].0 == Kind::Name && matches!(two[0].1, "var" | ",")).then_some(two[1].1)
    })
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
        assert_eq!(lean(&[script]), "function a(a,b){var c=a.size+b;return{rows:c,at:/[/]a b/.test('a  b')};}\n");
    }

    #[test]
    fn properties_of_our_own_are_shortened_wherever_they_stand() {
        let script = "var set = {\n  ids: [],\n  title: ''\n};\nset.ids.find(set.title ? set.other : set.lists);\n";
        assert_eq!(lean(&[script]), "var a={a:[],title:''};a.a.find(a.title?a.Q:a.f);\n");
    }

    #[test]
    fn a_name_of_the_browser_is_left_to_it() {
        let scripts = ["(function () { var history = 1; use(history); })();", "history.back();"];
        assert_eq!(lean(&scripts), "(function(){var a=1;use(a);})();history.back();\n");
    }

    #[test]
    fn a_question_is_not_a_key() {
        assert_eq!(lean(&["var first = 1, other = first ? first : 2;\n"]), "var a=1,b=a?a:2;\n");
    }

    #[test]
    fn functions_share_short_names_and_keep_those_around_them() {
        let script = "function outer(first) {\n  function inner(second) { return first + second + third; }\n  return inner;\n}\n";
        assert_eq!(lean(&[script]), "function a(a){function b(b){return a+b+third;}\nreturn b;}\n");
    }
}
