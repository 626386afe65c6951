//! Where the database is, as whom to log in, and how far to trust the way there. Data only.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use kit::secret::SecretString;
use migration_engine::LedgerName;

/// Everything that a connection needs.
#[derive(Debug, Clone)]
pub struct Settings {
    /// A name or an address. With [`SslMode::VerifyFull`] the server's certificate must be for it.
    pub host: String,
    /// Where to connect to instead, when `host` is only the name in the certificate: a tunnel's end.
    pub hostaddr: Option<IpAddr>,
    /// Usually 5432.
    pub port: u16,
    /// The role that logs in.
    pub user: String,
    /// Its password, or a token in its place.
    pub password: SecretString,
    /// The database.
    pub dbname: String,
    /// How far to check the server's certificate.
    pub sslmode: SslMode,
    /// PEM certificates to trust instead of the built-in roots of Amazon.
    pub ca_bundle: Option<String>,
    /// A role to take on after the login. Its own `search_path` setting applies then.
    pub role: Option<String>,
    /// For everything from resolving the name to the first answer.
    pub connect_timeout: Duration,
    /// What the server shows in `pg_stat_activity`: `signalcraft_migration/0.1.0`.
    pub application_name: String,
    /// Where the ledger is.
    pub ledger: LedgerName,
}

impl Settings {
    /// How long a connection may take when nothing else is said.
    pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
}

/// How far to check the server's certificate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SslMode {
    /// Encrypted, signed by a trusted authority, and for the host connected to.
    #[default]
    VerifyFull,
    /// Encrypted and signed by a trusted authority, for whatever host. For a tunnel without `hostaddr`.
    VerifyCa,
    /// Encrypted, with whomever. Somebody in between can read and change everything.
    Require,
    /// In the clear, password exchange included.
    Disable,
}

impl SslMode {
    /// Every mode, safest first.
    pub const ALL: [Self; 4] = [Self::VerifyFull, Self::VerifyCa, Self::Require, Self::Disable];

    /// As it is written in configuration and in connection strings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VerifyFull => "verify-full",
            Self::VerifyCa => "verify-ca",
            Self::Require => "require",
            Self::Disable => "disable",
        }
    }
}

impl fmt::Display for SslMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Not one of [`SslMode::ALL`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown sslmode \"{given}\"; known are verify-full, verify-ca, require and disable")]
pub struct UnknownSslMode {
    /// The text as given.
    pub given: String,
}

impl FromStr for SslMode {
    type Err = UnknownSslMode;

    fn from_str(text: &str) -> Result<Self, UnknownSslMode> {
        let found = Self::ALL.into_iter().find(|mode| mode.as_str() == text);
        found.ok_or_else(|| UnknownSslMode { given: text.to_owned() })
    }
}
