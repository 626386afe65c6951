//! `--debug`: the process is started by a developer, and Terraform is told where it is.

use serde_json::json;

use crate::listen::Address;
use crate::negotiate;

/// The shell line that makes a Terraform in the same shell use this process. With `Test` the host never
/// calls Shutdown, so the process serves one command after another.
pub(crate) fn export_line(provider: &str, address: &Address, process: u32) -> String {
    let value = json!({
        provider: {
            "Protocol": "grpc",
            "ProtocolVersion": negotiate::VERSION,
            "Pid": process,
            "Test": true,
            "Addr": { "Network": address.network(), "String": address.place() },
        }
    });
    // A quote inside single quotes of a shell: end them, a quoted one, begin again.
    let quoted = value.to_string().replace('\'', r"'\''");
    format!("export TF_REATTACH_PROVIDERS='{quoted}'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_what_terraform_reads() {
        let line = export_line("registry.terraform.io/a/b", &Address::Unix("/tmp/it's/s".into()), 42);
        assert_eq!(
            line,
            "export TF_REATTACH_PROVIDERS='{\"registry.terraform.io/a/b\":{\"Addr\":{\"Network\":\"unix\",\
             \"String\":\"/tmp/it'\\''s/s\"},\"Pid\":42,\"Protocol\":\"grpc\",\"ProtocolVersion\":6,\
             \"Test\":true}}'"
        );
    }
}
