//! The provider's own settings, and the other ways to name a database. Told with one Terraform, but for what
//! depends on its version.

use serde_json::json;
use testkit::aws::REGION;
use testkit::tools::{self, Terraform};

use crate::on_each_terraform;
use crate::scene::Scene;

on_each_terraform!(a_host_with_a_write_only_password_works_or_says_which_terraform_it_needs);

impl Scene {
    /// The same scene without any AWS settings in the environment but these.
    fn without_aws_environment(mut self, set: &[(&str, &str)]) -> Self {
        for name in ["AWS_REGION", "AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
            self.stage = self.stage.without_env(name);
        }
        for (name, value) in set {
            self.stage = self.stage.with_env(name, value);
        }
        self
    }

    fn keys(&self) -> [(&'static str, String); 2] {
        [("AWS_ACCESS_KEY_ID", self.account.number.clone()), ("AWS_SECRET_ACCESS_KEY", "test".into())]
    }
}

#[test]
fn region_endpoints_and_retries_of_the_provider_block_are_used() {
    let scene = Scene::new(Terraform::V1_11);
    let keys = scene.keys();
    let set: Vec<_> = keys.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let scene = scene.without_aws_environment(&set);
    scene.stage.plan().fails().says("region");
    let endpoint = scene.account.endpoint.clone();
    scene.main(
        "",
        &format!(
            r#"region = "{REGION}"
  endpoint_url = "http://127.0.0.1:9"
  endpoints    = {{ rds = "{endpoint}", secretsmanager = "{endpoint}" }}
  max_retries  = 0"#
        ),
    );
    scene.stage.apply().succeeds();
    scene.main(
        "",
        &format!(
            r#"region = "{REGION}"
  endpoint_url = "http://127.0.0.1:9"
  max_retries  = 0"#
        ),
    );
    scene.stage.plan().fails().says("http://127.0.0.1:9");
}

#[test]
fn a_profile_is_used() {
    let scene = Scene::new(Terraform::V1_11);
    let number = scene.account.number.clone();
    scene.stage.write(
        "aws-config",
        format!("[profile staging]\nregion = {REGION}\naws_access_key_id = {number}\naws_secret_access_key = test\n"),
    );
    let file = scene.stage.directory().join("aws-config");
    let endpoint = scene.account.endpoint.clone();
    let scene =
        scene.without_aws_environment(&[("AWS_CONFIG_FILE", file.to_str().expect("a path in UTF-8"))]);
    scene.main("", &format!("profile = \"staging\"\n  endpoint_url = \"{endpoint}\""));
    scene.stage.apply().succeeds();
    scene.main(
        "",
        &format!("profile = \"stagging\"\n  region = \"{REGION}\"\n  endpoint_url = \"{endpoint}\""),
    );
    scene.stage.plan().fails().says("stagging");
}

#[test]
fn an_assumed_role_is_used() {
    let scene = Scene::new(Terraform::V1_11);
    let role = format!("arn:aws:iam::{}:role/deploy", scene.account.number);
    scene.main(
        "",
        &format!("assume_role = {{ role_arn = \"{role}\", session_name = \"ci\", duration = \"15m\" }}"),
    );
    scene.stage.apply().succeeds();
    scene.main("", "assume_role = { role_arn = \"deploy\" }");
    scene.stage.validate().fails().says("assume_role.role_arn");
    scene.main("", &format!("assume_role = {{ role_arn = \"{role}\", duration = \"1m\" }}"));
    scene.stage.validate().fails().says("a role's session lasts from 15m to 12h");
}

#[test]
fn a_read_only_provider_plans_and_refuses_to_apply() {
    let scene = Scene::new(Terraform::V1_11);
    scene.main("", "read_only = true");
    scene.stage.plan().has_something_to_do();
    scene.stage.apply().fails().says("The provider is read-only").says("Nothing was changed");
    assert!(!scene.has("orders"));
    assert!(!scene.has("signalcraft.migrations"));
}

fn a_host_with_a_write_only_password_works_or_says_which_terraform_it_needs(terraform: Terraform) {
    let scene = Scene::new(terraform);
    let database = &scene.database;
    scene.main_with_database(
        &format!(
            r#"host        = "localhost"
    port        = {}
    name        = "{}"
    username    = "{}"
    password_wo = "{}"
    ca_bundle   = file("{}")"#,
            database.port,
            database.name,
            database.user,
            database.password,
            tools::postgres_ca().display()
        ),
        "",
        "",
    );
    if terraform < Terraform::WRITE_ONLY {
        scene.stage.plan().fails().says("needs Terraform 1.11 or later");
        return;
    }
    scene.stage.apply().succeeds();
    assert_eq!(scene.ledger(), ["1", "2", "3"]);
    assert_eq!(scene.app()["database"]["resource_id"], json!(null));
    assert!(!scene.stage.state().to_string().contains(&scene.database.password));
    scene.migration("0004_next.up.sql", "SELECT 1;\n");
    scene.stage.apply().succeeds();
    assert_eq!(scene.ledger(), ["1", "2", "3", "4"]);
}

#[test]
fn a_wrong_service_name_in_endpoints_is_refused_with_the_right_one() {
    let scene = Scene::new(Terraform::V1_11);
    scene.main("", "endpoints = { secretmanager = \"http://127.0.0.1:9\" }");
    scene.stage.validate().fails().says("Did you mean \"secretsmanager\"?");
}

#[test]
fn a_resource_id_that_is_not_that_of_the_instance_is_refused() {
    let scene = Scene::new(Terraform::V1_11);
    scene.main_with_database(&format!("resource_id = \"db-OTHER\"\n{}", scene.rds()), "", "");
    scene.stage.plan().fails().says("The database is another one").says(&scene.resource_id);
    scene.main_with_database(&format!("resource_id = \"{}\"\n{}", scene.resource_id, scene.rds()), "", "");
    scene.stage.apply().succeeds();
}

#[test]
fn default_tags_and_environment_are_accepted() {
    let scene = Scene::new(Terraform::V1_11);
    scene.main("", "environment = \"staging\"\n  default_tags = { team = \"orders\" }");
    scene.stage.apply().succeeds();
}

#[test]
fn no_log_at_any_level_and_no_state_shows_a_secret() {
    let mut scene = Scene::new(Terraform::V1_11);
    scene.stage = scene.stage.with_env("TF_LOG", "trace").with_env("LOG_SENSITIVE_BODIES", "true");
    let applied = scene.stage.apply().succeeds();
    applied.says("migration is applied").never_says(&scene.database.password);
    assert!(!scene.stage.state().to_string().contains(&scene.database.password));
    assert!(scene.ledger().len() == 3, "{:?}", scene.ledger());
    let history = scene.database.value("SELECT string_agg(m::text, ' ') FROM signalcraft.migrations m");
    assert!(!history.unwrap_or_default().contains(&scene.database.password));
}
