//! What a core proposes before it asks for a plan: the configuration, and what the provider said before of that
//! which the configuration leaves to it.

use std::collections::BTreeMap;

use super::{before, objects, with_objects};
use crate::strict::schema::{Fields, Member, Nesting};
use crate::strict::value::Value;

/// The proposed new state of an object.
pub fn proposed(fields: &Fields, prior: &Value, config: &Value) -> Value {
    if !matches!(config, Value::Object(_)) {
        return config.clone();
    }
    let each = |(name, member): (&String, &Member)| {
        (name.clone(), proposed_member(member, prior.entry(name), config.entry(name)))
    };
    Value::Object(fields.0.iter().map(each).collect::<BTreeMap<_, _>>())
}

fn proposed_member(member: &Member, prior: &Value, config: &Value) -> Value {
    let below = member.below();
    if member.is_computed() && config.is_null() {
        let dropped = below.is_some_and(|(nesting, fields)| was_said(member, nesting, fields, prior));
        return if dropped { Value::Null } else { prior.clone() };
    }
    let Some((nesting, fields)) = below else { return config.clone() };
    if config.is_null() || config.is_unknown() {
        return config.clone();
    }
    if nesting == Nesting::Set {
        // nothing tells the elements of a set apart but what was configured of them, and each has one successor
        let mut left: Vec<&Value> = objects(nesting, prior).into_iter().map(|(_, object)| object).collect();
        return with_objects(config, |_, object| {
            let twin = left.iter().position(|old| may_have_become(fields, object, old));
            let twin = twin.map_or(Value::Null, |at| left.remove(at).clone());
            proposed(fields, &twin, object)
        });
    }
    let keys: Vec<Option<String>> = objects(nesting, config).into_iter().map(|(key, _)| key).collect();
    with_objects(config, |at, object| {
        proposed(fields, before(nesting, prior, keys.get(at).and_then(Option::as_deref)), object)
    })
}

/// Whether something in nested attributes that both sides may set can only have come from a configuration. It is
/// not configured any more, so it goes.
fn was_said(member: &Member, nesting: Nesting, fields: &Fields, prior: &Value) -> bool {
    let by_both = member.attribute().is_some_and(|attribute| attribute.optional);
    by_both
        && objects(nesting, prior).into_iter().any(|(_, object)| {
            fields.0.iter().any(|(name, inner)| {
                let value = object.entry(name);
                let said = !inner.is_computed() && !value.is_null();
                said || inner.below().is_some_and(|(nesting, fields)| was_said(inner, nesting, fields, value))
            })
        })
}

/// Whether an element of a set is what a configured one was before.
fn may_have_become(fields: &Fields, config: &Value, old: &Value) -> bool {
    fields.0.iter().all(|(name, member)| {
        let (config, old) = (config.entry(name), old.entry(name));
        if config == old || (member.is_computed() && config.is_null()) {
            return true;
        }
        let Some((nesting, fields)) = member.below() else { return false };
        let (ours, theirs) = (objects(nesting, config), objects(nesting, old));
        !config.is_null()
            && !old.is_null()
            && ours.len() == theirs.len()
            && ours.iter().all(|(key, one)| {
                theirs.iter().any(|(at, other)| {
                    (nesting == Nesting::Set || at == key) && may_have_become(fields, one, other)
                })
            })
    })
}
