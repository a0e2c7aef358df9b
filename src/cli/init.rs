//! `gangmu init`: a site of one's own, with texts that teach, built at once.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use include_dir::{Dir, include_dir};

use super::report::counted;
use super::report::escape::escape;
use super::site_args::SiteArgs;
use super::terminal::print;
use super::{COULD_NOT_RUN, build};

static STARTER: Dir = include_dir!("$CARGO_MANIFEST_DIR/src/cli/starter");

#[derive(Debug, clap::Args)]
#[command(
    after_help = "In a folder that holds texts already, as Markdown or in content/, only gangmu.toml is added.\n\n\
Examples:\n  \
gangmu init our-rules --title 某某公司制度汇编\n  \
gangmu serve our-rules"
)]
pub struct Args {
    /// Folder of the new site; made where there is none
    #[arg(default_value = ".", value_name = "SITE")]
    pub root: PathBuf,
    /// The site's name
    #[arg(long)]
    pub title: Option<String>,
    /// Without the two example documents
    #[arg(long)]
    pub empty: bool,
}

pub fn run(args: &Args) -> ExitCode {
    match make(args) {
        Ok(made) => {
            let root = args.root.display();
            print(&format!("{} made in {root}: {}\n", counted(made.len(), "file"), made.join(", ")));
            let site = SiteArgs { root: args.root.clone(), content: None, theme: None, base_url: None };
            let built = build::run(&build::Args { site, output: None });
            let serve = if args.root == Path::new(".") { String::new() } else { format!(" {root}") };
            print(&format!(
                "look at it:     gangmu serve{serve}\nadd a document: gangmu new 某某条例{}\n",
                site_flag(&args.root)
            ));
            built
        }
        Err(error) => {
            eprintln!("error: {}", escape(&error.to_string()));
            ExitCode::from(COULD_NOT_RUN)
        }
    }
}

fn site_flag(root: &Path) -> String {
    if root == Path::new(".") { String::new() } else { format!(" --site {}", root.display()) }
}

#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("{} is a site already; add a document to it with `gangmu new`", path.display())]
    Already { path: PathBuf },
    #[error("cannot write {}: {source}", path.display())]
    Write { path: PathBuf, source: io::Error },
}

/// Never writes over anything.
fn make(args: &Args) -> Result<Vec<String>, Error> {
    let root = &args.root;
    if root.join("gangmu.toml").exists() {
        return Err(Error::Already { path: root.clone() });
    }
    let content = own_content(root);
    let mut files: Vec<(String, String)> = vec![("gangmu.toml".to_owned(), configuration(args, content))];
    if content.is_none() {
        for name in ["training-rules.md", "training-qa.md", "relations.tsv"] {
            if !args.empty {
                files.push((format!("content/{name}"), starter(name).to_owned()));
            }
        }
        files.push(("content/errata.toml".to_owned(), starter("errata.toml").to_owned()));
    }
    files.push((".gitignore".to_owned(), "/public\n".to_owned()));
    let mut made = Vec::new();
    for (name, text) in files {
        let path = root.join(&name);
        let failed = |source| Error::Write { path: path.clone(), source };
        fs::create_dir_all(path.parent().unwrap_or(root)).map_err(failed)?;
        match fs::OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => file.write_all(text.as_bytes()).map_err(failed)?,
            // A .gitignore of one's own stays.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            Err(source) => return Err(failed(source)),
        }
        made.push(name);
    }
    Ok(made)
}

fn starter(name: &str) -> &'static str {
    STARTER.get_file(name).and_then(|file| file.contents_utf8()).expect("the starter is part of the program")
}

/// Where texts of one's own stand already.
fn own_content(root: &Path) -> Option<&'static str> {
    let is_begun = root.join("content").is_dir();
    if is_begun { Some("content") } else { has_texts(root).then_some(".") }
}

/// The commented configuration, with the examples' lines only where the examples are.
fn configuration(args: &Args, content: Option<&str>) -> String {
    let name = args.root.canonicalize().unwrap_or_else(|_| args.root.clone());
    let name = name.file_name().map(|name| name.to_string_lossy().into_owned());
    let title = args.title.clone().or(name.filter(|_| args.title.is_none())).unwrap_or_else(|| "文库".to_owned());
    let title = title.replace('\\', "\\\\").replace('"', "\\\"").replace(char::is_control, " ");
    let mut text = starter("gangmu.toml").replace("TITLE", &title);
    if args.empty || content.is_some() {
        text = text
            .replace("subtitle = ", "# subtitle = ")
            .replace("documents = [\"training-rules\", \"training-qa\"]", "# documents = [\"first-id\", \"second-id\"]")
            .replace("spine = \"training-rules\"", "# spine = \"first-id\"");
    }
    if content == Some(".") {
        text = text.replacen(
            "\n\n# Where the site",
            "\n\n# The texts stand in this folder itself.\ncontent = \".\"\n\n# Where the site",
            1,
        );
    }
    text
}

/// Markdown in the folder, or one level below.
fn has_texts(root: &Path) -> bool {
    let holds = |folder: &Path| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).any(|path| {
            path.is_file()
                && path.extension().is_some_and(|extension| extension == "md")
                && !path.ends_with("README.md")
        })
    };
    let below = fs::read_dir(root).into_iter().flatten().flatten().map(|entry| entry.path());
    holds(root) || below.filter(|path| path.is_dir()).any(|path| holds(&path))
}
