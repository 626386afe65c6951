//! From the wire to our own types. Only this file, `to_wire.rs` and `server/` see generated messages.

use tfplugin6::{ClientCapabilities, DynamicValue, ResourceIdentityData};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::scope::Capabilities;
use crate::value::{Type, Value, codec};

/// Decodes a value of a known type. Core sends msgpack; JSON is allowed, and neither means null.
pub(crate) fn value(sent: Option<&DynamicValue>, ty: &Type, what: &str) -> Result<Value, Diagnostics> {
    let Some(sent) = sent else { return Ok(Value::Null) };
    let decoded = if !sent.msgpack.is_empty() {
        codec::msgpack::decode(&sent.msgpack, ty)
    } else if !sent.json.is_empty() {
        codec::json::decode(&sent.json, ty)
    } else {
        return Ok(Value::Null);
    };
    decoded.map_err(|error| {
        let why = kit::error::chain(&error);
        Diagnostic::bug(format!("Terraform sent {what} in a form that does not fit the schema: {why}")).into()
    })
}

/// What the core can do.
pub(crate) fn capabilities(sent: Option<ClientCapabilities>) -> Capabilities {
    sent.map_or_else(Capabilities::default, |sent| Capabilities {
        deferral: sent.deferral_allowed,
        write_only: sent.write_only_attributes_allowed,
        planned_private: sent.store_planned_private,
        computed_blocks: sent.computed_blocks_allowed,
    })
}

/// Decodes an identity. A state that was written by a core before 1.12 has none.
pub(crate) fn identity(sent: Option<&ResourceIdentityData>, ty: &Type) -> Result<Value, Diagnostics> {
    value(sent.and_then(|sent| sent.identity_data.as_ref()), ty, "an identity")
}
