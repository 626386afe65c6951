//! What breaks or surprises the code that is running while the migration is applied.

use super::constraints::altered;
use super::{Context, Hit};
use crate::change::{Action, Change, Kind, Loss};

pub(super) fn rename(change: &Change, context: &Context<'_>) -> Option<Hit> {
    if let Kind::Rename { what, name } = &change.kind {
        return Some(Hit::new(format!("clients that use the {what} {name} fail")));
    }
    match altered(change, context)? {
        // A view under the old name keeps clients going.
        (table, Action::RenameTable { .. }) if context.file.views.contains(table) => None,
        (table, Action::RenameTable { to }) => Some(Hit::with(
            format!("clients that use {table} fail"),
            format!(
                "Create a view {table} over {to} in the same file, and drop it when nobody uses it any more."
            ),
        )),
        (table, Action::RenameColumn { from, .. }) => {
            Some(Hit::new(format!("clients that use {from} of {table} fail")))
        }
        (table, Action::SetSchema) => {
            Some(Hit::new(format!("clients that use {table} in its schema of today fail")))
        }
        _ => None,
    }
}

pub(super) fn drop(change: &Change, _context: &Context<'_>) -> Option<Hit> {
    let Kind::Drop { what, name, cascade, .. } = &change.kind else { return None };
    let breaks = matches!(*what, "VIEW" | "MATERIALIZED VIEW" | "SEQUENCE")
        || matches!(*what, "SCHEMA" | "TYPE" | "DOMAIN" | "EXTENSION") && !cascade;
    breaks.then(|| Hit::new(format!("clients that use the {} {name} fail", what.to_lowercase())))
}

pub(super) fn disable_trigger(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let (table, Action::DisableTrigger) = altered(change, context)? else { return None };
    Some(Hit::new(format!("triggers of {table} no longer run, and nothing makes up for it later")))
}

pub(super) fn replica_identity(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let (table, Action::ReplicaIdentity) = altered(change, context)? else { return None };
    Some(Hit::new(format!("replication of {table} identifies rows in another way")))
}

pub(super) fn restart_sequence(change: &Change, _context: &Context<'_>) -> Option<Hit> {
    let Kind::RestartSequence { sequence } = &change.kind else { return None };
    Some(Hit::new(format!("{sequence} hands out numbers again")))
}

pub(super) fn grant_to_public(change: &Change, _context: &Context<'_>) -> Option<Hit> {
    let Kind::GrantToPublic { on } = &change.kind else { return None };
    let on = on.as_ref().map_or_else(|| "the object".to_owned(), ToString::to_string);
    Some(Hit::new(format!("every role gets this right on {on}")))
}

pub(super) fn alter_system(change: &Change, _context: &Context<'_>) -> Option<Hit> {
    matches!(change.kind, Kind::AlterSystem)
        .then(|| Hit::new("the setting of the whole server is changed".to_owned()))
}

pub(super) fn drop_trigger(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::TakeAway(Loss::Trigger { table }) = &change.kind else { return None };
    (!context.catalogue.is_new(table))
        .then(|| Hit::new(format!("rows of {table} are written without the trigger from now on")))
}

pub(super) fn drop_policy(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::TakeAway(Loss::Policy { table }) = &change.kind else { return None };
    (!context.catalogue.is_new(table)).then(|| Hit::new(format!("other rows of {table} can be seen")))
}

pub(super) fn row_security(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let (table, Action::RowSecurity) = altered(change, context)? else { return None };
    Some(Hit::new(format!("other rows of {table} can be seen and written")))
}

pub(super) fn revoke(change: &Change, _context: &Context<'_>) -> Option<Hit> {
    matches!(change.kind, Kind::TakeAway(Loss::Right))
        .then(|| Hit::new("clients that use the right fail".to_owned()))
}
