//! Runs whose session or process dies, and the run after.

use kit::stop::Stop;
use migration_engine::DatabaseError;
use migration_engine::execute::{Committed, ExecuteError};
use testkit::{Scratch, scratch_database, wait};

use crate::common::{Diary, SOON, catalog, limits, planned, run, run_with, session};

/// A statement that takes a minute while there is a table of its name, so that a run can be found in it.
macro_rules! held {
    ($name:literal) => {
        concat!("select pg_sleep(case when to_regclass('hold_", $name, "') is null then 0 else 60 end);\n")
    };
}

const FILES: [(&str, &str); 3] = [
    ("1_a.sql", "create table a (id int);\ninsert into a values (1);\n"),
    (
        "2_b.sql",
        concat!(
            "insert into a values (2);\n",
            held!("first"),
            "create index concurrently i on a (id);\ninsert into a values (3);\n",
            held!("second"),
        ),
    ),
    ("3_c.sql", concat!("insert into a values (4);\n", held!("third"))),
];

fn pid_of_running(scratch: &Scratch, pattern: &str) -> Option<String> {
    let sql = format!(
        "select pid::text from pg_stat_activity where query like '{pattern}' and state = 'active' \
         and datname = current_database() and pid <> pg_backend_pid()"
    );
    scratch.raw(&sql).into_iter().next()?.into_iter().next()?
}

async fn found_running(scratch: &Scratch, pattern: &str) -> String {
    let look = || {
        let found = pid_of_running(scratch, pattern);
        async move { found.ok_or_else(|| "not running".to_owned()) }
    };
    wait::until_async(pattern, SOON, look).await
}

async fn everything_is_there_once(scratch: &Scratch) {
    let database = session(scratch).await;
    let catalog = catalog(&FILES);
    run(&database, &catalog).await.expect("the second run");
    let rows = scratch.value("select string_agg(id::text, ',' order by id) from a");
    assert_eq!(rows.as_deref(), Some("1,2,3,4"));
    assert!(planned(&database, &catalog).await.is_empty());
    let unfinished = "select count(*)::text from signalcraft.migrations where state <> 'applied'";
    assert_eq!(scratch.value(unfinished).as_deref(), Some("0"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_ended_anywhere_is_continued_by_the_next_run() {
    for name in ["first", "second", "third"] {
        let (scratch, pattern) = (scratch_database(17), format!("%hold_{name}%"));
        scratch.raw(&format!("create table hold_{name} ()"));
        let database = session(&scratch).await;
        let (files, limits, stop, diary) = (catalog(&FILES), limits(), Stop::never(), Diary::default());
        let mut run = std::pin::pin!(run_with(&database, &files, &limits, &stop, &diary));
        let pid = tokio::select! {
            finished = &mut run => panic!("{finished:?} before {pattern}"),
            pid = found_running(&scratch, &pattern) => pid,
        };
        scratch.raw(&format!("select pg_terminate_backend({pid})"));
        let stopped = run.await;
        let because = stopped.expect_err("an end").because;
        let ExecuteError::Statement { source, committed, .. } = &because else { panic!("{because:?}") };
        let ended = matches!(source, DatabaseError::Terminated { .. } | DatabaseError::ConnectionLost { .. });
        assert!(ended, "{source:?}");
        let expected = match name {
            "second" => Committed::Statements { count: 3, invalid_index: None },
            _ => Committed::Nothing,
        };
        assert_eq!(*committed, expected, "{pattern}");
        // Written on a connection of its own.
        let audit = scratch.value("select count(*)::text from signalcraft.attempts");
        assert_eq!(audit.as_deref(), Some("1"), "{pattern}");
        scratch.raw(&format!("drop table hold_{name}"));
        everything_is_there_once(&scratch).await;
    }
}

/// What a `kill -9` is to the server: a connection that closes in the middle of a statement.
#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_is_killed_gives_way_to_the_next_run() {
    let scratch = scratch_database(17);
    let long = [("1_a.sql", "create table a (id int);\nselect pg_sleep(600);\n")];
    let database = session(&scratch).await;
    let (files, limits, stop, diary) = (catalog(&long), limits(), Stop::never(), Diary::default());
    {
        let run = run_with(&database, &files, &limits, &stop, &diary);
        let found = found_running(&scratch, "%pg_sleep(600)%");
        tokio::select! {
            finished = run => panic!("{finished:?}"),
            _ = found => {}
        }
    }
    drop(database);
    // The server notices by itself, long before the statement's ten minutes are over.
    let mended = catalog(&[("1_a.sql", "create table a (id int);\n")]);
    let next = tokio::time::timeout(SOON, async {
        let database = session(&scratch).await;
        run(&database, &mended).await
    });
    let report = next.await.expect("no more than the server's next look").expect("a run");
    assert_eq!(report.applied.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_build_that_got_through_while_nobody_listened_is_not_done_again() {
    let scratch = scratch_database(17);
    let first = [FILES[0], ("2_b.sql", "create index concurrently i on a (id);\n")];
    let (files, database) = (catalog(&first), session(&scratch).await);
    run(&database, &catalog(&first[..1])).await.expect("a run");
    // As a run leaves it that dies between the build and its record.
    let planned_step = &planned(&database, &files).await.steps[0];
    let text = migration_engine::directory::checksum(b"create index concurrently i on a (id)");
    scratch.raw("create index concurrently i on a (id)");
    scratch.raw(&format!(
        "insert into signalcraft.migrations (ledger, version, name, file, checksum, state, started_at, \
         applied_by, provider_version) values ('app', 2, 'b', '2_b.sql', '{}', 'unfinished', now(), 'x', '0'); \
         insert into signalcraft.statements (ledger, version, index, checksum, state, started_at) \
         values ('app', 2, 0, '{text}', 'started', now())",
        planned_step.checksum,
    ));
    let diary = Diary::default();
    run_with(&database, &files, &limits(), &Stop::never(), &diary).await.expect("a run");
    assert!(diary.has("found done"), "{diary:?}");
    assert!(planned(&database, &files).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_of_committed_statements_are_made_again_when_a_run_goes_on() {
    let scratch = scratch_database(17);
    scratch.raw("create schema app; create table app.a (id int)");
    // The index fails because of the duplicates; then somebody mends the data.
    scratch.raw("insert into app.a values (1), (1)");
    let sql =
        "set search_path = app;\ncreate unique index concurrently i on a (id);\ninsert into a values (2);\n";
    let (files, database) = (catalog(&[("1_a.sql", sql)]), session(&scratch).await);
    let stopped = run(&database, &files).await.expect_err("duplicates");
    let ExecuteError::Statement { committed, source, .. } = stopped.because else { panic!("{stopped:?}") };
    assert_eq!(committed, Committed::Statements { count: 1, invalid_index: None });
    assert_eq!(source.sqlstate(), Some("23505"));
    // The index was dropped at once, because nobody waits.
    assert_eq!(scratch.value("select to_regclass('app.i')::text"), None);
    scratch.raw("delete from app.a");
    drop(database);
    run(&session(&scratch).await, &files).await.expect("the second run");
    assert_eq!(scratch.value("select id::text from app.a").as_deref(), Some("2"));
}
