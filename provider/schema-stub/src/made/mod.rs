//! Making up what the real provider would compute. Nothing is random: what is made is a function of the type and
//! of what is configured, so that every run makes the same, and an id looks like an id. What it looks like is a
//! table (`shapes.txt`); what is not in it is guessed from name and type.

mod fill;
pub mod open;
pub mod shapes;
mod template;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};
use tf_provider::value::{Type, Value, codec};

pub use self::fill::fill;
use crate::settings::Settings;

/// A resource for which something is made up.
#[derive(Debug, Clone)]
pub struct Scene<'a> {
    /// `aws_vpc`, `data.aws_region`, `ephemeral.aws_x`
    scope: &'a str,
    /// What is known of it so far.
    root: &'a Value,
    settings: &'a Settings,
    seed: [u8; 32],
}

impl<'a> Scene<'a> {
    /// `root`: the whole object, with unknowns for what is to be made.
    pub fn new(scope: &'a str, root: &'a Value, ty: &Type, settings: &'a Settings) -> Self {
        let json = codec::json::encode(&known_part(root), ty).unwrap_or_default();
        Self { scope, root, settings, seed: digest(&[scope.as_bytes(), &json]) }
    }

    /// The same, told apart from those that are configured word for word alike.
    #[must_use]
    pub fn apart(mut self, twins: &Twins) -> Self {
        let before = twins.count(self.seed);
        if before > 0 {
            self.seed = digest(&[&self.seed, &before.to_be_bytes()]);
        }
        self
    }

    /// `aws_vpc`, of whatever kind.
    fn type_name(&self) -> &'a str {
        self.scope.rsplit_once('.').map_or(self.scope, |(_, name)| name)
    }

    /// Where it is: resources have a region of their own since version 6 of hashicorp/aws.
    fn region(&self) -> &'a str {
        self.root.get("region").and_then(Value::as_str).unwrap_or(&self.settings.region)
    }
}

/// How many of a kind were made by this process: two addresses that are configured word for word alike, as with
/// `count`, are two things with two ids. The provider is not told addresses, so twins that are made by two runs
/// get the same.
#[derive(Debug, Default)]
pub struct Twins(Mutex<HashMap<[u8; 32], u64>>);

impl Twins {
    /// How many there were of this seed before.
    fn count(&self, seed: [u8; 32]) -> u64 {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(seed).or_default();
        *count += 1;
        *count - 1
    }
}

fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(u64::try_from(part.len()).unwrap_or_default().to_be_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}

/// With null for what is not known.
fn known_part(value: &Value) -> Value {
    let all = |elements: &[Value]| elements.iter().map(known_part).collect();
    let each = |(name, entry): (&String, &Value)| (name.clone(), known_part(entry));
    match value {
        Value::Unknown => Value::Null,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
        Value::List(elements) => Value::List(all(elements)),
        Value::Tuple(elements) => Value::Tuple(all(elements)),
        Value::Set(elements) => Value::set(all(elements)),
        Value::Map(entries) => Value::Map(entries.iter().map(each).collect()),
        Value::Object(entries) => Value::Object(entries.iter().map(each).collect()),
        Value::Dynamic(inner) => Value::Dynamic(Box::new((inner.0.clone(), known_part(&inner.1)))),
    }
}
