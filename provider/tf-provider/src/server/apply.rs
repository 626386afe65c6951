//! `ApplyResourceChange`. Whatever was done is in the reply, even when it failed.

use std::sync::Arc;

use tfplugin6::apply_resource_change as rpc;

use super::Inner;
use super::catalogue::Entry;
use super::naming::Known;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::plan::check;
use crate::plan::tree::Fields;
use crate::private::Private;
use crate::resource::{Change, Deleted, Outcome, Resource};
use crate::schema::Operation;
use crate::scope::{Capabilities, Cx};
use crate::semantic;
use crate::value::Value;
use crate::{from_wire, to_wire};

pub(super) async fn answer(inner: Arc<Inner>, request: rpc::Request) -> Result<rpc::Response, Diagnostics> {
    let entry = inner.catalogue.resource(&request.type_name)?;
    let prior = from_wire::value(request.prior_state.as_ref(), &entry.ty, "a prior state")?;
    let planned = from_wire::value(request.planned_state.as_ref(), &entry.ty, "a planned state")?;
    let config = from_wire::value(request.config.as_ref(), &entry.ty, "a configuration")?;
    let private = Private::from_bytes(&request.planned_private);

    let operation = match (prior.is_null(), planned.is_null()) {
        (true, _) => Operation::Create,
        (false, true) => Operation::Delete,
        (false, false) => Operation::Update,
    };
    // a delete has no plan to look at: its limit is the one that was applied last
    let limited = if operation == Operation::Delete { &prior } else { &planned };
    let (cx, _guard) = inner.cx_within(Capabilities::default(), &entry.schema, operation, limited);

    let change = Change { config, planned: planned.clone(), private };
    let fallback = if operation == Operation::Create { known_part(&planned) } else { prior.clone() };
    let (state, private, mut diagnostics) = match operation {
        Operation::Delete => delete(entry, &cx, prior, change.private).await,
        Operation::Create => settle(entry, &planned, Value::Null, entry.call.create(&cx, change).await),
        // nothing else comes out of the match above
        Operation::Update
        | Operation::Read
        | Operation::Open
        | Operation::Renew
        | Operation::Close
        | Operation::Invoke => {
            let outcome = entry.call.update(&cx, prior.clone(), change).await;
            settle(entry, &planned, prior, outcome)
        }
    };
    let private = match private {
        Some(private) => private.to_bytes(),
        // the state stays as it was, and so does what is remembered beside it
        None => request.planned_private,
    };
    let new_state = match to_wire::value(&state, &entry.ty) {
        Ok(state) => state,
        Err(why) => {
            // What was done is done. Without any state core would forget what was made.
            diagnostics.extend(why);
            to_wire::value(&fallback, &entry.ty)?
        }
    };
    // with errors too: the state that is kept has a name as well
    let planned_identity = request.planned_identity.as_ref();
    let new_identity = match inner.name(&request.type_name, entry, &state, planned_identity, Known::All) {
        Ok(identity) => identity,
        Err(why) => {
            diagnostics.extend(why);
            None
        }
    };
    Ok(rpc::Response {
        new_state: Some(new_state),
        private,
        diagnostics: to_wire::diagnostics(diagnostics),
        new_identity,
        ..rpc::Response::default()
    })
}

async fn delete(
    entry: &Entry<dyn Resource>,
    cx: &Cx,
    prior: Value,
    private: Private,
) -> (Value, Option<Private>, Diagnostics) {
    match entry.call.delete(cx, prior.clone(), private).await {
        Deleted::Done(found) => (Value::Null, Some(Private::default()), found),
        Deleted::Failed(mut why) => {
            ensure_error(&mut why);
            (prior, None, why)
        }
    }
}

/// Turns an outcome into what core may store, checked against core's rules.
fn settle(
    entry: &Entry<dyn Resource>,
    planned: &Value,
    prior: Value,
    outcome: Outcome,
) -> (Value, Option<Private>, Diagnostics) {
    let fields = Fields::of(&entry.schema.block);
    match outcome {
        Outcome::Done { state, private, mut diagnostics } => {
            let state = semantic::keep(fields, planned, state);
            diagnostics.extend(check::applied(&entry.schema, planned, &state));
            (state, Some(private), diagnostics)
        }
        Outcome::Partial { state, private, mut why } => {
            let state = semantic::keep(fields, planned, semantic::keep(fields, &prior, state));
            why.extend(check::stored(&entry.schema, &state));
            ensure_error(&mut why);
            (state, Some(private), why)
        }
        Outcome::Failed(mut why) => {
            ensure_error(&mut why);
            (prior, None, why)
        }
    }
}

/// A plan with null for what it does not know.
fn known_part(planned: &Value) -> Value {
    let all = |elements: &[Value]| elements.iter().map(known_part).collect();
    let each = |(name, entry): (&String, &Value)| (name.clone(), known_part(entry));
    match planned {
        Value::Unknown => Value::Null,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => planned.clone(),
        Value::List(elements) => Value::List(all(elements)),
        Value::Tuple(elements) => Value::Tuple(all(elements)),
        Value::Set(elements) => Value::set(all(elements)),
        Value::Map(entries) => Value::Map(entries.iter().map(each).collect()),
        Value::Object(entries) => Value::Object(entries.iter().map(each).collect()),
        Value::Dynamic(inner) => Value::Dynamic(Box::new((inner.0.clone(), known_part(&inner.1)))),
    }
}

/// A failure without an error would look like success.
fn ensure_error(why: &mut Diagnostics) {
    if !why.has_errors() {
        why.push(Diagnostic::bug("The provider says that the operation failed, and not why"));
    }
}
