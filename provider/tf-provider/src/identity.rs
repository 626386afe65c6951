//! Resource identity: the few values that name a thing wherever it is looked for (Terraform 1.12 and later).
//! It is a pure function of the resource's state, so that no reply can forget it and no two can differ.

use std::collections::BTreeMap;

use crate::value::{Type, Value};

/// What an identity is made of.
#[derive(Debug, Clone, Default)]
pub struct IdentitySchema {
    /// Rises whenever a stored identity needs an upgrade.
    pub version: i64,
    /// The attributes, by name.
    pub attributes: BTreeMap<String, IdentityAttribute>,
}

/// One attribute of an identity.
#[derive(Debug, Clone)]
pub struct IdentityAttribute {
    /// A primitive or a list of primitives: core takes nothing else.
    pub ty: Type,
    /// Whether an `import` block must name it. Otherwise it may, and the provider knows the rest.
    pub required: bool,
    /// Whether it may change while the thing stays the same: a host name, say, beside an id. It helps to find
    /// the thing and does not tell it from others.
    pub mutable: bool,
    /// For people.
    pub description: String,
}

impl IdentityAttribute {
    /// Must be named to import.
    pub fn required(ty: Type, description: impl Into<String>) -> Self {
        Self { ty, required: true, mutable: false, description: description.into() }
    }

    /// May be named to import.
    pub fn optional(ty: Type, description: impl Into<String>) -> Self {
        Self { ty, required: false, mutable: false, description: description.into() }
    }

    /// It may change while the thing stays the same.
    #[must_use]
    pub fn mutable(mut self) -> Self {
        self.mutable = true;
        self
    }
}

impl IdentitySchema {
    /// An identity of version 0.
    pub fn new<const N: usize>(attributes: [(&str, IdentityAttribute); N]) -> Self {
        Self {
            version: 0,
            attributes: attributes.into_iter().map(|(name, one)| (name.to_owned(), one)).collect(),
        }
    }

    /// The version of the identity that is written.
    #[must_use]
    pub fn version(mut self, version: i64) -> Self {
        self.version = version;
        self
    }

    /// The type that its values have: an object.
    pub fn ty(&self) -> Type {
        Type::Object(self.attributes.iter().map(|(name, one)| (name.clone(), one.ty.clone())).collect())
    }

    /// What is wrong with it, each as a sentence: core refuses the whole provider over one.
    pub fn errors(&self, name: &str) -> Vec<String> {
        let primitive = |ty: &Type| matches!(ty, Type::Bool | Type::Number | Type::String);
        let mut found = Vec::new();
        if self.attributes.is_empty() {
            found.push(format!("the identity of {name} has no attribute"));
        }
        for (attribute, one) in &self.attributes {
            let element = if let Type::List(element) = &one.ty { element } else { &one.ty };
            if !primitive(element) {
                found.push(format!(
                    "the identity of {name}: {attribute} must be a primitive or a list of such"
                ));
            }
        }
        found
    }

    /// Whether each attribute that an import must name is there.
    pub fn missing(&self, identity: &Value) -> Vec<&str> {
        let absent = |name: &str| identity.get(name).is_none_or(Value::is_null);
        let required = self.attributes.iter().filter(|(_, one)| one.required);
        required.map(|(name, _)| name.as_str()).filter(|name| absent(name)).collect()
    }
}
