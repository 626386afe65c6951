//! The port, kept: each method of `migration_engine::Database` as SQL.

use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use kit::stop::Stop;
use migration_engine::database::{
    Database, IndexState, Leftover, NewMigration, ServerFacts, Session, StatementKey, Timeouts,
};
use migration_engine::ledger::{Attempt, StatementState};
use migration_engine::{DatabaseError, Ledger};

use crate::connect;
use crate::ledger::Tables;
use crate::quote::{identifier, literal};
use crate::session::{Open, PostgresDatabase, holding, others};

impl PostgresDatabase {
    fn tables(&self) -> Tables<'_> {
        Tables::new(self.client(), self.settings.ledger.schema(), self.settings.ledger.name())
    }

    /// One row with one text.
    async fn value(&self, sql: &str) -> Result<Option<String>, DatabaseError> {
        Ok(self.query_text(sql).await?.into_iter().next().and_then(|row| row.into_iter().next().flatten()))
    }

    /// Ends what is under way when the run lock is not ours any more: a migration can give it back, and then
    /// a second run is at work. Says nothing when this session never took it.
    async fn verify_lock(&self) -> Result<(), DatabaseError> {
        if !self.holds_lock() {
            return Ok(());
        }
        let key = self.settings.ledger.lock_key();
        let sql = format!(
            "select exists (select from pg_catalog.pg_locks where locktype = 'advisory' and granted \
             and objsubid = 1 and pid = pg_catalog.pg_backend_pid() \
             and ((classid::bigint << 32) | objid::bigint) = {key})::text"
        );
        if self.value(&sql).await?.as_deref() == Some("true") {
            return Ok(());
        }
        let reason =
            "this session does not hold it any more; something in the migrations gave it back".to_owned();
        Err(DatabaseError::RunLockLost { reason })
    }

    /// The transaction that is open is the one that [`begin`](Database::begin) opened: a ledger row in
    /// another one would not stand and fall with the statements it is about.
    async fn verify_transaction(&self) -> Result<(), DatabaseError> {
        let Some(open) = self.open() else { return Ok(()) };
        let now = self.value("select pg_catalog.pg_current_xact_id_if_assigned()::text").await?;
        if now.as_ref() == Some(&open.number) {
            return Ok(());
        }
        let reason = "another transaction is open than the one that was begun".to_owned();
        Err(DatabaseError::TransactionLost { reason })
    }

    /// An index by its name as written, on its table if that is known: its quoted name with schema, and
    /// whether it is valid.
    async fn index(&self, index: &str, table: Option<&str>) -> Result<Option<(String, bool)>, DatabaseError> {
        // An index lives in its table's schema, whatever the search path says; without the table, the search
        // path decides. parse_ident reads quotes as the server does.
        let place = match table {
            Some(table) => format!(
                "i.indrelid = to_regclass({}) \
                 and c.relname = (parse_ident({index}))[array_length(parse_ident({index}), 1)]::name",
                literal(table),
                index = literal(index),
            ),
            None => format!("i.indexrelid = to_regclass({})", literal(index)),
        };
        let sql = format!(
            "select n.nspname, c.relname, i.indisvalid::text from pg_index i \
             join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace \
             where {place}"
        );
        let rows = self.query_text(&sql).await?;
        let Some([Some(schema), Some(name), Some(valid)]) = rows.first().map(Vec::as_slice) else {
            return Ok(None);
        };
        Ok(Some((format!("{}.{}", identifier(schema), identifier(name)), valid == "true")))
    }
}

#[async_trait]
impl Database for PostgresDatabase {
    async fn facts(&self) -> Result<ServerFacts, DatabaseError> {
        let sql = format!(
            "select current_setting('server_version_num'), \
             split_part(current_setting('server_version'), ' ', 1), pg_is_in_recovery()::text, \
             current_setting('transaction_read_only'), session_user::text, current_user::text, \
             current_database()::text, \
             exists (select from pg_namespace where nspname = {})::text, \
             has_database_privilege(current_database(), 'CREATE')::text, \
             current_setting('TimeZone'), pg_backend_pid()::text",
            literal(self.settings.ledger.schema()),
        );
        let row = self.query_text(&sql).await?.into_iter().next().unwrap_or_default();
        let text = |column: usize| row.get(column).cloned().flatten().unwrap_or_default();
        Ok(ServerFacts {
            version_number: text(0).parse().unwrap_or_default(),
            version: text(1),
            in_recovery: text(2) == "true",
            read_only: text(3) == "on",
            login: text(4),
            role: text(5),
            database: text(6),
            ledger_schema_exists: text(7) == "true",
            can_create_schema: text(8) == "true",
            time_zone: text(9),
            backend_pid: text(10).parse().unwrap_or_default(),
        })
    }

    async fn read_ledger(&self) -> Result<Ledger, DatabaseError> {
        self.tables().read().await
    }

    async fn ensure_ledger(&self) -> Result<(), DatabaseError> {
        self.tables().create().await
    }

    async fn try_lock(&self) -> Result<bool, DatabaseError> {
        let key = self.settings.ledger.lock_key();
        let taken = self.value(&format!("select pg_try_advisory_lock({key})::text")).await?;
        if taken.as_deref() != Some("true") {
            return Ok(false);
        }
        // Behind a pooler the lock belongs to whichever server process took that one statement.
        let holders = others(self.client(), &holding(key)).await?;
        if holders.iter().any(|holder| holder.pid == self.link.backend_pid) {
            self.set_holds_lock(true);
            return Ok(true);
        }
        let reason = "the run lock is held by another server process than ours".to_owned();
        Err(DatabaseError::Pooler { reason })
    }

    async fn lock_holders(&self) -> Result<Vec<Session>, DatabaseError> {
        others(self.client(), &holding(self.settings.ledger.lock_key())).await
    }

    async fn unlock(&self) -> Result<(), DatabaseError> {
        self.set_holds_lock(false);
        self.own(&format!("select pg_advisory_unlock({})", self.settings.ledger.lock_key())).await
    }

    async fn reset_session(&self) -> Result<(), DatabaseError> {
        // Not DISCARD ALL, which would give the run lock away.
        self.own(&format!("reset session authorization; reset all; reset role; {}", self.link.preparation))
            .await
    }

    async fn begin(&self, timeouts: Timeouts) -> Result<(), DatabaseError> {
        self.verify_lock().await?;
        self.prepare_to_look(timeouts.lock).await;
        let number = self
            .value(&format!(
                "begin; set local lock_timeout = {}; set local statement_timeout = {}; \
                 select pg_catalog.pg_current_xact_id()::text",
                milliseconds(timeouts.lock),
                milliseconds(timeouts.statement),
            ))
            .await?
            .unwrap_or_default();
        self.set_open(Some(Open { timeouts, number }));
        Ok(())
    }

    async fn run(&self, sql: &str, stop: &Stop) -> Result<(), DatabaseError> {
        match self.open() {
            Some(open) => self.watched(sql, open.timeouts, stop).await,
            None => Err(DatabaseError::Other { reason: "no transaction is open".to_owned() }),
        }
    }

    async fn commit(&self) -> Result<(), DatabaseError> {
        // COMMIT of a transaction that failed says ROLLBACK and no error; this question does.
        self.verify_transaction().await?;
        self.set_open(None);
        self.own("commit").await
    }

    async fn rollback(&self) -> Result<(), DatabaseError> {
        let open = self.open();
        self.set_open(None);
        self.own("rollback").await?;
        let Some(Open { number, .. }) = open else { return Ok(()) };
        let sql = format!("select pg_catalog.pg_xact_status({})::text", literal(&number));
        if self.value(&sql).await?.as_deref() == Some("committed") {
            let reason = "it was committed when it should have been rolled back".to_owned();
            return Err(DatabaseError::TransactionLost { reason });
        }
        Ok(())
    }

    async fn run_alone(&self, sql: &str, timeouts: Timeouts, stop: &Stop) -> Result<(), DatabaseError> {
        self.verify_lock().await?;
        self.own(&format!(
            "set lock_timeout = {}; set statement_timeout = {}",
            milliseconds(timeouts.lock),
            milliseconds(timeouts.statement),
        ))
        .await?;
        let done = self.watched(sql, timeouts, stop).await;
        if !done.as_ref().is_err_and(DatabaseError::ends_session) {
            self.own("reset lock_timeout; reset statement_timeout").await?;
        }
        done
    }

    async fn record_begun(&self, entry: NewMigration<'_>) -> Result<(), DatabaseError> {
        self.verify_transaction().await?;
        self.tables().record_begun(entry).await
    }

    async fn record_applied(
        &self,
        entry: NewMigration<'_>,
        at: SystemTime,
        duration: Duration,
    ) -> Result<(), DatabaseError> {
        self.verify_transaction().await?;
        self.tables().record_applied(entry, at, duration).await
    }

    async fn record_statements(
        &self,
        statements: &[StatementKey<'_>],
        state: StatementState,
        at: SystemTime,
    ) -> Result<(), DatabaseError> {
        self.verify_transaction().await?;
        self.tables().record_statements(statements, state, at).await
    }

    async fn record_attempt(&self, attempt: &Attempt) -> Result<(), DatabaseError> {
        if !self.client().is_closed() {
            match self.tables().record_attempt(attempt).await {
                // gone after all: the driver notices a moment after the statement does
                Err(error) if error.ends_session() || self.client().is_closed() => {}
                written => return written,
            }
        }
        let side = connect::connect(&self.settings).await?;
        let ledger = &self.settings.ledger;
        Tables::new(&side.client, ledger.schema(), ledger.name()).record_attempt(attempt).await
    }

    async fn index_state(&self, index: &str, table: Option<&str>) -> Result<IndexState, DatabaseError> {
        Ok(match self.index(index, table).await? {
            None => IndexState::Absent,
            Some((_, true)) => IndexState::Valid,
            Some((_, false)) => IndexState::Invalid,
        })
    }

    async fn settle(
        &self,
        leftover: &Leftover,
        timeouts: Timeouts,
        stop: &Stop,
    ) -> Result<bool, DatabaseError> {
        crate::leftover::settle(self, leftover, timeouts, stop).await
    }

    async fn drop_invalid_index(
        &self,
        index: &str,
        table: Option<&str>,
        timeouts: Timeouts,
        stop: &Stop,
    ) -> Result<(), DatabaseError> {
        // Looked up again, because dropping one that has become valid would be harm.
        match self.index(index, table).await? {
            Some((name, false)) => {
                // Not valid is also what somebody is building at this moment.
                self.nobody_builds(&name, timeouts, stop).await?;
                self.run_alone(&format!("drop index concurrently if exists {name}"), timeouts, stop).await
            }
            Some((_, true)) | None => Ok(()),
        }
    }
}

/// For a timeout setting, which counts in whole milliseconds and takes zero for "never".
fn milliseconds(duration: Duration) -> i32 {
    i32::try_from(duration.as_millis()).unwrap_or(i32::MAX).max(1)
}
