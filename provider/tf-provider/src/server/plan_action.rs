//! `PlanAction`.

use std::sync::Arc;

use tfplugin6::plan_action as rpc;

use super::Inner;
use super::run::refused;
use crate::deferral::Deferral;
use crate::diagnostic::Diagnostics;
use crate::{from_wire, to_wire};

pub(super) async fn answer(inner: Arc<Inner>, request: rpc::Request) -> Result<rpc::Response, Diagnostics> {
    let entry = inner.catalogue.action(&request.action_type)?;
    let config = from_wire::value(request.config.as_ref(), &entry.ty, "a configuration")?;
    let cx = inner.cx(from_wire::capabilities(request.client_capabilities));
    match entry.call.plan(&cx, &config).await {
        Ok(found) => {
            Ok(rpc::Response { diagnostics: to_wire::diagnostics(found), ..rpc::Response::default() })
        }
        Err(why) => {
            refused(&cx, Some(&config), why)?;
            // core takes no other reason for an action
            let deferred = Some(to_wire::deferred(Deferral::ProviderConfigUnknown));
            Ok(rpc::Response { deferred, ..rpc::Response::default() })
        }
    }
}
