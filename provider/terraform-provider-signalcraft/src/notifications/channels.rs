//! What each type of receiver needs and may have, as a table; and what a configuration breaks of it.

use notify::Receiver;
use tf_provider::diagnostic::Diagnostics;
use tf_provider::fields::Fields;
use tf_provider::value::{Step, Value};

use super::source::Trouble;
use super::{Channel, Configured, diagnose, path};

/// One type of receiver.
struct Type {
    name: &'static str,
    /// Of each of these, exactly one.
    needs: &'static [&'static [&'static str]],
    /// At most one of each of these.
    may: &'static [&'static [&'static str]],
}

const TYPES: [Type; 4] = [
    Type { name: "slack", needs: &[&["webhook_url", "webhook_url_secret_arn"]], may: &[] },
    Type {
        name: "pagerduty",
        needs: &[&["routing_key", "routing_key_secret_arn"]],
        may: &[&["region"], &["base_url"]],
    },
    Type { name: "email", needs: &[&["from"], &["to"]], may: &[&["reply_to"], &["configuration_set"]] },
    Type {
        name: "webhook",
        needs: &[&["url", "url_secret_arn"]],
        may: &[&["signing_secret", "signing_secret_arn"], &["headers"]],
    },
];

/// What every type may have.
const COMMON: [&str; 3] = ["type", "events", "environments"];

/// What is wrong with the receivers of a provider block. Unknown values may still turn out right.
pub(crate) fn check(config: &Value) -> Diagnostics {
    let mut found = Diagnostics::new();
    let Some(Value::Map(entries)) = config.get("notifications") else { return found };
    for (name, entry) in entries {
        let fields = Fields::root(entry);
        let Some(kind) = fields.string("type").known() else { continue };
        let Some(kind) = TYPES.iter().find(|each| each.name == kind) else { continue };
        let before = found.iter().count();
        check_attributes(name, &fields, entry, kind, &mut found);
        if found.iter().count() == before {
            check_values(name, &fields, &mut found);
        }
    }
    found
}

fn check_attributes(name: &str, fields: &Fields<'_>, entry: &Value, kind: &Type, found: &mut Diagnostics) {
    let at = |attribute: &str| path(name).with(Step::Attribute(attribute.to_owned()));
    let is_set = |attribute: &&&str| !fields.value(attribute).is_null();
    for group in kind.needs {
        match group.iter().filter(is_set).count() {
            1 => {}
            0 => found.push(diagnose::lacks(name, kind.name, group)),
            _ => found.push(diagnose::too_many(name, group).at(at(group[1]))),
        }
    }
    for group in kind.may.iter().filter(|group| group.iter().filter(is_set).count() > 1) {
        found.push(diagnose::too_many(name, group).at(at(group[1])));
    }
    let Value::Object(attributes) = entry else { return };
    let known = |attribute: &str| {
        let mut all = kind.needs.iter().chain(kind.may).flat_map(|group| group.iter());
        COMMON.contains(&attribute) || all.any(|each| *each == attribute)
    };
    for (attribute, _) in attributes.iter().filter(|(name, value)| !value.is_null() && !known(name)) {
        found.push(diagnose::not_of_this_type(name, kind.name, attribute).at(at(attribute)));
    }
}

/// What can be seen of the values without opening a secret that is kept elsewhere.
fn check_values(name: &str, fields: &Fields<'_>, found: &mut Diagnostics) {
    use super::source::Source;
    let given =
        |source: &Source| if let Source::Given(secret) = source { Some(secret.clone()) } else { None };
    let made = match Configured::read(name, fields).channel {
        Channel::Slack { url } => given(&url).map(|url| Receiver::slack(name, url)),
        Channel::PagerDuty { key, region, base_url } => {
            given(&key).map(|key| Receiver::pagerduty(name, key, region, base_url.as_deref()))
        }
        Channel::Email(settings) => {
            let known = ["from", "to", "reply_to"].iter().all(|name| fields.value(name).is_wholly_known());
            known.then(|| Receiver::email(name, settings))
        }
        Channel::Webhook { url, secret, headers } => {
            let headers = headers.into_iter().map(|(name, value)| (name, value.into())).collect();
            let secret = secret.as_ref().and_then(given);
            given(&url).map(|url| Receiver::webhook(name, url, secret, headers))
        }
        Channel::NotKnownYet => None,
    };
    if let Some(Err(error)) = made {
        found.push(diagnose::trouble(name, &Trouble::Receiver(error)));
    }
}
