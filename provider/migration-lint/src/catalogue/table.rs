//! One table of the catalogue: columns, constraints, partitions.

use std::collections::BTreeMap;

use crate::change::{Action, Column, Constraint, ConstraintKind, NewTable};
use crate::name::Name;

/// What the files said about one table. Columns that no file named are missing, not absent.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) new: bool,
    /// Made by a file (and not only altered by one).
    pub(crate) created: bool,
    pub(crate) columns: BTreeMap<String, Column>,
    pub(crate) constraints: Vec<KnownConstraint>,
    pub(crate) partitioned: bool,
    pub(crate) partitions: Vec<Name>,
    pub(crate) default_partition: Option<Name>,
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
            Action::DropColumn { column } => {
                self.columns.remove(column);
                self.constraints.retain(|one| !one.is_about(column));
            }
            Action::RenameColumn { from, to } => {
                if let Some(mut column) = self.columns.remove(from) {
                    column.name.clone_from(to);
                    self.columns.insert(to.clone(), column);
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
            Action::DropConstraint { constraint } => self.constraints.retain(|one| one.name != *constraint),
            Action::ValidateConstraint { constraint } | Action::EnforceConstraint { constraint } => {
                for one in self.constraints.iter_mut().filter(|one| one.name == *constraint) {
                    one.valid = true;
                }
            }
            Action::SetDefault
            | Action::DropDefault { .. }
            | Action::SetExpression
            | Action::RenameTable { .. }
            | Action::SetSchema
            | Action::SetLogged
            | Action::DisableTrigger
            | Action::AttachPartition { .. }
            | Action::DetachPartition { .. }
            | Action::ReplicaIdentity
            | Action::RowSecurity
            | Action::Other { .. } => {}
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
            name: constraint.name.clone().unwrap_or_else(|| default_name(table, &constraint.kind)),
            kind: constraint.kind.clone(),
            valid: !constraint.skips_rows,
        });
    }

    /// Whether every row is known to have a value in the column, so that `SET NOT NULL` need not look.
    pub(crate) fn is_proven_not_null(&self, column: &str) -> bool {
        self.columns.get(column).is_some_and(|known| known.not_null)
            || self.constraints.iter().any(|one| {
                one.valid
                    && matches!(&one.kind, ConstraintKind::Check { proves_not_null: Some(proven), .. } if proven == column)
            })
    }

    /// Whether a check constraint names the column, so that a change of its type must read the rows.
    pub(crate) fn is_checked(&self, column: &str) -> bool {
        self.constraints
            .iter()
            .any(|one| matches!(&one.kind, ConstraintKind::Check { words, .. } if words.contains(column)))
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
            ConstraintKind::Check { .. }
            | ConstraintKind::NotNull { .. }
            | ConstraintKind::ForeignKey { .. } => None,
        };
        self.constraints.iter().filter_map(index).collect()
    }
}

impl KnownConstraint {
    fn is_about(&self, column: &str) -> bool {
        match &self.kind {
            ConstraintKind::Check { words, .. } => words.contains(column),
            ConstraintKind::NotNull { column: own } => own == column,
            ConstraintKind::ForeignKey { columns, .. }
            | ConstraintKind::Unique { columns, .. }
            | ConstraintKind::PrimaryKey { columns, .. } => columns.iter().any(|own| own == column),
            ConstraintKind::Exclude => false,
        }
    }
}

/// The name `PostgreSQL` gives a constraint that has none.
fn default_name(table: &Name, kind: &ConstraintKind) -> String {
    let table = &table.base;
    match kind {
        ConstraintKind::Check { words, .. } if words.len() == 1 => {
            format!("{table}_{}_check", words.iter().next().map_or("", String::as_str))
        }
        ConstraintKind::Check { .. } => format!("{table}_check"),
        ConstraintKind::NotNull { column } => format!("{table}_{column}_not_null"),
        ConstraintKind::ForeignKey { columns, .. } => format!("{table}_{}_fkey", columns.join("_")),
        ConstraintKind::Unique { columns, .. } => format!("{table}_{}_key", columns.join("_")),
        ConstraintKind::PrimaryKey { .. } => format!("{table}_pkey"),
        ConstraintKind::Exclude => format!("{table}_excl"),
    }
}
