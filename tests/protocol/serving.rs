//! What is served beside the provider's own calls, and how large a message may be.

use testkit::client::health::HealthCheckRequest;
use testkit::client::health::health_check_response::ServingStatus;
use testkit::client::tonic::Code;
use testkit::client::wire::{DynamicValue, get_provider_schema, read_data_source, validate_provider_config};
use testkit::client::{Host, Launch};

use crate::targets;

const MIB: usize = 1 << 20;

pub(crate) fn schema_request() -> get_provider_schema::Request {
    get_provider_schema::Request {}
}

/// The plugin answers a call.
pub(crate) async fn assert_serves(host: &Host) {
    let answer = host.provider().get_provider_schema(schema_request()).await.expect("an answer");
    assert!(answer.into_inner().provider.is_some());
}

/// Asks the probe to do something.
pub(crate) fn probe_request(kind: &str, msgpack: Vec<u8>) -> read_data_source::Request {
    let config = Some(DynamicValue { msgpack, json: Vec::new() });
    read_data_source::Request { type_name: kind.to_owned(), config, ..Default::default() }
}

promise!(the_health_service_says_that_the_plugin_serves, |binary| {
    let plugin = Launch::new(binary).start().await;
    let mut health = plugin.connect().await.health();
    let request = |service: &str| HealthCheckRequest { service: service.to_owned() };
    let answer = health.check(request("plugin")).await.expect("an answer").into_inner();
    assert_eq!(answer.status(), ServingStatus::Serving);
    let unknown = health.check(request("unknown")).await.expect_err("not known");
    assert_eq!(unknown.code(), Code::NotFound);
});

#[tokio::test]
async fn a_message_of_120_mib_goes_both_ways() {
    let plugin = Launch::new(&targets::probe()).start().await;
    let sent: Vec<u8> = (0..120 * MIB).map(|at| u8::try_from(at % 251).expect("below 251")).collect();
    let request = probe_request("probe_echo", sent.clone());
    let answer = plugin.connect().await.provider().read_data_source(request).await.expect("an answer");
    let received = answer.into_inner().state.expect("a state").msgpack;
    assert!(received == sent, "{} bytes came back", received.len());
}

#[tokio::test]
async fn a_message_of_more_than_256_mib_is_refused_and_the_plugin_goes_on() {
    let plugin = Launch::new(&targets::probe()).start().await;
    let host = plugin.connect().await;
    let just_right = probe_request("probe_echo", vec![7; 256 * MIB - 64]);
    host.provider().read_data_source(just_right).await.expect("up to 256 MiB are read");
    let too_large = probe_request("probe_echo", vec![7; 256 * MIB + 1]);
    let error = host.provider().read_data_source(too_large).await.expect_err("too large");
    assert_eq!(error.code(), Code::OutOfRange, "{error}");
    assert_serves(&host).await;
}

/// A real provider has no echo; that it reads the whole message shows in an answer that is a diagnostic
/// rather than a status.
#[tokio::test]
async fn the_provider_reads_a_message_of_120_mib() {
    let plugin = Launch::new(&targets::provider()).start().await;
    let config = Some(DynamicValue { msgpack: vec![0xc1; 120 * MIB], json: Vec::new() });
    let request = validate_provider_config::Request { config };
    let answer = plugin.connect().await.provider().validate_provider_config(request).await;
    assert!(!answer.expect("an answer").into_inner().diagnostics.is_empty());
}
