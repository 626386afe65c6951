//! Letters about ephemeral values. What AWS says is put into words where the resources have theirs.

use aws_adapter::{AwsError, DescribeDatabaseError};
use tf_provider::diagnostic::Diagnostic;
use tf_provider::value::{Path, Step};

use crate::migrations::letters;

const SAFE: &str = "Nothing was changed, and no token was made.";

/// RDS does not say where the database is.
pub(super) fn not_described(error: &DescribeDatabaseError) -> Diagnostic {
    let letter = letters::describe(error);
    let letter_is_at = match letter.attribute.steps().last() {
        Some(Step::Attribute(name)) if name.starts_with("rds_") => Path::attribute(name),
        _ => Path::root(),
    };
    let diagnostic = Diagnostic::error(letter.title, format!("{} {SAFE}", letter.text));
    if letter_is_at.is_root() { diagnostic } else { diagnostic.at(letter_is_at) }
}

/// The token could not be signed.
pub(super) fn no_token(error: &AwsError) -> Diagnostic {
    Diagnostic::error("No login token", format!("{} {SAFE}", letters::aws(error)))
}

/// The user or a time limit was faster.
pub(super) fn not_waited_for() -> Diagnostic {
    Diagnostic::error("Stopped", format!("The work was cancelled before AWS answered. {SAFE}"))
}
