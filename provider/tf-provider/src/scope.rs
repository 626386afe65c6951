//! What every call of a resource is handed first: when to stop, and what the core that asks can do.

use kit::stop::Stop;

use crate::value::Value;

/// What the core on the other side can do, as it says with each request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "the protocol's own independent flags")]
pub struct Capabilities {
    /// It accepts deferred answers. **Trap:** during apply core always says yes, whatever it said in plan;
    /// see [`Capabilities::is_apply_walk`].
    pub deferral: bool,
    /// It knows write-only attributes (Terraform 1.11 and later).
    pub write_only: bool,
    /// It hands planned private data back to the plan that it makes during apply (Terraform 1.16).
    pub planned_private: bool,
    /// It knows computed blocks (Terraform 1.16).
    pub computed_blocks: bool,
}

/// The scope of one call.
#[derive(Debug, Clone)]
pub struct Cx {
    /// Raised when the user cancels or when the time limit of the operation is over.
    pub stop: Stop,
    /// What the core can do.
    pub capabilities: Capabilities,
    /// Whether the `provider` block had unknown values when the provider was configured.
    pub provider_config_unknown: bool,
}

impl Cx {
    /// A scope of a provider whose configuration is known.
    pub fn new(stop: Stop, capabilities: Capabilities) -> Self {
        Self { stop, capabilities, provider_config_unknown: false }
    }

    /// Whether core takes a deferred answer to this call, and there is something unknown to put it down to.
    /// `config`: the configuration of the thing itself, if the call has one.
    pub fn may_defer(&self, config: Option<&Value>) -> bool {
        let open = config.is_some_and(|config| !config.is_wholly_known());
        self.capabilities.deferral && (open || self.provider_config_unknown)
    }
}

impl Capabilities {
    /// Whether a plan is surely the one that core makes again during apply. Since Terraform 1.9 core
    /// offers deferral there and, but for alpha builds run with `-allow-deferral`, nowhere else. `false`
    /// means that it cannot be told.
    pub fn is_apply_walk(self) -> bool {
        self.deferral
    }
}
