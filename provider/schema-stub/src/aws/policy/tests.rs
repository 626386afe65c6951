//! Promises of policy documents beyond the cases in files: what is refused.

use tf_provider::value::Value;

use super::{render, validate};

fn statement(fields: &[(&str, Value)]) -> Value {
    Value::object([("statement", Value::List(vec![Value::object(fields.iter().cloned())]))])
}

fn refused(config: &Value) -> String {
    kit::error::chain(&render(config).expect_err("it is refused"))
}

#[test]
fn what_the_real_one_refuses_is_refused() {
    let sid = || Value::object([("sid", Value::string("A"))]);
    let twice = Value::object([("statement", Value::List(vec![sid(), sid()]))]);
    assert!(refused(&twice).contains("duplicate Sid (A)"));
    let source = r#"{"Statement":[{"Sid":"A"}]}"#;
    let sources = Value::List(vec![source.into(), source.into()]);
    let found = refused(&Value::object([("source_policy_documents", sources)]));
    assert!(found.starts_with("source document 1 has a Sid (A)"), "{found}");
    let broken = Value::object([("override_policy_documents", Value::List(vec!["{".into()]))]);
    assert!(refused(&broken).starts_with("override document 0 is no policy"));
    let resources = Value::set(vec!["arn:aws:s3:::b/&{aws:username}".into()]);
    let Value::Object(mut old) = statement(&[("resources", resources)]) else { panic!("an object") };
    old.insert("version".to_owned(), "2008-10-17".into());
    assert!(refused(&Value::Object(old)).starts_with("found &{ in"));
}

#[test]
fn a_word_that_cannot_be_meant_is_found_while_validating() {
    let said = |config: &Value| validate(config).iter().map(|one| one.summary.clone()).collect::<Vec<_>>();
    assert_eq!(said(&statement(&[("effect", "allow".into())])), ["Invalid value for effect"]);
    assert_eq!(said(&statement(&[("sid", "no-dash".into())])), ["Invalid value for sid"]);
    assert_eq!(
        said(&Value::object([("version", Value::string("2012-10-18"))])),
        ["Invalid value for version"]
    );
    assert_eq!(said(&statement(&[("effect", Value::Unknown), ("sid", Value::Unknown)])), [""; 0]);
}
