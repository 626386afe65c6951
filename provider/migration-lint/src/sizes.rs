//! How grave a finding is on a table of that size.

use crate::change::{Change, Kind};
use crate::locks::TableLock;
use crate::name::Name;
use crate::report::{Hazard, Level};
use crate::statement::{Sizes, TableSize};

/// The rule's level, or one beside it. The largest table that the statement locks counts: whoever waits, waits for
/// that.
pub(crate) fn adjusted(
    level: Level,
    hazard: Hazard,
    change: &Change,
    locks: &[TableLock],
    sizes: &Sizes,
) -> Level {
    if sizes.tables.is_empty() {
        return level;
    }
    let of = |table: &Name| sizes.tables.get(&table.to_string()).copied();
    if hazard == Hazard::DataLoss {
        let empty = lost(change).and_then(of).is_some_and(|size| size.bytes == 0);
        return if empty { Level::Note } else { level };
    }
    if !hazard.grows_with_the_table() || locks.is_empty() {
        return level;
    }
    let known: Vec<TableSize> = locks.iter().filter_map(|lock| of(&lock.table)).collect();
    let (small, large) = (sizes.small, sizes.large);
    if known.iter().any(|size| size.rows >= large.rows || size.bytes >= large.bytes) {
        return match level {
            Level::Note => Level::Warn,
            Level::Warn | Level::Error => Level::Error,
        };
    }
    // one table of unknown size may be the one that everybody waits for
    let all_small = known.iter().all(|size| size.rows <= small.rows && size.bytes <= small.bytes);
    if known.len() == locks.len() && all_small {
        return match level {
            Level::Error => Level::Warn,
            Level::Warn | Level::Note => Level::Note,
        };
    }
    level
}

/// The table whose rows are lost.
fn lost(change: &Change) -> Option<&Name> {
    if let Kind::AlterTable { table, .. }
    | Kind::Truncate { table, cascade: false }
    | Kind::Delete { table, .. } = &change.kind
    {
        Some(table)
    } else if let Kind::Drop { what: "TABLE", name, cascade: false } = &change.kind {
        Some(name)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
