//! The ledger's tables: their definition, and the statements that read and write them. Every name is
//! qualified, because a migration may leave any `search_path` behind.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use migration_engine::database::{NewMigration, StatementKey};
use migration_engine::ledger::{
    Attempt, Ledger, MigrationRecord, MigrationState, StatementRecord, StatementState,
};
use migration_engine::{DatabaseError, Version};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row};

use crate::quote::{identifier, literal};
use crate::session::{bounded, text_rows};

/// The layout of the tables below. A program that finds a higher one must not touch them.
const LAYOUT: u32 = 1;
/// What a schema has that holds ledgers.
pub(crate) const TABLES: [&str; 4] = ["ledger_layout", "migrations", "statements", "attempts"];
/// Serialises the creation of a ledger. Not the run lock: two ledgers may share a schema.
const CREATION_KEY: i64 = 0x5349_474e_4c44_4752;

/// The tables of one ledger.
#[derive(Debug)]
pub(crate) struct Tables<'a> {
    client: &'a Client,
    /// Quoted.
    schema: String,
    schema_name: &'a str,
    ledger: &'a str,
}

impl<'a> Tables<'a> {
    pub(crate) fn new(client: &'a Client, schema: &'a str, ledger: &'a str) -> Self {
        Self { client, schema: identifier(schema), schema_name: schema, ledger }
    }

    /// The layout that is there, if one is.
    async fn layout(&self) -> Result<Option<u32>, DatabaseError> {
        // By the catalogue and not by to_regclass, which is refused on a schema without USAGE.
        let names: Vec<String> = TABLES.iter().map(|table| literal(table)).collect();
        let sql = format!(
            "select c.relname from pg_catalog.pg_class c \
             join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
             where n.nspname = {} and c.relkind in ('r', 'p', 'v') and c.relname in ({})",
            literal(self.schema_name),
            names.join(", "),
        );
        let rows = text_rows(self.client, &sql).await?;
        let tables: Vec<String> = rows.into_iter().flatten().flatten().collect();
        if tables.is_empty() {
            return Ok(None);
        }
        if !tables.iter().any(|table| table == "ledger_layout") {
            // To take it for a new schema would run everything again.
            return Err(self.damaged_tables(&format!("lacks ledger_layout, but has {}", tables.join(", "))));
        }
        let sql = format!("select max(layout)::text from {}.ledger_layout", self.schema);
        let rows = text_rows(self.client, &sql).await?;
        let found = rows.first().and_then(|row| row.first()?.as_deref()?.parse().ok());
        match found {
            Some(found) if found > LAYOUT => Err(DatabaseError::LedgerTooNew { found }),
            Some(_) if tables.len() < TABLES.len() => {
                let missing = TABLES.iter().filter(|table| !tables.iter().any(|it| it == *table));
                let missing = missing.copied().collect::<Vec<_>>().join(", ");
                Err(self.damaged_tables(&format!("lacks {missing}")))
            }
            Some(found) => Ok(Some(found)),
            None => Err(self.damaged_tables("has an empty ledger_layout")),
        }
    }

    fn damaged_tables(&self, how: &str) -> DatabaseError {
        DatabaseError::LedgerDamaged { reason: format!("the schema {} {how}", self.schema_name) }
    }

    /// Creates what is missing, in one transaction.
    pub(crate) async fn create(&self) -> Result<(), DatabaseError> {
        if self.layout().await?.is_some() {
            return Ok(());
        }
        let created = self.create_in_transaction().await;
        let end = if created.is_ok() { "commit" } else { "rollback" };
        let ended = bounded(self.client.batch_execute(end)).await;
        created.and(ended)
    }

    async fn create_in_transaction(&self) -> Result<(), DatabaseError> {
        let begin = format!("begin; select pg_catalog.pg_advisory_xact_lock({CREATION_KEY})");
        bounded(self.client.batch_execute(&begin)).await?;
        // Again, now that whoever was at it is done.
        if self.layout().await?.is_some() {
            return Ok(());
        }
        let exists =
            format!("select 1 from pg_catalog.pg_namespace where nspname = {}", literal(self.schema_name));
        // Only when it is missing: CREATE SCHEMA IF NOT EXISTS demands the right to create even then.
        if text_rows(self.client, &exists).await?.is_empty() {
            bounded(self.client.batch_execute(&format!("create schema {}", self.schema))).await?;
        }
        let layout = format!("insert into {}.ledger_layout (layout) values ({LAYOUT})", self.schema);
        let ddl = DDL.replace("{schema}", &self.schema);
        bounded(self.client.batch_execute(&format!("{ddl}; {layout}"))).await
    }

    /// One query, so that it sees one moment.
    pub(crate) async fn read(&self) -> Result<Ledger, DatabaseError> {
        if self.layout().await?.is_none() {
            return Ok(Ledger::default());
        }
        let sql = format!(
            "select m.version::text, m.name, m.file, m.checksum, m.state, \
             case when isfinite(m.started_at) then (extract(epoch from m.started_at) * 1000000)::bigint end, \
             case when isfinite(m.applied_at) then (extract(epoch from m.applied_at) * 1000000)::bigint end, \
             m.applied_by, m.duration_ms, m.provider_version, m.down_file, \
             s.index, s.checksum, s.state \
             from {schema}.migrations m \
             left join {schema}.statements s on s.ledger = m.ledger and s.version = m.version \
             and m.state = 'unfinished' \
             where m.ledger = $1 order by m.version, s.index",
            schema = self.schema,
        );
        let rows = bounded(self.client.query(&sql, &[&self.ledger])).await?;
        let mut migrations: Vec<MigrationRecord> = Vec::new();
        for row in &rows {
            let record = record(row)?;
            if migrations.last().is_none_or(|last| last.version != record.version) {
                migrations.push(record);
            }
            if let (Some(last), Some(statement)) = (migrations.last_mut(), statement(row)?) {
                last.statements.push(statement);
            }
        }
        // A version that is no plain number is kept as one that has another place.
        migrations.sort_by_key(|migration| migration.version);
        Ok(Ledger { migrations })
    }

    pub(crate) async fn record_begun(&self, entry: NewMigration<'_>) -> Result<(), DatabaseError> {
        self.put(entry, "unfinished", None, Duration::ZERO).await
    }

    pub(crate) async fn record_applied(
        &self,
        entry: NewMigration<'_>,
        at: SystemTime,
        duration: Duration,
    ) -> Result<(), DatabaseError> {
        self.put(entry, "applied", Some(at), duration).await
    }

    async fn put(
        &self,
        entry: NewMigration<'_>,
        state: &str,
        at: Option<SystemTime>,
        duration: Duration,
    ) -> Result<(), DatabaseError> {
        // Started stays what it was: an interrupted migration began when it first began. A repeatable one that
        // is applied begins anew.
        let again = if entry.version.is_repeatable() { "true" } else { "m.state = 'unfinished'" };
        let sql = format!(
            "insert into {}.migrations as m (ledger, version, name, file, checksum, state, started_at, \
             applied_at, applied_by, duration_ms, provider_version, down_file, down_sql) \
             values ($1, $2::text::numeric, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
             on conflict (ledger, version) do update set name = excluded.name, file = excluded.file, \
             checksum = excluded.checksum, state = excluded.state, applied_at = excluded.applied_at, \
             applied_by = excluded.applied_by, duration_ms = excluded.duration_ms + \
             case when m.state = 'unfinished' then m.duration_ms else 0 end, \
             started_at = case when m.state = 'unfinished' then m.started_at else excluded.started_at end, \
             provider_version = excluded.provider_version, down_file = excluded.down_file, \
             down_sql = excluded.down_sql where {again}",
            self.schema,
        );
        let version = entry.version.0.to_string();
        let milliseconds = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        let (down_file, down_sql) = entry.down.unzip();
        let values: [&(dyn ToSql + Sync); 13] = [
            &self.ledger,
            &version,
            &entry.name,
            &entry.file,
            &entry.checksum,
            &state,
            &entry.started_at,
            &at,
            &entry.applied_by,
            &milliseconds,
            &entry.provider_version,
            &down_file,
            &down_sql,
        ];
        let written = bounded(self.client.execute(&sql, &values)).await?;
        if written == 1 {
            return Ok(());
        }
        // The run lock forbids this, so somebody writes the ledger without it.
        Err(DatabaseError::Other {
            reason: format!("version {} is recorded as applied already", entry.version),
        })
    }

    pub(crate) async fn record_statements(
        &self,
        statements: &[StatementKey<'_>],
        state: StatementState,
        at: SystemTime,
    ) -> Result<(), DatabaseError> {
        if statements.is_empty() {
            return Ok(());
        }
        let repeatable = statements.iter().all(|key| key.version.is_repeatable());
        let again = if repeatable { "true" } else { "it.state <> 'done'" };
        let sql = format!(
            "insert into {}.statements as it (ledger, version, index, checksum, state, started_at, finished_at) \
             select $1, v::numeric, i, c, $5::text, $6::timestamptz, case when $5::text = 'started' then null else $6::timestamptz end \
             from unnest($2::text[], $3::integer[], $4::text[]) as s (v, i, c) \
             on conflict (ledger, version, index) do update set checksum = excluded.checksum, \
             state = excluded.state, finished_at = excluded.finished_at where {again}",
            self.schema,
        );
        let versions: Vec<String> = statements.iter().map(|key| key.version.0.to_string()).collect();
        let indexes: Vec<i32> =
            statements.iter().map(|key| i32::try_from(key.index).unwrap_or(i32::MAX)).collect();
        let checksums: Vec<&str> = statements.iter().map(|key| key.checksum).collect();
        let values: [&(dyn ToSql + Sync); 6] =
            [&self.ledger, &versions, &indexes, &checksums, &statement_state(state), &at];
        let written = bounded(self.client.execute(&sql, &values)).await?;
        if written == statements.len() as u64 {
            return Ok(());
        }
        // As with a migration: somebody else was at work here, and the statement has run twice.
        let reason = format!(
            "a statement of version {} is recorded as done already",
            statements.first().map_or_else(String::new, |key| key.version.to_string())
        );
        Err(DatabaseError::Other { reason })
    }

    pub(crate) async fn record_attempt(&self, attempt: &Attempt) -> Result<(), DatabaseError> {
        let sql = format!(
            "insert into {}.attempts (ledger, version, file, checksum, statement, started_at, failed_at, \
             attempted_by, sqlstate, message, provider_version) \
             values ($1, $2::text::numeric, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            self.schema,
        );
        let version = attempt.version.0.to_string();
        let statement = attempt.statement.map(|index| i32::try_from(index).unwrap_or(i32::MAX));
        let values: [&(dyn ToSql + Sync); 11] = [
            &self.ledger,
            &version,
            &attempt.file,
            &attempt.checksum,
            &statement,
            &attempt.started_at,
            &attempt.failed_at,
            &attempt.attempted_by,
            &attempt.sqlstate,
            &attempt.message,
            &attempt.provider_version,
        ];
        bounded(self.client.execute(&sql, &values)).await?;
        Ok(())
    }
}

const DDL: &str = "
create table {schema}.ledger_layout (
  layout integer primary key,
  created_at timestamptz not null default now()
);
create table {schema}.migrations (
  ledger text not null,
  version numeric(20, 0) not null check (version >= 0),
  name text not null,
  file text not null,
  checksum text not null check (checksum ~ '^[0-9a-f]{64}$'),
  state text not null check (state in ('unfinished', 'applied')),
  started_at timestamptz not null,
  applied_at timestamptz,
  applied_by text not null,
  duration_ms bigint not null default 0,
  provider_version text not null,
  down_file text,
  down_sql text,
  primary key (ledger, version),
  check ((state = 'applied') = (applied_at is not null))
);
create table {schema}.statements (
  ledger text not null,
  version numeric(20, 0) not null,
  index integer not null check (index >= 0),
  checksum text not null check (checksum ~ '^[0-9a-f]{64}$'),
  state text not null check (state in ('started', 'done', 'failed')),
  started_at timestamptz not null,
  finished_at timestamptz,
  primary key (ledger, version, index),
  foreign key (ledger, version) references {schema}.migrations on delete cascade
);
create table {schema}.attempts (
  id bigint generated always as identity primary key,
  ledger text not null,
  version numeric(20, 0) not null,
  file text not null,
  checksum text not null,
  statement integer,
  started_at timestamptz not null,
  failed_at timestamptz not null,
  attempted_by text not null,
  sqlstate text,
  message text not null,
  provider_version text not null
);
comment on table {schema}.ledger_layout is 'Layout of the tables of signalcraft_migration in this schema';
comment on table {schema}.migrations is 'What signalcraft_migration has applied to this database. Written by the provider only';
comment on table {schema}.statements is 'How far each statement has come; decides where an interrupted migration goes on';
comment on table {schema}.attempts is 'Failed attempts, for people. Never read by the provider'";

fn statement_state(state: StatementState) -> &'static str {
    match state {
        StatementState::Started => "started",
        StatementState::Done => "done",
        StatementState::Failed => "failed",
    }
}

fn record(row: &Row) -> Result<MigrationRecord, DatabaseError> {
    let version: String = column(row, 0)?;
    let state: String = column(row, 4)?;
    let applied_at: Option<i64> = column(row, 6)?;
    let duration: i64 = column(row, 8)?;
    let endless = |column| {
        let reason = format!("{column} of version {version} is infinite or missing");
        DatabaseError::LedgerDamaged { reason }
    };
    if state == "applied" && applied_at.is_none() {
        return Err(endless("applied_at"));
    }
    Ok(MigrationRecord {
        version: Version(version.parse().map_err(|error| damaged(&error))?),
        name: column(row, 1)?,
        file: column(row, 2)?,
        checksum: column(row, 3)?,
        state: if state == "applied" { MigrationState::Applied } else { MigrationState::Unfinished },
        started_at: column::<Option<i64>>(row, 5)?.map(moment).ok_or_else(|| endless("started_at"))?,
        applied_at: applied_at.map(moment),
        applied_by: column(row, 7)?,
        duration_ms: duration.unsigned_abs(),
        provider_version: column(row, 9)?,
        down_file: column(row, 10)?,
        statements: Vec::new(),
    })
}

fn statement(row: &Row) -> Result<Option<StatementRecord>, DatabaseError> {
    let Some(index) = column::<Option<i32>>(row, 11)? else { return Ok(None) };
    let state: String = column(row, 13)?;
    let state = match state.as_str() {
        "done" => StatementState::Done,
        "failed" => StatementState::Failed,
        // Whatever else stands there, its outcome has to be looked up.
        _ => StatementState::Started,
    };
    let index = usize::try_from(index).map_err(|error| damaged(&error))?;
    Ok(Some(StatementRecord { index, checksum: column(row, 12)?, state }))
}

fn column<'r, T: tokio_postgres::types::FromSql<'r>>(row: &'r Row, at: usize) -> Result<T, DatabaseError> {
    row.try_get(at).map_err(|error| damaged(&error))
}

fn damaged(error: &(dyn std::error::Error + 'static)) -> DatabaseError {
    DatabaseError::LedgerDamaged { reason: kit::error::chain(error) }
}

/// Microseconds since 1970.
fn moment(microseconds: i64) -> SystemTime {
    let distance = Duration::from_micros(microseconds.unsigned_abs());
    if microseconds < 0 { UNIX_EPOCH - distance } else { UNIX_EPOCH + distance }
}
