//! The functions, one file each. A new one is a file and a line here. All are pure: no provider
//! configuration, no clock, no network.

mod compare_versions;
mod lint_sql;
mod parse_duration;
mod parse_image;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use tf_provider::function::Function;
use tf_provider::value::{Number, Value};

/// Every function of this provider.
pub fn all() -> Vec<Arc<dyn Function>> {
    vec![
        Arc::new(compare_versions::CompareVersions),
        Arc::new(lint_sql::LintSql),
        Arc::new(parse_duration::ParseDuration),
        Arc::new(parse_image::ParseImage),
    ]
}

/// The text of an argument; its type is checked before a function is called.
fn text(arguments: &[Value], position: usize) -> &str {
    arguments.get(position).and_then(Value::as_str).unwrap_or_default()
}

fn text_or_null(text: Option<&str>) -> Value {
    text.map_or(Value::Null, Value::string)
}

fn whole(number: usize) -> Value {
    Value::Number(Number::from(number as u64))
}
