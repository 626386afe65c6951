//! JSON as text: what it means, whatever the order of its keys, its blanks and the way its numbers are written.

use serde_json::Value as Json;

use crate::value::{Number, Value};

/// Why a text is not JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// Nothing there but blanks.
    #[error("the text is empty and not json; write \"{{}}\" for an object without anything in it")]
    Empty,
    /// Broken off, or nested deeper than 128 levels, or not JSON at all.
    #[error("the text is not json at line {line}, column {column}")]
    Malformed {
        /// Counted from 1.
        line: usize,
        /// Counted from 1, in bytes; 0 before the first one of a line.
        column: usize,
    },
}

/// What a JSON text means. Two texts mean the same if what this returns is equal. Of a key that is there twice
/// the last one counts, as in most readers of JSON.
pub fn meaning(text: &str) -> Result<Value, JsonError> {
    if text.trim().is_empty() {
        return Err(JsonError::Empty);
    }
    // the parser's own sentence may quote the text, which may be a secret
    let malformed =
        |error: serde_json::Error| JsonError::Malformed { line: error.line(), column: error.column() };
    serde_json::from_str(text).map(value).map_err(malformed)
}

fn value(json: Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(value),
        Json::Number(number) => match number.as_str().parse::<Number>() {
            Ok(number) => Value::Number(number),
            // beyond what we count in: the same only if it is written in the same way
            Err(_) => Value::Tuple(vec![Value::string(number.as_str())]),
        },
        Json::String(text) => Value::String(text),
        Json::Array(elements) => Value::List(elements.into_iter().map(value).collect()),
        Json::Object(entries) => Value::object(entries.into_iter().map(|(key, json)| (key, value(json)))),
    }
}

#[cfg(test)]
mod tests {
    use super::{JsonError, meaning};

    #[test]
    fn order_blanks_and_the_form_of_numbers_mean_nothing() {
        for (one, other) in [
            (r#"{"a":1,"b":[true,null]}"#, "{ \"b\" : [true, null],\n \"a\" : 1 }"),
            ("[1, 10, 0.5, -0]", "[1.0, 1e1, 5e-1, 0.0]"),
            (r#""\u00e9""#, "\"é\""),
            (r#"{"a":1,"a":2}"#, r#"{"a":2}"#),
            ("1e999999", " 1e999999 "),
        ] {
            assert_eq!(meaning(one).expect(one), meaning(other).expect(other), "{one} and {other}");
        }
    }

    #[test]
    fn everything_else_means_something() {
        for (one, other) in [
            ("[1,2]", "[2,1]"),
            ("1", "\"1\""),
            ("null", "{}"),
            (r#"{"a":null}"#, "{}"),
            ("0.1", "0.10000000000000001"),
            ("1e999999", "1e999998"),
            ("1e999999", "\"1e999999\""),
            ("[]", "{}"),
        ] {
            assert_ne!(meaning(one).expect(one), meaning(other).expect(other), "{one} and {other}");
        }
    }

    #[test]
    fn what_is_not_json_is_refused_with_its_place() {
        assert_eq!(meaning(" \n"), Err(JsonError::Empty));
        assert_eq!(meaning("{\n  \"a\": hush\n}"), Err(JsonError::Malformed { line: 2, column: 8 }));
        assert!(meaning("{} {}").is_err());
        assert!(meaning(&"[".repeat(100_000)).is_err(), "nested too deep");
    }
}
