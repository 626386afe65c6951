//! What the lint says of locks, reads and rewrites, held against what a server does: every example of every rule,
//! every case of `tests/cases/lint/locks`, and the corpus, on 13, 15, 17 and 18. Each case runs in a transaction on
//! the schema of the cases, with rows in its tables, and is rolled back.

#[path = "lint/cases.rs"]
mod cases;
#[path = "lint/claims.rs"]
mod claims;
#[path = "lint/server.rs"]
mod server;

use std::thread;

use cases::Case;
use server::Server;

/// Those that are supported and can be had.
const MAJORS: [u16; 4] = [13, 15, 17, 18];

/// Every case on every server; all that differ, in one list.
#[track_caller]
fn all_agree(cases: &[Case]) {
    assert!(cases.len() > 10, "there are cases");
    let differing: Vec<String> = thread::scope(|scope| {
        let on = |major: u16| {
            scope.spawn(move || {
                let server = Server::new(major);
                let mine = cases.iter().filter(|case| case.is_for(major));
                mine.filter_map(|case| claims::difference(&server, case)).collect::<Vec<_>>()
            })
        };
        let running: Vec<_> = MAJORS.into_iter().map(on).collect();
        running.into_iter().flat_map(|one| one.join().expect("no panic")).collect()
    });
    assert!(differing.is_empty(), "{} differ:\n\n{}", differing.len(), differing.join("\n\n"));
}

#[test]
fn lint_examples_of_rules_do_on_servers_what_is_said_of_them() {
    all_agree(&cases::of_rules());
}

#[test]
fn lint_locks_are_those_that_servers_take() {
    all_agree(&cases::of_locks());
}

#[test]
fn lint_cases_of_the_corpus_do_on_servers_what_is_said_of_them() {
    all_agree(&cases::of_corpus());
}

#[test]
fn lint_fixes_run_on_servers_and_leave_nothing_to_find() {
    let fixes = cases::of_fixes();
    assert!(fixes.len() > 10, "there are fixes");
    all_agree(&fixes);
}

#[test]
fn lint_functions_that_are_called_steady_are_steady_on_servers() {
    let names = include_str!("../../provider/migration-lint/src/volatility/steady.txt");
    let list: Vec<String> = names.lines().map(|name| format!("'{name}'")).collect();
    for major in MAJORS {
        let volatile = Server::new(major).rows(&format!(
            "select distinct proname from pg_proc where pronamespace = 'pg_catalog'::regnamespace and provolatile = 'v' \
             and proname in ({})",
            list.join(", ")
        ));
        assert!(volatile.is_empty(), "on {major}: {volatile:?}");
    }
}
