//! `PlanResourceChange`.

use std::sync::Arc;

use tfplugin6::plan_resource_change as rpc;

use super::Inner;
use super::catalogue::Entry;
use super::naming::Known;
use crate::diagnostic::Diagnostics;
use crate::plan::tree::Fields;
use crate::plan::{check, complete, replace, twins};
use crate::private::Private;
use crate::resource::{Proposed, Resource};
use crate::scope::Cx;
use crate::semantic;
use crate::value::{Path, Value};
use crate::{from_wire, to_wire};

pub(super) async fn answer(inner: Arc<Inner>, request: rpc::Request) -> Result<rpc::Response, Diagnostics> {
    let entry = inner.catalogue.resource(&request.type_name)?;
    let prior = from_wire::value(request.prior_state.as_ref(), &entry.ty, "a prior state")?;
    let config = from_wire::value(request.config.as_ref(), &entry.ty, "a configuration")?;
    let proposed = from_wire::value(request.proposed_new_state.as_ref(), &entry.ty, "a proposed state")?;
    let cx = inner.cx(from_wire::capabilities(request.client_capabilities));
    let private = Private::from_bytes(&request.prior_private);
    if proposed.is_null() {
        return destroy(entry, &cx, &prior, private, request.prior_identity).await;
    }
    // what was unknown when the configuration was validated may be known now
    let twins = twins::found(&entry.schema, &config);
    if twins.has_errors() {
        return Err(twins);
    }
    let planned_private =
        cx.capabilities.planned_private.then(|| Private::from_bytes(&request.planned_private));

    let fields = Fields::of(&entry.schema.block);
    let planned = complete::plan(fields, &prior, &config, proposed);
    let proposed = Proposed {
        prior: (!prior.is_null()).then(|| prior.clone()),
        config: config.clone(),
        planned,
        private,
        planned_private,
    };
    let mut answer = entry.call.plan(&cx, proposed).await;
    answer.state = semantic::keep_planned(fields, &prior, answer.state);

    let mut replaced = answer.replace;
    if !prior.is_null() {
        replace::paths(fields, [&prior, &config, &answer.state], &Path::root(), &mut replaced);
    }
    replaced.sort();
    replaced.dedup();
    let deferred = answer.deferred.filter(|_| cx.may_defer(Some(&config)));
    let mut planned_identity = None;
    if !answer.diagnostics.has_errors() {
        answer.diagnostics.extend(check::plan(&entry.schema, &prior, &config, &answer.state));
        answer.diagnostics.extend(check::replaced(&prior, &answer.state, &replaced));
        // what is replaced may get another name, and what is put off may still get any
        let before = request.prior_identity.as_ref().filter(|_| replaced.is_empty() && deferred.is_none());
        match inner.name(&request.type_name, entry, &answer.state, before, Known::Unless) {
            Ok(identity) => planned_identity = identity,
            Err(why) => answer.diagnostics.extend(why),
        }
    }
    Ok(rpc::Response {
        planned_state: Some(to_wire::value(&answer.state, &entry.ty)?),
        planned_private: answer.private.to_bytes(),
        requires_replace: replaced.iter().map(to_wire::path).collect(),
        deferred: deferred.map(to_wire::deferred),
        planned_identity,
        diagnostics: to_wire::diagnostics(answer.diagnostics),
        ..rpc::Response::default()
    })
}

async fn destroy(
    entry: &Entry<dyn Resource>,
    cx: &Cx,
    prior: &Value,
    mut private: Private,
    identity: Option<tfplugin6::ResourceIdentityData>,
) -> Result<rpc::Response, Diagnostics> {
    let found = entry.call.plan_delete(cx, prior, &mut private).await;
    Ok(rpc::Response {
        planned_state: Some(to_wire::value(&Value::Null, &entry.ty)?),
        planned_private: private.to_bytes(),
        planned_identity: identity,
        diagnostics: to_wire::diagnostics(found),
        ..rpc::Response::default()
    })
}
