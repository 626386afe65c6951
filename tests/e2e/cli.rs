//! The command with AWS in play: the database by its name in RDS, the login and the receivers by secrets in
//! Secrets Manager, real PostgreSQL behind it.

#[path = "../cases/cli_command.rs"]
mod cli_command;
mod listener;

use std::path::Path;

use cli_command::{Folder, Told, command, form};
use listener::Listener;
use serde_json::json;
use testkit::aws::Account;
use testkit::postgres::{Scratch, scratch_database};
use testkit::{golden, tools};

const ORDERS: (&str, &str) =
    ("0001_orders.up.sql", "CREATE TABLE orders (id bigint PRIMARY KEY, note text);\n");

/// An account with the instance `orders` and a secret of its owner.
struct Scene {
    account: Account,
    database: Scratch,
    folder: Folder,
    secret: String,
    resource_id: String,
}

impl Scene {
    fn new() -> Self {
        let (account, database) = (Account::open(), scratch_database(17));
        let resource_id = account.create_db_instance("orders", &database);
        let secret = account.create_database_secret("orders/owner", &database);
        Self { account, database, folder: Folder::with(&[ORDERS]), secret, resource_id }
    }

    /// Whatever is said, no password is.
    #[track_caller]
    fn run(&self, words: &str) -> Told {
        let words: Vec<_> = words.split_whitespace().collect();
        let variables = self.account.environment();
        let variables: Vec<_> =
            variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        Told::of(command(&words, &variables, self.folder.path())).never_says(&self.database.password)
    }

    fn by_name(&self) -> String {
        let (name, ca) = (&self.database.name, tools::postgres_ca());
        format!("--rds-instance orders --name {name} --ca-bundle {}", ca.display())
    }
}

#[test]
fn a_database_is_found_by_its_name_and_the_login_by_its_secret() {
    let scene = Scene::new();
    let way = format!("{} --secret-arn {}", scene.by_name(), scene.secret);
    scene.run(&format!("migrate apply migrations {way}")).ends(0).says("at version 1");
    let status = scene.run(&format!("migrate status migrations {way} --json")).ends(0).documents();
    assert_eq!(status[0]["database"]["resource_id"], json!(scene.resource_id));
    assert_eq!(status[0]["current_version"], json!("1"));
    let expected = format!("{way} --resource-id {}", scene.resource_id);
    scene.run(&format!("migrate status {expected}")).ends(0);
    let other = scene.run(&format!("migrate status {way} --resource-id db-ANOTHER")).ends(1);
    other.says("The database is another one").says("`--resource-id` says db-ANOTHER").never_says("refresh");
}

#[test]
fn what_aws_does_not_have_is_told_in_the_words_of_the_command() {
    let scene = Scene::new();
    let by_name = scene.by_name();
    let status = |words: &str| scene.run(&format!("migrate status {words}"));
    status(&format!("{by_name} --secret-arn gone")).ends(1).says("The secret cannot be read");
    let gone = by_name.replace("--rds-instance orders", "--rds-instance gone");
    status(&format!("{gone} --secret-arn {}", scene.secret))
        .ends(1)
        .says("There is no RDS instance \"gone\"");
    let nameless = scene.account.create_secret("nameless", r#"{"password": "hunter2"}"#);
    let told = status(&format!("{by_name} --secret-arn {nameless}")).ends(1);
    told.says("use `--username` beside the secret").never_says("hunter2");
    let wrong = scene.account.create_secret("wrong", r#"{"username": "postgres", "password": "hunter2"}"#);
    let told = status(&format!("{by_name} --secret-arn {wrong}")).ends(1);
    told.says("The database refused the login").never_says("hunter2");
    let nowhere = status(&format!("{by_name} --secret-arn {} --endpoint-url nowhere", scene.secret));
    nowhere.ends(2).says("No way to AWS");
}

#[test]
fn without_credentials_that_is_what_is_said() {
    let scene = Scene::new();
    let line = format!(
        "migrate apply migrations {} --secret-arn {} --region eu-west-1",
        scene.by_name(),
        scene.secret
    );
    let words: Vec<_> = line.split_whitespace().collect();
    let variables =
        [("AWS_EC2_METADATA_DISABLED", "true"), ("AWS_ENDPOINT_URL", scene.account.endpoint.as_str())];
    let told = Told::of(command(&words, &variables, scene.folder.path())).ends(1);
    told.says("No access to AWS")
        .says("Nothing was changed")
        .never_says("Terraform")
        .never_says("provider block");
}

#[test]
fn a_test_message_reaches_those_who_are_to_be_told() {
    let scene = Scene::new();
    let (good, bad) = (Listener::answering(200), Listener::answering(403));
    let address = scene.account.create_secret("hook", &format!("{}/s3cret-path", good.url));
    let config = json!({ "notifications": {
        "ops": { "type": "slack", "webhook_url_secret_arn": address },
        "log": { "type": "webhook", "url": format!("{}/hook", good.url), "signing_secret": "hunter2", "events": ["failed"] },
        "gone": { "type": "webhook", "url": format!("{}/hook", bad.url) },
    }});
    scene.folder.write("notify.json", &config.to_string());
    let told = scene.run("notify test ops log --config notify.json --environment staging").ends(0);
    told.says("ops: told").says("log: told").never_says("s3cret-path").never_says("hunter2");
    let requests = good.requests();
    let slack =
        requests.iter().find(|request| request.line.contains("s3cret-path")).expect("a message to slack");
    assert!(slack.body.contains("This is a test") && slack.body.contains("staging"), "{}", slack.body);
    let hook =
        requests.iter().find(|request| request.line.contains("/hook")).expect("a message to the webhook");
    assert_eq!(hook.json()["environment"], json!("staging"));
    assert!(hook.headers.keys().any(|name| name.contains("signature")), "{:?}", hook.headers);

    let all = scene.run("notify test --config notify.json --json").ends(1).never_says("hunter2");
    let [document] = all.documents().try_into().expect("one document");
    golden::check(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/cli/notify_test.txt"),
        &form(&document),
    );
    let receivers = document["receivers"].as_array().expect("a list");
    let of = |name: &str| receivers.iter().find(|each| each["name"] == json!(name)).expect("a receiver");
    assert_eq!((&of("ops")["delivered"], &of("gone")["delivered"]), (&json!(true), &json!(false)));
    // a secret that is not there keeps nobody else from being told
    let config = json!({ "notifications": {
        "ops": { "type": "slack", "webhook_url_secret_arn": "nothing-there" },
        "log": { "type": "webhook", "url": format!("{}/hook", good.url) },
    }});
    scene.folder.write("notify.json", &config.to_string());
    scene.run("notify test --config notify.json").ends(1).says("The secret cannot be read").says("log: told");
}
