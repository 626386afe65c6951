//! What the codecs of the oracle must hold by themselves.

use std::collections::BTreeMap;

use serde_json::json;

use super::*;

#[test]
fn a_number_is_the_same_however_it_is_written() {
    for (one, other) in [("100", "1e2"), ("1.50", "15e-1"), ("-0.0", "0"), ("+7", "7"), ("0.001", "1e-3")] {
        assert_eq!(Number::parse(one), Number::parse(other), "{one} and {other}");
    }
    for text in ["", ".", "1x", "e3", "0x10", "NaN"] {
        assert_eq!(Number::parse(text), None, "{text}");
    }
    assert_eq!(Number::from_f64(1.5), Number::parse("1.5"));
    assert_ne!(Number::from_f64(0.1), Number::parse("0.1"), "a binary fraction is not a tenth");
    let float = |text: &str| Number::parse(text).and_then(|number| number.as_f64());
    assert_eq!((float("2.5"), float("-0.375"), float("0.1")), (Some(2.5), Some(-0.375), None));
    assert_eq!(float("9007199254740993.5"), None, "no binary fraction is so exact");
    assert_eq!(Number::from(i64::MIN).as_i64(), Some(i64::MIN));
    assert_eq!(Number::parse("1e400").and_then(|number| number.as_i64()), None);
}

fn samples() -> Vec<(Type, Value)> {
    let text = || Box::new(Type::String);
    let object =
        Type::Object(BTreeMap::from([("a".to_owned(), Type::Number), ("b".to_owned(), Type::Dynamic)]));
    let inner = Value::Dynamic(Box::new((Type::Bool, Value::Bool(true))));
    vec![
        (Type::Bool, Value::Bool(false)),
        (Type::Number, Value::int(-7)),
        (Type::Number, Number::parse("0.1").map(Value::Number).expect("a number")),
        (Type::Number, Number::parse("123456789012345678901234567890").map(Value::Number).expect("a number")),
        (Type::String, Value::string("text")),
        (Type::List(text()), Value::List(vec![Value::string("a"), Value::Null])),
        (Type::Set(text()), Value::set(vec![Value::string("b"), Value::string("a"), Value::string("b")])),
        (Type::Map(text()), Value::Map(BTreeMap::from([("k".to_owned(), Value::string("v"))]))),
        (Type::Tuple(vec![Type::Bool, Type::String]), Value::Tuple(vec![Value::Bool(true), Value::Null])),
        (object, Value::object([("a", Value::int(1)), ("b", inner)])),
    ]
}

#[test]
fn what_is_written_is_read_again_in_both_encodings() {
    for (ty, value) in samples() {
        assert_eq!(from_msgpack(&to_msgpack(&value, &ty), &ty).as_ref(), Ok(&value), "{ty:?}");
        assert_eq!(from_json(&to_json(&value), &ty).as_ref(), Ok(&value), "{ty:?}");
        assert_eq!(Type::from_json(&ty.to_json()).as_ref(), Ok(&ty));
    }
    let unknown = Type::List(Box::new(Type::Dynamic));
    let value = Value::List(vec![Value::Unknown, Value::Null]);
    assert_eq!(from_msgpack(&to_msgpack(&value, &unknown), &unknown), Ok(value));
}

#[test]
fn what_is_not_of_its_type_is_refused_with_its_place() {
    let object = Type::Object(BTreeMap::from([("a".to_owned(), Type::Number)]));
    let list = Type::List(Box::new(object.clone()));
    let two = [0x82, 0xa1, b'a', 1, 0xa1, b'a', 2];
    for (bytes, ty, words) in [
        (vec![0xc1], &object, "no msgpack"),
        (vec![0x80, 0xc0], &object, "1 bytes after the value"),
        (vec![0x80], &object, "missing at `a`"),
        (vec![0x81, 0xa1, b'z', 1], &object, "has not at `z`"),
        (two.to_vec(), &object, "twice at `a`"),
        (vec![0x91, 0x81, 0xa1, b'a', 0xc3], &list, "a boolean where a number was due at `[0].a`"),
        (vec![0x01], &Type::String, "a number where a string was due"),
        (vec![0x92, 0xa3, b'"', b'x', b'"', 1], &Type::Dynamic, "no type"),
    ] {
        let error = from_msgpack(&bytes, ty).expect_err(words).to_string();
        assert!(error.contains(words), "`{words}` is missing in `{error}`");
    }
    assert!(from_json(&json!({"z": 1}), &object).is_err());
    assert_eq!(from_json(&json!({}), &object), Ok(Value::object([("a", Value::Null)])));
}

#[test]
fn unknown_elements_of_a_set_are_not_taken_for_one() {
    let Value::Set(elements) = Value::set(vec![Value::Unknown, Value::Unknown]) else { panic!("a set") };
    assert_eq!(elements.len(), 2);
}
