//! Replies that can say no. Core loses the detail of a gRPC status, so every refusal is a reply with
//! diagnostics in it.

use tfplugin6 as wire;

use crate::diagnostic::Diagnostics;
use crate::to_wire;

/// A reply that carries diagnostics.
pub(super) trait Reply: Send + 'static {
    /// A reply that says why there is no other.
    fn refusal(why: Diagnostics) -> Self;
}

macro_rules! replies {
    ($($module:ident),* $(,)?) => {$(
        impl Reply for wire::$module::Response {
            fn refusal(why: Diagnostics) -> Self {
                let mut reply = Self::default();
                reply.diagnostics = to_wire::diagnostics(why);
                reply
            }
        }
    )*};
}

impl Reply for wire::call_function::Response {
    fn refusal(why: Diagnostics) -> Self {
        let text = why.iter().map(|letter| letter.detail.as_str()).collect::<Vec<_>>().join(" ");
        Self { result: None, error: Some(wire::FunctionError { text, function_argument: None }) }
    }
}

replies!(
    apply_resource_change,
    close_ephemeral_resource,
    configure_provider,
    configure_state_store,
    delete_state,
    generate_resource_config,
    get_functions,
    get_metadata,
    get_provider_schema,
    get_resource_identity_schemas,
    get_states,
    import_resource_state,
    lock_state,
    move_resource_state,
    open_ephemeral_resource,
    plan_action,
    plan_resource_change,
    read_data_source,
    read_resource,
    renew_ephemeral_resource,
    unlock_state,
    upgrade_resource_identity,
    upgrade_resource_state,
    validate_action_config,
    validate_data_resource_config,
    validate_ephemeral_resource_config,
    validate_list_resource_config,
    validate_provider_config,
    validate_resource_config,
    validate_state_store,
    write_state_bytes,
);
