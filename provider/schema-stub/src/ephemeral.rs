//! An ephemeral resource of any schema: opened with made-up values, the same each time.

use std::sync::Arc;

use async_trait::async_trait;
use tf_provider::deferral::Refusal;
use tf_provider::diagnostic::Diagnostics;
use tf_provider::ephemeral::{Ephemeral, Opened};
use tf_provider::private::Private;
use tf_provider::schema::Schema;
use tf_provider::scope::Cx;
use tf_provider::value::{Type, Value};

use crate::made::{Scene, fill, open};
use crate::provider::World;

#[derive(Debug)]
pub(crate) struct StubEphemeral {
    type_name: String,
    scope: String,
    schema: Arc<Schema>,
    ty: Type,
    world: World,
}

impl StubEphemeral {
    pub(crate) fn new(type_name: String, schema: Arc<Schema>, world: World) -> Self {
        let (scope, ty) = (format!("ephemeral.{type_name}"), schema.ty());
        Self { type_name, scope, schema, ty, world }
    }
}

#[async_trait]
impl Ephemeral for StubEphemeral {
    fn type_name(&self) -> &str {
        &self.type_name
    }

    fn schema(&self) -> Schema {
        (*self.schema).clone()
    }

    async fn open(&self, _cx: &Cx, config: Value) -> Result<Opened, Refusal> {
        let settings = self.world.settings();
        let wanted = open::nulls(&self.schema, config);
        let scene = Scene::new(&self.scope, &wanted, &self.ty, &settings);
        Ok(Opened {
            result: fill(&scene, &self.schema, &wanted),
            renew_at: None,
            private: Private::default(),
            diagnostics: Diagnostics::new(),
        })
    }
}
