//! The calls, each handed to what answers it.

use futures_util::stream::{self, Iter, Pending};
use testkit::client::tonic::{self, Request, Response, Status, Streaming};
use testkit::client::wire::{self, Diagnostic, ResourceIdentityData, provider_server::Provider};
use testkit::strict::Rule;
use testkit::strict::value::{Value, from_json, write};

use super::{THING, Toy, of};

type Events<T> = Iter<std::vec::IntoIter<Result<T, Status>>>;

fn events<T>(all: Vec<T>) -> Response<Events<T>> {
    Response::new(stream::iter(all.into_iter().map(Ok).collect::<Vec<_>>()))
}

/// The answer, or one that has nothing but diagnostics.
macro_rules! answered {
    ($answer:expr, $module:ident) => {
        Ok(Response::new($answer.unwrap_or_else(|diagnostics: Vec<Diagnostic>| wire::$module::Response {
            diagnostics,
            ..Default::default()
        })))
    };
}

/// The calls, those that are always well, and those that it does not have.
macro_rules! provider {
    ({ $($given:tt)* } well { $($well:ident($fine:ident);)* } none { $($name:ident($module:ident);)* }) => {
        #[tonic::async_trait]
        impl Provider for Toy {
            $($given)*
            $(
                async fn $well(
                    &self,
                    _request: Request<wire::$fine::Request>,
                ) -> Result<Response<wire::$fine::Response>, Status> {
                    Ok(Response::new(wire::$fine::Response::default()))
                }
            )*
            $(
                async fn $name(
                    &self,
                    _request: Request<wire::$module::Request>,
                ) -> Result<Response<wire::$module::Response>, Status> {
                    Err(Status::unimplemented(stringify!($name)))
                }
            )*
        }
    };
}

provider! {{
    async fn get_metadata(
        &self,
        _request: Request<wire::get_metadata::Request>,
    ) -> Result<Response<wire::get_metadata::Response>, Status> {
        Ok(Response::new(self.metadata()))
    }

    async fn get_provider_schema(
        &self,
        _request: Request<wire::get_provider_schema::Request>,
    ) -> Result<Response<wire::get_provider_schema::Response>, Status> {
        Ok(Response::new(self.schemas()))
    }

    async fn get_resource_identity_schemas(
        &self,
        _request: Request<wire::get_resource_identity_schemas::Request>,
    ) -> Result<Response<wire::get_resource_identity_schemas::Response>, Status> {
        let identity_schemas = self.identities();
        Ok(Response::new(wire::get_resource_identity_schemas::Response { identity_schemas, ..Default::default() }))
    }

    async fn get_functions(
        &self,
        _request: Request<wire::get_functions::Request>,
    ) -> Result<Response<wire::get_functions::Response>, Status> {
        if self.is(Rule::Timely) {
            std::future::pending::<()>().await;
        }
        Ok(Response::new(wire::get_functions::Response { functions: self.functions(), ..Default::default() }))
    }

    async fn validate_provider_config(
        &self,
        request: Request<wire::validate_provider_config::Request>,
    ) -> Result<Response<wire::validate_provider_config::Response>, Status> {
        if self.is_dead() {
            return Err(Status::unavailable("gone"));
        }
        let ty = wire_type();
        let diagnostics = match of(request.into_inner().config.as_ref(), &ty) {
            Err(why) if !self.is(Rule::GarbageRefused) => why,
            _ => Vec::new(),
        };
        Ok(Response::new(wire::validate_provider_config::Response { diagnostics }))
    }

    async fn validate_resource_config(
        &self,
        request: Request<wire::validate_resource_config::Request>,
    ) -> Result<Response<wire::validate_resource_config::Response>, Status> {
        let request = request.into_inner();
        if self.is(Rule::Diagnosed) && Self::fields(&request.type_name).is_none() {
            return Err(Status::internal("what is that?"));
        }
        let diagnostics = self.validate(&request);
        Ok(Response::new(wire::validate_resource_config::Response { diagnostics }))
    }

    async fn plan_resource_change(
        &self,
        request: Request<wire::plan_resource_change::Request>,
    ) -> Result<Response<wire::plan_resource_change::Response>, Status> {
        answered!(self.plan(&request.into_inner()), plan_resource_change)
    }

    async fn apply_resource_change(
        &self,
        request: Request<wire::apply_resource_change::Request>,
    ) -> Result<Response<wire::apply_resource_change::Response>, Status> {
        answered!(self.apply(&request.into_inner()).await, apply_resource_change)
    }

    async fn read_resource(
        &self,
        request: Request<wire::read_resource::Request>,
    ) -> Result<Response<wire::read_resource::Response>, Status> {
        answered!(self.read(&request.into_inner()), read_resource)
    }

    async fn upgrade_resource_state(
        &self,
        request: Request<wire::upgrade_resource_state::Request>,
    ) -> Result<Response<wire::upgrade_resource_state::Response>, Status> {
        answered!(self.upgrade(&request.into_inner()), upgrade_resource_state)
    }

    async fn upgrade_resource_identity(
        &self,
        request: Request<wire::upgrade_resource_identity::Request>,
    ) -> Result<Response<wire::upgrade_resource_identity::Response>, Status> {
        let raw = request.into_inner().raw_identity.map(|raw| raw.json).unwrap_or_default();
        let ty = Self::identity_type();
        let json = serde_json::from_slice(&raw).map_err(|why| Status::invalid_argument(why.to_string()))?;
        let mut identity = from_json(&json, &ty).map_err(|why| Status::invalid_argument(why.to_string()))?;
        if self.is(Rule::IdentityUpgrade) {
            identity.put("id", Value::string("upgraded"));
        }
        let upgraded_identity = Some(ResourceIdentityData { identity_data: write(&identity, &ty) });
        Ok(Response::new(wire::upgrade_resource_identity::Response { upgraded_identity, ..Default::default() }))
    }

    async fn import_resource_state(
        &self,
        request: Request<wire::import_resource_state::Request>,
    ) -> Result<Response<wire::import_resource_state::Response>, Status> {
        answered!(self.import(&request.into_inner()), import_resource_state)
    }

    async fn move_resource_state(
        &self,
        request: Request<wire::move_resource_state::Request>,
    ) -> Result<Response<wire::move_resource_state::Response>, Status> {
        Ok(Response::new(self.take_over(&request.into_inner().target_type_name)))
    }

    async fn generate_resource_config(
        &self,
        request: Request<wire::generate_resource_config::Request>,
    ) -> Result<Response<wire::generate_resource_config::Response>, Status> {
        answered!(self.generate(&request.into_inner()), generate_resource_config)
    }

    async fn read_data_source(
        &self,
        request: Request<wire::read_data_source::Request>,
    ) -> Result<Response<wire::read_data_source::Response>, Status> {
        answered!(self.read_data(&request.into_inner()), read_data_source)
    }

    async fn call_function(
        &self,
        request: Request<wire::call_function::Request>,
    ) -> Result<Response<wire::call_function::Response>, Status> {
        Ok(Response::new(self.call(&request.into_inner())))
    }

    async fn open_ephemeral_resource(
        &self,
        request: Request<wire::open_ephemeral_resource::Request>,
    ) -> Result<Response<wire::open_ephemeral_resource::Response>, Status> {
        answered!(self.open_token(&request.into_inner()), open_ephemeral_resource)
    }

    async fn renew_ephemeral_resource(
        &self,
        request: Request<wire::renew_ephemeral_resource::Request>,
    ) -> Result<Response<wire::renew_ephemeral_resource::Response>, Status> {
        Ok(Response::new(self.renew(request.into_inner().private.as_deref())))
    }

    async fn close_ephemeral_resource(
        &self,
        request: Request<wire::close_ephemeral_resource::Request>,
    ) -> Result<Response<wire::close_ephemeral_resource::Response>, Status> {
        Ok(Response::new(self.close(request.into_inner().private.as_deref())))
    }

    type ListResourceStream = Events<wire::list_resource::Event>;

    async fn list_resource(
        &self,
        request: Request<wire::list_resource::Request>,
    ) -> Result<Response<Self::ListResourceStream>, Status> {
        Ok(events(self.list(&request.into_inner())))
    }

    async fn plan_action(
        &self,
        _request: Request<wire::plan_action::Request>,
    ) -> Result<Response<wire::plan_action::Response>, Status> {
        Ok(Response::new(self.plan_action()))
    }

    type InvokeActionStream = Events<wire::invoke_action::Event>;

    async fn invoke_action(
        &self,
        _request: Request<wire::invoke_action::Request>,
    ) -> Result<Response<Self::InvokeActionStream>, Status> {
        Ok(events(self.invoke()))
    }

    async fn stop_provider(
        &self,
        _request: Request<wire::stop_provider::Request>,
    ) -> Result<Response<wire::stop_provider::Response>, Status> {
        self.0.stops.send_modify(|stops| *stops += 1);
        self.play_dead(self.is(Rule::ServesOn));
        let error = if self.is(Rule::StopReplies) { "not now".to_owned() } else { String::new() };
        Ok(Response::new(wire::stop_provider::Response { error }))
    }

    async fn validate_state_store_config(
        &self,
        _request: Request<wire::validate_state_store::Request>,
    ) -> Result<Response<wire::validate_state_store::Response>, Status> {
        Err(Status::unimplemented("state stores"))
    }

    type ReadStateBytesStream = Pending<Result<wire::read_state_bytes::Response, Status>>;

    async fn read_state_bytes(
        &self,
        _request: Request<wire::read_state_bytes::Request>,
    ) -> Result<Response<Self::ReadStateBytesStream>, Status> {
        Err(Status::unimplemented("state stores"))
    }

    async fn write_state_bytes(
        &self,
        _request: Request<Streaming<wire::write_state_bytes::RequestChunk>>,
    ) -> Result<Response<wire::write_state_bytes::Response>, Status> {
        Err(Status::unimplemented("state stores"))
    }
} well {
    configure_provider(configure_provider);
    validate_data_resource_config(validate_data_resource_config);
    validate_ephemeral_resource_config(validate_ephemeral_resource_config);
    validate_list_resource_config(validate_list_resource_config);
    validate_action_config(validate_action_config);
} none {
    configure_state_store(configure_state_store);
    lock_state(lock_state);
    unlock_state(unlock_state);
    get_states(get_states);
    delete_state(delete_state);
}}

/// The type of the `provider` block.
fn wire_type() -> testkit::strict::value::Type {
    let schema = Toy::new(None).schemas().provider.into_iter();
    Toy::type_of(&schema.map(|schema| (THING.to_owned(), schema)).collect(), THING)
}
