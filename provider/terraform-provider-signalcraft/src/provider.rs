//! The `provider "signalcraft"` block.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use aws_adapter::{AssumeRole, Aws, Proxy, Settings, SettingsError};
use tf_provider::action::Action;
use tf_provider::data_source::DataSource;
use tf_provider::diagnostic::{Diagnostic, Diagnostics};
use tf_provider::ephemeral::Ephemeral;
use tf_provider::fields::{Attr, Fields};
use tf_provider::function::Function;
use tf_provider::list::ListResource;
use tf_provider::provider::Provider;
use tf_provider::resource::Resource;
use tf_provider::schema::{Attribute, Schema, Validator};
use tf_provider::scope::Cx;
use tf_provider::value::{Path, Step, Type, Value};

use crate::notifications::Notifications;
use crate::ports::{Ports, Reach, Said};
use crate::{actions, ephemerals, functions, notifications, resources};

/// The provider.
#[derive(Debug)]
pub struct Signalcraft {
    ports: Ports,
}

impl Signalcraft {
    /// A provider that is not configured yet.
    pub fn new(ports: Ports) -> Self {
        Self { ports }
    }
}

#[async_trait]
impl Provider for Signalcraft {
    fn schema(&self) -> Schema {
        schema()
    }

    fn resources(&self) -> Vec<Arc<dyn Resource>> {
        resources::all(&self.ports)
    }

    fn data_sources(&self) -> Vec<Arc<dyn DataSource>> {
        resources::data_sources(&self.ports)
    }

    fn list_resources(&self) -> Vec<Arc<dyn ListResource>> {
        resources::lists(&self.ports)
    }

    fn ephemeral_resources(&self) -> Vec<Arc<dyn Ephemeral>> {
        ephemerals::all(&self.ports)
    }

    fn actions(&self) -> Vec<Arc<dyn Action>> {
        actions::all(&self.ports)
    }

    fn functions(&self) -> Vec<Arc<dyn Function>> {
        functions::all()
    }

    async fn validate(&self, _cx: &Cx, config: &Value) -> Diagnostics {
        let (settings, _) = settings(config, &self.ports);
        let mut found: Diagnostics = settings.validate().err().iter().map(refusal).collect();
        found.extend(notifications::check(config));
        found
    }

    async fn configure(&self, _cx: &Cx, config: Value, terraform_version: &str) -> Diagnostics {
        let (settings, unknown) = settings(&config, &self.ports);
        // an unknown read_only may turn out to be true
        let read_only = match Fields::root(&config).bool("read_only") {
            Attr::Known(read_only) => read_only,
            Attr::Null => false,
            Attr::Unknown => true,
        };
        tracing::debug!(terraform_version, read_only, "configured");
        let reach = match unknown {
            Some(attribute) => Reach::NotKnownYet { attribute },
            None => match Aws::connect(settings, self.ports.clock.clone()) {
                Ok(aws) => Reach::Open(aws),
                Err(error) => return refusal(&error).into(),
            },
        };
        let said = Said {
            read_only,
            terraform_version: terraform_version.to_owned(),
            environment: Fields::root(&config).string("environment").known().unwrap_or_default(),
            notifications: Notifications::read(&config),
        };
        self.ports.configure(reach, said);
        Diagnostics::new()
    }
}

fn schema() -> Schema {
    let text = || Attribute::string().optional().validate(Validator::not_blank());
    Schema::new([
        ("region", text().describe("AWS region of every call, such as `eu-west-1`. Default: the one of `AWS_REGION`, the profile or the machine.")),
        ("profile", text().describe("Profile of the shared AWS configuration files; it wins over keys in the environment. Default: the one of `AWS_PROFILE`, or `default`.")),
        (
            "endpoint_url",
            text().describe("Endpoint of every AWS service that `endpoints` does not name, such as `http://127.0.0.1:4566` of an emulator. Default: AWS itself."),
        ),
        (
            "endpoints",
            Attribute::map(Type::String)
                .optional()
                .describe("Endpoints by service, for private endpoints, such as `{ rds = \"https://rds.internal\" }`. A service that is left out has `endpoint_url`."),
        ),
        (
            "assume_role",
            Attribute::object([
                ("role_arn", text().required().describe("ARN of the role, such as `arn:aws:iam::111122223333:role/terraform`.")),
                ("session_name", text().describe("Name of the session, as CloudTrail shows it: 2 to 64 letters, digits and `_+=,.@-`. Default: `terraform-provider-signalcraft`.")),
                ("external_id", text().describe("The external id that the role's trust policy asks for. Left out: none is sent.")),
                (
                    "duration",
                    Attribute::string()
                        .optional()
                        .validate(Validator::positive_duration())
                        .describe("How long the session lasts: `\"15m\"` to `\"12h\"`. Default: `1h`."),
                ),
            ])
            .optional()
            .describe("A role to take on before the first call. Left out: the credentials of the AWS chain are used as they are."),
        ),
        (
            "max_retries",
            Attribute::number()
                .optional()
                .validate(Validator::whole_between(0, 60))
                .describe("How often a call that was throttled or met a fault is repeated; 0 is never. Default: what `AWS_MAX_ATTEMPTS` or the profile says, otherwise 2."),
        ),
        ("default_tags", Attribute::map(Type::String).optional().describe("Tags for everything that is created in AWS. Accepted, and without effect as long as nothing is. Default: none.")),
        ("environment", text().describe("The environment's name, such as `production`; part of notifications. Default: none.")),
        ("notifications", notifications::schema()),
        (
            "read_only",
            Attribute::bool().optional().describe("Refuses every write, in AWS and in databases, before it begins: for plans by those who may only look. Default: `false`."),
        ),
    ])
    .describe(
        "Releases, schema migrations and proof of backups for SignalCraft. What is not said here comes from \
         the standard AWS chain: environment, shared files, roles.",
    )
}

/// The settings that are known, and the first attribute that is not.
fn settings(config: &Value, ports: &Ports) -> (Settings, Option<Path>) {
    let root = Fields::root(config);
    let mut unknown = Unknowns::default();
    let role = root.nested("assume_role");
    let assume_role = if role.is_null() {
        None
    } else if role.is_unknown() {
        unknown.see(&root, "assume_role");
        None
    } else {
        Some(AssumeRole {
            role_arn: unknown.take(&role, "role_arn", role.string("role_arn")).unwrap_or_default(),
            session_name: unknown.take(&role, "session_name", role.string("session_name")),
            external_id: unknown.take(&role, "external_id", role.string("external_id")),
            duration: unknown.take(&role, "duration", role.duration("duration")),
        })
        .filter(|role| !role.role_arn.is_empty())
    };
    let retries = unknown.take(&root, "max_retries", root.u64("max_retries"));
    let map = |pairs: Option<Vec<(String, String)>>| pairs.into_iter().flatten().collect::<BTreeMap<_, _>>();
    let settings = Settings {
        region: unknown.take(&root, "region", root.string("region")),
        profile: unknown.take(&root, "profile", root.string("profile")),
        endpoint_url: unknown.take(&root, "endpoint_url", root.string("endpoint_url")),
        endpoints: map(unknown.take(&root, "endpoints", root.string_map("endpoints"))),
        assume_role,
        max_retries: retries.and_then(|retries| u32::try_from(retries).ok()),
        // tags do not decide where we are: they may stay unknown until something is created
        default_tags: map(root.string_map("default_tags").known()),
        app_name: Some(format!("terraform-provider-signalcraft-{}", crate::VERSION)),
        proxy: ports
            .environment
            .https_proxy
            .clone()
            .map(|url| Proxy { url, no_proxy: ports.environment.no_proxy.clone() }),
        environment_credentials_expire_at: ports.environment.credentials_expire_at,
        ..Settings::default()
    };
    (settings, unknown.0)
}

/// Remembers the first attribute that is not known yet.
#[derive(Default)]
struct Unknowns(Option<Path>);

impl Unknowns {
    fn see(&mut self, fields: &Fields<'_>, name: &str) {
        self.0.get_or_insert_with(|| fields.path(name));
    }

    fn take<T>(&mut self, fields: &Fields<'_>, name: &str, attr: Attr<T>) -> Option<T> {
        if attr.is_unknown() {
            self.see(fields, name);
        }
        attr.known()
    }
}

fn refusal(error: &SettingsError) -> Diagnostic {
    let (attribute, hint) = match error {
        SettingsError::UnknownService { service, did_you_mean } => {
            let hint = did_you_mean.map_or_else(
                || format!("The services are {}.", aws_adapter::SERVICES.join(", ")),
                |meant| format!("Did you mean \"{meant}\"?"),
            );
            (Some(Path::attribute("endpoints").with(Step::Key(service.clone()))), hint)
        }
        SettingsError::InvalidEndpoint { attribute, .. } => {
            let path = match attribute.split_once('.') {
                Some((map, key)) => Path::attribute(map).with(Step::Key(key.to_owned())),
                None => Path::attribute(attribute),
            };
            (Some(path), "Write for instance \"https://rds.eu-west-1.amazonaws.com\".".to_owned())
        }
        SettingsError::InvalidValue { attribute, .. } => (Some(Path::attribute(attribute)), String::new()),
        SettingsError::InvalidProxy => {
            (None, "Correct HTTPS_PROXY in the environment, or unset it.".to_owned())
        }
    };
    let text = kit::error::chain(error);
    let diagnostic =
        Diagnostic::error("Invalid provider configuration", format!("{text}. {hint}").trim_end().to_owned());
    match attribute {
        Some(path) => diagnostic.at(path),
        None => diagnostic,
    }
}
