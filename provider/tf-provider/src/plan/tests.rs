//! Promises of planning: defaults, unknowns, replacement, and that each of core's rules is held.

use super::tree::Fields;
use super::{check, complete, replace};
use crate::diagnostic::Diagnostics;
use crate::schema::{Attribute, Block, BlockNesting, NestedBlock, Nesting, Schema, Timeouts};
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
    complete::plan(Fields::of(&schema().block), prior, config, proposed)
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
    replace::paths(Fields::of(&schema.block), [&prior, &grown, &grown], &Path::root(), &mut found);
    assert!(found.is_empty(), "growing needs no new resource: {found:?}");
    let other = object([("name", text("b")), ("size", number(4))]);
    replace::paths(Fields::of(&schema.block), [&prior, &other, &other], &Path::root(), &mut found);
    assert_eq!(found, [Path::attribute("name"), Path::attribute("size")]);
}

#[test]
fn what_may_change_within_an_unknown_object_needs_a_new_resource_from_the_first_plan_on() {
    let part =
        |nesting| Attribute::nested(nesting, [("x", Attribute::string().optional().requires_replace())]);
    let schema = Schema::new([("one", part(Nesting::Single)), ("all", part(Nesting::List))]);
    let x = Value::object([("x", text("a"))]);
    let prior = Value::object([("one", x.clone()), ("all", Value::List(vec![x]))]);
    let planned = Value::object([("one", Value::Unknown), ("all", Value::List(vec![Value::Unknown]))]);
    let mut found = Vec::new();
    replace::paths(Fields::of(&schema.block), [&prior, &planned, &planned], &Path::root(), &mut found);
    assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), ["all[0].x", "one.x"]);
    assert!(check::replaced(&prior, &planned, &found).is_empty());
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
fn a_write_only_value_is_found_in_an_object_that_is_planned_as_it_was_configured() {
    let database = [("host", Attribute::string().required()), ("password", Attribute::string().write_only())];
    let schema = Schema::new([("database", Attribute::object(database).required())]);
    let config =
        Value::object([("database", Value::object([("host", text("db")), ("password", text("hush"))]))]);
    let found = sentences(&check::plan(&schema, &Value::Null, &config, &config));
    assert!(found.iter().any(|sentence| sentence.contains("`database.password` is write-only")), "{found:?}");
}

#[test]
fn elements_of_lists_and_maps_are_planned_as_they_are_configured() {
    let nested = |nesting| Attribute::nested(nesting, [("x", Attribute::string().optional())]).optional();
    let schema = Schema::new([("list", nested(Nesting::List)), ("map", nested(Nesting::Map))]);
    let object = |x: Value| Value::object([("x", x)]);
    let list = |element: Value| ("list", Value::List(vec![element]));
    let map = |key: &str, element: Value| ("map", Value::Map([(key.to_owned(), element)].into()));
    let check =
        |config: Value, planned: Value| sentences(&check::plan(&schema, &Value::Null, &config, &planned));
    for (configured, planned, rule) in [
        (Value::Unknown, object(text("x")), "[0]` is unknown in only one"),
        (object(Value::Null), Value::Unknown, "[0]` is unknown in only one"),
        (Value::Null, object(Value::Null), "[0]` is null in only one"),
        (object(text("x")), Value::Null, "[0]` is null in only one"),
    ] {
        let with = |element| Value::object([list(element), ("map", Value::Null)]);
        let found = check(with(configured), with(planned));
        assert!(found.iter().any(|sentence| sentence.contains(rule)), "{rule}: {found:?}");
    }
    let with = |key, element| Value::object([("list", Value::Null), map(key, element)]);
    let found = check(with("a", Value::Null), with("b", object(Value::Null)));
    assert!(found.iter().any(|sentence| sentence.contains("`map` has other keys")), "{found:?}");
}

#[test]
fn blocks_in_a_set_are_planned_as_they_are_configured() {
    let schema = block(BlockNesting::Set, 0, 0, Block::new([("x", Attribute::string().required())]));
    let parts = |all: &[&str]| {
        let all = all.iter().map(|x| Value::object([("x", text(x))])).collect();
        Value::object([("b", Value::set(all))])
    };
    let found = sentences(&check::plan(&schema, &Value::Null, &parts(&["a", "b"]), &parts(&["a", "c"])));
    assert!(found.iter().any(|sentence| sentence.contains("`b` has other blocks")), "{found:?}");
}

#[test]
fn each_element_of_a_set_is_one_that_was_planned() {
    let element = |x: Value, y: &str| Value::object([("x", x), ("y", text(y))]);
    let schema = Schema::new([(
        "set",
        Attribute::nested(
            Nesting::Set,
            [("x", Attribute::string().computed()), ("y", Attribute::string().required())],
        )
        .required(),
    )]);
    let set = |all: Vec<Value>| Value::object([("set", Value::set(all))]);
    let planned = set(vec![element(Value::Unknown, "1"), element(text("a"), "1")]);
    let strange = set(vec![element(text("a"), "1"), element(text("z"), "9")]);
    assert!(check::applied(&schema, &planned, &strange).has_errors());
}

#[test]
fn what_a_default_object_leaves_to_the_provider_is_unknown_and_then_kept() {
    let children = [
        ("name", Attribute::string().default_string("app")),
        ("hash", Attribute::string().computed()),
        ("note", Attribute::string().optional()),
    ];
    let default = Value::object([("note", text("made here"))]);
    let schema = Schema::new([
        ("size", Attribute::number().optional()),
        ("ledger", Attribute::object(children).default(default)),
    ]);
    let fields = Fields::of(&schema.block);
    let ledger =
        |hash: Value| Value::object([("name", text("app")), ("hash", hash), ("note", text("made here"))]);
    let object = |size: Value, ledger: Value| Value::object([("size", size), ("ledger", ledger)]);
    let config = object(Value::Null, Value::Null);
    let planned = complete::plan(fields, &Value::Null, &config, config.clone());
    assert_eq!(planned, object(Value::Null, ledger(Value::Unknown)));
    let prior = object(Value::Null, ledger(text("h")));
    // core proposes null: something in the prior object can only have been configured
    assert_eq!(complete::plan(fields, &prior, &config, config.clone()), prior, "nothing changed");
    let config = object(1_i64.into(), Value::Null);
    let planned = complete::plan(fields, &prior, &config, config.clone());
    assert_eq!(planned, object(1_i64.into(), ledger(Value::Unknown)));
}

#[test]
fn what_is_kept_in_a_set_is_kept_by_the_element_that_has_it() {
    let part =
        |name: Value, limit: Value, id: Value| Value::object([("name", name), ("limit", limit), ("id", id)]);
    let schema = Schema::new([(
        "parts",
        Attribute::nested(
            Nesting::Set,
            [
                ("name", Attribute::string().required()),
                ("limit", Attribute::number().default(Value::from(3_i64))),
                ("id", Attribute::string().computed().keep_state()),
            ],
        )
        .required(),
    )]);
    let fields = Fields::of(&schema.block);
    let parts = |all: Vec<Value>| Value::object([("parts", Value::set(all))]);
    let prior = parts(vec![part(text("a"), 3_i64.into(), text("1"))]);
    let config = parts(vec![part(Value::Unknown, 3_i64.into(), Value::Null)]);
    let planned = complete::plan(fields, &prior, &config, config.clone());
    assert_eq!(planned, parts(vec![part(Value::Unknown, 3_i64.into(), Value::Unknown)]), "it may be another");
    let config =
        parts(vec![part(text("a"), Value::Null, Value::Null), part(text("a"), 5_i64.into(), Value::Null)]);
    let planned = complete::plan(fields, &Value::Null, &config, config.clone());
    let both = |limit: i64| part(text("a"), limit.into(), Value::Unknown);
    assert_eq!(planned, parts(vec![both(3), both(5)]), "each has its own limit");
}

#[test]
fn a_plan_may_say_what_was_before_and_must_count_as_the_configuration_does() {
    let prior = object([("name", text("old")), ("tags", Value::List(vec![text("x")]))]);
    let config = object([("name", text("new")), ("tests", test(Value::Null, Value::Null))]);
    let as_before = object([("name", text("old")), ("tests", test(Value::Null, Value::Null))]);
    assert!(check::plan(&schema(), &prior, &config, &as_before).is_empty(), "a spelling of the same");
    let none = object([("name", text("new")), ("tests", Value::set(Vec::new()))]);
    let found = sentences(&check::plan(&schema(), &prior, &config, &none));
    assert!(found.iter().any(|sentence| sentence.contains("`tests` has another number")), "{found:?}");
    let unset = object([("name", Value::Null)]);
    assert!(check::plan(&schema(), &Value::Null, &config, &unset).has_errors(), "null before is no value");
    let blocks = block(BlockNesting::List, 0, 0, Block::new([("x", Attribute::string().optional())]));
    let with = |all: Value| Value::object([("b", all)]);
    let found = check::plan(&blocks, &Value::Null, &with(Value::Unknown), &with(Value::List(Vec::new())));
    assert!(sentences(&found)[0].contains("`b` is an unknown block"), "{found:?}");
}

#[test]
fn a_result_has_the_elements_and_types_that_were_planned() {
    let any = Schema::new([("x", Attribute::new(Type::Dynamic).optional())]);
    let with = |value: Value| Value::object([("x", value)]);
    let of = |ty: Type, value: Value| Value::Dynamic(Box::new((ty, value)));
    let keys = |key: &str| Value::Map([(key.to_owned(), text("v"))].into());
    let both = |value: Value| Value::set(vec![text("a"), value]);
    for (planned, result) in [
        (keys("a"), keys("b")),
        (both(text("b")), Value::set(vec![text("a")])),
        (both(Value::Unknown), Value::set(vec![text("a"), text("b"), text("c")])),
        (of(Type::String, Value::Unknown), of(Type::Bool, Value::Bool(true))),
        (Value::Unknown, both(Value::Unknown)),
        (Value::Unknown, of(Type::String, Value::Unknown)),
    ] {
        let found = check::applied(&any, &with(planned.clone()), &with(result.clone()));
        assert!(found.has_errors(), "{planned:?} came out as {result:?}");
    }
    let (planned, result) = (with(both(Value::Unknown)), with(Value::set(vec![text("a")])));
    assert!(check::applied(&any, &planned, &result).is_empty(), "the unknown one came out as the other");
}

#[test]
fn an_element_that_is_new_needs_no_new_resource() {
    let part = Attribute::nested(Nesting::List, [("x", Attribute::string().optional().requires_replace())]);
    let schema = Schema::new([("all", part)]);
    let all = |texts: &[&str]| {
        let one = |x: &&str| Value::object([("x", text(x))]);
        Value::object([("all", Value::List(texts.iter().map(one).collect()))])
    };
    let mut found = Vec::new();
    let fields = Fields::of(&schema.block);
    let (before, after) = (all(&["a"]), all(&["a", "b"]));
    replace::paths(fields, [&before, &after, &after], &Path::root(), &mut found);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_configuration_is_looked_at_in_depth_and_no_letter_quotes_a_secret() {
    let checked = |attribute: Attribute| attribute.validate(crate::schema::Validator::one_of(&["on", "off"]));
    let nested = [("state", checked(Attribute::string().required()))];
    let schema = Schema::new([
        ("part", Attribute::object(nested).optional()),
        ("pin", checked(Attribute::string().sensitive())),
        ("old", Attribute::string().deprecated("Use `part`.")),
    ])
    .rule(crate::schema::Rule::Conflicts(&["pin", "old"]));
    let config = Value::object([
        ("part", Value::object([("state", text("none"))])),
        ("pin", text("canary-7f3a")),
        ("old", text("x")),
    ]);
    let found = crate::validate::config(&schema, &config, true);
    assert!(sentences(&found).iter().all(|sentence| !sentence.contains("canary")), "{found:?}");
    let mut seen: Vec<_> = found.iter().map(|letter| letter.summary.as_str()).collect();
    seen.sort_unstable();
    assert_eq!(
        seen,
        [
            "Attributes exclude each other",
            "Deprecated attribute",
            "Invalid value for part.state",
            "Invalid value for pin"
        ]
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

/// A schema of one block, `b`.
fn block(nesting: BlockNesting, min_items: u64, max_items: u64, block: Block) -> Schema {
    let blocks = [("b".to_owned(), NestedBlock { nesting, block, min_items, max_items })].into();
    Schema { block: Block { blocks, ..Block::default() }, ..Schema::default() }
}

#[test]
fn the_schema_of_these_tests_breaks_no_rule() {
    assert_eq!(crate::schema::check::schema("thing", &schema()), Vec::<String>::new());
}

#[test]
fn an_unknown_list_in_an_element_of_a_set_is_not_taken_for_an_empty_one() {
    let schema = Schema::new([(
        "set",
        Attribute::nested(
            Nesting::Set,
            [
                ("key", Attribute::string().required()),
                (
                    "list",
                    Attribute::nested(Nesting::List, [("x", Attribute::string().required())]).optional(),
                ),
                ("hash", Attribute::string().computed().keep_state()),
            ],
        )
        .optional(),
    )]);
    let element = |list, hash| Value::object([("key", text("k")), ("list", list), ("hash", hash)]);
    let set = |element| Value::object([("set", Value::set(vec![element]))]);
    let prior = set(element(Value::List(vec![]), text("of the empty one")));
    let config = set(element(Value::Unknown, Value::Null));
    let planned = complete::plan(Fields::of(&schema.block), &prior, &config, config.clone());
    assert_eq!(planned, set(element(Value::Unknown, Value::Unknown)));
}
