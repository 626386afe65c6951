//! Types of values, and how a schema writes them.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

/// A type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// Whatever the value says that it is.
    Dynamic,
    /// True or false.
    Bool,
    /// A number of any size.
    Number,
    /// Text.
    String,
    /// Any number of one type, in order.
    List(Box<Self>),
    /// Any number of one type, each once.
    Set(Box<Self>),
    /// Any number of one type, by key.
    Map(Box<Self>),
    /// One of each of these, in order.
    Tuple(Vec<Self>),
    /// One of each of these, by name.
    Object(BTreeMap<String, Self>),
}

impl Type {
    /// Reads a type as a schema writes it; says what is wrong with it otherwise.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let json: Json =
            serde_json::from_slice(bytes).map_err(|error| format!("a type that is no JSON: {error}"))?;
        Self::from_json(&json)
    }

    /// The same from parsed JSON.
    pub fn from_json(json: &Json) -> Result<Self, String> {
        let no_type = || Err(format!("no type: {json}"));
        if let Some(name) = json.as_str() {
            return match name {
                "dynamic" => Ok(Self::Dynamic),
                "bool" => Ok(Self::Bool),
                "number" => Ok(Self::Number),
                "string" => Ok(Self::String),
                _ => no_type(),
            };
        }
        let Some([Json::String(kind), rest @ ..]) = json.as_array().map(Vec::as_slice) else {
            return no_type();
        };
        match (kind.as_str(), rest) {
            ("list", [element]) => Ok(Self::List(Box::new(Self::from_json(element)?))),
            ("set", [element]) => Ok(Self::Set(Box::new(Self::from_json(element)?))),
            ("map", [element]) => Ok(Self::Map(Box::new(Self::from_json(element)?))),
            ("tuple", [Json::Array(all)]) => {
                Ok(Self::Tuple(all.iter().map(Self::from_json).collect::<Result<_, _>>()?))
            }
            ("object", [Json::Object(all)] | [Json::Object(all), Json::Array(_)]) => {
                let all = all.iter().map(|(name, ty)| Ok::<_, String>((name.clone(), Self::from_json(ty)?)));
                Ok(Self::Object(all.collect::<Result<_, _>>()?))
            }
            _ => no_type(),
        }
    }

    /// As a schema writes it.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Dynamic => json!("dynamic"),
            Self::Bool => json!("bool"),
            Self::Number => json!("number"),
            Self::String => json!("string"),
            Self::List(element) => json!(["list", element.to_json()]),
            Self::Set(element) => json!(["set", element.to_json()]),
            Self::Map(element) => json!(["map", element.to_json()]),
            Self::Tuple(all) => json!(["tuple", all.iter().map(Self::to_json).collect::<Vec<_>>()]),
            Self::Object(all) => {
                let all: serde_json::Map<_, _> =
                    all.iter().map(|(name, ty)| (name.clone(), ty.to_json())).collect();
                json!(["object", all])
            }
        }
    }

    /// Whether this type holds one that fits the question, itself included.
    pub fn contains(&self, wanted: &Self) -> bool {
        self == wanted
            || match self {
                Self::Dynamic | Self::Bool | Self::Number | Self::String => false,
                Self::List(element) | Self::Set(element) | Self::Map(element) => element.contains(wanted),
                Self::Tuple(all) => all.iter().any(|each| each.contains(wanted)),
                Self::Object(all) => all.values().any(|each| each.contains(wanted)),
            }
    }
}
