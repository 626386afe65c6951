//! Rows, columns and choices as data; that real ledgers are read rightly is asked on real servers.

use super::*;

fn table(schema: &str, name: &str, columns: &[(&str, &str)]) -> Table {
    let columns = columns.iter().map(|&(name, ty)| (name.to_owned(), ty.to_owned())).collect();
    Table { schema: schema.to_owned(), name: name.to_owned(), columns }
}

fn row(key: &str, kind: &str, state: RowState) -> Row {
    Row {
        key: Some(key.to_owned()).filter(|key| !key.is_empty()),
        name: "views".to_owned(),
        kind: kind.to_owned(),
        checksum: None,
        state,
        at: None,
        by: String::new(),
        duration_ms: 0,
    }
}

#[test]
fn one_name_is_told_apart_by_its_columns() {
    let rails = table("public", "ar_internal_metadata", &[("key", "varchar"), ("value", "varchar")]);
    for (columns, beside, expected) in [
        (&[("version", "int8"), ("dirty", "bool")][..], None, "golang-migrate"),
        (&[("version", "varchar")], None, "dbmate"),
        (&[("version", "varchar")], Some(&rails), "Rails"),
        (&[("version", "int8"), ("inserted_at", "timestamp")], None, "Ecto"),
        (&[("version", "int8")], None, "unknown"),
        (&[("a", "int4"), ("b", "int4")], None, "unknown"),
    ] {
        let mut tables = vec![table("public", "schema_migrations", columns)];
        tables.extend(beside.cloned());
        let told = match recognise(&tables).as_slice() {
            [Recognised::Ledger(found)] => found.tool.to_string(),
            [Recognised::Stranger { tool, .. }] => (*tool).to_owned(),
            [Recognised::Unknown { .. }] => "unknown".to_owned(),
            other => format!("{other:?}"),
        };
        assert_eq!(told, expected, "{columns:?}");
    }
    // Metadata of Rails in another schema says nothing about this one.
    let elsewhere = Table { schema: "rails".to_owned(), ..rails };
    let tables = [table("public", "schema_migrations", &[("version", "varchar")]), elsewhere];
    assert!(
        matches!(recognise(&tables).as_slice(), [Recognised::Ledger(found)] if found.tool == Tool::Dbmate)
    );
}

#[test]
fn the_last_word_on_each_migration_counts() {
    use RowState::{Applied, Failed, Undone};
    let text = |rows: &[Row]| {
        let keys = rows.iter().map(|row| row.key.clone().unwrap_or_else(|| row.name.clone()));
        keys.collect::<Vec<_>>().join(" ")
    };
    for (tool, rows, applied, up_to) in [
        (Tool::Goose, vec![row("0", "", Applied), row("1", "", Applied), row("2", "", Applied)], "1 2", None),
        (
            Tool::Goose,
            vec![row("1", "", Applied), row("2", "", Applied), row("2", "", Undone), row("1", "", Undone)],
            "",
            None,
        ),
        (Tool::Goose, vec![row("1", "", Applied), row("1", "", Undone), row("1", "", Applied)], "1", None),
        (Tool::Flyway, vec![row("1", "SQL", Applied), row("1", "UNDO_SQL", Applied)], "", None),
        (Tool::Flyway, vec![row("1.0", "SQL", Failed), row("1", "DELETE", Applied)], "", None),
        (Tool::Flyway, vec![row("2", "BASELINE", Applied), row("3", "SQL", Applied)], "3", Some(2)),
        (Tool::Flyway, vec![row("", "SQL", Applied), row("", "SQL", Applied)], "views", None),
        (Tool::Flyway, vec![row("", "SCHEMA", Applied)], "", None),
        (Tool::Prisma, vec![row("a", "", Undone), row("a", "", Applied)], "a", None),
        (Tool::Prisma, vec![row("a", "", Applied), row("a", "", Undone)], "a", None),
        (
            Tool::Atlas,
            vec![row(".atlas_cloud_identifier", "2", Applied), row("1", "1", Applied)],
            "",
            Some(1),
        ),
        (Tool::GolangMigrate, vec![row("3", "", Applied)], "3", Some(3)),
        (Tool::GolangMigrate, vec![], "", None),
    ] {
        let history = History::of(tool, &rows);
        assert_eq!(
            (text(&history.rows), history.up_to),
            (applied.to_owned(), up_to.map(Version)),
            "{tool} {rows:?}"
        );
    }
}

#[test]
fn an_adoption_goes_through_private_data() {
    let adopted = Adopted {
        version: "1.2".parse().unwrap(),
        file: "V1.2__a.sql".to_owned(),
        checksum: crate::directory::checksum(b"a"),
        at: None,
        by: String::new(),
        duration_ms: 0,
    };
    let table = "public.flyway_schema_history".to_owned();
    let adoption = Adoption { tool: Tool::GolangMigrate, table, migrations: vec![adopted] };
    let text = serde_json::to_string(&(&adoption, adoption.onto(&LedgerView::default()))).unwrap();
    let (back, ledger): (Adoption, LedgerView) = serde_json::from_str(&text).unwrap();
    assert_eq!((&back, ledger.applied()), (&adoption, 1));
    assert!(!ledger.is_applied(Version(1)) && ledger.has("1.2".parse().unwrap()), "{text}");
}
