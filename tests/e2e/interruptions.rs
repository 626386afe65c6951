//! Ctrl-C, SIGKILL, two applies at once: nothing is lost, and the next apply goes on.

use std::time::Duration;

use serde_json::json;
use testkit::tools::Terraform;
use testkit::wait;

use crate::on_each_terraform;
use crate::scene::Scene;

on_each_terraform!(
    ctrl_c_in_a_long_statement_cancels_it_on_the_server_and_the_next_apply_goes_on,
    a_killed_provider_in_a_long_statement_leaves_nothing_half_done,
    of_two_applies_at_once_one_works_and_the_other_finds_nothing_to_do,
    a_time_limit_ends_the_apply_with_the_truth,
);

/// How long a condition may take to come true.
const SHORTLY: Duration = Duration::from_secs(20);

impl Scene {
    /// How many statements of ours that sleep are running on the server.
    fn sleeping(&self) -> String {
        self.database
            .value(
                "SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() \
                 AND state = 'active' AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()",
            )
            .unwrap_or_default()
    }

    fn wait_until_sleeping(&self, expected: &str) {
        wait::until("the long statement", SHORTLY, || {
            let now = self.sleeping();
            if now == expected { Ok(()) } else { Err(format!("{now} are running")) }
        });
    }

    /// An applied resource, and a pending migration whose second statement takes a minute.
    fn with_a_long_migration(self) -> Self {
        self.stage.apply().succeeds();
        self.migration(
            "0004_long.up.sql",
            "CREATE TABLE half (id bigint PRIMARY KEY);\nSELECT pg_sleep(60);\nCREATE TABLE whole (id bigint PRIMARY KEY);\n",
        );
        self
    }

    fn finishes_when_it_is_quick(&self) {
        self.migration("0004_long.up.sql", "CREATE TABLE half (id bigint PRIMARY KEY);\n");
        self.stage.apply().succeeds();
        assert_eq!(self.ledger(), ["1", "2", "3", "4"]);
        assert!(self.has("half"));
    }
}

fn ctrl_c_in_a_long_statement_cancels_it_on_the_server_and_the_next_apply_goes_on(terraform: Terraform) {
    let scene = Scene::new(terraform).with_a_long_migration();
    let running = scene.stage.spawn_apply();
    scene.wait_until_sleeping("1");
    running.interrupt();
    scene.wait_until_sleeping("0");
    running
        .wait()
        .fails()
        .says("Migration 0004_long stopped at statement 2 of 3")
        .says("The apply was cancelled")
        .says("Nothing of 0004_long is in the database");
    assert!(!scene.has("half"));
    assert_eq!(scene.app()["current_version"], json!("3"));
    assert_eq!(scene.app()["pending"], json!(["4"]));
    scene.finishes_when_it_is_quick();
}

fn a_killed_provider_in_a_long_statement_leaves_nothing_half_done(terraform: Terraform) {
    let scene = Scene::new(terraform).with_a_long_migration();
    let mut running = scene.stage.spawn_apply();
    scene.wait_until_sleeping("1");
    running.kill_provider();
    running.wait().fails();
    // the server notices that nobody is there any more, and rolls back
    scene.wait_until_sleeping("0");
    assert!(!scene.has("half"));
    assert_eq!(scene.ledger(), ["1", "2", "3"]);
    assert_eq!(scene.app()["current_version"], json!("3"));
    scene.finishes_when_it_is_quick();
}

fn of_two_applies_at_once_one_works_and_the_other_finds_nothing_to_do(terraform: Terraform) {
    let scene = Scene::installed(terraform);
    scene.migration(
        "0001_orders.up.sql",
        "CREATE TABLE orders (id bigint PRIMARY KEY, note text);\nSELECT pg_sleep(3);\n",
    );
    // two plans of the same thing, as two pipelines would make them; each with a state of its own
    scene.stage.plan_out("one.tfplan").has_something_to_do();
    scene.stage.write("elsewhere/keep", "");
    let first = scene.stage.spawn_apply();
    scene.wait_until_sleeping("1");
    let second = scene
        .stage
        .apply_with(&["-auto-approve", "-lock=false", "-state=elsewhere/terraform.tfstate"])
        .succeeds();
    second.never_says("already exists");
    first.wait().succeeds();
    assert_eq!(scene.ledger(), ["1", "2", "3"]);
    let runs = scene.database.value("SELECT count(*)::text FROM signalcraft.migrations");
    assert_eq!(runs.as_deref(), Some("3"), "each ran once");
}

fn a_time_limit_ends_the_apply_with_the_truth(terraform: Terraform) {
    let scene = Scene::new(terraform).with_a_long_migration();
    scene.main("timeouts {\n    update = \"2s\"\n  }", "");
    scene
        .stage
        .apply()
        .fails()
        .says("The time limit of 2s is over")
        .says("Nothing of 0004_long is in the database");
    assert_eq!(scene.app()["pending"], json!(["4"]));
    scene.wait_until_sleeping("0");
}
