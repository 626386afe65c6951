//! What a plugin writes to stderr: lines that Terraform can read, and nothing unless the user asked.

use serde_json::Value;
use testkit::client::{Launch, Plugin};

use crate::ending::{SOON, shut_down};
use crate::serving::{assert_serves, probe_request};
use crate::targets;

/// Everything that was written, after a call and an orderly end.
async fn all_of(mut plugin: Plugin) -> Vec<String> {
    let host = plugin.connect().await;
    assert_serves(&host).await;
    shut_down(&host).await;
    plugin.ends_within(SOON).await;
    plugin.remaining_output().await.1
}

/// What `hclog` and Terraform need of a line.
fn assert_readable(line: &str) -> Value {
    assert!(line.len() < 64 * 1024, "{} bytes", line.len());
    let value: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    assert!(value["@message"].is_string(), "{line}");
    assert!(value["@module"].is_string(), "{line}");
    let level = value["@level"].as_str().unwrap_or_default();
    assert!(["trace", "debug", "info", "warn", "error"].contains(&level), "{line}");
    let time = value["@timestamp"].as_str().unwrap_or_default();
    let shape: String =
        time.chars().map(|character| if character.is_ascii_digit() { '0' } else { character }).collect();
    assert_eq!(shape, "0000-00-00T00:00:00.000000Z", "{line}");
    value
}

promise!(nothing_is_written_unless_the_user_asked_for_logs, |binary| {
    assert_eq!(all_of(Launch::new(binary).start().await).await, Vec::<String>::new());
    let off = Launch::new(binary).with("TF_LOG", "TRACE").with("TF_LOG_PROVIDER", "OFF");
    assert_eq!(all_of(off.start().await).await, Vec::<String>::new());
});

promise!(every_line_is_one_that_terraform_can_read, |binary| {
    for variable in ["TF_LOG", "TF_LOG_PROVIDER"] {
        for level in ["trace", "JSON"] {
            let lines = all_of(Launch::new(binary).with(variable, level).start().await).await;
            assert!(!lines.is_empty(), "{variable}={level}");
            for line in lines {
                assert_readable(&line);
            }
        }
    }
});

promise!(a_level_leaves_out_what_is_below_it, |binary| {
    let lines = all_of(Launch::new(binary).with("TF_LOG", "error").start().await).await;
    assert_eq!(lines, Vec::<String>::new());
});

#[tokio::test]
async fn fields_are_keys_and_secrets_are_masked() {
    let plugin = Launch::new(&targets::probe()).with("TF_LOG_PROVIDER_PROBE", "info").start().await;
    let host = plugin.connect().await;
    host.provider().read_data_source(probe_request("probe_echo", vec![0xc0])).await.expect("an answer");
    let line = plugin.stderr_line("\"reading\"", SOON).await;
    let value = assert_readable(&line);
    assert_eq!(value["@level"], "info");
    assert_eq!(value["@module"], "probe.probe");
    assert_eq!(value["tf_data_source_type"], "probe_echo");
    assert_eq!(value["password"], "***");
    assert!(!line.contains("hunter2"), "{line}");
}
