//! A reader sees the old site or the new one, whenever the build dies.

use std::fs;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::site::{Dice, Site, assert_same, count, gangmu, tree, words};

fn two_editions() -> (Site, Site) {
    (Site::sample("甲"), Site::sample("乙丙"))
}

#[test]
fn a_build_that_is_killed_leaves_the_old_site_or_the_new_one() {
    let (site, other) = two_editions();
    let editions = [site.build(), other.build()];
    let started = Instant::now();
    site.build();
    let whole = started.elapsed();
    let (stop, reads) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                for name in ["edition.txt", "index.html"] {
                    let seen = fs::read(site.path("public").join(name)).unwrap_or_else(|error| {
                        stop.store(true, Ordering::Relaxed);
                        panic!("a reader missed {name}: {error}")
                    });
                    assert!(editions.iter().any(|edition| edition[name] == seen), "a reader saw a broken {name}");
                }
                reads.fetch_add(1, Ordering::Relaxed);
            }
        });
        let mut dice = Dice(7);
        for round in 0..count(12, 200) {
            site.fill(["乙丙", "甲"][round % 2]);
            let mut build = site.build_command(&site.path("public")).stdout(Stdio::null()).spawn().unwrap();
            thread::sleep(whole.mul_f64(dice.roll(1000) as f64 / 900.0));
            let _ = build.kill();
            build.wait().unwrap();
            let seen = tree(&site.path("public"));
            assert!(editions.contains(&seen), "round {round}: the site is neither the old nor the new");
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert!(reads.load(Ordering::Relaxed) > 10, "the reader hardly read");
    site.fill("乙丙");
    assert_same(&site.build(), &editions[1], "after the kills");
    assert_eq!(site.leftovers(), [""; 0]);
}

#[test]
fn a_build_that_dies_at_any_step_of_its_writing_leaves_a_whole_site() {
    if !has_strace() {
        eprintln!("skipped: strace is not here or may not trace");
        return;
    }
    let (site, other) = two_editions();
    let editions = [site.build(), other.build()];
    let steps = [("rename,renameat,renameat2", 2), ("link,linkat", 12), ("unlink,unlinkat", 12), ("mkdir,mkdirat", 4)];
    for (calls, most) in steps {
        for nth in 1..=count(most.min(3), most * 8) {
            site.fill(["乙丙", "甲"][nth % 2]);
            let build = inject(&site, calls, "signal=KILL", nth);
            let seen = tree(&site.path("public"));
            assert!(editions.contains(&seen), "{calls} {nth}: the site is neither the old nor the new");
            if build {
                break;
            }
        }
    }
    site.fill("甲");
    assert_same(&site.build(), &editions[0], "after the kills");
    assert_eq!(site.leftovers(), [""; 0]);
}

#[test]
fn a_write_that_fails_fails_the_build_and_leaves_the_old_site() {
    if !has_strace() {
        eprintln!("skipped: strace is not here or may not trace");
        return;
    }
    let site = Site::sample("甲");
    let before = site.build();
    site.fill("乙丙");
    let faults = ["error=ENOSPC", "error=EIO", "error=EDQUOT"];
    let calls = ["write", "openat", "link,linkat", "renameat2", "syncfs", "mkdir,mkdirat"];
    for call in calls {
        for nth in 1..=count(2, 50) {
            let fault = faults[nth % faults.len()];
            // Files are opened for reading too, long before; those are the reader's errors.
            let done = inject(&site, call, fault, nth);
            let seen = tree(&site.path("public"));
            if !done {
                assert_same(&seen, &before, &format!("{call} {nth} {fault}"));
            } else if seen != before {
                // The fault hit nothing that mattered, or nothing at all: a whole new site.
                let fresh = site.build_into(&site.base().join("fresh"));
                assert_same(&seen, &fresh, &format!("{call} {nth} {fault} was called a success"));
                site.fill("甲");
                site.build();
                site.fill("乙丙");
            }
        }
    }
    assert_eq!(site.leftovers(), [""; 0]);
}

/// Runs a build in which the `nth` of `calls` of each thread fails so; true where it ended well.
fn inject(site: &Site, calls: &str, fault: &str, nth: usize) -> bool {
    let gangmu = gangmu();
    let status = Command::new("strace")
        .args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={calls}"), "-e"])
        .arg(format!("inject={calls}:{fault}:when={nth}"))
        .arg(gangmu.get_program())
        .arg("build")
        .arg(site.root())
        .env("RAYON_NUM_THREADS", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    status.success()
}

pub fn has_strace() -> bool {
    let run = Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).stderr(Stdio::null()).status();
    run.is_ok_and(|status| status.success())
}

#[test]
fn of_two_builds_at_once_each_is_whole_or_refuses() {
    let (left, right) = two_editions();
    let editions = [left.build(), right.build()];
    let out = left.base().join("out");
    for round in 0..count(6, 100) {
        let mut builds: Vec<_> = [&left, &right]
            .iter()
            .map(|site| site.build_command(&out).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
            .collect();
        thread::sleep(Duration::from_millis(round as u64 % 7));
        for build in builds.drain(..) {
            let said = build.wait_with_output().unwrap();
            let text = words(&said);
            assert!(said.status.success() || text.contains("another build"), "round {round}: {text}");
        }
        assert!(editions.contains(&tree(&out)), "round {round}: two sites were mixed");
    }
    assert!(!left.base().join(".out.gangmu-lock").exists());
}

#[test]
fn a_lock_that_was_left_behind_stops_nobody() {
    let site = Site::sample("甲");
    let before = site.build();
    for holder in ["", "1", "999999", &std::process::id().to_string(), "what\u{1b}[31m"] {
        site.write(".public.gangmu-lock", holder);
        site.write(".public.gangmu-new/half.html", "half");
        assert_same(&site.build(), &before, holder);
        assert_eq!(site.leftovers(), [""; 0]);
    }
}

#[test]
fn a_site_that_was_put_aside_when_its_build_died_comes_back() {
    let site = Site::sample("甲");
    let before = site.build();
    fs::rename(site.path("public"), site.path(".public.gangmu-old")).unwrap();
    fs::write(site.path("content/plan.md"), "+++\nid = \"P\"\n+++\n\n# 甲\n").unwrap();
    assert!(!site.build_command(&site.path("public")).output().unwrap().status.success());
    site.fill("甲");
    assert_same(&site.build(), &before, "after it came back");
    assert_eq!(site.leftovers(), [""; 0]);
}

#[test]
fn a_finding_that_stops_the_build_leaves_the_old_site() {
    let site = Site::sample("甲");
    let before = site.build();
    for (path, text) in [
        ("content/errata.toml", "[[erratum]]\nat = 1"),
        ("content/relations.tsv", "plan#1\tsays\n"),
        ("content/bad.md", "+++\nid = \"qa\"\n+++\n\n# 丁\n"),
        ("content/open.md", "+++\nid = \"qa\"\n"),
        ("gangmu.toml", "titel = \"甲\"\n"),
    ] {
        let old = fs::read(site.path(path)).ok();
        site.write(path, text);
        let said = site.build_command(&site.path("public")).output().unwrap();
        assert_eq!(said.status.code(), Some(1), "{path}: {}", words(&said));
        assert_same(&tree(&site.path("public")), &before, path);
        assert_eq!(site.leftovers(), [""; 0]);
        match old {
            Some(bytes) => fs::write(site.path(path), bytes).unwrap(),
            None => fs::remove_file(site.path(path)).unwrap(),
        }
    }
}
