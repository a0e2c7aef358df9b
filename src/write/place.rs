//! Where a site may be written: never over what we did not make.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::Error;
use crate::model::site::MARKER;

/// Through links and `..`, as far as the path exists.
pub fn absolute(path: &Path) -> Result<PathBuf, Error> {
    let failed = |source| Error::Write { path: path.to_owned(), source };
    let path = std::path::absolute(path).map_err(failed)?;
    let mut missing = Vec::new();
    let mut there = path.as_path();
    while !there.exists() {
        match (there.file_name(), there.parent()) {
            (Some(name), Some(parent)) => {
                missing.push(name.to_owned());
                there = parent;
            }
            _ => break,
        }
    }
    let mut whole = there.canonicalize().map_err(failed)?;
    whole.extend(missing.into_iter().rev());
    Ok(whole)
}

pub fn check_place(output: &Path, site: &Path, sources: &[&Path]) -> Result<(), Error> {
    let path = || output.to_owned();
    for folder in sources.iter().chain([&site]) {
        let Ok(folder) = folder.canonicalize() else { continue };
        if folder.starts_with(output) {
            return Err(Error::HoldsSources { path: path() });
        }
    }
    let home = std::env::home_dir().map(|home| home.canonicalize().unwrap_or(home));
    if output.parent().is_none()
        || home.is_some_and(|home| home.starts_with(output))
        || output.join(".git").symlink_metadata().is_ok()
        || output.components().any(|part| part == Component::Normal(".git".as_ref()))
    {
        return Err(Error::HoldsMore { path: path() });
    }
    let site = site.canonicalize().ok();
    for folder in sources {
        let Ok(within) = folder.canonicalize() else { continue };
        if output.starts_with(&within) && site.as_ref() != Some(&within) {
            return Err(Error::InsideSources { path: path(), within });
        }
    }
    Ok(())
}

/// The paths that an earlier build made here; empty for a new or empty folder.
pub fn check_ours(output: &Path) -> Result<BTreeSet<String>, Error> {
    let Ok(data) = fs::symlink_metadata(output) else { return Ok(BTreeSet::new()) };
    let not_ours = || Error::NotOurs { path: output.to_owned() };
    let list = match fs::read_to_string(output.join(MARKER)) {
        Ok(list) => list.lines().map(str::to_owned).collect(),
        Err(_) if fs::read_dir(output).map_err(|_| not_ours())?.next().is_none() => BTreeSet::new(),
        Err(_) => return Err(not_ours()),
    };
    if data.permissions().readonly() {
        return Err(Error::ReadOnly { path: output.to_owned() });
    }
    Ok(list)
}
