//! The whole site as one archive, for readers who have a disk and no connection.

use std::io::{Cursor, Write};
use std::sync::Arc;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::model::site::{Make, Site};

use super::shared::ARCHIVE;

/// Takes the catalogue as it stands now: call it last. Nothing is made until it is asked for.
pub fn insert<'c>(site: &mut Site<'c>, missing: &str) {
    let server_only = [missing, ".nojekyll", super::shared::WORKER, super::shared::MANIFEST];
    let entries: Vec<(String, Arc<Make<'c>>)> = site
        .iter()
        .filter(|(path, _)| !server_only.contains(path))
        .map(|(path, output)| (path.to_owned(), Arc::clone(&output.make)))
        .collect();
    site.insert(ARCHIVE, "the whole site as one archive", Box::new(move || pack(&entries)));
}

fn pack(entries: &[(String, Arc<Make>)]) -> Result<Vec<u8>, String> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // A fixed date: the same site gives the same bytes.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (path, make) in entries {
        let bytes = make()?;
        let told = |err: &dyn std::fmt::Display| format!("{ARCHIVE}: {path}: {err}");
        zip.start_file(path.as_str(), options).map_err(|err| told(&err))?;
        zip.write_all(&bytes).map_err(|err| told(&err))?;
    }
    zip.finish().map(Cursor::into_inner).map_err(|err| format!("{ARCHIVE}: {err}"))
}
