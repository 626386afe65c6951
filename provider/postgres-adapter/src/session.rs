//! One session: running a statement while watching for a stop, for the server's silence, and for whoever
//! is in its way.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use kit::stop::Stop;
use migration_engine::DatabaseError;
use migration_engine::database::{Session as Other, Timeouts};
use tokio::io::DuplexStream;
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, SimpleQueryMessage};

use crate::connect::{self, Link};
use crate::failure::{self, Asked};
use crate::settings::Settings;

/// Rows of text; NULL is `None`.
pub type Rows = Vec<Vec<Option<String>>>;

/// How long the server may stay silent beyond the statement timeout before the connection counts as lost.
const SILENCE: Duration = Duration::from_secs(30);
/// How long the server may take to end a statement that it was asked to cancel, before it is asked again.
const CANCEL_WAIT: Duration = Duration::from_secs(4);
/// How often it is asked.
const CANCEL_TRIES: u32 = 3;
/// Room for a TLS handshake on its way.
const CANCEL_BUFFER: usize = 64 * 1024;
/// How long the question who is in the way may take.
const LOOK_WAIT: Duration = Duration::from_secs(5);
/// Below this, making a connection takes a good part of a lock timeout.
const SHORT: Duration = Duration::from_secs(2);
/// How often it is asked at most while a short timeout runs.
const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// How often it is asked, at most.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// How long our own small statements may take.
const OWN_STATEMENT: Duration = Duration::from_mins(1);

/// A session on a PostgreSQL server, with a ledger in its database.
#[derive(Debug)]
pub struct PostgresDatabase {
    pub(crate) settings: Settings,
    pub(crate) link: Link,
    /// The transaction that is open.
    open: Mutex<Option<Open>>,
    /// Where is asked who is in our way. Made when it is first needed, and kept.
    side: tokio::sync::Mutex<Option<Link>>,
    /// We took the run lock and did not give it back.
    holds_lock: AtomicBool,
}

/// A transaction that we began.
#[derive(Debug, Clone)]
pub(crate) struct Open {
    pub timeouts: Timeouts,
    /// Its number as the server writes it, by which it is told from one that came after it.
    pub number: String,
}

impl PostgresDatabase {
    /// Connects, logs in, and prepares the session: time zone UTC, the role taken on, timeouts that end it
    /// when we are gone. Refuses servers older than 13 and poolers that it notices.
    ///
    /// Takes at most `settings.connect_timeout`. Needs a Tokio runtime.
    pub async fn connect(settings: Settings) -> Result<Self, DatabaseError> {
        let link = connect::connect(&settings).await?;
        Ok(Self {
            settings,
            link,
            open: Mutex::new(None),
            side: tokio::sync::Mutex::default(),
            holds_lock: AtomicBool::new(false),
        })
    }

    /// Runs one or many statements and gives all their rows as text. For checks and tests; migrations go
    /// through the port.
    pub async fn query_text(&self, sql: &str) -> Result<Rows, DatabaseError> {
        text_rows(&self.link.client, sql).await
    }

    pub(crate) fn client(&self) -> &Client {
        &self.link.client
    }

    pub(crate) fn set_open(&self, open: Option<Open>) {
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = open;
    }

    pub(crate) fn open(&self) -> Option<Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_holds_lock(&self, holds: bool) {
        self.holds_lock.store(holds, Ordering::Relaxed);
    }

    pub(crate) fn holds_lock(&self) -> bool {
        self.holds_lock.load(Ordering::Relaxed)
    }

    /// One of our own statements, none of which waits for long.
    pub(crate) async fn own(&self, sql: &str) -> Result<(), DatabaseError> {
        bounded(self.client().batch_execute(sql)).await
    }

    /// A statement of a migration.
    pub(crate) async fn watched(
        &self,
        sql: &str,
        timeouts: Timeouts,
        stop: &Stop,
    ) -> Result<(), DatabaseError> {
        let from = Instant::now();
        let blockers = Mutex::new(Vec::new());
        let mut statement = std::pin::pin!(self.client().batch_execute(sql));
        let finished = tokio::select! {
            biased;
            finished = &mut statement => finished,
            _ = stop.raised() => return self.cancel(statement).await,
            () = tokio::time::sleep(timeouts.statement.saturating_add(SILENCE)) => {
                let allowed = kit::duration::format(timeouts.statement);
                let reason = format!("no answer long after the statement timeout of {allowed}");
                return Err(DatabaseError::ConnectionLost { reason });
            }
            never = self.look_for_blockers(timeouts.lock, &blockers) => match never {},
        };
        finished.map_err(|error| {
            let asked = Asked { cancelled: false, timeout: Some((timeouts.statement, from.elapsed())) };
            let mut error = failure::while_running(&error, asked);
            if let DatabaseError::LockTimeout { blockers: seen } = &mut error {
                *seen = std::mem::take(&mut *blockers.lock().unwrap_or_else(PoisonError::into_inner));
            }
            error
        })
    }

    /// Asks the server to cancel what it is doing for us, and waits until it has.
    async fn cancel(
        &self,
        mut statement: std::pin::Pin<&mut impl Future<Output = Result<(), tokio_postgres::Error>>>,
    ) -> Result<(), DatabaseError> {
        for _ in 0..CANCEL_TRIES {
            let request = tokio::time::timeout(CANCEL_WAIT, self.request_cancel());
            let finished = tokio::time::timeout(CANCEL_WAIT, &mut statement);
            let (requested, finished) = tokio::join!(request, finished);
            if let Ok(Err(reason)) = requested {
                tracing::debug!(reason, "the cancel request did not get through");
            }
            if let Ok(finished) = finished {
                let asked = Asked { cancelled: true, timeout: None };
                return finished.map_err(|error| failure::while_running(&error, asked));
            }
        }
        let reason = "the server did not end a cancelled statement".to_owned();
        Err(DatabaseError::ConnectionLost { reason })
    }

    /// Sends one cancel request, on a connection of its own, and waits until the server has closed that
    /// connection: then the request was acted upon, and cannot hit the statement after. The driver does not
    /// wait, so it talks through a pipe whose other end does.
    async fn request_cancel(&self) -> Result<(), String> {
        let mut server = TcpStream::connect(self.link.address).await.map_err(|error| error.to_string())?;
        let (ours, mut theirs) = tokio::io::duplex(CANCEL_BUFFER);
        let mut tls = self.link.tls.0.clone();
        let Ok(tls) = MakeTlsConnect::<DuplexStream>::make_tls_connect(&mut tls, &self.settings.host);
        let token = self.client().cancel_token();
        let request = token.cancel_query_raw(ours, tls);
        let (requested, _) = tokio::join!(request, tokio::io::copy_bidirectional(&mut theirs, &mut server));
        requested.map_err(|error| kit::error::chain(&error))
    }

    /// Makes the connection beforehand when a lock timeout is so short that it would be over before one is
    /// made: afterwards nobody can tell any more who was in the way.
    pub(crate) async fn prepare_to_look(&self, lock_timeout: Duration) {
        let mut side = self.side.lock().await;
        if lock_timeout < SHORT && side.is_none() {
            *side = connect::connect(&self.settings).await.ok();
        }
    }

    /// Looks, on a connection of its own, who is in the way of our session. Only for messages, so whatever
    /// fails here is left at that; and only once a statement has been waiting for a while.
    async fn look_for_blockers(
        &self,
        lock_timeout: Duration,
        seen: &Mutex<Vec<Other>>,
    ) -> std::convert::Infallible {
        let short = lock_timeout < SHORT;
        let every = if short { lock_timeout / 4 } else { (lock_timeout / 3).max(LOOK_EVERY) };
        let every = every.max(LOOK_AGAIN);
        tokio::time::sleep(every).await;
        let mut side = self.side.lock().await;
        loop {
            if side.is_none() {
                *side = connect::connect(&self.settings).await.ok();
            }
            if let Some(link) = side.as_ref() {
                let sql = blocking(self.link.backend_pid);
                match tokio::time::timeout(LOOK_WAIT, others(&link.client, &sql)).await {
                    Ok(Ok(found)) if !found.is_empty() => {
                        *seen.lock().unwrap_or_else(PoisonError::into_inner) = found;
                    }
                    Ok(Ok(_)) => {}
                    Ok(Err(_)) | Err(_) => *side = None,
                }
            }
            tokio::time::sleep(every).await;
        }
    }
}

/// Bounds one of our own statements.
pub(crate) async fn bounded<T>(
    statement: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, DatabaseError> {
    let late = |_| {
        let reason = format!("no answer within {}", kit::duration::format(OWN_STATEMENT));
        DatabaseError::ConnectionLost { reason }
    };
    let finished = tokio::time::timeout(OWN_STATEMENT, statement).await.map_err(late)?;
    finished.map_err(|error| failure::while_running(&error, Asked::PLAIN))
}

/// All rows of all statements, as text.
pub(crate) async fn text_rows(client: &Client, sql: &str) -> Result<Rows, DatabaseError> {
    let messages = bounded(client.simple_query(sql)).await?;
    let rows = messages.into_iter().filter_map(|message| {
        let SimpleQueryMessage::Row(row) = message else { return None };
        Some((0..row.len()).map(|column| row.get(column).map(str::to_owned)).collect())
    });
    Ok(rows.collect())
}

/// The columns of [`Other`]. Of somebody else's session we may see no more than that it is there.
const OTHER: &str = "a.pid::text, coalesce(a.usename, '')::text, coalesce(a.application_name, ''), \
     coalesce(a.state, ''), (extract(epoch from clock_timestamp() - \
     case when a.state = 'active' then a.query_start else a.xact_start end) * 1000)::bigint::text";

fn blocking(pid: i32) -> String {
    format!(
        "select distinct {OTHER}, a.xact_start from unnest(pg_blocking_pids({pid})) as b (pid) \
         join pg_stat_activity a on a.pid = b.pid order by a.xact_start nulls last limit 20"
    )
}

/// Who holds an advisory lock of this key in this database.
pub(crate) fn holding(key: i64) -> String {
    format!(
        "select {OTHER} from pg_locks l join pg_stat_activity a on a.pid = l.pid \
         where l.locktype = 'advisory' and l.granted and l.objsubid = 1 \
         and l.database = (select oid from pg_database where datname = current_database()) \
         and ((l.classid::bigint << 32) | l.objid::bigint) = {key} order by a.pid limit 20"
    )
}

/// Who builds an index at this moment; its name is quoted.
pub(crate) fn building(index: &str) -> String {
    format!(
        "select {OTHER} from pg_stat_progress_create_index p join pg_stat_activity a on a.pid = p.pid \
         where p.index_relid = to_regclass({}) and p.pid <> pg_backend_pid() \
         and p.datid = (select oid from pg_database where datname = current_database()) limit 20",
        crate::quote::literal(index),
    )
}

/// Reads rows of [`OTHER`].
pub(crate) async fn others(client: &Client, sql: &str) -> Result<Vec<Other>, DatabaseError> {
    let rows = text_rows(client, sql).await?;
    let text =
        |row: &Vec<Option<String>>, column: usize| row.get(column).cloned().flatten().unwrap_or_default();
    let other = |row: &Vec<Option<String>>| Other {
        pid: text(row, 0).parse().unwrap_or_default(),
        user: text(row, 1),
        application: text(row, 2),
        state: text(row, 3),
        age: text(row, 4).parse().ok().map(Duration::from_millis),
    };
    Ok(rows.iter().map(other).collect())
}
