//! The five documents as a built site, below a path that the site does not know.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// Built once for all tests.
pub static SITE: LazyLock<PathBuf> = LazyLock::new(|| {
    let output = std::env::temp_dir().join(format!("gangmu-browser-{}", std::process::id())).join("site");
    let built = Command::new(env!("CARGO_BIN_EXE_gangmu"))
        .args(["build", env!("CARGO_MANIFEST_DIR"), "--output"])
        .arg(&output)
        .output()
        .unwrap();
    assert!(output.join("index.html").is_file(), "{}", String::from_utf8_lossy(&built.stderr));
    output
});

/// Where the site stands on its host.
const BELOW: &str = "/some/where/";

pub struct Host {
    pub port: u16,
    /// While true nobody is answered: the host is gone.
    pub is_down: Arc<AtomicBool>,
}

impl Host {
    pub fn start(folder: &Path) -> Host {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let is_down = Arc::new(AtomicBool::new(false));
        let (down, folder) = (Arc::clone(&is_down), folder.to_owned());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (folder, down) = (folder.clone(), Arc::clone(&down));
                std::thread::spawn(move || {
                    if !down.load(Ordering::SeqCst) {
                        let _ = answer(stream, &folder);
                    }
                });
            }
        });
        Host { port, is_down }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{BELOW}{path}", self.port)
    }
}

fn answer(mut stream: TcpStream, folder: &Path) -> std::io::Result<()> {
    let mut line = String::new();
    let mut reader = BufReader::new(stream.try_clone()?);
    reader.read_line(&mut line)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let path = line.split(' ').nth(1).unwrap_or("/").split('?').next().unwrap_or("/");
    let name = path.strip_prefix(BELOW).map(|name| if name.is_empty() { "index.html" } else { name });
    let file = name.map(|name| folder.join(name)).filter(|file| file.is_file());
    let (status, kind, bytes) = match &file {
        Some(file) => ("200 OK", kind(file), fs::read(file)?),
        None => ("404 Not Found", "text/html", fs::read(folder.join("404.html"))?),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        bytes.len()
    )?;
    stream.write_all(&bytes)
}

fn kind(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
