//! The ledgers of other tools, read as they are: which tables there are, what their rows say, and the locks
//! that keep their tools away meanwhile. Nothing here writes.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use migration_engine::DatabaseError;
use migration_engine::adopt::{Foreign, Found, NAMES, Row, RowState, Table, Tool};

use crate::quote::{identifier, literal};
use crate::session::PostgresDatabase;

/// The columns of every ledger in one form: key, name, kind, checksum, state, microseconds since 1970, user,
/// milliseconds.
fn select(found: &Found) -> String {
    let (columns, order) = match found.tool {
        Tool::GolangMigrate => (
            "version::text, '', '', null, case when dirty then 'failed' else 'applied' end, null, '', 0",
            "version",
        ),
        Tool::Sqlx => (
            "version::text, description, '', encode(checksum, 'hex'), \
             case when success then 'applied' else 'failed' end, {installed_on}, '', execution_time / 1000000",
            "version",
        ),
        Tool::Flyway => (
            "version, description, type, checksum::text, case when success then 'applied' else 'failed' end, \
             {installed_on}, installed_by, execution_time",
            "installed_rank",
        ),
        Tool::Prisma => (
            "migration_name, migration_name, '', checksum, \
             case when rolled_back_at is not null then 'undone' when finished_at is null then 'failed' \
             else 'applied' end, {finished_at}, '', \
             coalesce((extract(epoch from finished_at - started_at) * 1000)::bigint, 0)",
            "started_at, id",
        ),
        Tool::Goose => (
            "version_id::text, '', '', null, case when is_applied then 'applied' else 'undone' end, {tstamp}, \
             '', 0",
            "id",
        ),
        Tool::Dbmate => ("version, '', '', null, 'applied', null, '', 0", "version"),
        Tool::Atlas => (
            "version, description, type::text, hash, \
             case when applied < total or coalesce(error, '') <> '' then 'failed' else 'applied' end, \
             {executed_at}, '', execution_time / 1000000",
            "executed_at, version",
        ),
        // Its time is that of the journal, and not when it ran.
        Tool::Drizzle => ("created_at::text, '', '', hash, 'applied', null, '', 0", "id"),
        Tool::Refinery => (
            "version::text, name, '', checksum, 'applied', \
             case when applied_on ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T' \
             then (extract(epoch from applied_on::timestamptz) * 1000000)::bigint end, '', 0",
            "version",
        ),
    };
    let mut columns = columns.to_owned();
    for time in ["installed_on", "finished_at", "tstamp", "executed_at"] {
        let micros =
            format!("case when isfinite({time}) then (extract(epoch from {time}) * 1000000)::bigint end");
        columns = columns.replace(&format!("{{{time}}}"), &micros);
    }
    format!("select {columns} from {} order by {order}", table(found))
}

fn table(found: &Found) -> String {
    format!("{}.{}", identifier(&found.schema), identifier(&found.name))
}

#[async_trait]
impl Foreign for PostgresDatabase {
    async fn tables(&self, named: Option<(&str, &str)>) -> Result<Vec<Table>, DatabaseError> {
        let which = if let Some((schema, name)) = named {
            let beside = literal("ar_internal_metadata");
            format!("n.nspname = {} and c.relname in ({}, {beside})", literal(schema), literal(name))
        } else {
            let known: Vec<String> = NAMES.iter().map(|name| literal(name)).collect();
            format!("c.relname in ({})", known.join(", "))
        };
        // By the catalogue: a table that may not be read is one that has to be spoken of.
        let sql = format!(
            "select n.nspname, c.relname, a.attname, t.typname from pg_catalog.pg_class c \
             join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
             join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped \
             join pg_catalog.pg_type t on t.oid = a.atttypid \
             where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' \
             and {which} order by n.nspname, c.relname, a.attnum"
        );
        let mut tables: Vec<Table> = Vec::new();
        for row in self.query_text(&sql).await? {
            let [Some(schema), Some(name), Some(column), Some(ty)] = row.as_slice() else { continue };
            if tables.last().is_none_or(|last| last.schema != *schema || last.name != *name) {
                tables.push(Table { schema: schema.clone(), name: name.clone(), columns: Vec::new() });
            }
            if let Some(last) = tables.last_mut() {
                last.columns.push((column.clone(), ty.clone()));
            }
        }
        Ok(tables)
    }

    async fn rows(&self, found: &Found) -> Result<Vec<Row>, DatabaseError> {
        let rows = self.query_text(&select(found)).await?;
        Ok(rows.iter().map(|row| read(row)).collect())
    }

    async fn try_tool_lock(&self, key: i64) -> Result<bool, DatabaseError> {
        let rows = self.query_text(&format!("select pg_catalog.pg_try_advisory_lock({key})::text")).await?;
        Ok(rows.first().and_then(|row| row.first()?.as_deref()) == Some("true"))
    }

    async fn tool_unlock(&self, key: i64) -> Result<(), DatabaseError> {
        self.own(&format!("select pg_catalog.pg_advisory_unlock({key})")).await
    }

    async fn hold_still(&self, found: &Found) -> Result<(), DatabaseError> {
        let table = table(found);
        // SHARE keeps writers away and readers not. It takes a right to write, which a reader of a ledger need
        // not have; the tool's own lock has to do then.
        let may = format!(
            "select pg_catalog.has_table_privilege({}, 'UPDATE, DELETE, TRUNCATE')::text",
            literal(&table)
        );
        let rows = self.query_text(&may).await?;
        if rows.first().and_then(|row| row.first()?.as_deref()) == Some("true") {
            self.own(&format!("lock table {table} in share mode")).await?;
        }
        Ok(())
    }
}

fn read(row: &[Option<String>]) -> Row {
    let column = |at: usize| row.get(at).cloned().flatten();
    let text = |at: usize| column(at).unwrap_or_default();
    Row {
        key: column(0),
        name: text(1),
        kind: text(2),
        checksum: column(3),
        state: match text(4).as_str() {
            "applied" => RowState::Applied,
            "undone" => RowState::Undone,
            _ => RowState::Failed,
        },
        at: column(5).and_then(|micros| moment(micros.parse().ok()?)),
        by: text(6),
        duration_ms: text(7).parse::<i64>().map_or(0, |ms| u64::try_from(ms).unwrap_or_default()),
    }
}

/// Microseconds since 1970. `None`: beyond what a clock can say.
fn moment(microseconds: i64) -> Option<SystemTime> {
    let distance = Duration::from_micros(microseconds.unsigned_abs());
    if microseconds < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) }
}
