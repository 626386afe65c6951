//! Whether a value has the shape of a type, and where it has not. The codecs find the same mismatches while they
//! write or read; this is for values that no codec has seen.

use super::{Path, Step, Type, Value};

/// A value, or a part of it, that does not have the shape of its type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{mismatch}", At(path))]
pub struct ConformanceError {
    path: Path,
    mismatch: Mismatch,
}

/// What does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// Another kind of value.
    #[error("{needed} is needed here, not {found}")]
    Kind {
        /// What the type asks for.
        needed: &'static str,
        /// What is there.
        found: &'static str,
    },
    /// An object lacks an attribute of its type.
    #[error("the attribute {0:?} is missing")]
    MissingAttribute(String),
    /// An object has an attribute that its type does not have.
    #[error("there is no attribute {0:?}")]
    UnexpectedAttribute(String),
    /// A tuple of another length.
    #[error("{needed} elements are needed here, not {found}")]
    TupleLength {
        /// How many the type has.
        needed: usize,
        /// How many there are.
        found: usize,
    },
}

/// Shows where something is, in front of what it is; nothing for the root.
pub(super) struct At<'a>(pub(super) &'a Path);

impl std::fmt::Display for At<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_root() { Ok(()) } else { write!(f, "{}: ", self.0) }
    }
}

impl ConformanceError {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What does not fit there.
    pub fn mismatch(&self) -> &Mismatch {
        &self.mismatch
    }

    fn inside(mut self, step: Step) -> Self {
        self.path.push_front(step);
        self
    }
}

impl From<Mismatch> for ConformanceError {
    fn from(mismatch: Mismatch) -> Self {
        Self { path: Path::root(), mismatch }
    }
}

/// Whether `value` has the shape of `ty`. Null and unknown have the shape of each type; in a dynamic place
/// anything else must be a [`Value::Dynamic`].
pub fn conforms(value: &Value, ty: &Type) -> Result<(), ConformanceError> {
    match (ty, value) {
        (_, Value::Null | Value::Unknown)
        | (Type::Bool, Value::Bool(_))
        | (Type::Number, Value::Number(_))
        | (Type::String, Value::String(_)) => Ok(()),
        (Type::Dynamic, Value::Dynamic(inner)) => conforms(&inner.1, &inner.0),
        (Type::Set(element_type), Value::Set(elements)) => {
            elements.iter().try_for_each(|element| conforms(element, element_type))
        }
        (Type::List(element_type), Value::List(elements)) => {
            each_conforms(elements.iter().map(|element| (element, &**element_type)))
        }
        (Type::Tuple(types), Value::Tuple(elements)) => {
            tuple_length(types, elements.len())?;
            each_conforms(elements.iter().zip(types))
        }
        (Type::Map(element_type), Value::Map(entries)) => entries.iter().try_for_each(|(key, entry)| {
            conforms(entry, element_type).map_err(|error| error.inside(Step::Key(key.clone())))
        }),
        (Type::Object(types), Value::Object(attributes)) => {
            for (name, attribute_type) in types {
                let attribute =
                    attributes.get(name).ok_or_else(|| Mismatch::MissingAttribute(name.clone()))?;
                conforms(attribute, attribute_type)
                    .map_err(|error| error.inside(Step::Attribute(name.clone())))?;
            }
            Ok(no_unexpected_attribute(types, attributes)?)
        }
        (ty, value) => Err(Mismatch::Kind { needed: ty.kind(), found: value.kind() }.into()),
    }
}

fn each_conforms<'a>(pairs: impl Iterator<Item = (&'a Value, &'a Type)>) -> Result<(), ConformanceError> {
    (0_i64..).zip(pairs).try_for_each(|(index, (element, ty))| {
        conforms(element, ty).map_err(|error| error.inside(Step::Index(index)))
    })
}

/// That a tuple has as many elements as its type.
pub(super) fn tuple_length(types: &[Type], found: usize) -> Result<(), Mismatch> {
    if types.len() == found { Ok(()) } else { Err(Mismatch::TupleLength { needed: types.len(), found }) }
}

/// That an object, which is known to have each attribute of its type, has no other.
pub(super) fn no_unexpected_attribute<T, V>(
    types: &std::collections::BTreeMap<String, T>,
    attributes: &std::collections::BTreeMap<String, V>,
) -> Result<(), Mismatch> {
    if attributes.len() == types.len() {
        return Ok(());
    }
    attributes
        .keys()
        .find(|name| !types.contains_key(*name))
        .map_or(Ok(()), |name| Err(Mismatch::UnexpectedAttribute(name.clone())))
}
