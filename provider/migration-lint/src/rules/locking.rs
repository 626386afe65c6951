//! Locks that are stronger, longer or wider than they look.

use super::constraints::altered;
use super::{Context, Hit};
use crate::bounds;
use crate::change::{Action, Change, Effect, Generated, Kind, Reach};
use crate::locks::TableLock;
use crate::name::Name;
use crate::report::{Hazard, Level, LockMode};

pub(super) fn lock_table(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::LockTable { table, mode } = &change.kind else { return None };
    let hurts = *mode >= LockMode::Share && !context.catalogue.is_new(table);
    let harm =
        if *mode == LockMode::AccessExclusive { Hazard::BlocksReadsWrites } else { Hazard::BlocksWrites };
    hurts
        .then(|| Hit::new(format!("{} of {table} wait until the transaction ends", mode.blocks())).harm(harm))
}

pub(super) fn rewrite(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let table = match &change.kind {
        Kind::Vacuum { table, full: true } | Kind::Cluster { table } => table.as_ref(),
        Kind::AlterTable { table, action: Action::SetLogged | Action::Move } => Some(table),
        Kind::AlterTable { table, action: Action::SetExpression { column } } => {
            let known = context.catalogue.table(table).and_then(|table| table.columns.get(column));
            if known.is_some_and(|column| column.generated == Some(Generated::Virtual)) {
                return None;
            }
            Some(table)
        }
        Kind::Effect(Effect::AllMoved) => None,
        Kind::Effect(Effect::IndexMoved { index }) => {
            context.catalogue.index(index).map(|index| &index.table)
        }
        _ => return None,
    };
    if table.is_some_and(|table| context.catalogue.is_new(table)) {
        return None;
    }
    let what = table.map_or_else(|| "every table".to_owned(), |table| format!("all of {table}"));
    Some(Hit::new(format!("{what} is rewritten while nobody can read or write it")))
}

pub(super) fn refresh(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::RefreshView { view, concurrently: false } = &change.kind else { return None };
    (!context.catalogue.is_new(view))
        .then(|| Hit::new(format!("nobody can read {view} until it is refreshed")))
}

pub(super) fn attach(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let (table, Action::AttachPartition { child, bounds }) = altered(change, context)? else { return None };
    let catalogue = context.catalogue;
    let default = catalogue.table(table).and_then(|table| table.default_partition.as_ref());
    let child = Some(child).filter(|child| !bounds::are_implied(table, child, bounds, catalogue));
    let default = default.filter(|default| !bounds::are_excluded(table, default, bounds, catalogue));
    let read: Vec<String> = [child, default]
        .into_iter()
        .flatten()
        .filter(|name| !catalogue.is_new(name))
        .map(ToString::to_string)
        .collect();
    (!read.is_empty())
        .then(|| Hit::new(format!("all of {} is read under ACCESS EXCLUSIVE", read.join(" and "))))
}

pub(super) fn detach(change: &Change, context: &Context<'_>) -> Option<Hit> {
    if let Some((table, Action::DetachPartition { concurrently: true, .. })) = altered(change, context) {
        let default = context.catalogue.table(table).and_then(|table| table.default_partition.as_ref())?;
        let message = format!(
            "{table} has the default partition {default}, so PostgreSQL refuses to detach CONCURRENTLY"
        );
        return Some(
            Hit::with(message, format!("Detach {default} first, or detach without CONCURRENTLY."))
                .harm(Hazard::Fails)
                .level(Level::Error),
        );
    }
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
    match &change.kind {
        Kind::Set { parameter, value } => {
            let number = value.trim().trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
            (parameter == "lock_timeout" && number.parse::<f64>().is_ok_and(|number| number == 0.0))
                .then(|| Hit::new("the file turns the lock timeout off".to_owned()))
        }
        Kind::Reset { parameter } => parameter
            .as_ref()
            .is_none_or(|parameter| parameter == "lock_timeout")
            .then(|| Hit::new("the file takes back the lock timeout that the runner has set".to_owned())),
        _ => None,
    }
}

pub(super) fn lock_timeout_late(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::Set { parameter, .. } = &change.kind else { return None };
    let (held, _) = context.file.held.first().filter(|_| parameter == "lock_timeout")?;
    Some(Hit::new(format!("the timeout comes too late for the lock on {held}")))
}

pub(super) fn several_tables(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let held =
        |(table, mode): &&(Name, LockMode)| *mode == LockMode::AccessExclusive && !table.base.is_empty();
    let (held, _) = context.file.held.iter().find(held).filter(|_| context.transactional)?;
    let exclusive = |lock: &&TableLock| lock.mode == LockMode::AccessExclusive;
    let is_held = |table: &Name| context.file.held.iter().any(|(known, _)| known == table);
    let next = context.file.locks_now.iter().filter(exclusive).find(|next| !is_held(&next.table))?;
    let own = match &change.kind {
        Kind::AlterTable { table, .. } | Kind::Truncate { table, .. } | Kind::Touch { table, .. } => table,
        Kind::Drop { what: "TABLE", name, .. } => name,
        _ => return None,
    };
    (*own == next.table).then(|| Hit::new(format!("{held} stays locked while this waits for {}", next.table)))
}

pub(super) fn work_while_locked(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let (held, _) = context.file.held.first().filter(|_| context.transactional)?;
    let works = match &change.kind {
        Kind::Update { table, reach } | Kind::Delete { table, reach } => {
            *reach != Reach::Few && !context.catalogue.is_new(table)
        }
        Kind::CopyRows { from, .. } | Kind::ReadRows { from } => !context.catalogue.is_new(from),
        // what reads under a lock of its own is said by its own rule
        Kind::AlterTable { action: Action::ValidateConstraint { .. }, .. } => {
            context.file.locks_now.iter().any(|lock| lock.scan)
        }
        _ => false,
    };
    // once a statement is enough
    (works && !context.file.said_work.replace(true))
        .then(|| Hit::new(format!("{held} stays locked until this is done")))
}

pub(super) fn create_trigger(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::Effect(Effect::TriggerCreated { table, .. }) = &change.kind else { return None };
    (!context.catalogue.is_new(table)).then(|| {
        Hit::new(format!("writes to {table} wait while the trigger is made, and run it from then on"))
    })
}
