//! The page that tells of the rules, against the rules.

use testkit::strict::Rule;

const PAGE: &str = include_str!("../../../../docs/strict-core.md");

#[test]
fn the_page_has_every_rule_in_order_and_no_other() {
    let row = |rule: &Rule| format!("| `{}` | {} |", rule.id(), rule.what());
    let expected: Vec<String> = Rule::ALL.iter().map(row).collect();
    let written: Vec<&str> = PAGE.lines().filter(|line| line.starts_with("| `")).collect();
    assert_eq!(written, expected, "the table should be\n{}", expected.join("\n"));
}

#[test]
fn no_two_rules_have_one_name() {
    let names: std::collections::BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.id()).collect();
    assert_eq!(names.len(), Rule::ALL.len());
}
