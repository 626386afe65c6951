//! The documentation against what it speaks of: the registry's pages against the schemas, and every test that
//! a page names against the tests. What pages say in their own words is not asked here.

use std::path::Path;

use tf_provider::schema::{Attribute, Nesting, Rule, Schema, Validator};
use tf_provider::value::Type;
use xtask::{docs, page};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

#[test]
fn the_committed_pages_are_what_the_schemas_say() {
    let pages = docs::pages(root()).expect("the pages are made");
    assert!(pages.len() > 1, "the provider's page and one a resource");
    for page in pages {
        let committed = std::fs::read_to_string(root().join(&page.path)).unwrap_or_default();
        assert!(
            committed == page.text,
            "{} is not what the schema says: run `cargo run -p xtask -- docs`",
            page.path.display()
        );
    }
}

#[test]
fn a_page_that_was_changed_by_hand_is_written_anew() {
    let folder = std::env::temp_dir().join(format!("xtask-docs-{}", std::process::id()));
    let pages = docs::pages(root()).expect("the pages are made");
    docs::write(&folder, &pages).expect("they are written");
    let path = folder.join(&pages[0].path);
    std::fs::write(&path, "by hand").expect("a change");
    docs::write(&folder, &pages).expect("they are written again");
    assert_eq!(std::fs::read_to_string(&path).expect("the page"), pages[0].text);
    std::fs::remove_dir_all(&folder).expect("tidy up");
}

#[test]
fn an_example_that_is_not_there_is_named() {
    let error = docs::pages(Path::new("/nonexistent")).expect_err("no examples there");
    assert!(error.to_string().contains("examples/provider/provider.tf"), "{error}");
}

#[test]
fn a_page_shows_every_kind_of_attribute_with_what_it_accepts() {
    let schema = Schema::new([
        ("name", Attribute::string().required().describe("The name.")),
        ("mode", Attribute::string().default_string("a").validate(Validator::one_of(&["a", "b"]))),
        ("secret", Attribute::string().optional().sensitive().write_only().describe("Hush.")),
        ("old", Attribute::bool().optional().deprecated("Use `mode`.")),
        ("tags", Attribute::map(Type::String).optional().describe("Tags.")),
        (
            "steps",
            Attribute::nested(Nesting::List, [("inner", Attribute::object([("deep", Attribute::number())]))])
                .computed(),
        ),
    ])
    .describe("A thing.")
    .rule(Rule::Conflicts(&["mode", "old"]));
    let text = page::render("thing Resource - signalcraft", &schema, "resource \"thing\" \"a\" {}\n");
    for expected in [
        "page_title: \"thing Resource - signalcraft\"",
        "# thing Resource\n",
        "```terraform\nresource \"thing\" \"a\" {}\n```",
        "### Required\n\n- `name` (String) The name.\n",
        "- `mode` (String) One of `a`, `b`. Default: `a`.\n",
        "- `secret` (String, Sensitive, Write-only) Hush.\n",
        "- `old` (Boolean, Deprecated) Deprecated: Use `mode`.\n",
        "- `tags` (Map of String) Tags.\n",
        "### Read-Only\n\n- `steps` (Attributes List) (see [below](#nested--steps))\n",
        "<a id=\"nested--steps--inner\"></a>\n### Nested Schema for `steps.inner`\n\nOptional:\n\n- `deep` (Number)\n",
        "- At most one of `mode`, `old` is set.\n",
    ] {
        assert!(text.contains(expected), "{expected:?} is missing in\n{text}");
    }
}

/// Pages that say which test covers what.
const WITH_TESTS: [&str; 4] =
    ["docs/traps.md", "docs/architecture.md", "docs/strict-core.md", "docs/decisions/0003-plan-pins.md"];

/// The tests that a page names, each as its file and the test: `tests/a.rs`: `name`, with more names after commas.
fn named(text: &str) -> Vec<(&str, &str)> {
    let words: Vec<&str> = text.split('`').collect();
    // what stands between backticks is at odd places
    let quoted = || words.iter().skip(1).step_by(2).enumerate();
    let is_file = |word: &str| Path::new(word).extension().is_some_and(|extension| extension == "rs");
    let mut found = Vec::new();
    for (at, file) in quoted().filter(|(_, word)| is_file(word)) {
        for (next, name) in quoted().skip(at + 1) {
            let between = words[next * 2].trim();
            let joins = [":", ",", "and"].contains(&between);
            if !joins || is_file(name) {
                break;
            }
            found.push((*file, *name));
        }
    }
    found
}

/// Those that are not there.
fn missing(text: &str) -> Vec<String> {
    let there = |file: &str, name: &str| {
        let code = std::fs::read_to_string(root().join(file)).unwrap_or_default();
        [format!("fn {name}("), format!("promise!({name},")].iter().any(|start| code.contains(start))
    };
    let all = named(text).into_iter();
    all.filter(|(file, name)| !there(file, name)).map(|(file, name)| format!("{file}: {name}")).collect()
}

#[test]
fn every_test_that_a_page_names_exists() {
    for page in WITH_TESTS {
        let text = std::fs::read_to_string(root().join(page)).expect("the page");
        assert!(!named(&text).is_empty(), "{page} names no test");
        assert_eq!(missing(&text), Vec::<String>::new(), "{page} names tests that are not there");
    }
}

#[test]
fn a_test_that_is_not_there_is_found() {
    let text = "**A** `tests/cases/docs.rs`: `named`,\n`gone`\n`tests/gone.rs`: `named` and `b`. `other`";
    assert_eq!(missing(text), ["tests/cases/docs.rs: gone", "tests/gone.rs: named", "tests/gone.rs: b"]);
}
