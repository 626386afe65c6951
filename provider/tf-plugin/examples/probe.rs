//! A provider that does what a test asks for: echo, wait, panic. It is the target of the protocol tests for
//! what no real provider does on purpose, and shows how little a provider has to know of the host.
//!
//! Its data sources: `probe_echo` gives its configuration back; `probe_sleep` waits until the process is
//! asked to end, a minute at most; `probe_stubborn` waits and cannot be asked; `probe_panic` panics where
//! it is contained; `probe_crash` panics on a thread of its own.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Duration;

use futures_util::stream::Pending;
use tf_plugin::{Drain, Ending, Identity};
use tfplugin6::provider_server::Provider;
use tfplugin6::schema::{Attribute, Block};
use tfplugin6::{
    Diagnostic, Schema, ServerCapabilities, configure_provider, diagnostic, get_metadata,
    get_provider_schema, read_data_source, stop_provider, validate_data_resource_config,
    validate_provider_config,
};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tonic::{Request, Response, Status, Streaming};

const IDENTITY: Identity =
    Identity { address: "registry.terraform.io/signalcraft/probe", name: "probe", crates: &["probe"] };
const DATA_SOURCES: [&str; 5] = ["probe_echo", "probe_sleep", "probe_stubborn", "probe_panic", "probe_crash"];
/// A test that goes wrong must not leave a process that waits for ever.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

fn main() -> ExitCode {
    let debug = std::env::args().any(|argument| argument == "--debug");
    tf_plugin::run(IDENTITY, debug, |_environment| Probe::default())
}

#[derive(Default)]
struct Probe {
    work: TaskTracker,
    stop: CancellationToken,
}

impl Drain for Probe {
    async fn drain(&self, _why: Ending) {
        self.stop.cancel();
        self.work.close();
        self.work.wait().await;
    }
}

impl Probe {
    /// Work runs on a task of its own, as in a real provider: a call that is cancelled must not abort it.
    async fn read(
        &self,
        request: read_data_source::Request,
    ) -> Result<read_data_source::Response, Diagnostic> {
        let stop = self.stop.clone();
        let work = self.work.spawn(tf_plugin::panic::contained(async move {
            let kind = request.type_name.clone();
            tracing::info!(tf_data_source_type = kind, password = "hunter2", "reading");
            match kind.as_str() {
                "probe_sleep" => drop(tokio::time::timeout(LONGEST_WAIT, stop.cancelled()).await),
                "probe_stubborn" => tokio::time::sleep(LONGEST_WAIT).await,
                "probe_panic" => panic!("the probe was asked to panic"),
                "probe_crash" => crash(),
                _ => {}
            }
            read_data_source::Response { state: request.config, ..Default::default() }
        }));
        match work.await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(report)) => Err(error("The provider panicked", &report.to_string())),
            Err(error_) => Err(error("The work was lost", &error_.to_string())),
        }
    }
}

/// A panic on a thread that is not contained. The call fails with it, as a call does whose helper is gone.
fn crash() {
    let doomed = std::thread::Builder::new().name("doomed".to_owned());
    let doomed = doomed.spawn(|| panic!("the probe was asked to crash"));
    if let Ok(doomed) = doomed
        && doomed.join().is_err()
    {
        panic!("the thread that was to help is gone");
    }
}

fn error(summary: &str, detail: &str) -> Diagnostic {
    Diagnostic {
        severity: diagnostic::Severity::Error.into(),
        summary: summary.to_owned(),
        detail: detail.to_owned(),
        attribute: None,
    }
}

fn schema() -> Schema {
    let text = Attribute {
        name: "text".to_owned(),
        r#type: br#""string""#.to_vec(),
        optional: true,
        ..Default::default()
    };
    Schema { version: 0, block: Some(Block { attributes: vec![text], ..Default::default() }) }
}

fn capabilities() -> ServerCapabilities {
    ServerCapabilities { get_provider_schema_optional: true, plan_destroy: true, ..Default::default() }
}

/// The provider with the given calls, and with the named ones answered as not implemented: a probe of the
/// host contract has no use for them.
macro_rules! provider {
    ({ $($given:tt)* } unimplemented { $($name:ident($module:ident);)* }) => {
        #[tonic::async_trait]
        impl Provider for Probe {
            $($given)*
            $(
                async fn $name(
                    &self,
                    _request: Request<tfplugin6::$module::Request>,
                ) -> Result<Response<tfplugin6::$module::Response>, Status> {
                    Err(Status::unimplemented(stringify!($name)))
                }
            )*
        }
    };
}

provider! {{
    async fn get_metadata(
        &self,
        _request: Request<get_metadata::Request>,
    ) -> Result<Response<get_metadata::Response>, Status> {
        let data_sources = DATA_SOURCES
            .map(|name| get_metadata::DataSourceMetadata { type_name: name.to_owned() })
            .to_vec();
        let server_capabilities = Some(capabilities());
        Ok(Response::new(get_metadata::Response { data_sources, server_capabilities, ..Default::default() }))
    }

    async fn get_provider_schema(
        &self,
        _request: Request<get_provider_schema::Request>,
    ) -> Result<Response<get_provider_schema::Response>, Status> {
        tracing::debug!("schema asked for");
        Ok(Response::new(get_provider_schema::Response {
            provider: Some(Schema { version: 0, block: Some(Block::default()) }),
            data_source_schemas: DATA_SOURCES
                .map(|name| (name.to_owned(), schema()))
                .into_iter()
                .collect::<BTreeMap<_, _>>(),
            server_capabilities: Some(capabilities()),
            ..Default::default()
        }))
    }

    async fn validate_provider_config(
        &self,
        _request: Request<validate_provider_config::Request>,
    ) -> Result<Response<validate_provider_config::Response>, Status> {
        Ok(Response::new(validate_provider_config::Response::default()))
    }

    async fn validate_data_resource_config(
        &self,
        _request: Request<validate_data_resource_config::Request>,
    ) -> Result<Response<validate_data_resource_config::Response>, Status> {
        Ok(Response::new(validate_data_resource_config::Response::default()))
    }

    async fn configure_provider(
        &self,
        _request: Request<configure_provider::Request>,
    ) -> Result<Response<configure_provider::Response>, Status> {
        Ok(Response::new(configure_provider::Response::default()))
    }

    async fn read_data_source(
        &self,
        request: Request<read_data_source::Request>,
    ) -> Result<Response<read_data_source::Response>, Status> {
        let response = self.read(request.into_inner()).await.unwrap_or_else(|diagnostic| {
            read_data_source::Response { diagnostics: vec![diagnostic], ..Default::default() }
        });
        Ok(Response::new(response))
    }

    async fn stop_provider(
        &self,
        _request: Request<stop_provider::Request>,
    ) -> Result<Response<stop_provider::Response>, Status> {
        Ok(Response::new(stop_provider::Response::default()))
    }


    type ListResourceStream = Pending<Result<tfplugin6::list_resource::Event, Status>>;

    async fn list_resource(
        &self,
        _request: Request<tfplugin6::list_resource::Request>,
    ) -> Result<Response<Self::ListResourceStream>, Status> {
        Err(Status::unimplemented("list_resource"))
    }

    type InvokeActionStream = Pending<Result<tfplugin6::invoke_action::Event, Status>>;

    async fn invoke_action(
        &self,
        _request: Request<tfplugin6::invoke_action::Request>,
    ) -> Result<Response<Self::InvokeActionStream>, Status> {
        Err(Status::unimplemented("invoke_action"))
    }

    type ReadStateBytesStream = Pending<Result<tfplugin6::read_state_bytes::Response, Status>>;

    async fn read_state_bytes(
        &self,
        _request: Request<tfplugin6::read_state_bytes::Request>,
    ) -> Result<Response<Self::ReadStateBytesStream>, Status> {
        Err(Status::unimplemented("read_state_bytes"))
    }

    async fn write_state_bytes(
        &self,
        _request: Request<Streaming<tfplugin6::write_state_bytes::RequestChunk>>,
    ) -> Result<Response<tfplugin6::write_state_bytes::Response>, Status> {
        Err(Status::unimplemented("write_state_bytes"))
    }
} unimplemented {
    get_resource_identity_schemas(get_resource_identity_schemas);
    validate_resource_config(validate_resource_config);
    validate_ephemeral_resource_config(validate_ephemeral_resource_config);
    validate_list_resource_config(validate_list_resource_config);
    validate_action_config(validate_action_config);
    validate_state_store_config(validate_state_store);
    upgrade_resource_state(upgrade_resource_state);
    upgrade_resource_identity(upgrade_resource_identity);
    read_resource(read_resource);
    plan_resource_change(plan_resource_change);
    apply_resource_change(apply_resource_change);
    import_resource_state(import_resource_state);
    move_resource_state(move_resource_state);
    generate_resource_config(generate_resource_config);
    open_ephemeral_resource(open_ephemeral_resource);
    renew_ephemeral_resource(renew_ephemeral_resource);
    close_ephemeral_resource(close_ephemeral_resource);
    get_functions(get_functions);
    call_function(call_function);
    plan_action(plan_action);
    configure_state_store(configure_state_store);
    lock_state(lock_state);
    unlock_state(unlock_state);
    get_states(get_states);
    delete_state(delete_state);
}}
