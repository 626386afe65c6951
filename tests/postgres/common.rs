//! What the tests share: settings for a scratch database, directories of migrations, and a run.

use std::sync::Mutex;
use std::time::Duration;

use kit::clock::SystemClock;
use kit::secret::SecretString;
use kit::stop::Stop;
use migration_engine::execute::{Event, Observer, Run};
use migration_engine::{
    Catalog, LedgerName, Limits, Plan, Report, Stopped, Target, directory, execute, plan,
};
use migration_engine::{Database as _, DatabaseError};
use postgres_adapter::{PostgresDatabase, Settings, SslMode};
use testkit::{Scratch, tools};

/// For waits that end much sooner.
pub(crate) const SOON: Duration = Duration::from_secs(20);

/// Settings as a user would have them: TLS, verified against the rig's authority and for `localhost`.
pub(crate) fn settings(scratch: &Scratch) -> Settings {
    let ca = std::fs::read_to_string(tools::postgres_ca()).expect("the rig's CA");
    Settings {
        host: "localhost".to_owned(),
        hostaddr: Some([127, 0, 0, 1].into()),
        port: scratch.port,
        user: scratch.user.clone(),
        password: SecretString::from(scratch.password.clone()),
        dbname: scratch.name.clone(),
        sslmode: SslMode::VerifyFull,
        ca_bundle: Some(ca),
        role: None,
        connect_timeout: SOON,
        application_name: "signalcraft_migration/test".to_owned(),
        ledger: LedgerName::new("signalcraft", "app").expect("a good name"),
    }
}

pub(crate) async fn session(scratch: &Scratch) -> PostgresDatabase {
    PostgresDatabase::connect(settings(scratch)).await.expect("a connection")
}

/// A session of somebody else, called `application`.
pub(crate) async fn somebody(scratch: &Scratch, application: &str) -> PostgresDatabase {
    let settings = Settings { application_name: application.to_owned(), ..settings(scratch) };
    PostgresDatabase::connect(settings).await.expect("a connection")
}

pub(crate) fn catalog(files: &[(&str, &str)]) -> Catalog {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, sql) in files {
        std::fs::write(folder.path().join(name), sql).expect("a file");
    }
    directory::load(folder.path(), None).expect("good migrations")
}

pub(crate) async fn planned(database: &PostgresDatabase, catalog: &Catalog) -> Plan {
    let ledger = database.read_ledger().await.expect("a ledger");
    plan(catalog, &ledger.view(), &Target::Newest).expect("a plan")
}

/// Short enough for a test, long enough for a machine under load.
pub(crate) fn limits() -> Limits {
    Limits {
        lock_timeout: Duration::from_millis(400),
        concurrent_lock_timeout: Duration::from_secs(10),
        statement_timeout: Duration::from_mins(2),
        deadline: Duration::from_mins(2),
        backoff_max: Duration::from_millis(200),
        ..Limits::default()
    }
}

pub(crate) async fn run_with(
    database: &PostgresDatabase,
    catalog: &Catalog,
    limits: &Limits,
    stop: &Stop,
    observer: &dyn Observer,
) -> Result<Report, Stopped> {
    let plan = planned(database, catalog).await;
    let clock = &SystemClock;
    let seed = u64::from(database.facts().await.expect("facts").backend_pid.unsigned_abs());
    let run = Run { database, clock, observer, stop, limits, seed, provider_version: "0.1.0" };
    execute(run, &plan, catalog).await
}

pub(crate) async fn run(database: &PostgresDatabase, catalog: &Catalog) -> Result<Report, Stopped> {
    run_with(database, catalog, &limits(), &Stop::never(), &Diary::default()).await
}

/// What happened, in words.
#[derive(Debug, Default)]
pub(crate) struct Diary(Mutex<Vec<String>>);

impl Diary {
    pub(crate) fn has(&self, beginning: &str) -> bool {
        self.0.lock().expect("no panic").iter().any(|line| line.starts_with(beginning))
    }
}

impl Observer for Diary {
    fn event(&self, event: Event<'_>) {
        let line = match event {
            Event::LockWaiting { holders } => {
                format!("waiting for {}", holders.first().map_or("nobody", |it| it.application.as_str()))
            }
            Event::LockTaken { .. } => "lock taken".to_owned(),
            Event::FileStarted { step } => format!("file {}", step.label),
            Event::StatementStarted { place } => format!("statement {place}"),
            Event::StatementDone { place, .. } => format!("done {place}"),
            Event::Retrying { because: DatabaseError::Deadlock { .. }, .. } => {
                "retry after deadlock".to_owned()
            }
            Event::Retrying { .. } => "retry".to_owned(),
            Event::InvalidIndexDropped { index } => format!("dropped invalid {index}"),
            Event::FoundDone { place } => format!("found done {place}"),
            Event::FileDone { step, .. } => format!("file done {}", step.label),
        };
        self.0.lock().expect("no panic").push(line);
    }
}
