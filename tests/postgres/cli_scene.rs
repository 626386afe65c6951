//! What the tests of the command share: a scratch database, a directory, and a login by environment.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use testkit::postgres::{Scratch, scratch_database};
use testkit::{tools, wait};

use crate::cli_command::{Folder, Told, command};

/// How long a condition may take to come true.
pub(crate) const SHORTLY: Duration = Duration::from_secs(20);

pub(crate) const ORDERS: (&str, &str) =
    ("0001_orders.up.sql", "CREATE TABLE orders (id bigint PRIMARY KEY, note text);\n");
pub(crate) const CUSTOMERS: (&str, &str) =
    ("0002_customers.up.sql", "CREATE TABLE customers (id bigint PRIMARY KEY);\n");
pub(crate) const INDEX: (&str, &str) =
    ("0003_index.up.sql", "CREATE INDEX CONCURRENTLY orders_note ON orders (note);\n");
/// Its second statement takes a minute.
pub(crate) const LONG: (&str, &str) =
    ("0002_long.up.sql", "CREATE TABLE half (id int);\nSELECT pg_sleep(60);\nCREATE TABLE whole (id int);\n");

/// A database and a directory.
pub(crate) struct Scene {
    pub(crate) database: Scratch,
    pub(crate) folder: Folder,
}

impl Scene {
    #[track_caller]
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        Self { database: scratch_database(17), folder: Folder::with(files) }
    }

    #[track_caller]
    pub(crate) fn migration(&self, file: (&str, &str)) {
        self.folder.write(&format!("migrations/{}", file.0), file.1);
    }

    #[track_caller]
    pub(crate) fn remove(&self, file: &str) {
        std::fs::remove_file(self.folder.path().join("migrations").join(file)).expect("the file is there");
    }

    /// TLS as a user would have it; the password is in the environment.
    pub(crate) fn url(&self) -> String {
        let Scratch { host, port, user, password, name, .. } = &self.database;
        let ca = tools::postgres_ca();
        format!(
            "postgres://{user}:{password}@{host}:{port}/{name}?sslmode=verify-full&sslrootcert={}",
            ca.display()
        )
    }

    pub(crate) fn command(&self, words: &str) -> Command {
        let words: Vec<_> = words.split_whitespace().collect();
        command(&words, &[("SIGNALCRAFT_DATABASE_URL", &self.url())], self.folder.path())
    }

    /// Runs a command. Whatever it says, the password is not in it.
    #[track_caller]
    pub(crate) fn run(&self, words: &str) -> Told {
        Told::of(self.command(words)).never_says(&self.database.password)
    }

    #[track_caller]
    pub(crate) fn apply(&self) -> Told {
        self.run("migrate apply migrations")
    }

    pub(crate) fn start(&self, words: &str) -> Child {
        let mut command = self.command(words);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the command starts")
    }

    /// The versions that the ledger has as applied, in order.
    pub(crate) fn ledger(&self) -> Vec<String> {
        let sql = "SELECT version FROM signalcraft.migrations WHERE applied_at IS NOT NULL ORDER BY version";
        self.database.raw(sql).into_iter().filter_map(|row| row.into_iter().next().flatten()).collect()
    }

    pub(crate) fn has(&self, relation: &str) -> bool {
        self.database.value(&format!("SELECT to_regclass('{relation}') IS NOT NULL")) == Some("t".to_owned())
    }

    /// Waits until so many of our statements sleep on the server.
    #[track_caller]
    pub(crate) fn wait_until_sleeping(&self, expected: &str) {
        let sql = "SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() \
                   AND state = 'active' AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()";
        wait::until("the long statement", SHORTLY, || {
            let now = self.database.value(sql).unwrap_or_default();
            if now == expected { Ok(()) } else { Err(format!("{now} are running")) }
        });
    }
}
