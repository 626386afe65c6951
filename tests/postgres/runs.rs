//! Whole runs that get to their end, and runs that the server or its rules refuse.

use kit::secret::SecretString;
use migration_engine::database::ServerError;
use migration_engine::execute::{Committed, ExecuteError};
use migration_engine::{Database as _, DatabaseError, Version};
use postgres_adapter::{PostgresDatabase, Settings};
use testkit::{Scratch, scratch_database};

use crate::common::{catalog, planned, run, session, settings};

const FILES: [(&str, &str); 3] = [
    (
        "0001_orders.up.sql",
        "begin;\r\ncreate table orders (id bigint primary key, note text);\r\ninsert into orders values (1, 'é;');\r\ncommit;\r\n",
    ),
    ("0001_orders.down.sql", "drop table orders;\n"),
    (
        "0002_index.up.sql",
        "set search_path = pg_catalog;\nset search_path = public;\n\
         create index concurrently orders_note_idx on orders (note);\n\
         do $$ begin perform 1; end $$;\n",
    ),
];

async fn works_on(major: u16) {
    let scratch = scratch_database(major);
    let (database, catalog) = (session(&scratch).await, catalog(&FILES));
    let report = run(&database, &catalog).await.expect("a run");
    assert_eq!(
        report.applied.iter().map(|it| it.label.as_str()).collect::<Vec<_>>(),
        ["0001_orders", "0002_index"]
    );
    assert_eq!(report.ledger.view().current_version(), Some(Version(2)));
    assert_eq!(scratch.value("select note from orders").as_deref(), Some("é;"));
    let valid = "select indisvalid::text from pg_index where indexrelid = 'orders_note_idx'::regclass";
    assert_eq!(scratch.value(valid).as_deref(), Some("true"));
    let rows = scratch.raw(
        "select m.version::text, m.state, m.applied_by, m.provider_version, m.down_sql, \
         (select string_agg(s.index || ' ' || s.state, ', ' order by s.index) \
          from signalcraft.statements s where s.version = m.version) \
         from signalcraft.migrations m where ledger = 'app' order by m.version",
    );
    let row = |values: [Option<&str>; 6]| values.map(|it| it.map(str::to_owned)).to_vec();
    let by = Some("postgres");
    let first =
        [Some("1"), Some("applied"), by, Some("0.1.0"), Some("drop table orders;\n"), Some("0 done, 1 done")];
    let second =
        [Some("2"), Some("applied"), by, Some("0.1.0"), None, Some("0 done, 1 done, 2 done, 3 done")];
    assert_eq!(rows, [row(first), row(second)]);
    assert!(planned(&database, &catalog).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_is_applied_on_13() {
    works_on(13).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_is_applied_on_15() {
    works_on(15).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_is_applied_on_17() {
    works_on(17).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_is_applied_on_18() {
    works_on(18).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_file_sets_is_not_seen_by_the_next() {
    let scratch = scratch_database(17);
    let dump = "select pg_catalog.set_config('search_path', '', false);\nset timezone = 'Asia/Tokyo';\n\
                create table public.a (id int);\n";
    let catalog = catalog(&[("1_dump.sql", dump), ("2_plain.sql", "create table b (id int);\n")]);
    run(&session(&scratch).await, &catalog).await.expect("a run");
    assert_eq!(scratch.value("select to_regclass('public.b')::text").as_deref(), Some("b"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_s_own_position_is_turned_into_line_and_column() {
    let scratch = scratch_database(17);
    let sql = "create table a (id int);\n\n  -- é\n  insert into a\n  values (é);\n";
    let stopped = run(&session(&scratch).await, &catalog(&[("1_a.sql", sql)])).await.expect_err("an error");
    let ExecuteError::Statement { place, committed, source, .. } = stopped.because else {
        panic!("{stopped:?}");
    };
    assert_eq!(place.to_string(), "1_a.sql:5:11 (statement 2 of 2)");
    assert_eq!(committed, Committed::Nothing);
    let DatabaseError::Statement(error) = source else { panic!("{source:?}") };
    let ServerError { sqlstate, message, .. } = *error;
    assert_eq!((sqlstate.as_str(), message.as_str()), ("42703", "column \"é\" does not exist"));
    assert_eq!(scratch.value("select to_regclass('a')::text"), None);
    let attempts = "select statement || ' ' || sqlstate || ' ' || message from signalcraft.attempts";
    let expected = "1 42703 1_a.sql:5:11 (statement 2 of 2): column \"é\" does not exist (42703)";
    assert_eq!(scratch.value(attempts).as_deref(), Some(expected));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_constraint_that_fails_at_commit_rolls_the_file_back() {
    let scratch = scratch_database(17);
    let sql = "create table a (id int primary key, b int references a deferrable initially deferred);\n\
               insert into a values (1, 2);\n";
    let stopped = run(&session(&scratch).await, &catalog(&[("1_a.sql", sql)])).await.expect_err("an error");
    let ExecuteError::Record { doing: "commit", committed, source, .. } = &stopped.because else {
        panic!("{stopped:?}");
    };
    assert_eq!((committed, source.sqlstate()), (&Committed::Nothing, Some("23503")));
    assert_eq!(scratch.value("select count(*)::text from signalcraft.migrations").as_deref(), Some("0"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_database_is_refused_before_anything() {
    let scratch = scratch_database(17);
    scratch.raw(&format!("alter database {} set default_transaction_read_only = on", scratch.name));
    let stopped = run(&session(&scratch).await, &catalog(&FILES)).await.expect_err("a refusal");
    let source = DatabaseError::ReadOnly { standby: false };
    assert_eq!(stopped.because, ExecuteError::Database { doing: "begin", source });
}

/// A role that may log in, and settings for it.
fn login(scratch: &Scratch) -> Settings {
    let user = format!("{}_r", scratch.name);
    scratch.raw(&format!("create role {user} login password 'pw'"));
    Settings { user, password: SecretString::from("pw"), ..settings(scratch) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_without_rights_is_told_which_right_it_lacks() {
    let scratch = scratch_database(17);
    let login = login(&scratch);
    let user = login.user.clone();
    let database = PostgresDatabase::connect(login).await.expect("a connection");
    let facts = database.facts().await.expect("facts");
    assert!(!facts.can_create_schema && !facts.ledger_schema_exists, "{facts:?}");
    let stopped = run(&database, &catalog(&FILES)).await.expect_err("a refusal");
    let what = format!("permission denied for database {}", scratch.name);
    let source = DatabaseError::PermissionDenied { what };
    assert_eq!(stopped.because, ExecuteError::Database { doing: "create the ledger", source });
    drop(database);
    scratch.raw(&format!("drop owned by {user}; drop role {user}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_may_not_create_schemas_works_in_one_that_it_was_given() {
    let scratch = scratch_database(17);
    let login = login(&scratch);
    let user = login.user.clone();
    scratch.raw(&format!(
        "create schema signalcraft authorization {user}; grant create on schema public to {user}"
    ));
    let database = PostgresDatabase::connect(login).await.expect("a connection");
    assert!(!database.facts().await.expect("facts").can_create_schema);
    run(&database, &catalog(&FILES)).await.expect("a run");
    drop(database);
    scratch.raw(&format!("drop owned by {user}; drop role {user}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_ledgers_are_quoted_and_two_of_them_share_a_schema() {
    let scratch = scratch_database(17);
    for name in ["it's \\ one", "two"] {
        let ledger = migration_engine::LedgerName::new("odd \"schema\"; --", name).expect("a good name");
        let database = PostgresDatabase::connect(Settings { ledger, ..settings(&scratch) }).await;
        let catalog = catalog(&[("1_a.sql", "create table if not exists a (id int);")]);
        let report = run(&database.expect("a connection"), &catalog).await.expect("a run");
        assert_eq!(report.applied.len(), 1, "{name}");
    }
    let count = "select count(*)::text from \"odd \"\"schema\"\"; --\".migrations";
    assert_eq!(scratch.value(count).as_deref(), Some("2"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_of_a_newer_program_is_left_alone() {
    let scratch = scratch_database(17);
    let database = session(&scratch).await;
    run(&database, &catalog(&FILES)).await.expect("a run");
    scratch.raw("insert into signalcraft.ledger_layout (layout) values (2)");
    assert_eq!(database.read_ledger().await, Err(DatabaseError::LedgerTooNew { found: 2 }));
}
