//! Every type of the schema of hashicorp/aws once through its life, over the wire of the built stub: generated
//! configurations, the least and the most that a type can be told. It shows that the framework, which knows none of
//! them, serves them all. Core's part, what it proposes, is played here.

use std::collections::BTreeMap;
use std::path::PathBuf;

use testkit::client::wire::{self, DynamicValue};
use testkit::client::{Host, Launch, Plugin};
use testkit::tools;
use tf_provider::value::{Type, Value, codec};

/// How deep blocks are written in the largest configuration: some contain themselves.
const DEEPEST: usize = 3;
/// Values that have a validator of their own. Everything else is taken as it is.
const SPECIAL: [(&str, &str); 2] = [("effect", "Allow"), ("version", "2012-10-17")];

async fn stub() -> Plugin {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_schema-stub"));
    Launch::new(&binary)
        .with("SCHEMA_STUB_FILE", &tools::required("SIGNALCRAFT_TEST_AWS_SCHEMA"))
        .start()
        .await
}

async fn schemas(host: &Host) -> wire::get_provider_schema::Response {
    let asked = host.provider().get_provider_schema(wire::get_provider_schema::Request {}).await;
    let all = asked.expect("an answer").into_inner();
    assert!(all.diagnostics.is_empty(), "{:?}", all.diagnostics);
    all
}

/// How much is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Measure {
    /// What must be.
    Least,
    /// All that may be, two of each block that may be repeated.
    Most,
}

fn type_of(block: &wire::schema::Block) -> Type {
    use wire::schema::nested_block::NestingMode;
    let attributes = block.attributes.iter().map(|one| {
        assert!(one.nested_type.is_none(), "hashicorp/aws speaks protocol 5 and has none");
        (one.name.clone(), Type::from_json(&one.r#type).expect("a type"))
    });
    let blocks = block.block_types.iter().map(|one| {
        let object = Box::new(type_of(one.block.as_ref().expect("a block")));
        let ty = match one.nesting() {
            NestingMode::List => Type::List(object),
            NestingMode::Set => Type::Set(object),
            NestingMode::Single | NestingMode::Group => *object,
            NestingMode::Map | NestingMode::Invalid => panic!("hashicorp/aws has none"),
        };
        (one.type_name.clone(), ty)
    });
    Type::Object(attributes.chain(blocks).collect())
}

fn configured(block: &wire::schema::Block, measure: Measure, depth: usize, which: i64) -> Value {
    use wire::schema::nested_block::NestingMode;
    let attributes = block.attributes.iter().map(|one| {
        let written = one.required || (measure == Measure::Most && one.optional);
        let ty = Type::from_json(&one.r#type).expect("a type");
        (one.name.clone(), if written { sample(&one.name, &ty, which) } else { Value::Null })
    });
    let blocks = block.block_types.iter().map(|one| {
        let inner = one.block.as_ref().expect("a block");
        let many = if one.max_items == 1 { 1 } else { 2 };
        let count = match measure {
            Measure::Most if depth < DEEPEST => one.min_items.max(many),
            Measure::Least | Measure::Most => one.min_items,
        };
        let all = (0..count).map(|at| configured(inner, measure, depth + 1, which * 10 + at)).collect();
        let value = match one.nesting() {
            NestingMode::List => Value::List(all),
            NestingMode::Set => Value::set(all),
            NestingMode::Single | NestingMode::Group if measure == Measure::Most => {
                configured(inner, measure, depth + 1, which)
            }
            NestingMode::Single | NestingMode::Group | NestingMode::Map | NestingMode::Invalid => Value::Null,
        };
        (one.type_name.clone(), value)
    });
    Value::Object(attributes.chain(blocks).collect())
}

fn sample(name: &str, ty: &Type, which: i64) -> Value {
    match ty {
        Type::Bool => Value::Bool(true),
        Type::Number => Value::from(which + 1),
        Type::String => match SPECIAL.iter().find(|(special, _)| *special == name) {
            Some((_, text)) => Value::string(*text),
            None => Value::string(format!("{}{which}", name.replace('_', ""))),
        },
        Type::Dynamic => Value::Dynamic(Box::new((Type::String, Value::string("any")))),
        Type::List(ty) => Value::List(vec![sample(name, ty, which)]),
        Type::Set(ty) => Value::set(vec![sample(name, ty, which)]),
        Type::Map(ty) => Value::Map(BTreeMap::from([("key".to_owned(), sample(name, ty, which))])),
        Type::Tuple(types) => Value::Tuple(types.iter().map(|ty| sample(name, ty, which)).collect()),
        Type::Object(types) => {
            Value::Object(types.iter().map(|(name, ty)| (name.clone(), sample(name, ty, which))).collect())
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "every message has it as an option")]
fn packed(value: &Value, ty: &Type) -> Option<DynamicValue> {
    let msgpack = codec::msgpack::encode(value, ty).expect("it fits");
    Some(DynamicValue { msgpack, json: Vec::new() })
}

fn unpacked(value: Option<&DynamicValue>, ty: &Type) -> Value {
    codec::msgpack::decode(&value.expect("a value").msgpack, ty).expect("it fits")
}

/// Errors only: deprecations are warnings.
#[track_caller]
fn no_errors(what: &str, all: &[wire::Diagnostic]) {
    let errors: Vec<_> =
        all.iter().filter(|one| one.severity() == wire::diagnostic::Severity::Error).collect();
    assert!(errors.is_empty(), "{what}: {errors:?}");
}

struct Life<'a> {
    host: &'a Host,
    name: &'a str,
    ty: Type,
}

impl Life<'_> {
    async fn validate(&self, config: &Value) {
        let capabilities =
            Some(wire::ClientCapabilities { write_only_attributes_allowed: true, ..Default::default() });
        let request = wire::validate_resource_config::Request {
            type_name: self.name.to_owned(),
            config: packed(config, &self.ty),
            client_capabilities: capabilities,
        };
        let reply = self.host.provider().validate_resource_config(request).await.expect("an answer");
        no_errors(self.name, &reply.into_inner().diagnostics);
    }

    /// The planned state, and how many paths need a new resource.
    async fn plan(&self, prior: &Value, config: &Value, proposed: &Value) -> (Value, usize) {
        let request = wire::plan_resource_change::Request {
            type_name: self.name.to_owned(),
            prior_state: packed(prior, &self.ty),
            proposed_new_state: packed(proposed, &self.ty),
            config: packed(config, &self.ty),
            ..Default::default()
        };
        let reply = self.host.provider().plan_resource_change(request).await.expect("an answer").into_inner();
        no_errors(self.name, &reply.diagnostics);
        (unpacked(reply.planned_state.as_ref(), &self.ty), reply.requires_replace.len())
    }

    async fn apply(&self, prior: &Value, config: &Value, planned: &Value) -> Value {
        let request = wire::apply_resource_change::Request {
            type_name: self.name.to_owned(),
            prior_state: packed(prior, &self.ty),
            planned_state: packed(planned, &self.ty),
            config: packed(config, &self.ty),
            ..Default::default()
        };
        let reply =
            self.host.provider().apply_resource_change(request).await.expect("an answer").into_inner();
        no_errors(self.name, &reply.diagnostics);
        unpacked(reply.new_state.as_ref(), &self.ty)
    }

    async fn read(&self, state: &Value) -> Value {
        let request = wire::read_resource::Request {
            type_name: self.name.to_owned(),
            current_state: packed(state, &self.ty),
            ..Default::default()
        };
        let reply = self.host.provider().read_resource(request).await.expect("an answer").into_inner();
        no_errors(self.name, &reply.diagnostics);
        unpacked(reply.new_state.as_ref(), &self.ty)
    }

    /// From nothing to nothing. Returns how many values were made up.
    async fn live(&self, config: &Value) -> usize {
        self.validate(config).await;
        let (planned, _) = self.plan(&Value::Null, config, config).await;
        let made = self.apply(&Value::Null, config, &planned).await;
        assert!(made.is_wholly_known(), "{}: {made:?}", self.name);
        assert_eq!(self.read(&made).await, made, "{}", self.name);
        // nothing changed, so core proposes what is there
        let (again, replaced) = self.plan(&made, config, &made).await;
        assert_eq!((&again, replaced), (&made, 0), "{}: the second plan is not empty", self.name);
        let (gone, _) = self.plan(&made, &Value::Null, &Value::Null).await;
        assert_eq!(self.apply(&made, &Value::Null, &gone).await, Value::Null, "{}", self.name);
        let mut unknown = 0;
        planned.walk(&mut |_, value| unknown += usize::from(value.is_unknown()));
        unknown
    }
}

#[tokio::test]
async fn every_resource_type_of_aws_lives_from_plan_to_destroy() {
    let plugin = stub().await;
    let host = plugin.connect().await;
    let all = schemas(&host).await;
    let (mut lives, mut made_up) = (0, 0);
    for (name, schema) in &all.resource_schemas {
        let block = schema.block.as_ref().expect("a block");
        let life = Life { host: &host, name, ty: type_of(block) };
        for measure in [Measure::Least, Measure::Most] {
            made_up += life.live(&configured(block, measure, 0, 0)).await;
            lives += 1;
        }
    }
    println!("{} resource types, {lives} lives, {made_up} values made up", all.resource_schemas.len());
    assert!(lives >= 300, "only {lives}");
}

#[tokio::test]
async fn every_data_source_and_ephemeral_resource_of_aws_answers() {
    let plugin = stub().await;
    let host = plugin.connect().await;
    let all = schemas(&host).await;
    for (name, schema) in &all.data_source_schemas {
        let block = schema.block.as_ref().expect("a block");
        let ty = type_of(block);
        for measure in [Measure::Least, Measure::Most] {
            let mut config = configured(block, measure, 0, 0);
            if name == "aws_iam_policy_document"
                && let Value::Object(entries) = &mut config
            {
                let none = || Value::List(Vec::new());
                entries.extend(
                    ["source_policy_documents", "override_policy_documents"]
                        .map(|name| (name.to_owned(), none())),
                );
            }
            let request = wire::read_data_source::Request {
                type_name: name.clone(),
                config: packed(&config, &ty),
                ..Default::default()
            };
            let reply = host.provider().read_data_source(request).await.expect("an answer").into_inner();
            no_errors(name, &reply.diagnostics);
            assert!(unpacked(reply.state.as_ref(), &ty).is_wholly_known(), "{name}");
        }
    }
    for (name, schema) in &all.ephemeral_resource_schemas {
        let block = schema.block.as_ref().expect("a block");
        let ty = type_of(block);
        let request = wire::open_ephemeral_resource::Request {
            type_name: name.clone(),
            config: packed(&configured(block, Measure::Least, 0, 0), &ty),
            ..Default::default()
        };
        let reply = host.provider().open_ephemeral_resource(request).await.expect("an answer").into_inner();
        no_errors(name, &reply.diagnostics);
        assert!(unpacked(reply.result.as_ref(), &ty).is_wholly_known(), "{name}");
    }
    let counts = (all.data_source_schemas.len(), all.ephemeral_resource_schemas.len());
    println!("{} data sources, {} ephemeral resources", counts.0, counts.1);
    assert!(counts.0 >= 40 && counts.1 >= 4, "{counts:?}");
}

/// A table made by hand gathers words that no schema has.
#[tokio::test]
async fn the_tables_name_what_is_in_the_schema() {
    let plugin = stub().await;
    let all = schemas(&plugin.connect().await).await;
    let block = |scope: &str| {
        let schema = match scope.split_once('.') {
            Some(("data", name)) => all.data_source_schemas.get(name),
            Some((_, name)) => all.ephemeral_resource_schemas.get(name),
            None => all.resource_schemas.get(scope),
        };
        schema.and_then(|schema| schema.block.as_ref()).cloned()
    };
    let mut strange = Vec::new();
    for (table, rows) in [
        ("shapes.txt", include_str!("../../provider/schema-stub/src/made/shapes.txt")),
        ("replace.txt", include_str!("../../provider/schema-stub/src/replace.txt")),
    ] {
        for line in rows.lines().filter(|line| !line.starts_with('#') && !line.starts_with('*')) {
            let mut words = line.split_whitespace();
            let scope = words.next().unwrap_or_default();
            let places: Vec<&str> =
                if table == "replace.txt" { words.collect() } else { words.take(1).collect() };
            let Some(block) = block(scope) else {
                strange.push(format!("{table}: there is no {scope}"));
                continue;
            };
            for place in places.into_iter().filter(|place| !place.contains('*')) {
                let first = place.split('.').next().unwrap_or_default();
                let there = block.attributes.iter().any(|one| one.name == first)
                    || block.block_types.iter().any(|one| one.type_name == first);
                if !there {
                    strange.push(format!("{table}: {scope} has no {place}"));
                }
            }
        }
    }
    assert!(strange.is_empty(), "{} lines:\n{}", strange.len(), strange.join("\n"));
}
