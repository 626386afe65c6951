//! Types, shapes, paths and ways through a value.

use crate::value::{Path, Step, Type, TypeError, Value, conforms};

fn ty(json: &str) -> Type {
    Type::from_json(json.as_bytes()).unwrap_or_else(|error| panic!("{json}: {error}"))
}

#[test]
fn a_type_is_spelled_as_terraform_spells_it() {
    for json in [
        r#""bool""#,
        r#""dynamic""#,
        r#"["list","string"]"#,
        r#"["set",["map","number"]]"#,
        r#"["tuple",[]]"#,
        r#"["tuple",["string",["list","bool"]]]"#,
        r#"["object",{}]"#,
        r#"["object",{"a":"string","b\"":["object",{"c":"number"}]}]"#,
    ] {
        assert_eq!(ty(json).to_json(), json);
    }
}

#[test]
fn optional_attributes_are_accepted_and_dropped() {
    assert_eq!(
        ty(r#"["object",{"a":"string","b":"bool"},["b"]]"#),
        ty(r#"["object",{"b":"bool","a":"string"}]"#)
    );
}

#[test]
fn what_is_not_a_type_is_refused_and_shown_in_part() {
    for json in [
        r#""text""#,
        "null",
        "1",
        "[]",
        r#"["list"]"#,
        r#"["list","string","string"]"#,
        r#"["object",[]]"#,
        r#"["tuple","string"]"#,
        r#"["object",{"a":"x"}]"#,
        r#"["object",{},{}]"#,
        r#"[["list"],"string"]"#,
        "{}",
    ] {
        assert!(matches!(Type::from_json(json.as_bytes()), Err(TypeError::Unrecognised(_))), "{json}");
    }
    let error = Type::from_json(format!("\"{}\"", "x".repeat(10_000)).as_bytes()).expect_err("no type");
    assert!(error.to_string().len() < 100, "{error}");
    assert!(matches!(Type::from_json(b"["), Err(TypeError::Json(_))));
}

#[test]
fn a_type_nested_without_end_is_refused() {
    let nested = |levels: usize| format!("{}\"string\"{}", r#"["list","#.repeat(levels), "]".repeat(levels));
    assert!(Type::from_json(nested(60).as_bytes()).is_ok());
    assert!(matches!(Type::from_json(nested(61).as_bytes()), Err(TypeError::TooDeep)));
    assert!(matches!(Type::from_json(nested(100_000).as_bytes()), Err(TypeError::Json(_))));
}

#[test]
fn a_mismatch_is_named_with_its_place() {
    for (json, value, error) in [
        (r#""string""#, Value::from(true), "a string is needed here, not a bool"),
        (r#""dynamic""#, Value::from(true), "a value with a type of its own is needed here, not a bool"),
        (
            r#"["list",["map","number"]]"#,
            Value::List(vec![
                Value::Null,
                Value::Map([("a\"b".to_owned(), Value::from("x"))].into_iter().collect()),
            ]),
            r#"[1]["a\"b"]: a number is needed here, not a string"#,
        ),
        (
            r#"["object",{"a":["object",{"b":"string","c":"string"}]}]"#,
            Value::object([("a", Value::object([("b", Value::Null)]))]),
            r#"a: the attribute "c" is missing"#,
        ),
        (
            r#"["object",{"a":"string"}]"#,
            Value::object([("a", Value::Null), ("z", Value::Null)]),
            r#"there is no attribute "z""#,
        ),
        (
            r#"["object",{"t":["tuple",["string","bool"]]}]"#,
            Value::object([("t", Value::Tuple(vec![Value::Null]))]),
            "t: 2 elements are needed here, not 1",
        ),
        (
            r#"["object",{"s":["set","string"]}]"#,
            Value::object([("s", Value::set(vec![Value::from("x"), Value::from(1_i64)]))]),
            "s: a string is needed here, not a number",
        ),
        (
            r#"["object",{"d":"dynamic"}]"#,
            Value::object([(
                "d",
                Value::Dynamic(Box::new((ty(r#"["list","bool"]"#), Value::List(vec![Value::from("x")])))),
            )]),
            "d[0]: a bool is needed here, not a string",
        ),
    ] {
        let found = conforms(&value, &ty(json)).expect_err(json);
        assert_eq!(found.to_string(), error, "{json}");
        // the encoders find the same
        assert_eq!(
            crate::value::codec::msgpack::encode(&value, &ty(json)).expect_err(json).to_string(),
            error
        );
        assert_eq!(crate::value::codec::json::encode(&value, &ty(json)).expect_err(json).to_string(), error);
    }
}

#[test]
fn a_set_has_each_known_element_once_and_keeps_what_may_still_differ() {
    let one = || Value::object([("a", Value::from(1_i64))]);
    let later = || Value::object([("a", Value::Unknown)]);
    assert_eq!(
        Value::set(vec![Value::Null, later(), one(), later(), one(), Value::Null]),
        Value::Set(vec![one(), later(), later(), Value::Null])
    );
    assert_eq!(
        Value::set(vec![Value::Unknown, Value::Unknown]),
        Value::Set(vec![Value::Unknown, Value::Unknown])
    );
}

fn sample() -> Value {
    Value::object([
        ("name", Value::from("app")),
        ("roles", Value::Map([("owner".to_owned(), Value::Unknown)].into_iter().collect())),
        (
            "steps",
            Value::List(vec![
                Value::Null,
                Value::object([("tags", Value::set(vec![Value::from("x"), Value::from("y")]))]),
            ]),
        ),
        (
            "any",
            Value::Dynamic(Box::new((
                ty(r#"["tuple",["string"]]"#),
                Value::Tuple(vec![Value::from("inside")]),
            ))),
        ),
    ])
}

#[test]
fn a_path_finds_its_part() {
    let value = sample();
    let path = |steps: &[Step]| Path::from(steps.to_vec());
    let attribute = |name: &str| Step::Attribute(name.to_owned());
    assert_eq!(value.at(&Path::root()), Some(&value));
    assert_eq!(value.at(&Path::attribute("name")), Some(&Value::from("app")));
    assert_eq!(value.at(&path(&[attribute("roles"), Step::Key("owner".to_owned())])), Some(&Value::Unknown));
    assert_eq!(value.at(&path(&[attribute("any"), Step::Index(0)])), Some(&Value::from("inside")));
    for nowhere in [
        path(&[attribute("nothing")]),
        path(&[attribute("name"), Step::Index(0)]),
        path(&[attribute("roles"), attribute("owner")]),
        path(&[attribute("steps"), Step::Index(2)]),
        path(&[attribute("steps"), Step::Index(-1)]),
        path(&[attribute("steps"), Step::Index(0), attribute("tags")]),
        path(&[attribute("steps"), Step::Index(1), attribute("tags"), Step::Index(0)]),
    ] {
        assert_eq!(value.at(&nowhere), None, "{nowhere}");
        assert_eq!(value.clone().at_mut(&nowhere), None, "{nowhere}");
    }
}

#[test]
fn a_part_is_changed_in_place() {
    let mut value = sample();
    let inside = Path::attribute("any").with(Step::Index(0));
    *value.at_mut(&inside).expect("it is there") = Value::Null;
    assert_eq!(value.at(&inside), Some(&Value::Null));
}

#[test]
fn a_walk_visits_every_part_with_its_path() {
    let mut visited = Vec::new();
    sample().walk(&mut |path, value| visited.push(format!("{path} {}", value.kind())));
    assert_eq!(
        visited,
        [
            " an object",
            "any a value with a type of its own",
            "any a tuple",
            "any[0] a string",
            "name a string",
            "roles a map",
            "roles[\"owner\"] an unknown value",
            "steps a list",
            "steps[0] null",
            "steps[1] an object",
            "steps[1].tags a set",
            "steps[1].tags a string",
            "steps[1].tags a string",
        ]
    );
}
