//! Plan, apply, status: what they do, what they refuse, and the form of their documents.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use testkit::golden;

use crate::cli_command::form;
use crate::cli_scene::{CUSTOMERS, INDEX, ORDERS, Scene};

const RISKY: (&str, &str) = ("0002_index.up.sql", "CREATE INDEX orders_note ON orders (note);\n");

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/cli")
}

fn types(documents: &[Value]) -> Vec<&str> {
    documents.iter().filter_map(|document| document["type"].as_str()).collect()
}

#[test]
fn a_second_apply_finds_nothing_to_do() {
    let scene = Scene::with(&[ORDERS, CUSTOMERS, INDEX]);
    scene.run("migrate plan migrations").ends(0).says("0003_index").says("From nothing to version 3");
    assert!(!scene.has("orders"), "a plan changes nothing");
    assert!(!scene.has("signalcraft.migrations"), "not even a ledger");
    let first = scene.apply().ends(0).says("Done: the database is at version 3.");
    assert!(first.err.contains("0002_customers: applied in"), "progress is on stderr: {}", first.err);
    assert!(!first.out.contains("applied in"), "and not on stdout: {}", first.out);
    assert_eq!(scene.ledger(), ["1", "2", "3"]);
    let second = scene.apply().ends(0).says("Nothing to do: the database is at version 3.");
    assert_eq!(second.err, "");
    scene.run("migrate plan migrations").ends(0).says("Nothing to do");
    scene.run("migrate status migrations").ends(0).says("At version 3; 3 applied, 0 pending.");
}

#[test]
fn a_target_is_as_far_as_it_goes() {
    let scene = Scene::with(&[ORDERS, CUSTOMERS, INDEX]);
    scene.run("migrate apply migrations --target 2").ends(0).says("at version 2");
    assert_eq!(scene.ledger(), ["1", "2"]);
    scene.run("migrate status migrations").ends(0).says("2 applied, 1 pending");
    scene
        .run("migrate apply migrations --target 1")
        .ends(3)
        .says("Going back")
        .never_says("`target_version`");
    scene.run("migrate apply migrations --target 9").ends(3).says("No migration has version 9");
}

#[test]
fn a_risky_directory_is_refused_and_nothing_of_it_is_applied() {
    let scene = Scene::with(&[ORDERS]);
    scene.apply().ends(0);
    scene.migration(RISKY);
    scene.migration(("0003_more.up.sql", "CREATE TABLE more (id int);\n"));
    for verb in ["plan", "apply"] {
        let told = scene.run(&format!("migrate {verb} migrations")).ends(3);
        told.says("error[index-without-concurrently]").says("--allow RULE:FILE:REASON");
    }
    assert!(!scene.has("orders_note") && !scene.has("more"));
    let plan = scene.run("migrate plan migrations --json").ends(3).documents();
    assert_eq!(plan[0]["refused"], json!(true));
    assert_eq!(plan[0]["steps"][0]["findings"][0]["rule"], json!("index-without-concurrently"));
    let accepted = "migrate apply migrations --allow index-without-concurrently:0002_index.up.sql:small";
    scene.run(accepted).ends(0).says("at version 3");
}

#[test]
fn a_warning_is_shown_and_refused_only_if_that_is_asked_for() {
    let scene = Scene::with(&[ORDERS]);
    scene.apply().ends(0);
    scene.migration(("0002_default.up.sql", "ALTER TABLE orders ALTER COLUMN note DROP DEFAULT;\n"));
    scene.run("migrate apply migrations --level warn").ends(3).says("warn[default-dropped]");
    scene.apply().ends(0).says("warn[default-dropped]");
}

#[test]
fn a_plan_that_was_looked_at_is_applied_or_nothing_is() {
    let scene = Scene::with(&[ORDERS]);
    let plan = scene.run("migrate plan migrations --json").ends(0).documents();
    let fingerprint = plan[0]["fingerprint"].as_str().expect("a fingerprint").to_owned();
    scene.migration(CUSTOMERS);
    let apply = format!("migrate apply migrations --fingerprint {fingerprint}");
    scene.run(&apply).ends(3).says("The plan is stale").says("0002_customers would be applied");
    assert!(!scene.has("orders"));
    scene.remove(CUSTOMERS.0);
    scene.run(&apply).ends(0);
    // a pipeline's second try finds it done
    scene.run(&apply).ends(0).says("Nothing to do");
}

#[test]
fn files_and_ledger_that_disagree_are_told_and_nothing_is_done() {
    let scene = Scene::with(&[ORDERS, CUSTOMERS]);
    scene.apply().ends(0);
    scene.migration((ORDERS.0, "CREATE TABLE orders (id int);\n"));
    scene.remove(CUSTOMERS.0);
    for verb in ["status", "plan", "apply"] {
        let told = scene.run(&format!("migrate {verb} migrations")).ends(3);
        told.says("A migration changed after it was applied")
            .says("An applied migration is missing")
            .says("name the right one")
            .never_says("`directory`");
    }
    let status = scene.run("migrate status migrations --json").ends(3).documents();
    assert_eq!(status[0]["problems"].as_array().map(Vec::len), Some(2));
    assert_eq!(status[0]["pending"], Value::Null);
    scene.run("migrate status").ends(0).says("2 applied.");
}

#[test]
fn a_statement_that_fails_is_told_with_its_place_and_what_is_safe() {
    let scene = Scene::with(&[ORDERS, ("0002_bad.up.sql", "CREATE TABLE t (id int);\nSELECT 1/0;\n")]);
    scene
        .apply()
        .ends(1)
        .says("Migration 0002_bad stopped at statement 2 of 2")
        .says("0002_bad.up.sql:2:1")
        .says("Nothing of 0002_bad is in the database")
        .says("0001_orders was applied");
    assert_eq!(scene.ledger(), ["1"]);
    let documents = scene.run("migrate apply migrations --json").ends(1).documents();
    let last = documents.last().expect("an end");
    assert_eq!((&last["type"], &last["current_version"]), (&json!("stopped"), &json!("1")));
    golden::check(&cases().join("stopped.txt"), &form(last));
    scene.migration(("0002_bad.up.sql", "CREATE TABLE t (id int);\n"));
    scene.apply().ends(0);
}

#[test]
fn documents_keep_their_form() {
    let scene = Scene::with(&[ORDERS, CUSTOMERS]);
    scene.run("migrate apply migrations --target 1").ends(0);
    scene.migration(INDEX);
    let status = scene.run("migrate status migrations --json").ends(0).documents();
    golden::check(&cases().join("status.txt"), &form(&status[0]));
    let plan = scene.run("migrate plan migrations --json").ends(0).documents();
    golden::check(&cases().join("plan.txt"), &form(&plan[0]));
    let apply = scene.run("migrate apply migrations --json").ends(0).documents();
    let expected = [
        "plan",
        "lock_taken",
        "file_started",
        "statement_started",
        "statement_done",
        "file_done",
        "file_started",
        "statement_started",
        "statement_done",
        "file_done",
        "applied",
    ];
    assert_eq!(types(&apply), expected);
    let forms: String = apply[1..].iter().map(form).collect();
    let mut lines: Vec<_> = forms.lines().collect();
    lines.sort_unstable();
    lines.dedup();
    golden::check(&cases().join("apply.txt"), &(lines.join("\n") + "\n"));
    assert_eq!(apply.last().expect("an end")["current_version"], json!("3"));
}

#[test]
fn a_lock_that_is_not_given_up_is_waited_for_and_then_told() {
    let scene = Scene::with(&[ORDERS]);
    scene.apply().ends(0);
    scene.migration(("0002_column.up.sql", "ALTER TABLE orders ADD COLUMN total bigint;\n"));
    let url = scene.database.url.clone();
    let holder = std::thread::spawn(move || {
        testkit::postgres::raw(&url, "BEGIN; LOCK TABLE orders; SELECT pg_sleep(8)")
    });
    scene.wait_until_sleeping("1");
    scene
        .run("migrate apply migrations --lock-timeout 100ms --retries 1 --deadline 3s")
        .ends(1)
        .says("gave way")
        .says("Migration 0002_column stopped");
    let _ = holder.join();
    scene.apply().ends(0);
}

#[test]
fn a_ledger_of_another_name_is_another_ledger() {
    let scene = Scene::with(&[ORDERS]);
    scene.run("migrate apply migrations --ledger app").ends(0).says("ledger signalcraft.app");
    scene.run("migrate status --ledger signalcraft.app").ends(0).says("At version 1");
    scene.run("migrate status --ledger other.app").ends(0).says("At nothing");
    scene.run("migrate status --ledger pg_x.app").ends(1).says("Not a ledger");
}
