//! `plugin.GRPCStdio`: a copy of our standard streams that the host asks for. Terraform logs whatever comes
//! as a warning about unexpected data, so nothing ever does: the stream stays open and silent to the end.

use std::pin::Pin;

use futures_util::stream::{self, Stream, StreamExt as _};
use tfplugin6::plugin::StdioData;
use tfplugin6::plugin::grpc_stdio_server::GrpcStdio;
use tonic::{Request, Response, Status};

use crate::ending::EndSwitch;

/// Keeps streams open until the end is asked for.
#[derive(Debug)]
pub(crate) struct Stdio(pub(crate) EndSwitch);

#[tonic::async_trait]
impl GrpcStdio for Stdio {
    type StreamStdioStream = Pin<Box<dyn Stream<Item = Result<StdioData, Status>> + Send>>;

    async fn stream_stdio(&self, _request: Request<()>) -> Result<Response<Self::StreamStdioStream>, Status> {
        // Ends with the process, or it would hold up the server's own end.
        let silence = stream::pending().take_until(self.0.requested());
        Ok(Response::new(Box::pin(silence)))
    }
}
