//! The verdicts of the lint on cases, and the time that it takes for a directory: what `lint_score.py` sets beside
//! `squawk-cli`. Judges only; the table is made there.
//!
//! `lint_score cases SCHEMA CASES...` writes a line of JSON for each case of the `.jsonl` files, judged on top of
//! the schema. `lint_score time FOLDER` judges every file of a folder as one directory, and writes the seconds.

use std::error::Error;
use std::io::{self, Write};
use std::path::Path;

use kit::clock::{Clock, SystemClock};
use migration_lint::{Finding, Options, SourceFile, Statement, TextFile, Transactions, analyse, lint, split};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut out = io::stdout().lock();
    match arguments.as_slice() {
        [what, schema, files @ ..] if what == "cases" => {
            let schema = split(&std::fs::read_to_string(schema)?)?;
            for file in files {
                for line in std::fs::read_to_string(file)?.lines().filter(|line| !line.trim().is_empty()) {
                    writeln!(out, "{}", case(&schema, &serde_json::from_str(line)?)?)?;
                }
            }
        }
        [what, folder] if what == "time" => writeln!(out, "{}", time(Path::new(folder))?)?,
        _ => return Err("lint_score cases SCHEMA CASES... | lint_score time FOLDER".into()),
    }
    Ok(())
}

/// What is found on the oldest and the newest version that the case is about.
fn case(schema: &[Statement], case: &Value) -> Result<Value, Box<dyn Error>> {
    let text = |name: &str| case.get(name).and_then(Value::as_str).unwrap_or_default();
    let (first, last) = text("pg").split_once('-').unwrap_or((text("pg"), text("pg")));
    let versions = [first.parse::<u32>().unwrap_or(13).max(13), last.parse::<u32>().unwrap_or(18)];
    let mut found = Vec::new();
    for pg_version in versions {
        let history = split(text("pre"))?;
        let pending = match split(text("sql")) {
            Ok(pending) => pending,
            Err(error) => {
                found.push(json!([{"rule": "syntax", "level": "error", "message": error.to_string()}]));
                continue;
            }
        };
        let files = [
            SourceFile { name: "schema.sql", version: 1, statements: schema },
            SourceFile { name: "before.sql", version: 2, statements: &history },
            SourceFile { name: "case.sql", version: 3, statements: &pending },
        ];
        let transactions = match case.get("in_tx").and_then(Value::as_bool) {
            None => Transactions::Auto,
            Some(true) => Transactions::File,
            Some(false) => Transactions::Statement,
        };
        let options = Options { pg_version, start_after: Some(2), transactions, ..Options::default() };
        let findings: Vec<Finding> =
            analyse(&files, &options).pop().map(|report| report.findings).unwrap_or_default();
        found.push(serde_json::to_value(findings)?);
    }
    Ok(json!({"id": text("id"), "findings": found}))
}

fn time(folder: &Path) -> Result<Value, Box<dyn Error>> {
    let mut names: Vec<_> =
        std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    names.sort();
    let started = SystemClock.instant();
    let texts: Vec<String> = names.iter().map(std::fs::read_to_string).collect::<Result<_, _>>()?;
    let names: Vec<String> = names.iter().map(|name| name.display().to_string()).collect();
    let files: Vec<TextFile<'_>> = names
        .iter()
        .zip(&texts)
        .zip(1..)
        .map(|((name, sql), version)| TextFile { name, version, sql })
        .collect();
    let mut found = 0;
    for report in lint(&files, &Options::default()) {
        found += report?.findings.len();
    }
    Ok(json!({"seconds": started.elapsed().as_secs_f64(), "files": files.len(), "findings": found}))
}
