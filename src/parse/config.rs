//! `gangmu.toml` to [`Config`].

use crate::model::config::Config;
use crate::model::diag::{Code, Diagnostic};
use crate::model::source::{SourceFile, Span};

use super::toml_error;

/// A broken file gives the defaults and a diagnostic that stops the build.
pub fn parse_config(file: &SourceFile, diagnostics: &mut Vec<Diagnostic>) -> Config {
    let config: Config = match toml::from_str(&file.text) {
        Ok(config) => config,
        Err(error) => {
            diagnostics.push(toml_error::diagnostic(file, 0, &error, Code::ConfigSyntax, Code::ConfigKey, &[]));
            return Config::default();
        }
    };
    let mut refuse = |word: &str, message: String, help: &str| {
        // A word written with escapes stands nowhere as it is read.
        let at = file.text.find(word).map_or(0..0, |at| at..at + word.len());
        diagnostics.push(Diagnostic::new(Code::ConfigSyntax, Span::new(file.id, at.start, at.end), message).help(help));
    };
    if let Some(url) = &config.base_url
        && !((url.starts_with("https://") || url.starts_with("http://")) && url.ends_with('/'))
    {
        refuse(
            url,
            format!("{url:?} cannot be the base_url"),
            "write the whole address with https:// before it and / after it",
        );
    }
    if let Some(content) = &config.content
        && (content.starts_with('/') || content.contains('\\') || content.split('/').any(|part| part == ".."))
    {
        refuse(
            content,
            format!("{content:?} cannot be the content's folder"),
            "name a folder inside the site's own, or use --content",
        );
    }
    if let Some(report) = &config.report
        && !["mailto:", "https://", "http://"].iter().any(|scheme| report.starts_with(scheme))
    {
        refuse(
            report,
            format!("{report:?} cannot be where reports go"),
            "write an address that begins with mailto: or https://",
        );
    }
    if let Some(language) = &config.language
        && !["zh-Hans", "en"].contains(&language.as_str())
    {
        refuse(
            language,
            format!("there are no words for the language {language:?}"),
            "the languages are zh-Hans and en",
        );
    }
    config
}
