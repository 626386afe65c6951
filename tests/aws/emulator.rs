//! Against the emulator: what is created through the plain SDK is read back through the adapter.

use std::collections::BTreeMap;

use aws_adapter::{AssumeRole, DescribeDatabaseError, SecretError};
use aws_sdk_rds::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_types::SdkConfig;
use kit::secret::{ExposeSecret as _, SecretString};

use crate::stage::{Stage, variable};

const ROLE: &str = "arn:aws:iam::000000000000:role/deploy";

pub(crate) fn emulator() -> String {
    variable("SIGNALCRAFT_TEST_AWS_ENDPOINT")
        .expect("SIGNALCRAFT_TEST_AWS_ENDPOINT is not set: run `make test`, which starts the emulator")
}

/// The plain SDK, for setting the scene.
pub(crate) fn sdk() -> SdkConfig {
    let client = Builder::new().tls_provider(Provider::Rustls(CryptoMode::AwsLc)).build_https();
    let keys = Credentials::new("test", "test", None, None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(client)
        .region(Region::new("eu-west-1"))
        .credentials_provider(aws_sdk_rds::config::SharedCredentialsProvider::new(keys))
        .endpoint_url(emulator())
        .build()
}

/// A name that no other run has used: the emulator may outlive this process.
pub(crate) fn fresh(name: &str) -> String {
    format!("{name}-{}", std::process::id())
}

#[expect(clippy::disallowed_methods, reason = "a test compares what an adapter read")]
fn open(secret: &SecretString) -> &str {
    secret.expose_secret()
}

async fn create_secret(name: &str, text: &str) -> String {
    let client = aws_sdk_secretsmanager::Client::new(&sdk());
    let created = client.create_secret().name(fresh(name)).secret_string(text).send().await;
    created.expect("created").arn.expect("an arn")
}

#[tokio::test]
async fn an_instance_is_described() {
    let name = fresh("orders");
    let create = aws_sdk_rds::Client::new(&sdk())
        .create_db_instance()
        .db_instance_identifier(&name)
        .db_instance_class("db.t4g.micro")
        .engine("postgres")
        .engine_version("17.4")
        .master_username("master")
        .master_user_password("a-long-password")
        .db_name("orders")
        .port(15999)
        .allocated_storage(20);
    let created = create.send().await.expect("created").db_instance.expect("an instance");

    let instance = Stage::at(&emulator()).aws().describe_instance(&name).await.expect("described");
    assert_eq!(instance.identifier, name);
    assert_eq!(Some(instance.resource_id.as_str()), created.dbi_resource_id());
    assert!(instance.resource_id.starts_with("db-"), "{}", instance.resource_id);
    assert_eq!(instance.endpoint.port, 15999);
    assert_eq!((instance.engine.as_str(), instance.engine_version.as_str()), ("postgres", "17.4"));
    assert_eq!(instance.database_name.as_deref(), Some("orders"));
    assert_eq!(instance.master_username.as_deref(), Some("master"));
    assert_eq!(instance.allocated_storage_gib, Some(20));
}

#[tokio::test]
async fn a_cluster_is_described() {
    let name = fresh("cluster");
    let create = aws_sdk_rds::Client::new(&sdk())
        .create_db_cluster()
        .db_cluster_identifier(&name)
        .engine("aurora-postgresql")
        .master_username("master")
        .master_user_password("a-long-password")
        .database_name("orders");
    let created = create.send().await.expect("created").db_cluster.expect("a cluster");

    let cluster = Stage::at(&emulator()).aws().describe_cluster(&name).await.expect("described");
    assert_eq!(Some(cluster.resource_id.as_str()), created.db_cluster_resource_id());
    assert_eq!(Some(cluster.writer_endpoint.host.as_str()), created.endpoint());
    assert_eq!(cluster.engine, "aurora-postgresql");
    assert_eq!(cluster.database_name.as_deref(), Some("orders"));
}

#[tokio::test]
async fn a_database_that_does_not_exist_is_named_with_its_region() {
    let aws = Stage::at(&emulator()).aws();
    let error = aws.describe_instance("nowhere").await.expect_err("no such instance");
    assert!(matches!(error, DescribeDatabaseError::NotFound { .. }), "{error:?}");
    assert_eq!(error.to_string(), "there is no rds instance \"nowhere\" in eu-west-1");
    let error = aws.describe_cluster("nowhere").await.expect_err("no such cluster");
    assert_eq!(error.to_string(), "there is no rds cluster \"nowhere\" in eu-west-1");
}

#[tokio::test]
async fn a_json_secret_is_read_by_arn_name_and_key() {
    let text = r#"{"username":"owner","password":"p w","host":"db.example","port":5432,"dbname":"orders"}"#;
    let arn = create_secret("json", text).await;
    let aws = Stage::at(&emulator()).aws();
    let secret = aws.get_database_secret(&arn).await.expect("read");
    assert_eq!(secret.username.as_deref(), Some("owner"));
    assert_eq!(open(&secret.password), "p w");
    assert_eq!((secret.port, secret.database_name.as_deref()), (Some(5432), Some("orders")));
    let by_name = aws.get_secret(&fresh("json"), Some("password")).await.expect("read");
    assert_eq!(open(&by_name), "p w");
    let whole = aws.get_secret(&arn, None).await.expect("read");
    assert_eq!(open(&whole), text);

    let error = aws.get_secret(&arn, Some("passwd")).await.expect_err("no such key");
    let SecretError::KeyMissing { present, .. } = &error else { panic!("{error:?}") };
    assert_eq!(*present, ["dbname", "host", "password", "port", "username"]);
}

#[tokio::test]
async fn a_plain_secret_is_a_password() {
    let arn = create_secret("plain", "hunter2").await;
    let aws = Stage::at(&emulator()).aws();
    assert_eq!(open(&aws.get_database_secret(&arn).await.expect("read").password), "hunter2");
    let error = aws.get_secret(&arn, Some("password")).await.expect_err("no keys");
    assert!(matches!(error, SecretError::NotJson { .. }), "{error:?}");
}

#[tokio::test]
async fn binary_deleted_and_absent_secrets_are_told_apart() {
    let client = aws_sdk_secretsmanager::Client::new(&sdk());
    let bytes = aws_sdk_secretsmanager::primitives::Blob::new([0_u8, 159]);
    let binary = client.create_secret().name(fresh("binary")).secret_binary(bytes).send().await;
    let binary = binary.expect("created").arn.expect("an arn");
    let deleted = create_secret("deleted", "x").await;
    client.delete_secret().secret_id(&deleted).recovery_window_in_days(7).send().await.expect("deleted");

    let aws = Stage::at(&emulator()).aws();
    let error = aws.get_secret(&binary, None).await.expect_err("binary");
    assert!(matches!(error, SecretError::Binary { .. }), "{error:?}");
    let error = aws.get_secret(&deleted, None).await.expect_err("deleted");
    assert!(matches!(error, SecretError::PendingDeletion { .. }), "{error:?}");
    let error = aws.get_secret("nowhere", None).await.expect_err("absent");
    assert_eq!(error.to_string(), "there is no secret \"nowhere\" in eu-west-1");
}

#[tokio::test]
async fn a_role_is_assumed_before_the_first_call() {
    let mut stage = Stage::at(&emulator());
    let before = stage.aws().caller_identity().await.expect("known");
    assert_eq!(before.account.len(), 12);
    stage.settings.assume_role = Some(AssumeRole {
        role_arn: ROLE.into(),
        session_name: Some("ci-7".into()),
        external_id: Some("partner".into()),
        duration: Some(std::time::Duration::from_mins(20)),
    });
    let aws = stage.aws();
    let after = aws.caller_identity().await.expect("known");
    assert!(after.arn.contains("assumed-role/deploy/ci-7"), "{}", after.arn);
    assert!(aws.credentials_expire_at().await.expect("known").is_some());
}

#[tokio::test]
async fn an_endpoint_of_one_service_wins_over_the_common_one() {
    let mut stage = Stage::at("http://127.0.0.1:1");
    stage.settings.endpoints = BTreeMap::from([("sts".to_owned(), emulator())]);
    let aws = stage.aws();
    aws.caller_identity().await.expect("sts is at the emulator");
    aws.describe_instance("orders").await.expect_err("and rds is nowhere");
}
