//! A value in a message: msgpack if there is any, else JSON, else null.

use tfplugin6::DynamicValue;

use super::{CodecError, Type, Value, from_json, from_msgpack, to_msgpack};

/// Reads a value out of a message.
pub fn read(value: Option<&DynamicValue>, ty: &Type) -> Result<Value, CodecError> {
    let Some(value) = value else { return Ok(Value::Null) };
    if !value.msgpack.is_empty() {
        return from_msgpack(&value.msgpack, ty);
    }
    if value.json.is_empty() {
        return Ok(Value::Null);
    }
    let json = serde_json::from_slice(&value.json)
        .map_err(|error| CodecError::new("", format!("neither msgpack nor JSON: {error}")))?;
    from_json(&json, ty)
}

/// Puts a value into a message, as a core does.
pub fn write(value: &Value, ty: &Type) -> Option<DynamicValue> {
    Some(DynamicValue { msgpack: to_msgpack(value, ty), json: Vec::new() })
}
