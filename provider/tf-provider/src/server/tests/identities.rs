//! Promises about identity, import by it, moving state and generating configuration, with a room that is
//! named by its house and its number.

use async_trait::async_trait;
use tfplugin6::provider_server::Provider as _;
use tfplugin6::{self as wire, ResourceIdentityData};
use tonic::Request;

use super::{BUG, packed, server, summaries, unpacked};
use crate::deferral::Refusal;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::identity::{IdentityAttribute, IdentitySchema};
use crate::private::Private;
use crate::resource::{Change, Deleted, Imported, Outcome, Resource, Seen, Source};
use crate::schema::{Attribute, Rule, Schema};
use crate::scope::Cx;
use crate::value::{Type, Value};

/// Its identity is `house` and `number`; a colour of `moving` breaks that.
pub(super) struct Room;

#[async_trait]
impl Resource for Room {
    fn type_name(&self) -> &'static str {
        "test_room"
    }

    fn schema(&self) -> Schema {
        Schema::new([
            ("house", Attribute::string().required().requires_replace()),
            ("number", Attribute::string().computed().keep_state()),
            ("colour", Attribute::string().default_string("white")),
            ("paint", Attribute::string().optional()),
            ("wallpaper", Attribute::string().optional()),
            ("alarm_wo", Attribute::string().optional().write_only()),
        ])
        .rule(Rule::Conflicts(&["paint", "wallpaper"]))
    }

    fn identity(&self) -> Option<IdentitySchema> {
        let schema = IdentitySchema::new([
            ("house", IdentityAttribute::required(Type::String, "The house.")),
            ("number", IdentityAttribute::optional(Type::String, "The number.")),
        ]);
        Some(schema.version(1))
    }

    fn identify(&self, state: &Value) -> Value {
        let number = match state.get("colour").and_then(Value::as_str) {
            Some("moving") => Value::string("99"),
            _ => state.get("number").cloned().unwrap_or(Value::Null),
        };
        Value::object([("house", state.get("house").cloned().unwrap_or(Value::Null)), ("number", number)])
    }

    fn upgrade_identity(
        &self,
        _: i64,
        identity: serde_json::Value,
    ) -> Result<serde_json::Value, Diagnostics> {
        Ok(serde_json::json!({ "house": identity["home"], "number": "1" }))
    }

    async fn import_identity(&self, _cx: &Cx, identity: Value) -> Result<Imported, Refusal> {
        let house = identity.get("house").and_then(Value::as_str).unwrap_or("");
        let state = if house == "wrong" { room("right", "1") } else { room(house, "1") };
        Ok(imported(state))
    }

    async fn move_from(&self, _cx: &Cx, source: Source) -> Result<Option<Imported>, Diagnostics> {
        if source.type_name != "other_chamber" {
            return Ok(None);
        }
        let house = source.state["building"].as_str().unwrap_or_default();
        Ok(Some(imported(room(house, "5"))))
    }

    async fn create(&self, _cx: &Cx, change: Change) -> Outcome {
        let house = change.planned.get("house").and_then(Value::as_str).unwrap_or("");
        if house == "burnt" {
            return Outcome::Failed(Diagnostic::error("Burnt", "It burnt down.").into());
        }
        let (state, private, diagnostics) = (room(house, "1"), change.private, Diagnostics::new());
        Outcome::Done { state, private, diagnostics }
    }

    async fn update(&self, _cx: &Cx, _prior: Value, change: Change) -> Outcome {
        Outcome::Done { state: change.planned, private: change.private, diagnostics: Diagnostics::new() }
    }

    async fn delete(&self, _cx: &Cx, _prior: Value, _private: Private) -> Deleted {
        Deleted::Done(Diagnostics::new())
    }

    async fn read(&self, _cx: &Cx, state: Value, private: Private) -> Seen {
        if state.get("house").and_then(Value::as_str) == Some("far") {
            return Seen::OutOfReach(Diagnostics::new());
        }
        Seen::Present { state, private, diagnostics: Diagnostics::new() }
    }
}

fn imported(state: Value) -> Imported {
    Imported { state, private: Private::default(), diagnostics: Diagnostics::new() }
}

pub(super) fn room(house: &str, number: &str) -> Value {
    let text = |text: &str| if text.is_empty() { Value::Null } else { Value::string(text) };
    Value::object([
        ("house", Value::string(house)),
        ("number", if number == "?" { Value::Unknown } else { text(number) }),
        ("colour", Value::string("white")),
        ("paint", Value::Null),
        ("wallpaper", Value::Null),
        ("alarm_wo", Value::Null),
    ])
}

fn with(mut room: Value, name: &str, value: Value) -> Value {
    if let Value::Object(entries) = &mut room {
        entries.insert(name.into(), value);
    }
    room
}

fn identity_type() -> Type {
    Room.identity().expect("it has one").ty()
}

fn named(house: &str, number: Value) -> Value {
    Value::object([("house", Value::string(house)), ("number", number)])
}

#[expect(clippy::unnecessary_wraps, reason = "every message has it as an option")]
fn identity(house: &str, number: Value) -> Option<ResourceIdentityData> {
    let identity_data = packed(&named(house, number), &identity_type());
    Some(ResourceIdentityData { identity_data })
}

fn found(sent: Option<&ResourceIdentityData>) -> Value {
    unpacked(sent.expect("an identity").identity_data.as_ref(), &identity_type())
}

fn pack(value: &Value) -> Option<wire::DynamicValue> {
    packed(value, &Room.schema().ty())
}

async fn plan(
    prior: &Value,
    config: &Value,
    prior_identity: Option<ResourceIdentityData>,
) -> wire::plan_resource_change::Response {
    let request = wire::plan_resource_change::Request {
        type_name: "test_room".into(),
        prior_state: pack(prior),
        proposed_new_state: pack(config),
        config: pack(config),
        prior_identity,
        ..Default::default()
    };
    server().plan_resource_change(Request::new(request)).await.unwrap().into_inner()
}

#[tokio::test]
async fn an_identity_is_planned_only_if_all_of_it_is_known_and_stored_when_it_is() {
    let planned = plan(&Value::Null, &room("blue", ""), None).await;
    assert!(planned.planned_identity.is_none(), "core could not show the plan");
    let prior = room("blue", "1");
    let again = plan(&prior, &prior, identity("blue", Value::string("1"))).await;
    assert_eq!(found(again.planned_identity.as_ref()), named("blue", Value::string("1")));
    let request = wire::apply_resource_change::Request {
        type_name: "test_room".into(),
        prior_state: pack(&Value::Null),
        planned_state: planned.planned_state,
        config: pack(&room("blue", "")),
        planned_identity: planned.planned_identity,
        ..Default::default()
    };
    let applied = server().apply_resource_change(Request::new(request)).await.unwrap().into_inner();
    assert!(applied.diagnostics.is_empty(), "{:?}", applied.diagnostics);
    assert_eq!(found(applied.new_identity.as_ref()), named("blue", Value::string("1")));
}

#[tokio::test]
async fn a_failed_create_has_no_identity() {
    let request = wire::apply_resource_change::Request {
        type_name: "test_room".into(),
        prior_state: pack(&Value::Null),
        planned_state: pack(&room("burnt", "?")),
        config: pack(&room("burnt", "")),
        ..Default::default()
    };
    let applied = server().apply_resource_change(Request::new(request)).await.unwrap().into_inner();
    assert_eq!(summaries(&applied.diagnostics), ["Burnt"]);
    assert!(applied.new_identity.is_none());
}

#[tokio::test]
async fn an_identity_that_changes_without_a_replacement_is_found() {
    let prior = room("blue", "1");
    let moving = with(room("blue", ""), "colour", Value::string("moving"));
    let reply = plan(&prior, &moving, identity("blue", Value::string("1"))).await;
    assert_eq!(summaries(&reply.diagnostics), [BUG]);
    assert!(reply.diagnostics[0].detail.contains("`number`"), "{:?}", reply.diagnostics);
    // a state of an older core had none, and a replacement may get another
    assert!(plan(&prior, &moving, None).await.diagnostics.is_empty());
    let elsewhere = with(moving, "house", Value::string("red"));
    assert!(plan(&prior, &elsewhere, identity("blue", Value::string("1"))).await.diagnostics.is_empty());
}

#[tokio::test]
async fn every_read_names_what_it_read_even_out_of_reach() {
    for house in ["blue", "far"] {
        let request = wire::read_resource::Request {
            type_name: "test_room".into(),
            current_state: pack(&room(house, "1")),
            ..Default::default()
        };
        let reply = server().read_resource(Request::new(request)).await.unwrap().into_inner();
        assert_eq!(found(reply.new_identity.as_ref()), named(house, Value::string("1")));
    }
}

#[tokio::test]
async fn an_import_by_identity_finds_what_it_names_and_nothing_else() {
    let import = async |identity| {
        let request = wire::import_resource_state::Request {
            type_name: "test_room".into(),
            identity,
            ..Default::default()
        };
        server().import_resource_state(Request::new(request)).await.unwrap().into_inner()
    };
    let reply = import(identity("blue", Value::Null)).await;
    assert!(reply.diagnostics.is_empty(), "{:?}", reply.diagnostics);
    let [one] = reply.imported_resources.as_slice() else { panic!("{reply:?}") };
    assert_eq!(found(one.identity.as_ref()), named("blue", Value::string("1")));
    let reply = import(identity("wrong", Value::Null)).await;
    assert_eq!(summaries(&reply.diagnostics), [BUG]);
    let nameless = Value::object([("house", Value::Null), ("number", Value::Null)]);
    let nameless = ResourceIdentityData { identity_data: packed(&nameless, &identity_type()) };
    let reply = import(Some(nameless)).await;
    assert_eq!(summaries(&reply.diagnostics), ["The identity is incomplete"]);
    assert_eq!(summaries(&import(None).await.diagnostics), ["The import id is empty"]);
}

#[tokio::test]
async fn an_old_identity_is_upgraded_and_todays_is_read() {
    let upgrade = async |version, json: &str| {
        let request = wire::upgrade_resource_identity::Request {
            type_name: "test_room".into(),
            version,
            raw_identity: Some(wire::RawState { json: json.as_bytes().to_vec(), ..Default::default() }),
        };
        server().upgrade_resource_identity(Request::new(request)).await.unwrap().into_inner()
    };
    let reply = upgrade(0, r#"{"home":"blue"}"#).await;
    assert_eq!(found(reply.upgraded_identity.as_ref()), named("blue", Value::string("1")));
    let reply = upgrade(1, r#"{"house":"blue","number":"7","floor":2}"#).await;
    assert_eq!(found(reply.upgraded_identity.as_ref()), named("blue", Value::string("7")));
    for broken in ["", "{", "[]"] {
        assert_eq!(upgrade(1, broken).await.diagnostics.len(), 1, "{broken}");
    }
}

#[tokio::test]
async fn the_schema_of_an_identity_says_what_an_import_needs() {
    let request = Request::new(wire::get_resource_identity_schemas::Request {});
    let reply = server().get_resource_identity_schemas(request).await.unwrap().into_inner();
    let schema = &reply.identity_schemas["test_room"];
    let attributes: Vec<_> = schema
        .identity_attributes
        .iter()
        .map(|one| (one.name.as_str(), one.required_for_import, one.optional_for_import))
        .collect();
    assert_eq!(attributes, [("house", true, false), ("number", false, true)]);
    assert_eq!(schema.version, 1);
    assert!(!reply.identity_schemas.contains_key("test_lamp"), "it has none");
}

#[tokio::test]
async fn state_moves_from_a_type_that_is_known_and_from_no_other() {
    let moved = async |source_type_name: &str, json: &str| {
        let request = wire::move_resource_state::Request {
            target_type_name: "test_room".into(),
            source_type_name: source_type_name.into(),
            source_state: Some(wire::RawState { json: json.as_bytes().to_vec(), ..Default::default() }),
            ..Default::default()
        };
        server().move_resource_state(Request::new(request)).await.unwrap().into_inner()
    };
    let reply = moved("other_chamber", r#"{"building":"blue"}"#).await;
    assert!(reply.diagnostics.is_empty(), "{:?}", reply.diagnostics);
    assert_eq!(unpacked(reply.target_state.as_ref(), &Room.schema().ty()), room("blue", "5"));
    assert_eq!(found(reply.target_identity.as_ref()), named("blue", Value::string("5")));
    let reply = moved("other_cellar", "{}").await;
    assert_eq!(summaries(&reply.diagnostics), ["A other_cellar cannot become a test_room"]);
    assert!(moved("other_chamber", "{").await.diagnostics[0].summary.contains("cannot be read"));
}

#[tokio::test]
async fn a_generated_configuration_has_what_can_be_configured_and_no_conflict() {
    let state =
        with(with(room("blue", "1"), "paint", Value::string("oil")), "wallpaper", Value::string("dots"));
    let generate = async |state: &Value| {
        let request =
            wire::generate_resource_config::Request { type_name: "test_room".into(), state: pack(state) };
        server().generate_resource_config(Request::new(request)).await.unwrap().into_inner()
    };
    let reply = generate(&state).await;
    let expected = with(with(room("blue", ""), "colour", Value::Null), "paint", Value::string("oil"));
    assert_eq!(unpacked(reply.config.as_ref(), &Room.schema().ty()), expected);
    assert_eq!(summaries(&generate(&Value::Null).await.diagnostics), [BUG]);
}
