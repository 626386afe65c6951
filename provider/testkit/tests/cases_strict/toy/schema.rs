//! What the toy has, and what is wrong with that.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use testkit::client::wire::schema::{Attribute, Block, NestedBlock, Object, nested_block, object};
use testkit::client::wire::{
    ActionSchema, Function, ResourceIdentitySchema, Schema, ServerCapabilities, function, get_metadata,
    get_provider_schema, resource_identity_schema::IdentityAttribute,
};
use testkit::strict::Rule;
use testkit::strict::schema::{Fields, Schema as Read};
use testkit::strict::value::Type;

use super::{PLAIN, THING, Toy};

#[derive(Clone, Copy)]
enum Mode {
    Required,
    Optional,
    Computed,
    Both,
    WriteOnly,
}

fn attribute(name: &str, ty: &str, mode: Mode) -> Attribute {
    Attribute {
        name: name.to_owned(),
        r#type: ty.as_bytes().to_vec(),
        required: matches!(mode, Mode::Required),
        optional: matches!(mode, Mode::Optional | Mode::Both | Mode::WriteOnly),
        computed: matches!(mode, Mode::Computed | Mode::Both),
        write_only: matches!(mode, Mode::WriteOnly),
        ..Attribute::default()
    }
}

fn nested(name: &str, nesting: object::NestingMode, attributes: Vec<Attribute>) -> Attribute {
    let object = Object { attributes, nesting: nesting.into(), ..Object::default() };
    Attribute { nested_type: Some(object), ..attribute(name, "", Mode::Optional) }
}

fn block(name: &str, nesting: nested_block::NestingMode, attributes: Vec<Attribute>) -> NestedBlock {
    let block = Some(Block { attributes, ..Block::default() });
    NestedBlock { type_name: name.to_owned(), block, nesting: nesting.into(), ..NestedBlock::default() }
}

fn schema(attributes: Vec<Attribute>) -> Schema {
    Schema { version: 0, block: Some(Block { attributes, ..Block::default() }) }
}

const TEXT: &str = r#""string""#;
const NUMBER: &str = r#""number""#;

fn room() -> Vec<Attribute> {
    vec![attribute("title", TEXT, Mode::Required), attribute("area", NUMBER, Mode::Computed)]
}

fn thing() -> Schema {
    use nested_block::NestingMode as Blocks;
    let lamp = vec![attribute("on", r#""bool""#, Mode::Optional), attribute("watt", NUMBER, Mode::Both)];
    let attributes = vec![
        attribute("name", TEXT, Mode::Required),
        attribute("size", NUMBER, Mode::Both),
        attribute("note", TEXT, Mode::Optional),
        attribute("secret", TEXT, Mode::WriteOnly),
        attribute("id", TEXT, Mode::Computed),
        attribute("stamp", TEXT, Mode::Computed),
        attribute("tags", r#"["map","string"]"#, Mode::Optional),
        attribute("any", r#""dynamic""#, Mode::Optional),
        nested("rooms", object::NestingMode::List, room()),
        nested("lamp", object::NestingMode::Single, lamp),
        nested("labels", object::NestingMode::Set, room()),
    ];
    let block_types = vec![
        block("wall", Blocks::List, room()),
        block("peg", Blocks::Set, room()),
        block("shelf", Blocks::Map, room()),
        block("door", Blocks::Single, room()),
        block("limits", Blocks::Group, vec![attribute("create", TEXT, Mode::Optional)]),
    ];
    Schema { version: 3, block: Some(Block { attributes, block_types, ..Block::default() }) }
}

impl Toy {
    pub(super) fn schemas(&self) -> get_provider_schema::Response {
        let plain = vec![attribute("label", TEXT, Mode::Optional), attribute("id", TEXT, Mode::Computed)];
        let resources = BTreeMap::from([(THING.to_owned(), thing()), (PLAIN.to_owned(), schema(plain))]);
        let one = |name: &str, attributes| BTreeMap::from([(name.to_owned(), schema(attributes))]);
        let data = vec![attribute("query", TEXT, Mode::Required), attribute("answer", TEXT, Mode::Computed)];
        let token = vec![attribute("name", TEXT, Mode::Optional), attribute("value", TEXT, Mode::Computed)];
        let ring = schema(vec![attribute("times", NUMBER, Mode::Optional)]);
        let mut answer = get_provider_schema::Response {
            provider: Some(schema(vec![attribute("region", TEXT, Mode::Optional)])),
            resource_schemas: resources,
            data_source_schemas: one("toy_data", data),
            ephemeral_resource_schemas: one("toy_token", token),
            list_resource_schemas: one(THING, vec![attribute("prefix", TEXT, Mode::Optional)]),
            action_schemas: BTreeMap::from([("toy_ring".to_owned(), ActionSchema { schema: Some(ring) })]),
            functions: self.functions(),
            server_capabilities: Some(ServerCapabilities {
                plan_destroy: true,
                get_provider_schema_optional: true,
                move_resource_state: true,
                generate_resource_config: true,
            }),
            ..get_provider_schema::Response::default()
        };
        self.spoil(&mut answer);
        answer
    }

    /// Puts its fault into the schemas, if it is one of theirs.
    fn spoil(&self, answer: &mut get_provider_schema::Response) {
        let Some(fault) = self.0.fault else { return };
        if fault == Rule::ProviderSchema {
            answer.provider = None;
        }
        if fault == Rule::ListSchema {
            answer.list_resource_schemas.insert("toy_nothing".to_owned(), schema(Vec::new()));
        }
        let block = answer.resource_schemas.get_mut(THING).and_then(|schema| schema.block.as_mut());
        let block = block.expect("it has one");
        let note = &mut block.attributes[2];
        if fault == Rule::SchemaName {
            note.name.insert(0, 'N');
        } else if fault == Rule::SchemaMode {
            (note.required, note.computed) = (true, true);
        } else if fault == Rule::SchemaType {
            note.r#type = b"words".to_vec();
        } else if fault == Rule::SchemaDeprecation {
            note.deprecation_message.push_str("use something else");
        } else if fault == Rule::SchemaNesting {
            block.block_types[3].max_items = 2;
        } else if fault == Rule::SchemaSet {
            let labels = block.attributes[10].nested_type.as_mut().expect("it is nested");
            labels.attributes[0].r#type = br#""dynamic""#.to_vec();
        } else if fault == Rule::SchemaComputedBlock {
            block.computed = true;
        } else if fault == Rule::SchemaStable {
            block.description = format!("asked {} times", self.next());
        }
    }

    pub(super) fn functions(&self) -> BTreeMap<String, Function> {
        let parameter = |name: &str, ty: &str| function::Parameter {
            name: name.to_owned(),
            r#type: ty.as_bytes().to_vec(),
            allow_null_value: true,
            ..function::Parameter::default()
        };
        let result = function::Return { r#type: TEXT.as_bytes().to_vec() };
        let join = Function {
            parameters: vec![parameter("first", TEXT)],
            variadic_parameter: Some(parameter("rest", NUMBER)),
            r#return: (!self.is(Rule::FunctionSignature)).then_some(result),
            ..Function::default()
        };
        BTreeMap::from([("join".to_owned(), join)])
    }

    pub(super) fn identities(&self) -> BTreeMap<String, ResourceIdentitySchema> {
        let id = IdentityAttribute {
            name: "id".to_owned(),
            r#type: TEXT.as_bytes().to_vec(),
            required_for_import: true,
            optional_for_import: self.is(Rule::IdentitySchema),
            ..IdentityAttribute::default()
        };
        BTreeMap::from([(
            THING.to_owned(),
            ResourceIdentitySchema { version: 1, identity_attributes: vec![id] },
        )])
    }

    pub(super) fn metadata(&self) -> get_metadata::Response {
        use get_metadata as rpc;
        let all = self.schemas();
        let named = |names: Vec<String>| names.into_iter();
        let keys = |all: &BTreeMap<String, Schema>| named(all.keys().cloned().collect());
        let mut resources: Vec<_> =
            keys(&all.resource_schemas).map(|type_name| rpc::ResourceMetadata { type_name }).collect();
        if self.is(Rule::MetadataAgrees) {
            resources.pop();
        }
        rpc::Response {
            server_capabilities: all.server_capabilities,
            resources,
            data_sources: keys(&all.data_source_schemas)
                .map(|type_name| rpc::DataSourceMetadata { type_name })
                .collect(),
            ephemeral_resources: keys(&all.ephemeral_resource_schemas)
                .map(|type_name| rpc::EphemeralMetadata { type_name })
                .collect(),
            list_resources: keys(&all.list_resource_schemas)
                .map(|type_name| rpc::ListResourceMetadata { type_name })
                .collect(),
            functions: all.functions.into_keys().map(|name| rpc::FunctionMetadata { name }).collect(),
            actions: all
                .action_schemas
                .into_keys()
                .map(|type_name| rpc::ActionMetadata { type_name })
                .collect(),
            ..rpc::Response::default()
        }
    }

    /// The fields of a resource, without whatever is wrong with them, and their type.
    pub(super) fn fields(name: &str) -> Option<(Arc<Fields>, Type)> {
        static READ: LazyLock<BTreeMap<String, (Arc<Fields>, Type)>> = LazyLock::new(|| {
            let schemas = Toy::new(None).schemas().resource_schemas.into_iter();
            schemas
                .map(|(name, schema)| {
                    let read = Read::from_wire(&schema).expect("a schema");
                    let ty = read.ty();
                    (name, (Arc::new(read.fields), ty))
                })
                .collect()
        });
        READ.get(name).cloned()
    }

    /// The type of anything else that it has.
    pub(super) fn type_of(kind: &BTreeMap<String, Schema>, name: &str) -> Type {
        Read::from_wire(&kind[name]).expect("a schema").ty()
    }

    pub(super) fn identity_type() -> Type {
        Type::Object(BTreeMap::from([("id".to_owned(), Type::String)]))
    }
}
