//! Promises about ephemeral resources, with a key that is lent, renewed and given back.

use std::time::{Duration, UNIX_EPOCH};

use async_trait::async_trait;
use tfplugin6::provider_server::Provider as _;
use tfplugin6::{self as wire};
use tonic::Request;

use super::{BUG, packed, server, summaries, unpacked};
use crate::deferral::Refusal;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ephemeral::{Ephemeral, Opened, Renewed};
use crate::private::Private;
use crate::schema::{Attribute, Operation, Schema, Timeouts};
use crate::scope::Cx;
use crate::value::Value;

/// How long each operation may take.
const LIMIT: Duration = Duration::from_mins(5);

/// Its `door` says how it behaves.
pub(super) struct Key;

#[async_trait]
impl Ephemeral for Key {
    fn type_name(&self) -> &'static str {
        "test_key"
    }

    fn schema(&self) -> Schema {
        Schema::new([
            ("door", Attribute::string().required()),
            ("teeth", Attribute::string().computed().sensitive()),
        ])
        .timeouts(Timeouts::new(
            [Operation::Open, Operation::Renew, Operation::Close].map(|one| (one, LIMIT)),
        ))
    }

    async fn open(&self, cx: &Cx, config: Value) -> Result<Opened, Refusal> {
        let door = config.get("door").and_then(Value::as_str).unwrap_or("").to_owned();
        if door == "stuck" {
            return Err(Diagnostic::error("Stuck", format!("{:?}", cx.stop.raised().await)).into());
        }
        if door == "wall" {
            return Err(Diagnostic::error("No door", "A wall has none.").into());
        }
        let teeth = if door == "soft" { Value::Unknown } else { Value::string("3141") };
        let mut private = Private::default();
        private.set("lent", &door);
        Ok(Opened {
            result: key(&door, teeth),
            renew_at: Some(UNIX_EPOCH + Duration::from_mins(15)),
            private,
            diagnostics: Diagnostics::new(),
        })
    }

    async fn renew(&self, cx: &Cx, mut private: Private) -> Result<Renewed, Diagnostics> {
        if private.get::<String>("lent").as_deref() == Some("slow") {
            return Err(Diagnostic::error("Stuck", format!("{:?}", cx.stop.raised().await)).into());
        }
        private.set("renewed", &true);
        Ok(Renewed { renew_at: None, private, diagnostics: Diagnostics::new() })
    }

    async fn close(&self, cx: &Cx, private: Private) -> Diagnostics {
        let lent: String = private.get("lent").unwrap_or_default();
        if lent == "slow" {
            return Diagnostic::error("Stuck", format!("{:?}", cx.stop.raised().await)).into();
        }
        Diagnostic::warning("Given back", lent).into()
    }
}

fn key(door: &str, teeth: Value) -> Value {
    Value::object([("door", Value::string(door)), ("teeth", teeth), ("timeouts", Value::Null)])
}

async fn open(door: &str) -> wire::open_ephemeral_resource::Response {
    let request = wire::open_ephemeral_resource::Request {
        type_name: "test_key".into(),
        config: packed(&key(door, Value::Null), &Key.schema().ty()),
        ..Default::default()
    };
    server().open_ephemeral_resource(Request::new(request)).await.unwrap().into_inner()
}

#[tokio::test]
async fn it_is_opened_renewed_and_closed_with_what_it_remembers() {
    let opened = open("front").await;
    assert!(opened.diagnostics.is_empty(), "{:?}", opened.diagnostics);
    let result = unpacked(opened.result.as_ref(), &Key.schema().ty());
    assert_eq!(result, key("front", Value::string("3141")));
    assert_eq!(opened.renew_at.map(|at| at.seconds), Some(900));
    let renewed = server()
        .renew_ephemeral_resource(Request::new(wire::renew_ephemeral_resource::Request {
            type_name: "test_key".into(),
            private: opened.private,
        }))
        .await
        .unwrap()
        .into_inner();
    let remembered = Private::from_bytes(&renewed.private.clone().unwrap_or_default());
    assert_eq!((remembered.get("lent"), remembered.get("renewed")), (Some("front".to_owned()), Some(true)));
    assert!(renewed.renew_at.is_none());
    let closed = server()
        .close_ephemeral_resource(Request::new(wire::close_ephemeral_resource::Request {
            type_name: "test_key".into(),
            private: renewed.private,
        }))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (summaries(&closed.diagnostics)[0], closed.diagnostics[0].detail.as_str()),
        ("Given back", "front")
    );
}

#[tokio::test(start_paused = true)]
async fn each_of_its_operations_ends_with_its_time_limit() {
    let stuck = open("stuck").await;
    assert_eq!(
        (summaries(&stuck.diagnostics), stuck.diagnostics[0].detail.as_str()),
        (vec!["Stuck"], "Deadline { allowed: 300s }")
    );
    // renewing and closing see no configuration: what opening remembered limits them, and the provider sees none of it
    let private = open("slow").await.private;
    let request =
        wire::renew_ephemeral_resource::Request { type_name: "test_key".into(), private: private.clone() };
    let renewed = server().renew_ephemeral_resource(Request::new(request)).await.unwrap().into_inner();
    assert_eq!(renewed.diagnostics[0].detail, "Deadline { allowed: 300s }");
    let request = wire::close_ephemeral_resource::Request { type_name: "test_key".into(), private };
    let closed = server().close_ephemeral_resource(Request::new(request)).await.unwrap().into_inner();
    assert_eq!(closed.diagnostics[0].detail, "Deadline { allowed: 300s }");
}

#[tokio::test]
async fn a_value_that_is_not_known_is_found_before_core_finds_it() {
    let reply = open("soft").await;
    assert_eq!(summaries(&reply.diagnostics), [BUG]);
    assert!(reply.diagnostics[0].detail.contains("`teeth` is still unknown"), "{:?}", reply.diagnostics);
    assert_eq!(summaries(&open("wall").await.diagnostics), ["No door"]);
}
