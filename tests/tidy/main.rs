//! Is the house in order? Which crate may know which, and how a file has to look. A rule is a value in a
//! table with an example that breaks it, so that each is seen red at every run. Whether code is right is
//! not asked here.

mod edges;
mod house;
mod rules;
mod tree;

use tree::Tree;

/// Joins findings to a failure that lists them all.
#[track_caller]
fn demand_none(findings: &[String]) {
    assert!(findings.is_empty(), "{} to put in order:\n  {}", findings.len(), findings.join("\n  "));
}

#[test]
fn every_file_keeps_the_rules() {
    let tree = Tree::read();
    let findings: Vec<String> = tree.files.iter().flat_map(rules::findings).collect();
    demand_none(&findings);
}

#[test]
fn every_rule_goes_red_on_its_example() {
    for rule in rules::RULES {
        let bad = tree::File { path: rule.bad.0.into(), text: rule.bad.1() };
        assert!(!(rule.check)(&bad).is_empty(), "{} lets its own bad example pass", rule.id);
        let good = tree::File { path: rule.bad.0.into(), text: rules::GOOD.into() };
        assert_eq!((rule.check)(&good), Vec::<String>::new(), "{} refuses the good example", rule.id);
    }
}

#[test]
fn long_files_only_shrink() {
    demand_none(&house::long_files(&Tree::read(), &house::ALLOWANCES));
}

#[test]
fn every_crate_is_in_the_pictures_of_the_house() {
    let tree = Tree::read();
    demand_none(&house::pictures(&tree, &edges::crates(&tree)));
}

#[test]
fn every_crate_has_the_workspaces_edition_lints_and_the_name_of_its_folder() {
    let tree = Tree::read();
    demand_none(&house::manifests(&tree, &edges::crates(&tree)));
}

#[test]
fn crates_know_only_whom_they_may() {
    demand_none(&edges::findings(&edges::crates(&Tree::read())));
}
