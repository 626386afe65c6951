//! The strict core against the provider, as a host starts it. Here is no database: what can be planned without one
//! is planned, and an apply that finds none must fail and leave nothing.

use std::fs;
use std::path::Path;

use testkit::client::Launch;
use testkit::strict::value::Value;
use testkit::strict::{Guide, Options, Rule, Subject, drive};

use crate::targets;

const MIGRATION: &str = "signalcraft_migration";
/// Nobody listens there: it is below what a user may bind, and no service has it.
const CLOSED_PORT: i64 = 1;

/// Puts into a random configuration what makes it one of a migration. What is unknown stays so.
struct Offline<'d> {
    directory: &'d Path,
}

/// A value, unless it is unknown.
fn set(config: &mut Value, name: &str, value: Value) {
    if !config.entry(name).is_unknown() {
        config.put(name, value);
    }
}

/// A value where there is any.
fn say(config: &mut Value, name: &str, value: Value) {
    if !config.entry(name).is_null() {
        set(config, name, value);
    }
}

impl Offline<'_> {
    fn migration(&self, config: &mut Value) {
        set(config, "directory", Value::string(self.directory.to_str().expect("utf-8")));
        set(config, "plan", Value::string("offline"));
        say(config, "layout", Value::string("numbered"));
        say(config, "target_version", Value::string("0001"));
        for nothing in ["plan_secret_arn", "lint", "locks"] {
            set(config, nothing, Value::Null);
        }
        let mut ledger = config.entry("ledger").clone();
        say(&mut ledger, "schema", Value::string("signalcraft"));
        say(&mut ledger, "name", Value::string("other"));
        set(config, "ledger", ledger);
        let mut timeouts = config.entry("timeouts").clone();
        for operation in ["create", "update", "read"] {
            say(&mut timeouts, operation, Value::string("30s"));
        }
        set(config, "timeouts", timeouts);
        let mut database = config.entry("database").clone();
        for (name, value) in
            [("name", "app"), ("host", "127.0.0.1"), ("username", "app"), ("password_wo", "hush")]
        {
            set(&mut database, name, Value::string(value));
        }
        for (name, value) in [("sslmode", "disable"), ("role", "owner")] {
            say(&mut database, name, Value::string(value));
        }
        for other in ["rds_instance", "rds_cluster", "resource_id", "secret_arn", "iam_auth", "ca_bundle"] {
            database.put(other, Value::Null);
        }
        database.put("port", Value::int(CLOSED_PORT));
        say(&mut database, "password_wo_version", Value::int(1));
        set(config, "database", database);
    }
}

impl Guide for Offline<'_> {
    fn config(&self, subject: Subject<'_>, random: Value) -> Value {
        let mut config = random;
        if subject == Subject::Resource(MIGRATION) {
            self.migration(&mut config);
        }
        config
    }

    fn works(&self, _subject: Subject<'_>) -> bool {
        false
    }

    /// As it is: there is no database to find.
    fn failing(&self, type_name: &str, config: &Value) -> Option<Value> {
        (type_name == MIGRATION).then(|| config.clone())
    }
}

#[tokio::test]
async fn the_provider_breaks_no_rule_of_terraform_where_there_is_no_database() {
    let folder = tempfile::tempdir().expect("a directory");
    for (file, text) in [
        ("0001_orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);\n"),
        ("0002_note.sql", "ALTER TABLE orders ADD COLUMN note text;\n"),
    ] {
        fs::write(folder.path().join(file), text).expect("a migration");
    }
    let plugin = Launch::new(&targets::provider()).start().await;
    let client = plugin.connect().await.provider();
    let options = Options { rounds: 15, ..Options::default() };
    let report = drive(client, &Offline { directory: folder.path() }, options).await;
    println!("{report}");
    report.assert_clean();
    let planned = report.times(Rule::PlanStable);
    assert!(planned >= options.rounds, "only {planned} plans: {:?}", report.refused);
}
