//! The registry's pages against what real Terraform reads from the built binary. Pages are made from our own types;
//! here the way is the other one: over the wire and out of `terraform providers schema`.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use testkit::{Stage, Terraform};

use crate::scene::provider;

/// Key in Terraform's JSON, folder of the pages.
const KINDS: [(&str, &str); 5] = [
    ("resource_schemas", "resources"),
    ("data_source_schemas", "data-sources"),
    ("ephemeral_resource_schemas", "ephemeral-resources"),
    ("list_resource_schemas", "list-resources"),
    ("action_schemas", "actions"),
];

/// What a page is to say: its place below `docs`, and the beginnings of its lines.
struct Expected {
    page: String,
    lines: BTreeSet<String>,
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// A line for each attribute and block, and a section for each that has some of its own.
fn block(schema: &Value, path: &str, lines: &mut BTreeSet<String>) {
    for (name, one) in entries(&schema["attributes"]) {
        lines.insert(format!("- `{name}` ("));
        if one["nested_type"].is_object() {
            lines.insert(format!("### Nested Schema for `{path}{name}`"));
            block(&one["nested_type"], &format!("{path}{name}."), lines);
        }
    }
    for (name, one) in entries(&schema["block_types"]) {
        lines.insert(format!("- `{name}` (Block"));
        lines.insert(format!("### Nested Schema for `{path}{name}`"));
        block(&one["block"], &format!("{path}{name}."), lines);
    }
}

fn expected(schemas: &Value) -> Vec<Expected> {
    let page = |folder: &str, name: &str| {
        format!("{folder}/{}.md", name.strip_prefix("signalcraft_").unwrap_or(name))
    };
    let mut provider = BTreeSet::new();
    block(&schemas["provider"]["block"], "", &mut provider);
    let mut all = vec![Expected { page: "index.md".into(), lines: provider }];
    for (key, folder) in KINDS {
        for (name, schema) in entries(&schemas[key]) {
            let mut lines = BTreeSet::new();
            block(&schema["block"], "", &mut lines);
            if key == "resource_schemas" {
                let identity = entries(&schemas["resource_identity_schemas"][name]["attributes"]);
                lines.extend(identity.map(|(name, _)| format!("- `{name}` (")));
            }
            all.push(Expected { page: page(folder, name), lines });
        }
    }
    for (name, function) in entries(&schemas["functions"]) {
        let parameters = function["parameters"].as_array().into_iter().flatten();
        let parameters = parameters.chain(function.get("variadic_parameter"));
        let lines = parameters.map(|one| format!("1. `{}` (", one["name"].as_str().expect("a name")));
        all.push(Expected { page: page("functions", name), lines: lines.collect() });
    }
    all
}

/// What the pages below `docs` do not say.
fn missing(docs: &Path, all: &[Expected]) -> Vec<String> {
    let mut found = Vec::new();
    for each in all {
        let text = std::fs::read_to_string(docs.join(&each.page)).unwrap_or_default();
        if text.is_empty() {
            found.push(format!("there is no {}", each.page));
            continue;
        }
        let absent = each.lines.iter().filter(|line| !text.lines().any(|there| there.starts_with(*line)));
        found.extend(absent.map(|line| format!("{} has no `{line}`", each.page)));
    }
    found
}

#[test]
fn pages_speak_of_everything_that_terraform_sees() {
    let newest = Terraform::all_since(Terraform::LISTS).pop().expect("at least one");
    let stage = Stage::new(newest, provider());
    stage.write("main.tf", include_str!("../../examples/provider/provider.tf"));
    let json = stage.prepared(&["providers", "schema", "-json"]).succeeds().json();
    let schemas = &json["provider_schemas"]["registry.terraform.io/signalcraft/signalcraft"];
    let mut all = expected(schemas);
    let lines: usize = all.iter().map(|each| each.lines.len()).sum();
    assert!(all.len() > 2 && lines > 50, "{} pages, {lines} lines of\n{json}", all.len());
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    assert_eq!(missing(&docs, &all), Vec::<String>::new(), "run `make docs`");

    all[0].lines.insert("- `nowhere` (".into());
    all.push(Expected { page: "resources/nowhere.md".into(), lines: BTreeSet::new() });
    assert_eq!(missing(&docs, &all), ["index.md has no `- `nowhere` (`", "there is no resources/nowhere.md"]);
}
