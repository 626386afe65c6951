//! A resource in memory with everything that a schema can have: defaults, values that are kept, replacement,
//! write-only, nested attributes and blocks of all nestings.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;
use tf_provider::deferral::Refusal;
use tf_provider::diagnostic::{Diagnostic, Diagnostics};
use tf_provider::identity::{IdentityAttribute, IdentitySchema};
use tf_provider::private::Private;
use tf_provider::resource::{Change, Deleted, Imported, Outcome, Planned, Proposed, Resource, Seen};
use tf_provider::schema::{
    Attribute, Block, BlockNesting, NestedBlock, Nesting, Operation, Schema, Timeouts,
};
use tf_provider::scope::Cx;
use tf_provider::value::{Type, Value};

pub(crate) const NAME: &str = "house_room";
/// With this note nothing works.
pub(crate) const FAILS: &str = "fails";
/// With this one it takes until it is stopped.
pub(crate) const LASTS: &str = "lasts";

/// The rooms that there are, by id.
#[derive(Default)]
pub(crate) struct Room {
    all: Mutex<BTreeMap<String, Value>>,
    count: AtomicI64,
}

fn shelf() -> [(&'static str, Attribute); 4] {
    [
        ("title", Attribute::string().required()),
        ("books", Attribute::number().default(Value::from(0_i64))),
        ("serial", Attribute::string().computed().keep_state()),
        ("mark", Attribute::string().computed()),
    ]
}

/// In a set nothing has a default: by it two elements that were configured could become one, and Terraform counts.
fn peg() -> [(&'static str, Attribute); 3] {
    [
        ("title", Attribute::string().required()),
        ("serial", Attribute::string().computed().keep_state()),
        ("mark", Attribute::string().computed()),
    ]
}

fn block(nesting: BlockNesting) -> NestedBlock {
    let block = if nesting == BlockNesting::Set { Block::new(peg()) } else { Block::new(shelf()) };
    NestedBlock { nesting, block, min_items: 0, max_items: 0 }
}

fn group() -> NestedBlock {
    let block = Block::new([("colour", Attribute::string().optional())]);
    NestedBlock { nesting: BlockNesting::Group, block, min_items: 0, max_items: 0 }
}

pub(crate) fn schema() -> Schema {
    let lamp = [
        ("on", Attribute::bool().optional()),
        ("watt", Attribute::number().default(Value::from(60_i64))),
        ("serial", Attribute::string().computed().keep_state()),
        ("pin_wo", Attribute::string().optional().write_only()),
    ];
    let found =
        [("walls", Attribute::number().computed()), ("floor", Attribute::string().optional_computed())];
    let mut schema = Schema::new([
        ("name", Attribute::string().required().requires_replace()),
        ("id", Attribute::string().computed().keep_state()),
        ("note", Attribute::string().optional()),
        ("mode", Attribute::string().default_string("auto")),
        ("size", Attribute::number().optional_computed()),
        ("status", Attribute::string().computed()),
        ("secret_wo", Attribute::string().optional().write_only()),
        ("any", Attribute::new(Type::Dynamic).optional()),
        ("tags", Attribute::map(Type::String).optional()),
        ("lamp", Attribute::object(lamp).optional()),
        ("found", Attribute::object(found).optional_computed()),
        ("shelves", Attribute::nested(Nesting::List, shelf()).optional()),
        ("jars", Attribute::nested(Nesting::Map, shelf()).optional()),
        ("pegs", Attribute::nested(Nesting::Set, peg()).optional()),
    ])
    .version(2)
    .timeouts(Timeouts::new([(Operation::Create, std::time::Duration::from_mins(5))]));
    for (name, nesting) in [
        ("door", BlockNesting::Single),
        ("wall", BlockNesting::List),
        ("window", BlockNesting::Set),
        ("corner", BlockNesting::Map),
    ] {
        schema.block.blocks.insert(name.to_owned(), block(nesting));
    }
    schema.block.blocks.insert("paint".to_owned(), group());
    schema
}

impl Room {
    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Value>> {
        self.all.lock().expect("nobody panics")
    }

    /// What was planned, with everything in it that only the room knows.
    fn known(&self, value: &Value, ty: &Type) -> Value {
        let all = |elements: &[Value], ty: &Type| elements.iter().map(|one| self.known(one, ty)).collect();
        let number = || self.count.fetch_add(1, Ordering::Relaxed);
        match (value, ty) {
            (Value::Unknown, Type::Number) => number().into(),
            (Value::Unknown, Type::Object(types)) => {
                Value::object(types.iter().map(|(name, ty)| (name.clone(), self.known(value, ty))))
            }
            (Value::Unknown, _) => Value::string(format!("made {}", number())),
            (Value::List(elements), Type::List(ty)) => Value::List(all(elements, ty)),
            (Value::Set(elements), Type::Set(ty)) => Value::set(all(elements, ty)),
            (Value::Map(entries), Type::Map(ty)) => {
                Value::Map(entries.iter().map(|(key, one)| (key.clone(), self.known(one, ty))).collect())
            }
            (Value::Object(entries), Type::Object(types)) => {
                Value::object(entries.iter().map(|(name, one)| (name.clone(), self.known(one, &types[name]))))
            }
            (value, _) => value.clone(),
        }
    }

    async fn change(&self, cx: &Cx, change: Change) -> Outcome {
        match change.planned.get("note").and_then(Value::as_str) {
            Some(FAILS) => return Outcome::Failed(Diagnostic::error("No", "It failed.").into()),
            Some(LASTS) => {
                let why = format!("{:?}", cx.stop.raised().await);
                return Outcome::Failed(Diagnostic::error("Stopped", why).into());
            }
            _ => {}
        }
        let state = self.known(&change.planned, &schema().ty());
        self.all().insert(id(&state).to_owned(), state.clone());
        let mut private = change.private;
        private.set("made", &true);
        Outcome::Done { state, private, diagnostics: Diagnostics::new() }
    }

    fn adopt(&self, id: &str) -> Result<Imported, Refusal> {
        let state = self.all().get(id).cloned();
        let state = state.ok_or_else(|| Diagnostic::error("No such room", "There is none of that id."))?;
        Ok(Imported { state, private: Private::default(), diagnostics: Diagnostics::new() })
    }
}

fn id(state: &Value) -> &str {
    state.get("id").and_then(Value::as_str).unwrap_or_default()
}

#[async_trait]
impl Resource for Room {
    fn type_name(&self) -> &'static str {
        NAME
    }

    fn schema(&self) -> Schema {
        schema()
    }

    async fn plan(&self, _cx: &Cx, proposed: Proposed) -> Planned {
        let mut planned = proposed.accept();
        planned.private.set("planned", &true);
        planned
    }

    async fn create(&self, cx: &Cx, change: Change) -> Outcome {
        self.change(cx, change).await
    }

    async fn update(&self, cx: &Cx, _prior: Value, change: Change) -> Outcome {
        self.change(cx, change).await
    }

    async fn delete(&self, _cx: &Cx, prior: Value, _private: Private) -> Deleted {
        self.all().remove(id(&prior));
        Deleted::Done(Diagnostics::new())
    }

    async fn read(&self, _cx: &Cx, state: Value, private: Private) -> Seen {
        match self.all().get(id(&state)).cloned() {
            Some(state) => Seen::Present { state, private, diagnostics: Diagnostics::new() },
            None => Seen::Gone(Diagnostics::new()),
        }
    }

    async fn import(&self, _cx: &Cx, id: &str) -> Result<Imported, Refusal> {
        self.adopt(id)
    }

    fn identity(&self) -> Option<IdentitySchema> {
        Some(IdentitySchema::new([("id", IdentityAttribute::required(Type::String, "The room."))]).version(1))
    }

    fn identify(&self, state: &Value) -> Value {
        Value::object([("id", state.get("id").cloned().unwrap_or(Value::Null))])
    }

    async fn import_identity(&self, _cx: &Cx, identity: Value) -> Result<Imported, Refusal> {
        self.adopt(id(&identity))
    }
}
