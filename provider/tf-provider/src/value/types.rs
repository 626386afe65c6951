//! The type of a value, and its one spelling on the wire: Terraform's JSON for types (`["list","string"]`), in
//! schemas and beside each value in a dynamic place.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::MAX_DEPTH;

/// A Terraform (cty) type.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Type {
    /// `bool`
    Bool,
    /// `number`, of any precision
    Number,
    /// `string`, Unicode
    String,
    /// `any`: the value carries its own type
    Dynamic,
    /// `list(T)`
    List(Box<Type>),
    /// `set(T)`
    Set(Box<Type>),
    /// `map(T)`
    Map(Box<Type>),
    /// `tuple([...])`
    Tuple(Vec<Type>),
    /// `object({...})`; every attribute is present in a value, possibly null
    Object(BTreeMap<String, Type>),
}

/// Why something is not a type.
#[derive(Debug, thiserror::Error)]
pub enum TypeError {
    /// The text is not JSON.
    #[error("the type is not valid json")]
    Json(#[from] serde_json::Error),
    /// JSON, but not a type.
    #[error("not a type: {0}")]
    Unrecognised(String),
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("a type nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
}

/// How much of something unrecognised is shown, in characters.
const SHOWN_CHARACTERS: usize = 60;

impl Type {
    /// Reads Terraform's JSON for a type. Which attributes of an object are optional, a matter of conversion
    /// inside Terraform, is accepted and dropped.
    pub fn from_json(json: &[u8]) -> Result<Self, TypeError> {
        Self::from_json_value(&serde_json::from_slice(json)?)
    }

    /// As [`Type::from_json`], from JSON that is parsed already.
    pub fn from_json_value(json: &Json) -> Result<Self, TypeError> {
        read(json, 0)
    }

    /// Terraform's JSON for this type, without spaces, attributes in order.
    pub fn to_json(&self) -> String {
        let mut json = String::new();
        write(self, &mut json);
        json
    }

    /// What kind of value this type wants, for a sentence: `a list`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Bool => "a bool",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Dynamic => "a value with a type of its own",
            Self::List(_) => "a list",
            Self::Set(_) => "a set",
            Self::Map(_) => "a map",
            Self::Tuple(_) => "a tuple",
            Self::Object(_) => "an object",
        }
    }
}

fn read(json: &Json, depth: usize) -> Result<Type, TypeError> {
    if depth > MAX_DEPTH {
        return Err(TypeError::TooDeep);
    }
    let inner = |json: &Json| read(json, depth + 1);
    let boxed = |json: &Json| inner(json).map(Box::new);
    if let Json::String(name) = json {
        return match name.as_str() {
            "bool" => Ok(Type::Bool),
            "number" => Ok(Type::Number),
            "string" => Ok(Type::String),
            "dynamic" => Ok(Type::Dynamic),
            _ => Err(unrecognised(json)),
        };
    }
    let Json::Array(parts) = json else { return Err(unrecognised(json)) };
    let [Json::String(kind), arguments @ ..] = parts.as_slice() else { return Err(unrecognised(json)) };
    match (kind.as_str(), arguments) {
        ("list", [element]) => boxed(element).map(Type::List),
        ("set", [element]) => boxed(element).map(Type::Set),
        ("map", [element]) => boxed(element).map(Type::Map),
        ("tuple", [Json::Array(elements)]) => {
            elements.iter().map(inner).collect::<Result<_, _>>().map(Type::Tuple)
        }
        ("object", [Json::Object(attributes)] | [Json::Object(attributes), Json::Array(_)]) => attributes
            .iter()
            .map(|(name, json)| Ok((name.clone(), inner(json)?)))
            .collect::<Result<_, _>>()
            .map(Type::Object),
        _ => Err(unrecognised(json)),
    }
}

fn unrecognised(json: &Json) -> TypeError {
    TypeError::Unrecognised(json.to_string().chars().take(SHOWN_CHARACTERS).collect())
}

fn write(ty: &Type, json: &mut String) {
    match ty {
        Type::Bool => json.push_str(r#""bool""#),
        Type::Number => json.push_str(r#""number""#),
        Type::String => json.push_str(r#""string""#),
        Type::Dynamic => json.push_str(r#""dynamic""#),
        Type::List(element) => write_of("list", element, json),
        Type::Set(element) => write_of("set", element, json),
        Type::Map(element) => write_of("map", element, json),
        Type::Tuple(elements) => {
            json.push_str(r#"["tuple",["#);
            for (position, element) in elements.iter().enumerate() {
                if position > 0 {
                    json.push(',');
                }
                write(element, json);
            }
            json.push_str("]]");
        }
        Type::Object(attributes) => {
            json.push_str(r#"["object",{"#);
            for (position, (name, attribute)) in attributes.iter().enumerate() {
                if position > 0 {
                    json.push(',');
                }
                json.push_str(&Json::from(name.as_str()).to_string());
                json.push(':');
                write(attribute, json);
            }
            json.push_str("}]");
        }
    }
}

fn write_of(kind: &str, element: &Type, json: &mut String) {
    json.push_str("[\"");
    json.push_str(kind);
    json.push_str("\",");
    write(element, json);
    json.push(']');
}
