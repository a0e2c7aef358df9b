//! A full or a closed disk: the build says so, and the old site stands.

use std::fs;
use std::process::{Command, Stdio};

use crate::site::{Site, assert_same, count, gangmu, tree, words};

/// A file system of `kilobytes`, gone with the value. None where mounting is not permitted.
struct Small(tempfile::TempDir);

impl Small {
    fn new(kilobytes: usize) -> Option<Small> {
        let dir = tempfile::tempdir().unwrap();
        let options = format!("size={kilobytes}k");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(dir.path()).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success()).then_some(Small(dir))
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_fails_the_build_and_keeps_the_old_site() {
    let site = Site::sample("甲");
    let needed: usize = site.build().values().map(|bytes| bytes.len().next_multiple_of(4096)).sum();
    for part in [5, 25, 50, 75, 95].into_iter().take(count(3, 5)) {
        // Room for the old site, and for some of the new one.
        let Some(small) = Small::new((needed + needed * part / 100).div_ceil(1024) + 64) else {
            eprintln!("skipped: no file system may be mounted here; see the next test");
            return;
        };
        let output = small.0.path().join("public");
        site.fill("甲");
        let before = site.build_into(&output);
        // Everything changes, so that nothing is taken over.
        site.write("gangmu.toml", &format!("title = \"另一名称{part}\"\n"));
        site.fill("乙丙");
        let filler = vec![b'x'; needed];
        fs::write(site.path("static/filler.bin"), &filler).unwrap();
        let said = site.build_command(&output).output().unwrap();
        assert_eq!(said.status.code(), Some(2), "{part} %: {}", words(&said));
        assert!(words(&said).contains(&*output.to_string_lossy()), "no path is named: {}", words(&said));
        assert_same(&tree(&output), &before, &format!("{part} %"));
        assert_eq!(fs::read_dir(small.0.path()).unwrap().count(), 1, "something was left behind");
        fs::remove_file(site.path("static/filler.bin")).unwrap();
        site.write("gangmu.toml", "title = \"试验\"\n");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_grow_fails_the_build_and_keeps_the_old_site() {
    let site = Site::sample("甲");
    let before = site.build();
    site.fill("乙丙");
    fs::write(site.path("static/large.bin"), vec![b'x'; 400_000]).unwrap();
    let said = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 100; exec \"$0\" \"$@\""])
        .arg(gangmu().get_program())
        .arg("build")
        .arg(site.root())
        .output()
        .unwrap();
    assert_eq!(said.status.code(), Some(2), "{}", words(&said));
    assert!(words(&said).contains("large.bin"), "no path is named: {}", words(&said));
    assert_same(&tree(&site.path("public")), &before, "after the limit");
    assert_eq!(site.leftovers(), [""; 0]);
}

#[cfg(unix)]
#[test]
fn a_read_only_output_is_refused_and_kept() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::sample("甲");
    let before = site.build();
    site.fill("乙丙");
    fs::set_permissions(site.path("public"), fs::Permissions::from_mode(0o555)).unwrap();
    let said = site.build_command(&site.path("public")).output().unwrap();
    fs::set_permissions(site.path("public"), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(said.status.code(), Some(2), "{}", words(&said));
    assert!(words(&said).contains("public is read-only"), "{}", words(&said));
    assert_same(&tree(&site.path("public")), &before, "after the refusal");
    assert_eq!(site.leftovers(), [""; 0]);
}

#[test]
fn a_mounted_output_is_refused_with_a_way_out() {
    let site = Site::sample("甲");
    let Some(small) = Small::new(4096) else {
        eprintln!("skipped: no file system may be mounted here");
        return;
    };
    let said = site.build_command(small.0.path()).output().unwrap();
    assert_eq!(said.status.code(), Some(2), "{}", words(&said));
    assert!(words(&said).contains("name a folder inside it"), "{}", words(&said));
    assert_eq!(fs::read_dir(small.0.path()).unwrap().count(), 0);
    site.build_into(&small.0.path().join("public"));
}

#[cfg(unix)]
#[test]
fn the_output_keeps_the_permissions_it_was_given() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::sample("甲");
    site.build();
    fs::set_permissions(site.path("public"), fs::Permissions::from_mode(0o750)).unwrap();
    site.fill("乙丙");
    site.build();
    assert_eq!(fs::metadata(site.path("public")).unwrap().permissions().mode() & 0o777, 0o750);
}
