//! One build at a time into one folder.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::Error;

/// Held while a build writes. The system takes it back from a process that dies, so that a
/// file left behind is never in the way, whoever has its number now.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    _file: File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // While it is still held: nobody else may take the file that goes away.
        let _ = fs::remove_file(&self.path);
    }
}

pub fn take(path: &Path, output: &Path) -> Result<Lock, Error> {
    let failed = |source| Error::Write { path: path.to_owned(), source };
    loop {
        let mut file = open(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Locked { path: output.to_owned(), pid: holder(&mut file) });
            }
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        if is_at(&file, path) {
            file.set_len(0).and_then(|()| write!(file, "{}", std::process::id())).map_err(failed)?;
            return Ok(Lock { path: path.to_owned(), _file: file });
        }
    }
}

/// Never through a link that somebody put there.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(rustix::fs::OFlags::NOFOLLOW.bits() as i32);
    }
    options.open(path)
}

/// The number that the other build wrote; empty where it has not yet.
fn holder(file: &mut File) -> String {
    let mut said = String::new();
    let _ = file.rewind().and_then(|()| file.take(20).read_to_string(&mut said));
    if said.bytes().all(|byte| byte.is_ascii_digit()) { said } else { String::new() }
}

/// Another build may have deleted the file between our opening and our locking it.
fn is_at(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let (Ok(held), Ok(there)) = (file.metadata(), fs::symlink_metadata(path)) else { return false };
        (held.dev(), held.ino()) == (there.dev(), there.ino())
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        path.exists()
    }
}
