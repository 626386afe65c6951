//! The `provider` block; what is refused whoever asks.

use tfplugin6::{DynamicValue, configure_provider, validate_provider_config, validate_resource_config};

use super::{Halt, StrictCore, capabilities};
use crate::strict::rule::Rule;
use crate::strict::value::{Value, write};

/// Nobody has a type of this name.
pub(super) const NOBODYS: &str = "nobody_has_this";
/// The one byte that msgpack never uses.
const GARBAGE: u8 = 0xc1;

impl StrictCore {
    /// Validates a `provider` block and configures the provider with it.
    pub async fn configure(&mut self, config: &Value) -> Result<(), Halt> {
        self.validate_provider(config).await?;
        self.configured = Some(config.clone());
        self.begin_walk().await
    }

    /// Configures the provider as it was before. Terraform does so at the beginning of each walk over the
    /// configuration, in a process of its own or in one that stays, and plans each resource once in a walk.
    pub(super) async fn begin_walk(&mut self) -> Result<(), Halt> {
        let Some(config) = &self.configured else { return Ok(()) };
        let request = configure_provider::Request {
            terraform_version: "1.16.0".to_owned(),
            config: write(config, &self.loaded.provider.ty()),
            client_capabilities: Some(capabilities(false)),
        };
        let mut client = self.client();
        let call = async move { client.configure_provider(request).await };
        let answer = self.call("ConfigureProvider", "provider", call).await?;
        self.heed("ConfigureProvider", "provider", &answer.diagnostics)
    }

    /// Validates a `provider` block.
    pub async fn validate_provider(&mut self, config: &Value) -> Result<(), Halt> {
        let request = validate_provider_config::Request { config: write(config, &self.loaded.provider.ty()) };
        let mut client = self.client();
        let call = async move { client.validate_provider_config(request).await };
        let answer = self.call("ValidateProviderConfig", "provider", call).await?;
        self.heed("ValidateProviderConfig", "provider", &answer.diagnostics)
    }

    /// Asks for a type that nobody has, and sends what is no value.
    pub async fn nonsense(&mut self) -> Result<(), Halt> {
        const RPC: &str = "ValidateResourceConfig";
        const BLOCK_RPC: &str = "ValidateProviderConfig";
        let config = Some(DynamicValue { msgpack: vec![0x80], json: Vec::new() });
        let request = validate_resource_config::Request {
            type_name: NOBODYS.to_owned(),
            config,
            client_capabilities: Some(capabilities(false)),
        };
        let mut client = self.client();
        let call = async move { client.validate_resource_config(request).await };
        let answer = self.call(RPC, NOBODYS, call).await?;
        let refused = self.heed(RPC, NOBODYS, &answer.diagnostics).is_err();
        self.ask(Rule::UnknownTypeRefused, RPC, NOBODYS, refused, || "it was valid".into());

        let config = Some(DynamicValue { msgpack: vec![GARBAGE], json: Vec::new() });
        let mut client = self.client();
        let call = async move {
            client.validate_provider_config(validate_provider_config::Request { config }).await
        };
        let answer = self.call(BLOCK_RPC, "provider", call).await?;
        let refused = self.heed(BLOCK_RPC, "provider", &answer.diagnostics).is_err();
        self.ask(Rule::GarbageRefused, BLOCK_RPC, "provider", refused, || "it was valid".into());
        Ok(())
    }
}
