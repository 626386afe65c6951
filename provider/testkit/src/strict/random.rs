//! Random configurations of a schema: with null, unknown and known, each list and map short, and values out of a
//! small stock so that equal ones meet.

use std::collections::BTreeMap;

use rand::Rng as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;

use super::schema::{Fields, Member, Nesting};
use super::value::{Number, Type, Value};

const TEXTS: [&str; 6] = ["a", "b", "", "long text with \u{e9} and \u{1f980}", "1", "true"];
const NUMBERS: [&str; 7] =
    ["0", "1", "-7", "0.1", "2.5", "9007199254740993", "123456789012345678901234567890"];
const KEYS: [&str; 3] = ["k", "l", "with space"];
const MOST_ELEMENTS: usize = 3;

/// Where randomness comes from, and how often something is unknown or left out: in percent.
#[derive(Debug)]
pub(crate) struct Dice {
    pub(crate) rng: StdRng,
    pub(crate) unknown: u32,
    pub(crate) null: u32,
}

impl Dice {
    pub(super) fn falls(&mut self, percent: u32) -> bool {
        self.rng.random_ratio(percent.min(100), 100)
    }

    /// A configuration.
    pub(crate) fn config(&mut self, fields: &Fields) -> Value {
        Value::Object(fields.0.iter().map(|(name, member)| (name.clone(), self.member(member))).collect())
    }

    fn member(&mut self, member: &Member) -> Value {
        match member {
            Member::Attribute(one) if !one.required && (!one.optional || self.falls(self.null)) => {
                Value::Null
            }
            Member::Attribute(_) if self.falls(self.unknown) => Value::Unknown,
            Member::Attribute(_) => match member.below() {
                None => self.value(&member.ty()),
                Some((nesting, fields)) => {
                    let count = self.rng.random_range(0..=MOST_ELEMENTS);
                    self.objects(nesting, fields, count)
                }
            },
            Member::Block(block) => {
                let single = matches!(block.nesting, Nesting::Single | Nesting::Group);
                if !single && self.falls(self.unknown / 4) {
                    return Value::Unknown;
                }
                let least = usize::try_from(block.min_items).unwrap_or(0);
                let most = usize::try_from(block.max_items).unwrap_or(0);
                let most = if most == 0 { least.max(MOST_ELEMENTS) } else { most };
                let count = self.rng.random_range(least..=most);
                if block.nesting == Nesting::Single && least == 0 && self.falls(50) {
                    return Value::Null;
                }
                self.objects(block.nesting, &block.fields, count)
            }
        }
    }

    fn objects(&mut self, nesting: Nesting, fields: &Fields, count: usize) -> Value {
        match nesting {
            Nesting::Single | Nesting::Group => self.config(fields),
            Nesting::List => Value::List((0..count).map(|_| self.config(fields)).collect()),
            Nesting::Set => Value::set((0..count).map(|_| self.config(fields)).collect()),
            Nesting::Map => Value::Map((0..count).map(|_| (self.key(), self.config(fields))).collect()),
        }
    }

    fn key(&mut self) -> String {
        (*KEYS.choose(&mut self.rng).unwrap_or(&"k")).to_owned()
    }

    /// A value of a type, with an unknown in it now and then.
    pub(crate) fn value(&mut self, ty: &Type) -> Value {
        let count = self.rng.random_range(0..=MOST_ELEMENTS);
        match ty {
            Type::Dynamic => {
                let all = [Type::Bool, Type::Number, Type::String, Type::List(Box::new(Type::String))];
                let ty = all.choose(&mut self.rng).cloned().unwrap_or(Type::Bool);
                let value = self.value(&ty);
                Value::Dynamic(Box::new((ty, value)))
            }
            Type::Bool => Value::Bool(self.falls(50)),
            Type::Number => {
                let text = NUMBERS.choose(&mut self.rng).unwrap_or(&"0");
                Value::Number(Number::parse(text).unwrap_or_else(|| 0.into()))
            }
            Type::String => Value::string(*TEXTS.choose(&mut self.rng).unwrap_or(&"a")),
            Type::List(element) => Value::List((0..count).map(|_| self.element(element)).collect()),
            Type::Set(element) => Value::set((0..count).map(|_| self.element(element)).collect()),
            Type::Map(element) => {
                Value::Map((0..count).map(|_| (self.key(), self.element(element))).collect())
            }
            Type::Tuple(all) => Value::Tuple(all.iter().map(|each| self.element(each)).collect()),
            Type::Object(all) => {
                Value::Object(all.iter().map(|(name, each)| (name.clone(), self.element(each))).collect())
            }
        }
    }

    fn element(&mut self, ty: &Type) -> Value {
        if self.falls(self.unknown / 2) { Value::Unknown } else { self.value(ty) }
    }

    /// The same configuration when everything in it has become known: something, or nothing where that may be.
    pub(crate) fn resolved(&mut self, fields: &Fields, config: &Value) -> Value {
        let unknown = std::mem::replace(&mut self.unknown, 0);
        let resolved = self.known_object(fields, config);
        self.unknown = unknown;
        resolved
    }

    fn known_object(&mut self, fields: &Fields, config: &Value) -> Value {
        if !matches!(config, Value::Object(_)) {
            return config.clone();
        }
        let each = |(name, member): (&String, &Member)| {
            (name.clone(), self.known_member(member, config.entry(name)))
        };
        Value::Object(fields.0.iter().map(each).collect::<BTreeMap<_, _>>())
    }

    fn known_member(&mut self, member: &Member, value: &Value) -> Value {
        if value.is_unknown() {
            return self.member(member);
        }
        let Some((_, fields)) = member.below() else { return self.known(&member.ty(), value) };
        match value {
            Value::List(all) => Value::List(all.iter().map(|one| self.known_object(fields, one)).collect()),
            Value::Set(all) => Value::set(all.iter().map(|one| self.known_object(fields, one)).collect()),
            Value::Map(all) => {
                let each = |(key, one): (&String, &Value)| (key.clone(), self.known_object(fields, one));
                Value::Map(all.iter().map(each).collect())
            }
            Value::Object(_) => self.known_object(fields, value),
            // null, or what is no value of this schema
            Value::Null
            | Value::Unknown
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Tuple(_)
            | Value::Dynamic(_) => value.clone(),
        }
    }

    fn known(&mut self, ty: &Type, value: &Value) -> Value {
        match (ty, value) {
            (ty, Value::Unknown) => self.value(ty),
            (Type::List(ty), Value::List(all)) => {
                Value::List(all.iter().map(|one| self.known(ty, one)).collect())
            }
            (Type::Set(ty), Value::Set(all)) => {
                Value::set(all.iter().map(|one| self.known(ty, one)).collect())
            }
            (Type::Map(ty), Value::Map(all)) => {
                Value::Map(all.iter().map(|(key, one)| (key.clone(), self.known(ty, one))).collect())
            }
            (Type::Tuple(types), Value::Tuple(all)) => {
                Value::Tuple(types.iter().zip(all).map(|(ty, one)| self.known(ty, one)).collect())
            }
            (Type::Object(types), Value::Object(_)) => {
                let each = |(name, ty): (&String, &Type)| (name.clone(), self.known(ty, value.entry(name)));
                Value::Object(types.iter().map(each).collect())
            }
            (Type::Dynamic, Value::Dynamic(inner)) => {
                let known = self.known(&inner.0, &inner.1);
                Value::Dynamic(Box::new((inner.0.clone(), known)))
            }
            (_, value) => value.clone(),
        }
    }

    /// A configuration that is like another one, but here and there.
    pub(crate) fn changed(&mut self, fields: &Fields, config: &Value) -> Value {
        let each = |(name, member): (&String, &Member)| {
            let value = if self.falls(30) { self.member(member) } else { config.entry(name).clone() };
            (name.clone(), value)
        };
        Value::Object(fields.0.iter().map(each).collect::<BTreeMap<_, _>>())
    }
}
