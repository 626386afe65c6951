//! Ledgers of other tools that cannot be taken over, on real servers, and those of which it has to be said
//! which one is meant.

use migration_engine::Database as _;
use migration_engine::adopt::{AdoptError, Adoption, Tool, Wanted};
use testkit::scratch_database;

use crate::adopt::{auto, files, left_by, seen, take_over};
use crate::common::session;

/// What is done to a ledger, and what is said then.
const SPOILED: [(&str, &str, &str); 19] = [
    ("golang-migrate", "update schema_migrations set dirty = true", "golang-migrate did not get through 3 "),
    ("golang-migrate", "update schema_migrations set version = 9", "golang-migrate applied 9, and no file "),
    (
        "sqlx",
        "update _sqlx_migrations set success = false where version = 20260102000000",
        "sqlx did not get through 20260102000000 ",
    ),
    (
        "sqlx",
        "update _sqlx_migrations set checksum = '\\x00' where version = 20260102000000",
        "20260102000000_customers.sql changed after sqlx applied it: ",
    ),
    (
        "sqlx",
        "update _sqlx_migrations set version = 5 where version = 20260102000000",
        "sqlx applied 5, and no file ",
    ),
    (
        "flyway",
        "update flyway_schema_history set success = false where version = '1.1'",
        "flyway did not get through 1.1 ",
    ),
    (
        "flyway",
        "update flyway_schema_history set checksum = 7 where version = '1.1'",
        "V1.1__customers.sql changed after flyway applied it: ",
    ),
    (
        "flyway",
        "update flyway_schema_history set version = '7.7' where version = '1.1'",
        "flyway applied 7.7, and no file ",
    ),
    (
        "prisma",
        "update _prisma_migrations set finished_at = null where migration_name like '%customers'",
        "prisma did not get through 20260102000000_customers ",
    ),
    (
        "prisma",
        "update _prisma_migrations set checksum = 'x' where migration_name like '%customers'",
        "20260102000000_customers/migration.sql changed after prisma applied it: ",
    ),
    (
        "prisma",
        "update _prisma_migrations set migration_name = 'gone' where migration_name like '%customers'",
        "prisma applied gone, and no file ",
    ),
    (
        "goose",
        "insert into goose_db_version (version_id, is_applied) values (9, true)",
        "goose applied 9, and no file ",
    ),
    ("dbmate", "insert into schema_migrations values ('9')", "dbmate applied 9, and no file "),
    (
        "atlas",
        "update atlas_schema_revisions.atlas_schema_revisions set applied = 0 where version = '20260102000000'",
        "atlas did not get through 20260102000000 ",
    ),
    (
        "atlas",
        "update atlas_schema_revisions.atlas_schema_revisions set error = 'no' where version = '20260102000000'",
        "atlas did not get through 20260102000000 ",
    ),
    (
        "atlas",
        "update atlas_schema_revisions.atlas_schema_revisions set hash = 'x' where version = '20260102000000'",
        "20260102000000_customers.sql changed after atlas applied it: ",
    ),
    (
        "drizzle",
        "update drizzle.__drizzle_migrations set hash = 'x' where id = 2",
        "0001_customers.sql changed after drizzle applied it: ",
    ),
    (
        "drizzle",
        "update drizzle.__drizzle_migrations set created_at = 7 where id = 2",
        "drizzle applied 7, and no file ",
    ),
    (
        "refinery",
        "update refinery_schema_history set checksum = '7' where version = 2",
        "V2__customers.sql changed after refinery applied it: ",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_or_is_missing_or_changed_is_told_and_nothing_is_taken_over() {
    for (name, spoil, expected) in SPOILED {
        let (scratch, catalog) = (left_by(name, 17), files(name));
        scratch.raw(spoil);
        let database = session(&scratch).await;
        for found in [
            seen(&database, &catalog, &auto()).await.map(|_| ()),
            take_over(&database, &catalog).await.map(|_| ()),
        ] {
            let Err(AdoptError::Problems(problems)) = found else { panic!("{name}: {found:?}") };
            let said = problems.iter().map(ToString::to_string).collect::<Vec<_>>();
            assert!(said.len() == 1 && said[0].starts_with(expected), "{name}: {said:?}");
        }
        let ledger = database.read_ledger().await.expect("a ledger");
        assert!(ledger.migrations.is_empty(), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn which_ledger_is_meant_is_told_or_asked() {
    let (scratch, catalog) = (left_by("dbmate", 17), files("dbmate"));
    let database = session(&scratch).await;
    let wanted = |from, table: Option<(&str, &str)>| Wanted {
        from,
        table: table.map(|(schema, name)| (schema.to_owned(), name.to_owned())),
    };
    let said = |found: Result<Option<Adoption>, AdoptError>| match found {
        Err(AdoptError::Problems(problems)) => {
            problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
        }
        other => format!("{other:?}"),
    };
    let other = seen(&database, &catalog, &wanted(Some(Tool::GolangMigrate), None)).await;
    assert_eq!(
        said(other),
        "public.schema_migrations is the ledger of dbmate, not of golang-migrate, by its columns"
    );
    scratch.raw("create schema old; create table old.schema_migrations (version bigint, dirty boolean)");
    let several = seen(&database, &catalog, &auto()).await;
    assert_eq!(
        said(several),
        "there are several ledgers: old.schema_migrations of golang-migrate, public.schema_migrations of dbmate"
    );
    for wanted in [wanted(Some(Tool::Dbmate), None), wanted(None, Some(("public", "schema_migrations")))] {
        assert!(seen(&database, &catalog, &wanted).await.expect("seen").is_some());
    }
    let orders = seen(&database, &catalog, &wanted(None, Some(("public", "orders")))).await;
    assert_eq!(said(orders), "public.orders does not have the columns of a ledger that is known");
    scratch.raw("alter table public.schema_migrations rename to my_versions");
    let renamed = wanted(Some(Tool::Dbmate), Some(("public", "my_versions")));
    assert!(seen(&database, &catalog, &renamed).await.expect("seen").is_some());
    scratch.raw("drop schema old cascade; create table schema_migrations (version varchar); create table ar_internal_metadata (key varchar)");
    assert_eq!(
        said(seen(&database, &catalog, &auto()).await),
        "public.schema_migrations is the ledger of Rails, which cannot be taken over"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_without_a_ledger_has_nothing_to_take_over() {
    let (scratch, catalog) = (scratch_database(17), files("dbmate"));
    let database = session(&scratch).await;
    assert_eq!(seen(&database, &catalog, &auto()).await, Ok(None));
    let carried = take_over(&database, &catalog).await.expect("nothing to do");
    assert_eq!((carried.adoption, carried.ledger.migrations.len()), (None, 0));
    assert_eq!(scratch.value("select to_regnamespace('signalcraft')::text"), None, "nothing was made");
}
