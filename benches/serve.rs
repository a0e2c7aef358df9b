//! How soon an edit is seen: from the save to the message that reloads the page, and to the new words in a browser.
//!
//! `cargo bench --profile dev --bench serve` edits the five documents; with `-- FOLDER FILE PAGE` it edits
//! FILE of a copy of FOLDER and looks at PAGE, which must be that document's last page. `target/release/gangmu`
//! must be there.
#![allow(clippy::disallowed_methods, reason = "a bench reads the clock and a folder of its own")]

#[path = "../tests/browser/reader.rs"]
#[allow(dead_code, reason = "a part of it is used here")]
mod reader;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

const ROUNDS: usize = 15;

/// One word more in the last paragraph, or one paragraph more.
#[derive(Clone, Copy, Debug)]
enum Edit {
    Word,
    Paragraph,
}

struct Served {
    child: Child,
    port: u16,
    file: PathBuf,
    text: String,
    page: String,
    edits: usize,
    _folder: tempfile::TempDir,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    fn start(folder: &Path, file: &str, page: &str) -> Served {
        let copy = tempfile::tempdir().unwrap();
        let site = copy.path().join("site");
        let copied = Command::new("sh")
            .args(["-c", "mkdir \"$1\" && cd \"$0\" && tar c --exclude=./target --exclude=./.git . | tar x -C \"$1\""])
            .args([folder, &site])
            .status();
        assert!(copied.unwrap().success());
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/release/gangmu");
        let started = Instant::now();
        let mut child = Command::new(program)
            .args(["serve", "--quiet", "--port", "0"])
            .arg(&site)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("cargo build --release comes first");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let ready = lines.find(|line| line.starts_with("http://")).expect("it says its address");
        std::thread::spawn(move || lines.for_each(drop));
        let port = ready.rsplit_once(':').unwrap().1.split('/').next().unwrap().parse().unwrap();
        let file = site.join(file);
        let text = fs::read_to_string(&file).unwrap();
        let served = Served { child, port, file, text, page: page.to_owned(), edits: 0, _folder: copy };
        served.get("/");
        println!("  from the start to the home page: {:.0} ms", started.elapsed().as_secs_f64() * 1e3);
        served
    }

    fn ask(&self, method: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let host = format!("127.0.0.1:{}", self.port);
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn get(&self, path: &str) -> String {
        self.ask("GET", path)
    }

    fn changes(&self, after: i64) -> serde_json::Value {
        let page = self.get(&format!("/{}", self.page));
        let from = page.find("/-/").expect("each page has the script");
        let path = &page[from..from + page[from..].find("reload.js").unwrap()];
        let answer = self.ask("POST", &format!("{path}changes?after={after}"));
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    /// Saves; the words that are now on the page.
    fn edit(&mut self, edit: Edit) -> String {
        self.edits += 1;
        let words = format!("记号{}止", self.edits);
        match edit {
            Edit::Word => self.text = format!("{}{words}。\n", self.text.trim_end()),
            Edit::Paragraph => self.text = format!("{}\n\n{words}。\n", self.text.trim_end()),
        }
        fs::write(&self.file, &self.text).unwrap();
        words
    }

    /// Without a browser: to the message, and to the whole page.
    fn by_wire(&mut self, edit: Edit) {
        let (mut told, mut shown) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            std::thread::sleep(Duration::from_millis(1500));
            let before = self.changes(-1);
            let (generation, mut report) = (before["generation"].clone(), before["report"].as_i64().unwrap());
            let saved = Instant::now();
            let words = self.edit(edit);
            loop {
                let now = self.changes(report);
                report = now["report"].as_i64().unwrap();
                if now["generation"] != generation {
                    break;
                }
            }
            told.push(saved.elapsed());
            assert!(self.get(&format!("/{}", self.page)).contains(&words), "{words} is not on {}", self.page);
            shown.push(saved.elapsed());
        }
        say(edit, "message", told);
        say(edit, "page sent", shown);
    }

    /// To the end of parsing the new page in a browser, by the browser's own clock.
    fn by_browser(&mut self, edit: Edit) {
        let mut shown = Vec::new();
        reader::read(reader::DESK, async |reader| {
            reader.open(&format!("http://127.0.0.1:{}/{}", self.port, self.page)).await;
            for _ in 0..ROUNDS {
                tokio::time::sleep(Duration::from_millis(1500)).await;
                let saved = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
                let words = self.edit(edit);
                reader.until(&format!("document.body.innerText.includes({words:?})")).await;
                let navigation = "performance.getEntriesByType('navigation')[0].domInteractive";
                let at = reader.number(&format!("performance.timeOrigin + {navigation}")).await;
                shown.push(Duration::from_secs_f64((at / 1e3 - saved.as_secs_f64()).max(0.0)));
            }
            reader.forget_troubles();
        });
        if !shown.is_empty() {
            say(edit, "in the browser", shown);
        }
    }
}

fn say(edit: Edit, what: &str, mut times: Vec<Duration>) {
    times.sort();
    let ms = |at: usize| times[at].as_secs_f64() * 1e3;
    println!("  {edit:?}, {what}: median {:.0} ms, worst {:.0} ms", ms(times.len() / 2), ms(times.len() - 1));
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let (folder, file, page) = match &arguments[..] {
        [folder, file, page] => (folder.as_str(), file.as_str(), page.as_str()),
        _ => (env!("CARGO_MANIFEST_DIR"), "content/plan-2017.md", "plan-2017.html"),
    };
    println!("{folder}: {file}");
    for edit in [Edit::Word, Edit::Paragraph] {
        let mut served = Served::start(Path::new(folder), file, page);
        served.by_wire(edit);
        served.by_browser(edit);
    }
}
