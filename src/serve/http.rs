//! As much of HTTP as a browser on the same machine needs, and the rules for who may ask.
//!
//! Written here rather than taken from a library, because what matters are limits: a request
//! has a size and a time, a connection has one request, and nothing but the catalogue answers.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Bytes of a request's head; a browser's are under 4 KB.
const MOST_HEAD: usize = 16 << 10;
/// Time for a whole head to arrive; who is slower is cut off, so that waiting costs only a thread.
const HEAD_TIME: Duration = Duration::from_secs(5);
const WRITE_TIME: Duration = Duration::from_secs(10);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub method: Method,
    /// Decoded, without the slash before it; `index.html` for the empty one.
    pub path: String,
    pub query: String,
    pub host: Option<String>,
    pub origin: Option<String>,
    /// The browser wants a script for a service worker.
    pub service_worker: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Head,
    Post,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    pub kind: &'static str,
    pub body: Vec<u8>,
}

impl Response {
    pub fn new(status: u16, kind: &'static str, body: impl Into<Vec<u8>>) -> Response {
        Response { status, kind, body: body.into() }
    }

    pub fn refuse(status: u16, why: &str) -> Response {
        Response::new(status, "text/plain; charset=utf-8", format!("{why}\n"))
    }
}

/// Reads one head. An error is the answer to give; None where the other side went away.
pub fn read(stream: &mut TcpStream) -> Option<Result<Request, Response>> {
    let until = Instant::now() + HEAD_TIME;
    let mut head = Vec::new();
    let mut chunk = [0; 2048];
    let end = loop {
        let left = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())?;
        stream.set_read_timeout(Some(left)).ok()?;
        let count = stream.read(&mut chunk).ok().filter(|count| *count > 0)?;
        let from = head.len().saturating_sub(3);
        head.extend_from_slice(&chunk[..count]);
        if let Some(at) = head[from..].windows(4).position(|four| four == b"\r\n\r\n") {
            break from + at;
        }
        if head.len() > MOST_HEAD {
            return Some(Err(Response::refuse(431, "the request is too long")));
        }
    };
    Some(parse(&head[..end]))
}

/// Reads a head without the empty line after it.
pub fn parse(head: &[u8]) -> Result<Request, Response> {
    let bad = |why: &str| Response::refuse(400, why);
    let text = std::str::from_utf8(head).map_err(|_| bad("the request is not text"))?;
    if text.bytes().any(|byte| byte < 0x20 && !matches!(byte, b'\r' | b'\n' | b'\t')) {
        return Err(bad("the request has control characters"));
    }
    let mut lines = text.split("\r\n");
    let mut words = lines.next().unwrap_or("").split(' ');
    let (Some(method), Some(target), Some(version), None) = (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(bad("the request has no request line"));
    };
    if !matches!(version, "HTTP/1.1" | "HTTP/1.0") {
        return Err(Response::refuse(505, "only HTTP/1.1 is spoken here"));
    }
    let method = match method {
        "GET" => Method::Get,
        "HEAD" => Method::Head,
        "POST" => Method::Post,
        _ => return Err(Response::refuse(405, "only GET and HEAD are answered here")),
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let path = decode(path).ok_or_else(|| bad("the path cannot be read"))?;
    let mut request =
        Request { method, path, query: query.to_owned(), host: None, origin: None, service_worker: false };
    for line in lines {
        let (name, value) = line.split_once(':').ok_or_else(|| bad("a header has no colon"))?;
        let value = value.trim();
        let slot = match name.to_ascii_lowercase().as_str() {
            "host" => &mut request.host,
            "origin" => &mut request.origin,
            "service-worker" => {
                request.service_worker = true;
                continue;
            }
            _ => continue,
        };
        if slot.replace(value.to_owned()).is_some() {
            return Err(bad("a header stands twice"));
        }
    }
    Ok(request)
}

/// A request's path to a path of the catalogue. The catalogue alone decides what exists;
/// what could not be a name in it is refused before it is looked up.
fn decode(path: &str) -> Option<String> {
    let path = path.strip_prefix('/')?;
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let hex = [rest.next()?, rest.next()?];
            let digit = |byte: u8| (byte as char).to_digit(16);
            bytes.push((digit(hex[0])? * 16 + digit(hex[1])?) as u8);
        } else {
            bytes.push(byte);
        }
    }
    let path = String::from_utf8(bytes).ok()?;
    let fits = !path.contains(['\\', '#', '?', '%', ':'])
        && !path.chars().any(char::is_control)
        && !path.starts_with('/')
        && path.split('/').all(|part| part != "." && part != "..");
    fits.then(|| if path.is_empty() { "index.html".to_owned() } else { path })
}

/// Whom this server answers: browsers that were told its own address, asking for its own pages.
#[derive(Clone, Debug)]
pub struct Door {
    hosts: Vec<String>,
}

impl Door {
    pub fn new(port: u16) -> Door {
        Door { hosts: ["127.0.0.1", "localhost", "[::1]"].iter().map(|name| format!("{name}:{port}")).collect() }
    }

    /// A foreign Host is a name that somebody rebound to this machine; a foreign Origin is
    /// another site's page.
    pub fn refuses(&self, request: &Request) -> Option<Response> {
        let Some(host) = &request.host else { return Some(Response::refuse(400, "the request names no host")) };
        if !self.hosts.contains(&host.to_ascii_lowercase()) {
            return Some(Response::refuse(403, "this server answers to 127.0.0.1 and localhost alone"));
        }
        match &request.origin {
            Some(origin) if !self.is_ours(origin) => {
                Some(Response::refuse(403, "this server answers its own pages alone"))
            }
            _ => None,
        }
    }

    pub fn is_ours(&self, origin: &str) -> bool {
        origin.strip_prefix("http://").is_some_and(|host| self.hosts.iter().any(|ours| ours == host))
    }
}

/// Writes the answer and closes.
pub fn write(stream: &mut TcpStream, response: &Response, with_body: bool) -> io::Result<()> {
    stream.set_write_timeout(Some(WRITE_TIME))?;
    let allow = if response.status == 405 { "Allow: GET, HEAD\r\n" } else { "" };
    let head = format!(
        "HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n{allow}Connection: close\r\n\
         Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n\
         X-Frame-Options: DENY\r\nReferrer-Policy: no-referrer\r\n\r\n",
        response.status,
        reason(response.status),
        response.kind,
        response.body.len()
    );
    stream.write_all(head.as_bytes())?;
    if with_body {
        stream.write_all(&response.body)?;
    }
    stream.flush()?;
    stream.shutdown(std::net::Shutdown::Write)
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        505 => "HTTP Version Not Supported",
        _ => "Internal Server Error",
    }
}

/// The kind of a file by its name.
pub fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" | "webmanifest" | "map" => "application/json; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "xml" => "application/xml; charset=utf-8",
        "txt" | "md" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "epub" => "application/epub+zip",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{Door, Method, parse};

    #[test]
    fn a_path_is_decoded_once_and_never_leaves_its_folder() {
        let path = |target: &str| {
            parse(format!("GET {target} HTTP/1.1\r\nHost: a").as_bytes()).map(|request| request.path).ok()
        };
        assert_eq!(path("/").as_deref(), Some("index.html"));
        assert_eq!(path("/a-1.html?p=2").as_deref(), Some("a-1.html"));
        assert_eq!(path("/%E6%B3%95.html").as_deref(), Some("法.html"));
        for bad in [
            "/../etc/passwd",
            "/%2e%2e/etc",
            "/a/%2e%2e/b",
            "/%252e%252e/x",
            "/a\\b",
            "/%5c",
            "//etc/passwd",
            "/%00",
            "/%",
            "/%f",
            "/%ff",
            "http://127.0.0.1/",
            "*",
            "a.html",
            "/a#b",
            "/c:/x",
            "/./a",
            "/a/.",
        ] {
            assert_eq!(path(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_not_a_request_is_refused() {
        let status = |head: &str| parse(head.as_bytes()).map_or_else(|refusal| refusal.status, |_| 200);
        assert_eq!(status("GET / HTTP/1.1\r\nHost: a"), 200);
        assert_eq!(status("PUT / HTTP/1.1\r\nHost: a"), 405);
        assert_eq!(status("GET / HTTP/2\r\nHost: a"), 505);
        assert_eq!(status("GET  / HTTP/1.1"), 400);
        assert_eq!(status("GET / HTTP/1.1\r\nHost: a\r\nHost: b"), 400);
        assert_eq!(status("GET / HTTP/1.1\r\nHost"), 400);
        assert_eq!(status("GET /\u{1b} HTTP/1.1"), 400);
        assert_eq!(status(""), 400);
    }

    #[test]
    fn only_our_own_pages_are_answered() {
        let door = Door::new(4747);
        let refused = |headers: &str| {
            door.refuses(&parse(format!("GET / HTTP/1.1\r\n{headers}").as_bytes()).unwrap()).map(|r| r.status)
        };
        assert_eq!(refused("Host: 127.0.0.1:4747"), None);
        assert_eq!(refused("Host: LOCALHOST:4747\r\nOrigin: http://localhost:4747"), None);
        assert_eq!(refused("Host: evil.example:4747"), Some(403));
        assert_eq!(refused("Host: 127.0.0.1"), Some(403));
        assert_eq!(refused("Host: 127.0.0.1:4747.evil.example"), Some(403));
        assert_eq!(refused("Host: 127.0.0.1:4747\r\nOrigin: http://evil.example"), Some(403));
        assert_eq!(refused("Host: 127.0.0.1:4747\r\nOrigin: null"), Some(403));
        assert_eq!(refused("X-Forwarded-Host: 127.0.0.1:4747"), Some(400));
        assert_eq!(parse(b"HEAD / HTTP/1.0\r\nHost: a").unwrap().method, Method::Head);
    }
}
