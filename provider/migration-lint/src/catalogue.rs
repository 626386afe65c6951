//! What is known of the schema from the files read so far. A table that no file creates is simply unknown:
//! every question about it has an answer on the safe side.

mod table;

use std::collections::HashMap;

pub(crate) use self::table::Table;
use crate::change::{Action, Change, ConstraintKind, Kind, NewTable};
use crate::name::Name;

/// Tables, indexes and domains, carried from file to file.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    tables: HashMap<Name, Table>,
    /// Index -> its table. An index has the schema of its table, which the files may or may not write.
    indexes: HashMap<String, IndexOf>,
    domains: HashMap<Name, bool>,
}

#[derive(Debug, Clone)]
pub(crate) struct IndexOf {
    pub(crate) table: Name,
    pub(crate) columns: Vec<String>,
}

impl Catalogue {
    pub(crate) fn table(&self, name: &Name) -> Option<&Table> {
        self.tables.get(name)
    }

    /// Whether the table was made by a file that is still pending, so that nobody uses it yet.
    pub(crate) fn is_new(&self, name: &Name) -> bool {
        self.table(name).is_some_and(|table| table.new)
    }

    pub(crate) fn index(&self, name: &Name) -> Option<&IndexOf> {
        self.indexes.get(&name.base)
    }

    pub(crate) fn domain_is_constrained(&self, base: &str) -> bool {
        self.domains.iter().any(|(name, constrained)| *constrained && name.base == base)
    }

    /// Tables with a column of the type or domain, in order of their names.
    pub(crate) fn tables_using_type(&self, base: &str) -> Vec<&Name> {
        let uses = |table: &Table| table.columns.values().any(|column| column.ty.base == base);
        self.sorted(uses)
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

    /// Learns what a statement did. `pending` is false for files that were applied before.
    pub(crate) fn learn(&mut self, change: &Change, pending: bool) {
        match &change.kind {
            Kind::CreateTable(new) => self.create(new, pending),
            Kind::AlterTable { table, action, .. } => self.alter(table, action),
            Kind::CreateIndex(new) => {
                let named = new.index.clone().map(|index| index.base);
                let name =
                    named.unwrap_or_else(|| format!("{}_{}_idx", new.table.base, new.columns.join("_")));
                self.indexes.insert(name, IndexOf { table: new.table.clone(), columns: new.columns.clone() });
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
            Kind::CreateDomain { domain, constrained } => {
                self.domains.insert(domain.clone(), *constrained);
            }
            Kind::AlterDomain { domain, .. } => {
                self.domains.insert(domain.clone(), true);
            }
            Kind::Reindex { .. }
            | Kind::Drop { .. }
            | Kind::Truncate { .. }
            | Kind::LockTable { .. }
            | Kind::Vacuum { .. }
            | Kind::Cluster { .. }
            | Kind::Update { .. }
            | Kind::Delete { .. }
            | Kind::Set { .. }
            | Kind::RefreshView { .. }
            | Kind::Touch { .. }
            | Kind::CreateView { .. }
            | Kind::AddEnumValue { .. }
            | Kind::Rename { .. }
            | Kind::RolePassword
            | Kind::RunsBuiltSql
            | Kind::GrantToPublic { .. }
            | Kind::RestartSequence { .. }
            | Kind::AlterSystem
            | Kind::TakeAway(_)
            | Kind::TransactionControl
            | Kind::Uses { .. } => {}
        }
    }

    fn create(&mut self, new: &NewTable, pending: bool) {
        if new.if_not_exists && self.tables.contains_key(&new.table) {
            return;
        }
        let table = Table::create(new, pending);
        for (index, columns) in table.constraint_indexes() {
            self.indexes.insert(index, IndexOf { table: new.table.clone(), columns });
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
            Action::AttachPartition { child, is_default } => self.attach(name, child, *is_default),
            Action::DetachPartition { child, .. } => {
                if let Some(table) = self.tables.get_mut(name) {
                    table.partitions.retain(|partition| partition != child);
                    table.default_partition =
                        table.default_partition.take().filter(|partition| partition != child);
                }
            }
            Action::AddColumn(_)
            | Action::DropColumn { .. }
            | Action::RenameColumn { .. }
            | Action::SetType { .. }
            | Action::SetNotNull { .. }
            | Action::DropNotNull { .. }
            | Action::SetDefault
            | Action::DropDefault { .. }
            | Action::SetExpression
            | Action::AddConstraint(_)
            | Action::DropConstraint { .. }
            | Action::ValidateConstraint { .. }
            | Action::EnforceConstraint { .. }
            | Action::SetSchema
            | Action::SetLogged
            | Action::DisableTrigger
            | Action::ReplicaIdentity
            | Action::RowSecurity
            | Action::Other { .. } => {
                let table = self.tables.entry(name.clone()).or_default();
                table.alter(name, action);
                for (index, columns) in table.constraint_indexes() {
                    self.indexes.entry(index).or_insert(IndexOf { table: name.clone(), columns });
                }
            }
        }
    }
}
