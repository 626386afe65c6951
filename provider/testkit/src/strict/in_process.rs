//! A server in this process, over memory instead of a socket.

use std::io;

use hyper_util::rt::TokioIo;
use tfplugin6::provider_client::ProviderClient;
use tfplugin6::provider_server::{Provider, ProviderServer};
use tokio::io::DuplexStream;
use tokio::sync::mpsc;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::UnboundedReceiverStream;
use tonic::transport::{Channel, Endpoint, Server};

const BUFFER_BYTES: usize = 1 << 16;

/// Serves a provider for as long as the client lives, and longer by what is in flight.
pub async fn in_process<P: Provider>(provider: P) -> ProviderClient<Channel> {
    let (dial, dialled) = mpsc::unbounded_channel::<DuplexStream>();
    let incoming = UnboundedReceiverStream::new(dialled).map(Ok::<_, io::Error>);
    let server = Server::builder().add_service(ProviderServer::new(provider));
    // it ends when nobody can dial any more
    tokio::spawn(server.serve_with_incoming(incoming));
    let connector = tower::service_fn(move |_uri: http::Uri| {
        let (near, far) = tokio::io::duplex(BUFFER_BYTES);
        let sent = dial.send(far).map_err(|_| io::Error::other("the server is gone"));
        async move { sent.map(|()| TokioIo::new(near)) }
    });
    let channel = Endpoint::from_static("http://in.process").connect_with_connector(connector).await;
    ProviderClient::new(channel.expect("a server in this process can be dialled"))
}
