//! Reading a value as a typed model: `fields.string("name")`. The value conforms to its schema by the time
//! a resource sees it, so a reader that asks for what the schema has cannot fail; what is absent or not
//! known yet says so in its type.

use std::time::Duration;

use crate::value::{Path, Step, Value};

/// An attribute of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attr<T> {
    /// Known.
    Known(T),
    /// Absent.
    Null,
    /// Known after apply.
    Unknown,
}

impl<T> Attr<T> {
    /// The value, if it is known.
    pub fn known(self) -> Option<T> {
        if let Self::Known(value) = self { Some(value) } else { None }
    }

    /// The value, if it is known.
    pub fn as_known(&self) -> Option<&T> {
        if let Self::Known(value) = self { Some(value) } else { None }
    }

    /// Whether it is unknown.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// Whether it is absent.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The same of another type.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Attr<U> {
        match self {
            Self::Known(value) => Attr::Known(change(value)),
            Self::Null => Attr::Null,
            Self::Unknown => Attr::Unknown,
        }
    }

    /// The known value or, if absent, the other one. Unknown stays unknown.
    #[must_use]
    pub fn or(self, default: T) -> Self {
        if let Self::Null = self { Self::Known(default) } else { self }
    }
}

/// An object and where it stands.
#[derive(Debug, Clone)]
pub struct Fields<'v> {
    object: &'v Value,
    path: Path,
}

impl<'v> Fields<'v> {
    /// The root of a resource's or provider's value.
    pub fn root(object: &'v Value) -> Self {
        Self { object, path: Path::root() }
    }

    /// Where an attribute stands.
    pub fn path(&self, name: &str) -> Path {
        self.path.with(Step::Attribute(name.to_owned()))
    }

    /// The raw value. An attribute of an object that is itself absent or unknown is so too.
    pub fn value(&self, name: &str) -> &'v Value {
        static NULL: Value = Value::Null;
        if self.object.is_unknown() {
            return self.object;
        }
        match self.object.get(name) {
            Some(value) => value,
            None => &NULL,
        }
    }

    fn read<T>(&self, name: &str, of: impl FnOnce(&'v Value) -> Option<T>) -> Attr<T> {
        let value = self.value(name);
        if value.is_unknown() { Attr::Unknown } else { of(value).map_or(Attr::Null, Attr::Known) }
    }

    /// Text.
    pub fn string(&self, name: &str) -> Attr<String> {
        self.read(name, |value| value.as_str().map(str::to_owned))
    }

    /// A boolean.
    pub fn bool(&self, name: &str) -> Attr<bool> {
        self.read(name, Value::as_bool)
    }

    /// A whole number from 0.
    pub fn u64(&self, name: &str) -> Attr<u64> {
        self.read(name, |value| if let Value::Number(number) = value { number.as_u64() } else { None })
    }

    /// A duration; validated by the schema.
    pub fn duration(&self, name: &str) -> Attr<Duration> {
        self.read(name, |value| value.as_str().and_then(|text| kit::duration::parse(text).ok()))
    }

    /// A list or set of texts. Null elements are left out; an unknown element makes the whole unknown.
    pub fn strings(&self, name: &str) -> Attr<Vec<String>> {
        let value = self.value(name);
        if let Value::List(elements) | Value::Set(elements) = value {
            if elements.iter().any(Value::is_unknown) {
                return Attr::Unknown;
            }
            return Attr::Known(elements.iter().filter_map(|e| e.as_str().map(str::to_owned)).collect());
        }
        if value.is_unknown() { Attr::Unknown } else { Attr::Null }
    }

    /// A map of texts, in the order of its keys. Null entries are left out; an unknown one makes the whole
    /// unknown.
    pub fn string_map(&self, name: &str) -> Attr<Vec<(String, String)>> {
        let value = self.value(name);
        if let Value::Map(entries) = value {
            if entries.values().any(Value::is_unknown) {
                return Attr::Unknown;
            }
            let text = |(key, value): (&String, &Value)| Some((key.clone(), value.as_str()?.to_owned()));
            return Attr::Known(entries.iter().filter_map(text).collect());
        }
        if value.is_unknown() { Attr::Unknown } else { Attr::Null }
    }

    /// A nested object. If it is absent, every attribute of it reads as null; if unknown, as unknown.
    #[must_use]
    pub fn nested(&self, name: &str) -> Self {
        Self { object: self.value(name), path: self.path(name) }
    }

    /// The objects of a nested list.
    pub fn list(&self, name: &str) -> Attr<Vec<Self>> {
        let path = self.path(name);
        self.read(name, |value| {
            let (Value::List(elements) | Value::Set(elements)) = value else { return None };
            Some(
                (0_i64..)
                    .zip(elements)
                    .map(|(index, object)| Self { object, path: path.with(Step::Index(index)) })
                    .collect(),
            )
        })
    }

    /// Whether the object itself is absent.
    pub fn is_null(&self) -> bool {
        self.object.is_null()
    }

    /// Whether the object itself is unknown.
    pub fn is_unknown(&self) -> bool {
        self.object.is_unknown()
    }
}
