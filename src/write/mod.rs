//! Makes the disk match the site: stages it beside the old one and exchanges the two.
#![allow(clippy::disallowed_methods, reason = "this room writes")]

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Names every file that we made; what is not in it is not ours and is never deleted.
const MARKER: &str = ".gangmu";

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot write {}: {source}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("{} was not made by gangmu; name an empty or a new folder with --output", path.display())]
    NotOurs { path: PathBuf },
    #[error("{} holds the site's own sources; name another folder with --output", path.display())]
    HoldsSources { path: PathBuf },
    #[error("another build (process {pid}) is writing {}; wait for it, or delete {} if it is gone", path.display(), lock.display())]
    Locked { path: PathBuf, lock: PathBuf, pid: String },
}

/// What changed on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub files: usize,
    pub bytes: u64,
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub removed: usize,
}

/// A build that is being written beside the folder that it will replace. Dropped before
/// [`Staging::commit`], it leaves the old output as it was.
#[derive(Debug)]
pub struct Staging {
    output: PathBuf,
    stage: PathBuf,
    lock: PathBuf,
    old: BTreeSet<String>,
    state: Mutex<(Written, BTreeSet<String>)>,
    done: bool,
}

/// Refuses an output folder that is not ours or that holds one of `sources`.
pub fn begin(output: &Path, sources: &[&Path]) -> Result<Staging, Error> {
    let output = absolute(output)?;
    check_place(&output, sources)?;
    let old = check_ours(&output)?;
    let parent = output.parent().ok_or_else(|| Error::HoldsSources { path: output.clone() })?;
    fs::create_dir_all(parent).map_err(|source| Error::Write { path: parent.to_owned(), source })?;
    let name = output.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let lock = parent.join(format!(".{name}.gangmu-lock"));
    take_lock(&lock, &output)?;
    let stage = parent.join(format!(".{name}.gangmu-new"));
    let staging = Staging { output, stage, lock, old, state: Mutex::default(), done: false };
    remove(&staging.stage)?;
    fs::create_dir(&staging.stage).map_err(|source| Error::Write { path: staging.stage.clone(), source })?;
    Ok(staging)
}

impl Staging {
    /// Writes one file, or takes over the old one where it is the same. Any thread may call.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        let target = self.stage.join(path);
        let failed = |source| Error::Write { path: self.output.join(path), source };
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let earlier = self.output.join(path);
        let known = self.old.contains(path);
        let same = known
            && fs::metadata(&earlier).is_ok_and(|data| data.len() == bytes.len() as u64)
            && fs::read(&earlier).is_ok_and(|old| old == bytes);
        if !(same && fs::hard_link(&earlier, &target).is_ok()) {
            write_all(&target, bytes).map_err(failed)?;
        }
        let mut state = self.state.lock().expect("no thread panics while it counts");
        state.0.files += 1;
        state.0.bytes += bytes.len() as u64;
        let count = if same {
            &mut state.0.unchanged
        } else if known {
            &mut state.0.changed
        } else {
            &mut state.0.new
        };
        *count += 1;
        state.1.insert(path.to_owned());
        Ok(())
    }

    /// Puts the new output in the place of the old in one step, and deletes the old.
    pub fn commit(mut self) -> Result<Written, Error> {
        let (mut written, made) = std::mem::take(&mut *self.state.lock().expect("no thread panics while it counts"));
        written.removed = self.old.difference(&made).count();
        self.keep_foreign(&made)?;
        let list: String = made.iter().map(|path| format!("{path}\n")).collect();
        let marker = self.stage.join(MARKER);
        write_all(&marker, list.as_bytes()).map_err(|source| Error::Write { path: marker.clone(), source })?;
        let failed = |source| Error::Write { path: self.output.clone(), source };
        if self.output.exists() {
            exchange(&self.stage, &self.output).map_err(failed)?;
            remove(&self.stage)?;
        } else {
            fs::rename(&self.stage, &self.output).map_err(failed)?;
        }
        self.done = true;
        Ok(written)
    }

    /// Files that somebody else put into the output (CNAME, a host's check file) stay.
    fn keep_foreign(&self, made: &BTreeSet<String>) -> Result<(), Error> {
        let mut folders = vec![self.output.clone()];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = fs::read_dir(&folder) else { continue };
            for entry in entries {
                let path = entry.map_err(|source| Error::Write { path: folder.clone(), source })?.path();
                let shown = path.strip_prefix(&self.output).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                if path.is_dir() && !path.is_symlink() {
                    folders.push(path);
                } else if shown != MARKER && !self.old.contains(&shown) && !made.contains(&shown) {
                    let target = self.stage.join(&shown);
                    let failed = |source| Error::Write { path: target.clone(), source };
                    fs::create_dir_all(target.parent().unwrap_or(&self.stage)).map_err(failed)?;
                    if fs::hard_link(&path, &target).is_err() {
                        fs::copy(&path, &target).map_err(failed)?;
                    }
                }
            }
        }
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_dir_all(&self.stage);
        }
        let _ = fs::remove_file(&self.lock);
    }
}

fn write_all(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::io::Write;
    let mut file = fs::File::create(path)?;
    file.write_all(bytes)?;
    file.flush()
}

fn absolute(path: &Path) -> Result<PathBuf, Error> {
    let failed = |source| Error::Write { path: path.to_owned(), source };
    let path = std::path::absolute(path).map_err(failed)?;
    // Through links and `..`, as far as the path exists.
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

fn check_place(output: &Path, sources: &[&Path]) -> Result<(), Error> {
    let refuse = || Err(Error::HoldsSources { path: output.to_owned() });
    if output.parent().is_none()
        || std::env::home_dir().is_some_and(|home| home.starts_with(output))
        || output.join(".git").exists()
    {
        return refuse();
    }
    for source in sources {
        let Ok(source) = source.canonicalize() else { continue };
        if source.starts_with(output) {
            return refuse();
        }
    }
    Ok(())
}

/// The paths that an earlier build made here; empty for a new or empty folder.
fn check_ours(output: &Path) -> Result<BTreeSet<String>, Error> {
    if !output.exists() {
        return Ok(BTreeSet::new());
    }
    let not_ours = || Error::NotOurs { path: output.to_owned() };
    if let Ok(list) = fs::read_to_string(output.join(MARKER)) {
        return Ok(list.lines().map(str::to_owned).collect());
    }
    let mut entries = fs::read_dir(output).map_err(|_| not_ours())?;
    if entries.next().is_some() { Err(not_ours()) } else { Ok(BTreeSet::new()) }
}

/// One build at a time. A lock whose process is gone is taken over.
fn take_lock(lock: &Path, output: &Path) -> Result<(), Error> {
    use std::io::Write;
    for _ in 0..2 {
        match fs::OpenOptions::new().write(true).create_new(true).open(lock) {
            Ok(mut file) => {
                return write!(file, "{}", std::process::id())
                    .map_err(|source| Error::Write { path: lock.to_owned(), source });
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let pid = fs::read_to_string(lock).unwrap_or_default();
                if is_alive(&pid) {
                    return Err(Error::Locked { path: output.to_owned(), lock: lock.to_owned(), pid });
                }
                let _ = fs::remove_file(lock);
            }
            Err(source) => return Err(Error::Write { path: lock.to_owned(), source }),
        }
    }
    Err(Error::Locked { path: output.to_owned(), lock: lock.to_owned(), pid: "unknown".to_owned() })
}

fn is_alive(pid: &str) -> bool {
    if cfg!(target_os = "linux") { !pid.is_empty() && Path::new("/proc").join(pid).exists() } else { true }
}

fn remove(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(Error::Write { path: folder.to_owned(), source })
        }
        _ => Ok(()),
    }
}

/// Two plain renames are not atomic: a reader can see the gap. Where the system cannot
/// exchange, that gap is documented.
fn exchange(new: &Path, old: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
            Ok(()) => return Ok(()),
            Err(error) if error == rustix::io::Errno::INVAL || error == rustix::io::Errno::NOSYS => {}
            Err(error) => return Err(error.into()),
        }
    }
    let aside = old.with_extension("gangmu-old");
    fs::rename(old, &aside)?;
    fs::rename(new, old)?;
    fs::rename(&aside, new)
}
