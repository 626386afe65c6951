//! Data sources.

use tfplugin6::{read_data_source, validate_data_resource_config};

use super::{Halt, StrictCore, capabilities};
use crate::strict::rule::Rule;
use crate::strict::schema::Schema;
use crate::strict::value::{Value, write};

impl StrictCore {
    /// Validates the configuration of a data source.
    pub async fn validate_data(&mut self, type_name: &str, config: &Value) -> Result<(), Halt> {
        const RPC: &str = "ValidateDataResourceConfig";
        let ty = of(&self.loaded.data, type_name)?.ty();
        let config = write(config, &ty);
        let request = validate_data_resource_config::Request { type_name: type_name.to_owned(), config };
        let mut client = self.client();
        let call = async move { client.validate_data_resource_config(request).await };
        let answer = self.call(RPC, type_name, call).await?;
        self.heed(RPC, type_name, &answer.diagnostics)
    }

    /// Reads a data source.
    pub async fn read_data(&mut self, type_name: &str, config: &Value) -> Result<Value, Halt> {
        const RPC: &str = "ReadDataSource";
        let ty = of(&self.loaded.data, type_name)?.ty();
        let request = read_data_source::Request {
            type_name: type_name.to_owned(),
            config: write(config, &ty),
            client_capabilities: Some(capabilities(false)),
            ..Default::default()
        };
        let mut client = self.client();
        let call = async move { client.read_data_source(request).await };
        let answer = self.call(RPC, type_name, call).await?;
        self.heed(RPC, type_name, &answer.diagnostics)?;
        self.deferral(RPC, type_name, false, answer.deferred.as_ref())?;
        let state = self.decode(RPC, type_name, answer.state.as_ref(), &ty)?;
        let whole = !state.is_null() && state.is_wholly_known();
        self.ask(Rule::DataResult, RPC, type_name, whole, || format!("{state:?}"));
        if whole { Ok(state) } else { Err(Halt::Broken) }
    }
}

/// The schema of a type; of one that is not there nothing can be asked.
pub(super) fn of(all: &std::collections::BTreeMap<String, Schema>, type_name: &str) -> Result<Schema, Halt> {
    all.get(type_name).cloned().ok_or_else(|| Halt::Refused(format!("the schemas have no {type_name}")))
}
