//! From our own types to the wire. Only this file, `from_wire.rs` and `server/` see generated messages.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use tfplugin6::{self as wire, attribute_path, schema};

use crate::deferral::Deferral;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::function::{FunctionError, Parameter, Signature};
use crate::identity::IdentitySchema;
use crate::schema::{Attribute, Block, BlockNesting, Kind, Mode, NestedBlock, Nesting, Schema};
use crate::value::{Path, Step, Type, Value, codec};

/// Markdown, in the protocol's words.
const MARKDOWN: i32 = wire::StringKind::Markdown as i32;

/// Encodes a value of a known type.
pub(crate) fn value(value: &Value, ty: &Type) -> Result<wire::DynamicValue, Diagnostics> {
    match codec::msgpack::encode(value, ty) {
        Ok(msgpack) => Ok(wire::DynamicValue { msgpack, json: Vec::new() }),
        Err(error) => {
            let why = kit::error::chain(&error);
            Err(Diagnostic::bug(format!("The provider made a value that does not fit its schema: {why}"))
                .into())
        }
    }
}

/// Encodes an identity.
pub(crate) fn identity(identity: &Value, ty: &Type) -> Result<wire::ResourceIdentityData, Diagnostics> {
    Ok(wire::ResourceIdentityData { identity_data: Some(value(identity, ty)?) })
}

/// Why an answer is put off.
pub(crate) fn deferred(why: Deferral) -> wire::Deferred {
    use wire::deferred::Reason;
    let reason = match why {
        Deferral::ConfigUnknown => Reason::ResourceConfigUnknown,
        Deferral::ProviderConfigUnknown => Reason::ProviderConfigUnknown,
        Deferral::PrerequisiteAbsent => Reason::AbsentPrereq,
    };
    wire::Deferred { reason: reason.into() }
}

/// The schema of an identity.
pub(crate) fn identity_schema(schema: &IdentitySchema) -> wire::ResourceIdentitySchema {
    use wire::resource_identity_schema::IdentityAttribute;
    let attributes = schema.attributes.iter().map(|(name, one)| IdentityAttribute {
        name: name.clone(),
        r#type: one.ty.to_json().into_bytes(),
        required_for_import: one.required,
        optional_for_import: !one.required,
        description: one.description.clone(),
    });
    wire::ResourceIdentitySchema { version: schema.version, identity_attributes: attributes.collect() }
}

/// What a function takes and gives.
pub(crate) fn signature(signature: &Signature) -> wire::Function {
    wire::Function {
        parameters: signature.parameters.iter().map(parameter).collect(),
        variadic_parameter: signature.variadic.as_ref().map(parameter),
        r#return: Some(wire::function::Return { r#type: signature.returns.to_json().into_bytes() }),
        summary: signature.summary.clone(),
        description: signature.description.clone(),
        description_kind: MARKDOWN,
        deprecation_message: signature.deprecated.clone().unwrap_or_default(),
    }
}

/// A moment, to the second: nobody renews by the nanosecond.
pub(crate) fn instant(at: std::time::SystemTime) -> prost_types::Timestamp {
    let seconds = at.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    prost_types::Timestamp { seconds: i64::try_from(seconds).unwrap_or(i64::MAX), nanos: 0 }
}

/// Why a function gives no result.
pub(crate) fn function_error(why: FunctionError) -> wire::FunctionError {
    let argument = why.argument.and_then(|position| i64::try_from(position).ok());
    wire::FunctionError { text: why.text, function_argument: argument }
}

fn parameter(parameter: &Parameter) -> wire::function::Parameter {
    let mut description = parameter.description.clone();
    for validator in &parameter.validators {
        description.push(' ');
        description.push_str(&validator.describe);
    }
    wire::function::Parameter {
        name: parameter.name.clone(),
        r#type: parameter.ty.to_json().into_bytes(),
        allow_null_value: parameter.allow_null,
        allow_unknown_values: parameter.allow_unknown,
        description: description.trim_start().to_owned(),
        description_kind: MARKDOWN,
    }
}

/// Letters for core.
pub(crate) fn diagnostics(all: Diagnostics) -> Vec<wire::Diagnostic> {
    all.into_iter()
        .map(|letter| wire::Diagnostic {
            severity: match letter.severity {
                Severity::Error => wire::diagnostic::Severity::Error,
                Severity::Warning => wire::diagnostic::Severity::Warning,
            }
            .into(),
            summary: letter.summary,
            detail: letter.detail,
            attribute: letter.path.as_ref().map(path),
        })
        .collect()
}

/// A path for core.
pub(crate) fn path(path: &Path) -> wire::AttributePath {
    use attribute_path::step::Selector;
    let steps = path.steps().iter().map(|step| attribute_path::Step {
        selector: Some(match step {
            Step::Attribute(name) => Selector::AttributeName(name.clone()),
            Step::Key(key) => Selector::ElementKeyString(key.clone()),
            Step::Index(index) => Selector::ElementKeyInt(*index),
        }),
    });
    wire::AttributePath { steps: steps.collect() }
}

/// A schema for core.
pub(crate) fn schema(schema: &Schema) -> wire::Schema {
    wire::Schema { version: schema.version, block: Some(block(&schema.block)) }
}

fn block(block: &Block) -> schema::Block {
    schema::Block {
        version: 0,
        attributes: attributes(&block.attributes),
        block_types: block.blocks.iter().map(|(name, nested)| nested_block(name, nested)).collect(),
        description: block.description.clone(),
        description_kind: MARKDOWN,
        deprecated: block.deprecated.is_some(),
        deprecation_message: block.deprecated.clone().unwrap_or_default(),
        computed: false,
    }
}

fn nested_block(name: &str, nested: &NestedBlock) -> schema::NestedBlock {
    use schema::nested_block::NestingMode;
    schema::NestedBlock {
        type_name: name.to_owned(),
        block: Some(block(&nested.block)),
        nesting: match nested.nesting {
            BlockNesting::Single => NestingMode::Single,
            BlockNesting::Group => NestingMode::Group,
            BlockNesting::List => NestingMode::List,
            BlockNesting::Set => NestingMode::Set,
            BlockNesting::Map => NestingMode::Map,
        }
        .into(),
        min_items: i64::try_from(nested.min_items).unwrap_or(i64::MAX),
        max_items: i64::try_from(nested.max_items).unwrap_or(i64::MAX),
    }
}

fn attributes(all: &BTreeMap<String, Attribute>) -> Vec<schema::Attribute> {
    all.iter().map(|(name, one)| attribute(name, one)).collect()
}

fn attribute(name: &str, attribute: &Attribute) -> schema::Attribute {
    use schema::object::NestingMode;
    let (ty, nested) = match &attribute.kind {
        Kind::Value(ty) => (ty.to_json().into_bytes(), None),
        Kind::Nested(nesting, children) => {
            let nesting = match nesting {
                Nesting::Single => NestingMode::Single,
                Nesting::List => NestingMode::List,
                Nesting::Set => NestingMode::Set,
                Nesting::Map => NestingMode::Map,
            };
            let object = schema::Object {
                attributes: attributes(children),
                nesting: nesting.into(),
                ..schema::Object::default()
            };
            (Vec::new(), Some(object))
        }
    };
    schema::Attribute {
        name: name.to_owned(),
        r#type: ty,
        nested_type: nested,
        description: description(attribute),
        description_kind: MARKDOWN,
        required: attribute.mode == Mode::Required,
        optional: matches!(attribute.mode, Mode::Optional | Mode::OptionalComputed),
        computed: attribute.is_computed(),
        sensitive: attribute.sensitive,
        deprecated: attribute.deprecated.is_some(),
        deprecation_message: attribute.deprecated.clone().unwrap_or_default(),
        write_only: attribute.write_only,
    }
}

/// The description with what the validators accept and what the default is, so that no reader has to be
/// told twice.
fn description(attribute: &Attribute) -> String {
    let mut text = attribute.description.clone();
    for accepted in attribute.accepts() {
        text.push(' ');
        text.push_str(accepted);
    }
    if let Some(default) = attribute.default_for_docs() {
        let _ = write!(text, " Default: {default}.");
    }
    text.trim_start().to_owned()
}
