//! A small site of our own to build, break and compare.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// `quick`, or `full` where `GANGMU_TRUST=full`.
pub fn count(quick: usize, full: usize) -> usize {
    if std::env::var("GANGMU_TRUST").is_ok_and(|said| said == "full") { full } else { quick }
}

pub struct Site {
    /// Holds the site's folder `site`, so that nothing of the machine is beside it.
    dir: TempDir,
}

impl Site {
    pub fn empty() -> Site {
        let site = Site { dir: tempfile::tempdir().unwrap() };
        site.write("gangmu.toml", "title = \"试验\"\n");
        fs::create_dir_all(site.path("content")).unwrap();
        site
    }

    /// Three texts that speak of each other, a static file, and a note of which edition this is.
    pub fn sample(edition: &str) -> Site {
        let site = Site::empty();
        site.fill(edition);
        site
    }

    pub fn fill(&self, edition: &str) {
        for (id, text) in texts(edition) {
            self.write(&format!("content/{id}.md"), &text);
        }
        self.write("static/edition.txt", edition);
        self.write("static/CNAME", "example.org\n");
    }

    pub fn base(&self) -> &Path {
        self.dir.path()
    }

    pub fn root(&self) -> PathBuf {
        self.dir.path().join("site")
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.root().join(relative)
    }

    pub fn write(&self, relative: &str, text: &str) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn build_command(&self, output: &Path) -> Command {
        let mut command = gangmu();
        command.arg("build").arg(self.root()).arg("--output").arg(output);
        command
    }

    /// Builds into `public`; panics with what was said where that fails.
    pub fn build(&self) -> BTreeMap<String, Vec<u8>> {
        self.build_into(&self.path("public"))
    }

    pub fn build_into(&self, output: &Path) -> BTreeMap<String, Vec<u8>> {
        let said = self.build_command(output).output().unwrap();
        assert!(said.status.success(), "{}", words(&said));
        tree(output)
    }

    /// Names in the site's folder that a build leaves only while it runs.
    pub fn leftovers(&self) -> Vec<String> {
        let names = fs::read_dir(self.root()).unwrap().map(|entry| entry.unwrap().file_name());
        names.map(|name| name.to_string_lossy().into_owned()).filter(|name| name.contains("gangmu-")).collect()
    }
}

pub fn gangmu() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gangmu"));
    command.env("NO_COLOR", "1");
    command
}

pub fn words(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Every file below a folder with its bytes; links as what they name.
pub fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.is_symlink() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                let bytes = match fs::read_link(&path) {
                    Ok(to) => to.to_string_lossy().into_owned().into_bytes(),
                    Err(_) => fs::read(&path).unwrap(),
                };
                files.insert(name, bytes);
            }
        }
    }
    files
}

/// Says which files differ, not their bytes.
pub fn assert_same(left: &BTreeMap<String, Vec<u8>>, right: &BTreeMap<String, Vec<u8>>, when: &str) {
    let differs = |name: &&String| left.get(*name) != right.get(*name);
    let names: Vec<&String> = left.keys().chain(right.keys()).filter(differs).take(5).collect();
    assert!(names.is_empty(), "{when}: {names:?} differ");
}

/// A generator of our own, so that a failing run can be run again.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

fn texts(edition: &str) -> [(&'static str, String); 3] {
    let mut plan =
        "+++\nid = \"plan\"\nkind = \"policy\"\nshort = \"《计划》\"\ndate = 2020-01-02\n+++\n\n# 劳动者计划\n\n"
            .to_owned();
    plan.push_str(&format!("为了{edition}版的劳动者，制定本计划。\n\n一、总体要求\n\n"));
    for number in 1..=6 {
        plan.push_str(&format!("{number}.改进第{number}项工作。按照《试行条例》第{number}条办理。\n\n"));
    }
    let mut rule = "# 试行条例\n\n2019年3月1日 通过\n\n<!-- INFO END -->\n\n## 第一章 总则\n\n".to_owned();
    for number in ["一", "二", "三", "四", "五", "六"] {
        rule.push_str(&format!(
            "第{number}条 劳动者依照本条例第一条办理（{edition}）。\n\n（一）甲；\n\n（二）乙。\n\n"
        ));
    }
    let qa = format!(
        "+++\nid = \"qa\"\nkind = \"qa\"\n+++\n\n# 劳动者问答\n\n1.什么是计划？\n\n《计划》第1条说的是{edition}。\n\n2.怎样办理？\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n3.何时办理？\n\n即时。\n"
    );
    [("plan", plan), ("rule", rule), ("qa", qa)]
}
