//! More mistakes, of kinds that came up later, and inputs that are unusual and right.

use super::{CONFIG, Case, ERRATA, LAW, RELATIONS, case, doubt, erratum, front, law, relation, stops};

const WORDS: &str = "at = \"law#1\"\noriginal = \"甲\"\ncorrected = \"乙\"\nkind = \"wording\"\nstatus = \"reported\"";

pub fn configuration() -> Vec<Case> {
    vec![
        doubt(
            "an order that names no document",
            CONFIG,
            "documents = [\"law\", \"othr\"]\n",
            &["config-document", "gangmu.toml:1:22", "other"],
        ),
        doubt(
            "a spine that is no document",
            CONFIG,
            "spine = \"lwa\"\n",
            &["config-document", "gangmu.toml:1:10", "law"],
        ),
        stops(
            "synonyms that are no groups",
            CONFIG,
            "synonyms = [\"农民工\", \"工人\"]\n",
            &["config-syntax", "gangmu.toml:1:13", "list"],
        ),
        stops("a full-width sign", CONFIG, "title ＝ \"试\"\n", &["config-syntax", "gangmu.toml:1:7", "help"]),
        stops(
            "a number in quotation marks",
            CONFIG,
            "max_files = \"20000\"\n",
            &["config-syntax", "gangmu.toml:1:13", "without quotes"],
        ),
        doubt("a host that takes too little", CONFIG, "max_files = 3\n", &["too-many-files", "max_files is 3", "hubs"]),
        case("a theme by its path", &[(CONFIG, "theme = \"../x\"\n")], 2, true, &["error", "../x", "themes"]),
        stops(
            "an address that runs",
            CONFIG,
            "base_url = \"javascript:alert(1)/\"\n",
            &["config-syntax", "gangmu.toml:1:13", "https://"],
        ),
        doubt(
            "a silence for words that are not there",
            CONFIG,
            "allow = [\"number-gap content/law.md 没有的字\"]\n",
            &["allow-unused", "gangmu.toml:1:11", "take it out"],
        ),
        stops(
            "a table given twice",
            CONFIG,
            "[relations]\n[relations]\n",
            &["config-syntax", "gangmu.toml:2:2", "keep one"],
        ),
        case("configuration that is not UTF-8", &[], 1, true, &["file-encoding", "gangmu.toml:1:10", "UTF-8"])
            .with(CONFIG, b"title = \"\xca\xd4\"\n"),
        stops(
            "content outside by its root",
            CONFIG,
            "content = \"/srv/texts\"\n",
            &["config-syntax", "gangmu.toml:1:", "--content"],
        ),
    ]
}

pub fn front_matter() -> Vec<Case> {
    vec![
        stops(
            "lines of key and colon",
            LAW,
            "+++\n\tid: law\n+++\n\n# 台账条例\n\n第一条 甲。\n",
            &["front-matter", "content/law.md:2:", "help"],
        ),
        stops(
            "a name that is a number",
            LAW,
            &front("aliases = [7]"),
            &["front-matter", "content/law.md:3:12", "double quotes"],
        ),
        stops(
            "a short name without words",
            LAW,
            &front("short = \"《》\""),
            &["front-matter", "content/law.md:3:9", "take it out"],
        ),
        stops(
            "an alias without words",
            LAW,
            &front("aliases = [\"\"]"),
            &["front-matter", "content/law.md:3:12", "take it out"],
        ),
        stops(
            "a source that is only a name",
            LAW,
            &front("source = \"a.txt\""),
            &["front-matter", "content/law.md:3:10", "sha256"],
        ),
        stops("a key given twice", LAW, &front("id = \"law2\""), &["front-matter", "content/law.md:3:1", "keep one"]),
        stops(
            "a level that is two",
            LAW,
            &front("continuous = \"第一章条\""),
            &["front-matter", "content/law.md:3:14", "第一条"],
        ),
        stops(
            "an id without end",
            LAW,
            &front("").replace("\"law\"", &format!("\"{}\"", "a".repeat(200))),
            &["document-id", "content/law.md:2:6", "at most"],
        ),
        stops(
            "an id that is a number",
            LAW,
            &front("").replace("\"law\"", "7"),
            &["front-matter", "content/law.md:2:6", "double quotes"],
        ),
        stops(
            "a title that is a number",
            LAW,
            &front("title = 7"),
            &["front-matter", "content/law.md:3:9", "double quotes"],
        ),
        stops(
            "Chinese quotation marks",
            LAW,
            &front("title = “台账”"),
            &["front-matter", "content/law.md:3:9", "\"…\""],
        ),
        stops(
            "blanks before the first line",
            LAW,
            &format!("\n {}", front("")),
            &["front-matter", "content/law.md:2:2", "first line"],
        ),
        stops(
            "no end, with Windows' lines",
            LAW,
            "+++\r\nid = \"law\"\r\n\r\n# 台账条例\r\n\r\n第一条 甲。\r\n",
            &["front-matter", "content/law.md:1:1", "+++"],
        ),
        stops(
            "a month that is none",
            LAW,
            &front("date = 2024-13-01"),
            &["front-matter", "content/law.md:3:8", "help"],
        ),
        stops(
            "an inline table left open",
            LAW,
            &front("source = { file = \"a\""),
            &["front-matter", "content/law.md:3:", "help"],
        ),
        stops(
            "a list in a list",
            LAW,
            &front("issuers = [[\"甲\"]]"),
            &["front-matter", "content/law.md:3:12", "double quotes"],
        ),
        doubt(
            "a digest that is not the text's",
            LAW,
            &front("source = { file = \"a.txt\", sha256 = \"abc\" }"),
            &["fidelity-differs", "content/law.md:3:28", "gangmu verify"],
        ),
    ]
}

pub fn side_files() -> Vec<Case> {
    let row = |row: &'static str| relation(row);
    vec![
        stops(
            "a row of heads",
            RELATIONS,
            "from\trelation\tto\tstrength\tbasis\tstatus\tnote\n",
            &["relation-syntax", "content/relations.tsv:1:6", "explains"],
        ),
        stops(
            "commas for tabs",
            RELATIONS,
            "other#2,implements,law#2,primary,editor,reviewed,\n",
            &["relation-syntax", "content/relations.tsv:1:1", "tab"],
        ),
        stops(
            "a cell too many",
            RELATIONS,
            &row("other#2\timplements\tlaw#2\tprimary\teditor\treviewed\tx\ty"),
            &["relation-syntax", "has 8", "content/relations.tsv:2:1"],
        ),
        stops(
            "a provision tied to itself",
            RELATIONS,
            &row("law#2\timplements\tlaw#2\tprimary\teditor\treviewed\t"),
            &["relation-address", "itself", "content/relations.tsv:2:18"],
        ),
        stops(
            "no counterpart to a provision",
            RELATIONS,
            &row("other#2\tnone\tlaw#2\tprimary\teditor\treviewed\tx"),
            &["relation-address", "content/relations.tsv:2:14", "write law"],
        ),
        stops(
            "a basis that is not known",
            RELATIONS,
            &row("other#2\timplements\tlaw#2\tprimary\tguess\treviewed\t"),
            &["relation-syntax", "content/relations.tsv:2:34", "editor"],
        ),
        stops(
            "a blank behind an address",
            RELATIONS,
            &row("other#2 \timplements\tlaw#2\tprimary\teditor\treviewed\t"),
            &["relation-syntax", "content/relations.tsv:2:1", "address"],
        ),
        stops(
            "a kind in Chinese",
            RELATIONS,
            &row("other#2\t落实\tlaw#2\tprimary\teditor\treviewed\t"),
            &["relation-syntax", "content/relations.tsv:2:9", "implements"],
        ),
        stops(
            "a cell left empty",
            RELATIONS,
            &row("\timplements\tlaw#2\tprimary\teditor\treviewed\t"),
            &["relation-syntax", "content/relations.tsv:2:1", "address"],
        ),
        stops(
            "a range",
            RELATIONS,
            &row("other#2\timplements\tlaw#1-3\tprimary\teditor\treviewed\t"),
            &["relation-address", "content/relations.tsv:2:20", "last provision is 3"],
        ),
        stops(
            "a second file of relations",
            "content/sub/relations.tsv",
            "# 关系\n",
            &["relation-syntax", "content/relations.tsv", "content/sub/relations.tsv:1:1", "one of the two"],
        ),
        stops(
            "a second file of errata",
            "content/sub/errata.toml",
            "# 勘误\n",
            &["erratum-syntax", "content/errata.toml", "content/sub/errata.toml:1:1", "one of the two"],
        ),
        stops(
            "one table for many",
            ERRATA,
            &format!("[erratum]\n{WORDS}\n"),
            &["erratum-syntax", "content/errata.toml:1:1", "[[erratum]]"],
        ),
        stops(
            "a table of another name",
            ERRATA,
            &format!("[[errata]]\n{WORDS}\n"),
            &["erratum-syntax", "content/errata.toml:1:3", "erratum"],
        ),
        stops(
            "nothing put in the place of words",
            ERRATA,
            &erratum(&WORDS.replace("corrected = \"乙\"\n", "")),
            &["erratum-syntax", "corrected is missing", "content/errata.toml:2:6", "corrected = \"…\""],
        ),
        stops(
            "the same words",
            ERRATA,
            &erratum(&WORDS.replace("乙", "甲")),
            &["erratum-syntax", "content/errata.toml:2:6", "take the erratum out"],
        ),
        stops(
            "no words",
            ERRATA,
            &erratum(&WORDS.replace("\"甲\"", "\"\"")),
            &["erratum-syntax", "no words", "content/errata.toml:2:6"],
        ),
        stops(
            "one and every",
            ERRATA,
            &erratum(&format!("{WORDS}\nnth = 1\nevery = true")),
            &["erratum-syntax", "content/errata.toml:2:6", "keep one"],
        ),
        stops(
            "an occurrence that is not there",
            ERRATA,
            &erratum(&format!("{WORDS}\nnth = 5")),
            &["erratum-original", "content/errata.toml:2:6", "count from 1"],
        ),
        stops(
            "occurrences counted from 0",
            ERRATA,
            &erratum(&format!("{WORDS}\nnth = 0")),
            &["erratum-original", "content/errata.toml:2:6", "count from 1"],
        ),
        stops(
            "a paragraph that is not there",
            ERRATA,
            &erratum(&WORDS.replace("law#1", "law#1.7")),
            &["erratum-address", "content/errata.toml:2:6", "places are 1"],
        ),
        stops(
            "what is missing, without the words around",
            ERRATA,
            &erratum("at = \"law#1\"\nkind = \"missing\"\nstatus = \"verified\""),
            &["erratum-syntax", "content/errata.toml:2:6", "original"],
        ),
    ]
}

pub fn texts() -> Vec<Case> {
    vec![
        doubt(
            "a picture that is not there",
            LAW,
            &law("\n第四条 ![图](fig.png)\n"),
            &["dead-link", "content/law.md:13:7", "help"],
        ),
        doubt(
            "a link to no address",
            LAW,
            &law("\n第四条 见[甲](cite:)。\n"),
            &["cite-markup", "“” names nothing", "content/law.md:13:7"],
        ),
        doubt(
            "an item that is missing",
            LAW,
            &law("\n第四条 下列：\n\n（一）甲；\n\n（三）乙。\n"),
            &["number-gap", "content/law.md:17:1", "help"],
        ),
        doubt(
            "brackets of two widths",
            LAW,
            &law("\n第四条 下列：\n\n（一）甲；\n\n(二）乙；\n\n（三）丙。\n"),
            &["mixed-width", "content/law.md:17:1", "alike"],
        ),
        doubt(
            "emphasis that stays visible",
            LAW,
            &law("\n第四条 **“甲”**乙。\n"),
            &["cjk-emphasis", "content/law.md:13:5", "inside"],
        ),
        doubt(
            "a comment that is not closed",
            LAW,
            &law("\n<!-- 说明\n\n第四条 丁。\n"),
            &["raw-html", "content/law.md:13:1", "-->"],
        ),
        doubt(
            "a number with nothing seen in it",
            LAW,
            &law("\n第\u{200b}四条 丁。\n\n第五条 戊。\n"),
            &["number-gap", "content/law.md:15:1", "help"],
        ),
        doubt(
            "a range that runs backwards",
            LAW,
            &law("\n第四条 依照第三条至第一条办理。\n"),
            &["cite-no-target", "content/law.md:13:7", "help"],
        ),
        case(
            "a name that two documents bear",
            &[
                (LAW, &law("\n第四条 依照《甲法》第一条。\n")),
                ("content/x.md", "+++\naliases = [\"《甲法》\"]\n+++\n\n# 甲一法\n\n第一条 甲。\n"),
                ("content/y.md", "+++\naliases = [\"《甲法》\"]\n+++\n\n# 甲二法\n\n第一条 乙。\n"),
            ],
            1,
            false,
            &["ambiguous-name", "content/law.md:13:7", "[["],
        ),
        doubt(
            "words that the text named does not say",
            "content/z.md",
            "# 问答\n\n一、《台账条例》第三条规定：“县级以上人民政府应当建立台账保存制度”，怎么办？\n",
            &["quote-not-found", "content/z.md:3:", "大意"],
        ),
        stops(
            "a page of one's own in the place of the home page",
            "static/index.html",
            "<p>x</p>",
            &["output-clash", "static/index.html", "help"],
        ),
    ]
}

/// Each is unusual and right: not a word is said of it.
pub fn unusual() -> Vec<(&'static str, &'static str, String)> {
    let marked = "\u{feff}other#2\timplements\tlaw#2\tprimary\teditor\treviewed\t\n";
    vec![
        ("configuration with a byte order mark", CONFIG, "\u{feff}title = \"试\"\n".to_owned()),
        ("an empty configuration", CONFIG, String::new()),
        ("a text with a byte order mark", LAW, format!("\u{feff}{}", front(""))),
        ("Windows' ends of lines", LAW, front("").replace('\n', "\r\n")),
        ("relations with a byte order mark", RELATIONS, marked.to_owned()),
        (
            "relations with Windows' ends of lines",
            RELATIONS,
            "other#2\timplements\tlaw#2\tprimary\teditor\treviewed\t\r\n".to_owned(),
        ),
        ("no relations, only remarks", RELATIONS, "# 尚无\n\n".to_owned()),
        ("no errata, only remarks", ERRATA, "# 尚无\n".to_owned()),
        ("words taken out", ERRATA, erratum(&WORDS.replace("\"乙\"", "\"\""))),
        ("a time of day with a date", LAW, front("date = 2024-05-01T10:00:00")),
        (
            "a title in front matter and none in the text",
            LAW,
            front("title = \"台账条例\"").replace("# 台账条例\n\n", ""),
        ),
        ("an end in capitals", "content/UP.MD", "# 大写条例\n\n第一条 甲。\n".to_owned()),
        ("blanks at the ends of lines", LAW, front("").replace("。\n", "。 \u{3000}\n")),
        ("no line end at the end", LAW, front("").trim_end().to_owned()),
        ("many blank lines", LAW, front("").replace("\n\n", "\n\n\n\n\n")),
        ("full-width blanks before paragraphs", LAW, front("").replace("\n第", "\n\u{3000}\u{3000}第")),
        ("a document in a deep folder", "content/a/b/c/d/e/f/deep.md", "# 深层条例\n\n第一条 甲。\n".to_owned()),
        (
            "a name with blanks and brackets",
            "content/某 条例（试行）.md",
            "# 某条例（试行）\n\n第一条 甲。\n".to_owned(),
        ),
        ("a file that is none of ours", "content/notes.xlsx", "x".to_owned()),
        ("a table without as many cells", LAW, law("\n| 甲 | 乙 |\n| --- | --- |\n| 1 |\n")),
    ]
}
