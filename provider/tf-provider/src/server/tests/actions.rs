//! Promises about actions, with a bell that is rung.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use tfplugin6::invoke_action::event::Type;
use tfplugin6::provider_server::Provider as _;
use tfplugin6::{self as wire};
use tokio_stream::StreamExt as _;
use tonic::Request;

use super::{BUG, configured_with_unknowns, packed, server, summaries, takes_deferral};
use crate::action::{Action, Progress};
use crate::deferral::{Deferral, Refusal};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::schema::{Attribute, Schema};
use crate::scope::Cx;
use crate::value::Value;

/// Its `tune` says how it behaves.
pub(super) struct Ring;

#[async_trait]
impl Action for Ring {
    fn type_name(&self) -> &'static str {
        "test_ring"
    }

    fn schema(&self) -> Schema {
        Schema::new([("tune", Attribute::string().default_string("ding"))])
    }

    async fn plan(&self, _cx: &Cx, config: &Value) -> Result<Diagnostics, Refusal> {
        match config.get("tune").and_then(Value::as_str) {
            Some("later") => Err(Refusal::Deferred(Deferral::ConfigUnknown)),
            Some("broken") => Err(Diagnostic::error("Broken", "The bell is broken.").into()),
            _ => Ok(Diagnostics::new()),
        }
    }

    async fn invoke(&self, cx: &Cx, config: Value, progress: Progress) -> Diagnostics {
        let tune = config.get("tune").and_then(Value::as_str).unwrap_or("");
        progress.say(format!("begins: {tune}"));
        match tune {
            "panic" => panic!("the rope broke"),
            "wait" => {
                let reason = cx.stop.raised().await;
                progress.say("one more line");
                return Diagnostic::error("Stopped", format!("{reason:?}")).into();
            }
            "loud" => (0..1000).for_each(|count| progress.say(count.to_string())),
            "echo" => {
                // says something when it is over already
                let heard = Arc::new(AtomicBool::new(false));
                tokio::spawn(async move {
                    tokio::task::yield_now().await;
                    heard.store(true, Ordering::SeqCst);
                    progress.say("echo");
                });
            }
            _ => progress.say("dong"),
        }
        Diagnostic::warning("Rung", "It was heard.").into()
    }
}

fn config(tune: &Value) -> Option<wire::DynamicValue> {
    packed(&Value::object([("tune", tune.clone())]), &Ring.schema().ty())
}

fn invocation(tune: &Value) -> Request<wire::invoke_action::Request> {
    Request::new(wire::invoke_action::Request {
        action_type: "test_ring".into(),
        config: config(tune),
        ..Default::default()
    })
}

/// The lines of progress and the completion. That this comes last, and once, is checked here for all.
async fn invoke(tune: Value) -> (Vec<String>, Vec<wire::Diagnostic>) {
    let events = server().invoke_action(invocation(&tune)).await.unwrap().into_inner();
    let mut kinds: Vec<_> =
        events.map(|event| event.unwrap().r#type.expect("core panics without")).collect().await;
    let Some(Type::Completed(completed)) = kinds.pop() else { panic!("no completion at the end") };
    let lines = kinds.into_iter().map(|kind| match kind {
        Type::Progress(line) => line.message,
        Type::Completed(_) => panic!("completed twice"),
    });
    (lines.collect(), completed.diagnostics)
}

#[tokio::test]
async fn it_says_how_it_gets_on_and_then_that_it_is_done() {
    let (lines, found) = invoke(Value::Null).await;
    assert_eq!(lines, ["begins: ding", "dong"], "the default is in");
    assert_eq!(summaries(&found), ["Rung"]);
}

#[tokio::test]
async fn it_completes_once_whatever_happens() {
    let (lines, found) = invoke(Value::string("panic")).await;
    assert_eq!((lines.len(), summaries(&found)), (1, vec![BUG]));
    assert!(found[0].detail.contains("the rope broke"), "{found:?}");
    let (_, found) = invoke(Value::string("echo")).await;
    assert_eq!(summaries(&found), ["Rung"]);
    let (_, found) = invoke(Value::Unknown).await;
    assert_eq!(summaries(&found), [BUG], "core invokes with what is known only");
    let request = wire::invoke_action::Request { action_type: "test_rign".into(), ..Default::default() };
    let mut events = server().invoke_action(Request::new(request)).await.unwrap().into_inner();
    let event = events.next().await.unwrap().unwrap();
    assert!(matches!(event.r#type, Some(Type::Completed(_))), "{event:?}");
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn a_slow_reader_does_not_hold_it_up_and_still_hears_the_end() {
    let (lines, found) = invoke(Value::string("loud")).await;
    assert!(lines.len() < 1000 && !lines.is_empty(), "{} lines", lines.len());
    assert_eq!(summaries(&found), ["Rung"]);
}

#[tokio::test]
async fn a_stop_ends_it_and_the_server_keeps_serving() {
    let server = server();
    let mut events = server.invoke_action(invocation(&Value::string("wait"))).await.unwrap().into_inner();
    events.next().await.unwrap().unwrap();
    server.stop();
    let event = events.next().await.unwrap().unwrap();
    let Some(Type::Completed(completed)) = event.r#type else { panic!("{event:?}") };
    assert_eq!(summaries(&completed.diagnostics), ["Stopped"]);
    assert!(server.invoke_action(invocation(&Value::Null)).await.is_ok());
}

/// Core ends with a panic of its own over what follows a line of progress that it reads after a stop.
#[tokio::test]
async fn after_a_stop_there_is_no_progress_not_even_what_waited_to_be_read() {
    let server = server();
    let mut events = server.invoke_action(invocation(&Value::string("wait"))).await.unwrap().into_inner();
    while server.inner.tracker.is_empty() {
        tokio::task::yield_now().await;
    }
    tokio::task::yield_now().await;
    server.stop();
    let event = events.next().await.unwrap().unwrap();
    assert!(matches!(event.r#type, Some(Type::Completed(_))), "{event:?}");
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn it_goes_on_to_its_end_when_nobody_listens() {
    let server = server();
    drop(server.invoke_action(invocation(&Value::string("wait"))).await.unwrap());
    tokio::task::yield_now().await;
    assert_eq!(server.inner.tracker.len(), 1, "the reader is gone, its work is not");
    server.stop();
    server.drained().await;
}

#[tokio::test]
async fn a_plan_looks_and_is_put_off_only_where_core_takes_it() {
    let plan = async |tune: &str, taken| {
        let server = server();
        configured_with_unknowns(&server).await;
        let request = wire::plan_action::Request {
            action_type: "test_ring".into(),
            config: config(&Value::string(tune)),
            client_capabilities: takes_deferral().filter(|_| taken),
        };
        server.plan_action(Request::new(request)).await.unwrap().into_inner()
    };
    assert!(plan("ding", true).await.diagnostics.is_empty());
    assert_eq!(summaries(&plan("broken", true).await.diagnostics), ["Broken"]);
    let provider_config_unknown = wire::deferred::Reason::ProviderConfigUnknown as i32;
    let put_off = plan("later", true).await;
    assert_eq!(put_off.deferred.map(|deferred| deferred.reason), Some(provider_config_unknown));
    let refused = plan("later", false).await;
    assert!(refused.deferred.is_none());
    assert_eq!(summaries(&refused.diagnostics), ["Not known yet"]);
}
