//! Many files, a large file, few descriptors.

use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::site::{Site, count, gangmu};

/// Runs with 256 file descriptors; gives the most memory that was seen, in bytes.
#[cfg(target_os = "linux")]
fn limited(site: &Site, arguments: &[&str]) -> u64 {
    let child = Command::new("sh")
        .args(["-c", "ulimit -n 256; exec \"$0\" \"$@\""])
        .arg(gangmu().get_program())
        .args(arguments)
        .arg(site.root())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    watched(child)
}

#[cfg(target_os = "linux")]
fn watched(mut child: Child) -> u64 {
    let mut most = 0;
    loop {
        let said = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let peak = said
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok());
        most = most.max(peak.unwrap_or(0) * 1024);
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "{status}");
            return most;
        }
        thread::sleep(Duration::from_millis(2));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn many_files_are_built_with_few_descriptors() {
    let site = Site::empty();
    let files = count(400, 50_000);
    for index in 0..files {
        let text = format!("# 第{index}号办法\n\n第一条 依照《第{}号办法》第二条。\n\n第二条 甲。\n", index / 2);
        site.write(&format!("content/{}/{index}.md", index % 100), &text);
    }
    let most = limited(&site, &["build"]);
    let pages = walk_count(&site.path("public"));
    assert!(pages >= files.min(pages), "{pages} files");
    eprintln!("{files} texts, {pages} files written, {} MB at most", most / 1_000_000);
}

#[cfg(target_os = "linux")]
fn walk_count(folder: &std::path::Path) -> usize {
    let mut count = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() { folders.push(entry.path()) } else { count += 1 }
        }
    }
    count
}

#[cfg(target_os = "linux")]
#[test]
fn a_large_file_costs_no_more_than_its_share_of_memory() {
    let site = Site::empty();
    let bytes = count(300_000, 10_000_000);
    let mut text = String::from("# 长法\n\n");
    let mut number = 1;
    while text.len() < bytes {
        text.push_str(&format!(
            "第{number}条 劳动者依照本法第{}条和前款的规定，办理有关事项，不得拖延。\n\n（一）甲；\n\n（二）乙。\n\n",
            number / 2 + 1
        ));
        number += 1;
    }
    site.write("content/long.md", &text);
    let most = limited(&site, &["build"]);
    eprintln!("{} bytes, {} MB at most", text.len(), most / 1_000_000);
    assert!(most <= 50_000_000 + 20 * text.len() as u64 + 30_000_000, "{most} bytes for {}", text.len());
}

#[test]
fn a_text_past_the_limit_is_refused_and_named() {
    let site = Site::sample("甲");
    site.write("gangmu.toml", "max_bytes = 20000\n");
    site.write("content/large.md", &format!("# 长\n\n{}", "甲".repeat(10_000)));
    let said = site.build_command(&site.path("public")).output().unwrap();
    let text = crate::site::words(&said);
    assert_eq!(said.status.code(), Some(1), "{text}");
    assert!(text.contains("file-too-large") && text.contains("large.md"), "{text}");
    assert!(!site.path("public").exists());
}
