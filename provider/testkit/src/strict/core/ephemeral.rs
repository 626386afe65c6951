//! Ephemeral resources: opened, renewed if they ask for it, closed.

use tfplugin6 as wire;

use super::data::of;
use super::{Halt, StrictCore, capabilities};
use crate::strict::rule::Rule;
use crate::strict::value::{Value, write};

impl StrictCore {
    /// Validates, opens, renews if that is asked for, and closes.
    pub async fn use_ephemeral(&mut self, type_name: &str, config: &Value) -> Result<Value, Halt> {
        const RPC: &str = "OpenEphemeralResource";
        let ty = of(&self.loaded.ephemeral, type_name)?.ty();
        let config = write(config, &ty);
        let request = wire::open_ephemeral_resource::Request {
            type_name: type_name.to_owned(),
            config,
            client_capabilities: Some(capabilities(false)),
        };
        let mut client = self.client();
        let call = async move { client.open_ephemeral_resource(request).await };
        let answer = self.call(RPC, type_name, call).await?;
        self.heed(RPC, type_name, &answer.diagnostics)?;
        self.deferral(RPC, type_name, false, answer.deferred.as_ref())?;
        let result = self.decode(RPC, type_name, answer.result.as_ref(), &ty)?;
        let whole = !result.is_null() && result.is_wholly_known();
        self.ask(Rule::EphemeralResult, RPC, type_name, whole, || format!("{result:?}"));
        let mut private = answer.private;
        if answer.renew_at.is_some() {
            private = self.renew(type_name, private).await?;
        }
        self.close(type_name, private).await?;
        if whole { Ok(result) } else { Err(Halt::Broken) }
    }

    /// Validates the configuration of an ephemeral resource.
    pub async fn validate_ephemeral(&mut self, type_name: &str, config: &Value) -> Result<(), Halt> {
        const RPC: &str = "ValidateEphemeralResourceConfig";
        let config = write(config, &of(&self.loaded.ephemeral, type_name)?.ty());
        let request =
            wire::validate_ephemeral_resource_config::Request { type_name: type_name.to_owned(), config };
        let mut client = self.client();
        let call = async move { client.validate_ephemeral_resource_config(request).await };
        let answer = self.call(RPC, type_name, call).await?;
        self.heed(RPC, type_name, &answer.diagnostics)
    }

    async fn renew(&mut self, type_name: &str, private: Option<Vec<u8>>) -> Result<Option<Vec<u8>>, Halt> {
        const RPC: &str = "RenewEphemeralResource";
        let request = wire::renew_ephemeral_resource::Request {
            type_name: type_name.to_owned(),
            private: private.clone(),
        };
        let mut client = self.client();
        let call = async move { client.renew_ephemeral_resource(request).await };
        let answer = self.call(RPC, type_name, call).await?;
        let renewed = self.heed(RPC, type_name, &answer.diagnostics);
        self.ask(Rule::EphemeralRenews, RPC, type_name, renewed.is_ok(), || format!("{renewed:?}"));
        Ok(answer.private.or(private))
    }

    async fn close(&mut self, type_name: &str, private: Option<Vec<u8>>) -> Result<(), Halt> {
        const RPC: &str = "CloseEphemeralResource";
        let request = wire::close_ephemeral_resource::Request { type_name: type_name.to_owned(), private };
        let mut client = self.client();
        let call = async move { client.close_ephemeral_resource(request).await };
        let answer = self.call(RPC, type_name, call).await?;
        let closed = self.heed(RPC, type_name, &answer.diagnostics);
        self.ask(Rule::EphemeralCloses, RPC, type_name, closed.is_ok(), || format!("{closed:?}"));
        Ok(())
    }
}
