//! `ephemeral "signalcraft_database_token"`: an RDS IAM token, good for a login within 15 minutes. Signed
//! here; only an identifier instead of a host is looked up at RDS.

use async_trait::async_trait;
use aws_adapter::{Aws, AwsError, DescribeDatabaseError, Endpoint};
use kit::secret::{ExposeSecret as _, SecretString};
use tf_provider::deferral::{Deferral, Refusal};
use tf_provider::diagnostic::Diagnostics;
use tf_provider::ephemeral::{Ephemeral, Opened};
use tf_provider::fields::Fields;
use tf_provider::private::Private;
use tf_provider::schema::{Attribute, Rule, Schema, Validator};
use tf_provider::scope::Cx;
use tf_provider::value::{Number, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::letters;
use crate::ports::{Ports, Reach};

/// The port of PostgreSQL when nothing is said.
const DEFAULT_PORT: u16 = 5432;

pub(super) struct DatabaseToken {
    ports: Ports,
}

impl DatabaseToken {
    pub(super) fn new(ports: Ports) -> Self {
        Self { ports }
    }
}

/// Why there is no token.
enum Trouble {
    Describe(DescribeDatabaseError),
    Token(AwsError),
}

#[async_trait]
impl Ephemeral for DatabaseToken {
    fn type_name(&self) -> &'static str {
        "signalcraft_database_token"
    }

    fn schema(&self) -> Schema {
        let text = || Attribute::string().optional().validate(Validator::not_blank());
        Schema::new([
            ("rds_instance", text().describe("Identifier of an RDS instance; host and port are asked of RDS.")),
            (
                "rds_cluster",
                text().describe("Identifier of an Aurora cluster; host and port of its writer are asked of RDS."),
            ),
            (
                "host",
                text().optional_computed().describe(
                    "Endpoint of an instance, a cluster or an RDS Proxy, as RDS gives it: the token is good for \
                     this very name, not for an alias or the end of a tunnel. With an identifier it comes from RDS.",
                ),
            ),
            (
                "port",
                Attribute::number().optional_computed().validate(Validator::whole_between(1, 65_535)).describe(
                    "Port, beside `host`. Default: `5432`. With an identifier it comes from RDS.",
                ),
            ),
            (
                "username",
                text().required().describe("The database user. It needs the role `rds_iam` in the database, and the caller `rds-db:connect` on it."),
            ),
            (
                "token",
                Attribute::string().computed().sensitive().describe("The password, for logins until `expires_at`."),
            ),
            (
                "expires_at",
                Attribute::string().computed().describe(
                    "When it stops being good for new logins, in UTC (RFC 3339): 15 minutes on, or earlier with \
                     the credentials that signed it. Sessions that are open live on.",
                ),
            ),
        ])
        .describe(
            "A password for an RDS database user that logs in through IAM: for a provider's or a provisioner's \
             configuration, and for write-only attributes. It is made anew in plan and in apply, and stored nowhere.",
        )
        .rule(Rule::ExactlyOneOf(&["rds_instance", "rds_cluster", "host"]))
    }

    async fn open(&self, cx: &Cx, config: Value) -> Result<Opened, Refusal> {
        let aws = match self.ports.aws()? {
            Reach::Open(aws) => aws,
            Reach::NotKnownYet { .. } => return Err(Refusal::Deferred(Deferral::ProviderConfigUnknown)),
        };
        tokio::select! {
            biased;
            opened = open(&aws, &config) => opened.map_err(|trouble| match trouble {
                Trouble::Describe(error) => letters::not_described(&error).into(),
                Trouble::Token(error) => letters::no_token(&error).into(),
            }),
            _ = cx.stop.raised() => Err(letters::not_waited_for().into()),
        }
    }
}

async fn open(aws: &Aws, config: &Value) -> Result<Opened, Trouble> {
    let fields = Fields::root(config);
    let endpoint = if let Some(identifier) = fields.string("rds_instance").known() {
        aws.describe_instance(&identifier).await.map_err(Trouble::Describe)?.endpoint
    } else if let Some(identifier) = fields.string("rds_cluster").known() {
        aws.describe_cluster(&identifier).await.map_err(Trouble::Describe)?.writer_endpoint
    } else {
        let port = fields.u64("port").known().and_then(|port| u16::try_from(port).ok());
        Endpoint {
            host: fields.string("host").known().unwrap_or_default(),
            port: port.unwrap_or(DEFAULT_PORT),
        }
    };
    let username = fields.string("username").known().unwrap_or_default();
    let signed = aws.database_token(&endpoint, &username).await.map_err(Trouble::Token)?;
    let expires_at = OffsetDateTime::from(signed.expires_at).replace_nanosecond(0);
    let expires_at = expires_at.ok().and_then(|at| at.format(&Rfc3339).ok()).unwrap_or_default();
    let mut result = config.clone();
    if let Value::Object(entries) = &mut result {
        entries.insert("host".to_owned(), Value::string(endpoint.host));
        entries.insert("port".to_owned(), Value::Number(Number::from(u64::from(endpoint.port))));
        entries.insert("token".to_owned(), handed_out(&signed.token));
        entries.insert("expires_at".to_owned(), Value::string(expires_at));
    }
    // a token cannot be made longer, and core takes no other value on renewal
    Ok(Opened { result, renew_at: None, private: Private::default(), diagnostics: Diagnostics::new() })
}

#[expect(clippy::disallowed_methods, reason = "handing it out is what this is for; it is stored nowhere")]
fn handed_out(token: &SecretString) -> Value {
    Value::string(token.expose_secret())
}
