//! Stories of the functions: called while planning, on a provider that needs no configuration.

use serde_json::json;
use testkit::tools::Terraform;

use crate::on_each_terraform;
use crate::scene::provider;
use testkit::stage::Stage;

on_each_terraform!(
    functions_are_called_while_planning since FUNCTIONS,
    a_bad_argument_is_named_where_it_stands since FUNCTIONS,
    a_check_of_sql_refuses_what_would_lock_a_table since FUNCTIONS,
);

const HEAD: &str = r#"
terraform {
  required_providers {
    signalcraft = { source = "signalcraft/signalcraft" }
  }
}
"#;

fn stage(terraform: Terraform, body: &str) -> Stage {
    let stage = Stage::new(terraform, provider());
    stage.write("main.tf", format!("{HEAD}{body}"));
    stage
}

fn functions_are_called_while_planning(terraform: Terraform) {
    let stage = stage(
        terraform,
        r#"
output "image"   { value = provider::signalcraft::parse_image("123456789012.dkr.ecr.eu-west-1.amazonaws.com/api:1.8.2").region }
output "newer"   { value = provider::signalcraft::compare_versions("1.10.0", "1.9.9") > 0 }
output "seconds" { value = provider::signalcraft::parse_duration("1h30m").seconds }
output "locks"   { value = provider::signalcraft::lint_sql("CREATE INDEX a ON b (c)", 17).locks[0].mode }
"#,
    );
    stage.apply().succeeds();
    let outputs = stage.state()["outputs"].clone();
    assert_eq!(outputs["image"]["value"], json!("eu-west-1"));
    assert_eq!(outputs["newer"]["value"], json!(true));
    assert_eq!(outputs["seconds"]["value"], json!(5400));
    assert_eq!(outputs["locks"]["value"], json!("SHARE"));
}

fn a_bad_argument_is_named_where_it_stands(terraform: Terraform) {
    for (call, words) in [
        (r#"parse_image("API:1")"#, "Invalid value for \"reference\" parameter"),
        (r#"compare_versions("latest", "1.0.0")"#, "\"latest\" is not a version"),
        (r#"parse_duration("5 minutes")"#, "Invalid value for \"duration\" parameter"),
        (r#"lint_sql("SELECT 1", 12)"#, "\"12\" is not one of"),
    ] {
        let stage =
            stage(terraform, &format!("output \"x\" {{\n  value = provider::signalcraft::{call}\n}}\n"));
        stage.plan().fails().says(words);
    }
}

fn a_check_of_sql_refuses_what_would_lock_a_table(terraform: Terraform) {
    let stage = stage(
        terraform,
        r#"
locals {
  lint = provider::signalcraft::lint_sql(file("${path.module}/change.sql"))
}

resource "terraform_data" "gate" {
  lifecycle {
    precondition {
      condition     = local.lint.valid
      error_message = join("; ", [for f in local.lint.findings : "line ${f.line}: ${f.rule}"])
    }
  }
}
"#,
    );
    stage.write("change.sql", "SELECT 1;\nCREATE INDEX orders_note ON orders (note);\n");
    stage.plan().fails().says("line 2: index-without-concurrently");
    stage.write("change.sql", "CREATE INDEX CONCURRENTLY orders_note ON orders (note);\n");
    stage.apply().succeeds();
}
