//! Value to JSON: numbers with all their digits, attributes and keys in order, a value in a dynamic place as
//! `{"value":...,"type":...}`.

use crate::value::codec::{CodecError, CodecProblem};
use crate::value::conform::{Mismatch, no_unexpected_attribute, tuple_length};
use crate::value::{MAX_DEPTH, Step, Type, Value};

/// Writes a value that has the shape of `ty` and in which nothing is unknown.
pub fn encode(value: &Value, ty: &Type) -> Result<Vec<u8>, CodecError> {
    let mut output = Vec::new();
    write_value(&mut output, value, ty, 0)?;
    Ok(output)
}

fn write_value(output: &mut Vec<u8>, value: &Value, ty: &Type, depth: usize) -> Result<(), CodecError> {
    if depth > MAX_DEPTH {
        return Err(CodecProblem::TooDeep.into());
    }
    match (ty, value) {
        (_, Value::Unknown) => Err(CodecProblem::Unknown.into()),
        (_, Value::Null) => {
            output.extend_from_slice(b"null");
            Ok(())
        }
        (Type::Bool, Value::Bool(value)) => {
            output.extend_from_slice(if *value { b"true" } else { b"false" });
            Ok(())
        }
        (Type::Number, Value::Number(number)) => {
            output.extend_from_slice(number.to_string().as_bytes());
            Ok(())
        }
        (Type::String, Value::String(text)) => write_text(output, text),
        (Type::List(element_type), Value::List(elements)) => {
            write_elements(output, elements.iter().map(|element| (element, &**element_type)), depth)
        }
        (Type::Tuple(types), Value::Tuple(elements)) => {
            tuple_length(types, elements.len())?;
            write_elements(output, elements.iter().zip(types), depth)
        }
        (Type::Set(element_type), Value::Set(elements)) => {
            output.push(b'[');
            for (position, element) in elements.iter().enumerate() {
                separate(output, position);
                write_value(output, element, element_type, depth + 1)?;
            }
            output.push(b']');
            Ok(())
        }
        (Type::Map(element_type), Value::Map(entries)) => {
            output.push(b'{');
            for (position, (key, entry)) in entries.iter().enumerate() {
                separate(output, position);
                write_text(output, key)?;
                output.push(b':');
                write_value(output, entry, element_type, depth + 1)
                    .map_err(|error| error.inside(Step::Key(key.clone())))?;
            }
            output.push(b'}');
            Ok(())
        }
        (Type::Object(types), Value::Object(attributes)) => {
            output.push(b'{');
            for (position, (name, attribute_type)) in types.iter().enumerate() {
                let attribute =
                    attributes.get(name).ok_or_else(|| Mismatch::MissingAttribute(name.clone()))?;
                separate(output, position);
                write_text(output, name)?;
                output.push(b':');
                write_value(output, attribute, attribute_type, depth + 1)
                    .map_err(|error| error.inside(Step::Attribute(name.clone())))?;
            }
            output.push(b'}');
            Ok(no_unexpected_attribute(types, attributes)?)
        }
        (Type::Dynamic, Value::Dynamic(inner)) if inner.0 == Type::Dynamic => {
            write_value(output, &inner.1, &Type::Dynamic, depth + 1)
        }
        (Type::Dynamic, Value::Dynamic(inner)) => {
            output.extend_from_slice(b"{\"value\":");
            write_value(output, &inner.1, &inner.0, depth + 1)?;
            output.extend_from_slice(b",\"type\":");
            output.extend_from_slice(inner.0.to_json().as_bytes());
            output.push(b'}');
            Ok(())
        }
        (ty, value) => Err(Mismatch::Kind { needed: ty.kind(), found: value.kind() }.into()),
    }
}

fn write_elements<'a>(
    output: &mut Vec<u8>,
    pairs: impl Iterator<Item = (&'a Value, &'a Type)>,
    depth: usize,
) -> Result<(), CodecError> {
    output.push(b'[');
    for (position, (element, ty)) in pairs.enumerate() {
        separate(output, position);
        write_value(output, element, ty, depth + 1)
            .map_err(|error| error.inside(Step::Index(i64::try_from(position).unwrap_or(i64::MAX))))?;
    }
    output.push(b']');
    Ok(())
}

fn separate(output: &mut Vec<u8>, position: usize) {
    if position > 0 {
        output.push(b',');
    }
}

fn write_text(output: &mut Vec<u8>, text: &str) -> Result<(), CodecError> {
    Ok(serde_json::to_writer(output, text).map_err(CodecProblem::Json)?)
}
