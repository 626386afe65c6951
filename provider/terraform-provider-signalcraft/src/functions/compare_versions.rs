//! `compare_versions(first, second)`: which of two versions is newer.

use std::cmp::Ordering;

use semver::Version;
use tf_provider::function::{Function, FunctionError, Parameter, Signature};
use tf_provider::value::{Number, Type, Value};

use super::text;

pub(super) struct CompareVersions;

impl Function for CompareVersions {
    fn name(&self) -> &'static str {
        "compare_versions"
    }

    fn signature(&self) -> Signature {
        let version = |name| {
            Parameter::string(name)
                .describe("A version, such as `1.8.2`, `v2.0.0-rc.1` or `1.8` (which is `1.8.0`).")
        };
        Signature::new([version("first"), version("second")], Type::Number).describe(
            "Compares two versions by their precedence.",
            "Compares two versions by the precedence of Semantic Versioning 2.0.0: `-1` if the first is older, \
             `0` if both rank the same, `1` if the first is newer. A pre-release is older than its release, \
             and build metadata (`+...`) does not count. A leading `v` and missing parts are allowed.",
        )
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        let version =
            |position| parse(text(arguments, position)).map_err(|words| FunctionError::at(position, words));
        let order = version(0)?.cmp_precedence(&version(1)?);
        Ok(Value::Number(Number::from(match order {
            Ordering::Less => -1,
            Ordering::Equal => 0,
            Ordering::Greater => 1_i64,
        })))
    }
}

fn parse(text: &str) -> Result<Version, String> {
    let bare = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let tail = bare.find(['-', '+']).unwrap_or(bare.len());
    let (numbers, tail) = bare.split_at(tail);
    let missing = 2_usize.saturating_sub(numbers.matches('.').count());
    let full = format!("{numbers}{}{tail}", ".0".repeat(missing));
    Version::parse(&full).map_err(|error| {
        format!("\"{text}\" is not a version: {error}. Write for instance \"1.8.2\" or \"2.0.0-rc.1\".")
    })
}
