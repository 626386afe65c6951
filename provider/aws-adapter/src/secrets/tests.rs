//! A secret is read as databases write them, and no error ever shows its value.

use super::*;

const ARN: &str = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:orders-AbCdEf";
const CANARY: &str = "canary-7f3a";

fn secret(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

fn key(text: &str, key: &str) -> Result<String, SecretError> {
    Contents::read(ARN, &secret(text))?.take(key).map(|value| open(&value).to_owned())
}

#[test]
fn a_secret_of_a_rotation_template_is_taken_apart() {
    let text = r#"{"engine":"postgres","username":"owner","password":"p","host":"db.example","port":5433,"dbname":"orders"}"#;
    let read = database_secret(ARN, secret(text)).expect("valid");
    assert_eq!(read.username.as_deref(), Some("owner"));
    assert_eq!(open(&read.password), "p");
    assert_eq!((read.host.as_deref(), read.port), (Some("db.example"), Some(5433)));
    assert_eq!(read.database_name.as_deref(), Some("orders"));
}

#[test]
fn an_rds_managed_secret_has_only_name_and_password() {
    let read = database_secret(ARN, secret(r#"{"username":"master","password":"p"}"#)).expect("valid");
    assert_eq!((read.username.as_deref(), read.host, read.port), (Some("master"), None, None));
}

#[test]
fn a_port_may_be_written_as_text_and_absent_values_as_null() {
    let text = r#"{"password":"p","port":"6543","host":null,"dbname":""}"#;
    let read = database_secret(ARN, secret(text)).expect("valid");
    assert_eq!((read.port, read.host, read.database_name), (Some(6543), None, None));
}

#[test]
fn a_plain_text_is_the_password_whatever_it_begins_with() {
    for plain in ["hunter2", "12345", "\"quoted\"", "{half", "null", "[1]"] {
        let read = database_secret(ARN, secret(plain)).expect("a password");
        assert_eq!(open(&read.password), plain);
    }
}

#[test]
fn a_missing_key_is_named_beside_those_that_are_there_and_no_value_is_shown() {
    let text = format!(r#"{{"username":"{CANARY}","pass":"{CANARY}"}}"#);
    let error = database_secret(ARN, secret(&text)).expect_err("no password");
    let said = format!("{error} {error:?}");
    assert!(said.contains("has no key \"password\"; it has pass, username"), "{said}");
    assert!(!said.contains(CANARY), "{said}");
}

#[test]
fn broken_json_is_not_quoted() {
    let error = database_secret(ARN, secret(&format!("{{\"password\": {CANARY}}}"))).expect_err("broken");
    assert!(matches!(error, SecretError::NotJson { .. }), "{error}");
    assert!(!format!("{error} {error:?} {}", kit::error::chain(&error)).contains(CANARY));
}

#[test]
fn a_key_of_a_plain_text_is_refused() {
    assert!(matches!(key("hunter2", "password"), Err(SecretError::NotJson { .. })));
}

#[test]
fn numbers_and_booleans_are_texts_and_the_rest_is_not() {
    let text = r#"{"n":12345678901234567890123,"f":1.50,"b":true,"l":[],"o":{},"z":null}"#;
    assert_eq!(key(text, "n").expect("number"), "12345678901234567890123");
    assert_eq!(key(text, "f").expect("number"), "1.50", "as written, not as a float");
    assert_eq!(key(text, "b").expect("boolean"), "true");
    for (name, found) in [("l", "a list"), ("o", "an object"), ("z", "null")] {
        let error = key(text, name).expect_err(name).to_string();
        assert!(error.contains(found), "{error}");
    }
}

#[test]
fn a_database_secret_says_nothing_in_debug() {
    let read = database_secret(ARN, secret(CANARY)).expect("valid");
    assert!(!format!("{read:?}").contains(CANARY));
}
