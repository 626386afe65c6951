//! From the driver's errors to the port's, by SQLSTATE and by the cause further down, never by a text that
//! a server may translate.

use std::io;
use std::time::Duration;

use kit::error::chain;
use migration_engine::DatabaseError;
use migration_engine::database::{ServerError, TlsFailure};
use tokio_postgres::Error;
use tokio_postgres::error::{DbError, ErrorPosition};

use crate::settings::Settings;
use crate::tls;

/// Why a connection was not made.
pub(crate) fn while_connecting(error: &Error, settings: &Settings) -> DatabaseError {
    if let Some(server) = error.as_db_error() {
        return refused(server, settings);
    }
    let tls = |failure| DatabaseError::Tls { host: settings.host.clone(), failure };
    let Some(source) = std::error::Error::source(error) else {
        return unreachable(settings, chain(error));
    };
    if let Some(io) = source.downcast_ref::<io::Error>() {
        let cause = io.get_ref().and_then(|cause| cause.downcast_ref::<rustls::Error>());
        return match cause {
            Some(cause) => tls(tls::failure(cause)),
            None => unreachable(settings, io.to_string()),
        };
    }
    // The driver has no type for this; the text is its own and not the server's.
    if source.to_string() == "server does not support TLS" {
        return tls(TlsFailure::NotOffered);
    }
    if error.to_string() == "authentication error" {
        return DatabaseError::PasswordRejected { user: settings.user.clone(), reason: source.to_string() };
    }
    DatabaseError::Other { reason: chain(error) }
}

fn unreachable(settings: &Settings, reason: String) -> DatabaseError {
    DatabaseError::Unreachable { host: settings.host.clone(), port: settings.port, reason }
}

/// What the server says before it lets anybody in.
fn refused(error: &DbError, settings: &Settings) -> DatabaseError {
    let reason = error.message().to_owned();
    match error.code().code() {
        // pg_hba.conf without a line for connections in the clear; RDS with rds.force_ssl does this.
        "28000" if reason.contains("no encryption") || reason.contains("SSL off") => {
            DatabaseError::Tls { host: settings.host.clone(), failure: TlsFailure::Required }
        }
        "28000" | "28P01" => DatabaseError::PasswordRejected { user: settings.user.clone(), reason },
        "3D000" => DatabaseError::DatabaseMissing { database: settings.dbname.clone() },
        "53300" => DatabaseError::TooManyConnections { reason },
        "57P03" => DatabaseError::NotReady { reason },
        "42501" => DatabaseError::PermissionDenied { what: reason },
        _ => DatabaseError::Statement(Box::new(server_error(error))),
    }
}

/// What is known about a statement that failed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    /// We asked the server to cancel it.
    pub cancelled: bool,
    /// The statement timeout in force, if one was, and how long the statement took.
    pub timeout: Option<(Duration, Duration)>,
}

impl Asked {
    /// An ordinary question of our own.
    pub(crate) const PLAIN: Self = Self { cancelled: false, timeout: None };
}

/// Why a statement failed on a connection that was made.
pub(crate) fn while_running(error: &Error, asked: Asked) -> DatabaseError {
    let Some(server) = error.as_db_error() else {
        // Without an answer of the server, everything that can go wrong here is the connection.
        return DatabaseError::ConnectionLost { reason: chain(error) };
    };
    let reason = server.message().to_owned();
    let detail = server.detail().map(str::to_owned);
    match server.code().code() {
        "55P03" => DatabaseError::LockTimeout { blockers: Vec::new() },
        "40P01" => DatabaseError::Deadlock { detail },
        "57014" if asked.cancelled => DatabaseError::Cancelled,
        "57014" => match asked.timeout {
            // Both this and a cancel by an administrator are 57014, and the text may be translated.
            Some((allowed, took)) if took >= allowed => DatabaseError::StatementTimeout { allowed },
            _ => DatabaseError::CancelledByOther { reason },
        },
        "25006" => DatabaseError::ReadOnly { standby: false },
        "42501" => DatabaseError::PermissionDenied { what: reason },
        "53300" => DatabaseError::TooManyConnections { reason },
        // Shutdown, crash, idle timeouts, a transaction timeout, connection exceptions: the session is gone.
        "57P01" | "57P02" | "57P03" | "57P05" | "25P03" | "25P04" => DatabaseError::Terminated { reason },
        code if code.starts_with("08") => DatabaseError::ConnectionLost { reason },
        _ => DatabaseError::Statement(Box::new(server_error(server))),
    }
}

fn server_error(error: &DbError) -> ServerError {
    let position = match error.position() {
        Some(ErrorPosition::Original(position)) => usize::try_from(*position).ok(),
        // Inside a function's body, which is not in the file.
        Some(ErrorPosition::Internal { .. }) | None => None,
    };
    ServerError {
        sqlstate: error.code().code().to_owned(),
        message: error.message().to_owned(),
        detail: error.detail().map(str::to_owned),
        hint: error.hint().map(str::to_owned),
        position,
    }
}
