//! Whether a value keeps what an earlier one promised: what was known is as it was, what was unknown is anything.

use super::valid::each_has_a_twin;
use crate::strict::value::{Value, dotted, indexed};

/// The places at which `actual` is not what `promised` said, with what is there instead.
pub(crate) fn compatible(promised: &Value, actual: &Value, path: &str) -> Vec<(String, String)> {
    let moved = || vec![(path.to_owned(), format!("{promised:?} became {actual:?}"))];
    match (promised, actual) {
        (Value::Unknown, _) => Vec::new(),
        (Value::List(one), Value::List(other)) | (Value::Tuple(one), Value::Tuple(other)) => {
            if one.len() != other.len() {
                return moved();
            }
            let pairs = one.iter().zip(other).enumerate();
            pairs.flat_map(|(at, (one, other))| compatible(one, other, &indexed(path, at))).collect()
        }
        (Value::Map(one), Value::Map(other)) => {
            if !one.keys().eq(other.keys()) {
                return moved();
            }
            let pairs = one.iter().zip(other.values());
            pairs.flat_map(|((key, one), other)| compatible(one, other, &indexed(path, key))).collect()
        }
        (Value::Object(one), Value::Object(_)) => {
            let each = |(name, one): (&String, _)| compatible(one, actual.entry(name), &dotted(path, name));
            one.iter().flat_map(each).collect()
        }
        (Value::Set(one), Value::Set(other)) => {
            // elements that are not known yet may turn out to be one
            let fixed = one.iter().all(Value::is_wholly_known);
            let counted = if fixed { one.len() == other.len() } else { other.len() <= one.len() };
            let twins = each_has_a_twin(one, other, |one, other| compatible(one, other, path).is_empty());
            if counted && twins { Vec::new() } else { moved() }
        }
        (Value::Dynamic(one), Value::Dynamic(other)) if one.0 == other.0 => {
            compatible(&one.1, &other.1, path)
        }
        _ if promised == actual => Vec::new(),
        _ => moved(),
    }
}
