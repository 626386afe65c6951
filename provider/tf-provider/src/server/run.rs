//! Running the work of a call. The work is a task of its own: a dropped connection ends nothing, a statement
//! is never cut in half. A panic in it becomes a diagnostic, and the process lives.

use std::sync::Arc;

use tonic::{Response, Status};

use super::Inner;
use super::reply::Reply;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::scope::{Capabilities, Cx};

impl Inner {
    /// The scope of a call that begins now.
    pub(super) fn cx(&self, capabilities: Capabilities) -> Cx {
        Cx { stop: self.stop.signal(), capabilities }
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
            Ok(Err(report)) => {
                tracing::error!(rpc, panic = %report, "a handler panicked");
                R::refusal(
                    Diagnostic::bug(format!(
                        "The provider stopped in the middle of {rpc}: {report}. What it had done up to then \
                         may be done; nothing was recorded in the state"
                    ))
                    .into(),
                )
            }
            Err(join) => R::refusal(Diagnostic::bug(format!("The work of {rpc} was lost: {join}")).into()),
        };
        Ok(Response::new(reply))
    }
}
