//! The cases: blocks of the rules' examples and of the lock cases, lines of the corpus, and fixes of both.

use std::path::{Path, PathBuf};

use migration_lint::{Options, RULES, SourceFile, Transactions, analyse, fix, split};

/// A text to run on top of another.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) history: String,
    pub(crate) sql: String,
    pub(crate) first: u16,
    pub(crate) last: u16,
    /// The server is to refuse it.
    pub(crate) fails: bool,
    /// It must run, and no more is looked at: several files' worth of locks in one transaction say nothing.
    pub(crate) only_runs: bool,
}

impl Case {
    pub(crate) fn is_for(&self, major: u16) -> bool {
        (self.first..=self.last).contains(&major)
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/lint")
}

/// Rules whose examples need roles, or another database than a scratch one.
const NOT_TO_RUN: &[&str] = &[
    "role-changed",
    "role-all-powerful",
    "password-literal",
    "owned-dropped",
    "right-revoked",
    "granted-to-public",
    "server-setting-changed",
    "drop-breaks-clients",
    "drop-loses-data",
    "event-trigger-changed",
];

/// What the blocks of such a file say.
fn blocks(name: &str, text: &str) -> Vec<Case> {
    let said = |block: &str, word: &str| {
        block.lines().filter_map(|line| line.strip_prefix(word)).map(str::to_owned).collect::<Vec<_>>()
    };
    let block = |(index, block): (usize, &str)| {
        let (history, sql) = block.split_once("-- then\n").unwrap_or(("", block));
        let given: String = said(block, "-- given ").join(";");
        let refused = !said(block, "-- refused").is_empty();
        let version = said(block, "-- pg ").first().and_then(|version| version.parse().ok());
        Case {
            name: format!("{name}, block {}", index + 1),
            history: format!("{given}\n{history}"),
            sql: sql.to_owned(),
            first: version.unwrap_or(13),
            last: if refused { version.unwrap_or(18) } else { 18 },
            fails: refused,
            only_runs: false,
        }
    };
    text.split("\n\n").enumerate().map(block).filter(|case| !case.sql.trim().is_empty()).collect()
}

/// The examples of all rules.
pub(crate) fn of_rules() -> Vec<Case> {
    let rules = RULES.iter().filter(|rule| !NOT_TO_RUN.contains(&rule.id));
    rules
        .flat_map(|rule| {
            let bad = blocks(&format!("{}/bad.sql", rule.id), rule.bad);
            let good = blocks(&format!("{}/good.sql", rule.id), rule.good);
            bad.into_iter().chain(good)
        })
        .collect()
}

/// `lint/locks/*.sql`
pub(crate) fn of_locks() -> Vec<Case> {
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(root().join("locks")).expect("the lock cases") {
        let path = entry.expect("an entry").path();
        let text = std::fs::read_to_string(&path).expect("a text");
        let found = blocks(&path.display().to_string(), &text);
        cases.extend(found.into_iter().filter(|case| case.sql.contains("-- takes ")));
    }
    cases
}

/// `lint/cases.jsonl`
pub(crate) fn of_corpus() -> Vec<Case> {
    let text = std::fs::read_to_string(root().join("cases.jsonl")).expect("the corpus");
    let mut cases = Vec::new();
    for line in text.lines() {
        let value: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        let word = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let pg = word("pg");
        let (first, last) = pg.split_once('-').unwrap_or((&pg, &pg));
        if value["noexec"].as_bool() == Some(true) {
            continue;
        }
        cases.push(Case {
            name: word("id"),
            history: word("pre"),
            sql: word("sql"),
            first: first.parse().expect("a version"),
            last: last.parse().expect("a version"),
            fails: value["error"].as_bool() == Some(true),
            only_runs: false,
        });
    }
    cases
}

/// Every bad example and lock case that has a fix, with the fix in it. What the fix leaves for later files is part of
/// the history of nothing: it must only run.
pub(crate) fn of_fixes() -> Vec<Case> {
    let schema = split(include_str!("../../cases/lint/schema.sql")).expect("the schema splits");
    let mut cases = Vec::new();
    for case in of_rules().into_iter().chain(of_corpus()).filter(|case| !case.fails) {
        let (Ok(history), Ok(pending)) = (split(&case.history), split(&case.sql)) else { continue };
        let judge = |pending: &[migration_lint::Statement]| {
            let files = [
                SourceFile { name: "schema.sql", version: 1, statements: &schema },
                SourceFile { name: "history.sql", version: 2, statements: &history },
                SourceFile { name: "pending.sql", version: 3, statements: pending },
            ];
            let options = Options {
                pg_version: u32::from(case.last),
                start_after: Some(2),
                transactions: Transactions::Auto,
                ..Options::default()
            };
            analyse(&files, &options).pop().unwrap_or_default().findings
        };
        let findings = judge(&pending);
        let fixed = fix(&case.sql, &findings);
        if fixed.applied.is_empty() {
            continue;
        }
        let again =
            split(&fixed.text).unwrap_or_else(|error| panic!("{}: {error}\n{}", case.name, fixed.text));
        let left = judge(&again);
        for (rule, title) in &fixed.applied {
            let before = findings.iter().filter(|finding| finding.rule == *rule).count();
            let after = left.iter().filter(|finding| finding.rule == *rule).count();
            assert!(
                after < before,
                "{}: {rule} is still there after \"{title}\":\n{}",
                case.name,
                fixed.text
            );
        }
        let later = fixed.later.concat();
        // the fix is the one for the newest server; the oldest cannot detach CONCURRENTLY
        let needs_14 = fixed.applied.iter().any(|(rule, _)| *rule == "detach-without-concurrently");
        let first = if needs_14 { case.first.max(14) } else { case.first };
        let case = Case { first, ..case };
        cases.push(Case { name: format!("{}, fixed", case.name), sql: fixed.text.clone(), ..case.clone() });
        if !later.trim().is_empty() {
            let sql = format!("{}\n;{later}", fixed.text);
            cases.push(Case {
                name: format!("{}, fixed and finished", case.name),
                sql,
                only_runs: true,
                ..case
            });
        }
    }
    cases
}
