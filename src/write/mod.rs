//! Makes the disk match the site: stages it beside the old one and exchanges the two.
#![allow(clippy::disallowed_methods, reason = "this room writes")]

mod lock;
mod place;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;

use self::lock::Lock;
use crate::model::site::MARKER;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot write {}: {source}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("{} was not made by gangmu; name an empty or a new folder with --output", path.display())]
    NotOurs { path: PathBuf },
    #[error("{} was not made by gangmu and differs from the site's file of that name; move one of the two", path.display())]
    Foreign { path: PathBuf },
    #[error("{} holds the site's own sources; name another folder with --output", path.display())]
    HoldsSources { path: PathBuf },
    #[error("{} lies inside {}, from which the site is made; name another folder with --output", path.display(), within.display())]
    InsideSources { path: PathBuf, within: PathBuf },
    #[error("{} holds a whole home or a repository; name a folder of its own with --output", path.display())]
    HoldsMore { path: PathBuf },
    #[error("{} is read-only; allow writing there, or name another folder with --output", path.display())]
    ReadOnly { path: PathBuf },
    #[error("{} cannot be replaced as a whole, as a mounted folder cannot; name a folder inside it with --output", path.display())]
    Mounted { path: PathBuf },
    #[error("another build{} is writing {}; wait for it", by(pid), path.display())]
    Locked { path: PathBuf, pid: String },
}

fn by(pid: &str) -> String {
    if pid.is_empty() { String::new() } else { format!(" (process {pid})") }
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
    old: BTreeSet<String>,
    state: Mutex<(Written, BTreeSet<String>)>,
    done: bool,
    /// Last, so that it is given back when everything else is put away.
    _lock: Lock,
}

/// Refuses an output folder that is not ours, that holds `site` or one of `sources`, or
/// that lies inside one of `sources`. Inside `site` is where an output usually is.
pub fn begin(output: &Path, site: &Path, sources: &[&Path]) -> Result<Staging, Error> {
    let output = place::absolute(output)?;
    place::check_place(&output, site, sources)?;
    let parent = output.parent().ok_or_else(|| Error::HoldsMore { path: output.clone() })?;
    fs::create_dir_all(parent).map_err(|source| Error::Write { path: parent.to_owned(), source })?;
    let lock = lock::take(&beside(&output, "gangmu-lock"), &output)?;
    recover(&output)?;
    let old = place::check_ours(&output)?;
    let stage = beside(&output, "gangmu-new");
    remove(&stage)?;
    fs::create_dir(&stage).map_err(|source| Error::Write { path: stage.clone(), source })?;
    let staging = Staging { output, stage, old, state: Mutex::default(), done: false, _lock: lock };
    if let Ok(data) = fs::metadata(&staging.output) {
        fs::set_permissions(&staging.stage, data.permissions())
            .map_err(|source| Error::Write { path: staging.stage.clone(), source })?;
    }
    Ok(staging)
}

impl Staging {
    /// Writes one file, or takes over the old one where it is the same. Any thread may call.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        assert!(inside && !path.is_empty() && path != MARKER, "an output's path stays inside the output: {path:?}");
        let target = self.stage.join(path);
        let failed = |source| Error::Write { path: self.output.join(path), source };
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let earlier = self.output.join(path);
        let known = self.old.contains(path);
        let same = known && holds(&earlier, bytes);
        if !(same && fs::hard_link(&earlier, &target).is_ok()) {
            fs::write(&target, bytes).map_err(failed)?;
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
        let list: String = made.iter().map(|path| format!("{path}\n")).collect();
        let marker = self.stage.join(MARKER);
        fs::write(&marker, list).map_err(|source| Error::Write { path: marker.clone(), source })?;
        if self.output.exists() {
            self.keep_foreign(&made)?;
            sync(&self.stage).map_err(|source| Error::Write { path: self.output.clone(), source })?;
            exchange(&self.stage, &self.output)?;
            // The new site stands. What cannot be deleted now is deleted by the next build.
            let _ = remove(&self.stage);
        } else {
            fs::rename(&self.stage, &self.output)
                .map_err(|source| Error::Write { path: self.output.clone(), source })?;
        }
        self.done = true;
        Ok(written)
    }

    /// Files that somebody else put into the output (CNAME, a host's check file) stay.
    fn keep_foreign(&self, made: &BTreeSet<String>) -> Result<(), Error> {
        let mut folders = vec![self.output.clone()];
        while let Some(folder) = folders.pop() {
            let unread = |source| Error::Write { path: folder.clone(), source };
            for entry in fs::read_dir(&folder).map_err(unread)? {
                let entry = entry.map_err(unread)?;
                let path = entry.path();
                let relative = path.strip_prefix(&self.output).expect("an entry lies in the folder it was read from");
                if entry.file_type().map_err(unread)?.is_dir() {
                    folders.push(path);
                    continue;
                }
                // A name that is not UTF-8 is never one of ours.
                let name = relative.to_str().map(|name| name.replace('\\', "/"));
                let ours = name.as_ref().is_some_and(|name| name == MARKER || self.old.contains(name));
                let replaced = name.as_ref().is_some_and(|name| made.contains(name));
                if !ours && !replaced {
                    self.keep(&path, relative)?;
                } else if !ours && !fs::read(self.stage.join(relative)).is_ok_and(|bytes| holds(&path, &bytes)) {
                    return Err(Error::Foreign { path });
                }
            }
        }
        Ok(())
    }

    fn keep(&self, path: &Path, relative: &Path) -> Result<(), Error> {
        let target = self.stage.join(relative);
        let failed = |source| Error::Write { path: path.to_owned(), source };
        fs::create_dir_all(target.parent().unwrap_or(&self.stage)).map_err(failed)?;
        if fs::hard_link(path, &target).is_err() {
            fs::copy(path, &target).map_err(failed)?;
        }
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_dir_all(&self.stage);
        }
    }
}

/// A hidden name beside the output; one of a kind for each output folder.
fn beside(output: &Path, kind: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(output.file_name().unwrap_or_default());
    name.push(format!(".{kind}"));
    output.with_file_name(name)
}

fn holds(path: &Path, bytes: &[u8]) -> bool {
    fs::metadata(path).is_ok_and(|data| data.len() == bytes.len() as u64)
        && fs::read(path).is_ok_and(|there| there == bytes)
}

fn remove(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(Error::Write { path: folder.to_owned(), source })
        }
        _ => Ok(()),
    }
}

/// What was written is on the disk before the old site gives way; where the system cannot
/// say, it is left to its own time. Also tells of errors that closing a file keeps silent.
fn sync(stage: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    rustix::fs::syncfs(fs::File::open(stage)?)?;
    #[cfg(not(target_os = "linux"))]
    let _ = stage;
    Ok(())
}

/// Two plain renames are not atomic: a reader can see the gap. Where the system cannot
/// exchange, that gap is documented, and [`recover`] closes it after a crash.
fn exchange(new: &Path, old: &Path) -> Result<(), Error> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::ResourceBusy | io::ErrorKind::CrossesDevices => Error::Mounted { path: old.to_owned() },
        _ => Error::Write { path: old.to_owned(), source },
    };
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
            Ok(()) => return Ok(()),
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {}
            Err(error) => return Err(failed(error.into())),
        }
    }
    let aside = beside(old, "gangmu-old");
    remove(&aside)?;
    fs::rename(old, &aside).map_err(failed)?;
    if let Err(error) = fs::rename(new, old) {
        fs::rename(&aside, old).map_err(failed)?;
        return Err(failed(error));
    }
    fs::rename(&aside, new).map_err(failed)
}

/// A build that died between two plain renames left the old site aside.
fn recover(output: &Path) -> Result<(), Error> {
    let aside = beside(output, "gangmu-old");
    if !aside.exists() {
        return Ok(());
    }
    if output.exists() {
        return remove(&aside);
    }
    fs::rename(&aside, output).map_err(|source| Error::Write { path: output.to_owned(), source })
}
