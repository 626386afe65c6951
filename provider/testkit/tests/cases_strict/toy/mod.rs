//! A provider that misbehaves on demand: each rule of the strict core is a fault that it can have, and without one
//! it is well. It speaks the wire itself; nothing of `tf-provider` is in it.

mod others;
mod schema;
mod service;
mod things;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use testkit::client::wire::{self, Diagnostic, DynamicValue, diagnostic};
use testkit::strict::value::{Type, Value, read};
use testkit::strict::{Guide, Instance, Rule};
use tokio::sync::watch;

/// The resource that has everything.
pub(crate) const THING: &str = "toy_thing";
/// A resource without an identity.
pub(crate) const PLAIN: &str = "toy_plain";

/// The provider. Copies share what they know.
#[derive(Clone)]
pub(crate) struct Toy(Arc<Inner>);

struct Inner {
    fault: Option<Rule>,
    /// What there is, by id.
    store: Mutex<BTreeMap<String, Value>>,
    count: AtomicU64,
    /// The next question whether it serves is not answered.
    dead: AtomicBool,
    stops: watch::Sender<u64>,
}

impl Toy {
    pub(crate) fn new(fault: Option<Rule>) -> Self {
        Self(Arc::new(Inner {
            fault,
            store: Mutex::default(),
            count: AtomicU64::default(),
            dead: AtomicBool::default(),
            stops: watch::Sender::new(0),
        }))
    }

    /// Whether it has this fault.
    fn is(&self, rule: Rule) -> bool {
        self.0.fault == Some(rule)
    }

    /// Another number each time.
    fn next(&self) -> u64 {
        self.0.count.fetch_add(1, Ordering::Relaxed)
    }

    fn store(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Value>> {
        self.0.store.lock().expect("nobody panics")
    }

    /// Whether it serves, and what that depends on.
    fn play_dead(&self, dead: bool) {
        self.0.dead.store(dead, Ordering::SeqCst);
    }

    fn is_dead(&self) -> bool {
        self.0.dead.swap(false, Ordering::SeqCst)
    }
}

/// Knows what the toy does with which configuration.
pub(crate) struct ToyGuide;

impl Guide for ToyGuide {
    fn replaces(&self) -> bool {
        true
    }

    fn failing(&self, type_name: &str, config: &Value) -> Option<Value> {
        (type_name == THING).then(|| with_note(config, "fail"))
    }

    fn slow(&self, type_name: &str, config: &Value) -> Option<Value> {
        (type_name == THING).then(|| with_note(config, "slow"))
    }

    fn import_id(&self, instance: &Instance) -> Option<String> {
        instance.state.entry("id").as_str().map(str::to_owned)
    }

    fn renews(&self) -> bool {
        true
    }
}

fn with_note(config: &Value, note: &str) -> Value {
    let mut config = config.clone();
    config.put("note", Value::string(note));
    config
}

fn error(summary: &str) -> Diagnostic {
    Diagnostic {
        severity: diagnostic::Severity::Error.into(),
        summary: summary.to_owned(),
        detail: String::new(),
        attribute: None,
    }
}

/// A value of a request, or what is wrong with it.
fn of(value: Option<&DynamicValue>, ty: &Type) -> Result<Value, Vec<Diagnostic>> {
    read(value, ty).map_err(|error_| vec![error(&error_.to_string())])
}

fn path(name: &str) -> wire::AttributePath {
    use wire::attribute_path::{Step, step::Selector};
    wire::AttributePath { steps: vec![Step { selector: Some(Selector::AttributeName(name.to_owned())) }] }
}
