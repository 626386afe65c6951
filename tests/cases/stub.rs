//! Promises of the stub over its calls, on the small schema `stub/schema.json`, which has everything that a schema
//! can have.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use schema_stub::document::{self, Source};
use schema_stub::provider::Stub;
use schema_stub::settings::Settings;
use testkit::client::tonic::Request;
use testkit::client::wire::provider_server::Provider as _;
use testkit::client::wire::{self, DynamicValue};
use tf_provider::server::Server;
use tf_provider::value::{Type, Value, codec};

fn schema_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/stub/schema.json")
}

fn server_of(file: &Path, provider: Option<&str>) -> Server {
    let source = Source::new(Some(file.to_str().expect("utf-8")), provider);
    Server::new(Arc::new(Stub::new(document::load(&source), Settings::in_region(None))))
}

fn server() -> Server {
    server_of(&schema_file(), None)
}

async fn schemas(server: &Server) -> wire::get_provider_schema::Response {
    let asked = server.get_provider_schema(Request::new(wire::get_provider_schema::Request {}));
    asked.await.expect("an answer").into_inner()
}

/// The type of the room, as the file has it.
fn room() -> Type {
    const DOOR: &str = r#"["list",["object",{"to":"string","door_id":"string",
        "lock":["set",["object",{"kind":"string","serial":"string"}]]}]]"#;
    let json = format!(
        r#"["object",{{"id":"string","arn":"string","name":"string","colour":"string","code":"string",
        "code_wo":"string","floor":"number","lights":["set",["object",{{"name":"string","watts":"number"}}]],
        "seen":["list",["object",{{"when":"string"}}]],"tags":["map","string"],"tags_all":["map","string"],
        "walls":["map",["object",{{"height":"number","paint":"string"}}]],"door":{DOOR},
        "timeouts":["object",{{"create":"string"}}],"ceiling":["object",{{"height":"number"}}],
        "window":["map",["object",{{"width":"number"}}]]}}]"#
    );
    Type::from_json(json.as_bytes()).expect("a type")
}

fn configured(json: &str) -> Value {
    let Value::Object(mut config) = codec::json::decode(json.as_bytes(), &room()).expect("a configuration")
    else {
        panic!("an object")
    };
    // core sends no block as an empty one, and a group always
    config.entry("window".to_owned()).and_modify(|blocks| *blocks = Value::Map([].into()));
    config.entry("ceiling".to_owned()).and_modify(|block| *block = Value::object([("height", Value::Null)]));
    Value::Object(config)
}

#[expect(clippy::unnecessary_wraps, reason = "every message has it as an option")]
fn packed(value: &Value) -> Option<DynamicValue> {
    let msgpack = codec::msgpack::encode(value, &room()).expect("it fits");
    Some(DynamicValue { msgpack, json: Vec::new() })
}

fn unpacked(value: Option<&DynamicValue>) -> Value {
    codec::msgpack::decode(&value.expect("a value").msgpack, &room()).expect("it fits")
}

struct Plan {
    state: Value,
    replaced: usize,
    private: Vec<u8>,
}

async fn plan(server: &Server, prior: &Value, config: &Value, proposed: &Value, private: &[u8]) -> Plan {
    let request = wire::plan_resource_change::Request {
        type_name: "house_room".to_owned(),
        prior_state: packed(prior),
        config: packed(config),
        proposed_new_state: packed(proposed),
        prior_private: private.to_vec(),
        ..Default::default()
    };
    let reply = server.plan_resource_change(Request::new(request)).await.expect("an answer").into_inner();
    assert!(reply.diagnostics.is_empty(), "{:?}", reply.diagnostics);
    Plan {
        state: unpacked(reply.planned_state.as_ref()),
        replaced: reply.requires_replace.len(),
        private: reply.planned_private,
    }
}

async fn apply(server: &Server, prior: &Value, config: &Value, plan: &Plan) -> Value {
    let request = wire::apply_resource_change::Request {
        type_name: "house_room".to_owned(),
        prior_state: packed(prior),
        config: packed(config),
        planned_state: packed(&plan.state),
        planned_private: plan.private.clone(),
        ..Default::default()
    };
    let reply = server.apply_resource_change(Request::new(request)).await.expect("an answer").into_inner();
    assert!(reply.diagnostics.is_empty(), "{:?}", reply.diagnostics);
    assert!(reply.new_identity.is_some(), "the room has an identity");
    unpacked(reply.new_state.as_ref())
}

const HALL: &str = r#"{"name":"hall","code_wo":"1234","tags":{"a":"1"},"walls":{"north":{"height":3}},
    "door":[{"to":"garden","lock":[{"kind":"bolt"},{"kind":"chain"}]}]}"#;

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_else(|| panic!("no text {name} in {value:?}"))
}

#[tokio::test]
async fn everything_that_a_schema_has_is_served() {
    let all = schemas(&server()).await;
    assert!(all.diagnostics.is_empty(), "{:?}", all.diagnostics);
    let room = &all.resource_schemas["house_room"];
    assert_eq!(room.version, 3);
    let block = room.block.as_ref().expect("a block");
    let attribute = |name: &str| block.attributes.iter().find(|one| one.name == name).expect("it is there");
    let name = attribute("name");
    assert!(name.required && !name.optional && !name.computed && name.description == "What it is called.");
    let colour = attribute("colour");
    assert!(!colour.required && colour.optional && colour.computed);
    assert!(attribute("code").sensitive && attribute("code_wo").write_only && attribute("floor").deprecated);
    let walls = attribute("walls").nested_type.as_ref().expect("nested attributes");
    assert_eq!(walls.nesting(), wire::schema::object::NestingMode::Map);
    let mut nestings: Vec<_> = block
        .block_types
        .iter()
        .map(|one| format!("{} {:?} {}-{}", one.type_name, one.nesting(), one.min_items, one.max_items))
        .collect();
    nestings.sort();
    assert_eq!(nestings, ["ceiling Group 0-0", "door List 1-2", "timeouts Single 0-0", "window Map 0-0"]);
    assert_eq!(
        all.functions["paint"].variadic_parameter.as_ref().map(|one| one.name.as_str()),
        Some("layers")
    );
    assert!(all.functions["paint"].parameters[0].allow_null_value);
    assert!(all.data_source_schemas.contains_key("house_weather"));
    assert!(all.ephemeral_resource_schemas.contains_key("house_key"));
    let request = wire::get_resource_identity_schemas::Request {};
    let identities = server().get_resource_identity_schemas(Request::new(request)).await.expect("an answer");
    assert_eq!(identities.into_inner().identity_schemas["house_room"].identity_attributes.len(), 2);
}

#[tokio::test]
async fn a_plan_leaves_open_what_an_apply_makes_up_and_the_next_plan_keeps() {
    let (server, config) = (server(), configured(HALL));
    let first = plan(&server, &Value::Null, &config, &config, &[]).await;
    for open in ["id", "arn", "colour", "lights", "seen"] {
        assert_eq!(first.state.get(open), Some(&Value::Unknown), "{open}");
    }
    assert_eq!(first.state.get("tags_all"), first.state.get("tags"), "known as far as it can be");
    assert_eq!(first.state.get("code_wo"), Some(&Value::Null));
    let made = apply(&server, &Value::Null, &config, &first).await;
    assert!(made.is_wholly_known());
    assert!(text(&made, "arn").starts_with("arn:aws:room:us-east-1:000000000000:room/"), "{made:?}");
    let again = plan(&server, &made, &config, &made, &[]).await;
    assert_eq!((&again.state, again.replaced), (&made, 0));
}

#[tokio::test]
async fn a_change_keeps_what_was_made_up_and_makes_up_what_is_new() {
    let (server, before) = (server(), configured(HALL));
    let first = plan(&server, &Value::Null, &before, &before, &[]).await;
    let made = apply(&server, &Value::Null, &before, &first).await;
    let after = configured(
        &HALL
            .replace(r#""walls""#, r#""floor":2,"walls""#)
            .replace(r#"{"to":"garden","#, r#"{"to":"cellar"},{"to":"garden","#),
    );
    // what core proposes: configured values, and before for the rest
    let Value::Object(mut proposed) = made.clone() else { panic!("an object") };
    for name in ["floor", "door"] {
        proposed.insert(name.to_owned(), after.get(name).expect("it is there").clone());
    }
    let second = plan(&server, &made, &after, &Value::Object(proposed), &[]).await;
    assert_eq!((second.state.get("id"), second.replaced), (made.get("id"), 0));
    let changed = apply(&server, &made, &after, &second).await;
    assert_eq!((changed.get("id"), changed.get("arn")), (made.get("id"), made.get("arn")));
    let doors = changed.get("door").and_then(Value::as_elements).expect("doors");
    assert_eq!(doors.len(), 2);
    assert!(changed.is_wholly_known() && doors[0] != doors[1], "{changed:?}");
    let again = plan(&server, &changed, &after, &changed, &[]).await;
    assert_eq!(again.state, changed);
}

#[tokio::test]
async fn what_is_imported_has_its_id_and_is_changed_in_place() {
    let server = server();
    let request = wire::import_resource_state::Request {
        type_name: "house_room".to_owned(),
        id: "hall-1".to_owned(),
        ..Default::default()
    };
    // its identity needs a name, and an id does not tell one
    let reply = server.import_resource_state(Request::new(request)).await.expect("an answer").into_inner();
    let [imported] = reply.imported_resources.as_slice() else { panic!("{reply:?}") };
    let state = unpacked(imported.state.as_ref());
    assert_eq!(text(&state, "id"), "hall-1");
    assert!(state.is_wholly_known());
    let config = configured(HALL);
    let Value::Object(mut proposed) = state.clone() else { panic!("an object") };
    for name in ["name", "tags", "walls", "door"] {
        proposed.insert(name.to_owned(), config.get(name).expect("it is there").clone());
    }
    let planned = plan(&server, &state, &config, &Value::Object(proposed), &imported.private).await;
    assert_eq!((text(&planned.state, "id"), planned.replaced), ("hall-1", 0));
}

#[tokio::test]
async fn data_sources_and_ephemeral_resources_answer_and_do_so_each_time() {
    let server = server();
    let weather = Type::from_json(br#"["object",{"place":"string","degrees":"number","stations":["list",["object",{"name":"string"}]]}]"#)
        .expect("a type");
    let config = codec::json::decode(br#"{"place":"here"}"#, &weather).expect("it fits");
    let pack = |value: &Value, ty: &Type| {
        Some(DynamicValue { msgpack: codec::msgpack::encode(value, ty).expect("it fits"), json: Vec::new() })
    };
    let mut seen = Vec::new();
    for _ in 0..2 {
        let request = wire::read_data_source::Request {
            type_name: "house_weather".to_owned(),
            config: pack(&config, &weather),
            ..Default::default()
        };
        let reply = server.read_data_source(Request::new(request)).await.expect("an answer").into_inner();
        assert!(reply.diagnostics.is_empty(), "{:?}", reply.diagnostics);
        seen.push(codec::msgpack::decode(&reply.state.expect("a state").msgpack, &weather).expect("it fits"));
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0].get("stations").and_then(Value::as_elements).map(<[Value]>::len), Some(1));
    let key = Type::from_json(br#"["object",{"room":"string","value":"string"}]"#).expect("a type");
    let config = codec::json::decode(br#"{"room":"hall"}"#, &key).expect("it fits");
    let request = wire::open_ephemeral_resource::Request {
        type_name: "house_key".to_owned(),
        config: pack(&config, &key),
        ..Default::default()
    };
    let reply = server.open_ephemeral_resource(Request::new(request)).await.expect("an answer").into_inner();
    let opened = codec::msgpack::decode(&reply.result.expect("a result").msgpack, &key).expect("it fits");
    assert!(!text(&opened, "value").is_empty());
}

#[tokio::test]
async fn a_function_that_nobody_knows_says_so() {
    let arguments = [Value::string("red")].map(|one| {
        let msgpack = codec::msgpack::encode(&one, &Type::String).expect("it fits");
        DynamicValue { msgpack, json: Vec::new() }
    });
    let request = wire::call_function::Request { name: "paint".to_owned(), arguments: arguments.to_vec() };
    let reply = server().call_function(Request::new(request)).await.expect("an answer").into_inner();
    let error = reply.error.expect("an error").text;
    assert!(error.contains("does not say what paint does"), "{error}");
}

#[tokio::test]
async fn a_file_that_cannot_be_served_is_told_when_the_schema_is_asked_for() {
    let directory = std::env::temp_dir().join(format!("schema-stub-{}", std::process::id()));
    std::fs::create_dir_all(&directory).expect("a directory");
    let good = std::fs::read_to_string(schema_file()).expect("the schema");
    let cases: &[(&str, String, &str)] = &[
        ("broken.json", "{".to_owned(), "is not the json of `terraform providers schema`"),
        ("none.json", r#"{"provider_schemas":{}}"#.to_owned(), "set SCHEMA_STUB_PROVIDER"),
        (
            "type.json",
            good.replace(
                r#""type": "number", "optional": true, "deprecated""#,
                r#""type": "colour", "optional": true, "deprecated""#,
            ),
            "house_room.floor: not a type",
        ),
        (
            "nesting.json",
            good.replace(r#""nesting_mode": "group""#, r#""nesting_mode": "pile""#),
            "there is no nesting \"pile\"",
        ),
        (
            "mode.json",
            good.replace(
                r#""place": {"type": "string", "required": true}"#,
                r#""place": {"type": "string"}"#,
            ),
            "neither required, nor optional, nor computed",
        ),
    ];
    for (name, text, expected) in cases {
        assert_ne!(*text, good, "{name}");
        let file = directory.join(name);
        std::fs::write(&file, text).expect("a file");
        let reply = schemas(&server_of(&file, None)).await;
        let [letter] = reply.diagnostics.as_slice() else { panic!("{name}: {reply:?}") };
        assert_eq!(letter.summary, "The stub has no schema to serve");
        assert!(letter.detail.contains(expected), "{name}: {}", letter.detail);
    }
    let missing = schemas(&server_of(&directory.join("absent"), None)).await;
    assert!(missing.diagnostics[0].detail.contains("No such file"), "{:?}", missing.diagnostics);
    std::fs::remove_dir_all(&directory).expect("the directory goes");
}
