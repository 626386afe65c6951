//! One table of the catalogue: columns, constraints, partitions.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "an action does many things, of which few are about the catalogue"
)]

use std::collections::BTreeMap;

use crate::change::{Action, Column, Constraint, ConstraintKind, NewTable};
use crate::name::Name;

/// What the files said about one table. Columns that no file named are missing, not absent.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Table {
    pub(crate) new: bool,
    /// Made by a file (and not only altered by one).
    pub(crate) created: bool,
    pub(crate) columns: BTreeMap<String, Column>,
    pub(crate) constraints: Vec<KnownConstraint>,
    pub(crate) partitioned: bool,
    pub(crate) partitions: Vec<Name>,
    pub(crate) default_partition: Option<Name>,
    pub(crate) partition_key: Vec<String>,
    /// Tables that inherit from it, partitions aside.
    pub(crate) children: Vec<Name>,
    /// Constraints that the statement at hand drops: they go before anything else of it is done.
    pub(super) dropping: Vec<String>,
    /// Row-level security is on, as far as files say.
    pub(crate) row_security: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct KnownConstraint {
    pub(crate) name: String,
    pub(crate) kind: ConstraintKind,
    /// All rows are known to satisfy it.
    pub(crate) valid: bool,
}

impl Table {
    pub(super) fn create(new: &NewTable, pending: bool) -> Self {
        let mut table = Self { new: pending, created: true, partitioned: new.partitioned, ..Self::default() };
        table.partition_key.clone_from(&new.partition_key);
        for column in &new.columns {
            table.add_column(&new.table, column);
        }
        for constraint in &new.constraints {
            table.add_constraint(&new.table, constraint);
        }
        table
    }

    pub(super) fn alter(&mut self, name: &Name, action: &Action) {
        match action {
            Action::AddColumn(column) => self.add_column(name, column),
            Action::DropColumn { column, .. } => {
                self.columns.remove(column);
                self.constraints.retain(|one| !one.is_about(column));
            }
            Action::RenameColumn { from, to } => {
                if let Some(mut column) = self.columns.remove(from) {
                    column.name.clone_from(to);
                    self.columns.insert(to.clone(), column);
                }
                for constraint in &mut self.constraints {
                    constraint.rename_column(from, to);
                }
            }
            Action::SetType { column, to, .. } => {
                if let Some(known) = self.columns.get_mut(column) {
                    known.ty = to.clone();
                }
            }
            Action::SetNotNull { column } => {
                if let Some(known) = self.columns.get_mut(column) {
                    known.not_null = true;
                }
            }
            Action::DropNotNull { column } => {
                if let Some(known) = self.columns.get_mut(column) {
                    known.not_null = false;
                }
            }
            Action::AddConstraint(constraint) => self.add_constraint(name, constraint),
            Action::DropConstraint { constraint, .. } => {
                self.constraints.retain(|one| one.name != *constraint);
            }
            Action::ValidateConstraint { constraint } | Action::EnforceConstraint { constraint } => {
                for one in self.constraints.iter_mut().filter(|one| one.name == *constraint) {
                    one.valid = true;
                }
            }
            Action::RowSecurity { enables } => self.row_security = *enables,
            _ => {}
        }
    }

    /// `LIKE`, `INHERITS` and `PARTITION OF`: the columns of another table, under those of one's own.
    pub(super) fn take_over(&mut self, columns: &BTreeMap<String, Column>) {
        for (name, column) in columns {
            self.columns.entry(name.clone()).or_insert_with(|| column.clone());
        }
    }

    fn add_column(&mut self, table: &Name, column: &Column) {
        self.columns.insert(column.name.clone(), column.clone());
        for constraint in &column.constraints {
            self.add_constraint(table, constraint);
        }
    }

    fn add_constraint(&mut self, table: &Name, constraint: &Constraint) {
        if let ConstraintKind::PrimaryKey { columns, .. } = &constraint.kind {
            for column in columns {
                if let Some(known) = self.columns.get_mut(column) {
                    known.not_null = true;
                }
            }
        }
        self.constraints.push(KnownConstraint {
            name: constraint.name.clone().unwrap_or_else(|| default_constraint_name(table, &constraint.kind)),
            kind: constraint.kind.clone(),
            valid: !constraint.skips_rows,
        });
    }

    /// Whether every row is known to have a value in the column, so that `SET NOT NULL` need not look.
    pub(crate) fn is_proven_not_null(&self, column: &str) -> bool {
        self.columns.get(column).is_some_and(|known| known.not_null)
            || self.constraints.iter().any(|one| {
                one.valid
                    && !self.dropping.contains(&one.name)
                    && match &one.kind {
                        ConstraintKind::Check(check) => check.proves_not_null.contains(column),
                        ConstraintKind::NotNull { column: own } => own == column,
                        _ => false,
                    }
            })
    }

    /// Whether a check constraint names the column, so that a change of its type must read the rows.
    pub(crate) fn is_checked(&self, column: &str) -> bool {
        self.constraints
            .iter()
            .any(|one| matches!(&one.kind, ConstraintKind::Check(check) if check.words.contains(column)))
    }

    pub(crate) fn constraint(&self, name: &str) -> Option<&KnownConstraint> {
        self.constraints.iter().find(|one| one.name == name)
    }

    /// The indexes that constraints of this table have made, under the constraint's name.
    pub(super) fn constraint_indexes(&self) -> Vec<(String, Vec<String>)> {
        let index = |one: &KnownConstraint| match &one.kind {
            ConstraintKind::Unique { columns, .. } | ConstraintKind::PrimaryKey { columns, .. } => {
                Some((one.name.clone(), columns.clone()))
            }
            ConstraintKind::Exclude => Some((one.name.clone(), Vec::new())),
            ConstraintKind::Check(_) | ConstraintKind::NotNull { .. } | ConstraintKind::ForeignKey { .. } => {
                None
            }
        };
        self.constraints.iter().filter_map(index).collect()
    }
}

impl KnownConstraint {
    fn rename_column(&mut self, from: &str, to: &str) {
        let rename = |column: &mut String| {
            if column == from {
                to.clone_into(column);
            }
        };
        match &mut self.kind {
            ConstraintKind::Check(check) => {
                if check.words.remove(from) {
                    check.words.insert(to.to_owned());
                }
                if check.proves_not_null.remove(from) {
                    check.proves_not_null.insert(to.to_owned());
                }
                check.comparisons.iter_mut().for_each(|one| rename(&mut one.column));
            }
            ConstraintKind::NotNull { column } => rename(column),
            ConstraintKind::ForeignKey { columns, .. }
            | ConstraintKind::Unique { columns, .. }
            | ConstraintKind::PrimaryKey { columns, .. } => columns.iter_mut().for_each(rename),
            ConstraintKind::Exclude => {}
        }
    }

    fn is_about(&self, column: &str) -> bool {
        match &self.kind {
            ConstraintKind::Check(check) => check.words.contains(column),
            ConstraintKind::NotNull { column: own } => own == column,
            ConstraintKind::ForeignKey { columns, .. }
            | ConstraintKind::Unique { columns, .. }
            | ConstraintKind::PrimaryKey { columns, .. } => columns.iter().any(|own| own == column),
            ConstraintKind::Exclude => false,
        }
    }
}

/// The name `PostgreSQL` gives a constraint that has none.
pub(crate) fn default_constraint_name(table: &Name, kind: &ConstraintKind) -> String {
    let table = &table.base;
    match kind {
        ConstraintKind::Check(check) if check.words.len() == 1 => {
            format!("{table}_{}_check", check.words.iter().next().map_or("", String::as_str))
        }
        ConstraintKind::Check(_) => format!("{table}_check"),
        ConstraintKind::NotNull { column } => format!("{table}_{column}_not_null"),
        ConstraintKind::ForeignKey { columns, .. } => format!("{table}_{}_fkey", columns.join("_")),
        ConstraintKind::Unique { columns, .. } => format!("{table}_{}_key", columns.join("_")),
        ConstraintKind::PrimaryKey { .. } => format!("{table}_pkey"),
        ConstraintKind::Exclude => format!("{table}_excl"),
    }
}
