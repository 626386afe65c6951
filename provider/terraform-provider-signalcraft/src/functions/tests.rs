//! Promises of the functions. That arguments have their types is the framework's promise.

use tf_provider::function::FunctionError;
use tf_provider::value::{Value, conforms};

use super::all;

fn call(name: &str, arguments: &[&str]) -> Result<Value, FunctionError> {
    let functions = all();
    let function = functions.iter().find(|function| function.name() == name).expect(name);
    let arguments: Vec<_> = arguments.iter().map(|text| Value::string(*text)).collect();
    let result = function.call(&arguments)?;
    conforms(&result, &function.signature().returns).expect("the result has the form that is promised");
    Ok(result)
}

/// A part of a result, as text. Null is empty.
fn part(value: &Value, name: &str) -> String {
    let value = value.get(name).expect(name);
    let text = value.as_str().map(str::to_owned);
    let text = text.or_else(|| value.as_bool().map(|is| is.to_string()));
    text.or_else(|| value.as_number().map(ToString::to_string)).unwrap_or_default()
}

#[test]
fn an_image_reference_is_taken_apart() {
    let digest = format!("sha256:{}", "a".repeat(64));
    let full = format!("123456789012.dkr.ecr.eu-west-1.amazonaws.com/signalcraft/api:1.8.2@{digest}");
    for (reference, parts) in [
        ("nginx", ["docker.io", "library/nginx", "latest", "", "false", "", ""]),
        (
            full.as_str(),
            [
                "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
                "signalcraft/api",
                "1.8.2",
                digest.as_str(),
                "true",
                "123456789012",
                "eu-west-1",
            ],
        ),
        (
            "123456789012.dkr-ecr.us-gov-west-1.on.aws/api:2",
            [
                "123456789012.dkr-ecr.us-gov-west-1.on.aws",
                "api",
                "2",
                "",
                "false",
                "123456789012",
                "us-gov-west-1",
            ],
        ),
        (
            "12345678901.dkr.ecr.x.amazonaws.com/api:2",
            ["12345678901.dkr.ecr.x.amazonaws.com", "api", "2", "", "false", "", ""],
        ),
        ("localhost:5000/api:2", ["localhost:5000", "api", "2", "", "false", "", ""]),
    ] {
        let found = call("parse_image", &[reference]).expect(reference);
        let names = ["registry", "repository", "tag", "digest", "pinned", "account_id", "region"];
        assert_eq!(names.map(|name| part(&found, name)), parts, "{reference}");
        let again = call("parse_image", &[&part(&found, "normalized")]).expect("what it writes, it reads");
        assert_eq!(part(&again, "normalized"), part(&found, "normalized"));
    }
    for reference in ["", "API:1", "a:", "a@sha256:12", "a b", "https://x/y"] {
        let error = call("parse_image", &[reference]).expect_err(reference);
        assert_eq!(error.argument, Some(0), "{reference}: {error}");
    }
}

#[test]
fn versions_are_compared_by_their_precedence() {
    for (first, second, order) in [
        ("1.8.2", "1.8.2", 0),
        ("1.8.2", "1.10.0", -1),
        ("v2.0.0", "1.99.99", 1),
        ("2.0.0-rc.1", "2.0.0", -1),
        ("2.0.0-rc.2", "2.0.0-rc.10", -1),
        ("2.0.0-alpha.1", "2.0.0-alpha.beta", -1),
        ("1.0.0+build.7", "1.0.0", 0),
        ("1.8", "1.8.0", 0),
        ("2", "1.9.9", 1),
        ("1.2-rc.1", "1.2.0", -1),
    ] {
        let found = call("compare_versions", &[first, second]).expect(first);
        assert_eq!(
            found.as_number().and_then(tf_provider::value::Number::as_i64),
            Some(order),
            "{first} {second}"
        );
        let turned = call("compare_versions", &[second, first]).expect(first);
        assert_eq!(turned.as_number().and_then(tf_provider::value::Number::as_i64), Some(-order));
    }
    for (first, second, at) in [
        ("", "1.0.0", 0),
        ("1.0.0", "1.0.0.0", 1),
        ("latest", "1", 0),
        ("1.02.0", "1", 0),
        ("1", "1..2", 1),
        ("v", "1", 0),
    ] {
        let error = call("compare_versions", &[first, second]).expect_err(first);
        assert_eq!(error.argument, Some(at), "{error}");
        assert!(error.text.contains("is not a version"), "{error}");
    }
}

#[test]
fn a_duration_is_given_in_every_unit_exactly() {
    for (text, normalized, seconds, hours) in [
        ("90s", "1m30s", "90", "0.025"),
        ("1h30m", "1h30m", "5400", "1.5"),
        ("100ms", "100ms", "0.1", "0.000027777777777"),
        ("30d", "720h", "2592000", "720"),
        ("0s", "0s", "0", "0"),
    ] {
        let found = call("parse_duration", &[text]).expect(text);
        assert_eq!(
            ["normalized", "seconds", "hours"].map(|name| part(&found, name)),
            [normalized, seconds, hours]
        );
    }
    assert_eq!(call("parse_duration", &["5 minutes"]).expect_err("blank").argument, Some(0));
}

#[test]
fn sql_is_judged_with_place_lock_and_the_safe_way() {
    let found =
        call("lint_sql", &["SELECT 1;\nCREATE INDEX orders_note ON orders (note);"]).expect("a report");
    assert_eq!(part(&found, "valid"), "false");
    let Some(Value::List(findings)) = found.get("findings") else { panic!("{found:?}") };
    let index =
        findings.iter().find(|finding| part(finding, "rule").contains("concurrently")).expect("found");
    assert_eq!(["level", "line"].map(|name| part(index, name)), ["error", "2"]);
    assert!(part(index, "instead").contains("CONCURRENTLY"), "{index:?}");
    let Some(Value::List(locks)) = found.get("locks") else { panic!("{found:?}") };
    let names = ["table", "mode", "blocks", "scan", "rewrite", "line"];
    assert_eq!(names.map(|name| part(&locks[0], name)), ["orders", "SHARE", "writes", "true", "false", "2"]);
}

#[test]
fn sql_is_judged_for_the_version_that_is_named() {
    let safe = call("lint_sql", &["CREATE TABLE a (id bigint PRIMARY KEY);", "13"]).expect("a report");
    assert_eq!(part(&safe, "valid"), "true");
    assert_eq!(call("lint_sql", &["SELECT 1", "17", "18"]).expect_err("two").argument, Some(2));
    let broken = call("lint_sql", &["SELECT 1;\nCREATE TABLE (", "17"]).expect("a report, not an error");
    assert_eq!(part(&broken, "valid"), "false");
    let Some(Value::List(findings)) = broken.get("findings") else { panic!("{broken:?}") };
    assert_eq!(part(&findings[0], "rule"), "syntax");
}
