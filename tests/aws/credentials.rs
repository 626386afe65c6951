//! Where credentials come from, which source wins, and how long they last.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_adapter::{AssumeRole, Aws, AwsErrorKind, CredentialsCheckError, Endpoint, Settings};
use kit::clock::{FakeClock, SystemClock};
use kit::secret::{ExposeSecret as _, SecretString};

use crate::fake::{Answer, Fake};
use crate::stage::{Stage, in_a_process_with, write};

/// 2026-01-01T00:00:00Z: 56 years, 14 of them leap years.
const NEW_YEAR: Duration = Duration::from_hours(56 * 365 * 24 + 14 * 24);

fn clock() -> Arc<FakeClock> {
    Arc::new(FakeClock::at(SystemTime::UNIX_EPOCH + NEW_YEAR))
}

/// Credentials from a process, which say themselves when they end.
fn with_process(endpoint: &str, expiration: &str) -> Stage {
    let stage = Stage::at(endpoint);
    let answer = format!(
        r#"{{"Version":1,"AccessKeyId":"AKIDPROCESS","SecretAccessKey":"word","SessionToken":"t","Expiration":"{expiration}"}}"#
    );
    let answer = write(&stage.folder, "answer.json", &answer);
    let lines = format!("[profile test]\ncredential_process = cat {}\n", answer.display());
    write(&stage.folder, "config", &lines);
    stage
}

#[tokio::test]
async fn a_named_profile_wins_over_the_environment() {
    let name = "credentials::a_named_profile_wins_over_the_environment";
    let environment = [("AWS_ACCESS_KEY_ID", "AKIDENV"), ("AWS_SECRET_ACCESS_KEY", "word")];
    if !in_a_process_with(name, &environment) {
        return;
    }
    let fake = Fake::answering(vec![Answer::identity()]).await;
    Stage::at(&fake.url).aws().caller_identity().await.expect("known");
    assert!(fake.requests()[0].contains("Credential=AKIDPROFILE/"), "{:?}", fake.requests());
}

#[tokio::test]
async fn the_environment_fills_what_is_left_open() {
    let name = "credentials::the_environment_fills_what_is_left_open";
    let environment = [
        ("AWS_ACCESS_KEY_ID", "AKIDENV"),
        ("AWS_SECRET_ACCESS_KEY", "word"),
        ("AWS_REGION", "eu-north-1"),
        ("AWS_CONFIG_FILE", "/dev/null"),
        ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
    ];
    if !in_a_process_with(name, &environment) {
        return;
    }
    let fake = Fake::answering(vec![Answer::identity()]).await;
    let settings = Settings { endpoint_url: Some(fake.url.clone()), ..Settings::default() };
    let aws = Aws::connect(settings, Arc::new(SystemClock)).expect("valid");
    aws.caller_identity().await.expect("known");
    assert!(fake.requests()[0].contains("Credential=AKIDENV/"), "{:?}", fake.requests());
    assert!(fake.requests()[0].contains("/eu-north-1/sts/"), "{:?}", fake.requests());
    assert_eq!(aws.region().await.expect("found"), "eu-north-1");
}

#[tokio::test]
async fn without_region_or_credentials_it_says_which_is_missing() {
    let name = "credentials::without_region_or_credentials_it_says_which_is_missing";
    let environment = [("AWS_CONFIG_FILE", "/dev/null"), ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")];
    if !in_a_process_with(name, &environment) {
        return;
    }
    let aws = Aws::connect(Settings::default(), Arc::new(SystemClock)).expect("valid");
    let error = aws.caller_identity().await.expect_err("no region");
    assert_eq!(*error.kind(), AwsErrorKind::NoRegion);
    let settings = Settings { region: Some("eu-west-1".into()), ..Settings::default() };
    let aws = Aws::connect(settings, Arc::new(SystemClock)).expect("valid");
    let error = aws.get_secret("orders", None).await.expect_err("no credentials");
    assert_eq!(error.to_string(), "secretsmanager:GetSecretValue on orders: no credentials were found");
}

#[tokio::test]
async fn a_profile_that_does_not_exist_is_named() {
    let mut stage = Stage::at("http://127.0.0.1:1");
    stage.settings.profile = Some("nowhere".into());
    let error = stage.aws().caller_identity().await.expect_err("no such profile");
    assert_eq!(*error.kind(), AwsErrorKind::NoCredentials, "{error:?}");
    assert!(error.message().is_some_and(|said| said.contains("nowhere")), "{error:?}");
}

#[tokio::test]
async fn a_role_is_assumed_with_the_endpoint_of_sts() {
    let answers = vec![Answer::session("token", "2099-01-01T00:00:00Z"), Answer::identity()];
    let fake = Fake::answering(answers).await;
    let mut stage = Stage::at("http://127.0.0.1:1");
    stage.settings.endpoints.insert("sts".into(), fake.url.clone());
    stage.settings.assume_role = Some(AssumeRole {
        role_arn: "arn:aws:iam::000000000000:role/deploy".into(),
        session_name: None,
        external_id: Some("partner".into()),
        duration: Some(Duration::from_mins(20)),
    });
    stage.aws().caller_identity().await.expect("known");
    let [assume, identity] = fake.requests().try_into().expect("two calls");
    assert!(assume.contains("Credential=AKIDPROFILE/"), "{assume}");
    for part in
        ["RoleSessionName=terraform-provider-signalcraft", "ExternalId=partner", "DurationSeconds=1200"]
    {
        assert!(assume.contains(part), "{part}: {assume}");
    }
    assert!(identity.contains("Credential=AKIDSESSION/"), "{identity}");
}

#[tokio::test]
async fn credentials_that_end_before_the_work_are_found_first() {
    let clock = clock();
    let aws = with_process("http://127.0.0.1:1", "2026-01-01T00:20:00Z").aws_at(clock.clone());
    assert!(aws.ensure_credentials_last(Duration::from_mins(20)).await.is_ok());
    let error = aws.ensure_credentials_last(Duration::from_mins(30)).await.expect_err("too short");
    assert_eq!(error.to_string(), "the credentials end in 20m, and 30m are needed");
    clock.advance(Duration::from_mins(15));
    let error = aws.ensure_credentials_last(Duration::from_mins(20)).await.expect_err("too late");
    let CredentialsCheckError::ExpiringSoon(soon) = error else { panic!("{error:?}") };
    assert_eq!(soon.remaining, Duration::from_mins(5));
}

#[tokio::test]
async fn a_role_lasts_as_long_as_whoever_assumes_it() {
    let fake = Fake::answering(vec![Answer::session("token", "2026-01-01T00:15:00Z")]).await;
    let role =
        AssumeRole { role_arn: "arn:aws:iam::000000000000:role/deploy".into(), ..AssumeRole::default() };
    let hours = Duration::from_hours(3);

    let mut stage = Stage::at(&fake.url);
    stage.settings.assume_role = Some(role.clone());
    let aws = stage.aws_at(clock());
    assert!(aws.ensure_credentials_last(hours).await.is_ok(), "a fixed key can assume it again and again");

    let mut stage = with_process(&fake.url, "2026-01-01T00:20:00Z");
    stage.settings.assume_role = Some(role);
    let error = stage.aws_at(clock()).ensure_credentials_last(hours).await.expect_err("the base ends");
    assert_eq!(error.to_string(), "the credentials end in 20m, and 3h are needed");
}

#[tokio::test]
async fn the_end_that_session_tools_write_into_the_environment_counts() {
    let name = "credentials::the_end_that_session_tools_write_into_the_environment_counts";
    let environment = [
        ("AWS_ACCESS_KEY_ID", "AKIDENV"),
        ("AWS_SECRET_ACCESS_KEY", "word"),
        ("AWS_SESSION_TOKEN", "t"),
        ("AWS_REGION", "eu-west-1"),
    ];
    if !in_a_process_with(name, &environment) {
        return;
    }
    let end = SystemTime::UNIX_EPOCH + NEW_YEAR + Duration::from_mins(10);
    let settings = Settings { environment_credentials_expire_at: Some(end), ..Settings::default() };
    let aws = Aws::connect(settings, clock()).expect("valid");
    assert_eq!(aws.credentials_expire_at().await.expect("known"), Some(end));
    assert!(aws.ensure_credentials_last(Duration::from_mins(11)).await.is_err());
}

/// The tokens that botocore 1.43 signs for the same keys, time, endpoint and user.
const TOKENS: [(&str, &str, &str); 2] = [
    (
        "app",
        "",
        "orders.abc123.eu-west-1.rds.amazonaws.com:5432/?Action=connect&DBUser=app&\
         X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20260101%2Feu-west-1%2Frds-db%2F\
         aws4_request&X-Amz-Date=20260101T000000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&\
         X-Amz-Signature=97fdf1afa01ba92470f698877d1d173a23cea50509000a01b545e1d8a52e3f7b",
    ),
    (
        "a&b c+d",
        "\naws_session_token = SESSION/TOKEN=",
        "orders.abc123.eu-west-1.rds.amazonaws.com:5432/?Action=connect&DBUser=a%26b%20c%2Bd&\
         X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20260101%2Feu-west-1%2Frds-db%2F\
         aws4_request&X-Amz-Date=20260101T000000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&\
         X-Amz-Security-Token=SESSION%2FTOKEN%3D&\
         X-Amz-Signature=4f3ad0bdc866c8abfaa8a8aa96f597b66872d664a786130ea2dd2ebf26a09fcd",
    ),
];

#[tokio::test]
async fn a_database_token_is_the_one_that_another_implementation_signs() {
    let host = "orders.abc123.eu-west-1.rds.amazonaws.com";
    for (user, session, expected) in TOKENS {
        let keys = "aws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = wJalrXUtnFEMI-EXAMPLE";
        let mut stage = Stage::with_profile("http://127.0.0.1:1", &format!("{keys}{session}"));
        stage.settings.region = Some("us-east-2".into()); // the host's own region is the right one
        let clock = clock();
        let endpoint = Endpoint { host: host.into(), port: 5432 };
        let token = stage.aws_at(clock).database_token(&endpoint, user).await.expect("signed");
        assert_eq!(sorted(open(&token.token)), sorted(expected));
        assert_eq!(token.expires_at, SystemTime::UNIX_EPOCH + NEW_YEAR + Duration::from_mins(15));
        assert!(!format!("{token:?}").contains("X-Amz-Signature"));
    }
}

#[tokio::test]
async fn a_token_ends_with_the_credentials_that_signed_it() {
    let aws = with_process("http://127.0.0.1:1", "2026-01-01T00:05:00Z").aws_at(clock());
    let endpoint = Endpoint { host: "db.example".into(), port: 5432 };
    let token = aws.database_token(&endpoint, "app").await.expect("signed");
    assert_eq!(token.expires_at, SystemTime::UNIX_EPOCH + NEW_YEAR + Duration::from_mins(5));
}

/// The signature is over the sorted parameters; in which order they are sent does not matter.
fn sorted(token: &str) -> Vec<String> {
    let mut parts: Vec<String> = token.split(['?', '&']).map(str::to_owned).collect();
    parts.sort();
    parts
}

#[expect(clippy::disallowed_methods, reason = "a test compares what an adapter signed")]
fn open(secret: &SecretString) -> &str {
    secret.expose_secret()
}
