//! Senders for tests: they answer what they are told to, in order (the last answer again and again), and
//! remember what they were given.

use std::sync::{Mutex, PoisonError};

use ::http::{HeaderMap, HeaderValue};
use async_trait::async_trait;

use crate::email::Mail;
use crate::receiver::open;
use crate::sender::{HttpError, HttpRequest, HttpResponse, HttpSender, MailError, MailSender};

/// One answer over HTTP.
#[derive(Debug, Clone)]
pub enum FakeAnswer {
    /// A status, perhaps with `Retry-After`, and a body.
    Status(u16, Option<&'static str>, &'static str),
    /// No answer.
    Error(HttpError),
    /// Never anything.
    Silence,
}

/// A request, opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FakeRequest {
    /// Where it went.
    pub url: String,
    /// Its body.
    pub body: String,
}

/// An HTTP client that calls nobody.
#[derive(Debug)]
pub struct FakeHttp {
    answers: Vec<FakeAnswer>,
    seen: Mutex<Vec<FakeRequest>>,
}

impl FakeHttp {
    /// Answers these, in order.
    pub fn answering(answers: Vec<FakeAnswer>) -> Self {
        Self { answers, seen: Mutex::default() }
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<FakeRequest> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl HttpSender for FakeHttp {
    async fn post(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let number = {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            let (url, body) = (open(&request.url).to_owned(), open(&request.body).to_owned());
            seen.push(FakeRequest { url, body });
            seen.len() - 1
        };
        let last = self.answers.len().saturating_sub(1);
        match self.answers.get(number.min(last)) {
            Some(FakeAnswer::Status(status, retry_after, said)) => {
                let mut headers = HeaderMap::new();
                if let Some(value) = retry_after {
                    headers.insert(::http::header::RETRY_AFTER, HeaderValue::from_static(value));
                }
                Ok(HttpResponse { status: *status, headers, excerpt: (*said).to_owned() })
            }
            Some(FakeAnswer::Error(error)) => Err(error.clone()),
            Some(FakeAnswer::Silence) | None => std::future::pending().await,
        }
    }
}

/// A mail service that sends nothing.
#[derive(Debug, Default)]
pub struct FakeMail {
    answers: Vec<Result<(), MailError>>,
    seen: Mutex<Vec<Mail>>,
}

impl FakeMail {
    /// Answers these, in order; without any, takes everything.
    pub fn answering(answers: Vec<Result<(), MailError>>) -> Self {
        Self { answers, seen: Mutex::default() }
    }

    /// The mails so far.
    pub fn mails(&self) -> Vec<Mail> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl MailSender for FakeMail {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let number = {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.push(mail.clone());
            seen.len() - 1
        };
        let last = self.answers.len().saturating_sub(1);
        self.answers.get(number.min(last)).cloned().unwrap_or(Ok(()))
    }
}
