//! The same input gives the same bytes, and an edited site is what a clean build of it would be.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::site::{Dice, Site, assert_same, count, gangmu, tree, words};

#[test]
fn where_when_and_by_whom_a_site_is_built_changes_no_byte() {
    let site = Site::sample("甲");
    let expected = site.build();
    let variations: &[&[(&str, &str)]] = &[
        &[("LC_ALL", "C"), ("LANG", "C")],
        &[("LC_ALL", "tr_TR.UTF-8"), ("LANGUAGE", "tr")],
        &[("TZ", "Asia/Shanghai")],
        &[("TZ", "Pacific/Kiritimati"), ("SOURCE_DATE_EPOCH", "1")],
        &[("RAYON_NUM_THREADS", "1")],
        &[("RAYON_NUM_THREADS", "2")],
        &[("RAYON_NUM_THREADS", "7")],
        &[("HOME", "/nonexistent"), ("USER", "nobody")],
        &[("TERM", "dumb"), ("COLUMNS", "40"), ("GANGMU_X", "1")],
    ];
    for (index, variables) in variations.iter().enumerate() {
        let output = site.base().join(format!("variation {index}/目录"));
        let said = site.build_command(&output).envs(variables.iter().copied()).output().unwrap();
        assert!(said.status.success(), "{}", words(&said));
        assert_same(&tree(&output), &expected, &format!("{variables:?}"));
    }
}

#[cfg(unix)]
#[test]
fn a_umask_changes_no_byte() {
    let site = Site::sample("甲");
    let expected = site.build();
    for umask in ["000", "077"] {
        let output = site.base().join(format!("umask{umask}"));
        let status = Command::new("sh")
            .args(["-c", &format!("umask {umask}; exec \"$0\" \"$@\"")])
            .arg(gangmu().get_program())
            .arg("build")
            .arg(site.root())
            .arg("--output")
            .arg(&output)
            .stdout(std::process::Stdio::null())
            .status();
        assert!(status.unwrap().success());
        assert_same(&tree(&output), &expected, umask);
    }
}

#[test]
fn another_folder_another_file_system_and_another_order_of_files_change_no_byte() {
    let site = Site::sample("甲");
    let expected = site.build();
    let mut files: Vec<_> = tree(&site.root()).into_iter().filter(|(name, _)| !name.starts_with("public/")).collect();
    files.reverse();
    let mut places = vec![site.base().join("深/一 层/site")];
    let shared = Path::new("/dev/shm");
    let memory = tempfile::tempdir_in(if shared.is_dir() { shared } else { site.base() }).unwrap();
    places.push(memory.path().join("s"));
    for place in places {
        for (index, (name, bytes)) in files.iter().enumerate() {
            let path = place.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, bytes).unwrap();
            let when = SystemTime::UNIX_EPOCH + Duration::from_secs(4_000_000_000 + index as u64);
            fs::File::options().write(true).open(&path).unwrap().set_modified(when).unwrap();
        }
        let said = gangmu().arg("build").arg(".").current_dir(&place).output().unwrap();
        assert!(said.status.success(), "{}", words(&said));
        assert_same(&tree(&place.join("public")), &expected, &place.display().to_string());
    }
}

#[test]
fn after_any_edits_the_site_is_what_a_clean_build_makes() {
    let site = Site::sample("甲");
    site.build();
    let mut dice = Dice(2017);
    for step in 0..count(10, 500) {
        let said: Vec<String> = (0..1 + dice.roll(3)).map(|_| edit(&site, &mut dice, step)).collect();
        let output = site.path("public");
        let first = site.build_command(&output).output().unwrap();
        let clean = site.base().join("clean");
        let _ = fs::remove_dir_all(&clean);
        let second = site.build_command(&clean).output().unwrap();
        assert_eq!(first.status.code(), second.status.code(), "{said:?}: {}", words(&first));
        if first.status.success() {
            assert_same(&tree(&output), &tree(&clean), &format!("step {step}: {said:?}"));
        }
        assert_eq!(site.leftovers(), [""; 0]);
    }
}

/// One edit such as people make; says which.
fn edit(site: &Site, dice: &mut Dice, step: usize) -> String {
    let content = site.path("content");
    let mut names: Vec<_> = fs::read_dir(&content).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    let some = names.get(dice.roll(names.len().max(1))).cloned();
    match (dice.roll(7), some) {
        (0, Some(path)) => {
            let mut text = fs::read_to_string(&path).unwrap();
            text.push_str(&format!("\n第{}条 新增之条，依照《试行条例》第二条。\n", step + 10));
            fs::write(&path, text).unwrap();
            format!("lengthened {}", path.display())
        }
        (1, Some(path)) => {
            let to = content.join(format!("r{step}.md"));
            fs::rename(&path, &to).unwrap();
            format!("renamed {} to {}", path.display(), to.display())
        }
        (2, Some(path)) if names.len() > 2 => {
            fs::remove_file(&path).unwrap();
            format!("deleted {}", path.display())
        }
        (3, _) => {
            site.write(
                "gangmu.toml",
                &format!("title = \"试验{step}\"\nhubs = \"{}\"\n", ["all", "cited", "none"][step % 3]),
            );
            "changed the configuration".to_owned()
        }
        (4, _) => {
            site.write(&format!("static/folder{}/{step}.txt", step % 2), "a file");
            "added a static file".to_owned()
        }
        (5, _) => {
            let _ = fs::remove_dir_all(site.path("static/folder1"));
            "deleted static files".to_owned()
        }
        _ => {
            let text = format!("# 第{step}号规定\n\n第一条 依照《计划》第2条。\n\n第二条 前条自2020年1月1日起施行。\n");
            site.write(&format!("content/n{step}.md"), &text);
            format!("added n{step}.md")
        }
    }
}
