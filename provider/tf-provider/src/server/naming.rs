//! The identity of what a reply is about: asked of the resource, checked against its schema, and held
//! against the identity from before.

use tfplugin6::ResourceIdentityData;

use super::Inner;
use super::catalogue::{Entry, Identity};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::resource::Resource;
use crate::value::{Value, conforms};
use crate::{from_wire, to_wire};

/// How much of an identity must be known.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// All of it: it is about to be stored.
    All,
    /// What the plan knows.
    Planned,
}

impl Inner {
    /// The identity of `state` for the wire, if the resource has one. `before`: what it was, if it must not
    /// have changed.
    pub(super) fn name(
        &self,
        type_name: &str,
        entry: &Entry<dyn Resource>,
        state: &Value,
        before: Option<&ResourceIdentityData>,
        known: Known,
    ) -> Result<Option<ResourceIdentityData>, Diagnostics> {
        let Some(identity) = self.catalogue.identities.get(type_name) else { return Ok(None) };
        if state.is_null() {
            return Ok(None);
        }
        let found = entry.call.identify(state);
        if let Err(why) = conforms(&found, &identity.ty) {
            return Err(
                Diagnostic::bug(format!("The identity of a {type_name} has another form: {why}")).into()
            );
        }
        if found.is_null() {
            return Err(Diagnostic::bug(format!("A {type_name} has no identity")).into());
        }
        if known == Known::All && !found.is_wholly_known() {
            return Err(Diagnostic::bug(format!("The identity of a {type_name} is not known")).into());
        }
        if let Some(before) = before {
            let before = from_wire::identity(Some(before), &identity.ty)?;
            if let Some(moved) = moved(&before, &found) {
                return Err(Diagnostic::bug(format!(
                    "The identity of a {type_name} changed although it is not replaced: `{moved}`"
                ))
                .into());
            }
        }
        to_wire::identity(&found, &identity.ty).map(Some)
    }
}

impl Identity {
    /// That what was found is what was asked for, as far as that went.
    pub(super) fn agrees(&self, asked: &Value, found: &Value) -> bool {
        self.schema.attributes.keys().all(|name| {
            let wanted = asked.get(name).filter(|value| !value.is_null());
            wanted.is_none_or(|wanted| found.get(name) == Some(wanted))
        })
    }
}

/// The first attribute that was known and is another now.
fn moved(before: &Value, now: &Value) -> Option<String> {
    let Value::Object(before) = before else { return None };
    before.iter().find_map(|(name, old)| {
        let new = now.get(name)?;
        (old.is_wholly_known() && new.is_wholly_known() && old != new).then(|| name.clone())
    })
}
