//! Promises about list resources, with one that finds rooms without end.

use async_trait::async_trait;
use tfplugin6::provider_server::Provider as _;
use tfplugin6::{self as wire};
use tokio_stream::StreamExt as _;
use tonic::Request;

use super::identities::room;
use super::{BUG, packed, server, summaries, unpacked};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::list::{Found, ListResource, Listing, Query};
use crate::resource::Resource as _;
use crate::schema::{Attribute, Schema};
use crate::scope::Cx;
use crate::value::Value;

/// Its `house` says how it behaves.
pub(super) struct Rooms;

#[async_trait]
impl ListResource for Rooms {
    fn type_name(&self) -> &'static str {
        "test_room"
    }

    fn schema(&self) -> Schema {
        Schema::new([("house", Attribute::string().default_string("blue"))])
    }

    async fn list(&self, cx: &Cx, query: Query, mut listing: Listing) -> Diagnostics {
        let house = query.config.get("house").and_then(Value::as_str).unwrap_or("").to_owned();
        match house.as_str() {
            "panic" => panic!("no house"),
            "asleep" => {
                cx.stop.raised().await;
                return Diagnostic::error("Stopped", "It was asked to.").into();
            }
            _ => {}
        }
        for number in 1.. {
            let state = room(&house, &number.to_string());
            let name = if house == "nameless" { Value::Unknown } else { Value::string(number.to_string()) };
            let found = Found {
                display_name: format!("room {number}"),
                identity: Value::object([("house", Value::string(house.clone())), ("number", name)]),
                resource: Some(state),
                diagnostics: Diagnostics::new(),
            };
            if listing.push(found).await.is_err() || number == 40 {
                break;
            }
        }
        Diagnostic::warning("Looked", "There may be more.").into()
    }
}

fn request(house: &str, limit: i64) -> Request<wire::list_resource::Request> {
    Request::new(wire::list_resource::Request {
        type_name: "test_room".into(),
        config: packed(&Value::object([("house", Value::string(house))]), &Rooms.schema().ty()),
        include_resource_object: true,
        limit,
    })
}

async fn list(house: &str, limit: i64) -> Vec<wire::list_resource::Event> {
    let events = server().list_resource(request(house, limit)).await.unwrap().into_inner();
    events.map(Result::unwrap).collect().await
}

#[tokio::test]
async fn as_many_are_found_as_were_asked_for() {
    for (limit, expected) in [(3, 3), (1, 1), (0, 40), (100, 40)] {
        let events = list("blue", limit).await;
        let found: Vec<_> = events.iter().filter(|event| event.identity.is_some()).collect();
        assert_eq!(found.len(), expected);
        assert_eq!(found[0].display_name, "room 1");
        let state = unpacked(found[0].resource_object.as_ref(), &super::identities::Room.schema().ty());
        assert_eq!(state, room("blue", "1"));
        let last = events.last().expect("the last word");
        assert_eq!(summaries(&last.diagnostic), ["Looked"], "what else there is to say comes last");
    }
}

#[tokio::test]
async fn a_state_is_sent_only_if_it_was_asked_for() {
    let mut asked = request("blue", 1);
    asked.get_mut().include_resource_object = false;
    let mut events = server().list_resource(asked).await.unwrap().into_inner();
    assert!(events.next().await.unwrap().unwrap().resource_object.is_none());
}

#[tokio::test]
async fn what_goes_wrong_is_the_last_event() {
    for (house, words) in [("nameless", "is not known"), ("panic", "no house")] {
        let events = list(house, 3).await;
        let [only] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!(summaries(&only.diagnostic), [BUG]);
        assert!(only.diagnostic[0].detail.contains(words), "{only:?}");
    }
}

#[tokio::test]
async fn looking_ends_when_nobody_listens_any_more() {
    let server = server();
    let mut events = server.list_resource(request("blue", 0)).await.unwrap().into_inner();
    events.next().await.unwrap().unwrap();
    drop(events);
    server.drained().await;
    // where it waits for something else than its reader, too
    let server = super::server();
    drop(server.list_resource(request("asleep", 0)).await.unwrap());
    server.drained().await;
}

#[tokio::test]
async fn a_stop_ends_the_looking() {
    let server = server();
    let mut events = server.list_resource(request("asleep", 0)).await.unwrap().into_inner();
    tokio::task::yield_now().await;
    server.stop();
    let event = events.next().await.unwrap().unwrap();
    assert_eq!(summaries(&event.diagnostic), ["Stopped"]);
    assert!(events.next().await.is_none());
}
