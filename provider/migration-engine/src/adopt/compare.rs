//! History against files and our own ledger: what is to be taken over, or why nothing can be. Pure, so that a
//! plan and its apply say the same.

use std::collections::BTreeMap;

use super::{AdoptProblem, Adopted, Adoption, Found, History, Row, RowState, Tool, checksum};
use crate::directory::{Catalog, Migration};
use crate::ledger::LedgerView;
use crate::version::Version;

/// What a ledger has that ours has not. `None`: nothing.
///
/// A repeatable migration that has changed since is left out: it is to run again, as its tool would have it.
pub fn compare(
    found: &Found,
    history: &History,
    catalog: &Catalog,
    ours: &LedgerView,
) -> Result<Option<Adoption>, Vec<AdoptProblem>> {
    let (tool, table) = (found.tool, found.table());
    let mut problems = Vec::new();
    let mut adopted = BTreeMap::new();
    for row in &history.rows {
        let named = || row.key.clone().unwrap_or_else(|| row.name.clone());
        if row.state == RowState::Failed {
            problems.push(AdoptProblem::Failed { tool, table: table.clone(), migration: named() });
            continue;
        }
        let Some(migration) = file_of(tool, row, catalog) else {
            // What we took over long ago may be gone since; planning has its own word on that.
            let known = version_of(row).is_some_and(|version| ours.has(version));
            if !known {
                problems.push(AdoptProblem::FileMissing { tool, table: table.clone(), migration: named() });
            }
            continue;
        };
        if ours.has(migration.version) {
            continue;
        }
        match checksum::verify(tool, row, migration) {
            Ok(()) => {
                adopted.insert(migration.version, adopt(migration, Some(row)));
            }
            Err(_) if migration.version.is_repeatable() => {}
            Err(now) => problems.push(AdoptProblem::Changed {
                tool,
                table: table.clone(),
                file: migration.up.file.clone(),
                then: row.checksum.clone().unwrap_or_default(),
                now,
            }),
        }
    }
    let covered = |migration: &&Migration| {
        let version = migration.version;
        !version.is_repeatable() && history.up_to.is_some_and(|up_to| version <= up_to) && !ours.has(version)
    };
    for migration in catalog.migrations.iter().filter(covered) {
        adopted.entry(migration.version).or_insert_with(|| adopt(migration, None));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let migrations: Vec<Adopted> = adopted.into_values().collect();
    Ok((!migrations.is_empty()).then_some(Adoption { tool, table, migrations }))
}

fn version_of(row: &Row) -> Option<Version> {
    row.key.as_deref()?.parse().ok()
}

/// The file that a row is about.
fn file_of<'a>(tool: Tool, row: &Row, catalog: &'a Catalog) -> Option<&'a Migration> {
    let mut files = catalog.migrations.iter();
    match tool {
        Tool::Prisma => files.find(|file| Some(&file.label) == row.key.as_ref()),
        Tool::Drizzle => files.find(|file| file.mark.is_some() && file.mark == row.key),
        Tool::Flyway if row.key.is_none() => {
            files.find(|file| file.version.is_repeatable() && file.name.replace('_', " ") == row.name)
        }
        Tool::GolangMigrate
        | Tool::Sqlx
        | Tool::Flyway
        | Tool::Goose
        | Tool::Dbmate
        | Tool::Atlas
        | Tool::Refinery => catalog.get(version_of(row)?),
    }
}

fn adopt(migration: &Migration, row: Option<&Row>) -> Adopted {
    Adopted {
        version: migration.version,
        file: migration.up.file.clone(),
        checksum: migration.up.checksum.clone(),
        at: row.and_then(|row| row.at),
        by: row.map(|row| row.by.clone()).unwrap_or_default(),
        duration_ms: row.map(|row| row.duration_ms).unwrap_or_default(),
    }
}
