//! Tags: `tags_all` is what a resource has, the `default_tags` of the `provider` block included. It is known in
//! the plan as far as both are.

use std::collections::BTreeMap;

use tf_provider::value::Value;

use crate::settings::Settings;

/// The data source that tells the default tags.
pub(crate) const TYPE: &str = "aws_default_tags";

/// Puts `tags_all` into a plan, if there is such a thing and it is not configured.
pub(crate) fn plan(config: &Value, state: &mut BTreeMap<String, Value>, settings: &Settings) {
    if config.get("tags_all").is_none_or(|all| !all.is_null()) {
        return;
    }
    let Some(tags) = state.get("tags") else { return };
    let none = BTreeMap::new();
    let all = if tags.is_unknown() {
        Value::Unknown
    } else {
        Value::Map(merged(&settings.default_tags, tags.as_entries().unwrap_or(&none)))
    };
    state.insert("tags_all".to_owned(), all);
}

/// Puts the default tags into what the data source tells.
pub(crate) fn read(state: &mut BTreeMap<String, Value>, settings: &Settings) {
    state.insert("tags".to_owned(), Value::Map(settings.default_tags.clone()));
}

fn merged(default: &BTreeMap<String, Value>, own: &BTreeMap<String, Value>) -> BTreeMap<String, Value> {
    let all = default.iter().chain(own).map(|(key, value)| (key.clone(), value.clone()));
    all.filter(|(_, value)| !value.is_null()).collect()
}
