//! Letters about receivers and about what became of a message. No secret of a receiver is in them.

use notify::{DeliveryError, ReceiverError};
use tf_provider::diagnostic::Diagnostic;
use tf_provider::schema::nearest;
use tf_provider::value::{Path, Step};

use super::source::Trouble;
use super::{Notifications, path};
use crate::migrations::letters;

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
}

pub(super) fn lacks(name: &str, kind: &str, group: &[&str]) -> Diagnostic {
    let names = group.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ");
    Diagnostic::error(
        "Attribute missing",
        format!("The receiver \"{name}\" is of type `{kind}` and needs {names}."),
    )
    .at(path(name))
}

pub(super) fn too_many(name: &str, group: &[&str]) -> Diagnostic {
    Diagnostic::error(
        "Attributes exclude each other",
        format!("The receiver \"{name}\" has {} set; only one of them can be.", list(group)),
    )
}

pub(super) fn not_of_this_type(name: &str, kind: &str, attribute: &str) -> Diagnostic {
    Diagnostic::error(
        "Attribute of another type",
        format!(
            "The receiver \"{name}\" is of type `{kind}`, which has no use for `{attribute}`. Take it out, or \
             correct `type`."
        ),
    )
}

/// There is no such receiver.
pub(crate) fn no_receiver(name: &str, all: &Notifications) -> Diagnostic {
    let names = all.names().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let there = if names.is_empty() { "none".to_owned() } else { names };
    let hint =
        nearest(name, all.names()).map_or_else(String::new, |meant| format!(" Did you mean \"{meant}\"?"));
    Diagnostic::error(
        "No such receiver",
        format!("The provider block's `notifications` has {there}, and no \"{name}\".{hint}"),
    )
}

/// A receiver that cannot be used.
pub(crate) fn trouble(name: &str, trouble: &Trouble) -> Diagnostic {
    match trouble {
        Trouble::NotKnownYet(at) => Diagnostic::error(
            "Not known yet",
            format!("`{at}` is known only after apply, and is needed to tell \"{name}\"."),
        ),
        Trouble::NoAws(at) => Diagnostic::error(
            "No access to AWS",
            format!("`{at}` names a secret, and the provider block does not say yet how to reach AWS."),
        ),
        Trouble::Secret { attribute, error } => Diagnostic::error(
            "The secret cannot be read",
            format!("`{attribute}`: {}", letters::secret(error)),
        ),
        Trouble::Receiver(error) => {
            let text = kit::error::chain(error);
            let diagnostic = Diagnostic::error(
                "The receiver cannot be used",
                format!(
                    "The receiver \"{name}\": {text}. Correct it in the provider block's `notifications`."
                ),
            );
            diagnostic.at(path(name).with(Step::Attribute(attribute(error).to_owned())))
        }
    }
}

fn attribute(error: &ReceiverError) -> &'static str {
    match error {
        ReceiverError::NotAnAddress { attribute }
        | ReceiverError::NotEncrypted { attribute }
        | ReceiverError::NotAMailAddress { attribute, .. } => attribute,
        ReceiverError::NotARoutingKey => "routing_key",
        ReceiverError::EmptySecret => "signing_secret",
        ReceiverError::AddressCount { .. } => "to",
        ReceiverError::Header { .. } => "headers",
    }
}

/// A message that did not arrive: a warning, since nothing else depends on it.
pub(crate) fn not_delivered(name: &str, error: &DeliveryError) -> Diagnostic {
    Diagnostic::warning(
        format!("\"{name}\" was not told"),
        format!(
            "{}. Everything else went on as it should. Look at the receiver, and send again if it matters.",
            letters::sentence(&kit::error::chain(error))
        ),
    )
}

/// A receiver that could not even be tried, as a warning.
pub(crate) fn not_tried(name: &str, why: &Diagnostic) -> Diagnostic {
    Diagnostic::warning(
        format!("\"{name}\" was not told"),
        format!("{}: {} Everything else went on as it should.", why.summary, why.detail),
    )
}

/// Reading secrets took all the time there was.
pub(crate) fn too_slow(name: &str, bound: std::time::Duration) -> Diagnostic {
    Diagnostic::warning(
        format!("\"{name}\" was not told"),
        format!(
            "Its secret could not be read within {}, and a notification holds nothing up for longer. Everything \
             else went on as it should.",
            kit::duration::format(bound)
        ),
    )
}

/// Told to only look.
pub(crate) fn read_only() -> Diagnostic {
    Diagnostic::error(
        "The provider may only read",
        "`read_only` is set in the provider block, and a notification is something that others see. Nothing was \
         sent.",
    )
}

/// A message has nothing to say.
pub(crate) fn message_without_title() -> Diagnostic {
    Diagnostic::error("Attribute missing", "A message needs a `title`: it is what people see first.")
        .at(Path::attribute("title"))
}

/// Where names of receivers stand in an action.
pub(crate) fn at_receiver(position: usize) -> Path {
    Path::attribute("to").with(Step::Index(i64::try_from(position).unwrap_or(i64::MAX)))
}
