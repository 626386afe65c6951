//! Stories of a ledger by other ways than its resource: looked at, found, named, adopted.

use serde_json::{Value, json};
use testkit::tools::Terraform;

use crate::on_each_terraform;
use crate::scene::{APP, INSTANCE, Scene, count};

on_each_terraform!(
    a_status_tells_the_version_what_is_pending_and_what_is_wrong,
    a_status_of_a_database_that_is_out_of_reach_is_an_error_there,
    an_import_by_id_adopts_what_is_there,
    an_import_by_identity_adopts_what_is_there since IDENTITY,
    an_identity_is_kept_through_a_new_name_of_the_place since IDENTITY,
    a_query_finds_every_ledger_and_writes_the_import since LISTS,
);

fn status(scene: &Scene, directory: &str) -> String {
    format!(
        r#"
data "signalcraft_migration_status" "app" {{
  {directory}
  ledger   = {{ name = "app" }}
  database = {{
    {}
  }}
}}

output "status" {{
  value = data.signalcraft_migration_status.app
}}
"#,
        scene.rds()
    )
}

const HEAD: &str = r#"
terraform {
  required_providers {
    signalcraft = { source = "signalcraft/signalcraft" }
  }
}
"#;

fn a_status_tells_the_version_what_is_pending_and_what_is_wrong(terraform: Terraform) {
    let scene = Scene::new(terraform);
    scene.main("target_version = \"2\"", "");
    scene.stage.apply().succeeds();
    scene
        .stage
        .write("main.tf", format!("{HEAD}{}", status(&scene, "directory = \"${path.module}/migrations\"")));
    let seen = |scene: &Scene| -> Value {
        // the resource is not in this configuration any more; it is forgotten along the way
        scene.stage.apply().succeeds();
        scene.stage.state()["outputs"]["status"]["value"].clone()
    };
    let found = seen(&scene);
    assert_eq!((&found["current_version"], &found["pending"]), (&json!("2"), &json!(["3"])));
    assert_eq!((&found["valid"], &found["applied_count"]), (&json!(true), &json!(2)));
    assert_eq!(found["database"]["resource_id"], json!(scene.resource_id));
    assert!(found["server_version"].as_str().is_some_and(|version| version.starts_with("17.")));
    assert_eq!(count(&found["applied"]), 2);

    scene.migration("0003_orders_index.up.sql", "CREATE INDEX orders_note ON orders (note);\n");
    let found = seen(&scene);
    assert_eq!(found["valid"], json!(false), "the lint refuses it");
    assert_eq!(found["findings"][0]["rule"], json!("index-without-concurrently"));

    scene.migration("0002_customers.up.sql", "CREATE TABLE customers (id text PRIMARY KEY);\n");
    let found = seen(&scene);
    assert_eq!((&found["valid"], &found["pending"]), (&json!(false), &Value::Null));
    assert!(found["findings"][0]["message"].as_str().is_some_and(|text| text.contains("changed after")));

    scene.stage.write("main.tf", format!("{HEAD}{}", status(&scene, "")));
    let found = seen(&scene);
    assert_eq!(
        (&found["valid"], &found["pending"]),
        (&json!(true), &Value::Null),
        "without files nothing is compared"
    );
}

fn a_status_of_a_database_that_is_out_of_reach_is_an_error_there(terraform: Terraform) {
    let scene = Scene::new(terraform);
    scene
        .stage
        .write("main.tf", format!("{HEAD}{}", status(&scene, "").replace("\"orders\"", "\"elsewhere\"")));
    scene.stage.plan().fails().says("There is no RDS instance \"elsewhere\"").never_says("offline");
}

/// The configuration after an import block.
fn adopt(scene: &Scene, block: &str) {
    scene.main("", "");
    scene.stage.write("import.tf", block);
}

fn an_import_by_id_adopts_what_is_there(terraform: Terraform) {
    let scene = Scene::new(terraform);
    scene.stage.apply().succeeds();
    scene.stage.prepared(&["state", "rm", APP]).succeeds();
    let id = format!("{INSTANCE}/{}/signalcraft.app", scene.database.name);
    adopt(&scene, &format!("import {{\n  to = {APP}\n  id = \"{id}\"\n}}\n"));
    scene.stage.apply().succeeds().says("1 imported");
    assert_eq!(scene.app()["current_version"], json!("3"));
    assert_eq!(scene.ledger(), ["1", "2", "3"], "nothing ran again");
}

fn an_import_by_identity_adopts_what_is_there(terraform: Terraform) {
    let scene = Scene::new(terraform);
    scene.stage.apply().succeeds();
    let identity = scene.stage.state()["resources"][0]["instances"][0]["identity"].clone();
    assert_eq!(identity["resource_id"], json!(scene.resource_id));
    assert_eq!(
        (&identity["ledger_schema"], &identity["ledger_name"]),
        (&json!("signalcraft"), &json!("app"))
    );
    for named in
        [format!("rds_instance = \"{INSTANCE}\""), format!("resource_id = \"{}\"", scene.resource_id)]
    {
        scene.stage.prepared(&["state", "rm", APP]).succeeds();
        let name = &scene.database.name;
        let block = format!(
            "import {{\n  to = {APP}\n  identity = {{\n    {named}\n    database = \"{name}\"\n    ledger_name = \"app\"\n  }}\n}}\n"
        );
        adopt(&scene, &block);
        scene.stage.apply().succeeds().says("1 imported");
        assert_eq!(scene.ledger(), ["1", "2", "3"], "nothing ran again");
        assert_eq!(scene.stage.state()["resources"][0]["instances"][0]["identity"], identity);
    }
    scene.stage.prepared(&["state", "rm", APP]).succeeds();
    adopt(&scene, &format!("import {{\n  to = {APP}\n  identity = {{\n    database = \"x\"\n  }}\n}}\n"));
    scene.stage.plan().fails().says("It does not say where the database is");
    adopt(
        &scene,
        &format!("import {{\n  to = {APP}\n  identity = {{\n    rds_instance = \"{INSTANCE}\"\n  }}\n}}\n"),
    );
    scene.stage.plan().fails().says("database");
}

fn an_identity_is_kept_through_a_new_name_of_the_place(terraform: Terraform) {
    let scene = Scene::new(terraform);
    let at = |host: &str| {
        format!(
            r#"host       = "{host}"
               port       = {}
               name       = "{}"
               secret_arn = "{}"
               sslmode    = "verify-ca"
               ca_bundle  = file("{}")"#,
            scene.database.port,
            scene.database.name,
            scene.secret,
            testkit::tools::postgres_ca().display()
        )
    };
    scene.main_with_database(&at("127.0.0.1"), "", "");
    scene.stage.apply().succeeds();
    scene.main_with_database(&at("localhost"), "", "");
    scene.stage.apply().succeeds().says("1 changed");
    let identity = scene.stage.state()["resources"][0]["instances"][0]["identity"].clone();
    assert_eq!((&identity["host"], &identity["resource_id"]), (&json!("localhost"), &Value::Null));
}

fn a_query_finds_every_ledger_and_writes_the_import(terraform: Terraform) {
    let scene = Scene::new(terraform);
    scene.stage.apply().succeeds();
    scene.stage.edit("main.tf", "name = \"app\"", "name = \"second\"");
    scene.stage.prepared(&["state", "rm", APP]).succeeds();
    for file in
        ["0001_orders.up.sql", "0001_orders.down.sql", "0002_customers.up.sql", "0003_orders_index.up.sql"]
    {
        scene.stage.remove(&format!("migrations/{file}"));
    }
    scene.migration("0001_payments.up.sql", "CREATE TABLE payments (id bigint PRIMARY KEY);\n");
    scene.stage.apply().succeeds();
    scene.stage.write("main.tf", HEAD);
    scene.stage.write(
        "find.tfquery.hcl",
        format!(
            r#"
list "signalcraft_migration" "all" {{
  provider         = signalcraft
  include_resource = true
  config {{
    database = {{
      {}
    }}
  }}
}}
"#,
            scene.rds()
        ),
    );
    let found = scene.stage.prepared(&["query"]).succeeds();
    let name = &scene.database.name;
    let found = found.says(&format!("{name}: signalcraft.app")).says(&format!("{name}: signalcraft.second"));
    assert!(!found.words().contains(&scene.database.password));
    scene.stage.prepared(&["query", "-generate-config-out=found.tf"]).succeeds();
    let written = scene.stage.read("found.tf");
    assert!(written.contains("ledger_name") && written.contains("identity = {"), "{written}");
    assert!(written.contains("secret_arn") && !written.contains("current_version"), "{written}");
    scene.stage.edit("find.tfquery.hcl", "include_resource = true", "include_resource = true\n  limit = 1");
    scene.stage.prepared(&["query"]).succeeds().never_says("signalcraft.second");
}
