//! Where the rig put its tools and servers. A missing one is a failure that names the command to run;
//! no test is ever skipped for want of a server.

use std::fmt::{self, Display};
use std::path::PathBuf;

/// A Terraform that the rig has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terraform {
    /// 1.8.4: an old core, without write-only attributes. It stands in for OpenTofu too.
    V1_8,
    /// 1.11.4: the first with write-only attributes.
    V1_11,
    /// 1.15.5: the newest.
    V1_15,
}

impl Terraform {
    /// Every version a story is told on.
    pub const ALL: [Self; 3] = [Self::V1_8, Self::V1_11, Self::V1_15];

    /// The executable. 1.11 is the native one of the machine if it has one.
    #[track_caller]
    pub fn program(self) -> PathBuf {
        PathBuf::from(required(match self {
            Self::V1_8 => "SIGNALCRAFT_TEST_TERRAFORM_1_8",
            Self::V1_11 => "SIGNALCRAFT_TEST_TERRAFORM",
            Self::V1_15 => "SIGNALCRAFT_TEST_TERRAFORM_1_15",
        }))
    }

    /// Whether this core knows write-only attributes.
    pub fn has_write_only(self) -> bool {
        match self {
            Self::V1_8 => false,
            Self::V1_11 | Self::V1_15 => true,
        }
    }
}

impl Display for Terraform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V1_8 => "1.8",
            Self::V1_11 => "1.11",
            Self::V1_15 => "1.15",
        })
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
