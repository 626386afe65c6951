//! Msgpack to value, led by the type. Everything that Terraform writes is accepted, in each spelling the protocol
//! allows (`docs/plugin-protocol/object-wire-format.md` of Terraform): numbers as integer, float or decimal text,
//! unknown as any extension. What it never writes is refused, with the place.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::reader::{Head, Reader};
use crate::value::codec::{CodecError, CodecProblem};
use crate::value::conform::{Mismatch, tuple_length};
use crate::value::{MAX_DEPTH, Number, Step, Type, Value};

/// How many elements room is made for at once; longer lists grow as their elements come.
const INITIAL_CAPACITY: usize = 1024;

/// Reads a value of type `ty` that fills the whole input.
pub fn decode(input: &[u8], ty: &Type) -> Result<Value, CodecError> {
    let mut reader = Reader::new(input);
    let value = value(&mut reader, ty, 0)?;
    match reader.remaining() {
        0 => Ok(value),
        trailing => Err(CodecProblem::Trailing(trailing).into()),
    }
}

fn value(reader: &mut Reader<'_>, ty: &Type, depth: usize) -> Result<Value, CodecError> {
    if depth > MAX_DEPTH {
        return Err(CodecProblem::TooDeep.into());
    }
    match (reader.head()?, ty) {
        (Head::Extension, _) => Ok(Value::Unknown),
        (Head::Nil, _) => Ok(Value::Null),
        (Head::Bool(value), Type::Bool) => Ok(Value::Bool(value)),
        (head, Type::Number) => Ok(Value::Number(number(head)?)),
        (Head::Text(bytes), Type::String) => Ok(Value::String(text(bytes)?.to_owned())),
        (Head::Array(length), Type::List(element)) => {
            elements(reader, length, |_| element, depth).map(Value::List)
        }
        (Head::Array(length), Type::Set(element)) => set(reader, length, element, depth),
        (Head::Array(length), Type::Tuple(types)) => {
            tuple_length(types, length)?;
            elements(reader, length, |index| &types[index], depth).map(Value::Tuple)
        }
        (Head::Map(length), Type::Map(element)) => map(reader, length, element, depth),
        (Head::Map(length), Type::Object(types)) => object(reader, length, types, depth),
        (Head::Array(2), Type::Dynamic) => dynamic(reader, depth),
        (_, Type::Dynamic) => Err(CodecProblem::NotDynamic.into()),
        (head, ty) => Err(Mismatch::Kind { needed: ty.kind(), found: head.kind() }.into()),
    }
}

fn number(head: Head<'_>) -> Result<Number, CodecProblem> {
    match head {
        Head::Signed(value) => Ok(value.into()),
        Head::Unsigned(value) => Ok(value.into()),
        Head::Float(value) => Ok(value.try_into()?),
        Head::Text(bytes) => Ok(text(bytes)?.parse()?),
        Head::Nil | Head::Bool(_) | Head::Binary(_) | Head::Array(_) | Head::Map(_) | Head::Extension => {
            Err(Mismatch::Kind { needed: Type::Number.kind(), found: head.kind() }.into())
        }
    }
}

fn text(bytes: &[u8]) -> Result<&str, CodecProblem> {
    str::from_utf8(bytes).map_err(|_| CodecProblem::NotUtf8)
}

fn elements<'t>(
    reader: &mut Reader<'_>,
    length: usize,
    type_at: impl Fn(usize) -> &'t Type,
    depth: usize,
) -> Result<Vec<Value>, CodecError> {
    let mut elements = Vec::with_capacity(length.min(INITIAL_CAPACITY));
    for (index, position) in (0..length).zip(0_i64..) {
        elements.push(
            value(reader, type_at(index), depth + 1).map_err(|error| error.inside(Step::Index(position)))?,
        );
    }
    Ok(elements)
}

/// Elements of sets have no path of their own: an error is at the set.
fn set(reader: &mut Reader<'_>, length: usize, element: &Type, depth: usize) -> Result<Value, CodecError> {
    let mut elements = Vec::with_capacity(length.min(INITIAL_CAPACITY));
    for _ in 0..length {
        elements.push(value(reader, element, depth + 1)?);
    }
    Ok(Value::set(elements))
}

fn key<'a>(reader: &mut Reader<'a>) -> Result<&'a str, CodecProblem> {
    if let Head::Text(bytes) = reader.head()? { text(bytes) } else { Err(CodecProblem::KeyNotText) }
}

fn map(reader: &mut Reader<'_>, length: usize, element: &Type, depth: usize) -> Result<Value, CodecError> {
    let mut entries = BTreeMap::new();
    for _ in 0..length {
        let key = key(reader)?;
        let entry =
            value(reader, element, depth + 1).map_err(|error| error.inside(Step::Key(key.to_owned())))?;
        insert(&mut entries, key, entry)?;
    }
    Ok(Value::Map(entries))
}

fn object(
    reader: &mut Reader<'_>,
    length: usize,
    types: &BTreeMap<String, Type>,
    depth: usize,
) -> Result<Value, CodecError> {
    let mut attributes = BTreeMap::new();
    for _ in 0..length {
        let name = key(reader)?;
        let ty = types.get(name).ok_or_else(|| Mismatch::UnexpectedAttribute(name.to_owned()))?;
        let attribute =
            value(reader, ty, depth + 1).map_err(|error| error.inside(Step::Attribute(name.to_owned())))?;
        insert(&mut attributes, name, attribute)?;
    }
    if attributes.len() < types.len()
        && let Some(name) = types.keys().find(|name| !attributes.contains_key(*name))
    {
        return Err(Mismatch::MissingAttribute(name.clone()).into());
    }
    Ok(Value::Object(attributes))
}

fn insert(entries: &mut BTreeMap<String, Value>, key: &str, value: Value) -> Result<(), CodecProblem> {
    match entries.entry(key.to_owned()) {
        Entry::Vacant(vacant) => {
            vacant.insert(value);
            Ok(())
        }
        Entry::Occupied(occupied) => Err(CodecProblem::RepeatedKey(occupied.key().clone())),
    }
}

/// The type as JSON, then the value. A pair that says "dynamic" again is the value within it: our
/// [`Value::Dynamic`] always says what it is.
fn dynamic(reader: &mut Reader<'_>, depth: usize) -> Result<Value, CodecError> {
    let (Head::Binary(json) | Head::Text(json)) = reader.head()? else {
        return Err(CodecProblem::NotDynamic.into());
    };
    let ty = Type::from_json(json).map_err(CodecProblem::from)?;
    let inner = value(reader, &ty, depth + 1)?;
    Ok(if ty == Type::Dynamic { inner } else { Value::Dynamic(Box::new((ty, inner))) })
}
