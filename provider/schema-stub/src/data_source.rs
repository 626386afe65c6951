//! A data source of any schema: what is asked for is there, and looks as made up as everything else. Policy
//! documents are rendered as the real provider does, because modules live on them.

use std::sync::Arc;

use async_trait::async_trait;
use tf_provider::data_source::{DataSource, Looked};
use tf_provider::deferral::Refusal;
use tf_provider::diagnostic::{Diagnostic, Diagnostics};
use tf_provider::schema::Schema;
use tf_provider::scope::Cx;
use tf_provider::value::{Type, Value};

use crate::aws::{policy, tags};
use crate::made::{Scene, fill, open};
use crate::provider::World;

#[derive(Debug)]
pub(crate) struct StubDataSource {
    type_name: String,
    scope: String,
    schema: Arc<Schema>,
    ty: Type,
    world: World,
}

impl StubDataSource {
    pub(crate) fn new(type_name: String, schema: Arc<Schema>, world: World) -> Self {
        let (scope, ty) = (format!("data.{type_name}"), schema.ty());
        Self { type_name, scope, schema, ty, world }
    }
}

#[async_trait]
impl DataSource for StubDataSource {
    fn type_name(&self) -> &str {
        &self.type_name
    }

    fn schema(&self) -> Schema {
        (*self.schema).clone()
    }

    async fn validate(&self, _cx: &Cx, config: &Value) -> Diagnostics {
        if self.type_name == policy::TYPE { policy::validate(config) } else { Diagnostics::new() }
    }

    async fn read(&self, _cx: &Cx, config: Value) -> Result<Looked, Refusal> {
        let settings = self.world.settings();
        let mut wanted = open::nulls(&self.schema, config.clone());
        if let Value::Object(state) = &mut wanted {
            match self.type_name.as_str() {
                policy::TYPE => {
                    let rendered = policy::render(&config).map_err(|error| {
                        let detail = format!("{}.", kit::error::chain(&error));
                        Refusal::from(Diagnostic::error("No policy document can be made of this", detail))
                    })?;
                    rendered.into_state(state);
                }
                tags::TYPE => tags::read(state, &settings),
                _ => {}
            }
        }
        let scene = Scene::new(&self.scope, &wanted, &self.ty, &settings);
        Ok(fill(&scene, &self.schema, &wanted).into())
    }
}
