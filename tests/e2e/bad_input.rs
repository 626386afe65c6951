//! Bad input: each has a diagnostic that says what happened, where, and what to do. Told with one Terraform:
//! what is refused is ours, not core's.

use serde_json::json;
use testkit::postgres::{scratch_database, scratch_database_without_tls};
use testkit::tools::{self, Terraform};

use crate::scene::{INSTANCE, Scene};

fn scene() -> Scene {
    Scene::new(Terraform::V1_11)
}

#[test]
fn a_directory_that_does_not_exist_or_is_empty() {
    let scene = scene();
    scene.remove_migrations();
    scene.stage.plan().fails().says("the directory does not exist").says("${path.module}/migrations");
    scene.stage.write("migrations/README.md", "nothing yet");
    scene.stage.plan().fails().says("the directory holds no migration").says("0001_create_orders.up.sql");
}

#[test]
fn files_that_are_not_text() {
    let scene = scene();
    scene.stage.write("migrations/0004_latin.up.sql", b"SELECT 'caf\xe9';\n");
    scene.stage.write("migrations/0005_nul.up.sql", b"SELECT 1;\nSELECT '\0';\n");
    scene.stage.write("migrations/0006_large.up.sql", vec![b' '; 50 * 1024 * 1024]);
    scene.stage.write("migrations/99999999999999999999_far.up.sql", "SELECT 1;\n");
    scene.stage.write("migrations/0007-typo.up.sql", "SELECT 1;\n");
    scene
        .stage
        .plan()
        .fails()
        .says("0004_latin.up.sql is not UTF-8 at byte 11")
        .says("0005_nul.up.sql:2 has a NUL byte")
        .says("0006_large.up.sql is larger than 16 MiB")
        .says("99999999999999999999_far.up.sql has a version beyond 18446744073709551615")
        .says("0007-typo.up.sql is not named as a migration");
}

#[test]
fn sql_that_cannot_be_parsed_is_named_with_line_and_column() {
    let scene = scene();
    scene.migration(
        "0004_typo.up.sql",
        "CREATE TABLE fine (id bigint PRIMARY KEY);\n\nCREATE TABEL oops (id bigint);\n",
    );
    scene.stage.plan().fails().says("0004_typo.up.sql:3:");
}

#[test]
fn a_secret_that_is_not_there_or_has_not_the_key() {
    let scene = scene();
    scene.account.put_secret(&scene.secret, &json!({ "user": "app", "pass": "hush-canary" }).to_string());
    scene
        .stage
        .plan()
        .fails()
        .says("The secret cannot be read")
        .says("has no key \"password\"")
        .says("it has pass, user")
        .never_says("hush-canary");
    scene.account.put_secret(&scene.secret, &json!({ "password": "hush-canary" }).to_string());
    scene.stage.plan().fails().says("The secret names no user").never_says("hush-canary");
    let missing = scene
        .rds()
        .replace(&scene.secret, "arn:aws:secretsmanager:eu-west-1:123456789012:secret:none-abc123");
    scene.main_with_database(&missing, "", "");
    scene.stage.plan().fails().says("There is no secret").says("Create it, or correct the ARN or the region");
}

#[test]
fn a_wrong_password() {
    let scene = scene();
    scene
        .account
        .put_secret(&scene.secret, &json!({ "username": "postgres", "password": "hush-canary" }).to_string());
    scene
        .stage
        .plan()
        .fails()
        .says("The database refused the login")
        .says("let postgres in")
        .says("a secret may have been rotated")
        .never_says("hush-canary");
}

#[test]
fn an_unreachable_host_and_a_name_that_is_none() {
    let scene = scene();
    let rds = scene.rds();
    let host = |host: &str| {
        rds.replace(&format!("rds_instance = \"{INSTANCE}\""), &format!("host = \"{host}\"\n    port = 9"))
    };
    scene.main_with_database(&host("127.0.0.1"), "", "");
    scene
        .stage
        .plan()
        .fails()
        .says("The database cannot be reached")
        .says("127.0.0.1:9")
        .says("plan = \"offline\"");
    scene.main_with_database(&host("nowhere.invalid"), "", "");
    scene.stage.plan().fails().says("nowhere.invalid cannot be resolved");
    scene.stage.apply().fails();
    scene.main_with_database(&rds.replace(&scene.database.name, "no_such_database"), "", "");
    scene.stage.plan().fails().says("No such database on the server").says("no_such_database");
}

#[test]
fn certificates_that_are_not_trusted() {
    let scene = scene();
    let bundle = format!("ca_bundle    = file(\"{}\")", tools::postgres_ca().display());
    let without = scene.rds().replace(&bundle, "");
    scene.main_with_database(&without, "", "");
    scene.stage.plan().fails().says("No trusted connection").says("an authority that is not trusted");
    let broken = scene.rds().replace(&bundle, "ca_bundle = \"/etc/ca.pem\"");
    scene.main_with_database(&broken, "", "");
    scene.stage.plan().fails().says("it is PEM text, not a path");
    scene.main_with_database(&format!("{without}\n    sslmode = \"verify-full \""), "", "");
    scene.stage.plan().fails().says("Did you mean \"verify-full\"?");
    let plain = scratch_database_without_tls();
    scene.account.create_db_instance("plain", &plain);
    let plain = scene
        .rds()
        .replace(&format!("\"{INSTANCE}\""), "\"plain\"")
        .replace(&scene.database.name, &plain.name);
    scene.main_with_database(&plain, "", "");
    scene.stage.plan().fails().says("does not offer TLS").says("Switch TLS on at the server");
}

#[test]
fn a_read_only_database() {
    let scene = scene();
    let name = &scene.database.name;
    scene.database.raw(&format!("ALTER DATABASE \"{name}\" SET default_transaction_read_only = on"));
    scene.stage.plan().has_something_to_do();
    scene.stage.apply().fails().says("the database takes no writes").says("Lift it, and try again");
    scene.database.raw(&format!(
        "BEGIN READ WRITE; ALTER DATABASE \"{name}\" RESET default_transaction_read_only; COMMIT"
    ));
    scene.stage.apply().succeeds();
}

#[test]
fn a_role_without_rights() {
    let scene = scene();
    let role = format!("reader_{}", scene.account.number);
    scene.database.raw(&format!("CREATE ROLE {role} LOGIN PASSWORD 'reader'"));
    scene.account.put_secret(&scene.secret, &json!({ "username": role, "password": "reader" }).to_string());
    scene.stage.plan().has_something_to_do();
    scene
        .stage
        .apply()
        .fails()
        .says("permission denied for database")
        .says("GRANT CREATE ON DATABASE")
        .says("0 of 3 planned migrations were applied");
    scene.main_with_database(&format!("{}\n    role = \"nobody_of_that_name\"", scene.rds()), "", "");
    scene.stage.plan().fails().says("There is no role nobody_of_that_name");
    scene.database.raw(&format!("DROP ROLE {role}"));
}

#[test]
fn a_server_that_is_too_old() {
    let scene = scene();
    let old = scratch_database(12);
    scene.account.create_db_instance("old", &old);
    scene
        .account
        .put_secret(&scene.secret, &json!({ "username": old.user, "password": old.password }).to_string());
    let old =
        scene.rds().replace(&format!("\"{INSTANCE}\""), "\"old\"").replace(&scene.database.name, &old.name);
    scene.main_with_database(&old, "", "");
    scene.stage.plan().fails().says("The server is too old").says("PostgreSQL 13 and later are supported");
}

#[test]
fn values_that_cannot_be() {
    let scene = scene();
    for (attribute, sentence) in [
        ("layout = \"golang_migrate\"", "Did you mean \"golang-migrate\"?"),
        ("locks = { lock_timeout = \"2\" }", "\"2\" has no unit"),
        ("locks = { lock_timeout = \"0s\" }", "must be above zero"),
        ("locks = { retries = -1 }", "-1 is not between 0 and 1000"),
        ("lint = { pg_version = \"9.6\" }", "must be a version of PostgreSQL"),
        ("target_version = \"newest\"", "must be the version of a migration"),
        ("plan = \"life\"", "Did you mean \"live\"?"),
        ("timeouts {\n    create = \"soon\"\n  }", "Expected a number at"),
    ] {
        scene.main(attribute, "");
        scene.stage.validate().fails().says(sentence);
    }
    scene.main("target_version = \"17\"", "");
    scene.stage.plan().fails().says("No migration has version 17");
    scene.main("target_version = \"18446744073709551616\"", "");
    scene.stage.plan().fails().says("too large");
    scene.main_with_database(&format!("host = \"x\"\n{}", scene.rds()), "", "");
    scene.stage.validate().fails().says("cannot be set together");
    scene.main_with_database(&format!("{}\n    iam_auth = true", scene.rds()), "", "");
    scene.stage.validate().fails().says("cannot be set together");
}
