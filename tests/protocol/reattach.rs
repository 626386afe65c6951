//! `--debug`: no host started the process, and one may be attached.

use serde_json::Value;
use testkit::client::{Launch, Plugin};

use crate::ending::SOON;
use crate::serving::assert_serves;

/// The value of `TF_REATTACH_PROVIDERS`, from the line that a developer would paste.
pub(crate) fn reattach_value(line: &str) -> String {
    let value = line.strip_prefix("export TF_REATTACH_PROVIDERS='").and_then(|rest| rest.strip_suffix('\''));
    value.unwrap_or_else(|| panic!("not a line for a shell: {line}")).to_owned()
}

promise!(it_says_how_to_attach_and_serves_in_plaintext_one_host_after_another, |binary| {
    let plugin = Launch::new(binary).in_debug_mode().start().await;
    let value: Value = serde_json::from_str(&reattach_value(plugin.first_line())).expect("JSON");
    let (address, config) = value.as_object().expect("an object").iter().next().expect("one provider");
    assert!(address.starts_with("registry.terraform.io/signalcraft/"), "{address}");
    assert_eq!((&config["Protocol"], &config["ProtocolVersion"]), (&Value::from("grpc"), &Value::from(6)));
    assert_eq!((&config["Test"], &config["Pid"]), (&Value::from(true), &Value::from(plugin.id())));
    let network = config["Addr"]["Network"].as_str().expect("a network");
    let place = config["Addr"]["String"].as_str().expect("a place");
    for _ in 0..2 {
        assert_serves(&Plugin::attach(network, place).await).await;
    }
});

promise!(ctrl_c_and_sigterm_end_it, |binary| {
    for signal in ["INT", "TERM"] {
        let mut plugin = Launch::new(binary).in_debug_mode().start().await;
        plugin.signal(signal);
        assert!(plugin.ends_within(SOON).await.success(), "{signal}");
    }
});
