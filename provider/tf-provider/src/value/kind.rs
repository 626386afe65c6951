//! A value as Terraform means it: known, not yet known, or null. Finding a way through one is in `access.rs`.

use std::collections::BTreeMap;

use super::{Number, Type};

/// A Terraform value. Its type is known from the schema; only [`Value::Dynamic`] carries one.
///
/// A set keeps its elements sorted and without duplicates (see [`Value::set`]), so that `==` on values is
/// equality in Terraform's sense.
///
/// Strings are kept as they came. Terraform normalises each string to Unicode's form NFC when it takes it over;
/// a provider that returns text from elsewhere in another form finds it changed in the state.
// The order of the variants is the order of a set's elements on the wire: as in Terraform, known values come
// first, then unknown ones, then null.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A boolean.
    Bool(bool),
    /// A number of any precision.
    Number(Number),
    /// Text.
    String(String),
    /// A list.
    List(Vec<Value>),
    /// A set; build it with [`Value::set`].
    Set(Vec<Value>),
    /// A map.
    Map(BTreeMap<String, Value>),
    /// A tuple.
    Tuple(Vec<Value>),
    /// An object: each attribute of its type, possibly null.
    Object(BTreeMap<String, Value>),
    /// A known or null value, or an unknown one of a known type, in a place of type [`Type::Dynamic`], with the
    /// type it has. Null or unknown without any type is plain [`Value::Null`] or [`Value::Unknown`] there.
    Dynamic(Box<(Type, Value)>),
    /// Not yet known; becomes known during apply.
    Unknown,
    /// Absent.
    Null,
}

impl Value {
    /// A set: sorted, each element once.
    ///
    /// Elements that are not wholly known are all kept: two unknowns may become two different things, and
    /// Terraform counts them as two.
    pub fn set(mut elements: Vec<Value>) -> Self {
        elements.sort();
        elements.dedup_by(|a, b| a == b && a.is_wholly_known());
        Self::Set(elements)
    }

    /// Text.
    pub fn string(text: impl Into<String>) -> Self {
        Self::String(text.into())
    }

    /// An object of the given attributes.
    pub fn object<K: Into<String>>(attributes: impl IntoIterator<Item = (K, Value)>) -> Self {
        Self::Object(attributes.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }

    /// Whether this is null. A typed null in a dynamic place is null too.
    pub fn is_null(&self) -> bool {
        matches!(self.undynamic(), Self::Null)
    }

    /// Whether this itself is unknown (its parts may be unknown even if it is not).
    pub fn is_unknown(&self) -> bool {
        matches!(self.undynamic(), Self::Unknown)
    }

    /// Whether nothing in this value is unknown.
    pub fn is_wholly_known(&self) -> bool {
        match self {
            Self::Unknown => false,
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => true,
            Self::List(elements) | Self::Set(elements) | Self::Tuple(elements) => {
                elements.iter().all(Self::is_wholly_known)
            }
            Self::Map(entries) | Self::Object(entries) => entries.values().all(Self::is_wholly_known),
            Self::Dynamic(inner) => inner.1.is_wholly_known(),
        }
    }

    /// The value itself where a dynamic place wraps it together with its type.
    pub fn undynamic(&self) -> &Value {
        let mut value = self;
        while let Self::Dynamic(inner) = value {
            value = &inner.1;
        }
        value
    }

    /// An attribute of an object or an entry of a map; `None` if this is neither or has no such entry.
    pub fn get(&self, name: &str) -> Option<&Value> {
        if let Self::Object(entries) | Self::Map(entries) = self { entries.get(name) } else { None }
    }

    /// The text, if this is a known string.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// The boolean, if this is a known one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    /// The number, if this is a known one.
    pub fn as_number(&self) -> Option<&Number> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }

    /// The elements, if this is a known list, set or tuple.
    pub fn as_elements(&self) -> Option<&[Value]> {
        if let Self::List(elements) | Self::Set(elements) | Self::Tuple(elements) = self {
            Some(elements)
        } else {
            None
        }
    }

    /// The entries, if this is a known object or map.
    pub fn as_entries(&self) -> Option<&BTreeMap<String, Value>> {
        if let Self::Object(entries) | Self::Map(entries) = self { Some(entries) } else { None }
    }

    /// What kind of thing this is, for a sentence: `a list`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Bool(_) => "a bool",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::List(_) => "a list",
            Self::Set(_) => "a set",
            Self::Map(_) => "a map",
            Self::Tuple(_) => "a tuple",
            Self::Object(_) => "an object",
            Self::Dynamic(_) => "a value with a type of its own",
            Self::Unknown => "an unknown value",
            Self::Null => "null",
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(value.into())
    }
}

impl From<u64> for Value {
    fn from(value: u64) -> Self {
        Self::Number(value.into())
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}
