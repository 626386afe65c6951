//! The documentation against what it speaks of: the registry's pages against schemas, examples and the registry's
//! rules, every link of every page, and every test that a page names against the tests. How each of these goes
//! red is in `pages.rs`. What pages say in their own words is not asked here.

use std::path::Path;
use std::process::{Command, Output};

use xtask::{check, docs};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

#[test]
fn the_committed_documentation_is_in_order() {
    let findings = check::all(root(), &docs::provider()).expect("the pages are made");
    assert!(findings.is_empty(), "{} to put in order:\n{}", findings.len(), findings.join("\n"));
}

#[test]
fn the_two_forms_of_import_name_the_same_thing() {
    let resources = std::fs::read_dir(root().join("examples/resources")).expect("examples");
    for folder in resources.map(|entry| entry.expect("a folder").path()) {
        let text = |file: &str| std::fs::read_to_string(folder.join(file)).unwrap_or_default();
        let (block, command) = (text("import-by-string-id.tf"), text("import.sh"));
        let value = |key: &str| {
            let line = block.lines().find_map(|line| line.trim().strip_prefix(key)).expect("the key");
            line.trim_matches([' ', '=', '"']).to_owned()
        };
        let expected = format!("terraform import {} {}", value("to"), value("id"));
        let words = command.replace(['\'', '"'], "");
        assert!(words.lines().any(|line| line == expected), "`{expected}` is not in\n{command}");
    }
}

fn xtask(arguments: &[&str], root: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(arguments).arg("--root").arg(root).output().expect("it runs")
}

#[test]
fn the_check_ends_with_code_1_and_names_what_is_not_in_order_and_writing_mends_it() {
    let copy = tempfile::tempdir().expect("a folder");
    let all = docs::pages(root(), &docs::provider()).expect("the pages are made");
    docs::write(copy.path(), &all).expect("they are written");
    let mut cp = Command::new("cp");
    cp.arg("-r").args([root().join("examples"), root().join("templates")]).arg(copy.path());
    assert!(cp.status().expect("cp").success());
    std::fs::write(copy.path().join("docs/index.md"), "by hand").expect("a change");
    let output = xtask(&["docs", "--check"], copy.path());
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(
        told.contains("docs/index.md is stale: run `make docs`\n") && told.contains("  - by hand\n"),
        "{told}"
    );
    assert!(told.contains(" to put in order\n"), "{told}");

    assert_eq!(xtask(&["docs"], copy.path()).status.code(), Some(0));
    let mended = std::fs::read_to_string(copy.path().join("docs/index.md")).expect("the page");
    assert_eq!(mended, all[0].text);
}

/// Pages that say which test covers what.
const WITH_TESTS: [&str; 5] = [
    "docs/traps.md",
    "docs/architecture.md",
    "docs/decisions/0003-plan-pins.md",
    "docs/framework.md",
    "docs/strict-core.md",
];

/// The tests that a page names, each as its file and the test: `tests/a.rs`: `name`, with more names after commas.
fn named(text: &str) -> Vec<(&str, &str)> {
    let words: Vec<&str> = text.split('`').collect();
    // what stands between backticks is at odd places
    let quoted = || words.iter().skip(1).step_by(2).enumerate();
    let is_file = |word: &str| Path::new(word).extension().is_some_and(|extension| extension == "rs");
    let mut found = Vec::new();
    for (at, file) in quoted().filter(|(_, word)| is_file(word)) {
        for (next, name) in quoted().skip(at + 1) {
            let between = words[next * 2].trim();
            let joins = [":", ",", "and"].contains(&between);
            if !joins || is_file(name) {
                break;
            }
            found.push((*file, *name));
        }
    }
    found
}

/// Those that are not there.
fn missing(text: &str) -> Vec<String> {
    let there = |file: &str, name: &str| {
        let code = std::fs::read_to_string(root().join(file)).unwrap_or_default();
        [format!("fn {name}("), format!("promise!({name},")].iter().any(|start| code.contains(start))
    };
    let all = named(text).into_iter();
    all.filter(|(file, name)| !there(file, name)).map(|(file, name)| format!("{file}: {name}")).collect()
}

#[test]
fn every_test_that_a_page_names_exists() {
    for page in WITH_TESTS {
        let text = std::fs::read_to_string(root().join(page)).expect("the page");
        assert!(!named(&text).is_empty(), "{page} names no test");
        assert_eq!(missing(&text), Vec::<String>::new(), "{page} names tests that are not there");
    }
}

#[test]
fn a_test_that_is_not_there_is_found() {
    let text = "**A** `tests/cases/docs.rs`: `named`,\n`gone`\n`tests/gone.rs`: `named` and `b`. `other`";
    assert_eq!(missing(text), ["tests/cases/docs.rs: gone", "tests/gone.rs: named", "tests/gone.rs: b"]);
}
