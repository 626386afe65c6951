//! The locks of a file as a reader wants them: one a table, the strongest first.

use std::collections::BTreeMap;

use migration_lint::{FileReport, Lock};

/// One entry a table: the strongest lock, and whether any statement scans or rewrites.
pub(crate) fn strongest(report: &FileReport) -> Vec<Lock> {
    let mut tables: BTreeMap<&str, Lock> = BTreeMap::new();
    for lock in &report.locks {
        match tables.get_mut(lock.table.as_str()) {
            None => {
                tables.insert(&lock.table, lock.clone());
            }
            Some(known) => {
                known.scan |= lock.scan;
                known.rewrite |= lock.rewrite;
                if lock.mode > known.mode {
                    known.mode = lock.mode;
                    known.blocks = lock.blocks;
                }
            }
        }
    }
    let mut locks: Vec<_> = tables.into_values().collect();
    locks.sort_by(|a, b| b.mode.cmp(&a.mode).then_with(|| a.table.cmp(&b.table)));
    locks
}
