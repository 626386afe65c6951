//! `ValidateProviderConfig` and `ValidateResourceConfig`.

use std::sync::Arc;

use tfplugin6::{validate_provider_config, validate_resource_config};

use super::Inner;
use crate::diagnostic::Diagnostics;
use crate::scope::Capabilities;
use crate::{from_wire, to_wire, validate};

pub(super) async fn provider(
    inner: Arc<Inner>,
    request: validate_provider_config::Request,
) -> Result<validate_provider_config::Response, Diagnostics> {
    let config =
        from_wire::value(request.config.as_ref(), &inner.schema.ty(), "the provider's configuration")?;
    let mut found = validate::config(&inner.schema, &config, true);
    found.extend(inner.provider.validate(&inner.cx(Capabilities::default()), &config).await);
    Ok(validate_provider_config::Response { diagnostics: to_wire::diagnostics(found) })
}

pub(super) async fn resource(
    inner: Arc<Inner>,
    request: validate_resource_config::Request,
) -> Result<validate_resource_config::Response, Diagnostics> {
    let entry = inner.entry(&request.type_name)?;
    let capabilities = from_wire::capabilities(request.client_capabilities);
    let config = from_wire::value(request.config.as_ref(), &entry.ty, "a configuration")?;
    let mut found = validate::config(&entry.schema, &config, capabilities.write_only);
    found.extend(entry.resource.validate(&inner.cx(capabilities), &config).await);
    Ok(validate_resource_config::Response { diagnostics: to_wire::diagnostics(found) })
}
