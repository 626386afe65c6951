//! From settings to a session: resolve, connect, log in, prepare. Bounded as a whole by the connect
//! timeout.

use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use kit::secret::ExposeSecret as _;
use migration_engine::DatabaseError;
use migration_engine::database::OLDEST_SERVER;
use tokio_postgres::config::SslMode as DriverSslMode;
use tokio_postgres::{Client, Config};
use tokio_postgres_rustls::MakeRustlsConnect;
use tokio_util::task::AbortOnDropHandle;

use crate::failure::{self, Asked};
use crate::quote::{identifier, literal};
use crate::settings::{Settings, SslMode};
use crate::tls;

/// The server ends a session of ours that sits in a transaction for this long: a process that was frozen
/// or cut off must not hold locks for ever.
const IDLE_IN_TRANSACTION: Duration = Duration::from_mins(1);
/// How often the server looks whether we are still there while it works for us (14 and newer). After a
/// kill, the statement and the run lock end within this time instead of with the statement.
const CLIENT_CHECK: Duration = Duration::from_secs(2);
/// TCP keepalive on both sides: idle time before the first probe, and between probes.
const KEEPALIVE_IDLE: Duration = Duration::from_secs(30);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(10);
const KEEPALIVE_PROBES: u32 = 3;

/// A connection that is logged in. The task that drives it ends with this value.
#[derive(Debug)]
pub(crate) struct Link {
    pub client: Client,
    pub tls: MakeTls,
    pub backend_pid: i32,
    /// Where the server was reached; a cancel request must go to the very same.
    pub address: SocketAddr,
    /// Brings the session back to how it was after the login.
    pub preparation: String,
    _driver: AbortOnDropHandle<()>,
}

/// Without the derive that the TLS connector lacks.
#[derive(Clone)]
pub(crate) struct MakeTls(pub MakeRustlsConnect);

impl std::fmt::Debug for MakeTls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MakeTls")
    }
}

/// Connects, and prepares the session.
pub(crate) async fn connect(settings: &Settings) -> Result<Link, DatabaseError> {
    check(settings)?;
    let late = |_| DatabaseError::Unreachable {
        host: settings.host.clone(),
        port: settings.port,
        reason: format!("no answer within {}", kit::duration::format(settings.connect_timeout)),
    };
    tokio::time::timeout(settings.connect_timeout, connect_unbounded(settings)).await.map_err(late)?
}

/// Refuses what no server can have; resolver and driver would say something odd about it, or take it for
/// something else.
fn check(settings: &Settings) -> Result<(), DatabaseError> {
    let values = [("host", &settings.host), ("user", &settings.user), ("database's name", &settings.dbname)];
    for (what, value) in values {
        let wrong = if value.is_empty() {
            "is empty"
        } else if value.contains('\0') {
            "has a NUL character"
        } else {
            continue;
        };
        return Err(DatabaseError::Other { reason: format!("the {what} {wrong}") });
    }
    Ok(())
}

async fn connect_unbounded(settings: &Settings) -> Result<Link, DatabaseError> {
    let tls = tls::connector(settings.sslmode, settings.ca_bundle.as_deref())
        .map_err(|failure| DatabaseError::Tls { host: settings.host.clone(), failure })?;
    let mut last = None;
    for address in addresses(settings).await? {
        let config = config(settings, address);
        match config.connect(tls.clone()).await {
            Ok((client, connection)) => {
                let driver = tokio::spawn(async move {
                    if let Err(error) = connection.await {
                        tracing::debug!(error = %kit::error::chain(&error), "the connection ended");
                    }
                });
                let driver = AbortOnDropHandle::new(driver);
                let address = SocketAddr::new(address, settings.port);
                return prepare(client, MakeTls(tls), driver, address, settings).await;
            }
            Err(error) => {
                let error = failure::while_connecting(&error, settings);
                // Another address may be reachable; an answer of the server is an answer.
                if !matches!(error, DatabaseError::Unreachable { .. }) {
                    return Err(error);
                }
                last = Some(error);
            }
        }
    }
    Err(last.unwrap_or_else(|| DatabaseError::NameNotFound {
        host: settings.host.clone(),
        reason: "the name has no address".to_owned(),
    }))
}

async fn addresses(settings: &Settings) -> Result<Vec<IpAddr>, DatabaseError> {
    if let Some(address) = settings.hostaddr {
        return Ok(vec![address]);
    }
    // By ourselves and not in the driver, because the driver reports a name that does not exist and a port
    // that is closed as the same kind of error.
    match tokio::net::lookup_host((settings.host.as_str(), settings.port)).await {
        Ok(found) => Ok(found.map(|address| address.ip()).collect()),
        Err(error) => {
            Err(DatabaseError::NameNotFound { host: settings.host.clone(), reason: error.to_string() })
        }
    }
}

fn config(settings: &Settings, address: IpAddr) -> Config {
    let mut config = Config::new();
    config
        .host(&settings.host)
        .hostaddr(address)
        .port(settings.port)
        .user(&settings.user)
        .dbname(&settings.dbname)
        .application_name(&settings.application_name)
        .connect_timeout(settings.connect_timeout)
        .keepalives_idle(KEEPALIVE_IDLE)
        .keepalives_interval(KEEPALIVE_INTERVAL)
        .keepalives_retries(KEEPALIVE_PROBES)
        .ssl_mode(match settings.sslmode {
            SslMode::VerifyFull | SslMode::VerifyCa | SslMode::Require => DriverSslMode::Require,
            SslMode::Disable => DriverSslMode::Disable,
        });
    #[expect(clippy::disallowed_methods, reason = "the driver is where the password is needed")]
    config.password(settings.password.expose_secret());
    config
}

async fn prepare(
    client: Client,
    tls: MakeTls,
    driver: AbortOnDropHandle<()>,
    address: SocketAddr,
    settings: &Settings,
) -> Result<Link, DatabaseError> {
    let first = "select pg_backend_pid()::text, current_setting('server_version_num'), \
                 split_part(current_setting('server_version'), ' ', 1)";
    let facts = text_row(&client, first).await?;
    let version_number: u32 = number(facts.get(1));
    if version_number < OLDEST_SERVER {
        let version = facts.get(2).cloned().flatten().unwrap_or_default();
        return Err(DatabaseError::TooOld { version });
    }
    let mut preparation = session_settings(version_number);
    if let Some(role) = &settings.role {
        become_role(&client, role).await?;
        let _ = write!(preparation, "; set role {}", identifier(role));
        if let Some(path) = role_search_path(&client, role).await? {
            let _ = write!(preparation, "; select set_config('search_path', {}, false)", literal(&path));
        }
    }
    client.batch_execute(&preparation).await.map_err(|error| failure::while_running(&error, Asked::PLAIN))?;
    let backend_pid = number(facts.first());
    // A pooler in transaction mode gives the next statement to another server process sooner or later.
    let again: i32 = number(text_row(&client, "select pg_backend_pid()::text").await?.first());
    if again != backend_pid {
        let reason = format!("two statements ran in two server processes, {backend_pid} and {again}");
        return Err(DatabaseError::Pooler { reason });
    }
    Ok(Link { client, tls, backend_pid, address, preparation, _driver: driver })
}

/// `SET`s of one session, as one message.
fn session_settings(version_number: u32) -> String {
    let milliseconds = |duration: Duration| duration.as_millis();
    let mut sql = format!(
        "set timezone = 'UTC'; set client_min_messages = 'warning'; \
         set standard_conforming_strings = on; \
         set idle_in_transaction_session_timeout = {}; \
         set tcp_keepalives_idle = {}; set tcp_keepalives_interval = {}; set tcp_keepalives_count = {}",
        milliseconds(IDLE_IN_TRANSACTION),
        KEEPALIVE_IDLE.as_secs(),
        KEEPALIVE_INTERVAL.as_secs(),
        KEEPALIVE_PROBES,
    );
    if version_number >= 140_000 {
        let _ = write!(sql, "; set client_connection_check_interval = {}", milliseconds(CLIENT_CHECK));
    }
    sql
}

async fn become_role(client: &Client, role: &str) -> Result<(), DatabaseError> {
    let taken = client.batch_execute(&format!("set role {}", identifier(role))).await;
    taken.map_err(|error| {
        let error = failure::while_running(&error, Asked::PLAIN);
        // 22023 is what SET says of a role that does not exist.
        if error.sqlstate() == Some("22023") {
            return DatabaseError::RoleMissing { role: role.to_owned() };
        }
        error
    })
}

/// What `ALTER ROLE ... SET search_path` says for the role. `SET ROLE` does not apply it, and a migration
/// that was written for that role expects it.
async fn role_search_path(client: &Client, role: &str) -> Result<Option<String>, DatabaseError> {
    let sql = format!(
        "select substr(setting, length('search_path=') + 1) \
         from pg_db_role_setting, unnest(setconfig) as setting \
         where setrole = {}::regrole and setting like 'search\\_path=%' \
         and setdatabase in (0, (select oid from pg_database where datname = current_database())) \
         order by setdatabase desc limit 1",
        literal(&identifier(role)),
    );
    Ok(text_row(client, &sql).await?.into_iter().next().flatten())
}

/// The first row of a query, or nothing.
async fn text_row(client: &Client, sql: &str) -> Result<Vec<Option<String>>, DatabaseError> {
    let mut rows = crate::session::text_rows(client, sql).await?;
    Ok(if rows.is_empty() { Vec::new() } else { rows.swap_remove(0) })
}

fn number<T: std::str::FromStr + Default>(text: Option<&Option<String>>) -> T {
    text.and_then(|text| text.as_deref()?.parse().ok()).unwrap_or_default()
}
