//! A certificate tells in the plan already for which names there will be a validation record: modules make one
//! `aws_route53_record` for each, and `for_each` needs to know them.

use std::collections::{BTreeMap, BTreeSet};

use tf_provider::value::Value;

const OPTIONS: &str = "domain_validation_options";

/// Puts the names into the plan of a certificate that is validated by DNS, if all are known.
pub(crate) fn plan(type_name: &str, state: &mut BTreeMap<String, Value>) {
    let by_dns = state.get("validation_method").and_then(Value::as_str) == Some("DNS");
    if type_name != "aws_acm_certificate" || !by_dns || !state.get(OPTIONS).is_some_and(Value::is_unknown) {
        return;
    }
    let Some(domain) = state.get("domain_name").and_then(Value::as_str) else { return };
    let mut names = BTreeSet::from([domain]);
    match state.get("subject_alternative_names") {
        Some(Value::Set(others)) => {
            for other in others {
                let Some(name) = other.as_str() else { return };
                names.insert(name);
            }
        }
        // left to the provider, which then takes the domain alone
        Some(Value::Unknown) | None => {}
        Some(_) => return,
    }
    let option = |name: &str| {
        let unknown = ["resource_record_name", "resource_record_type", "resource_record_value"];
        let known = ("domain_name", Value::string(name));
        Value::object(unknown.map(|name| (name, Value::Unknown)).into_iter().chain([known]))
    };
    let options = Value::set(names.into_iter().map(option).collect());
    state.insert(OPTIONS.to_owned(), options);
}
