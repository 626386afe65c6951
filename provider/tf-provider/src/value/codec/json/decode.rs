//! JSON to value, led by the type, and as forgiving as go-cty's own reader (`cty/json/unmarshal.go`, read and
//! compared): an absent attribute is null, and primitives may stand as text, because old states have them so.

use std::cell::Cell;
use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::value::codec::{CodecError, CodecProblem};
use crate::value::conform::{Mismatch, tuple_length};
use crate::value::{MAX_DEPTH, Step, Type, Value};

/// What to do with an attribute that the type does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Surplus {
    Refuse,
    Drop,
}

/// Absent attributes that are made null whatever the input is: thousands of objects that lack a few. Of more, one for
/// each two bytes of the input: three can be an object that lacks everything, and each null takes a hundred.
const ABSENT_AT_LEAST: usize = 50_000;

/// How an input is read.
struct Reading {
    surplus: Surplus,
    /// How many more absent attributes are made null.
    absent: Cell<usize>,
}

impl Reading {
    fn of(input: &[u8], surplus: Surplus) -> Self {
        Self { surplus, absent: Cell::new((input.len() / 2).max(ABSENT_AT_LEAST)) }
    }

    /// An attribute that is not there.
    fn absent(&self) -> Result<Value, CodecError> {
        let left = self.absent.get().checked_sub(1).ok_or(CodecProblem::TooMuchAbsent)?;
        self.absent.set(left);
        Ok(Value::Null)
    }
}

/// Reads a value of type `ty` that fills the whole input. Absent attributes are null; attributes that the type
/// does not have are refused.
pub fn decode(input: &[u8], ty: &Type) -> Result<Value, CodecError> {
    value(&parse(input)?, ty, &Reading::of(input, Surplus::Refuse), 0)
}

/// Reads a stored state against the schema of today: attributes that the schema no longer has are dropped, those
/// that it has got since are null.
///
/// Terraform does the first only if state and schema have the same version, and asks for an upgrade on each
/// read of a state.
pub fn decode_state(raw_json: &[u8], ty: &Type) -> Result<Value, CodecError> {
    value(&parse(raw_json)?, ty, &Reading::of(raw_json, Surplus::Drop), 0)
}

/// Nesting is bounded by the parser too, at 128 brackets.
fn parse(input: &[u8]) -> Result<Json, CodecProblem> {
    serde_json::from_slice(input).map_err(CodecProblem::Json)
}

fn value(json: &Json, ty: &Type, reading: &Reading, depth: usize) -> Result<Value, CodecError> {
    if depth > MAX_DEPTH {
        return Err(CodecProblem::TooDeep.into());
    }
    match (ty, json) {
        (_, Json::Null) => Ok(Value::Null),
        (Type::Bool, Json::Bool(value)) => Ok(Value::Bool(*value)),
        (Type::Bool, Json::String(text)) => bool_from_text(text).map_err(CodecError::from),
        (Type::Number, Json::Number(number)) => Ok(Value::Number(number.as_str().parse()?)),
        (Type::Number, Json::String(text)) => Ok(Value::Number(text.parse()?)),
        (Type::String, Json::String(text)) => Ok(Value::String(text.clone())),
        (Type::String, Json::Number(number)) => Ok(Value::String(number.as_str().to_owned())),
        (Type::String, Json::Bool(value)) => Ok(Value::String(value.to_string())),
        (Type::List(element), Json::Array(elements)) => {
            list(elements, |_| element, reading, depth).map(Value::List)
        }
        (Type::Tuple(types), Json::Array(elements)) => {
            tuple_length(types, elements.len())?;
            list(elements, |index| &types[index], reading, depth).map(Value::Tuple)
        }
        (Type::Set(element), Json::Array(elements)) => elements
            .iter()
            .map(|json| value(json, element, reading, depth + 1))
            .collect::<Result<_, _>>()
            .map(Value::set),
        (Type::Map(element), Json::Object(entries)) => entries
            .iter()
            .map(|(key, json)| {
                let entry = value(json, element, reading, depth + 1)
                    .map_err(|error| error.inside(Step::Key(key.clone())))?;
                Ok((key.clone(), entry))
            })
            .collect::<Result<_, _>>()
            .map(Value::Map),
        (Type::Object(types), Json::Object(attributes)) => object(attributes, types, reading, depth),
        (Type::Dynamic, Json::Object(pair)) => dynamic(pair, reading, depth),
        (Type::Dynamic, _) => Err(CodecProblem::NotDynamic.into()),
        (ty, json) => Err(Mismatch::Kind { needed: ty.kind(), found: kind(json) }.into()),
    }
}

fn bool_from_text(text: &str) -> Result<Value, Mismatch> {
    match text {
        "true" | "1" => Ok(Value::Bool(true)),
        "false" | "0" => Ok(Value::Bool(false)),
        _ => Err(Mismatch::Kind { needed: Type::Bool.kind(), found: "a string" }),
    }
}

fn list<'t>(
    elements: &[Json],
    type_at: impl Fn(usize) -> &'t Type,
    reading: &Reading,
    depth: usize,
) -> Result<Vec<Value>, CodecError> {
    elements
        .iter()
        .enumerate()
        .zip(0_i64..)
        .map(|((index, json), position)| {
            value(json, type_at(index), reading, depth + 1)
                .map_err(|error| error.inside(Step::Index(position)))
        })
        .collect()
}

fn object(
    attributes: &Map<String, Json>,
    types: &BTreeMap<String, Type>,
    reading: &Reading,
    depth: usize,
) -> Result<Value, CodecError> {
    if reading.surplus == Surplus::Refuse
        && let Some(name) = attributes.keys().find(|name| !types.contains_key(*name))
    {
        return Err(Mismatch::UnexpectedAttribute(name.clone()).into());
    }
    types
        .iter()
        .map(|(name, ty)| {
            let attribute = attributes.get(name).map_or_else(
                || reading.absent(),
                |json| {
                    value(json, ty, reading, depth + 1)
                        .map_err(|error| error.inside(Step::Attribute(name.clone())))
                },
            )?;
            Ok((name.clone(), attribute))
        })
        .collect::<Result<_, _>>()
        .map(Value::Object)
}

/// A pair that says "dynamic" again is the value within it: our [`Value::Dynamic`] always says what it is.
fn dynamic(pair: &Map<String, Json>, reading: &Reading, depth: usize) -> Result<Value, CodecError> {
    let (Some(json), Some(ty), 2) = (pair.get("value"), pair.get("type"), pair.len()) else {
        return Err(CodecProblem::NotDynamic.into());
    };
    let ty = Type::from_json_value(ty).map_err(CodecProblem::from)?;
    let inner = value(json, &ty, reading, depth + 1)?;
    Ok(if ty == Type::Dynamic { inner } else { Value::Dynamic(Box::new((ty, inner))) })
}

fn kind(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "a bool",
        Json::Number(_) => "a number",
        Json::String(_) => "a string",
        Json::Array(_) => "an array",
        Json::Object(_) => "an object",
    }
}
