//! Adding columns and changing what they hold.

use super::constraints::altered;
use super::{Context, Hit};
use crate::change::{Action, Change, Column, ConstraintKind, Generated, Kind};
use crate::locks::{self, Rows};
use crate::report::Hazard;
use crate::type_name::Conversion;

pub(super) fn volatile_default(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let (table, Action::AddColumn(column)) = altered(change, context)? else { return None };
    let function = context.catalogue.volatile(&column.default.as_ref()?.unsteady)?;
    let instead = format!(
        "ADD COLUMN {0} {1}; then ALTER COLUMN {0} SET DEFAULT {function}(...); then fill old rows in batches.",
        column.name, column.ty
    );
    Some(Hit::with(
        format!("{function}() may differ from row to row, so all of {table} is rewritten"),
        instead,
    ))
}

pub(super) fn rewriting_column(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let (table, Action::AddColumn(column)) = altered(change, context)? else { return None };
    let what = if column.ty.is_serial() || column.generated == Some(Generated::Identity) {
        "numbering the rows"
    } else if column.generated == Some(Generated::Stored) {
        "computing the stored column"
    } else if context.catalogue.domain_is_constrained(&column.ty.base) {
        "checking the domain's constraint"
    } else {
        return None;
    };
    Some(Hit::new(format!("{what} rewrites all of {table}")))
}

pub(super) fn required(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let (table, Action::AddColumn(column)) = altered(change, context)? else { return None };
    let has_value = column.default.as_ref().is_some_and(|default| !default.is_null)
        || column.generated.is_some()
        || column.ty.is_serial()
        || context.catalogue.domain_is_constrained(&column.ty.base);
    (column.not_null && !has_value)
        .then(|| Hit::new(format!("{} has no value for the rows that {table} already has", column.name)))
}

pub(super) fn type_change(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let (table, Action::SetType { column, to, converts, collates }) = altered(change, context)? else {
        return None;
    };
    let (rows, known) = locks::type_change(table, column, to, *converts, *collates, context.catalogue);
    if known == Some(Conversion::DependsOnTimeZone) && rows == Rows::Rewritten {
        return None; // another rule says so
    }
    let message = match (rows, known) {
        (Rows::Untouched, _) => return None,
        (Rows::Read, _) => {
            let message = format!("all of {table} is read under ACCESS EXCLUSIVE to make {column} {to}");
            return Some(Hit::new(message).harm(Hazard::ScanAccessExclusive));
        }
        (Rows::Rewritten, Some(_)) => format!("all of {table} is rewritten to make {column} {to}"),
        (Rows::Rewritten, None) => {
            format!("no file says which type {column} has now; making it {to} may rewrite all of {table}")
        }
    };
    Some(Hit::new(message))
}

pub(super) fn time_zone(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let (table, Action::SetType { column, to, converts, collates }) = altered(change, context)? else {
        return None;
    };
    let (_, conversion) = locks::type_change(table, column, to, *converts, *collates, context.catalogue);
    (conversion == Some(Conversion::DependsOnTimeZone) && !context.catalogue.is_utc)
        .then(|| Hit::new(format!("{column} of {table} becomes {to} by way of the session's time zone")))
}

pub(super) fn drop_not_null(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let (table, Action::DropNotNull { column }) = altered(change, context)? else { return None };
    Some(Hit::new(format!("{column} of {table} may be NULL from now on")))
}

pub(super) fn drop_default(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let (table, Action::DropDefault { column }) = altered(change, context)? else { return None };
    Some(Hit::new(format!("inserts into {table} that leave {column} out no longer get a value")))
}

pub(super) fn used_by_view(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::AlterTable { table, action: Action::SetType { column, .. } } = &change.kind else {
        return None;
    };
    let view = context.catalogue.view_on(table, column)?;
    Some(Hit::with(
        format!("the view {view} reads {column} of {table}, so PostgreSQL refuses to change its type"),
        format!("DROP VIEW {view} before it and CREATE VIEW {view} after it, in the same file."),
    ))
}

pub(super) fn json(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let (table, Action::AddColumn(column)) = altered(change, context)? else { return None };
    (column.ty.base == "json").then(|| {
        Hit::new(format!("queries that compare rows of {table} fail over its json column {}", column.name))
    })
}

pub(super) fn generation_dropped(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let (table, Action::DropGeneration { column }) = altered(change, context)? else { return None };
    Some(Hit::new(format!("{column} of {table} is not filled by the server any more")))
}

pub(super) fn int_key(change: &Change, _context: &Context<'_>) -> Option<Hit> {
    let Kind::CreateTable(new) = &change.kind else { return None };
    let is_key = |column: &Column| {
        let inline =
            column.constraints.iter().any(|one| matches!(one.kind, ConstraintKind::PrimaryKey { .. }));
        let of_table = new.constraints.iter().any(|one| {
            matches!(&one.kind, ConstraintKind::PrimaryKey { columns, .. } if *columns == [column.name.clone()])
        });
        column.generated == Some(Generated::Identity) || inline || of_table
    };
    let small = |column: &&Column| matches!(column.ty.base.as_str(), "int" | "smallint") && !column.ty.array;
    let column = new.columns.iter().filter(small).find(|column| is_key(column))?;
    Some(Hit::new(format!("{} of {} is {}, and numbers the rows", column.name, new.table, column.ty)))
}
