//! Directories of other tools, run on real servers: from an empty database, what comes out is what the tool
//! itself makes of them (`tests/cases/adopt/TOOL/ledger.sql`).

use migration_engine::Version;
use migration_engine::execute::{Committed, ExecuteError};
use migration_engine::{Catalog, Database as _, directory};
use testkit::{Scratch, scratch_database};

use crate::adopt::{LEDGERS, files, left_by};
use crate::common::{planned, run, session};

/// Every column, index and function of the service: not those of ledgers.
fn schema_of(scratch: &Scratch) -> Vec<Vec<Option<String>>> {
    scratch.raw(
        "select table_name || '.' || column_name || ' ' || data_type from information_schema.columns \
         where table_schema = 'public' and table_name !~ '(migrations|history|revisions|goose_db_version)$' \
         union all select indexdef from pg_indexes where schemaname = 'public' \
         and tablename !~ '(migrations|history|revisions|goose_db_version)$' \
         union all select proname::text from pg_proc where pronamespace = 'public'::regnamespace order by 1",
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_makes_the_schema_that_its_tool_makes_of_it() {
    for (name, _) in LEDGERS {
        let (theirs, ours, catalog) = (left_by(name, 17), scratch_database(17), files(name));
        let database = session(&ours).await;
        let report = run(&database, &catalog).await.expect(name);
        assert_eq!(report.applied.len(), catalog.migrations.len(), "{name}");
        let made = schema_of(&ours);
        assert!(made.len() > 3, "{name}: {made:?}");
        assert_eq!(made, schema_of(&theirs), "{name}");
        assert!(planned(&database, &catalog).await.is_empty(), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_keeps_each_way_down_by_itself() {
    for (name, file) in [("goose", "00002_customers.sql"), ("dbmate", "20260102000000_customers.sql")] {
        let (scratch, catalog) = (scratch_database(17), files(name));
        run(&session(&scratch).await, &catalog).await.expect(name);
        let kept =
            scratch.value(&format!("select down_sql from signalcraft.migrations where file = '{file}'"));
        let kept = kept.expect(name);
        assert!(kept.contains("DROP TABLE customers") && !kept.contains("CREATE"), "{name}: {kept}");
        // It runs as it is.
        scratch.raw(&kept);
        assert_eq!(scratch.value("select (to_regclass('customers') is null)::text").as_deref(), Some("true"));
    }
}

fn one_file(name: &str, sql: &str) -> Catalog {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(name), sql).expect("a file");
    directory::load(folder.path(), None).expect("a good file")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_must_not_be_one_transaction_commits_each_statement_and_goes_on_behind_it() {
    // In one transaction, the new value could not be used.
    let scratch = scratch_database(17);
    scratch.raw("create type colour as enum ('red'); create table paint (colour colour)");
    let sql = "-- no-transaction\nalter type colour add value 'blue';\ninsert into paint values ('blue');\n\
               insert into missing values (1);\n";
    let (catalog, database) = (one_file("1_a.sql", sql), session(&scratch).await);
    let stopped = run(&database, &catalog).await.expect_err("a table is missing");
    let ExecuteError::Statement { committed, .. } = stopped.because else { panic!("{stopped:?}") };
    assert_eq!(committed, Committed::Statements { count: 2, invalid_index: None });
    assert_eq!(scratch.value("select count(*)::text from paint").as_deref(), Some("1"));
    scratch.raw("create table missing (id int)");
    run(&database, &catalog).await.expect("the rest");
    assert_eq!(scratch.value("select count(*)::text from paint").as_deref(), Some("1"), "nothing ran twice");
    assert!(planned(&database, &catalog).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn dotted_versions_are_kept_and_read_in_their_order() {
    let folder = tempfile::tempdir().expect("a folder");
    for version in ["2", "1.10", "1", "1.2", "20260131235959.1", "20260131235959"] {
        let table = version.replace('.', "_");
        let file = folder.path().join(format!("V{version}__t.sql"));
        std::fs::write(file, format!("create table t_{table} (id int);\n")).expect("a file");
    }
    let catalog = directory::load(folder.path(), None).expect("good files");
    let scratch = scratch_database(17);
    let database = session(&scratch).await;
    let ledger = run(&database, &catalog).await.expect("a run").ledger;
    let versions: Vec<String> = ledger.migrations.iter().map(|record| record.version.to_string()).collect();
    assert_eq!(versions, ["1", "1.2", "1.10", "2", "20260131235959", "20260131235959.1"]);
    let again = database.read_ledger().await.expect("a ledger").view();
    assert_eq!(again.current_version(), "20260131235959.1".parse::<Version>().ok());
}
