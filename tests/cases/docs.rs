//! The registry's pages against the schemas. What the pages say in their own words is not asked here.

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
