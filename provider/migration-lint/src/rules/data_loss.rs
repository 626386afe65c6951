//! What cannot be had back.

use super::constraints::altered;
use super::{Context, Hit};
use crate::change::{Action, Change, Kind, Loss, Reach};

pub(super) fn drops(change: &Change, context: &Context<'_>) -> Option<Hit> {
    if let Some((table, Action::DropColumn { column, .. })) = altered(change, context) {
        return Some(Hit::new(format!("the values of {column} in {table} are lost")));
    }
    if let Kind::TakeAway(Loss::Attribute { ty, attribute }) = &change.kind {
        return (!context.catalogue.is_new_type(ty))
            .then(|| Hit::new(format!("the values of {attribute} in every {ty} are lost")));
    }
    let Kind::Drop { what, name, cascade, .. } = &change.kind else { return None };
    let lost = match (*what, *cascade) {
        ("TABLE", _) if context.catalogue.is_new(name) => return None,
        ("TABLE", _) => format!("all rows of {name} are lost"),
        ("DATABASE", _) => format!("the whole database {name} is lost"),
        ("SCHEMA", true) => format!("everything in schema {name} is lost"),
        ("TYPE" | "DOMAIN", true) if context.catalogue.is_new_type(name) => return None,
        ("TYPE" | "DOMAIN" | "EXTENSION", true) => format!("every column that uses {name} is lost"),
        _ => return None,
    };
    Some(Hit::new(lost))
}

pub(super) fn truncate(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::Truncate { table, cascade } = &change.kind else { return None };
    let too = if *cascade { ", and those of every table that refers to it," } else { "" };
    (!context.catalogue.is_new(table)).then(|| Hit::new(format!("all rows of {table}{too} are lost")))
}

pub(super) fn update(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::Update { table, reach: Reach::Every } = &change.kind else { return None };
    (!context.catalogue.is_new(table))
        .then(|| Hit::new(format!("every row of {table} is written in one transaction")))
}

pub(super) fn delete(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::Delete { table, reach: Reach::Every } = &change.kind else { return None };
    (!context.catalogue.is_new(table)).then(|| Hit::new(format!("every row of {table} is deleted")))
}

pub(super) fn owned(change: &Change, _context: &Context<'_>) -> Option<Hit> {
    matches!(change.kind, Kind::TakeAway(Loss::Owned))
        .then(|| Hit::new("every table, view and function of the role is lost, whatever its name".to_owned()))
}

pub(super) fn merge(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::TakeAway(Loss::MergedRows { table }) = &change.kind else { return None };
    (!context.catalogue.is_new(table)).then(|| Hit::new(format!("rows of {table} are deleted")))
}

pub(super) fn routine(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::TakeAway(Loss::RoutineCascade { what, routines }) = &change.kind else { return None };
    if !routines.is_empty() && routines.iter().all(|routine| context.catalogue.is_new_routine(routine)) {
        return None;
    }
    let what = what.to_lowercase();
    Some(Hit::new(format!("every trigger, view, default and generated column that uses the {what} is lost")))
}

pub(super) fn copy(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::CopyRows { to, from } = &change.kind else { return None };
    let of_files = context.catalogue.is_new(from);
    // what no file made may be a table, and may be the name of a WITH query; those are not known here either
    (!of_files).then(|| Hit::new(format!("every row of {from} is copied into {to} in one transaction")))
}
