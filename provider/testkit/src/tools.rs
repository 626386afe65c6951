//! Where the rig put its tools and servers. A missing one is a failure that names the command to run;
//! no test is ever skipped for want of a server.

use std::fmt::{self, Display};
use std::path::PathBuf;

/// A line of Terraform, known by its minor version. Which ones there are is the rig's business
/// (`tests/rig/pins.py`): three for `make test`, all of them for `make test-matrix`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Terraform {
    minor: u16,
}

impl Terraform {
    /// An old core, without anything that came later. It stands in for OpenTofu too.
    pub const V1_8: Self = Self { minor: 8 };
    /// The one in wide use; stories that are about us and not about core are told with it.
    pub const V1_11: Self = Self { minor: 11 };

    /// The least one that knows functions of providers.
    pub const FUNCTIONS: Self = Self { minor: 8 };
    /// The least one that knows ephemeral resources.
    pub const EPHEMERAL: Self = Self { minor: 10 };
    /// The least one that knows write-only attributes.
    pub const WRITE_ONLY: Self = Self { minor: 11 };
    /// The least one that knows the identity of a resource.
    pub const IDENTITY: Self = Self { minor: 12 };
    /// The least one that knows actions.
    pub const ACTIONS: Self = Self { minor: 14 };
    /// The least one that knows list resources and `terraform query`.
    pub const LISTS: Self = Self { minor: 14 };

    /// Every one that stories are told on in this run, the oldest first.
    #[track_caller]
    pub fn all() -> Vec<Self> {
        let listed = required("SIGNALCRAFT_TEST_TERRAFORMS");
        let mut all: Vec<Self> = listed.split_whitespace().map(Self::named).collect();
        all.sort_unstable();
        all
    }

    /// Every one of this run from the least on that a story needs. None is a failure, not a story less.
    #[track_caller]
    pub fn all_since(least: Self) -> Vec<Self> {
        let mut all = Self::all();
        all.retain(|terraform| *terraform >= least);
        assert!(!all.is_empty(), "this run has no Terraform {least} or later");
        all
    }

    /// The executable. 1.11 is the native one of the machine if it has one.
    #[track_caller]
    pub fn program(self) -> PathBuf {
        PathBuf::from(required(&format!("SIGNALCRAFT_TEST_TERRAFORM_1_{}", self.minor)))
    }

    #[track_caller]
    pub(crate) fn named(text: &str) -> Self {
        let minor = text.strip_prefix("1.").and_then(|minor| minor.parse().ok());
        Self { minor: minor.unwrap_or_else(|| panic!("{text:?} is no line of Terraform")) }
    }
}

impl Display for Terraform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.minor)
    }
}

/// The value of an environment variable that the rig sets.
#[track_caller]
pub fn required(name: &str) -> String {
    optional(name).unwrap_or_else(|| {
        panic!(
            "{name} is not set: this test needs the rig. Run `make test`, or one command under it: \
             `python3 tests/rig.py with --all --aws -- cargo test ...`"
        )
    })
}

/// The value of an environment variable, if it is set to something.
#[expect(
    clippy::disallowed_methods,
    reason = "the rig speaks to tests through the environment, and it is read here only"
)]
pub fn optional(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// `postgres://postgres:password@127.0.0.1:port/postgres` of the server of one major (12, 13, 15, 17, 18).
#[track_caller]
pub fn postgres_url(major: u16) -> String {
    required(&format!("SIGNALCRAFT_TEST_PG_{major}_URL"))
}

/// The same for a server (of major 17) that has no TLS at all.
#[track_caller]
pub fn postgres_without_tls_url() -> String {
    required("SIGNALCRAFT_TEST_PG_NOTLS_URL")
}

/// The CA (PEM) that signed the servers' certificate for `localhost` and 127.0.0.1.
#[track_caller]
pub fn postgres_ca() -> PathBuf {
    PathBuf::from(required("SIGNALCRAFT_TEST_PG_CA"))
}

/// The directory of `initdb`, `pg_ctl` and `postgres` of one major, for a test that runs its own server.
#[track_caller]
pub fn postgres_binaries(major: u16) -> PathBuf {
    PathBuf::from(required(&format!("SIGNALCRAFT_TEST_PG_BIN_{major}")))
}

/// The endpoint of every service of the AWS emulator, `http://127.0.0.1:port`.
#[track_caller]
pub fn aws_endpoint() -> String {
    required("SIGNALCRAFT_TEST_AWS_ENDPOINT")
}
