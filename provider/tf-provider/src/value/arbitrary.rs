//! Random types, and random values of a type, for property tests.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use super::{Number, Type, Value};

/// How many dynamic places may stand within each other in a random value.
const DYNAMIC_DEPTH: u32 = 2;

/// Whether a random value may have unknown parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parts {
    /// Known or null, all through.
    WhollyKnown,
    /// Anything.
    AlsoUnknown,
}

/// Any type, nested a few levels.
pub(crate) fn any_type() -> BoxedStrategy<Type> {
    let leaf = prop_oneof![
        2 => Just(Type::Bool),
        3 => Just(Type::Number),
        3 => Just(Type::String),
        2 => Just(Type::Dynamic),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|element| Type::List(Box::new(element))),
            inner.clone().prop_map(|element| Type::Set(Box::new(element))),
            inner.clone().prop_map(|element| Type::Map(Box::new(element))),
            vec(inner.clone(), 0..4).prop_map(Type::Tuple),
            btree_map(name(), inner, 0..4).prop_map(Type::Object),
        ]
    })
    .boxed()
}

/// Any type with any value of it.
pub(crate) fn any_typed_value(parts: Parts) -> BoxedStrategy<(Type, Value)> {
    any_type()
        .prop_flat_map(move |ty| {
            let value = value_of(&ty, parts);
            (Just(ty), value)
        })
        .boxed()
}

/// Any value of a type, also null.
pub(crate) fn value_of(ty: &Type, parts: Parts) -> BoxedStrategy<Value> {
    value_within(ty, parts, DYNAMIC_DEPTH)
}

/// Any number: machine integers and floats, their limits, long decimals.
pub(crate) fn any_number() -> BoxedStrategy<Number> {
    prop_oneof![
        any::<i64>().prop_map(Number::from),
        any::<u64>().prop_map(Number::from),
        (-200_i64..200).prop_map(Number::from),
        prop_oneof![Just(i64::MIN), Just(i64::MAX)].prop_map(Number::from),
        (proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL | proptest::num::f64::ZERO)
            .prop_map(|float| Number::try_from(float).expect("a finite float is a number")),
        "-?[0-9]{1,180}(\\.[0-9]{1,180})?([eE][+-]?[0-9]{1,3})?"
            .prop_map(|text| text.parse().expect("decimal text is a number")),
    ]
    .boxed()
}

fn name() -> BoxedStrategy<String> {
    prop_oneof![4 => "[a-z_][a-z0-9_]{0,6}", 1 => any::<String>()].boxed()
}

fn value_within(ty: &Type, parts: Parts, dynamic_depth: u32) -> BoxedStrategy<Value> {
    let inner = |ty: &Type| value_within(ty, parts, dynamic_depth);
    let known = match ty {
        Type::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Type::Number => any_number().prop_map(Value::Number).boxed(),
        Type::String => prop_oneof![any::<String>(), "[a-zé\u{301}\u{1f600}\"\\\\<\n]{0,40}"]
            .prop_map(Value::String)
            .boxed(),
        Type::List(element) => vec(inner(element), 0..5).prop_map(Value::List).boxed(),
        Type::Set(element) => vec(inner(element), 0..5).prop_map(Value::set).boxed(),
        Type::Map(element) => btree_map(any::<String>(), inner(element), 0..5).prop_map(Value::Map).boxed(),
        Type::Tuple(types) => types.iter().map(inner).collect::<Vec<_>>().prop_map(Value::Tuple).boxed(),
        Type::Object(types) => {
            let names: Vec<String> = types.keys().cloned().collect();
            let attributes: Vec<_> = types.values().map(inner).collect();
            attributes
                .prop_map(move |attributes| {
                    Value::Object(names.iter().cloned().zip(attributes).collect::<BTreeMap<_, _>>())
                })
                .boxed()
        }
        Type::Dynamic => dynamic(parts, dynamic_depth),
    };
    match parts {
        Parts::WhollyKnown => prop_oneof![6 => known, 1 => Just(Value::Null)].boxed(),
        Parts::AlsoUnknown => {
            prop_oneof![6 => known, 1 => Just(Value::Null), 1 => Just(Value::Unknown)].boxed()
        }
    }
}

fn dynamic(parts: Parts, dynamic_depth: u32) -> BoxedStrategy<Value> {
    if dynamic_depth == 0 {
        return any::<bool>()
            .prop_map(|value| Value::Dynamic(Box::new((Type::Bool, Value::Bool(value)))))
            .boxed();
    }
    any_type()
        .prop_filter("a value in a dynamic place says what it is", |ty| *ty != Type::Dynamic)
        .prop_flat_map(move |ty| {
            let value = value_within(&ty, parts, dynamic_depth - 1);
            (Just(ty), value)
        })
        .prop_map(|pair| Value::Dynamic(Box::new(pair)))
        .boxed()
}
