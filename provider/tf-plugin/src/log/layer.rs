//! The bridge from `tracing`: events become lines, and carry the fields of the spans that they are in.

use std::error::Error;
use std::fmt;

use kit::clock::{Clock, SystemClock};
use serde_json::Value;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::{LookupSpan, Scope};

use super::level;
use super::line::{Fields, Line};
use super::mask::{MASK, is_secret};
use crate::console;
use crate::environment::Environment;
use crate::run::Identity;

/// Starts logging if the environment asks for it.
pub(crate) fn install(environment: &Environment, identity: &Identity) {
    let level = level::wanted(environment, identity.name);
    if level == LevelFilter::OFF {
        return;
    }
    let layer = Hclog::new(level, identity, Box::new(SystemClock), Box::new(console::tell));
    // Only fails when there is one already: in a process that runs more than this, whose logs are its own.
    let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer));
}

/// Where a finished line goes.
pub(super) type Sink = Box<dyn Fn(&str) + Send + Sync>;

/// Writes hclog lines.
pub(super) struct Hclog {
    level: LevelFilter,
    /// The first part of `@module`.
    name: &'static str,
    crates: &'static [&'static str],
    clock: Box<dyn Clock>,
    sink: Sink,
}

impl Hclog {
    pub(super) fn new(level: LevelFilter, identity: &Identity, clock: Box<dyn Clock>, sink: Sink) -> Self {
        Self { level, name: identity.name, crates: identity.crates, clock, sink }
    }

    /// What libraries say below a warning is theirs to know, and some print whole requests.
    fn level_for(&self, target: &str) -> LevelFilter {
        let name = target.split("::").next().unwrap_or(target);
        let own = name == env!("CARGO_CRATE_NAME") || self.crates.contains(&name);
        if own { self.level } else { self.level.min(LevelFilter::WARN) }
    }
}

/// The fields of a span, kept with it.
struct SpanFields(Fields);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Hclog {
    fn enabled(&self, metadata: &Metadata<'_>, _context: Context<'_, S>) -> bool {
        *metadata.level() <= self.level_for(metadata.target())
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.level)
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut visitor = Collect::default();
        attributes.record(&mut visitor);
        span.extensions_mut().insert(SpanFields(visitor.fields));
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut visitor = Collect::default();
        values.record(&mut visitor);
        if let Some(SpanFields(fields)) = span.extensions_mut().get_mut() {
            fields.extend(visitor.fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::new();
        for span in context.event_scope(event).into_iter().flat_map(Scope::from_root) {
            if let Some(SpanFields(of_span)) = span.extensions().get() {
                fields.extend(of_span.clone());
            }
        }
        let mut visitor = Collect::default();
        event.record(&mut visitor);
        fields.extend(visitor.fields);

        let metadata = event.metadata();
        let caller = metadata.file().zip(metadata.line()).map(|(file, line)| format!("{file}:{line}"));
        let line = Line {
            level: *metadata.level(),
            module: format!("{}.{}", self.name, metadata.target().replace("::", ".")),
            caller,
            time: self.clock.now(),
            message: &visitor.message,
            fields,
        };
        (self.sink)(&line.render());
    }
}

/// Gathers fields, masks those that look secret, and keeps the message apart.
#[derive(Default)]
struct Collect {
    message: String,
    fields: Fields,
}

impl Collect {
    fn put(&mut self, field: &Field, value: Value) {
        let name = field.name();
        if name == "message" {
            self.message = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        } else if is_secret(name) {
            self.fields.insert(name.to_owned(), Value::from(MASK));
        } else {
            self.fields.insert(name.to_owned(), value);
        }
    }
}

impl Visit for Collect {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, Value::from(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, Value::from(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, Value::from(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, Value::from(value));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(
            field,
            serde_json::Number::from_f64(value).map_or_else(|| value.to_string().into(), Value::from),
        );
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.put(field, Value::from(kit::error::chain(value)));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field, Value::from(format!("{value:?}")));
    }
}
