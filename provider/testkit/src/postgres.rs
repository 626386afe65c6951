//! A database of one's own on a real server, for one test, and plain SQL beside the code under test.
//! The calls block, so that they work in a plain `#[test]`, in a runtime and in `Drop` alike.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use crate::tools;

/// Rows of text; NULL is `None`.
pub type Rows = Vec<Vec<Option<String>>>;

/// A database that ends with this value.
#[derive(Debug)]
pub struct Scratch {
    /// `postgres://user:password@host:port/name`
    pub url: String,
    /// Always 127.0.0.1, which is in the server's certificate, as is `localhost`.
    pub host: String,
    /// Of the server, which other tests share.
    pub port: u16,
    /// The superuser.
    pub user: String,
    /// Its password, letters and digits only.
    pub password: String,
    /// The database, named after the test.
    pub name: String,
    admin_url: String,
}

/// An empty database on the server of `major` (12, 13, 15, 17 or 18), with TLS.
#[track_caller]
pub fn scratch_database(major: u16) -> Scratch {
    Scratch::on(&tools::postgres_url(major))
}

/// An empty database on the server (of major 17) that has no TLS.
#[track_caller]
pub fn scratch_database_without_tls() -> Scratch {
    Scratch::on(&tools::postgres_without_tls_url())
}

/// Runs SQL, one or many statements, and returns the rows of all of them.
#[track_caller]
pub fn raw(url: &str, sql: &str) -> Rows {
    match run(url, sql) {
        Ok(rows) => rows,
        Err(error) => panic!("{error}, running: {sql}"),
    }
}

/// One connection for many calls, for tests that ask a lot: to log in is what takes the time.
#[derive(Debug)]
pub struct Session {
    runtime: tokio::runtime::Runtime,
    client: tokio_postgres::Client,
}

impl Session {
    /// A connection to the database of this URL. Not from within a runtime.
    #[track_caller]
    pub fn to(url: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let client = runtime.block_on(async {
            let (client, connection) =
                tokio_postgres::connect(url, tokio_postgres::NoTls).await.expect("a connection");
            tokio::spawn(connection);
            client
        });
        Self { runtime, client }
    }

    /// Runs SQL, one or many statements. What the server refuses is an error in its words, and ends the transaction.
    pub fn run(&self, sql: &str) -> Result<Rows, String> {
        self.runtime.block_on(async {
            match self.client.simple_query(sql).await {
                Ok(messages) => Ok(rows(messages)),
                Err(error) => {
                    let _ = self.client.simple_query("rollback").await;
                    Err(kit::error::chain(&error))
                }
            }
        })
    }
}

impl Scratch {
    /// An empty database on the server of this `postgres://user:password@host:port/name`.
    #[track_caller]
    pub fn on(admin_url: &str) -> Self {
        let Some((user, password, host, port)) = parts(admin_url) else {
            panic!("{admin_url} is not postgres://user:password@host:port/name");
        };
        let name = fresh_name();
        raw(admin_url, &format!("create database {name}"));
        Self {
            url: format!("postgres://{user}:{password}@{host}:{port}/{name}"),
            host: host.into(),
            port,
            user: user.into(),
            password: password.into(),
            name,
            admin_url: admin_url.into(),
        }
    }

    /// Runs SQL in this database.
    #[track_caller]
    pub fn raw(&self, sql: &str) -> Rows {
        raw(&self.url, sql)
    }

    /// The single value that this query returns, or `None` for NULL.
    #[track_caller]
    pub fn value(&self, sql: &str) -> Option<String> {
        let rows = self.raw(sql);
        match rows.as_slice() {
            [row] if row.len() == 1 => row[0].clone(),
            _ => panic!("one value was expected of `{sql}`, it returned {rows:?}"),
        }
    }

    /// The URL of the same database for another role.
    pub fn url_as(&self, user: &str, password: &str) -> String {
        format!("postgres://{user}:{password}@{}:{}/{}", self.host, self.port, self.name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // best effort: the server itself ends with the run. FORCE is younger than 12
        let name = &self.name;
        if run(&self.admin_url, &format!("drop database if exists {name} with (force)")).is_err() {
            let _ = run(
                &self.admin_url,
                &format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"),
            );
            let _ = run(&self.admin_url, &format!("drop database if exists {name}"));
        }
    }
}

/// `t_<test>_<process>_<number>`: readable in the server's log, and unlike any other.
fn fresh_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    // PostgreSQL cuts identifiers at 63; some tests put a few letters behind it
    const LONGEST: usize = 56;
    let thread = thread::current();
    let test = thread.name().unwrap_or("main").rsplit("::").next().unwrap_or_default();
    let test: String =
        test.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    let end = format!("_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    format!("t_{}{end}", &test[..test.len().min(LONGEST - 2 - end.len())])
}

fn parts(url: &str) -> Option<(&str, &str, &str, u16)> {
    let (login, rest) = url.strip_prefix("postgres://")?.split_once('@')?;
    let (user, password) = login.split_once(':')?;
    let (host, port) = rest.split_once('/')?.0.split_once(':')?;
    Some((user, password, host, port.parse().ok()?))
}

/// On a thread of its own, because a runtime must not be entered twice.
fn run(url: &str, sql: &str) -> Result<Rows, String> {
    thread::scope(|scope| {
        let work = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.map_err(|error| error.to_string())?.block_on(query(url, sql))
        });
        work.join().unwrap_or_else(|_| Err("the connection's thread panicked".into()))
    })
}

async fn query(url: &str, sql: &str) -> Result<Rows, String> {
    let text = |error: tokio_postgres::Error| kit::error::chain(&error);
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.map_err(text)?;
    let connection = tokio::spawn(connection);
    let messages = client.simple_query(sql).await.map_err(text);
    drop(client);
    let _ = connection.await;
    Ok(rows(messages?))
}

fn rows(messages: Vec<tokio_postgres::SimpleQueryMessage>) -> Rows {
    let rows = messages.into_iter().filter_map(|message| {
        let tokio_postgres::SimpleQueryMessage::Row(row) = message else { return None };
        Some((0..row.len()).map(|column| row.get(column).map(str::to_owned)).collect())
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_carries_the_test_and_fits_an_identifier() {
        let (one, two) = (fresh_name(), fresh_name());
        assert!(one.starts_with("t_a_name_carries_the_test"), "{one}");
        assert!(one.len() <= 63 && one != two);
    }

    #[test]
    fn a_url_is_taken_apart() {
        assert_eq!(parts("postgres://u:p@127.0.0.1:5432/db"), Some(("u", "p", "127.0.0.1", 5432)));
        assert_eq!(parts("postgres://127.0.0.1/db"), None);
    }
}
