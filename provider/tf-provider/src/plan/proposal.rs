//! Core's side of a plan, for tests: what it proposes from a prior state and a configuration. Re-expressed
//! from HashiCorp's description of the resource instance change lifecycle.

use std::collections::BTreeMap;

use super::tree::{Fields, Node, elements, entry, map_elements, map_fields};
use crate::schema::{Mode, Nesting};
use crate::value::Value;

/// The proposed new state: what is configured, and the prior value of the computed that is not.
pub(super) fn proposed(fields: Fields<'_>, prior: &Value, config: &Value) -> Value {
    map_fields(fields, config.clone(), |name, node, configured| {
        let before = entry(prior, name);
        let computed = node.as_attribute().is_some_and(crate::schema::Attribute::is_computed);
        if computed && configured.is_null() {
            return if was_configured(node, before) { configured } else { before.clone() };
        }
        match node {
            Node::Leaf(_) => configured,
            Node::Nested { nesting, fields, .. } => {
                let mut left: Vec<_> = elements(nesting, before);
                map_elements(nesting, configured, |step, element| {
                    let twin = left.iter().position(|(at, old)| match nesting {
                        Nesting::Set => came_from(fields, &element, old),
                        Nesting::Single | Nesting::List | Nesting::Map => *at == step,
                    });
                    let twin = twin.map_or(Value::Null, |at| left.remove(at).1.clone());
                    proposed(fields, &twin, &element)
                })
            }
        }
    })
}

/// Whether an optional and computed object has something in it that only a configuration can have said: then
/// it was configured before and is not any more.
fn was_configured(node: Node<'_>, before: &Value) -> bool {
    let Node::Nested { attribute: Some(attribute), nesting, fields, .. } = node else { return false };
    attribute.mode == Mode::OptionalComputed
        && elements(nesting, before).iter().any(|(_, element)| {
            fields.iter().any(|(name, node)| {
                let value = entry(element, name);
                let computed = node.as_attribute().is_some_and(crate::schema::Attribute::is_computed);
                (!computed && !value.is_null()) || was_configured(node, value)
            })
        })
}

/// Whether an element of a set could be what became of a configured one.
fn came_from(fields: Fields<'_>, configured: &Value, old: &Value) -> bool {
    fields.iter().all(|(name, node)| {
        let (left, right) = (entry(configured, name), entry(old, name));
        let computed = node.as_attribute().is_some_and(crate::schema::Attribute::is_computed);
        let nested = || {
            let Node::Nested { nesting, fields, .. } = node else { return false };
            let (ours, theirs) = (elements(nesting, left), elements(nesting, right));
            let alike = |(at, one): &(_, &Value)| {
                theirs.iter().any(|(step, other)| {
                    (nesting == Nesting::Set || step == at) && came_from(fields, one, other)
                })
            };
            !left.is_null() && !right.is_null() && ours.len() == theirs.len() && ours.iter().all(alike)
        };
        left == right || (computed && left.is_null()) || nested()
    })
}

/// A number, a text, ... of a type: what a provider or another resource comes up with. Each call gives
/// another one.
#[derive(Debug, Default)]
pub(super) struct Maker(i64);

impl Maker {
    /// A known value of a type.
    pub(super) fn of(&mut self, ty: &crate::value::Type) -> Value {
        use crate::value::Type;
        self.0 += 1;
        match ty {
            Type::Bool => Value::Bool(self.0 % 2 == 0),
            Type::Number => self.0.into(),
            Type::String => Value::string(format!("made {}", self.0)),
            Type::Dynamic => Value::Dynamic(Box::new((Type::Number, self.0.into()))),
            Type::List(element) => Value::List(vec![self.of(element)]),
            Type::Set(element) => Value::set(vec![self.of(element)]),
            Type::Map(element) => Value::Map(BTreeMap::from([("made".to_owned(), self.of(element))])),
            Type::Tuple(types) => Value::Tuple(types.iter().map(|ty| self.of(ty)).collect()),
            Type::Object(types) => {
                Value::Object(types.iter().map(|(name, ty)| (name.clone(), self.of(ty))).collect())
            }
        }
    }

    /// `value` with everything unknown in it made known.
    pub(super) fn known(&mut self, value: Value, ty: &crate::value::Type) -> Value {
        use crate::value::Type;
        match (value, ty) {
            (Value::Unknown, ty) => self.of(ty),
            (Value::List(all), Type::List(ty)) => {
                Value::List(all.into_iter().map(|one| self.known(one, ty)).collect())
            }
            (Value::Set(all), Type::Set(ty)) => {
                Value::set(all.into_iter().map(|one| self.known(one, ty)).collect())
            }
            (Value::Map(all), Type::Map(ty)) => {
                Value::Map(all.into_iter().map(|(key, one)| (key, self.known(one, ty))).collect())
            }
            (Value::Tuple(all), Type::Tuple(types)) => {
                Value::Tuple(all.into_iter().zip(types).map(|(one, ty)| self.known(one, ty)).collect())
            }
            (Value::Object(all), Type::Object(types)) => {
                let known = all.into_iter().map(|(name, one)| {
                    let one = self.known(one, &types[&name]);
                    (name, one)
                });
                Value::Object(known.collect())
            }
            (Value::Dynamic(inner), Type::Dynamic) => {
                let (ty, value) = *inner;
                let value = self.known(value, &ty);
                Value::Dynamic(Box::new((ty, value)))
            }
            (value, _) => value,
        }
    }
}

/// A configuration in which everything unknown has become known, with nothing in it that only a provider can
/// say: core would never send that.
pub(super) fn resolved(
    fields: Fields<'_>,
    config: Value,
    ty: &crate::value::Type,
    maker: &mut Maker,
) -> Value {
    unsaid(fields, maker.known(config, ty))
}

fn unsaid(fields: Fields<'_>, object: Value) -> Value {
    map_fields(fields, object, |_, node, value| {
        if node.as_attribute().is_some_and(|attribute| attribute.mode == Mode::Computed) {
            return Value::Null;
        }
        match node {
            Node::Leaf(_) => value,
            Node::Nested { nesting, fields, .. } => {
                map_elements(nesting, value, |_, element| unsaid(fields, element))
            }
        }
    })
}
