//! What a database can answer instead of doing what was asked, told apart as far as a person would act
//! differently. No variant ever holds a password or a connection string.

use std::time::Duration;

use super::Session;

/// Why the encrypted connection was not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlsFailure {
    /// The chain does not end at a root that is trusted.
    #[error("the server's certificate is signed by an authority that is not trusted")]
    UnknownAuthority,
    /// The certificate is somebody else's.
    #[error("the server's certificate is not for {expected} but for {}", presented.join(", "))]
    WrongName {
        /// The name connected to.
        expected: String,
        /// The names in the certificate.
        presented: Vec<String>,
    },
    /// Past its last or before its first day.
    #[error("the server's certificate is {}", if *.not_yet { "not valid yet" } else { "expired" })]
    Expired {
        /// Its time has not begun; the clock may be wrong.
        not_yet: bool,
    },
    /// The server speaks no TLS at all.
    #[error("the server does not offer TLS")]
    NotOffered,
    /// The server, or a rule of it, takes only encrypted connections.
    #[error("the server takes only encrypted connections")]
    Required,
    /// The given bundle holds no certificate that can be used.
    #[error("the CA bundle cannot be used: {reason}")]
    BadBundle {
        /// What is wrong with it.
        reason: String,
    },
    /// Anything else.
    #[error("the TLS handshake failed: {reason}")]
    Other {
        /// What the TLS library says.
        reason: String,
    },
}

/// What the server says about a statement that it refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} ({sqlstate})")]
pub struct ServerError {
    /// Five characters.
    pub sqlstate: String,
    /// The message.
    pub message: String,
    /// More of it.
    pub detail: Option<String>,
    /// The server's advice.
    pub hint: Option<String>,
    /// Where in the statement, in characters from one.
    pub position: Option<usize>,
}

/// What went wrong between us and the database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseError {
    /// Nobody answers at this address.
    #[error("cannot reach {host}:{port}: {reason}")]
    Unreachable {
        /// The host as configured.
        host: String,
        /// The port.
        port: u16,
        /// What the operating system says.
        reason: String,
    },
    /// The host name has no address.
    #[error("the name {host} cannot be resolved: {reason}")]
    NameNotFound {
        /// The host as configured.
        host: String,
        /// What the resolver says.
        reason: String,
    },
    /// The connection was made, its encryption was not.
    #[error("no trusted connection to {host}: {failure}")]
    Tls {
        /// The host as configured.
        host: String,
        /// Why.
        failure: TlsFailure,
    },
    /// Wrong password, or the role may not log in that way.
    #[error("the server refused to let {user} in: {reason}")]
    PasswordRejected {
        /// The role.
        user: String,
        /// What the server says.
        reason: String,
    },
    /// There is no database of that name.
    #[error("there is no database {database}")]
    DatabaseMissing {
        /// Its name.
        database: String,
    },
    /// All connection slots are taken.
    #[error("the server takes no more connections: {reason}")]
    TooManyConnections {
        /// What the server says.
        reason: String,
    },
    /// The server is starting, stopping or recovering.
    #[error("the server is not ready: {reason}")]
    NotReady {
        /// What the server says.
        reason: String,
    },
    /// The role lacks a right.
    #[error("{what}")]
    PermissionDenied {
        /// What the server says: `permission denied for schema public`.
        what: String,
    },
    /// The role to take on does not exist.
    #[error("there is no role {role}")]
    RoleMissing {
        /// Its name.
        role: String,
    },
    /// A standby, or a database that was set to read-only.
    #[error("the database takes no writes{}", if *.standby { ": it is a standby" } else { "" })]
    ReadOnly {
        /// A standby rather than a setting.
        standby: bool,
    },
    /// Older than [`super::OLDEST_SERVER`].
    #[error("PostgreSQL {version} is older than 13")]
    TooOld {
        /// As people write it.
        version: String,
    },
    /// The ledger was written by a newer program.
    #[error("the ledger has layout {found}, which is newer than this program knows")]
    LedgerTooNew {
        /// The layout's number.
        found: u32,
    },
    /// Something between us and the server hands each statement to another session.
    #[error("a connection pooler stands between: {reason}")]
    Pooler {
        /// How it was noticed.
        reason: String,
    },
    /// The ledger's tables are not as this program left them.
    #[error("the ledger is damaged: {reason}")]
    LedgerDamaged {
        /// What is wrong with it.
        reason: String,
    },
    /// The session holds the run lock no more, so another run may be at work.
    #[error("the run lock was lost: {reason}")]
    RunLockLost {
        /// How that can be.
        reason: String,
    },
    /// The transaction that we began was ended by something inside it, and its beginning is committed.
    #[error("the transaction was ended by something inside it: {reason}")]
    TransactionLost {
        /// What is known.
        reason: String,
    },
    /// 55P03: a lock was not free within the lock timeout.
    #[error("a lock was not free in time")]
    LockTimeout {
        /// Who was seen in the way, longest first; may be empty.
        blockers: Vec<Session>,
    },
    /// 40P01: chosen as the victim of a deadlock.
    #[error("the server ended a deadlock by refusing this statement")]
    Deadlock {
        /// Which processes waited for which.
        detail: Option<String>,
    },
    /// 57014 after the statement timeout.
    #[error("the statement took longer than {}", kit::duration::format(*.allowed))]
    StatementTimeout {
        /// The timeout in force.
        allowed: Duration,
    },
    /// Cancelled because we asked for it.
    #[error("the statement was cancelled")]
    Cancelled,
    /// 57014: somebody else cancelled the statement. The session lives.
    #[error("somebody else cancelled the statement: {reason}")]
    CancelledByOther {
        /// What the server says.
        reason: String,
    },
    /// 57P01 and its like: the server ended the session.
    #[error("the server ended the session: {reason}")]
    Terminated {
        /// What the server says.
        reason: String,
    },
    /// The connection broke. Whether the last statement got through is not known.
    #[error("the connection to the database is lost: {reason}")]
    ConnectionLost {
        /// What is known.
        reason: String,
    },
    /// The server refused the statement.
    #[error(transparent)]
    Statement(Box<ServerError>),
    /// Anything else.
    #[error("{reason}")]
    Other {
        /// What is known.
        reason: String,
    },
}

impl DatabaseError {
    /// Whether the same transaction may well get through a moment later, with nothing lost.
    pub fn is_transient_conflict(&self) -> bool {
        matches!(self, Self::LockTimeout { .. } | Self::Deadlock { .. })
    }

    /// Where in the statement the server points, in characters from one.
    pub fn position(&self) -> Option<usize> {
        if let Self::Statement(error) = self { error.position } else { None }
    }

    /// Whether the session is of no more use.
    pub fn ends_session(&self) -> bool {
        matches!(self, Self::ConnectionLost { .. } | Self::Terminated { .. })
    }

    /// SQLSTATE, as far as one is known.
    pub fn sqlstate(&self) -> Option<&str> {
        match self {
            Self::Statement(error) => Some(&error.sqlstate),
            Self::LockTimeout { .. } => Some("55P03"),
            Self::Deadlock { .. } => Some("40P01"),
            Self::StatementTimeout { .. } | Self::Cancelled | Self::CancelledByOther { .. } => Some("57014"),
            Self::PermissionDenied { .. } => Some("42501"),
            Self::ReadOnly { .. } => Some("25006"),
            Self::Unreachable { .. }
            | Self::NameNotFound { .. }
            | Self::Tls { .. }
            | Self::PasswordRejected { .. }
            | Self::DatabaseMissing { .. }
            | Self::TooManyConnections { .. }
            | Self::NotReady { .. }
            | Self::RoleMissing { .. }
            | Self::TooOld { .. }
            | Self::LedgerTooNew { .. }
            | Self::Pooler { .. }
            | Self::LedgerDamaged { .. }
            | Self::RunLockLost { .. }
            | Self::TransactionLost { .. }
            | Self::Terminated { .. }
            | Self::ConnectionLost { .. }
            | Self::Other { .. } => None,
        }
    }
}
