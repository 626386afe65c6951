//! Adding columns and changing what they hold.

use super::constraints::altered;
use super::{Context, Hit};
use crate::change::{Action, Change, Generated};
use crate::locks::{self, Rows};
use crate::type_name::Conversion;

pub(super) fn volatile_default(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let (table, Action::AddColumn(column)) = altered(change, context)? else { return None };
    let function = column.default.as_ref()?.volatile.as_ref()?;
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
    let message = match (rows, known) {
        (Rows::Untouched, _) => return None,
        (Rows::Read, _) => format!("all of {table} is read under ACCESS EXCLUSIVE to make {column} {to}"),
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
    (conversion == Some(Conversion::DependsOnTimeZone) && !context.file.utc)
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
