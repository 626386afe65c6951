//! Ways from words: which flag wins, what is missing, and that no password comes from an argument.

use clap::Parser;
use kit::secret::ExposeSecret as _;

use super::*;

#[derive(Parser)]
struct Words {
    #[command(flatten)]
    connection: Connection,
}

fn way(words: &str, variables: &[(&str, &str)]) -> Result<Way, String> {
    let environment: Environment = variables.iter().copied().collect();
    let all = std::iter::once("signalcraft").chain(words.split_whitespace());
    let parsed = Words::try_parse_from(all).map_err(|error| error.to_string())?;
    parsed
        .connection
        .way(&environment, "migrate plan")
        .map_err(|(letter, exit)| format!("{exit:?} {}", letter.detail))
}

/// The way in a line: place, user or secret, password, database.
#[expect(clippy::disallowed_methods, reason = "a test looks what came out")]
fn shown(way: &Way) -> String {
    let place = match &way.place {
        Place::Instance(id) => format!("instance {id}"),
        Place::Cluster(id) => format!("cluster {id}"),
        Place::Host(host, port) => format!("{host}:{port}"),
    };
    let login = match &way.login {
        Login::Secret { arn, user, .. } => format!("secret {arn} {}", user.as_deref().unwrap_or("-")),
        Login::Token { user } => format!("token {user}"),
        Login::Password { user, password } => {
            format!("{user}:{}", password.as_ref().map_or("-", |password| password.expose_secret()))
        }
    };
    format!("{place} {login} {} {}", way.name, way.sslmode)
}

#[test]
fn words_and_variables_lead_to_a_database() {
    let url = [("SIGNALCRAFT_DATABASE_URL", "postgres://me:p%40ss@db:6432/app?sslmode=require")];
    let password = [("PGPASSWORD", "pg"), ("SIGNALCRAFT_DATABASE_PASSWORD", "ours"), ("MINE", "mine")];
    for (words, variables, expected) in [
        ("", &url[..], "db:6432 me:p@ss app require"),
        ("--name other --port 1 --sslmode disable", &url, "db:1 me:p@ss other disable"),
        ("--database-url postgres://me@h/app", &password, "h:5432 me:ours app verify-full"),
        ("--host h --username me --name app", &password[..1], "h:5432 me:pg app verify-full"),
        (
            "--host h --username me --name app --password-env MINE",
            &password,
            "h:5432 me:mine app verify-full",
        ),
        ("--rds-instance i --secret-arn a --name app", &[], "instance i secret a - app verify-full"),
        (
            "--rds-cluster c --secret-arn a --username u --name app",
            &[],
            "cluster c secret a u app verify-full",
        ),
        ("--rds-instance i --iam-auth --username u --name app", &[], "instance i token u app verify-full"),
        ("--database-url postgres://me@[::1]:7/app", &password, "::1:7 me:ours app verify-full"),
        // a place that is named is not mixed with the URL of the environment
        ("--rds-instance i --secret-arn a --name app", &url, "instance i secret a - app verify-full"),
    ] {
        assert_eq!(way(words, variables).map(|way| shown(&way)).as_deref(), Ok(expected), "{words}");
    }
}

#[test]
fn what_is_missing_or_too_much_is_said() {
    let password = [("PGPASSWORD", "pg")];
    for (words, variables, says) in [
        ("", &[][..], "No database is named"),
        ("--host h --name app", &password, "`--username` is missing"),
        ("--host h --username u", &password, "`--name` is missing"),
        ("--host h --username u --name app", &[], "There is no password"),
        ("--host h --rds-instance i", &[], "cannot be used with"),
        ("--host h --name app --iam-auth --secret-arn a", &[], "cannot be used with"),
        ("--rds-instance i --port 5", &[], "cannot be used with"),
        ("--database-url mysql://h/app", &[], "begins with postgres://"),
        ("--database-url postgres://u@h/app?options=x", &[], "\"options\" cannot be set"),
        ("--database-url postgres://u@h/app?sslmode=prefer", &[], "unknown sslmode"),
        ("--host h --username u --name app --sslmode prefer", &[], "unknown sslmode"),
        ("--host h --username u --name app --ca-bundle gone.pem", &password, "gone.pem cannot be read"),
    ] {
        let refused = way(words, variables).map(|way| shown(&way)).expect_err(words);
        assert!(refused.contains(says), "{words}: {refused}");
    }
}

#[test]
fn a_password_in_an_argument_is_refused_and_not_repeated() {
    for words in
        ["--database-url postgres://u:hunter2@h/app", "--database-url postgres://u@h/app?password=hunter2"]
    {
        let refused = way(words, &[]).map(|way| shown(&way)).expect_err(words);
        assert!(refused.contains("Consider it known") && !refused.contains("hunter2"), "{refused}");
    }
    let refused = way("", &[("SIGNALCRAFT_DATABASE_URL", "hunter2:hunter2@h")]).map(|way| shown(&way));
    assert!(!refused.expect_err("no URL").contains("hunter2"));
}

#[test]
fn a_ledger_is_a_name_or_a_schema_and_a_name() {
    assert_eq!(ledger("app"), ("signalcraft".to_owned(), "app".to_owned()));
    assert_eq!(ledger("s.app"), ("s".to_owned(), "app".to_owned()));
}
