//! The corpus: every unsafe case has a finding of its hazard, no safe one has more than a note, on the first and the
//! last version that the case is about. `make lint-score` sets the same cases beside another tool; the postgres tier
//! runs them on servers.

use std::path::Path;

use migration_lint::{Finding, Level, Options, SourceFile, Transactions, analyse, split};
use serde_json::Value;

fn findings(case: &Value, schema: &str, pg_version: u32) -> Vec<Finding> {
    let texts = [schema, case["pre"].as_str().unwrap_or_default(), case["sql"].as_str().expect("SQL")];
    let split: Vec<_> = texts.iter().map(|text| split(text).expect("splits")).collect();
    let files: Vec<SourceFile<'_>> = split
        .iter()
        .zip(1..)
        .map(|(statements, version)| SourceFile { name: "case.sql", version, statements })
        .collect();
    let transactions = match case["in_tx"].as_bool() {
        None => Transactions::Auto,
        Some(true) => Transactions::File,
        Some(false) => Transactions::Statement,
    };
    let options = Options { pg_version, start_after: Some(2), transactions, ..Options::default() };
    analyse(&files, &options).pop().expect("a report").findings
}

/// What is wrong with the answer, if anything is.
fn complaint(case: &Value, found: &[Finding]) -> Option<String> {
    let style = case["severity"].as_str() == Some("style");
    let alarm = found.iter().any(|finding| style || finding.level > Level::Note);
    let hazard =
        found.iter().any(|finding| Some(finding.hazard.to_string().as_str()) == case["hazard"].as_str());
    let right = match case["verdict"].as_str() {
        Some("unsafe") => alarm && hazard,
        Some("safe") => !alarm,
        other => panic!("no verdict is called {other:?}"),
    };
    (!right).then(|| format!("{case}\n  {found:#?}"))
}

#[test]
fn every_case_of_the_corpus_is_judged_as_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/lint");
    let schema = std::fs::read_to_string(root.join("schema.sql")).expect("the schema");
    let corpus = std::fs::read_to_string(root.join("cases.jsonl")).expect("the corpus");
    let mut complaints = Vec::new();
    for line in corpus.lines() {
        let case: Value = serde_json::from_str(line).expect("JSON");
        let pg = case["pg"].as_str().expect("versions");
        let (first, last) = pg.split_once('-').unwrap_or((pg, pg));
        for version in [first, last] {
            let found = findings(&case, &schema, version.parse().expect("a version"));
            complaints.extend(complaint(&case, &found).map(|why| format!("on {version}: {why}")));
        }
    }
    assert!(corpus.lines().count() > 500 && complaints.is_empty(), "{}", complaints.join("\n"));
}
