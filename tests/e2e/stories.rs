//! The stories of everyday: first apply, nothing to do, a new file, a broken one, destroy.

use serde_json::json;
use testkit::tools::Terraform;

use crate::on_each_terraform;
use crate::scene::{Scene, count};

on_each_terraform!(
    a_first_apply_does_what_the_plan_named,
    a_new_file_is_the_only_thing_that_the_next_plan_names,
    a_broken_file_is_named_with_line_and_statement_and_a_fixed_one_then_applies,
    destroying_forgets_with_a_warning_and_a_new_resource_finds_the_ledger,
    a_failed_create_saves_no_state_and_the_next_one_goes_on,
);

fn a_first_apply_does_what_the_plan_named(terraform: Terraform) {
    let scene = Scene::new(terraform);
    scene.stage.plan_out("first.tfplan").has_something_to_do().says("orders_index");
    let plan = scene.stage.show_plan_json("first.tfplan");
    let after = &plan["resource_changes"][0]["change"]["after"];
    let named: Vec<_> =
        after["planned_steps"].as_array().expect("a list").iter().map(|step| step["name"].clone()).collect();
    assert_eq!(named, ["orders", "customers", "orders_index"]);
    assert_eq!(after["planned_steps"][0]["transactional"], json!(true));
    assert_eq!(after["planned_steps"][2]["transactional"], json!(false));
    assert_eq!((&after["current_version"], &after["pending"]), (&json!("3"), &json!([])));
    let fingerprint = after["plan_fingerprint"].clone();

    scene.stage.apply_saved("first.tfplan").succeeds();
    assert_eq!(scene.ledger(), ["1", "2", "3"]);
    assert!(scene.has("orders") && scene.has("addresses") && scene.has("orders_note"));
    let app = scene.app();
    assert_eq!(app["plan_fingerprint"], fingerprint, "what was known in the plan is so after the apply");
    assert_eq!(app["planned_steps"], after["planned_steps"]);
    assert_eq!(count(&app["applied"]), 3);
    assert_eq!(app["database"]["resource_id"], json!(scene.resource_id));
    assert!(!scene.stage.state().to_string().contains(&scene.database.password), "no secret in the state");
}

fn a_new_file_is_the_only_thing_that_the_next_plan_names(terraform: Terraform) {
    let scene = Scene::new(terraform);
    scene.stage.apply().succeeds();
    scene.migration("0004_payments.up.sql", "CREATE TABLE payments (id bigint PRIMARY KEY);\n");
    scene.stage.plan_out("next.tfplan").has_something_to_do().says("payments");
    let plan = scene.stage.show_plan_json("next.tfplan");
    let change = &plan["resource_changes"][0]["change"];
    assert_eq!(change["actions"], json!(["update"]));
    assert_eq!(count(&change["after"]["planned_steps"]), 1);
    assert_eq!(change["after"]["current_version"], json!("4"));
    scene.stage.apply_saved("next.tfplan").succeeds();
    assert_eq!(scene.ledger(), ["1", "2", "3", "4"]);
}

fn a_broken_file_is_named_with_line_and_statement_and_a_fixed_one_then_applies(terraform: Terraform) {
    let scene = Scene::new(terraform);
    scene.stage.apply().succeeds();
    scene.migration("0004_payments.up.sql", "CREATE TABLE payments (id bigint PRIMARY KEY);\n");
    scene.migration(
        "0005_broken.up.sql",
        "CREATE TABLE refunds (id bigint PRIMARY KEY);\nINSERT INTO nowhere VALUES (1);\n",
    );
    scene
        .stage
        .apply()
        .fails()
        .says("Migration 0005_broken stopped at statement 2 of 2")
        .says("0005_broken.up.sql:2:13")
        .says("relation \"nowhere\" does not exist")
        .says("Nothing of 0005_broken is in the database; it is simply pending.")
        .says("0004_payments was applied, committed and recorded");
    assert_eq!(scene.ledger(), ["1", "2", "3", "4"]);
    assert!(!scene.has("refunds"), "its transaction was rolled back");
    let app = scene.app();
    assert_eq!(app["current_version"], json!("4"), "the truth as it now is, not the plan");
    assert_eq!(app["pending"], json!(["5"]));

    scene.migration("0005_broken.up.sql", "CREATE TABLE refunds (id bigint PRIMARY KEY);\n");
    scene.stage.apply().succeeds();
    assert_eq!(scene.ledger(), ["1", "2", "3", "4", "5"]);
    assert_eq!(scene.app()["pending"], json!([]));
}

fn a_failed_create_saves_no_state_and_the_next_one_goes_on(terraform: Terraform) {
    let scene = Scene::new(terraform);
    scene
        .migration("0002_customers.up.sql", "CREATE TABLE customers (id bigint PRIMARY KEY);\nSELECT 1/0;\n");
    scene.stage.apply().fails().says("division by zero");
    assert_eq!(scene.stage.attributes("signalcraft_migration.app"), None, "with state it would be tainted");
    assert_eq!(scene.ledger(), ["1"]);
    scene.migration("0002_customers.up.sql", crate::scene::CUSTOMERS);
    // planned as a create again, of what is left
    scene.stage.plan_out("again.tfplan").has_something_to_do();
    let plan = scene.stage.show_plan_json("again.tfplan");
    let change = &plan["resource_changes"][0]["change"];
    assert_eq!(change["actions"], json!(["create"]));
    assert_eq!(count(&change["after"]["planned_steps"]), 2);
    scene.stage.apply_saved("again.tfplan").succeeds();
    assert_eq!(scene.ledger(), ["1", "2", "3"]);
}

fn destroying_forgets_with_a_warning_and_a_new_resource_finds_the_ledger(terraform: Terraform) {
    let scene = Scene::new(terraform);
    scene.stage.apply().succeeds();
    scene.stage.plan_with(&["-destroy"]).says("Migrations are forgotten, not undone");
    scene.stage.destroy().succeeds();
    assert_eq!(scene.ledger(), ["1", "2", "3"]);
    assert!(scene.has("orders"));
    scene.stage.apply().succeeds();
    let app = scene.app();
    assert_eq!(app["planned_steps"], json!([]), "nothing ran twice");
    assert_eq!(app["current_version"], json!("3"));
}
