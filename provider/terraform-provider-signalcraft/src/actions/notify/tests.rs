//! Promises of `signalcraft_notify`: what cannot be meant is refused at its place, and no receiver waits for
//! another.

use std::sync::Arc;

use aws_adapter::Settings;
use kit::clock::SystemClock;
use kit::stop::StopSwitch;
use tf_provider::scope::Capabilities;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::*;
use crate::environment::ProcessEnvironment;
use crate::ports::Said;

/// Longer than a machine under load needs, shorter than the time that a secret is waited for.
const SOON: Duration = Duration::from_secs(4);

fn action() -> Notify {
    Notify::new(Ports::new(Arc::new(SystemClock), ProcessEnvironment::default()))
}

/// A value of this type in which these attributes are set.
fn object<const N: usize>(ty: Type, attributes: [(&str, Value); N]) -> Value {
    let Type::Object(types) = ty else { panic!("an object") };
    let mut all: std::collections::BTreeMap<_, _> =
        types.into_keys().map(|name| (name, Value::Null)).collect();
    all.extend(attributes.map(|(name, value)| (name.to_owned(), value)));
    Value::Object(all)
}

fn config<const N: usize>(attributes: [(&str, Value); N]) -> Value {
    object(action().schema().ty(), attributes)
}

fn texts(all: &[&str]) -> Value {
    Value::List(all.iter().map(|text| Value::string(*text)).collect())
}

#[test]
fn every_severity_can_be_named() {
    assert_eq!(Severity::ALL.map(Severity::name), SEVERITIES);
}

#[test]
fn what_cannot_be_meant_is_refused_at_its_place() {
    let link = |href: &str| {
        Value::List(vec![Value::object([("text", Value::string("more")), ("href", Value::string(href))])])
    };
    let ops = || ("to", texts(&["ops"]));
    for (config, place, words) in [
        (config([("to", texts(&[]))]), "to", "at least 1 element"),
        (config([("to", texts(&["ops", "team", "ops"]))]), "to[2]", "there already, at [0]"),
        (config([ops(), ("event", Value::string("sucess"))]), "event", "Did you mean \"succeeded\"?"),
        (
            config([ops(), ("links", link("javascript:alert(1)"))]),
            "links[0].href",
            "begins with \"https://\"",
        ),
        (config([ops(), ("links", link("example.com/x"))]), "links[0].href", "begins with \"https://\""),
        (config([ops(), ("links", link("https://example.com/d?a=b#c"))]), "", ""),
        (config([ops(), ("links", link("http://10.0.0.1:3000/d"))]), "", ""),
    ] {
        let found = tf_provider::validate::config(&action().schema(), &config, true);
        let said: Vec<_> = found
            .iter()
            .map(|letter| (letter.path.as_ref().map(ToString::to_string), letter.detail.clone()))
            .collect();
        match said.as_slice() {
            [] => assert_eq!(words, "", "{config:?}"),
            [(Some(at), detail)] => {
                assert!(at == place && !words.is_empty() && detail.contains(words), "{said:?}");
            }
            _ => panic!("{said:?}"),
        }
    }
}

/// Takes requests and answers each with 204.
async fn receive(listener: TcpListener) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let mut buffer = [0; 4096];
        let mut request = String::new();
        while !request.contains("\r\n\r\n") || !request.ends_with('}') {
            let Ok(read @ 1..) = stream.read(&mut buffer).await else { break };
            request.push_str(&String::from_utf8_lossy(&buffer[..read]));
        }
        let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").await;
    }
}

/// A way to a Secrets Manager that takes connections and never says anything. The folder holds credentials.
fn silent_aws(silent: &TcpListener, folder: &std::path::Path) -> Aws {
    let credentials = folder.join("credentials");
    std::fs::write(&credentials, "[silent]\naws_access_key_id = a\naws_secret_access_key = b\n").unwrap();
    let settings = Settings {
        region: Some("eu-west-1".to_owned()),
        profile: Some("silent".to_owned()),
        shared_config_files: vec![credentials.clone()],
        shared_credentials_files: vec![credentials],
        endpoint_url: Some(format!("http://{}", silent.local_addr().unwrap())),
        ..Settings::default()
    };
    Aws::connect(settings, Arc::new(SystemClock)).unwrap()
}

#[tokio::test]
async fn a_receiver_that_needs_no_secret_is_told_and_said_while_another_waits_for_its_own() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(receive(listener));
    let folder = tempfile::tempdir().unwrap();
    let Type::Map(element) = crate::notifications::schema().ty() else { panic!("a map") };
    let hook = [("type", Value::string("webhook")), ("url", Value::string(url))];
    let kept = [("type", Value::string("slack")), ("webhook_url_secret_arn", Value::string("nowhere"))];
    let receivers =
        [("hook".to_owned(), object((*element).clone(), hook)), ("kept".to_owned(), object(*element, kept))];
    let notifications =
        Notifications::read(&Value::object([("notifications", Value::Map(receivers.into()))]));
    let action = action();
    let said = Said { notifications, ..Said::default() };
    action.ports.configure(Reach::Open(silent_aws(&silent, folder.path())), said);

    let (lines, mut told) = mpsc::unbounded_channel();
    let progress = Progress::new(move |line| drop(lines.send(line)));
    let switch = StopSwitch::default();
    let cx = Cx::new(switch.signal(), Capabilities::default());
    // named twice, as values that were unknown while planning may be
    let config = config([("to", texts(&["kept", "hook", "hook"])), ("title", Value::string("Hello"))]);
    let invoked = tokio::spawn(async move { action.invoke(&cx, config, progress).await });
    let first = tokio::time::timeout(SOON, told.recv()).await.expect("before the secret is given up");
    assert_eq!(first.as_deref(), Some("hook: told"));
    switch.stop();
    let second = tokio::time::timeout(SOON, told.recv()).await.expect("a stop ends the waiting");
    assert_eq!(second.as_deref(), Some("kept: not told (stopped)"));
    assert_eq!(told.recv().await, None, "each is told once");
    assert_eq!(invoked.await.unwrap().iter().count(), 0);
}
