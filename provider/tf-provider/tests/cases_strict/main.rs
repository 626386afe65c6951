//! The strict core of `testkit` against a provider that is written with this crate and has one of everything. Each
//! side reads the wire by itself: what both call right is so by two readings of the rules.

mod rest;
mod room;

use std::sync::Arc;

use async_trait::async_trait;
use testkit::strict::value::Value as Wire;
use testkit::strict::{Guide, Instance, Options, Subject, drive, in_process};
use tf_provider::action::Action;
use tf_provider::data_source::DataSource;
use tf_provider::diagnostic::Diagnostics;
use tf_provider::ephemeral::Ephemeral;
use tf_provider::function::Function;
use tf_provider::list::ListResource;
use tf_provider::provider::Provider;
use tf_provider::resource::Resource;
use tf_provider::schema::{Attribute, Schema};
use tf_provider::scope::Cx;
use tf_provider::server::Server;
use tf_provider::value::Value;

struct House;

#[async_trait]
impl Provider for House {
    fn schema(&self) -> Schema {
        Schema::new([("region", Attribute::string().optional())])
    }

    fn resources(&self) -> Vec<Arc<dyn Resource>> {
        vec![Arc::new(room::Room::default())]
    }

    fn data_sources(&self) -> Vec<Arc<dyn DataSource>> {
        vec![Arc::new(rest::Weather)]
    }

    fn functions(&self) -> Vec<Arc<dyn Function>> {
        vec![Arc::new(rest::Join)]
    }

    fn ephemeral_resources(&self) -> Vec<Arc<dyn Ephemeral>> {
        vec![Arc::new(rest::Key)]
    }

    fn list_resources(&self) -> Vec<Arc<dyn ListResource>> {
        vec![Arc::new(rest::Rooms)]
    }

    fn actions(&self) -> Vec<Arc<dyn Action>> {
        vec![Arc::new(rest::Ring)]
    }

    async fn configure(&self, _cx: &Cx, _config: Value, _terraform_version: &str) -> Diagnostics {
        Diagnostics::new()
    }
}

struct Visitor;

impl Guide for Visitor {
    /// A limit is a duration, and nothing that a visitor makes up.
    fn config(&self, subject: Subject<'_>, random: Wire) -> Wire {
        let mut config = random;
        if subject == Subject::Resource(room::NAME) {
            config.put("timeouts", Wire::Null);
        }
        config
    }

    fn replaces(&self) -> bool {
        true
    }

    fn failing(&self, _type_name: &str, config: &Wire) -> Option<Wire> {
        Some(with_note(config, room::FAILS))
    }

    fn slow(&self, _type_name: &str, config: &Wire) -> Option<Wire> {
        Some(with_note(config, room::LASTS))
    }

    fn import_id(&self, instance: &Instance) -> Option<String> {
        instance.state.entry("id").as_str().map(str::to_owned)
    }

    fn renews(&self) -> bool {
        true
    }
}

fn with_note(config: &Wire, note: &str) -> Wire {
    let mut config = config.clone();
    config.put("note", Wire::string(note));
    config
}

#[tokio::test]
async fn a_provider_of_this_crate_breaks_no_rule_of_terraform() {
    for seed in 0..2 {
        let server = Server::new(Arc::new(House));
        assert_eq!(server.schema_errors(), Vec::<String>::new());
        let report =
            drive(in_process(server).await, &Visitor, Options { seed, rounds: 40, ..Options::default() });
        let report = report.await;
        println!("seed {seed}\n{report}");
        report.assert_clean();
        let bugs: Vec<_> = report.refused.keys().filter(|why| why.contains("bug in the provider")).collect();
        assert!(bugs.is_empty(), "the framework refuses what it made itself: {bugs:?}");
    }
}
