//! One attribute: its type or nested attributes, who sets it, and how it behaves in a plan.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{DefaultCx, DefaultWith, Modifier, PlanCx, Rule, Validator};
use crate::semantic::Semantic;
use crate::value::{Type, Value};

/// Who sets the attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The configuration must.
    Required,
    /// The configuration may.
    Optional,
    /// Only the provider does.
    Computed,
    /// The configuration may, otherwise the provider does.
    OptionalComputed,
}

/// How nested attributes are repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nesting {
    /// One object.
    Single,
    /// A list of objects.
    List,
    /// A set of objects.
    Set,
    /// A map of objects.
    Map,
}

/// What stands in the attribute.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A plain value.
    Value(Type),
    /// Objects with attributes of their own.
    Nested(Nesting, BTreeMap<String, Attribute>),
}

/// An attribute of a schema. Made with a constructor for its type and refined by the builder methods:
/// `Attribute::string().optional().default("verify-full").describe("...")`.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// Type or nested attributes.
    pub kind: Kind,
    /// Who sets it.
    pub mode: Mode,
    /// For people, in Markdown.
    pub description: String,
    /// Hidden in Terraform's output.
    pub sensitive: bool,
    /// Never stored in plan or state. Terraform 1.11 and later.
    pub write_only: bool,
    /// Why it should not be used any more, and what instead.
    pub deprecated: Option<String>,
    /// Used when the configuration says nothing.
    pub default: Option<Value>,
    /// The same, made from what else is configured.
    pub default_with: Option<DefaultWith>,
    /// What must hold between its nested attributes, for each object of them.
    pub rules: Vec<Rule>,
    /// What makes a value acceptable.
    pub validators: Vec<Validator>,
    /// When two values of it mean the same although they are written differently.
    pub semantic: Option<Semantic>,
    /// Behaviour in a plan.
    pub modifiers: Vec<Modifier>,
}

impl Attribute {
    fn of(kind: Kind) -> Self {
        Self {
            kind,
            mode: Mode::Optional,
            description: String::new(),
            sensitive: false,
            write_only: false,
            deprecated: None,
            default: None,
            default_with: None,
            rules: Vec::new(),
            validators: Vec::new(),
            semantic: None,
            modifiers: Vec::new(),
        }
    }

    /// Of any type.
    pub fn new(ty: Type) -> Self {
        Self::of(Kind::Value(ty))
    }

    /// Text.
    pub fn string() -> Self {
        Self::new(Type::String)
    }

    /// A boolean.
    pub fn bool() -> Self {
        Self::new(Type::Bool)
    }

    /// A number.
    pub fn number() -> Self {
        Self::new(Type::Number)
    }

    /// A list.
    pub fn list(element: Type) -> Self {
        Self::new(Type::List(Box::new(element)))
    }

    /// A map.
    pub fn map(element: Type) -> Self {
        Self::new(Type::Map(Box::new(element)))
    }

    /// Nested attributes.
    pub fn nested<const N: usize>(nesting: Nesting, attributes: [(&str, Self); N]) -> Self {
        Self::of(Kind::Nested(nesting, attributes.into_iter().map(|(n, a)| (n.to_owned(), a)).collect()))
    }

    /// One nested object.
    pub fn object<const N: usize>(attributes: [(&str, Self); N]) -> Self {
        Self::nested(Nesting::Single, attributes)
    }

    /// The configuration must set it.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.mode = Mode::Required;
        self
    }

    /// The configuration may set it.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.mode = Mode::Optional;
        self
    }

    /// Only the provider sets it.
    #[must_use]
    pub fn computed(mut self) -> Self {
        self.mode = Mode::Computed;
        self
    }

    /// The configuration may set it, otherwise the provider does.
    #[must_use]
    pub fn optional_computed(mut self) -> Self {
        self.mode = Mode::OptionalComputed;
        self
    }

    /// What it is for, in Markdown.
    #[must_use]
    pub fn describe(mut self, text: impl Into<String>) -> Self {
        self.description = text.into();
        self
    }

    /// Hidden in Terraform's output.
    #[must_use]
    pub fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    /// Never stored.
    #[must_use]
    pub fn write_only(mut self) -> Self {
        self.write_only = true;
        self
    }

    /// Should not be used any more.
    #[must_use]
    pub fn deprecated(mut self, instead: impl Into<String>) -> Self {
        self.deprecated = Some(instead.into());
        self
    }

    /// Used when the configuration says nothing. Makes the attribute optional and computed, as Terraform
    /// demands of one that has a value of its own.
    #[must_use]
    pub fn default(mut self, value: Value) -> Self {
        self.mode = Mode::OptionalComputed;
        self.default = Some(value);
        self
    }

    /// Made from what else is configured when the configuration says nothing here; `describe` follows "Default: "
    /// in the docs. The function must be pure; of what is not known yet it need not think, the default is
    /// unknown then. Makes the attribute optional and computed.
    #[must_use]
    pub fn default_with(
        mut self,
        describe: impl Into<String>,
        make: impl Fn(&DefaultCx<'_>) -> Value + Send + Sync + 'static,
    ) -> Self {
        self.mode = Mode::OptionalComputed;
        self.default_with = Some(DefaultWith::new(describe, make));
        self
    }

    /// Text used when the configuration says nothing.
    #[must_use]
    pub fn default_string(self, text: &str) -> Self {
        self.default(Value::string(text))
    }

    /// One more condition on its value.
    #[must_use]
    pub fn validate(mut self, validator: Validator) -> Self {
        self.validators.push(validator);
        self
    }

    /// One more condition between its nested attributes, for each object of them: names are those of the nested
    /// attributes.
    #[must_use]
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Values that mean the same are the same: another spelling is neither drift nor a change. What has no
    /// meaning is refused, so this is a condition on its value too.
    #[must_use]
    pub fn semantic(mut self, semantic: Semantic) -> Self {
        self.semantic = Some(semantic);
        self
    }

    /// Planned from the state when the configuration says nothing, unless the state is null: what is null may
    /// yet get its value.
    #[must_use]
    pub fn keep_state(mut self) -> Self {
        self.modifiers.push(Modifier::KeepState);
        self
    }

    /// Planned from the state when the configuration says nothing, also if that is null.
    #[must_use]
    pub fn keep_state_or_null(mut self) -> Self {
        self.modifiers.push(Modifier::KeepStateOrNull);
        self
    }

    /// Planned from the state when the configuration says nothing, as long as the configuration leaves these
    /// siblings as they are.
    #[must_use]
    pub fn keep_state_unless_changed(mut self, siblings: &'static [&'static str]) -> Self {
        self.modifiers.push(Modifier::KeepStateUnlessChanged(siblings));
        self
    }

    /// Planned as `say` says. It is called whenever something is planned, also if nothing changed, and must be
    /// pure: what depends on something unknown is unknown.
    #[must_use]
    pub fn plan_with(mut self, say: impl Fn(&PlanCx<'_>) -> Value + Send + Sync + 'static) -> Self {
        self.modifiers.push(Modifier::Plan(Arc::new(say)));
        self
    }

    /// A change makes a new resource.
    #[must_use]
    pub fn requires_replace(mut self) -> Self {
        self.modifiers.push(Modifier::RequiresReplace);
        self
    }

    /// A change makes a new resource if `decide(prior, planned)` says so.
    #[must_use]
    pub fn requires_replace_if(
        mut self,
        decide: impl Fn(&Value, &Value) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.modifiers.push(Modifier::RequiresReplaceIf(Arc::new(decide)));
        self
    }

    /// A change makes a new resource if the configuration says something here: one that the provider itself
    /// makes does not.
    #[must_use]
    pub fn requires_replace_if_configured(mut self) -> Self {
        self.modifiers.push(Modifier::RequiresReplaceIfConfigured);
        self
    }

    /// What holds when the configuration says nothing, given the whole of it and the object around this.
    pub(crate) fn default_in(&self, root: &Value, object: &Value) -> Option<Value> {
        self.default.clone().or_else(|| self.default_with.as_ref().map(|with| with.make(root, object)))
    }

    /// What holds when the configuration says nothing, as it follows "Default: " in the docs. An object or
    /// collection of defaults says so in its own attributes.
    pub fn default_for_docs(&self) -> Option<String> {
        let code = |text: &dyn std::fmt::Display| Some(format!("`{text}`"));
        match &self.default {
            Some(Value::String(text)) => code(text),
            Some(Value::Bool(value)) => code(value),
            Some(Value::Number(value)) => code(value),
            Some(Value::List(elements) | Value::Set(elements)) if elements.is_empty() => code(&"[]"),
            Some(Value::Map(entries)) if entries.is_empty() => code(&"{}"),
            Some(
                Value::Null
                | Value::Unknown
                | Value::List(_)
                | Value::Set(_)
                | Value::Map(_)
                | Value::Tuple(_)
                | Value::Object(_)
                | Value::Dynamic(_),
            ) => None,
            None => self.default_with.as_ref().map(|with| with.describe.clone()),
        }
    }

    /// What values are acceptable, each as a sentence for the docs.
    pub fn accepts(&self) -> impl Iterator<Item = &str> {
        let meaning = self.semantic.iter().map(|semantic| semantic.describe.as_str());
        meaning.chain(self.validators.iter().map(|validator| validator.describe.as_str()))
    }

    /// Whether the provider may set it.
    pub fn is_computed(&self) -> bool {
        matches!(self.mode, Mode::Computed | Mode::OptionalComputed)
    }

    /// The type that its values have.
    pub fn ty(&self) -> Type {
        match &self.kind {
            Kind::Value(ty) => ty.clone(),
            Kind::Nested(nesting, attributes) => {
                let object = Box::new(Type::Object(object_type(attributes)));
                match nesting {
                    Nesting::Single => *object,
                    Nesting::List => Type::List(object),
                    Nesting::Set => Type::Set(object),
                    Nesting::Map => Type::Map(object),
                }
            }
        }
    }
}

/// The attribute types of an object made of these attributes.
pub(crate) fn object_type(attributes: &BTreeMap<String, Attribute>) -> BTreeMap<String, Type> {
    attributes.iter().map(|(name, attribute)| (name.clone(), attribute.ty())).collect()
}
