//! What this provider does not have, said politely: core never asks for what the schema does not declare,
//! so whoever asks is a test or another client.

use crate::diagnostic::{Diagnostic, Diagnostics};

/// The refusal.
pub(super) fn because(what: &str) -> Diagnostics {
    Diagnostic::error(
        "Not supported by this provider",
        format!("{what} was asked for, and this provider declares none. Look into its documentation."),
    )
    .into()
}
