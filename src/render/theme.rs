//! A theme, loaded: templates compiled, words merged, style and scripts packed and named.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, Value};

use crate::model::source::Theme;

use super::Error;
use super::assets::{csp_hash, hashed_name, pack_script, pack_style};
use super::html::{SafeHtml, json};
use super::view::{PageView, SiteView};
use super::words::{Words, fill};

pub struct Engine {
    tera: Tera,
    words: Value,
    /// By kind of page.
    sites: BTreeMap<&'static str, Value>,
    /// By name in the theme (`app.js`): name in the output and bytes.
    pub assets: BTreeMap<String, (String, Vec<u8>)>,
}

/// Where a script is given its words: the table `[script]`.
const WORDS: &str = "/*WORDS*/{}";
const DEFAULT: &str = "default/";

impl Engine {
    pub fn new(theme: &Theme, words: &Words, mut site: SiteView) -> Result<Engine, Error> {
        let tera = compile(theme)?;
        let early = pack_script(&text(theme, "early.js")?).trim().to_owned();
        refuse_end_tag("early.js", &early)?;
        site.early = SafeHtml::new(early.as_str());
        let mut sites = BTreeMap::new();
        for kind in PageView::KINDS {
            let own = format!("{kind}.css");
            let style = [text(theme, "style.css")?, text(theme, &own)?, text(theme, "extra.css")?].concat();
            let style = pack_style(&style);
            refuse_end_tag("style.css", &style)?;
            site.csp = SafeHtml::new(policy(&style, &early));
            site.style = SafeHtml::new(style);
            sites.insert(*kind, Value::from_serializable(&site));
        }
        let assets = assets(theme, words)?;
        Ok(Engine { tera, words: Value::from_serializable(&words.tree()), sites, assets })
    }

    /// Name in the output of a theme's file; None where the theme has none.
    pub fn asset(&self, name: &str) -> Option<&str> {
        self.assets.get(name).map(|(path, _)| path.as_str())
    }

    pub fn render(&self, template: &str, page: &PageView, view: &impl Serialize) -> Result<Vec<u8>, String> {
        let mut context = Context::from_serialize(view).map_err(|err| explain(template, &err))?;
        context.insert_value("words", self.words.clone());
        context.insert_value("site", self.sites[page.kind].clone());
        context.insert("page", page);
        self.tera.render(template, &context).map(String::into_bytes).map_err(|err| explain(template, &err))
    }
}

/// A style or script that holds its own end tag would leave its element.
fn refuse_end_tag(name: &str, packed: &str) -> Result<(), Error> {
    if packed.contains("</") {
        return Err(Error::Asset { file: name.to_owned(), message: "must not hold </".to_owned() });
    }
    Ok(())
}

fn explain(template: &str, err: &tera::Error) -> String {
    let mut out = format!("template {template}: {err}");
    let mut source = std::error::Error::source(err);
    while let Some(cause) = source {
        out.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    out
}

fn compile(theme: &Theme) -> Result<Tera, Error> {
    let mut tera = Tera::default();
    tera.autoescape_on(vec![".html", ".xml", ".svg"]);
    tera.register_filter("fill", |pattern: &str, values: Kwargs, _: &State| -> tera::TeraResult<String> {
        let values: Vec<(String, String)> =
            values.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        let borrowed: Vec<(&str, &str)> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        Ok(fill(pattern, &borrowed))
    });
    tera.set_fallback_prefixes([DEFAULT]).map_err(|err| Error::Template { message: explain("", &err) })?;
    let mut sources = Vec::new();
    for (name, file) in &theme.templates {
        let text = std::str::from_utf8(&file.bytes)
            .map_err(|_| Error::Asset { file: file.origin.clone(), message: "is not UTF-8".to_owned() })?;
        sources.push((name.as_str(), text));
    }
    tera.add_raw_templates(sources).map_err(|err| Error::Template { message: err.to_string() })?;
    Ok(tera)
}

/// Scripts and the sheet for code, packed and named by their digest; the rest of a theme's
/// files are templates, words, and what is inlined.
fn assets(theme: &Theme, words: &Words) -> Result<BTreeMap<String, (String, Vec<u8>)>, Error> {
    let mut out = BTreeMap::new();
    for path in theme.files.keys() {
        let is_inlined = matches!(path.as_str(), "style.css" | "extra.css" | "early.js" | "sw.js")
            || path.strip_suffix(".css").is_some_and(|kind| PageView::KINDS.contains(&kind));
        if path.contains('/') || is_inlined {
            continue;
        }
        let bytes = match path.rsplit_once('.').map(|(_, extension)| extension) {
            Some("js") => {
                // Every page marks the words it was found by; what does so belongs to search.
                let with = if path == "app.js" { text(theme, "search/mark.js")? } else { String::new() };
                pack_script(&(text(theme, path)? + &with)).replace(WORDS, &json(&words.tree()["script"])).into_bytes()
            }
            Some("css") => pack_style(&text(theme, path)?).into_bytes(),
            Some("toml" | "md") | None => continue,
            Some(_) => theme.files[path].bytes.clone(),
        };
        out.insert(path.clone(), (hashed_name(path, &bytes), bytes));
    }
    Ok(out)
}

/// A theme's text file; empty where there is none.
pub fn text(theme: &Theme, path: &str) -> Result<String, Error> {
    let Some(file) = theme.files.get(path) else { return Ok(String::new()) };
    String::from_utf8(file.bytes.clone())
        .map_err(|_| Error::Asset { file: file.origin.clone(), message: "is not UTF-8".to_owned() })
}

fn policy(style: &str, early: &str) -> String {
    let early = if early.is_empty() { String::new() } else { format!(" {}", csp_hash(early)) };
    format!(
        "default-src 'none'; script-src 'self'{early}; style-src 'self' {}; img-src 'self' data:; connect-src 'self'; \
         manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'",
        csp_hash(style)
    )
}
