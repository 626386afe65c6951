//! Promises about the whole: what is there, said in two ways, and what is not there, said politely.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tfplugin6::provider_server::Provider as _;
use tfplugin6::{self as wire};
use tonic::Request;

use super::{server, summaries};
use crate::action::{Action, Progress};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::provider::Provider;
use crate::resource::Resource;
use crate::schema::{Attribute, Operation, Schema, Timeouts};
use crate::scope::Cx;
use crate::server::Server;
use crate::value::Value;

#[tokio::test]
async fn metadata_and_schema_name_the_same_things() {
    let server = server();
    let schema = server.get_provider_schema(Request::new(wire::get_provider_schema::Request {}));
    let schema = schema.await.unwrap().into_inner();
    let metadata = server.get_metadata(Request::new(wire::get_metadata::Request {}));
    let metadata = metadata.await.unwrap().into_inner();
    assert!(schema.diagnostics.is_empty(), "{:?}", schema.diagnostics);
    macro_rules! same {
        ($metadata:ident, $name:ident, $schemas:ident) => {
            let names: Vec<_> = metadata.$metadata.iter().map(|one| one.$name.clone()).collect();
            assert_eq!(names, schema.$schemas.keys().cloned().collect::<Vec<_>>());
            assert!(!names.is_empty(), "there is one of each");
        };
    }
    same!(resources, type_name, resource_schemas);
    same!(data_sources, type_name, data_source_schemas);
    same!(functions, name, functions);
    same!(ephemeral_resources, type_name, ephemeral_resource_schemas);
    same!(list_resources, type_name, list_resource_schemas);
    same!(actions, type_name, action_schemas);
    assert!(metadata.state_stores.is_empty() && schema.state_store_schemas.is_empty());
    assert_eq!(metadata.server_capabilities, schema.server_capabilities);
    let functions = server.get_functions(Request::new(wire::get_functions::Request {}));
    assert_eq!(functions.await.unwrap().into_inner().functions, schema.functions);
}

#[tokio::test]
async fn a_name_that_is_not_there_is_answered_with_those_that_are() {
    let server = server();
    macro_rules! asked {
        ($rpc:ident, $field:ident, $name:expr) => {{
            let mut request = wire::$rpc::Request::default();
            request.$field = $name.into();
            let reply = server.$rpc(Request::new(request)).await.unwrap().into_inner();
            let [letter] = reply.diagnostics.as_slice() else { panic!("{reply:?}") };
            format!("{}: {}", letter.summary, letter.detail)
        }};
    }
    for (found, kind, meant) in [
        (asked!(read_data_source, type_name, "test_wether"), "data source", "test_weather"),
        (asked!(validate_data_resource_config, type_name, "test_wether"), "data source", "test_weather"),
        (asked!(open_ephemeral_resource, type_name, "test_kye"), "ephemeral resource", "test_key"),
        (asked!(renew_ephemeral_resource, type_name, "test_kye"), "ephemeral resource", "test_key"),
        (asked!(close_ephemeral_resource, type_name, "test_kye"), "ephemeral resource", "test_key"),
        (asked!(validate_ephemeral_resource_config, type_name, "test_kye"), "ephemeral resource", "test_key"),
        (asked!(validate_list_resource_config, type_name, "test_roms"), "list resource", "test_room"),
        (asked!(plan_action, action_type, "test_rng"), "action", "test_ring"),
        (asked!(validate_action_config, type_name, "test_rng"), "action", "test_ring"),
        (asked!(upgrade_resource_identity, type_name, "test_lmap"), "resource type", "test_lamp"),
        (asked!(move_resource_state, target_type_name, "test_lmap"), "resource type", "test_lamp"),
        (asked!(generate_resource_config, type_name, "test_lmap"), "resource type", "test_lamp"),
    ] {
        assert!(found.starts_with(&format!("Unknown {kind} ")), "{found}");
        assert!(found.contains(&format!("Did you mean \"{meant}\"?")), "{found}");
    }
}

#[tokio::test]
async fn state_stores_are_refused_politely() {
    let server = server();
    macro_rules! refused {
        ($rpc:ident, $module:ident) => {
            let reply = server.$rpc(Request::new(wire::$module::Request::default())).await.unwrap();
            assert_eq!(summaries(&reply.into_inner().diagnostics), ["Not supported by this provider"]);
        };
    }
    refused!(validate_state_store_config, validate_state_store);
    refused!(configure_state_store, configure_state_store);
    refused!(lock_state, lock_state);
    refused!(unlock_state, unlock_state);
    refused!(get_states, get_states);
    refused!(delete_state, delete_state);
}

/// A provider of a schema that is not ours, or of none.
struct Foreign {
    unfit: bool,
}

#[async_trait]
impl Provider for Foreign {
    fn schema(&self) -> Schema {
        Schema::new([("count", Attribute::string().optional())])
    }

    fn resources(&self) -> Vec<Arc<dyn Resource>> {
        Vec::new()
    }

    fn meta_schema(&self) -> Option<Schema> {
        Some(Schema::new([("module", Attribute::string().optional())]))
    }

    fn is_foreign(&self) -> bool {
        true
    }

    fn unfit(&self) -> Diagnostics {
        if self.unfit {
            Diagnostic::error("There is nothing to serve", "No file.").into()
        } else {
            Diagnostics::new()
        }
    }

    async fn configure(&self, _cx: &Cx, _config: Value, _terraform_version: &str) -> Diagnostics {
        Diagnostics::new()
    }
}

#[tokio::test]
async fn a_foreign_schema_is_served_and_a_provider_with_nothing_to_serve_says_why() {
    for (unfit, expected) in [(false, vec![]), (true, vec!["There is nothing to serve"])] {
        let server = Server::new(Arc::new(Foreign { unfit }));
        let schema = server.get_provider_schema(Request::new(wire::get_provider_schema::Request {}));
        let schema = schema.await.unwrap().into_inner();
        assert_eq!(summaries(&schema.diagnostics), expected);
        assert_eq!(schema.provider_meta.is_some(), !unfit);
    }
}

/// Its action limits what no action does.
struct Limited;

#[async_trait]
impl Provider for Limited {
    fn schema(&self) -> Schema {
        Schema::new([])
    }

    fn resources(&self) -> Vec<Arc<dyn Resource>> {
        Vec::new()
    }

    fn actions(&self) -> Vec<Arc<dyn Action>> {
        vec![Arc::new(Hasty)]
    }

    async fn configure(&self, _cx: &Cx, _config: Value, _terraform_version: &str) -> Diagnostics {
        Diagnostics::new()
    }
}

struct Hasty;

#[async_trait]
impl Action for Hasty {
    fn type_name(&self) -> &'static str {
        "test_hasty"
    }

    fn schema(&self) -> Schema {
        Schema::new([]).timeouts(Timeouts::new([(Operation::Create, Duration::from_mins(1))]))
    }

    async fn invoke(&self, _cx: &Cx, _config: Value, _progress: Progress) -> Diagnostics {
        Diagnostics::new()
    }
}

#[test]
fn a_time_limit_of_what_is_never_done_is_a_fault_of_the_schema() {
    assert_eq!(
        Server::new(Arc::new(Limited)).schema_errors(),
        ["test_hasty: there is no create here to limit"]
    );
}
