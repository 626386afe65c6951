//! Each way in which a connection is refused, and what is said then. No password is ever said.

use std::net::{Ipv4Addr, TcpListener};
use std::time::Duration;

use kit::secret::SecretString;
use migration_engine::DatabaseError;
use migration_engine::database::TlsFailure;
use postgres_adapter::{PostgresDatabase, Settings, SslMode};
use testkit::{postgres, scratch_database};

use crate::common::{session, settings};

/// The password of every attempt here that is refused.
const SECRET: &str = "correct-horse-battery";

async fn refused(settings: Settings) -> DatabaseError {
    let error = PostgresDatabase::connect(settings).await.expect_err("a refusal");
    let said = format!("{error} {error:?} {}", kit::error::chain(&error));
    assert!(!said.contains(SECRET), "{said}");
    error
}

fn tls_failure(error: DatabaseError) -> TlsFailure {
    let DatabaseError::Tls { host, failure } = error else { panic!("{error:?}") };
    assert!(!host.is_empty());
    failure
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_and_a_role_that_is_not_there_are_refused() {
    let scratch = scratch_database(17);
    let password = SecretString::from(SECRET);
    let wrong = Settings { password, ..settings(&scratch) };
    assert!(!format!("{wrong:?}").contains(SECRET));
    let error = refused(wrong.clone()).await;
    assert!(
        matches!(&error, DatabaseError::PasswordRejected { user, .. } if user == "postgres"),
        "{error:?}"
    );
    let error = refused(Settings { user: "nobody_of_that_name".to_owned(), ..wrong }).await;
    assert!(matches!(&error, DatabaseError::PasswordRejected { .. }), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_and_a_role_that_are_not_there_are_named() {
    let scratch = scratch_database(17);
    let error = refused(Settings { dbname: "nowhere".to_owned(), ..settings(&scratch) }).await;
    assert_eq!(error, DatabaseError::DatabaseMissing { database: "nowhere".to_owned() });
    let error = refused(Settings { role: Some("no \"such\" role".to_owned()), ..settings(&scratch) }).await;
    assert_eq!(error, DatabaseError::RoleMissing { role: "no \"such\" role".to_owned() });
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_where_nobody_answers_is_told_from_a_name_that_is_not_there() {
    let scratch = scratch_database(17);
    // Bound and closed again, so nobody listens there.
    let port =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|it| it.local_addr()).expect("a port").port();
    let error = refused(Settings { port, ..settings(&scratch) }).await;
    assert!(matches!(&error, DatabaseError::Unreachable { port: it, .. } if *it == port), "{error:?}");
    let nameless = Settings { host: "no-such-host.invalid".to_owned(), hostaddr: None, ..settings(&scratch) };
    let error = refused(nameless).await;
    assert!(matches!(&error, DatabaseError::NameNotFound { .. }), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_never_answers_is_waited_for_as_long_as_allowed() {
    let scratch = scratch_database(17);
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = silent.local_addr().expect("an address").port();
    let connect_timeout = Duration::from_millis(300);
    let error = refused(Settings { port, connect_timeout, ..settings(&scratch) }).await;
    assert!(
        matches!(&error, DatabaseError::Unreachable { reason, .. } if reason.contains("300ms")),
        "{error:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_of_an_unknown_authority_is_refused_unless_nothing_is_verified() {
    let scratch = scratch_database(17);
    // The built-in roots are Amazon's.
    let stranger = Settings { ca_bundle: None, ..settings(&scratch) };
    for sslmode in [SslMode::VerifyFull, SslMode::VerifyCa] {
        let failure = tls_failure(refused(Settings { sslmode, ..stranger.clone() }).await);
        assert_eq!(failure, TlsFailure::UnknownAuthority, "{sslmode}");
    }
    let anybody = Settings { sslmode: SslMode::Require, ..stranger };
    PostgresDatabase::connect(anybody).await.expect("require verifies nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_for_another_name_is_refused_unless_only_the_chain_is_verified() {
    let scratch = scratch_database(17);
    let elsewhere = Settings { host: "db.example.com".to_owned(), ..settings(&scratch) };
    let failure = tls_failure(refused(elsewhere.clone()).await);
    let TlsFailure::WrongName { expected, presented } = failure else { panic!("{failure:?}") };
    assert_eq!(expected, "db.example.com");
    assert!(presented.iter().any(|name| name.contains("localhost")), "{presented:?}");
    let chain_only = Settings { sslmode: SslMode::VerifyCa, ..elsewhere };
    PostgresDatabase::connect(chain_only).await.expect("verify-ca takes any name");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_without_a_certificate_is_refused() {
    let scratch = scratch_database(17);
    let failure =
        tls_failure(refused(Settings { ca_bundle: Some("?".to_owned()), ..settings(&scratch) }).await);
    assert!(matches!(failure, TlsFailure::BadBundle { .. }), "{failure:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_tls_is_refused_unless_tls_is_disabled() {
    let scratch = postgres::scratch_database_without_tls();
    for sslmode in [SslMode::VerifyFull, SslMode::VerifyCa, SslMode::Require] {
        let failure = tls_failure(refused(Settings { sslmode, ..settings(&scratch) }).await);
        assert_eq!(failure, TlsFailure::NotOffered, "{sslmode}");
    }
    let clear = Settings { sslmode: SslMode::Disable, ..settings(&scratch) };
    PostgresDatabase::connect(clear).await.expect("a connection in the clear");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_older_than_13_is_refused() {
    let scratch = scratch_database(12);
    let error = refused(settings(&scratch)).await;
    assert!(matches!(&error, DatabaseError::TooOld { version } if version.starts_with("12.")), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_encrypted_and_set_up_as_promised() {
    let scratch = scratch_database(17);
    let database = session(&scratch).await;
    let sql = "select (select ssl::text from pg_stat_ssl where pid = pg_backend_pid()), \
               current_setting('TimeZone'), current_setting('application_name'), \
               current_setting('idle_in_transaction_session_timeout'), \
               current_setting('client_connection_check_interval')";
    let rows = database.query_text(sql).await.expect("settings");
    let row: Vec<_> = rows[0].iter().map(|value| value.as_deref().unwrap_or_default()).collect();
    assert_eq!(row, ["true", "UTC", "signalcraft_migration/test", "1min", "2s"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_taken_on_with_its_own_search_path() {
    let scratch = scratch_database(17);
    let role = format!("{} \"owner\"", scratch.name);
    let quoted = format!("\"{}\"", role.replace('"', "\"\""));
    scratch.raw(&format!(
        "create role {quoted}; create schema app authorization {quoted}; \
         alter role {quoted} set search_path = app, public"
    ));
    let database =
        PostgresDatabase::connect(Settings { role: Some(role.clone()), ..settings(&scratch) }).await;
    let sql = "select current_user::text, session_user::text, current_setting('search_path')";
    let rows = database.expect("a connection").query_text(sql).await.expect("a row");
    let row: Vec<_> = rows[0].iter().map(|value| value.as_deref().unwrap_or_default()).collect();
    assert_eq!(row, [role.as_str(), "postgres", "app, public"]);
    scratch.raw(&format!("drop owned by {quoted}; drop role {quoted}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_or_user_that_no_server_can_have_is_refused_by_its_name() {
    let scratch = scratch_database(17);
    let good = || Settings { hostaddr: None, ..settings(&scratch) };
    for (settings, expected) in [
        (Settings { host: String::new(), ..good() }, "the host is empty"),
        (Settings { host: "a\0b".to_owned(), ..good() }, "the host has a NUL character"),
        (Settings { user: String::new(), ..good() }, "the user is empty"),
        (Settings { user: "a\0b".to_owned(), ..good() }, "the user has a NUL character"),
        (Settings { dbname: "a\0b".to_owned(), ..good() }, "the database's name has a NUL character"),
        (Settings { dbname: String::new(), ..good() }, "the database's name is empty"),
    ] {
        let error = PostgresDatabase::connect(settings).await.expect_err("no such server");
        assert_eq!(error.to_string(), expected);
    }
}
