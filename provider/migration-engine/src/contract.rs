//! The promises of the port as code. They run against the fake and against the adapter on a real server, so
//! that what the engine's tests assume is what a server does.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use kit::stop::{Stop, StopSwitch};

use crate::database::{Database, DatabaseError, IndexState, NewMigration, StatementKey, Timeouts};
use crate::directory::checksum;
use crate::fake::ENDLESS;
use crate::ledger::{Attempt, Ledger, MigrationState, StatementState};
use crate::version::Version;

/// A server to try the promises on: an empty database, and sessions on it.
#[async_trait]
pub trait Server: std::fmt::Debug + Send + Sync {
    /// A new session. All sessions are on one database and one ledger.
    async fn session(&self) -> Result<Arc<dyn Database>, DatabaseError>;
}

/// A promise that was not kept.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// It did something else.
    #[error("{promise}: {found}")]
    Promise {
        /// What should hold.
        promise: &'static str,
        /// What was found.
        found: String,
    },
    /// A call failed that should not.
    #[error("a call failed that should not")]
    Call(#[from] DatabaseError),
}

const TIMEOUTS: Timeouts = Timeouts { lock: Duration::from_secs(2), statement: Duration::from_secs(20) };
/// How long a server may take to notice that a session is gone.
const NOTICE: Duration = Duration::from_secs(10);

fn ensure(promise: &'static str, holds: bool, found: impl std::fmt::Debug) -> Result<(), Broken> {
    if holds { Ok(()) } else { Err(Broken::Promise { promise, found: format!("{found:?}") }) }
}

/// Tries every promise, in an order in which each finds what it needs. The database must be empty.
pub async fn check(server: &dyn Server) -> Result<(), Broken> {
    a_missing_ledger_is_empty_and_stays_missing(server).await?;
    a_ledger_is_created_once_by_two(server).await?;
    the_lock_has_one_holder_and_ends_with_its_session(server).await?;
    a_rollback_leaves_nothing(server).await?;
    a_commit_leaves_everything(server).await?;
    a_failed_transaction_cannot_be_committed(server).await?;
    an_unfinished_migration_shows_its_statements(server).await?;
    an_index_is_built_outside_a_transaction(server).await?;
    a_stop_cancels_and_the_session_lives(server).await?;
    an_attempt_is_no_part_of_the_ledger(server).await
}

async fn a_missing_ledger_is_empty_and_stays_missing(server: &dyn Server) -> Result<(), Broken> {
    let session = server.session().await?;
    let ledger = session.read_ledger().await?;
    ensure("a missing ledger is empty", ledger == Ledger::default(), &ledger)?;
    let facts = session.facts().await?;
    ensure("reading creates nothing", !facts.ledger_schema_exists, &facts)?;
    ensure("a session's time zone is UTC", facts.time_zone == "UTC", &facts.time_zone)?;
    ensure("a session has a process", facts.backend_pid > 0, facts.backend_pid)
}

async fn a_ledger_is_created_once_by_two(server: &dyn Server) -> Result<(), Broken> {
    let (one, two) = (server.session().await?, server.session().await?);
    let (first, second) = tokio::join!(one.ensure_ledger(), two.ensure_ledger());
    first?;
    second?;
    one.ensure_ledger().await?;
    ensure("the schema is there", one.facts().await?.ledger_schema_exists, ())
}

async fn the_lock_has_one_holder_and_ends_with_its_session(server: &dyn Server) -> Result<(), Broken> {
    let (one, two) = (server.session().await?, server.session().await?);
    ensure("a free lock is taken", one.try_lock().await?, ())?;
    ensure("a taken lock is not taken again", !two.try_lock().await?, ())?;
    let (holders, facts) = (two.lock_holders().await?, one.facts().await?);
    let named = holders.len() == 1 && holders.iter().all(|holder| holder.pid == facts.backend_pid);
    ensure("the holder is named", named, &holders)?;
    one.reset_session().await?;
    ensure("a reset keeps the lock", !two.try_lock().await?, ())?;
    one.unlock().await?;
    ensure("a lock given back is free", two.try_lock().await?, ())?;
    drop(two);
    let freed = async {
        while !one.try_lock().await? {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok::<_, DatabaseError>(())
    };
    let freed = tokio::time::timeout(NOTICE, freed).await;
    ensure("a lock ends with its session", matches!(freed, Ok(Ok(()))), &freed)?;
    Ok(one.unlock().await?)
}

/// The times of a ledger are kept to the microsecond.
fn moment() -> SystemTime {
    UNIX_EPOCH + Duration::from_micros(1_700_000_000_123_456)
}

fn entry(version: Version, checksum: &str) -> NewMigration<'_> {
    NewMigration {
        version,
        name: "an 'odd' name",
        file: "1_a.up.sql",
        checksum,
        started_at: moment(),
        applied_by: "contract",
        provider_version: "0",
        down: Some(("1_a.down.sql", "drop table contract_a;")),
    }
}

async fn a_rollback_leaves_nothing(server: &dyn Server) -> Result<(), Broken> {
    let session = server.session().await?;
    let sum = checksum(b"rollback");
    session.begin(TIMEOUTS).await?;
    session.run("create table contract_gone (id int)", &Stop::never()).await?;
    session.record_applied(entry(Version(1), &sum), moment(), Duration::from_millis(7)).await?;
    session.rollback().await?;
    session.rollback().await?;
    let ledger = session.read_ledger().await?;
    ensure("a rollback takes the ledger row back", ledger == Ledger::default(), &ledger)?;
    session.begin(TIMEOUTS).await?;
    let again = session.run("create table contract_gone (id int)", &Stop::never()).await;
    ensure("a rollback takes the table back", again.is_ok(), &again)?;
    Ok(session.rollback().await?)
}

async fn a_commit_leaves_everything(server: &dyn Server) -> Result<(), Broken> {
    let session = server.session().await?;
    // The largest version, because a signed 64-bit column would not hold it.
    let (version, sum) = (Version(u64::MAX), checksum(b"commit"));
    session.begin(TIMEOUTS).await?;
    session.run("create table contract_a (id int)", &Stop::never()).await?;
    session.record_applied(entry(version, &sum), moment(), Duration::from_millis(7)).await?;
    let key = StatementKey { version, index: 0, checksum: &sum };
    session.record_statements(&[key], StatementState::Done, moment()).await?;
    session.commit().await?;
    let ledger = server.session().await?.read_ledger().await?;
    let record = ledger.get(version);
    let same = record.is_some_and(|record| {
        record.name == "an 'odd' name"
            && record.checksum == sum
            && record.state == MigrationState::Applied
            && (record.started_at, record.applied_at) == (moment(), Some(moment()))
            && record.duration_ms == 7
            && record.down_file.as_deref() == Some("1_a.down.sql")
            && record.statements.is_empty()
    });
    ensure("a commit leaves the record as written", same && ledger.migrations.len() == 1, &ledger)?;
    let twice = session.record_applied(entry(version, &sum), moment(), Duration::ZERO).await;
    ensure("what is applied is not recorded again", twice.is_err(), &twice)
}

async fn a_failed_transaction_cannot_be_committed(server: &dyn Server) -> Result<(), Broken> {
    let session = server.session().await?;
    session.begin(TIMEOUTS).await?;
    session.run("create table contract_failed (id int)", &Stop::never()).await?;
    let failed = session.run("select 1/0", &Stop::never()).await;
    let told = matches!(&failed, Err(DatabaseError::Statement(error)) if error.sqlstate == "22012");
    ensure("a refused statement has its SQLSTATE", told, &failed)?;
    let committed = session.commit().await;
    ensure("a failed transaction is not committed in silence", committed.is_err(), &committed)?;
    session.rollback().await?;
    session.begin(TIMEOUTS).await?;
    session.run("create table contract_failed (id int)", &Stop::never()).await?;
    Ok(session.rollback().await?)
}

async fn an_unfinished_migration_shows_its_statements(server: &dyn Server) -> Result<(), Broken> {
    let session = server.session().await?;
    let (version, sum) = (Version(2), checksum(b"unfinished"));
    session.begin(TIMEOUTS).await?;
    session.record_begun(entry(version, &sum)).await?;
    for (index, state) in
        [(0, StatementState::Started), (0, StatementState::Done), (1, StatementState::Started)]
    {
        let key = StatementKey { version, index, checksum: &sum };
        session.record_statements(&[key], state, moment()).await?;
    }
    session.commit().await?;
    let key = StatementKey { version, index: 0, checksum: &sum };
    let twice = session.record_statements(&[key], StatementState::Done, moment()).await;
    ensure("a statement that is done is not recorded again", twice.is_err(), &twice)?;
    let ledger = session.read_ledger().await?;
    let states = ledger.get(version).map(|record| {
        let states: Vec<_> = record.statements.iter().map(|it| (it.index, it.state)).collect();
        (record.state, states)
    });
    let expected =
        (MigrationState::Unfinished, vec![(0, StatementState::Done), (1, StatementState::Started)]);
    ensure("an unfinished migration shows its statements", states == Some(expected), &states)?;
    session.record_begun(entry(version, &sum)).await?;
    session.record_applied(entry(version, &sum), moment(), Duration::from_millis(1)).await?;
    let ledger = session.read_ledger().await?;
    let applied = ledger.get(version).is_some_and(|record| record.state == MigrationState::Applied);
    ensure("an unfinished migration can be finished", applied, &ledger)
}

async fn an_index_is_built_outside_a_transaction(server: &dyn Server) -> Result<(), Broken> {
    let session = server.session().await?;
    let (index, table) = ("contract_i", Some("contract_a"));
    let sql = "create index concurrently contract_i on contract_a (id)";
    let state = session.index_state(index, table).await?;
    ensure("an index that was never built is absent", state == IndexState::Absent, state)?;
    session.begin(TIMEOUTS).await?;
    let refused = session.run(sql, &Stop::never()).await;
    let told = matches!(&refused, Err(DatabaseError::Statement(error)) if error.sqlstate == "25001");
    ensure("no index is built concurrently in a transaction", told, &refused)?;
    session.rollback().await?;
    session.run_alone(sql, TIMEOUTS, &Stop::never()).await?;
    for table in [table, None] {
        let state = session.index_state(index, table).await?;
        ensure("an index that was built is valid", state == IndexState::Valid, state)?;
    }
    session.drop_invalid_index(index, table, TIMEOUTS, &Stop::never()).await?;
    let state = session.index_state(index, table).await?;
    ensure("a valid index is not dropped", state == IndexState::Valid, state)
}

async fn a_stop_cancels_and_the_session_lives(server: &dyn Server) -> Result<(), Broken> {
    let session = server.session().await?;
    for alone in [false, true] {
        let switch = StopSwitch::default();
        let stop = switch.signal();
        if !alone {
            session.begin(TIMEOUTS).await?;
        }
        let statement = async {
            if alone {
                session.run_alone(ENDLESS, TIMEOUTS, &stop).await
            } else {
                session.run(ENDLESS, &stop).await
            }
        };
        let raise = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            switch.stop();
        };
        let (stopped, ()) = tokio::join!(statement, raise);
        ensure("a stop cancels the statement", stopped == Err(DatabaseError::Cancelled), &stopped)?;
        session.rollback().await?;
    }
    session.begin(TIMEOUTS).await?;
    session.run("create table contract_later (id int)", &Stop::never()).await?;
    Ok(session.rollback().await?)
}

async fn an_attempt_is_no_part_of_the_ledger(server: &dyn Server) -> Result<(), Broken> {
    let session = server.session().await?;
    let before = session.read_ledger().await?;
    let attempt = Attempt {
        version: Version(99),
        file: "99_a.sql".to_owned(),
        checksum: checksum(b"attempt"),
        statement: Some(0),
        started_at: moment(),
        failed_at: moment(),
        attempted_by: "contract".to_owned(),
        sqlstate: Some("22012".to_owned()),
        message: "division by zero".to_owned(),
        provider_version: "0".to_owned(),
    };
    session.record_attempt(&attempt).await?;
    let after = session.read_ledger().await?;
    ensure("an attempt is no part of the ledger", before == after, &after)
}
