//! No text brings the lint down or keeps it busy, and whatever it says points into the file.

use std::path::Path;
use std::time::Duration;

use kit::clock::{Clock, SystemClock};
use migration_lint::{Options, SourceFile, Statement, Transactions, analyse, fix, split};
use proptest::prelude::*;

/// Longest time for a text of some kilobytes, on a busy machine and without optimisation.
const PATIENCE: Duration = Duration::from_secs(20);

/// Splits, judges, fixes, and judges again; checks every place on the way.
fn survives(sql: &str) {
    let started = SystemClock.instant();
    let Ok(statements) = split(sql) else { return };
    for transactions in [Transactions::Auto, Transactions::File, Transactions::Statement] {
        let text = judge(sql, &statements, transactions);
        if let Ok(again) = split(&text) {
            judge(&text, &again, transactions);
        }
    }
    assert!(started.elapsed() < PATIENCE, "{:?} for {sql}", started.elapsed());
}

/// The text with its fixes.
fn judge(sql: &str, statements: &[Statement], transactions: Transactions) -> String {
    let file = SourceFile { name: "a.sql", version: 1, statements };
    let options = Options { transactions, ..Options::default() };
    let reports = analyse(&[file], &options);
    for finding in &reports[0].findings {
        assert!(sql.get(finding.span.clone()).is_some(), "{finding:?} is outside of {sql:?}");
        let before = &sql[..finding.span.start];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        assert_eq!((finding.line, finding.column), (line, column), "{finding:?} in {sql:?}");
        for edit in finding.fix.iter().flat_map(|fix| &fix.edits) {
            assert!(edit.is_placed_in(sql), "{edit:?} of {finding:?} in {sql:?}");
        }
    }
    for lock in &reports[0].locks {
        assert!(lock.statement < statements.len());
    }
    fix(sql, &reports[0].findings).text
}

/// Every statement of the cases.
fn texts() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/lint/cases.jsonl");
    let text = std::fs::read_to_string(path).expect("the corpus");
    let sql = |line: &str| {
        let case: serde_json::Value = serde_json::from_str(line).expect("JSON");
        case["sql"].as_str().unwrap_or_default().to_owned()
    };
    text.lines().map(sql).collect()
}

#[test]
fn every_case_with_a_word_too_few_or_too_many_gets_an_answer() {
    for (index, sql) in texts().iter().enumerate() {
        let words: Vec<&str> = sql.split(' ').collect();
        // a different word of each; all words of all would take minutes
        let at = index % words.len();
        let mut fewer = words.clone();
        fewer.remove(at);
        let mut swapped = words.clone();
        swapped.swap(at, (at + 1) % words.len());
        let mut twice = words.clone();
        twice.insert(at, words[at]);
        for one in [words, fewer, swapped, twice] {
            survives(&one.join(" "));
        }
        let half = sql.floor_char_boundary(sql.len() * (index % 7) / 7);
        survives(&sql[..half]);
    }
}

#[test]
fn odd_files_are_read_or_refused_in_words() {
    for sql in [
        "\u{feff}create index i on t (a);",
        "create index i\r\non t (a);\r\nset lock_timeout = 0;\r\n",
        "do $a$ begin execute $b$ select $c$ x $c$ $b$; end $a$",
        "do 'begin drop table it''s; update ''ä'' set x = 1; end'",
        "do language plpython3u $$ import os $$",
        "do $$ begin",
        "do $$ declare begin end end end $$",
        "create function f() returns int language plpgsql as $$ begin if $$",
        "-- only\n/* comments */",
        "alter table \"ünïcode\" add column \"wëird name\" int unique;",
        "alter table a.b.c.d add column x int references e.f.g (h)",
        "create table t (); alter table t add column x int check ()",
        "select $1, :x; \\i x",
        "grant all on all tables in schema a, b to public, \"public\"",
    ] {
        survives(sql);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_brings_it_down(sql in "\\PC{0,200}") {
        survives(&sql);
    }

    #[test]
    fn no_mixture_of_statements_brings_it_down(
        picked in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..40, 0_usize..40), 1..6),
        glue in "[ ;\n\r\t$'\"(),é-]{0,3}",
    ) {
        let texts = texts();
        let pieces: Vec<String> = picked
            .iter()
            .map(|(index, from, to)| {
                let text = index.get(&texts);
                let start = text.floor_char_boundary((*from).min(text.len() / 2));
                let end = text.floor_char_boundary(text.len().saturating_sub(*to).max(start));
                if from % 3 == 0 { text.clone() } else { text[start..end].to_owned() }
            })
            .collect();
        survives(&pieces.join(&glue));
    }
}
