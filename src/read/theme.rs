//! A theme's files: the site's own over those in the program.

use std::fs;
use std::path::Path;

use include_dir::{Dir, include_dir};

use super::{Error, files_below, shown};
use crate::model::source::{Theme, ThemeFile};

/// One binary is enough: the default theme is inside it.
static DEFAULT: Dir = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

pub fn read_theme(root: &Path, name: &str) -> Result<Theme, Error> {
    let mut theme = Theme::default();
    embedded(&DEFAULT, &mut theme);
    let folder = root.join("themes").join(name);
    if !folder.is_dir() {
        if name == "default" {
            return Ok(theme);
        }
        return Err(Error::NoTheme { name: name.to_owned(), path: folder });
    }
    for path in files_below(&folder, root, &|_| false)? {
        let bytes = fs::read(&path).map_err(|source| Error::Read { path: path.clone(), source })?;
        let file = ThemeFile { origin: shown(root, &path)?, bytes };
        place(&mut theme, &shown(&folder, &path)?, file);
    }
    Ok(theme)
}

fn embedded(folder: &Dir, theme: &mut Theme) {
    for file in folder.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        let made = ThemeFile { origin: format!("{}{path}", Theme::DEFAULT), bytes: file.contents().to_vec() };
        if let Some(name) = path.strip_prefix("templates/") {
            // Stays reachable when a site's own template of that name extends it.
            theme.templates.insert(format!("default/{name}"), made.clone());
        } else if path.starts_with("words/") {
            // A site's own file of words changes some and keeps the rest.
            theme.files.insert(format!("default/{path}"), made.clone());
        }
        place(theme, &path, made);
    }
    for inner in folder.dirs() {
        embedded(inner, theme);
    }
}

fn place(theme: &mut Theme, path: &str, file: ThemeFile) {
    match path.strip_prefix("templates/") {
        Some(name) => theme.templates.insert(name.to_owned(), file),
        None => theme.files.insert(path.to_owned(), file),
    };
}
