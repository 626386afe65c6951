//! Dialling a plugin, and the clients of everything that it serves. The plugin's certificate is verified
//! as Go does it: it is the only root, and must be valid for `localhost`.

use std::io;
use std::sync::Arc;

use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::crypto::aws_lc_rs;
use rustls_pki_types::ServerName;
use tfplugin6::plugin::grpc_broker_client::GrpcBrokerClient;
use tfplugin6::plugin::grpc_controller_client::GrpcControllerClient;
use tfplugin6::plugin::grpc_stdio_client::GrpcStdioClient;
use tfplugin6::provider_client::ProviderClient;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio_rustls::TlsConnector;
use tonic::transport::{Channel, Endpoint, Error};
use tonic_health::pb::health_client::HealthClient;

use super::certificate::ClientCertificate;
use super::plugin::Handshake;
use super::server_certificate::OnlyRoot;

/// What this side is willing to read and write, in bytes: more than a plugin should.
const MESSAGE_LIMIT_BYTES: usize = 2 << 30;
const WINDOW_BYTES: u32 = 8 << 20;

/// Who calls.
#[derive(Debug)]
pub enum Caller {
    /// The host, with the certificate that the plugin was told of; in plaintext if it was told of none.
    Host,
    /// Somebody without a certificate.
    Nobody,
    /// Somebody with another certificate.
    Stranger(ClientCertificate),
    /// Somebody who does not speak TLS.
    Plaintext,
}

/// A connection to a plugin.
#[derive(Debug, Clone)]
pub struct Host {
    channel: Channel,
}

impl Host {
    /// The provider's calls.
    pub fn provider(&self) -> ProviderClient<Channel> {
        ProviderClient::new(self.channel.clone())
            .max_decoding_message_size(MESSAGE_LIMIT_BYTES)
            .max_encoding_message_size(MESSAGE_LIMIT_BYTES)
    }

    /// go-plugin's controller.
    pub fn controller(&self) -> GrpcControllerClient<Channel> {
        GrpcControllerClient::new(self.channel.clone())
    }

    /// go-plugin's copy of the standard streams.
    pub fn stdio(&self) -> GrpcStdioClient<Channel> {
        GrpcStdioClient::new(self.channel.clone())
    }

    /// go-plugin's broker.
    pub fn broker(&self) -> GrpcBrokerClient<Channel> {
        GrpcBrokerClient::new(self.channel.clone())
    }

    /// The health service.
    pub fn health(&self) -> HealthClient<Channel> {
        HealthClient::new(self.channel.clone())
    }
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

pub(super) async fn connect(
    handshake: &Handshake,
    caller: Caller,
    own: Option<&ClientCertificate>,
) -> Result<Host, Error> {
    let tls = tls(handshake, caller, own);
    let (network, place) = (handshake.network.clone(), handshake.place.clone());
    let dial = tower::service_fn(move |_uri: http::Uri| {
        let (tls, network, place) = (tls.clone(), network.clone(), place.clone());
        async move { dial(tls, &network, &place).await.map(TokioIo::new) }
    });
    let channel = Endpoint::from_static("http://localhost")
        .initial_stream_window_size(WINDOW_BYTES)
        .initial_connection_window_size(WINDOW_BYTES)
        .connect_with_connector(dial)
        .await?;
    Ok(Host { channel })
}

async fn dial(tls: Option<Arc<ClientConfig>>, network: &str, place: &str) -> io::Result<Box<dyn Stream>> {
    let stream: Box<dyn Stream> = match network {
        "unix" => Box::new(UnixStream::connect(place).await?),
        "tcp" => Box::new(TcpStream::connect(place).await?),
        other => return Err(io::Error::other(format!("no host dials the network {other}"))),
    };
    let Some(config) = tls else { return Ok(stream) };
    let name = ServerName::try_from("localhost").map_err(io::Error::other)?;
    let stream = TlsConnector::from(config).connect(name, stream).await?;
    // grpc-go since 1.67, which newer Terraforms have, hangs up here.
    if stream.get_ref().1.alpn_protocol() != Some(b"h2".as_slice()) {
        return Err(io::Error::other("the plugin did not agree on h2"));
    }
    Ok(Box::new(stream))
}

fn tls(handshake: &Handshake, caller: Caller, own: Option<&ClientCertificate>) -> Option<Arc<ClientConfig>> {
    let server = handshake.certificate()?;
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("TLS 1.2 and 1.3")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(OnlyRoot::new(server)));
    let with =
        |certificate: &ClientCertificate| builder.clone().with_client_cert_resolver(certificate.presented());
    let mut config = match caller {
        Caller::Plaintext => return None,
        Caller::Nobody => builder.clone().with_no_client_auth(),
        Caller::Stranger(certificate) => with(&certificate),
        Caller::Host => own.map_or_else(|| builder.clone().with_no_client_auth(), with),
    };
    config.alpn_protocols = vec![b"h2".to_vec()];
    Some(Arc::new(config))
}
