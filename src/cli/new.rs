//! `gangmu new`: a document begun, with what its title says of it filled in.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::COULD_NOT_RUN;
use super::report::escape::escape;
use super::terminal::{print, shown};
use crate::model::address::DocId;
use crate::model::document::Kind;
use crate::resolve::identify::initials;

#[derive(Debug, clap::Args)]
#[command(after_help = "To bring in a text that is at hand as a file, use `gangmu import FILE`.\n\n\
Examples:\n  \
gangmu new 某某公司安全生产条例\n  \
gangmu new 关于开展技能竞赛的通知 --id contest-2024 --site our-rules")]
pub struct Args {
    /// The document's title
    pub title: String,
    /// Its address; the pinyin initials of the title unless told
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// The site's folder
    #[arg(long, default_value = ".", value_name = "SITE")]
    pub site: PathBuf,
}

pub fn run(args: &Args) -> ExitCode {
    match make(args) {
        Ok(path) => {
            print(&format!("{} is begun; paste the text into it, then `gangmu check`\n", shown(&path)));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {}", escape(&error.to_string()));
            ExitCode::from(COULD_NOT_RUN)
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no site in {}; `gangmu init` makes one", path.display())]
    NoSite { path: PathBuf },
    #[error("{id:?} cannot be an id: lower-case letters, digits and hyphens, beginning with a letter")]
    Id { id: String },
    #[error("a title has words")]
    NoTitle,
    #[error("{} is there already; choose another id with --id", shown(path))]
    Taken { path: PathBuf },
    #[error("cannot write {}: {source}", path.display())]
    Write { path: PathBuf, source: io::Error },
}

fn make(args: &Args) -> Result<PathBuf, Error> {
    let title = args.title.trim().trim_start_matches('#').trim();
    let title: String = title.chars().filter(|c| !c.is_control()).collect();
    if title.is_empty() {
        return Err(Error::NoTitle);
    }
    let folder = content(&args.site)?;
    let id = args.id.clone().unwrap_or_else(|| initials(&title));
    let id = DocId::new(&id).ok_or(Error::Id { id })?;
    let path = folder.join(format!("{id}.md"));
    let text = text(&title, &id);
    match fs::OpenOptions::new().write(true).create_new(true).open(&path) {
        Ok(mut file) => {
            file.write_all(text.as_bytes()).map_err(|source| Error::Write { path: path.clone(), source })?
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(Error::Taken { path }),
        Err(source) => return Err(Error::Write { path, source }),
    }
    Ok(path)
}

/// The content folder of a site; made where it has none yet.
pub fn content(site: &Path) -> Result<PathBuf, Error> {
    let config = fs::read_to_string(site.join("gangmu.toml")).ok().and_then(|text| text.parse::<toml::Table>().ok());
    let said = config.as_ref().and_then(|config| config.get("content")).and_then(|content| content.as_str());
    let content = site.join(said.unwrap_or("content"));
    match content.is_dir() {
        true => Ok(if said == Some(".") { site.to_owned() } else { content }),
        // A site that was begun without documents.
        false if config.is_some() => fs::create_dir_all(&content)
            .map(|()| content.clone())
            .map_err(|source| Error::Write { path: content, source }),
        false => Err(Error::NoSite { path: site.to_owned() }),
    }
}

fn text(title: &str, id: &DocId) -> String {
    let kind = kind(title).map_or(
        "# kind = \"law\"               # law | policy | qa | speeches | guide".to_owned(),
        |kind| {
            format!(
                "kind = \"{}\"{}# law | policy | qa | speeches | guide",
                kind.name(),
                " ".repeat(20 - kind.name().len())
            )
        },
    );
    format!(
        "+++\nid = \"{id}\"\n{kind}\n\
         # date = 2024-05-01          # of issue, or of the last amendment\n\
         # issuers = [\"发布机关\"]\n\
         # number = \"某发〔2024〕1号\"\n\
         +++\n\n# {title}\n\n\
         <!-- Paste the text here: a blank line between paragraphs, numbers as they are printed (第一条, 一、, （一）, 1.). This line is not published. -->\n"
    )
}

/// What a title says of its text.
fn kind(title: &str) -> Option<Kind> {
    let ends = |words: &[&str]| words.iter().any(|word| title.trim_end_matches(['》', '）', ')']).ends_with(word));
    match () {
        () if title.contains("问答") || ends(&["问", "解读"]) => Some(Kind::Qa),
        () if ends(&["讲话", "发言", "致辞"]) => Some(Kind::Speeches),
        () if ends(&["意见", "方案", "通知", "规划", "纲要", "决定", "计划", "措施"]) => {
            Some(Kind::Policy)
        }
        () if ends(&["法", "条例", "规定", "办法", "细则", "规则", "章程", "制度", "标准"]) => {
            Some(Kind::Law)
        }
        () if ends(&["手册", "指南"]) => Some(Kind::Guide),
        () => None,
    }
}
