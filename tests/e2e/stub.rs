//! The stub as Terraform meets it in place of hashicorp/aws: one environment from plan to destroy, `terraform test`
//! with and without mocks, and errors that were planted.

use std::path::{Path, PathBuf};

use serde_json::Value;
use testkit::{Stage, Terraform, on_each_terraform, tools};

on_each_terraform!(
    an_environment_lives_from_plan_to_destroy,
    terraform_test_runs_on_the_stub,
    terraform_test_runs_with_mocks since V1_11,
    a_write_only_password_is_taken_and_not_kept since WRITE_ONLY,
    an_ephemeral_secret_is_opened since EPHEMERAL,
);

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/stub")
}

fn stub() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_schema-stub"))
}

fn stage(terraform: Terraform) -> Stage {
    as_aws(Stage::new(terraform, &stub()))
}

fn as_aws(stage: Stage) -> Stage {
    let schema = tools::required("SIGNALCRAFT_TEST_AWS_SCHEMA");
    stage.offered_as("hashicorp/aws", "6.62.0").with_env("SCHEMA_STUB_FILE", &schema)
}

/// Copies the files of a case, folders included.
fn play(stage: &Stage, folder: &Path, below: &str) {
    for entry in std::fs::read_dir(folder).expect("the folder of the case") {
        let path = entry.expect("an entry").path();
        let name = format!("{below}{}", path.file_name().and_then(|name| name.to_str()).expect("a name"));
        if path.is_dir() {
            play(stage, &path, &format!("{name}/"));
        } else {
            stage.write(&name, std::fs::read(&path).expect("a file of the case"));
        }
    }
}

fn environment(stage: &Stage) {
    play(stage, &cases().join("environment"), "");
}

/// The types in the state.
fn types(state: &Value) -> std::collections::BTreeSet<String> {
    let all = state["resources"].as_array().expect("resources").iter();
    let managed = all.filter(|one| one["mode"] == "managed");
    managed.map(|one| one["type"].as_str().expect("a type").to_owned()).collect()
}

fn an_environment_lives_from_plan_to_destroy(terraform: Terraform) {
    let stage = stage(terraform);
    environment(&stage);
    stage.validate().succeeds();
    stage.plan().has_something_to_do().says("63 to add, 0 to change, 0 to destroy");
    stage.apply().succeeds().says("role = \"arn:aws:iam::000000000000:role/signalcraft-service\"");
    let types = types(&stage.state());
    assert!(types.len() >= 45, "{} types", types.len());
    let before = stage.attributes("aws_ecs_service.main").expect("it is there");

    stage.edit("variables.tf", "default     = 2", "default     = 4");
    stage.plan().has_something_to_do().says("0 to add, 1 to change, 0 to destroy");
    stage.apply().succeeds();
    let after = stage.attributes("aws_ecs_service.main").expect("it is there");
    assert_eq!((&after["id"], &after["desired_count"]), (&before["id"], &Value::from(4)));

    let vpc = |stage: &Stage| stage.attributes("aws_vpc.main").expect("it is there")["id"].clone();
    let first = vpc(&stage);
    stage.edit("variables.tf", "10.20.0.0/16", "10.30.0.0/16");
    stage.plan().has_something_to_do().says("# aws_vpc.main must be replaced").says("# forces replacement");
    stage.apply().succeeds();
    assert_ne!(vpc(&stage), first, "another network has another id");
    stage.destroy().succeeds();
}

fn terraform_test_runs_on_the_stub(terraform: Terraform) {
    let stage = stage(terraform);
    environment(&stage);
    stage.prepared(&["test"]).succeeds().says("3 passed, 0 failed");
}

fn terraform_test_runs_with_mocks(terraform: Terraform) {
    let stage = stage(terraform);
    environment(&stage);
    stage.remove("tests/stubbed.tftest.hcl");
    // not with the others: an older Terraform stumbles over it in every command
    stage.write(
        "tests/mocked.tftest.hcl",
        std::fs::read(cases().join("mocked.tftest.hcl")).expect("the file"),
    );
    stage.prepared(&["test"]).succeeds().says("1 passed, 0 failed");
}

/// A line `# says: words` of a case is what Terraform has to say of it.
#[test]
fn every_planted_error_is_caught() {
    let mut caught = 0;
    for entry in std::fs::read_dir(cases().join("planted")).expect("the cases") {
        let folder = entry.expect("an entry").path();
        let stage = stage(Terraform::V1_11);
        play(&stage, &folder, "");
        let text = stage.read("main.tf");
        let mut output = stage.validate().fails();
        let expected: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("# says: ")).collect();
        assert!(!expected.is_empty(), "{} says nothing", folder.display());
        for words in expected {
            output = output.says(words);
        }
        caught += 1;
    }
    assert!(caught >= 12, "{caught}");
}

/// As users have it: from a mirror, with a lock file.
#[test]
fn init_takes_it_from_a_mirror() {
    let stage = as_aws(Stage::mirrored(Terraform::V1_11, &stub()));
    stage.write(
        "main.tf",
        "terraform {\n  required_providers {\n    aws = {\n      source  = \"hashicorp/aws\"\n      \
         version = \"~> 6.62\"\n    }\n  }\n}\n\nresource \"aws_sns_topic\" \"a\" {\n  name = \"a\"\n}\n",
    );
    stage.apply().succeeds();
    assert!(stage.read(".terraform.lock.hcl").contains("registry.terraform.io/hashicorp/aws"));
    stage.destroy().succeeds();
}

#[test]
fn what_is_imported_by_its_id_changes_in_place() {
    let stage = stage(Terraform::V1_11);
    stage.write(
        "main.tf",
        "resource \"aws_s3_bucket\" \"a\" {\n  bucket = \"signalcraft\"\n}\n\n\
         resource \"aws_vpc\" \"a\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n",
    );
    stage.prepared(&["import", "aws_s3_bucket.a", "signalcraft"]).succeeds();
    stage.prepared(&["import", "aws_vpc.a", "vpc-0123456789abcdef0"]).succeeds();
    assert_eq!(stage.attributes("aws_s3_bucket.a").expect("it is there")["arn"], "arn:aws:s3:::signalcraft");
    stage.apply().succeeds().says("0 destroyed");
    assert_eq!(stage.attributes("aws_vpc.a").expect("it is there")["id"], "vpc-0123456789abcdef0");
    stage.edit("main.tf", "10.0.0.0", "10.1.0.0");
    stage.plan().has_something_to_do().says("must be replaced");
}

#[test]
fn default_tags_and_regions_are_kept_to() {
    let stage = stage(Terraform::V1_11);
    stage.write(
        "main.tf",
        "provider \"aws\" {\n  region = \"eu-west-1\"\n  default_tags {\n    tags = { Team = \"core\" }\n  }\n}\n\n\
         resource \"aws_sqs_queue\" \"here\" {\n  name = \"a\"\n  tags = { Name = \"a\" }\n}\n\n\
         resource \"aws_sqs_queue\" \"there\" {\n  name   = \"a\"\n  region = \"us-east-1\"\n}\n",
    );
    stage.apply().succeeds();
    let here = stage.attributes("aws_sqs_queue.here").expect("it is there");
    assert_eq!(here["arn"], "arn:aws:sqs:eu-west-1:000000000000:a");
    assert_eq!(here["tags_all"], serde_json::json!({ "Team": "core", "Name": "a" }));
    let there = stage.attributes("aws_sqs_queue.there").expect("it is there");
    assert_eq!(there["url"], "https://sqs.us-east-1.amazonaws.com/000000000000/a");
    stage.edit("main.tf", "core", "edge");
    stage.plan().has_something_to_do().says("0 to add, 2 to change, 0 to destroy");
    stage.apply().succeeds();
    let here = stage.attributes("aws_sqs_queue.here").expect("it is there");
    assert_eq!(here["tags_all"]["Team"], "edge");
}

fn a_write_only_password_is_taken_and_not_kept(terraform: Terraform) {
    let stage = stage(terraform);
    stage.write(
        "main.tf",
        "resource \"aws_secretsmanager_secret_version\" \"a\" {\n  secret_id                = \"a\"\n  \
         secret_string_wo         = \"hunter2\"\n  secret_string_wo_version = 1\n}\n",
    );
    stage.apply().succeeds();
    assert!(!stage.state().to_string().contains("hunter2"));
    stage.edit("main.tf", "version = 1", "version = 2");
    stage.plan().has_something_to_do().says("must be replaced");
}

fn an_ephemeral_secret_is_opened(terraform: Terraform) {
    let stage = stage(terraform);
    stage.write(
        "main.tf",
        "ephemeral \"aws_secretsmanager_random_password\" \"a\" {}\n\n\
         output \"length\" {\n  value     = length(ephemeral.aws_secretsmanager_random_password.a.random_password) > 20\n  \
         ephemeral = false\n}\n",
    );
    // an ephemeral value may not leave; that it was opened shows in what is said of it
    stage.apply().fails().says("Ephemeral value not allowed");
    stage.write(
        "main.tf",
        "ephemeral \"aws_secretsmanager_random_password\" \"a\" {\n  lifecycle {\n    postcondition {\n      \
         condition     = length(self.random_password) > 20\n      error_message = \"short\"\n    }\n  }\n}\n",
    );
    stage.apply().succeeds();
}

/// Nothing of the schema is lost on the way through the framework.
#[test]
fn terraform_reads_the_schema_that_the_file_has() {
    let stage = stage(Terraform::V1_11);
    stage.write("main.tf", "provider \"aws\" {}\n");
    let read = stage.prepared(&["providers", "schema", "-json"]).succeeds().json();
    let file = tools::required("SIGNALCRAFT_TEST_AWS_SCHEMA");
    let unpacked = std::process::Command::new("gzip").args(["-dc", &file]).output().expect("gzip");
    let given: Value = serde_json::from_slice(&unpacked.stdout).expect("JSON");
    let provider = "registry.terraform.io/hashicorp/aws";
    let (read, given) = (&read["provider_schemas"][provider], &given["provider_schemas"][provider]);
    let mut compared = 0;
    for kind in ["resource_schemas", "data_source_schemas", "ephemeral_resource_schemas"] {
        for (name, schema) in given[kind].as_object().expect("schemas") {
            let expected = plain(schema);
            assert_eq!(plain(&read[kind][name]), expected, "{kind} {name}");
            compared += 1;
        }
    }
    assert_eq!(plain(&read["provider"]), plain(&given["provider"]));
    for name in given["functions"].as_object().expect("functions").keys() {
        assert_eq!(read["functions"][name]["return_type"], given["functions"][name]["return_type"]);
    }
    println!("{compared} schemas compared");
}

/// Without how descriptions are written, and without what is empty.
fn plain(json: &Value) -> Value {
    const LEFT_OUT: [&str; 3] = ["description_kind", "deprecation_message", "deprecated"];
    let is_empty = |value: &Value| value.as_object().is_some_and(serde_json::Map::is_empty);
    if let Value::Array(all) = json {
        return Value::Array(all.iter().map(plain).collect());
    }
    let Value::Object(entries) = json else { return json.clone() };
    let kept = entries.iter().filter(|(name, value)| !LEFT_OUT.contains(&name.as_str()) && !is_empty(value));
    Value::Object(kept.map(|(name, value)| (name.clone(), plain(value))).collect())
}
