//! `parse_duration(text)`: how long that is.

use std::collections::BTreeMap;

use tf_provider::function::{Function, FunctionError, Parameter, Signature};
use tf_provider::value::{Number, Type, Value};

use super::text;

pub(super) struct ParseDuration;

/// The units of the result, each with its length in nanoseconds.
const UNITS: [(&str, u64); 5] = [
    ("milliseconds", 1_000_000),
    ("seconds", 1_000_000_000),
    ("minutes", 60 * 1_000_000_000),
    ("hours", 3_600 * 1_000_000_000),
    ("days", 86_400 * 1_000_000_000),
];
/// Digits after the point, for what no decimal number says exactly (a second is 0.000011574... of a day).
const PLACES: usize = 15;

impl Function for ParseDuration {
    fn name(&self) -> &'static str {
        "parse_duration"
    }

    fn signature(&self) -> Signature {
        let mut attributes: BTreeMap<_, _> =
            UNITS.iter().map(|(name, _)| ((*name).to_owned(), Type::Number)).collect();
        attributes.insert("normalized".to_owned(), Type::String);
        Signature::new(
            [Parameter::string("duration")
                .describe("A duration such as `90s`, `1h30m`, `250ms` or `30d` (a day is 24 hours).")],
            Type::Object(attributes),
        )
        .describe(
            "Reads a duration into numbers, one a unit.",
            "Reads a duration as this provider's attributes take it, for arguments of other resources that want \
             a number. The result has `milliseconds`, `seconds`, `minutes`, `hours` and `days`, each the whole \
             duration in that unit and with a fraction if it needs one, and `normalized`, the shortest way to \
             write the same.",
        )
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        let duration = kit::duration::parse(text(arguments, 0))
            .map_err(|error| FunctionError::at(0, format!("{}.", kit::error::chain(&error))))?;
        let mut result = Value::object([("normalized", Value::string(kit::duration::format(duration)))]);
        if let Value::Object(entries) = &mut result {
            for (name, unit) in UNITS {
                entries.insert(name.to_owned(), in_unit(duration.as_nanos(), u128::from(unit)));
            }
        }
        Ok(result)
    }
}

/// The quotient in decimal, by hand: a float would turn 0.1 s into 0.1000000000000000055 s.
fn in_unit(nanoseconds: u128, unit: u128) -> Value {
    let mut digits = format!("{}.", nanoseconds / unit);
    let mut rest = nanoseconds % unit;
    for _ in 0..PLACES {
        rest *= 10;
        digits.push_str(&(rest / unit).to_string());
        rest %= unit;
    }
    digits.parse::<Number>().map_or(Value::Null, Value::Number)
}
