//! A database in memory that keeps the promises of the port, understands just enough SQL to notice a
//! statement that ran twice, and can die at any call. For the tests of this crate and of its callers.

#[cfg(test)]
mod tests;
mod world;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use kit::stop::Stop;

use self::world::World;
use crate::database::{
    Database, DatabaseError, IndexState, Leftover, NewMigration, ServerFacts, Session, StatementKey, Timeouts,
};
use crate::ledger::{Attempt, Ledger, StatementState};

/// When and how a session dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crash {
    /// The call that is the last one, from one.
    pub at_call: usize,
    /// What comes of that call.
    pub moment: Moment,
}

/// What comes of the call during which a session dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Nothing: the server never saw it.
    Before,
    /// An index that is built concurrently is left invalid; everything else is as with `Before`.
    HalfWay,
    /// All of it, but the answer is lost.
    After,
}

/// The server: what is shared between sessions and outlives them.
#[derive(Debug, Clone, Default)]
pub struct FakeServer {
    world: Arc<Mutex<World>>,
}

impl FakeServer {
    /// A new session.
    pub fn session(&self) -> FakeDatabase {
        let mut world = self.world();
        world.sessions += 1;
        let pid = world.sessions;
        drop(world);
        FakeDatabase { world: self.world.clone(), pid, session: Mutex::default() }
    }

    /// A new session that will die.
    pub fn doomed_session(&self, crash: Crash) -> FakeDatabase {
        let session = self.session();
        session.own().crash = Some(crash);
        session
    }

    /// The next run of this statement is refused with this error. May be said several times.
    pub fn refuse(&self, sql: &str, error: DatabaseError) {
        self.world().refusals.push((sql.to_owned(), error));
    }

    /// The next row that says "done" is refused with this error. May be said several times.
    pub fn refuse_done(&self, error: DatabaseError) {
        self.world().refused_rows.push(error);
    }

    /// The facts that sessions are told are changed.
    pub fn change_facts(&self, change: impl FnOnce(&mut ServerFacts)) {
        change(&mut self.world().facts);
    }

    /// Everything that is committed, in order: one entry an executed statement.
    pub fn effects(&self) -> Vec<String> {
        self.world().committed.effects.clone()
    }

    /// Tables and indexes that are committed; an invalid index has a `!` behind its name.
    pub fn objects(&self) -> Vec<String> {
        let world = self.world();
        let mark = |(name, valid): (&String, &bool)| format!("{name}{}", if *valid { "" } else { "!" });
        world.committed.objects.iter().map(mark).collect()
    }

    /// The ledger that is committed.
    pub fn ledger(&self) -> Ledger {
        self.world().committed.ledger()
    }

    /// The audit.
    pub fn attempts(&self) -> Vec<Attempt> {
        self.world().attempts.clone()
    }

    /// Who holds the run lock.
    pub fn lock_holder(&self) -> Option<i32> {
        self.world().lock
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A session. Dropping it ends its transaction and gives its lock back.
#[derive(Debug)]
pub struct FakeDatabase {
    world: Arc<Mutex<World>>,
    pid: i32,
    session: Mutex<Own>,
}

/// What belongs to one session.
#[derive(Debug, Default)]
struct Own {
    /// What the transaction would commit.
    transaction: Option<world::State>,
    failed: bool,
    calls: usize,
    crash: Option<Crash>,
    dead: bool,
}

impl Drop for FakeDatabase {
    fn drop(&mut self) {
        self.die();
    }
}

impl FakeDatabase {
    /// How many calls were made so far.
    pub fn calls(&self) -> usize {
        self.own().calls
    }

    fn own(&self) -> MutexGuard<'_, Own> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn die(&self) {
        let mut own = self.own();
        (own.dead, own.transaction) = (true, None);
        let mut world = self.world();
        if world.lock == Some(self.pid) {
            world.lock = None;
        }
    }

    /// One call: counted, and perhaps the last.
    fn call<T>(
        &self,
        effect: impl FnOnce(&mut World, &mut Own, Option<Moment>) -> Result<T, DatabaseError>,
    ) -> Result<T, DatabaseError> {
        let lost = || DatabaseError::ConnectionLost { reason: "connection reset".to_owned() };
        let moment = {
            let mut own = self.own();
            if own.dead {
                return Err(lost());
            }
            own.calls += 1;
            own.crash.filter(|crash| crash.at_call == own.calls).map(|crash| crash.moment)
        };
        let result = match moment {
            Some(Moment::Before) => Err(lost()),
            None | Some(Moment::HalfWay | Moment::After) => {
                effect(&mut self.world(), &mut self.own(), moment)
            }
        };
        if moment.is_some() {
            self.die();
            return Err(lost());
        }
        result
    }

    /// Reads or writes what the session sees: its transaction, or what is committed.
    fn state<T>(
        &self,
        change: impl FnOnce(&mut world::State) -> Result<T, DatabaseError>,
    ) -> Result<T, DatabaseError> {
        self.call(|world, own, moment| {
            if own.failed {
                return Err(world::aborted());
            }
            match (&mut own.transaction, moment) {
                (Some(state), _) => change(state),
                (None, Some(Moment::HalfWay)) => change(&mut world.committed.clone()),
                (None, _) => change(&mut world.committed),
            }
        })
    }

    fn statement(&self, sql: &str, alone: bool, stop: &Stop) -> Result<(), DatabaseError> {
        self.call(|world, own, moment| {
            if own.failed {
                return Err(world::aborted());
            }
            let refused = world.refusals.iter().position(|(refused, _)| refused == sql);
            let result = if stop.is_raised() {
                Err(DatabaseError::Cancelled)
            } else if let Some(at) = refused {
                let (_, error) = world.refusals.remove(at);
                world::half_way(sql, &mut world.committed);
                Err(error)
            } else if alone && moment == Some(Moment::HalfWay) {
                world::half_way(sql, &mut world.committed);
                Ok(())
            } else {
                match &mut own.transaction {
                    Some(state) => world::run(sql, state, alone),
                    None => world::run(sql, &mut world.committed, alone),
                }
            };
            own.failed = result.is_err() && own.transaction.is_some();
            result
        })
    }
}

/// A statement that the fake treats as one that takes for ever.
pub const ENDLESS: &str = "select pg_sleep(600)";

#[async_trait]
impl Database for FakeDatabase {
    async fn facts(&self) -> Result<ServerFacts, DatabaseError> {
        let pid = self.pid;
        self.call(|world, _, _| {
            let ledger_schema_exists = world.committed.exists;
            Ok(ServerFacts { backend_pid: pid, ledger_schema_exists, ..world.facts.clone() })
        })
    }

    async fn read_ledger(&self) -> Result<Ledger, DatabaseError> {
        self.state(|state| Ok(state.ledger()))
    }

    async fn ensure_ledger(&self) -> Result<(), DatabaseError> {
        self.state(|state| {
            state.exists = true;
            Ok(())
        })
    }

    async fn try_lock(&self) -> Result<bool, DatabaseError> {
        let pid = self.pid;
        self.call(|world, _, _| {
            let mine = *world.lock.get_or_insert(pid) == pid;
            Ok(mine)
        })
    }

    async fn lock_holders(&self) -> Result<Vec<Session>, DatabaseError> {
        self.call(|world, _, _| Ok(world.lock.map(world::other).into_iter().collect()))
    }

    async fn unlock(&self) -> Result<(), DatabaseError> {
        let pid = self.pid;
        self.call(|world, _, _| {
            world.lock = world.lock.filter(|holder| *holder != pid);
            Ok(())
        })
    }

    async fn reset_session(&self) -> Result<(), DatabaseError> {
        self.call(|_, _, _| Ok(()))
    }

    async fn begin(&self, _timeouts: Timeouts) -> Result<(), DatabaseError> {
        self.call(|world, own, _| {
            own.transaction = Some(world.committed.clone());
            Ok(())
        })
    }

    async fn run(&self, sql: &str, stop: &Stop) -> Result<(), DatabaseError> {
        if sql == ENDLESS {
            stop.raised().await;
        }
        self.statement(sql, false, stop)
    }

    async fn commit(&self) -> Result<(), DatabaseError> {
        self.call(|world, own, moment| {
            if own.failed {
                return Err(world::aborted());
            }
            if let Some(state) = own.transaction.take().filter(|_| moment != Some(Moment::HalfWay)) {
                world.committed = state;
            }
            Ok(())
        })
    }

    async fn rollback(&self) -> Result<(), DatabaseError> {
        self.call(|_, own, _| {
            (own.transaction, own.failed) = (None, false);
            Ok(())
        })
    }

    async fn run_alone(&self, sql: &str, _timeouts: Timeouts, stop: &Stop) -> Result<(), DatabaseError> {
        if sql == ENDLESS {
            stop.raised().await;
        }
        self.statement(sql, true, stop)
    }

    async fn record_begun(&self, entry: NewMigration<'_>) -> Result<(), DatabaseError> {
        self.state(|state| state.put(entry, None, Duration::ZERO))
    }

    async fn record_applied(
        &self,
        entry: NewMigration<'_>,
        at: SystemTime,
        duration: Duration,
    ) -> Result<(), DatabaseError> {
        self.state(|state| state.put(entry, Some(at), duration))
    }

    async fn record_statements(
        &self,
        statements: &[StatementKey<'_>],
        state: StatementState,
        _at: SystemTime,
    ) -> Result<(), DatabaseError> {
        if state == StatementState::Done
            && let Some(error) = self.world().refused_rows.pop()
        {
            self.own().failed = true;
            return Err(error);
        }
        self.state(|it| statements.iter().try_for_each(|key| it.put_statement(*key, state)))
    }

    async fn record_attempt(&self, attempt: &Attempt) -> Result<(), DatabaseError> {
        self.call(|world, _, _| {
            world.attempts.push(attempt.clone());
            Ok(())
        })
    }

    async fn index_state(&self, index: &str, _table: Option<&str>) -> Result<IndexState, DatabaseError> {
        self.state(|state| {
            Ok(match state.objects.get(index) {
                None => IndexState::Absent,
                Some(true) => IndexState::Valid,
                Some(false) => IndexState::Invalid,
            })
        })
    }

    async fn settle(
        &self,
        _leftover: &Leftover,
        _timeouts: Timeouts,
        _stop: &Stop,
    ) -> Result<bool, DatabaseError> {
        self.call(|_, _, _| Ok(false))
    }

    async fn drop_invalid_index(
        &self,
        index: &str,
        _table: Option<&str>,
        _timeouts: Timeouts,
        _stop: &Stop,
    ) -> Result<(), DatabaseError> {
        self.state(|state| {
            if state.objects.get(index) == Some(&false) {
                state.objects.remove(index);
            }
            Ok(())
        })
    }
}
