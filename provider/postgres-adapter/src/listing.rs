//! Which ledgers a database has: for whoever looks for those that nobody manages yet.

use migration_engine::{DatabaseError, LedgerName};

use crate::ledger::TABLES;
use crate::quote::{identifier, literal};
use crate::session::PostgresDatabase;

impl PostgresDatabase {
    /// The ledgers with at least one entry, by schema and name. Schemas that this login may not read are left
    /// out: they are given second.
    pub async fn ledgers(&self) -> Result<(Vec<LedgerName>, Vec<String>), DatabaseError> {
        let tables: Vec<String> = TABLES.iter().map(|table| literal(table)).collect();
        // a schema is one of ours if it has all of our tables
        let sql = format!(
            "select n.nspname, (has_schema_privilege(n.oid, 'USAGE') and bool_and(has_table_privilege(c.oid, \
             'SELECT')))::text from pg_catalog.pg_class c \
             join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
             where c.relkind in ('r', 'p') and c.relname in ({}) \
             group by n.oid, n.nspname having count(*) = {} order by n.nspname",
            tables.join(", "),
            TABLES.len(),
        );
        let (mut ledgers, mut closed) = (Vec::new(), Vec::new());
        for row in self.query_text(&sql).await? {
            let [Some(schema), readable] = row.as_slice() else { continue };
            if readable.as_deref() != Some("true") {
                closed.push(schema.clone());
                continue;
            }
            let sql =
                format!("select distinct ledger from {}.migrations order by ledger", identifier(schema));
            let names = self.query_text(&sql).await?;
            let names = names.into_iter().flatten().flatten();
            // a name that ours cannot be is nothing that this provider made
            ledgers.extend(names.filter_map(|name| LedgerName::new(schema, &name).ok()));
        }
        Ok((ledgers, closed))
    }
}
