//! `ValidateEphemeralResourceConfig`.

use std::sync::Arc;

use tfplugin6::validate_ephemeral_resource_config as rpc;

use super::super::Inner;
use crate::diagnostic::Diagnostics;
use crate::scope::Capabilities;
use crate::{from_wire, to_wire, validate};

pub(in super::super) async fn answer(
    inner: Arc<Inner>,
    request: rpc::Request,
) -> Result<rpc::Response, Diagnostics> {
    let entry = inner.catalogue.ephemeral(&request.type_name)?;
    let config = from_wire::value(request.config.as_ref(), &entry.ty, "a configuration")?;
    // nothing of it is stored, so that there is nothing write-only a core could be too old for
    let mut found = validate::config(&entry.schema, &config, true);
    found.extend(entry.call.validate(&inner.cx(Capabilities::default()), &config).await);
    Ok(rpc::Response { diagnostics: to_wire::diagnostics(found) })
}
