//! `gangmu import` and `gangmu verify` as they are typed.
#![allow(clippy::disallowed_methods, reason = "a test reads and writes its folder")]

use std::fs;
use std::path::Path;
use std::process::Command;

fn gangmu(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_gangmu")).args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

const SOURCE: &str = "某某章程\n\n一、总则\n\n本会由会员组\n成，共12人。\n\n二、附则\n\n自公布之日起施行。\n";

#[test]
fn a_text_is_imported_once_and_then_only_by_force() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("章程.txt"), SOURCE).unwrap();
    let (code, out, err) = gangmu(at, &["import", "章程.txt", "--id", "rules", "-o", "content"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("章程.txt:5: joined 本会由会员组|成，共12人。"), "{out}");
    assert!(out.contains("章程.txt → content/rules.md\n") && out.contains("gangmu check"), "{out}");
    let (code, _, err) = gangmu(at, &["import", "章程.txt", "--id", "rules", "-o", "content"]);
    assert_eq!(
        (code, err.as_str()),
        (2, "error: content/rules.md is there already; add --force to write over it, or --id for another name\n")
    );
    let (code, out, _) = gangmu(at, &["import", "章程.txt", "--id", "rules", "-o", "content", "--force", "--quiet"]);
    assert_eq!((code, out.as_str()), (0, "章程.txt → content/rules.md\n"));
}

#[test]
fn inside_a_site_a_text_goes_to_its_content() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("a.txt"), SOURCE).unwrap();
    fs::write(at.join("gangmu.toml"), "content = \"texts\"\n").unwrap();
    let (code, out, _) = gangmu(at, &["import", "a.txt", "-q"]);
    assert_eq!((code, out.as_str()), (0, "a.txt → texts/a.md\n"));
    assert_eq!(gangmu(at, &["check"]).0, 0);
}

#[test]
fn what_cannot_be_imported_is_said_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("a.txt"), SOURCE).unwrap();
    fs::write(at.join("b.docx"), "no zip").unwrap();
    let (code, out, err) = gangmu(at, &["import", "b.docx", "none.txt", "a.txt", "-q"]);
    assert_eq!((code, out.as_str()), (2, "a.txt → a.md\n"));
    assert!(err.starts_with("error: b.docx holds no Word document; open it in the program that it comes from and save it as .docx\nerror: cannot read none.txt: "), "{err}");
    let (code, _, err) = gangmu(at, &["import", "a.txt", "--id", "Not An Id"]);
    assert_eq!(code, 2);
    assert!(err.contains("Not An Id cannot be a document's id"), "{err}");
}

#[test]
fn verify_proves_by_digest_and_by_source_and_stores_what_it_proved() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::create_dir(at.join("sources")).unwrap();
    fs::write(at.join("sources/a.txt"), SOURCE).unwrap();
    assert_eq!(gangmu(at, &["import", "sources/a.txt", "-o", "content", "-q"]).0, 0);
    let document = at.join("content/a.md");
    let (code, out, _) = gangmu(at, &["verify"]);
    assert_eq!(code, 0);
    assert!(out.contains("a                 34      100 %  source  某某章程\n"), "{out}");
    fs::rename(at.join("sources"), at.join("elsewhere")).unwrap();
    assert!(gangmu(at, &["verify"]).1.contains("100 %  digest"));
    let text = fs::read_to_string(&document).unwrap();
    fs::write(&document, text.replace("12人", "13人")).unwrap();
    let (code, out, _) = gangmu(at, &["verify"]);
    assert_eq!(code, 1);
    assert!(out.contains("differs  digest") && out.contains("its digest differs"), "{out}");
    let (code, out, _) = gangmu(at, &["verify", "--sources", "elsewhere"]);
    assert_eq!(code, 1);
    assert!(out.contains("“3” stands where the source has “2”, in line 6 of a.txt"), "{out}");
    assert_eq!(gangmu(at, &["verify", "--sources", "nowhere"]).0, 2);
    let emptied: String = text
        .lines()
        .map(|line| if line.starts_with("sha256") { "sha256 = \"\"\n".to_owned() } else { format!("{line}\n") })
        .collect();
    fs::write(&document, emptied).unwrap();
    assert_eq!(gangmu(at, &["verify", "--sources", "elsewhere", "--update"]).0, 0);
    assert_eq!(fs::read_to_string(&document).unwrap(), text);
}

/// Whatever lies in a maintainer's folder is read whole, or refused in one sentence that says what to do.
#[test]
fn what_is_no_text_is_refused_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let one_bad_byte = [&SOURCE.as_bytes()[..37], b"\xff", &SOURCE.as_bytes()[37..]].concat();
    let files: &[(&str, &[u8], &str)] = &[
        ("empty.txt", b"", "empty.txt has no text in it; if it shows any where it comes from, have that saved as text"),
        ("blank.txt", b" \n\n", "blank.txt has no text in it"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1", "open it there and save it as .docx without one"),
        ("a.rtf", b"{\\rtf1 a}", "a.rtf is RTF; open it in a word processor and save it as .docx"),
        (
            "scan.jpg",
            b"\xff\xd8\xff\xe0\x00",
            "scan.jpg is a picture; have its text recognised by OCR, and import that",
        ),
        ("cut.docx", b"PK\x03\x04\x14\x00", "fetch it again, or open it where it comes from and save it anew"),
        ("one.txt", &one_bad_byte, "one.txt, line 5: one place is not UTF-8, the encoding it seems to have; mend it"),
        ("program.txt", b"a\x00b", "save it as .docx, .html, .pdf or .txt where it comes from"),
    ];
    for (name, bytes, says) in files {
        fs::write(at.join(name), bytes).unwrap();
        let (code, out, err) = gangmu(at, &["import", name]);
        assert_eq!((code, out.as_str(), err.lines().count()), (2, "", 1), "{name}: {err}");
        assert!(err.contains(says), "{name}: {err}");
    }
}

#[test]
fn lines_that_end_in_cr_alone_are_lines() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("a.txt"), SOURCE.replace('\n', "\r")).unwrap();
    fs::write(at.join("b.txt"), SOURCE).unwrap();
    assert_eq!(gangmu(at, &["import", "a.txt", "b.txt", "-q"]).0, 0);
    let body = |name: &str| fs::read_to_string(at.join(name)).unwrap().split_once("\n+++\n\n").unwrap().1.to_owned();
    assert_eq!(body("a.md"), body("b.md"));
    // A document too, and what is found in it stands in its right line.
    fs::create_dir(at.join("content")).unwrap();
    fs::write(at.join("content/c.md"), "# 章程\r\r第一条 依照第九条办理。\r\r第二条 甲。\r").unwrap();
    let (code, out, _) = gangmu(at, &["check"]);
    assert!(code == 1 && out.contains("content/c.md:3:"), "{out}");
}

#[test]
fn a_word_file_among_the_documents_is_not_passed_over_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::create_dir(at.join("content")).unwrap();
    fs::write(at.join("content/a.txt"), SOURCE).unwrap();
    fs::write(at.join("content/b.PDF"), "").unwrap();
    fs::write(at.join("content/picture.png"), "").unwrap();
    let (code, out, _) = gangmu(at, &["check"]);
    assert_eq!(code, 1);
    assert!(out.contains("[not-imported]: content/a.txt and one more file are not read"), "{out}");
    assert!(out.contains("`gangmu import content/a.txt` makes a document of it"), "{out}");
    // What a document was made from is not missing.
    assert_eq!(gangmu(at, &["import", "content/a.txt", "-q"]).0, 0);
    let (_, out, _) = gangmu(at, &["check"]);
    assert!(
        out.contains("[not-imported]: content/b.PDF is not read") && out.matches("[not-imported]").count() == 1,
        "{out}"
    );
    fs::remove_file(at.join("content/b.PDF")).unwrap();
    assert_eq!(gangmu(at, &["check"]).0, 0);
    let (code, out, _) = gangmu(at, &["explain", "not-imported"]);
    assert!(code == 0 && out.contains("gangmu import"), "{out}");
}

#[test]
fn a_folder_with_texts_becomes_a_site_and_they_stay_as_they_are() {
    for content in ["content", "."] {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        fs::create_dir_all(at.join(content)).unwrap();
        fs::write(at.join(content).join("a.md"), "# 章程\n\n第一条 甲。\n").unwrap();
        let (code, out, err) = gangmu(at, &["init", "--title", "汇编"]);
        assert_eq!((code, err.as_str()), (0, ""));
        assert!(out.contains("2 files made in .: gangmu.toml, .gitignore\n") && out.contains("1 document, "), "{out}");
        assert_eq!(gangmu(at, &["check", "--strict"]).0, 0);
        assert_eq!(gangmu(at, &["init"]).0, 2);
    }
}
