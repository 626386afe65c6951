//! Filling in: every unknown of an object becomes known. Walks schema and value side by side, because an attribute
//! that only the provider sets is filled more richly than one that the configuration left out.

use std::collections::BTreeMap;

use tf_provider::schema::{Attribute, Block, Kind, Mode, Nesting, Schema};
use tf_provider::value::{Type, Value, codec};

use super::{Scene, digest, shapes, template};

/// How far a template may lead to another.
const DEEPEST: usize = 6;

type Entries = BTreeMap<String, Value>;

/// The object with everything in it known.
pub fn fill(scene: &Scene<'_>, schema: &Schema, object: &Value) -> Value {
    Filling { scene, schema }.block(&schema.block, object, &Place::default())
}

struct Filling<'a> {
    scene: &'a Scene<'a>,
    schema: &'a Schema,
}

/// Where something stands: names for the table, and with indices what makes it different from its like.
#[derive(Debug, Clone, Default)]
struct Place {
    names: String,
    which: String,
}

impl Place {
    fn named(&self, name: &str) -> Self {
        let names = if self.names.is_empty() { name.to_owned() } else { format!("{}.{name}", self.names) };
        Self { names, which: self.which.clone() }
    }

    fn at(&self, index: impl std::fmt::Display) -> Self {
        Self { names: self.names.clone(), which: format!("{}/{}[{index}]", self.which, self.names) }
    }
}

impl Filling<'_> {
    fn block(&self, block: &Block, object: &Value, place: &Place) -> Value {
        let Value::Object(entries) = object else { return object.clone() };
        let filled = entries.iter().map(|(name, value)| {
            let here = place.named(name);
            let value = match (block.attributes.get(name), block.blocks.get(name)) {
                (Some(attribute), _) => self.attribute(attribute, value, entries, &here),
                (None, Some(below)) => {
                    elements(value, &here, |element, at| self.block(&below.block, element, at))
                }
                (None, None) => value.clone(),
            };
            (name.clone(), value)
        });
        Value::Object(filled.collect())
    }

    fn attribute(&self, attribute: &Attribute, value: &Value, siblings: &Entries, place: &Place) -> Value {
        let plenty = attribute.mode == Mode::Computed;
        match &attribute.kind {
            Kind::Value(ty) => self.value(ty, value, siblings, place, plenty),
            Kind::Nested(_, below) if !value.is_unknown() => {
                elements(value, place, |element, at| self.nested(below, element, at))
            }
            Kind::Nested(..) if self.has_shape(place) => {
                self.made(&attribute.ty(), siblings, place, plenty, 0)
            }
            Kind::Nested(nesting, below) => {
                let unknown = below.keys().map(|name| (name.clone(), Value::Unknown)).collect();
                let one = |at: &Place| self.nested(below, &Value::Object(unknown), at);
                match (nesting, plenty) {
                    (Nesting::Single, true) => one(place),
                    (Nesting::Single, false) => Value::Null,
                    (Nesting::List, true) => Value::List(vec![one(&place.at(0))]),
                    (Nesting::List, false) => Value::List(Vec::new()),
                    (Nesting::Set, true) => Value::set(vec![one(&place.at(0))]),
                    (Nesting::Set, false) => Value::set(Vec::new()),
                    (Nesting::Map, _) => Value::Map(BTreeMap::new()),
                }
            }
        }
    }

    fn nested(&self, attributes: &BTreeMap<String, Attribute>, object: &Value, place: &Place) -> Value {
        let Value::Object(entries) = object else { return object.clone() };
        let filled = entries.iter().map(|(name, value)| {
            let value = match attributes.get(name) {
                Some(attribute) => self.attribute(attribute, value, entries, &place.named(name)),
                None => value.clone(),
            };
            (name.clone(), value)
        });
        Value::Object(filled.collect())
    }

    /// A plain value. `plenty`: a collection of objects gets one to look at.
    fn value(&self, ty: &Type, value: &Value, siblings: &Entries, place: &Place, plenty: bool) -> Value {
        if value.is_unknown() {
            return self.made(ty, siblings, place, plenty, 0);
        }
        match ty {
            Type::Object(types) => {
                let Value::Object(entries) = value else { return value.clone() };
                let filled = entries.iter().map(|(name, value)| match types.get(name) {
                    Some(ty) => (name.clone(), self.value(ty, value, entries, &place.named(name), plenty)),
                    None => (name.clone(), value.clone()),
                });
                Value::Object(filled.collect())
            }
            Type::List(ty) | Type::Set(ty) | Type::Map(ty) => {
                elements(value, place, |element, at| self.value(ty, element, siblings, at, plenty))
            }
            Type::Bool | Type::Number | Type::String | Type::Dynamic | Type::Tuple(_) => value.clone(),
        }
    }

    fn has_shape(&self, place: &Place) -> bool {
        shapes::template(self.scene.scope, &place.names).is_some()
    }

    fn made(&self, ty: &Type, siblings: &Entries, place: &Place, plenty: bool, depth: usize) -> Value {
        let shaped = shapes::template(self.scene.scope, &place.names)
            .and_then(|template| self.shaped(template, ty, siblings, place, depth));
        shaped.unwrap_or_else(|| self.guessed(ty, place, plenty, depth))
    }

    /// What the table says, unless it is of another type.
    fn shaped(
        &self,
        template: &str,
        ty: &Type,
        siblings: &Entries,
        place: &Place,
        depth: usize,
    ) -> Option<Value> {
        if template == "null" {
            return Some(Value::Null);
        }
        let text = template::expand(template, self.scene, &self.seed(place), &mut |name| {
            self.text_of(name, siblings, depth + 1)
        });
        match ty {
            Type::String if text == "\"\"" => Some(Value::string("")),
            Type::String => Some(Value::String(text)),
            Type::Bool
            | Type::Number
            | Type::Dynamic
            | Type::List(_)
            | Type::Set(_)
            | Type::Map(_)
            | Type::Tuple(_)
            | Type::Object(_) => codec::json::decode(text.as_bytes(), ty).ok(),
        }
    }

    /// Another attribute as text: one beside this one, or one of the resource.
    fn text_of(&self, name: &str, siblings: &Entries, depth: usize) -> Option<String> {
        let own = siblings.get(name).filter(|value| !value.is_unknown());
        let found = own.or_else(|| self.scene.root.get(name))?;
        let value = if found.is_unknown() && depth <= DEEPEST {
            let attribute = self.schema.block.attributes.get(name)?;
            let root = self.scene.root.as_entries()?;
            self.made(&attribute.ty(), root, &Place::default().named(name), false, depth)
        } else {
            found.clone()
        };
        if let Value::Number(number) = &value {
            return Some(number.to_string());
        }
        value.as_str().map(str::to_owned).or_else(|| value.as_bool().map(|value| value.to_string()))
    }

    fn guessed(&self, ty: &Type, place: &Place, plenty: bool, depth: usize) -> Value {
        let one = |element: &Type| {
            let objects = matches!(element, Type::Object(_));
            (plenty && objects).then(|| self.guessed(element, &place.at(0), plenty, depth))
        };
        match ty {
            Type::Bool => Value::Bool(false),
            Type::Number => Value::from(0_i64),
            Type::String => {
                let name = place.names.rsplit_once('.').map_or(&*place.names, |(_, name)| name);
                let (seed, none) = (self.seed(place), &mut |_: &str| None);
                let suffix = template::expand("{hex8}", self.scene, &seed, none);
                Value::string(format!("{}-{suffix}", name.replace('_', "-")))
            }
            Type::Dynamic => Value::Null,
            Type::List(element) => Value::List(one(element).into_iter().collect()),
            Type::Set(element) => Value::set(one(element).into_iter().collect()),
            Type::Map(_) => Value::Map(BTreeMap::new()),
            Type::Tuple(types) => {
                let elements = types.iter().enumerate();
                let made = elements.map(|(index, ty)| self.guessed(ty, &place.at(index), plenty, depth));
                Value::Tuple(made.collect())
            }
            Type::Object(types) => {
                let none = Entries::new();
                let made = types.iter().map(|(name, ty)| {
                    (name.clone(), self.made(ty, &none, &place.named(name), plenty, depth))
                });
                Value::Object(made.collect())
            }
        }
    }

    /// At the top one for all, so that an id and the ARN that ends in it agree; below, one for each element.
    fn seed(&self, place: &Place) -> [u8; 32] {
        if place.which.is_empty() {
            return self.scene.seed;
        }
        digest(&[&self.scene.seed, place.which.as_bytes()])
    }
}

/// Changes each element of a collection, or the object itself.
fn elements(value: &Value, place: &Place, change: impl Fn(&Value, &Place) -> Value) -> Value {
    let each = |all: &[Value]| all.iter().enumerate().map(|(at, one)| change(one, &place.at(at))).collect();
    match value {
        Value::List(all) => Value::List(each(all)),
        Value::Set(all) => Value::set(each(all)),
        Value::Map(all) => {
            Value::Map(all.iter().map(|(key, one)| (key.clone(), change(one, &place.at(key)))).collect())
        }
        Value::Object(_) => change(value, place),
        Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Tuple(_)
        | Value::Dynamic(_)
        | Value::Unknown
        | Value::Null => value.clone(),
    }
}
