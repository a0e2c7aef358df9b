//! The catalogue of output files: path, and how its bytes are made.

use std::collections::BTreeMap;
use std::sync::Arc;

/// The file in an output folder that names every file that a build made there. What is not
/// in it is not ours; a folder that holds it is no source.
pub const MARKER: &str = ".gangmu";

/// Makes one file's bytes. The error is a message that names the template and the mistake.
pub type Make<'c> = Box<dyn Fn() -> Result<Vec<u8>, String> + Send + Sync + 'c>;

pub struct Output<'c> {
    /// What it is made from, for messages: `hub of plan-2017#16`, `static/favicon.ico`.
    pub origin: String,
    /// Shared, so that an archive can hold what its entries are made by.
    pub make: Arc<Make<'c>>,
}

/// Every output file by its path below the output folder. Bytes are made when asked for,
/// so memory does not grow with the output and a server makes only what is read.
#[derive(Default)]
pub struct Site<'c> {
    outputs: BTreeMap<String, Output<'c>>,
    /// By lower-cased path, the path as given: two names that differ only in case are one
    /// file on many disks.
    folded: BTreeMap<String, String>,
    /// Pairs of origins that would be written to one file.
    pub clashes: Vec<Clash>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    pub path: String,
    pub first: String,
    pub second: String,
}

impl<'c> Site<'c> {
    pub fn insert(&mut self, path: impl Into<String>, origin: impl Into<String>, make: Make<'c>) {
        let (path, origin) = (path.into(), origin.into());
        let folded = path.to_lowercase();
        if let Some(earlier) = self.folded.get(&folded) {
            let first = self.outputs[earlier].origin.clone();
            self.clashes.push(Clash { path, first, second: origin });
            return;
        }
        self.folded.insert(folded, path.clone());
        self.outputs.insert(path, Output { origin, make: Arc::new(make) });
    }

    pub fn insert_bytes(&mut self, path: impl Into<String>, origin: impl Into<String>, bytes: Vec<u8>) {
        self.insert(path, origin, Box::new(move || Ok(bytes.clone())));
    }

    pub fn get(&self, path: &str) -> Option<&Output<'c>> {
        self.outputs.get(path)
    }

    pub fn contains(&self, path: &str) -> bool {
        self.outputs.contains_key(path)
    }

    pub fn len(&self) -> usize {
        self.outputs.len()
    }

    pub fn is_empty(&self) -> bool {
        self.outputs.is_empty()
    }

    /// By path, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Output<'c>)> {
        self.outputs.iter().map(|(path, output)| (path.as_str(), output))
    }
}
