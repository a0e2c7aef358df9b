//! Says when something was saved: once for a storm of changes, and never for what is not the site's.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use notify::event::ModifyKind;
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

/// An editor's save is several events within a few milliseconds; a checkout many within some hundred.
const QUIET: Duration = Duration::from_millis(25);
const LONGEST: Duration = Duration::from_millis(400);

/// What the server waits for.
pub enum Heard<T> {
    /// Something was saved, and no more follows.
    Saved,
    /// Somebody inside has finished.
    Done(T),
}

pub struct Watch<T> {
    watcher: Box<dyn Watcher + Send>,
    changes: Receiver<Heard<T>>,
    teller: Sender<Heard<T>>,
    /// Heard while a storm of changes was waited out.
    kept: VecDeque<Heard<T>>,
    root: PathBuf,
    /// Folders watched with all that is in them; those that do not exist yet are tried again.
    folders: Arc<Mutex<Vec<PathBuf>>>,
}

impl<T: Send + 'static> Watch<T> {
    /// `folders` are watched whole; of `root` only the files in it, for `gangmu.toml` and
    /// for folders that come into being.
    pub fn new(root: &Path, folders: &[PathBuf]) -> Result<Watch<T>, notify::Error> {
        let (teller, changes) = channel();
        let tell = teller.clone();
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        let shared: Arc<Mutex<Vec<PathBuf>>> = Arc::default();
        let (top, whole) = (root.clone(), shared.clone());
        let heard = move |event: notify::Result<Event>| {
            // An error (events were lost) is reason enough to look again.
            let folders = whole.lock().unwrap_or_else(PoisonError::into_inner);
            if event.is_ok_and(|event| !matters(&event, &top, &folders)) {
                return;
            }
            let _ = tell.send(Heard::Saved);
        };
        let watcher: Box<dyn Watcher + Send> = match RecommendedWatcher::new(heard.clone(), Config::default()) {
            Ok(watcher) => Box::new(watcher),
            Err(_) => Box::new(PollWatcher::new(heard, Config::default().with_poll_interval(Duration::from_secs(1)))?),
        };
        let mut watch = Watch { watcher, changes, teller, kept: VecDeque::new(), root, folders: shared };
        watch.watcher.watch(&watch.root.clone(), RecursiveMode::NonRecursive)?;
        watch.renew(folders);
        Ok(watch)
    }

    /// To be told after each reading: a folder that was deleted and made again is another
    /// folder to the system, and the configuration may name new ones.
    pub fn renew(&mut self, folders: &[PathBuf]) {
        let full = |folder: &PathBuf| folder.canonicalize().unwrap_or_else(|_| folder.clone());
        let folders: Vec<PathBuf> = folders.iter().map(full).collect();
        for folder in folders.iter().filter(|folder| folder.is_dir()) {
            let _ = self.watcher.watch(folder, RecursiveMode::Recursive);
        }
        *self.folders.lock().unwrap_or_else(PoisonError::into_inner) = folders;
    }

    /// Through which others say that they are done.
    pub fn teller(&self) -> Sender<Heard<T>> {
        self.teller.clone()
    }

    /// Waits until something is done, or saved and no more follows.
    pub fn wait(&mut self) -> Heard<T> {
        if let Some(kept) = self.kept.pop_front() {
            return kept;
        }
        let next = self.changes.recv().expect("we hold a sender ourselves");
        if let Heard::Done(_) = next {
            return next;
        }
        let latest = Instant::now() + LONGEST;
        while Instant::now() < latest {
            match self.changes.recv_timeout(QUIET) {
                Ok(Heard::Saved) => {}
                Ok(done) => self.kept.push_back(done),
                Err(_) => break,
            }
        }
        Heard::Saved
    }
}

/// Our own reading is an access, not a change; hidden files are editors' and our own staging.
fn matters(event: &Event, root: &Path, folders: &[PathBuf]) -> bool {
    let is_change = match event.kind {
        EventKind::Access(_) => false,
        // Times change on every touch and backup; the bytes decide.
        EventKind::Modify(ModifyKind::Metadata(_)) => false,
        _ => true,
    };
    is_change && (event.paths.is_empty() || event.paths.iter().any(|path| is_ours(path, root, folders)))
}

fn is_ours(path: &Path, root: &Path, folders: &[PathBuf]) -> bool {
    let within = |folder: &Path| {
        path.strip_prefix(folder).is_ok_and(|rest| {
            let built = rest.components().next().is_some_and(|first| folder.join(first).join(".gangmu").is_file());
            !built && !rest.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'))
        })
    };
    let is_top =
        path.parent() == Some(root) && (path.ends_with("gangmu.toml") || folders.iter().any(|folder| folder == path));
    path == root || is_top || folders.iter().any(|folder| within(folder))
}

#[cfg(test)]
mod tests {
    use super::is_ours;
    use std::path::{Path, PathBuf};

    #[test]
    fn what_is_not_the_sites_is_not_seen() {
        let folders = [PathBuf::from("/s/content"), PathBuf::from("/s/themes")];
        let ours = |path: &str| is_ours(Path::new(path), Path::new("/s"), &folders);
        for path in
            ["/s/gangmu.toml", "/s/content/a.md", "/s/content/b/c.md", "/s/themes/x/templates/hub.html", "/s/themes"]
        {
            assert!(ours(path), "{path}");
        }
        for path in [
            "/s/public/index.html",
            "/s/.public.gangmu-new/a.html",
            "/s/content/.a.md.swp",
            "/s/notes.txt",
            "/s/content/.git/x",
        ] {
            assert!(!ours(path), "{path}");
        }
    }
}
