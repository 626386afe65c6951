//! Vectors made by other implementations (`tests/tools/golden_values.go` and `.py`), in `tests/cases/values`.
//!
//! `open` is what an implementation may do in its own way: `order`, that of a set of anything but primitives, or
//! `digits`, those of a number beyond the 512 bits to which Terraform cuts what it stores.
//!
//! Each says what its value is, apart from any encoding: `null`, `"unknown"`, or one tag with the content, as in
//! `{"list":[{"number":"1"}]}`.

use std::fs;
use std::path::Path;

use serde_json::Value as Json;

use crate::value::codec::{json, msgpack};
use crate::value::{Type, Value};

fn vectors(include: impl Fn(&str) -> bool) -> Vec<Json> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/values");
    let mut vectors = Vec::new();
    for entry in fs::read_dir(&folder).expect("tests/cases/values is there") {
        let path = entry.expect("a readable folder").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a plain name").to_owned();
        if path.extension().is_some_and(|extension| extension == "json") && include(&name) {
            let bytes = fs::read(&path).expect("a readable file");
            let Json::Array(of_file) =
                serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"))
            else {
                panic!("{name} is not a list of vectors")
            };
            vectors.extend(of_file);
        }
    }
    vectors
}

fn described(json: &Json) -> Value {
    let members =
        |json: &Json| json.as_array().expect("a list of values").iter().map(described).collect::<Vec<_>>();
    let entries = |json: &Json| {
        let entries = json.as_object().expect("an object of values");
        entries.iter().map(|(key, json)| (key.clone(), described(json))).collect()
    };
    if json.is_null() {
        return Value::Null;
    }
    if json == "unknown" {
        return Value::Unknown;
    }
    let (tag, content) =
        json.as_object().and_then(|tagged| tagged.iter().next()).expect("a tag with its content");
    match tag.as_str() {
        "bool" => Value::Bool(content.as_bool().expect("a bool")),
        "number" => {
            Value::Number(content.as_str().and_then(|text| text.parse().ok()).expect("a number as text"))
        }
        "string" => Value::from(content.as_str().expect("text")),
        "list" => Value::List(members(content)),
        "set" => Value::set(members(content)),
        "tuple" => Value::Tuple(members(content)),
        "map" => Value::Map(entries(content)),
        "object" => Value::Object(entries(content)),
        "dynamic" => {
            let ty = Type::from_json_value(&content["type"]).expect("a type");
            Value::Dynamic(Box::new((ty, described(&content["value"]))))
        }
        _ => panic!("no such tag: {tag}"),
    }
}

fn bytes(hex: &Json) -> Vec<u8> {
    let hex = hex.as_str().expect("hex");
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex")).collect()
}

#[test]
fn values_are_read_and_written_as_other_implementations_do() {
    let vectors = vectors(|name| name != "refused.json");
    assert!(vectors.len() >= 80, "only {} vectors", vectors.len());
    for vector in vectors {
        let name = vector["name"].as_str().expect("a name");
        let ty = Type::from_json_value(&vector["type"]).expect(name);
        let value = described(&vector["value"]);
        let canonical = bytes(&vector["msgpack"]);
        assert_eq!(msgpack::decode(&canonical, &ty).expect(name), value, "{name}");
        let (order_is_open, digits_are_open) = (vector["open"] == "order", vector["open"] == "digits");
        let ours = msgpack::encode(&value, &ty).expect(name);
        assert_eq!(ours.len(), canonical.len(), "{name}");
        assert!(order_is_open || ours == canonical, "{name}: {ours:x?} is not {canonical:x?}");
        for also in vector["also"].as_array().unwrap_or(&Vec::new()) {
            assert_eq!(msgpack::decode(&bytes(also), &ty).expect(name), value, "{name}: {also}");
        }
        let Some(text) = vector["json"].as_str() else {
            assert!(!value.is_wholly_known(), "{name} has no json");
            continue;
        };
        let stored = json::decode(text.as_bytes(), &ty).expect(name);
        if digits_are_open {
            let float = |value: &Value| value.as_number().map(|number| number.as_f64().to_bits());
            assert_eq!(float(&stored), float(&value), "{name}");
            continue;
        }
        assert_eq!(stored, value, "{name}");
        if !order_is_open {
            let ours: Json = serde_json::from_slice(&json::encode(&value, &ty).expect(name)).expect(name);
            assert_eq!(ours, serde_json::from_str::<Json>(text).expect(name), "{name}");
        }
    }
}

#[test]
fn what_terraform_never_writes_is_refused_with_the_place() {
    let vectors = vectors(|name| name == "refused.json");
    assert!(vectors.len() >= 25, "only {} vectors", vectors.len());
    for vector in vectors {
        let name = vector["name"].as_str().expect("a name");
        let ty = Type::from_json_value(&vector["type"]).expect(name);
        let error = msgpack::decode(&bytes(&vector["msgpack"]), &ty).expect_err(name);
        assert_eq!(Json::from(error.to_string()), vector["error"], "{name}");
    }
}
