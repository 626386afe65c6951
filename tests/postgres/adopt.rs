//! Ledgers of other tools on real servers. `tests/cases/adopt/TOOL/ledger.sql` is a database as the tool left
//! it; its first line says which version made it, and by which way.

use std::path::{Path, PathBuf};
use std::time::Duration;

use kit::clock::SystemClock;
use kit::stop::{Stop, StopSwitch};
use migration_engine::adopt::{
    AdoptError, Adoption, Carried, Foreign as _, Found, Tool, Wanted, carry_out, lock_keys, look,
};
use migration_engine::execute::{Run, Silent};
use migration_engine::{Catalog, Database as _, DatabaseError, Limits, Version, directory};
use postgres_adapter::PostgresDatabase;
use testkit::{Scratch, scratch_database, wait};

use crate::common::{SOON, limits, planned, run, session, somebody};

/// Every ledger, with its tool.
pub(crate) const LEDGERS: [(&str, Tool); 10] = [
    ("atlas", Tool::Atlas),
    ("dbmate", Tool::Dbmate),
    ("drizzle", Tool::Drizzle),
    ("flyway", Tool::Flyway),
    ("golang-migrate", Tool::GolangMigrate),
    ("goose", Tool::Goose),
    ("prisma", Tool::Prisma),
    ("refinery", Tool::Refinery),
    ("sqlx", Tool::Sqlx),
    ("sqlx-reversible", Tool::Sqlx),
];

fn case(tool: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/adopt").join(tool)
}

pub(crate) fn files(tool: &str) -> Catalog {
    directory::load(&case(tool).join("migrations"), None).expect("a real directory")
}

/// A database as a tool left it.
pub(crate) fn left_by(tool: &str, major: u16) -> Scratch {
    let scratch = scratch_database(major);
    scratch.raw(&std::fs::read_to_string(case(tool).join("ledger.sql")).expect("a ledger"));
    scratch
}

pub(crate) fn auto() -> Wanted {
    Wanted::default()
}

pub(crate) async fn seen(
    database: &PostgresDatabase,
    catalog: &Catalog,
    wanted: &Wanted,
) -> Result<Option<Adoption>, AdoptError> {
    let ours = database.read_ledger().await.expect("our ledger");
    look(database, wanted, catalog, &ours.view()).await
}

async fn taken_over(
    database: &PostgresDatabase,
    catalog: &Catalog,
    planned: Option<&[Version]>,
    limits: &Limits,
    stop: &Stop,
) -> Result<Carried, AdoptError> {
    let clock = &SystemClock;
    let run = Run { database, clock, observer: &Silent, stop, limits, seed: 1, provider_version: "0.1.0" };
    carry_out(run, database, &auto(), catalog, planned).await
}

pub(crate) async fn take_over(database: &PostgresDatabase, catalog: &Catalog) -> Result<Carried, AdoptError> {
    taken_over(database, catalog, None, &limits(), &Stop::never()).await
}

/// The rows of the tool's table, as text.
fn foreign_rows(scratch: &Scratch, adoption: &Adoption) -> Vec<Vec<Option<String>>> {
    scratch.raw(&format!("select t::text from {} t order by 1", adoption.table))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_ledger_is_taken_over_and_nothing_is_left_to_do() {
    for (name, tool) in LEDGERS {
        let (scratch, catalog) = (left_by(name, 17), files(name));
        let database = session(&scratch).await;
        let adoption = seen(&database, &catalog, &auto()).await.expect(name).expect(name);
        let all: Vec<Version> = catalog.migrations.iter().map(|migration| migration.version).collect();
        assert_eq!((adoption.tool, adoption.versions()), (tool, all.clone()), "{name}");
        let before = foreign_rows(&scratch, &adoption);
        let carried =
            taken_over(&database, &catalog, Some(&all), &limits(), &Stop::never()).await.expect(name);
        assert_eq!(carried.adoption.map(|adoption| adoption.versions()), Some(all), "{name}");
        assert_eq!(foreign_rows(&scratch, &adoption), before, "{name}: its table is not ours");
        assert!(planned(&database, &catalog).await.is_empty(), "{name}: nothing runs again");
        for (record, migration) in carried.ledger.migrations.iter().zip(&catalog.migrations) {
            assert_eq!(record.checksum, migration.up.checksum, "{name}");
            assert!(record.applied_by.starts_with(tool.as_str()), "{name}: {}", record.applied_by);
            let down = migration.down.as_ref().map(|down| down.file.clone());
            assert_eq!(record.down_file, down, "{name}: the way down is kept");
        }
        // Again: nothing is left, and nothing is done.
        assert_eq!(seen(&database, &catalog, &auto()).await.expect(name), None, "{name}");
        assert_eq!(take_over(&database, &catalog).await.expect(name).adoption, None, "{name}");
        assert!(database.lock_holders().await.expect("holders").is_empty(), "{name}");
        let locks = "select count(*)::text from pg_locks where locktype = 'advisory' and granted \
                     and database = (select oid from pg_database where datname = current_database())";
        assert_eq!(scratch.value(locks).as_deref(), Some("0"), "{name}: every lock is given back");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ledgers_are_read_alike_on_every_server() {
    for major in [13, 15, 18] {
        // One of each way to write times, checksums and states.
        for name in ["flyway", "goose", "prisma", "refinery", "sqlx"] {
            let (scratch, catalog) = (left_by(name, major), files(name));
            let carried = take_over(&session(&scratch).await, &catalog).await.expect(name);
            assert_eq!(carried.ledger.migrations.len(), catalog.migrations.len(), "{name} on {major}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_tool_knows_of_time_and_person_is_kept() {
    let (scratch, catalog) = (left_by("flyway", 17), files("flyway"));
    scratch.raw(
        "update flyway_schema_history set installed_by = 'deploy', installed_on = '2020-02-02 02:02:02'",
    );
    let carried = take_over(&session(&scratch).await, &catalog).await.expect("taken over");
    let record = carried.ledger.get("1.1".parse().expect("a version")).expect("a record");
    assert_eq!((record.applied_by.as_str(), record.duration_ms), ("flyway (deploy)", 2));
    let at = scratch
        .value("select applied_at::text from signalcraft.migrations where file = 'V2__orders_note.sql'");
    assert_eq!(at.as_deref(), Some("2020-02-02 02:02:02+00"));
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_were_taken_back_are_not_taken_over() {
    for (name, sql, left) in [
        ("goose", "insert into goose_db_version (version_id, is_applied) values (3, false)", 2),
        (
            "flyway",
            "insert into flyway_schema_history values (9, '2', 'orders note', 'UNDO_SQL', 'U2__x.sql', 1, 'p', now(), 1, true)",
            3,
        ),
        (
            "prisma",
            "update _prisma_migrations set rolled_back_at = now() where migration_name like '%note'",
            2,
        ),
        ("golang-migrate", "update schema_migrations set version = 2", 2),
    ] {
        let (scratch, catalog) = (left_by(name, 17), files(name));
        scratch.raw(sql);
        let carried = take_over(&session(&scratch).await, &catalog).await.expect(name);
        assert_eq!(carried.ledger.migrations.len(), left, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_baseline_covers_what_was_there_before_the_tool() {
    for (name, sql) in [
        (
            "flyway",
            "delete from flyway_schema_history where version is not null; insert into flyway_schema_history values (1, '1.1', '<< Flyway Baseline >>', 'BASELINE', '<< Flyway Baseline >>', null, 'p', now(), 0, true)",
        ),
        (
            "atlas",
            "delete from atlas_schema_revisions.atlas_schema_revisions where version > '20260102000000'; delete from atlas_schema_revisions.atlas_schema_revisions where version < '20260102000000'; update atlas_schema_revisions.atlas_schema_revisions set type = 1, hash = ''",
        ),
    ] {
        let (scratch, catalog) = (left_by(name, 17), files(name));
        scratch.raw(sql);
        let carried = take_over(&session(&scratch).await, &catalog).await.expect(name);
        let versions = carried
            .adoption
            .expect("some")
            .migrations
            .iter()
            .filter(|it| !it.version.is_repeatable())
            .count();
        assert_eq!(versions, 2, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeatable_migration_that_changed_runs_again_and_then_rests() {
    let scratch = left_by("flyway", 17);
    let folder = tempfile::tempdir().expect("a folder");
    for entry in std::fs::read_dir(case("flyway").join("migrations")).expect("files").flatten() {
        std::fs::copy(entry.path(), folder.path().join(entry.file_name())).expect("a copy");
    }
    let views = folder.path().join("R__order_views.sql");
    for (round, text) in
        ["select note, 2 as two from orders", "select note, 2 as two, 3 as three from orders"]
            .into_iter()
            .enumerate()
    {
        std::fs::write(&views, format!("create or replace view order_notes as {text};\n")).expect("written");
        let catalog = directory::load(folder.path(), None).expect("files");
        let database = session(&scratch).await;
        let carried = take_over(&database, &catalog).await.expect("taken over");
        assert_eq!(carried.adoption.is_some(), round == 0);
        let plan = planned(&database, &catalog).await;
        assert_eq!(plan.steps.iter().map(|step| step.name.as_str()).collect::<Vec<_>>(), ["order_views"]);
        assert_eq!(plan.to, Some(Version(2)), "a repeatable migration is no version");
        run(&database, &catalog).await.expect("a run");
        assert!(planned(&database, &catalog).await.is_empty());
    }
    assert_eq!(
        scratch
            .value("select count(*)::text from information_schema.columns where table_name = 'order_notes'")
            .as_deref(),
        Some("3")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tools_own_lock_is_waited_for() {
    for (name, tool) in LEDGERS {
        let (scratch, catalog) = (left_by(name, 17), files(name));
        let database = session(&scratch).await;
        let table = seen(&database, &catalog, &auto()).await.expect(name).expect(name).table;
        let (schema, table) = table.split_once('.').expect("two names");
        let found = Found { tool, schema: schema.to_owned(), name: table.to_owned() };
        let other = somebody(&scratch, "the tool").await;
        let short = Limits { deadline: Duration::from_millis(600), ..limits() };
        if let Some(&key) = lock_keys(&found, &scratch.name).last() {
            assert!(other.try_tool_lock(key).await.expect("a lock"), "{name}");
        } else {
            // Without a lock of its own, its transaction that writes the table is what there is.
            let writes = format!("begin; lock table {schema}.{table} in row exclusive mode");
            other.query_text(&writes).await.expect("a lock");
        }
        let busy = taken_over(&database, &catalog, None, &short, &Stop::never()).await;
        assert!(matches!(busy, Err(AdoptError::ToolBusy { .. })), "{name}: {busy:?}");
        drop(other);
        let free = || async {
            let again = taken_over(&database, &catalog, None, &short, &Stop::never()).await;
            again.map_err(|error| error.to_string())
        };
        wait::until_async(name, SOON, free).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_ends_the_wait_for_the_tool() {
    let (scratch, catalog) = (left_by("prisma", 17), files("prisma"));
    let (database, other) = (session(&scratch).await, somebody(&scratch, "prisma").await);
    assert!(other.try_tool_lock(72_707_369).await.expect("a lock"));
    let switch = StopSwitch::default();
    let stop = switch.signal();
    let limits = limits();
    let mut waiting = std::pin::pin!(taken_over(&database, &catalog, None, &limits, &stop));
    tokio::select! {
        ended = &mut waiting => panic!("{ended:?}"),
        () = tokio::time::sleep(Duration::from_millis(200)) => switch.stop(),
    }
    let stopped = tokio::time::timeout(Duration::from_secs(2), waiting).await.expect("two seconds");
    assert!(matches!(stopped, Err(AdoptError::Run(_))), "{stopped:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_in_the_middle_leaves_nothing_and_the_next_one_takes_all() {
    let (scratch, catalog) = (left_by("sqlx", 17), files("sqlx"));
    // Holds the run back in the middle of its rows.
    let database = session(&scratch).await;
    database.ensure_ledger().await.expect("a ledger");
    scratch.raw(
        "create function signalcraft.slow() returns trigger language plpgsql as \
         'begin perform pg_sleep(case when new.version = 20260102000000 then 60 else 0 end); return new; end'; \
         create trigger slow before insert on signalcraft.migrations for each row execute function signalcraft.slow()",
    );
    let (limits, stop) = (limits(), Stop::never());
    let mut taking = std::pin::pin!(taken_over(&database, &catalog, None, &limits, &stop));
    let running = || {
        let found = scratch.raw(
            "select pid::text from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'",
        );
        let pid = found.into_iter().next().and_then(|row| row.into_iter().next()?);
        async move { pid.ok_or("not there yet".to_owned()) }
    };
    let pid = tokio::select! {
        ended = &mut taking => panic!("{ended:?}"),
        pid = wait::until_async("a row that is being written", SOON, running) => pid,
    };
    scratch.raw(&format!("select pg_terminate_backend({pid})"));
    let ended = taking.await;
    let Err(AdoptError::Database { source, .. }) = &ended else { panic!("{ended:?}") };
    assert!(
        matches!(source, DatabaseError::Terminated { .. } | DatabaseError::ConnectionLost { .. }),
        "{source:?}"
    );
    scratch.raw("drop function signalcraft.slow() cascade");
    assert_eq!(scratch.value("select count(*)::text from signalcraft.migrations").as_deref(), Some("0"));
    let next = session(&scratch).await;
    let carried = take_over(&next, &catalog).await.expect("taken over");
    assert_eq!(carried.ledger.migrations.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_take_over_once() {
    let (scratch, catalog) = (left_by("dbmate", 17), files("dbmate"));
    let versions = catalog.migrations.iter().map(|migration| migration.version).collect::<Vec<_>>();
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (database, catalog, versions) = (session(&scratch).await, catalog.clone(), versions.clone());
        all.spawn(async move {
            let carried = taken_over(&database, &catalog, Some(&versions), &limits(), &Stop::never()).await;
            carried.expect("taken over").adoption.is_some()
        });
    }
    let did = all.join_all().await.into_iter().filter(|did| *did).count();
    assert_eq!(did, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_run_of_the_tool_is_noticed_and_a_plan_that_does_not_know_of_it_is_stale() {
    let scratch = left_by("dbmate", 17);
    scratch.raw("delete from schema_migrations where version = '20260103000000'");
    let (database, catalog) = (session(&scratch).await, files("dbmate"));
    let planned: Vec<Version> =
        seen(&database, &catalog, &auto()).await.expect("seen").expect("some").versions();
    assert_eq!(planned.len(), 2);
    // The tool goes on between plan and apply.
    scratch.raw("insert into schema_migrations values ('20260103000000')");
    let stale = taken_over(&database, &catalog, Some(&planned), &limits(), &Stop::never()).await;
    let Err(AdoptError::Stale { versions }) = stale else { panic!("{stale:?}") };
    assert_eq!(versions, [Version(20_260_103_000_000)]);
    scratch.raw("delete from schema_migrations where version = '20260103000000'");
    taken_over(&database, &catalog, Some(&planned), &limits(), &Stop::never()).await.expect("as planned");
    // And after: the next look has what is new, and only that.
    scratch.raw("insert into schema_migrations values ('20260103000000')");
    let new = seen(&database, &catalog, &auto()).await.expect("seen").expect("some");
    assert_eq!(new.versions(), [Version(20_260_103_000_000)]);
}
