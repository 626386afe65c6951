//! The schema leaves as the bytes that were encoded for its first reader. It never changes while a provider
//! runs, it is its largest answer, and Terraform asks for it more than once. All other calls pass through.

use std::convert::Infallible;
use std::future::ready;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt as _, Full};
use tonic::body::Body;
use tonic::server::NamedService;
use tower_service::Service;

/// The call whose answer is the same every time.
const SCHEMA_PATH: &str = "/tfplugin6.Provider/GetProviderSchema";
const GRPC_STATUS: &str = "grpc-status";

/// A gRPC service that encodes its schema once.
#[derive(Clone, Debug)]
pub(crate) struct Remembered<S> {
    inner: S,
    answer: Arc<OnceLock<Answer>>,
}

/// A reply that went well, as it is on the wire.
#[derive(Clone, Debug)]
struct Answer {
    headers: HeaderMap,
    message: Bytes,
    trailers: HeaderMap,
}

impl<S> Remembered<S> {
    pub(crate) fn new(inner: S) -> Self {
        Self { inner, answer: Arc::default() }
    }
}

impl<S: NamedService> NamedService for Remembered<S> {
    const NAME: &'static str = S::NAME;
}

impl<S> Service<Request<Body>> for Remembered<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        if request.uri().path() != SCHEMA_PATH {
            return Box::pin(self.inner.call(request));
        }
        if let Some(answer) = self.answer.get() {
            let again = answer.clone().into_response();
            // the question is read to its end, or HTTP/2 would break the stream off
            return Box::pin(async move {
                drop(request.into_body().collect().await);
                Ok(again)
            });
        }
        let (asked, kept) = (self.inner.call(request), Arc::clone(&self.answer));
        Box::pin(async move {
            let (parts, body) = asked.await?.into_parts();
            let collected = match body.collect().await {
                Ok(collected) => collected,
                Err(status) => return Ok(status.into_http()),
            };
            let trailers = collected.trailers().cloned().unwrap_or_default();
            let answer = Answer { headers: parts.headers, message: collected.to_bytes(), trailers };
            // a status of failure may be of this moment
            let went_well = answer.trailers.get(GRPC_STATUS).is_some_and(|code| code == "0");
            Ok(if went_well { kept.get_or_init(|| answer).clone() } else { answer }.into_response())
        })
    }
}

impl Answer {
    fn into_response(self) -> Response<Body> {
        let body = Full::new(self.message).with_trailers(ready(Some(Ok(self.trailers))));
        let mut response = Response::new(Body::new(body));
        *response.headers_mut() = self.headers;
        response
    }
}

#[cfg(test)]
mod tests;
