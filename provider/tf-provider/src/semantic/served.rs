//! Promises of meaning and of time limits over the RPCs: another spelling is neither drift nor a change nor a wrong
//! result, whatever the resource itself does about it; a delete has the limit that was applied last.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tfplugin6::provider_server::Provider as _;
use tfplugin6::{self as wire, DynamicValue};
use tonic::Request;

use super::Semantic;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::private::Private;
use crate::provider::Provider;
use crate::resource::{Change, Deleted, Outcome, Resource, Seen};
use crate::schema::{Attribute, Operation, Schema, Timeouts};
use crate::scope::Cx;
use crate::server::Server;
use crate::value::{Value, codec};

/// A resource whose service spells its waiting time in its own way, and which does not end.
struct Kettle;

fn schema() -> Schema {
    Schema::new([
        ("wait", Attribute::string().required().semantic(Semantic::duration())),
        ("status", Attribute::string().computed()),
    ])
    .timeouts(Timeouts::new([(Operation::Delete, Duration::from_hours(1))]).as_attribute())
}

fn kettle(wait: &str, status: Value) -> Value {
    Value::object([("wait", Value::string(wait)), ("status", status), ("timeouts", Value::Null)])
}

/// As the service gives it back.
fn respelled(value: &Value) -> Value {
    let wait = value.get("wait").and_then(Value::as_str).unwrap_or_default();
    let seconds = kit::duration::parse(wait).expect("a duration").as_secs();
    kettle(&format!("{seconds}s"), Value::string("on"))
}

#[async_trait]
impl Resource for Kettle {
    fn type_name(&self) -> &'static str {
        "test_kettle"
    }

    fn schema(&self) -> Schema {
        schema()
    }

    async fn create(&self, _cx: &Cx, change: Change) -> Outcome {
        let (state, private) = (respelled(&change.planned), change.private);
        Outcome::Done { state, private, diagnostics: Diagnostics::new() }
    }

    async fn update(&self, _cx: &Cx, _prior: Value, change: Change) -> Outcome {
        let (state, private) = (respelled(&change.planned), change.private);
        Outcome::Partial { state, private, why: Diagnostic::error("Half", "It half worked.").into() }
    }

    async fn delete(&self, cx: &Cx, _prior: Value, _private: Private) -> Deleted {
        let reason = cx.stop.raised().await;
        Deleted::Failed(Diagnostic::error("Stopped", format!("{reason:?}")).into())
    }

    async fn read(&self, _cx: &Cx, state: Value, private: Private) -> Seen {
        Seen::Present { state: respelled(&state), private, diagnostics: Diagnostics::new() }
    }
}

struct Kitchen;

#[async_trait]
impl Provider for Kitchen {
    fn schema(&self) -> Schema {
        Schema::new([])
    }

    fn resources(&self) -> Vec<Arc<dyn Resource>> {
        vec![Arc::new(Kettle)]
    }

    async fn configure(&self, _cx: &Cx, _config: Value, _terraform_version: &str) -> Diagnostics {
        Diagnostics::new()
    }
}

fn server() -> Server {
    Server::new(Arc::new(Kitchen))
}

fn pack(value: &Value) -> DynamicValue {
    let msgpack = codec::msgpack::encode(value, &schema().ty()).expect("it fits the schema");
    DynamicValue { msgpack, json: Vec::new() }
}

fn unpack(value: Option<DynamicValue>) -> Value {
    codec::msgpack::decode(&value.expect("a value").msgpack, &schema().ty()).expect("it fits the schema")
}

async fn applied(prior: &Value, planned: &Value) -> wire::apply_resource_change::Response {
    let request = wire::apply_resource_change::Request {
        type_name: "test_kettle".into(),
        prior_state: Some(pack(prior)),
        planned_state: Some(pack(planned)),
        config: Some(pack(planned)),
        ..Default::default()
    };
    server().apply_resource_change(Request::new(request)).await.expect("a reply").into_inner()
}

#[tokio::test]
async fn a_refresh_keeps_the_spelling_of_the_state() {
    let state = kettle("1m30s", Value::string("on"));
    let request = wire::read_resource::Request {
        type_name: "test_kettle".into(),
        current_state: Some(pack(&state)),
        ..Default::default()
    };
    let reply = server().read_resource(Request::new(request)).await.expect("a reply").into_inner();
    assert_eq!(unpack(reply.new_state), state);
}

#[tokio::test]
async fn another_spelling_in_the_configuration_plans_nothing() {
    let prior = kettle("90s", Value::string("on"));
    let request = wire::plan_resource_change::Request {
        type_name: "test_kettle".into(),
        prior_state: Some(pack(&prior)),
        proposed_new_state: Some(pack(&kettle("1m30s", Value::string("on")))),
        config: Some(pack(&kettle("1m30s", Value::Null))),
        ..Default::default()
    };
    let reply = server().plan_resource_change(Request::new(request)).await.expect("a reply").into_inner();
    assert!(reply.diagnostics.is_empty(), "{:?}", reply.diagnostics);
    assert_eq!(unpack(reply.planned_state), prior);
}

#[tokio::test]
async fn a_result_is_returned_as_it_was_planned_and_a_half_one_too() {
    let planned = kettle("1m30s", Value::Unknown);
    let reply = applied(&Value::Null, &planned).await;
    assert!(reply.diagnostics.is_empty(), "{:?}", reply.diagnostics);
    assert_eq!(unpack(reply.new_state), kettle("1m30s", Value::string("on")));
    let reply = applied(&kettle("2h", Value::string("on")), &planned).await;
    assert_eq!(reply.diagnostics.len(), 1);
    assert_eq!(unpack(reply.new_state), kettle("1m30s", Value::string("on")));
}

#[tokio::test(start_paused = true)]
async fn a_delete_is_limited_by_what_was_applied_last() {
    let started = tokio::time::Instant::now();
    let mut prior = kettle("90s", Value::string("on"));
    if let Value::Object(entries) = &mut prior {
        entries.insert("timeouts".to_owned(), Value::object([("delete", Value::string("7s"))]));
    }
    let reply = applied(&prior, &Value::Null).await;
    assert_eq!(reply.diagnostics.len(), 1);
    assert_eq!(started.elapsed().as_secs(), 7);
    assert_eq!(unpack(reply.new_state), prior);
}
