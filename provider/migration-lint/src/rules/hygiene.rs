//! What does not belong into a migration, or cannot work in one.

use super::{Context, Hit};
use crate::change::{Change, Control, Effect, Kind};
use crate::report::Hazard;

pub(super) fn password(change: &Change, _context: &Context<'_>) -> Option<Hit> {
    matches!(change.kind, Kind::RolePassword)
        .then(|| Hit::new("a password is written in the file".to_owned()))
}

pub(super) fn transaction_control(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::TransactionControl(control) = &change.kind else { return None };
    Some(if *control == Control::Begin && context.file.never_ended {
        Hit::new(
            "a transaction is begun and never ended, so that the work is lost at the end of the session"
                .to_owned(),
        )
        .harm(Hazard::UncommittedTransaction)
    } else {
        Hit::new("the statement begins or ends a transaction, which the runner does".to_owned())
    })
}

pub(super) fn refused(change: &Change, context: &Context<'_>) -> Option<Hit> {
    // inside of a block the statement around it is transactional, and this one is not
    let in_block = context.transactional;
    (matches!(change.kind, Kind::Alone) && (in_block || context.in_transaction || context.file.begun))
        .then(|| Hit::new("PostgreSQL refuses this statement inside a transaction".to_owned()))
}

pub(super) fn needs_newer(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::Effect(Effect::Needs { pg_version, what }) = &change.kind else { return None };
    (context.pg_version < *pg_version).then(|| {
        Hit::new(format!("{what} needs PostgreSQL {pg_version}; the server is {}", context.pg_version))
    })
}

pub(super) fn dynamic_sql(change: &Change, _context: &Context<'_>) -> Option<Hit> {
    matches!(change.kind, Kind::RunsBuiltSql)
        .then(|| Hit::new("the block runs SQL that it builds itself, which is not judged".to_owned()))
}

pub(super) fn enum_value(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::Uses { literals } = &change.kind else { return None };
    let value = literals.intersection(&context.file.enum_values).next().filter(|_| context.transactional)?;
    Some(Hit::new(format!("'{value}' was added to an enum in this transaction, and cannot be used in it")))
}

pub(super) fn create_if_not_exists(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::CreateTable(new) = &change.kind else { return None };
    let exists = context.catalogue.table(&new.table).is_some_and(|table| table.created);
    (new.if_not_exists && exists)
        .then(|| Hit::new(format!("{} is there already, so nothing is created", new.table)))
}

pub(super) fn serial(change: &Change, _context: &Context<'_>) -> Option<Hit> {
    let Kind::CreateTable(new) = &change.kind else { return None };
    let column = new.columns.iter().find(|column| column.ty.is_serial())?;
    Some(Hit::new(format!("{} of {} is {}", column.name, new.table, column.ty)))
}
