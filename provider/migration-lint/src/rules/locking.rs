//! Locks that are stronger, longer or wider than they look.

use super::constraints::altered;
use super::{Context, Hit};
use crate::change::{Action, Change, ConstraintKind, Kind};
use crate::name::Name;
use crate::report::LockMode;

pub(super) fn lock_table(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::LockTable { table, mode } = &change.kind else { return None };
    let hurts = *mode >= LockMode::Share && !context.catalogue.is_new(table);
    hurts.then(|| Hit::new(format!("{} of {table} wait until the transaction ends", mode.blocks())))
}

pub(super) fn rewrite(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let table = match &change.kind {
        Kind::Vacuum { table, full: true } | Kind::Cluster { table } => table.as_ref(),
        Kind::AlterTable { table, action: Action::SetLogged | Action::SetExpression, .. } => Some(table),
        _ => return None,
    };
    if table.is_some_and(|table| context.catalogue.is_new(table)) {
        return None;
    }
    let what = table.map_or_else(|| "every table".to_owned(), |table| format!("all of {table}"));
    Some(Hit::new(format!("{what} is rewritten while nobody can read or write it")))
}

pub(super) fn refresh(change: &Change, _context: &Context<'_>) -> Option<Hit> {
    let Kind::RefreshView { view, concurrently: false } = &change.kind else { return None };
    Some(Hit::new(format!("nobody can read {view} until it is refreshed")))
}

pub(super) fn attach(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let (table, Action::AttachPartition { child, .. }) = altered(change, context)? else { return None };
    let scanned = |name: &Name| !context.catalogue.is_new(name) && !has_valid_check(name, context);
    let default = context.catalogue.table(table).and_then(|table| table.default_partition.as_ref());
    let read: Vec<String> = [Some(child), default]
        .into_iter()
        .flatten()
        .filter(|name| scanned(name))
        .map(ToString::to_string)
        .collect();
    (!read.is_empty())
        .then(|| Hit::new(format!("all of {} is read under ACCESS EXCLUSIVE", read.join(" and "))))
}

/// Whether it implies the bounds is for the server to say; having one shows that somebody thought of it.
fn has_valid_check(name: &Name, context: &Context<'_>) -> bool {
    context.catalogue.table(name).is_some_and(|table| {
        table.constraints.iter().any(|one| one.valid && matches!(one.kind, ConstraintKind::Check { .. }))
    })
}

pub(super) fn detach(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let (table, Action::DetachPartition { child, concurrently: false }) = altered(change, context)? else {
        return None;
    };
    let message = format!("reads and writes of {table} wait while {child} is detached");
    Some(if context.pg_version >= 14 {
        Hit::new(message)
    } else {
        Hit::with(message, "Detach when the table is quiet; 14 and newer can do it CONCURRENTLY.".to_owned())
    })
}

pub(super) fn create_partition(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::CreateTable(new) = &change.kind else { return None };
    let parent = new.partition_of.as_ref().filter(|parent| !context.catalogue.is_new(parent))?;
    Some(Hit::with(
        format!("reads and writes of {parent} wait while the partition is made"),
        format!(
            "CREATE TABLE {0} (LIKE {parent} INCLUDING ALL), then ALTER TABLE {parent} ATTACH PARTITION {0} ...",
            new.table
        ),
    ))
}

pub(super) fn lock_timeout_off(change: &Change, _context: &Context<'_>) -> Option<Hit> {
    let Kind::Set { parameter, value } = &change.kind else { return None };
    let number = value.trim().trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    (parameter == "lock_timeout" && number.parse::<f64>().is_ok_and(|number| number == 0.0))
        .then(|| Hit::new("the file turns the lock timeout off".to_owned()))
}

pub(super) fn several_tables(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let held = context.file.held.as_ref().filter(|_| context.transactional)?;
    let next = context.file.locks_now.iter().find(|next| *next != held)?;
    let own = match &change.kind {
        Kind::AlterTable { table, .. } | Kind::Truncate { table, .. } | Kind::Touch { table, .. } => table,
        Kind::Drop { what: "TABLE", name, .. } => name,
        _ => return None,
    };
    (own == next).then(|| Hit::new(format!("{held} stays locked while this waits for {next}")))
}
