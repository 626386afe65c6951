//! `ListResource`: what is found is streamed as it is found, at most as much as was asked for, and the
//! looking ends when nobody listens any more.

use std::sync::Arc;

use tfplugin6::list_resource as rpc;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

use super::Inner;
use super::catalogue::{Entry, Identity};
use super::run::panicked;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::list::{Found, Listing, Query};
use crate::plan::{check, defaults};
use crate::resource::Resource;
use crate::scope::Capabilities;
use crate::value::conforms;
use crate::{from_wire, to_wire};

const RPC: &str = "ListResource";
/// Results that wait to be read; looking further waits meanwhile.
const FOUND_AHEAD: usize = 16;

/// What core reads.
pub(super) type Events = ReceiverStream<Result<rpc::Event, Status>>;

type Sender = mpsc::Sender<Result<rpc::Event, Status>>;

pub(super) fn answer(inner: &Arc<Inner>, request: rpc::Request) -> Events {
    use tracing::Instrument as _;
    let (sender, events) = mpsc::channel(FOUND_AHEAD);
    let span = tracing::info_span!("rpc", tf_rpc = RPC);
    let work = list(inner.clone(), request, sender.clone()).instrument(span);
    inner.tracker.spawn(async move {
        let found = tokio::select! {
            found = tf_plugin::panic::contained(work) => match found {
                Ok(Ok(found) | Err(found)) => found,
                Err(report) => panicked(RPC, &report),
            },
            // it only looks: it can be dropped anywhere
            () = sender.closed() => return,
        };
        if !found.is_empty() {
            let last = rpc::Event { diagnostic: to_wire::diagnostics(found), ..rpc::Event::default() };
            // nobody listens: nobody misses it
            let _ = sender.send(Ok(last)).await;
        }
    });
    ReceiverStream::new(events)
}

async fn list(inner: Arc<Inner>, request: rpc::Request, sender: Sender) -> Result<Diagnostics, Diagnostics> {
    let entry = inner.catalogue.list(&request.type_name)?;
    let resource = inner.catalogue.resource(&request.type_name)?;
    let identity = inner.catalogue.identity(&request.type_name)?;
    let config = from_wire::value(request.config.as_ref(), &entry.ty, "a configuration")?;
    let limit = u64::try_from(request.limit).ok().filter(|limit| *limit > 0);
    let query = Query {
        config: defaults::of_config(&entry.schema, &config),
        with_resource: request.include_resource_object,
        limit,
    };
    let (found, mut results) = mpsc::channel(1);
    let cx = inner.cx(Capabilities::default());
    let looking = entry.call.list(&cx, query, Listing { sender: found, left: limit });
    // ends, and closes its side, when nobody listens or what was found breaks a rule
    let handing_on = async move {
        while let Some(found) = results.recv().await {
            let event = event(resource, identity, request.include_resource_object, found)?;
            if sender.send(Ok(event)).await.is_err() {
                break;
            }
        }
        Ok(())
    };
    let (said, handed) = tokio::join!(looking, handing_on);
    handed.map(|()| said)
}

/// One result, checked: core wants an identity that is known, and a state only if it asked for one.
fn event(
    resource: &Entry<dyn Resource>,
    identity: &Identity,
    with_resource: bool,
    found: Found,
) -> Result<rpc::Event, Diagnostics> {
    if conforms(&found.identity, &identity.ty).is_err() || !found.identity.is_wholly_known() {
        return Err(Diagnostic::bug("The identity of something that was listed is not known").into());
    }
    let mut diagnostics = found.diagnostics;
    let resource_object = match found.resource.filter(|_| with_resource) {
        None => None,
        Some(state) => {
            diagnostics.extend(check::stored(&resource.schema, &state));
            Some(to_wire::value(&state, &resource.ty)?)
        }
    };
    Ok(rpc::Event {
        identity: Some(to_wire::identity(&found.identity, &identity.ty)?),
        display_name: found.display_name,
        resource_object,
        diagnostic: to_wire::diagnostics(diagnostics),
    })
}
