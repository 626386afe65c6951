//! How the client gets there: TLS and whom it trusts, a proxy that is configured, and one that is not.

use std::sync::Arc;

use kit::stop::Stop;
use notify::http::HttpSettings;
use notify::{Kind, Receiver};
use rcgen::{CertifiedKey, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncWriteExt as _, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::received::{all_delivered, event, notifier, webhook, with_http};
use crate::server::{Answer, Request, Server, read_request, write_answer};

/// A server of TLS with a certificate of its own for `localhost`.
async fn tls() -> (Server, CertifiedKey<KeyPair>) {
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).expect("a key");
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![own.cert.der().clone()], key)
        .expect("a certificate");
    // HTTP/2 would be offered; its logs show addresses, so the client must not take it
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let mut server = Server::answering(vec![Answer::status(200)]).await;
    server.url = format!("https://localhost:{port}");
    let shared = server.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(stream) = acceptor.accept(stream).await else { continue };
            let mut stream = BufReader::new(stream);
            if let Some(request) = read_request(&mut stream).await {
                shared.remember(request);
                write_answer(&shared, &mut stream, &Answer::status(200)).await;
            }
        }
    });
    (server, own)
}

/// A proxy that carries what `CONNECT` asks for; returns its address, with a password, and its memory.
async fn proxy() -> (String, Server) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://me:canary@{}", listener.local_addr().expect("an address"));
    let memory = Server::answering(vec![Answer::status(200)]).await;
    let shared = memory.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(carry(stream, shared.clone()));
        }
    });
    (url, memory)
}

async fn carry(stream: TcpStream, memory: Server) {
    let mut stream = BufReader::new(stream);
    let Some(request) = read_request(&mut stream).await else { return };
    let target = request.line.split(' ').nth(1).unwrap_or_default().to_owned();
    memory.remember(request);
    let Ok(mut target) = TcpStream::connect(target).await else { return };
    let _ = stream.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").await;
    let _ = copy_bidirectional(&mut stream, &mut target).await;
}

fn trusting(own: &CertifiedKey<KeyPair>) -> HttpSettings {
    HttpSettings { extra_roots_pem: Some(own.cert.pem()), ..HttpSettings::default() }
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused_and_nothing_is_sent() {
    let (server, own) = tls().await;
    let brief = |notifier: notify::Notifier| notifier.within(std::time::Duration::from_millis(500));
    let report = brief(notifier(vec![webhook(&server)])).notify(&event(Kind::Started), &Stop::never()).await;
    let (_, error) = report.failures().next().expect("refused");
    let said = kit::error::chain(error);
    assert!(said.contains("UnknownIssuer") && !said.contains("canary"), "{said}");
    assert_eq!(server.requests().len(), 0);
    let notifier = with_http(vec![webhook(&server)], &trusting(&own));
    all_delivered(&notifier.notify(&event(Kind::Started), &Stop::never()).await);
    let [Request { line, .. }] = &server.requests()[..] else { panic!("one request") };
    assert!(line.ends_with(" HTTP/1.1"), "{line}");
}

#[tokio::test]
async fn a_proxy_carries_https_and_only_for_hosts_that_it_should() {
    let (server, own) = tls().await;
    let plain = Server::answering(vec![Answer::status(200)]).await;
    for (no_proxy, carried) in [(None, 1), (Some("other.example"), 1), (Some("localhost"), 0), (Some("*"), 0)]
    {
        let (url, memory) = proxy().await;
        let settings =
            HttpSettings { proxy: Some(url.into()), no_proxy: no_proxy.map(str::to_owned), ..trusting(&own) };
        let notifier = with_http(vec![webhook(&server), webhook(&plain)], &settings);
        all_delivered(&notifier.notify(&event(Kind::Started), &Stop::never()).await);
        let asked = memory.requests();
        assert_eq!(asked.len(), carried, "{no_proxy:?}: {asked:?}");
        for request in asked {
            assert!(request.line.starts_with("CONNECT localhost:"), "{request:?}");
            assert_eq!(request.headers["proxy-authorization"], "Basic bWU6Y2FuYXJ5");
        }
    }
}

#[tokio::test]
async fn a_proxy_of_the_environment_is_not_taken_unless_it_is_configured() {
    // in a process of its own: a test must not change its own environment
    const CHILD: &str = "SIGNALCRAFT_TEST_CHILD";
    const NAME: &str = "transport::a_proxy_of_the_environment_is_not_taken_unless_it_is_configured";
    #[expect(
        clippy::disallowed_methods,
        reason = "a test has no main that could read the environment for it"
    )]
    if std::env::var(CHILD).is_err() {
        let mut command = tokio::process::Command::new(std::env::current_exe().expect("this binary"));
        command.args([NAME, "--exact", "--nocapture"]).env(CHILD, "1");
        for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            command.env(name, "http://127.0.0.1:1");
        }
        command.env_remove("NO_PROXY").env_remove("no_proxy");
        let output = command.output().await.expect("this binary runs");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
        return;
    }
    let (server, own) = tls().await;
    let plain = Server::answering(vec![Answer::status(200)]).await;
    let notifier = with_http(vec![webhook(&server), webhook(&plain)], &trusting(&own));
    all_delivered(&notifier.notify(&event(Kind::Started), &Stop::never()).await);
}

#[tokio::test]
async fn the_name_in_the_certificate_counts() {
    let (server, own) = tls().await;
    let url = server.url.replace("localhost", "127.0.0.1");
    let receiver = Receiver::slack("ops", url.into()).expect("valid");
    let notifier = with_http(vec![receiver], &trusting(&own)).within(std::time::Duration::from_millis(500));
    let report = notifier.notify(&event(Kind::Started), &Stop::never()).await;
    let said = kit::error::chain(report.failures().next().expect("refused").1);
    assert!(said.contains("certificate"), "{said}");
}
