//! One state of the site: a corpus and the catalogue made from it, answering on threads of their own.
//!
//! The catalogue borrows the corpus, so both live on the stack of one thread for as long as
//! somebody may ask; when the last asker is gone, the threads end and the memory is freed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;

use crate::model::corpus::Corpus;
use crate::model::diag::{Code, Diagnostic};
use crate::model::site::Site;
use crate::pipeline;

pub struct Generation {
    ask: Sender<Question>,
}

struct Question {
    path: String,
    answer: SyncSender<Answer>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    Bytes(Vec<u8>),
    NotFound,
    /// What the page's template or maker says went wrong.
    Broken(String),
}

/// A generation that answers already, and what its rules will have found.
pub struct Started {
    pub generation: Generation,
    pub found: Receiver<Vec<Diagnostic>>,
}

impl Generation {
    /// Answers as soon as the catalogue is there; the rules run beside it. The error is what
    /// makes a site impossible: a template's mistake, two pages of one name.
    pub fn start(corpus: Arc<Corpus>, diagnostics: Vec<Diagnostic>) -> Result<Started, Vec<Diagnostic>> {
        let ours = |message: &str| vec![Diagnostic::new(Code::TemplateError, None, message)];
        let (ask, questions) = channel();
        let (tell, found) = channel();
        let (ready, is_ready) = sync_channel(1);
        let spawned = thread::Builder::new().name("site".to_owned()).stack_size(8 << 20).spawn(move || {
            match catalogue(&corpus) {
                Ok(site) => {
                    let _ = ready.send(Ok(()));
                    let catalogue =
                        Catalogue { corpus: &corpus, site, search: OnceLock::new(), whole: OnceLock::new() };
                    work(&catalogue, questions, || {
                        let found = pipeline::findings(&corpus, Some(&catalogue.site), diagnostics);
                        drop(tell.send(found.diagnostics));
                    });
                }
                Err(found) => drop(ready.send(Err(found))),
            };
        });
        spawned.map_err(|error| ours(&format!("cannot start a thread: {error}")))?;
        match is_ready.recv() {
            Ok(ready) => ready.map(|()| Started { generation: Generation { ask }, found }),
            Err(_) => Err(ours("the site could not be made; this is a mistake of gangmu")),
        }
    }

    /// Makes one file's bytes. Any thread may ask.
    pub fn answer(&self, path: &str) -> Answer {
        let (answer, answered) = sync_channel(1);
        let lost = || Answer::Broken("the page could not be made; this is a mistake of gangmu".to_owned());
        match self.ask.send(Question { path: path.to_owned(), answer }) {
            Ok(()) => answered.recv().unwrap_or_else(|_| lost()),
            Err(_) => lost(),
        }
    }
}

fn catalogue(corpus: &Corpus) -> Result<Site<'_>, Vec<Diagnostic>> {
    let site = pipeline::make_live_site(corpus, SEARCH).map_err(|error| {
        let found = pipeline::template_finding(corpus, &error);
        vec![found.unwrap_or_else(|| Diagnostic::new(Code::TemplateError, None, error.to_string()))]
    })?;
    let clashes = pipeline::clashes(&site);
    if clashes.is_empty() { Ok(site) } else { Err(clashes) }
}

/// What pages load search from: all its scripts in one, under a name that never changes.
const SEARCH: &str = "search.js";

/// Every file of the site; what takes long is made when somebody first asks for it.
struct Catalogue<'c> {
    corpus: &'c Corpus,
    site: Site<'c>,
    search: OnceLock<(Site<'c>, Vec<String>)>,
    whole: OnceLock<Option<Site<'c>>>,
}

impl Catalogue<'_> {
    fn make(&self, path: &str) -> Answer {
        if self.site.contains(path) {
            return make(&self.site, path);
        }
        let search = || self.search.get_or_init(|| pipeline::make_search(self.corpus));
        let whole = || self.whole.get_or_init(|| pipeline::make_site(self.corpus).ok()).as_ref();
        match path {
            SEARCH => together(search()),
            _ if path.starts_with("search-") => make(&search().0, path),
            _ if path.ends_with(".zip") => whole().map_or(Answer::NotFound, |site| make(site, path)),
            _ => Answer::NotFound,
        }
    }
}

fn together((site, scripts): &(Site, Vec<String>)) -> Answer {
    let mut bytes = Vec::new();
    for script in scripts {
        match make(site, script) {
            Answer::Bytes(part) => bytes.extend(part),
            other => return other,
        }
    }
    Answer::Bytes(bytes)
}

fn make(site: &Site, path: &str) -> Answer {
    match site.get(path).map(|output| (output.make)()) {
        Some(Ok(bytes)) => Answer::Bytes(bytes),
        Some(Err(message)) => Answer::Broken(message),
        None => Answer::NotFound,
    }
}

/// Answers until all askers are gone, and checks once beside it.
fn work(catalogue: &Catalogue, questions: Receiver<Question>, check: impl FnOnce() + Send) {
    let questions = Mutex::new(questions);
    let next = || questions.lock().ok().and_then(|questions| questions.recv().ok());
    let workers = thread::available_parallelism().map_or(2, |count| count.get().max(2));
    thread::scope(|scope| {
        for _ in 0..workers {
            let worker = thread::Builder::new().name("page".to_owned()).stack_size(8 << 20);
            let _ = worker.spawn_scoped(scope, || {
                while let Some(question) = next() {
                    let _ = question.answer.send(answer(catalogue, &question.path));
                }
            });
        }
        check();
    });
}

fn answer(catalogue: &Catalogue, path: &str) -> Answer {
    catch_unwind(AssertUnwindSafe(|| catalogue.make(path)))
        .unwrap_or_else(|_| Answer::Broken(format!("{path} could not be made; this is a mistake of gangmu")))
}
