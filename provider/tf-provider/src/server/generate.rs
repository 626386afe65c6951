//! `GenerateResourceConfig`: for imports and queries that write configuration.

use tfplugin6::generate_resource_config as rpc;

use super::Inner;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{from_wire, generate, to_wire};

pub(super) fn answer(inner: &Inner, request: &rpc::Request) -> Result<rpc::Response, Diagnostics> {
    let entry = inner.catalogue.resource(&request.type_name)?;
    let state = from_wire::value(request.state.as_ref(), &entry.ty, "a state")?;
    if state.is_null() {
        let what = format!("Terraform asked for the configuration of a {} that is gone", request.type_name);
        return Err(Diagnostic::bug(what).into());
    }
    let config = entry.call.generate(generate::config(&entry.schema, state));
    Ok(rpc::Response { config: Some(to_wire::value(&config, &entry.ty)?), ..rpc::Response::default() })
}
