//! Who is let in. A refusal is looked for on the plugin's side: the client may see no more than a broken
//! pipe, and in TLS 1.3 only with its first call.

use testkit::client::{Caller, ClientCertificate, Launch, Plugin};

use crate::ending::SOON;
use crate::serving::{assert_serves, schema_request};

/// The call is not served, and the plugin says why the caller was refused.
async fn is_refused(plugin: &Plugin, caller: Caller, why: &str) {
    if let Ok(host) = plugin.connect_as(caller).await {
        let answer = host.provider().get_provider_schema(schema_request()).await;
        assert!(answer.is_err(), "the caller was let in");
    }
    let line = plugin.stderr_line("a client was refused", SOON).await;
    assert!(line.contains(why), "{line}");
    // The plugin goes on serving those whom it trusts.
    assert_serves(&plugin.connect().await).await;
}

async fn refusing(binary: &std::path::Path) -> Plugin {
    Launch::new(binary).with("TF_LOG_PROVIDER", "warn").start().await
}

promise!(the_hosts_p521_certificate_is_verified_and_let_in, |binary| {
    let plugin = Launch::new(binary).presenting(ClientCertificate::p521()).start().await;
    assert!(plugin.handshake().certificate().is_some());
    assert_serves(&plugin.connect().await).await;
});

promise!(a_p256_certificate_of_another_kind_of_host_is_let_in, |binary| {
    let plugin = Launch::new(binary).presenting(ClientCertificate::p256()).start().await;
    assert_serves(&plugin.connect().await).await;
});

promise!(a_client_without_a_certificate_is_refused, |binary| {
    is_refused(&refusing(binary).await, Caller::Nobody, "peer sent no certificates").await;
});

promise!(a_client_with_another_certificate_is_refused, |binary| {
    let stranger = Caller::Stranger(ClientCertificate::p521());
    is_refused(&refusing(binary).await, stranger, "invalid peer certificate").await;
});

promise!(a_client_with_the_hosts_certificate_but_not_its_key_is_refused, |binary| {
    let certificate = ClientCertificate::p521();
    let thief = Caller::Stranger(certificate.stolen());
    let launch = Launch::new(binary).with("TF_LOG_PROVIDER", "warn").presenting(certificate);
    is_refused(&launch.start().await, thief, "BadSignature").await;
});

promise!(a_client_that_speaks_no_tls_is_refused, |binary| {
    is_refused(&refusing(binary).await, Caller::Plaintext, "corrupt message").await;
});

promise!(no_certificate_is_sent_when_none_was_asked_for, |binary| {
    let plugin = Launch::new(binary).in_plaintext().start().await;
    assert!(plugin.first_line().ends_with("|grpc|"), "{}", plugin.first_line());
    assert_serves(&plugin.connect().await).await;
});

promise!(each_process_has_a_certificate_of_its_own, |binary| {
    let (one, other) = (Launch::new(binary).start().await, Launch::new(binary).start().await);
    assert_ne!(one.handshake().certificate, other.handshake().certificate);
});

promise!(a_host_certificate_that_is_none_ends_the_start_with_a_reason, |binary| {
    let finished = Launch::new(binary).in_plaintext().with("PLUGIN_CLIENT_CERT", "nonsense").finish().await;
    assert_eq!(finished.status.code(), Some(1));
    assert!(finished.stderr.contains("PLUGIN_CLIENT_CERT"), "{}", finished.stderr);
    assert_eq!(finished.stdout, "");
});
