//! Stories of telling people: by command, and when a migration has run.

use std::time::Duration;

use kit::clock::{Clock as _, SystemClock};
use serde_json::json;
use testkit::tools::Terraform;
use testkit::wait;

use crate::listener::Listener;
use crate::on_each_terraform;
use crate::scene::Scene;

on_each_terraform!(
    an_action_tells_everybody_when_it_is_invoked since ACTIONS,
    a_migration_that_was_applied_is_told since ACTIONS,
    a_receiver_that_does_not_listen_is_a_warning_and_holds_nothing_up since ACTIONS,
    ctrl_c_in_the_middle_of_an_action_ends_it_and_not_terraform since ACTIONS,
    a_receiver_that_is_not_there_is_refused_while_planning since ACTIONS,
    receivers_are_configured_on_every_core,
    a_receiver_that_lacks_something_is_refused_at_its_place,
);

const INVOKE: [&str; 4] =
    ["apply", "-input=false", "-auto-approve", "-invoke=action.signalcraft_notify.told"];

/// An action `told`, its attributes, and nothing else.
fn action(attributes: &str) -> String {
    format!("action \"signalcraft_notify\" \"told\" {{\n  config {{\n    {attributes}\n  }}\n}}\n")
}

/// One receiver of each kind that goes over HTTP, all at one place.
fn receivers(place: &str, header: &str) -> String {
    format!(
        r#"environment = "staging"
  notifications = {{
    chat = {{ type = "slack", webhook_url = "{place}/services/T/B/hush" }}
    duty = {{ type = "pagerduty", routing_key = "0123456789abcdef0123456789abcdef", base_url = "{place}" }}
    hook = {{ type = "webhook", url = "{place}/hook", signing_secret = "hush-hush", headers = {{ x-token = {header} }} }}
  }}"#
    )
}

fn an_action_tells_everybody_when_it_is_invoked(terraform: Terraform) {
    let (scene, listener) = (Scene::new(terraform), Listener::answering(202));
    // the header's value is an ephemeral one: it reaches the receiver and nothing that is stored
    scene.stage.write(
        "token.tf",
        "provider \"signalcraft\" {\n  alias = \"plain\"\n}\nephemeral \"signalcraft_database_token\" \"app\" {\n  \
         provider = signalcraft.plain\n  host     = \"127.0.0.1\"\n  username = \"app\"\n}\n",
    );
    scene.main("", &receivers(&listener.url, "ephemeral.signalcraft_database_token.app.token"));
    scene.stage.write(
        "action.tf",
        action(
            "to       = [\"chat\", \"duty\", \"hook\"]\n    event    = \"rollback_failed\"\n    service  = \"api\"\n    \
             version  = \"1.8.2\"\n    text     = \"alarm <5xx> & more\"\n    details  = { step = \"2 of 3\" }\n    \
             links    = [{ text = \"dashboard\", href = \"https://example.com/d\" }]",
        ),
    );
    let said = scene.stage.prepared(&INVOKE).succeeds();
    let said = said.says("chat: told").says("duty: told").says("hook: told").never_says("hush");
    said.never_says("X-Amz-Signature");
    let requests = listener.requests();
    assert_eq!(requests.len(), 3, "{requests:#?}");
    let find = |path: &str| {
        let line = format!("POST {path} HTTP/1.1");
        requests
            .iter()
            .find(|request| request.line == line)
            .unwrap_or_else(|| panic!("{path}: {requests:#?}"))
    };
    let slack = find("/services/T/B/hush").json();
    assert!(slack["text"].as_str().is_some_and(|text| text.contains("api 1.8.2")), "{slack}");
    assert!(slack["blocks"].to_string().contains("alarm &lt;5xx&gt; &amp; more"), "{slack}");
    let duty = find("/v2/enqueue").json();
    assert_eq!(
        (&duty["event_action"], &duty["payload"]["severity"]),
        (&json!("trigger"), &json!("critical"))
    );
    assert!(duty["dedup_key"].as_str().is_some_and(|key| key.contains("staging/api")), "{duty}");
    let hook = find("/hook");
    assert!(hook.headers["x-token"].contains("X-Amz-Signature="), "{hook:?}");
    assert!(hook.headers.keys().any(|name| name.contains("signature")), "{hook:?}");
    assert_eq!(hook.json()["environment"], json!("staging"));
    assert!(!scene.has("signalcraft.migrations"), "invoking an action does nothing else");
}

fn a_migration_that_was_applied_is_told(terraform: Terraform) {
    let (scene, listener) = (Scene::new(terraform), Listener::answering(200));
    let trigger = "lifecycle {\n    action_trigger {\n      events  = [after_create, after_update]\n      \
                   actions = [action.signalcraft_notify.told]\n    }\n  }";
    scene.main(trigger, &receivers(&listener.url, "\"x\""));
    scene.stage.write(
        "action.tf",
        action(
            "to    = [\"hook\"]\n    title = \"Migrated to ${signalcraft_migration.app.current_version}\"",
        ),
    );
    scene.stage.apply().succeeds().says("hook: told");
    assert_eq!(listener.requests().len(), 1);
    assert!(listener.requests()[0].body.contains("Migrated to 3"), "{:?}", listener.requests());
    scene.migration("0004_payments.up.sql", "CREATE TABLE payments (id bigint PRIMARY KEY);\n");
    scene.stage.apply().succeeds();
    assert!(listener.requests()[1].body.contains("Migrated to 4"), "{:?}", listener.requests());
    scene.migration("0005_broken.up.sql", "CREATE TABLE payments (id bigint PRIMARY KEY);\n");
    scene.stage.apply().fails().says("already exists");
    assert_eq!(listener.requests().len(), 2, "nothing is told of what did not happen");
}

fn a_receiver_that_does_not_listen_is_a_warning_and_holds_nothing_up(terraform: Terraform) {
    let (scene, silent, refusing) = (Scene::new(terraform), Listener::answering(0), Listener::answering(404));
    let receivers = format!(
        r#"notifications = {{
    silent   = {{ type = "webhook", url = "{}/hook" }}
    refusing = {{ type = "slack", webhook_url = "{}/services/T/B/hush" }}
    kept     = {{ type = "slack", webhook_url_secret_arn = "nowhere" }}
  }}"#,
        silent.url, refusing.url
    );
    scene.main("", &receivers);
    scene
        .stage
        .write("action.tf", action("to    = [\"silent\", \"refusing\", \"kept\"]\n    title = \"Anybody?\""));
    let began = SystemClock.instant();
    let said = scene.stage.prepared(&INVOKE).succeeds();
    let took = SystemClock.instant() - began;
    for name in ["silent", "refusing", "kept"] {
        assert!(said.words().contains(&format!("\"{name}\" was not told")), "{name}: {said}");
    }
    said.says("404").never_says("hush");
    assert_eq!(refusing.requests().len(), 1, "what is refused is not sent again");
    // ten seconds for the notification, the rest for Terraform itself on a busy machine
    assert!(took < Duration::from_secs(30), "{took:?}");
}

/// Terraform ends with a panic of its own if it reads a line of progress after a stop and anything behind that.
fn ctrl_c_in_the_middle_of_an_action_ends_it_and_not_terraform(terraform: Terraform) {
    let (scene, silent) = (Scene::new(terraform), Listener::answering(0));
    let receivers =
        format!("notifications = {{ silent = {{ type = \"webhook\", url = \"{}/hook\" }} }}", silent.url);
    scene.main("", &receivers);
    scene.stage.write("action.tf", action("to    = [\"silent\"]\n    title = \"Anybody?\""));
    let mut running = scene.stage.spawn(&INVOKE);
    running.wait_for_words("Action started");
    wait::until("a request", Duration::from_secs(30), || {
        if silent.requests().is_empty() { Err("nothing came".to_owned()) } else { Ok(()) }
    });
    running.interrupt();
    running.wait().says("topped before it was delivered").never_says("CRASH").never_says("panic");
}

fn a_receiver_that_is_not_there_is_refused_while_planning(terraform: Terraform) {
    let (scene, listener) = (Scene::new(terraform), Listener::answering(200));
    scene.main("", &receivers(&listener.url, "\"x\""));
    scene.stage.write("action.tf", action("to    = [\"chatt\"]\n    title = \"Hello\""));
    scene.stage.plan_with(&INVOKE[3..]).fails().says("Did you mean \"chat\"?");
    scene.stage.write("action.tf", action("to    = [\"chat\"]\n    event = \"rolledback\""));
    scene.stage.plan_with(&INVOKE[3..]).fails().says("Did you mean \"rolled_back\"?");
    scene.stage.write("action.tf", action("to = [\"chat\"]"));
    scene.stage.validate().fails().says("A message needs a `title`");
    scene.main("", &format!("read_only = true\n  {}", receivers(&listener.url, "\"x\"")));
    scene.stage.write("action.tf", action("to    = [\"chat\"]\n    title = \"Hello\""));
    scene.stage.prepared(&INVOKE).fails().says("may only read");
    assert_eq!(listener.requests().len(), 0);
}

fn receivers_are_configured_on_every_core(terraform: Terraform) {
    let (scene, listener) = (Scene::new(terraform), Listener::answering(200));
    scene.main("", &receivers(&listener.url, "\"x\""));
    scene.stage.apply().succeeds();
    assert!(!scene.stage.state().to_string().contains("hush"));
    assert_eq!(listener.requests().len(), 0, "nobody is told anything without being asked to");
}

fn a_receiver_that_lacks_something_is_refused_at_its_place(terraform: Terraform) {
    let scene = Scene::new(terraform);
    for (receiver, words) in [
        ("type = \"slack\"", "needs `webhook_url` or `webhook_url_secret_arn`"),
        ("type = \"slak\"", "Did you mean \"slack\"?"),
        ("type = \"email\", from = \"a@b.example\", to = [\"nobody\"]", "which is not a mail address"),
        ("type = \"slack\", webhook_url = local.hook", "for addresses"),
    ] {
        scene.main("", &format!("notifications = {{ ops = {{ {receiver} }} }}"));
        scene.stage.write("hook.tf", "locals {\n  hook = \"http://hush.example/x\"\n}\n");
        scene.stage.plan().fails().says(words).never_says("hush");
    }
}
