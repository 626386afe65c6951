//! A small HTTP server that answers what it is told to, in order (the last answer again and again), and
//! remembers what it was asked. It answers badly on purpose.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader,
};
use tokio::net::{TcpListener, TcpStream};

/// One scripted answer.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// A status, header lines, and a body.
    Status(u16, &'static str, String),
    /// A status, header lines, and as body what was asked: line, authorization, end of the body.
    Echo(u16, &'static str),
    /// Nothing, for as long as the test runs.
    Silence,
    /// The connection is reset once the request was read.
    Reset,
    /// The status, and then a byte of the body every now and then.
    Slowly(u16),
    /// The status, and then as much body as the other side takes.
    Endless(u16),
}

impl Answer {
    pub(crate) fn status(status: u16) -> Self {
        Self::Status(status, "", String::new())
    }
}

/// What was asked.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) line: String,
    /// By name in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

/// The running server; it ends with the test's runtime.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    /// Without a path: `http://127.0.0.1:PORT`.
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Request>>>,
    written: Arc<Mutex<usize>>,
}

impl Server {
    pub(crate) async fn answering(answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let server = Self { url, seen: Arc::default(), written: Arc::default() };
        let answers = Arc::new(answers);
        let shared = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve_tcp(shared.clone(), stream, Arc::clone(&answers)));
            }
        });
        server
    }

    /// The requests so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.seen.lock().expect("not poisoned").clone()
    }

    /// Bytes of endless bodies that the other side took, buffers of the system included.
    pub(crate) fn written(&self) -> usize {
        *self.written.lock().expect("not poisoned")
    }

    /// Remembers a request, and says the how manieth it is.
    pub(crate) fn remember(&self, request: Request) -> usize {
        let mut seen = self.seen.lock().expect("not poisoned");
        seen.push(request);
        seen.len() - 1
    }
}

async fn serve_tcp(server: Server, stream: TcpStream, answers: Arc<Vec<Answer>>) {
    let mut stream = BufReader::new(stream);
    let Some(request) = read_request(&mut stream).await else { return };
    let number = server.remember(request.clone());
    let mut answer = answers[number.min(answers.len() - 1)].clone();
    if let Answer::Echo(status, headers) = answer {
        answer = Answer::Status(status, headers, echo(&request));
    }
    if matches!(answer, Answer::Reset) {
        // closing with a linger of nothing sends RST instead of FIN
        let _ = stream.get_ref().set_zero_linger();
        return;
    }
    write_answer(&server, &mut stream, &answer).await;
}

fn echo(request: &Request) -> String {
    let end = request.body.char_indices().rev().nth(150).map_or(0, |(at, _)| at);
    let authorization = request.headers.get("authorization").map_or("", String::as_str);
    format!("{} {authorization} {}", request.line, &request.body[end..])
}

/// What a request of HTTP/1.1 says; nothing if there is none.
pub(crate) async fn read_request(stream: &mut BufReader<impl AsyncRead + Unpin>) -> Option<Request> {
    let mut line = String::new();
    if stream.read_line(&mut line).await.ok()? == 0 {
        return None;
    }
    let mut headers = BTreeMap::new();
    loop {
        let mut header = String::new();
        stream.read_line(&mut header).await.ok()?;
        let Some((name, value)) = header.trim_end().split_once(':') else { break };
        let replaced = headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        assert_eq!(replaced, None, "{name} is there once");
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    let body = String::from_utf8(body).expect("valid UTF-8");
    Some(Request { line: line.trim_end().to_owned(), headers, body })
}

pub(crate) async fn write_answer(server: &Server, stream: &mut (impl AsyncWrite + Unpin), answer: &Answer) {
    let head = |status: u16, headers: &str| format!("HTTP/1.1 {status} Scripted\r\n{headers}");
    // whoever asked may have gone; then the test itself sees that
    match answer {
        Answer::Status(status, headers, body) => {
            let length = body.len();
            let head = head(*status, headers);
            let text = format!("{head}content-length: {length}\r\nconnection: close\r\n\r\n{body}");
            let _ = stream.write_all(text.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
        Answer::Slowly(status) => {
            let _ = stream.write_all((head(*status, "content-length: 100000\r\n") + "\r\n").as_bytes()).await;
            while stream.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
        Answer::Endless(status) => {
            let length = "content-length: 1000000000000\r\n";
            let _ = stream.write_all((head(*status, length) + "\r\n").as_bytes()).await;
            while stream.write_all(&[b'x'; 4096]).await.is_ok() {
                *server.written.lock().expect("not poisoned") += 4096;
            }
        }
        Answer::Silence | Answer::Reset | Answer::Echo(..) => std::future::pending().await,
    }
}
