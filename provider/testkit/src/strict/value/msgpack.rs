//! `MessagePack` as Terraform uses it: null is nil, unknown any extension, a number an integer, a fraction or
//! decimal text, a value of dynamic type a pair of its type in JSON and itself.

use std::collections::BTreeMap;
use std::io::Cursor;

use rmpv::Value as Pack;

use super::{CodecError, Number, Type, Value, dotted, indexed};

/// How deep bytes may be nested; more is no configuration.
const MAX_DEPTH: usize = 200;
const NEVER_USED: u8 = 0xc1;

/// Reads a value of a type.
pub fn from_msgpack(bytes: &[u8], ty: &Type) -> Result<Value, CodecError> {
    if bytes.first() == Some(&NEVER_USED) {
        // which rmpv takes for nil
        return Err(CodecError::new("", "no msgpack: it begins with the byte that is never used"));
    }
    let mut cursor = Cursor::new(bytes);
    let pack = rmpv::decode::read_value_with_max_depth(&mut cursor, MAX_DEPTH)
        .map_err(|error| CodecError::new("", format!("no msgpack: {error}")))?;
    let left = bytes.len() - usize::try_from(cursor.position()).unwrap_or(bytes.len());
    if left > 0 {
        return Err(CodecError::new("", format!("{left} bytes after the value")));
    }
    typed(&pack, ty, "")
}

/// Writes a value of a type. One that is not of that type is written as it is.
pub fn to_msgpack(value: &Value, ty: &Type) -> Vec<u8> {
    let mut bytes = Vec::new();
    // writing to memory does not fail
    let _ = rmpv::encode::write_value(&mut bytes, &packed(value, ty));
    bytes
}

fn typed(pack: &Pack, ty: &Type, path: &str) -> Result<Value, CodecError> {
    let wrong = || CodecError::new(path, format!("{} where a {} was due", kind(pack), name(ty)));
    if matches!(pack, Pack::Ext(..)) {
        return Ok(Value::Unknown);
    }
    if pack.is_nil() {
        return Ok(Value::Null);
    }
    match ty {
        Type::Dynamic => {
            let Some([inner, value]) = pack.as_array().map(Vec::as_slice) else { return Err(wrong()) };
            let inner = inner.as_slice().or_else(|| inner.as_str().map(str::as_bytes)).ok_or_else(wrong)?;
            let inner = Type::parse(inner).map_err(|what| CodecError::new(path, what))?;
            let value = typed(value, &inner, path)?;
            Ok(Value::Dynamic(Box::new((inner, value))))
        }
        Type::Bool => pack.as_bool().map(Value::Bool).ok_or_else(wrong),
        Type::String => pack.as_str().map(Value::string).ok_or_else(wrong),
        Type::Number => number(pack).map(Value::Number).ok_or_else(wrong),
        Type::List(element) => {
            Ok(Value::List(elements(pack, |_| Some(element.as_ref()), path).ok_or_else(wrong)??))
        }
        Type::Set(element) => {
            Ok(Value::set(elements(pack, |_| Some(element.as_ref()), path).ok_or_else(wrong)??))
        }
        Type::Tuple(all) => {
            let read = elements(pack, |at| all.get(at), path).ok_or_else(wrong)??;
            if read.len() == all.len() { Ok(Value::Tuple(read)) } else { Err(wrong()) }
        }
        Type::Map(element) => {
            let mut entries = BTreeMap::new();
            for (key, value) in pack.as_map().ok_or_else(wrong)? {
                let key = key.as_str().ok_or_else(wrong)?;
                entries.insert(key.to_owned(), typed(value, element, &indexed(path, key))?);
            }
            Ok(Value::Map(entries))
        }
        Type::Object(all) => {
            let mut entries = BTreeMap::new();
            for (key, value) in pack.as_map().ok_or_else(wrong)? {
                let key = key.as_str().ok_or_else(wrong)?;
                let here = dotted(path, key);
                let ty = all
                    .get(key)
                    .ok_or_else(|| CodecError::new(&here, "an attribute that the schema has not"))?;
                if entries.insert(key.to_owned(), typed(value, ty, &here)?).is_some() {
                    return Err(CodecError::new(&here, "an attribute twice"));
                }
            }
            match all.keys().find(|name| !entries.contains_key(*name)) {
                Some(missing) => Err(CodecError::new(&dotted(path, missing), "an attribute is missing")),
                None => Ok(Value::Object(entries)),
            }
        }
    }
}

fn elements<'t>(
    pack: &Pack,
    ty: impl Fn(usize) -> Option<&'t Type>,
    path: &str,
) -> Option<Result<Vec<Value>, CodecError>> {
    let each = |(at, element): (usize, &Pack)| {
        let here = indexed(path, at);
        typed(element, ty(at).ok_or_else(|| CodecError::new(&here, "an element too many"))?, &here)
    };
    Some(pack.as_array()?.iter().enumerate().map(each).collect())
}

fn number(pack: &Pack) -> Option<Number> {
    if let Some(whole) = pack.as_i64() {
        return Some(whole.into());
    }
    if let Some(whole) = pack.as_u64() {
        return Number::parse(&whole.to_string());
    }
    pack.as_f64().map_or_else(|| Number::parse(pack.as_str()?), Number::from_f64)
}

fn packed(value: &Value, ty: &Type) -> Pack {
    let unsaid = &Type::Dynamic;
    match value {
        Value::Null => Pack::Nil,
        Value::Unknown => Pack::Ext(0, vec![0]),
        Value::Bool(value) => Pack::Boolean(*value),
        Value::String(text) => Pack::from(text.as_str()),
        Value::Number(number) => {
            if let Some(whole) = number.as_i64() {
                Pack::from(whole)
            } else {
                number.as_f64().map_or_else(|| Pack::from(number.to_string()), Pack::from)
            }
        }
        Value::List(all) | Value::Set(all) => {
            let element = if let Type::List(element) | Type::Set(element) = ty { element } else { unsaid };
            Pack::Array(all.iter().map(|each| packed(each, element)).collect())
        }
        Value::Tuple(all) => {
            let types = if let Type::Tuple(types) = ty { types.as_slice() } else { &[] };
            let each = |(at, value)| packed(value, types.get(at).unwrap_or(unsaid));
            Pack::Array(all.iter().enumerate().map(each).collect())
        }
        Value::Map(entries) | Value::Object(entries) => {
            let of = |name: &str| match ty {
                Type::Map(element) => element.as_ref(),
                Type::Object(all) => all.get(name).unwrap_or(unsaid),
                Type::Dynamic
                | Type::Bool
                | Type::Number
                | Type::String
                | Type::List(_)
                | Type::Set(_)
                | Type::Tuple(_) => unsaid,
            };
            let each =
                |(name, value): (&String, &Value)| (Pack::from(name.as_str()), packed(value, of(name)));
            Pack::Map(entries.iter().map(each).collect())
        }
        Value::Dynamic(inner) => {
            let ty = inner.0.to_json().to_string().into_bytes();
            Pack::Array(vec![Pack::Binary(ty), packed(&inner.1, &inner.0)])
        }
    }
}

fn kind(pack: &Pack) -> &'static str {
    match pack {
        Pack::Nil => "nil",
        Pack::Boolean(_) => "a boolean",
        Pack::Integer(_) | Pack::F32(_) | Pack::F64(_) => "a number",
        Pack::String(_) => "text",
        Pack::Binary(_) => "bytes",
        Pack::Array(_) => "an array",
        Pack::Map(_) => "a map",
        Pack::Ext(..) => "an extension",
    }
}

pub(super) fn name(ty: &Type) -> &'static str {
    match ty {
        Type::Dynamic => "dynamic value",
        Type::Bool => "bool",
        Type::Number => "number",
        Type::String => "string",
        Type::List(_) => "list",
        Type::Set(_) => "set",
        Type::Map(_) => "map",
        Type::Tuple(_) => "tuple",
        Type::Object(_) => "object",
    }
}
