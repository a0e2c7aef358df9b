//! A build and a check write the output and nothing else, start nothing, and call nobody.

use std::path::Path;
use std::process::Command;

use crate::atomic::has_strace;
use crate::site::{Site, gangmu};

const CHANGES: &str = "mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,rmdir,chmod,fchmodat,chown,truncate,mknod,mknodat,utimensat";

/// What a run asked of the system, one call a line.
fn calls(site: &Site, arguments: &[&str]) -> Vec<String> {
    let log = site.base().join("calls");
    let status = Command::new("strace")
        .args([
            "-f",
            "-qq",
            "-s",
            "4096",
            "-e",
            &format!("trace=open,openat,creat,{CHANGES},execve,execveat,fork,vfork,socket,socketpair,connect,bind"),
        ])
        .arg("-o")
        .arg(&log)
        .arg(gangmu().get_program())
        .args(arguments)
        .arg(site.root())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status();
    assert!(status.unwrap().code().is_some_and(|code| code <= 1));
    std::fs::read_to_string(log).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn a_build_writes_only_its_output_starts_nothing_and_calls_nobody() {
    if !has_strace() {
        eprintln!("skipped: strace is not here or may not trace");
        return;
    }
    let site = Site::sample("甲");
    let root = site.root().canonicalize().unwrap();
    for (arguments, may_write) in [(&["build"][..], true), (&["build"], true), (&["check"], false)] {
        let mut started = 0;
        for call in calls(&site, arguments) {
            let name = call.split_whitespace().nth(1).unwrap_or("").split('(').next().unwrap_or("");
            if call.contains("<... ") || call.contains("+++") || call.contains("---") {
                continue;
            }
            match name {
                // The first is strace starting us.
                "execve" => started += 1,
                "execveat" | "fork" | "vfork" | "socket" | "socketpair" | "connect" | "bind" => panic!("{call}"),
                "open" | "openat" | "creat" => opened(&call, &root, may_write),
                _ => {
                    assert!(may_write, "{call}");
                    for path in quoted(&call).filter(|path| path.starts_with('/')) {
                        // Asking for a folder that is there makes none.
                        let parent = name.starts_with("mkdir") && Path::new(path) == root;
                        assert!(parent || is_output(path, &root), "{call}");
                    }
                }
            }
        }
        assert_eq!(started, 1);
    }
}

fn opened(call: &str, root: &Path, may_write: bool) {
    let Some(path) = quoted(call).next() else { return };
    if ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"].iter().any(|word| call.contains(word)) {
        let terminal = path == "/dev/null" || path == "/dev/tty";
        assert!(terminal || (may_write && is_output(path, root)), "{call}");
        return;
    }
    // Reading: the site, and what the C library and the count of processors need.
    let system = ["/lib", "/usr/lib", "/usr/share/locale", "/etc/ld.so", "/proc/", "/sys/", "/dev/"];
    let inside = Path::new(path).starts_with(root) || !path.starts_with('/');
    assert!(inside || system.iter().any(|prefix| path.starts_with(prefix)) || call.contains("ENOENT"), "{call}");
}

fn is_output(path: &str, root: &Path) -> bool {
    let Ok(inside) = Path::new(path).strip_prefix(root) else { return !path.starts_with('/') };
    let first = inside.components().next().map(|part| part.as_os_str().to_string_lossy().into_owned());
    first.is_some_and(|first| {
        ["public", ".public.gangmu-new", ".public.gangmu-lock", ".public.gangmu-old"].contains(&first.as_str())
    })
}

fn quoted(call: &str) -> impl Iterator<Item = &str> {
    call.split('"').skip(1).step_by(2)
}
