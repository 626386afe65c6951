//! What is known of the schema from the files read so far. A table that no file creates is simply unknown:
//! every question about it has an answer on the safe side.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a statement does many things, of which few are about the catalogue"
)]

mod table;

use std::collections::{HashMap, HashSet};

pub(crate) use self::table::{Table, default_constraint_name};
use crate::change::{Action, Bounds, Change, ConstraintKind, Kind, NewTable, Query};
use crate::name::Name;
use crate::type_name::TypeName;

/// Tables, indexes and domains, carried from file to file.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    tables: HashMap<Name, Table>,
    /// Index -> its table. An index has the schema of its table, which the files may or may not write.
    indexes: HashMap<String, IndexOf>,
    domains: HashMap<Name, Domain>,
    /// Views and what they read.
    views: HashMap<Name, Query>,
    /// Functions whose results are the same within a statement.
    steady: HashSet<String>,
    /// The session's time zone is UTC, as far as the file says.
    pub(crate) is_utc: bool,
    /// Enums and other types that a pending file has made.
    new_types: HashSet<Name>,
}

#[derive(Debug, Clone)]
struct Domain {
    constrained: bool,
    base: Option<TypeName>,
}

#[derive(Debug, Clone)]
pub(crate) struct IndexOf {
    pub(crate) table: Name,
    pub(crate) columns: Vec<String>,
    pub(crate) unique: bool,
}

impl Catalogue {
    pub(crate) fn table(&self, name: &Name) -> Option<&Table> {
        self.tables.get(name)
    }

    /// Whether the table was made by a file that is still pending, so that nobody uses it yet.
    pub(crate) fn is_new(&self, name: &Name) -> bool {
        self.table(name).is_some_and(|table| table.new) || self.new_types.contains(name)
    }

    pub(crate) fn index(&self, name: &Name) -> Option<&IndexOf> {
        self.indexes.get(&name.base)
    }

    fn domain(&self, base: &str) -> Option<&Domain> {
        self.domains.iter().find(|(name, _)| name.base == base).map(|(_, domain)| domain)
    }

    pub(crate) fn domain_is_constrained(&self, base: &str) -> bool {
        self.domain(base).is_some_and(|domain| domain.constrained)
    }

    /// The type below a domain, and below those that it stands on.
    pub(crate) fn resolved<'a>(&'a self, ty: &'a TypeName) -> &'a TypeName {
        let mut ty = ty;
        // a domain may stand on a domain, but not on itself
        for _ in 0..self.domains.len() {
            match self.domain(&ty.base).and_then(|domain| domain.base.as_ref()) {
                Some(base) if !ty.array => ty = base,
                _ => break,
            }
        }
        ty
    }

    /// The first of these functions that may give another value for each row.
    pub(crate) fn volatile<'a>(&self, functions: &'a [String]) -> Option<&'a String> {
        functions.iter().find(|function| !self.steady.contains(*function))
    }

    /// The view that reads the column, so that its type cannot be changed.
    pub(crate) fn view_on(&self, table: &Name, column: &str) -> Option<&Name> {
        let reads = |query: &Query| {
            query.tables.contains(table)
                && (query.words.contains(column) || query.everything && query.tables.len() == 1)
        };
        self.views.iter().filter(|(_, query)| reads(query)).map(|(name, _)| name).min()
    }

    /// Whether a routine was made by a file that is still pending.
    pub(crate) fn is_new_routine(&self, name: &Name) -> bool {
        self.new_types.contains(&name.routine())
    }

    /// Views that read the table, or that column of it.
    pub(crate) fn views_on(&self, table: &Name, column: Option<&str>) -> Vec<&Name> {
        let reads = |query: &Query| {
            query.tables.contains(table)
                && column.is_none_or(|column| query.words.contains(column) || query.everything)
        };
        let mut names: Vec<&Name> =
            self.views.iter().filter(|(_, query)| reads(query)).map(|(name, _)| name).collect();
        names.sort();
        names
    }

    /// Whether a type was made by a file that is still pending.
    pub(crate) fn is_new_type(&self, name: &Name) -> bool {
        self.new_types.contains(name)
    }

    /// Whether an index of the table has the column, as far as files say.
    pub(crate) fn is_indexed(&self, table: &Name, column: &str) -> bool {
        self.indexes
            .values()
            .any(|index| index.table == *table && index.columns.iter().any(|one| one == column))
    }

    /// Whether a unique index of plain columns is on the relation.
    pub(crate) fn has_unique_index(&self, relation: &Name) -> bool {
        self.indexes.values().any(|index| index.unique && index.table == *relation)
    }

    /// Tables with a column of the type or domain, in order of their names.
    pub(crate) fn tables_using_type(&self, base: &str) -> Vec<&Name> {
        let uses = |table: &Table| table.columns.values().any(|column| column.ty.base == base);
        self.sorted(uses)
    }

    /// Tables that the foreign keys of `child` point to, and the table whose partition it is.
    pub(crate) fn parents_of(&self, child: &Name) -> Vec<&Name> {
        let keys = self.table(child).map(|table| table.constraints.iter()).into_iter().flatten();
        let referred = keys.filter_map(|one| match &one.kind {
            ConstraintKind::ForeignKey { to, .. } if to != child => Some(to),
            _ => None,
        });
        let partitioned = self.sorted(|table| table.partitions.contains(child));
        referred.chain(partitioned).collect()
    }

    /// Tables whose foreign keys point to `parent`, in order of their names.
    pub(crate) fn tables_referring_to(&self, parent: &Name) -> Vec<&Name> {
        let refers = |table: &Table| {
            table
                .constraints
                .iter()
                .any(|one| matches!(&one.kind, ConstraintKind::ForeignKey { to, .. } if to == parent))
        };
        self.sorted(refers)
    }

    fn sorted(&self, keep: impl Fn(&Table) -> bool) -> Vec<&Name> {
        let mut names: Vec<&Name> =
            self.tables.iter().filter(|(_, table)| keep(table)).map(|(name, _)| name).collect();
        names.sort();
        names
    }

    /// Prepares for a statement: its constraints are dropped before its other actions are carried out.
    pub(crate) fn begin_statement(&mut self, changes: &[Change]) {
        for change in changes {
            if let Kind::AlterTable { table, action: Action::DropConstraint { constraint, .. } } =
                &change.kind
                && let Some(known) = self.tables.get_mut(table)
            {
                known.dropping.push(constraint.clone());
            }
        }
    }

    /// Forgets what [`Self::begin_statement`] has prepared.
    pub(crate) fn end_statement(&mut self, changes: &[Change]) {
        for change in changes {
            if let Kind::AlterTable { table, action: Action::DropConstraint { .. } } = &change.kind
                && let Some(known) = self.tables.get_mut(table)
            {
                known.dropping.clear();
            }
        }
    }

    /// Learns what a statement did. `pending` is false for files that were applied before.
    pub(crate) fn learn(&mut self, change: &Change, pending: bool) {
        match &change.kind {
            Kind::CreateTable(new) => self.create(new, pending),
            Kind::AlterTable { table, action, .. } => self.alter(table, action),
            Kind::CreateIndex(new) => {
                let named = new.index.clone().map(|index| index.base);
                let name =
                    named.unwrap_or_else(|| format!("{}_{}_idx", new.table.base, new.columns.join("_")));
                self.indexes.insert(
                    name,
                    IndexOf { table: new.table.clone(), columns: new.columns.clone(), unique: new.unique },
                );
            }
            Kind::DropIndex { index, .. } => {
                self.indexes.remove(&index.base);
            }
            Kind::RenameIndex { index, to } => {
                if let Some(known) = self.indexes.remove(&index.base) {
                    self.indexes.insert(to.clone(), known);
                }
            }
            Kind::Drop { what: "TABLE", name, .. } => {
                self.tables.remove(name);
                self.indexes.retain(|_, index| index.table != *name);
            }
            Kind::Drop { what: "DOMAIN", name, .. } => {
                self.domains.remove(name);
            }
            Kind::CreateDomain { domain, constrained, base } => {
                let known = Domain { constrained: *constrained, base: base.clone() };
                self.domains.insert(domain.clone(), known);
                self.made(domain, pending);
            }
            Kind::AlterDomain { domain, validates: false, .. } => {
                self.domains
                    .entry(domain.clone())
                    .or_insert(Domain { constrained: true, base: None })
                    .constrained = true;
            }
            Kind::CreateView { view, reads } => {
                self.views.insert(view.clone(), reads.clone());
                // a new materialized view is nobody's yet; as a table it is only known to be new
                self.made(view, pending);
            }
            Kind::Drop { what: "VIEW" | "MATERIALIZED VIEW", name, .. } => {
                self.views.remove(name);
                self.new_types.remove(name);
                self.indexes.retain(|_, index| index.table != *name);
            }
            Kind::CreateRoutine { routine, steady } => {
                if *steady {
                    self.steady.insert(routine.base.clone());
                } else {
                    self.steady.remove(&routine.base);
                }
                self.made(&routine.routine(), pending);
            }
            Kind::Set { parameter, value } if parameter == "timezone" => {
                self.is_utc = ["utc", "etc/utc", "gmt"].contains(&value.to_lowercase().as_str());
            }
            Kind::CreateType { ty } => self.made(ty, pending),
            // what else a statement does changes nothing that is known here
            _ => {}
        }
    }

    fn made(&mut self, name: &Name, pending: bool) {
        if pending {
            self.new_types.insert(name.clone());
        }
    }

    fn create(&mut self, new: &NewTable, pending: bool) {
        if new.if_not_exists && self.tables.contains_key(&new.table) || new.temporary && !pending {
            return;
        }
        let mut table = Table::create(new, pending);
        for parent in new.like.iter().chain(&new.partition_of).chain(&new.inherits) {
            if let Some(parent) = self.tables.get(parent) {
                table.take_over(&parent.columns);
            }
        }
        for parent in &new.inherits {
            self.tables.entry(parent.clone()).or_default().children.push(new.table.clone());
        }
        for (index, columns) in table.constraint_indexes() {
            self.indexes.insert(index, IndexOf { table: new.table.clone(), columns, unique: true });
        }
        self.tables.insert(new.table.clone(), table);
        if let Some(parent) = &new.partition_of {
            self.attach(parent, &new.table, new.is_default_partition);
        }
    }

    fn attach(&mut self, parent: &Name, child: &Name, is_default: bool) {
        let parent = self.tables.entry(parent.clone()).or_default();
        parent.partitions.push(child.clone());
        if is_default {
            parent.default_partition = Some(child.clone());
        }
    }

    fn alter(&mut self, name: &Name, action: &Action) {
        match action {
            Action::RenameTable { to } => {
                if let Some(table) = self.tables.remove(name) {
                    self.tables.insert(name.renamed(to.clone()), table);
                }
            }
            Action::AttachPartition { child, bounds } => self.attach(name, child, *bounds == Bounds::Default),
            Action::DetachPartition { child, .. } => {
                if let Some(table) = self.tables.get_mut(name) {
                    table.partitions.retain(|partition| partition != child);
                    table.default_partition =
                        table.default_partition.take().filter(|partition| partition != child);
                }
            }
            _ => {
                let table = self.tables.entry(name.clone()).or_default();
                table.alter(name, action);
                if let Action::NoInherit { parent } = action
                    && let Some(parent) = self.tables.get_mut(parent)
                {
                    parent.children.retain(|child| child != name);
                }
                let table = self.tables.entry(name.clone()).or_default();
                for (index, columns) in table.constraint_indexes() {
                    self.indexes.entry(index).or_insert(IndexOf {
                        table: name.clone(),
                        columns,
                        unique: true,
                    });
                }
            }
        }
    }
}
