//! Running the work of a call. The work is a task of its own: a dropped connection ends nothing, a statement
//! is never cut in half. A panic in it becomes a diagnostic, and the process lives.

use std::sync::Arc;
use std::time::Duration;

use kit::stop::DeadlineGuard;
use tonic::{Response, Status};

use super::Inner;
use super::reply::Reply;
use crate::deferral::{Deferral, Refusal};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::schema::{Operation, Schema};
use crate::scope::{Capabilities, Cx};
use crate::value::Value;

impl Inner {
    /// The scope of a call that begins now.
    pub(super) fn cx(&self, capabilities: Capabilities) -> Cx {
        Cx { stop: self.stop.signal(), capabilities, provider_config_unknown: self.is_config_unknown() }
    }

    /// The same, with the time limit that `object` or the schema's default sets for `operation`. The limit
    /// holds as long as the guard lives.
    pub(super) fn cx_within(
        &self,
        capabilities: Capabilities,
        schema: &Schema,
        operation: Operation,
        object: &Value,
    ) -> (Cx, Option<DeadlineGuard>) {
        self.cx_limited(capabilities, limit(schema, operation, object))
    }

    /// The same, with this limit.
    pub(super) fn cx_limited(
        &self,
        capabilities: Capabilities,
        limit: Option<Duration>,
    ) -> (Cx, Option<DeadlineGuard>) {
        let mut cx = self.cx(capabilities);
        let guard = limit.map(|limit| {
            let (stop, guard) = cx.stop.with_deadline(limit);
            cx.stop = stop;
            guard
        });
        (cx, guard)
    }

    /// Runs `work` to its end, whatever becomes of the connection.
    pub(super) async fn run<R, F, W>(
        self: &Arc<Self>,
        rpc: &'static str,
        work: F,
    ) -> Result<Response<R>, Status>
    where
        R: Reply,
        F: FnOnce(Arc<Self>) -> W,
        W: Future<Output = Result<R, Diagnostics>> + Send + 'static,
    {
        use tracing::Instrument as _;
        let span = tracing::info_span!("rpc", tf_rpc = rpc);
        let work = work(self.clone()).instrument(span);
        let task = self.tracker.spawn(tf_plugin::panic::contained(work));
        let reply = match task.await {
            Ok(Ok(Ok(reply))) => reply,
            Ok(Ok(Err(diagnostics))) => R::refusal(diagnostics),
            Ok(Err(report)) => R::refusal(panicked(rpc, &report)),
            Err(join) => R::refusal(Diagnostic::bug(format!("The work of {rpc} was lost: {join}")).into()),
        };
        Ok(Response::new(reply))
    }
}

/// The time limit of an operation, if there is one.
pub(super) fn limit(schema: &Schema, operation: Operation, object: &Value) -> Option<Duration> {
    schema.timeouts.as_ref().and_then(|timeouts| timeouts.limit(operation, object))
}

/// What to say of work that ended in a panic.
pub(super) fn panicked(rpc: &'static str, report: &tf_plugin::panic::PanicReport) -> Diagnostics {
    tracing::error!(rpc, panic = %report, "a handler panicked");
    Diagnostic::bug(format!(
        "The provider stopped in the middle of {rpc}: {report}. What it had done up to then may be done; \
         nothing was recorded in the state"
    ))
    .into()
}

/// What a refusal comes to: an answer that is put off where core takes that, diagnostics everywhere else.
pub(super) fn refused(cx: &Cx, config: Option<&Value>, why: Refusal) -> Result<Deferral, Diagnostics> {
    if let Refusal::Deferred(deferral) = why
        && cx.may_defer(config)
    {
        return Ok(deferral);
    }
    Err(why.into_diagnostics())
}
