//! Promises of validators: what is accepted, what is said of the rest and where, and that no value makes one
//! panic.

use proptest::prelude::*;

use super::{Validator, nearest};
use crate::diagnostic::Severity;
use crate::value::arbitrary::{Parts, any_typed_value};
use crate::value::{Number, Type, Value};

fn number(text: &str) -> Value {
    Value::Number(text.parse().expect("a number"))
}

fn decimal(text: &str) -> Number {
    text.parse().expect("a number")
}

fn list(texts: &[&str]) -> Value {
    Value::List(texts.iter().copied().map(Value::string).collect())
}

/// What a validator accepts, and part of what it says of what it does not.
fn check(validator: &Validator, good: &[Value], bad: &[(Value, &str)]) {
    assert!(validator.describe.ends_with('.'), "{validator:?}");
    for value in good.iter().chain(&[Value::Null, Value::Unknown]) {
        assert_eq!(validator.findings(value), [], "{validator:?} of {value:?}");
    }
    for (value, said) in bad {
        let sentence = validator.check(value).expect_err(&format!("{validator:?} of {value:?}"));
        assert!(sentence.contains(said), "{validator:?} of {value:?}: {sentence}");
        assert!(sentence.ends_with(['.', '?']), "{sentence}");
        // the same in a dynamic place
        let dynamic = Value::Dynamic(Box::new((Type::String, value.clone())));
        assert!(validator.check(&dynamic).is_err(), "{validator:?} of {dynamic:?}");
    }
}

fn texts(validator: &Validator, good: &[&str], bad: &[(&str, &str)]) {
    let good: Vec<Value> = good.iter().copied().map(Value::string).collect();
    let bad: Vec<_> = bad.iter().map(|(text, said)| (Value::string(*text), *said)).collect();
    check(validator, &good, &bad);
}

#[test]
fn words_are_told_with_the_one_that_was_meant() {
    let words = &["verify-full", "require", "disable"];
    texts(
        &Validator::one_of(words),
        &["require"],
        &[
            ("requre", "Did you mean \"require\"?"),
            ("Require", "Did you mean"),
            ("", "is not one of \"verify-full\""),
        ],
    );
    texts(&Validator::one_of_any_case(words), &["REQUIRE", "Verify-Full"], &[("full", "is not one of")]);
    texts(&Validator::none_of(&["public"]), &["Public"], &[("public", "cannot be used")]);
    texts(&Validator::none_of_any_case(&["public"]), &["private"], &[("PUBLIC", "cannot be used")]);
    assert_eq!(nearest(&"x".repeat(1_000_000), ["x"]), None, "no slip of the hand, and not worth the time");
}

#[test]
fn lengths_are_counted_in_characters_or_bytes() {
    texts(
        &Validator::characters_between(2, 3),
        &["ab", "äöü"],
        &[("a", "has 1 character; 2 to 3 characters are"), ("abcd", "has 4 characters")],
    );
    texts(&Validator::at_least_characters(1), &["ä"], &[("", "has 0 characters; at least 1 character are")]);
    texts(&Validator::at_most_characters(1), &["ä", ""], &[("ab", "at most 1 character")]);
    texts(
        &Validator::bytes_between(2, 2),
        &["ä"],
        &[("a", "has 1 byte; exactly 2 bytes"), ("äa", "has 3 bytes")],
    );
    texts(&Validator::at_least_bytes(2), &["ä"], &[("a", "at least 2 bytes")]);
    texts(&Validator::at_most_bytes(63), &[&"x".repeat(63)], &[(&"ä".repeat(32), "has 64 bytes")]);
}

#[test]
fn forms_of_texts_are_looked_at() {
    texts(
        &Validator::not_blank(),
        &["a"],
        &[("", "leave the attribute out"), (" \t", "leave the attribute out")],
    );
    texts(&Validator::matches("^[a-z]+$", "be lower case"), &["a"], &[("A", "\"A\" must be lower case.")]);
    texts(&Validator::matches("(", "be"), &[], &[("a", "own pattern is broken")]);
    texts(&Validator::starts_with("/"), &["/x"], &[("x", "does not begin with \"/\"")]);
    texts(&Validator::ends_with("/"), &["x/"], &[("x", "does not end with \"/\"")]);
    texts(&Validator::positive_duration(), &["1s"], &[("0s", "above zero"), ("1", "has no unit")]);
    texts(&Validator::duration(), &["0s"], &[("soon", "Expected a number")]);
}

#[test]
fn arns_urls_and_blocks_of_addresses_have_their_shape() {
    texts(
        &Validator::arn("secretsmanager"),
        &[
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-AbCdEf",
            "arn:aws-us-gov:secretsmanager:::x",
            "arn:aws:secretsmanager::aws:x",
        ],
        &[
            ("secret/x", "is not an ARN; one has six parts"),
            (
                "arn:aws:rds:eu-west-1:123456789012:db:x",
                "is of \"rds\", and this must be of \"secretsmanager\"",
            ),
            ("urn:aws:secretsmanager:::x", "does not begin with \"arn:\""),
            ("arn:azure:secretsmanager:::x", "no partition of AWS in \"azure\""),
            ("arn:aws:secretsmanager::1234:x", "no account of 12 digits"),
            ("arn:aws:secretsmanager:::", "names nothing"),
        ],
    );
    texts(
        &Validator::url(&["https"]),
        &["https://x.io", "HTTPS://x.io:443/a?b#c", "https://[::1]:8443/", "https://[::1]"],
        &[
            ("http://x.io", "begins with \"https://\""),
            ("x.io", "begins with \"https://\""),
            ("https://", "has no host"),
            ("https:///x", "has no host"),
            ("https://user:hush@x.io", "has a user or a password"),
            ("https://x.io/a b", "has a character"),
            ("https://x.io:http", "has no port"),
            ("https://x.io:99999", "has no port"),
            ("https://[::g]", "has no host"),
        ],
    );
    let secret =
        Validator::url(&["https"]).check(&Value::string("https://user:hush@x.io")).expect_err("refused");
    assert!(!secret.contains("hush"), "{secret}");
    texts(
        &Validator::cidr(),
        &["10.0.0.0/16", "0.0.0.0/0", "10.1.2.3/32", "2001:db8::/32", "::/0", "::1/128"],
        &[
            ("10.0.0.0", "is not a block"),
            ("10.0.0.0/", "is not a block"),
            ("10.0.0.0/+8", "is not a block"),
            ("10.0.0/8", "is not a block"),
            ("10.0.0.0/33", "at most 32"),
            ("::/129", "at most 128"),
            ("10.0.0.1/16", "bits set behind its prefix"),
            ("2001:db8::1/32", "bits set behind its prefix"),
            ("1.0.0.0/0", "bits set behind its prefix"),
        ],
    );
}

#[test]
fn numbers_are_compared_exactly() {
    check(
        &Validator::whole_between(1, 3),
        &[number("1"), number("3.0")],
        &[
            (number("0"), "not between 1 and 3"),
            (number("1.5"), "not a whole number"),
            (number("1e99"), "not between"),
        ],
    );
    check(&Validator::whole(), &[number("1e3")], &[(number("0.1"), "not a whole number")]);
    check(
        &Validator::between(decimal("0.1"), decimal("0.3")),
        &[number("0.1"), number("0.3")],
        &[(number("0.30000000000000000001"), "not between 0.1 and 0.3")],
    );
    check(&Validator::at_least(1_i64), &[number("1")], &[(number("0.9"), "0.9 is less than 1.")]);
    check(&Validator::at_most(1_u64), &[number("1")], &[(number("1.1"), "1.1 is more than 1.")]);
    check(
        &Validator::one_of_numbers([1_i64, 10]),
        &[number("10")],
        &[(number("2"), "2 is not one of 1, 10.")],
    );
    check(&Validator::none_of_numbers([22_i64]), &[number("23")], &[(number("22"), "cannot be used")]);
}

#[test]
fn collections_are_counted_and_each_element_has_its_place() {
    let place = |validator: &Validator, value: &Value| -> Vec<String> {
        validator.findings(value).iter().map(|finding| finding.within.to_string()).collect()
    };
    let map =
        |keys: &[&str]| Value::Map(keys.iter().map(|key| ((*key).to_owned(), Value::string(*key))).collect());
    check(
        &Validator::size_between(1, 2),
        &[list(&["a"]), map(&["a", "b"]), Value::set(vec![Value::Unknown, Value::Unknown, Value::Unknown])],
        &[(list(&[]), "There are 0 elements; 1 to 2 elements"), (map(&["a", "b", "c"]), "There are 3")],
    );
    check(
        &Validator::size_at_least(2),
        &[list(&["a", "b"])],
        &[(Value::set(vec![Value::Unknown]), "There are 1")],
    );
    check(&Validator::size_at_most(1), &[list(&["a"])], &[(list(&["a", "b"]), "at most 1 element")]);
    let unique = Validator::unique();
    check(
        &unique,
        &[list(&["a", "b"]), Value::List(vec![Value::Unknown, Value::Unknown])],
        &[(list(&["a", "b", "a"]), "at [0]")],
    );
    assert_eq!(place(&unique, &list(&["a", "b", "a", "a"])), ["[2]", "[3]"]);
    let short = || Validator::at_most_characters(1);
    assert_eq!(place(&Validator::each(short()), &list(&["a", "bc", "d", "ef"])), ["[1]", "[3]"]);
    assert_eq!(place(&Validator::each(short()), &map(&["a", "bc"])), ["[\"bc\"]"]);
    assert_eq!(place(&Validator::each(short()), &Value::set(vec![Value::string("bc")])), [""]);
    assert_eq!(
        place(&Validator::each(Validator::each(short())), &Value::List(vec![list(&["bc"])])),
        ["[0][0]"]
    );
    assert_eq!(place(&Validator::each_key(short()), &map(&["a", "bc"])), ["[\"bc\"]"]);
    let nulls = Value::List(vec![Value::string("a"), Value::Null]);
    assert_eq!(place(&Validator::no_null_elements(), &nulls), ["[1]"]);
    assert_eq!(Validator::each(short()).describe, "Each element: at most 1 character.");
}

#[test]
fn objects_and_dynamic_values_are_looked_into() {
    let object = Value::object([("a", Value::string("long")), ("b", Value::Null)]);
    let found = Validator::attribute("a", Validator::at_most_characters(1)).findings(&object);
    assert_eq!(found[0].within.to_string(), "a");
    assert_eq!(Validator::attribute("c", Validator::not_blank()).findings(&object), []);
    check(
        &Validator::also_sets(&["a"]),
        std::slice::from_ref(&object),
        &[(Value::object([("a", Value::Null)]), "`a` must be set")],
    );
    check(
        &Validator::of_kind(&["a list", "a map"]),
        &[list(&[])],
        &[(object, "must be a list or a map, and is an object")],
    );
}

#[test]
fn conditions_are_put_together() {
    let any = Validator::any([Validator::one_of(&["auto"]), Validator::positive_duration()]);
    texts(
        &any,
        &["auto", "5m"],
        &[("never", "None of these fits. \"never\" is not one of \"auto\"; Expected a number")],
    );
    assert!(any.describe.starts_with("One of `auto`, or a duration above zero"), "{}", any.describe);
    let all = Validator::all([Validator::starts_with("/"), Validator::ends_with("/")]);
    assert_eq!(all.findings(&Value::string("x")).len(), 2);
    assert_eq!(all.describe, "Begins with `/`, and ends with `/`.");
    let warn = Validator::warn_only(Validator::at_least(10_i64));
    let found = warn.findings(&number("3"));
    assert_eq!((found.len(), found[0].severity), (1, Severity::Warning));
    assert!(warn.check(&number("3")).is_ok(), "a warning is no error");
    let first = Validator::any([Validator::warn_only(Validator::not_blank()), Validator::one_of(&["x"])]);
    assert!(first.check(&Value::string("")).is_ok());
    let places = Validator::any([Validator::each(Validator::not_blank()), Validator::size_at_most(0)]);
    assert_eq!(places.findings(&list(&[""])).len(), 2, "findings at two places are not one sentence");
}

/// One of each.
fn every_validator() -> Vec<Validator> {
    let words = &["a", "b"];
    let mut all = vec![
        Validator::one_of(words),
        Validator::one_of_any_case(words),
        Validator::none_of(words),
        Validator::none_of_any_case(words),
        Validator::not_blank(),
        Validator::characters_between(1, 2),
        Validator::bytes_between(1, 2),
        Validator::matches("^a", "begin with a"),
        Validator::starts_with("a"),
        Validator::ends_with("a"),
        Validator::duration(),
        Validator::positive_duration(),
        Validator::arn("rds"),
        Validator::url(&["https"]),
        Validator::cidr(),
        Validator::whole(),
        Validator::whole_between(-1, 1),
        Validator::between(-1_i64, 1_i64),
        Validator::one_of_numbers([1_i64]),
        Validator::none_of_numbers([1_i64]),
        Validator::size_between(1, 2),
        Validator::unique(),
        Validator::no_null_elements(),
        Validator::also_sets(&["a"]),
        Validator::of_kind(&["a list"]),
    ];
    let inner = all.clone();
    all.extend(inner.iter().cloned().map(Validator::each));
    all.extend(inner.iter().cloned().map(Validator::each_key));
    all.extend(inner.iter().cloned().map(|one| Validator::attribute("a", one)));
    all.extend(inner.iter().cloned().map(Validator::warn_only));
    all.push(Validator::all(inner.clone()));
    all.push(Validator::any(inner));
    all
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_value_makes_a_validator_panic_and_every_finding_has_a_place((_, value) in any_typed_value(Parts::AlsoUnknown)) {
        for validator in every_validator() {
            for finding in validator.findings(&value) {
                let key_only = finding.within.steps().len() == 1;
                prop_assert!(value.at(&finding.within).is_some() || key_only, "{validator:?} {finding:?} in {value:?}");
            }
        }
    }

    #[test]
    fn no_text_makes_a_validator_panic(text in "\\PC{0,30}|[a-z0-9:/@.\\[\\]%-]{0,30}|(arn:|https://|10\\.0)[a-z0-9:/@.\\[\\]-]{0,20}") {
        for validator in every_validator() {
            validator.findings(&Value::string(&*text));
        }
    }
}
