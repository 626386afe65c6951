//! Retries, time, names in the user agent, proxies and TLS.

use aws_adapter::{Aws, AwsErrorKind, Proxy};

use crate::fake::{Answer, Fake};
use crate::stage::{Stage, in_a_process_with};

fn fault() -> Answer {
    Answer::xml_error(500, "InternalFailure", "try again")
}

fn throttled() -> Answer {
    Answer::xml_error(400, "Throttling", "Rate exceeded")
}

#[tokio::test]
async fn a_fault_is_retried_as_often_as_configured_and_then_reported() {
    for (max_retries, attempts) in [(0, 1), (2, 3)] {
        let fake = Fake::answering(vec![fault()]).await;
        let mut stage = Stage::at(&fake.url);
        stage.settings.max_retries = Some(max_retries);
        let error = stage.aws().caller_identity().await.expect_err("still a fault");
        assert_eq!(*error.kind(), AwsErrorKind::Unavailable { status: 500 });
        assert_eq!(fake.requests().len(), attempts, "max_retries = {max_retries}");
    }
}

#[tokio::test]
async fn a_throttled_call_is_retried_until_it_goes_through() {
    let fake = Fake::answering(vec![throttled(), fault(), Answer::identity()]).await;
    let mut stage = Stage::at(&fake.url);
    stage.settings.max_retries = Some(2);
    stage.aws().caller_identity().await.expect("the third time");
    assert_eq!(fake.requests().len(), 3);
}

#[tokio::test]
async fn a_call_that_stays_throttled_says_so() {
    let fake = Fake::answering(vec![throttled()]).await;
    let error = Stage::at(&fake.url).aws().caller_identity().await.expect_err("throttled");
    assert_eq!(*error.kind(), AwsErrorKind::Throttled);
}

#[tokio::test]
async fn a_refusal_is_not_retried() {
    let fake = Fake::answering(vec![Answer::xml_error(403, "AccessDenied", "no")]).await;
    let mut stage = Stage::at(&fake.url);
    stage.settings.max_retries = Some(5);
    stage.aws().caller_identity().await.expect_err("refused");
    assert_eq!(fake.requests().len(), 1);
}

#[tokio::test]
async fn an_unreachable_endpoint_is_named() {
    let error = Stage::at("http://127.0.0.1:1").aws().caller_identity().await.expect_err("nobody there");
    assert_eq!(*error.kind(), AwsErrorKind::Unreachable { endpoint: "http://127.0.0.1:1".into() });
    assert!(error.message().is_some_and(|said| said.contains("refused")), "{error:?}");
}

#[tokio::test]
async fn a_service_that_never_answers_is_given_up_after_the_time_of_an_attempt() {
    let fake = Fake::silent().await;
    let aws = Stage::at(&fake.url).aws();
    let call = tokio::spawn(async move { aws.caller_identity().await });
    fake.asked().await;
    tokio::time::pause();
    tokio::time::advance(std::time::Duration::from_secs(31)).await;
    let over = tokio::time::timeout(std::time::Duration::from_hours(1), call).await.expect("it gives up");
    let error = over.expect("no panic").expect_err("no answer");
    assert_eq!(*error.kind(), AwsErrorKind::TimedOut { endpoint: fake.url.clone() });
}

#[tokio::test]
async fn building_contacts_nothing_and_clients_are_made_once() {
    let fake = Fake::answering(vec![Answer::identity()]).await;
    let aws = Stage::at(&fake.url).aws();
    assert!(fake.requests().is_empty());
    aws.caller_identity().await.expect("known");
    Aws::clone(&aws).caller_identity().await.expect("known");
    assert_eq!(fake.requests().len(), 2);
}

#[tokio::test]
async fn the_user_agent_names_us() {
    let fake = Fake::answering(vec![Answer::identity()]).await;
    Stage::at(&fake.url).aws().caller_identity().await.expect("known");
    assert!(fake.requests()[0].contains("app/terraform-provider-signalcraft-0.1.0"), "{:?}", fake.requests());
}

#[tokio::test]
async fn https_goes_through_the_proxy_and_plain_http_does_not() {
    let proxy = Fake::answering(vec![Answer::html(502, "")]).await;
    let direct = Fake::answering(vec![Answer::xml_error(404, "DBInstanceNotFound", "no")]).await;
    let mut stage = Stage::at("https://sts.example.test");
    stage.settings.endpoints.insert("rds".into(), direct.url.clone());
    stage.settings.proxy = Some(Proxy { url: proxy.url.clone().into(), no_proxy: None });
    let aws = stage.aws();
    let error = aws.caller_identity().await.expect_err("the proxy refuses");
    assert!(matches!(error.kind(), AwsErrorKind::Unreachable { .. }), "{error:?}");
    assert!(proxy.requests()[0].starts_with("CONNECT sts.example.test:443 "), "{:?}", proxy.requests());
    aws.describe_instance("orders").await.expect_err("none");
    assert_eq!((proxy.requests().len(), direct.requests().len()), (1, 1));
}

#[tokio::test]
async fn a_machine_without_certificates_has_tls_all_the_same() {
    let name = "transport::a_machine_without_certificates_has_tls_all_the_same";
    let nothing = [("SSL_CERT_FILE", "/nonexistent"), ("SSL_CERT_DIR", "/nonexistent")];
    if !in_a_process_with(name, &nothing) {
        return;
    }
    // This server speaks no TLS; to come as far as that, the client must have built its trust.
    let fake = Fake::silent().await;
    let endpoint = fake.url.replace("http://", "https://");
    let aws = Stage::at(&endpoint).aws();
    let call = tokio::spawn(async move { aws.caller_identity().await });
    fake.hello().await;
    call.abort();
}

#[tokio::test]
async fn tls_trusts_the_authorities_of_the_machine_and_no_other() {
    let name = "transport::tls_trusts_the_authorities_of_the_machine_and_no_other";
    let folder = tempfile::TempDir::new().expect("a folder");
    let certificate = || rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let known = certificate();
    // The child makes its own certificate and writes it where SSL_CERT_FILE points before any TLS.
    let path = folder.path().join("roots.pem");
    if !in_a_process_with(name, &[("SSL_CERT_FILE", &path.to_string_lossy())]) {
        return;
    }
    let roots = crate::stage::variable("SSL_CERT_FILE").expect("set by the parent");
    std::fs::write(roots, known.cert.pem()).expect("written");

    let trusted = Fake::identity_over_tls(&known).await;
    Stage::at(&trusted).aws().caller_identity().await.expect("a trusted certificate");
    let stranger = Fake::identity_over_tls(&certificate()).await;
    let error = Stage::at(&stranger).aws().caller_identity().await.expect_err("a stranger");
    assert_eq!(*error.kind(), AwsErrorKind::Unreachable { endpoint: stranger });
    assert!(error.message().is_some_and(|said| said.contains("certificate")), "{error:?}");
}
