//! Promises of what is made up.

use super::*;
use tf_provider::schema::{Attribute, Nesting, Schema};

fn settings() -> Settings {
    Settings::in_region(Some("eu-central-1"))
}

fn filled(scope: &str, schema: &Schema, object: &Value) -> Value {
    let settings = settings();
    fill(&Scene::new(scope, object, &schema.ty(), &settings), schema, object)
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_else(|| panic!("no text {name} in {value:?}"))
}

fn load_balancer() -> Schema {
    Schema::new([
        ("arn", Attribute::string().computed()),
        ("arn_suffix", Attribute::string().computed()),
        ("dns_name", Attribute::string().computed()),
        ("name", Attribute::string().optional_computed()),
        ("name_prefix", Attribute::string().optional_computed()),
    ])
}

fn named(name: Value, prefix: Value) -> Value {
    let unknown = ["arn", "arn_suffix", "dns_name"].map(|name| (name, Value::Unknown));
    Value::object(unknown.into_iter().chain([("name", name), ("name_prefix", prefix)]))
}

#[test]
fn what_belongs_together_agrees() {
    let lb = filled("aws_lb", &load_balancer(), &named("web".into(), Value::Unknown));
    let arn = text(&lb, "arn");
    assert!(
        arn.starts_with("arn:aws:elasticloadbalancing:eu-central-1:000000000000:loadbalancer/app/web/"),
        "{arn}"
    );
    assert!(arn.ends_with(text(&lb, "arn_suffix")), "{lb:?}");
    assert!(text(&lb, "dns_name").ends_with(".eu-central-1.elb.amazonaws.com"), "{lb:?}");
    assert_eq!(text(&lb, "name_prefix"), "");
}

#[test]
fn a_name_that_is_left_open_begins_with_its_prefix() {
    let lb = filled("aws_lb", &load_balancer(), &named(Value::Unknown, "web-".into()));
    assert!(text(&lb, "name").starts_with("web-") && text(&lb, "name").len() > 4, "{lb:?}");
    assert!(text(&lb, "arn").contains(&format!("app/{}/", text(&lb, "name"))), "{lb:?}");
}

#[test]
fn the_same_configuration_gets_the_same_values_and_another_gets_others() {
    let made = |name: &str| filled("aws_lb", &load_balancer(), &named(name.into(), Value::Unknown));
    assert_eq!(made("web"), made("web"));
    assert_ne!(text(&made("web"), "arn_suffix")[8..], text(&made("wob"), "arn_suffix")[8..]);
}

#[test]
fn twins_of_one_run_are_told_apart() {
    let schema = Schema::new([("id", Attribute::string().computed())]);
    let (object, settings, twins) = (Value::object([("id", Value::Unknown)]), settings(), Twins::default());
    let ids: std::collections::BTreeSet<_> = (0..5)
        .map(|_| {
            let scene = Scene::new("aws_vpc", &object, &schema.ty(), &settings).apart(&twins);
            fill(&scene, &schema, &object)
        })
        .collect();
    assert_eq!(ids.len(), 5);
    assert!(ids.iter().all(|one| text(one, "id").starts_with("vpc-")), "{ids:?}");
}

#[test]
fn what_only_the_provider_sets_has_one_to_look_at_and_what_was_left_out_is_empty() {
    let object = Type::Object([("name".to_owned(), Type::String)].into());
    let nested = || Attribute::nested(Nesting::List, [("name", Attribute::string().computed())]);
    let schema = Schema::new([
        ("found", Attribute::list(object.clone()).computed()),
        ("left_out", Attribute::list(object).optional_computed()),
        ("nested_found", nested().computed()),
        ("nested_left_out", nested().optional_computed()),
        ("map", Attribute::map(Type::String).computed()),
        ("some_count", Attribute::number().computed()),
        ("some_enabled", Attribute::bool().computed()),
    ]);
    let unknown = schema.block.attributes.keys().map(|name| (name.clone(), Value::Unknown));
    let found = filled("aws_thing", &schema, &Value::object(unknown));
    let lengths = ["found", "left_out", "nested_found", "nested_left_out"];
    let lengths = lengths.map(|name| found.get(name).and_then(Value::as_elements).map(<[Value]>::len));
    assert_eq!(lengths, [Some(1), Some(0), Some(1), Some(0)]);
    assert!(found.is_wholly_known(), "{found:?}");
    assert_eq!(found.get("some_enabled"), Some(&Value::Bool(false)));
}

#[test]
fn what_nobody_described_is_guessed_from_name_and_type() {
    let schema = Schema::new([
        ("arn", Attribute::string().computed()),
        ("role_arn", Attribute::string().computed()),
        ("flavour", Attribute::string().computed()),
    ]);
    let unknown = schema.block.attributes.keys().map(|name| (name.clone(), Value::Unknown));
    let found = filled("aws_glue_job", &schema, &Value::object(unknown));
    for name in ["arn", "role_arn"] {
        let arn = crate::aws::arn::Arn::parse(text(&found, name)).expect("an ARN");
        assert_eq!((arn.service.as_str(), arn.region.as_str()), ("glue", "eu-central-1"));
    }
    assert!(text(&found, "flavour").starts_with("flavour-"), "{found:?}");
}

#[test]
fn other_partitions_have_other_arns() {
    for (region, begins) in
        [("cn-north-1", "arn:aws-cn:"), ("us-gov-west-1", "arn:aws-us-gov:"), ("eu-west-1", "arn:aws:")]
    {
        let object = named("web".into(), Value::Unknown);
        let (schema, settings) = (load_balancer(), Settings::in_region(Some(region)));
        let found = fill(&Scene::new("aws_lb", &object, &schema.ty(), &settings), &schema, &object);
        assert!(text(&found, "arn").starts_with(begins), "{found:?}");
    }
}

#[test]
fn no_line_of_the_table_stands_there_twice() {
    let mut all: Vec<_> = shapes::rows().map(|(scope, place, _)| (scope, place)).collect();
    let count = all.len();
    all.sort_unstable();
    let twice: Vec<_> = all.windows(2).filter(|two| two[0] == two[1]).map(|two| two[0]).collect();
    assert_eq!(twice, []);
    assert!(count > 300, "{count}");
}

#[test]
fn an_id_that_repeats_another_attribute_is_known_to_do_so() {
    assert_eq!(shapes::id_is("aws_s3_bucket"), Some("bucket"));
    assert_eq!(shapes::id_is("aws_iam_role"), Some("name"));
    assert_eq!(shapes::id_is("aws_lb"), Some("arn"));
    assert_eq!(shapes::id_is("aws_vpc"), None);
    assert_eq!(shapes::id_is("aws_backup_plan"), None);
}
