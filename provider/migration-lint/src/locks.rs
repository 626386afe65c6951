//! Which table-level locks a change takes, and whether it reads or rewrites the table meanwhile.
//!
//! Every entry was measured on `PostgreSQL` 12 to 18; `tests/cases/lint/locks` holds the cases. Locks on
//! indexes are left out: who waits for an index waits for its table.

use crate::catalogue::Catalogue;
use crate::change::{Action, Change, Column, Constraint, ConstraintKind, Generated, Kind, ReindexTarget};
use crate::name::Name;
use crate::report::LockMode::{
    self, AccessExclusive, Exclusive, RowExclusive, RowShare, Share, ShareRowExclusive, ShareUpdateExclusive,
};
use crate::type_name::{Conversion, TypeName, conversion};

/// One lock, before it is merged with others of the same statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableLock {
    pub(crate) table: Name,
    pub(crate) mode: LockMode,
    pub(crate) scan: bool,
    pub(crate) rewrite: bool,
}

/// The cost of a change to the rows of its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rows {
    Untouched,
    Read,
    Rewritten,
}

/// All locks of the statement's changes, one for each table, in the order in which they are met. Tables
/// that a pending file has made are left out: nobody waits for them.
pub(crate) fn of_statement(changes: &[Change], catalogue: &Catalogue, pg_version: u32) -> Vec<TableLock> {
    let mut merged: Vec<TableLock> = Vec::new();
    for lock in changes.iter().flat_map(|change| of(change, catalogue, pg_version)) {
        if catalogue.is_new(&lock.table) {
            continue;
        }
        match merged.iter_mut().find(|known| known.table == lock.table) {
            Some(known) => {
                known.mode = known.mode.max(lock.mode);
                known.scan |= lock.scan;
                known.rewrite |= lock.rewrite;
            }
            None => merged.push(lock),
        }
    }
    merged
}

fn lock(table: &Name, mode: LockMode) -> TableLock {
    TableLock { table: table.clone(), mode, scan: false, rewrite: false }
}

fn scanning(table: &Name, mode: LockMode) -> TableLock {
    TableLock { scan: true, ..lock(table, mode) }
}

fn rewriting(table: &Name, mode: LockMode) -> TableLock {
    TableLock { rewrite: true, ..scanning(table, mode) }
}

/// The locks of one change. Tables made in pending files are included here.
fn of(change: &Change, catalogue: &Catalogue, pg_version: u32) -> Vec<TableLock> {
    let index_table = |index: &Name| catalogue.index(index).map(|index| index.table.clone());
    match &change.kind {
        Kind::CreateTable(new) => {
            if new.if_not_exists && catalogue.table(&new.table).is_some_and(|table| table.created) {
                return Vec::new();
            }
            let columns = new.columns.iter().flat_map(|column| &column.constraints);
            let parents = columns.chain(&new.constraints).filter_map(references);
            let mut locks: Vec<TableLock> = parents.map(|parent| lock(parent, ShareRowExclusive)).collect();
            if let Some(parent) = &new.partition_of {
                locks.push(lock(parent, AccessExclusive));
                locks
                    .extend(default_partition(catalogue, parent).map(|name| scanning(name, AccessExclusive)));
            }
            locks
        }
        Kind::AlterTable { table, action, .. } => {
            with_partitions(of_action(table, action, catalogue, pg_version), table, action, catalogue)
        }
        Kind::CreateIndex(new) => match (new.concurrently, new.only) {
            (true, _) => vec![scanning(&new.table, ShareUpdateExclusive)],
            (false, true) => vec![lock(&new.table, Share)],
            (false, false) => on_partitions_too(&scanning(&new.table, Share), catalogue),
        },
        Kind::DropIndex { index, concurrently, .. } => {
            let mode = if *concurrently { ShareUpdateExclusive } else { AccessExclusive };
            index_table(index).map(|table| lock(&table, mode)).into_iter().collect()
        }
        Kind::Reindex { target, concurrently } => {
            let table = match target {
                ReindexTarget::Table(table) => Some(table.clone()),
                ReindexTarget::Index(index) => index_table(index),
                ReindexTarget::Many => None,
            };
            let mode = if *concurrently { ShareUpdateExclusive } else { Share };
            table.map(|table| scanning(&table, mode)).into_iter().collect()
        }
        Kind::Drop { what: "TABLE", name, cascade, .. } => {
            let mut locks = vec![lock(name, AccessExclusive)];
            if *cascade {
                locks.extend(
                    catalogue.tables_referring_to(name).into_iter().map(|child| lock(child, AccessExclusive)),
                );
            }
            locks
        }
        Kind::Drop { what: "VIEW" | "MATERIALIZED VIEW", name, .. } => vec![lock(name, AccessExclusive)],
        Kind::Drop { what: "TYPE" | "DOMAIN", name, cascade: true, .. } => catalogue
            .tables_using_type(&name.base)
            .into_iter()
            .map(|table| lock(table, AccessExclusive))
            .collect(),
        Kind::Rename { what: "view", name } => vec![lock(&Name::plain(name), AccessExclusive)],
        Kind::Truncate { table, cascade } => {
            let mut locks = vec![rewriting(table, AccessExclusive)];
            if *cascade {
                locks.extend(
                    catalogue
                        .tables_referring_to(table)
                        .into_iter()
                        .map(|child| rewriting(child, AccessExclusive)),
                );
            }
            locks
        }
        Kind::LockTable { table, mode } | Kind::Touch { table, mode } => vec![lock(table, *mode)],
        Kind::Vacuum { table: Some(table), full: true } | Kind::Cluster { table: Some(table) } => {
            vec![rewriting(table, AccessExclusive)]
        }
        Kind::Vacuum { table: Some(table), full: false } => vec![lock(table, ShareUpdateExclusive)],
        Kind::Update { table, bounded } | Kind::Delete { table, bounded } => {
            vec![TableLock { scan: !bounded, ..lock(table, RowExclusive) }]
        }
        Kind::RefreshView { view, concurrently: true } => vec![scanning(view, Exclusive)],
        Kind::RefreshView { view, concurrently: false } => vec![rewriting(view, AccessExclusive)],
        Kind::AlterDomain { domain, scans: true } => catalogue
            .tables_using_type(&domain.base)
            .into_iter()
            .map(|table| scanning(table, Share))
            .collect(),
        Kind::RenameIndex { .. }
        | Kind::Drop { .. }
        | Kind::Rename { .. }
        | Kind::Vacuum { .. }
        | Kind::Cluster { .. }
        | Kind::Set { .. }
        | Kind::CreateDomain { .. }
        | Kind::AlterDomain { .. }
        | Kind::CreateView { .. }
        | Kind::AddEnumValue { .. }
        | Kind::RolePassword
        | Kind::RunsBuiltSql
        | Kind::GrantToPublic { .. }
        | Kind::RestartSequence { .. }
        | Kind::AlterSystem
        | Kind::TakeAway(_)
        | Kind::TransactionControl
        | Kind::Uses { .. } => Vec::new(),
    }
}

fn of_action(table: &Name, action: &Action, catalogue: &Catalogue, pg_version: u32) -> Vec<TableLock> {
    let with_rows = |rows: Rows| match rows {
        Rows::Untouched => lock(table, AccessExclusive),
        Rows::Read => scanning(table, AccessExclusive),
        Rows::Rewritten => rewriting(table, AccessExclusive),
    };
    match action {
        Action::AddColumn(column) => {
            let mut locks = vec![with_rows(new_column(column, catalogue))];
            let reads = column.default.as_ref().is_some_and(|default| !default.is_null);
            locks.extend(
                column
                    .constraints
                    .iter()
                    .filter_map(references)
                    .map(|parent| TableLock { scan: reads, ..lock(parent, ShareRowExclusive) }),
            );
            locks
        }
        Action::SetType { column, to, converts, collates } => {
            vec![with_rows(type_change(table, column, to, *converts, *collates, catalogue).0)]
        }
        Action::SetNotNull { column } => {
            let proven = catalogue.table(table).is_some_and(|table| table.is_proven_not_null(column));
            vec![with_rows(if proven { Rows::Untouched } else { Rows::Read })]
        }
        Action::SetExpression | Action::SetLogged => vec![with_rows(Rows::Rewritten)],
        Action::AddConstraint(constraint) => of_constraint(table, constraint, catalogue),
        Action::DropConstraint { constraint } => {
            let parent = catalogue
                .table(table)
                .and_then(|table| table.constraint(constraint))
                .and_then(|one| parent_of(&one.kind));
            [lock(table, AccessExclusive)]
                .into_iter()
                .chain(parent.map(|parent| lock(parent, AccessExclusive)))
                .collect()
        }
        Action::ValidateConstraint { constraint } => {
            let known = catalogue.table(table).and_then(|table| table.constraint(constraint));
            let reads = known.is_none_or(|one| !one.valid);
            let parent = known.filter(|_| reads).and_then(|one| parent_of(&one.kind));
            let own = TableLock { scan: reads, ..lock(table, ShareUpdateExclusive) };
            [own].into_iter().chain(parent.map(|parent| scanning(parent, RowShare))).collect()
        }
        Action::EnforceConstraint { constraint } => {
            let parent = catalogue
                .table(table)
                .and_then(|table| table.constraint(constraint))
                .and_then(|one| parent_of(&one.kind));
            let own = scanning(table, AccessExclusive);
            [own].into_iter().chain(parent.map(|parent| scanning(parent, ShareRowExclusive))).collect()
        }
        Action::DisableTrigger => vec![lock(table, ShareRowExclusive)],
        Action::AttachPartition { child, .. } => {
            let mut locks = vec![lock(table, ShareUpdateExclusive), scanning(child, AccessExclusive)];
            locks.extend(default_partition(catalogue, table).map(|name| scanning(name, AccessExclusive)));
            locks
        }
        Action::DetachPartition { child, concurrently: true } => {
            vec![lock(table, ShareUpdateExclusive), lock(child, ShareUpdateExclusive)]
        }
        Action::DetachPartition { child, concurrently: false } => {
            let child_mode = if pg_version >= 14 { AccessExclusive } else { ShareUpdateExclusive };
            let mut locks = vec![lock(table, AccessExclusive), lock(child, child_mode)];
            locks.extend(default_partition(catalogue, table).map(|name| lock(name, AccessExclusive)));
            locks
        }
        Action::Other { mode } => vec![lock(table, *mode)],
        Action::DropColumn { .. }
        | Action::RenameColumn { .. }
        | Action::DropNotNull { .. }
        | Action::SetDefault
        | Action::DropDefault { .. }
        | Action::RenameTable { .. }
        | Action::SetSchema
        | Action::ReplicaIdentity
        | Action::RowSecurity => vec![lock(table, AccessExclusive)],
    }
}

fn of_constraint(table: &Name, constraint: &Constraint, catalogue: &Catalogue) -> Vec<TableLock> {
    let reads = !constraint.skips_rows;
    match &constraint.kind {
        ConstraintKind::ForeignKey { to, .. } => {
            [table, to].map(|one| TableLock { scan: reads, ..lock(one, ShareRowExclusive) }).to_vec()
        }
        ConstraintKind::Check { .. } | ConstraintKind::NotNull { .. } => {
            vec![TableLock { scan: reads, ..lock(table, AccessExclusive) }]
        }
        ConstraintKind::Unique { index, .. } => {
            vec![TableLock { scan: index.is_none(), ..lock(table, AccessExclusive) }]
        }
        ConstraintKind::PrimaryKey { index, .. } => {
            let scan = index.as_ref().is_none_or(|index| primary_key_reads(table, index, catalogue));
            vec![TableLock { scan, ..lock(table, AccessExclusive) }]
        }
        ConstraintKind::Exclude => vec![scanning(table, AccessExclusive)],
    }
}

/// A primary key makes its columns NOT NULL, and reads the rows unless they are so already.
pub(crate) fn primary_key_reads(table: &Name, index: &Name, catalogue: &Catalogue) -> bool {
    let known = catalogue.table(table).zip(catalogue.index(index));
    known.is_none_or(|(table, index)| index.columns.iter().any(|column| !table.is_proven_not_null(column)))
}

/// What `ADD COLUMN` does to the rows that exist.
pub(crate) fn new_column(column: &Column, catalogue: &Catalogue) -> Rows {
    let volatile = column.default.as_ref().is_some_and(|default| default.volatile.is_some());
    let filled =
        matches!(column.generated, Some(Generated::Identity | Generated::Stored)) || column.ty.is_serial();
    if volatile || filled || catalogue.domain_is_constrained(&column.ty.base) {
        return Rows::Rewritten;
    }
    let has_default = column.default.as_ref().is_some_and(|default| !default.is_null);
    let reads = column.constraints.iter().any(|constraint| match constraint.kind {
        ConstraintKind::ForeignKey { .. } => has_default,
        ConstraintKind::Check { .. } => !constraint.skips_rows,
        ConstraintKind::Unique { .. } | ConstraintKind::PrimaryKey { .. } | ConstraintKind::Exclude => true,
        ConstraintKind::NotNull { .. } => false,
    });
    if reads { Rows::Read } else { Rows::Untouched }
}

/// What a change of type does to the rows, and whether the earlier type is known.
pub(crate) fn type_change(
    table: &Name,
    column: &str,
    to: &TypeName,
    converts: bool,
    collates: bool,
    catalogue: &Catalogue,
) -> (Rows, Option<Conversion>) {
    let known = catalogue.table(table);
    let from = known.and_then(|table| table.columns.get(column)).map(|column| &column.ty);
    let Some(from) = from else { return (Rows::Rewritten, None) };
    let plain = conversion(from, to);
    let conversion = if converts { Conversion::Rewrite } else { plain };
    let rows = match conversion {
        Conversion::Rewrite => Rows::Rewritten,
        Conversion::Scan => Rows::Read,
        // A check is tested again even when nothing changes; another collation rebuilds the indexes.
        Conversion::Catalogue | Conversion::DependsOnTimeZone => {
            if collates || known.is_some_and(|table| table.is_checked(column)) {
                Rows::Read
            } else {
                Rows::Untouched
            }
        }
    };
    (rows, Some(conversion))
}

/// Most actions on a partitioned table are carried out on each partition.
fn with_partitions(
    locks: Vec<TableLock>,
    table: &Name,
    action: &Action,
    catalogue: &Catalogue,
) -> Vec<TableLock> {
    let stays = matches!(
        action,
        Action::AttachPartition { .. }
            | Action::DetachPartition { .. }
            | Action::RenameTable { .. }
            | Action::SetSchema
            | Action::ReplicaIdentity
            | Action::Other { .. }
    );
    if stays {
        return locks;
    }
    locks
        .into_iter()
        .flat_map(|lock| if lock.table == *table { on_partitions_too(&lock, catalogue) } else { vec![lock] })
        .collect()
}

fn on_partitions_too(lock: &TableLock, catalogue: &Catalogue) -> Vec<TableLock> {
    let partitions = catalogue.table(&lock.table).map(|table| table.partitions.clone()).unwrap_or_default();
    // A partitioned table has no rows of its own.
    let parent = TableLock {
        scan: lock.scan && partitions.is_empty(),
        rewrite: lock.rewrite && partitions.is_empty(),
        ..lock.clone()
    };
    let children = partitions.into_iter().map(|table| TableLock { table, ..lock.clone() });
    [parent].into_iter().chain(children).collect()
}

fn default_partition<'a>(catalogue: &'a Catalogue, parent: &Name) -> Option<&'a Name> {
    catalogue.table(parent).and_then(|table| table.default_partition.as_ref())
}

fn references(constraint: &Constraint) -> Option<&Name> {
    parent_of(&constraint.kind)
}

fn parent_of(kind: &ConstraintKind) -> Option<&Name> {
    match kind {
        ConstraintKind::ForeignKey { to, .. } => Some(to),
        ConstraintKind::Check { .. }
        | ConstraintKind::NotNull { .. }
        | ConstraintKind::Unique { .. }
        | ConstraintKind::PrimaryKey { .. }
        | ConstraintKind::Exclude => None,
    }
}
