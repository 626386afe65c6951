//! The strict core against the provider, as a host starts it: once where there is no database, so that what can be
//! planned without one is planned and an apply that finds none fails and leaves nothing, and once with a real one, in
//! which migrations are run, looked at, changed, imported, listed and forgotten.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use testkit::aws::Account;
use testkit::client::Launch;
use testkit::strict::value::Value;
use testkit::strict::{Guide, Instance, Options, Rule, Subject, drive};
use testkit::{Scratch, scratch_database};

use crate::targets;

const MIGRATION: &str = "signalcraft_migration";
/// Nobody listens there: it is below what a user may bind, and no service has it.
const CLOSED_PORT: i64 = 1;

/// Puts into a random configuration what makes it mean something. What is unknown stays so.
struct Place<'d> {
    directory: &'d Path,
    /// The database, if there is one.
    live: Option<&'d Live>,
    /// How many ledgers were named.
    ledgers: AtomicU32,
}

/// A database, the account that it is in, and the secret with its login.
struct Live {
    scratch: Scratch,
    account: Account,
    secret: String,
}

impl<'d> Place<'d> {
    fn new(directory: &'d Path, live: Option<&'d Live>) -> Self {
        Self { directory, live, ledgers: AtomicU32::new(0) }
    }
}

fn has(config: &Value, name: &str) -> bool {
    matches!(config, Value::Object(entries) if entries.contains_key(name))
}

/// A value, unless it is unknown or there is no such attribute.
fn set(config: &mut Value, name: &str, value: Value) {
    if has(config, name) && !config.entry(name).is_unknown() {
        config.put(name, value);
    }
}

/// A value where there is any.
fn say(config: &mut Value, name: &str, value: Value) {
    if !config.entry(name).is_null() {
        set(config, name, value);
    }
}

fn within(config: &mut Value, name: &str, change: impl FnOnce(&mut Value)) {
    let mut object = config.entry(name).clone();
    change(&mut object);
    set(config, name, object);
}

impl Place<'_> {
    /// Of the resource, of its status and of its list.
    fn migration(&self, config: &mut Value) {
        set(config, "directory", Value::string(self.directory.to_str().expect("utf-8")));
        match self.live {
            None => set(config, "plan", Value::string("offline")),
            Some(_) => say(config, "plan", Value::string("offline")),
        }
        say(config, "layout", Value::string("numbered"));
        say(config, "target_version", Value::string("0001"));
        for nothing in ["plan_secret_arn", "lint", "locks", "adopt"] {
            set(config, nothing, Value::Null);
        }
        // a ledger of its own each time: one that moved since the plan is refused in core's words, where no
        // `.terraform` holds what the plan saw
        if self.live.is_some() && config.entry("ledger").is_null() {
            let ledger = [("schema", Value::Null), ("name", Value::string(""))];
            set(config, "ledger", Value::object(ledger));
        }
        within(config, "ledger", |ledger| {
            say(ledger, "schema", Value::string("signalcraft"));
            let ours = ledger.entry("name").as_str().is_some_and(|name| name.starts_with("ledger_"));
            if !ours {
                let number = self.ledgers.fetch_add(1, Ordering::Relaxed);
                set(ledger, "name", Value::string(format!("ledger_{number}")));
            }
        });
        say(config, "ledger_schema", Value::string("signalcraft"));
        within(config, "timeouts", |timeouts| {
            for operation in ["create", "update", "read"] {
                say(timeouts, operation, Value::string("30s"));
            }
        });
        within(config, "database", |database| self.database(database));
    }

    fn database(&self, database: &mut Value) {
        let live = self.live.map(|Live { scratch, .. }| {
            [&scratch.name, &scratch.user, &scratch.password].map(String::as_str)
        });
        let [name, username, password] = live.unwrap_or(["app", "app", "hush"]);
        let port = self.live.map_or(CLOSED_PORT, |live| live.scratch.port.into());
        for (attribute, value) in
            [("name", name), ("host", "127.0.0.1"), ("username", username), ("password_wo", password)]
        {
            set(database, attribute, Value::string(value));
        }
        set(database, "port", Value::int(port));
        reach(database);
        if let Some(live) = self.live {
            set(database, "role", Value::Null);
            set(database, "sslmode", Value::string("disable"));
            // what is only looked at is not given a password
            if has(database, "secret_arn") && !has(database, "password_wo") {
                set(database, "iam_auth", Value::Null);
                set(database, "username", Value::Null);
                set(database, "secret_arn", Value::string(&live.secret));
            }
        }
    }
}

/// What says nothing of which database it is.
fn reach(database: &mut Value) {
    for (name, value) in [("sslmode", "disable"), ("role", "owner")] {
        say(database, name, Value::string(value));
    }
    for other in ["rds_instance", "rds_cluster", "resource_id", "secret_arn", "iam_auth", "ca_bundle"] {
        if has(database, other) {
            database.put(other, Value::Null);
        }
    }
    if has(database, "iam_auth") && !has(database, "password_wo") {
        database.put("iam_auth", Value::Bool(true));
    }
    say(database, "password_wo_version", Value::int(1));
}

fn notification(config: &mut Value) {
    set(config, "event", Value::string("message"));
    set(config, "title", Value::string("It is done"));
    say(config, "severity", Value::string("info"));
    for name in ["text", "service", "version", "revision", "actor", "topic"] {
        say(config, name, Value::string("words"));
    }
    set(config, "links", Value::Null);
}

impl Guide for Place<'_> {
    fn config(&self, subject: Subject<'_>, random: Value) -> Value {
        let mut config = random;
        match subject {
            Subject::Resource(_) | Subject::Data(_) | Subject::List(_) => self.migration(&mut config),
            Subject::Ephemeral(_) => self.database(&mut config),
            Subject::Action(_) => notification(&mut config),
            Subject::Provider => {}
        }
        config
    }

    /// Messages need somebody who takes them.
    fn works(&self, subject: Subject<'_>) -> bool {
        self.live.is_some() && !matches!(subject, Subject::Action(_))
    }

    fn failing(&self, type_name: &str, config: &Value) -> Option<Value> {
        let mut config = (type_name == MIGRATION).then(|| config.clone())?;
        if self.live.is_some() {
            set(&mut config, "plan", Value::string("offline"));
            within(&mut config, "database", |database| set(database, "port", Value::int(CLOSED_PORT)));
        }
        Some(config)
    }

    /// What the place is called today; the rest names the ledger.
    fn moving(&self) -> &[&'static str] {
        &["host", "port", "rds_instance", "rds_cluster"]
    }

    fn replaces(&self) -> bool {
        self.live.is_some()
    }

    fn import_id(&self, instance: &Instance) -> Option<String> {
        let (database, ledger) = (instance.state.entry("database"), instance.state.entry("ledger"));
        let port = self.live?.scratch.port;
        let [name, schema, ledger] =
            [database.entry("name"), ledger.entry("schema"), ledger.entry("name")].map(Value::as_str);
        Some(format!("127.0.0.1:{port}/{}/{}.{}", name?, schema?, ledger?))
    }
}

fn files(texts: [(&str, &str); 2]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a directory");
    for (file, text) in texts {
        fs::write(folder.path().join(file), text).expect("a migration");
    }
    folder
}

#[tokio::test]
async fn the_provider_breaks_no_rule_of_terraform_where_there_is_no_database() {
    let folder = files([
        ("0001_orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);\n"),
        ("0002_note.sql", "ALTER TABLE orders ADD COLUMN note text;\n"),
    ]);
    let plugin = Launch::new(&targets::provider()).start().await;
    let client = plugin.connect().await.provider();
    let options = Options { rounds: 15, ..Options::default() };
    let report = drive(client, &Place::new(folder.path(), None), options).await;
    println!("{report}");
    report.assert_clean();
    // all that is refused is what functions are asked in vain: everything else means something
    let planned = report.times(Rule::PlanStable);
    assert!(planned >= options.rounds, "only {planned} plans: {:?}", report.refused);
    let tolerated = report.times(Rule::UnknownTolerated);
    assert!(tolerated >= 4 * options.rounds, "only {tolerated} with unknowns: {:?}", report.refused);
}

#[tokio::test]
async fn the_provider_breaks_no_rule_of_terraform_with_a_real_database() {
    let folder = files([
        ("0001_orders.sql", "CREATE TABLE IF NOT EXISTS orders (id bigint PRIMARY KEY);\n"),
        ("0002_note.sql", "ALTER TABLE orders ADD COLUMN IF NOT EXISTS note text;\n"),
    ]);
    let live = tokio::task::spawn_blocking(|| {
        let (scratch, account) = (scratch_database(17), Account::open());
        let secret = account.create_database_secret("strict/owner", &scratch);
        Live { scratch, account, secret }
    });
    let live = live.await.expect("a database and an account");
    let launch = Launch::new(&targets::provider());
    let launch =
        live.account.environment().iter().fold(launch, |launch, (name, value)| launch.with(name, value));
    let plugin = launch.start().await;
    let client = plugin.connect().await.provider();
    let options = Options { rounds: 8, ..Options::default() };
    let report = drive(client, &Place::new(folder.path(), Some(&live)), options).await;
    println!("{report}");
    report.assert_clean();
    let applied = report.times(Rule::NothingChanged);
    assert!(applied >= options.rounds, "only {applied} applies: {:?}", report.refused);
}
