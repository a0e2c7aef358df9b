//! One state of the site: a corpus and the catalogue made from it, answering on threads of their own.
//!
//! The catalogue borrows the corpus, so both live on the stack of one thread for as long as
//! somebody may ask; when the last asker is gone, the threads end and the memory is freed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};
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
                    work(&site, questions, || {
                        drop(tell.send(pipeline::findings(&corpus, Some(&site), diagnostics).diagnostics))
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
    let site = pipeline::make_site(corpus).map_err(|error| {
        let found = pipeline::template_finding(corpus, &error);
        vec![found.unwrap_or_else(|| Diagnostic::new(Code::TemplateError, None, error.to_string()))]
    })?;
    let clashes = pipeline::clashes(&site);
    if clashes.is_empty() { Ok(site) } else { Err(clashes) }
}

/// Answers until all askers are gone, and checks once beside it.
fn work(site: &Site, questions: Receiver<Question>, check: impl FnOnce() + Send) {
    let questions = Mutex::new(questions);
    let next = || questions.lock().ok().and_then(|questions| questions.recv().ok());
    let workers = thread::available_parallelism().map_or(2, |count| count.get().max(2));
    thread::scope(|scope| {
        for _ in 0..workers {
            let worker = thread::Builder::new().name("page".to_owned()).stack_size(8 << 20);
            let _ = worker.spawn_scoped(scope, || {
                while let Some(question) = next() {
                    let _ = question.answer.send(answer(site, &question.path));
                }
            });
        }
        check();
    });
}

fn answer(site: &Site, path: &str) -> Answer {
    let Some(output) = site.get(path) else { return Answer::NotFound };
    match catch_unwind(AssertUnwindSafe(|| (output.make)())) {
        Ok(Ok(bytes)) => Answer::Bytes(bytes),
        Ok(Err(message)) => Answer::Broken(message),
        Err(_) => Answer::Broken(format!("{} could not be made; this is a mistake of gangmu", output.origin)),
    }
}
