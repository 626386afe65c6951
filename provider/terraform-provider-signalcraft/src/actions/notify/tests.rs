//! Promises of `signalcraft_notify`: what cannot be meant is refused at its place.

use std::sync::Arc;

use kit::clock::SystemClock;

use super::*;
use crate::environment::ProcessEnvironment;

fn action() -> Notify {
    Notify::new(Ports::new(Arc::new(SystemClock), ProcessEnvironment::default()))
}

/// A value of this type in which these attributes are set.
fn object<const N: usize>(ty: Type, attributes: [(&str, Value); N]) -> Value {
    let Type::Object(types) = ty else { panic!("an object") };
    let mut all: std::collections::BTreeMap<_, _> =
        types.into_keys().map(|name| (name, Value::Null)).collect();
    all.extend(attributes.map(|(name, value)| (name.to_owned(), value)));
    Value::Object(all)
}

fn config<const N: usize>(attributes: [(&str, Value); N]) -> Value {
    object(action().schema().ty(), attributes)
}

fn texts(all: &[&str]) -> Value {
    Value::List(all.iter().map(|text| Value::string(*text)).collect())
}

#[test]
fn every_severity_can_be_named() {
    assert_eq!(Severity::ALL.map(Severity::name), SEVERITIES);
}

#[test]
fn what_cannot_be_meant_is_refused_at_its_place() {
    let link = |href: &str| {
        Value::List(vec![Value::object([("text", Value::string("more")), ("href", Value::string(href))])])
    };
    let ops = || ("to", texts(&["ops"]));
    for (config, place, words) in [
        (config([("to", texts(&[]))]), "to", "at least 1 element"),
        (config([("to", texts(&["ops", "team", "ops"]))]), "to[2]", "there already, at [0]"),
        (config([ops(), ("event", Value::string("sucess"))]), "event", "Did you mean \"succeeded\"?"),
        (
            config([ops(), ("links", link("javascript:alert(1)"))]),
            "links[0].href",
            "begins with \"https://\"",
        ),
        (config([ops(), ("links", link("example.com/x"))]), "links[0].href", "begins with \"https://\""),
        (config([ops(), ("links", link("https://example.com/d?a=b#c"))]), "", ""),
        (config([ops(), ("links", link("http://10.0.0.1:3000/d"))]), "", ""),
    ] {
        let found = tf_provider::validate::config(&action().schema(), &config, true);
        let said: Vec<_> = found
            .iter()
            .map(|letter| (letter.path.as_ref().map(ToString::to_string), letter.detail.clone()))
            .collect();
        match said.as_slice() {
            [] => assert_eq!(words, "", "{config:?}"),
            [(Some(at), detail)] => {
                assert!(at == place && !words.is_empty() && detail.contains(words), "{said:?}");
            }
            _ => panic!("{said:?}"),
        }
    }
}
