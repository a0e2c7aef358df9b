//! What a text or a name holds is written out before a terminal sees it.

use std::fs;
use std::process::Output;

use crate::site::{Site, gangmu, words};

const TRICKS: &[&str] = &[
    "\u{1b}[31m\u{1b}]0;owned\u{7}",
    "\u{202e}dm.lave",
    "\u{2066}a\u{2069}",
    "\u{200b}",
    "\u{9b}2J",
    "a\rb",
    "\u{8}\u{8}",
    "\u{2028}",
];

fn clean(said: &Output, when: &str) {
    let text = words(said);
    let raw = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    assert!(!text.contains(raw), "{when}: {text:?}");
}

#[test]
fn tricks_in_a_text_are_written_out() {
    for trick in TRICKS {
        let site = Site::sample("甲");
        let text = format!(
            "# 题{trick}\n\n第一条 甲{trick}，依照本法第九十九条{trick}。\n\n第三条 <b{trick}>《无{trick}法》第一条。\n"
        );
        site.write("content/trick.md", &text);
        site.write(
            "content/trick2.md",
            &format!("+++\nshort = \"《{trick}》\"\nid = \"{}\"\n+++\n\n# 乙\n", trick.escape_default()),
        );
        site.write("content/relations.tsv", &format!("plan#1\tsays{trick}\tqa#1\tprimary\ttext\treviewed\t{trick}\n"));
        site.write("gangmu.toml", &format!("title = '''{}'''\nki{trick}nd = 1\n", trick.escape_default()));
        for format in ["text", "json", "github", "sarif"] {
            let said = gangmu().args(["check", "--format", format]).arg(site.root()).output().unwrap();
            clean(&said, &format!("check --format {format} with {trick:?}"));
        }
        clean(&site.build_command(&site.path("public")).output().unwrap(), &format!("build with {trick:?}"));
    }
}

#[cfg(unix)]
#[test]
fn tricks_in_a_name_are_written_out() {
    for trick in TRICKS {
        let site = Site::sample("甲");
        site.write(&format!("content/名{trick}.md"), "第三条 甲，依照本法第九十九条。\n");
        site.write(&format!("static/名{trick}.txt"), "text");
        clean(&site.build_command(&site.path(&format!("out{trick}"))).output().unwrap(), "build");
        clean(&gangmu().arg("check").arg(site.root()).output().unwrap(), "check");
        clean(&gangmu().arg("check").arg(site.path(&format!("none{trick}"))).output().unwrap(), "no folder");
        clean(&gangmu().args(["build", "--theme", trick]).arg(site.root()).output().unwrap(), "no theme");
        let _ = fs::remove_dir_all(site.path("public"));
    }
}
