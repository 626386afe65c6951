//! Numbers: text, limits, floats.

use crate::value::{Number, NumberError};

fn number(text: &str) -> Number {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn text_is_read_as_terraform_reads_it_and_shown_in_plain_decimal() {
    for (text, shown) in [
        ("0", "0"),
        ("-0", "0"),
        ("0e99999", "0"),
        ("007", "7"),
        ("+7", "7"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1.50", "1.5"),
        ("-1.5E-3", "-0.0015"),
        ("1e3", "1000"),
        ("1E+3", "1000"),
        ("123456789012345678901234567890.5", "123456789012345678901234567890.5"),
    ] {
        assert_eq!(number(text).to_string(), shown, "{text}");
    }
    assert_eq!(number("1e100").to_string(), format!("1{}", "0".repeat(100)));
}

#[test]
fn what_is_not_a_decimal_number_is_malformed() {
    for text in [
        "", "-", "+", ".", "e5", "1e", "1e+", "1.2.3", "0x10", "1_000", " 1", "1 ", "Inf", "NaN", "--1",
        "1e5.5", "١", "-é",
    ] {
        assert_eq!(text.parse::<Number>(), Err(NumberError::Malformed), "{text:?}");
    }
}

#[test]
fn a_number_that_would_fill_memory_is_too_long() {
    for text in [
        "1e999999999",
        "1e-999999999",
        "1e99999999999999999999",
        "1e-99999999999999999999",
        "1e4096",
        "1e-4097",
    ] {
        assert_eq!(text.parse::<Number>(), Err(NumberError::TooLong), "{text}");
    }
    assert_eq!("1".repeat(1_000_000).parse::<Number>(), Err(NumberError::TooLong));
    assert_eq!(number("1e4095").to_string().len(), 4096);
    assert_eq!(number("1e-4096").to_string().len(), 4098);
    let long: bigdecimal::BigDecimal = "1e999999999".parse().expect("fits a decimal");
    assert_eq!(Number::try_from(long), Err(NumberError::TooLong));
}

#[test]
fn integers_are_given_exactly_or_not_at_all() {
    for (text, signed, unsigned) in [
        ("0", Some(0), Some(0)),
        ("1000", Some(1000), Some(1000)),
        ("-10", Some(-10), None),
        ("9223372036854775807", Some(i64::MAX), Some(9_223_372_036_854_775_807)),
        ("9223372036854775808", None, Some(9_223_372_036_854_775_808)),
        ("-9223372036854775808", Some(i64::MIN), None),
        ("-9223372036854775809", None, None),
        ("18446744073709551615", None, Some(u64::MAX)),
        ("18446744073709551616", None, None),
        ("1e19", None, Some(10_000_000_000_000_000_000)),
        ("1e4000", None, None),
        ("0.5", None, None),
    ] {
        assert_eq!(number(text).as_i64(), signed, "{text}");
        assert_eq!(number(text).as_u64(), unsigned, "{text}");
    }
}

#[test]
fn a_float_is_the_binary_fraction_that_it_is() {
    let tenth = Number::try_from(0.1).expect("finite");
    assert_eq!(tenth.to_string(), "0.1000000000000000055511151231257827021181583404541015625");
    assert_ne!(tenth, number("0.1"));
    assert_eq!(Number::from_shortest_f64(0.1), Ok(number("0.1")));
    assert_eq!(tenth.as_exact_f64(), Some(0.1));
    assert_eq!(number("0.1").as_exact_f64(), None);
    assert_eq!(number("0.1").as_f64().to_bits(), 0.1_f64.to_bits());
    assert_eq!(number("18446744073709551616").as_exact_f64(), Some(18_446_744_073_709_551_616.0));
    assert_eq!(number("1e400").as_exact_f64(), None);
    for float in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(Number::try_from(float), Err(NumberError::NotFinite));
        assert_eq!(Number::from_shortest_f64(float), Err(NumberError::NotFinite));
    }
    for float in [f64::MAX, f64::MIN, f64::MIN_POSITIVE, f64::from_bits(1), 1.5e-300] {
        assert_eq!(Number::try_from(float).expect("finite").as_exact_f64(), Some(float));
        assert_eq!(Number::from_shortest_f64(float).expect("finite").as_f64().to_bits(), float.to_bits());
    }
}

#[test]
fn one_number_has_one_form_wherever_it_comes_from() {
    assert_eq!(number("1000"), Number::from(1000_i64));
    assert_eq!(number("1e3"), Number::from(1000_u64));
    assert_eq!(number("1000.000"), Number::try_from(1000.0).expect("finite"));
    assert_eq!(number("-0"), Number::try_from(-0.0).expect("finite"));
    assert_eq!(number("-20"), Number::from(-20_i64));
    assert!(number("-3") < number("-2.5") && number("9") < number("1e1") && number("0.1") < number("2"));
}
