//! `ValidateResourceConfig`.

use std::sync::Arc;

use tfplugin6::validate_resource_config as rpc;

use super::super::Inner;
use crate::diagnostic::Diagnostics;
use crate::{from_wire, to_wire, validate};

pub(in super::super) async fn answer(
    inner: Arc<Inner>,
    request: rpc::Request,
) -> Result<rpc::Response, Diagnostics> {
    let entry = inner.catalogue.resource(&request.type_name)?;
    let capabilities = from_wire::capabilities(request.client_capabilities);
    let config = from_wire::value(request.config.as_ref(), &entry.ty, "a configuration")?;
    let mut found = validate::config(&entry.schema, &config, capabilities.write_only);
    found.extend(entry.call.validate(&inner.cx(capabilities), &config).await);
    Ok(rpc::Response { diagnostics: to_wire::diagnostics(found) })
}
