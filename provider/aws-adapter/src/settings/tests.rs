//! Settings that cannot be are refused by the name of their attribute.

use super::*;

fn refused(settings: &Settings) -> SettingsError {
    settings.validate().expect_err("refused")
}

#[test]
fn empty_settings_are_valid_because_the_standard_chain_fills_them() {
    assert_eq!(Settings::default().validate(), Ok(()));
}

#[test]
fn an_unknown_service_is_refused_with_the_one_that_was_meant() {
    let endpoints = BTreeMap::from([("secretmanager".to_owned(), "http://127.0.0.1:1".to_owned())]);
    let error = refused(&Settings { endpoints, ..Settings::default() });
    assert_eq!(
        error,
        SettingsError::UnknownService {
            service: "secretmanager".into(),
            did_you_mean: Some("secretsmanager")
        }
    );
}

#[test]
fn an_endpoint_that_is_no_address_names_its_attribute() {
    let settings = Settings { endpoint_url: Some("localhost:4566".into()), ..Settings::default() };
    assert!(refused(&settings).to_string().starts_with("endpoint_url = \"localhost:4566\""));
    let endpoints = BTreeMap::from([("rds".to_owned(), "nonsense".to_owned())]);
    let error = refused(&Settings { endpoints, ..Settings::default() }).to_string();
    assert!(error.starts_with("endpoints.rds = \"nonsense\""), "{error}");
}

#[test]
fn a_password_in_an_endpoint_is_not_repeated() {
    let url = "http://me:canary-word@host:1".to_owned();
    let error = refused(&Settings { endpoint_url: Some(url), ..Settings::default() }).to_string();
    assert!(!error.contains("canary-word"), "{error}");
}

#[test]
fn a_role_must_look_like_one() {
    let role = |role_arn: &str| Settings {
        assume_role: Some(AssumeRole { role_arn: role_arn.into(), ..AssumeRole::default() }),
        ..Settings::default()
    };
    for good in [
        "arn:aws:iam::123456789012:role/deploy",
        "arn:aws-cn:iam::123456789012:role/team/deploy",
        "arn:aws-us-gov:iam::123456789012:role/deploy",
    ] {
        assert_eq!(role(good).validate(), Ok(()), "{good}");
    }
    for bad in [
        "",
        "deploy",
        "arn:aws:iam::123456789012:user/deploy",
        "arn:aws:iam::12345:role/deploy",
        "arn:aws:iam::123456789012:role/",
        "arn:aws:sts::123456789012:assumed-role/deploy/x",
    ] {
        assert!(role(bad).validate().is_err(), "{bad}");
    }
}

#[test]
fn limits_of_a_session_are_those_of_sts() {
    let with = |duration: Duration, session_name: &str| Settings {
        assume_role: Some(AssumeRole {
            role_arn: "arn:aws:iam::123456789012:role/deploy".into(),
            session_name: Some(session_name.into()),
            external_id: None,
            duration: Some(duration),
        }),
        ..Settings::default()
    };
    assert_eq!(with(Duration::from_mins(15), "ci").validate(), Ok(()));
    assert_eq!(with(Duration::from_hours(12), "run-7@x").validate(), Ok(()));
    assert!(with(Duration::from_mins(14), "ci").validate().is_err());
    assert!(with(Duration::from_hours(13), "ci").validate().is_err());
    assert!(with(Duration::from_hours(1), "c").validate().is_err());
    assert!(with(Duration::from_hours(1), "has space").validate().is_err());
}

#[test]
fn regions_retries_and_names_are_checked() {
    for (region, valid) in
        [("eu-west-1", true), ("us-gov-west-1", true), ("EU", false), ("eu west", false), ("", false)]
    {
        let settings = Settings { region: Some(region.into()), ..Settings::default() };
        assert_eq!(settings.validate().is_ok(), valid, "{region}");
    }
    assert!(Settings { max_retries: Some(61), ..Settings::default() }.validate().is_err());
    assert!(Settings { max_retries: Some(0), ..Settings::default() }.validate().is_ok());
    assert!(Settings { app_name: Some("a/b".into()), ..Settings::default() }.validate().is_err());
    assert!(Settings { profile: Some(" ".into()), ..Settings::default() }.validate().is_err());
}

#[test]
fn a_service_has_its_own_endpoint_or_the_common_one() {
    let settings = Settings {
        endpoint_url: Some("http://common:1".into()),
        endpoints: BTreeMap::from([("rds".to_owned(), "http://own:2".to_owned())]),
        ..Settings::default()
    };
    assert_eq!(settings.endpoint_of("rds"), Some("http://own:2"));
    assert_eq!(settings.endpoint_of("sts"), Some("http://common:1"));
    assert_eq!(Settings::default().endpoint_of("sts"), None);
}
