//! Which table-level locks a change takes, and whether it reads or rewrites the table meanwhile.
//!
//! Every entry was measured on `PostgreSQL` 12 to 18; `tests/cases/lint/locks` holds the cases. Locks on
//! indexes are left out: who waits for an index waits for its table.

#![expect(clippy::wildcard_enum_match_arm, reason = "most changes take no lock on a table")]

use crate::bounds;
use crate::catalogue::Catalogue;
use crate::change::{
    Action, Change, Column, Constraint, ConstraintKind, Generated, Kind, Reach, ReindexTarget,
};
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
    /// It is a view: nothing is stored in it, and its lock is short.
    pub(crate) view: bool,
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
    TableLock { table: table.clone(), mode, scan: false, rewrite: false, view: false }
}

fn scanning(table: &Name, mode: LockMode) -> TableLock {
    TableLock { scan: true, ..lock(table, mode) }
}

fn view(name: &Name) -> TableLock {
    TableLock { view: true, ..lock(name, AccessExclusive) }
}

/// A lock that somebody waits for longer than for a moment.
fn is_lasting(lock: &TableLock) -> bool {
    lock.mode >= Share && !lock.view
}

/// What stays locked, so that others wait, until the transaction ends.
pub(crate) fn lasting(locks: &[TableLock]) -> impl Iterator<Item = (Name, LockMode)> {
    locks.iter().filter(|lock| is_lasting(lock)).map(|lock| (lock.table.clone(), lock.mode))
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
            // a key to the table itself locks what is not there yet
            let parents =
                columns.chain(&new.constraints).filter_map(references).filter(|to| **to != new.table);
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
            // the tables that its foreign keys point to, and the table whose partition it is
            locks.extend(catalogue.parents_of(name).into_iter().map(|parent| lock(parent, AccessExclusive)));
            if *cascade {
                locks.extend(
                    catalogue.tables_referring_to(name).into_iter().map(|child| lock(child, AccessExclusive)),
                );
                locks.extend(catalogue.views_on(name, None).into_iter().map(view));
            }
            locks
        }
        Kind::Drop { what: "VIEW" | "MATERIALIZED VIEW", name: view, .. } | Kind::ReplaceView { view } => {
            vec![self::view(view)]
        }
        Kind::Drop { what: "TYPE" | "DOMAIN", name, cascade: true, .. } => {
            let mut locks = Vec::new();
            for table in catalogue.tables_using_type(&name.base) {
                locks.push(lock(table, AccessExclusive));
                let columns =
                    catalogue.table(table).map(|table| table.columns.values()).into_iter().flatten();
                let of_type = columns.filter(|column| column.ty.base == name.base);
                let views = of_type.flat_map(|column| catalogue.views_on(table, Some(&column.name)));
                locks.extend(views.map(view));
            }
            locks
        }
        Kind::Rename { what: "view" | "materialized view", name } => {
            vec![view(&Name::plain(name))]
        }
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
        Kind::Update { table, reach } | Kind::Delete { table, reach } => {
            vec![TableLock { scan: *reach == Reach::Every, ..lock(table, RowExclusive) }]
        }
        Kind::CopyRows { to, from } => {
            vec![lock(to, RowExclusive), scanning(from, LockMode::AccessShare)]
        }
        Kind::RefreshView { view, concurrently: true } => vec![scanning(view, Exclusive)],
        Kind::RefreshView { view, concurrently: false } => vec![rewriting(view, AccessExclusive)],
        Kind::AlterDomain { domain, scans: true, .. } => catalogue
            .tables_using_type(&domain.base)
            .into_iter()
            .map(|table| scanning(table, Share))
            .collect(),
        _ => Vec::new(),
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
        Action::SetExpression { column } => {
            let known = catalogue.table(table).and_then(|table| table.columns.get(column));
            let is_virtual = known.is_some_and(|column| column.generated == Some(Generated::Virtual));
            vec![with_rows(if is_virtual { Rows::Untouched } else { Rows::Rewritten })]
        }
        Action::SetLogged | Action::Move => vec![with_rows(Rows::Rewritten)],
        Action::Inherit { parent } => vec![lock(table, AccessExclusive), lock(parent, ShareUpdateExclusive)],
        Action::NoInherit { parent } => {
            vec![lock(table, AccessExclusive), lock(parent, LockMode::AccessShare)]
        }
        Action::AddConstraint(constraint) => of_constraint(table, constraint, catalogue),
        Action::DropConstraint { constraint, cascade } => {
            let known =
                catalogue.table(table).and_then(|table| table.constraint(constraint)).map(|one| &one.kind);
            let parent = known.and_then(parent_of);
            // the keys that point to it go with it
            let is_key =
                matches!(known, Some(ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. }));
            let children = if *cascade && is_key { catalogue.tables_referring_to(table) } else { Vec::new() };
            let all = [table].into_iter().chain(parent).chain(children);
            all.map(|one| lock(one, AccessExclusive)).collect()
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
        Action::AttachPartition { child, bounds } => {
            let reads = !bounds::are_implied(table, child, bounds, catalogue);
            let own = TableLock { scan: reads, ..lock(child, AccessExclusive) };
            let mut locks = vec![lock(table, ShareUpdateExclusive), own];
            locks.extend(default_partition(catalogue, table).map(|name| {
                let reads = !bounds::are_excluded(table, name, bounds, catalogue);
                TableLock { scan: reads, ..lock(name, AccessExclusive) }
            }));
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
        Action::DropColumn { column, cascade } => {
            let views = if *cascade { catalogue.views_on(table, Some(column)) } else { Vec::new() };
            [lock(table, AccessExclusive)].into_iter().chain(views.into_iter().map(view)).collect()
        }
        Action::RenameColumn { .. }
        | Action::DropNotNull { .. }
        | Action::SetDefault
        | Action::DropDefault { .. }
        | Action::RenameTable { .. }
        | Action::SetSchema
        | Action::ReplicaIdentity
        | Action::DropGeneration { .. }
        | Action::RestartIdentity { .. }
        | Action::RowSecurity { .. } => vec![lock(table, AccessExclusive)],
    }
}

fn of_constraint(table: &Name, constraint: &Constraint, catalogue: &Catalogue) -> Vec<TableLock> {
    let reads = !constraint.skips_rows;
    match &constraint.kind {
        ConstraintKind::ForeignKey { to, .. } => {
            [table, to].map(|one| TableLock { scan: reads, ..lock(one, ShareRowExclusive) }).to_vec()
        }
        ConstraintKind::Check(_) | ConstraintKind::NotNull { .. } => {
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
    let volatile =
        column.default.as_ref().is_some_and(|default| catalogue.volatile(&default.unsteady).is_some());
    let filled =
        matches!(column.generated, Some(Generated::Identity | Generated::Stored)) || column.ty.is_serial();
    if volatile || filled || catalogue.domain_is_constrained(&column.ty.base) {
        return Rows::Rewritten;
    }
    let has_default = column.default.as_ref().is_some_and(|default| !default.is_null);
    let reads = column.constraints.iter().any(|constraint| match constraint.kind {
        ConstraintKind::ForeignKey { .. } => has_default,
        ConstraintKind::Check(_) => !constraint.skips_rows,
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
    // A domain with a constraint is checked for each row, and another type to the server; one without is its base.
    let constrains = from.base != to.base && catalogue.domain_is_constrained(&to.base);
    let plain = conversion(catalogue.resolved(from), catalogue.resolved(to));
    let plain = if constrains { Conversion::Rewrite } else { plain };
    let conversion = if converts { Conversion::Rewrite } else { plain };
    let rows = match conversion {
        Conversion::Rewrite => Rows::Rewritten,
        Conversion::DependsOnTimeZone if !catalogue.is_utc => Rows::Rewritten,
        // A check is tested again even when nothing changes; another collation rebuilds the indexes.
        Conversion::Catalogue | Conversion::DependsOnTimeZone => {
            let indexed = collates && catalogue.is_indexed(table, column);
            if indexed || known.is_some_and(|table| table.is_checked(column)) {
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
            | Action::NoInherit { .. }
            | Action::Inherit { .. }
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
    let known = catalogue.table(&lock.table);
    let partitions = known.map(|table| table.partitions.clone()).unwrap_or_default();
    let heirs = known.map(|table| table.children.clone()).unwrap_or_default();
    // A partitioned table has no rows of its own.
    let parent = TableLock {
        scan: lock.scan && partitions.is_empty(),
        rewrite: lock.rewrite && partitions.is_empty(),
        ..lock.clone()
    };
    let children = partitions.into_iter().chain(heirs).map(|table| TableLock { table, ..lock.clone() });
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
        ConstraintKind::Check(_)
        | ConstraintKind::NotNull { .. }
        | ConstraintKind::Unique { .. }
        | ConstraintKind::PrimaryKey { .. }
        | ConstraintKind::Exclude => None,
    }
}
