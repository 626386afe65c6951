//! A running plugin: its handshake, what it writes to stderr, its end. It is killed when dropped.

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rustls_pki_types::CertificateDer;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::time::timeout;

use super::certificate::ClientCertificate;
use super::dial::{self, Caller, Host};
use crate::process;

const START_LIMIT: Duration = Duration::from_secs(20);

/// The handshake line, taken apart.
#[derive(Debug, Clone)]
pub struct Handshake {
    /// The line itself, without its end.
    pub line: String,
    /// Version of go-plugin's protocol.
    pub core: String,
    /// Version of the plugin protocol.
    pub version: String,
    /// `unix` or `tcp`.
    pub network: String,
    /// A path or `host:port`.
    pub place: String,
    /// `grpc`.
    pub protocol: String,
    /// All that is after the fifth bar, as a host reads it.
    pub certificate: String,
}

impl Handshake {
    fn parse(line: &str) -> Self {
        let fields: Vec<&str> = line.splitn(6, '|').collect();
        let [core, version, network, place, protocol, certificate] = fields[..] else {
            panic!("a handshake line has six fields: {line}");
        };
        let own = str::to_owned;
        Self {
            line: own(line),
            core: own(core),
            version: own(version),
            network: own(network),
            place: own(place),
            protocol: own(protocol),
            certificate: own(certificate),
        }
    }

    /// The certificate, if there is one.
    pub fn certificate(&self) -> Option<CertificateDer<'static>> {
        (!self.certificate.is_empty()).then(|| {
            CertificateDer::from(STANDARD_NO_PAD.decode(&self.certificate).expect("unpadded base64"))
        })
    }
}

/// A process that serves.
#[derive(Debug)]
pub struct Plugin {
    child: Child,
    id: u32,
    first_line: String,
    certificate: Option<ClientCertificate>,
    stdout: watch::Receiver<Vec<String>>,
    stderr: watch::Receiver<Vec<String>>,
    /// Its temporary directory. The last field: the process is killed before its files are removed.
    _scratch: TempDir,
}

impl Plugin {
    pub(super) async fn start(
        mut command: Command,
        certificate: Option<ClientCertificate>,
        scratch: TempDir,
    ) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the plugin starts");
        let id = child.id().expect("it runs");
        let mut stdout = lines(child.stdout.take().expect("piped"));
        let stderr = lines(child.stderr.take().expect("piped"));
        let first_line = timeout(START_LIMIT, async {
            let read = stdout.wait_for(|lines| !lines.is_empty()).await;
            read.ok().map(|lines| lines[0].clone())
        });
        let first_line = first_line.await.expect("a line on stdout in time");
        let first_line = first_line
            .unwrap_or_else(|| panic!("stdout ended without a line; stderr: {:?}", *stderr.borrow()));
        Self { child, id, first_line, certificate, stdout, stderr, _scratch: scratch }
    }

    /// The first line on stdout.
    pub fn first_line(&self) -> &str {
        &self.first_line
    }

    /// The first line on stdout, as a handshake.
    #[track_caller]
    pub fn handshake(&self) -> Handshake {
        Handshake::parse(&self.first_line)
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Connects as the host that started it.
    pub async fn connect(&self) -> Host {
        self.connect_as(Caller::Host).await.expect("the host is let in")
    }

    /// Connects as someone. A refusal may come here or with the first call.
    pub async fn connect_as(&self, caller: Caller) -> Result<Host, tonic::transport::Error> {
        dial::connect(&self.handshake(), caller, self.certificate.as_ref()).await
    }

    /// Connects in plaintext to an address, as a host does that was told by `TF_REATTACH_PROVIDERS`.
    pub async fn attach(network: &str, place: &str) -> Host {
        let line = format!("1|6|{network}|{place}|grpc|");
        dial::connect(&Handshake::parse(&line), Caller::Plaintext, None).await.expect("it listens")
    }

    /// Sends it a signal (`INT`, `TERM`, `KILL`).
    #[track_caller]
    pub fn signal(&self, signal: &str) {
        process::signal(self.id, signal);
    }

    /// Waits for its end.
    pub async fn ends_within(&mut self, limit: Duration) -> ExitStatus {
        let ended = timeout(limit, self.child.wait()).await;
        let ended = ended
            .unwrap_or_else(|_| panic!("it still runs after {limit:?}; stderr: {:#?}", self.stderr_so_far()));
        ended.expect("its status")
    }

    /// Waits until a line on stderr contains these words, and returns it.
    pub async fn stderr_line(&self, words: &str, limit: Duration) -> String {
        let mut stderr = self.stderr.clone();
        let find = |lines: &Vec<String>| lines.iter().find(|line| line.contains(words)).cloned();
        let found = timeout(limit, stderr.wait_for(|lines| find(lines).is_some())).await;
        match found {
            Ok(Ok(lines)) => find(&lines).expect("just seen"),
            Ok(Err(_)) | Err(_) => {
                panic!("no line with `{words}` on stderr within {limit:?}: {:#?}", self.stderr_so_far())
            }
        }
    }

    /// The lines on stderr until now.
    pub fn stderr_so_far(&self) -> Vec<String> {
        self.stderr.borrow().clone()
    }

    /// Every line on both streams, when both have ended. The process must have ended, too.
    pub async fn remaining_output(mut self) -> (Vec<String>, Vec<String>) {
        for stream in [&mut self.stdout, &mut self.stderr] {
            // An error is the end: the sender is gone when the stream is.
            let ended = timeout(START_LIMIT, async { while stream.changed().await.is_ok() {} }).await;
            ended.expect("the stream ends with the process");
        }
        (self.stdout.borrow().clone(), self.stderr.borrow().clone())
    }
}

/// Collects lines as they come. The sender is dropped at the end of the stream.
fn lines(stream: impl AsyncRead + Send + Unpin + 'static) -> watch::Receiver<Vec<String>> {
    let (sender, receiver) = watch::channel(Vec::new());
    tokio::spawn(async move {
        let mut reader = BufReader::new(stream);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).await.is_ok_and(|read| read > 0) {
            let text = String::from_utf8_lossy(&line).trim_end_matches('\n').to_owned();
            sender.send_modify(|lines| lines.push(text));
            line.clear();
        }
    });
    receiver
}
