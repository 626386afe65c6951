//! Whose ledger is this table? Several tools call theirs `schema_migrations`; the columns tell.

use std::collections::BTreeMap;

use super::{Table, Tool};

/// The names that tools give their ledgers, and of the one table by which Rails is told from dbmate.
pub const NAMES: [&str; 18] = [
    "schema_migrations",
    "_sqlx_migrations",
    "flyway_schema_history",
    "refinery_schema_history",
    "_prisma_migrations",
    "goose_db_version",
    "atlas_schema_revisions",
    "__drizzle_migrations",
    "schema_version",
    BESIDE_RAILS,
    "__diesel_schema_migrations",
    "databasechangelog",
    "knex_migrations",
    "alembic_version",
    "django_migrations",
    "SequelizeMeta",
    "gorp_migrations",
    "changes",
];

const BESIDE_RAILS: &str = "ar_internal_metadata";

/// A ledger that can be taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Whose it is.
    pub tool: Tool,
    /// The schema of its table.
    pub schema: String,
    /// The table.
    pub name: String,
}

impl Found {
    /// The table as messages name it.
    pub fn table(&self) -> String {
        format!("{}.{}", self.schema, self.name)
    }
}

/// What a table is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognised {
    /// A ledger that can be taken over.
    Ledger(Found),
    /// One that cannot, with its tool and table.
    Stranger {
        /// The tool.
        tool: &'static str,
        /// Its table.
        table: String,
    },
    /// It has the name of a ledger and not the columns.
    Unknown {
        /// The table.
        table: String,
    },
}

/// Tells whose ledgers these tables are. Those that only stand beside one are left out.
pub fn recognise(tables: &[Table]) -> Vec<Recognised> {
    let rails = |table: &Table| tables.iter().any(|it| it.name == BESIDE_RAILS && it.schema == table.schema);
    let ledgers = tables.iter().filter(|table| table.name != BESIDE_RAILS);
    ledgers.filter_map(|table| one(table, rails(table))).collect()
}

/// Columns that a tool's ledger has, all of them, and whose it is then. The first that fits decides.
const BY_COLUMNS: [(&[&str], Whose); 15] = [
    (&["installed_rank", "version", "script", "checksum", "success"], Whose::Tool(Tool::Flyway)),
    (
        &["version", "description", "installed_on", "success", "checksum", "execution_time"],
        Whose::Tool(Tool::Sqlx),
    ),
    (&["migration_name", "checksum", "finished_at", "rolled_back_at"], Whose::Tool(Tool::Prisma)),
    (&["version_id", "is_applied"], Whose::Tool(Tool::Goose)),
    (&["version", "hash", "applied", "total", "executed_at"], Whose::Tool(Tool::Atlas)),
    (&["version", "name", "applied_on", "checksum"], Whose::Tool(Tool::Refinery)),
    (&["version", "dirty"], Whose::Tool(Tool::GolangMigrate)),
    (&["id", "hash", "created_at"], Whose::Tool(Tool::Drizzle)),
    (&["version", "inserted_at"], Whose::Stranger("Ecto")),
    (&["version", "run_on"], Whose::Stranger("Diesel")),
    (&["orderexecuted", "md5sum"], Whose::Stranger("Liquibase")),
    (&["batch", "migration_time"], Whose::Stranger("Knex")),
    (&["version_num"], Whose::Stranger("Alembic")),
    (&["app", "name", "applied"], Whose::Stranger("Django")),
    (&["change_id", "script_hash"], Whose::Stranger("Sqitch")),
];

#[derive(Debug, Clone, Copy)]
enum Whose {
    Tool(Tool),
    Stranger(&'static str),
}

fn one(table: &Table, beside_rails: bool) -> Option<Recognised> {
    let columns: BTreeMap<&str, &str> =
        table.columns.iter().map(|(name, ty)| (name.as_str(), ty.as_str())).collect();
    let place = || format!("{}.{}", table.schema, table.name);
    let has = |names: &[&str]| names.iter().all(|name| columns.contains_key(name));
    let told = BY_COLUMNS.iter().find(|(names, _)| has(names)).map(|(_, whose)| *whose);
    let only_version = columns.len() == 1 && columns.get("version").is_some_and(|ty| *ty == "varchar");
    let whose = match told {
        None if only_version && beside_rails => Whose::Stranger("Rails"),
        None if only_version => Whose::Tool(Tool::Dbmate),
        None if columns.len() == 1 && has(&["name"]) => Whose::Stranger("Sequelize"),
        Some(whose) => whose,
        // A table of the service may well be called this.
        None if table.name == "changes" => return None,
        None => return Some(Recognised::Unknown { table: place() }),
    };
    Some(match whose {
        Whose::Tool(tool) => {
            Recognised::Ledger(Found { tool, schema: table.schema.clone(), name: table.name.clone() })
        }
        Whose::Stranger(tool) => Recognised::Stranger { tool, table: place() },
    })
}
