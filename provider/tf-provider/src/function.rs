//! What a provider function is: pure, from values to a value, without configuration, clock or network.
//! Terraform calls it while planning and again while applying, and both must agree.

use crate::schema::Validator;
use crate::value::{Type, Value};

/// A function, called as `provider::signalcraft::parse_image(...)`.
pub trait Function: Send + Sync {
    /// `parse_image`
    fn name(&self) -> &str;

    /// What it takes and gives.
    fn signature(&self) -> Signature;

    /// Its result. Arguments have the types of the signature and have passed its validators; those of a
    /// variadic parameter come one by one at the end.
    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError>;
}

/// What a function takes and gives.
#[derive(Debug, Clone)]
pub struct Signature {
    /// What is given by position.
    pub parameters: Vec<Parameter>,
    /// What may be given any number of times after that.
    pub variadic: Option<Parameter>,
    /// What comes out.
    pub returns: Type,
    /// One line.
    pub summary: String,
    /// For people, in Markdown.
    pub description: String,
    /// Why it should not be used any more, and what instead.
    pub deprecated: Option<String>,
}

impl Signature {
    /// Takes these, gives that.
    pub fn new(parameters: impl IntoIterator<Item = Parameter>, returns: Type) -> Self {
        Self {
            parameters: parameters.into_iter().collect(),
            variadic: None,
            returns,
            summary: String::new(),
            description: String::new(),
            deprecated: None,
        }
    }

    /// And any number of this after the others.
    #[must_use]
    pub fn variadic(mut self, parameter: Parameter) -> Self {
        self.variadic = Some(parameter);
        self
    }

    /// One line, and more in Markdown.
    #[must_use]
    pub fn describe(mut self, summary: impl Into<String>, description: impl Into<String>) -> Self {
        self.summary = summary.into();
        self.description = description.into();
        self
    }

    /// Should not be used any more.
    #[must_use]
    pub fn deprecated(mut self, instead: impl Into<String>) -> Self {
        self.deprecated = Some(instead.into());
        self
    }

    /// The parameter that an argument belongs to.
    pub fn parameter(&self, position: usize) -> Option<&Parameter> {
        self.parameters.get(position).or(self.variadic.as_ref())
    }

    /// How many arguments there may be, in words.
    pub(crate) fn arity(&self) -> String {
        let count = self.parameters.len();
        let plural = if count == 1 { "" } else { "s" };
        match self.variadic {
            Some(_) => format!("at least {count} argument{plural}"),
            None => format!("{count} argument{plural}"),
        }
    }
}

/// One parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// A name, for documentation and messages.
    pub name: String,
    /// The type.
    pub ty: Type,
    /// Whether null may be passed.
    pub allow_null: bool,
    /// Whether the function is called with unknown values. If not, core does not call it, and its result is
    /// unknown.
    pub allow_unknown: bool,
    /// For people, in Markdown.
    pub description: String,
    /// What makes a value acceptable.
    pub validators: Vec<Validator>,
}

impl Parameter {
    /// Of any type.
    pub fn new(name: impl Into<String>, ty: Type) -> Self {
        Self {
            name: name.into(),
            ty,
            allow_null: false,
            allow_unknown: false,
            description: String::new(),
            validators: Vec::new(),
        }
    }

    /// Text.
    pub fn string(name: impl Into<String>) -> Self {
        Self::new(name, Type::String)
    }

    /// What it is for, in Markdown.
    #[must_use]
    pub fn describe(mut self, text: impl Into<String>) -> Self {
        self.description = text.into();
        self
    }

    /// Null may be passed.
    #[must_use]
    pub fn allow_null(mut self) -> Self {
        self.allow_null = true;
        self
    }

    /// The function is called with unknown values too.
    #[must_use]
    pub fn allow_unknown(mut self) -> Self {
        self.allow_unknown = true;
        self
    }

    /// One more condition on its value.
    #[must_use]
    pub fn validate(mut self, validator: Validator) -> Self {
        self.validators.push(validator);
        self
    }
}

/// Why a function gives no result, as a sentence to whoever wrote the call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct FunctionError {
    /// The sentence.
    pub text: String,
    /// The argument at fault, counted from 0.
    pub argument: Option<usize>,
}

impl FunctionError {
    /// Nothing in particular is at fault.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), argument: None }
    }

    /// One argument is at fault, counted from 0.
    pub fn at(argument: usize, text: impl Into<String>) -> Self {
        Self { text: text.into(), argument: Some(argument) }
    }
}
