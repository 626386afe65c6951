//! Stories of the ephemeral token: made for a login, handed on, and written nowhere.

use testkit::tools::Terraform;

use crate::on_each_terraform;
use crate::scene::{INSTANCE, Scene};

on_each_terraform!(
    a_token_configures_another_provider_and_is_stored_nowhere since EPHEMERAL,
    a_token_is_a_write_only_password since WRITE_ONLY,
    a_token_for_a_database_that_is_not_there_says_so since EPHEMERAL,
);

/// Whatever a token looks like, this is in it.
const MARK: &str = "X-Amz-Signature";

fn token(attributes: &str) -> String {
    format!("ephemeral \"signalcraft_database_token\" \"app\" {{\n  {attributes}\n}}\n")
}

/// What a token must be. (Terraform 1.11 cannot show a plan with this as JSON: it panics.)
fn checked() -> String {
    format!(
        r#"
  lifecycle {{
    postcondition {{
      condition     = strcontains(self.token, "{MARK}=") && strcontains(self.token, "DBUser=app")
      error_message = "this is no token"
    }}
    postcondition {{
      condition     = startswith(self.token, "${{self.host}}:${{self.port}}/")
      error_message = "a token for another place"
    }}
    postcondition {{
      condition     = timecmp(self.expires_at, plantimestamp()) > 0
      error_message = "it is over already"
    }}
  }}
"#
    )
}

fn a_token_configures_another_provider_and_is_stored_nowhere(terraform: Terraform) {
    let scene = Scene::new(terraform);
    let configured = format!(
        r#"{}
provider "signalcraft" {{
  alias       = "with_token"
  environment = ephemeral.signalcraft_database_token.app.token
}}

data "signalcraft_migration_status" "app" {{
  provider = signalcraft.with_token
  ledger   = {{ name = "app" }}
  database = {{
    {}
  }}
}}
"#,
        token(&format!("rds_instance = \"{INSTANCE}\"\n  username = \"app\"")),
        scene.rds()
    );
    scene.stage.write("token.tf", configured);
    scene.stage.plan_out("first.tfplan").has_something_to_do().never_says(MARK);
    assert!(!scene.stage.show_plan_json("first.tfplan").to_string().contains(MARK));
    scene.stage.apply_saved("first.tfplan").succeeds().never_says(MARK);
    assert!(!scene.stage.state().to_string().contains(MARK), "it is in the state");
}

fn a_token_is_a_write_only_password(terraform: Terraform) {
    let scene = Scene::new(terraform);
    let place = "host     = \"127.0.0.1\"\n  port     = 5999\n  username = \"app\"";
    scene.stage.write("token.tf", token(&format!("{place}\n{}", checked())));
    let database = format!(
        r#"host        = "127.0.0.1"
           port        = {}
           name        = "{}"
           username    = "app"
           password_wo = ephemeral.signalcraft_database_token.app.token
           sslmode     = "disable""#,
        scene.database.port, scene.database.name
    );
    scene.main_with_database(&database, "", "");
    // the scratch server knows no such user: what counts is that the token got there, and nowhere else
    let refused = scene.stage.plan().fails();
    refused.says("username").never_says(MARK);
    assert!(!scene.stage.state().to_string().contains(MARK), "it is in the state");
}

fn a_token_for_a_database_that_is_not_there_says_so(terraform: Terraform) {
    let scene = Scene::new(terraform);
    scene.stage.write("token.tf", token("rds_instance = \"nowhere\"\n  username = \"app\""));
    scene.stage.plan().fails().says("There is no RDS instance \"nowhere\"");
    scene.stage.write("token.tf", token("username = \"app\""));
    scene.stage.validate().fails().says("One of `rds_instance`, `rds_cluster`, `host` must be set");
}
