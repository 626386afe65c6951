//! What interrupted statements leave outside of transactions, and how it is ended or cleared away.

use std::time::Duration;

use kit::stop::Stop;
use migration_engine::DatabaseError;
use migration_engine::database::{Database as _, Leftover, Timeouts};

use crate::quote::{identifier, literal};
use crate::session::{PostgresDatabase, building, others};

/// How often it is looked whether a build has ended.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// See [`migration_engine::Database::settle`].
pub(crate) async fn settle(
    database: &PostgresDatabase,
    leftover: &Leftover,
    timeouts: Timeouts,
    stop: &Stop,
) -> Result<bool, DatabaseError> {
    match leftover {
        Leftover::DatabaseCreated { name } => there(database, name).await,
        Leftover::DatabaseDropped { name } => Ok(!there(database, name).await?),
        Leftover::Detach { table, partition } => detached(database, table, partition, timeouts, stop).await,
        Leftover::Reindex { name, of_index } => {
            drop_copies(database, name, *of_index, timeouts, stop).await?;
            Ok(false)
        }
    }
}

async fn there(database: &PostgresDatabase, name: &str) -> Result<bool, DatabaseError> {
    // Not allowed connections below zero: one whose dropping was interrupted.
    let sql = format!(
        "select 1 from pg_catalog.pg_database where datname = (parse_ident({}))[1]::name and datconnlimit <> -2",
        literal(name)
    );
    Ok(!database.query_text(&sql).await?.is_empty())
}

async fn detached(
    database: &PostgresDatabase,
    table: &str,
    partition: &str,
    timeouts: Timeouts,
    stop: &Stop,
) -> Result<bool, DatabaseError> {
    // By way of JSON, because the column came with 14.
    let sql = format!(
        "select coalesce(to_jsonb(i) ->> 'inhdetachpending', 'false') from pg_catalog.pg_inherits i \
         where i.inhparent = to_regclass({}) and i.inhrelid = to_regclass({})",
        literal(table),
        literal(partition),
    );
    let rows = database.query_text(&sql).await?;
    match rows.first().and_then(|row| row.first()?.as_deref()) {
        Some("true") => {
            let sql = format!("alter table {table} detach partition {partition} finalize");
            database.run_alone(&sql, timeouts, stop).await?;
            Ok(true)
        }
        Some(_) => Ok(false),
        None => {
            let both = format!(
                "select 1 where to_regclass({}) is not null and to_regclass({}) is not null",
                literal(table),
                literal(partition),
            );
            Ok(!database.query_text(&both).await?.is_empty())
        }
    }
}

/// Drops the copies that an interrupted `REINDEX CONCURRENTLY` left on a table. They cost every write.
async fn drop_copies(
    database: &PostgresDatabase,
    name: &str,
    of_index: bool,
    timeouts: Timeouts,
    stop: &Stop,
) -> Result<(), DatabaseError> {
    let table = if of_index {
        format!(
            "(select indrelid from pg_catalog.pg_index where indexrelid = to_regclass({}))",
            literal(name)
        )
    } else {
        format!("to_regclass({})", literal(name))
    };
    let sql = format!(
        "select n.nspname, c.relname from pg_catalog.pg_index i \
         join pg_catalog.pg_class c on c.oid = i.indexrelid \
         join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
         where i.indrelid = {table} and not i.indisvalid and c.relname ~ '_cc(new|old)[0-9]*$'"
    );
    for row in database.query_text(&sql).await? {
        if let [Some(schema), Some(index)] = row.as_slice() {
            let index = format!("{}.{}", identifier(schema), identifier(index));
            database.nobody_builds(&index, timeouts, stop).await?;
            let drop = format!("drop index concurrently if exists {index}");
            database.run_alone(&drop, timeouts, stop).await?;
        }
    }
    Ok(())
}

impl PostgresDatabase {
    /// Waits until nobody builds this index, but no longer than for a lock; then names who does.
    pub(crate) async fn nobody_builds(
        &self,
        index: &str,
        timeouts: Timeouts,
        stop: &Stop,
    ) -> Result<(), DatabaseError> {
        let until = tokio::time::Instant::now() + timeouts.lock;
        loop {
            let blockers = others(self.client(), &building(index)).await?;
            if blockers.is_empty() {
                return Ok(());
            }
            if stop.is_raised() {
                return Err(DatabaseError::Cancelled);
            }
            if tokio::time::Instant::now() >= until {
                return Err(DatabaseError::LockTimeout { blockers });
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}
