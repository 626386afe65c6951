//! What the lint claims of a case, beside what the server did.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use migration_lint::{Lock, Options, SourceFile, Statement, analyse, split};

use super::cases::Case;
use super::server::{Seen, Server, mode_of};

/// Locks weaker than this block nobody and are not claimed one by one.
const WORTH_A_CLAIM: usize = 3; // SHARE UPDATE EXCLUSIVE

/// What differs between the claim and the server, if anything does.
pub(crate) fn difference(server: &Server, case: &Case) -> Option<String> {
    let told =
        |what: String| Some(format!("on {}: {}\n  {}\n  {what}", server.major, case.name, case.sql.trim()));
    let pending = match split(&case.sql) {
        Ok(pending) => pending,
        Err(error) => return told(format!("does not split: {error}")),
    };
    let alone = pending.iter().any(|statement| !statement.transactional || statement.controls_transaction);
    let outcome = if alone {
        run_alone(server, case, &pending).map(|()| None)
    } else {
        observe(server, case, &pending)
    };
    match (outcome, case.fails) {
        (Err(error), false) => told(format!("the server refuses it: {error}")),
        (Ok(_), true) => told("the server takes it, and was to refuse it".to_owned()),
        (Err(_), true) | (Ok(None), false) => None,
        (Ok(Some(differs)), false) => told(differs),
    }
}

/// What cannot be rolled back is only run, in a database of its own, each statement by itself.
fn run_alone(server: &Server, case: &Case, pending: &[Statement]) -> Result<(), String> {
    let begins = pending.iter().any(|statement| statement.controls_transaction);
    if begins {
        return Ok(()); // a transaction of one's own makes no sense statement by statement
    }
    let history = split(&case.history).map_err(|error| error.to_string())?;
    let texts: Vec<String> = history.iter().chain(pending).map(|statement| statement.text.clone()).collect();
    server.run(&texts)
}

fn observe(server: &Server, case: &Case, pending: &[Statement]) -> Result<Option<String>, String> {
    let seen = server.observe(&case.history, &case.sql)?;
    let claimed = claims(server, case, pending)?;
    let mut differences = Vec::new();
    // Which rows a query reads is the planner's choice, and what a block builds itself is nobody's claim.
    let rows = ["UPDATE", "DELETE", "INSERT", "MERGE", "WITH", "SELECT", "DO", "CREATE TABLE", "REFRESH"];
    let reads_rows = pending.iter().any(|one| rows.iter().any(|word| one.summary.starts_with(word)));
    if case.only_runs || pending.iter().any(|one| one.summary == "DO" && one.text.contains("execute")) {
        return Ok(None);
    }
    let nothing = Seen::default();
    let names: std::collections::BTreeSet<&String> = seen.keys().chain(claimed.keys()).collect();
    for name in names {
        let (is, said) = (seen.get(name).unwrap_or(&nothing), claimed.get(name).unwrap_or(&nothing));
        let strong = is.mode.max(said.mode) >= WORTH_A_CLAIM;
        if strong && is.mode != said.mode {
            differences.push(format!("{name}: lock {} is taken, {} was said", is.mode, said.mode));
        }
        if strong
            && !reads_rows
            && is.scanned != said.scanned
            && is.rewritten == said.rewritten
            && !is.rewritten
        {
            differences.push(format!("{name}: read {}, {} was said", is.scanned, said.scanned));
        }
        if is.rewritten != said.rewritten {
            differences.push(format!("{name}: rewritten {}, {} was said", is.rewritten, said.rewritten));
        }
    }
    Ok((!differences.is_empty()).then(|| differences.join("\n  ")))
}

fn claims(server: &Server, case: &Case, pending: &[Statement]) -> Result<BTreeMap<String, Seen>, String> {
    static SCHEMA: LazyLock<Vec<Statement>> =
        LazyLock::new(|| split(include_str!("../../cases/lint/schema.sql")).expect("the schema splits"));
    let history = split(&case.history).map_err(|error| error.to_string())?;
    let files = [
        SourceFile { name: "schema.sql", version: 1, statements: &SCHEMA },
        SourceFile { name: "history.sql", version: 2, statements: &history },
        SourceFile { name: "pending.sql", version: 3, statements: pending },
    ];
    let options = Options { pg_version: u32::from(server.major), start_after: Some(2), ..Options::default() };
    let report = analyse(&files, &options).pop().unwrap_or_default();
    let mut claimed: BTreeMap<String, Seen> = BTreeMap::new();
    for Lock { table, mode, scan, rewrite, .. } in report.locks {
        let one = claimed.entry(table.rsplit('.').next().unwrap_or_default().to_owned()).or_default();
        one.mode = one.mode.max(mode_of(&mode.to_string()));
        one.scanned |= scan;
        one.rewritten |= rewrite;
    }
    Ok(claimed)
}
