//! The words of the interface, one file a language, with a site's own in place of the theme's.

use std::collections::BTreeMap;

use crate::model::source::Theme;

use super::Error;

/// Words by key (`next`, `relation.explains`), with `{name}` where something is put in.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub language: String,
    entries: BTreeMap<String, String>,
}

impl Words {
    /// The default theme's words with the site's over them, key by key, so that a site can
    /// change one word with a file of one line.
    pub fn load(theme: &Theme, language: &str) -> Result<Words, Error> {
        let mut words = Words { language: language.to_owned(), entries: BTreeMap::new() };
        let path = format!("words/{language}.toml");
        let mut is_known = false;
        for name in [format!("default/{path}"), path.clone()] {
            let Some(file) = theme.files.get(&name) else { continue };
            is_known = true;
            let text = std::str::from_utf8(&file.bytes)
                .map_err(|_| Error::Words { file: file.origin.clone(), message: "is not UTF-8".to_owned() })?;
            let table: toml::Table = text
                .parse()
                .map_err(|err: toml::de::Error| Error::Words { file: file.origin.clone(), message: err.to_string() })?;
            collect("", &table, &mut words.entries);
        }
        if is_known { Ok(words) } else { Err(Error::Language { language: language.to_owned(), known: known(theme) }) }
    }

    /// The words for a key; the key itself where a theme forgot it, so that it is seen.
    pub fn get<'w>(&'w self, key: &'w str) -> &'w str {
        self.entries.get(key).map_or(key, String::as_str)
    }

    pub fn set(&mut self, key: &str, value: &str) {
        self.entries.insert(key.to_owned(), value.to_owned());
    }

    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.get(key), values)
    }

    /// As templates see them: `words.next`, `words.relation.explains`.
    pub fn tree(&self) -> serde_json::Value {
        let mut root = serde_json::Value::Object(serde_json::Map::new());
        for (key, value) in &self.entries {
            let mut here = &mut root;
            for step in key.split('.') {
                if !here.is_object() {
                    *here = serde_json::Value::Object(serde_json::Map::new());
                }
                here = &mut here[step];
            }
            *here = serde_json::Value::String(value.clone());
        }
        root
    }
}

/// Puts values where their names stand in braces.
pub fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        let name_end = rest[open..].find('}').map(|end| open + end);
        let value = name_end.and_then(|end| values.iter().find(|(name, _)| *name == &rest[open + 1..end]));
        match (value, name_end) {
            (Some((_, value)), Some(end)) => {
                out.push_str(&rest[..open]);
                out.push_str(value);
                rest = &rest[end + 1..];
            }
            _ => {
                out.push_str(&rest[..=open]);
                rest = &rest[open + 1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn collect(prefix: &str, table: &toml::Table, entries: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::Table(inner) => collect(&key, inner, entries),
            toml::Value::String(text) => {
                entries.insert(key, text.clone());
            }
            other => {
                entries.insert(key, other.to_string());
            }
        }
    }
}

fn known(theme: &Theme) -> Vec<String> {
    let mut names: Vec<String> = theme
        .files
        .keys()
        .filter_map(|path| path.strip_prefix("words/")?.strip_suffix(".toml").map(str::to_owned))
        .collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::source::ThemeFile;

    fn theme(files: &[(&str, &str)]) -> Theme {
        let file = |(path, text): &(&str, &str)| {
            (path.to_string(), ThemeFile { origin: path.to_string(), bytes: text.as_bytes().to_vec() })
        };
        Theme { files: files.iter().map(file).collect(), ..Theme::default() }
    }

    #[test]
    fn a_site_changes_one_word_and_keeps_the_rest() {
        let theme = theme(&[
            ("default/words/en.toml", "next = \"Next\"\n[relation]\nexplains = \"explains\""),
            ("words/en.toml", "next = \"Onward\""),
        ]);
        let words = Words::load(&theme, "en").unwrap();
        assert_eq!((words.get("next"), words.get("relation.explains")), ("Onward", "explains"));
        assert_eq!(words.tree()["relation"]["explains"], "explains");
    }

    #[test]
    fn values_are_put_where_their_names_stand() {
        assert_eq!(fill("第{n}条 / {x}{total", &[("n", "3"), ("total", "9")]), "第3条 / {x}{total");
    }

    #[test]
    fn a_language_without_words_is_named_with_those_there_are() {
        let error = Words::load(&theme(&[("words/en.toml", "")]), "fr").unwrap_err();
        assert_eq!(error.to_string(), "no words for the language fr; the theme has en");
    }
}
