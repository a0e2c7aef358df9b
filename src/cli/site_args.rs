//! The arguments that every command on a site takes.

use std::path::PathBuf;

use crate::pipeline::Options;

#[derive(Debug, Clone, clap::Args)]
pub struct SiteArgs {
    /// The site's folder: with gangmu.toml, or a plain folder of Markdown texts
    #[arg(default_value = ".", value_name = "SITE")]
    pub root: PathBuf,
    /// Folder of the documents, in place of SITE/content
    #[arg(long, value_name = "DIR")]
    pub content: Option<PathBuf>,
    /// Theme in SITE/themes, in place of the one in gangmu.toml
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// Where the site will stand, for canonical links, sitemap and feed
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
}

impl SiteArgs {
    pub fn options(&self) -> Options {
        Options {
            root: self.root.clone(),
            content: self.content.clone(),
            theme: self.theme.clone(),
            base_url: self.base_url.clone(),
        }
    }

    /// `public` beside `content`; for a plain folder of texts, below the working directory.
    pub fn output(&self, said: Option<&PathBuf>) -> PathBuf {
        match said {
            Some(output) => output.clone(),
            None if self.root.join("gangmu.toml").is_file() || self.root.join("content").is_dir() => {
                self.root.join("public")
            }
            None => PathBuf::from("public"),
        }
    }
}
