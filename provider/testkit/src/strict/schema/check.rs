//! What a core refuses in schemas when it loads a provider. Works on the messages: a schema that breaks a rule
//! may be one that cannot be read at all.

use std::collections::BTreeSet;

use tfplugin6 as wire;
use wire::schema::nested_block::NestingMode as BlockMode;
use wire::schema::object::NestingMode as ObjectMode;
use wire::schema::{Attribute, Block, NestedBlock};

use crate::strict::report::Report;
use crate::strict::rule::Rule;
use crate::strict::value::{Type, dotted};

const RPC: &str = "GetProviderSchema";
const IDENTITY_RPC: &str = "GetResourceIdentitySchemas";

/// Names at the top of a resource that Terraform reads itself.
const RESERVED: [&str; 8] =
    ["connection", "count", "depends_on", "for_each", "lifecycle", "locals", "provider", "provisioner"];
/// The same of a `provider` block.
const RESERVED_IN_PROVIDER: [&str; 8] =
    ["alias", "count", "depends_on", "for_each", "lifecycle", "locals", "source", "version"];

/// Every schema of a provider.
pub(crate) fn schemas(answer: &wire::get_provider_schema::Response, report: &mut Report) {
    report.ask(Rule::ProviderSchema, RPC, "provider", answer.provider.is_some(), || "there is none".into());
    if let Some(schema) = &answer.provider {
        one("provider", schema, &RESERVED_IN_PROVIDER, report);
    }
    let actions =
        answer.action_schemas.iter().filter_map(|(name, action)| Some((name, action.schema.as_ref()?)));
    let all = [
        &answer.resource_schemas,
        &answer.data_source_schemas,
        &answer.ephemeral_resource_schemas,
        &answer.list_resource_schemas,
        &answer.state_store_schemas,
    ];
    for (name, schema) in all.into_iter().flatten().chain(actions) {
        named(name, name, report);
        one(name, schema, &RESERVED, report);
    }
}

fn one(name: &str, schema: &wire::Schema, reserved: &[&str], report: &mut Report) {
    let Some(block) = &schema.block else {
        report.ask(Rule::SchemaNesting, RPC, name, false, || "a schema without a block".into());
        return;
    };
    let own = block
        .attributes
        .iter()
        .map(|one| &one.name)
        .chain(block.block_types.iter().map(|one| &one.type_name));
    for own in own {
        let free = !reserved.contains(&own.as_str());
        report.ask(Rule::SchemaName, RPC, &dotted(name, own), free, || "this name is Terraform's own".into());
    }
    check_block(name, block, false, report);
}

fn check_block(at: &str, block: &Block, in_set: bool, report: &mut Report) {
    report.ask(Rule::SchemaComputedBlock, RPC, at, !block.computed, || "the block is computed".into());
    deprecation(at, block.deprecated, &block.deprecation_message, report);
    let attributes = block.attributes.iter().map(|attribute| attribute.name.as_str());
    distinct(at, attributes.chain(block.block_types.iter().map(|nested| nested.type_name.as_str())), report);
    for attribute in &block.attributes {
        check_attribute(&dotted(at, &attribute.name), attribute, in_set, report);
    }
    for nested in &block.block_types {
        let here = dotted(at, &nested.type_name);
        named(&here, &nested.type_name, report);
        let wrong = bounds(nested);
        report.ask(Rule::SchemaNesting, RPC, &here, wrong.is_none(), || wrong.unwrap_or_default().into());
        if let Some(block) = &nested.block {
            check_block(&here, block, in_set || nested.nesting() == BlockMode::Set, report);
        }
    }
}

/// What is wrong with the nesting of a block.
fn bounds(nested: &NestedBlock) -> Option<&'static str> {
    let (least, most) = (nested.min_items, nested.max_items);
    if nested.block.is_none() {
        return Some("a block with nothing in it");
    }
    match nested.nesting() {
        BlockMode::Invalid => Some("a block without a nesting"),
        BlockMode::Single if least != most || !(0..=1).contains(&most) => {
            Some("a single block with other bounds than both 0 or both 1")
        }
        BlockMode::Group | BlockMode::Map if least != 0 || most != 0 => {
            Some("a group or map block with bounds")
        }
        BlockMode::List | BlockMode::Set if least < 0 || most < 0 || (most > 0 && least > most) => {
            Some("fewer are allowed than demanded")
        }
        BlockMode::Single | BlockMode::Group | BlockMode::Map | BlockMode::List | BlockMode::Set => None,
    }
}

fn check_attribute(here: &str, attribute: &Attribute, in_set: bool, report: &mut Report) {
    named(here, &attribute.name, report);
    deprecation(here, attribute.deprecated, &attribute.deprecation_message, report);
    let &Attribute { required, optional, computed, write_only, .. } = attribute;
    let one_mode = if required { !optional && !computed } else { optional || computed };
    let legal = one_mode && !(write_only && computed);
    let mode =
        || format!("required {required}, optional {optional}, computed {computed}, write-only {write_only}");
    report.ask(Rule::SchemaMode, RPC, here, legal, mode);
    let no_write_only = !(in_set && write_only);
    report.ask(Rule::SchemaSet, RPC, here, no_write_only, || "write-only in a set".into());
    if let Some(object) = &attribute.nested_type {
        report.ask(Rule::SchemaType, RPC, here, attribute.r#type.is_empty(), || {
            "a type and nested attributes".into()
        });
        let nesting = object.nesting();
        report.ask(Rule::SchemaNesting, RPC, here, nesting != ObjectMode::Invalid, || "no nesting".into());
        distinct(here, object.attributes.iter().map(|one| one.name.as_str()), report);
        for inner in &object.attributes {
            check_attribute(&dotted(here, &inner.name), inner, in_set || nesting == ObjectMode::Set, report);
        }
        return;
    }
    let ty = Type::parse(&attribute.r#type);
    report.ask(Rule::SchemaType, RPC, here, ty.is_ok(), || ty.clone().err().unwrap_or_default());
    if in_set && let Ok(ty) = &ty {
        let plain = !ty.contains(&Type::Dynamic);
        report.ask(Rule::SchemaSet, RPC, here, plain, || "of dynamic type in a set".into());
    }
}

fn deprecation(here: &str, deprecated: bool, message: &str, report: &mut Report) {
    let legal = deprecated || message.is_empty();
    report.ask(Rule::SchemaDeprecation, RPC, here, legal, || {
        "a deprecation message without deprecation".into()
    });
}

fn named(here: &str, name: &str, report: &mut Report) {
    let legal = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        && name.bytes().next().is_some_and(|first| !first.is_ascii_digit());
    report.ask(Rule::SchemaName, RPC, here, legal, || format!("`{name}` is no name"));
}

fn distinct<'n>(here: &str, names: impl Iterator<Item = &'n str>, report: &mut Report) {
    let mut seen = BTreeSet::new();
    for name in names {
        report.ask(Rule::SchemaName, RPC, here, seen.insert(name), || format!("`{name}` is there twice"));
    }
}

/// Identity schemas, against the resources that there are.
pub(crate) fn identities(
    answer: &wire::get_resource_identity_schemas::Response,
    resources: &std::collections::BTreeMap<String, wire::Schema>,
    report: &mut Report,
) {
    for (name, schema) in &answer.identity_schemas {
        let mut say = |kept, path: &str, what: &str| {
            report.ask(Rule::IdentitySchema, IDENTITY_RPC, path, kept, || what.to_owned());
        };
        say(resources.contains_key(name), name, "there is no such resource");
        say(!schema.identity_attributes.is_empty(), name, "an identity of nothing");
        for attribute in &schema.identity_attributes {
            let here = dotted(name, &attribute.name);
            let one_way = attribute.required_for_import != attribute.optional_for_import;
            say(one_way, &here, "neither or both of required and optional for import");
            let plain = |ty: &Type| matches!(ty, Type::Bool | Type::Number | Type::String);
            let legal = Type::parse(&attribute.r#type)
                .is_ok_and(|ty| plain(&ty) || matches!(&ty, Type::List(element) if plain(element)));
            say(legal, &here, "of a type that no identity attribute may have");
        }
    }
}

/// Functions: those of the schema, and those of the call of their own.
pub(crate) fn functions(
    all: &std::collections::BTreeMap<String, wire::Function>,
    again: &std::collections::BTreeMap<String, wire::Function>,
    report: &mut Report,
) {
    const RPC: &str = "GetFunctions";
    if !all.is_empty() || !again.is_empty() {
        report.ask(Rule::FunctionSignature, RPC, "functions", all == again, || {
            "other functions than the schemas".into()
        });
    }
    for (name, function) in all {
        let result = function.r#return.as_ref().map(|result| Type::parse(&result.r#type));
        let legal = matches!(result, Some(Ok(_)));
        report.ask(Rule::FunctionSignature, RPC, name, legal, || "no result type".into());
        let mut seen = BTreeSet::new();
        for parameter in function.parameters.iter().chain(&function.variadic_parameter) {
            let named = !parameter.name.is_empty() && seen.insert(&parameter.name);
            let legal = named && Type::parse(&parameter.r#type).is_ok();
            let here = dotted(name, &parameter.name);
            report.ask(Rule::FunctionSignature, RPC, &here, legal, || "a name or type that is none".into());
        }
    }
}
