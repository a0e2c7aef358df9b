//! Disk to [`Sources`], in sorted order.
#![allow(clippy::disallowed_methods, reason = "this room reads")]

mod theme;

use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use walkdir::WalkDir;

use crate::model::diag::{Code, Diagnostic};
use crate::model::site::MARKER;
use crate::model::source::{FileId, SourceFile, Sources, Span, StaticFile, Theme};

pub const CONFIG: &str = "gangmu.toml";
/// A text larger than this is refused unless the configuration says otherwise.
pub const MAX_BYTES: usize = 16 << 20;

const FOREIGN: &[&str] = &["docx", "docm", "doc", "wps", "rtf", "odt", "pdf", "html", "htm", "txt"];

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot read {}: {source}", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("there is no folder {}; `gangmu init` makes a site", path.display())]
    NoFolder { path: PathBuf },
    #[error("{} leads out of the site by a link; put the file itself there", path.display())]
    Outside { path: PathBuf },
    #[error("{} is not a name in UTF-8; rename it", path.display())]
    Name { path: PathBuf },
    #[error("{name:?} cannot be a theme's name; it is the name of a folder in themes/")]
    ThemeName { name: String },
    #[error("there is no theme {name}: neither {} nor one in the program", path.display())]
    NoTheme { name: String, path: PathBuf },
}

/// Where a site's parts stand. A folder with neither `gangmu.toml` nor `content/` is a
/// folder of texts: it is its own content.
#[derive(Clone, Debug)]
pub struct Folders {
    pub root: PathBuf,
    pub content: PathBuf,
    /// A folder that a command names may stand anywhere; what a site says of itself leads
    /// nowhere out of it.
    anywhere: bool,
}

impl Folders {
    pub fn new(root: &Path, content: Option<&Path>) -> Result<Folders, Error> {
        if !root.is_dir() {
            return Err(Error::NoFolder { path: root.to_owned() });
        }
        let anywhere = content.is_some();
        let content = match content {
            Some(content) => content.to_owned(),
            None if root.join("content").is_dir() || root.join(CONFIG).is_file() => root.join("content"),
            None => root.to_owned(),
        };
        Ok(Folders { root: root.to_owned(), content, anywhere })
    }

    /// What `gangmu.toml` says of the content's place.
    pub fn set_content(&mut self, content: &str) {
        self.content = if content == "." { self.root.clone() } else { self.root.join(content) };
    }

    /// A site whose folder is its own content has other things in it as well.
    fn is_aside(&self, path: &Path) -> bool {
        self.root == self.content
            && self.root.join(CONFIG).is_file()
            && ["static", "themes"].iter().any(|aside| path == self.root.join(aside))
    }
}

/// `gangmu.toml`, where there is one.
pub fn read_config(folders: &Folders, sources: &mut Sources, diagnostics: &mut Vec<Diagnostic>) -> Result<(), Error> {
    let path = folders.root.join(CONFIG);
    if path.is_file() {
        let root = canonical(&folders.root)?;
        if !canonical(&path)?.starts_with(root) {
            return Err(Error::Outside { path });
        }
        sources.config = Some(add(sources, &folders.root, &path, MAX_BYTES, diagnostics)?);
    }
    Ok(())
}

/// The documents, the side files and `static/`. Text that is not UTF-8 or too large is
/// reported; what stands before the mistake is kept, so that the report can show it.
pub fn read_content(
    folders: &Folders,
    max_bytes: usize,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(), Error> {
    if !folders.content.is_dir() {
        return Err(Error::NoFolder { path: folders.content.clone() });
    }
    let home = if folders.anywhere { &folders.content } else { &folders.root };
    for path in files_below(&folders.content, home, &|path| folders.is_aside(path))? {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
        match name {
            "relations.tsv" | "errata.toml" => {
                let id = add(sources, &folders.root, &path, max_bytes, diagnostics)?;
                let is_relations = name == "relations.tsv";
                let slot = if is_relations { &mut sources.relations } else { &mut sources.errata };
                match *slot {
                    None => *slot = Some(id),
                    // The second would win in silence.
                    Some(first) => {
                        let code = if is_relations { Code::RelationSyntax } else { Code::ErratumSyntax };
                        let message = format!("a site has one {name}; the other is {}", sources.file(first).path);
                        diagnostics.push(
                            Diagnostic::new(code, Span::new(id, 0, 0), message)
                                .help("put all rows into one of the two"),
                        );
                    }
                }
            }
            _ if name.to_ascii_lowercase().ends_with(".md") => {
                let id = add(sources, &folders.root, &path, max_bytes, diagnostics)?;
                sources.documents.push(id);
            }
            _ if is_foreign(&path) => sources.foreign.push(shown(&folders.root, &path)?),
            _ => {}
        }
    }
    let statics = folders.root.join("static");
    if statics.is_dir() && (folders.root != folders.content || folders.root.join(CONFIG).is_file()) {
        for path in files_below(&statics, &folders.root, &|_| false)? {
            let bytes = fs::read(&path).map_err(|source| Error::Read { path: path.clone(), source })?;
            sources.statics.push(StaticFile { path: shown(&statics, &path)?, bytes });
        }
    }
    Ok(())
}

/// A text that `gangmu import` reads, or says how to make readable.
fn is_foreign(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("").to_ascii_lowercase();
    FOREIGN.contains(&extension.as_str())
}

/// The named theme over the default that is in the program.
pub fn read_theme(root: &Path, name: &str) -> Result<Theme, Error> {
    let mut parts = Path::new(name).components();
    if !matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None)) || name.contains(['/', '\\']) {
        return Err(Error::ThemeName { name: name.to_owned() });
    }
    theme::read_theme(root, name)
}

/// Every file of a folder, sorted; hidden ones, what is `aside` and what an earlier build
/// made left out. A link that leads out of `root` is an error.
fn files_below(folder: &Path, root: &Path, aside: &dyn Fn(&Path) -> bool) -> Result<Vec<PathBuf>, Error> {
    let root = canonical(root)?;
    let mut files = Vec::new();
    let made = |entry: &walkdir::DirEntry| entry.file_type().is_dir() && entry.path().join(MARKER).is_file();
    let visible = |entry: &walkdir::DirEntry| {
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        entry.depth() == 0 || !(hidden || made(entry) || aside(entry.path()))
    };
    for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter().filter_entry(visible) {
        let entry = entry.map_err(|error| Error::Read {
            path: error.path().unwrap_or(folder).to_owned(),
            source: error.into_io_error().unwrap_or_else(|| std::io::Error::other("a loop of links")),
        })?;
        let may_leave = entry.depth() == 0 || entry.path_is_symlink();
        if may_leave && !canonical(entry.path())?.starts_with(&root) {
            return Err(Error::Outside { path: entry.into_path() });
        }
        if entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

fn canonical(path: &Path) -> Result<PathBuf, Error> {
    path.canonicalize().map_err(|source| Error::Read { path: path.to_owned(), source })
}

/// A path below a folder, with `/` between its parts.
fn shown(base: &Path, path: &Path) -> Result<String, Error> {
    let relative = path.strip_prefix(base).unwrap_or(path);
    let parts: Option<Vec<&str>> = relative.components().map(|part| part.as_os_str().to_str()).collect();
    parts.map(|parts| parts.join("/").replace("//", "/")).ok_or_else(|| Error::Name { path: path.to_owned() })
}

fn add(
    sources: &mut Sources,
    root: &Path,
    path: &Path,
    max: usize,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<FileId, Error> {
    let id = FileId(sources.files.len() as u32);
    let failed = |source| Error::Read { path: path.to_owned(), source };
    // Places in a file are counted in 32 bits.
    let max = max.min(u32::MAX as usize - 1);
    let shown = shown(root, path)?;
    let mut bytes = Vec::new();
    fs::File::open(path).and_then(|file| file.take(max as u64 + 1).read_to_end(&mut bytes)).map_err(failed)?;
    if bytes.len() > max {
        bytes.clear();
        let size = fs::metadata(path).map_err(failed)?.len();
        let message = format!("{shown} holds {size} bytes; the limit is {max}");
        diagnostics.push(
            Diagnostic::new(Code::FileTooLarge, Span::new(id, 0, 0), message)
                .help("cut the document into a folder of parts, or raise max_bytes in gangmu.toml"),
        );
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let byte = error.as_bytes()[at];
            diagnostics.push(
                Diagnostic::new(
                    Code::FileEncoding,
                    Span::new(id, at, at),
                    format!("{shown} is not UTF-8: byte {byte:#04x} cannot stand here"),
                )
                .help("save the file as UTF-8; `gangmu import` reads GB18030 and UTF-16"),
            );
            String::from_utf8_lossy(&error.as_bytes()[..at]).into_owned()
        }
    };
    sources.files.push(SourceFile { id, path: shown, text: with_line_ends(text) });
    Ok(id)
}

/// A lone CR ended lines on old Macintoshes, and still does in what some programs save. Every
/// byte stays at its place.
fn with_line_ends(text: String) -> String {
    let bytes = text.as_bytes();
    let is_lone = |at: usize| bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    if !(0..bytes.len()).any(is_lone) {
        return text;
    }
    let mend = |(at, c): (usize, char)| if c == '\r' && is_lone(at) { '\n' } else { c };
    text.char_indices().map(mend).collect()
}
