//! Can a user act on what a description says? Every attribute, block, parameter and attribute of an identity is
//! held against a table of rules, each with an example that breaks it.

use std::sync::LazyLock;

use regex::Regex;
use tf_provider::function::{Parameter, Signature};
use tf_provider::schema::{Attribute, Block, Kind, Mode, Rule as Between, Schema};
use tf_provider::value::Type;

use crate::attributes;
use crate::kinds::{Form, Thing};

/// One description, and what it speaks of.
#[derive(Debug, Clone)]
pub struct Described {
    /// `signalcraft_migration (Resource): database.username`
    pub place: String,
    /// The last part of it.
    pub name: String,
    /// What the schema says in its own words.
    pub text: String,
    /// The same with what validators accept and with the default.
    pub whole: String,
    /// Of a plain value.
    pub ty: Option<Type>,
    /// The configuration may leave it out, and no rule between attributes speaks of it.
    pub optional: bool,
}

/// One rule.
pub struct Rule {
    /// Its name in findings.
    pub id: &'static str,
    /// What to do.
    pub instead: &'static str,
    /// Whether the description keeps to it.
    pub keeps: fn(&Described) -> bool,
    /// An example that does not, and what it is of.
    pub bad: (&'static str, &'static str, Option<Type>, bool),
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Rule").field(&self.id).finish()
    }
}

/// Fewer words say nothing that the name does not.
const FEWEST_WORDS: usize = 4;
/// Words that add nothing to a name.
const EMPTY_WORDS: [&str; 14] =
    ["a", "an", "the", "of", "for", "this", "that", "is", "to", "in", "its", "which", "value", "and"];
/// What makes a number mean something.
const UNITS: [&str; 17] = [
    "millisecond",
    "second",
    "minute",
    "hour",
    "day",
    "byte",
    "percent",
    "how often",
    "how many",
    "number of",
    "counter",
    "port",
    "line",
    "position",
    "count",
    "share",
    "at most",
];
/// What a reader is told of leaving something out.
const LEFT_OUT: [&str; 8] =
    ["Default", "default", "Left out", "left out", "Null", "null", "Without", "without"];

static DURATION: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"`"?[0-9]+(ms|s|m|h)"#).ok());

/// Every rule.
pub static RULES: &[Rule] = &[
    Rule {
        id: "says-something",
        instead: "say what it is for, in at least four words",
        keeps: |it| it.text.split_whitespace().count() >= FEWEST_WORDS,
        bad: ("region", "AWS region.", Some(Type::String), false),
    },
    Rule {
        id: "more-than-its-name",
        instead: "say more than the name does",
        keeps: |it| {
            let name = it.name.to_lowercase();
            let words = it.text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
            let mut new = words.filter(|word| {
                word.len() > 1 && !name.contains(word.as_str()) && !EMPTY_WORDS.contains(&word.as_str())
            });
            new.next().is_some()
        },
        bad: ("ledger_hash", "This is the hash of the ledger.", Some(Type::String), false),
    },
    Rule {
        id: "a-sentence",
        instead: "begin with a capital or with code, end with a full stop, keep to one line",
        keeps: |it| {
            it.text.starts_with(|c: char| c.is_uppercase() || c == '`')
                && it.text.ends_with('.')
                && !it.text.contains('\n')
        },
        bad: ("region", "the AWS region of all calls", Some(Type::String), false),
    },
    Rule {
        id: "a-number-has-a-unit",
        instead: "say what is counted: milliseconds, bytes, how often, how many, ...",
        keeps: |it| {
            let text = it.whole.to_lowercase();
            it.ty != Some(Type::Number) || UNITS.iter().any(|unit| text.contains(unit))
        },
        bad: ("size", "Size of the whole database.", Some(Type::Number), false),
    },
    Rule {
        id: "a-duration-has-a-shape",
        instead: "show a duration as it is written, such as `\"90s\"`",
        keeps: |it| {
            let parts = it.name.split('_');
            let named = ["timeout", "duration", "deadline", "interval", "delay", "ttl", "age", "wait"];
            let is_duration =
                it.ty == Some(Type::String) && parts.into_iter().any(|part| named.contains(&part));
            !is_duration || DURATION.as_ref().is_some_and(|shape| shape.is_match(&it.whole))
        },
        bad: ("lock_timeout", "How long a statement waits for its lock.", Some(Type::String), false),
    },
    Rule {
        id: "milliseconds-are-named",
        instead: "say \"milliseconds\"",
        keeps: |it| !it.name.ends_with("_ms") || it.text.contains("milliseconds"),
        bad: ("duration_ms", "How long it took, in seconds.", Some(Type::Number), false),
    },
    Rule {
        id: "a-time-has-a-form",
        instead: "say that it is RFC 3339",
        keeps: |it| !it.name.ends_with("_at") || it.whole.contains("RFC 3339"),
        bad: ("applied_at", "When the file was applied.", Some(Type::String), false),
    },
    Rule {
        id: "a-digest-has-an-algorithm",
        instead: "say \"SHA-256\"",
        keeps: |it| {
            !["_hash", "_fingerprint", "checksum"].iter().any(|end| it.name.ends_with(end))
                || it.text.contains("SHA-256")
        },
        bad: ("checksum", "Checksum of the file as it was read.", Some(Type::String), false),
    },
    Rule {
        id: "an-arn-is-called-one",
        instead: "say \"ARN\"",
        keeps: |it| !it.name.ends_with("_arn") || it.whole.contains("ARN"),
        bad: ("role_arn", "The role to take on first.", Some(Type::String), false),
    },
    Rule {
        id: "says-what-nothing-means",
        instead: "say what holds when it is left out: \"Default: ...\", \"Left out: ...\", \"Without it, ...\"",
        keeps: |it| !it.optional || LEFT_OUT.iter().any(|words| it.whole.contains(words)),
        bad: ("profile", "Profile of the shared AWS files.", Some(Type::String), true),
    },
];

/// Descriptions that do not do.
pub fn findings(things: &[Thing]) -> Vec<String> {
    let mut found = Vec::new();
    for each in things.iter().flat_map(described) {
        for rule in RULES.iter().filter(|rule| !(rule.keeps)(&each)) {
            found.push(format!("{}: {} ({}); it says: {:?}", each.place, rule.instead, rule.id, each.whole));
        }
    }
    for thing in things {
        found.extend(objects(thing));
    }
    found
}

/// Everything about a thing that has a description.
pub fn described(thing: &Thing) -> Vec<Described> {
    let title = thing.title();
    let whole = |text: &str| Described {
        place: title.clone(),
        name: thing.name.clone(),
        text: text.to_owned(),
        whole: text.to_owned(),
        ty: None,
        optional: false,
    };
    let mut all = vec![whole(thing.description())];
    match &thing.form {
        Form::Schema(schema, identity) => {
            block(&schema.block, schema, &format!("{title}: "), "", &mut all);
            for (name, one) in identity.iter().flat_map(|identity| &identity.attributes) {
                all.push(Described {
                    place: format!("{title}, identity: {name}"),
                    name: name.clone(),
                    ty: Some(one.ty.clone()),
                    optional: !one.required,
                    ..whole(&one.description)
                });
            }
        }
        Form::Signature(signature) => {
            all.push(whole(&signature.summary));
            let parameters = signature.parameters.iter().chain(&signature.variadic);
            all.extend(parameters.map(|each| parameter(&title, each)));
        }
    }
    all
}

fn parameter(title: &str, parameter: &Parameter) -> Described {
    let accepts = parameter.validators.iter().map(|validator| validator.describe.as_str());
    let whole: Vec<&str> = [parameter.description.as_str()].into_iter().chain(accepts).collect();
    Described {
        place: format!("{title}: {}", parameter.name),
        name: parameter.name.clone(),
        text: parameter.description.clone(),
        whole: whole.join(" "),
        ty: Some(parameter.ty.clone()),
        // what null means is to be said, too
        optional: parameter.allow_null,
    }
}

fn block(block_: &Block, schema: &Schema, title: &str, path: &str, all: &mut Vec<Described>) {
    for (name, one) in &block_.attributes {
        attribute(one, schema, title, &format!("{path}{name}"), all);
    }
    for (name, nested) in &block_.blocks {
        let path = format!("{path}{name}");
        all.push(Described {
            place: format!("{title}{path}"),
            name: name.clone(),
            text: nested.block.description.clone(),
            whole: nested.block.description.clone(),
            ty: None,
            optional: false,
        });
        block(&nested.block, schema, title, &format!("{path}."), all);
    }
}

fn attribute(one: &Attribute, schema: &Schema, title: &str, path: &str, all: &mut Vec<Described>) {
    all.push(Described {
        place: format!("{title}{path}"),
        name: path.rsplit('.').next().unwrap_or(path).to_owned(),
        text: one.description.clone(),
        whole: attributes::description(one, false).join(" "),
        ty: match &one.kind {
            Kind::Value(ty) => Some(ty.clone()),
            Kind::Nested(..) => None,
        },
        optional: matches!(one.mode, Mode::Optional | Mode::OptionalComputed)
            && one.default.is_none()
            && one.default_with.is_none()
            && !schema.rules.iter().any(|rule| speaks_of(rule, path)),
    });
    if let Kind::Nested(_, attributes) = &one.kind {
        for (name, one) in attributes {
            attribute(one, schema, title, &format!("{path}.{name}"), all);
        }
    }
}

fn speaks_of(rule: &Between, path: &str) -> bool {
    match rule {
        Between::ExactlyOneOf(paths)
        | Between::Conflicts(paths)
        | Between::AtLeastOneOf(paths)
        | Between::Together(paths) => paths.contains(&path),
        Between::Requires(first, others) => *first == path || others.contains(&path),
        Between::PreferWriteOnly(plain, better) => *plain == path || *better == path,
    }
}

/// What has no place for descriptions: plain objects in a schema, and what a function returns.
fn objects(thing: &Thing) -> Vec<String> {
    let title = thing.title();
    match &thing.form {
        Form::Schema(..) => described(thing)
            .into_iter()
            .filter(|each| each.ty.as_ref().is_some_and(|ty| !fields(ty).is_empty()))
            .map(|each| {
                format!("{}: make it of nested attributes, so that each can be described", each.place)
            })
            .collect(),
        Form::Signature(signature) => unnamed(signature)
            .into_iter()
            .map(|field| format!("{title}: the result has `{field}`, of which the description says nothing"))
            .collect(),
    }
}

fn unnamed(signature: &Signature) -> Vec<String> {
    let names = fields(&signature.returns);
    names.into_iter().filter(|name| !signature.description.contains(&format!("`{name}`"))).collect()
}

/// Names of attributes of objects anywhere in a type.
fn fields(ty: &Type) -> Vec<String> {
    match ty {
        Type::Bool | Type::Number | Type::String | Type::Dynamic => Vec::new(),
        Type::List(element) | Type::Set(element) | Type::Map(element) => fields(element),
        Type::Tuple(elements) => elements.iter().flat_map(fields).collect(),
        Type::Object(attributes) => {
            attributes.iter().flat_map(|(name, ty)| [vec![name.clone()], fields(ty)].concat()).collect()
        }
    }
}
