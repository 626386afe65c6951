//! What breaks or surprises the code that is running while the migration is applied.

use super::constraints::altered;
use super::{Context, Hit, Made};
use crate::change::{Action, Change, Effect, Kind, Loss};
use crate::name::Name;

pub(super) fn rename(change: &Change, context: &Context<'_>) -> Option<Hit> {
    if let Kind::Rename { what, name } = &change.kind {
        let plain = Name::plain(name);
        let new = match *what {
            "function" | "procedure" | "routine" => context.catalogue.is_new_routine(&plain),
            _ => context.catalogue.is_new(&plain),
        };
        if new {
            return None;
        }
        return Some(Hit::new(format!("clients that use the {what} {name} fail")));
    }
    match altered(change, context)? {
        // A view under the old name keeps clients going.
        (table, Action::RenameTable { .. }) if context.file.made.contains(&Made::View(table.clone())) => None,
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

/// What is dropped, and whether all that uses it goes with it when asked to.
const OF_CLIENTS: &[(&str, bool)] = &[
    ("VIEW", false),
    ("MATERIALIZED VIEW", false),
    ("SEQUENCE", false),
    ("FOREIGN TABLE", false),
    ("ROLE", false),
    ("SERVER", false),
    ("USER MAPPING", false),
    ("OPERATOR", false),
    ("CAST", false),
    ("COLLATION", false),
    ("TEXT SEARCH CONFIGURATION", false),
    ("SCHEMA", true),
    ("TYPE", true),
    ("DOMAIN", true),
    ("EXTENSION", true),
    ("FUNCTION", true),
    ("PROCEDURE", true),
    ("ROUTINE", true),
    ("AGGREGATE", true),
];

pub(super) fn drop(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::Drop { what, name, cascade, .. } = &change.kind else { return None };
    let (_, cascades) = OF_CLIENTS.iter().find(|(known, _)| known == what)?;
    let routine = matches!(*what, "FUNCTION" | "PROCEDURE" | "ROUTINE" | "AGGREGATE");
    let made_again = if routine { Made::Routine(name.clone()) } else { Made::View(name.clone()) };
    let new = if routine { context.catalogue.is_new_routine(name) } else { context.catalogue.is_new(name) };
    // with CASCADE these lose data, which another rule says
    if *cascade && *cascades || new || context.file.made.contains(&made_again) {
        return None;
    }
    Some(Hit::new(format!("clients that use the {} {name} fail", what.to_lowercase())))
}

pub(super) fn disable_trigger(change: &Change, context: &Context<'_>) -> Option<Hit> {
    if let Kind::Set { parameter, value } = &change.kind {
        return (parameter == "session_replication_role" && value.eq_ignore_ascii_case("replica")).then(
            || Hit::new("triggers and foreign keys of every table are off for the session".to_owned()),
        );
    }
    let (table, Action::DisableTrigger) = altered(change, context)? else { return None };
    Some(Hit::new(format!("triggers of {table} no longer run, and nothing makes up for it later")))
}

pub(super) fn replica_identity(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let (table, Action::ReplicaIdentity) = altered(change, context)? else { return None };
    Some(Hit::new(format!("replication of {table} identifies rows in another way")))
}

pub(super) fn restart_sequence(change: &Change, context: &Context<'_>) -> Option<Hit> {
    if matches!(change.kind, Kind::Effect(Effect::SequenceSet)) {
        return Some(Hit::new("the sequence hands out numbers from the beginning".to_owned()));
    }
    if let Some((table, Action::RestartIdentity { column })) = altered(change, context) {
        return Some(Hit::new(format!("{column} of {table} gets numbers again")));
    }
    let Kind::RestartSequence { sequence } = &change.kind else { return None };
    Some(Hit::new(format!("{sequence} hands out numbers again")))
}

pub(super) fn grant_to_public(change: &Change, _context: &Context<'_>) -> Option<Hit> {
    let Kind::GrantToPublic { on } = &change.kind else { return None };
    let on = on.as_ref().map_or_else(|| "the object".to_owned(), ToString::to_string);
    Some(Hit::new(format!("every role gets this right on {on}")))
}

pub(super) fn alter_system(change: &Change, _context: &Context<'_>) -> Option<Hit> {
    matches!(change.kind, Kind::AlterSystem).then(|| {
        Hit::new("the setting of the whole server is changed, which no transaction can hold".to_owned())
    })
}

pub(super) fn drop_trigger(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::TakeAway(Loss::Trigger { table, trigger }) = &change.kind else { return None };
    let made_again = context.file.made.contains(&Made::Trigger(table.clone(), trigger.clone()));
    (!context.catalogue.is_new(table) && !made_again)
        .then(|| Hit::new(format!("rows of {table} are written without the trigger from now on")))
}

pub(super) fn drop_policy(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::TakeAway(Loss::Policy { table }) = &change.kind else { return None };
    (!context.catalogue.is_new(table)).then(|| Hit::new(format!("other rows of {table} can be seen")))
}

pub(super) fn row_security(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let (table, Action::RowSecurity { .. }) = altered(change, context)? else { return None };
    Some(Hit::new(format!("other rows of {table} can be seen and written")))
}

pub(super) fn revoke(change: &Change, _context: &Context<'_>) -> Option<Hit> {
    matches!(change.kind, Kind::TakeAway(Loss::Right))
        .then(|| Hit::new("clients that use the right fail".to_owned()))
}

pub(super) fn rewrite_rule(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::Effect(Effect::RuleChanged { table }) = &change.kind else { return None };
    (!context.catalogue.is_new(table)).then(|| Hit::new(format!("statements on {table} do something else")))
}

pub(super) fn event_trigger(change: &Change, _context: &Context<'_>) -> Option<Hit> {
    matches!(change.kind, Kind::Effect(Effect::EventTrigger))
        .then(|| Hit::new("schema changes of the whole database behave differently".to_owned()))
}

pub(super) fn policy_changed(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let table = match &change.kind {
        Kind::Effect(Effect::PolicyChanged { table }) => table,
        // without row security a policy does nothing yet
        Kind::Effect(Effect::PolicyCreated { table })
            if context.catalogue.table(table).is_some_and(|known| known.row_security) =>
        {
            table
        }
        _ => return None,
    };
    (!context.catalogue.is_new(table))
        .then(|| Hit::new(format!("other rows of {table} can be seen or written")))
}

pub(super) fn replication(change: &Change, _context: &Context<'_>) -> Option<Hit> {
    let Kind::Effect(Effect::ReplicationChanged { what, name }) = &change.kind else { return None };
    Some(Hit::new(format!("the {what} {name} no longer brings what it brought")))
}

pub(super) fn role(change: &Change, _context: &Context<'_>) -> Option<Hit> {
    match &change.kind {
        Kind::Effect(Effect::RoleChanged { role }) => {
            Some(Hit::new(format!("new sessions of {role} behave differently, or do not begin")))
        }
        Kind::Effect(Effect::DatabaseChanged { database }) => {
            Some(Hit::new(format!("new sessions in {database} behave differently")))
        }
        _ => None,
    }
}

pub(super) fn all_powerful(change: &Change, _context: &Context<'_>) -> Option<Hit> {
    let Kind::Effect(Effect::RoleAllPowerful { role }) = &change.kind else { return None };
    Some(Hit::new(format!("{role} passes every check from now on")))
}

pub(super) fn no_inherit(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let (table, Action::NoInherit { parent }) = altered(change, context)? else { return None };
    Some(Hit::new(format!("queries on {parent} miss the rows of {table}")))
}
