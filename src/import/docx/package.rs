//! The zip that a Word file is: which parts are read, and how much of them.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::import::Error;

/// All parts together, unpacked.
const MAX_BYTES: u64 = 100 << 20;
/// Unpacked to packed. Text shrinks to a tenth or a twentieth; a bomb to a thousandth.
const MAX_RATIO: u64 = 1000;
const MAX_ENTRIES: usize = 10_000;

/// `word/*.xml` by name, the folder left out; everything else in the file stays unread.
pub fn parts(file: &str, bytes: &[u8]) -> Result<BTreeMap<String, String>, Error> {
    let broken = |error: &dyn std::fmt::Display| Error::Broken { file: file.to_owned(), what: error.to_string() };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    if archive.len() > MAX_ENTRIES {
        return Err(too_large(file, format!("it holds {} files and {MAX_ENTRIES} are read", archive.len())));
    }
    let mut parts = BTreeMap::new();
    let mut left = MAX_BYTES;
    for index in 0..archive.len() {
        // Told from a broken entry, since the way out is another.
        let raw = archive.by_index_raw(index).map_err(|error| broken(&error))?;
        let name = String::from_utf8_lossy(raw.name_raw()).into_owned();
        let (encrypted, packed) = (raw.encrypted(), raw.compressed_size());
        drop(raw);
        let Some(part) = name.strip_prefix("word/").filter(|part| part.ends_with(".xml") && !part.contains('/')) else {
            continue;
        };
        if encrypted {
            return Err(Error::Encrypted { file: file.to_owned() });
        }
        let entry = archive.by_index(index).map_err(|error| broken(&error))?;
        // What the zip says of its sizes may be a lie: what is counted is what comes out.
        let limit = left.min(packed.saturating_mul(MAX_RATIO).saturating_add(1 << 16));
        let mut text = Vec::new();
        entry.take(limit + 1).read_to_end(&mut text).map_err(|error| broken(&error))?;
        if text.len() as u64 > limit {
            return Err(too_large(file, format!("{name} unpacks to more than {limit} bytes")));
        }
        left -= text.len() as u64;
        let text = String::from_utf8(text).map_err(|_| broken(&format!("{name} is not UTF-8")))?;
        parts.insert(part.to_owned(), text);
    }
    if !parts.contains_key("document.xml") {
        return Err(Error::NotWord { file: file.to_owned() });
    }
    Ok(parts)
}

fn too_large(file: &str, what: String) -> Error {
    Error::TooLarge { file: file.to_owned(), what }
}
