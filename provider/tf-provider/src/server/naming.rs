//! The identity of what a reply is about: asked of the resource, checked against its schema, and held
//! against the identity from before.

use tfplugin6::ResourceIdentityData;

use super::Inner;
use super::catalogue::{Entry, Identity};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::resource::Resource;
use crate::value::{Value, conforms};
use crate::{from_wire, to_wire};

/// What to make of an identity that is not known in all its parts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// It is about to be stored: a mistake.
    All,
    /// It is planned: there is nothing to say yet. Core would take an unknown one of something new, and then
    /// could neither show the plan nor write it as JSON.
    Unless,
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
        if !found.is_wholly_known() {
            return Ok(None);
        }
        if let Some(before) = before {
            let before = from_wire::identity(Some(before), &identity.ty)?;
            if let Some(moved) = identity.moved(&before, &found) {
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
    /// The first attribute that was known and is another now, although it must not change.
    fn moved(&self, before: &Value, now: &Value) -> Option<&str> {
        let fixed = self.schema.attributes.iter().filter(|(_, attribute)| !attribute.mutable);
        fixed.map(|(name, _)| name.as_str()).find(|name| {
            let (Some(old), Some(new)) = (before.get(name), now.get(name)) else { return false };
            old.is_wholly_known() && new.is_wholly_known() && old != new
        })
    }

    /// That what was found is what was asked for, as far as that went.
    pub(super) fn agrees(&self, asked: &Value, found: &Value) -> bool {
        self.schema.attributes.keys().all(|name| {
            let wanted = asked.get(name).filter(|value| !value.is_null());
            wanted.is_none_or(|wanted| found.get(name) == Some(wanted))
        })
    }
}
