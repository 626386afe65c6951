//! JSON as Terraform stores state and as a provider may answer: there is no unknown in it, and what an object
//! leaves out is null.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::msgpack::name;
use super::{CodecError, Number, Type, Value, dotted, indexed};

/// Reads a value of a type.
pub fn from_json(json: &Json, ty: &Type) -> Result<Value, CodecError> {
    typed(json, ty, "")
}

/// Writes a value; what is unknown becomes null.
pub fn to_json(value: &Value) -> Json {
    match value {
        Value::Null | Value::Unknown => Json::Null,
        Value::Bool(value) => json!(value),
        Value::Number(number) => serde_json::from_str(&number.to_string()).unwrap_or(Json::Null),
        Value::String(text) => json!(text),
        Value::List(all) | Value::Set(all) | Value::Tuple(all) => all.iter().map(to_json).collect(),
        Value::Map(entries) | Value::Object(entries) => {
            Json::Object(entries.iter().map(|(name, value)| (name.clone(), to_json(value))).collect())
        }
        Value::Dynamic(inner) => json!({ "type": inner.0.to_json(), "value": to_json(&inner.1) }),
    }
}

fn typed(json: &Json, ty: &Type, path: &str) -> Result<Value, CodecError> {
    let wrong = || CodecError::new(path, format!("other JSON where a {} was due", name(ty)));
    if json.is_null() {
        return Ok(Value::Null);
    }
    let all = |element: &Type| -> Result<Vec<Value>, CodecError> {
        let each = |(at, json)| typed(json, element, &indexed(path, at));
        json.as_array().ok_or_else(wrong)?.iter().enumerate().map(each).collect()
    };
    match ty {
        Type::Dynamic => {
            let (inner, value) = (json.get("type").ok_or_else(wrong)?, json.get("value").ok_or_else(wrong)?);
            let inner = Type::from_json(inner).map_err(|what| CodecError::new(path, what))?;
            let value = typed(value, &inner, path)?;
            Ok(Value::Dynamic(Box::new((inner, value))))
        }
        Type::Bool => json.as_bool().map(Value::Bool).ok_or_else(wrong),
        Type::String => json.as_str().map(Value::string).ok_or_else(wrong),
        Type::Number => {
            let text = if let Json::String(text) = json { text.clone() } else { json.to_string() };
            Number::parse(&text).map(Value::Number).ok_or_else(wrong)
        }
        Type::List(element) => Ok(Value::List(all(element)?)),
        Type::Set(element) => Ok(Value::set(all(element)?)),
        Type::Tuple(types) => {
            let array = json.as_array().filter(|array| array.len() == types.len()).ok_or_else(wrong)?;
            let each = |(at, (json, ty))| typed(json, ty, &indexed(path, at));
            Ok(Value::Tuple(array.iter().zip(types).enumerate().map(each).collect::<Result<_, _>>()?))
        }
        Type::Map(element) => {
            let each =
                |(key, json): (&String, _)| Ok((key.clone(), typed(json, element, &indexed(path, key))?));
            Ok(Value::Map(json.as_object().ok_or_else(wrong)?.iter().map(each).collect::<Result<_, _>>()?))
        }
        Type::Object(types) => {
            let object = json.as_object().ok_or_else(wrong)?;
            if let Some(name) = object.keys().find(|name| !types.contains_key(*name)) {
                return Err(CodecError::new(&dotted(path, name), "an attribute that the schema has not"));
            }
            let mut entries = BTreeMap::new();
            for (name, ty) in types {
                let json = object.get(name).unwrap_or(&Json::Null);
                entries.insert(name.clone(), typed(json, ty, &dotted(path, name))?);
            }
            Ok(Value::Object(entries))
        }
    }
}
