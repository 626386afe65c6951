//! A managed resource of any schema. Nothing is made anywhere: the state is the world. A plan leaves open what the
//! real provider would know only afterwards, an apply makes it up, and later plans keep it.

use std::sync::Arc;

use async_trait::async_trait;
use tf_provider::deferral::Refusal;
use tf_provider::diagnostic::Diagnostics;
use tf_provider::identity::IdentitySchema;
use tf_provider::private::Private;
use tf_provider::resource::{Change, Deleted, Imported, Outcome, Planned, Proposed, Resource, Seen};
use tf_provider::schema::Schema;
use tf_provider::scope::Cx;
use tf_provider::value::{Path, Type, Value};

use crate::aws::{certificate, tags};
use crate::made::{Scene, fill, open, shapes};
use crate::provider::World;
use crate::{identity, replace};

/// In private data of what was imported and not changed since: of what it was made with, nothing is known.
const IMPORTED: &str = "imported";

#[derive(Debug)]
pub(crate) struct StubResource {
    type_name: String,
    schema: Arc<Schema>,
    ty: Type,
    identity: Option<IdentitySchema>,
    world: World,
}

impl StubResource {
    pub(crate) fn new(
        type_name: String,
        schema: Arc<Schema>,
        identity: Option<IdentitySchema>,
        world: World,
    ) -> Self {
        let ty = schema.ty();
        Self { type_name, schema, ty, identity, world }
    }

    /// Everything unknown in `planned` made up.
    fn complete(&self, planned: &Value) -> Value {
        let settings = self.world.settings();
        let scene = Scene::new(&self.type_name, planned, &self.ty, &settings).apart(&self.world.twins);
        fill(&scene, &self.schema, planned)
    }

    fn done(&self, change: Change) -> Outcome {
        let mut private = change.private;
        private.remove(IMPORTED);
        Outcome::Done { state: self.complete(&change.planned), private, diagnostics: Diagnostics::new() }
    }

    /// The state of something that exists already, of which these attributes are known.
    fn imported(&self, known: &[(&str, Value)]) -> Imported {
        let Type::Object(types) = &self.ty else {
            return Imported {
                state: Value::Null,
                private: Private::default(),
                diagnostics: Diagnostics::new(),
            };
        };
        let none = types.keys().map(|name| {
            // no block is an empty list of blocks
            let block = self.schema.block.blocks.get(name);
            (name.clone(), block.map_or(Value::Null, open::no_block))
        });
        let mut state: std::collections::BTreeMap<_, _> = none.collect();
        for (name, value) in known {
            if let Some(Type::String) = types.get(*name) {
                state.insert((*name).to_owned(), value.clone());
            }
        }
        let settings = self.world.settings();
        if types.get("region") == Some(&Type::String) {
            state.insert("region".to_owned(), settings.region.into());
        }
        if types.contains_key("tags_all") {
            state.insert("tags_all".to_owned(), Value::Map(settings.default_tags));
        }
        let state = open::read_only(&self.schema, Value::Object(state));
        let mut private = Private::default();
        private.set(IMPORTED, &true);
        Imported { state: self.complete(&state), private, diagnostics: Diagnostics::new() }
    }
}

#[async_trait]
impl Resource for StubResource {
    fn type_name(&self) -> &str {
        &self.type_name
    }

    fn schema(&self) -> Schema {
        (*self.schema).clone()
    }

    async fn plan(&self, _cx: &Cx, proposed: Proposed) -> Planned {
        let settings = self.world.settings();
        let (prior, config) = (proposed.prior.clone(), proposed.config.clone());
        let mut planned = proposed.accept();
        if let Value::Object(state) = &mut planned.state {
            if state.get("region").is_some_and(Value::is_unknown)
                && config.get("region").is_none_or(Value::is_null)
            {
                state.insert("region".to_owned(), settings.region.clone().into());
            }
            tags::plan(&config, state, &settings);
            certificate::plan(&self.type_name, state);
        }
        if let Some(prior) = prior {
            planned.replace = replace::paths(&self.type_name, &prior, &planned.state);
            if planned.private.get::<bool>(IMPORTED).is_some() {
                // what the configuration tells of it is news, and no change
                let told = |path: &Path| prior.at(path).is_some_and(|before| !before.is_null());
                planned.replace.retain(told);
            }
        }
        planned
    }

    async fn create(&self, _cx: &Cx, change: Change) -> Outcome {
        self.done(change)
    }

    async fn update(&self, _cx: &Cx, _prior: Value, change: Change) -> Outcome {
        self.done(change)
    }

    async fn delete(&self, _cx: &Cx, _prior: Value, _private: Private) -> Deleted {
        Deleted::Done(Diagnostics::new())
    }

    async fn read(&self, _cx: &Cx, state: Value, private: Private) -> Seen {
        Seen::Present { state, private, diagnostics: Diagnostics::new() }
    }

    /// What the schema does not have any more is left out, and that is all.
    fn upgrade(
        &self,
        _from_version: i64,
        state: serde_json::Value,
    ) -> Result<serde_json::Value, Diagnostics> {
        Ok(state)
    }

    async fn import(&self, _cx: &Cx, id: &str) -> Result<Imported, Refusal> {
        let id = Value::string(id);
        let mut known = vec![("id", id.clone())];
        // of many things the id is what they are called
        known.extend(shapes::id_is(&self.type_name).map(|name| (name, id)));
        Ok(self.imported(&known))
    }

    fn identity(&self) -> Option<IdentitySchema> {
        self.identity.clone()
    }

    fn identify(&self, state: &Value) -> Value {
        let settings = self.world.settings();
        self.identity.as_ref().map_or(Value::Null, |schema| identity::of(schema, state, &settings))
    }

    async fn import_identity(&self, _cx: &Cx, identity: Value) -> Result<Imported, Refusal> {
        let named = identity.as_entries().into_iter().flatten();
        let mut known: Vec<_> = named
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.as_str(), value.clone()))
            .collect();
        if !known.iter().any(|(name, _)| *name == "id")
            && let Some(first) = self.identity.as_ref().and_then(|schema| {
                let mut required = schema.attributes.iter().filter(|(_, one)| one.required);
                required.next().and_then(|(name, _)| identity.get(name))
            })
        {
            known.push(("id", first.clone()));
        }
        Ok(self.imported(&known))
    }

    fn upgrade_identity(
        &self,
        _from_version: i64,
        identity: serde_json::Value,
    ) -> Result<serde_json::Value, Diagnostics> {
        Ok(identity)
    }
}
