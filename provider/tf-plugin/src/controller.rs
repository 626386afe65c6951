//! `plugin.GRPCController`: the host's way to end us. Without it the host waits two seconds and kills, and
//! Terraform starts and ends a provider four times in one apply.

use tfplugin6::plugin::Empty;
use tfplugin6::plugin::grpc_controller_server::GrpcController;
use tonic::{Request, Response, Status};

use crate::ending::{EndSwitch, Ending};

/// Answers at once and asks for the end.
#[derive(Debug)]
pub(crate) struct Controller(pub(crate) EndSwitch);

#[tonic::async_trait]
impl GrpcController for Controller {
    async fn shutdown(&self, _request: Request<Empty>) -> Result<Response<Empty>, Status> {
        tracing::debug!("the host asked for shutdown");
        self.0.request(Ending::Shutdown);
        Ok(Response::new(Empty {}))
    }
}
