//! A tiny HTTP server that answers what it is told to, in order (the last answer again and again), and
//! remembers what it was asked. It stands in for AWS where an emulator is too kind.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use rcgen::{CertifiedKey, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader,
};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;

/// One scripted answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: &'static str,
    pub(crate) body: String,
}

impl Answer {
    /// Secrets Manager's protocol: an error.
    pub(crate) fn json_error(status: u16, code: &str, message: &str) -> Self {
        let body = format!(r#"{{"__type":"{code}","Message":"{message}"}}"#);
        Self {
            status,
            headers: "content-type: application/x-amz-json-1.1\r\nx-amzn-requestid: req-json-1\r\n",
            body,
        }
    }

    /// Secrets Manager's protocol: a value.
    pub(crate) fn json(body: &str) -> Self {
        Self { status: 200, headers: "content-type: application/x-amz-json-1.1\r\n", body: body.to_owned() }
    }

    /// The query protocol of RDS and STS: an error.
    pub(crate) fn xml_error(status: u16, code: &str, message: &str) -> Self {
        let body = format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>\
             </ErrorResponse>"
        );
        Self { status, headers: "content-type: text/xml\r\nx-amzn-requestid: req-xml-1\r\n", body }
    }

    /// The query protocol of RDS and STS: a result.
    pub(crate) fn xml(body: &str) -> Self {
        Self { status: 200, headers: "content-type: text/xml\r\n", body: body.to_owned() }
    }

    /// What a web server says.
    pub(crate) fn html(status: u16, body: &str) -> Self {
        Self { status, headers: "content-type: text/html\r\n", body: body.to_owned() }
    }

    /// A session of an assumed role.
    pub(crate) fn session(token: &str, expiration: &str) -> Self {
        Self::xml(&format!(
            "<AssumeRoleResponse><AssumeRoleResult><AssumedRoleUser><AssumedRoleId>AROA:ci</AssumedRoleId>\
             <Arn>arn:aws:sts::000000000000:assumed-role/deploy/ci</Arn></AssumedRoleUser><Credentials>\
             <AccessKeyId>AKIDSESSION</AccessKeyId><SecretAccessKey>{token}</SecretAccessKey>\
             <SessionToken>{token}</SessionToken><Expiration>{expiration}</Expiration></Credentials>\
             </AssumeRoleResult></AssumeRoleResponse>"
        ))
    }

    /// Who one is.
    pub(crate) fn identity() -> Self {
        Self::xml(
            "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::000000000000:user/x</Arn>\
             <UserId>AIDA</UserId><Account>000000000000</Account></GetCallerIdentityResult>\
             </GetCallerIdentityResponse>",
        )
    }
}

/// The running server; it ends with the test's runtime.
#[derive(Debug)]
pub(crate) struct Fake {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<String>>>,
    arrived: Arc<Notify>,
    connected: Arc<Notify>,
}

impl Fake {
    /// Answers these, in order.
    pub(crate) async fn answering(answers: Vec<Answer>) -> Self {
        Self::start(Some(answers)).await
    }

    /// Reads requests and never answers.
    pub(crate) async fn silent() -> Self {
        Self::start(None).await
    }

    async fn start(answers: Option<Vec<Answer>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let fake = Self { url, seen: Arc::default(), arrived: Arc::default(), connected: Arc::default() };
        let (seen, arrived) = (Arc::clone(&fake.seen), Arc::clone(&fake.arrived));
        let connected = Arc::clone(&fake.connected);
        tokio::spawn(async move {
            let mut silent = Vec::new();
            while let Ok((stream, _)) = listener.accept().await {
                let mut stream = BufReader::new(stream);
                connected.notify_one();
                let Some(request) = read_request(&mut stream).await else { continue };
                let number = {
                    let mut seen = seen.lock().expect("not poisoned");
                    seen.push(request);
                    seen.len() - 1
                };
                arrived.notify_one();
                match &answers {
                    Some(answers) => write_answer(&mut stream, &answers[number.min(answers.len() - 1)]).await,
                    None => silent.push(stream),
                }
            }
        });
        fake
    }

    /// Says over TLS who one is, with this certificate, to whoever trusts it. The address.
    pub(crate) async fn identity_over_tls(own: &CertifiedKey<KeyPair>) -> String {
        let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![own.cert.der().clone()], key)
            .expect("a certificate");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(stream) = acceptor.accept(stream).await else { continue };
                let mut stream = BufReader::new(stream);
                if read_request(&mut stream).await.is_some() {
                    write_answer(&mut stream, &Answer::identity()).await;
                }
            }
        });
        format!("https://localhost:{port}")
    }

    /// The requests so far: request line, headers, body.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.seen.lock().expect("not poisoned").clone()
    }

    /// Resolves when somebody has connected.
    pub(crate) async fn hello(&self) {
        bounded(&self.connected, "nobody connected").await;
    }

    /// Resolves when a request has arrived.
    pub(crate) async fn asked(&self) {
        bounded(&self.arrived, "nothing was asked").await;
    }
}

/// How long a test waits for something to reach the fake.
const PATIENCE: Duration = Duration::from_secs(20);

async fn bounded(happened: &Notify, or_else: &str) {
    tokio::time::timeout(PATIENCE, happened.notified()).await.expect(or_else);
}

async fn read_request(stream: &mut BufReader<impl AsyncRead + Unpin>) -> Option<String> {
    let mut request = String::new();
    let mut length = 0;
    loop {
        let before = request.len();
        if stream.read_line(&mut request).await.ok()? == 0 {
            return None;
        }
        let line = request[before..].trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    request.push_str(&String::from_utf8_lossy(&body));
    Some(request)
}

async fn write_answer(stream: &mut (impl AsyncWrite + Unpin), answer: &Answer) {
    let Answer { status, headers, body } = answer;
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} Scripted\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n"
    );
    // The client may have gone; then it says so itself.
    let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
    let _ = stream.shutdown().await;
}
