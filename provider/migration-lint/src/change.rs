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
    /// Where it ends; never before `at`.
    pub(crate) end: usize,
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
        reach: Reach,
    },
    Delete {
        table: Name,
        reach: Reach,
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
    ReplaceView {
        view: Name,
    },
    CreateView {
        view: Name,
        reads: Query,
    },
    /// Its results are the same within a statement: `STABLE` or `IMMUTABLE`.
    CreateRoutine {
        routine: Name,
        steady: bool,
    },
    /// A query over a table without a bound.
    ReadRows {
        from: Name,
    },
    /// `INSERT ... SELECT` of a table without a bound.
    CopyRows {
        to: Name,
        from: Name,
    },
    /// `RESET`, `SET ... TO DEFAULT`, `DISCARD ALL`; no parameter: all of them.
    Reset {
        parameter: Option<String>,
    },
    CreateDomain {
        domain: Name,
        constrained: bool,
        base: Option<TypeName>,
    },
    AlterDomain {
        domain: Name,
        scans: bool,
        validates: bool,
    },
    CreateType {
        ty: Name,
    },
    AddEnumValue {
        ty: Name,
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
    Effect(Effect),
    TransactionControl(Control),
    /// A statement that cannot run inside a transaction.
    Alone,
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
        routines: Vec<Name>,
    },
    Trigger {
        table: Name,
        trigger: String,
    },
    Policy {
        table: Name,
    },
    /// `REVOKE`
    Right,
    /// Of a composite type.
    Attribute {
        ty: Name,
        attribute: String,
    },
    DomainConstraint {
        domain: Name,
    },
}

/// What else behaves differently afterwards.
#[derive(Debug, Clone)]
pub(crate) enum Effect {
    TriggerCreated {
        table: Name,
        trigger: String,
    },
    /// A rewrite rule of the table comes, goes, or is switched.
    RuleChanged {
        table: Name,
    },
    EventTrigger,
    PolicyCreated {
        table: Name,
    },
    PolicyChanged {
        table: Name,
    },
    /// A publication or subscription loses something: `what` is the keyword.
    ReplicationChanged {
        what: &'static str,
        name: String,
    },
    /// Settings or rights that the role's next sessions have.
    RoleChanged {
        role: String,
    },
    /// `SUPERUSER`, `BYPASSRLS`
    RoleAllPowerful {
        role: String,
    },
    DatabaseChanged {
        database: String,
    },
    /// `ALTER INDEX ... SET TABLESPACE`
    IndexMoved {
        index: Name,
    },
    /// `ALTER TABLE ALL IN TABLESPACE ... SET TABLESPACE`
    AllMoved,
    /// Needs at least this major version of the server.
    Needs {
        pg_version: u32,
        what: &'static str,
    },
    /// `setval` to the beginning.
    SequenceSet,
}

/// How many rows a statement can meet, as far as its condition tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    Every,
    Part,
    /// Named by their key, or limited in number.
    Few,
}

/// How a statement stands to the transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Control {
    Begin,
    End,
    /// `PREPARE TRANSACTION` and its like, and `COMMIT` in a block.
    Other,
}

/// What a query reads, as far as names tell.
#[derive(Debug, Clone, Default)]
pub(crate) struct Query {
    pub(crate) tables: BTreeSet<Name>,
    pub(crate) words: BTreeSet<String>,
    pub(crate) everything: bool,
}

#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the statement")]
pub(crate) struct NewTable {
    pub(crate) table: Name,
    pub(crate) if_not_exists: bool,
    pub(crate) columns: Vec<Column>,
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) partition_of: Option<Name>,
    pub(crate) is_default_partition: bool,
    pub(crate) partitioned: bool,
    /// Columns of the partition key; empty when it is no list of columns.
    pub(crate) partition_key: Vec<String>,
    /// `LIKE`: whose columns it takes over.
    pub(crate) like: Option<Name>,
    pub(crate) inherits: Vec<Name>,
    pub(crate) temporary: bool,
}

#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the statement")]
pub(crate) struct NewIndex {
    pub(crate) index: Option<Name>,
    pub(crate) table: Name,
    pub(crate) columns: Vec<String>,
    pub(crate) unique: bool,
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
        cascade: bool,
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
    SetExpression {
        column: String,
    },
    /// The column is filled by hand from now on.
    DropGeneration {
        column: String,
    },
    RestartIdentity {
        column: String,
    },
    /// `SET TABLESPACE`, `SET ACCESS METHOD`: the rows are copied.
    Move,
    NoInherit {
        parent: Name,
    },
    Inherit {
        parent: Name,
    },
    AddConstraint(Constraint),
    DropConstraint {
        constraint: String,
        cascade: bool,
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
        bounds: Bounds,
    },
    DetachPartition {
        child: Name,
        concurrently: bool,
    },
    ReplicaIdentity,
    /// `ENABLE`, `DISABLE`, `FORCE`, `NO FORCE ROW LEVEL SECURITY`
    RowSecurity {
        enables: bool,
    },
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

/// Which rows a partition holds, in the words of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Bounds {
    Default,
    /// `FROM` and `TO`, one value for each column of the key.
    Range(Vec<String>, Vec<String>),
    List(Vec<String>),
    Hash,
}

#[derive(Debug, Clone)]
pub(crate) struct ColumnDefault {
    /// Functions that may give another value for each row: all that `PostgreSQL` does not bring along as steady.
    pub(crate) unsteady: Vec<String>,
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
    Check(Check),
    NotNull { column: String },
    ForeignKey { columns: Vec<String>, to: Name },
    Unique { columns: Vec<String>, index: Option<Name> },
    PrimaryKey { columns: Vec<String>, index: Option<Name> },
    Exclude,
}

/// The condition of a check, as far as it is understood.
#[derive(Debug, Clone, Default)]
pub(crate) struct Check {
    /// Every identifier in it.
    pub(crate) words: BTreeSet<String>,
    /// Columns that it keeps from being NULL.
    pub(crate) proves_not_null: BTreeSet<String>,
    /// It is nothing but that.
    pub(crate) only_not_null: bool,
    /// `column >= 'value'`, joined by AND.
    pub(crate) comparisons: Vec<Comparison>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Comparison {
    pub(crate) column: String,
    /// `>=`, `<`, `=`, ...; `in` with several values.
    pub(crate) operator: String,
    pub(crate) values: Vec<String>,
}
