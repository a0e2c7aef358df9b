//! Bad input: each mistake gets one clear message with its place and the way out, the exit
//! code says which kind it is, and what was built before is as it was.
#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own folder")]

#[path = "bad_input/more.rs"]
mod more;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

/// A mistake laid over a good site, and what must be said of it.
struct Case {
    name: &'static str,
    /// Files to write; a path that ends in `/` is a folder to delete.
    files: Vec<(&'static str, Vec<u8>)>,
    /// Exit code of `check` and, where it stops a build, of `build`.
    code: i32,
    stops: bool,
    /// What the output holds, in this order: the rule or the error, the place, words of the way out.
    says: &'static [&'static str],
}

fn case(
    name: &'static str,
    files: &[(&'static str, &str)],
    code: i32,
    stops: bool,
    says: &'static [&'static str],
) -> Case {
    let files = files.iter().map(|(path, text)| (*path, text.as_bytes().to_vec())).collect();
    Case { name, files, code, stops, says }
}

/// A mistake in a file that stops a build.
fn stops(name: &'static str, path: &'static str, text: &str, says: &'static [&'static str]) -> Case {
    case(name, &[(path, text)], 1, true, says)
}

/// A doubt about a text: `check` exits 1, a build goes on.
fn doubt(name: &'static str, path: &'static str, text: &str, says: &'static [&'static str]) -> Case {
    case(name, &[(path, text)], 1, false, says)
}

const LAW: &str = "content/law.md";
const RELATIONS: &str = "content/relations.tsv";
const ERRATA: &str = "content/errata.toml";
const CONFIG: &str = "gangmu.toml";

fn good_site(root: &Path) {
    for (path, text) in [
        (CONFIG, "title = \"试\"\n"),
        (LAW, "+++\nid = \"law\"\n+++\n\n# 台账条例\n\n第一条 甲。\n\n第二条 依照第一条办理。\n\n第三条 乙。\n"),
        (
            "content/other.md",
            "+++\nid = \"other\"\nkind = \"policy\"\n+++\n\n# 台账实施意见\n\n一、总的要求。\n\n二、《台账条例》第二条要落实。\n\n三、丙。\n",
        ),
        (RELATIONS, "other#2\timplements\tlaw#2\tprimary\teditor\treviewed\t说明\n"),
        (
            ERRATA,
            "[[erratum]]\nat = \"law#1\"\noriginal = \"甲\"\ncorrected = \"乙\"\nkind = \"transcription\"\nstatus = \"reported\"\nevidence = \"x\"\n",
        ),
    ] {
        write(root, path, text.as_bytes());
    }
}

fn write(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn front(lines: &str) -> String {
    format!("+++\nid = \"law\"\n{lines}\n+++\n\n# 台账条例\n\n第一条 甲。\n\n第二条 依照第一条办理。\n\n第三条 乙。\n")
}

fn law(body: &str) -> String {
    format!("+++\nid = \"law\"\n+++\n\n# 台账条例\n\n第一条 甲。\n\n第二条 依照第一条办理。\n\n第三条 乙。\n{body}")
}

fn relation(row: &str) -> String {
    format!("# 关系\n{row}\n")
}

fn erratum(lines: &str) -> String {
    format!("[[erratum]]\n{lines}\n")
}

fn configuration() -> Vec<Case> {
    vec![
        stops("a key that is not known", CONFIG, "titel = \"试\"\n", &["config-key", "gangmu.toml:1:1", "title"]),
        stops(
            "a key that is like none",
            CONFIG,
            "title = \"试\"\nxyzzy = 1\n",
            &["config-key", "gangmu.toml:2:1", "help"],
        ),
        stops(
            "text without quotation marks",
            CONFIG,
            "title = 职工之家\n",
            &["config-syntax", "quotation marks", "gangmu.toml:1:9", "help"],
        ),
        stops("Chinese quotation marks", CONFIG, "title = “试”\n", &["config-syntax", "gangmu.toml:1:9", "help"]),
        stops("a key given twice", CONFIG, "title = \"试\"\ntitle = \"验\"\n", &["config-syntax", "gangmu.toml:2:1"]),
        stops("a list left open", CONFIG, "title = \"试\"\ndocuments = [\"law\"\n", &["config-syntax", "gangmu.toml:"]),
        stops("a number for a text", CONFIG, "title = 7\n", &["config-syntax", "gangmu.toml:1:9"]),
        stops("a text for a list", CONFIG, "documents = \"law\"\n", &["config-syntax", "gangmu.toml:1:13"]),
        stops(
            "a base address without its end",
            CONFIG,
            "base_url = \"https://example.org/x\"\n",
            &["config-syntax", "gangmu.toml:1:", "after it"],
        ),
        stops(
            "a base address that is none",
            CONFIG,
            "base_url = \"example.org/\"\n",
            &["config-syntax", "gangmu.toml:1:", "https://"],
        ),
        stops(
            "a language that is not there",
            CONFIG,
            "language = \"fr\"\n",
            &["config-syntax", "gangmu.toml:1:", "zh-Hans"],
        ),
        stops(
            "hubs in a word that is not known",
            CONFIG,
            "hubs = \"some\"\n",
            &["config-syntax", "gangmu.toml:1:8", "all"],
        ),
        stops(
            "a report address that is none",
            CONFIG,
            "report = \"编辑部\"\n",
            &["config-syntax", "gangmu.toml:1:", "mailto:"],
        ),
        stops(
            "content outside of the site",
            CONFIG,
            "content = \"../other\"\n",
            &["config-syntax", "gangmu.toml:1:", "inside"],
        ),
        stops("a negative limit", CONFIG, "max_bytes = -1\n", &["config-syntax", "gangmu.toml:1:13"]),
        stops(
            "relation words without their other half",
            CONFIG,
            "[relations.explains]\nforward = \"解读\"\n",
            &["config-syntax", "backward", "gangmu.toml:1:", "backward"],
        ),
        case("a theme that is not there", &[(CONFIG, "theme = \"nice\"\n")], 2, true, &["error", "nice", "themes"]),
        case(
            "content that is not there",
            &[(CONFIG, "content = \"texts\"\n")],
            2,
            true,
            &["error", "texts", "gangmu init"],
        ),
    ]
}

fn front_matter() -> Vec<Case> {
    vec![
        stops(
            "a misspelt key",
            LAW,
            &front("issuer = [\"甲\"]"),
            &["front-matter-key", "content/law.md:3:1", "issuers"],
        ),
        stops("a key that is like none", LAW, &front("xyzzy = 1"), &["front-matter-key", "content/law.md:3:1", "help"]),
        stops(
            "text without quotation marks",
            LAW,
            &front("title = 台账条例"),
            &["front-matter", "quotation marks", "content/law.md:3:9", "help"],
        ),
        stops(
            "a date in quotation marks",
            LAW,
            &front("date = \"2024-05-01\""),
            &["front-matter", "content/law.md:3:8", "2017-04-14"],
        ),
        stops("a day that is none", LAW, &front("date = 2024-02-30"), &["front-matter", "content/law.md:3:8"]),
        stops(
            "a kind that is not known",
            LAW,
            &front("kind = \"lwa\""),
            &["front-matter", "content/law.md:3:8", "law"],
        ),
        stops(
            "a level that is not known",
            LAW,
            &front("continuous = \"A.\""),
            &["front-matter", "content/law.md:3:14", "第一条"],
        ),
        stops("a text for a list", LAW, &front("issuers = \"甲\""), &["front-matter", "content/law.md:3:11"]),
        stops(
            "an unknown key of the source",
            LAW,
            &front("source = { flie = \"x\" }"),
            &["front-matter-key", "content/law.md:3:12", "file"],
        ),
        stops(
            "front matter without end",
            LAW,
            "+++\nid = \"law\"\n\n# 台账条例\n\n第一条 甲。\n",
            &["front-matter", "content/law.md:1:1", "+++"],
        ),
        stops(
            "front matter in YAML",
            LAW,
            "---\ntitle: 台账条例\n---\n\n# 台账条例\n\n第一条 甲。\n",
            &["front-matter", "content/law.md:1:1", "+++"],
        ),
        stops(
            "an id with capitals",
            LAW,
            &front("").replace("\"law\"", "\"Law_1\""),
            &["document-id", "content/law.md:2:6", "lower-case"],
        ),
        stops(
            "an id that Windows keeps",
            LAW,
            &front("").replace("\"law\"", "\"con\""),
            &["document-id", "content/law.md:2:6"],
        ),
        stops(
            "an id that leads out",
            LAW,
            &front("").replace("\"law\"", "\"../x\""),
            &["document-id", "content/law.md:2:6"],
        ),
        stops(
            "an id in Chinese",
            LAW,
            &front("").replace("\"law\"", "\"台账\""),
            &["document-id", "content/law.md:2:6"],
        ),
        stops(
            "an id that is another's page",
            "content/third.md",
            "+++\nid = \"law-2\"\n+++\n\n# 第三\n\n第一条 甲。\n",
            &["document-id", "content/third.md", "another id"],
        ),
        stops(
            "an id that is taken",
            "content/third.md",
            "+++\nid = \"law\"\n+++\n\n# 第三\n\n第一条 甲。\n",
            &["duplicate-id", "台账条例", "content/third.md:2:", "another id"],
        ),
        doubt(
            "a rule to silence that is none",
            LAW,
            &front("allow = [\"numbr-gap\"]"),
            &["allow-unused", "content/law.md:3:11", "number-gap"],
        ),
        doubt(
            "a rule that silences nothing",
            LAW,
            &front("allow = [\"number-gap\"]"),
            &["allow-unused", "content/law.md:3:11", "take it out"],
        ),
        doubt(
            "a rule that cannot be silenced",
            LAW,
            &front("allow = [\"front-matter\"]"),
            &["allow-unused", "stops a build", "content/law.md:3:11", "take this out"],
        ),
        doubt(
            "a silence for a file that is not there",
            CONFIG,
            "allow = [\"number-gap content/lwa.md\"]\n",
            &["allow-unused", "gangmu.toml:1:11", "content/law.md"],
        ),
    ]
}

fn files() -> Vec<Case> {
    let bytes =
        |name, bytes: &[u8], says| Case { name, files: vec![(LAW, bytes.to_vec())], code: 1, stops: true, says };
    vec![
        bytes("GB18030", b"# \xb7\xa8\n", &["file-encoding", "content/law.md:1:3", "gangmu import"]),
        bytes("UTF-16", b"\xff\xfe# \x00l\x00", &["file-encoding", "content/law.md:1:1", "UTF-8"]),
        bytes("a picture under a wrong name", b"\x89PNG\r\n\x1a\n\x00\x00", &["file-encoding", "content/law.md:1:1"]),
        bytes(
            "one broken character",
            "# 台账\n\n第一条 甲\u{fffd}"
                .replace('\u{fffd}', "")
                .into_bytes()
                .into_iter()
                .chain([0xe4, 0xb8])
                .collect::<Vec<u8>>()
                .leak(),
            &["file-encoding", "content/law.md:3:6"],
        ),
        case(
            "a file past the limit",
            &[(CONFIG, "max_bytes = 300\n"), (LAW, &law(&"第四条 长。\n".repeat(50)))],
            1,
            true,
            &["file-too-large", "content/law.md", "max_bytes"],
        ),
        doubt("an empty file", "content/empty.md", "", &["file-empty", "content/empty.md:1:1", "help"]),
        doubt("only blank lines", "content/empty.md", "\n \n\t\n", &["file-empty", "content/empty.md:1:1", "help"]),
        doubt(
            "only front matter",
            "content/empty.md",
            "+++\nid = \"empty\"\n+++\n",
            &["file-empty", "content/empty.md", "help"],
        ),
        doubt("only a title", "content/empty.md", "# 只有标题\n", &["file-empty", "content/empty.md", "help"]),
        case("no content folder", &[("content/", "")], 2, true, &["error", "content", "gangmu init"]),
        case(
            "two texts of one title and date",
            &[
                ("content/丁(2020-01-01).md", "# 丁条例\n\n第一条 甲。\n"),
                ("content/丁-2(2020-01-01).md", "# 丁条例\n\n第一条 丙。\n"),
            ],
            1,
            false,
            &["version-clash", "content/", "help"],
        ),
        stops("two outputs of one name", "static/law.html", "<p>x</p>", &["output-clash", "law.html", "static/"]),
        stops("two outputs that differ only in case", "static/LAW.html", "<p>x</p>", &["output-clash", "static/"]),
    ]
}

fn side_files() -> Vec<Case> {
    vec![
        stops(
            "blanks for tabs",
            RELATIONS,
            &relation("other#2 implements law#2"),
            &["relation-syntax", "content/relations.tsv:2:1", "tab"],
        ),
        stops(
            "a cell too few",
            RELATIONS,
            &relation("other#2\timplements\tlaw#2\tprimary\teditor\treviewed"),
            &["relation-syntax", "this one has 6", "content/relations.tsv:2:1", "strength"],
        ),
        stops(
            "a kind that is not known",
            RELATIONS,
            &relation("other#2\timplement\tlaw#2\tprimary\teditor\treviewed\t"),
            &["relation-syntax", "content/relations.tsv:2:9", "implements"],
        ),
        stops(
            "a strength that is not known",
            RELATIONS,
            &relation("other#2\timplements\tlaw#2\tstrong\teditor\treviewed\t"),
            &["relation-syntax", "content/relations.tsv:2:26", "primary"],
        ),
        stops(
            "a status that is not known",
            RELATIONS,
            &relation("other#2\timplements\tlaw#2\tprimary\teditor\treview\t"),
            &["relation-syntax", "content/relations.tsv:2:41", "reviewed"],
        ),
        stops(
            "an address that is none",
            RELATIONS,
            &relation("other＃2\timplements\tlaw#2\tprimary\teditor\treviewed\t"),
            &["relation-syntax", "content/relations.tsv:2:1", "address"],
        ),
        stops(
            "a document that is not there",
            RELATIONS,
            &relation("othr#2\timplements\tlaw#2\tprimary\teditor\treviewed\t"),
            &["relation-address", "content/relations.tsv:2:1", "other#2"],
        ),
        stops(
            "a provision that is not there",
            RELATIONS,
            &relation("other#2\timplements\tlaw#9\tprimary\teditor\treviewed\t"),
            &["relation-address", "content/relations.tsv:2:20", "last provision is 3"],
        ),
        stops(
            "a paragraph that is not there",
            RELATIONS,
            &relation("other#2\timplements\tlaw#2.4\tprimary\teditor\treviewed\t"),
            &["relation-address", "content/relations.tsv:2:20", "law#2"],
        ),
        doubt(
            "a row that stands twice",
            RELATIONS,
            &relation(
                "other#2\timplements\tlaw#2\tprimary\teditor\treviewed\t\nother#2\timplements\tlaw#2\trelated\teditor\treviewed\t",
            ),
            &["relation-duplicate", "content/relations.tsv:3:1", "keep one"],
        ),
        stops(
            "an erratum that is no TOML",
            ERRATA,
            &erratum("at = law#1"),
            &["erratum-syntax", "quotation marks", "content/errata.toml:2:6", "help"],
        ),
        stops(
            "an erratum without a place",
            ERRATA,
            &erratum("original = \"甲\"\nkind = \"wording\"\nstatus = \"reported\""),
            &["erratum-syntax", "content/errata.toml:1:", "at"],
        ),
        stops(
            "an erratum with a key that is not known",
            ERRATA,
            &erratum("at = \"law#1\"\norginal = \"甲\""),
            &["erratum-syntax", "content/errata.toml:3:1", "original"],
        ),
        stops(
            "an erratum of no kind",
            ERRATA,
            &erratum("at = \"law#1\"\noriginal = \"甲\"\nkind = \"typo\"\nstatus = \"reported\""),
            &["erratum-syntax", "content/errata.toml:4:8", "transcription"],
        ),
        stops(
            "an erratum of no status",
            ERRATA,
            &erratum("at = \"law#1\"\noriginal = \"甲\"\nkind = \"wording\"\nstatus = \"done\""),
            &["erratum-syntax", "content/errata.toml:5:10", "verified"],
        ),
        stops(
            "an erratum at no address",
            ERRATA,
            &erratum("at = \"law 1\"\noriginal = \"甲\"\nkind = \"wording\"\nstatus = \"reported\""),
            &["erratum-syntax", "content/errata.toml:2:6", "address"],
        ),
        stops(
            "an erratum in a document that is not there",
            ERRATA,
            &erratum(
                "at = \"lwa#1\"\noriginal = \"甲\"\ncorrected = \"乙\"\nkind = \"wording\"\nstatus = \"reported\"",
            ),
            &["erratum-address", "content/errata.toml:2:6", "law#1"],
        ),
        stops(
            "an erratum in a provision that is not there",
            ERRATA,
            &erratum(
                "at = \"law#9\"\noriginal = \"甲\"\ncorrected = \"乙\"\nkind = \"wording\"\nstatus = \"reported\"",
            ),
            &["erratum-address", "content/errata.toml:2:6", "last provision is 3"],
        ),
        stops(
            "words that do not stand there",
            ERRATA,
            &erratum(
                "at = \"law#1\"\noriginal = \"丁\"\ncorrected = \"乙\"\nkind = \"wording\"\nstatus = \"reported\"",
            ),
            &["erratum-original", "丁", "content/errata.toml:2:6", "help"],
        ),
        stops(
            "words that stand there twice",
            ERRATA,
            &erratum(
                "at = \"law#2\"\noriginal = \"条\"\ncorrected = \"款\"\nkind = \"wording\"\nstatus = \"reported\"",
            ),
            &["erratum-original", "content/errata.toml:2:6", "nth"],
        ),
        case("relations that are not UTF-8", &[], 1, true, &["file-encoding", "content/relations.tsv:1:1"])
            .with(RELATIONS, b"\xff\xfe"),
    ]
}

impl Case {
    fn with(mut self, path: &'static str, bytes: &[u8]) -> Case {
        self.files.push((path, bytes.to_vec()));
        self
    }
}

fn texts() -> Vec<Case> {
    vec![
        doubt("a number that is missing", LAW, &law("\n第五条 丁。\n"), &["number-gap", "content/law.md:13:1", "第"]),
        doubt(
            "a number that stands twice",
            LAW,
            &law("\n第三条 丁。\n"),
            &["number-duplicate", "content/law.md:13:1", "help"],
        ),
        doubt(
            "a look-alike of 第",
            LAW,
            &law("\n笫四条 丁。\n\n第五条 戊。\n"),
            &["number-gap", "line 13", "U+7B2B", "content/law.md:15:1", "help"],
        ),
        doubt(
            "a number inside the paragraph before it",
            LAW,
            &law("\n第四条 丁。 第五条 戊。\n\n第六条 己。\n"),
            &["number-inline", "content/law.md:13:", "help"],
        ),
        doubt(
            "a text that begins at its third number",
            "content/third.md",
            "# 第三条例\n\n第三条 甲。\n\n第四条 乙。\n",
            &["number-start", "content/third.md:3:1", "help"],
        ),
        doubt(
            "a citation of what is not there",
            LAW,
            &law("\n第四条 依照本条例第九条办理。\n"),
            &["cite-no-target", "content/law.md:13:", "第九条"],
        ),
        doubt(
            "a citation by name of what is not there",
            "content/third.md",
            "# 第三条例\n\n第一条 依照《台账条例》第九条办理。\n",
            &["cite-no-target", "content/third.md:3:"],
        ),
        doubt(
            "a link by address to nothing",
            LAW,
            &law("\n第四条 见[[law#9]]。\n"),
            &["cite-markup", "content/law.md:13:", "law"],
        ),
        doubt(
            "a link by address to no document",
            LAW,
            &law("\n第四条 见[甲](cite:lwa#1)。\n"),
            &["cite-markup", "content/law.md:13:", "law"],
        ),
        doubt(
            "a link to a file that is not there",
            LAW,
            &law("\n第四条 见[附件](annex.html)。\n"),
            &["dead-link", "content/law.md:13:", "annex.html"],
        ),
        doubt(
            "nothing before 前款",
            LAW,
            &law("\n第四条 前款规定的期限为三年。\n"),
            &["relative-no-antecedent", "content/law.md:13:", "前款"],
        ),
        doubt("raw HTML", LAW, &law("\n第四条 <script>alert(1)</script>\n"), &["raw-html", "content/law.md:13:"]),
    ]
}

fn templates() -> Vec<Case> {
    vec![
        case(
            "a template with a mistake",
            &[(CONFIG, "theme = \"mine\"\n"), ("themes/mine/templates/hub.html", "{% block x %}\n{{ page.title }\n")],
            1,
            true,
            &["template-error", "themes/mine/templates/hub.html:2:"],
        ),
        case(
            "a template that asks for what is not there",
            &[
                (CONFIG, "theme = \"mine\"\n"),
                ("themes/mine/templates/hub.html", "<p>\n{{ no_such_thing.at_all }}\n</p>\n"),
            ],
            1,
            true,
            &["template-error", "no_such_thing", "themes/mine/templates/hub.html:2:4"],
        ),
        case(
            "a template that includes what is not there",
            &[(CONFIG, "theme = \"mine\"\n"), ("themes/mine/templates/hub.html", "{% include \"nothing.html\" %}\n")],
            1,
            true,
            &["template-error", "nothing.html", "themes/mine/templates/hub.html:1:"],
        ),
    ]
}

/// Every file below a folder, by its path there, with its bytes.
fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn gangmu(root: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_gangmu")).args(arguments).current_dir(root).output().unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap_or(-1), text)
}

/// The good site and what a build made of it, made once for all cases.
fn built() -> &'static Path {
    static BUILT: OnceLock<tempfile::TempDir> = OnceLock::new();
    let made = BUILT.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        good_site(folder.path());
        let (code, text) = gangmu(folder.path(), &["build"]);
        assert_eq!(code, 0, "the good site builds: {text}");
        folder
    });
    made.path()
}

/// A copy of it.
fn built_site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in tree(built()) {
        write(folder.path(), &path, &bytes);
    }
    folder
}

/// What comes of each, four at a time: a build waits for the disk more than it works.
fn at_once<T: Sync>(all: &[T], look: impl Fn(&T) -> Vec<String> + Sync) -> Vec<String> {
    built();
    let look = &look;
    std::thread::scope(|scope| {
        let parts = all
            .chunks(all.len().div_ceil(4))
            .map(|part| scope.spawn(move || part.iter().flat_map(look).collect::<Vec<String>>()));
        let parts: Vec<_> = parts.collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    })
}

/// What is wrong with how a case is answered; empty where nothing is.
fn problems(case: &Case) -> Vec<String> {
    let folder = built_site();
    let root = folder.path();
    let before = tree(&root.join("public"));
    for (path, bytes) in &case.files {
        match path.strip_suffix('/') {
            Some(folder) => fs::remove_dir_all(root.join(folder)).unwrap(),
            None => write(root, path, bytes),
        }
    }
    let mut problems = Vec::new();
    let (code, text) = gangmu(root, &["check", "--no-ledger"]);
    let mut complain = |what: String, text: &str| problems.push(format!("{}: {what}\n{text}", case.name));
    if code != case.code {
        complain(format!("check exits {code}, not {}", case.code), &text);
    }
    let mut rest = text.as_str();
    for words in case.says {
        match rest.find(words) {
            Some(at) => rest = &rest[at + words.len()..],
            None => {
                complain(format!("check does not say {words:?} there"), &text);
                break;
            }
        }
    }
    let told = text
        .lines()
        .filter(|line| line.starts_with("error") || line.starts_with("warning") || line.starts_with("note["))
        .count();
    if told != 1 && !case.says[0].starts_with("raw-html") {
        complain(format!("check says {told} things, not one"), &text);
    }
    if text.contains("panicked") {
        complain("check panics".to_owned(), &text);
    }
    let (code, text) = gangmu(root, &["build"]);
    if code != if case.stops { case.code } else { 0 } {
        complain(format!("build exits {code}"), &text);
    }
    if case.stops {
        if !text.contains(case.says[0]) {
            complain(format!("build does not say {:?}", case.says[0]), &text);
        }
        if tree(&root.join("public")) != before {
            complain("what was built before has changed".to_owned(), "");
        }
        let left: Vec<String> = fs::read_dir(root)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| name.contains("gangmu-"))
            .collect();
        if !left.is_empty() {
            complain(format!("left behind: {left:?}"), "");
        }
    }
    problems
}

/// For reading them all: `GANGMU_SHOW=1 cargo test --test bad_input -- --nocapture`.
fn show(case: &Case) {
    let folder = tempfile::tempdir().unwrap();
    good_site(folder.path());
    for (path, bytes) in case.files.iter().filter(|(path, _)| !path.ends_with('/')) {
        write(folder.path(), path, bytes);
    }
    println!("## {}\n{}", case.name, gangmu(folder.path(), &["check", "--no-ledger"]).1);
}

#[test]
fn each_mistake_is_told_with_its_place_and_the_way_out() {
    let first = [configuration(), front_matter(), files(), side_files(), texts(), templates()];
    let more = [more::configuration(), more::front_matter(), more::side_files(), more::texts()];
    let cases: Vec<Case> = first.into_iter().chain(more).flatten().collect();
    assert!(cases.len() >= 140, "only {} cases", cases.len());
    if std::env::var_os("GANGMU_SHOW").is_some() {
        cases.iter().for_each(show);
    }
    let problems = at_once(&cases, problems);
    assert!(problems.is_empty(), "{} problems in {} cases:\n\n{}", problems.len(), cases.len(), problems.join("\n"));
}

#[test]
fn what_is_unusual_and_right_is_said_nothing_of() {
    let problems = at_once(&more::unusual(), |(name, path, text)| {
        let folder = built_site();
        write(folder.path(), path, text.as_bytes());
        let commands = [&["check", "--no-ledger", "--strict"][..], &["build"]];
        let said = commands.map(|command| (command[0], gangmu(folder.path(), command)));
        let wrong = said.iter().filter(|(_, (code, _))| *code != 0);
        wrong.map(|(command, (code, said))| format!("{name}: {command} exits {code}\n{said}")).collect()
    });
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
