//! The table itself: ids are unique and well formed, and each rule has its two examples.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;

#[test]
fn every_rule_has_a_bad_and_a_good_example_and_every_folder_a_rule() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/lint");
    for rule in RULES {
        for example in ["bad.sql", "good.sql"] {
            assert!(root.join(rule.id).join(example).is_file(), "{}/{example} is missing", rule.id);
        }
    }
    let ids: BTreeSet<String> =
        RULES.iter().map(|rule| rule.id.to_owned()).chain(["locks".to_owned()]).collect();
    let folders: BTreeSet<String> = std::fs::read_dir(root)
        .expect("the cases")
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(folders, ids);
}

#[test]
fn the_page_is_the_one_that_the_table_makes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guides/lint-rules.md");
    let page = std::fs::read_to_string(path).expect("the page");
    assert!(page == crate::rules_page(), "docs/guides/lint-rules.md is old: make docs");
}

#[test]
fn ids_are_unique_and_sentences_are_sentences() {
    let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RULES.len());
    for rule in RULES {
        assert!(rule.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.id);
        assert!(rule.why.ends_with('.') && rule.instead.ends_with('.'), "{}", rule.id);
    }
}
