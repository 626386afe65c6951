//! The same finding on tables of several sizes.

use crate::report::Level::{self, Error, Note, Warn};
use crate::split::split;
use crate::statement::{Options, Sizes, SourceFile, TableSize};

const SMALL: TableSize = TableSize { rows: 100, bytes: 8192 };
const MIDDLE: TableSize = TableSize { rows: 500_000, bytes: 100 << 20 };
const LARGE: TableSize = TableSize { rows: 50_000_000, bytes: 20 << 30 };
const EMPTY: TableSize = TableSize { rows: 0, bytes: 0 };

fn level(sql: &str, sizes: &[(&str, TableSize)]) -> Level {
    let statements = split(sql).expect("splits");
    let tables = sizes.iter().map(|(name, size)| ((*name).to_owned(), *size)).collect();
    let options = Options { sizes: Sizes { tables, ..Sizes::default() }, ..Options::default() };
    let file = SourceFile { name: "a.sql", version: 1, statements: &statements };
    crate::analyse(&[file], &options)[0].findings[0].level
}

#[test]
fn what_takes_long_is_as_grave_as_the_table_is_large() {
    let index = "create index i on notes (body)";
    let trigger = "create trigger t before insert on notes for each row execute function f()";
    for (size, expected) in [(SMALL, Warn), (MIDDLE, Error), (LARGE, Error)] {
        assert_eq!(level(index, &[("notes", size)]), expected);
    }
    for (size, expected) in [(SMALL, Note), (MIDDLE, Warn), (LARGE, Error)] {
        assert_eq!(level(trigger, &[("notes", size)]), expected);
    }
    assert_eq!(level(index, &[]), Error);
    assert_eq!(level(index, &[("others", SMALL)]), Error);
}

#[test]
fn the_larger_of_two_tables_counts() {
    let key = "alter table labels add foreign key (note_id) references notes (id)";
    assert_eq!(level(key, &[("labels", SMALL), ("notes", SMALL)]), Warn);
    assert_eq!(level(key, &[("labels", SMALL), ("notes", LARGE)]), Error);
    assert_eq!(level(key, &[("labels", SMALL)]), Error);
}

#[test]
fn nothing_is_lost_with_an_empty_table() {
    assert_eq!(level("drop table notes", &[("notes", EMPTY)]), Note);
    assert_eq!(level("drop table notes", &[("notes", TableSize { rows: 0, bytes: 8192 })]), Error);
    assert_eq!(level("drop table notes cascade", &[("notes", EMPTY)]), Error);
}

#[test]
fn what_does_not_grow_stays() {
    assert_eq!(level("alter table notes rename to remarks", &[("notes", SMALL)]), Error);
}
