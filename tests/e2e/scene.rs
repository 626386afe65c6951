//! The scene of a story: a root module with one `signalcraft_migration`, an AWS account with an RDS instance
//! whose endpoint is a scratch database, and a directory of three migrations.

use std::path::Path;

use serde_json::Value;
use testkit::aws::Account;
use testkit::postgres::{Scratch, scratch_database};
use testkit::stage::Stage;
use testkit::tools::{self, Terraform};

/// The resource of every story.
pub(crate) const APP: &str = "signalcraft_migration.app";
/// The RDS instance's identifier.
pub(crate) const INSTANCE: &str = "orders";

pub(crate) const ORDERS: &str = "CREATE TABLE orders (id bigint PRIMARY KEY, note text);\n";
pub(crate) const CUSTOMERS: &str =
    "CREATE TABLE customers (id bigint PRIMARY KEY);\nCREATE TABLE addresses (id bigint PRIMARY KEY);\n";
pub(crate) const INDEX: &str = "CREATE INDEX CONCURRENTLY orders_note ON orders (note);\n";

/// The binary under test.
pub(crate) fn provider() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_terraform-provider-signalcraft"))
}

/// How many elements a list has.
pub(crate) fn count(list: &Value) -> usize {
    list.as_array().map_or(usize::MAX, Vec::len)
}

/// Everything that a story plays with.
pub(crate) struct Scene {
    pub(crate) stage: Stage,
    pub(crate) database: Scratch,
    pub(crate) account: Account,
    pub(crate) resource_id: String,
    pub(crate) secret: String,
}

impl Scene {
    /// The usual scene: `dev_overrides`, PostgreSQL 17, RDS and Secrets Manager, three migrations.
    pub(crate) fn new(terraform: Terraform) -> Self {
        Self::on(Stage::new(terraform, provider()))
    }

    /// The same, installed by `terraform init`, as users have it.
    pub(crate) fn installed(terraform: Terraform) -> Self {
        let scene = Self::on(Stage::mirrored(terraform, provider()));
        scene.stage.init().succeeds();
        scene
    }

    fn on(stage: Stage) -> Self {
        let database = scratch_database(17);
        let account = Account::open();
        let resource_id = account.create_db_instance(INSTANCE, &database);
        let secret = account.create_database_secret("orders/owner", &database);
        let stage = stage.with_account(&account);
        let scene = Self { stage, database, account, resource_id, secret };
        scene.migration("0001_orders.up.sql", ORDERS);
        scene.migration("0001_orders.down.sql", "DROP TABLE orders;\n");
        scene.migration("0002_customers.up.sql", CUSTOMERS);
        scene.migration("0003_orders_index.up.sql", INDEX);
        scene.main("", "");
        scene
    }

    /// Writes the root module: `attributes` go into the resource, `provider` into the provider block.
    pub(crate) fn main(&self, attributes: &str, provider: &str) {
        self.main_with_database(&self.rds(), attributes, provider);
    }

    /// The database as RDS and Secrets Manager know it.
    pub(crate) fn rds(&self) -> String {
        format!(
            r#"rds_instance = "{INSTANCE}"
               name         = "{}"
               secret_arn   = "{}"
               ca_bundle    = file("{}")"#,
            self.database.name,
            self.secret,
            tools::postgres_ca().display(),
        )
    }

    /// The same with another text for `database`.
    pub(crate) fn main_with_database(&self, database: &str, attributes: &str, provider: &str) {
        self.stage.write(
            "main.tf",
            format!(
                r#"
terraform {{
  required_providers {{
    signalcraft = {{ source = "signalcraft/signalcraft" }}
  }}
}}

provider "signalcraft" {{
  {provider}
}}

resource "signalcraft_migration" "app" {{
  directory = "${{path.module}}/migrations"
  ledger    = {{ name = "app" }}
  database  = {{
    {database}
  }}
  {attributes}
}}

output "version" {{
  value = signalcraft_migration.app.current_version
}}
"#
            ),
        );
    }

    /// Writes a file of the migrations directory.
    pub(crate) fn migration(&self, file: &str, sql: &str) {
        self.stage.write(&format!("migrations/{file}"), sql);
    }

    /// Removes the migrations directory.
    pub(crate) fn remove_migrations(&self) {
        std::fs::remove_dir_all(self.stage.directory().join("migrations")).expect("the directory is there");
    }

    /// What the state says of the resource.
    pub(crate) fn app(&self) -> Value {
        self.stage.attributes(APP).unwrap_or_else(|| panic!("{APP} is not in the state"))
    }

    /// The versions that the ledger has as applied, in order.
    pub(crate) fn ledger(&self) -> Vec<String> {
        self.database
            .raw("SELECT version FROM signalcraft.migrations WHERE applied_at IS NOT NULL ORDER BY version")
            .into_iter()
            .filter_map(|row| row.into_iter().next().flatten())
            .collect()
    }

    /// Whether a table (or index) is there.
    pub(crate) fn has(&self, relation: &str) -> bool {
        self.database.value(&format!("SELECT to_regclass('{relation}') IS NOT NULL")) == Some("t".to_owned())
    }
}
