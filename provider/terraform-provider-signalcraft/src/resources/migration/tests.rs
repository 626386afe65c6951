//! Promises of planning that need neither Terraform nor a database: the plan from the files, made twice, is
//! the same plan; what moved is refused; destroying is not blocked.

use std::fs;
use std::path::Path as FilePath;
use std::sync::Arc;

use kit::clock::SystemClock;
use kit::stop::Stop;
use migration_engine::LedgerView;
use tf_provider::private::Private;
use tf_provider::resource::{Planned, Proposed, Resource};
use tf_provider::scope::{Capabilities, Cx};
use tf_provider::value::{Type, Value};

use super::Migration;
use super::schema::schema;
use crate::environment::ProcessEnvironment;
use crate::invocation::Invocation;
use crate::ports::Ports;

/// A directory of two migrations, and a data directory of Terraform.
struct World {
    folder: tempfile::TempDir,
    ports: Ports,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("migrations")).unwrap();
        fs::create_dir(folder.path().join(".terraform")).unwrap();
        let environment = ProcessEnvironment {
            terraform_data: Some(folder.path().join(".terraform")),
            parent: Some("1-1".to_owned()),
            ..ProcessEnvironment::default()
        };
        let world = Self { ports: Ports::new(Arc::new(SystemClock), environment), folder };
        world.write("0001_orders.up.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);\n");
        world.write("0002_note.up.sql", "ALTER TABLE orders ADD COLUMN note text;\n");
        world
    }

    fn write(&self, file: &str, sql: &str) {
        fs::write(self.folder.path().join("migrations").join(file), sql).unwrap();
    }

    fn directory(&self) -> Value {
        Value::string(self.folder.path().join("migrations").display().to_string())
    }

    fn config(&self) -> Value {
        let database = object(
            &schema().block.attributes["database"].ty(),
            [("name", Value::string("app")), ("host", Value::string("db")), ("username", Value::string("u"))],
        );
        object(
            &schema().ty(),
            [("directory", self.directory()), ("plan", Value::string("offline")), ("database", database)],
        )
    }

    async fn plan(&self, config: Value, prior: Option<Value>, apply_walk: bool) -> Planned {
        let cx = Cx::new(Stop::never(), Capabilities { deferral: apply_walk, ..Capabilities::default() });
        let proposed = Proposed {
            prior,
            planned: config.clone(),
            config,
            private: Private::default(),
            planned_private: None,
        };
        self.begin_walk();
        Migration::new(self.ports.clone()).plan(&cx, proposed).await
    }

    /// Core configures the provider at the beginning of each walk.
    fn begin_walk(&self) {
        let attribute = tf_provider::value::Path::attribute("region");
        self.ports.configure(
            crate::ports::Reach::NotKnownYet { attribute },
            crate::ports::Said { terraform_version: "1.11.4".to_owned(), ..Default::default() },
        );
    }
}

/// An object of a type: null where nothing is said.
fn object<const N: usize>(ty: &Type, said: [(&str, Value); N]) -> Value {
    let Type::Object(fields) = ty else { panic!("an object") };
    let mut all: std::collections::BTreeMap<_, _> =
        fields.keys().map(|name| (name.clone(), Value::Null)).collect();
    for (name, value) in said {
        assert!(all.insert(name.to_owned(), value).is_some(), "no attribute {name}");
    }
    Value::Object(all)
}

fn said(planned: &Planned) -> String {
    planned.diagnostics.iter().flat_map(|d| [&d.summary, ": ", &d.detail, "\n"].map(str::to_owned)).collect()
}

#[test]
fn the_schema_breaks_no_rule_of_terraform() {
    assert_eq!(tf_provider::schema::check::schema("signalcraft_migration", &schema()), Vec::<String>::new());
}

#[tokio::test]
async fn a_plan_made_twice_is_the_same_plan() {
    let world = World::new();
    let first = world.plan(world.config(), None, false).await;
    assert!(!first.diagnostics.has_errors(), "{}", said(&first));
    let second = world.plan(world.config(), None, true).await;
    assert_eq!(first.state, second.state);
    let Some(Value::List(steps)) = first.state.get("planned_steps") else { panic!("known steps") };
    assert_eq!(steps.len(), 2);
    assert_eq!(first.state.get("current_version"), Some(&Value::string("2")));
}

#[tokio::test]
async fn files_that_changed_between_the_two_plans_are_refused_in_our_words() {
    for (file, sql, words) in [
        (
            "0002_note.up.sql",
            "ALTER TABLE orders ADD COLUMN other text;\n",
            "0002_note.up.sql has another text",
        ),
        ("0003_more.up.sql", "CREATE TABLE more (id bigint PRIMARY KEY);\n", "Files were added"),
    ] {
        let world = World::new();
        world.plan(world.config(), None, false).await;
        world.write(file, sql);
        let second = world.plan(world.config(), None, true).await;
        assert!(said(&second).contains("The plan is stale"), "{}", said(&second));
        assert!(said(&second).contains(words), "{}", said(&second));
        let fresh = world.plan(world.config(), None, false).await;
        assert!(!fresh.diagnostics.has_errors(), "a new plan takes the files as they are: {}", said(&fresh));
    }
}

#[tokio::test]
async fn without_a_data_directory_the_second_plan_looks_again() {
    let mut world = World::new();
    world.ports = Ports::new(Arc::new(SystemClock), ProcessEnvironment::default());
    let first = world.plan(world.config(), None, false).await;
    let second = world.plan(world.config(), None, true).await;
    assert_eq!(first.state, second.state);
    assert!(!second.diagnostics.has_errors());
}

#[tokio::test]
async fn a_broken_pin_counts_as_none() {
    let world = World::new();
    world.plan(world.config(), None, false).await;
    for entry in fs::read_dir(world.folder.path().join(".terraform/signalcraft/plans/run-1-1")).unwrap() {
        fs::write(entry.unwrap().path(), b"{\"format\":1").unwrap();
    }
    let second = world.plan(world.config(), None, true).await;
    assert!(!second.diagnostics.has_errors(), "{}", said(&second));
}

/// What is remembered of a ledger in which the first of the two files is applied.
fn remembered() -> Private {
    let view = serde_json::json!({ "entries": { "1": {
        "file": "0001_orders.up.sql",
        "checksum": migration_engine::directory::checksum(b"CREATE TABLE orders (id bigint PRIMARY KEY);\n")[..16],
        "state": "applied",
    } } });
    let view: LedgerView = serde_json::from_value(view).expect("the stored form of a ledger");
    let mut private = Private::default();
    private.set("ledger", &view);
    private
}

async fn planned_with_memory(world: &World, config: Value, prior: Option<Value>) -> Planned {
    let proposed =
        Proposed { prior, planned: config.clone(), config, private: remembered(), planned_private: None };
    let cx = Cx::new(Stop::never(), Capabilities::default());
    Migration::new(world.ports.clone()).plan(&cx, proposed).await
}

#[tokio::test]
async fn an_offline_plan_starts_where_the_state_says() {
    let world = World::new();
    let planned = planned_with_memory(&world, world.config(), Some(world.config())).await;
    let Some(Value::List(steps)) = planned.state.get("planned_steps") else { panic!("{}", said(&planned)) };
    assert_eq!(steps.len(), 1);
    let locks = steps[0].get("locks");
    let Some(Value::List(locks)) = locks else { panic!("{locks:?}") };
    assert_eq!(locks[0].get("mode"), Some(&Value::string("ACCESS EXCLUSIVE")), "orders is in use by then");
}

#[tokio::test]
async fn an_offline_plan_of_what_replaces_another_starts_from_nothing() {
    let world = World::new();
    // core hands the old one's private data to the plan of the new one
    let planned = planned_with_memory(&world, world.config(), None).await;
    let Some(Value::List(steps)) = planned.state.get("planned_steps") else { panic!("{}", said(&planned)) };
    assert_eq!(steps.len(), 2);
}

#[tokio::test]
async fn nothing_is_promised_of_a_place_that_may_be_another_one() {
    let world = World::new();
    for (unknown, prior, promised) in
        [("ledger", true, false), ("plan", true, false), ("plan", false, false), ("ledger", false, true)]
    {
        let mut config = world.config();
        super::state::set(&mut config, unknown, Value::Unknown);
        let planned = planned_with_memory(&world, config, prior.then(|| world.config())).await;
        assert!(!planned.diagnostics.has_errors(), "{unknown}: {}", said(&planned));
        let steps = planned.state.get("planned_steps");
        assert_eq!(steps.is_some_and(|steps| !steps.is_unknown()), promised, "{unknown}, prior: {prior}");
    }
}

#[tokio::test]
async fn destroying_looks_at_nothing() {
    let mut world = World::new();
    let invocation = Invocation { destroys: true, ..Invocation::default() };
    let environment = ProcessEnvironment { invocation, ..ProcessEnvironment::default() };
    world.ports = Ports::new(Arc::new(SystemClock), environment);
    let mut config = world.config();
    super::state::set(&mut config, "directory", Value::string("/nowhere"));
    let planned = world.plan(config.clone(), Some(config), false).await;
    assert!(!planned.diagnostics.has_errors(), "{}", said(&planned));
    assert!(!FilePath::new("/nowhere").exists());
}

#[tokio::test]
async fn one_ledger_has_one_resource_in_a_walk_and_a_replacement_is_one() {
    let world = World::new();
    let cx = Cx::new(Stop::never(), Capabilities::default());
    let plan = async |prior: Option<Value>| {
        let config = world.config();
        let proposed = Proposed {
            prior,
            planned: config.clone(),
            config,
            private: Private::default(),
            planned_private: None,
        };
        said(&Migration::new(world.ports.clone()).plan(&cx, proposed).await)
    };
    world.begin_walk();
    assert_eq!(plan(Some(world.config())).await, "");
    assert_eq!(plan(None).await, "", "the second half of a replacement");
    assert!(plan(None).await.contains("Two resources have the same ledger"));
    world.begin_walk();
    assert_eq!(plan(None).await, "");
    assert!(plan(None).await.contains("Two resources have the same ledger"));
}

#[tokio::test]
async fn a_pin_belongs_to_its_plan_file() {
    let mut world = World::new();
    let folder = world.folder.path().to_owned();
    let run = |world: &mut World, parent: &str, writes: Option<&str>, applies: Option<&str>| {
        let invocation = Invocation {
            writes_plan: writes.map(|file| folder.join(file)),
            applies_plan: applies.map(|file| folder.join(file)),
            destroys: false,
        };
        let environment = ProcessEnvironment {
            terraform_data: Some(folder.join(".terraform")),
            parent: Some(parent.to_owned()),
            invocation,
            ..ProcessEnvironment::default()
        };
        world.ports = Ports::new(Arc::new(SystemClock), environment);
    };
    run(&mut world, "1-1", Some("one"), None);
    let first = world.plan(world.config(), None, false).await;
    world.write("0003_more.up.sql", "CREATE TABLE more (id bigint PRIMARY KEY);\n");
    run(&mut world, "2-2", Some("two"), None);
    let second = world.plan(world.config(), None, false).await;
    assert_ne!(first.state, second.state);
    run(&mut world, "3-3", None, Some("one"));
    assert!(said(&world.plan(world.config(), None, false).await).contains("The plan is stale"));
    run(&mut world, "4-4", None, Some("two"));
    assert_eq!(world.plan(world.config(), None, true).await.state, second.state);
    // what an earlier run left is nobody's
    run(&mut world, "5-5", None, None);
    let fresh = world.plan(world.config(), None, true).await;
    assert!(!fresh.diagnostics.has_errors(), "{}", said(&fresh));
}

#[tokio::test]
async fn what_was_unknown_in_the_first_plan_fits_the_second() {
    let world = World::new();
    let mut unknown = world.config();
    super::state::set_in(&mut unknown, "database", "host", Value::Unknown);
    let first = world.plan(unknown.clone(), None, false).await;
    assert!(!first.diagnostics.has_errors(), "{}", said(&first));
    let second = world.plan(world.config(), None, true).await;
    assert_eq!(first.state.get("planned_steps"), second.state.get("planned_steps"));
    // a plan that saw no files leaves no promise to break
    super::state::set(&mut unknown, "target_version", Value::Unknown);
    world.plan(unknown, None, false).await;
    world.write("0003_more.up.sql", "CREATE TABLE more (id bigint PRIMARY KEY);\n");
    let second = world.plan(world.config(), None, true).await;
    assert!(!second.diagnostics.has_errors(), "{}", said(&second));
}
