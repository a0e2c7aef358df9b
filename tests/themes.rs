//! Themes: one word, one colour or one template at a time, and one whole other look.
#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Builds a site of one short document with these theme files, and reads one page of it.
fn page(files: &[(&str, &str)], config: &str, page: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("gangmu.toml", &format!("title = \"样例\"\n{config}"));
    write("content/a.md", "+++\nid = \"law\"\n+++\n\n# 样例法\n\n第一条 甲。\n\n第二条 依照第一条办理。\n");
    for (path, text) in files {
        write(path, text);
    }
    let built = Command::new(env!("CARGO_BIN_EXE_gangmu")).arg("build").arg(folder.path()).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    fs::read_to_string(folder.path().join("public").join(page)).unwrap()
}

fn keys(table: &toml::Table, prefix: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for (key, value) in table {
        match value {
            toml::Value::Table(inner) => out.extend(keys(inner, &format!("{prefix}{key}."))),
            _ => {
                out.insert(format!("{prefix}{key}"));
            }
        }
    }
    out
}

#[test]
fn both_languages_have_the_same_words() {
    let read = |language: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("themes/default/words/{language}.toml"));
        keys(&fs::read_to_string(path).unwrap().parse().unwrap(), "")
    };
    assert_eq!(read("zh-Hans"), read("en"));
}

#[test]
fn one_colour_is_changed_without_copying_the_styles() {
    let html = page(&[("themes/mine/extra.css", ":root { --red: #0b5d3b }")], "theme = \"mine\"", "index.html");
    assert!(html.contains("--red:#9b1c1c") && html.contains(":root{--red:#0b5d3b}"));
}

#[test]
fn one_word_is_changed_without_copying_the_words() {
    let words = ("themes/mine/words/zh-Hans.toml", "speaks_of_it = \"各文件怎样说\"");
    let html = page(&[words], "theme = \"mine\"", "law-1.html");
    assert!(html.contains("<h2>各文件怎样说 <small>1</small></h2>") && html.contains("目录"));
}

#[test]
fn one_block_is_changed_by_extending_the_template() {
    let hub = (
        "themes/mine/templates/hub.html",
        "{% extends \"default/hub.html\" %}{% block after %}<p>此处</p>{% endblock after %}",
    );
    let html = page(&[hub], "theme = \"mine\"", "law-1.html");
    assert!(html.contains("<p>此处</p>") && html.contains("第一条") && !html.contains("id=\"toc\""));
}

#[test]
fn the_interface_can_be_english() {
    let html = page(&[], "language = \"en\"", "law-1.html");
    assert!(html.contains("Who speaks of it") && html.contains("lang=\"en\""));
}

#[test]
fn the_plain_theme_is_a_whole_look_in_two_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/plain");
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let (base, style, early) = (read("templates/base.html"), read("style.css"), read("early.js"));
    let files = [
        ("themes/plain/templates/base.html", base.as_str()),
        ("themes/plain/style.css", style.as_str()),
        ("themes/plain/early.js", early.as_str()),
    ];
    let html = page(&files, "theme = \"plain\"", "law-2.html");
    assert!(html.contains("依照<a href=\"law-1.html\">第一条</a>办理"), "{html}");
    assert!(!html.contains("<script defer") && html.contains("Songti SC") && !html.contains("class=\"bar\""));
}
