//! A schema, with attributes and blocks in one tree: most rules speak of both.

use std::collections::BTreeMap;

use tfplugin6 as wire;
use wire::schema::nested_block::NestingMode as BlockMode;
use wire::schema::object::NestingMode as ObjectMode;

use crate::strict::value::Type;

/// A schema.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// Of the state that it describes.
    pub version: i64,
    /// What stands in it.
    pub fields: Fields,
}

/// Attributes and blocks, by name.
#[derive(Debug, Clone, Default)]
pub struct Fields(pub BTreeMap<String, Member>);

/// An attribute or a block.
#[derive(Debug, Clone)]
pub enum Member {
    /// `name = ...`
    Attribute(Attribute),
    /// `name { ... }`
    Block(NestedBlock),
}

/// An attribute.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "the protocol's own independent flags")]
pub struct Attribute {
    /// What stands in it.
    pub kind: Kind,
    /// The configuration must set it.
    pub required: bool,
    /// The configuration may set it.
    pub optional: bool,
    /// The provider may set it.
    pub computed: bool,
    /// It is in no plan and no state.
    pub write_only: bool,
}

/// What stands in an attribute.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A value of a type.
    Leaf(Type),
    /// Objects with attributes of their own.
    Nested(Nesting, Fields),
}

/// A block.
#[derive(Debug, Clone)]
pub struct NestedBlock {
    /// How it is repeated.
    pub nesting: Nesting,
    /// What stands in it.
    pub fields: Fields,
    /// The fewest there may be.
    pub min_items: i64,
    /// The most there may be; 0 for any number.
    pub max_items: i64,
}

/// How objects are repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nesting {
    /// One or none.
    Single,
    /// One, always; blocks only.
    Group,
    /// A list.
    List,
    /// A set.
    Set,
    /// A map.
    Map,
}

impl Nesting {
    fn of(self, element: Type) -> Type {
        match self {
            Self::Single | Self::Group => element,
            Self::List => Type::List(Box::new(element)),
            Self::Set => Type::Set(Box::new(element)),
            Self::Map => Type::Map(Box::new(element)),
        }
    }
}

impl Schema {
    /// Reads a schema; says what cannot be read in it otherwise.
    pub fn from_wire(schema: &wire::Schema) -> Result<Self, String> {
        let block = schema.block.as_ref().ok_or("a schema without a block")?;
        Ok(Self { version: schema.version, fields: Fields::from_wire(block)? })
    }

    /// The type of its values.
    pub fn ty(&self) -> Type {
        self.fields.ty()
    }
}

impl Fields {
    fn from_wire(block: &wire::schema::Block) -> Result<Self, String> {
        let mut all = attributes(&block.attributes)?;
        for nested in &block.block_types {
            let nesting = match nested.nesting() {
                BlockMode::Single => Nesting::Single,
                BlockMode::Group => Nesting::Group,
                BlockMode::List => Nesting::List,
                BlockMode::Set => Nesting::Set,
                BlockMode::Map => Nesting::Map,
                BlockMode::Invalid => return Err(format!("block {} without a nesting", nested.type_name)),
            };
            let inner =
                nested.block.as_ref().ok_or_else(|| format!("block {} is empty", nested.type_name))?;
            let (min_items, max_items) = (nested.min_items, nested.max_items);
            let block = NestedBlock { nesting, fields: Self::from_wire(inner)?, min_items, max_items };
            all.insert(nested.type_name.clone(), Member::Block(block));
        }
        Ok(Self(all))
    }

    /// The type of an object of these.
    pub fn ty(&self) -> Type {
        Type::Object(self.0.iter().map(|(name, member)| (name.clone(), member.ty())).collect())
    }

    /// Whether any member, at any depth, fits the question.
    pub fn any(&self, ask: &impl Fn(&Member) -> bool) -> bool {
        self.0.values().any(|member| ask(member) || member.below().is_some_and(|(_, fields)| fields.any(ask)))
    }
}

fn attributes(all: &[wire::schema::Attribute]) -> Result<BTreeMap<String, Member>, String> {
    let each = |attribute: &wire::schema::Attribute| -> Result<_, String> {
        let name = &attribute.name;
        let kind = match &attribute.nested_type {
            None => Kind::Leaf(Type::parse(&attribute.r#type).map_err(|what| format!("{name} has {what}"))?),
            Some(object) => {
                let nesting = match object.nesting() {
                    ObjectMode::Single => Nesting::Single,
                    ObjectMode::List => Nesting::List,
                    ObjectMode::Set => Nesting::Set,
                    ObjectMode::Map => Nesting::Map,
                    ObjectMode::Invalid => return Err(format!("attribute {name} without a nesting")),
                };
                Kind::Nested(nesting, Fields(attributes(&object.attributes)?))
            }
        };
        let &wire::schema::Attribute { required, optional, computed, write_only, .. } = attribute;
        Ok((name.clone(), Member::Attribute(Attribute { kind, required, optional, computed, write_only })))
    };
    all.iter().map(each).collect()
}

impl Member {
    /// The type of its values.
    pub fn ty(&self) -> Type {
        match self {
            Self::Attribute(Attribute { kind: Kind::Leaf(ty), .. }) => ty.clone(),
            Self::Attribute(Attribute { kind: Kind::Nested(nesting, fields), .. })
            | Self::Block(NestedBlock { nesting, fields, .. }) => nesting.of(fields.ty()),
        }
    }

    /// How objects below it are repeated, and what stands in them.
    pub fn below(&self) -> Option<(Nesting, &Fields)> {
        match self {
            Self::Attribute(Attribute { kind: Kind::Leaf(_), .. }) => None,
            Self::Attribute(Attribute { kind: Kind::Nested(nesting, fields), .. })
            | Self::Block(NestedBlock { nesting, fields, .. }) => Some((*nesting, fields)),
        }
    }

    /// It, if it is an attribute.
    pub fn attribute(&self) -> Option<&Attribute> {
        if let Self::Attribute(attribute) = self { Some(attribute) } else { None }
    }

    /// Whether the provider may set it. Blocks are the configuration's alone.
    pub fn is_computed(&self) -> bool {
        self.attribute().is_some_and(|attribute| attribute.computed)
    }
}

/// The type of an identity.
pub fn identity_type(schema: &wire::ResourceIdentitySchema) -> Result<Type, String> {
    let each = |attribute: &wire::resource_identity_schema::IdentityAttribute| {
        Ok::<_, String>((attribute.name.clone(), Type::parse(&attribute.r#type)?))
    };
    Ok(Type::Object(schema.identity_attributes.iter().map(each).collect::<Result<_, _>>()?))
}
