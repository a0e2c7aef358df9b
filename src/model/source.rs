//! Text as read, and how to point into it.

use std::collections::BTreeMap;

/// Index of a file in [`Sources::files`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A stretch of a file, in bytes, half open. Always on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        Span { file, start: start as u32, end: end as u32 }
    }
}

/// One text file. `path` is relative to the site's folder, with `/` on every system.
#[derive(Clone, Debug)]
pub struct SourceFile {
    pub id: FileId,
    pub path: String,
    pub text: String,
}

impl SourceFile {
    /// The file's name without folder and extension.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// Line and column of a byte offset, both from 1; the column counts characters.
    pub fn line_column(&self, offset: u32) -> (u32, u32) {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &self.text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        (line as u32, before[line_start..].chars().count() as u32 + 1)
    }

    /// The whole line on which a byte offset stands, without its end.
    pub fn line_at(&self, offset: u32) -> &str {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let start = self.text[..offset].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[offset..].find('\n').map_or(self.text.len(), |at| offset + at);
        self.text[start..end].trim_end_matches('\r')
    }
}

/// A theme's files by path below the theme's folder (`templates/hub.html`, `style.css`).
/// The site's own files already shadow the default's; a shadowed template stays
/// reachable as `default/…`.
#[derive(Clone, Debug, Default)]
pub struct Theme {
    /// Templates by name (`hub.html`, `default/hub.html`), with where each came from.
    pub templates: BTreeMap<String, ThemeFile>,
    /// Everything else (styles, scripts, words, images) by path.
    pub files: BTreeMap<String, ThemeFile>,
}

impl Theme {
    /// How the origin of a file begins that is part of the program.
    pub const DEFAULT: &str = "default theme: ";

    /// True where the site has templates of its own.
    pub fn has_own_templates(&self) -> bool {
        self.templates.values().any(|file| !file.origin.starts_with(Theme::DEFAULT))
    }
}

#[derive(Clone, Debug)]
pub struct ThemeFile {
    /// Path to show in messages: relative to the site, or `default theme: …`.
    pub origin: String,
    pub bytes: Vec<u8>,
}

/// A file of `static/`, copied as it is to `path`.
#[derive(Clone, Debug)]
pub struct StaticFile {
    pub path: String,
    pub bytes: Vec<u8>,
}

/// Everything that a build reads, in sorted order. After this nothing touches the disk.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    pub files: Vec<SourceFile>,
    /// `gangmu.toml`, where there is one.
    pub config: Option<FileId>,
    pub relations: Option<FileId>,
    pub errata: Option<FileId>,
    /// The Markdown files, sorted by path.
    pub documents: Vec<FileId>,
    pub theme: Theme,
    pub statics: Vec<StaticFile>,
    /// Files among the documents that are texts in another format, sorted: their paths alone.
    pub foreign: Vec<String>,
}

impl Sources {
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// Makes the site's own templates files that one can point into.
    pub fn add_templates(&mut self) {
        for file in self.theme.templates.values().filter(|file| !file.origin.starts_with(Theme::DEFAULT)) {
            let (id, text) = (FileId(self.files.len() as u32), String::from_utf8_lossy(&file.bytes).into_owned());
            self.files.push(SourceFile { id, path: file.origin.clone(), text });
        }
    }

    pub fn slice(&self, span: Span) -> &str {
        &self.file(span.file).text[span.start as usize..span.end as usize]
    }
}
