//! Terraform's part by itself: what it proposes, and what it calls compatible.

use std::collections::BTreeMap;

use super::*;
use crate::strict::report::Report;
use crate::strict::rule::Rule;
use crate::strict::schema::{Attribute, Fields, Kind, Member, NestedBlock};
use crate::strict::value::Type;

fn leaf(required: bool, computed: bool) -> Member {
    let kind = Kind::Leaf(Type::String);
    Member::Attribute(Attribute { kind, required, optional: !required, computed, write_only: false })
}

fn fields(all: &[(&str, Member)]) -> Fields {
    Fields(all.iter().map(|(name, member)| ((*name).to_owned(), member.clone())).collect())
}

fn room() -> Fields {
    fields(&[("title", leaf(true, false)), ("area", leaf(false, true))])
}

fn nested(nesting: Nesting, computed: bool) -> Member {
    let kind = Kind::Nested(nesting, room());
    Member::Attribute(Attribute { kind, required: false, optional: true, computed, write_only: false })
}

fn of(title: &str, area: Value) -> Value {
    Value::object([("title", Value::string(title)), ("area", area)])
}

fn text(words: &str) -> Value {
    Value::string(words)
}

#[test]
fn what_the_configuration_leaves_to_the_provider_is_proposed_as_it_was() {
    let fields = fields(&[
        ("rooms", nested(Nesting::List, false)),
        ("id", leaf(false, true)),
        ("note", leaf(false, false)),
    ]);
    let config = Value::object([
        ("rooms", Value::List(vec![of("a", Value::Null), of("b", text("mine"))])),
        ("id", Value::Null),
        ("note", Value::Null),
    ]);
    let prior = Value::object([
        ("rooms", Value::List(vec![of("z", text("1")), of("b", text("2")), of("c", text("3"))])),
        ("id", text("i")),
        ("note", text("old")),
    ]);
    let expected = Value::object([
        ("rooms", Value::List(vec![of("a", text("1")), of("b", text("mine"))])),
        ("id", text("i")),
        ("note", Value::Null),
    ]);
    assert_eq!(proposed(&fields, &prior, &config), expected);
    assert_eq!(proposed(&fields, &Value::Null, &config).entry("id"), &Value::Null);
}

#[test]
fn elements_of_a_set_are_known_by_what_was_configured_of_them() {
    let fields = fields(&[("rooms", nested(Nesting::Set, false))]);
    let config = Value::object([("rooms", Value::set(vec![of("a", Value::Null), of("n", Value::Null)]))]);
    let prior = Value::object([("rooms", Value::set(vec![of("a", text("1")), of("b", text("2"))]))]);
    let expected = Value::set(vec![of("a", text("1")), of("n", Value::Null)]);
    assert_eq!(proposed(&fields, &prior, &config).entry("rooms"), &expected);
}

#[test]
fn an_object_that_was_configured_and_is_not_any_more_is_not_proposed() {
    let fields = fields(&[("lamp", nested(Nesting::Single, true))]);
    let config = Value::object([("lamp", Value::Null)]);
    let said = Value::object([("lamp", of("a", text("1")))]);
    assert_eq!(proposed(&fields, &said, &config).entry("lamp"), &Value::Null);
    let found = Value::object([("lamp", Value::object([("title", Value::Null), ("area", text("1"))]))]);
    assert_eq!(proposed(&fields, &found, &config).entry("lamp"), found.entry("lamp"));
}

fn broken(fields: &Fields, prior: &Value, config: &Value, planned: &Value) -> Vec<Rule> {
    let mut report = Report::default();
    Judge { report: &mut report, rpc: "PlanResourceChange" }.plan(fields, prior, config, planned, "");
    report.violations.into_iter().map(|violation| violation.rule).collect()
}

#[test]
fn each_rule_on_planned_values_is_held() {
    let block = |nesting| Member::Block(NestedBlock { nesting, fields: room(), min_items: 0, max_items: 0 });
    let copied = |all: &[&Value]| all.iter().map(|&one| one.clone()).collect();
    let list = |all: &[&Value]| Value::List(copied(all));
    let set = |all: &[&Value]| Value::set(copied(all));
    let (a, b, null, unknown) = (of("a", Value::Null), of("b", Value::Null), Value::Null, Value::Unknown);
    let known = of("a", text("1"));
    let (plain, open) = (leaf(false, false), leaf(false, true));
    let (rooms, group) = (nested(Nesting::List, false), nested(Nesting::Set, false));
    let (walls, pegs) = (block(Nesting::List), block(Nesting::Set));
    for (member, prior, config, planned, expected) in [
        (&plain, &null, &text("x"), &text("x"), None),
        (&plain, &text("X"), &text("x"), &text("X"), None),
        (&plain, &null, &text("x"), &text("y"), Some(Rule::PlanKeepsConfig)),
        (&plain, &null, &text("x"), &unknown, Some(Rule::PlanKeepsConfig)),
        (&plain, &null, &text("x"), &null, Some(Rule::PlanKeepsConfig)),
        (&plain, &null, &unknown, &text("x"), Some(Rule::PlanKeepsConfig)),
        (&plain, &text("x"), &null, &text("x"), Some(Rule::PlanNullStays)),
        (&open, &null, &null, &unknown, None),
        (&rooms, &null, &list(&[&a]), &list(&[&known]), None),
        (&rooms, &null, &list(&[&a]), &list(&[&b]), Some(Rule::PlanKeepsConfig)),
        (&rooms, &null, &list(&[&a]), &list(&[]), Some(Rule::PlanNested)),
        (&rooms, &null, &list(&[&a]), &unknown, Some(Rule::PlanNested)),
        (&rooms, &null, &list(&[&a]), &null, Some(Rule::PlanKeepsConfig)),
        // of nested attributes in a set only the number counts
        (&group, &null, &set(&[&a]), &set(&[&b]), None),
        (&group, &null, &set(&[&a]), &set(&[&a, &b]), Some(Rule::PlanNested)),
        (&walls, &null, &list(&[&a]), &list(&[&known]), None),
        (&walls, &null, &list(&[]), &null, Some(Rule::PlanBlocks)),
        (&walls, &null, &list(&[&a]), &list(&[]), Some(Rule::PlanBlocks)),
        (&walls, &null, &unknown, &list(&[]), Some(Rule::PlanUnknownBlocks)),
        (&pegs, &null, &set(&[&a]), &set(&[&known]), None),
        (&pegs, &null, &set(&[&a]), &set(&[&b]), Some(Rule::PlanBlocks)),
    ] {
        let found = broken(
            &fields(&[("m", member.clone())]),
            &Value::object([("m", prior.clone())]),
            &Value::object([("m", config.clone())]),
            &Value::object([("m", planned.clone())]),
        );
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{config:?} planned as {planned:?}");
    }
}

#[test]
fn what_was_promised_is_kept_and_what_was_open_is_anything() {
    let set = |all: &[Value]| Value::set(all.to_vec());
    let map = |key: &str| Value::Map(BTreeMap::from([(key.to_owned(), Value::Unknown)]));
    for (promised, actual, kept) in [
        (Value::Unknown, text("x"), true),
        (Value::Null, text("x"), false),
        (text("x"), Value::Unknown, false),
        (map("k"), Value::Map(BTreeMap::from([("k".to_owned(), text("v"))])), true),
        (map("k"), map("l"), false),
        (set(&[Value::Unknown, text("x")]), set(&[text("x")]), true),
        (set(&[Value::Unknown, text("x")]), set(&[text("y")]), false),
        (set(&[text("x")]), set(&[text("x"), text("y")]), false),
        (of("a", Value::Unknown), of("a", text("1")), true),
        (of("a", Value::Unknown), of("b", text("1")), false),
    ] {
        assert_eq!(compatible(&promised, &actual, "").is_empty(), kept, "{promised:?} became {actual:?}");
    }
}
