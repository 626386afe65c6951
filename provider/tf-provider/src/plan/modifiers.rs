//! Promises of modifiers and of defaults that depend on the configuration: each does what it says, both plans come
//! to the same, and nothing changed is no change.

use super::tree::Fields;
use super::{check, complete, replace};
use crate::schema::check as schema_check;
use crate::schema::{Attribute, Nesting, Schema};
use crate::value::{Path, Type, Value};

fn text(text: &str) -> Value {
    Value::string(text)
}

/// An object of a schema: null where nothing is said.
fn object(schema: &Schema, said: &[(&str, Value)]) -> Value {
    let Type::Object(fields) = schema.ty() else { panic!("a schema is an object") };
    let mut all: std::collections::BTreeMap<_, _> =
        fields.into_keys().map(|name| (name, Value::Null)).collect();
    all.extend(said.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    Value::Object(all)
}

/// What is planned, checked against core's rules.
fn planned(schema: &Schema, prior: &Value, config: &Value, proposed: Value) -> Value {
    assert_eq!(schema_check::schema("thing", schema), Vec::<String>::new());
    let planned = complete::plan(Fields::of(&schema.block), prior, config, proposed);
    let found = check::plan(schema, prior, config, &planned);
    assert!(found.is_empty(), "{found:?}");
    planned
}

#[test]
fn what_is_kept_from_the_state_depends_on_the_modifier() {
    let schema = Schema::new([
        ("name", Attribute::string().required()),
        ("size", Attribute::number().optional()),
        ("open", Attribute::string().computed()),
        ("kept", Attribute::string().computed().keep_state()),
        ("or_null", Attribute::string().computed().keep_state_or_null()),
        ("unless", Attribute::string().computed().keep_state_unless_changed(&["name"])),
    ]);
    let computed = ["open", "kept", "or_null", "unless"];
    let with = |name: &str, size: i64, all: [Value; 4]| {
        let mut said = vec![("name", text(name)), ("size", size.into())];
        said.extend(computed.into_iter().zip(all));
        object(&schema, &said)
    };
    let config = |name: &str, size: i64| with(name, size, [const { Value::Null }; 4]);
    let full = || ["o", "k", "n", "u"].map(text);
    let unknown = || Value::Unknown;
    for (prior, config, proposed, expected) in [
        // on create nothing can be kept
        (
            Value::Null,
            config("a", 1),
            with("a", 1, [const { Value::Null }; 4]),
            with("a", 1, [const { Value::Unknown }; 4]),
        ),
        // a change elsewhere
        (
            with("a", 1, full()),
            config("a", 2),
            with("a", 2, full()),
            with("a", 2, [unknown(), text("k"), text("n"), text("u")]),
        ),
        // a change of what the last one follows
        (
            with("a", 1, full()),
            config("b", 1),
            with("b", 1, full()),
            with("b", 1, [unknown(), text("k"), text("n"), unknown()]),
        ),
        // null in the state is kept by one only
        (
            with("a", 1, [const { Value::Null }; 4]),
            config("a", 2),
            with("a", 2, [const { Value::Null }; 4]),
            with("a", 2, [unknown(), unknown(), Value::Null, unknown()]),
        ),
    ] {
        assert_eq!(planned(&schema, &prior, &config, proposed), expected);
    }
}

#[test]
fn a_new_object_in_a_list_keeps_nothing() {
    let inner = [
        ("name", Attribute::string().required()),
        ("id", Attribute::string().computed().keep_state_or_null()),
    ];
    let schema = Schema::new([("list", Attribute::nested(Nesting::List, inner).optional())]);
    let element = |name: &str, id: Value| Value::object([("name", text(name)), ("id", id)]);
    let list = |all: Vec<Value>| object(&schema, &[("list", Value::List(all))]);
    let prior = list(vec![element("a", Value::Null)]);
    let config = list(vec![element("a", Value::Null), element("b", Value::Null)]);
    let expected = list(vec![element("a", Value::Null), element("b", Value::Unknown)]);
    assert_eq!(planned(&schema, &prior, &config, config.clone()), expected);
}

#[test]
fn replacement_may_depend_on_what_is_configured() {
    let schema = Schema::new([
        ("name", Attribute::string().optional_computed().requires_replace_if_configured()),
        (
            "list",
            Attribute::nested(
                Nesting::List,
                [("x", Attribute::string().optional_computed().requires_replace_if_configured())],
            )
            .optional(),
        ),
    ]);
    assert_eq!(schema_check::schema("thing", &schema), Vec::<String>::new());
    let with = |name: Value, x: Value| {
        object(&schema, &[("name", name), ("list", Value::List(vec![Value::object([("x", x)])]))])
    };
    let prior = with(text("a"), text("a"));
    for (config, planned, replaced) in [
        (with(text("b"), text("b")), with(text("b"), text("b")), vec!["list[0].x", "name"]),
        (with(Value::Null, Value::Null), with(Value::Unknown, Value::Unknown), vec![]),
        (with(Value::Unknown, Value::Null), with(Value::Unknown, text("a")), vec!["name"]),
        (with(text("a"), text("a")), with(text("a"), text("a")), vec![]),
    ] {
        let mut found = Vec::new();
        replace::paths(Fields::of(&schema.block), [&prior, &config, &planned], &Path::root(), &mut found);
        assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), replaced);
    }
}

/// An address that the provider makes of the name, known in the plan; and something open.
fn derived() -> Schema {
    Schema::new([
        ("name", Attribute::string().required()),
        (
            "address",
            Attribute::string().computed().plan_with(|cx| match cx.object.get("name") {
                Some(Value::String(name)) => Value::string(format!("{name}.internal ({})", cx.path)),
                _ => Value::Unknown,
            }),
        ),
        ("status", Attribute::string().computed()),
    ])
}

#[test]
fn what_a_function_says_is_planned() {
    let schema = derived();
    let thing = |name: &Value, address: Value, status: Value| {
        object(&schema, &[("name", name.clone()), ("address", address), ("status", status)])
    };
    let config = |name: &Value| thing(name, Value::Null, Value::Null);
    let known = thing(&text("a"), text("a.internal (address)"), Value::Unknown);
    assert_eq!(planned(&schema, &Value::Null, &config(&text("a")), config(&text("a"))), known);
    let open = thing(&Value::Unknown, Value::Unknown, Value::Unknown);
    assert_eq!(planned(&schema, &Value::Null, &config(&Value::Unknown), config(&Value::Unknown)), open);
    // nothing changed
    let prior = thing(&text("a"), text("a.internal (address)"), text("up"));
    assert_eq!(planned(&schema, &prior, &config(&text("a")), prior.clone()), prior);
    // the function has changed with a new version of the provider: that is a change like any other
    let old = thing(&text("a"), text("a.local"), text("up"));
    assert_eq!(planned(&schema, &old, &config(&text("a")), old.clone()), known);
}

#[test]
fn a_function_that_says_what_core_refuses_is_a_bug_of_ours() {
    let schema = Schema::new([("name", Attribute::string().required().plan_with(|_| Value::string("mine")))]);
    let config = object(&schema, &[("name", text("theirs"))]);
    let planned = complete::plan(Fields::of(&schema.block), &Value::Null, &config, config.clone());
    assert!(check::plan(&schema, &Value::Null, &config, &planned).has_errors());
}

#[test]
fn a_default_may_be_made_of_what_is_configured() {
    let inner = [
        ("name", Attribute::string().required()),
        (
            "label",
            Attribute::string().default_with("`name` in `region`", |cx| {
                let part = |value: &Value| value.as_str().unwrap_or("nowhere").to_owned();
                Value::string(format!("{} in {}", part(cx.beside("name")), part(cx.at_root("region"))))
            }),
        ),
    ];
    let schema = Schema::new([
        ("region", Attribute::string().optional()),
        ("list", Attribute::nested(Nesting::List, inner).optional()),
    ]);
    let with = |region: Value, name: Value, label: Value| {
        let element = Value::object([("name", name), ("label", label)]);
        object(&schema, &[("region", region), ("list", Value::List(vec![element]))])
    };
    for (region, name, label) in [
        (text("west"), text("a"), text("a in west")),
        (Value::Null, text("a"), text("a in nowhere")),
        // the function would say something, and it could not be kept
        (Value::Unknown, text("a"), Value::Unknown),
        (text("west"), Value::Unknown, Value::Unknown),
    ] {
        let config = with(region.clone(), name.clone(), Value::Null);
        let expected = with(region, name, label);
        assert_eq!(planned(&schema, &Value::Null, &config, config.clone()), expected);
        if expected.is_wholly_known() {
            // nothing changed, and what was said before does not stick
            assert_eq!(planned(&schema, &expected, &config, expected.clone()), expected);
            let other = with(text("east"), text("a"), text("by hand"));
            assert_eq!(planned(&schema, &other, &config, expected.clone()), expected);
        }
    }
    let said = with(text("west"), text("a"), text("mine"));
    assert_eq!(planned(&schema, &Value::Null, &said, said.clone()), said);
}

#[test]
fn defaults_are_there_for_every_type() {
    let strings = |all: &[&str]| all.iter().copied().map(text).collect::<Vec<_>>();
    let point = || [("x".to_owned(), Type::Number)].into();
    let defaults = [
        ("bool", Attribute::bool(), Value::Bool(true)),
        ("number", Attribute::number(), Value::from(3_i64)),
        ("string", Attribute::string(), text("a")),
        ("list", Attribute::list(Type::String), Value::List(strings(&["a"]))),
        ("set", Attribute::new(Type::Set(Box::new(Type::String))), Value::set(strings(&["a"]))),
        ("map", Attribute::map(Type::String), Value::Map([("k".to_owned(), text("a"))].into())),
        ("tuple", Attribute::new(Type::Tuple(vec![Type::String])), Value::Tuple(strings(&["a"]))),
        ("object", Attribute::new(Type::Object(point())), Value::object([("x", Value::from(1_i64))])),
        ("any", Attribute::new(Type::Dynamic), Value::Dynamic(Box::new((Type::String, text("a"))))),
        (
            "nested",
            Attribute::nested(Nesting::Map, [("x", Attribute::string().default_string("inner"))]),
            Value::Map([("k".to_owned(), Value::object([("x", Value::Null)]))].into()),
        ),
    ];
    for (name, attribute, default) in defaults {
        let schema = Schema::new([(name, attribute.default(default.clone()))]);
        let config = object(&schema, &[]);
        let filled = if name == "nested" {
            Value::Map([("k".to_owned(), Value::object([("x", text("inner"))]))].into())
        } else {
            default
        };
        assert_eq!(
            planned(&schema, &Value::Null, &config, config.clone()).get(name),
            Some(&filled),
            "{name}"
        );
    }
}

#[test]
fn modifiers_that_could_do_nothing_are_found_in_the_schema() {
    for (attribute, sentence) in [
        (Attribute::string().optional().keep_state(), "only what the provider may set"),
        (Attribute::string().computed().keep_state_unless_changed(&["gone"]), "no such sibling"),
        (Attribute::string().computed().requires_replace_if_configured(), "only what can be configured"),
        (Attribute::string().optional().write_only().plan_with(|_| Value::Null), "is never planned"),
        (Attribute::string().default_with("x", |_| Value::Null).default_string("y"), "two defaults"),
        (Attribute::string().default_with("x", |_| Value::Null).computed(), "a default needs"),
    ] {
        let found = schema_check::schema("thing", &Schema::new([("a", attribute)]));
        assert!(found.iter().any(|each| each.contains(sentence)), "{sentence}: {found:?}");
    }
}
