//! `plugin.GRPCBroker`: the host opens it always and Terraform uses it never. We read what comes, so that
//! the other side is not held up, and say nothing.

use std::future::ready;
use std::pin::Pin;

use futures_util::stream::{Stream, StreamExt as _};
use tfplugin6::plugin::ConnInfo;
use tfplugin6::plugin::grpc_broker_server::GrpcBroker;
use tonic::{Request, Response, Status, Streaming};

use crate::ending::EndSwitch;

/// Listens until the end is asked for or the host hangs up.
#[derive(Debug)]
pub(crate) struct Broker(pub(crate) EndSwitch);

#[tonic::async_trait]
impl GrpcBroker for Broker {
    type StartStreamStream = Pin<Box<dyn Stream<Item = Result<ConnInfo, Status>> + Send>>;

    async fn start_stream(
        &self,
        request: Request<Streaming<ConnInfo>>,
    ) -> Result<Response<Self::StartStreamStream>, Status> {
        let silence = request.into_inner().take_while(|received| ready(received.is_ok()));
        let silence = silence.filter_map(|_offer| ready(None)).take_until(self.0.requested());
        Ok(Response::new(Box::pin(silence)))
    }
}
