//! Stories of a database that another tool has migrated so far. Its ledger is one that the tool made: see the
//! first line of `tests/cases/adopt/TOOL/ledger.sql`.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use testkit::tools::Terraform;

use crate::on_each_terraform;
use crate::scene::{Scene, count};

on_each_terraform!(
    a_ledger_that_dbmate_made_is_taken_over_and_only_what_is_new_runs,
    what_the_other_tool_applies_later_is_noticed_and_does_not_run_twice,
    a_plan_that_does_not_know_what_the_other_tool_did_since_is_stale,
    a_migration_that_the_other_tool_left_half_done_is_told_and_nothing_is_changed,
    a_ledger_that_nobody_takes_over_is_spoken_of,
    a_new_database_has_nothing_to_take_over,
);

fn case(tool: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/adopt").join(tool)
}

/// A database as the tool left it, and its files; the next one is new.
fn left_by(terraform: Terraform, tool: &str, adopt: &str) -> Scene {
    // installed, so that there is a data directory for the pin between two plans
    let scene = Scene::installed(terraform);
    scene.remove_migrations();
    for entry in std::fs::read_dir(case(tool).join("migrations")).expect("a real directory").flatten() {
        let text = std::fs::read_to_string(entry.path()).expect("a text");
        scene.migration(&entry.file_name().to_string_lossy(), &text);
    }
    scene.database.raw(&std::fs::read_to_string(case(tool).join("ledger.sql")).expect("a ledger"));
    scene.main(adopt, "");
    scene
}

const ADOPT: &str = "adopt = { from = \"auto\" }";
const PAYMENTS: &str = "-- migrate:up\nCREATE TABLE payments (id bigint PRIMARY KEY);\n\n-- migrate:down\nDROP TABLE payments;\n";

fn after(scene: &Scene, plan: &str) -> Value {
    scene.stage.show_plan_json(plan)["resource_changes"][0]["change"]["after"].clone()
}

fn theirs(scene: &Scene) -> Vec<String> {
    let rows = scene.database.raw("SELECT version FROM public.schema_migrations ORDER BY 1");
    rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect()
}

fn a_ledger_that_dbmate_made_is_taken_over_and_only_what_is_new_runs(terraform: Terraform) {
    let scene = left_by(terraform, "dbmate", ADOPT);
    scene.migration("20260104000000_payments.sql", PAYMENTS);
    let before = theirs(&scene);
    scene
        .stage
        .plan_out("first.tfplan")
        .has_something_to_do()
        .says("The ledger of dbmate will be taken over")
        .says("20260101000000_orders.sql, 20260102000000_customers.sql");
    assert!(!scene.has("signalcraft.migrations"), "a plan only looks");
    let planned = after(&scene, "first.tfplan");
    let adopted = json!({
        "from": "dbmate",
        "table": "public.schema_migrations",
        "versions": ["20260101000000", "20260102000000", "20260103000000"],
    });
    assert_eq!(planned["adopted"], adopted);
    assert_eq!(count(&planned["planned_steps"]), 1);
    assert_eq!(planned["current_version"], json!("20260104000000"));
    scene.stage.apply_saved("first.tfplan").succeeds();
    assert_eq!(scene.ledger(), ["20260101000000", "20260102000000", "20260103000000", "20260104000000"]);
    assert!(scene.has("payments"));
    assert_eq!(theirs(&scene), before, "its table is not ours");
    let app = scene.app();
    assert_eq!(app["adopted"], adopted, "what the plan said is so after the apply");
    assert_eq!(count(&app["applied"]), 4);
    // The setting may stay, and it may go.
    scene.main("", "");
    scene.stage.apply().succeeds();
    assert_eq!(scene.ledger().len(), 4);
}

fn what_the_other_tool_applies_later_is_noticed_and_does_not_run_twice(terraform: Terraform) {
    let scene = left_by(terraform, "dbmate", ADOPT);
    scene.stage.apply().succeeds();
    scene.migration("20260104000000_payments.sql", PAYMENTS);
    // As the tool does when a service with it starts.
    scene.database.raw(
        "CREATE TABLE payments (id bigint PRIMARY KEY); \
         INSERT INTO schema_migrations VALUES ('20260104000000')",
    );
    scene.stage.plan_out("next.tfplan").says("dbmate still migrates this database");
    let planned = after(&scene, "next.tfplan");
    assert_eq!(planned["adopted"]["versions"], json!(["20260104000000"]));
    scene.stage.apply_saved("next.tfplan").succeeds();
    assert_eq!(scene.ledger().len(), 4);
    assert_eq!(scene.app()["current_version"], json!("20260104000000"));
}

fn a_plan_that_does_not_know_what_the_other_tool_did_since_is_stale(terraform: Terraform) {
    let scene = left_by(terraform, "dbmate", ADOPT);
    scene.migration("20260104000000_payments.sql", PAYMENTS);
    scene.stage.plan_out("first.tfplan").has_something_to_do();
    scene.database.raw(
        "CREATE TABLE payments (id bigint PRIMARY KEY); \
         INSERT INTO schema_migrations VALUES ('20260104000000')",
    );
    scene
        .stage
        .apply_saved("first.tfplan")
        .fails()
        .says("The plan is stale: the other tool's ledger is not as it was")
        .says("20260104000000")
        .never_says("bug in the provider");
    assert_eq!(scene.ledger().len(), 0, "nothing was taken over");
    scene.stage.apply().succeeds();
    assert_eq!(scene.ledger().len(), 4);
}

fn a_migration_that_the_other_tool_left_half_done_is_told_and_nothing_is_changed(terraform: Terraform) {
    let scene = left_by(terraform, "golang-migrate", "adopt = { from = \"golang-migrate\" }");
    scene.database.raw("UPDATE schema_migrations SET dirty = true");
    scene
        .stage
        .plan()
        .fails()
        .says("golang-migrate left a migration half done")
        .says("did not get through 3")
        .says("migrate force 3")
        .says("Nothing was changed");
    scene.main("adopt = { from = \"dbmate\" }", "");
    scene
        .stage
        .plan()
        .fails()
        .says("This is no ledger of dbmate")
        .says("public.schema_migrations is the ledger of golang-migrate")
        .says("adopt = { from = \"golang-migrate\" }");
    assert!(!scene.has("signalcraft.migrations"));
    scene.database.raw("UPDATE schema_migrations SET dirty = false");
    scene.main("adopt = { table = \"public.schema_migrations\" }", "");
    scene.migration("0002_customers.up.sql", "CREATE TABLE customers (id text PRIMARY KEY);\n");
    // It keeps no checksums: what can be verified is the version.
    scene.stage.apply().succeeds();
    assert_eq!(scene.ledger(), ["1", "2", "3"]);
}

fn a_ledger_that_nobody_takes_over_is_spoken_of(terraform: Terraform) {
    let scene = left_by(terraform, "sqlx", "");
    scene.stage.plan().says("sqlx has migrated this database").says("adopt = { from = \"sqlx\" }");
    scene.stage.apply().fails().says("relation \"orders\" already exists");
    scene.main(ADOPT, "read_only = true");
    scene.stage.apply().fails().says("The provider is read-only");
    scene.main(ADOPT, "");
    scene.stage.apply().succeeds();
    assert_eq!(count(&scene.app()["adopted"]["versions"]), 3);
}

fn a_new_database_has_nothing_to_take_over(terraform: Terraform) {
    let scene = Scene::new(terraform);
    scene.main(ADOPT, "");
    scene.stage.plan().has_something_to_do().never_says("taken over");
    scene.stage.apply().succeeds();
    assert_eq!((&scene.app()["adopted"], scene.ledger().len()), (&Value::Null, 3));
}
