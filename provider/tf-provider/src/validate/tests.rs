//! Promises of validation: every finding is at its place, nothing secret is quoted, rules hold wherever they stand
//! and take the unknown as open, and what is deprecated is told where it is used.

use crate::diagnostic::Severity;
use crate::schema::{Attribute, Block, BlockNesting, NestedBlock, Nesting, Rule, Schema, Validator, check};
use crate::semantic::Semantic;
use crate::validate;
use crate::value::{Type, Value};

fn text(text: &str) -> Value {
    Value::string(text)
}

/// Each finding as `place: sentence`.
fn found(schema: &Schema, said: &[(&str, Value)]) -> Vec<String> {
    found_on(schema, said, true)
}

fn found_on(schema: &Schema, said: &[(&str, Value)], core_knows_write_only: bool) -> Vec<String> {
    assert_eq!(check::schema("thing", schema), Vec::<String>::new());
    let Type::Object(fields) = schema.ty() else { panic!("a schema is an object") };
    let mut all: std::collections::BTreeMap<_, _> =
        fields.into_keys().map(|name| (name, Value::Null)).collect();
    all.extend(said.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    let letters = validate::config(schema, &Value::Object(all), core_knows_write_only);
    let shown = letters.iter().map(|letter| {
        let place = letter.path.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{place}: {}", letter.detail)
    });
    shown.collect()
}

#[test]
fn a_finding_within_a_value_is_at_its_place() {
    let short = || Validator::each(Validator::at_most_characters(1));
    let inner = [("tags", Attribute::map(Type::String).optional().validate(short()))];
    let schema = Schema::new([
        ("list", Attribute::list(Type::String).optional().validate(short())),
        ("steps", Attribute::nested(Nesting::List, inner).optional()),
        ("waits", Attribute::map(Type::String).optional().semantic(Semantic::duration())),
    ]);
    let tags = Value::Map([("k".to_owned(), text("long"))].into());
    let steps = Value::List(vec![Value::object([("tags", Value::Null)]), Value::object([("tags", tags)])]);
    let waits = Value::Map([("a".to_owned(), text("90s")), ("b".to_owned(), text("90"))].into());
    let list = Value::List(vec![text("a"), text("bc")]);
    let found = found(&schema, &[("list", list), ("steps", steps), ("waits", waits)]);
    let places: Vec<_> = found.iter().map(|each| each.split(": ").next().unwrap_or("")).collect();
    assert_eq!(places, ["list[1]", "steps[1].tags[\"k\"]", "waits[\"b\"]"]);
}

#[test]
fn nothing_secret_is_quoted_wherever_it_stands() {
    let odd = || Validator::each(Validator::one_of(&["fine"]));
    let texts = || Attribute::map(Type::String).optional().validate(odd());
    let schema = Schema::new([
        ("plain", texts().sensitive()),
        ("policy", Attribute::string().optional().sensitive().semantic(Semantic::duration())),
        ("once", Attribute::string().optional().write_only().validate(Validator::one_of(&["fine"]))),
        ("below", Attribute::object([("inner", texts())]).optional().sensitive()),
    ]);
    let hush = || Value::Map([("hush-key".to_owned(), text("hush"))].into());
    let found = found(
        &schema,
        &[
            ("plain", hush()),
            ("policy", text("hush")),
            ("once", text("hush")),
            ("below", Value::object([("inner", hush())])),
        ],
    );
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found.iter().all(|each| !each.contains("hush")), "{found:?}");
    assert!(found.iter().any(|each| each.starts_with("below.inner: ")), "{found:?}");
}

#[test]
fn a_warning_stops_nothing() {
    let schema = Schema::new([(
        "n",
        Attribute::number().optional().validate(Validator::warn_only(Validator::at_least(10_i64))),
    )]);
    let letters = validate::config(&schema, &Value::object([("n", Value::from(3_i64))]), true);
    assert_eq!(letters.iter().map(|letter| letter.severity).collect::<Vec<_>>(), [Severity::Warning]);
}

fn connection() -> Attribute {
    Attribute::object([
        ("host", Attribute::string().optional()),
        ("socket", Attribute::string().optional()),
        ("port", Attribute::number().optional()),
        ("iam", Attribute::bool().optional()),
        ("any", Attribute::new(Type::Dynamic).optional()),
    ])
    .optional()
    .rule(Rule::ExactlyOneOf(&["host", "socket", "iam"]))
    .rule(Rule::Requires("port", &["host"]))
    .rule(Rule::Conflicts(&["any", "socket"]))
}

fn connected(said: &[(&str, Value)]) -> Value {
    let all = ["host", "socket", "port", "iam", "any"].map(|name| (name, Value::Null));
    let mut object: std::collections::BTreeMap<_, _> =
        all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    object.extend(said.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    Value::Object(object)
}

#[test]
fn a_rule_holds_for_each_object_it_stands_at() {
    let Attribute { kind: crate::schema::Kind::Nested(_, nested), rules, .. } = connection() else {
        panic!("nested attributes")
    };
    let repeated = |nesting| Attribute {
        kind: crate::schema::Kind::Nested(nesting, nested.clone()),
        rules: rules.clone(),
        ..Attribute::string()
    };
    let block = Block { attributes: nested.clone(), rules: rules.clone(), ..Block::default() };
    let schema = Schema::new([
        ("one", connection()),
        ("list", repeated(Nesting::List)),
        ("map", repeated(Nesting::Map)),
    ])
    .nested_block("block", NestedBlock { nesting: BlockNesting::List, block, min_items: 0, max_items: 0 });
    let broken = || connected(&[]);
    let fine = || connected(&[("host", text("a"))]);
    assert_eq!(
        found(
            &schema,
            &[
                ("one", broken()),
                ("list", Value::List(vec![fine(), broken()])),
                ("map", Value::Map([("k".to_owned(), broken())].into())),
                ("block", Value::List(vec![fine(), broken()])),
            ]
        ),
        [
            "list[1]: One of `list[1].host`, `list[1].socket`, `list[1].iam` must be set.",
            "map[\"k\"]: One of `map[\"k\"].host`, `map[\"k\"].socket`, `map[\"k\"].iam` must be set.",
            "one: One of `one.host`, `one.socket`, `one.iam` must be set.",
            "block[1]: One of `block[1].host`, `block[1].socket`, `block[1].iam` must be set.",
        ]
    );
    let needs = connected(&[("socket", text("/s")), ("port", Value::from(1_i64))]);
    assert_eq!(
        found(&schema, &[("list", Value::List(vec![needs]))]),
        ["list[0].port: `list[0].port` is set and needs `list[0].host` beside it, which is not set."]
    );
}

#[test]
fn what_is_unknown_breaks_no_rule_and_a_typed_null_is_null() {
    let schema = Schema::new([("one", connection())]);
    let typed = |ty: Type, value: Value| Value::Dynamic(Box::new((ty, value)));
    for (said, broken) in [
        (vec![("host", Value::Unknown)], false),
        (vec![("host", Value::Unknown), ("socket", text("/s"))], false),
        (vec![("host", text("a")), ("socket", text("/s"))], true),
        (vec![("host", text("a")), ("iam", Value::Bool(false))], false),
        (vec![("host", text("a")), ("iam", Value::Bool(true))], true),
        (vec![("port", Value::from(1_i64)), ("host", Value::Unknown)], false),
        (vec![("socket", text("/s")), ("any", typed(Type::String, Value::Null))], false),
        (vec![("socket", text("/s")), ("any", typed(Type::String, Value::Unknown))], false),
        (vec![("socket", text("/s")), ("any", typed(Type::Bool, Value::Bool(false)))], false),
        (vec![("socket", text("/s")), ("any", typed(Type::String, text("x")))], true),
    ] {
        let found = found(&schema, &[("one", connected(&said))]);
        assert_eq!(!found.is_empty(), broken, "{said:?}: {found:?}");
    }
    assert_eq!(found(&schema, &[("one", Value::Unknown)]), Vec::<String>::new());
    assert_eq!(found(&schema, &[("one", Value::Null)]), Vec::<String>::new());
}

#[test]
fn a_block_that_is_not_written_is_not_set() {
    let inner = || Block::new([("x", Attribute::string().optional())]);
    let block = |nesting| NestedBlock { nesting, block: inner(), min_items: 0, max_items: 0 };
    let schema = Schema::new([])
        .nested_block("list", block(BlockNesting::List))
        .nested_block("group", block(BlockNesting::Group))
        .nested_block("single", block(BlockNesting::Single))
        .rule(Rule::Conflicts(&["list", "group", "single"]));
    let x = |value| Value::object([("x", value)]);
    for (list, group, single, broken) in [
        (vec![], Value::Null, Value::Null, false),
        (vec![], Value::Null, x(Value::Null), false),
        (vec![x(Value::Null)], Value::Null, Value::Null, false),
        (vec![x(Value::Null)], Value::Null, x(Value::Null), true),
        (vec![x(Value::Null)], text("a"), Value::Null, true),
        (vec![x(Value::Null)], Value::Unknown, Value::Null, false),
    ] {
        let said = [("list", Value::List(list)), ("group", x(group)), ("single", single)];
        assert_eq!(!found(&schema, &said).is_empty(), broken, "{said:?}");
    }
    // as a dynamic block is, of which nothing is known yet
    let open = [("list", Value::Unknown), ("group", x(Value::Null)), ("single", x(Value::Null))];
    assert_eq!(found(&schema, &open), Vec::<String>::new());
}

#[test]
fn a_secret_that_need_not_be_stored_is_hinted_at_where_the_core_can_do_better() {
    let schema = Schema::new([
        ("password", Attribute::string().optional().sensitive()),
        ("password_wo", Attribute::string().optional().write_only()),
    ])
    .rule(Rule::PreferWriteOnly("password", "password_wo"));
    let plain = [("password", text("hush"))];
    let said = found(&schema, &plain);
    assert_eq!(said.len(), 1);
    assert!(
        said[0].starts_with("password: `password` is stored in the state. `password_wo` does"),
        "{said:?}"
    );
    assert!(!said[0].contains("hush"));
    assert_eq!(found_on(&schema, &plain, false), Vec::<String>::new());
    assert_eq!(found(&schema, &[("password_wo", text("hush"))]), Vec::<String>::new());
    assert_eq!(found(&schema, &[("password", Value::Unknown)]), Vec::<String>::new());
}

#[test]
fn what_is_deprecated_is_told_where_it_is_used() {
    let old = || Attribute::string().optional().deprecated("Use `new`.");
    let block = |nesting| NestedBlock {
        nesting,
        block: Block::new([("x", old())]).deprecated("Use `steps`."),
        min_items: 0,
        max_items: 0,
    };
    let schema = Schema::new([
        ("plain", old()),
        ("steps", Attribute::nested(Nesting::List, [("x", old())]).optional()),
    ])
    .nested_block("list", block(BlockNesting::List))
    .nested_block("group", block(BlockNesting::Group));
    let x = |value| Value::object([("x", value)]);
    let unused = [("list", Value::List(vec![])), ("group", x(Value::Null))];
    assert_eq!(found(&schema, &unused), Vec::<String>::new());
    let used = [
        ("plain", Value::Unknown),
        ("steps", Value::List(vec![x(text("a"))])),
        ("list", Value::List(vec![x(Value::Null)])),
        ("group", x(text("a"))),
    ];
    assert_eq!(
        found(&schema, &used),
        [
            "plain: `plain` is deprecated. Use `new`.",
            "steps[0].x: `steps[0].x` is deprecated. Use `new`.",
            "group: `group` is deprecated. Use `steps`.",
            "group.x: `group.x` is deprecated. Use `new`.",
            "list: `list` is deprecated. Use `steps`.",
        ]
    );
    let whole = Schema::new([]).deprecated("Use `other_thing`.");
    let letters = validate::config(&whole, &Value::object::<&str>([]), true);
    let all: Vec<_> = letters.iter().map(|letter| (letter.severity, letter.detail.as_str())).collect();
    assert_eq!(all, [(Severity::Warning, "All of this is deprecated. Use `other_thing`.")]);
}

#[test]
fn what_has_no_description_is_listed() {
    let schema = Schema::new([
        ("told", Attribute::string().describe("Told.")),
        ("untold", Attribute::string()),
        ("nested", Attribute::object([("inner", Attribute::string())]).describe("Told.")),
    ])
    .nested_block(
        "block",
        NestedBlock {
            nesting: BlockNesting::List,
            block: Block::new([("x", Attribute::string().describe("Told."))]),
            min_items: 0,
            max_items: 0,
        },
    );
    assert_eq!(check::described(&schema), ["the schema itself", "nested.inner", "untold", "block"]);
}

#[test]
fn a_rule_about_nothing_is_found_in_the_schema() {
    for (schema, sentence) in [
        (Schema::new([("a", Attribute::string())]).rule(Rule::Conflicts(&["a", "b"])), "speaks of \"b\""),
        (Schema::new([("a", Attribute::string())]).rule(Rule::Requires("a.b", &["a"])), "speaks of \"a.b\""),
        (
            Schema::new([(
                "o",
                Attribute::object([("a", Attribute::string())]).rule(Rule::Together(&["a", "o"])),
            )]),
            "thing.o: a rule speaks of \"o\"",
        ),
        (
            Schema::new([("a", Attribute::string()), ("b", Attribute::string())])
                .rule(Rule::PreferWriteOnly("a", "b")),
            "that is not write-only",
        ),
        (Schema::new([("a", Attribute::string().rule(Rule::Together(&["a"])))]), "needs some"),
        (
            Schema::new([("a", Attribute::object([("b", Attribute::string())]).semantic(Semantic::json()))]),
            "a meaning belongs to plain values",
        ),
    ] {
        let found = check::schema("thing", &schema);
        assert!(found.iter().any(|each| each.contains(sentence)), "{sentence}: {found:?}");
    }
}

#[test]
fn what_only_the_provider_sets_cannot_be_configured() {
    let disk = Attribute::object([("size", Attribute::number().computed())]);
    let schema = Schema::new([("id", Attribute::string().computed()), ("disk", disk.optional())]);
    let disk = |size: Value| Value::object([("size", size)]);
    let sentence =
        |place: &str| format!("{place}: Only the provider sets `{place}`. Take it out of the configuration.");
    assert_eq!(found(&schema, &[("disk", disk(Value::Null))]), [""; 0]);
    assert_eq!(found(&schema, &[("id", text("x"))]), [sentence("id")]);
    assert_eq!(found(&schema, &[("disk", disk(Value::Unknown))]), [sentence("disk.size")]);
}
