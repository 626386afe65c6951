//! `InvokeAction`: lines of progress, then exactly one completion, whatever becomes of the work. The work
//! is a task of its own, and goes on to its end if nobody listens any more.
//!
//! After a stop there is no more progress: core (1.14, 1.15) stops reading at the next line of it, and ends with a
//! panic of its own over whatever follows that.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use kit::stop::Stop;
use tfplugin6::invoke_action as rpc;
use tfplugin6::invoke_action::event::{Completed, Progress as Line, Type};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_stream::Stream;
use tonic::Status;

use super::Inner;
use super::run::panicked;
use crate::action::Progress;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::plan::defaults;
use crate::schema::Operation;
use crate::{from_wire, to_wire};

const RPC: &str = "InvokeAction";
/// Lines that wait to be read. Further ones are left out: an action does not wait for a reader.
const LINES_AHEAD: usize = 64;
/// How long the completion waits for a reader that is there and does not read.
const READER_LIMIT: Duration = Duration::from_secs(30);

/// What core reads: ends with the completion.
pub struct Events {
    received: mpsc::Receiver<rpc::Event>,
    /// Of this call.
    stop: Stop,
    completed: bool,
}

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Events").field("completed", &self.completed).finish_non_exhaustive()
    }
}

impl Stream for Events {
    type Item = Result<rpc::Event, Status>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.completed {
            return Poll::Ready(None);
        }
        loop {
            return match self.received.poll_recv(cx) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(Some(event)) => {
                    self.completed = matches!(event.r#type, Some(Type::Completed(_)));
                    if !self.completed && self.stop.is_raised() {
                        continue;
                    }
                    Poll::Ready(Some(Ok(event)))
                }
                // the work was lost with the runtime; core would take a bare end for success
                Poll::Ready(None) => {
                    self.completed = true;
                    let lost = Diagnostic::bug("The work of the action was lost before it came to its end");
                    Poll::Ready(Some(Ok(completed(lost.into()))))
                }
            };
        }
    }
}

pub(super) fn answer(inner: &Arc<Inner>, request: rpc::Request) -> Events {
    use tracing::Instrument as _;
    let (sender, events) = mpsc::channel(LINES_AHEAD);
    let lines = sender.clone();
    let progress = Progress::new(move |message| {
        let event = rpc::Event { r#type: Some(Type::Progress(Line { message })) };
        if lines.try_send(event).is_err() {
            tracing::debug!("a line of progress was left out: nobody reads");
        }
    });
    let stop = inner.stop.signal();
    let span = tracing::info_span!("rpc", tf_rpc = RPC);
    let work = invoke(inner.clone(), request, progress).instrument(span);
    inner.tracker.spawn(async move {
        let found = match tf_plugin::panic::contained(work).await {
            Ok(Ok(found) | Err(found)) => found,
            Err(report) => panicked(RPC, &report),
        };
        if timeout(READER_LIMIT, sender.send(completed(found))).await.is_err() {
            tracing::warn!("nobody read how the action ended");
        }
    });
    Events { received: events, stop, completed: false }
}

async fn invoke(
    inner: Arc<Inner>,
    request: rpc::Request,
    progress: Progress,
) -> Result<Diagnostics, Diagnostics> {
    let entry = inner.catalogue.action(&request.action_type)?;
    let config = from_wire::value(request.config.as_ref(), &entry.ty, "a configuration")?;
    if !config.is_wholly_known() {
        return Err(Diagnostic::bug("Terraform invoked an action with values that are not known").into());
    }
    let capabilities = from_wire::capabilities(request.client_capabilities);
    let (cx, _guard) = inner.cx_within(capabilities, &entry.schema, Operation::Invoke, &config);
    Ok(entry.call.invoke(&cx, defaults::of_config(&entry.schema, &config), progress).await)
}

fn completed(found: Diagnostics) -> rpc::Event {
    let diagnostics = to_wire::diagnostics(found);
    rpc::Event { r#type: Some(Type::Completed(Completed { diagnostics })) }
}
