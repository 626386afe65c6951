//! What is remembered, and what is not.

use std::sync::Mutex;

use tonic::Status;

use super::*;

/// Answers each call with the number of calls so far, or with a status.
#[derive(Clone, Default)]
struct Counting {
    answered: Arc<Mutex<Vec<String>>>,
    failures: u32,
}

impl Service<Request<Body>> for Counting {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = std::future::Ready<Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let mut answered = self.answered.lock().expect("nobody panicked");
        answered.push(request.uri().path().to_owned());
        let count = answered.len();
        if self.failures > 0 {
            self.failures -= 1;
            return ready(Ok(Status::unavailable("not yet").into_http()));
        }
        let trailers = HeaderMap::from_iter([(
            http::HeaderName::from_static(GRPC_STATUS),
            http::HeaderValue::from_static("0"),
        )]);
        let answer =
            Answer { headers: HeaderMap::new(), message: Bytes::from(format!("answer {count}")), trailers };
        ready(Ok(answer.into_response()))
    }
}

/// Message and status of one call.
async fn ask<S>(service: &mut Remembered<S>, path: &str) -> (String, Option<String>)
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
    S::Future: Send + 'static,
{
    let request = Request::builder().uri(path).body(Body::empty()).expect("a request");
    let Ok(response) = service.call(request).await;
    let (parts, body) = response.into_parts();
    let collected = body.collect().await.expect("a body");
    let of = |map: &HeaderMap| map.get(GRPC_STATUS).map(|code| code.to_str().expect("ASCII").to_owned());
    let status = of(&parts.headers).or_else(|| collected.trailers().and_then(of));
    (String::from_utf8(collected.to_bytes().to_vec()).expect("UTF-8"), status)
}

fn ok(message: &str) -> (String, Option<String>) {
    (message.to_owned(), Some("0".to_owned()))
}

#[tokio::test]
async fn the_schema_is_encoded_once_and_sent_with_its_status_each_time() {
    let counting = Counting::default();
    let mut service = Remembered::new(counting.clone());
    for _ in 0..3 {
        assert_eq!(ask(&mut service.clone(), SCHEMA_PATH).await, ok("answer 1"));
    }
    assert_eq!(ask(&mut service, SCHEMA_PATH).await, ok("answer 1"));
    assert_eq!(counting.answered.lock().expect("nobody panicked").as_slice(), [SCHEMA_PATH]);
}

#[tokio::test]
async fn no_other_call_is_remembered() {
    let mut service = Remembered::new(Counting::default());
    let path = "/tfplugin6.Provider/GetMetadata";
    assert_eq!(ask(&mut service, path).await, ok("answer 1"));
    assert_eq!(ask(&mut service, path).await, ok("answer 2"));
}

#[tokio::test]
async fn a_failure_is_not_remembered() {
    let mut service = Remembered::new(Counting { failures: 1, ..Counting::default() });
    let (_, status) = ask(&mut service, SCHEMA_PATH).await;
    assert_eq!(status.as_deref(), Some("14"), "unavailable");
    assert_eq!(ask(&mut service, SCHEMA_PATH).await, ok("answer 2"));
    assert_eq!(ask(&mut service, SCHEMA_PATH).await, ok("answer 2"));
}
