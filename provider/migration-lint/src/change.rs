//! What a statement does, in our own words. Everything after the reader (catalogue, locks, rules) sees
//! this and not the parser's tree, whose shape changes between its releases.

use std::collections::BTreeSet;

use crate::name::Name;
use crate::report::LockMode;
use crate::type_name::TypeName;

/// One thing a statement does; `ALTER TABLE` with three actions makes three.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    /// Byte offset in the statement's text.
    pub(crate) at: usize,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone)]
pub(crate) enum Kind {
    CreateTable(NewTable),
    AlterTable {
        table: Name,
        action: Action,
    },
    CreateIndex(NewIndex),
    DropIndex {
        index: Name,
        concurrently: bool,
    },
    RenameIndex {
        index: Name,
        to: String,
    },
    Reindex {
        target: ReindexTarget,
        concurrently: bool,
    },
    /// Table, view, schema, ...: `what` is the keyword, e.g. `TABLE`.
    Drop {
        what: &'static str,
        name: Name,
        cascade: bool,
    },
    Truncate {
        table: Name,
        cascade: bool,
    },
    LockTable {
        table: Name,
        mode: LockMode,
    },
    Vacuum {
        table: Option<Name>,
        full: bool,
    },
    Cluster {
        table: Option<Name>,
    },
    Update {
        table: Name,
        bounded: bool,
    },
    Delete {
        table: Name,
        bounded: bool,
    },
    Set {
        parameter: String,
        value: String,
    },
    RefreshView {
        view: Name,
        concurrently: bool,
    },
    /// A command whose only effect on a table is a short lock.
    Touch {
        table: Name,
        mode: LockMode,
    },
    CreateView {
        view: Name,
    },
    CreateDomain {
        domain: Name,
        constrained: bool,
    },
    AlterDomain {
        domain: Name,
        scans: bool,
    },
    AddEnumValue {
        value: String,
    },
    /// Schema, type, view, enum value: what old clients still call by the old name.
    Rename {
        what: &'static str,
        name: String,
    },
    RolePassword,
    RunsBuiltSql,
    GrantToPublic {
        on: Option<Name>,
    },
    RestartSequence {
        sequence: Name,
    },
    AlterSystem,
    TakeAway(Loss),
    TransactionControl,
    /// String literals used; to see whether a value is used too early.
    Uses {
        literals: BTreeSet<String>,
    },
}

/// What is lost, as far as it is no relation that goes as a whole.
#[derive(Debug, Clone)]
pub(crate) enum Loss {
    /// `DROP OWNED BY`
    Owned,
    /// `MERGE ... THEN DELETE`
    MergedRows {
        table: Name,
    },
    /// A function, procedure or aggregate with everything that uses it: `what` is the keyword.
    RoutineCascade {
        what: &'static str,
    },
    Trigger {
        table: Name,
    },
    Policy {
        table: Name,
    },
    /// `REVOKE`
    Right,
}

#[derive(Debug, Clone)]
pub(crate) struct NewTable {
    pub(crate) table: Name,
    pub(crate) if_not_exists: bool,
    pub(crate) columns: Vec<Column>,
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) partition_of: Option<Name>,
    pub(crate) is_default_partition: bool,
    pub(crate) partitioned: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct NewIndex {
    pub(crate) index: Option<Name>,
    pub(crate) table: Name,
    pub(crate) columns: Vec<String>,
    pub(crate) concurrently: bool,
    pub(crate) if_not_exists: bool,
    /// `ON ONLY`: the index of a partitioned table without those of its partitions.
    pub(crate) only: bool,
}

#[derive(Debug, Clone)]
pub(crate) enum ReindexTarget {
    Table(Name),
    Index(Name),
    Many,
}

#[derive(Debug, Clone)]
pub(crate) enum Action {
    AddColumn(Column),
    DropColumn {
        column: String,
    },
    RenameColumn {
        from: String,
        to: String,
    },
    SetType {
        column: String,
        to: TypeName,
        converts: bool,
        collates: bool,
    },
    SetNotNull {
        column: String,
    },
    DropNotNull {
        column: String,
    },
    SetDefault,
    DropDefault {
        column: String,
    },
    SetExpression,
    AddConstraint(Constraint),
    DropConstraint {
        constraint: String,
    },
    ValidateConstraint {
        constraint: String,
    },
    EnforceConstraint {
        constraint: String,
    },
    RenameTable {
        to: String,
    },
    SetSchema,
    SetLogged,
    DisableTrigger,
    AttachPartition {
        child: Name,
        is_default: bool,
    },
    DetachPartition {
        child: Name,
        concurrently: bool,
    },
    ReplicaIdentity,
    /// `ENABLE`, `DISABLE`, `FORCE`, `NO FORCE ROW LEVEL SECURITY`
    RowSecurity,
    /// Anything else: a short lock of this mode.
    Other {
        mode: LockMode,
    },
}

#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) ty: TypeName,
    pub(crate) not_null: bool,
    pub(crate) default: Option<ColumnDefault>,
    pub(crate) generated: Option<Generated>,
    pub(crate) constraints: Vec<Constraint>,
}

#[derive(Debug, Clone)]
pub(crate) struct ColumnDefault {
    /// The function that gives another value for each row.
    pub(crate) volatile: Option<String>,
    pub(crate) is_null: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Generated {
    Identity,
    Stored,
    Virtual,
}

#[derive(Debug, Clone)]
pub(crate) struct Constraint {
    pub(crate) name: Option<String>,
    pub(crate) kind: ConstraintKind,
    /// `NOT VALID`, or `NOT ENFORCED`: existing rows are not read.
    pub(crate) skips_rows: bool,
}

#[derive(Debug, Clone)]
pub(crate) enum ConstraintKind {
    Check { words: BTreeSet<String>, proves_not_null: Option<String> },
    NotNull { column: String },
    ForeignKey { columns: Vec<String>, to: Name },
    Unique { columns: Vec<String>, index: Option<Name> },
    PrimaryKey { columns: Vec<String>, index: Option<Name> },
    Exclude,
}
