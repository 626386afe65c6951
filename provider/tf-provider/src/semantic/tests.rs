//! Promises of meaning: what means the same keeps the spelling that is there, nothing else is touched, and core's
//! rules hold for what is planned.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Semantic, keep, keep_planned, meaning};
use crate::plan::check;
use crate::plan::complete;
use crate::plan::tree::Fields;
use crate::schema::{Attribute, Nesting, Schema};
use crate::value::{Path, Type, Value};

fn text(text: &str) -> Value {
    Value::string(text)
}

fn list(texts: &[&str]) -> Value {
    Value::List(texts.iter().copied().map(text).collect())
}

fn set(texts: &[&str]) -> Value {
    Value::set(texts.iter().copied().map(text).collect())
}

fn map(texts: &[(&str, &str)]) -> Value {
    Value::Map(texts.iter().map(|(key, one)| ((*key).to_owned(), text(one))).collect())
}

#[test]
fn each_kind_of_text_keeps_its_spelling_where_the_meaning_is_kept() {
    let digest = format!("nginx@sha256:{}", "a".repeat(64));
    for (semantic, prior, new, same) in [
        (Semantic::duration(), "90s", "1m30s", true),
        (Semantic::duration(), "90s", "91s", false),
        (Semantic::duration(), "0", "0s", true),
        (Semantic::image(), "nginx", "docker.io/library/nginx:latest", true),
        (Semantic::image(), "nginx", "nginx:1.27", false),
        (Semantic::image(), "nginx", digest.as_str(), false),
        (Semantic::json(), r#"{"a":1,"b":2}"#, "{\"b\": 2.0,\n\"a\": 1}", true),
        (Semantic::json(), r#"{"a":1}"#, r#"{"a":"1"}"#, false),
        (Semantic::json(), "\"a\"", "a", false),
        (Semantic::sql(), "SELECT 1;", "SELECT 1 -- one", true),
        (Semantic::sql(), "SELECT 'a  b'", "SELECT 'a b'", false),
        // what cannot be read means only itself
        (Semantic::duration(), "soon", "soon", true),
        (Semantic::duration(), "soon", "later", false),
    ] {
        assert_eq!(semantic.same(&text(prior), &text(new)), same, "{prior} and {new}");
        let kept = semantic.keep(&text(prior), text(new));
        assert_eq!(kept, text(if same { prior } else { new }), "{prior} and {new}");
    }
}

#[test]
fn texts_in_collections_are_kept_one_by_one() {
    let typed = |ty: Type, value: Value| Value::Dynamic(Box::new((ty, value)));
    let strings = || Type::List(Box::new(Type::String));
    for (prior, new, kept) in [
        (list(&["90s", "1h"]), list(&["1m30s", "2h"]), list(&["90s", "2h"])),
        (list(&["90s"]), list(&["1m30s", "60m"]), list(&["90s", "60m"])),
        (
            map(&[("a", "90s"), ("b", "1h")]),
            map(&[("a", "1m30s"), ("c", "60m")]),
            map(&[("a", "90s"), ("c", "60m")]),
        ),
        (set(&["90s", "1h"]), set(&["60m", "1m30s", "2h"]), set(&["90s", "1h", "2h"])),
        // each is the twin of one
        (set(&["90s"]), set(&["1m30s", "90s"]), set(&["1m30s", "90s"])),
        (set(&["90s"]), set(&["1m30s", "1.5m"]), set(&["1m30s", "90s"])),
        (
            typed(strings(), list(&["90s"])),
            typed(strings(), list(&["1m30s"])),
            typed(strings(), list(&["90s"])),
        ),
        (
            typed(Type::String, text("90s")),
            typed(strings(), list(&["1m30s"])),
            typed(strings(), list(&["1m30s"])),
        ),
        (Value::Null, list(&["1m30s"]), list(&["1m30s"])),
        (Value::Unknown, text("1m30s"), text("1m30s")),
        (text("90s"), Value::Unknown, Value::Unknown),
        (text("90s"), Value::Null, Value::Null),
    ] {
        assert_eq!(Semantic::duration().keep(&prior, new.clone()), kept, "{prior:?} and {new:?}");
    }
    let unordered = Semantic::unordered();
    assert_eq!(unordered.keep(&list(&["b", "a"]), list(&["a", "b"])), list(&["b", "a"]));
    assert_eq!(unordered.keep(&list(&["b", "a"]), list(&["a", "b", "b"])), list(&["a", "b", "b"]));
}

/// A schema with something of a meaning at every kind of place.
fn schema() -> Schema {
    let step = || {
        [
            ("name", Attribute::string().required()),
            ("wait", Attribute::string().optional().semantic(Semantic::duration())),
            ("result", Attribute::string().computed()),
        ]
    };
    Schema::new([
        ("wait", Attribute::string().optional().semantic(Semantic::duration())),
        ("waits", Attribute::list(Type::String).optional().semantic(Semantic::duration())),
        ("policy", Attribute::string().optional_computed().semantic(Semantic::json())),
        ("status", Attribute::string().computed()),
        ("one", Attribute::object(step()).optional()),
        ("list", Attribute::nested(Nesting::List, step()).optional()),
        ("map", Attribute::nested(Nesting::Map, step()).optional()),
        ("set", Attribute::nested(Nesting::Set, step()).optional()),
    ])
}

fn object<const N: usize>(said: [(&str, Value); N]) -> Value {
    let schema = schema();
    let mut all: BTreeMap<_, _> =
        schema.block.attributes.keys().map(|name| (name.clone(), Value::Null)).collect();
    all.extend(said.map(|(name, value)| (name.to_owned(), value)));
    Value::Object(all)
}

fn step(name: &str, wait: &str, result: Value) -> Value {
    Value::object([("name", text(name)), ("wait", text(wait)), ("result", result)])
}

fn everywhere(wait: &str, policy: Value, result: &Value) -> Value {
    let step = |name| step(name, wait, result.clone());
    object([
        ("wait", text(wait)),
        ("policy", policy),
        ("status", result.clone()),
        ("one", step("a")),
        ("list", Value::List(vec![step("a"), step("b")])),
        ("map", Value::Map([("k".to_owned(), step("a"))].into())),
    ])
}

#[test]
fn a_read_in_another_spelling_is_no_drift_anywhere() {
    let schema = schema();
    let prior = everywhere("90s", text("{}"), &text("ok"));
    let read = everywhere("1m30s", text("{ }"), &text("ok"));
    assert_eq!(keep(Fields::of(&schema.block), &prior, read), prior);
    let set = |wait, result| {
        object([("set", Value::set(vec![step("a", wait, text(result)), step("b", "1h", text("x"))]))])
    };
    assert_eq!(keep(Fields::of(&schema.block), &set("90s", "ok"), set("1m30s", "ok")), set("90s", "ok"));
    let worse = keep(Fields::of(&schema.block), &set("90s", "ok"), set("1m30s", "broken"));
    assert_eq!(worse, set("90s", "broken"), "told by its name, though not all of it is as it was");
}

#[test]
fn elements_of_a_set_that_would_become_one_stay_as_they_are() {
    let schema = schema();
    let set = |all: [(&str, &str); 2]| {
        object([("set", Value::set(all.map(|(wait, result)| step("a", wait, text(result))).to_vec()))])
    };
    let read = set([("90s", "z"), ("1m30s", "z")]);
    assert_eq!(keep(Fields::of(&schema.block), &set([("90s", "x"), ("90s", "y")]), read.clone()), read);
}

#[test]
fn a_configuration_in_another_spelling_plans_nothing() {
    let schema = schema();
    let fields = Fields::of(&schema.block);
    let prior = everywhere("90s", text("{}"), &text("ok"));
    let config = everywhere("1m30s", text("{ }"), &Value::Null);
    let proposed = everywhere("1m30s", text("{ }"), &text("ok"));
    let planned = complete::plan(fields, &prior, &config, proposed);
    assert_eq!(planned, prior);
    assert!(check::plan(&schema, &prior, &config, &planned).is_empty());
    // core takes a list as it is configured or as it was, and no mixture of them
    let (before, after) =
        (object([("waits", list(&["90s", "1h"]))]), object([("waits", list(&["1m30s", "2h"]))]));
    let planned = complete::plan(fields, &before, &after, after.clone());
    assert_eq!(planned.get("waits"), after.get("waits"));
    assert!(check::plan(&schema, &before, &after, &planned).is_empty());
}

#[test]
fn a_change_beside_another_spelling_changes_only_that() {
    let schema = schema();
    let prior = object([("wait", text("90s")), ("policy", text("{}")), ("status", text("ok"))]);
    let config = object([("wait", text("1m30s")), ("policy", text("[]"))]);
    let proposed = object([("wait", text("1m30s")), ("policy", text("[]")), ("status", text("ok"))]);
    let planned = complete::plan(Fields::of(&schema.block), &prior, &config, proposed);
    let expected = object([("wait", text("90s")), ("policy", text("[]")), ("status", Value::Unknown)]);
    assert_eq!(planned, expected);
    assert!(check::plan(&schema, &prior, &config, &planned).is_empty());
}

#[test]
fn a_result_in_another_spelling_is_what_was_planned() {
    let schema = schema();
    let planned = everywhere("90s", text("{}"), &Value::Unknown);
    let state = keep(Fields::of(&schema.block), &planned, everywhere("1m30s", text("{ }"), &text("ok")));
    assert_eq!(state, everywhere("90s", text("{}"), &text("ok")));
    assert!(check::applied(&schema, &planned, &state).is_empty());
}

#[test]
fn what_has_no_meaning_is_named_where_it_stands() {
    let places = |semantic: Semantic, value: Value| -> Vec<(String, String)> {
        let found = semantic.faults(&value, &Path::attribute("x"));
        found.into_iter().map(|(path, sentence)| (path.to_string(), sentence)).collect()
    };
    let found = places(Semantic::duration(), list(&["90s", "90", "1h"]));
    assert_eq!(found[0].0, "x[1]");
    assert!(found[0].1.starts_with("\"90\" has no unit"), "{found:?}");
    assert_eq!(found.len(), 1);
    assert_eq!(places(Semantic::image(), map(&[("a", "Nginx")]))[0].0, "x[\"a\"]");
    assert_eq!(places(Semantic::json(), text("{"))[0].1, "The text is not json at line 1, column 1.");
    assert_eq!(
        places(Semantic::sql(), text("SELECT 'a"))[0].1,
        "The literal that begins at line 1, column 8 does not end."
    );
    assert_eq!(places(Semantic::duration(), Value::Unknown), []);
    assert_eq!(places(Semantic::duration(), Value::Null), []);
}

/// A duration in one of its spellings, or something that is none.
fn waits() -> impl Strategy<Value = Value> {
    let spelled = prop::sample::select(vec!["90s", "1m30s", "1.5m", "60m", "1h", "3600s", "2h", "soon", ""]);
    prop_oneof![12 => spelled.prop_map(text), 1 => Just(Value::Null), 1 => Just(Value::Unknown)]
}

fn any_step() -> impl Strategy<Value = Value> {
    ("[a-c]", waits(), "[x-y]").prop_map(|(name, wait, result)| {
        Value::object([("name", text(&name)), ("wait", wait), ("result", text(&result))])
    })
}

fn any_object() -> impl Strategy<Value = Value> {
    let steps = || prop::collection::vec(any_step(), 0..4);
    let policy = prop::sample::select(vec!["{}", "{ }", "[]", "[ ]", "{"]);
    (waits(), prop::collection::vec(waits(), 0..4), policy, any_step(), [steps(), steps(), steps()]).prop_map(
        |(wait, waits, policy, one, [all, mapped, in_set])| {
            let mapped = ["j", "k", "l", "m"].map(str::to_owned).into_iter().zip(mapped).collect();
            object([
                ("wait", wait),
                ("waits", Value::List(waits)),
                ("policy", text(policy)),
                ("one", one),
                ("list", Value::List(all)),
                ("map", Value::Map(mapped)),
                ("set", Value::set(in_set)),
            ])
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn to_mean_the_same_is_an_equivalence(all in prop::collection::vec(any_object(), 3)) {
        let schema = schema();
        let fields = Fields::of(&schema.block);
        let same = |one: usize, other: usize| meaning(fields, &all[one]) == meaning(fields, &all[other]);
        for one in 0..3 {
            prop_assert!(same(one, one));
            for other in 0..3 {
                prop_assert_eq!(same(one, other), same(other, one));
                for third in 0..3 {
                    prop_assert!(!(same(one, other) && same(other, third)) || same(one, third));
                }
            }
        }
    }

    #[test]
    fn to_keep_never_changes_what_is_meant((prior, new) in (any_object(), any_object())) {
        let schema = schema();
        let fields = Fields::of(&schema.block);
        for kept in [keep(fields, &prior, new.clone()), keep_planned(fields, &prior, new.clone())] {
            prop_assert_eq!(meaning(fields, &kept), meaning(fields, &new));
            let sizes = |value: &Value| value.get("set").and_then(Value::as_elements).map(<[Value]>::len);
            prop_assert_eq!(sizes(&kept), sizes(&new));
            prop_assert_eq!(crate::value::conforms(&kept, &schema.ty()), Ok(()));
        }
    }

    #[test]
    fn what_is_kept_is_kept_again((prior, new) in (any_object(), any_object())) {
        let schema = schema();
        let fields = Fields::of(&schema.block);
        let kept = keep(fields, &prior, new);
        prop_assert_eq!(keep(fields, &prior, kept.clone()), kept.clone());
        prop_assert_eq!(keep(fields, &kept, kept.clone()), kept);
    }
}
