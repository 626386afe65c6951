//! JSON beyond what the vectors and random values show: forgiveness, states, refusals.

use crate::value::codec::json::{decode, decode_state, encode};
use crate::value::{Type, Value};

fn ty(json: &str) -> Type {
    Type::from_json(json.as_bytes()).expect(json)
}

#[test]
fn primitives_may_stand_as_text_as_old_states_have_them() {
    for (json, of, value) in [
        (r#""true""#, "\"bool\"", Value::from(true)),
        (r#""0""#, "\"bool\"", Value::from(false)),
        (r#""12""#, "\"number\"", Value::from(12_i64)),
        ("1.50", "\"string\"", Value::from("1.50")),
        ("false", "\"string\"", Value::from("false")),
    ] {
        assert_eq!(decode(json.as_bytes(), &ty(of)).expect(json), value);
    }
}

#[test]
fn a_state_of_another_schema_is_fitted_to_this_one() {
    let schema = ty(
        r#"["object",{"id":"string","new":["list","string"],"nested":["list",["object",{"a":"number"}]],"any":"dynamic"}]"#,
    );
    let state = br#"{"id":"x","gone":{"deep":[1]},"nested":[{"a":1,"b":2},null],"any":{"value":{"k":true},"type":["object",{"k":"bool"}]}}"#;
    let expected = Value::object([
        ("id", Value::from("x")),
        ("new", Value::Null),
        ("nested", Value::List(vec![Value::object([("a", Value::from(1_i64))]), Value::Null])),
        (
            "any",
            Value::Dynamic(Box::new((
                ty(r#"["object",{"k":"bool"}]"#),
                Value::object([("k", Value::from(true))]),
            ))),
        ),
    ]);
    assert_eq!(decode_state(state, &schema).expect("a state"), expected);
    assert_eq!(decode(state, &schema).expect_err("strict").to_string(), r#"there is no attribute "gone""#);
}

#[test]
fn refusals_name_the_place() {
    let object = r#"["object",{"a":["list","number"]}]"#;
    for (json, of, error) in [
        ("", "\"string\"", "not valid json"),
        ("\"x\" 1", "\"string\"", "not valid json"),
        ("{}", "\"string\"", "a string is needed here, not an object"),
        ("[]", "\"dynamic\"", "a value with a type of its own is needed here, as a pair of type and value"),
        (
            r#"{"value":1}"#,
            "\"dynamic\"",
            "a value with a type of its own is needed here, as a pair of type and value",
        ),
        (r#"{"value":1,"type":"int"}"#, "\"dynamic\"", "not a type: \"int\""),
        (r#""yes""#, "\"bool\"", "a bool is needed here, not a string"),
        (r#"{"a":[1,"x"]}"#, object, "a[1]: not a decimal number"),
        (r#"{"a":[1e999999999]}"#, object, "a[0]: a number of more than 4096 decimal places"),
        ("[1]", r#"["tuple",[]]"#, "0 elements are needed here, not 1"),
    ] {
        assert_eq!(decode(json.as_bytes(), &ty(of)).expect_err(json).to_string(), error, "{json}");
    }
}

#[test]
fn nesting_without_end_is_refused() {
    let mut of = Type::String;
    let mut value = Value::from("x");
    for _ in 0..61 {
        of = Type::List(Box::new(of));
        value = Value::List(vec![value]);
    }
    let error = encode(&value, &of).expect_err("too deep").to_string();
    assert!(error.ends_with("nested deeper than 60 levels"), "{error}");
    let input = format!("{}\"x\"{}", "[".repeat(61), "]".repeat(61));
    let error = decode(input.as_bytes(), &of).expect_err("too deep").to_string();
    assert!(error.ends_with("nested deeper than 60 levels"), "{error}");
    let input = r#"{"type":"dynamic","value":"#.repeat(100_000);
    assert_eq!(decode(input.as_bytes(), &Type::Dynamic).expect_err("too deep").to_string(), "not valid json");
}

#[test]
fn what_is_unknown_is_named_when_it_cannot_be_written() {
    let value = Value::object([("a", Value::List(vec![Value::from(1_i64), Value::Unknown]))]);
    let error = encode(&value, &ty(r#"["object",{"a":["list","number"]}]"#)).expect_err("unknown");
    assert_eq!(error.to_string(), "a[1]: a value that is not known cannot be written as json");
}

#[test]
fn a_value_that_says_dynamic_twice_is_the_value_within() {
    let plain = decode(br#"{"value":"x","type":"string"}"#, &Type::Dynamic).expect("a dynamic value");
    let nested = br#"{"value":{"value":"x","type":"string"},"type":"dynamic"}"#;
    assert_eq!(decode(nested, &Type::Dynamic).expect("a dynamic value"), plain);
    let wrapped = Value::Dynamic(Box::new((Type::Dynamic, plain.clone())));
    assert_eq!(
        encode(&wrapped, &Type::Dynamic).expect("json"),
        encode(&plain, &Type::Dynamic).expect("json")
    );
}
