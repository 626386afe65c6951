//! Putting an answer off: what a resource says when it cannot plan or read yet because something is not
//! known. Only a core that asked for it gets such an answer (an experiment of Terraform: `-allow-deferral`),
//! and only where something in the configuration is really unknown: during apply core *always* says that it
//! takes one, and then refuses it.

use crate::diagnostic::{Diagnostic, Diagnostics};

/// Why an answer is put off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deferral {
    /// The configuration of the thing itself has unknown values.
    ConfigUnknown,
    /// The `provider` block has unknown values.
    ProviderConfigUnknown,
    /// Something that must exist first does not exist yet.
    PrerequisiteAbsent,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It went wrong.
    Failed(Diagnostics),
    /// It cannot be said yet. A core that does not take this gets an error in the same sense.
    Deferred(Deferral),
}

impl Refusal {
    /// The same for a core that takes no deferral here.
    pub(crate) fn into_diagnostics(self) -> Diagnostics {
        let what = match self {
            Self::Failed(why) => return why,
            Self::Deferred(Deferral::ConfigUnknown) => "Its configuration has values",
            Self::Deferred(Deferral::ProviderConfigUnknown) => "The `provider` block has values",
            Self::Deferred(Deferral::PrerequisiteAbsent) => {
                "It needs something that does not exist yet, with values"
            }
        };
        Diagnostic::error(
            "Not known yet",
            format!(
                "{what} that are known only after apply. Nothing was changed. Apply what they come from first, \
                 for instance with `-target`, and then this."
            ),
        )
        .into()
    }
}

impl From<Diagnostics> for Refusal {
    fn from(why: Diagnostics) -> Self {
        Self::Failed(why)
    }
}

impl From<Diagnostic> for Refusal {
    fn from(why: Diagnostic) -> Self {
        Self::Failed(why.into())
    }
}
