//! Constraints that read or block more than they seem to.

use super::{Context, Hit};
use crate::change::{Action, Change, Check, Column, Constraint, ConstraintKind, Kind, Loss};
use crate::locks;
use crate::name::Name;
use crate::report::Hazard;

/// The action of an `ALTER TABLE` on a table somebody uses.
pub(super) fn altered<'a>(change: &'a Change, context: &Context<'_>) -> Option<(&'a Name, &'a Action)> {
    match &change.kind {
        Kind::AlterTable { table, action, .. } if !context.catalogue.is_new(table) => Some((table, action)),
        _ => None,
    }
}

fn added<'a>(change: &'a Change, context: &Context<'_>) -> Option<(&'a Name, &'a Constraint)> {
    match altered(change, context)? {
        (table, Action::AddConstraint(constraint)) => Some((table, constraint)),
        _ => None,
    }
}

fn new_column<'a>(change: &'a Change, context: &Context<'_>) -> Option<(&'a Name, &'a Column)> {
    match altered(change, context)? {
        (table, Action::AddColumn(column)) => Some((table, column)),
        _ => None,
    }
}

fn has_value(column: &Column) -> bool {
    column.default.as_ref().is_some_and(|default| !default.is_null)
}

pub(super) fn set_not_null(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let (table, Action::SetNotNull { column }) = altered(change, context)? else { return None };
    if context.catalogue.table(table).is_some_and(|known| known.is_proven_not_null(column)) {
        return None;
    }
    let instead = format!(
        "ALTER TABLE {table} ADD CONSTRAINT {column}_present CHECK ({column} IS NOT NULL) NOT VALID; in a later file \
         ALTER TABLE {table} VALIDATE CONSTRAINT {column}_present, then SET NOT NULL (which now reads nothing) and drop \
         the check."
    );
    Some(Hit::with(
        format!("all of {table} is read under ACCESS EXCLUSIVE to find NULLs in {column}"),
        instead,
    ))
}

pub(super) fn without_not_valid(change: &Change, context: &Context<'_>) -> Option<Hit> {
    if let Some((table, column)) = new_column(change, context) {
        let name = &column.name;
        return column.constraints.iter().filter(|constraint| !constraint.skips_rows).find_map(
            |constraint| match &constraint.kind {
                ConstraintKind::Check(_) => Some(Hit::new(format!(
                    "the check on the new column {name} reads all of {table} under ACCESS EXCLUSIVE"
                ))),
                ConstraintKind::ForeignKey { to, .. } if has_value(column) => Some(
                    Hit::new(format!(
                        "the foreign key of the new column {name} reads all of {table} and blocks writes to {to}"
                    ))
                    .harm(Hazard::BlocksWritesScan),
                ),
                ConstraintKind::ForeignKey { .. }
                | ConstraintKind::NotNull { .. }
                | ConstraintKind::Unique { .. }
                | ConstraintKind::PrimaryKey { .. }
                | ConstraintKind::Exclude => None,
            },
        );
    }
    if let Some((table, Action::EnforceConstraint { constraint })) = altered(change, context) {
        return Some(Hit::with(
            format!("every row of {table} is checked against {constraint} under ACCESS EXCLUSIVE"),
            "Drop it, add it NOT VALID, and VALIDATE CONSTRAINT in a later file.".to_owned(),
        ));
    }
    let (table, constraint) = added(change, context).filter(|(_, constraint)| !constraint.skips_rows)?;
    let message = match &constraint.kind {
        ConstraintKind::Check(_) => format!("every row of {table} is checked under ACCESS EXCLUSIVE"),
        ConstraintKind::NotNull { column } => {
            let known = context.catalogue.table(table);
            if known.is_some_and(|known| known.is_proven_not_null(column)) {
                return None;
            }
            format!("every row of {table} is checked under ACCESS EXCLUSIVE")
        }
        ConstraintKind::ForeignKey { to, .. } => {
            let message =
                format!("every row of {table} is looked up in {to} while writes to both are blocked");
            return Some(Hit::new(message).harm(Hazard::BlocksWritesScan));
        }
        ConstraintKind::Unique { .. } | ConstraintKind::PrimaryKey { .. } | ConstraintKind::Exclude => {
            return None;
        }
    };
    Some(Hit::new(message))
}

pub(super) fn foreign_key_locks_parent(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let parent = |constraint: &Constraint| match &constraint.kind {
        ConstraintKind::ForeignKey { to, .. } if !context.catalogue.is_new(to) => Some(to.clone()),
        _ => None,
    };
    let (own, parent) = if let Kind::CreateTable(new) = &change.kind {
        let inline = new.columns.iter().flat_map(|column| &column.constraints);
        let parent = inline.chain(&new.constraints).filter_map(parent).find(|parent| *parent != new.table);
        (&new.table, parent?)
    } else {
        let (table, column) = new_column(change, context).filter(|(_, column)| !has_value(column))?;
        (table, column.constraints.iter().find_map(parent)?)
    };
    Some(Hit::new(format!("the foreign key of {own} blocks writes to {parent} while it is made")))
}

pub(super) fn unique_without_index(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let builds = |constraint: &Constraint| match &constraint.kind {
        ConstraintKind::Unique { index: None, .. } => Some("UNIQUE"),
        ConstraintKind::PrimaryKey { index: None, .. } => Some("PRIMARY KEY"),
        ConstraintKind::Exclude => Some("EXCLUDE"),
        _ => None,
    };
    let (table, what) = if let Some((table, column)) = new_column(change, context) {
        (table, column.constraints.iter().find_map(builds)?)
    } else {
        let (table, constraint) = added(change, context)?;
        (table, builds(constraint)?)
    };
    let message = format!("{what} builds an index while nobody can read or write {table}");
    Some(if what == "EXCLUDE" {
        Hit::with(
            message,
            "An exclusion constraint cannot be built online; add it in a maintenance window.".to_owned(),
        )
    } else {
        Hit::new(message)
    })
}

pub(super) fn primary_key_on_nullable(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let (table, constraint) = added(change, context)?;
    match &constraint.kind {
        ConstraintKind::PrimaryKey { index: Some(index), .. }
            if locks::primary_key_reads(table, index, context.catalogue) =>
        {
            Some(Hit::new(format!(
                "the columns of {index} are not known to be NOT NULL, so all of {table} is read"
            )))
        }
        _ => None,
    }
}

pub(super) fn domain(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::AlterDomain { domain, scans: true, validates: false } = &change.kind else { return None };
    let tables = context.catalogue.tables_using_type(&domain.base);
    let old: Vec<String> =
        tables.iter().filter(|table| !context.catalogue.is_new(table)).map(ToString::to_string).collect();
    if old.is_empty() && !tables.is_empty() {
        return None;
    }
    let which = if old.is_empty() { "every table that uses it".to_owned() } else { old.join(", ") };
    Some(Hit::new(format!("the new constraint of {domain} reads {which} while writes are blocked")))
}

fn is_not_null(check: &Check, table: &Name, context: &Context<'_>) -> bool {
    let columns = context.catalogue.table(table).map(|table| &table.columns);
    check
        .proves_not_null
        .iter()
        .all(|column| columns.and_then(|columns| columns.get(column)).is_some_and(|column| column.not_null))
}

pub(super) fn dropped(change: &Change, context: &Context<'_>) -> Option<Hit> {
    if let Kind::TakeAway(Loss::DomainConstraint { domain }) = &change.kind {
        return (!context.catalogue.is_new(domain)).then(|| {
            Hit::new(format!("a constraint of {domain} no longer holds for the columns that use it"))
        });
    }
    let (table, Action::DropConstraint { constraint, .. }) = altered(change, context)? else { return None };
    let known = context.catalogue.table(table).and_then(|table| table.constraint(constraint));
    match known.map(|known| &known.kind) {
        // A helper check that only proved what the column itself now says.
        Some(ConstraintKind::Check(check)) if check.only_not_null && is_not_null(check, table, context) => {
            None
        }
        Some(ConstraintKind::ForeignKey { to, .. }) => {
            Some(Hit::new(format!("{constraint} no longer holds, and {to} is locked together with {table}")))
        }
        _ => Some(Hit::new(format!("{constraint} no longer holds for {table}"))),
    }
}
