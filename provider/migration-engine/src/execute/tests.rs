//! Runs on the fake: what is done, what is recorded, and that a run which died at any point is finished by
//! the next.

use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use kit::clock::Clock;
use kit::stop::{Stop, StopSwitch};

use super::*;
use crate::database::{DatabaseError, Session};
use crate::directory;
use crate::fake::{Crash, ENDLESS, FakeDatabase, FakeServer, Moment};
use crate::ledger::StatementState;
use crate::plan::Target;

/// Follows Tokio's paused clock, so that waits cost nothing and deadlines still pass.
#[derive(Debug)]
struct PausedClock;

impl Clock for PausedClock {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_700_000_000)
    }

    fn instant(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }
}

/// Writes down what it is told, in short.
#[derive(Debug, Default)]
struct Diary(Mutex<Vec<String>>);

impl Diary {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Observer for Diary {
    fn event(&self, event: Event<'_>) {
        let line = match event {
            Event::LockWaiting { holders } => format!("waiting for {}", holders.len()),
            Event::LockTaken { .. } => "lock taken".to_owned(),
            Event::FileStarted { step } => format!("file {}", step.label),
            Event::StatementStarted { place } => format!("statement {place}"),
            Event::StatementDone { .. } => "done".to_owned(),
            Event::Retrying { attempt, .. } => format!("retry after try {attempt}"),
            Event::InvalidIndexDropped { index } => format!("dropped invalid {index}"),
            Event::FoundDone { place } => format!("found done {place}"),
            Event::FileDone { step, .. } => format!("file done {}", step.label),
        };
        self.0.lock().unwrap().push(line);
    }
}

fn catalog(files: &[(&str, &str)]) -> Catalog {
    let directory = tempfile::tempdir().unwrap();
    for (name, sql) in files {
        std::fs::write(directory.path().join(name), sql).unwrap();
    }
    directory::load(directory.path(), None).unwrap()
}

fn planned(server: &FakeServer, catalog: &Catalog) -> Plan {
    plan(catalog, &server.ledger().view(), &Target::Newest).unwrap()
}

async fn run_with(
    database: &FakeDatabase,
    plan: &Plan,
    catalog: &Catalog,
    limits: &Limits,
    stop: &Stop,
    observer: &dyn Observer,
) -> Result<Report, Stopped> {
    let clock = &PausedClock;
    let run = Run { database, clock, observer, stop, limits, seed: 1, provider_version: "0.1.0" };
    execute(run, plan, catalog).await
}

async fn run(database: &FakeDatabase, plan: &Plan, catalog: &Catalog) -> Result<Report, Stopped> {
    run_with(database, plan, catalog, &Limits::default(), &Stop::never(), &Silent).await
}

const PLAIN: [(&str, &str); 2] = [
    ("1_a.sql", "create table a (id int);\ninsert into a values (1);\n"),
    ("2_b.sql", "create table b (id int);\n"),
];

/// Transactions before, between and behind two statements that stand alone.
const MIXED: [(&str, &str); 3] = [
    ("1_a.sql", "create table a (id int);\n"),
    (
        "2_b.sql",
        "create table b (id int);\ninsert into b values (1);\n\
         create index concurrently i on b (id);\ninsert into b values (2);\n\
         create index concurrently j on b (id);\n",
    ),
    ("3_c.sql", "create index concurrently k on a (id);\ninsert into a values (3);\n"),
];

fn effects_of(files: &[(&str, &str)]) -> Vec<String> {
    catalog(files)
        .migrations
        .into_iter()
        .flat_map(|migration| migration.up.statements.into_iter().map(|it| it.text))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_plan_is_carried_out_and_recorded() {
    let (server, catalog, diary) = (FakeServer::default(), catalog(&PLAIN), Diary::default());
    let plan = planned(&server, &catalog);
    let (limits, stop) = (Limits::default(), Stop::never());
    let report = run_with(&server.session(), &plan, &catalog, &limits, &stop, &diary).await.unwrap();
    assert_eq!(server.effects(), effects_of(&PLAIN));
    assert_eq!(report.applied.iter().map(|it| it.label.as_str()).collect::<Vec<_>>(), ["1_a", "2_b"]);
    assert_eq!(report.ledger, server.ledger());
    assert_eq!(report.ledger.view().current_version(), Some(Version(2)));
    assert_eq!(server.lock_holder(), None);
    assert_eq!(
        diary.take(),
        [
            "lock taken",
            "file 1_a",
            "statement 1_a.sql:1:1 (statement 1 of 2)",
            "done",
            "statement 1_a.sql:2:1 (statement 2 of 2)",
            "done",
            "file done 1_a",
            "file 2_b",
            "statement 2_b.sql:1:1 (statement 1 of 1)",
            "done",
            "file done 2_b",
        ]
    );
    assert!(planned(&server, &catalog).is_empty());
}

#[tokio::test(start_paused = true)]
async fn nothing_to_do_takes_no_lock_and_creates_nothing() {
    let (server, catalog) = (FakeServer::default(), catalog(&PLAIN));
    run(&server.session(), &planned(&server, &catalog), &catalog).await.unwrap();
    // Even a standby will do.
    server.change_facts(|facts| facts.in_recovery = true);
    let other = server.session();
    assert!(other.try_lock().await.unwrap());
    let report = run(&server.session(), &planned(&server, &catalog), &catalog).await.unwrap();
    assert!(report.applied.is_empty());
}

/// The heart of it: whatever call a run dies at, and whatever became of that call, the next run ends with
/// every statement done exactly once and a ledger that says so.
#[tokio::test(start_paused = true)]
async fn a_run_that_died_anywhere_is_finished_by_the_next() {
    for files in [&PLAIN[..], &MIXED[..]] {
        let catalog = catalog(files);
        let clean = FakeServer::default();
        let session = clean.session();
        run(&session, &planned(&clean, &catalog), &catalog).await.unwrap();
        assert_eq!(clean.effects(), effects_of(files));
        let calls = session.calls();
        assert!(calls > 10, "{calls}");
        for at_call in 1..=calls {
            for moment in [Moment::Before, Moment::HalfWay, Moment::After] {
                let server = FakeServer::default();
                let plan = planned(&server, &catalog);
                let crash = Crash { at_call, moment };
                // A lost answer to the last call, which gives the lock back, is no failure.
                let died = run(&server.doomed_session(crash), &plan, &catalog).await;
                assert!(died.is_err() || at_call == calls, "{crash:?}: {died:?}");
                assert_eq!(server.lock_holder(), None, "{crash:?}");
                // The very same plan, as a second `terraform apply` of a saved plan would have it.
                let second = run(&server.session(), &plan, &catalog).await;
                assert!(second.is_ok(), "{crash:?}: {second:?}");
                assert_eq!(server.effects(), clean.effects(), "{crash:?}");
                assert_eq!(server.objects(), clean.objects(), "{crash:?}");
                let (ledger, expected) = (server.ledger().view(), clean.ledger().view());
                assert_eq!(ledger, expected, "{crash:?}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn of_two_runs_at_once_one_works_and_the_other_finds_nothing_to_do() {
    let (server, catalog) = (FakeServer::default(), catalog(&MIXED));
    let plan = planned(&server, &catalog);
    let (one, two) = (server.session(), server.session());
    let (one, two) = tokio::join!(run(&one, &plan, &catalog), run(&two, &plan, &catalog));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!(one.applied.len() + two.applied.len(), 3);
    assert_eq!(one.already_applied.len() + two.already_applied.len(), 3);
    assert_eq!(server.effects(), effects_of(&MIXED));
}

#[tokio::test(start_paused = true)]
async fn a_failed_file_leaves_nothing_and_says_where() {
    let server = FakeServer::default();
    let catalog = catalog(&[PLAIN[0], ("2_b.sql", "create table b (id int);\n  select 1/0;\n")]);
    let plan = planned(&server, &catalog);
    let stopped = run(&server.session(), &plan, &catalog).await.unwrap_err();
    assert_eq!(stopped.applied.len(), 1);
    let ExecuteError::Statement { place, committed, attempts, source } = stopped.because else {
        panic!("{stopped:?}");
    };
    assert_eq!(place.to_string(), "2_b.sql:2:3 (statement 2 of 2)");
    assert_eq!((committed, attempts), (Committed::Nothing, 1));
    assert_eq!(source.sqlstate(), Some("22012"));
    assert_eq!(server.objects(), ["a"]);
    assert_eq!(server.ledger().view().current_version(), Some(Version(1)));
    let attempts = server.attempts();
    assert_eq!(attempts.len(), 1);
    assert_eq!(attempts[0].statement, Some(1));
    assert_eq!(attempts[0].sqlstate.as_deref(), Some("22012"));
    assert_eq!(server.lock_holder(), None);
}

#[tokio::test(start_paused = true)]
async fn a_statement_that_fails_alone_can_be_mended_and_the_run_goes_on_behind_what_is_committed() {
    let server = FakeServer::default();
    let broken = "create table b (id int);\nvacuum full nothing;\ninsert into b values (2);\n";
    server.refuse("vacuum full nothing", DatabaseError::Other { reason: "no".into() });
    let first = catalog(&[("1_b.sql", broken)]);
    let plan = planned(&server, &first);
    let stopped = run(&server.session(), &plan, &first).await.unwrap_err();
    let ExecuteError::Statement { committed, .. } = stopped.because else { panic!("{stopped:?}") };
    assert_eq!(committed, Committed::Statements { count: 1, invalid_index: None });
    let mended = catalog(&[("1_b.sql", &broken.replace("full nothing", "b"))]);
    let plan = planned(&server, &mended);
    assert_eq!(plan.steps[0].resume_at, 1);
    run(&server.session(), &plan, &mended).await.unwrap();
    let expected = ["create table b (id int)", "vacuum b", "insert into b values (2)"];
    assert_eq!(server.effects(), expected);
    assert!(planned(&server, &mended).is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_lock_timeout_is_tried_again_as_a_whole_and_an_error_is_not() {
    let (server, catalog, diary) = (FakeServer::default(), catalog(&PLAIN), Diary::default());
    for _ in 0..3 {
        server.refuse("insert into a values (1)", DatabaseError::LockTimeout { blockers: vec![] });
    }
    server.refuse("insert into a values (1)", DatabaseError::Deadlock { detail: None });
    let plan = planned(&server, &catalog);
    let (limits, stop) = (Limits::default(), Stop::never());
    let report = run_with(&server.session(), &plan, &catalog, &limits, &stop, &diary).await.unwrap();
    assert_eq!(report.applied[0].retries, 4);
    assert_eq!(server.effects(), effects_of(&PLAIN), "the first statement of each try was rolled back");
    let retries: Vec<_> = diary.take().into_iter().filter(|line| line.starts_with("retry")).collect();
    assert_eq!(retries.len(), 4);
}

#[tokio::test(start_paused = true)]
async fn tries_end_with_the_retries_and_with_the_deadline() {
    let catalog = catalog(&PLAIN);
    let blockers = vec![Session {
        pid: 7,
        user: "u".into(),
        application: "psql".into(),
        state: "idle in transaction".into(),
        age: None,
    }];
    let timeout = DatabaseError::LockTimeout { blockers };
    for (limits, tries) in [
        (Limits { retries: 2, ..Limits::default() }, 3..=3),
        (Limits { retries: 0, ..Limits::default() }, 1..=1),
        (Limits { retries: 1000, deadline: Duration::from_secs(5), ..Limits::default() }, 3..=20),
    ] {
        let server = FakeServer::default();
        for _ in 0..100 {
            server.refuse("create table a (id int)", timeout.clone());
        }
        let plan = planned(&server, &catalog);
        let stopped = run_with(&server.session(), &plan, &catalog, &limits, &Stop::never(), &Silent).await;
        let stopped = stopped.unwrap_err();
        let ExecuteError::Statement { attempts, source, .. } = &stopped.because else {
            panic!("{stopped:?}");
        };
        assert!(tries.contains(&usize::try_from(*attempts).unwrap()), "{attempts} of {tries:?}");
        assert_eq!(*source, timeout, "the blockers are in the error");
    }
}

#[tokio::test(start_paused = true)]
async fn an_index_left_invalid_by_a_lock_timeout_is_dropped_before_the_next_try() {
    let (server, catalog, diary) = (FakeServer::default(), catalog(&MIXED), Diary::default());
    let sql = "create index concurrently i on b (id)";
    server.refuse(sql, DatabaseError::LockTimeout { blockers: vec![] });
    let plan = planned(&server, &catalog);
    let (limits, stop) = (Limits::default(), Stop::never());
    run_with(&server.session(), &plan, &catalog, &limits, &stop, &diary).await.unwrap();
    assert!(diary.take().contains(&"dropped invalid i".to_owned()));
    assert_eq!(server.objects(), ["a", "b", "i", "j", "k"]);
}

#[tokio::test(start_paused = true)]
async fn a_stop_ends_a_statement_and_leaves_the_file_pending() {
    let server = FakeServer::default();
    let catalog = catalog(&[PLAIN[0], ("2_b.sql", &format!("create table b (id int);\n{ENDLESS};\n"))]);
    let (switch, plan) = (StopSwitch::default(), planned(&server, &catalog));
    let (stop, session, limits) = (switch.signal(), server.session(), Limits::default());
    let raise = async {
        tokio::time::sleep(Duration::from_secs(3)).await;
        switch.stop();
    };
    let (stopped, ()) = tokio::join!(run_with(&session, &plan, &catalog, &limits, &stop, &Silent), raise);
    let stopped = stopped.unwrap_err();
    assert!(
        matches!(&stopped.because, ExecuteError::Interrupted { place: Some(place), committed: Committed::Nothing, .. }
            if place.statement == 2),
        "{stopped:?}"
    );
    assert_eq!(server.objects(), ["a"]);
    assert_eq!(server.attempts().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_stop_and_the_deadline_end_the_wait_for_the_lock() {
    let (server, catalog) = (FakeServer::default(), catalog(&PLAIN));
    let holder = server.session();
    assert!(holder.try_lock().await.unwrap());
    let (switch, plan) = (StopSwitch::default(), planned(&server, &catalog));
    let stop = switch.signal();
    let session = server.session();
    let limits = Limits { deadline: Duration::from_mins(1), ..Limits::default() };
    let raise = async {
        tokio::time::sleep(Duration::from_secs(3)).await;
        switch.stop();
    };
    let (stopped, ()) = tokio::join!(run_with(&session, &plan, &catalog, &limits, &stop, &Silent), raise);
    assert!(matches!(stopped.unwrap_err().because, ExecuteError::Interrupted { place: None, .. }));
    let stopped = run_with(&session, &plan, &catalog, &limits, &Stop::never(), &Silent).await.unwrap_err();
    let ExecuteError::LockBusy { waited, holders } = stopped.because else { panic!("{stopped:?}") };
    assert!(waited >= limits.deadline && waited < limits.deadline * 2, "{waited:?}");
    assert_eq!(holders.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_plan_for_another_state_of_things_is_stale() {
    let server = FakeServer::default();
    let (before, after) = (catalog(&PLAIN), catalog(&[PLAIN[0], ("2_b.sql", "create table c (id int);")]));
    let plan = planned(&server, &before);
    let why = |result: Result<Report, Stopped>| {
        let because = result.unwrap_err().because;
        let ExecuteError::Stale { why } = because else { panic!("{because:?}") };
        why
    };
    let changed = why(run(&server.session(), &plan, &after).await);
    assert_eq!(changed, StaleReason::FilesChanged { file: "2_b.sql".into() });
    assert!(server.effects().is_empty());

    // Somebody else applied other files under the same versions.
    run(&server.session(), &planned(&server, &after), &after).await.unwrap();
    let drifted = why(run(&server.session(), &plan, &before).await);
    assert!(matches!(drifted, StaleReason::Problems(problems) if problems.len() == 1));

    // More is pending than was planned: a ledger restored from an older backup.
    let more = catalog(&[PLAIN[0], PLAIN[1], ("3_c.sql", "create table c (id int);")]);
    let server = FakeServer::default();
    run(&server.session(), &planned(&server, &before), &before).await.unwrap();
    let only_third = planned(&server, &more);
    let empty = FakeServer::default();
    let restored = why(run(&empty.session(), &only_third, &more).await);
    assert_eq!(restored, StaleReason::MorePending { version: Version(1) });
    assert!(empty.effects().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_server_that_takes_no_writes_is_refused_before_anything() {
    let (server, catalog) = (FakeServer::default(), catalog(&PLAIN));
    server.change_facts(|facts| facts.read_only = true);
    let stopped = run(&server.session(), &planned(&server, &catalog), &catalog).await.unwrap_err();
    let refused = DatabaseError::ReadOnly { standby: false };
    assert_eq!(stopped.because, ExecuteError::Database { doing: "begin", source: refused });
}

/// The statement is done and cannot be undone: only its row may be tried again.
#[tokio::test(start_paused = true)]
async fn a_lone_statement_is_not_run_again_because_its_row_had_to_wait() {
    let files = [("1_a.sql", "create table a (id int);\nvacuum a;\n")];
    let conflict = || DatabaseError::LockTimeout { blockers: Vec::new() };
    let (server, catalog) = (FakeServer::default(), catalog(&files));
    let plan = planned(&server, &catalog);
    // Two for the first transaction, which runs again, or one of them for the row behind VACUUM.
    server.refuse("vacuum a", conflict());
    server.refuse_done(conflict());
    run(&server.session(), &plan, &catalog).await.unwrap();
    assert_eq!(server.effects(), effects_of(&files));
    let alone = [("2_b.sql", "vacuum a;\n")];
    let all = self::catalog(&[files[0], alone[0]]);
    let plan = planned(&server, &all);
    server.refuse_done(conflict());
    server.refuse_done(conflict());
    run(&server.session(), &plan, &all).await.unwrap();
    assert_eq!(server.effects().iter().filter(|effect| *effect == "vacuum a").count(), 2);
    // And without another try, the error says that the statement may be done.
    let limits = Limits { retries: 0, ..Limits::default() };
    let last = self::catalog(&[files[0], alone[0], ("3_c.sql", "vacuum a;\n")]);
    let plan = planned(&server, &last);
    server.refuse_done(conflict());
    let stopped = run_with(&server.session(), &plan, &last, &limits, &Stop::never(), &Silent).await;
    let because = stopped.unwrap_err().because;
    let ExecuteError::Record { committed, .. } = because else { panic!("{because:?}") };
    assert_eq!(committed, Committed::Started { count: 0 });
}

/// What was ended half way is looked up by the next run, as after a crash.
#[tokio::test(start_paused = true)]
async fn a_lone_statement_that_was_ended_half_way_stays_begun() {
    let text = "alter table p detach partition c concurrently";
    let allowed = Duration::from_secs(1);
    for (error, state) in [
        (DatabaseError::StatementTimeout { allowed }, StatementState::Started),
        (DatabaseError::Other { reason: "no such table".to_owned() }, StatementState::Failed),
    ] {
        let (server, catalog) = (FakeServer::default(), catalog(&[("1_a.sql", &format!("{text};\n"))]));
        let plan = planned(&server, &catalog);
        server.refuse(text, error);
        run(&server.session(), &plan, &catalog).await.unwrap_err();
        assert_eq!(server.ledger().migrations[0].statements[0].state, state);
    }
}
