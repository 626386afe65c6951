//! Msgpack beyond what the vectors and random values show: hostile input. What is refused with which words is in
//! `tests/cases/values/refused.json`.

use crate::value::codec::msgpack::{decode, encode};
use crate::value::{Type, Value};

#[test]
fn a_declared_length_is_not_believed() {
    // array32, map32, bin32, str32, ext32 of 4 GiB, and nothing after it
    for first in [0xdd, 0xdf, 0xc6, 0xdb, 0xc9] {
        let bytes = [first, 0xff, 0xff, 0xff, 0xff, 0x00];
        for ty in
            [Type::String, Type::Dynamic, Type::List(Box::new(Type::Bool)), Type::Map(Box::new(Type::Bool))]
        {
            assert_eq!(
                decode(&bytes, &ty).expect_err("truncated").to_string(),
                "the input ends in the middle of a value"
            );
        }
    }
}

#[test]
fn long_things_have_the_shortest_head_that_counts_them() {
    for (length, text_head, array_head, map_head) in [
        (15, vec![0xaf], vec![0x9f], vec![0x8f]),
        (16, vec![0xb0], vec![0xdc, 0, 16], vec![0xde, 0, 16]),
        (31, vec![0xbf], vec![0xdc, 0, 31], vec![0xde, 0, 31]),
        (32, vec![0xd9, 32], vec![0xdc, 0, 32], vec![0xde, 0, 32]),
        (65_535, vec![0xda, 0xff, 0xff], vec![0xdc, 0xff, 0xff], vec![0xde, 0xff, 0xff]),
        (65_536, vec![0xdb, 0, 1, 0, 0], vec![0xdd, 0, 1, 0, 0], vec![0xdf, 0, 1, 0, 0]),
    ] {
        let text = Value::String("x".repeat(length));
        let list = Value::List(vec![Value::Null; length]);
        let map = Value::Map((0..length).map(|key| (key.to_string(), Value::Null)).collect());
        for (value, ty, head) in [
            (text, Type::String, text_head),
            (list, Type::List(Box::new(Type::Bool)), array_head),
            (map, Type::Map(Box::new(Type::Bool)), map_head),
        ] {
            let bytes = encode(&value, &ty).expect("a value of its type");
            assert!(bytes.starts_with(&head), "{length}: {:x?}", &bytes[..5]);
            assert_eq!(decode(&bytes, &ty).expect("our own bytes"), value);
        }
    }
}

#[test]
fn text_is_kept_as_it_came() {
    let composed = Value::from("caf\u{e9}");
    let decomposed = Value::from("cafe\u{301}");
    assert_ne!(composed, decomposed);
    let bytes = encode(&decomposed, &Type::String).expect("text");
    assert_eq!(decode(&bytes, &Type::String).expect("our own bytes"), decomposed);
}

#[test]
fn dynamic_within_dynamic_without_end_is_refused() {
    let mut bytes = Vec::new();
    for _ in 0..1_000_000 {
        bytes.extend_from_slice(b"\x92\xc4\x09\"dynamic\"");
    }
    bytes.push(0xc0);
    assert_eq!(
        decode(&bytes, &Type::Dynamic).expect_err("too deep").to_string(),
        "nested deeper than 60 levels"
    );
}

#[test]
fn a_value_that_says_dynamic_twice_is_the_value_within() {
    let inner = b"\x92\xc4\x08\"string\"\xa1x";
    let plain = decode(inner, &Type::Dynamic).expect("a dynamic value");
    let nested = [b"\x92\xc4\x09\"dynamic\"".as_slice(), inner].concat();
    assert_eq!(decode(&nested, &Type::Dynamic).expect("a dynamic value"), plain);
    let wrapped = Value::Dynamic(Box::new((Type::Dynamic, plain)));
    assert_eq!(encode(&wrapped, &Type::Dynamic).expect("bytes"), inner);
}

#[test]
fn nesting_that_could_not_be_read_back_is_not_written() {
    let mut ty = Type::String;
    let mut value = Value::from("x");
    for _ in 0..61 {
        ty = Type::Tuple(vec![ty]);
        value = Value::Tuple(vec![value]);
    }
    let error = encode(&value, &ty).expect_err("too deep").to_string();
    assert!(error.ends_with("nested deeper than 60 levels"), "{error}");
}

#[test]
fn every_single_byte_is_answered_for_every_kind_of_type() {
    let types = [
        Type::Bool,
        Type::Number,
        Type::String,
        Type::Dynamic,
        Type::List(Box::new(Type::Number)),
        Type::Tuple(vec![]),
        Type::Object([].into_iter().collect()),
    ];
    for byte in u8::MIN..=u8::MAX {
        for ty in &types {
            if let Ok(value) = decode(&[byte], ty) {
                assert_eq!(encode(&value, ty).expect("what was read"), [byte], "{ty:?}");
            }
        }
    }
}
