//! Letters about what stands between us and the database: AWS, secrets, network, TLS, logins, rights; and
//! what is wrong with files. Each ends in what to do.

use std::fmt::Write as _;

use aws_adapter::{AwsError, AwsErrorKind, CredentialsCheckError, DescribeDatabaseError, SecretError};
use kit::stop::StopReason;
use migration_engine::DatabaseError;
use migration_engine::database::{Session, TlsFailure};
use tf_provider::diagnostic::Diagnostic;
use tf_provider::value::Path;

use super::connect::Trouble;
pub(crate) use super::diagnose::sentence;

/// What was being done when there was trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum During {
    /// Nothing was changed, and planning can do without the database.
    Plan,
    /// Nothing was changed yet.
    Apply,
    /// Nothing was to be changed.
    Look,
}

/// An error about a connection that was not made.
pub(crate) fn trouble(trouble: &Trouble, during: During) -> Diagnostic {
    let Letter { title, text, attribute } = letter(trouble);
    let tail = match (during, trouble) {
        (_, Trouble::Provider(diagnostic)) => return diagnostic.clone(),
        (During::Plan, Trouble::Replaced { .. }) | (During::Look, _) => " Nothing was changed.",
        (During::Plan, _) => {
            " Nothing was changed. To plan without the database, from the files and from what the state \
             recorded, set `plan = \"offline\"`."
        }
        (During::Apply, _) => " Nothing was changed; apply again when it is mended.",
    };
    Diagnostic::error(title, format!("{text}{tail}")).at(attribute)
}

/// A warning of a refresh: the state is kept.
pub(crate) fn out_of_reach(trouble: &Trouble) -> Diagnostic {
    let Letter { text, attribute, .. } = letter(trouble);
    Diagnostic::warning(
        "The ledger could not be looked at",
        format!("{text} The state is kept as it was; what changed in the database since is not seen."),
    )
    .at(attribute)
}

/// Whether a database is just not there yet: it may be made by the same apply.
pub(crate) fn not_there_yet(trouble: &Trouble) -> bool {
    matches!(
        trouble,
        Trouble::Describe(DescribeDatabaseError::NotFound { .. } | DescribeDatabaseError::NotReady { .. })
    )
}

/// The plan of a first create, made without the database.
pub(crate) fn planned_from_files(trouble: &Trouble) -> Diagnostic {
    let Letter { text, attribute, .. } = letter(trouble);
    Diagnostic::warning(
        "Planned from the files alone",
        format!(
            "{text} If this apply makes the database, all is well: every migration is pending. If the database \
             should be there already, correct the configuration."
        ),
    )
    .at(attribute)
}

/// A refresh found another database behind the name.
pub(crate) fn replaced_on_refresh(expected: &str, actual: &str) -> Diagnostic {
    Diagnostic::warning(
        "The database was replaced",
        format!(
            "The migrations were applied to the database with the resource id {expected}; behind the same name \
             there is now {actual}. A replaced database is a new one: everything is pending again, unless its \
             ledger says otherwise."
        ),
    )
    .at(Path::attribute("database"))
}

/// Credentials that end in the middle of the work.
pub(crate) fn credentials(error: &CredentialsCheckError) -> Diagnostic {
    match error {
        CredentialsCheckError::ExpiringSoon(soon) => Diagnostic::error(
            "The AWS credentials are about to expire",
            format!("{}. Nothing was changed. Log in again, and apply again.", sentence(&soon.to_string())),
        ),
        CredentialsCheckError::Aws(error) => {
            let text = aws(error);
            Diagnostic::error("No access to AWS", format!("{text} Nothing was changed."))
        }
    }
}

/// The parts of a letter.
pub(crate) struct Letter {
    pub(crate) title: &'static str,
    pub(crate) text: String,
    /// Where it belongs in the configuration of a migration.
    pub(crate) attribute: Path,
}

fn letter(trouble: &Trouble) -> Letter {
    let with =
        |title, text: String, attribute: &str| Letter { title, text, attribute: Path::attribute(attribute) };
    match trouble {
        Trouble::NotKnownYet(path) => Letter {
            title: "Not known yet",
            text: format!("`{path}` is known only after apply, and is needed now."),
            attribute: path.clone(),
        },
        Trouble::Provider(diagnostic) => with("No access to AWS", diagnostic.detail.clone(), "database"),
        Trouble::Describe(error) => describe(error),
        Trouble::Replaced { expected, actual } => with(
            "The database is another one",
            format!(
                "`database.resource_id` says {expected}, and behind the name there is {actual}: the database was \
                 replaced, or the name is that of another one. If it was replaced, refresh (plan without \
                 `-refresh=false`) or pass on its new resource id; everything is pending then."
            ),
            "database.resource_id",
        ),
        Trouble::Secret { attribute, error } => {
            Letter { title: "The secret cannot be read", text: secret(error), attribute: attribute.clone() }
        }
        Trouble::NoUser { secret } => with(
            "The secret names no user",
            format!(
                "The secret {secret} has no key \"username\". Add it, or set `database.username` beside the secret."
            ),
            "database.username",
        ),
        Trouble::Token(error) => with("No login token", aws(error), "database.iam_auth"),
        Trouble::NoPassword => with(
            "The password is not known",
            "`password_wo` has no value. If it comes from an ephemeral resource, that has none either."
                .to_owned(),
            "database.password_wo",
        ),
        Trouble::LedgerName(text) => with("Not a ledger", format!("{}.", sentence(text)), "ledger"),
        Trouble::Database(error) => Letter {
            title: database_title(error),
            text: format!("{}. {}", sentence(&kit::error::chain(error)), advice(error)),
            attribute: database_attribute(error),
        },
        Trouble::Stopped(reason) => {
            let text = match reason {
                StopReason::Requested => "The work was cancelled before the database answered.".to_owned(),
                StopReason::Deadline { allowed } => format!(
                    "The database did not answer within {} (`timeouts`).",
                    kit::duration::format(*allowed)
                ),
            };
            with("Stopped", text, "database")
        }
    }
}

/// RDS does not say where a database is.
pub(crate) fn describe(error: &DescribeDatabaseError) -> Letter {
    let attribute = |what: &str| {
        Path::attribute(if what == "cluster" { "database.rds_cluster" } else { "database.rds_instance" })
    };
    match error {
        DescribeDatabaseError::NotFound { what, identifier, region } => Letter {
            title: "No such database",
            text: format!("There is no RDS {what} \"{identifier}\" in {region} in this account."),
            attribute: attribute(what),
        },
        DescribeDatabaseError::NotReady { what, identifier, status } => Letter {
            title: "The database is not ready",
            text: format!("The RDS {what} \"{identifier}\" is {status} and has no endpoint yet."),
            attribute: attribute(what),
        },
        DescribeDatabaseError::Incomplete { what, identifier, field } => Letter {
            title: "RDS gave an incomplete answer",
            text: format!("The answer about the RDS {what} \"{identifier}\" lacks {field}."),
            attribute: attribute(what),
        },
        DescribeDatabaseError::Aws(error) => {
            Letter { title: "RDS cannot be asked", text: aws(error), attribute: Path::attribute("database") }
        }
    }
}

/// Why a secret cannot be read, and what to do.
pub(crate) fn secret(error: &SecretError) -> String {
    let fact = format!("{}.", sentence(&error.to_string()));
    match error {
        SecretError::Aws(error) => aws(error),
        SecretError::NotFound { .. } => format!("{fact} Create it, or correct the ARN or the region."),
        SecretError::NoValue { .. } => format!("{fact} Put one in."),
        SecretError::PendingDeletion { .. } => {
            format!("{fact} Restore it (`aws secretsmanager restore-secret`), or name another.")
        }
        SecretError::Denied { action, source, .. } => {
            let said = source.message().map_or_else(String::new, |said| format!(" AWS says: {said}."));
            format!("{fact}{said} Allow {action} for this role on the secret and on its key.")
        }
        SecretError::KeyMissing { .. } | SecretError::KeyNotText { .. } => {
            format!("{fact} A database's secret has the keys \"username\" and \"password\".")
        }
        SecretError::NotJson { .. } | SecretError::Binary { .. } => {
            format!("{fact} It should be a JSON object with the keys \"username\" and \"password\".")
        }
    }
}

/// What AWS says, and what to do.
pub(crate) fn aws(error: &AwsError) -> String {
    let fact = kit::error::chain(error);
    let advice = match error.kind() {
        AwsErrorKind::NoRegion => "Set `region` in the provider block, or AWS_REGION.",
        AwsErrorKind::NoCredentials => "Give credentials: a profile, a role, or the AWS_* variables.",
        AwsErrorKind::BadCredentials => "Log in again, or correct the profile.",
        AwsErrorKind::ExpiredCredentials => "Log in again.",
        AwsErrorKind::AccessDenied => "Allow this action for the role that Terraform runs with.",
        AwsErrorKind::NotFound => "Correct the name, the region or the account.",
        AwsErrorKind::Throttled => "Try again later, or raise `max_retries` in the provider block.",
        AwsErrorKind::Unreachable { .. } | AwsErrorKind::TimedOut { .. } => {
            "Check the network, a proxy, `endpoints` in the provider block, or run where AWS can be reached."
        }
        AwsErrorKind::Unavailable { .. } => "Try again later.",
        AwsErrorKind::InvalidEndpoint { .. } => {
            "Correct `endpoint_url` or `endpoints` in the provider block."
        }
        AwsErrorKind::Other { .. } => "See what AWS says.",
    };
    format!("{fact}. {advice}")
}

fn database_title(error: &DatabaseError) -> &'static str {
    match error {
        DatabaseError::Unreachable { .. } | DatabaseError::NameNotFound { .. } => {
            "The database cannot be reached"
        }
        DatabaseError::Tls { .. } => "No trusted connection to the database",
        DatabaseError::PasswordRejected { .. } => "The database refused the login",
        DatabaseError::DatabaseMissing { .. } => "No such database on the server",
        DatabaseError::TooOld { .. } => "The server is too old",
        DatabaseError::PermissionDenied { .. } | DatabaseError::RoleMissing { .. } => {
            "The role lacks a right"
        }
        DatabaseError::ReadOnly { .. } => "The database takes no writes",
        DatabaseError::Pooler { .. } => "A connection pooler stands in between",
        DatabaseError::TooManyConnections { .. } | DatabaseError::NotReady { .. } => {
            "The server is not ready"
        }
        DatabaseError::LedgerTooNew { .. } => "The ledger is of a newer version",
        DatabaseError::LedgerDamaged { .. } => "The ledger is damaged",
        DatabaseError::RunLockLost { .. } => "The run lock was lost",
        DatabaseError::TransactionLost { .. } => "The transaction was ended from inside",
        DatabaseError::LockTimeout { .. }
        | DatabaseError::Deadlock { .. }
        | DatabaseError::StatementTimeout { .. }
        | DatabaseError::Cancelled
        | DatabaseError::CancelledByOther { .. }
        | DatabaseError::Terminated { .. }
        | DatabaseError::ConnectionLost { .. }
        | DatabaseError::Statement(_)
        | DatabaseError::Other { .. } => "The database failed",
    }
}

fn database_attribute(error: &DatabaseError) -> Path {
    Path::attribute(match error {
        DatabaseError::Tls {
            failure: TlsFailure::BadBundle { .. } | TlsFailure::UnknownAuthority, ..
        } => "database.ca_bundle",
        DatabaseError::Tls { .. } => "database.sslmode",
        DatabaseError::DatabaseMissing { .. } => "database.name",
        DatabaseError::RoleMissing { .. } => "database.role",
        DatabaseError::Unreachable { .. }
        | DatabaseError::NameNotFound { .. }
        | DatabaseError::PasswordRejected { .. }
        | DatabaseError::TooManyConnections { .. }
        | DatabaseError::NotReady { .. }
        | DatabaseError::PermissionDenied { .. }
        | DatabaseError::ReadOnly { .. }
        | DatabaseError::TooOld { .. }
        | DatabaseError::LedgerTooNew { .. }
        | DatabaseError::Pooler { .. }
        | DatabaseError::LedgerDamaged { .. }
        | DatabaseError::RunLockLost { .. }
        | DatabaseError::TransactionLost { .. }
        | DatabaseError::LockTimeout { .. }
        | DatabaseError::Deadlock { .. }
        | DatabaseError::StatementTimeout { .. }
        | DatabaseError::Cancelled
        | DatabaseError::CancelledByOther { .. }
        | DatabaseError::Terminated { .. }
        | DatabaseError::ConnectionLost { .. }
        | DatabaseError::Statement(_)
        | DatabaseError::Other { .. } => "database",
    })
}

/// What to do about an answer of the database.
pub(crate) fn advice(error: &DatabaseError) -> String {
    match error {
        DatabaseError::Unreachable { .. } => {
            "Check that the server runs, and that routes and security groups let this machine in.".to_owned()
        }
        DatabaseError::NameNotFound { .. } => "Correct the host, or run where the name can be resolved.".to_owned(),
        DatabaseError::Tls { failure, .. } => tls_advice(failure).to_owned(),
        DatabaseError::PasswordRejected { .. } => {
            "Check user and password; a secret may have been rotated without the database, or the other way round. \
             With `iam_auth`, the user needs the role `rds_iam`, and this role `rds-db:connect`."
                .to_owned()
        }
        DatabaseError::DatabaseMissing { .. } => "Correct `database.name`, or create the database.".to_owned(),
        DatabaseError::TooManyConnections { .. } => {
            "Try again when there are fewer connections, or raise `max_connections`.".to_owned()
        }
        DatabaseError::NotReady { .. } => "Wait until it is, and try again.".to_owned(),
        DatabaseError::PermissionDenied { .. } => {
            "Grant the right to the role, or set `database.role` to the role that owns the objects. For the first \
             apply the role must be able to create the ledger's schema: `GRANT CREATE ON DATABASE ... TO ...`."
                .to_owned()
        }
        DatabaseError::RoleMissing { .. } => "Correct `database.role`, or create the role.".to_owned(),
        DatabaseError::ReadOnly { standby: true } => {
            "This is a replica; point the configuration to the primary.".to_owned()
        }
        DatabaseError::ReadOnly { standby: false } => {
            "The server or the role is set to read-only (`default_transaction_read_only`); a full disk on RDS \
             does that too. Lift it, and try again."
                .to_owned()
        }
        DatabaseError::TooOld { .. } => "PostgreSQL 13 and later are supported; upgrade the server.".to_owned(),
        DatabaseError::LedgerDamaged { .. } => {
            "Nothing is planned from it, because migrations could run twice. Restore the ledger's tables from a \
             backup of the database, or mend what is named."
                .to_owned()
        }
        DatabaseError::RunLockLost { .. } => {
            "Another run may be at work. Look for what gives advisory locks back (a function, a trigger, a \
             pooler), and apply again: the ledger knows how far it got."
                .to_owned()
        }
        DatabaseError::TransactionLost { .. } => {
            "Look for a COMMIT inside a string, a function or a procedure of the file.".to_owned()
        }
        DatabaseError::LedgerTooNew { .. } => "Use a newer version of the provider.".to_owned(),
        DatabaseError::Pooler { .. } => {
            "Point the configuration to the server itself: locks and settings of a session do not survive a pooler \
             that works by transaction."
                .to_owned()
        }
        DatabaseError::LockTimeout { blockers } => format!(
            "The statement gave way so that the service could go on.{} Apply again at a quieter hour, or end what \
             is in the way.",
            sessions("In the way:", blockers)
        ),
        DatabaseError::Deadlock { .. } => "Apply again.".to_owned(),
        DatabaseError::StatementTimeout { .. } => {
            "Raise `locks.statement_timeout`, or do the work in smaller pieces.".to_owned()
        }
        DatabaseError::Cancelled => "Apply again to go on.".to_owned(),
        DatabaseError::CancelledByOther { .. } | DatabaseError::Terminated { .. } => "Find out who ended it and why; apply again to go on.".to_owned(),
        DatabaseError::ConnectionLost { .. } => "Apply again: the ledger knows how far it got.".to_owned(),
        DatabaseError::Statement(error) => {
            let mut text = String::new();
            for more in [&error.detail, &error.hint].into_iter().flatten() {
                text.push_str(more.trim_end_matches('.'));
                text.push_str(". ");
            }
            text.trim_end().to_owned()
        }
        DatabaseError::Other { .. } => "Look into the server's log.".to_owned(),
    }
}

fn tls_advice(failure: &TlsFailure) -> &'static str {
    match failure {
        TlsFailure::UnknownAuthority => {
            "Set `database.ca_bundle` to the PEM text of the authority that signs the server's certificate; that of \
             RDS and Amazon is built in."
        }
        TlsFailure::WrongName { .. } => {
            "Connect by a name that is in the certificate. Through a tunnel, `sslmode = \"verify-ca\"` checks the \
             authority and not the name."
        }
        TlsFailure::Expired { .. } => "Renew the server's certificate, and check this machine's clock.",
        TlsFailure::NotOffered => {
            "Switch TLS on at the server. On a network that you trust, `sslmode = \"disable\"` does without."
        }
        TlsFailure::Required => "Set `sslmode` to \"verify-full\".",
        TlsFailure::BadBundle { .. } => "Correct `database.ca_bundle`: it is PEM text, not a path.",
        TlsFailure::Other { .. } => "Check what answers at this address.",
    }
}

/// Who is in the way, as a sentence; empty if nobody is known.
pub(crate) fn sessions(intro: &str, all: &[Session]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let each: Vec<_> = all
        .iter()
        .map(|session| {
            let mut text = format!("process {}", session.pid);
            for (label, value) in
                [("user", &session.user), ("application", &session.application), ("state", &session.state)]
            {
                if !value.is_empty() {
                    let _ = write!(text, ", {label} {value}");
                }
            }
            if let Some(age) = session.age {
                let age = std::time::Duration::from_secs(age.as_secs());
                let _ = write!(text, ", for {}", kit::duration::format(age));
            }
            text
        })
        .collect();
    format!(" {intro} {}.", each.join("; "))
}
