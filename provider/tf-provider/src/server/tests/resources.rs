//! Promises about managed resources, with a small one that does what its `mode` says.

use std::time::Duration;

use async_trait::async_trait;
use tfplugin6::provider_server::Provider as _;
use tfplugin6::{self as wire, ClientCapabilities, DynamicValue};
use tonic::Request;

use super::{BUG, configured_with_unknowns, packed, server, summaries, takes_deferral, unpacked};
use crate::deferral::{Deferral, Refusal};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::private::Private;
use crate::resource::{Change, Deleted, Imported, Outcome, Planned, Proposed, Resource, Seen};
use crate::schema::{Attribute, Operation, Schema, Timeouts};
use crate::scope::Cx;
use crate::value::{Path, Value};

/// A resource whose `mode` says how it behaves.
pub(super) struct Lamp;

fn schema() -> Schema {
    Schema::new([
        (
            "mode",
            Attribute::string().required().requires_replace_if(|_, after| *after == Value::string("other")),
        ),
        ("id", Attribute::string().computed().keep_state()),
        ("light", Attribute::string().computed()),
    ])
    .version(1)
    .timeouts(Timeouts::new([(Operation::Create, Duration::from_hours(1))]))
}

fn mode(value: &Value) -> &str {
    value.get("mode").and_then(Value::as_str).unwrap_or("")
}

fn lamp(mode: &str, id: Value, light: Value) -> Value {
    Value::object([("mode", Value::string(mode)), ("id", id), ("light", light), ("timeouts", Value::Null)])
}

#[async_trait]
impl Resource for Lamp {
    fn type_name(&self) -> &'static str {
        "test_lamp"
    }

    fn schema(&self) -> Schema {
        schema()
    }

    async fn plan(&self, cx: &Cx, proposed: Proposed) -> Planned {
        if mode(&proposed.config) == "bad plan" {
            let mut planned = proposed.accept();
            planned.state = lamp("another", Value::Unknown, Value::Unknown);
            return planned;
        }
        if mode(&proposed.config) == "bad replacement" {
            let mut planned = proposed.accept();
            planned.replace.push(Path::attribute("mode.colour"));
            return planned;
        }
        let wants_deferral = mode(&proposed.config) == "later";
        let mut planned = proposed.accept();
        if wants_deferral {
            planned.deferred = Some(Deferral::ProviderConfigUnknown);
        }
        planned.private.set("walk", &cx.capabilities.is_apply_walk());
        planned
    }

    async fn create(&self, cx: &Cx, change: Change) -> Outcome {
        let done = |light: &str| Outcome::Done {
            state: lamp(mode(&change.planned), Value::string("1"), Value::string(light)),
            private: change.private.clone(),
            diagnostics: Diagnostics::new(),
        };
        match mode(&change.planned) {
            "panic" => panic!("the bulb broke"),
            "wait" => {
                let reason = cx.stop.raised().await;
                Outcome::Failed(Diagnostic::error("Stopped", format!("{reason:?}")).into())
            }
            "misshapen" => Outcome::Done {
                state: Value::object([("mode", Value::string("misshapen"))]),
                private: change.private.clone(),
                diagnostics: Diagnostics::new(),
            },
            "silent failure" => Outcome::Failed(Diagnostics::new()),
            "unknown result" => Outcome::Done {
                state: lamp("unknown result", Value::string("1"), Value::Unknown),
                private: Private::default(),
                diagnostics: Diagnostics::new(),
            },
            _ => done("on"),
        }
    }

    async fn update(&self, _cx: &Cx, prior: Value, change: Change) -> Outcome {
        match mode(&change.planned) {
            "fail" => Outcome::Failed(Diagnostic::error("No", "It did not work.").into()),
            "half unknown" => Outcome::Partial {
                state: lamp(mode(&prior), Value::string("1"), Value::Unknown),
                private: Private::default(),
                why: Diagnostics::new(),
            },
            "half silent" => {
                Outcome::Partial { state: prior, private: Private::default(), why: Diagnostics::new() }
            }
            "half" => Outcome::Partial {
                state: lamp(mode(&prior), Value::string("1"), Value::string("dim")),
                private: Private::default(),
                why: Diagnostic::error("Half", "It half worked.").into(),
            },
            other => Outcome::Done {
                state: lamp(other, Value::string("1"), Value::string("on")),
                private: change.private,
                diagnostics: Diagnostics::new(),
            },
        }
    }

    async fn delete(&self, _cx: &Cx, prior: Value, _private: Private) -> Deleted {
        if mode(&prior) == "silent failure" {
            return Deleted::Failed(Diagnostics::new());
        }
        Deleted::Done(Diagnostic::warning("Forgotten", "The lamp is still there.").into())
    }

    async fn read(&self, _cx: &Cx, state: Value, private: Private) -> Seen {
        match mode(&state) {
            "gone" => Seen::Gone(Diagnostics::new()),
            "later" => Seen::Deferred(Deferral::ProviderConfigUnknown),
            "far" => Seen::OutOfReach(Diagnostic::warning("Far", "Out of reach.").into()),
            _ => Seen::Present { state, private, diagnostics: Diagnostics::new() },
        }
    }

    fn upgrade(&self, _from: i64, state: serde_json::Value) -> Result<serde_json::Value, Diagnostics> {
        Ok(serde_json::json!({ "mode": state["old_mode"] }))
    }

    async fn import(&self, _cx: &Cx, id: &str) -> Result<Imported, Refusal> {
        if id == "nothing" {
            let (state, private, diagnostics) = (Value::Null, Private::default(), Diagnostics::new());
            return Ok(Imported { state, private, diagnostics });
        }
        Ok(Imported {
            state: lamp("imported", Value::string(id), Value::Null),
            private: Private::default(),
            diagnostics: Diagnostics::new(),
        })
    }
}

fn pack(value: &Value) -> Option<DynamicValue> {
    packed(value, &schema().ty())
}

fn unpack(value: Option<&DynamicValue>) -> Value {
    unpacked(value, &schema().ty())
}

fn apply(prior: &Value, planned: &Value) -> Request<wire::apply_resource_change::Request> {
    Request::new(wire::apply_resource_change::Request {
        type_name: "test_lamp".into(),
        prior_state: pack(prior),
        planned_state: pack(planned),
        config: pack(planned),
        planned_private: br#"{"kept":1}"#.to_vec(),
        ..Default::default()
    })
}

fn plan(prior: &Value, config: &Value) -> Request<wire::plan_resource_change::Request> {
    Request::new(wire::plan_resource_change::Request {
        type_name: "test_lamp".into(),
        prior_state: pack(prior),
        proposed_new_state: pack(config),
        config: pack(config),
        ..Default::default()
    })
}

#[tokio::test]
async fn a_panic_in_a_handler_becomes_a_diagnostic_and_the_next_call_works() {
    let server = server();
    let broken = apply(&Value::Null, &lamp("panic", Value::Unknown, Value::Unknown));
    let reply = server.apply_resource_change(broken).await.unwrap().into_inner();
    assert_eq!(summaries(&reply.diagnostics), [BUG]);
    assert!(reply.diagnostics[0].detail.contains("the bulb broke"), "{:?}", reply.diagnostics);
    let fine = apply(&Value::Null, &lamp("steady", Value::Unknown, Value::Unknown));
    let reply = server.apply_resource_change(fine).await.unwrap().into_inner();
    assert!(reply.diagnostics.is_empty());
    assert_eq!(unpack(reply.new_state.as_ref()).get("light"), Some(&Value::string("on")));
}

#[tokio::test]
async fn a_stop_ends_what_is_in_flight_and_the_server_keeps_serving() {
    let server = server();
    let waiting = {
        let server = server.clone();
        tokio::spawn(async move {
            server
                .apply_resource_change(apply(&Value::Null, &lamp("wait", Value::Unknown, Value::Unknown)))
                .await
        })
    };
    // bounded by the test runner: the call is in flight once the tracker has it
    while server.inner.tracker.is_empty() {
        tokio::task::yield_now().await;
    }
    server.stop_provider(Request::new(wire::stop_provider::Request {})).await.unwrap();
    let reply = waiting.await.unwrap().unwrap().into_inner();
    assert_eq!(summaries(&reply.diagnostics), ["Stopped"]);
    let fine = apply(&Value::Null, &lamp("steady", Value::Unknown, Value::Unknown));
    assert!(server.apply_resource_change(fine).await.unwrap().into_inner().diagnostics.is_empty());
}

#[tokio::test]
async fn a_dropped_call_does_not_end_the_work() {
    let server = server();
    {
        let call =
            server.apply_resource_change(apply(&Value::Null, &lamp("wait", Value::Unknown, Value::Unknown)));
        tokio::pin!(call);
        tokio::select! {
            biased;
            _ = &mut call => panic!("it waits for a stop"),
            () = tokio::task::yield_now() => {}
        }
    }
    assert_eq!(server.inner.tracker.len(), 1, "the call is gone, its work is not");
    server.stop();
    server.drained().await;
}

#[tokio::test]
async fn a_time_limit_stops_the_work_with_its_reason() {
    tokio::time::pause();
    let server = server();
    let mut planned = lamp("wait", Value::Unknown, Value::Unknown);
    if let Value::Object(entries) = &mut planned {
        entries.insert("timeouts".into(), Value::object([("create", Value::string("3s"))]));
    }
    let reply = server.apply_resource_change(apply(&Value::Null, &planned)).await.unwrap().into_inner();
    assert!(reply.diagnostics[0].detail.contains("Deadline { allowed: 3s }"), "{:?}", reply.diagnostics);
}

#[tokio::test]
async fn a_failed_update_keeps_the_prior_state_and_private_data() {
    let prior = lamp("steady", Value::string("1"), Value::string("on"));
    let planned = lamp("fail", Value::string("1"), Value::Unknown);
    let reply = server().apply_resource_change(apply(&prior, &planned)).await.unwrap().into_inner();
    assert_eq!(unpack(reply.new_state.as_ref()), prior);
    assert_eq!(reply.private, br#"{"kept":1}"#);
    assert_eq!(summaries(&reply.diagnostics), ["No"]);
}

#[tokio::test]
async fn a_partial_update_returns_the_truth_with_its_error() {
    let prior = lamp("steady", Value::string("1"), Value::string("on"));
    let planned = lamp("half", Value::string("1"), Value::Unknown);
    let reply = server().apply_resource_change(apply(&prior, &planned)).await.unwrap().into_inner();
    assert_eq!(unpack(reply.new_state.as_ref()), lamp("steady", Value::string("1"), Value::string("dim")));
    assert_eq!(summaries(&reply.diagnostics), ["Half"]);
}

#[tokio::test]
async fn a_failed_create_saves_nothing() {
    let planned = lamp("silent failure", Value::Unknown, Value::Unknown);
    let reply = server().apply_resource_change(apply(&Value::Null, &planned)).await.unwrap().into_inner();
    assert!(unpack(reply.new_state.as_ref()).is_null());
    assert_eq!(summaries(&reply.diagnostics), [BUG], "a failure without an error would look like success");
}

#[tokio::test]
async fn what_breaks_a_rule_of_core_is_said_in_our_words() {
    let planned = lamp("unknown result", Value::Unknown, Value::Unknown);
    let reply = server().apply_resource_change(apply(&Value::Null, &planned)).await.unwrap().into_inner();
    assert_eq!(summaries(&reply.diagnostics), [BUG]);
    assert!(reply.diagnostics[0].detail.contains("`light` is still unknown"));
    let config = lamp("bad plan", Value::Null, Value::Null);
    let reply = server().plan_resource_change(plan(&Value::Null, &config)).await.unwrap().into_inner();
    assert!(reply.diagnostics[0].detail.contains("`mode` is configured, and planned as something else"));
}

#[tokio::test]
async fn a_plan_to_create_leaves_the_computed_unknown_and_hands_over_private_data() {
    let config = lamp("steady", Value::Null, Value::Null);
    let mut request = plan(&Value::Null, &config);
    request.get_mut().client_capabilities =
        Some(ClientCapabilities { deferral_allowed: true, ..Default::default() });
    let reply = server().plan_resource_change(request).await.unwrap().into_inner();
    assert_eq!(unpack(reply.planned_state.as_ref()), lamp("steady", Value::Unknown, Value::Unknown));
    assert_eq!(reply.planned_private, br#"{"walk":true}"#);
    assert!(reply.deferred.is_none() && !reply.legacy_type_system);
}

#[tokio::test]
async fn destroying_plans_null_and_forgets_with_a_warning() {
    let prior = lamp("steady", Value::string("1"), Value::string("on"));
    let reply = server().plan_resource_change(plan(&prior, &Value::Null)).await.unwrap().into_inner();
    assert!(unpack(reply.planned_state.as_ref()).is_null());
    let reply = server().apply_resource_change(apply(&prior, &Value::Null)).await.unwrap().into_inner();
    assert!(unpack(reply.new_state.as_ref()).is_null());
    assert_eq!(summaries(&reply.diagnostics), ["Forgotten"]);
}

#[tokio::test]
async fn what_was_made_is_not_forgotten_when_its_state_does_not_fit_the_schema() {
    let planned = lamp("misshapen", Value::Unknown, Value::Unknown);
    let reply = server().apply_resource_change(apply(&Value::Null, &planned)).await.unwrap().into_inner();
    assert_eq!(unpack(reply.new_state.as_ref()), lamp("misshapen", Value::Null, Value::Null));
    assert!(summaries(&reply.diagnostics).contains(&BUG));
    assert_eq!(reply.private, br#"{"kept":1}"#);
}

#[tokio::test]
async fn a_delete_that_failed_without_a_reason_is_no_success() {
    let prior = lamp("silent failure", Value::string("1"), Value::string("on"));
    let reply = server().apply_resource_change(apply(&prior, &Value::Null)).await.unwrap().into_inner();
    assert_eq!(unpack(reply.new_state.as_ref()), prior);
    assert_eq!(reply.private, br#"{"kept":1}"#);
    assert_eq!(summaries(&reply.diagnostics), [BUG]);
}

#[tokio::test]
async fn a_partial_update_without_a_reason_or_with_unknowns_is_found() {
    let prior = lamp("steady", Value::string("1"), Value::string("on"));
    let planned = lamp("half unknown", Value::string("1"), Value::Unknown);
    let reply = server().apply_resource_change(apply(&prior, &planned)).await.unwrap().into_inner();
    assert!(reply.diagnostics[0].detail.contains("`light` is still unknown"), "{:?}", reply.diagnostics);
    let planned = lamp("half silent", Value::string("1"), Value::Unknown);
    let reply = server().apply_resource_change(apply(&prior, &planned)).await.unwrap().into_inner();
    assert!(reply.diagnostics[0].detail.contains("not why"), "{:?}", reply.diagnostics);
}

#[tokio::test]
async fn what_read_and_apply_left_reaches_the_plan_and_a_change_that_needs_it_replaces() {
    let prior = lamp("steady", Value::string("1"), Value::string("on"));
    let mut request = plan(&prior, &lamp("other", Value::Null, Value::Null));
    request.get_mut().prior_private = br#"{"kept":1}"#.to_vec();
    let reply = server().plan_resource_change(request).await.unwrap().into_inner();
    assert_eq!(reply.planned_private, br#"{"kept":1,"walk":false}"#);
    assert_eq!(reply.requires_replace.len(), 1);
    let reply = server().plan_resource_change(plan(&Value::Null, &prior)).await.unwrap().into_inner();
    assert!(reply.requires_replace.is_empty(), "there is nothing to replace");
}

#[tokio::test]
async fn a_replacement_of_what_is_not_there_is_found() {
    let config = lamp("bad replacement", Value::Null, Value::Null);
    let reply = server().plan_resource_change(plan(&Value::Null, &config)).await.unwrap().into_inner();
    assert!(reply.diagnostics[0].detail.contains("`mode.colour` is said to need a new resource"));
}

#[tokio::test]
async fn an_import_of_nothing_is_found() {
    let request = wire::import_resource_state::Request {
        type_name: "test_lamp".into(),
        id: "nothing".into(),
        ..Default::default()
    };
    let reply = server().import_resource_state(Request::new(request)).await.unwrap().into_inner();
    assert!(reply.diagnostics[0].detail.contains("the resource is null"), "{:?}", reply.diagnostics);
}

#[tokio::test]
async fn a_read_out_of_reach_keeps_the_bytes_and_warns() {
    let state = lamp("far", Value::string("1"), Value::string("on"));
    let request = wire::read_resource::Request {
        type_name: "test_lamp".into(),
        current_state: pack(&state),
        private: b"{\"x\": 1 }".to_vec(),
        ..Default::default()
    };
    let reply = server().read_resource(Request::new(request.clone())).await.unwrap().into_inner();
    assert_eq!((reply.new_state, reply.private), (request.current_state, request.private));
    assert_eq!(reply.diagnostics[0].severity, wire::diagnostic::Severity::Warning as i32);
}

#[tokio::test]
async fn old_state_is_upgraded_and_state_of_today_loses_only_what_the_schema_lost() {
    let upgrade = |version, json: &str| {
        Request::new(wire::upgrade_resource_state::Request {
            type_name: "test_lamp".into(),
            version,
            raw_state: Some(wire::RawState { json: json.as_bytes().to_vec(), ..Default::default() }),
        })
    };
    let reply =
        server().upgrade_resource_state(upgrade(0, r#"{"old_mode":"dim"}"#)).await.unwrap().into_inner();
    assert_eq!(unpack(reply.upgraded_state.as_ref()), lamp("dim", Value::Null, Value::Null));
    let today = r#"{"mode":"dim","id":"7","gone":[1,2]}"#;
    let reply = server().upgrade_resource_state(upgrade(1, today)).await.unwrap().into_inner();
    assert_eq!(unpack(reply.upgraded_state.as_ref()), lamp("dim", Value::string("7"), Value::Null));
    let reply = server().upgrade_resource_state(upgrade(1, "{")).await.unwrap().into_inner();
    assert!(reply.diagnostics[0].summary.contains("cannot be read"), "{:?}", reply.diagnostics);
}

#[tokio::test]
async fn an_import_adopts_one_object() {
    let request = wire::import_resource_state::Request {
        type_name: "test_lamp".into(),
        id: "7".into(),
        ..Default::default()
    };
    let reply = server().import_resource_state(Request::new(request)).await.unwrap().into_inner();
    let [one] = reply.imported_resources.as_slice() else { panic!("{reply:?}") };
    assert_eq!(unpack(one.state.as_ref()), lamp("imported", Value::string("7"), Value::Null));
}

#[tokio::test]
async fn an_unknown_resource_type_is_a_diagnostic() {
    let request = wire::read_resource::Request { type_name: "test_lmap".into(), ..Default::default() };
    let reply = server().read_resource(Request::new(request)).await.unwrap().into_inner();
    assert_eq!(summaries(&reply.diagnostics), ["Unknown resource type \"test_lmap\""]);
}

/// What is put off in a plan: deferral taken by core or not, provider configured with unknowns or not.
async fn deferred_plan(taken: bool, unknowns: bool) -> bool {
    let server = server();
    if unknowns {
        configured_with_unknowns(&server).await;
    }
    let mut request = plan(&Value::Null, &lamp("later", Value::Null, Value::Null));
    request.get_mut().client_capabilities = takes_deferral().filter(|_| taken);
    let reply = server.plan_resource_change(request).await.unwrap().into_inner();
    assert!(reply.diagnostics.is_empty(), "{:?}", reply.diagnostics);
    reply.deferred.is_some()
}

#[tokio::test]
async fn a_plan_is_put_off_only_where_core_takes_it_and_something_is_unknown() {
    assert!(deferred_plan(true, true).await);
    assert!(!deferred_plan(true, false).await, "during apply core always says that it takes it, and lies");
    assert!(!deferred_plan(false, true).await);
}

#[tokio::test]
async fn a_read_that_is_put_off_keeps_the_state_on_every_core() {
    for taken in [true, false] {
        let server = server();
        configured_with_unknowns(&server).await;
        let state = lamp("later", Value::string("1"), Value::string("on"));
        let request = wire::read_resource::Request {
            type_name: "test_lamp".into(),
            current_state: pack(&state),
            client_capabilities: takes_deferral().filter(|_| taken),
            ..Default::default()
        };
        let reply = server.read_resource(Request::new(request)).await.unwrap().into_inner();
        assert_eq!(reply.deferred.is_some(), taken);
        assert_eq!(unpack(reply.new_state.as_ref()), state);
    }
}

#[tokio::test]
async fn provider_meta_is_tolerated_whatever_it_is() {
    for meta in [
        None,
        Some(DynamicValue::default()),
        Some(DynamicValue { msgpack: b"\xc1garbage".to_vec(), json: Vec::new() }),
    ] {
        let mut request = plan(&Value::Null, &lamp("steady", Value::Null, Value::Null));
        request.get_mut().provider_meta.clone_from(&meta);
        let reply = server().plan_resource_change(request).await.unwrap().into_inner();
        assert!(reply.diagnostics.is_empty(), "{:?}", reply.diagnostics);
        let mut request = apply(&Value::Null, &lamp("steady", Value::Unknown, Value::Unknown));
        request.get_mut().provider_meta = meta;
        let reply = server().apply_resource_change(request).await.unwrap().into_inner();
        assert!(reply.diagnostics.is_empty(), "{:?}", reply.diagnostics);
    }
}
