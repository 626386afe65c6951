//! Building, dropping and rebuilding indexes.

use super::{Context, Hit};
use crate::change::{Change, Kind, NewIndex, ReindexTarget};

/// An index that is built on a table somebody uses.
fn built<'a>(change: &'a Change, context: &Context<'_>) -> Option<&'a NewIndex> {
    match &change.kind {
        Kind::CreateIndex(new) if !context.catalogue.is_new(&new.table) => Some(new),
        _ => None,
    }
}

fn is_partitioned(new: &NewIndex, context: &Context<'_>) -> bool {
    context.catalogue.table(&new.table).is_some_and(|table| table.partitioned || !table.partitions.is_empty())
}

pub(super) fn without_concurrently(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let new = built(change, context).filter(|new| !new.concurrently && !new.only)?;
    let message = format!("building the index blocks writes to {} until it is done", new.table);
    Some(if is_partitioned(new, context) {
        let instead = format!(
            "CREATE INDEX ... ON ONLY {}, then CREATE INDEX CONCURRENTLY on each partition and ALTER INDEX ... \
             ATTACH PARTITION.",
            new.table
        );
        Hit::with(message, instead)
    } else {
        Hit::new(message)
    })
}

pub(super) fn concurrently_on_partitioned(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let new =
        built(change, context).filter(|new| new.concurrently && !new.only && is_partitioned(new, context))?;
    Some(Hit::new(format!("{} is partitioned; an index cannot be built on it concurrently", new.table)))
}

pub(super) fn concurrently_if_not_exists(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let new = built(change, context).filter(|new| new.concurrently && new.if_not_exists)?;
    Some(Hit::new(format!("an invalid index left on {} by an earlier attempt would be kept", new.table)))
}

pub(super) fn drop_without_concurrently(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::DropIndex { index, concurrently: false, .. } = &change.kind else { return None };
    let table = context.catalogue.index(index).map(|index| &index.table);
    if table.is_some_and(|table| context.catalogue.is_new(table)) {
        return None;
    }
    let of = table.map_or_else(|| "its table".to_owned(), ToString::to_string);
    Some(Hit::with(
        format!("dropping {index} blocks reads and writes of {of}"),
        format!("DROP INDEX CONCURRENTLY {index}"),
    ))
}

pub(super) fn reindex_without_concurrently(change: &Change, context: &Context<'_>) -> Option<Hit> {
    let Kind::Reindex { target, concurrently: false } = &change.kind else { return None };
    let table = match target {
        ReindexTarget::Table(table) => Some(table),
        ReindexTarget::Index(index) => context.catalogue.index(index).map(|index| &index.table),
        ReindexTarget::Many => None,
    };
    if table.is_some_and(|table| context.catalogue.is_new(table)) {
        return None;
    }
    let of = table.map_or_else(|| "the tables it covers".to_owned(), ToString::to_string);
    Some(Hit::new(format!("rebuilding blocks writes to {of}, and reads that use the index")))
}
