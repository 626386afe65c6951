//! The 36 RPCs as the generated trait wants them: each line hands on to the file that answers.

use tfplugin6 as wire;
use tokio_stream::{Once, once};
use tonic::{Request, Response, Status, Streaming};

use super::reply::Reply as _;
use super::{
    Server, apply, call, close, configure, functions, generate, identities, import, invoke, list, metadata,
    move_state, open, plan, plan_action, read, read_data, renew, schemas, unsupported, upgrade,
    upgrade_identity, validate,
};
use crate::to_wire;

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl wire::provider_server::Provider for Server {
    async fn get_metadata(
        &self,
        request: Request<wire::get_metadata::Request>,
    ) -> Answer<wire::get_metadata::Response> {
        self.inner
            .run("GetMetadata", |inner| async move { Ok(metadata::answer(&inner, request.into_inner())) })
            .await
    }

    async fn get_provider_schema(
        &self,
        request: Request<wire::get_provider_schema::Request>,
    ) -> Answer<wire::get_provider_schema::Response> {
        self.inner
            .run(
                "GetProviderSchema",
                |inner| async move { Ok(schemas::answer(&inner, request.into_inner())) },
            )
            .await
    }

    async fn validate_provider_config(
        &self,
        request: Request<wire::validate_provider_config::Request>,
    ) -> Answer<wire::validate_provider_config::Response> {
        self.inner
            .run("ValidateProviderConfig", |inner| validate::provider(inner, request.into_inner()))
            .await
    }

    async fn validate_resource_config(
        &self,
        request: Request<wire::validate_resource_config::Request>,
    ) -> Answer<wire::validate_resource_config::Response> {
        self.inner
            .run("ValidateResourceConfig", |inner| validate::resource(inner, request.into_inner()))
            .await
    }

    async fn configure_provider(
        &self,
        request: Request<wire::configure_provider::Request>,
    ) -> Answer<wire::configure_provider::Response> {
        self.inner.run("ConfigureProvider", |inner| configure::answer(inner, request.into_inner())).await
    }

    async fn upgrade_resource_state(
        &self,
        request: Request<wire::upgrade_resource_state::Request>,
    ) -> Answer<wire::upgrade_resource_state::Response> {
        self.inner
            .run("UpgradeResourceState", |inner| async move { upgrade::answer(&inner, request.into_inner()) })
            .await
    }

    async fn read_resource(
        &self,
        request: Request<wire::read_resource::Request>,
    ) -> Answer<wire::read_resource::Response> {
        self.inner.run("ReadResource", |inner| read::answer(inner, request.into_inner())).await
    }

    async fn plan_resource_change(
        &self,
        request: Request<wire::plan_resource_change::Request>,
    ) -> Answer<wire::plan_resource_change::Response> {
        self.inner.run("PlanResourceChange", |inner| plan::answer(inner, request.into_inner())).await
    }

    async fn apply_resource_change(
        &self,
        request: Request<wire::apply_resource_change::Request>,
    ) -> Answer<wire::apply_resource_change::Response> {
        self.inner.run("ApplyResourceChange", |inner| apply::answer(inner, request.into_inner())).await
    }

    async fn import_resource_state(
        &self,
        request: Request<wire::import_resource_state::Request>,
    ) -> Answer<wire::import_resource_state::Response> {
        self.inner.run("ImportResourceState", |inner| import::answer(inner, request.into_inner())).await
    }

    async fn upgrade_resource_identity(
        &self,
        request: Request<wire::upgrade_resource_identity::Request>,
    ) -> Answer<wire::upgrade_resource_identity::Response> {
        self.inner
            .run("UpgradeResourceIdentity", |inner| async move {
                upgrade_identity::answer(&inner, request.into_inner())
            })
            .await
    }

    async fn validate_data_resource_config(
        &self,
        request: Request<wire::validate_data_resource_config::Request>,
    ) -> Answer<wire::validate_data_resource_config::Response> {
        self.inner
            .run("ValidateDataResourceConfig", |inner| validate::data_source(inner, request.into_inner()))
            .await
    }

    async fn validate_ephemeral_resource_config(
        &self,
        request: Request<wire::validate_ephemeral_resource_config::Request>,
    ) -> Answer<wire::validate_ephemeral_resource_config::Response> {
        self.inner
            .run("ValidateEphemeralResourceConfig", |inner| validate::ephemeral(inner, request.into_inner()))
            .await
    }

    async fn validate_list_resource_config(
        &self,
        request: Request<wire::validate_list_resource_config::Request>,
    ) -> Answer<wire::validate_list_resource_config::Response> {
        self.inner
            .run("ValidateListResourceConfig", |inner| validate::list(inner, request.into_inner()))
            .await
    }

    async fn validate_action_config(
        &self,
        request: Request<wire::validate_action_config::Request>,
    ) -> Answer<wire::validate_action_config::Response> {
        self.inner.run("ValidateActionConfig", |inner| validate::action(inner, request.into_inner())).await
    }

    async fn move_resource_state(
        &self,
        request: Request<wire::move_resource_state::Request>,
    ) -> Answer<wire::move_resource_state::Response> {
        self.inner.run("MoveResourceState", |inner| move_state::answer(inner, request.into_inner())).await
    }

    async fn generate_resource_config(
        &self,
        request: Request<wire::generate_resource_config::Request>,
    ) -> Answer<wire::generate_resource_config::Response> {
        self.inner
            .run(
                "GenerateResourceConfig",
                |inner| async move { generate::answer(&inner, &request.into_inner()) },
            )
            .await
    }

    async fn read_data_source(
        &self,
        request: Request<wire::read_data_source::Request>,
    ) -> Answer<wire::read_data_source::Response> {
        self.inner.run("ReadDataSource", |inner| read_data::answer(inner, request.into_inner())).await
    }

    async fn open_ephemeral_resource(
        &self,
        request: Request<wire::open_ephemeral_resource::Request>,
    ) -> Answer<wire::open_ephemeral_resource::Response> {
        self.inner.run("OpenEphemeralResource", |inner| open::answer(inner, request.into_inner())).await
    }

    async fn renew_ephemeral_resource(
        &self,
        request: Request<wire::renew_ephemeral_resource::Request>,
    ) -> Answer<wire::renew_ephemeral_resource::Response> {
        self.inner.run("RenewEphemeralResource", |inner| renew::answer(inner, request.into_inner())).await
    }

    async fn close_ephemeral_resource(
        &self,
        request: Request<wire::close_ephemeral_resource::Request>,
    ) -> Answer<wire::close_ephemeral_resource::Response> {
        self.inner.run("CloseEphemeralResource", |inner| close::answer(inner, request.into_inner())).await
    }

    async fn plan_action(
        &self,
        request: Request<wire::plan_action::Request>,
    ) -> Answer<wire::plan_action::Response> {
        self.inner.run("PlanAction", |inner| plan_action::answer(inner, request.into_inner())).await
    }

    async fn get_resource_identity_schemas(
        &self,
        request: Request<wire::get_resource_identity_schemas::Request>,
    ) -> Answer<wire::get_resource_identity_schemas::Response> {
        self.inner
            .run("GetResourceIdentitySchemas", |inner| async move {
                identities::answer(&inner, request.into_inner())
            })
            .await
    }

    async fn get_functions(
        &self,
        request: Request<wire::get_functions::Request>,
    ) -> Answer<wire::get_functions::Response> {
        self.inner
            .run("GetFunctions", |inner| async move { functions::answer(&inner, request.into_inner()) })
            .await
    }

    async fn call_function(
        &self,
        request: Request<wire::call_function::Request>,
    ) -> Answer<wire::call_function::Response> {
        self.inner
            .run("CallFunction", |inner| async move { Ok(call::answer(&inner, &request.into_inner())) })
            .await
    }

    type ListResourceStream = list::Events;

    async fn list_resource(
        &self,
        request: Request<wire::list_resource::Request>,
    ) -> Answer<Self::ListResourceStream> {
        Ok(Response::new(list::answer(&self.inner, request.into_inner())))
    }

    type InvokeActionStream = invoke::Events;

    async fn invoke_action(
        &self,
        request: Request<wire::invoke_action::Request>,
    ) -> Answer<Self::InvokeActionStream> {
        Ok(Response::new(invoke::answer(&self.inner, request.into_inner())))
    }

    async fn configure_state_store(
        &self,
        _: Request<wire::configure_state_store::Request>,
    ) -> Answer<wire::configure_state_store::Response> {
        Ok(Response::new(wire::configure_state_store::Response::refusal(unsupported::because(
            "A state store",
        ))))
    }

    async fn lock_state(&self, _: Request<wire::lock_state::Request>) -> Answer<wire::lock_state::Response> {
        Ok(Response::new(wire::lock_state::Response::refusal(unsupported::because("A state store"))))
    }

    async fn unlock_state(
        &self,
        _: Request<wire::unlock_state::Request>,
    ) -> Answer<wire::unlock_state::Response> {
        Ok(Response::new(wire::unlock_state::Response::refusal(unsupported::because("A state store"))))
    }

    async fn get_states(&self, _: Request<wire::get_states::Request>) -> Answer<wire::get_states::Response> {
        Ok(Response::new(wire::get_states::Response::refusal(unsupported::because("A state store"))))
    }

    async fn delete_state(
        &self,
        _: Request<wire::delete_state::Request>,
    ) -> Answer<wire::delete_state::Response> {
        Ok(Response::new(wire::delete_state::Response::refusal(unsupported::because("A state store"))))
    }

    async fn validate_state_store_config(
        &self,
        _: Request<wire::validate_state_store::Request>,
    ) -> Answer<wire::validate_state_store::Response> {
        Ok(Response::new(wire::validate_state_store::Response::refusal(unsupported::because(
            "A state store",
        ))))
    }

    type ReadStateBytesStream = Once<Result<wire::read_state_bytes::Response, Status>>;

    async fn read_state_bytes(
        &self,
        _: Request<wire::read_state_bytes::Request>,
    ) -> Answer<Self::ReadStateBytesStream> {
        Ok(Response::new(once(Ok(wire::read_state_bytes::Response {
            diagnostics: to_wire::diagnostics(unsupported::because("A state store")),
            ..wire::read_state_bytes::Response::default()
        }))))
    }

    async fn write_state_bytes(
        &self,
        _: Request<Streaming<wire::write_state_bytes::RequestChunk>>,
    ) -> Answer<wire::write_state_bytes::Response> {
        Ok(Response::new(wire::write_state_bytes::Response::refusal(unsupported::because("A state store"))))
    }

    /// Answers at once: it asks the work in flight to stop, and the provider keeps serving.
    async fn stop_provider(
        &self,
        _: Request<wire::stop_provider::Request>,
    ) -> Answer<wire::stop_provider::Response> {
        tracing::info!("asked to stop what is in flight");
        self.inner.stop.stop();
        Ok(Response::new(wire::stop_provider::Response::default()))
    }
}
