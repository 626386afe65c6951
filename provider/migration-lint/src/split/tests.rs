//! Splitting: what is kept, what is refused and in which words.

use super::*;

fn texts(sql: &str) -> Vec<String> {
    split(sql).expect("splits").into_iter().map(|statement| statement.text).collect()
}

fn refusal(sql: &str) -> String {
    split(sql).expect_err("refused").to_string()
}

/// Statements are slices of the file, and between them is nothing but space, comments and semicolons.
fn check_lossless(sql: &str) -> usize {
    let statements = split(sql).expect("splits");
    let mut end = 0;
    let mut gaps = String::new();
    for statement in &statements {
        gaps.push_str(&sql[end..statement.offset]);
        end = statement.offset + statement.text.len();
        assert_eq!(&sql[statement.offset..end], statement.text);
        assert_eq!((statement.line, statement.column), line_and_column(sql, statement.offset));
        assert_eq!(statement.text.trim(), statement.text);
    }
    gaps.push_str(&sql[end..]);
    assert_eq!(split(&gaps).map(|left| left.len()), Ok(0), "left between statements: {gaps:?}");
    statements.len()
}

#[test]
fn statements_are_slices_of_the_file() {
    let cases = [
        ("", 0),
        (" \n\t ", 0),
        ("-- only a comment", 0),
        ("/* a /* nested */ comment */ ;;", 0),
        ("\u{feff}select 1;", 1),
        ("select 1; select 2", 2),
        ("-- lead\nselect 'a;b' /* ; */; -- ; \r\nselect $$;$$;;", 2),
        ("select E'it\\';s'; select U&'d!0061t' uescape '!'; select \"odd;name\" from t", 3),
        ("create function f() returns int language sql as $f$ select 1; select 2; $f$; select 1", 2),
        ("create function f() returns int begin atomic select 1; select 2; end; select 3", 2),
        ("create rule r as on insert to t do also (insert into a values (1); delete from b); select 1", 2),
        ("do $do$ begin perform 'x;y'; raise notice '%', $q$;$q$; end $do$; select 1", 2),
        ("alter table t add column c int generated always as (a * 2) virtual; select 1", 2),
        (
            "alter table t add constraint c not null a not valid; alter table t add check (a > 0) not enforced",
            2,
        ),
        ("insert into t values ('größe; ü'), ('日本'); select 1", 2),
    ];
    for (sql, count) in cases {
        assert_eq!(check_lossless(sql), count, "{sql}");
    }
}

#[test]
fn the_semicolon_and_the_space_around_stay_outside() {
    assert_eq!(texts("  select 1  ;\nselect 2\n"), ["select 1", "select 2"]);
}

#[test]
fn places_count_lines_and_characters() {
    let places: Vec<_> = split("select 'ä'; select 1;\n\n  select 2; select 3")
        .expect("splits")
        .iter()
        .map(|statement| (statement.line, statement.column))
        .collect();
    assert_eq!(places, [(1, 1), (1, 13), (3, 3), (3, 13)]);
}

#[test]
fn what_is_not_sql_is_named() {
    let cases = [
        ("select 1;\n\\i other.sql\n", "line 2, column 1: `\\i` is a command of psql"),
        ("\\set x 1\nselect 1;", "line 1, column 1: `\\set` is a command of psql"),
        ("select 1;\ncopy t (a) from stdin;\n1\n\\.\n", "line 2, column 1: COPY ... FROM STDIN"),
        ("copy t from stdin", "line 1, column 1: COPY ... FROM STDIN"),
        ("create schema ${env};", "line 1, column 15: `${env}` is a placeholder"),
        ("select ${ a };", "line 1, column 8: `${a}` is a placeholder"),
        ("create schema {{ env }};", "line 1, column 15: `{{env}}` is a placeholder"),
        ("select :'name';", "line 1, column 8: `:'name'` is a psql variable"),
        ("create table :tbl(a int)", "line 1, column 14: `:tbl` is a psql variable"),
        ("select 'abc", "line 1, column 8: missing trailing"),
        ("select $$abc", "line 1, column 8: unterminated"),
        ("select 1; /* abc", "line 1, column 11: missing trailing"),
        ("selec 1", "line 1, column 1: expected command"),
        ("select 1 select 2", "line 1, column"),
        ("select 1;\n select \0", "line 2, column 9: a NUL byte"),
    ];
    for (sql, expected) in cases {
        let refused = refusal(sql);
        assert!(refused.starts_with(expected), "{sql:?} gave {refused}");
    }
}

#[test]
fn what_looks_foreign_but_is_sql_passes() {
    for sql in [
        "copy t to stdout",
        "select 'a\\b', '${x}', ':x'",
        "select a[1:2], b::text, $1",
        "select 1 -- \\i ${x}",
        "create function f() returns int language sql as $$ selec :x $$",
    ] {
        assert_eq!(split(sql).map(|statements| statements.len()), Ok(1), "{sql}");
    }
}

#[test]
fn too_much_is_refused_instead_of_ending_the_process() {
    for deep in ["(", "- ", "not ", "case when ", "(select "] {
        let refused = refusal(&format!("select {}", deep.repeat(200_000)));
        assert!(refused.contains("nests too deep"), "{refused}");
    }
    let large = format!("select '{}'", "x".repeat(MAX_BYTES));
    assert!(refusal(&large).contains("data by other means"));
}

#[test]
fn as_deep_as_allowed_is_survived() {
    for (open, close) in [("(", ")"), ("- ", ""), ("not ", ""), ("(- ", ")"), ("(select ", ")")] {
        let count = 498 / (open.len() - open.trim_end_matches(' ').len() + 1);
        let sql = format!("select {}1{}", open.repeat(count), close.repeat(count));
        assert_eq!(split(&sql).map(|statements| statements.len()), Ok(1), "{open}");
    }
    for chain in ["1 or ", "1 + ", "1 union select ", "1 || "] {
        let count = 19_000 / (chain.split_whitespace().count() + 1);
        let sql = format!("select {}1", chain.repeat(count));
        assert_eq!(split(&sql).map(|statements| statements.len()), Ok(1), "{chain}");
    }
}

#[test]
fn every_prefix_and_every_dropped_word_gets_an_answer() {
    let sql = "create table if not exists a.b (id bigint generated always as identity, c varchar(3) default 'x'); \
               alter table only a.b add constraint f foreign key (c) references d (e) not valid, alter c type \
               text using c::text; create unique index concurrently i on b using gin (lower(c)) where c > $1; \
               insert into b select * from x join y using (z) order by 1 on conflict do nothing; \
               create function f(a int) returns int language sql as $$ select a $$;";
    for end in 0..=sql.len() {
        let _ = split(&sql[..end]);
    }
    let words: Vec<&str> = sql.split(' ').collect();
    for skip in 0..words.len() {
        let rest: Vec<&str> =
            words.iter().enumerate().filter(|(at, _)| *at != skip).map(|(_, word)| *word).collect();
        let _ = split(&rest.join(" "));
    }
}

#[test]
fn transactions_are_told_apart() {
    let outside = [
        "create index concurrently i on t (a)",
        "create unique index concurrently if not exists i on t (a)",
        "drop index concurrently i",
        "reindex (concurrently) table t",
        "reindex index concurrently i",
        "reindex database d",
        "vacuum t",
        "vacuum (full) t",
        "alter system set work_mem = '1MB'",
        "alter table p detach partition c concurrently",
        "create database d",
        "drop database d",
        "create tablespace s location '/x'",
        "discard all",
        "cluster",
        "create subscription s connection 'host=x' publication p",
    ];
    let inside = [
        "create index i on t (a)",
        "drop index i",
        "reindex table t",
        "alter table p detach partition c",
        "refresh materialized view concurrently v",
        "alter type e add value 'x'",
        "create subscription s connection 'host=x' publication p with (create_slot = false)",
        "cluster t using i",
        "discard temp",
        "select 'create index concurrently'",
    ];
    for (list, expected) in [(&outside[..], false), (&inside[..], true)] {
        for sql in list {
            assert_eq!(split(sql).expect("splits")[0].transactional, expected, "{sql}");
        }
    }
}

#[test]
fn transaction_control_is_seen() {
    for sql in ["begin", "start transaction", "commit", "end", "rollback", "abort", "commit and chain"] {
        assert!(split(sql).expect("splits")[0].controls_transaction, "{sql}");
    }
    for sql in ["savepoint a", "rollback to savepoint a", "release savepoint a", "set transaction read only"]
    {
        assert!(!split(sql).expect("splits")[0].controls_transaction, "{sql}");
    }
}

#[test]
fn summaries_name_the_command_and_its_object() {
    let cases = [
        ("create index orders_customer_idx on orders (customer_id)", "CREATE INDEX orders_customer_idx"),
        ("create unique index concurrently if not exists i on t (a)", "CREATE UNIQUE INDEX CONCURRENTLY i"),
        ("create table if not exists Billing.\"Orders\" (a int)", "CREATE TABLE billing.Orders"),
        ("alter table only orders add column if not exists note text", "ALTER TABLE orders ADD COLUMN note"),
        ("alter table orders add note text, drop column b", "ALTER TABLE orders ADD note and 1 more"),
        ("alter table orders alter column a set not null", "ALTER TABLE orders ALTER COLUMN a"),
        ("alter table orders add constraint c check (a > 0)", "ALTER TABLE orders ADD CONSTRAINT c"),
        ("drop table if exists a, b", "DROP TABLE a"),
        ("update accounts set plan = 'x'", "UPDATE accounts"),
        ("delete from accounts", "DELETE FROM accounts"),
        ("insert into accounts values (1)", "INSERT INTO accounts"),
        ("create or replace function f(a int) returns int language sql as 'x'", "CREATE FUNCTION f"),
        ("create role app password 'hunter2'", "CREATE ROLE app"),
        ("set lock_timeout = '2s'", "SET lock_timeout"),
        ("vacuum (full) t", "VACUUM"),
        ("do $$ begin end $$", "DO"),
        ("select 'secret'", "SELECT"),
        ("commit", "COMMIT"),
    ];
    for (sql, expected) in cases {
        assert_eq!(split(sql).expect("splits")[0].summary, expected, "{sql}");
    }
}
