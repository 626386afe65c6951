//! The server: our own accept loop, because tonic's TLS cannot verify the host's certificate, the services
//! that go-plugin expects beside the provider's, and the way to the end.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use tfplugin6::plugin::grpc_broker_server::GrpcBrokerServer;
use tfplugin6::plugin::grpc_controller_server::GrpcControllerServer;
use tfplugin6::plugin::grpc_stdio_server::GrpcStdioServer;
use tfplugin6::provider_server::{Provider, ProviderServer};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::Server;
use tonic_health::ServingStatus;

use crate::broker::Broker;
use crate::connection::{Connection, Guard, Open, Stream};
use crate::controller::Controller;
use crate::ending::{Drain, EndSwitch, Ending};
use crate::listen::Socket;
use crate::remember::Remembered;
use crate::stdio::Stdio;

/// The largest message in either direction, in bytes. As the servers of Go providers have it; tonic's own limit of
/// 4 MiB is less than a large state.
pub const MESSAGE_LIMIT_BYTES: usize = 256 << 20;

/// What the host asks the health service about.
const HEALTH_NAME: &str = "plugin";
/// A client that has connected but does not finish its TLS handshake.
const TLS_HANDSHAKE_LIMIT: Duration = Duration::from_secs(10);
/// Handshakes at a time; more wait in the kernel's queue.
const HANDSHAKES_AT_ONCE: usize = 16;
/// Pause after an accept that failed: most likely no file descriptor is free.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// How long replies may take to leave when work is done and the host no longer waits for any.
const FLUSH_LIMIT: Duration = Duration::from_millis(100);
/// How much a host may send ahead in one call and in all, in bytes: enough to keep large messages moving.
const STREAM_WINDOW_BYTES: u32 = 4 << 20;
const CONNECTION_WINDOW_BYTES: u32 = 8 << 20;

/// What a server is made of.
pub(crate) struct Serving<P> {
    pub(crate) provider: Arc<P>,
    pub(crate) socket: Socket,
    pub(crate) tls: Option<Arc<ServerConfig>>,
    pub(crate) open: Open,
    pub(crate) end: EndSwitch,
}

/// Serves until the end is asked for, lets work in flight come to its end within the bound, and says why.
pub(crate) async fn serve<P: Provider + Drain>(serving: Serving<P>) -> io::Result<Ending> {
    let Serving { provider, socket, tls, open, end } = serving;
    let (health, health_service) = tonic_health::server::health_reporter();
    health.set_service_status(HEALTH_NAME, ServingStatus::Serving).await;

    let (accepted, connections) = mpsc::channel(HANDSHAKES_AT_ONCE);
    let acceptor = tokio::spawn(accept(listener(socket)?, tls, open, accepted));

    let asked = end.requested();
    let server = Server::builder()
        .initial_stream_window_size(STREAM_WINDOW_BYTES)
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
        .add_service(Remembered::new(
            ProviderServer::from_arc(provider.clone())
                .max_decoding_message_size(MESSAGE_LIMIT_BYTES)
                .max_encoding_message_size(MESSAGE_LIMIT_BYTES),
        ))
        .add_service(GrpcControllerServer::new(Controller(end.clone())))
        .add_service(GrpcStdioServer::new(Stdio(end.clone())))
        .add_service(GrpcBrokerServer::new(Broker(end.clone())))
        .add_service(health_service)
        .serve_with_incoming_shutdown(ReceiverStream::new(connections), async {
            asked.await;
        });
    let mut server = tokio::spawn(server);

    let why = tokio::select! {
        // In this order: a server without connections stops in the same moment in which the end is asked for.
        biased;
        why = end.requested() => why,
        stopped = &mut server => return Err(io::Error::other(match stopped {
            Ok(Err(error)) => kit::error::chain(&error),
            Ok(Ok(())) => "the server stopped by itself".to_owned(),
            Err(error) => kit::error::chain(&error),
        })),
    };
    acceptor.abort();
    tracing::debug!(?why, limit_ms = why.drain_limit().as_millis(), "draining");
    if timeout(why.drain_limit(), drained(provider.as_ref(), &mut server, why)).await.is_err() {
        tracing::error!(?why, "work in flight did not come to an end in time and is abandoned");
    }
    Ok(why)
}

/// Work in flight has ended, and its answers are on their way.
async fn drained<P: Drain, T>(provider: &P, server: &mut tokio::task::JoinHandle<T>, why: Ending) {
    provider.drain(why).await;
    match why {
        // Someone may still read the answer of each call: all of the time that is left.
        Ending::Signal => drop(server.await),
        // Nobody reads any more, and a client that stopped reading must not keep us.
        Ending::Shutdown | Ending::Orphaned | Ending::Crashed => drop(timeout(FLUSH_LIMIT, server).await),
    }
}

/// A socket as the runtime has it.
enum Listener {
    Unix(tokio::net::UnixListener),
    Tcp(tokio::net::TcpListener),
}

fn listener(socket: Socket) -> io::Result<Listener> {
    match socket {
        Socket::Unix(socket) => tokio::net::UnixListener::from_std(socket).map(Listener::Unix),
        Socket::Tcp(socket) => tokio::net::TcpListener::from_std(socket).map(Listener::Tcp),
    }
}

impl Listener {
    async fn accept(&self) -> io::Result<Box<dyn StreamUnpin>> {
        match self {
            Self::Unix(socket) => {
                let (stream, _) = socket.accept().await?;
                Ok(Box::new(stream))
            }
            Self::Tcp(socket) => {
                let (stream, _) = socket.accept().await?;
                stream.set_nodelay(true)?;
                Ok(Box::new(stream))
            }
        }
    }
}

/// A stream that can be handed to the TLS layer.
trait StreamUnpin: Stream + Unpin {}

impl<T: Stream + Unpin> StreamUnpin for T {}

type Accepted = mpsc::Sender<io::Result<Connection>>;

async fn accept(listener: Listener, tls: Option<Arc<ServerConfig>>, open: Open, accepted: Accepted) {
    let slots = Arc::new(Semaphore::new(HANDSHAKES_AT_ONCE));
    while let Ok(slot) = slots.clone().acquire_owned().await {
        let stream = match listener.accept().await {
            Ok(stream) => stream,
            Err(error) => {
                tracing::warn!(error = kit::error::chain(&error), "accept a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        // Counted from the first byte, so that a host in its handshake is not taken for gone.
        let (counted, tls, accepted) = (open.enter(), tls.clone(), accepted.clone());
        tokio::spawn(async move {
            if let Some(connection) = secured(stream, tls, counted).await {
                // Full or closed: the server is busy, or has ended.
                let _ = accepted.send(Ok(connection)).await;
            }
            drop(slot);
        });
    }
}

/// The connection, once the client has shown who it is. A refusal is logged: the client itself often sees
/// no more than a broken pipe.
async fn secured(
    stream: Box<dyn StreamUnpin>,
    tls: Option<Arc<ServerConfig>>,
    counted: Guard,
) -> Option<Connection> {
    let Some(config) = tls else { return Some(Connection::new(stream, counted)) };
    match timeout(TLS_HANDSHAKE_LIMIT, TlsAcceptor::from(config).accept(stream)).await {
        Ok(Ok(stream)) => Some(Connection::new(stream, counted)),
        Ok(Err(error)) => {
            tracing::warn!(error = kit::error::chain(&error), "a client was refused");
            None
        }
        Err(_) => {
            tracing::warn!("a client was refused: it did not finish its TLS handshake in time");
            None
        }
    }
}
