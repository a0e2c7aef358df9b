//! The site on this machine alone, made anew on every save and shown in the open browser.
#![allow(clippy::disallowed_methods, reason = "this room serves")]

mod generation;
mod http;
mod state;
mod watch;

use std::hash::{BuildHasher, RandomState};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, Instant};

use crate::model::corpus::Corpus;
use crate::model::diag::Diagnostic;
use crate::pipeline;
use crate::pipeline::memory::Memory;

use generation::{Generation, Started};
use http::{Door, Request, Response};
use state::{Report, State};
use watch::{Heard, Watch};

/// Connections at one time. Each costs a small stack; one that does not speak is cut off after seconds.
const MOST_CONNECTIONS: usize = 1000;

#[derive(Clone, Debug)]
pub struct Options {
    pub site: pipeline::Options,
    /// 0 takes any that is free.
    pub port: u16,
    /// Ports above `port` to try where that is taken.
    pub tries: u16,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot listen on 127.0.0.1:{port}: {source}; name another port with --port")]
    Listen { port: u16, source: std::io::Error },
    #[error("there is no folder {path}; `gangmu init` makes a site")]
    NoFolder { path: String },
    #[error("cannot watch {path}: {source}")]
    Watch { path: String, source: notify::Error },
}

/// What the terminal is told.
pub enum Told<'a> {
    /// The address to open.
    Ready(&'a str),
    /// The site was read anew.
    Read { corpus: &'a Corpus, found: &'a [Diagnostic], stopped: bool, took: Duration },
    /// It could not even be read; the last good state stays.
    Failed { error: &'a str },
    /// Something was saved that changed nothing.
    Same,
}

/// Serves until the process ends.
pub fn serve(options: &Options, tell: &mut dyn FnMut(Told)) -> Result<(), Error> {
    if !options.site.root.is_dir() {
        return Err(Error::NoFolder { path: options.site.root.display().to_string() });
    }
    let listener = listen(options)?;
    let port = listener.local_addr().map_or(options.port, |address| address.port());
    let state = Arc::new(State::new());
    let folders = first_folders(options);
    // Watching begins before the first reading, so that nothing saved in between is missed.
    let failed = |source| Error::Watch { path: options.site.root.display().to_string(), source };
    let mut watch = Watch::new(&options.site.root, &folders).map_err(failed)?;
    let mut server = Server {
        options: options.clone(),
        state: state.clone(),
        last: None,
        memory: Memory::default(),
        folders,
        done: watch.teller(),
        readings: 0,
    };
    server.read(tell);
    watch.renew(&server.folders);
    let secret = secret();
    let shared = Arc::new(Shared { door: Door::new(port), secret, state, connections: AtomicUsize::new(0) });
    let accepting = thread::Builder::new().name("accept".to_owned()).spawn(move || accept(&listener, &shared));
    accepting.map_err(|source| Error::Listen { port, source })?;
    tell(Told::Ready(&format!("http://127.0.0.1:{port}/")));
    loop {
        match watch.wait() {
            Heard::Saved => {
                server.read(tell);
                watch.renew(&server.folders);
            }
            Heard::Done(checked) => server.report(checked, tell),
        }
    }
}

fn listen(options: &Options) -> Result<TcpListener, Error> {
    let mut port = options.port;
    loop {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) => return Ok(listener),
            Err(_) if port < options.port.saturating_add(options.tries) => port += 1,
            Err(source) => return Err(Error::Listen { port: options.port, source }),
        }
    }
}

/// Where a site's parts stand before `gangmu.toml` was read.
fn first_folders(options: &Options) -> Vec<PathBuf> {
    let root = &options.site.root;
    let content = options.site.content.clone().unwrap_or_else(|| root.join("content"));
    let is_plain = options.site.content.is_none() && !content.is_dir() && !root.join("gangmu.toml").is_file();
    folders(root, if is_plain { root } else { &content })
}

fn folders(root: &Path, content: &Path) -> Vec<PathBuf> {
    match content == root {
        true => vec![root.to_owned()],
        false => vec![content.to_owned(), root.join("themes"), root.join("static")],
    }
}

/// No other page may listen in on what changes: the path to ask has 128 bits that it cannot know.
fn secret() -> String {
    let seed = || RandomState::new().hash_one(Instant::now());
    format!("{:016x}{:016x}", seed(), seed())
}

/// A reading whose rules have run.
struct Checked {
    reading: u64,
    corpus: Arc<Corpus>,
    found: Vec<Diagnostic>,
    stopped: bool,
    took: Duration,
}

/// Reads the site and keeps the last good state.
struct Server {
    options: Options,
    state: Arc<State>,
    /// Fingerprint of what was read last.
    last: Option<u64>,
    memory: Memory,
    /// What to watch; `gangmu.toml` may move the content.
    folders: Vec<PathBuf>,
    done: Sender<Heard<Checked>>,
    /// Counts readings: what is found in one that another has followed is of no interest.
    readings: u64,
}

impl Server {
    fn read(&mut self, tell: &mut dyn FnMut(Told)) {
        let started_at = Instant::now();
        let loaded = match pipeline::load_again(&self.options.site, &mut self.memory, &mut |_| {}) {
            Ok(loaded) => loaded,
            Err(error) => return self.fail(&error.to_string(), tell),
        };
        if let Some(found) = &loaded.folders {
            self.folders = folders(&found.root, &found.content);
        }
        let fingerprint = state::fingerprint(&loaded.corpus.sources);
        if self.last == Some(fingerprint) {
            return tell(Told::Same);
        }
        self.last = Some(fingerprint);
        self.readings += 1;
        let reading = self.readings;
        let stops = loaded.stops_build();
        let (corpus, diagnostics) = (Arc::new(loaded.corpus), loaded.diagnostics);
        let started = if stops { Err(Vec::new()) } else { Generation::start(corpus.clone(), diagnostics.clone()) };
        match started {
            Ok(Started { generation, found }) => {
                // The page first; what is wrong with it a moment later.
                self.state.show(generation);
                let (done, took) = (self.done.clone(), started_at.elapsed());
                thread::spawn(move || {
                    let found = found.recv().unwrap_or(diagnostics);
                    done.send(Heard::Done(Checked { reading, corpus, found, stopped: false, took }))
                });
            }
            Err(more) => {
                let all = diagnostics.into_iter().chain(more).collect();
                let found = pipeline::findings(&corpus, None, all).diagnostics;
                self.report(Checked { reading, corpus, found, stopped: true, took: started_at.elapsed() }, tell);
            }
        }
    }

    fn report(&self, Checked { reading, corpus, found, stopped, took }: Checked, tell: &mut dyn FnMut(Told)) {
        if reading == self.readings {
            self.state.report(Report::new(&corpus.sources, &found, stopped));
            tell(Told::Read { corpus: &corpus, found: &found, stopped, took });
        }
    }

    fn fail(&mut self, error: &str, tell: &mut dyn FnMut(Told)) {
        self.last = None;
        self.readings += 1;
        self.state.report(Report::failed(error));
        tell(Told::Failed { error });
    }
}

/// What every connection needs.
struct Shared {
    door: Door,
    secret: String,
    state: Arc<State>,
    connections: AtomicUsize,
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        let Ok(mut stream) = stream else { continue };
        if shared.connections.fetch_add(1, Ordering::SeqCst) >= MOST_CONNECTIONS {
            shared.connections.fetch_sub(1, Ordering::SeqCst);
            continue;
        }
        let for_thread = shared.clone();
        let spawned = thread::Builder::new().name("connection".to_owned()).stack_size(256 << 10).spawn(move || {
            answer(&mut stream, &for_thread);
            for_thread.connections.fetch_sub(1, Ordering::SeqCst);
        });
        if spawned.is_err() {
            shared.connections.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

/// One connection, one request.
fn answer(stream: &mut TcpStream, shared: &Shared) {
    let Some(request) = http::read(stream) else { return };
    let with_body = !matches!(&request, Ok(request) if request.method == http::Method::Head);
    let response = request.and_then(|request| shared.respond(&request)).unwrap_or_else(|refusal| refusal);
    let _ = http::write(stream, &response, with_body);
}

impl Shared {
    fn respond(&self, request: &Request) -> Result<Response, Response> {
        if let Some(refusal) = self.door.refuses(request) {
            return Err(refusal);
        }
        let own = request.path.strip_prefix("-/").and_then(|rest| rest.strip_prefix(self.secret.as_str()));
        match (own, request.method) {
            (Some("/changes"), http::Method::Post) => self.changes(request),
            (_, http::Method::Post) => Err(Response::refuse(405, "only GET and HEAD are answered here")),
            (Some("/reload.js"), _) => Ok(Response::new(200, http::kind("reload.js"), include_str!("reload.js"))),
            // A worker would go on showing what it kept.
            _ if request.service_worker => {
                Err(Response::refuse(404, "no service worker while the site is being written"))
            }
            _ => Ok(self.state.page(&request.path, &format!("/-/{}/reload.js", self.secret))),
        }
    }

    /// Waits until there is something new to say. Only our own pages may ask, and must say that they do.
    fn changes(&self, request: &Request) -> Result<Response, Response> {
        if !request.origin.as_ref().is_some_and(|origin| self.door.is_ours(origin)) {
            return Err(Response::refuse(403, "this server answers its own pages alone"));
        }
        let after = request.query.strip_prefix("after=").and_then(|after| after.parse().ok()).unwrap_or(-1);
        Ok(Response::new(200, http::kind("a.json"), self.state.wait(after)))
    }
}
