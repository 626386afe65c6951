//! What the rows of a ledger come to: tools that write a row for everything that happens are read to the end,
//! and the last word on each migration counts.

use std::collections::BTreeMap;

use super::{Row, RowState, Tool};
use crate::version::Version;

/// What a tool has done, all in all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// What is applied, or has failed, one row a migration.
    pub rows: Vec<Row>,
    /// Everything up to this version is applied without a row of its own: golang-migrate keeps only the last
    /// one, and a baseline says so of what was there before the tool.
    pub up_to: Option<Version>,
}

impl History {
    /// Reads rows in the order in which they were written.
    pub fn of(tool: Tool, rows: &[Row]) -> Self {
        let mut up_to = None;
        let mut last: BTreeMap<(Option<Version>, String), Row> = BTreeMap::new();
        for row in rows.iter().filter(|row| counts(tool, row)) {
            let version = row.key.as_deref().and_then(|key| key.parse::<Version>().ok());
            if is_baseline(tool, row) && row.state == RowState::Applied {
                up_to = up_to.max(version);
                continue;
            }
            let name = match (&version, &row.key) {
                (Some(_), _) => String::new(),
                (None, Some(key)) => key.clone(),
                // A repeatable migration is known by its description alone.
                (None, None) => row.name.clone(),
            };
            let undone = row.state == RowState::Undone || taken_back(tool, row);
            let key = (version, name);
            if undone && tool == Tool::Prisma {
                // Resolved as rolled back; a second row may say that it was applied later.
                continue;
            }
            if undone {
                last.remove(&key);
            } else {
                last.insert(key, row.clone());
            }
        }
        if tool == Tool::GolangMigrate {
            let current = last.keys().filter_map(|(version, _)| *version).next_back();
            up_to = up_to.max(current);
        }
        Self { rows: last.into_values().collect(), up_to }
    }
}

/// Rows that are about a migration.
fn counts(tool: Tool, row: &Row) -> bool {
    match tool {
        // The version before the first migration.
        Tool::Goose => row.key.as_deref() != Some("0"),
        // Atlas notes where it ran under names that begin with a dot.
        Tool::Atlas => row.key.as_deref().is_some_and(|key| !key.starts_with('.')),
        Tool::Flyway => row.kind != "SCHEMA",
        Tool::GolangMigrate | Tool::Sqlx | Tool::Prisma | Tool::Dbmate | Tool::Drizzle | Tool::Refinery => {
            true
        }
    }
}

fn is_baseline(tool: Tool, row: &Row) -> bool {
    match tool {
        Tool::Flyway => matches!(row.kind.as_str(), "BASELINE" | "SQL_BASELINE"),
        // Bits: 1 is a baseline, 2 was run, 4 was set by hand.
        Tool::Atlas => row.kind == "1",
        Tool::GolangMigrate
        | Tool::Sqlx
        | Tool::Prisma
        | Tool::Goose
        | Tool::Dbmate
        | Tool::Drizzle
        | Tool::Refinery => false,
    }
}

/// Flyway writes another row when it undoes a migration, and when somebody removed it from the history.
fn taken_back(tool: Tool, row: &Row) -> bool {
    tool == Tool::Flyway
        && row.state == RowState::Applied
        && (row.kind.starts_with("UNDO") || row.kind == "DELETE")
}
