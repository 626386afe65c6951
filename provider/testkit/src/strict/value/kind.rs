//! The value itself, and small questions about it.

use std::collections::BTreeMap;

use super::{Number, Type, dotted, indexed};

/// A value of a type that is told elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Absent.
    Null,
    /// Known after apply.
    Unknown,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text.
    String(String),
    /// A list.
    List(Vec<Self>),
    /// A set, made by [`Value::set`].
    Set(Vec<Self>),
    /// A map.
    Map(BTreeMap<String, Self>),
    /// A tuple.
    Tuple(Vec<Self>),
    /// An object.
    Object(BTreeMap<String, Self>),
    /// A value at a place of dynamic type, with the type that it has.
    Dynamic(Box<(Type, Self)>),
}

static NULL: Value = Value::Null;

impl Value {
    /// Text.
    pub fn string(text: impl Into<String>) -> Self {
        Self::String(text.into())
    }

    /// An integer.
    pub fn int(number: i64) -> Self {
        Self::Number(number.into())
    }

    /// An object.
    pub fn object<const N: usize>(entries: [(&str, Self); N]) -> Self {
        Self::Object(entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// A set: in order, and each known element once. Those with unknowns cannot be told apart, and all stay.
    pub fn set(mut elements: Vec<Self>) -> Self {
        elements.sort();
        elements.dedup_by(|one, other| one == other && one.is_wholly_known());
        Self::Set(elements)
    }

    /// Whether it is absent.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether it is unknown as a whole.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// Whether nothing in it is unknown.
    pub fn is_wholly_known(&self) -> bool {
        self.unknown_at("").is_none()
    }

    /// Text, if it is that.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// What stands under a name in an object; null if this is none.
    pub fn entry(&self, name: &str) -> &Self {
        if let Self::Object(entries) = self { entries.get(name).unwrap_or(&NULL) } else { &NULL }
    }

    /// Puts something under a name, if this is an object.
    pub fn put(&mut self, name: &str, value: Self) {
        if let Self::Object(entries) = self {
            entries.insert(name.to_owned(), value);
        }
    }

    /// The first place that is unknown.
    pub(crate) fn unknown_at(&self, path: &str) -> Option<String> {
        let all = |elements: &[Self]| {
            elements.iter().enumerate().find_map(|(at, each)| each.unknown_at(&indexed(path, at)))
        };
        match self {
            Self::Unknown => Some(path.to_owned()),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => None,
            Self::List(elements) | Self::Set(elements) | Self::Tuple(elements) => all(elements),
            Self::Map(entries) => entries.iter().find_map(|(key, each)| each.unknown_at(&indexed(path, key))),
            Self::Object(entries) => {
                entries.iter().find_map(|(name, each)| each.unknown_at(&dotted(path, name)))
            }
            Self::Dynamic(inner) => inner.1.unknown_at(path),
        }
    }
}
