//! Texts that have made readers of Markdown, of numbers or of citations slow, each at any length.

/// A name, and about that many bytes of the text.
pub type Pattern = (&'static str, fn(usize) -> String);

pub const PATTERNS: &[Pattern] = &[
    // Containers
    ("quotes nested", |n| format!("{}甲", ">".repeat(n))),
    ("quotes nested with blanks", |n| format!("{}甲", "> ".repeat(n / 2))),
    ("quotes nested in lines", |n| format!("{}甲\n", "> ".repeat(40)).repeat(n / 84)),
    ("quotes going on lazily", |n| format!("{}甲\n{}", "> ".repeat(n / 4), "乙\n".repeat(n / 8))),
    ("bullets nested in one line", |n| format!("{}甲", "- ".repeat(n / 2))),
    ("bullets nested by indent", |n| {
        let depth = (n as f64).sqrt() as usize;
        (0..depth).map(|at| format!("{}- 甲\n", "  ".repeat(at))).collect()
    }),
    ("bullets and quotes in turn", |n| format!("{}甲", "- > ".repeat(n / 4))),
    ("a flat list", |n| "- 甲\n".repeat(n / 6)),
    ("a loose list", |n| "- 甲\n\n".repeat(n / 7)),
    ("list items of many lines", |n| format!("- 甲\n{}", "  乙\n".repeat(n / 6))),
    ("a quote of many lines", |n| "> 甲\n".repeat(n / 6)),
    ("a list after each line", |n| "甲*\n- 乙\n".repeat(n / 11)),
    // Inside a paragraph
    ("brackets open", |n| "[".repeat(n)),
    ("brackets close", |n| "]".repeat(n)),
    ("brackets nested", |n| format!("{}{}", "[".repeat(n / 2), "]".repeat(n / 2))),
    ("brackets with links", |n| "[a](".repeat(n / 4)),
    ("links with titles open", |n| "[a](b \"".repeat(n / 7)),
    ("links in angles", |n| "[a](<b".repeat(n / 6)),
    ("links", |n| "[甲](a) ".repeat(n / 9)),
    ("images open", |n| "![".repeat(n / 2)),
    ("emphasis in one run", |n| format!("{}甲", "*".repeat(n))),
    ("emphasis opening", |n| "*甲 ".repeat(n / 5)),
    ("emphasis closing", |n| "甲* ".repeat(n / 5)),
    ("emphasis of two kinds", |n| "*甲 _乙 ".repeat(n / 10)),
    ("emphasis of three runs", |n| format!("a**b{}", "c* ".repeat(n / 3))),
    ("emphasis nested", |n| format!("{}甲{}", "*a **b ".repeat(n / 14), "c** d*".repeat(n / 14))),
    ("underscores between letters", |n| "a_".repeat(n / 2)),
    ("code runs of every length", |n| {
        let runs = ((n * 2) as f64).sqrt() as usize;
        (1..runs).map(|length| format!("甲{}", "`".repeat(length))).collect()
    }),
    ("code opening", |n| "`甲 ``乙 ".repeat(n / 12)),
    ("angles", |n| "<".repeat(n)),
    ("tags open", |n| "<a ".repeat(n / 3)),
    ("tags with attributes open", |n| format!("<a {}", "b=\"c\" ".repeat(n / 6))),
    ("tags", |n| "<b>".repeat(n / 3)),
    ("declarations open", |n| "a<!A ".repeat(n / 5)),
    ("instructions open", |n| "a<? ".repeat(n / 4)),
    ("character data open", |n| "a<![CDATA[ ".repeat(n / 11)),
    ("comments open in a line", |n| "甲<!--".repeat(n / 7)),
    ("comments in one line", |n| "<!---->".repeat(n / 7)),
    ("comments in a paragraph", |n| format!("甲{}", "<!-- -->".repeat(n / 8))),
    ("comments with dashes", |n| format!("甲<!--{}", "- ->".repeat(n / 4))),
    ("entities", |n| "&amp;".repeat(n / 5)),
    ("entities open", |n| "&".repeat(n)),
    ("entities of digits", |n| format!("&#{}", "9".repeat(n))),
    ("escapes", |n| "\\*".repeat(n / 2)),
    ("backslashes", |n| "\\".repeat(n)),
    ("hard breaks", |n| "甲*  \n".repeat(n / 7)),
    ("addresses in angles", |n| "<http://a".repeat(n / 9)),
    // Footnotes and definitions
    ("footnotes open", |n| "[^".repeat(n / 2)),
    ("footnotes open with lines", |n| "[^\n".repeat(n / 3)),
    ("footnotes open in a quote", |n| "> [^\n".repeat(n / 5)),
    ("footnotes defined and used", |n| (0..n / 24).map(|at| format!("甲*[^{at}]\n\n[^{at}]: 乙\n\n")).collect()),
    ("footnotes nested", |n| format!("{}甲", "[^1]: ".repeat(n / 6))),
    ("definitions", |n| (0..n / 12).map(|at| format!("- [{at}]: a\n")).collect()),
    ("definitions used", |n| format!("- [a]: {}\n- {}", "b".repeat(n / 2), "[a] ".repeat(n / 8))),
    ("definitions open", |n| "- [a]: (\n".repeat(n / 9)),
    // Tables
    ("a wide table", |n| format!("{}\n{}\n{}", "|a".repeat(n / 8), "|-".repeat(n / 8), "|b".repeat(n / 8))),
    ("a long table", |n| format!("|a|b|\n|-|-|\n{}", "|甲|乙|\n".repeat(n / 10))),
    ("a wide table of short rows", |n| {
        format!("{}\n{}\n{}", "|a".repeat(n / 8), "|-".repeat(n / 8), "|b\n".repeat(n / 6))
    }),
    ("tables", |n| "|a|b|\n|-|-|\n|c|d|\n\n".repeat(n / 19)),
    ("pipes", |n| "|".repeat(n)),
    ("delimiter rows", |n| "|-|\n".repeat(n / 4)),
    // Lines
    ("one line", |n| "甲".repeat(n / 3)),
    ("empty lines", |n| "\n".repeat(n)),
    ("blanks", |n| format!("{}甲", " ".repeat(n))),
    ("wide blanks", |n| format!("第{}条", "\u{3000}".repeat(n / 3))),
    ("lines ending in blanks", |n| "甲    \n".repeat(n / 8)),
    ("rules", |n| "---\n".repeat(n / 4)),
    ("underlines", |n| "甲*\n===\n".repeat(n / 9)),
    ("fences open", |n| "```\n".repeat(n / 4)),
    ("fences of every length", |n| {
        let runs = ((n * 2) as f64).sqrt() as usize;
        (3..runs).rev().map(|length| format!("{}\n", "`".repeat(length))).collect()
    }),
    ("headings", |n| "## 甲\n".repeat(n / 7)),
    ("headings of one name", |n| "## 甲 {#a}\n".repeat(n / 12)),
    ("hashes", |n| "#".repeat(n)),
    ("paragraphs", |n| "甲乙丙。\n\n".repeat(n / 14)),
    ("carriage returns", |n| "甲\r".repeat(n / 4)),
    ("nulls", |n| "\0*".repeat(n / 2)),
    // Numbers
    ("articles", |n| (1..n / 20).map(|at| format!("第{at}条 甲乙。\n\n")).collect()),
    ("one article again and again", |n| "第一条 甲乙。\n\n".repeat(n / 21)),
    ("articles inserted", |n| (1..n / 26).map(|at| format!("第一条之{} 甲。\n\n", at % 900 + 1)).collect()),
    ("items", |n| format!("第一条 甲：\n\n{}", "（一）乙；\n\n".repeat(n / 17))),
    ("items of every depth", |n| "第一条 甲\n一、乙\n（一）丙\n1.丁\n（1）戊\n①己\n".repeat(n / 66)),
    ("divisions", |n| "第一编 甲\n第一章 乙\n第一节 丙\n".repeat(n / 42)),
    ("measures with chapters between", |n| {
        (1..n / 30).map(|at| format!("## 甲\n\n{}.乙丙丁。\n\n", at % 999)).collect()
    }),
    ("digits", |n| "9".repeat(n)),
    ("zeros", |n| "0".repeat(n)),
    ("Chinese digits", |n| "一".repeat(n / 3)),
    ("Chinese zeros", |n| "〇".repeat(n / 3)),
    ("Chinese zeros after a unit", |n| format!("一百{}", "零".repeat(n / 3))),
    ("ordinals open", |n| "第".repeat(n / 3)),
    ("ordinals of zeros", |n| "第〇".repeat(n / 6)),
    ("parentheses open", |n| "（".repeat(n / 3)),
    ("quoted articles", |n| format!("一、修改为：\n\n{}", "“第一条 甲。\n\n".repeat(n / 23))),
    // Citations and quotations
    ("citations", |n| format!("第一条 {}", "依照本法第一条，".repeat(n / 24))),
    ("citations by title", |n| format!("# 甲法\n\n第一条 {}", "《甲法》第一条".repeat(n / 21))),
    ("citations going on", |n| format!("第一条 本法第一条{}", "、第一条".repeat(n / 12))),
    ("citations of ranges", |n| format!("第一条 {}", "第一条至第二条、".repeat(n / 24))),
    ("citations of what precedes", |n| format!("第一条 甲。\n\n{}", "前款、前条、前项规定。".repeat(n / 33))),
    ("citations to nothing", |n| format!("第一条 {}", "本法第九百条，".repeat(n / 21))),
    ("citations written out", |n| format!("第一条 {}", "[[t0#1]]".repeat(n / 8))),
    ("citations written out, open", |n| "[[".repeat(n / 2)),
    ("citations in many paragraphs", |n| {
        (1..n / 50).map(|at| format!("第{at}条 依照第一条、前款、前条的规定。\n\n")).collect()
    }),
    ("titles open", |n| "《".repeat(n / 3)),
    ("titles nested", |n| format!("{}{}", "《".repeat(n / 6), "》".repeat(n / 6))),
    ("titles of nothing", |n| "《乙法》".repeat(n / 12)),
    ("long titles open", |n| format!("《{}", "甲".repeat(n / 3))),
    ("names bound", |n| (0..n / 60).map(|at| format!("《第{at}号法》（以下简称《法{at}》）。\n\n")).collect()),
    ("names bound in one line", |n| (0..n / 40).map(|at| format!("《第{at}号》（以下简称{at}号法）")).collect()),
    ("quotations open", |n| "“".repeat(n / 3)),
    ("commas", |n| "甲，".repeat(n / 6)),
    ("colons", |n| "甲：".repeat(n / 6)),
    ("a speaker again and again", |n| format!("# 甲法\n\n{}", "《甲法》规定：乙，".repeat(n / 27))),
    ("verbs of speech", |n| "提出，强调，明确，".repeat(n / 27)),
    ("semicolons", |n| "甲；".repeat(n / 6)),
    ("sentences", |n| "甲。".repeat(n / 6)),
    ("single quotation marks", |n| "‘甲”".repeat(n / 9)),
    ("quotations nested", |n| format!("{}{}", "“".repeat(n / 6), "”".repeat(n / 6))),
    ("quotations", |n| {
        format!("# 甲法\n\n第一条 劳动者应当遵守纪律。\n\n《甲法》规定{}", "“劳动者应当遵守纪律”".repeat(n / 33))
    }),
    ("quotations of one another", |n| {
        (1..n / 90).map(|at| format!("第{at}条 “劳动者应当遵守有关的纪律和规定{at}”，依照第一条。\n\n")).collect()
    }),
    ("one long quotation", |n| format!("第一条 “{}”", "甲乙丙丁".repeat(n / 12))),
    ("document numbers", |n| "中发〔2017〕14号".repeat(n / 21)),
    ("document numbers open", |n| "中发〔".repeat(n / 9)),
    // Front matter
    ("front matter open", |n| format!("+++\n{}", "a = 1\n".repeat(n / 6))),
    ("front matter of a long list", |n| format!("+++\naliases = [{}]\n+++\n\n甲", "\"a\",".repeat(n / 4))),
    ("front matter nested", |n| format!("+++\naliases = {}\n+++\n\n甲", "[".repeat(n))),
    ("front matter of dotted keys", |n| format!("+++\n{}a = 1\n+++\n\n甲", "a.".repeat(n / 2))),
    ("front matter of many keys", |n| {
        format!("+++\n{}+++\n\n甲", (0..n / 10).map(|at| format!("k{at} = 1\n")).collect::<String>())
    }),
    ("front matter of many tables", |n| format!("+++\n{}+++\n\n甲", "[[a]]\n".repeat(n / 6))),
    ("front matter of inline tables", |n| format!("+++\na = {}\n+++\n\n甲", "{a=".repeat(n / 3))),
    ("front matter of a long text", |n| format!("+++\ntitle = \"{}\"\n+++\n\n甲", "\\u4e00".repeat(n / 6))),
];
