//! Promises about data sources, with one that tells the weather of a place.

use async_trait::async_trait;
use tfplugin6::provider_server::Provider as _;
use tfplugin6::{self as wire};
use tonic::Request;

use super::{BUG, configured_with_unknowns, packed, server, summaries, takes_deferral, unpacked};
use crate::data_source::{DataSource, Looked};
use crate::deferral::{Deferral, Refusal};
use crate::diagnostic::Diagnostic;
use crate::schema::{Attribute, Schema, Validator};
use crate::scope::Cx;
use crate::semantic::Semantic;
use crate::value::Value;

/// Its `place` says how it behaves.
pub(super) struct Weather;

#[async_trait]
impl DataSource for Weather {
    fn type_name(&self) -> &'static str {
        "test_weather"
    }

    fn schema(&self) -> Schema {
        Schema::new([
            (
                "place",
                Attribute::string()
                    .required()
                    .validate(Validator::not_blank())
                    .semantic(Semantic::text("A place, in capitals or not.", |text| {
                        Ok(Value::string(text.to_lowercase()))
                    })),
            ),
            ("unit", Attribute::string().default_string("C")),
            ("sky", Attribute::string().computed()),
        ])
    }

    async fn read(&self, _cx: &Cx, config: Value) -> Result<Looked, Refusal> {
        let seen = |place: Value, sky| {
            let unit = config.get("unit").cloned().unwrap_or(Value::Null);
            Ok(Looked::from(Value::object([("place", place), ("unit", unit), ("sky", sky)])))
        };
        let place = config.get("place").cloned().unwrap_or(Value::Null);
        match place.as_str() {
            Some("nowhere") => Err(Diagnostic::error("No such place", "There is no weather there.").into()),
            Some("later") => Err(Refusal::Deferred(Deferral::ProviderConfigUnknown)),
            Some("fog") => seen(place, Value::Unknown),
            Some("Bergen") => seen(Value::string("BERGEN"), Value::string("rain")),
            Some("moved") => seen(Value::string("elsewhere"), Value::string("clear")),
            Some("panic") => panic!("lightning"),
            _ => seen(place, Value::string("clear")),
        }
    }
}

fn weather(place: &str, unit: Value, sky: Value) -> Value {
    Value::object([("place", Value::string(place)), ("unit", unit), ("sky", sky)])
}

fn request(place: &str) -> wire::read_data_source::Request {
    wire::read_data_source::Request {
        type_name: "test_weather".into(),
        config: packed(&weather(place, Value::Null, Value::Null), &Weather.schema().ty()),
        ..Default::default()
    }
}

async fn read(place: &str) -> wire::read_data_source::Response {
    server().read_data_source(Request::new(request(place))).await.unwrap().into_inner()
}

#[tokio::test]
async fn it_is_read_with_its_defaults() {
    let reply = read("Oslo").await;
    assert!(reply.diagnostics.is_empty(), "{:?}", reply.diagnostics);
    let state = unpacked(reply.state.as_ref(), &Weather.schema().ty());
    assert_eq!(state, weather("Oslo", Value::string("C"), Value::string("clear")));
}

#[tokio::test]
async fn another_spelling_of_what_is_configured_is_what_is_configured() {
    let reply = read("Bergen").await;
    assert!(reply.diagnostics.is_empty(), "{:?}", reply.diagnostics);
    let state = unpacked(reply.state.as_ref(), &Weather.schema().ty());
    assert_eq!(state, weather("Bergen", Value::string("C"), Value::string("rain")));
}

#[tokio::test]
async fn what_breaks_a_rule_of_core_is_said_in_our_words() {
    for (place, words) in [
        ("fog", "`sky` is still unknown"),
        ("moved", "`place` is configured, and planned as something else"),
        ("panic", "lightning"),
    ] {
        let reply = read(place).await;
        assert_eq!(summaries(&reply.diagnostics), [BUG]);
        assert!(reply.diagnostics[0].detail.contains(words), "{:?}", reply.diagnostics);
    }
    assert_eq!(summaries(&read("nowhere").await.diagnostics), ["No such place"]);
}

#[tokio::test]
async fn it_is_put_off_only_where_core_takes_it_and_something_is_unknown() {
    for (taken, unknowns) in [(true, true), (true, false), (false, true)] {
        let server = server();
        if unknowns {
            configured_with_unknowns(&server).await;
        }
        let mut request = request("later");
        request.client_capabilities = takes_deferral().filter(|_| taken);
        let reply = server.read_data_source(Request::new(request)).await.unwrap().into_inner();
        assert_eq!(reply.deferred.is_some(), taken && unknowns);
        let otherwise: &[&str] = if taken && unknowns { &[] } else { &["Not known yet"] };
        assert_eq!(summaries(&reply.diagnostics), otherwise);
    }
}

#[tokio::test]
async fn its_configuration_is_validated_with_unknowns_tolerated() {
    for (place, complaints) in [(Value::string(" "), 1), (Value::Unknown, 0), (Value::string("Oslo"), 0)] {
        let config = Value::object([("place", place), ("unit", Value::Null), ("sky", Value::Null)]);
        let request = wire::validate_data_resource_config::Request {
            type_name: "test_weather".into(),
            config: packed(&config, &Weather.schema().ty()),
        };
        let reply = server().validate_data_resource_config(Request::new(request)).await.unwrap();
        assert_eq!(reply.into_inner().diagnostics.len(), complaints, "{config:?}");
    }
}
