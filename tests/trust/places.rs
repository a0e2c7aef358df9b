//! What is not ours is never deleted, and nothing outside the site is read.

use std::fs;
use std::path::PathBuf;

use crate::site::{Site, assert_same, gangmu, tree, words};

/// Builds with `output` from the site's folder; everything of the machine's that was below
/// the temporary folder must be there afterwards.
fn refused(name: &str, prepare: impl Fn(&Site) -> PathBuf, says: &str) {
    let site = Site::sample("甲");
    let output = prepare(&site);
    let before = tree(site.base());
    let said =
        site.build_command(&output).current_dir(site.root()).env("HOME", site.base().join("home")).output().unwrap();
    assert_eq!(said.status.code(), Some(2), "{name}: {}", words(&said));
    assert!(words(&said).contains(says), "{name}: {}", words(&said));
    assert_same(&tree(site.base()), &before, name);
}

#[test]
fn an_output_that_holds_or_lies_in_what_is_not_ours_is_refused() {
    refused("out-is-root", |site| site.root(), "holds the site's own sources");
    refused("out-is-dot", |_| PathBuf::from("."), "holds the site's own sources");
    refused("out-is-parent", |site| site.base().to_owned(), "holds the site's own sources");
    refused("out-is-content", |site| site.path("content"), "holds the site's own sources");
    refused("out-is-static", |site| site.path("static"), "holds the site's own sources");
    refused("out-in-content", |site| site.path("content/public"), "lies inside");
    refused(
        "out-in-themes",
        |site| {
            site.write("themes/own/style.css", "");
            site.path("themes/own/out")
        },
        "lies inside",
    );
    refused("out-is-file-system-root", |_| PathBuf::from("/"), "holds the site's own sources");
    refused(
        "out-is-home",
        |site| {
            fs::create_dir_all(site.base().join("home")).unwrap();
            site.base().join("home")
        },
        "holds a whole home",
    );
    refused(
        "out-is-repository",
        |site| {
            site.write("other/.git/HEAD", "ref: refs/heads/main\n");
            site.path("other")
        },
        "holds a whole home or a repository",
    );
    refused(
        "out-in-repository",
        |site| {
            site.write(".git/HEAD", "ref: refs/heads/main\n");
            site.path(".git/public")
        },
        "holds a whole home or a repository",
    );
    refused(
        "out-is-foreign",
        |site| {
            site.write("papers/letter.txt", "a letter");
            site.path("papers")
        },
        "was not made by gangmu",
    );
    refused(
        "out-is-file",
        |site| {
            site.write("letter.txt", "a letter");
            site.path("letter.txt")
        },
        "was not made by gangmu",
    );
    refused("out-is-sources-by-dots", |site| site.path("content/../../site/content/."), "holds the site's own sources");
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_before_an_output_is_judged() {
    use std::os::unix::fs::symlink;
    refused(
        "link-to-content",
        |site| {
            symlink(site.path("content"), site.path("public")).unwrap();
            site.path("public")
        },
        "holds the site's own sources",
    );
    refused(
        "link-to-foreign",
        |site| {
            fs::create_dir_all(site.base().join("papers")).unwrap();
            fs::write(site.base().join("papers/letter.txt"), "a letter").unwrap();
            symlink(site.base().join("papers"), site.path("public")).unwrap();
            site.path("public")
        },
        "was not made by gangmu",
    );
}

#[cfg(unix)]
#[test]
fn a_linked_output_is_replaced_where_it_stands_and_the_link_stays() {
    let site = Site::sample("甲");
    fs::create_dir_all(site.base().join("www/real")).unwrap();
    std::os::unix::fs::symlink(site.base().join("www/real"), site.path("public")).unwrap();
    fs::write(site.base().join("www/neighbour.txt"), "a neighbour").unwrap();
    let before = site.build();
    site.fill("乙丙");
    assert_ne!(site.build(), before);
    assert!(site.path("public").is_symlink());
    let beside: Vec<_> =
        fs::read_dir(site.base().join("www")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(beside.len(), 2, "{beside:?}");
}

#[cfg(unix)]
#[test]
fn a_link_planted_beside_the_output_is_never_followed() {
    let site = Site::sample("甲");
    site.build();
    fs::write(site.base().join("letter.txt"), "a letter").unwrap();
    fs::create_dir_all(site.base().join("papers")).unwrap();
    fs::write(site.base().join("papers/letter.txt"), "a letter").unwrap();
    std::os::unix::fs::symlink(site.base().join("papers"), site.path(".public.gangmu-new")).unwrap();
    site.build();
    std::os::unix::fs::symlink(site.base().join("letter.txt"), site.path(".public.gangmu-lock")).unwrap();
    let said = site.build_command(&site.path("public")).output().unwrap();
    assert_eq!(said.status.code(), Some(2), "{}", words(&said));
    assert_eq!(fs::read_to_string(site.base().join("letter.txt")).unwrap(), "a letter");
    assert_eq!(fs::read_to_string(site.base().join("papers/letter.txt")).unwrap(), "a letter");
}

#[test]
fn files_that_somebody_put_into_the_output_stay() {
    let site = Site::sample("甲");
    site.build();
    for (name, text) in
        [(".well-known/check.txt", "check"), ("own.html", "own"), ("文件.bin", "bin"), (".nojekyll", "")]
    {
        site.write(&format!("public/{name}"), text);
    }
    site.fill("乙丙");
    let after = site.build();
    for (name, text) in
        [(".well-known/check.txt", "check"), ("own.html", "own"), ("文件.bin", "bin"), (".nojekyll", "")]
    {
        assert_eq!(after.get(name).map(Vec::as_slice), Some(text.as_bytes()), "{name}");
    }
    // One that the site would now replace is not replaced in silence.
    site.write("static/own.html", "another");
    let said = site.build_command(&site.path("public")).output().unwrap();
    assert_eq!(said.status.code(), Some(2), "{}", words(&said));
    assert!(words(&said).contains("own.html was not made by gangmu"), "{}", words(&said));
    assert_same(&tree(&site.path("public")), &after, "after the refusal");
}

#[test]
fn what_a_build_made_is_not_read_as_content() {
    let site = Site::sample("甲");
    let folder = site.path("content");
    let build = || {
        let said = gangmu().arg("build").current_dir(&folder).output().unwrap();
        assert!(said.status.success(), "{}", words(&said));
        tree(&folder.join("public"))
    };
    let first = build();
    site.write("content/public/note.md", "# 不是内容\n");
    let second = build();
    let count = |files: &std::collections::BTreeMap<String, Vec<u8>>| files.len();
    assert_eq!(count(&second), count(&first) + 1, "only the note was kept");
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_site_is_an_error_that_names_it() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.md"), "# 机密\n\n第一条 机密。\n").unwrap();
    fs::write(outside.path().join("gangmu.toml"), "title = \"机密\"\n").unwrap();
    let file = outside.path().join("secret.md");
    let links = [
        ("content/linked.md", file.clone()),
        ("content/folder", outside.path().to_owned()),
        ("static/linked.txt", file.clone()),
        ("themes/own/templates/x.html", file),
        ("themes/own", outside.path().to_owned()),
        ("gangmu.toml", outside.path().join("gangmu.toml")),
        ("static", outside.path().to_owned()),
    ];
    for (name, to) in links {
        let site = Site::sample("甲");
        site.write("gangmu.toml", "theme = \"own\"\n");
        site.write("themes/own/words.txt", "");
        let path = site.path(name);
        if path.is_dir() {
            fs::remove_dir_all(&path).unwrap();
        }
        let _ = fs::remove_file(&path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(to, &path).unwrap();
        let said = site.build_command(&site.path("public")).output().unwrap();
        assert_eq!(said.status.code(), Some(2), "{name}: {}", words(&said));
        assert!(words(&said).contains("leads out of the site"), "{name}: {}", words(&said));
        assert!(!site.path("public").exists());
    }
}

#[test]
fn a_theme_is_a_folder_in_themes() {
    let site = Site::sample("甲");
    for name in ["..", "../content", "/etc", "a/b", ".", "", "a/../../..", "a\\b"] {
        let said = site.build_command(&site.path("public")).args(["--theme", name]).output().unwrap();
        assert_eq!(said.status.code(), Some(2), "{name}: {}", words(&said));
        assert!(words(&said).contains("theme"), "{name}: {}", words(&said));
    }
}

#[cfg(unix)]
#[test]
fn a_loop_of_links_and_an_unreadable_file_are_errors_that_name_them() {
    use std::os::unix::fs::symlink;
    let site = Site::sample("甲");
    symlink(site.path("content"), site.path("content/again")).unwrap();
    let said = site.build_command(&site.path("public")).output().unwrap();
    assert_eq!(said.status.code(), Some(2), "{}", words(&said));
    assert!(words(&said).contains("again"), "{}", words(&said));
    fs::remove_file(site.path("content/again")).unwrap();
    symlink(site.path("content/nothing"), site.path("content/broken.md")).unwrap();
    let said = site.build_command(&site.path("public")).output().unwrap();
    assert_eq!(said.status.code(), Some(2), "{}", words(&said));
    assert!(words(&said).contains("broken.md"), "{}", words(&said));
}
