//! One state of the site: a corpus and the catalogue made from it, answering on threads of their own.
//!
//! The catalogue borrows the corpus, so both live on the stack of one thread for as long as
//! somebody may ask; when the last asker is gone, the threads end and the memory is freed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use crate::model::corpus::Corpus;
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

impl Generation {
    /// The error is what the theme's templates say of themselves.
    pub fn start(corpus: Corpus) -> Result<Generation, String> {
        let (ask, questions) = channel();
        let (ready, is_ready) = sync_channel(1);
        let spawned = thread::Builder::new().name("site".to_owned()).stack_size(8 << 20).spawn(move || {
            match pipeline::make_site(&corpus) {
                Ok(site) => {
                    let _ = ready.send(Ok(()));
                    answer_all(&site, questions);
                }
                Err(error) => {
                    let _ = ready.send(Err(error.to_string()));
                }
            };
        });
        spawned.map_err(|error| format!("cannot start a thread: {error}"))?;
        match is_ready.recv() {
            Ok(ready) => ready.map(|()| Generation { ask }),
            Err(_) => Err("the site could not be made; this is a mistake of gangmu".to_owned()),
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

/// Until all senders are gone.
fn answer_all(site: &Site, questions: Receiver<Question>) {
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
