//! The contract's rules for all resources, one story a rule, on real Terraform.

use serde_json::json;
use testkit::tools::Terraform;

use crate::on_each_terraform;
use crate::scene::{APP, INSTANCE, Scene, count};

on_each_terraform!(
    a_file_that_changed_after_a_saved_plan_is_refused_as_stale,
    a_ledger_that_moved_after_a_saved_plan_is_refused_or_done_already,
    a_replaced_database_under_the_same_name_has_everything_pending_again,
    an_unreachable_database_keeps_the_state_on_refresh_and_is_an_error_of_a_live_plan,
    an_offline_plan_never_connects,
    a_first_plan_before_the_database_exists_is_made_from_the_files,
    destroying_is_not_blocked_by_a_broken_configuration,
    json_syntax_works,
    drift_of_the_ledger_is_seen_on_refresh,
    checksum_drift_missing_files_and_late_files_are_refused_at_plan,
    the_findings_of_the_lint_refuse_the_plan_and_can_be_accepted,
    unknown_values_are_tolerated_while_planning,
    a_plan_takes_nothing_from_the_database_but_a_look,
    an_import_adopts_without_doing_anything,
    two_resources_with_one_ledger_are_refused,
    a_saved_plan_is_judged_by_what_it_was_made_from,
    what_is_known_only_after_apply_is_planned_twice_without_a_contradiction,
    a_failed_move_to_another_database_keeps_what_is_known_of_the_old_one,
);

/// Rule 1: what the plan knew must be so; if it cannot be, we refuse in our words.
fn a_file_that_changed_after_a_saved_plan_is_refused_as_stale(terraform: Terraform) {
    // installed by `init`, so that there is a data directory to pin the plan in
    let scene = Scene::installed(terraform);
    scene.stage.plan_out("saved.tfplan").has_something_to_do();
    scene.migration("0002_customers.up.sql", "CREATE TABLE clients (id bigint PRIMARY KEY);\n");
    let refused = scene.stage.apply_saved("saved.tfplan").fails();
    refused.says("The plan is stale").says("0002_customers.up.sql has another text").never_says("bug");
    assert!(!scene.has("orders") && !scene.has("clients"), "nothing was applied");
    scene.stage.apply().succeeds();
    assert!(scene.has("clients"));
}

/// Rule 1 again, from the other side: somebody else applied in between.
fn a_ledger_that_moved_after_a_saved_plan_is_refused_or_done_already(terraform: Terraform) {
    let scene = Scene::installed(terraform);
    scene.stage.apply().succeeds();
    scene.migration("0004_payments.up.sql", "CREATE TABLE payments (id bigint PRIMARY KEY);\n");
    scene.stage.plan_out("saved.tfplan").has_something_to_do();
    // a version between: what was planned is not what is to do any more
    scene.database.raw(
        "INSERT INTO signalcraft.migrations SELECT * FROM signalcraft.migrations WHERE false; \
         UPDATE signalcraft.migrations SET checksum = repeat('0', 64) WHERE version = 3",
    );
    scene.stage.apply_saved("saved.tfplan").fails().says("The plan is stale").says("Nothing was applied");
    assert!(!scene.has("payments"));
}

/// The key of a migration is the database, not its name.
fn a_replaced_database_under_the_same_name_has_everything_pending_again(terraform: Terraform) {
    let mut scene = Scene::new(terraform);
    scene.stage.apply().succeeds();
    scene.account.delete_db_instance(INSTANCE);
    let fresh = testkit::postgres::scratch_database(17);
    scene.account.create_db_instance(INSTANCE, &fresh);
    scene.account.put_secret(
        &scene.secret,
        &json!({ "username": fresh.user, "password": fresh.password }).to_string(),
    );
    scene.database = fresh;
    scene.main("", "");
    scene.stage.plan_out("new.tfplan").has_something_to_do().says("The database was replaced");
    let plan = scene.stage.show_plan_json("new.tfplan");
    let change = &plan["resource_changes"][0]["change"];
    assert_eq!(change["actions"], json!(["create"]));
    assert_eq!(count(&change["after"]["planned_steps"]), 3);
    scene.stage.apply_saved("new.tfplan").succeeds();
    assert_eq!(scene.ledger(), ["1", "2", "3"]);
}

/// Rules 3 and 4.
fn an_unreachable_database_keeps_the_state_on_refresh_and_is_an_error_of_a_live_plan(terraform: Terraform) {
    let scene = Scene::new(terraform);
    scene.stage.apply().succeeds();
    let before = scene.app();
    scene.account.delete_db_instance(INSTANCE);
    scene
        .stage
        .prepared(&["apply", "-input=false", "-refresh-only", "-auto-approve"])
        .succeeds()
        .says("The ledger could not be looked at");
    assert_eq!(scene.app(), before, "a refresh flips nothing because something is out of reach");
    scene.stage.plan().fails().says("No such database").says("plan = \"offline\"");
    // destroying needs no database
    scene.stage.destroy().succeeds();
}

/// Rule 4.
fn an_offline_plan_never_connects(terraform: Terraform) {
    let scene = Scene::new(terraform);
    scene.stage.apply().succeeds();
    scene.account.delete_db_instance(INSTANCE);
    scene.main("plan = \"offline\"", "");
    scene.stage.plan().has_something_to_do().says("~ update in-place");
    scene.migration("0004_payments.up.sql", "CREATE TABLE payments (id bigint PRIMARY KEY);\n");
    scene.stage.plan_out("offline.tfplan").has_something_to_do();
    let plan = scene.stage.show_plan_json("offline.tfplan");
    let steps = &plan["resource_changes"][0]["change"]["after"]["planned_steps"];
    assert_eq!(count(steps), 1, "planned from what the state recorded: {steps}");
}

/// Rule 4: lint and plan work on the very first plan, before there is a database.
fn a_first_plan_before_the_database_exists_is_made_from_the_files(terraform: Terraform) {
    let scene = Scene::new(terraform);
    scene.account.delete_db_instance(INSTANCE);
    let plan = scene.stage.plan().has_something_to_do();
    plan.says("Planned from the files alone").says("customers");
    scene.migration("0004_drop.up.sql", "ALTER TABLE orders ALTER COLUMN note TYPE varchar(;\n");
    scene.stage.plan().fails().says("0004_drop.up.sql:1:");
}

/// Rule 5.
fn destroying_is_not_blocked_by_a_broken_configuration(terraform: Terraform) {
    let scene = Scene::new(terraform);
    scene.stage.apply().succeeds();
    scene.migration("0004_broken.up.sql", "SELEKT 1;\n");
    scene.stage.plan().fails().says("0004_broken.up.sql:1:");
    scene.stage.validate().succeeds();
    scene.remove_migrations();
    scene.stage.destroy().succeeds();
    assert!(scene.has("orders"), "rule 6: delete never harms");
}

/// Rule 8.
fn json_syntax_works(terraform: Terraform) {
    let scene = Scene::new(terraform);
    scene.stage.remove("main.tf");
    let configuration = json!({
        "terraform": { "required_providers": { "signalcraft": { "source": "signalcraft/signalcraft" } } },
        "provider": { "signalcraft": {} },
        "resource": { "signalcraft_migration": { "app": {
            "directory": "${path.module}/migrations",
            "database": {
                "name": scene.database.name,
                "rds_instance": INSTANCE,
                "secret_arn": scene.secret,
                "ca_bundle": std::fs::read_to_string(testkit::tools::postgres_ca()).expect("the authority"),
            },
            "lint": { "level": "error", "allow": [] },
            "timeouts": { "create": "10m" },
        } } },
    });
    scene.stage.write("main.tf.json", configuration.to_string());
    scene.stage.apply().succeeds();
    assert_eq!(scene.ledger(), ["1", "2", "3"]);
}

fn drift_of_the_ledger_is_seen_on_refresh(terraform: Terraform) {
    let scene = Scene::new(terraform);
    scene.stage.apply().succeeds();
    scene.database.raw("DELETE FROM signalcraft.migrations WHERE version = 3; DROP INDEX orders_note");
    scene.stage.plan_out("drift.tfplan").has_something_to_do().says("The ledger went back");
    let plan = scene.stage.show_plan_json("drift.tfplan");
    let after = &plan["resource_changes"][0]["change"]["after"];
    assert_eq!(count(&after["planned_steps"]), 1);
    scene.stage.apply_saved("drift.tfplan").succeeds();
    assert_eq!(scene.ledger(), ["1", "2", "3"]);
}

fn checksum_drift_missing_files_and_late_files_are_refused_at_plan(terraform: Terraform) {
    let scene = Scene::new(terraform);
    scene.stage.apply().succeeds();
    scene.migration("0001_orders.up.sql", "CREATE TABLE orders (id int PRIMARY KEY);\n");
    scene.stage.remove("migrations/0002_customers.up.sql");
    scene.migration("0002_other_name.down.sql", "SELECT 1;\n");
    scene.stage.plan().fails().says("0002_other_name.down.sql has no migration to undo");
    scene.stage.remove("migrations/0002_other_name.down.sql");
    scene
        .stage
        .plan()
        .fails()
        .says("A migration changed after it was applied")
        .says("0001_orders.up.sql changed after it was applied")
        .says("An applied migration is missing")
        .says("0002_customers.up.sql is applied and no longer in the directory");
    scene.migration("0001_orders.up.sql", crate::scene::ORDERS);
    scene.migration("0002_customers.up.sql", crate::scene::CUSTOMERS);
    scene.stage.plan().has_nothing_to_do();
    scene.migration("00025_late.up.sql", "SELECT 1;\n");
    scene.migration("0030_next.up.sql", "SELECT 1;\n");
    scene.stage.apply().succeeds();
    scene.migration("0026_late.up.sql", "SELECT 1;\n");
    scene.stage.plan().fails().says("came in out of order");
    scene.migration("0030_twin.up.sql", "SELECT 1;\n");
    scene.stage.plan().fails().says("all have version 30");
}

fn the_findings_of_the_lint_refuse_the_plan_and_can_be_accepted(terraform: Terraform) {
    let scene = Scene::new(terraform);
    scene.stage.apply().succeeds();
    scene.migration("0004_note.up.sql", "ALTER TABLE orders ALTER COLUMN note SET NOT NULL;\n");
    scene.main("lint = { level = \"warn\" }", "");
    let refused = scene.stage.plan().fails().says("0004_note.up.sql:1:20").says("Unsafe migration: ");
    let words = refused.words();
    let rule = words
        .split("Unsafe migration: ")
        .nth(1)
        .and_then(|rest| rest.split_whitespace().next())
        .expect("a rule");
    scene.main(
        &format!(
            r#"lint = {{ level = "warn", allow = [{{ rule = "{rule}", file = "0004_note.up.sql", reason = "the table is empty" }}] }}"#
        ),
        "",
    );
    scene.stage.plan_out("allowed.tfplan").has_something_to_do();
    let plan = scene.stage.show_plan_json("allowed.tfplan");
    let lock = &plan["resource_changes"][0]["change"]["after"]["planned_steps"][0]["locks"][0];
    assert_eq!(lock["table"], json!("orders"));
    assert_eq!(lock["mode"], json!("ACCESS EXCLUSIVE"));
    assert_eq!((&lock["blocks"], &lock["scan"]), (&json!("reads and writes"), &json!(true)));
    scene.stage.apply_saved("allowed.tfplan").succeeds();
}

fn unknown_values_are_tolerated_while_planning(terraform: Terraform) {
    let scene = Scene::new(terraform);
    let main = scene.stage.read("main.tf");
    scene.stage.write(
        "main.tf",
        main.replace("directory = \"${path.module}/migrations\"", "directory = terraform_data.place.output")
            + "\nresource \"terraform_data\" \"place\" {\n  input = \"${path.module}/migrations\"\n}\n",
    );
    scene.stage.plan().has_something_to_do().says("(known after apply)");
    scene.stage.apply().succeeds();
    assert_eq!(scene.ledger(), ["1", "2", "3"]);
    assert_eq!(count(&scene.app()["planned_steps"]), 3);
}

/// Rule 4: a plan creates nothing, not even the ledger.
fn a_plan_takes_nothing_from_the_database_but_a_look(terraform: Terraform) {
    let scene = Scene::new(terraform);
    scene.stage.plan().has_something_to_do();
    let schemas =
        scene.database.value("SELECT count(*)::text FROM pg_namespace WHERE nspname = 'signalcraft'");
    assert_eq!(schemas.as_deref(), Some("0"));
    assert!(scene.stage.attributes(APP).is_none());
}

/// Rule 7.
fn an_import_adopts_without_doing_anything(terraform: Terraform) {
    let scene = Scene::new(terraform);
    scene.stage.apply().succeeds();
    let before =
        scene.database.raw("SELECT version, applied_at FROM signalcraft.migrations ORDER BY version");
    scene.stage.remove("terraform.tfstate");
    let id = format!("{INSTANCE}/{}/signalcraft.app", scene.database.name);
    scene.stage.write("import.tf", format!("import {{\n  to = {APP}\n  id = \"{id}\"\n}}\n"));
    scene.stage.plan().has_something_to_do().says("1 to import").says("0 to add").says("0 to destroy");
    scene.stage.apply().succeeds();
    let after = scene.database.raw("SELECT version, applied_at FROM signalcraft.migrations ORDER BY version");
    assert_eq!(before, after);
    let app = scene.app();
    assert_eq!((&app["current_version"], &app["planned_steps"]), (&json!("3"), &json!([])));
    assert_eq!(count(&app["applied"]), 3);
    scene.stage.remove("terraform.tfstate");
    scene.stage.write("import.tf", format!("import {{\n  to = {APP}\n  id = \"orders\"\n}}\n"));
    scene.stage.plan().fails().says("DATABASE/NAME/SCHEMA.LEDGER");
}

/// Rule 7.
fn two_resources_with_one_ledger_are_refused(terraform: Terraform) {
    let scene = Scene::new(terraform);
    let main = scene.stage.read("main.tf");
    let (_, resource) = main.split_once("resource \"signalcraft_migration\"").expect("the resource");
    let (resource, _) = resource.split_once("output").expect("the output");
    let twin = format!("resource \"signalcraft_migration\"{}", resource.replace("\"app\" {", "\"twin\" {"));
    scene.stage.write("twin.tf", &twin);
    scene.stage.plan().fails().says("Two resources have the same ledger").says("signalcraft.app");
    // not taken for the second half of a replacement either
    scene.stage.remove("twin.tf");
    scene.stage.apply().succeeds();
    let later = twin
        .replace("/migrations", "/twin")
        .replace("  directory", "  depends_on = [signalcraft_migration.app]\n  directory");
    scene.stage.write("twin.tf", later);
    scene.stage.write("twin/0001_other.up.sql", "CREATE TABLE other (id bigint PRIMARY KEY);\n");
    scene.stage.plan().fails().says("Two resources have the same ledger");
    scene
        .stage
        .write("twin.tf", twin.replace("name = \"app\"", "name = \"twin\"").replace("/migrations", "/twin"));
    scene.stage.write("twin/0001_other.up.sql", "CREATE TABLE other (id bigint PRIMARY KEY);\n");
    scene.stage.apply().succeeds();
    assert!(scene.has("other") && scene.has("orders"));
}

/// Rule 1: two plans wait to be applied, and the older one is stale.
fn a_saved_plan_is_judged_by_what_it_was_made_from(terraform: Terraform) {
    let scene = Scene::installed(terraform);
    scene.stage.plan_out("one.tfplan").has_something_to_do();
    scene.migration("0004_payments.up.sql", "CREATE TABLE payments (id bigint PRIMARY KEY);\n");
    scene.stage.plan_out("two.tfplan").has_something_to_do();
    scene.stage.apply_saved("one.tfplan").fails().says("The plan is stale").never_says("bug");
    assert!(!scene.has("orders"));
    scene.stage.plan_out("one.tfplan").has_something_to_do();
    scene.migration("0005_refunds.up.sql", "CREATE TABLE refunds (id bigint PRIMARY KEY);\n");
    scene.stage.plan().has_something_to_do();
    scene.stage.remove("migrations/0005_refunds.up.sql");
    scene.stage.apply_saved("one.tfplan").succeeds();
    assert_eq!(scene.ledger(), ["1", "2", "3", "4"]);
}

/// Rule 1, with an address and a target that the first plan could not know.
fn what_is_known_only_after_apply_is_planned_twice_without_a_contradiction(terraform: Terraform) {
    let scene = Scene::installed(terraform);
    scene.stage.apply().succeeds();
    scene.migration("0004_payments.up.sql", "CREATE TABLE payments (id bigint PRIMARY KEY);\n");
    let later = |name: &str, value: &str| {
        scene.stage.write(
            &format!("{name}.tf"),
            format!("resource \"terraform_data\" \"{name}\" {{\n  input = \"{value}\"\n}}\n"),
        );
        format!("terraform_data.{name}.output")
    };
    // a plan that is never applied, and then one of the same resource with a target that is not known yet
    scene.stage.plan().has_something_to_do();
    let target = later("target", "4");
    scene.main(&format!("target_version = {target}"), "");
    scene.stage.apply().succeeds();
    assert_eq!(scene.ledger(), ["1", "2", "3", "4"]);
    // the state is lost, and the address is known only after apply; the ledger knows better
    scene.stage.remove("terraform.tfstate");
    scene.migration("0005_refunds.up.sql", "CREATE TABLE refunds (id bigint PRIMARY KEY);\n");
    let instance = later("instance", INSTANCE);
    let database = scene.rds().replace(&format!("\"{INSTANCE}\""), &instance);
    scene.main_with_database(&database, "", "");
    scene.stage.apply().succeeds();
    assert_eq!(scene.ledger(), ["1", "2", "3", "4", "5"]);
}

/// Rule 2: the truth about one database is never written over that of another.
fn a_failed_move_to_another_database_keeps_what_is_known_of_the_old_one(terraform: Terraform) {
    let scene = Scene::new(terraform);
    scene.stage.apply().succeeds();
    let other = testkit::postgres::scratch_database(17);
    other.raw("CREATE TABLE orders ()");
    scene.account.create_db_instance("other", &other);
    let rds = scene.rds();
    let moved =
        rds.replace(&format!("\"{INSTANCE}\""), "\"other\"").replace(&scene.database.name, &other.name);
    scene.main_with_database(&moved, "", "");
    scene.stage.plan().has_something_to_do();
    scene.stage.apply().fails().says("relation \"orders\" already exists");
    scene.main_with_database(&rds, "", "");
    scene.stage.apply().succeeds();
    assert_eq!(scene.app()["current_version"], json!("3"));
    assert_eq!(scene.ledger(), ["1", "2", "3"]);
}
