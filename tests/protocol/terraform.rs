//! The same promises as a user of the real Terraform sees them. The probe plays the provider.

use testkit::client::Launch;
use testkit::{Stage, Terraform, on_each_terraform};

use crate::ending::SOON;
use crate::reattach::reattach_value;
use crate::targets;

on_each_terraform!(
    an_apply_goes_through_with_mutual_tls,
    an_apply_goes_through_when_the_user_switched_tls_off,
    log_lines_are_shown_with_level_module_and_time,
    a_crash_is_shown_with_its_stack,
    a_contained_panic_is_an_ordinary_error,
);

/// A root module that reads one data source of the probe.
fn configuration(source: &str, kind: &str) -> String {
    format!(
        "terraform {{\n  required_providers {{\n    probe = {{ source = \"{source}\" }}\n  }}\n}}\n\
         data \"{kind}\" \"x\" {{\n  text = \"hello\"\n}}\n\
         output \"said\" {{\n  value = data.{kind}.x.text\n}}\n"
    )
}

fn stage(terraform: Terraform, kind: &str) -> Stage {
    let stage = Stage::new(terraform, &targets::probe());
    stage.write("main.tf", configuration("signalcraft/signalcraft", kind));
    stage
}

/// From 1.12 on the core's gRPC insists on ALPN.
fn an_apply_goes_through_with_mutual_tls(terraform: Terraform) {
    stage(terraform, "probe_echo").apply().succeeds().says("said = \"hello\"");
}

fn an_apply_goes_through_when_the_user_switched_tls_off(terraform: Terraform) {
    let stage = stage(terraform, "probe_echo").with_env("TF_DISABLE_PLUGIN_TLS", "1");
    stage.apply().succeeds().says("said = \"hello\"");
}

fn log_lines_are_shown_with_level_module_and_time(terraform: Terraform) {
    let stage = stage(terraform, "probe_echo").with_env("TF_LOG_PROVIDER", "trace");
    let log = stage.apply().succeeds().stderr;
    let shown = |message: &str| {
        let line = log.lines().find(|line| line.contains(message)).map(str::to_owned);
        line.unwrap_or_else(|| panic!("{terraform}: no line says `{message}`:\n{log}"))
    };
    let line = shown(": reading: ");
    assert!(line.contains("[INFO]  provider.terraform-provider-signalcraft"), "{terraform}: {line}");
    assert!(line.contains("@module=probe.probe"), "{terraform}: {line}");
    assert!(line.contains("tf_data_source_type=probe_echo"), "{terraform}: {line}");
    assert!(line.contains("timestamp=") && !line.contains("0001-01-01"), "{terraform}: {line}");
    assert!(line.contains("password=\"***\"") && !log.contains("hunter2"), "{terraform}: {line}");
    let line = shown(": schema asked for: ");
    assert!(line.contains("[DEBUG] provider.terraform-provider-signalcraft"), "{terraform}: {line}");
    assert!(!log.contains("unexpected data"), "{terraform}: {log}");
}

fn a_crash_is_shown_with_its_stack(terraform: Terraform) {
    let output = stage(terraform, "probe_crash").apply().fails();
    let output = output.says("panic: the probe was asked to crash").says("plugin crashed!");
    let said = output.words();
    assert!(said.contains("Stack trace from the terraform-provider-signalcraft plugin"), "{said}");
    assert!(said.contains("probe.rs:") && said.contains("thread doomed"), "{said}");
}

fn a_contained_panic_is_an_ordinary_error(terraform: Terraform) {
    let output = stage(terraform, "probe_panic").apply().fails();
    output.says("The provider panicked").says("the probe was asked to panic").never_says("crashed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_debugged_provider_is_used_by_one_command_after_another() {
    let mut plugin = Launch::new(&targets::probe()).in_debug_mode().start().await;
    for terraform in Terraform::all() {
        let stage =
            Stage::bare(terraform).with_env("TF_REATTACH_PROVIDERS", &reattach_value(plugin.first_line()));
        stage.write("main.tf", configuration("signalcraft/probe", "probe_echo"));
        stage.apply().succeeds().says("said = \"hello\"");
        stage.destroy().succeeds();
    }
    plugin.signal("INT");
    let status = plugin.ends_within(SOON).await;
    assert!(status.success(), "{status}; {:?}", plugin.stderr_so_far());
}
