//! One of everything else.

use std::time::{Duration, UNIX_EPOCH};

use async_trait::async_trait;
use tf_provider::action::{Action, Progress};
use tf_provider::data_source::{DataSource, Looked};
use tf_provider::deferral::Refusal;
use tf_provider::diagnostic::{Diagnostic, Diagnostics};
use tf_provider::ephemeral::{Ephemeral, Opened, Renewed};
use tf_provider::function::{Function, FunctionError, Parameter, Signature};
use tf_provider::list::{Found, ListResource, Listing, Query};
use tf_provider::private::Private;
use tf_provider::schema::{Attribute, Schema};
use tf_provider::scope::Cx;
use tf_provider::value::{Type, Value};

use super::room;

/// Answers what it is asked.
pub(crate) struct Weather;

#[async_trait]
impl DataSource for Weather {
    fn type_name(&self) -> &'static str {
        "house_weather"
    }

    fn schema(&self) -> Schema {
        Schema::new([
            ("place", Attribute::string().required()),
            ("unit", Attribute::string().default_string("celsius")),
            ("degrees", Attribute::number().computed()),
        ])
    }

    async fn read(&self, _cx: &Cx, config: Value) -> Result<Looked, Refusal> {
        Ok(with(config, "degrees", 21_i64.into()).into())
    }
}

fn with(object: Value, name: &str, value: Value) -> Value {
    let Value::Object(mut entries) = object else { return object };
    entries.insert(name.to_owned(), value);
    Value::Object(entries)
}

/// Joins texts; an empty separator is refused.
pub(crate) struct Join;

impl Function for Join {
    fn name(&self) -> &'static str {
        "join"
    }

    fn signature(&self) -> Signature {
        Signature::new([Parameter::string("separator")], Type::String)
            .variadic(Parameter::new("parts", Type::Number).allow_null())
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        match arguments[0].as_str().unwrap_or_default() {
            "" => Err(FunctionError::at(0, "a separator is not empty")),
            separator => Ok(Value::string(separator.repeat(arguments.len()))),
        }
    }
}

/// Lent, renewed, given back.
pub(crate) struct Key;

#[async_trait]
impl Ephemeral for Key {
    fn type_name(&self) -> &'static str {
        "house_key"
    }

    fn schema(&self) -> Schema {
        Schema::new([
            ("door", Attribute::string().optional()),
            ("teeth", Attribute::string().computed().sensitive()),
        ])
    }

    async fn open(&self, _cx: &Cx, config: Value) -> Result<Opened, Refusal> {
        let mut private = Private::default();
        private.set("lent", &true);
        let result = with(config, "teeth", Value::string("3141"));
        let renew_at = Some(UNIX_EPOCH + Duration::from_mins(15));
        Ok(Opened { result, renew_at, private, diagnostics: Diagnostics::new() })
    }

    async fn renew(&self, _cx: &Cx, mut private: Private) -> Result<Renewed, Diagnostics> {
        lent(&private)?;
        private.set("renewed", &true);
        Ok(Renewed { private, ..Renewed::default() })
    }

    async fn close(&self, _cx: &Cx, private: Private) -> Diagnostics {
        lent(&private).err().unwrap_or_default()
    }
}

fn lent(private: &Private) -> Result<(), Diagnostics> {
    let lent = private.get::<bool>("lent").is_some();
    if lent { Ok(()) } else { Err(Diagnostic::error("Not lent", "It was never given out.").into()) }
}

/// Finds more rooms than anybody wants.
pub(crate) struct Rooms;

#[async_trait]
impl ListResource for Rooms {
    fn type_name(&self) -> &'static str {
        room::NAME
    }

    fn schema(&self) -> Schema {
        Schema::new([("prefix", Attribute::string().optional())])
    }

    async fn list(&self, _cx: &Cx, query: Query, mut found: Listing) -> Diagnostics {
        for number in 0..10_000 {
            let id = Value::string(format!("room {number}"));
            let resource = query.with_resource.then(|| blank(&id));
            let identity = Value::object([("id", id)]);
            let diagnostics = Diagnostics::new();
            let one = Found { display_name: format!("Room {number}"), identity, resource, diagnostics };
            if found.push(one).await.is_err() {
                break;
            }
        }
        Diagnostics::new()
    }
}

/// A room of which nothing but the id is known.
fn blank(id: &Value) -> Value {
    let Type::Object(types) = room::schema().ty() else { return Value::Null };
    // only blocks that repeat are there when nobody wrote one
    let blocks = room::schema().block.blocks;
    let each = |(name, ty): (&String, &Type)| {
        let block = blocks.contains_key(name);
        let value = match (ty, block) {
            (Type::List(_), true) => Value::List(Vec::new()),
            (Type::Set(_), true) => Value::set(Vec::new()),
            (Type::Map(_), true) => Value::Map(std::collections::BTreeMap::new()),
            _ => Value::Null,
        };
        (name.clone(), value)
    };
    with(Value::object(types.iter().map(each)), "id", id.clone())
}

/// Says how often it rings.
pub(crate) struct Ring;

#[async_trait]
impl Action for Ring {
    fn type_name(&self) -> &'static str {
        "house_ring"
    }

    fn schema(&self) -> Schema {
        Schema::new([
            ("tone", Attribute::string().default_string("ding")),
            ("bells", Attribute::list(Type::String).optional()),
        ])
    }

    async fn invoke(&self, _cx: &Cx, config: Value, progress: Progress) -> Diagnostics {
        for bell in config.get("bells").and_then(Value::as_elements).unwrap_or_default() {
            progress.say(format!("ringing {bell:?}"));
        }
        match config.get("tone").and_then(Value::as_str) {
            Some("a") => Diagnostic::error("Out of tune", "No bell has that tone.").into(),
            _ => Diagnostics::new(),
        }
    }
}
