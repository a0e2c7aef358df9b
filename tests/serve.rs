//! The server on one's own machine: what it shows, how soon, and whom it refuses.
#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own folder")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const SECRET: &str = "what no browser may see";

/// A site being served from a folder of its own.
struct Served {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
    said: Mutex<Receiver<String>>,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn site(folder: &Path) -> PathBuf {
    let root = folder.join("site");
    fs::create_dir_all(root.join("content")).unwrap();
    fs::create_dir_all(root.join("static/sub")).unwrap();
    fs::write(folder.join("secret.txt"), SECRET).unwrap();
    fs::write(root.join("secret.txt"), SECRET).unwrap();
    fs::write(root.join("gangmu.toml"), format!("title = \"试\" # {SECRET}\n")).unwrap();
    fs::write(root.join("static/hello.txt"), "hello").unwrap();
    fs::write(root.join("static/sub/page.html"), "<html><body><p>sub</p></body></html>").unwrap();
    write_law(&root, "第二条 台账保存三年。");
    root
}

fn write_law(root: &Path, second: &str) {
    fs::write(root.join("content/law.md"), format!("# 台账条例\n\n第一条 甲。\n\n{second}\n")).unwrap();
}

impl Served {
    fn start() -> Served {
        let folder = tempfile::tempdir().unwrap();
        let root = site(folder.path());
        let mut child = Command::new(env!("CARGO_BIN_EXE_gangmu"))
            .args(["serve", "--port", "0"])
            .arg(&root)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (tell, said) = channel();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| drop(tell.send(line))));
        let mut served = Served { child, port: 0, folder, said: Mutex::new(said) };
        let line = served.wait_for("http://127.0.0.1:");
        let digits: String =
            line.rsplit_once("127.0.0.1:").unwrap().1.chars().take_while(char::is_ascii_digit).collect();
        served.port = digits.parse().unwrap();
        served
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    /// The next line of the terminal that has these words.
    fn wait_for(&self, words: &str) -> String {
        loop {
            let line = self
                .said
                .lock()
                .unwrap()
                .recv_timeout(Duration::from_secs(20))
                .unwrap_or_else(|_| panic!("never said: {words}"));
            if line.contains(words) {
                return line;
            }
        }
    }

    /// Sends bytes as they are; the whole answer, empty where the connection was closed.
    fn raw(&self, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let _ = stream.write_all(request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn ask(&self, method: &str, target: &str, headers: &str) -> Answer {
        self.ask_as(method, target, &format!("Host: 127.0.0.1:{}\r\n{headers}", self.port))
    }

    /// With a Host of the caller's own, or none.
    fn ask_as(&self, method: &str, target: &str, headers: &str) -> Answer {
        Answer::of(self.raw(format!("{method} {target} HTTP/1.1\r\n{headers}\r\n").as_bytes()))
    }

    fn get(&self, target: &str) -> Answer {
        self.ask("GET", target, "")
    }

    /// The path under which pages learn of changes, as a page names it.
    fn reload_path(&self) -> String {
        let page = self.get("/sub/page.html").body;
        let from = page.find("/-/").expect("each page has the script");
        let path = &page[from..];
        path[..path.find("reload.js").unwrap()].to_owned()
    }

    fn changes(&self, after: i64) -> String {
        let origin = format!("Origin: http://127.0.0.1:{}\r\n", self.port);
        self.ask("POST", &format!("{}changes?after={after}", self.reload_path()), &origin).body
    }
}

#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn of(text: String) -> Answer {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }
}

fn number(json: &str, key: &str) -> i64 {
    let value: serde_json::Value = serde_json::from_str(json).unwrap_or_else(|_| panic!("not JSON: {json}"));
    value[key].as_i64().unwrap()
}

#[test]
fn a_page_has_the_script_that_reloads_it_and_other_files_are_as_they_are() {
    let served = Served::start();
    let page = served.get("/sub/page.html");
    assert_eq!(page.status, 200);
    assert!(page.body.contains("reload.js\" data-generation=\"1\"></script></body>"), "{}", page.body);
    assert_eq!(served.get("/hello.txt").body, "hello");
    let head = served.ask("HEAD", "/hello.txt", "");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert!(head.head.contains("Content-Length: 5"));
    let script = served.get(&format!("{}reload.js", served.reload_path()));
    assert_eq!(script.status, 200);
    assert!(!script.body.contains("innerHTML"));
    assert_eq!(served.get("/no-such.html").status, 404);
}

#[test]
fn an_edit_reaches_the_waiting_page() {
    let served = Served::start();
    for round in 0..8 {
        let state = served.changes(-1);
        let (generation, report) = (number(&state, "generation"), number(&state, "report"));
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                // Findings come a moment after the page that they are about.
                let mut state = served.changes(report);
                while number(&state, "generation") == generation {
                    state = served.changes(number(&state, "report"));
                }
                state
            });
            std::thread::sleep(Duration::from_millis(100));
            write_law(&served.root(), &format!("第二条 台账保存{round}年。"));
            let state = waiting.join().unwrap();
            assert_eq!(number(&state, "generation"), generation + 1, "{state}");
        });
    }
}

/// A server makes search and the archive when they are asked for, under names of its own.
#[test]
fn search_and_the_archive_are_there_when_they_are_asked_for() {
    let served = Served::start();
    assert!(served.get("/search.html").body.contains("search.js"));
    let script = served.get("/search.js");
    assert!(script.status == 200 && script.body.contains("gangmu.inline("), "{}", script.head);
    assert_eq!(served.get("/search-traditional-000000000000.js").status, 404);
    let archive = served.ask("HEAD", "/site.zip", "");
    assert!(archive.status == 200 && archive.head.contains("application/zip"), "{}", archive.head);
}

#[test]
fn broken_input_leaves_the_last_good_site_and_says_what_is_wrong() {
    let served = Served::start();
    let law = served.root().join("content/law.md");
    fs::write(&law, "+++\ntitel = \"x\"\n+++\n\n# 台账条例\n").unwrap();
    served.wait_for("the last good state is shown");
    let state = served.changes(-1);
    assert_eq!(number(&state, "generation"), 1);
    assert!(
        state.contains("front-matter-key") && state.contains("content/law.md") && state.contains("\"line\":2"),
        "{state}"
    );
    assert_eq!(served.get("/hello.txt").body, "hello");
    // The folder itself may be gone for a moment.
    fs::remove_dir_all(served.root().join("content")).unwrap();
    served.wait_for("the last good state is shown");
    assert_eq!(served.get("/hello.txt").body, "hello");
    fs::create_dir(served.root().join("content")).unwrap();
    write_law(&served.root(), "第二条 丙。");
    served.wait_for("1 document read");
    let mended = Instant::now();
    while number(&served.changes(-1), "generation") < 2 {
        assert!(mended.elapsed() < Duration::from_secs(10), "the mended site never came");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_broken_configuration_at_the_start_is_no_end() {
    let folder = tempfile::tempdir().unwrap();
    let root = site(folder.path());
    fs::write(root.join("gangmu.toml"), "titel = 1\n").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_gangmu"))
        .args(["serve", "--port", "0"])
        .arg(&root)
        .stdout(Stdio::piped())
        .spawn();
    let mut child = output.unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let address = lines.find(|line| line.starts_with("http://")).expect("it listens all the same");
    let port: u16 = address.rsplit_once(':').unwrap().1.split('/').next().unwrap().parse().unwrap();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(stream, "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("reload.js"), "{answer}");
}

#[test]
fn editors_save_in_their_own_ways_and_each_is_seen() {
    let served = Served::start();
    let content = served.root().join("content");
    let law = content.join("law.md");
    let text = |words: &str| format!("# 台账条例\n\n第一条 {words}。\n");
    let mut generation = 1;
    let mut expect = |what: &str| {
        generation += 1;
        let begun = Instant::now();
        while number(&served.changes(-1), "generation") < generation {
            assert!(begun.elapsed() < Duration::from_secs(10), "not seen: {what}");
            std::thread::sleep(Duration::from_millis(10));
        }
    };
    // vim: the old file aside, a new one in its place.
    fs::rename(&law, content.join("law.md~")).unwrap();
    fs::write(&law, text("乙")).unwrap();
    fs::remove_file(content.join("law.md~")).unwrap();
    expect("a new file in the place of the old");
    // Others: a temporary file renamed over it.
    fs::write(content.join(".law.md.tmp"), text("丙")).unwrap();
    fs::rename(content.join(".law.md.tmp"), &law).unwrap();
    expect("a rename over the file");
    // A time in the future is only a time.
    let file = fs::OpenOptions::new().write(true).open(&law).unwrap();
    file.set_modified(std::time::SystemTime::now() + Duration::from_secs(86_400)).unwrap();
    drop(file);
    fs::write(&law, text("丁")).unwrap();
    expect("a save after a time in the future");
    fs::write(content.join("other.md"), "# 另一条例\n\n第一条 甲。\n").unwrap();
    expect("a new document");
    fs::remove_file(content.join("other.md")).unwrap();
    expect("a deleted document");
    fs::create_dir(content.join("more")).unwrap();
    fs::write(content.join("more/third.md"), "# 第三条例\n\n第一条 甲。\n").unwrap();
    expect("a document in a new folder");
    fs::write(served.root().join("gangmu.toml"), "title = \"新\"\n").unwrap();
    expect("the configuration");
    fs::write(served.root().join("static/new.txt"), "new").unwrap();
    expect("a file of static/");
}

/// Not only the texts: what lies beside them and how they look show too, without a new start.
#[test]
fn edits_of_the_theme_and_of_side_files_show_in_the_pages() {
    let served = Served::start();
    let write = |path: &str, text: &str| {
        let path = served.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let shows = |page: &str, words: &str| {
        let shown = (0..1000).any(|_| {
            let found = served.get(page).body.contains(words);
            if !found {
                std::thread::sleep(Duration::from_millis(20));
            }
            found
        });
        assert!(shown, "{words} never came to {page}: {}", served.get(page).body);
    };
    write("content/law.md", "+++\nid = \"law\"\n+++\n\n# 台账条例\n\n第一条 甲。\n\n第二条 台帐保存三年。\n");
    write(
        "content/note.md",
        "+++\nid = \"note\"\nkind = \"qa\"\n+++\n\n# 台账问答\n\n一、保存几年？\n\n三年。\n\n二、谁保存？\n\n专人。\n",
    );
    shows("/law-2.html", "台帐保存");
    let row = |note: &str| format!("note#1\texplains\tlaw#2\tprimary\teditor\treviewed\t{note}\n");
    write("content/relations.tsv", &row("说明保存的年限"));
    shows("/law-2.html", "说明保存的年限");
    write("content/relations.tsv", &row("另一种说明"));
    shows("/law-2.html", "另一种说明");
    let erratum = |corrected: &str| {
        format!(
            "[[erratum]]\nat = \"law#2\"\noriginal = \"台帐\"\ncorrected = \"{corrected}\"\nkind = \"transcription\"\nstatus = \"verified\"\nevidence = \"原件\"\n"
        )
    };
    write("content/errata.toml", &erratum("台账"));
    shows("/law-2.html", "\">台账</a>");
    write("content/errata.toml", &erratum("簿册"));
    shows("/law-2.html", "\">簿册</a>");
    write("themes/mine/extra.css", ":root { --red: #0b5d3b }");
    write("gangmu.toml", "title = \"试\"\ntheme = \"mine\"\n");
    shows("/law-2.html", "#0b5d3b");
    write("themes/mine/extra.css", ":root { --red: #123456 }");
    shows("/law-2.html", "#123456");
    write("themes/mine/templates/404.html", "<!DOCTYPE html><title>x</title><body>此页不存</body>");
    shows("/none.html", "此页不存");
    write("themes/mine/templates/404.html", "{% if %}");
    served.wait_for("the last good state is shown");
    shows("/none.html", "此页不存");
    fs::remove_file(served.root().join("themes/mine/templates/404.html")).unwrap();
    shows("/none.html", "没有这一页");
}

#[test]
fn a_storm_of_changes_ends_in_few_readings_and_the_last_state() {
    let served = Served::start();
    let content = served.root().join("content");
    let begun = Instant::now();
    let mut round = 0;
    while begun.elapsed() < Duration::from_secs(1) {
        round += 1;
        for index in 0..50 {
            fs::write(content.join(format!("law{index}.md")), format!("# 条例{index}\n\n第一条 {round}。\n")).unwrap();
        }
    }
    fs::write(served.root().join("static/last.txt"), "last").unwrap();
    let over = Instant::now();
    while served.get("/last.txt").body != "last" {
        assert!(over.elapsed() < Duration::from_secs(10), "the last state never came");
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(600));
    // A touch that changes no byte says nothing and makes nothing.
    while served.said.lock().unwrap().try_recv().is_ok() {}
    let generation = number(&served.changes(-1), "generation");
    for entry in fs::read_dir(&content).unwrap() {
        let file = fs::OpenOptions::new().write(true).open(entry.unwrap().path()).unwrap();
        file.set_modified(std::time::SystemTime::now()).unwrap();
    }
    std::thread::sleep(Duration::from_millis(600));
    assert_eq!(number(&served.changes(-1), "generation"), generation);
    assert_eq!(served.said.lock().unwrap().try_iter().filter(|line| line.contains("read in")).count(), 0);
}

#[test]
fn a_service_worker_is_not_given_while_the_site_is_written() {
    let served = Served::start();
    assert_eq!(served.ask("GET", "/hello.txt", "Service-Worker: script\r\n").status, 404);
}

#[test]
fn slow_clients_keep_nobody_waiting() {
    let served = Served::start();
    let slow: Vec<TcpStream> = (0..200)
        .map(|index| {
            let mut stream = TcpStream::connect(("127.0.0.1", served.port)).unwrap();
            let start: &[u8] = if index % 2 == 0 { b"" } else { b"GET /hello.txt HTTP/1.1\r\nHost: " };
            stream.write_all(start).unwrap();
            stream
        })
        .collect();
    // Whoever came after them is answered while the first of them has neither an answer nor been
    // cut off: nobody waited for it.
    let is_waiting = |mut stream: &TcpStream| {
        stream.set_nonblocking(true).unwrap();
        stream.read(&mut [0]).is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
    };
    assert_eq!(served.get("/hello.txt").body, "hello");
    assert!(slow[..2].iter().all(is_waiting));
    for _ in 0..20 {
        assert_eq!(served.get("/hello.txt").body, "hello");
    }
    drop(slow);
}

/// Each probe must be refused, or answered with nothing but a page of the site.
#[test]
fn four_hundred_probes_find_nothing() {
    let served = Served::start();
    let port = served.port;
    let reload = served.reload_path();
    let mut probes = 0;
    let mut problems = Vec::new();
    let mut probe = |name: String, answer: Answer, allowed: &[u16]| {
        probes += 1;
        let leaks = answer.body.contains(SECRET)
            || answer.body.contains("root:x:0")
            || answer.head.to_ascii_lowercase().contains("access-control");
        if leaks || !allowed.contains(&answer.status) {
            problems.push(format!("{name}: {} {}", answer.status, answer.body.chars().take(80).collect::<String>()));
        }
    };
    for target in traversals() {
        let name = format!("path {target}");
        probe(name, served.get(&target), &[400, 404]);
    }
    for host in foreign_hosts(port) {
        for target in ["/", "/hello.txt", reload.as_str()] {
            probe(
                format!("host {host} {target}"),
                served.ask_as("GET", target, &format!("Host: {host}\r\n")),
                &[400, 403],
            );
        }
    }
    probe("no host".to_owned(), served.ask_as("GET", "/", ""), &[400]);
    probe("two hosts".to_owned(), served.ask("GET", "/", "Host: evil.example\r\n"), &[400]);
    for header in [
        "X-Forwarded-Host",
        "X-Forwarded-For",
        "Forwarded",
        "X-Original-URL",
        "X-Rewrite-URL",
        "X-HTTP-Method-Override",
    ] {
        let only = served.ask_as("GET", "/secret.txt", &format!("{header}: 127.0.0.1:{port}\r\n"));
        probe(format!("{header} in place of Host"), only, &[400]);
        probe(
            format!("{header} beside Host"),
            served.ask("GET", "/secret.txt", &format!("{header}: /hello.txt\r\n")),
            &[404],
        );
    }
    for origin in foreign_origins(port) {
        let header = format!("Origin: {origin}\r\n");
        probe(format!("origin {origin} page"), served.ask("GET", "/hello.txt", &header), &[403]);
        probe(
            format!("origin {origin} changes"),
            served.ask("POST", &format!("{reload}changes?after=-1"), &header),
            &[403],
        );
        probe(
            format!("origin {origin} preflight"),
            served.ask("OPTIONS", &format!("{reload}changes"), &header),
            &[405],
        );
    }
    probe("changes without Origin".to_owned(), served.ask("POST", &format!("{reload}changes?after=-1"), ""), &[403]);
    let ours = format!("Origin: http://127.0.0.1:{port}\r\n");
    for path in
        ["/-/changes", "/-/0/changes", "/-//changes", "/changes", "/-/0000000000000000000000000000000/changes?after=-1"]
    {
        probe(format!("reload path {path}"), served.ask("POST", path, &ours), &[400, 405]);
        probe(format!("reload path {path}"), served.ask("GET", path, &ours), &[400, 404]);
    }
    probe("changes by GET".to_owned(), served.ask("GET", &format!("{reload}changes?after=-1"), &ours), &[404]);
    for method in METHODS {
        for target in ["/hello.txt", "/", "*"] {
            probe(format!("method {method} {target}"), served.ask(method, target, &ours), &[400, 405]);
        }
    }
    for (name, bytes) in malformed(port) {
        probe(name, Answer::of(served.raw(&bytes)), &[0, 400, 404, 405, 431, 505]);
    }
    assert!(probes >= 390, "only {probes} probes");
    assert!(problems.is_empty(), "{} of {probes}:\n{}", problems.len(), problems.join("\n"));
    assert_eq!(served.get("/hello.txt").body, "hello", "it still answers");
}

const METHODS: &[&str] = &[
    "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "MKCOL", "COPY", "MOVE", "LOCK",
    "get", "Get", "GETT", "DEBUG", "PURGE", "TRACK",
];

fn traversals() -> Vec<String> {
    let ups = [
        "..",
        "%2e%2e",
        "%2E%2E",
        ".%2e",
        "%2e.",
        "%252e%252e",
        "..%00",
        "%c0%ae%c0%ae",
        "%e0%80%ae%e0%80%ae",
        "..;",
        "....",
        "%uff0e%uff0e",
        "．．",
    ];
    let slashes = ["/", "%2f", "%2F", "\\", "%5c", "%255c", "%c0%af", "//", "/./"];
    let mut targets = Vec::new();
    for up in ups {
        for slash in slashes {
            targets.push(format!("/{up}{slash}secret.txt"));
        }
        targets.push(format!("/sub/{up}/{up}/secret.txt"));
        targets.push(format!("/{up}/{up}/{up}/{up}/{up}/{up}/etc/passwd"));
    }
    let fixed = [
        "/secret.txt",
        "/gangmu.toml",
        "/content/law.md",
        "/static/hello.txt",
        "/etc/passwd",
        "//etc/passwd",
        "///etc/passwd",
        "/sub",
        "/sub/",
        "/sub/.",
        "/hello.txt/",
        "/hello.txt/.",
        "/hello.txt%00",
        "/hello.txt%00.html",
        "/HELLO.TXT",
        "/hello.txt::$DATA",
        "/hello.txt.",
        "/hello.txt%20",
        "/hello.txt#",
        "/hello.txt#?raw",
        "/hello.txt%23",
        "/hello.txt%3fraw",
        "/@fs/etc/passwd",
        "/@fs//etc/passwd?raw??",
        "/@id/secret.txt",
        "/.git/config",
        "/.env",
        "/proc/self/environ",
        "/file:///etc/passwd",
        "/http://127.0.0.1/",
        "/C:/Windows/win.ini",
        "/c|/x",
        "/con",
        "/nul",
        "/~root/",
        "/%7eroot/",
        "/%",
        "/%2",
        "/%zz",
        "/%ff",
        "/%fe%fe",
        "/\u{202e}txt.olleh",
        "/-/",
        "/-/../secret.txt",
        "/.gangmu",
        "/themes/default/theme.toml",
    ];
    targets.extend(fixed.iter().map(|target| (*target).to_owned()));
    targets
}

fn foreign_hosts(port: u16) -> Vec<String> {
    let names = [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example#127.0.0.1",
        "127.0.0.1@evil.example",
        "0.0.0.0",
        "127.0.0.2",
        "127.1",
        "2130706433",
        "0x7f000001",
        "[::]",
        "[::ffff:127.0.0.1]",
        "localhost.",
        "LOCALHOST.evil",
        "192.168.1.1",
        "",
        "*",
        "127.0.0.1, evil.example",
    ];
    let mut hosts: Vec<String> = names.iter().map(|name| format!("{name}:{port}")).collect();
    hosts.extend(
        ["evil.example", "127.0.0.1", "localhost", "127.0.0.1:1", "127.0.0.1:99999", "127.0.0.1:", ":"]
            .map(str::to_owned),
    );
    hosts.push(format!("127.0.0.1:{port}0"));
    hosts.push(format!("127.0.0.1:{port}/"));
    hosts
}

fn foreign_origins(port: u16) -> Vec<String> {
    let mut origins: Vec<String> = [
        "null",
        "",
        "*",
        "file://",
        "http://evil.example",
        "https://evil.example",
        "http://127.0.0.1",
        "http://localhost",
        "http://127.0.0.1:1",
        "chrome-extension://abc",
        "data:",
        "javascript:1",
    ]
    .map(str::to_owned)
    .to_vec();
    for origin in [
        "https://127.0.0.1:PORT",
        "http://127.0.0.1:PORT.evil.example",
        "http://evil.example:PORT",
        "http://127.0.0.1:PORT/",
        "http://127.0.0.1:PORT evil",
        "http://user@127.0.0.1:PORT",
        "http://[::ffff:127.0.0.1]:PORT",
        "ws://127.0.0.1:PORT",
        "127.0.0.1:PORT",
    ] {
        origins.push(origin.replace("PORT", &port.to_string()));
    }
    origins
}

fn malformed(port: u16) -> Vec<(String, Vec<u8>)> {
    let host = format!("Host: 127.0.0.1:{port}\r\n\r\n");
    let mut probes: Vec<(String, Vec<u8>)> = Vec::new();
    for line in [
        "",
        " ",
        "GET",
        "GET /",
        "GET  / HTTP/1.1",
        "GET / HTTP/0.9",
        "GET / HTTP/2.0",
        "GET / HTTP/3",
        "GET / HTTPS/1.1",
        "GET / http/1.1",
        "/ GET HTTP/1.1",
        "GET\t/\tHTTP/1.1",
        "GET / HTTP/1.1 x",
        "GET http://127.0.0.1/secret.txt HTTP/1.1",
        "GET //127.0.0.1/secret.txt HTTP/1.1",
        "CONNECT evil.example:443 HTTP/1.1",
        "GET / HTTP/1.1\r\nno colon",
        "GET /\u{0} HTTP/1.1",
        "GET /\u{1b}[2J HTTP/1.1",
        "GET / HTTP/1.1\r\n folded: x\r\n more",
        "PRI * HTTP/2.0",
        "\u{16}\u{3}\u{1}",
    ] {
        probes.push((format!("line {line:?}"), format!("{line}\r\n{host}").into_bytes()));
    }
    probes.push(("not UTF-8".to_owned(), [b"GET /\xff\xfe HTTP/1.1\r\n", host.as_bytes()].concat()));
    probes.push((
        "a path without end".to_owned(),
        format!("GET /{} HTTP/1.1\r\n{host}", "a".repeat(100_000)).into_bytes(),
    ));
    probes.push((
        "headers without end".to_owned(),
        format!("GET / HTTP/1.1\r\n{}{host}", "X-A: b\r\n".repeat(20_000)).into_bytes(),
    ));
    probes.push((
        "one long header".to_owned(),
        format!("GET / HTTP/1.1\r\nX-A: {}\r\n{host}", "b".repeat(1_000_000)).into_bytes(),
    ));
    for length in ["-1", "99999999999999999999", "0, 5", "5"] {
        let smuggled = format!(
            "POST /hello.txt HTTP/1.1\r\nContent-Length: {length}\r\nTransfer-Encoding: chunked\r\n{host}0\r\n\r\nGET /secret.txt HTTP/1.1\r\n{host}"
        );
        probes.push((format!("a second request inside, length {length}"), smuggled.into_bytes()));
    }
    probes
}
