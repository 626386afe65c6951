//! What AWS says no to, and how it arrives: scripted, because the emulator refuses nothing.

use aws_adapter::{AssumeRole, AwsErrorKind, DescribeDatabaseError, SecretError};

use crate::fake::{Answer, Fake};
use crate::stage::Stage;

async fn secret_refused_with(answer: Answer) -> SecretError {
    let fake = Fake::answering(vec![answer]).await;
    Stage::at(&fake.url).aws().get_secret("orders", None).await.expect_err("refused")
}

async fn instance_refused_with(answer: Answer) -> aws_adapter::AwsError {
    let fake = Fake::answering(vec![answer]).await;
    let error = Stage::at(&fake.url).aws().describe_instance("orders").await.expect_err("refused");
    let DescribeDatabaseError::Aws(error) = error else { panic!("{error:?}") };
    error
}

#[tokio::test]
async fn a_denied_secret_names_the_missing_permission_and_keeps_the_request_id() {
    let said =
        "User: arn:aws:iam::000000000000:user/x is not authorized to perform: secretsmanager:GetSecretValue";
    let error = secret_refused_with(Answer::json_error(400, "AccessDeniedException", said)).await;
    assert_eq!(error.to_string(), "secretsmanager:GetSecretValue on the secret \"orders\" is denied");
    let SecretError::Denied { source, .. } = &error else { panic!("{error:?}") };
    assert_eq!(source.request_id(), Some("req-json-1"));
    assert_eq!(source.message().as_deref(), Some(said));
    assert!(kit::error::chain(&error).ends_with(said), "{}", kit::error::chain(&error));
}

#[tokio::test]
async fn a_secret_whose_key_is_denied_names_kms() {
    let answer = Answer::json_error(400, "AccessDeniedException", "Access to KMS is not allowed");
    let error = secret_refused_with(answer).await;
    assert!(error.to_string().starts_with("kms:Decrypt on the secret"), "{error}");
}

#[tokio::test]
async fn a_secret_without_a_value_is_not_an_absent_one() {
    let said = "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT";
    let error = secret_refused_with(Answer::json_error(400, "ResourceNotFoundException", said)).await;
    assert_eq!(error.to_string(), "the secret \"orders\" has no value yet");
    let said = "Secrets Manager can't find the specified secret.";
    let error = secret_refused_with(Answer::json_error(400, "ResourceNotFoundException", said)).await;
    assert_eq!(error.to_string(), "there is no secret \"orders\" in eu-west-1");
}

#[tokio::test]
async fn a_secret_that_is_going_away_says_so() {
    let said = "You can't perform this operation on the secret because it was marked for deletion.";
    let error = secret_refused_with(Answer::json_error(400, "InvalidRequestException", said)).await;
    assert_eq!(error.to_string(), "the secret \"orders\" is scheduled for deletion");
}

#[tokio::test]
async fn a_denied_description_keeps_what_aws_said() {
    let error = instance_refused_with(Answer::xml_error(403, "AccessDenied", "not authorized")).await;
    assert_eq!(*error.kind(), AwsErrorKind::AccessDenied);
    assert_eq!(error.to_string(), "rds:DescribeDBInstances on orders: access denied (request id req-xml-1)");
    assert_eq!(error.message().as_deref(), Some("not authorized"));
}

#[tokio::test]
async fn expired_and_unknown_credentials_are_told_apart() {
    let expired = Answer::xml_error(403, "ExpiredToken", "The security token included is expired");
    assert_eq!(*instance_refused_with(expired).await.kind(), AwsErrorKind::ExpiredCredentials);
    let unknown = Answer::xml_error(403, "InvalidClientTokenId", "The security token is invalid");
    assert_eq!(*instance_refused_with(unknown).await.kind(), AwsErrorKind::BadCredentials);
}

#[tokio::test]
async fn something_that_is_not_aws_is_recognised() {
    for status in [200, 404] {
        let error = instance_refused_with(Answer::html(status, "<html>Welcome to nginx</html>")).await;
        let AwsErrorKind::InvalidEndpoint { endpoint, .. } = error.kind() else { panic!("{error:?}") };
        assert!(endpoint.starts_with("http://127.0.0.1:"), "{endpoint}");
    }
}

#[tokio::test]
async fn a_code_that_nobody_foresaw_is_kept() {
    let error = instance_refused_with(Answer::xml_error(400, "InvalidParameterValue", "too long")).await;
    assert_eq!(*error.kind(), AwsErrorKind::Other { code: "InvalidParameterValue".into() });
    assert_eq!(error.message().as_deref(), Some("too long"));
}

#[tokio::test]
async fn an_instance_that_is_being_created_is_not_ready() {
    let fake = Fake::answering(vec![Answer::xml(
        "<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances><DBInstance>\
         <DBInstanceIdentifier>orders</DBInstanceIdentifier><DBInstanceStatus>creating</DBInstanceStatus>\
         <DbiResourceId>db-A</DbiResourceId></DBInstance></DBInstances></DescribeDBInstancesResult>\
         </DescribeDBInstancesResponse>",
    )])
    .await;
    let error = Stage::at(&fake.url).aws().describe_instance("orders").await.expect_err("not ready");
    assert_eq!(error.to_string(), "the rds instance \"orders\" is creating and has no endpoint");
}

#[tokio::test]
async fn a_role_that_cannot_be_assumed_is_reported_as_that() {
    let said = "User x is not authorized to perform: sts:AssumeRole on resource: deploy";
    let fake = Fake::answering(vec![Answer::xml_error(403, "AccessDenied", said)]).await;
    let mut stage = Stage::at(&fake.url);
    let role_arn = "arn:aws:iam::000000000000:role/deploy".to_owned();
    stage.settings.assume_role = Some(AssumeRole { role_arn, ..AssumeRole::default() });
    let error = stage.aws().caller_identity().await.expect_err("refused");
    assert_eq!(error.action(), "sts:AssumeRole");
    assert_eq!(error.resource(), Some("arn:aws:iam::000000000000:role/deploy"));
    assert_eq!(*error.kind(), AwsErrorKind::AccessDenied);
    assert_eq!(error.message().as_deref(), Some(said));
}

#[tokio::test]
async fn an_sts_that_cannot_be_reached_is_named_when_a_role_is_assumed() {
    let mut stage = Stage::at("http://127.0.0.1:1");
    let role_arn = "arn:aws:iam::000000000000:role/deploy".to_owned();
    stage.settings.assume_role = Some(AssumeRole { role_arn, ..AssumeRole::default() });
    let error = stage.aws().get_secret("orders", None).await.expect_err("nobody there");
    let SecretError::Aws(error) = error else { panic!("{error:?}") };
    assert_eq!(error.action(), "sts:AssumeRole");
    assert_eq!(*error.kind(), AwsErrorKind::Unreachable { endpoint: "http://127.0.0.1:1".into() });
}
