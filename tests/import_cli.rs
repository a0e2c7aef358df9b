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
    assert!(err.starts_with("error: b.docx holds no Word document\nerror: cannot read none.txt: "), "{err}");
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
