//! Corpus to other formats: each function makes files in memory, the same bytes for the same corpus.

pub mod akn;
pub mod csv;
pub mod epub;
pub mod inventory;
pub mod json;
mod pieces;
mod xml;

/// One exported file: its name, without folders, and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl File {
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> File {
        File { name: name.into(), bytes: bytes.into() }
    }
}
