//! Value to msgpack, byte for byte as go-cty writes it (`cty/msgpack/marshal.go` there, read and compared): the
//! shortest integer, then an exact float, then decimal text; attributes and keys in order; unknown as an extension
//! of type 0 with one zero byte. One difference is left, which no reader sees: Go writes `<`, `>` and `&` as escapes
//! in the attribute names of a type in a dynamic place.

use std::convert::Infallible;

use rmp::encode::{self as write, ByteBuf, ValueWriteError};

use crate::value::codec::{CodecError, CodecProblem};
use crate::value::conform::{Mismatch, no_unexpected_attribute, tuple_length};
use crate::value::{MAX_DEPTH, Number, Step, Type, Value};

/// "Unknown", in the only spelling that each version of Terraform takes.
const UNKNOWN: [u8; 3] = [0xd4, 0x00, 0x00];

/// Writes a value that has the shape of `ty`.
pub fn encode(value: &Value, ty: &Type) -> Result<Vec<u8>, CodecError> {
    let mut output = ByteBuf::new();
    write_value(&mut output, value, ty, 0)?;
    Ok(output.into_vec())
}

fn write_value(output: &mut ByteBuf, value: &Value, ty: &Type, depth: usize) -> Result<(), CodecError> {
    if depth > MAX_DEPTH {
        return Err(CodecProblem::TooDeep.into());
    }
    match (ty, value) {
        (_, Value::Null) => {
            let Ok(()) = write::write_nil(output);
            Ok(())
        }
        (_, Value::Unknown) => {
            output.as_mut_vec().extend_from_slice(&UNKNOWN);
            Ok(())
        }
        (Type::Bool, Value::Bool(value)) => {
            let Ok(()) = write::write_bool(output, *value);
            Ok(())
        }
        (Type::Number, Value::Number(number)) => write_number(output, number),
        (Type::String, Value::String(text)) => write_text(output, text),
        (Type::List(element_type), Value::List(elements)) => {
            write_array_length(output, elements.len())?;
            write_elements(output, elements.iter().map(|element| (element, &**element_type)), depth)
        }
        (Type::Set(element_type), Value::Set(elements)) => {
            write_array_length(output, elements.len())?;
            elements.iter().try_for_each(|element| write_value(output, element, element_type, depth + 1))
        }
        (Type::Tuple(types), Value::Tuple(elements)) => {
            tuple_length(types, elements.len())?;
            write_array_length(output, elements.len())?;
            write_elements(output, elements.iter().zip(types), depth)
        }
        (Type::Map(element_type), Value::Map(entries)) => {
            write_map_length(output, entries.len())?;
            for (key, entry) in entries {
                write_text(output, key)?;
                write_value(output, entry, element_type, depth + 1)
                    .map_err(|error| error.inside(Step::Key(key.clone())))?;
            }
            Ok(())
        }
        (Type::Object(types), Value::Object(attributes)) => {
            write_map_length(output, types.len())?;
            for (name, attribute_type) in types {
                let attribute =
                    attributes.get(name).ok_or_else(|| Mismatch::MissingAttribute(name.clone()))?;
                write_text(output, name)?;
                write_value(output, attribute, attribute_type, depth + 1)
                    .map_err(|error| error.inside(Step::Attribute(name.clone())))?;
            }
            Ok(no_unexpected_attribute(types, attributes)?)
        }
        (Type::Dynamic, Value::Dynamic(inner)) if inner.0 == Type::Dynamic => {
            write_value(output, &inner.1, &Type::Dynamic, depth + 1)
        }
        (Type::Dynamic, Value::Dynamic(inner)) => {
            write_array_length(output, 2)?;
            infallible(write::write_bin(output, inner.0.to_json().as_bytes()));
            write_value(output, &inner.1, &inner.0, depth + 1)
        }
        (ty, value) => Err(Mismatch::Kind { needed: ty.kind(), found: value.kind() }.into()),
    }
}

fn write_elements<'a>(
    output: &mut ByteBuf,
    pairs: impl Iterator<Item = (&'a Value, &'a Type)>,
    depth: usize,
) -> Result<(), CodecError> {
    (0_i64..).zip(pairs).try_for_each(|(index, (element, ty))| {
        write_value(output, element, ty, depth + 1).map_err(|error| error.inside(Step::Index(index)))
    })
}

/// As Terraform does: what it would read back from another spelling is another number to it, if only in the
/// precision it computes with.
fn write_number(output: &mut ByteBuf, number: &Number) -> Result<(), CodecError> {
    if let Some(integer) = number.as_i64() {
        infallible(write::write_sint(output, integer));
    } else if let Some(float) = number.as_exact_f64() {
        infallible(write::write_f64(output, float));
    } else {
        write_text(output, &number.to_string())?;
    }
    Ok(())
}

fn write_text(output: &mut ByteBuf, text: &str) -> Result<(), CodecError> {
    count(text.len())?;
    infallible(write::write_str(output, text));
    Ok(())
}

fn write_array_length(output: &mut ByteBuf, length: usize) -> Result<(), CodecError> {
    infallible(write::write_array_len(output, count(length)?));
    Ok(())
}

fn write_map_length(output: &mut ByteBuf, length: usize) -> Result<(), CodecError> {
    infallible(write::write_map_len(output, count(length)?));
    Ok(())
}

/// Msgpack counts in 32 bits.
fn count(length: usize) -> Result<u32, CodecProblem> {
    u32::try_from(length).map_err(|_| CodecProblem::TooLong)
}

/// Memory takes every byte: the type says that there is no error.
fn infallible<T>(written: Result<T, ValueWriteError<Infallible>>) -> T {
    let Ok(value) = written;
    value
}
