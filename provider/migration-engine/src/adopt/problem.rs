//! Why a ledger cannot be taken over. Facts only.

use super::Tool;

/// One reason not to take anything over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdoptProblem {
    /// Several tables look like ledgers.
    #[error("there are several ledgers: {}", found.iter().map(|(tool, table)| format!("{table} of {tool}")).collect::<Vec<_>>().join(", "))]
    Several {
        /// Each tool with its table.
        found: Vec<(Tool, String)>,
    },
    /// A ledger of a tool that cannot be taken over.
    #[error("{table} is the ledger of {tool}, which cannot be taken over")]
    Stranger {
        /// The tool.
        tool: &'static str,
        /// Its table.
        table: String,
    },
    /// The ledger that is there is another tool's than the one that was named.
    #[error("{table} is the ledger of {found}, not of {wanted}, by its columns")]
    OtherTool {
        /// The tool that was named.
        wanted: Tool,
        /// The tool whose columns it has.
        found: String,
        /// The table.
        table: String,
    },
    /// The table that was named has the columns of no ledger.
    #[error("{table} does not have the columns of a ledger that is known")]
    NoLedger {
        /// The table.
        table: String,
    },
    /// The tool did not get through a migration.
    #[error("{tool} did not get through {migration} ({table})")]
    Failed {
        /// The tool.
        tool: Tool,
        /// Its table.
        table: String,
        /// The version or name as the ledger has it.
        migration: String,
    },
    /// The tool applied something that no file is for.
    #[error("{tool} applied {migration}, and no file in the directory is that ({table})")]
    FileMissing {
        /// The tool.
        tool: Tool,
        /// Its table.
        table: String,
        /// The version or name as the ledger has it.
        migration: String,
    },
    /// The tool applied another text.
    #[error("{file} changed after {tool} applied it: its checksum is {now} now, and {then} in {table}")]
    Changed {
        /// The tool.
        tool: Tool,
        /// Its table.
        table: String,
        /// The file.
        file: String,
        /// The checksum in the ledger, as the tool counts.
        then: String,
        /// That of the file of today, counted in the same way.
        now: String,
    },
}
