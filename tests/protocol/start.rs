//! From the start of the process to its handshake line.

use testkit::client::{COOKIE, Launch};

/// A person who runs the binary is told what it is, on stderr, and nothing is served.
async fn is_explained(launch: Launch) {
    let finished = launch.finish().await;
    assert_eq!(finished.status.code(), Some(1));
    assert!(finished.stderr.contains("This binary is a plugin"), "{}", finished.stderr);
    assert_eq!(finished.stdout, "");
}

promise!(without_the_cookie_it_explains_itself_and_exits_1, |binary| {
    is_explained(Launch::new(binary).without(COOKIE.0)).await;
});

promise!(with_a_wrong_cookie_it_explains_itself_and_exits_1, |binary| {
    is_explained(Launch::new(binary).with(COOKIE.0, "d602bf8f470bc67ca7faa0386276bbdd")).await;
});

promise!(the_handshake_has_six_fields_and_nothing_is_printed_after_it, |binary| {
    let mut plugin = Launch::new(binary).start().await;
    let handshake = plugin.handshake();
    assert_eq!(handshake.line.matches('|').count(), 5, "{}", handshake.line);
    assert_eq!((&*handshake.core, &*handshake.version, &*handshake.protocol), ("1", "6", "grpc"));
    assert!(!handshake.certificate.contains('='), "Go reads base64 without padding");
    let host = plugin.connect().await;
    host.provider().get_provider_schema(crate::serving::schema_request()).await.expect("a schema");
    crate::ending::shut_down(&host).await;
    plugin.ends_within(crate::ending::SOON).await;
    let (stdout, stderr) = plugin.remaining_output().await;
    assert_eq!(stdout.len(), 1, "{stdout:?}");
    assert_eq!(stderr, Vec::<String>::new());
});

promise!(a_host_that_asks_for_multiplexing_is_told_no, |binary| {
    let plugin = Launch::new(binary).with("PLUGIN_MULTIPLEX_GRPC", "true").start().await;
    assert!(plugin.first_line().ends_with("|false"), "{}", plugin.first_line());
    assert_eq!(plugin.first_line().matches('|').count(), 6, "{}", plugin.first_line());
});

/// Version 6 is served whatever is offered: a host that cannot use it tells its user which versions both
/// sides speak.
async fn serves_version_6(launch: Launch) {
    let plugin = launch.start().await;
    assert_eq!(plugin.handshake().version, "6");
    crate::serving::assert_serves(&plugin.connect().await).await;
}

promise!(of_versions_5_and_6_it_speaks_6_in_whatever_order, |binary| {
    for offer in ["5,6", "6,5"] {
        serves_version_6(Launch::new(binary).with("PLUGIN_PROTOCOL_VERSIONS", offer)).await;
    }
});

promise!(offered_version_6_alone_it_speaks_6, |binary| {
    serves_version_6(Launch::new(binary).with("PLUGIN_PROTOCOL_VERSIONS", "6")).await;
});

promise!(offered_version_5_alone_it_answers_6_and_leaves_the_complaint_to_the_host, |binary| {
    serves_version_6(Launch::new(binary).with("PLUGIN_PROTOCOL_VERSIONS", "5")).await;
});

promise!(a_host_from_before_negotiation_gets_6, |binary| {
    serves_version_6(Launch::new(binary).without("PLUGIN_PROTOCOL_VERSIONS")).await;
});
