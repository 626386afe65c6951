//! What a file, a setting or somebody else does to a run behind its back.

use std::time::Duration;

use kit::stop::Stop;
use migration_engine::database::{IndexState, StatementKey};
use migration_engine::directory::checksum;
use migration_engine::execute::{Committed, ExecuteError};
use migration_engine::ledger::StatementState;
use migration_engine::{Database as _, DatabaseError, Limits, Version};
use testkit::{scratch_database, wait};

use crate::common::{Diary, SOON, catalog, limits, planned, run, run_with, session, somebody};

/// Gives the run lock away where no reader of the file sees it.
const HIDDEN_UNLOCK: &str = "do $$ begin execute 'select pg_advisory_' || 'unlock_all()'; end $$;\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_lost_its_lock_ends_before_the_next_statement() {
    for behind in ["vacuum a;\n", "create index concurrently i on a (id);\n"] {
        let scratch = scratch_database(17);
        let database = session(&scratch).await;
        let text = format!("create table a (id int);\n{HIDDEN_UNLOCK}{behind}");
        let stopped = run(&database, &catalog(&[("1_a.sql", &text)])).await.expect_err("no lock");
        let ExecuteError::Record { source, .. } = &stopped.because else { panic!("{stopped:?}") };
        assert!(matches!(source, DatabaseError::RunLockLost { .. }), "{source:?}");
        assert_eq!(scratch.value("select to_regclass('i')::text"), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_is_not_recorded_again() {
    let scratch = scratch_database(17);
    let database = session(&scratch).await;
    run(&database, &catalog(&[("1_a.sql", "create table a (id int);\n")])).await.expect("a run");
    let sum = checksum(b"create table a (id int)");
    let key = StatementKey { version: Version(1), index: 0, checksum: &sum };
    for state in [StatementState::Started, StatementState::Done] {
        let again = database.record_statements(&[key], state, std::time::UNIX_EPOCH).await;
        assert!(again.is_err(), "{state:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_splits_a_file_as_we_do_whatever_its_default_is() {
    let scratch = scratch_database(17);
    scratch.raw(&format!("alter database \"{}\" set standard_conforming_strings = off", scratch.name));
    let database = session(&scratch).await;
    let text = "create table a (t text);\ninsert into a values ('\\');\nselect 'x; commit; select ', 1/1;\n";
    run(&database, &catalog(&[("1_a.sql", text)])).await.expect("a run");
    assert_eq!(scratch.value("select t from a").as_deref(), Some("\\"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_was_ended_from_inside_is_told_as_that() {
    let off = "do $$ begin perform set_config('standard_' || 'conforming_strings', 'off', false); end $$;\n";
    // To the server, the first literal ends at the second line's quote, and what follows is three statements.
    let split = "select '\\', '; commit; create table b (); --';\n";
    for rest in ["create table c ();\n", "select 1/0;\n"] {
        let scratch = scratch_database(17);
        let database = session(&scratch).await;
        let text = format!("create table a (id int);\n{off}{split}{rest}");
        let stopped = run(&database, &catalog(&[("1_a.sql", &text)])).await.expect_err("an end");
        let (ExecuteError::Record { committed, .. } | ExecuteError::Statement { committed, .. }) =
            &stopped.because
        else {
            panic!("{stopped:?}");
        };
        assert_eq!(*committed, Committed::OutsideTransaction, "{rest}");
        assert_eq!(scratch.value("select to_regclass('a')::text").as_deref(), Some("a"));
        let rows = scratch.value("select count(*)::text from signalcraft.migrations");
        assert_eq!(rows.as_deref(), Some("0"), "{rest}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_with_a_name_that_the_server_cuts_is_found() {
    let scratch = scratch_database(17);
    let database = session(&scratch).await;
    let long = "i".repeat(70);
    scratch.raw(&format!("create table a (id int); create index {long} on a (id)"));
    for table in [Some("a"), None] {
        let state = database.index_state(&long, table).await.expect("an answer");
        assert_eq!(state, IndexState::Valid, "{table:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn our_own_ledger_row_is_waited_for_again_and_again() {
    for text in ["create table a (id int);\n", "create table a (id int);\nvacuum a;\n"] {
        let scratch = scratch_database(17);
        let database = session(&scratch).await;
        database.ensure_ledger().await.expect("a ledger");
        let blocker = somebody(&scratch, "a backup").await;
        // In a mode that lets us read.
        blocker.query_text("begin; lock table signalcraft.statements in share mode").await.expect("a lock");
        let (files, diary, limits, stop) =
            (catalog(&[("1_a.sql", text)]), Diary::default(), limits(), Stop::never());
        let release = async {
            let look = || async { if diary.has("retry") { Ok(()) } else { Err("no retry".to_owned()) } };
            wait::until_async("a retry", SOON, look).await;
            blocker.query_text("rollback").await.expect("a rollback");
        };
        let (report, ()) = tokio::join!(run_with(&database, &files, &limits, &stop, &diary), release);
        report.expect("a run");
        assert!(planned(&database, &files).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_in_the_way_is_named_after_a_short_timeout_as_well() {
    let scratch = scratch_database(17);
    let database = session(&scratch).await;
    let files = [("1_a.sql", "create table a (id int);\n"), ("2_b.sql", "alter table a add column n int;\n")];
    run(&database, &catalog(&files[..1])).await.expect("a run");
    let blocker = somebody(&scratch, "a long report").await;
    blocker.query_text("begin; lock table a in access share mode").await.expect("a lock");
    let limits = Limits { retries: 0, lock_timeout: Duration::from_millis(300), ..limits() };
    let stopped = run_with(&database, &catalog(&files), &limits, &Stop::never(), &Diary::default()).await;
    let because = stopped.expect_err("a timeout").because;
    let ExecuteError::Statement { source: DatabaseError::LockTimeout { blockers }, .. } = because else {
        panic!("{because:?}");
    };
    assert_eq!(blockers.len(), 1, "{blockers:?}");
    assert_eq!(blockers[0].application, "a long report");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_somebody_builds_at_this_moment_is_not_dropped() {
    let scratch = scratch_database(17);
    let database = session(&scratch).await;
    scratch.raw("create table a (id int)");
    let reader = somebody(&scratch, "reader").await;
    reader.query_text("begin; lock table a in row exclusive mode").await.expect("a lock");
    let builder = somebody(&scratch, "builder").await;
    let build = builder.query_text("create index concurrently i on a (id)");
    let attempt = async {
        let look = || async {
            let state = database.index_state("i", Some("a")).await;
            if state == Ok(IndexState::Invalid) { Ok(()) } else { Err(format!("{state:?}")) }
        };
        wait::until_async("an index half built", SOON, look).await;
        let timeouts = migration_engine::database::Timeouts {
            lock: Duration::from_millis(300),
            statement: Duration::from_secs(20),
        };
        let dropped = database.drop_invalid_index("i", Some("a"), timeouts, &Stop::never()).await;
        reader.query_text("rollback").await.expect("a rollback");
        dropped
    };
    let (finished, dropped) = tokio::join!(build, attempt);
    finished.expect("the build");
    let Err(DatabaseError::LockTimeout { blockers }) = dropped else { panic!("{dropped:?}") };
    assert_eq!(blockers[0].application, "builder");
    assert_eq!(database.index_state("i", Some("a")).await, Ok(IndexState::Valid));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_ledger_is_told_and_nothing_is_planned_from_it() {
    for (harm, word) in [
        ("drop table signalcraft.ledger_layout", "ledger_layout"),
        ("delete from signalcraft.ledger_layout", "ledger_layout"),
        ("drop table signalcraft.migrations cascade", "migrations"),
        ("update signalcraft.migrations set started_at = 'infinity'", "started_at"),
        ("update signalcraft.migrations set applied_at = '-infinity'", "applied_at"),
    ] {
        let scratch = scratch_database(17);
        let database = session(&scratch).await;
        run(&database, &catalog(&[("1_a.sql", "create table a (id int);\n")])).await.expect("a run");
        scratch.raw(harm);
        let read = database.read_ledger().await;
        let Err(DatabaseError::LedgerDamaged { reason }) = read else { panic!("{harm}: {read:?}") };
        assert!(reason.contains(word), "{harm}: {reason}");
    }
}

/// As a run leaves the ledger that dies between a lone statement and its row.
fn begun(scratch: &testkit::Scratch, text: &str) {
    let (file, statement) = (checksum(format!("{text};\n").as_bytes()), checksum(text.as_bytes()));
    scratch.raw(&format!(
        "insert into signalcraft.migrations (ledger, version, name, file, checksum, state, started_at, \
         applied_by, provider_version) values ('app', 2, 'b', '2_b.sql', '{file}', 'unfinished', now(), 'x', '0'); \
         insert into signalcraft.statements (ledger, version, index, checksum, state, started_at) \
         values ('app', 2, 0, '{statement}', 'started', now())"
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_got_through_while_nobody_listened_is_looked_up() {
    let scratch = scratch_database(17);
    let database = session(&scratch).await;
    let made = format!("{}_made", scratch.name);
    let partitioned = (
        "1_a.sql",
        "create table p (id int) partition by list (id);\n\
         create table c partition of p for values in (1);\ncreate table x (id int);\ncreate index xi on x (id);\n",
    );
    run(&database, &catalog(&[partitioned])).await.expect("a run");
    for (text, done_by, found) in [
        (format!("create database \"{made}\""), format!("create database \"{made}\""), true),
        (format!("drop database \"{made}\""), format!("drop database \"{made}\""), true),
        (
            "alter table p detach partition c concurrently".to_owned(),
            "alter table p detach partition c concurrently".to_owned(),
            true,
        ),
        (
            "reindex table concurrently x".to_owned(),
            "create index xi_ccnew on x (id); \
             update pg_index set indisvalid = false where indexrelid = 'xi_ccnew'::regclass"
                .to_owned(),
            false,
        ),
    ] {
        scratch.raw("delete from signalcraft.migrations where version = 2");
        begun(&scratch, &text);
        scratch.raw(&done_by);
        let (files, diary) = (catalog(&[partitioned, ("2_b.sql", &format!("{text};\n"))]), Diary::default());
        let ended = run_with(&database, &files, &limits(), &Stop::never(), &diary).await;
        ended.unwrap_or_else(|error| panic!("{text}: {error:?}"));
        assert_eq!(diary.has("found done"), found, "{text}: {diary:?}");
    }
    assert_eq!(scratch.value("select to_regclass('xi_ccnew')::text"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partition_that_is_half_detached_is_detached_in_full() {
    let scratch = scratch_database(17);
    let database = session(&scratch).await;
    let partitioned = (
        "1_a.sql",
        "create table p (id int) partition by list (id);\ncreate table c partition of p for values in (1);\n",
    );
    run(&database, &catalog(&[partitioned])).await.expect("a run");
    let text = "alter table p detach partition c concurrently";
    // A reader keeps it from its end, and the timeout ends it half way.
    let (reader, other) = (somebody(&scratch, "reader").await, somebody(&scratch, "other").await);
    reader.query_text("begin; select * from p").await.expect("a lock");
    other.query_text("set statement_timeout = '1s'").await.expect("a setting");
    other.query_text(text).await.expect_err("a timeout");
    reader.query_text("rollback").await.expect("a rollback");
    let pending = "select count(*)::text from pg_inherits where inhdetachpending";
    assert_eq!(scratch.value(pending).as_deref(), Some("1"));
    begun(&scratch, text);
    let (files, diary) = (catalog(&[partitioned, ("2_b.sql", &format!("{text};\n"))]), Diary::default());
    run_with(&database, &files, &limits(), &Stop::never(), &diary).await.expect("a run");
    assert!(diary.has("found done"), "{diary:?}");
    assert_eq!(scratch.value("select count(*)::text from pg_inherits").as_deref(), Some("0"));
}
