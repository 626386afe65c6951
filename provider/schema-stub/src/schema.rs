//! From the file's words to the framework's: schemas, identities, signatures.

use std::collections::BTreeMap;

use tf_provider::function::{Parameter, Signature};
use tf_provider::identity::{IdentityAttribute, IdentitySchema};
use tf_provider::schema::{Attribute, Block, BlockNesting, Kind, Mode, NestedBlock, Nesting, Schema};
use tf_provider::value::{Type, TypeError};

use crate::document::{
    AttributeJson, BlockJson, FunctionJson, IdentityJson, NestedBlockJson, ParameterJson, SchemaJson,
};

/// What cannot be served.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {what}")]
pub struct SchemaError {
    place: String,
    what: What,
}

#[derive(Debug, thiserror::Error)]
enum What {
    #[error("{0}")]
    Type(#[from] TypeError),
    #[error("neither a type nor nested attributes")]
    NoType,
    #[error("neither required, nor optional, nor computed")]
    NoMode,
    #[error("there is no nesting {0:?}")]
    Nesting(String),
}

impl From<What> for SchemaError {
    fn from(what: What) -> Self {
        Self { place: String::new(), what }
    }
}

impl SchemaError {
    pub(crate) fn inside(mut self, name: &str) -> Self {
        self.place = if self.place.is_empty() { name.to_owned() } else { format!("{name}.{}", self.place) };
        self
    }
}

/// A schema.
pub fn schema(json: SchemaJson) -> Result<Schema, SchemaError> {
    Ok(Schema { version: json.version, block: block(json.block)?, ..Schema::default() })
}

/// An identity.
pub fn identity(json: IdentityJson) -> Result<IdentitySchema, SchemaError> {
    let attributes = json.attributes.into_iter().map(|(name, one)| {
        let ty = ty(&one.r#type).map_err(|error| error.inside(&name))?;
        let attribute = if one.required_for_import {
            IdentityAttribute::required(ty, one.description)
        } else {
            IdentityAttribute::optional(ty, one.description)
        };
        Ok((name, attribute))
    });
    Ok(IdentitySchema { version: json.version, attributes: attributes.collect::<Result<_, SchemaError>>()? })
}

/// What a function takes and gives.
pub fn signature(json: FunctionJson) -> Result<Signature, SchemaError> {
    let parameters = json.parameters.into_iter().map(parameter).collect::<Result<Vec<_>, _>>()?;
    let mut signature =
        Signature::new(parameters, ty(&json.return_type)?).describe(json.summary, json.description);
    signature.variadic = json.variadic_parameter.map(parameter).transpose()?;
    signature.deprecated = Some(json.deprecation_message).filter(|message| !message.is_empty());
    Ok(signature)
}

fn parameter(json: ParameterJson) -> Result<Parameter, SchemaError> {
    let ty = ty(&json.r#type).map_err(|error| error.inside(&json.name))?;
    let parameter = Parameter::new(json.name, ty).describe(json.description);
    Ok(if json.is_nullable { parameter.allow_null() } else { parameter })
}

fn block(json: BlockJson) -> Result<Block, SchemaError> {
    let blocks = json.block_types.into_iter().map(|(name, one)| match nested_block(one) {
        Ok(block) => Ok((name, block)),
        Err(error) => Err(error.inside(&name)),
    });
    Ok(Block {
        attributes: attributes(json.attributes)?,
        blocks: blocks.collect::<Result<_, _>>()?,
        description: json.description,
        deprecated: deprecated(json.deprecated, json.deprecation_message),
        ..Block::default()
    })
}

fn nested_block(json: NestedBlockJson) -> Result<NestedBlock, SchemaError> {
    let nesting = match json.nesting_mode.as_str() {
        "single" => BlockNesting::Single,
        "group" => BlockNesting::Group,
        "list" => BlockNesting::List,
        "set" => BlockNesting::Set,
        "map" => BlockNesting::Map,
        _ => return Err(What::Nesting(json.nesting_mode).into()),
    };
    let block = block(json.block)?;
    Ok(NestedBlock { nesting, block, min_items: json.min_items, max_items: json.max_items })
}

fn attributes(all: BTreeMap<String, AttributeJson>) -> Result<BTreeMap<String, Attribute>, SchemaError> {
    let converted = all.into_iter().map(|(name, one)| match attribute(one) {
        Ok(attribute) => Ok((name, attribute)),
        Err(error) => Err(error.inside(&name)),
    });
    converted.collect()
}

fn attribute(json: AttributeJson) -> Result<Attribute, SchemaError> {
    let mode = match (json.required, json.optional, json.computed) {
        (true, _, _) => Mode::Required,
        (false, true, true) => Mode::OptionalComputed,
        (false, true, false) => Mode::Optional,
        (false, false, true) => Mode::Computed,
        (false, false, false) => return Err(What::NoMode.into()),
    };
    let mut attribute = Attribute::new(Type::Dynamic);
    attribute.kind = match (json.r#type, json.nested_type) {
        (Some(json), _) => Kind::Value(ty(&json)?),
        (None, Some(nested)) => {
            let nesting = match nested.nesting_mode.as_str() {
                "single" => Nesting::Single,
                "list" => Nesting::List,
                "set" => Nesting::Set,
                "map" => Nesting::Map,
                _ => return Err(What::Nesting(nested.nesting_mode).into()),
            };
            Kind::Nested(nesting, attributes(nested.attributes)?)
        }
        (None, None) => return Err(What::NoType.into()),
    };
    attribute.mode = mode;
    attribute.description = json.description;
    attribute.sensitive = json.sensitive;
    attribute.write_only = json.write_only;
    attribute.deprecated = deprecated(json.deprecated, json.deprecation_message);
    // what was made up once stays: a plan shows only what the configuration changes
    Ok(if attribute.is_computed() { attribute.keep_state() } else { attribute })
}

fn ty(json: &serde_json::Value) -> Result<Type, SchemaError> {
    Ok(Type::from_json_value(json).map_err(What::from)?)
}

fn deprecated(deprecated: bool, message: String) -> Option<String> {
    match (deprecated, message.is_empty()) {
        (_, false) => Some(message),
        (true, true) => Some("The provider's documentation says what to use instead.".to_owned()),
        (false, true) => None,
    }
}
