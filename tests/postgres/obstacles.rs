//! Runs that somebody gets in the way of: locks, deadlocks, timeouts, a stop, another run.

use std::time::Duration;

use kit::stop::{Stop, StopReason, StopSwitch};
use migration_engine::execute::{Committed, ExecuteError};
use migration_engine::{Database as _, DatabaseError, Limits};
use testkit::{Scratch, scratch_database, wait};

use crate::common::{Diary, SOON, catalog, limits, planned, run, run_with, session, somebody};

const TABLE: (&str, &str) = ("1_a.sql", "create table a (id int);\n");
const ALTER: (&str, &str) = ("2_b.sql", "create table b (id int);\nalter table a add column n int;\n");

/// Waits until somebody's query of this application matches.
async fn seen(scratch: &Scratch, condition: &str) {
    let sql = format!("select count(*)::text from pg_stat_activity where {condition}");
    let look = || {
        let found = scratch.value(&sql);
        async move { if found.as_deref() == Some("0") { Err("none".to_owned()) } else { Ok(()) } }
    };
    wait::until_async(condition, SOON, look).await;
}

const OURS: &str = "application_name = 'signalcraft_migration/test' and datname = current_database()";

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_that_is_not_given_up_ends_the_run_and_names_who_holds_it() {
    let scratch = scratch_database(17);
    let database = session(&scratch).await;
    run(&database, &catalog(&[TABLE])).await.expect("a run");
    let blocker = somebody(&scratch, "a long report").await;
    blocker.query_text("begin; lock table a in access share mode").await.expect("a lock");
    // long enough to look who it is, on a busy machine as well
    let limits = Limits { retries: 1, lock_timeout: Duration::from_secs(4), ..limits() };
    let both = catalog(&[TABLE, ALTER]);
    let diary = Diary::default();
    let stopped = run_with(&database, &both, &limits, &Stop::never(), &diary).await.expect_err("a timeout");
    let ExecuteError::Statement { place, committed, attempts, source } = stopped.because else {
        panic!("{stopped:?}");
    };
    assert_eq!((place.statement, attempts, committed), (2, 2, Committed::Nothing));
    let DatabaseError::LockTimeout { blockers } = source else { panic!("{source:?}") };
    assert_eq!(blockers.len(), 1, "{blockers:?}");
    assert_eq!(blockers[0].application, "a long report");
    assert_eq!(blockers[0].state, "idle in transaction");
    assert!(blockers[0].age.is_some());
    assert_eq!(scratch.value("select to_regclass('b')::text"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_that_is_given_up_lets_a_later_try_through() {
    let scratch = scratch_database(17);
    let database = session(&scratch).await;
    run(&database, &catalog(&[TABLE])).await.expect("a run");
    let blocker = somebody(&scratch, "a long report").await;
    blocker.query_text("begin; lock table a in access share mode").await.expect("a lock");
    let (both, diary, limits, stop) = (catalog(&[TABLE, ALTER]), Diary::default(), limits(), Stop::never());
    let release = async {
        let look = || async { if diary.has("retry") { Ok(()) } else { Err("no retry".to_owned()) } };
        wait::until_async("a retry", SOON, look).await;
        blocker.query_text("commit").await.expect("a commit");
    };
    let (report, ()) = tokio::join!(run_with(&database, &both, &limits, &stop, &diary), release);
    let report = report.expect("a run");
    assert!(report.applied[0].retries >= 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_victim_of_a_deadlock_tries_again() {
    let scratch = scratch_database(17);
    // A session looks for a deadlock once, so long after it began to wait; by then there has to be one.
    scratch.raw(&format!("alter database \"{}\" set deadlock_timeout = '5s'", scratch.name));
    let database = session(&scratch).await;
    let tables = ("1_a.sql", "create table a (id int);\ncreate table b (id int);\n");
    run(&database, &catalog(&[tables])).await.expect("a run");
    let other = somebody(&scratch, "other").await;
    // Only ours looks for deadlocks within the time of this test, so that it is the victim.
    other.query_text("set deadlock_timeout = '10min'; begin; lock table b").await.expect("a lock");
    let locks = ("2_c.sql", "lock table a;\nlock table b;\ncreate table c (id int);\n");
    let (both, diary, stop) = (catalog(&[tables, locks]), Diary::default(), Stop::never());
    let limits = Limits { lock_timeout: SOON, ..limits() };
    let cross = async {
        seen(&scratch, &format!("{OURS} and wait_event_type = 'Lock'")).await;
        other.query_text("lock table a; commit").await.expect("both locks");
    };
    let (report, ()) = tokio::join!(run_with(&database, &both, &limits, &stop, &diary), cross);
    report.expect("a run");
    assert!(diary.has("retry after deadlock"), "{diary:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_takes_too_long_is_ended_and_not_tried_again() {
    let scratch = scratch_database(17);
    let allowed = Duration::from_millis(300);
    let limits = Limits { statement_timeout: allowed, ..limits() };
    let slow = catalog(&[("1_a.sql", "create table a (id int);\nselect pg_sleep(600);\n")]);
    let database = session(&scratch).await;
    let stopped = run_with(&database, &slow, &limits, &Stop::never(), &Diary::default()).await;
    let stopped = stopped.expect_err("a timeout");
    let ExecuteError::Statement { attempts: 1, source, .. } = &stopped.because else {
        panic!("{stopped:?}");
    };
    assert_eq!(*source, DatabaseError::StatementTimeout { allowed });
    assert_eq!(scratch.value("select to_regclass('a')::text"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_cancels_the_statement_on_the_server() {
    let scratch = scratch_database(17);
    let slow = catalog(&[("1_a.sql", "create table a (id int);\nselect pg_sleep(600);\n")]);
    let (database, switch, diary, limits) =
        (session(&scratch).await, StopSwitch::default(), Diary::default(), limits());
    let stop = switch.signal();
    let raise = async {
        seen(&scratch, &format!("{OURS} and query like '%pg_sleep%' and state = 'active'")).await;
        switch.stop();
        tokio::time::Instant::now()
    };
    let (stopped, raised) = tokio::join!(run_with(&database, &slow, &limits, &stop, &diary), raise);
    // Terraform gives a provider ten seconds before it kills.
    assert!(raised.elapsed() < Duration::from_secs(2), "{:?}", raised.elapsed());
    let because = stopped.expect_err("a stop").because;
    let ExecuteError::Interrupted { reason, place: Some(place), committed } = because else {
        panic!("{because:?}");
    };
    assert_eq!((reason, place.statement, committed), (StopReason::Requested, 2, Committed::Nothing));
    let running = format!("select count(*)::text from pg_stat_activity where {OURS} and state = 'active'");
    assert_eq!(scratch.value(&running).as_deref(), Some("0"));
    let locks = "select count(*)::text from pg_locks where locktype = 'advisory' and database = \
                 (select oid from pg_database where datname = current_database())";
    assert_eq!(scratch.value(locks).as_deref(), Some("0"));
    let attempts = scratch.value("select count(*)::text from signalcraft.attempts");
    assert_eq!(attempts.as_deref(), Some("1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_runs_at_once_one_works_and_the_other_finds_nothing_to_do() {
    let scratch = scratch_database(17);
    let (one, two) = (session(&scratch).await, session(&scratch).await);
    // The index would deadlock with a run that waits for the lock inside the server.
    let files = catalog(&[
        TABLE,
        ("2_b.sql", "create index concurrently i on a (id);\nselect pg_sleep(0.3);\n"),
        ("3_c.sql", "insert into a values (1);\n"),
    ]);
    let (limits, stop, diary) = (limits(), Stop::never(), Diary::default());
    let (first, second) = tokio::join!(
        run_with(&one, &files, &limits, &stop, &diary),
        run_with(&two, &files, &limits, &stop, &diary),
    );
    let (first, second) = (first.expect("a run"), second.expect("a run"));
    assert_eq!(first.applied.len() + second.applied.len(), 3);
    assert_eq!(first.already_applied.len() + second.already_applied.len(), 3);
    assert!(diary.has("waiting for signalcraft_migration/test"), "{diary:?}");
    assert_eq!(scratch.value("select count(*)::text from a").as_deref(), Some("1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_waits_in_vain_names_the_run_that_works() {
    let scratch = scratch_database(17);
    let (database, holder) = (session(&scratch).await, somebody(&scratch, "another run").await);
    assert!(holder.try_lock().await.expect("a lock"));
    let limits = Limits { deadline: Duration::from_millis(500), ..limits() };
    let (files, stop) = (catalog(&[TABLE]), Stop::never());
    let stopped = run_with(&database, &files, &limits, &stop, &Diary::default()).await;
    let because = stopped.expect_err("a busy lock").because;
    let ExecuteError::LockBusy { holders, .. } = because else { panic!("{because:?}") };
    assert_eq!(holders.len(), 1);
    assert_eq!(holders[0].application, "another run");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_a_stopped_build_left_invalid_is_built_anew() {
    let scratch = scratch_database(17);
    let database = session(&scratch).await;
    run(&database, &catalog(&[TABLE])).await.expect("a run");
    // An old snapshot, which the build waits for after its first phase, when the index is there and invalid.
    let reader = somebody(&scratch, "reader").await;
    let snapshot = "begin isolation level repeatable read; select * from a";
    reader.query_text(snapshot).await.expect("a snapshot");
    scratch.raw("insert into a values (1)");
    let index = ("2_b.sql", "create index concurrently if not exists \"I x\" on a (id);\n");
    let both = catalog(&[TABLE, index]);
    let (switch, diary, limits) = (StopSwitch::default(), Diary::default(), limits());
    let stop = switch.signal();
    let raise = async {
        seen(&scratch, &format!("{OURS} and query like 'create index%' and wait_event_type = 'Lock'")).await;
        switch.stop();
    };
    let (stopped, ()) = tokio::join!(run_with(&database, &both, &limits, &stop, &diary), raise);
    let because = stopped.expect_err("a stop").because;
    let ExecuteError::Interrupted { committed, .. } = &because else { panic!("{because:?}") };
    let left = Committed::Statements { count: 0, invalid_index: Some("\"I x\"".into()) };
    assert_eq!(*committed, left);
    let valid = "select indisvalid::text from pg_index where indexrelid = '\"I x\"'::regclass";
    assert_eq!(scratch.value(valid).as_deref(), Some("false"));
    reader.query_text("commit").await.expect("a commit");
    // The server itself would say that all is well, because an index of that name exists.
    run_with(&database, &both, &limits, &Stop::never(), &diary).await.expect("a run");
    assert!(diary.has("dropped invalid"), "{diary:?}");
    assert_eq!(scratch.value(valid).as_deref(), Some("true"));
    assert!(planned(&database, &both).await.is_empty());
}
