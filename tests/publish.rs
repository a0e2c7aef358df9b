//! The recipes of docs/publish, tried on the servers themselves: the site of this repository
//! below a path that it does not know, and every link of every page followed.
//!
//! A server that is not installed is left out, and it is said so. Debian's packages: nginx-light,
//! caddy, apache2-bin, rclone, python3.
#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own folder")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// A server that ends with the test.
struct Server {
    child: Child,
    port: u16,
    /// The path below which the site stands, with a slash at both ends.
    base: String,
    _folder: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

fn is_installed(program: &str) -> bool {
    let there = Command::new("sh").args(["-c", &format!("command -v {program}")]).stdout(Stdio::null()).status();
    let there = there.is_ok_and(|status| status.success());
    if !there {
        eprintln!("skipped: {program} is not installed");
    }
    there
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The site of this repository, built once.
fn site() -> &'static Path {
    static SITE: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = SITE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("public");
        let built = Command::new(env!("CARGO_BIN_EXE_gangmu"))
            .arg("build")
            .arg(repository())
            .arg("--output")
            .arg(&output)
            .output();
        let built = built.unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        folder
    });
    Box::leak(folder.path().join("public").into_boxed_path())
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A folder that any user may read: servers give up their rights.
fn open_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let open = Command::new("chmod").arg("755").arg(folder.path()).status().unwrap();
    assert!(open.success());
    folder
}

fn copy(to: &Path) {
    fs::create_dir_all(to).unwrap();
    let copied = Command::new("cp").arg("-a").arg(format!("{}/.", site().display())).arg(to).status().unwrap();
    assert!(copied.success());
}

fn recipe(name: &str) -> String {
    fs::read_to_string(repository().join("docs/publish").join(name)).unwrap()
}

impl Server {
    fn start(command: &mut Command, port: u16, base: &str, folder: tempfile::TempDir) -> Server {
        let log = fs::File::create(folder.path().join("server.log")).unwrap();
        let child = command.stdout(log.try_clone().unwrap()).stderr(log).stdin(Stdio::null()).spawn().unwrap();
        let server = Server { child, port, base: base.to_owned(), _folder: folder };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let log = || fs::read_to_string(server._folder.path().join("server.log")).unwrap_or_default();
            assert!(begun.elapsed() < Duration::from_secs(30), "the server never listened: {}", log());
            std::thread::sleep(Duration::from_millis(30));
        }
        server
    }

    fn get(&self, path: &str, headers: &str) -> Answer {
        // 1.0, so that the whole answer is the body; but servers pack for 1.1 alone.
        let version = if headers.is_empty() { "1.0" } else { "1.1" };
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(
            stream,
            "GET {}{path} HTTP/{version}\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n{headers}\r\n",
            self.base, self.port
        )
        .unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or_else(|| panic!("{path}: no answer"));
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
        Answer { status, head, body: bytes[end + 4..].to_vec() }
    }

    /// Follows every link from the home page on. The number of files seen.
    fn crawl(&self) -> usize {
        let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut wanted: Vec<(String, String, String)> = Vec::new();
        let mut open = vec!["index.html".to_owned()];
        while let Some(path) = open.pop() {
            if seen.contains_key(&path) {
                continue;
            }
            let answer = self.get(&path, "");
            assert_eq!(answer.status, 200, "{path}");
            let mut ids = BTreeSet::new();
            if path.ends_with(".html") {
                assert!(
                    answer.head.to_ascii_lowercase().contains("content-type: text/html"),
                    "{path}: {}",
                    answer.head
                );
                let page = String::from_utf8(answer.body).unwrap_or_else(|_| panic!("{path} is not UTF-8"));
                ids = attributes(&page, "id").collect();
                for link in attributes(&page, "href").chain(attributes(&page, "src")) {
                    if let Some((to, anchor)) = target(&path, &link) {
                        open.push(to.clone());
                        wanted.extend(anchor.map(|anchor| (path.clone(), to, anchor)));
                    }
                }
            }
            seen.insert(path, ids);
        }
        for (from, to, anchor) in wanted {
            assert!(seen[&to].contains(&anchor), "{from} links to {to}#{anchor}, which is not there");
        }
        seen.len()
    }

    fn serves_the_whole_site(&self) {
        let files = self.crawl();
        assert!(files > 150, "only {files} files were found");
        assert_eq!(self.get("no-such-page.html", "").status, 404);
    }

    /// What a server that reads our lines does beyond sending files.
    fn keeps_the_recipe(&self) {
        let missing = self.get("no-such-page.html", "");
        assert_eq!(missing.status, 404);
        let own = fs::read(site().join("404.html")).unwrap();
        assert!(missing.body == own, "the site's own 404 page: {}", String::from_utf8_lossy(&missing.body));
        assert!([403, 404].contains(&self.get(".gangmu", "").status), "the list of what was built is not served");
        let packed = self.get("plan-2017-16.html", "Accept-Encoding: gzip\r\n");
        assert!(packed.head.to_ascii_lowercase().contains("content-encoding: gzip"), "{}", packed.head);
        assert!(packed.head.to_ascii_lowercase().contains("nosniff"), "{}", packed.head);
    }
}

/// Values of an attribute, entities read.
fn attributes<'p>(page: &'p str, name: &str) -> impl Iterator<Item = String> + 'p {
    let opening = format!(" {name}=");
    let at: Vec<usize> = page.match_indices(&opening).map(|(at, _)| at + opening.len()).collect();
    at.into_iter().map(|at| {
        let rest = &page[at..];
        let value = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => rest[1..].split(quote).next().unwrap_or(""),
            _ => rest.split([' ', '>', '\n']).next().unwrap_or(""),
        };
        value.replace("&amp;", "&").replace("&#x2F;", "/").replace("&quot;", "\"")
    })
}

/// A link's file below the site and the place in it; None for what leaves the site.
fn target(from: &str, link: &str) -> Option<(String, Option<String>)> {
    let scheme = link.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':'));
    if scheme || link.is_empty() {
        return None;
    }
    assert!(!link.starts_with('/'), "{from}: {link} is right only at the root of a server");
    let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor.to_owned())));
    let path = path.split('?').next().unwrap_or("");
    if path.is_empty() {
        return Some((from.to_owned(), anchor.filter(|anchor| !anchor.is_empty())));
    }
    assert!(!path.ends_with('/'), "{from}: {link} does not name a file");
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => assert!(parts.pop().is_some(), "{from}: {link} leaves the site"),
            "." => {}
            part => parts.push(part),
        }
    }
    Some((parts.join("/"), anchor.filter(|anchor| !anchor.is_empty())))
}

#[test]
fn pythons_server_below_a_path() {
    if !is_installed("python3") {
        return;
    }
    let (folder, port) = (open_folder(), free_port());
    copy(&folder.path().join("a/deep path/x".replace(' ', "-")));
    let mut command = Command::new("python3");
    command.args(["-m", "http.server", &port.to_string(), "--bind", "127.0.0.1", "--directory"]).arg(folder.path());
    Server::start(&mut command, port, "/a/deep-path/x/", folder).serves_the_whole_site();
}

#[test]
fn nginx_as_the_recipe_says() {
    if !is_installed("nginx") {
        return;
    }
    let (folder, port) = (open_folder(), free_port());
    let root = folder.path().join("srv");
    copy(&root);
    let lines = recipe("nginx.conf").replace("/srv/rules", &root.to_string_lossy());
    let at = folder.path().display();
    let user = if Command::new("id").arg("-u").output().unwrap().stdout == b"0\n" { "user root;" } else { "" };
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|kind| format!("{kind}_temp_path {at}/{kind};\n"))
        .collect();
    let configuration = format!(
        "{user}\ndaemon off;\nmaster_process off;\npid {at}/nginx.pid;\nerror_log {at}/error.log;\nevents {{}}\nhttp {{\n\
         include /etc/nginx/mime.types;\naccess_log off;\n{temporary}server {{ listen 127.0.0.1:{port};\n{lines}\n}}\n}}\n"
    );
    fs::write(folder.path().join("nginx.conf"), configuration).unwrap();
    let mut command = Command::new("nginx");
    command
        .arg("-p")
        .arg(folder.path())
        .arg("-c")
        .arg(folder.path().join("nginx.conf"))
        .arg("-e")
        .arg(folder.path().join("error.log"));
    let server = Server::start(&mut command, port, "/rules/", folder);
    server.serves_the_whole_site();
    server.keeps_the_recipe();
}

#[test]
fn caddy_as_the_recipe_says() {
    if !is_installed("caddy") {
        return;
    }
    let (folder, port) = (open_folder(), free_port());
    let root = folder.path().join("srv");
    copy(&root);
    let lines = recipe("Caddyfile").replace("/srv/rules", &root.to_string_lossy()).replace("8080", &port.to_string());
    let file = folder.path().join("Caddyfile");
    fs::write(&file, format!("{{\n\tadmin off\n\tauto_https off\n}}\n{lines}")).unwrap();
    let mut command = Command::new("caddy");
    command
        .arg("run")
        .arg("--config")
        .arg(&file)
        .args(["--adapter", "caddyfile"])
        .env("HOME", folder.path())
        .env("XDG_DATA_HOME", folder.path())
        .env("XDG_CONFIG_HOME", folder.path());
    let server = Server::start(&mut command, port, "/rules/", folder);
    server.serves_the_whole_site();
    server.keeps_the_recipe();
}

#[test]
fn apache_as_the_recipe_says() {
    if !is_installed("apache2") {
        return;
    }
    let (folder, port) = (open_folder(), free_port());
    let root = folder.path().join("srv");
    copy(&root);
    let modules: String = ["mpm_event", "authz_core", "alias", "dir", "mime", "deflate", "filter", "headers"]
        .iter()
        .map(|name| (name, PathBuf::from(format!("/usr/lib/apache2/modules/mod_{name}.so"))))
        .filter(|(_, path)| path.is_file())
        .map(|(name, path)| format!("LoadModule {name}_module {}\n", path.display()))
        .collect();
    let at = folder.path().display();
    let user = if Command::new("id").arg("-u").output().unwrap().stdout == b"0\n" {
        "User www-data\nGroup www-data\n"
    } else {
        ""
    };
    let lines = recipe("apache.conf").replace("/srv/rules", &root.to_string_lossy());
    let types = if Path::new("/etc/mime.types").is_file() {
        "TypesConfig /etc/mime.types\n"
    } else {
        "AddType text/html .html\nAddType text/css .css\n"
    };
    let configuration = format!(
        "{modules}{user}ServerRoot {at}\nServerName localhost\nListen 127.0.0.1:{port}\nPidFile {at}/apache.pid\nErrorLog {at}/error.log\nDefaultRuntimeDir {at}\n{types}{lines}"
    );
    fs::write(folder.path().join("apache.conf"), configuration).unwrap();
    let mut command = Command::new("apache2");
    command.arg("-X").arg("-f").arg(folder.path().join("apache.conf"));
    let server = Server::start(&mut command, port, "/rules/", folder);
    server.serves_the_whole_site();
    server.keeps_the_recipe();
}

/// The recipe for buckets, with a remote of rclone's.
struct Bucket {
    configuration: PathBuf,
    to: String,
}

impl Bucket {
    fn rclone(&self, command: &mut Command) {
        // Certificates of the machine's own have nothing to do with a server on loopback.
        let output =
            command.env("RCLONE_CONFIG", &self.configuration).env_remove("AWS_CA_BUNDLE").env("NO_PROXY", "127.0.0.1");
        let output = output.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    fn upload(&self, site: &Path) {
        let recipe = repository().join("docs/publish/bucket.sh");
        self.rclone(Command::new("sh").arg(recipe).arg(site).arg(&self.to));
    }

    /// Uploads the site three times: as it is, with a file more, and without it again.
    fn upload_thrice(&self, folder: &Path, mut has: impl FnMut(&str) -> bool) {
        let mine = folder.join("mine");
        copy(&mine);
        self.upload(&mine);
        fs::write(mine.join("gone.html"), "x").unwrap();
        self.upload(&mine);
        assert!(has("gone.html"));
        fs::remove_file(mine.join("gone.html")).unwrap();
        self.upload(&mine);
        assert!(!has("gone.html"), "what is gone from the site is gone from the bucket");
        assert!(!has(".gangmu"), "the list of what was built is not uploaded");
    }
}

/// A bucket has no index documents; neither has rclone's plain server.
#[test]
fn a_bucket_on_a_disk_as_the_recipe_says() {
    if !is_installed("rclone") {
        return;
    }
    let (folder, port) = (open_folder(), free_port());
    let at = folder.path().join("store/bucket/some/prefix");
    let configuration = folder.path().join("rclone.conf");
    fs::write(&configuration, "[store]\ntype = local\n").unwrap();
    let bucket = Bucket { configuration, to: format!("store:{}", at.display()) };
    bucket.upload_thrice(folder.path(), |name| at.join(name).exists());
    let mut command = Command::new("rclone");
    command
        .args(["serve", "http", "--addr", &format!("127.0.0.1:{port}")])
        .arg(folder.path().join("store"))
        .env("RCLONE_CONFIG", &bucket.configuration);
    Server::start(&mut command, port, "/bucket/some/prefix/", folder).serves_the_whole_site();
}

/// Against a server that speaks S3: `moto_server` (`pip install 'moto[server]'`).
#[test]
fn a_bucket_that_speaks_s3_as_the_recipe_says() {
    if !is_installed("rclone") || !is_installed("moto_server") {
        return;
    }
    let (folder, port) = (open_folder(), free_port());
    let configuration = folder.path().join("rclone.conf");
    let remote = format!(
        "[bucket]\ntype = s3\nprovider = Other\naccess_key_id = key\nsecret_access_key = word\n\
         endpoint = http://127.0.0.1:{port}\nregion = us-east-1\nacl = public-read\n"
    );
    fs::write(&configuration, remote).unwrap();
    let mine = folder.path().to_owned();
    let mut command = Command::new("moto_server");
    let server =
        Server::start(command.args(["-H", "127.0.0.1", "-p", &port.to_string()]), port, "/rules/some/prefix/", folder);
    let bucket = Bucket { configuration, to: "bucket:rules/some/prefix".to_owned() };
    bucket.rclone(Command::new("rclone").args(["mkdir", "bucket:rules"]));
    bucket.upload_thrice(&mine, |name| server.get(name, "").status == 200);
    server.serves_the_whole_site();
}

#[test]
fn the_workflows_run_commands_that_exist() {
    use clap::CommandFactory;
    let known: BTreeSet<String> =
        gangmu::cli::Cli::command().get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in ["github-pages.yml", "gitlab-ci.yml", "netlify.toml", "publishing.md"] {
        let text = recipe(name);
        let commands: Vec<&str> = text
            .match_indices("gangmu ")
            .map(|(at, _)| text[at + 7..].split([' ', '\n', '"', '`']).next().unwrap())
            .collect();
        let runs: Vec<&&str> = commands
            .iter()
            .filter(|word| word.chars().all(|c| c.is_ascii_lowercase()))
            .filter(|word| ["build", "check", "verify"].contains(word))
            .collect();
        assert!(!runs.is_empty() && runs.iter().all(|word| known.contains(**word)), "{name}: {commands:?}");
        if name.ends_with(".yml") {
            let steps: Vec<usize> =
                ["gangmu check", "gangmu verify", "gangmu build"].iter().map(|step| text.find(step).unwrap()).collect();
            assert!(steps.is_sorted(), "{name} checks and proves before it builds");
        }
    }
}
