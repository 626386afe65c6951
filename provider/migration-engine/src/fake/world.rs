//! What the fake server remembers, and the little SQL it understands: `create table`, `drop table`,
//! `create index [concurrently]`, a division by zero, and anything else as an effect that is counted.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use crate::database::{DatabaseError, NewMigration, ServerError, ServerFacts, Session, StatementKey};
use crate::ledger::{Attempt, Ledger, MigrationRecord, MigrationState, StatementRecord, StatementState};
use crate::version::Version;

/// The server.
#[derive(Debug)]
pub(super) struct World {
    pub committed: State,
    pub attempts: Vec<Attempt>,
    /// The session that holds the run lock.
    pub lock: Option<i32>,
    pub sessions: i32,
    /// Statements that will be refused.
    pub refusals: Vec<(String, DatabaseError)>,
    /// Rows that will be refused.
    pub refused_rows: Vec<DatabaseError>,
    pub facts: ServerFacts,
}

impl Default for World {
    fn default() -> Self {
        Self {
            committed: State::default(),
            attempts: Vec::new(),
            lock: None,
            sessions: 0,
            refusals: Vec::new(),
            refused_rows: Vec::new(),
            facts: ServerFacts {
                version_number: 170_000,
                version: "17.0".to_owned(),
                in_recovery: false,
                read_only: false,
                login: "fake".to_owned(),
                role: "fake".to_owned(),
                database: "fake".to_owned(),
                ledger_schema_exists: false,
                can_create_schema: true,
                time_zone: "UTC".to_owned(),
                backend_pid: 0,
            },
        }
    }
}

/// What a transaction can change.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    /// The ledger was created.
    pub exists: bool,
    records: BTreeMap<Version, MigrationRecord>,
    /// Tables and indexes by name, and whether they are valid.
    pub objects: BTreeMap<String, bool>,
    pub effects: Vec<String>,
}

impl State {
    pub(super) fn ledger(&self) -> Ledger {
        let migrations = self.records.values().cloned().map(|mut record| {
            if record.state == MigrationState::Applied {
                record.statements.clear();
            }
            record
        });
        Ledger { migrations: migrations.collect() }
    }

    pub(super) fn put(
        &mut self,
        entry: NewMigration<'_>,
        at: Option<SystemTime>,
        duration: Duration,
    ) -> Result<(), DatabaseError> {
        self.need_ledger()?;
        let old = self.records.remove(&entry.version);
        let old = old.filter(|_| !entry.version.is_repeatable());
        if old.as_ref().is_some_and(|old| old.state == MigrationState::Applied) {
            self.records.extend(old.map(|old| (old.version, old)));
            let reason = format!("version {} is recorded as applied already", entry.version);
            return Err(DatabaseError::Other { reason });
        }
        let record = MigrationRecord {
            version: entry.version,
            name: entry.name.to_owned(),
            file: entry.file.to_owned(),
            checksum: entry.checksum.to_owned(),
            state: if at.is_some() { MigrationState::Applied } else { MigrationState::Unfinished },
            started_at: old.as_ref().map_or(entry.started_at, |old| old.started_at),
            applied_at: at,
            applied_by: entry.applied_by.to_owned(),
            duration_ms: u64::try_from(duration.as_millis()).unwrap_or(u64::MAX),
            provider_version: entry.provider_version.to_owned(),
            down_file: entry.down.map(|(file, _)| file.to_owned()),
            statements: old.map(|old| old.statements).unwrap_or_default(),
        };
        self.records.insert(entry.version, record);
        Ok(())
    }

    pub(super) fn put_statement(
        &mut self,
        key: StatementKey<'_>,
        state: StatementState,
    ) -> Result<(), DatabaseError> {
        self.need_ledger()?;
        let Some(record) = self.records.get_mut(&key.version) else {
            return Err(refused("23503", "a statement of a migration that is not in the ledger"));
        };
        let done = |it: &StatementRecord| it.index == key.index && it.state == StatementState::Done;
        if record.statements.iter().any(done) && !key.version.is_repeatable() {
            let reason = format!("a statement of version {} is recorded as done already", key.version);
            return Err(DatabaseError::Other { reason });
        }
        let statement = StatementRecord { index: key.index, checksum: key.checksum.to_owned(), state };
        record.statements.retain(|it| it.index != key.index);
        record.statements.push(statement);
        record.statements.sort_by_key(|it| it.index);
        Ok(())
    }

    fn need_ledger(&self) -> Result<(), DatabaseError> {
        if self.exists { Ok(()) } else { Err(refused("42P01", "relation \"migrations\" does not exist")) }
    }
}

pub(super) fn refused(sqlstate: &str, message: &str) -> DatabaseError {
    DatabaseError::Statement(Box::new(ServerError {
        sqlstate: sqlstate.to_owned(),
        message: message.to_owned(),
        detail: None,
        hint: None,
        position: None,
    }))
}

pub(super) fn aborted() -> DatabaseError {
    refused("25P02", "current transaction is aborted, commands ignored until end of transaction block")
}

pub(super) fn other(pid: i32) -> Session {
    Session {
        pid,
        user: "fake".to_owned(),
        application: "fake".to_owned(),
        state: "idle".to_owned(),
        age: None,
    }
}

/// What a statement does, by its words.
enum Does<'a> {
    CreateTable(&'a str),
    DropTable(&'a str),
    CreateIndex { name: &'a str, concurrently: bool, if_not_exists: bool },
    Fail,
    Other,
}

fn read(sql: &str) -> Does<'_> {
    let words: Vec<&str> = sql.split([' ', '\n', '(']).filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        ["create", "table", name, ..] => Does::CreateTable(name),
        ["drop", "table", name, ..] => Does::DropTable(name),
        ["create", "index", "concurrently", "if", "not", "exists", name, ..] => {
            Does::CreateIndex { name, concurrently: true, if_not_exists: true }
        }
        ["create", "index", "concurrently", name, ..] => {
            Does::CreateIndex { name, concurrently: true, if_not_exists: false }
        }
        ["create", "index", name, ..] => {
            Does::CreateIndex { name, concurrently: false, if_not_exists: false }
        }
        ["select", "1/0", ..] => Does::Fail,
        _ => Does::Other,
    }
}

/// Runs a statement on what the session sees.
pub(super) fn run(sql: &str, state: &mut State, alone: bool) -> Result<(), DatabaseError> {
    let exists = |name: &str| refused("42P07", &format!("relation \"{name}\" already exists"));
    match read(sql) {
        Does::DropTable(name) => {
            if state.objects.remove(name).is_none() {
                return Err(refused("42P01", &format!("table \"{name}\" does not exist")));
            }
        }
        Does::CreateIndex { concurrently: true, .. } if !alone => {
            let message = "CREATE INDEX CONCURRENTLY cannot run inside a transaction block";
            return Err(refused("25001", message));
        }
        // As the server does: an index of that name that is not valid is good enough for it.
        Does::CreateIndex { name, if_not_exists: true, .. } if state.objects.contains_key(name) => {}
        Does::CreateTable(name) | Does::CreateIndex { name, .. } => {
            if state.objects.insert(name.to_owned(), true).is_some() {
                return Err(exists(name));
            }
        }
        Does::Fail => return Err(refused("22012", "division by zero")),
        Does::Other => {}
    }
    state.effects.push(sql.to_owned());
    Ok(())
}

/// What an interrupted statement leaves: an index that was being built concurrently, not valid.
pub(super) fn half_way(sql: &str, state: &mut State) {
    if let Does::CreateIndex { name, concurrently: true, .. } = read(sql) {
        state.objects.entry(name.to_owned()).or_insert(false);
    }
}
