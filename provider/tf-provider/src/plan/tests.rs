//! Promises of planning: defaults, unknowns, replacement, and that each of core's rules is held.

use super::tree::Fields;
use super::{check, defaults, replace, unknowns, write_only};
use crate::diagnostic::Diagnostics;
use crate::schema::{Attribute, Nesting, Schema, Timeouts};
use crate::value::{Number, Path, Type, Value};

fn schema() -> Schema {
    Schema::new([
        ("id", Attribute::string().computed().keep_state()),
        ("name", Attribute::string().required().requires_replace()),
        ("size", Attribute::number().optional().requires_replace_if(|before, after| after < before)),
        ("mode", Attribute::string().default_string("auto")),
        ("status", Attribute::string().computed()),
        ("password", Attribute::string().optional().write_only()),
        ("tags", Attribute::list(Type::String).optional()),
        (
            "ledger",
            Attribute::object([
                ("schema", Attribute::string().default_string("signalcraft")),
                ("name", Attribute::string().optional()),
                ("hash", Attribute::string().computed()),
            ])
            .optional(),
        ),
        (
            "tests",
            Attribute::nested(
                Nesting::Set,
                [
                    ("path", Attribute::string().required()),
                    ("limit", Attribute::number().default(Value::Number(Number::from(3_i64)))),
                    ("result", Attribute::string().computed()),
                ],
            )
            .optional(),
        ),
    ])
    .timeouts(Timeouts::default())
}

fn text(text: &str) -> Value {
    Value::string(text)
}

/// An object of the schema: null where nothing is said.
fn object<const N: usize>(said: [(&str, Value); N]) -> Value {
    let Type::Object(fields) = schema().ty() else { panic!("a schema is an object") };
    let mut all: std::collections::BTreeMap<_, _> =
        fields.keys().map(|name| (name.clone(), Value::Null)).collect();
    for (name, value) in said {
        all.insert(name.to_owned(), value);
    }
    Value::Object(all)
}

fn ledger(schema: Value, hash: Value) -> Value {
    Value::object([("schema", schema), ("name", text("app")), ("hash", hash)])
}

fn test(limit: Value, result: Value) -> Value {
    Value::set(vec![Value::object([("path", text("/health")), ("limit", limit), ("result", result)])])
}

/// What the framework makes of a configuration, before a resource sees it.
fn planned(prior: &Value, config: &Value, proposed: Value) -> Value {
    let schema = schema();
    let fields = Fields::of(&schema.block);
    let planned = write_only::strip(fields, defaults::apply(fields, config, proposed));
    if prior.is_null() || planned != *prior {
        unknowns::mark(fields, config, prior, planned)
    } else {
        planned
    }
}

fn sentences(found: &Diagnostics) -> Vec<String> {
    found.iter().map(|d| d.detail.clone()).collect()
}

#[test]
fn a_create_fills_defaults_and_leaves_the_rest_of_the_computed_unknown() {
    let config = object([
        ("name", text("a")),
        ("password", text("hush")),
        ("ledger", ledger(Value::Null, Value::Null)),
        ("tests", test(Value::Null, Value::Null)),
    ]);
    let planned = planned(&Value::Null, &config, config.clone());
    let three = Value::Number(Number::from(3_i64));
    let expected = object([
        ("id", Value::Unknown),
        ("name", text("a")),
        ("mode", text("auto")),
        ("status", Value::Unknown),
        ("ledger", ledger(text("signalcraft"), Value::Unknown)),
        ("tests", test(three, Value::Unknown)),
    ]);
    assert_eq!(planned, expected);
    assert!(check::plan(&schema(), &Value::Null, &config, &planned).is_empty());
}

#[test]
fn nothing_changed_plans_the_prior_state_verbatim() {
    let prior =
        object([("id", text("1")), ("name", text("a")), ("mode", text("auto")), ("status", text("up"))]);
    let config = object([("name", text("a"))]);
    assert_eq!(planned(&prior, &config, prior.clone()), prior);
}

#[test]
fn a_change_keeps_what_keeps_its_state_and_unsets_the_rest() {
    let prior =
        object([("id", text("1")), ("name", text("a")), ("mode", text("manual")), ("status", text("up"))]);
    let config = object([("name", text("a"))]);
    // core proposes the prior value for an optional and computed attribute that is not configured any more
    let planned = planned(&prior, &config, prior.clone());
    let expected =
        object([("id", text("1")), ("name", text("a")), ("mode", text("auto")), ("status", Value::Unknown)]);
    assert_eq!(planned, expected, "the default comes back, although core proposed the old value");
}

#[test]
fn replacement_is_named_by_the_attributes_that_ask_for_it() {
    let schema = schema();
    let mut found = Vec::new();
    let number = |n: i64| Value::Number(Number::from(n));
    let prior = object([("name", text("a")), ("size", number(5))]);
    let grown = object([("name", text("a")), ("size", number(6))]);
    replace::paths(Fields::of(&schema.block), &prior, &grown, &Path::root(), &mut found);
    assert!(found.is_empty(), "growing needs no new resource: {found:?}");
    let other = object([("name", text("b")), ("size", number(4))]);
    replace::paths(Fields::of(&schema.block), &prior, &other, &Path::root(), &mut found);
    assert_eq!(found, [Path::attribute("name"), Path::attribute("size")]);
}

#[test]
fn every_rule_on_plans_is_held() {
    let schema = schema();
    let config = object([("name", text("a")), ("ledger", ledger(Value::Null, Value::Null))]);
    let good = planned(&Value::Null, &config, config.clone());
    let with = |name: &str, value: Value| {
        let Value::Object(mut entries) = good.clone() else { panic!("an object") };
        entries.insert(name.to_owned(), value);
        Value::Object(entries)
    };
    for (planted, rule) in [
        (with("name", text("b")), "`name` is configured, and planned as something else"),
        (with("size", Value::Number(Number::from(1_i64))), "`size` is not configured and not computed"),
        (with("password", text("hush")), "`password` is write-only and must be planned as null"),
        (with("ledger", Value::Null), "`ledger` is configured, and planned as null"),
        (with("ledger", Value::Unknown), "`ledger` is unknown in only one of configuration and plan"),
        (
            with(
                "ledger",
                Value::object([("schema", text("x")), ("name", text("other")), ("hash", Value::Null)]),
            ),
            "`ledger.name` is configured, and planned as something else",
        ),
        (with("timeouts", Value::object::<String>([])), "`timeouts` is a block that is absent in only one"),
        (Value::Null, "planned as null although it is not to be destroyed"),
    ] {
        let found = sentences(&check::plan(&schema, &Value::Null, &config, &planted));
        assert!(found.iter().any(|sentence| sentence.contains(rule)), "{rule}: {found:?}");
    }
    assert!(check::plan(&schema, &Value::Null, &config, &good).is_empty());
}

#[test]
fn every_rule_on_results_is_held() {
    let schema = schema();
    let planned = object([
        ("id", Value::Unknown),
        ("name", text("a")),
        ("tags", Value::List(vec![text("x"), Value::Unknown])),
        ("tests", test(Value::Null, Value::Unknown)),
    ]);
    let tags = Value::List(vec![text("x"), text("y")]);
    let result = |id: Value, name: &str, tags: Value, password: Value, tests: Value| {
        object([("id", id), ("name", text(name)), ("tags", tags), ("password", password), ("tests", tests)])
    };
    let good = result(text("1"), "a", tags.clone(), Value::Null, test(Value::Null, text("ok")));
    assert!(check::applied(&schema, &planned, &good).is_empty());
    let fine = test(Value::Null, text("ok"));
    for (planted, rule) in [
        (result(Value::Unknown, "a", tags.clone(), Value::Null, fine.clone()), "`id` is still unknown"),
        (result(text("1"), "b", tags.clone(), Value::Null, fine.clone()), "`name` was known in the plan"),
        (
            result(text("1"), "a", Value::List(vec![text("x")]), Value::Null, fine.clone()),
            "`tags` has another number",
        ),
        (result(text("1"), "a", tags.clone(), text("hush"), fine), "`password` is write-only"),
        (
            result(text("1"), "a", tags, Value::Null, test(Value::Number(Number::from(9_i64)), text("ok"))),
            "`tests` was known",
        ),
        (Value::Null, "is gone after it was applied"),
    ] {
        let found = sentences(&check::applied(&schema, &planned, &planted));
        assert!(found.iter().any(|sentence| sentence.contains(rule)), "{rule}: {found:?}");
    }
    let found = sentences(&check::applied(&schema, &Value::Null, &good));
    assert!(
        found.iter().any(|sentence| sentence.contains("still there after it was destroyed")),
        "{found:?}"
    );
}

#[test]
fn a_finding_never_shows_a_value() {
    let planned = object([("name", text("canary-7f3a"))]);
    let result = object([("name", text("canary-9b1c"))]);
    let found = check::applied(&schema(), &planned, &result);
    assert!(!found.is_empty());
    assert!(sentences(&found).iter().all(|sentence| !sentence.contains("canary")), "{found:?}");
}

#[test]
fn a_write_only_value_is_refused_on_a_core_that_lacks_them() {
    let config = object([("name", text("a")), ("password", text("hush"))]);
    let found = crate::validate::config(&schema(), &config, false);
    assert!(found.iter().any(|d| d.path == Some(Path::attribute("password")) && d.detail.contains("1.11")));
    assert!(!crate::validate::config(&schema(), &config, true).has_errors());
}

#[test]
fn broken_schemas_are_found() {
    for (schema, rule) in [
        (Schema::new([("Name", Attribute::string())]), "names are made of"),
        (Schema::new([("count", Attribute::string())]), "Terraform's own"),
        (Schema::new([("p", Attribute::string().required().write_only())]), "shuts out"),
        (Schema::new([("p", Attribute::string().computed().write_only())]), "cannot be computed"),
        (Schema::new([("p", Attribute::string().default_string("x").required())]), "a default needs"),
        (Schema::new([("n", Attribute::object([]))]), "without any attribute"),
        (
            Schema::new([("s", Attribute::nested(Nesting::Set, [("d", Attribute::new(Type::Dynamic))]))]),
            "dynamic",
        ),
    ] {
        let found = crate::schema::check::schema("thing", &schema);
        assert!(found.iter().any(|sentence| sentence.contains(rule)), "{rule}: {found:?}");
    }
    assert_eq!(crate::schema::check::schema("thing", &schema()), Vec::<String>::new());
}
