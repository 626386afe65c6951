//! Panics: contained ones are answers, others are crashes that say where.

use testkit::client::Launch;

use crate::ending::SOON;
use crate::serving::{assert_serves, probe_request};
use crate::targets;

#[tokio::test]
async fn a_panic_in_a_handler_becomes_a_diagnostic_and_the_process_lives() {
    let plugin = Launch::new(&targets::probe()).start().await;
    let host = plugin.connect().await;
    let request = probe_request("probe_panic", vec![0xc0]);
    let answer = host.provider().read_data_source(request).await.expect("an answer").into_inner();
    let detail = &answer.diagnostics[0].detail;
    assert!(detail.contains("the probe was asked to panic"), "{detail}");
    assert!(detail.contains("probe.rs:"), "{detail}");
    assert_serves(&host).await;
    assert_eq!(plugin.stderr_so_far(), Vec::<String>::new(), "Terraform would take it for a crash");
}

#[tokio::test]
async fn a_panic_elsewhere_is_a_crash_with_its_stack() {
    let mut plugin = Launch::new(&targets::probe()).start().await;
    let host = plugin.connect().await;
    let _ = host.provider().read_data_source(probe_request("probe_crash", vec![0xc0])).await;
    let status = plugin.ends_within(SOON).await;
    assert_eq!(status.code(), Some(2), "as a Go program ends");
    let (_, stderr) = plugin.remaining_output().await;
    assert_eq!(
        stderr[0], "panic: the probe was asked to crash",
        "the first line is what Terraform looks for"
    );
    let rest = stderr[1..].join("\n");
    assert!(rest.contains("probe.rs:") && rest.contains("thread doomed"), "{rest}");
    assert!(rest.contains("std::panicking"), "a stack: {rest}");
    assert!(stderr.len() < 100, "Terraform keeps a hundred lines, these are {}", stderr.len());
}
