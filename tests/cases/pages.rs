//! How pages of the registry are made and watched: a made-up provider with everything, broken in one place at a
//! time. What our own provider's pages say is not asked here.

mod made_up;

use std::path::{Path, PathBuf};

use made_up::{EXAMPLES, MadeUp, repository, write};
use tf_provider::identity::{IdentityAttribute, IdentitySchema};
use tf_provider::schema::{
    Attribute, Block, BlockNesting, NestedBlock, Nesting, Operation, Rule, Schema, Timeouts, Validator,
};
use tf_provider::value::{Type, Value};
use xtask::docs::{self, Page};
use xtask::examples::{Example, Examples};
use xtask::kinds::{Form, RESOURCE, Thing, things};
use xtask::{check, front_matter, links, page, prose};

/// Demands that exactly these are found, each by some of its words.
#[track_caller]
fn found(findings: &[String], expected: &[&str]) {
    let all = findings.join("\n");
    for words in expected {
        assert!(all.contains(words), "`{words}` was to be found in\n{all}");
    }
    assert_eq!(findings.len(), expected.len(), "{all}");
}

fn pages(root: &Path, provider: &MadeUp) -> Vec<Page> {
    docs::pages(root, provider).expect("the pages are made")
}

fn text_of<'a>(pages: &'a [Page], path: &str) -> &'a str {
    let page = pages.iter().find(|page| page.path == Path::new(path));
    &page.unwrap_or_else(|| panic!("no {path} in {pages:#?}")).text
}

#[test]
fn each_kind_has_its_page_where_the_registry_looks_with_the_terraform_that_it_needs() {
    let root = repository();
    let all = pages(root.path(), &MadeUp::new());
    for (path, title, heading, needs) in [
        ("docs/index.md", "signalcraft Provider", "signalcraft Provider", ""),
        (
            "docs/resources/thing.md",
            "signalcraft_thing Resource - signalcraft",
            "signalcraft_thing (Resource)",
            "Import by identity needs Terraform 1.12",
        ),
        (
            "docs/data-sources/thing.md",
            "signalcraft_thing Data Source - signalcraft",
            "signalcraft_thing (Data Source)",
            "",
        ),
        (
            "docs/functions/parse_thing.md",
            "parse_thing function - signalcraft",
            "function: parse_thing",
            "Terraform 1.8 or later",
        ),
        (
            "docs/ephemeral-resources/thing.md",
            "signalcraft_thing Ephemeral Resource - signalcraft",
            "signalcraft_thing (Ephemeral Resource)",
            "Terraform 1.10 or later",
        ),
        (
            "docs/list-resources/thing.md",
            "signalcraft_thing List Resource - signalcraft",
            "signalcraft_thing (List Resource)",
            "Terraform 1.14 or later",
        ),
        (
            "docs/actions/thing.md",
            "signalcraft_thing Action - signalcraft",
            "signalcraft_thing (Action)",
            "Terraform 1.14 or later",
        ),
    ] {
        let text = text_of(&all, path);
        assert!(
            text.starts_with(&format!("---\npage_title: \"{title}\"\nsubcategory: \"\"\ndescription: |-\n")),
            "{text}"
        );
        assert!(text.contains(&format!("\n# {heading}\n")), "{text}");
        assert!(text.contains(needs), "{needs} is missing in\n{text}");
        assert_eq!(front_matter::findings(text), Vec::<String>::new(), "{path}");
    }
    assert_eq!(all.len(), 7);
    assert_eq!(all, pages(root.path(), &MadeUp::new()), "made twice, they are the same");
}

#[test]
fn a_page_has_its_examples_import_and_identity_as_hashicorps_generator_lays_them_out() {
    let root = repository();
    write(
        root.path(),
        "examples/resources/signalcraft_thing/resource-more.tf",
        "# With more.\n\nmore = true\n",
    );
    write(root.path(), "templates/resources/thing.md", "## By hand\n\nMore.\n");
    let all = pages(root.path(), &MadeUp::new());
    let text = text_of(&all, "docs/resources/thing.md");
    let mut rest = text;
    for expected in [
        "description: |-\n  A thing that is only written about. It has marks, and a link.\n---\n",
        page::MARK,
        "## Example Usage\n\n```terraform\n# examples/resources/signalcraft_thing/resource.tf\n```\n",
        "### With more\n\n```terraform\nmore = true\n```\n",
        "## By hand\n\nMore.\n\n## Schema\n",
        "### Required\n\n- `name` (String) How people call the thing.\n",
        "## Import\n",
        "```terraform\n# examples/resources/signalcraft_thing/import-by-identity.tf\n```\n",
        "### Identity Schema\n\n#### Required\n\n- `arn` (String) ARN of the thing, as AWS has it.\n",
        "```terraform\n# examples/resources/signalcraft_thing/import-by-string-id.tf\n```\n",
        "```shell\n# examples/resources/signalcraft_thing/import.sh\n```\n",
    ] {
        let at =
            rest.find(expected).unwrap_or_else(|| panic!("{expected:?} is not there, in order, in\n{text}"));
        rest = &rest[at + expected.len()..];
    }
    let index = text_of(&all, "docs/index.md");
    assert!(
        index.contains("| [parse_thing](functions/parse_thing.md) | function | 1.8 | Takes a name"),
        "{index}"
    );
}

#[test]
fn a_function_has_signature_arguments_and_what_comes_out() {
    let root = repository();
    let all = pages(root.path(), &MadeUp::new());
    let text = text_of(&all, "docs/functions/parse_thing.md");
    for expected in [
        "```text\nparse_thing(image string, more string...) object\n```",
        "`provider::signalcraft::parse_thing(...)`",
        "1. `image` (String) Name of an image with its tag.\n1. `more` (Variadic, String) Further names",
        "## Return Type\n\n```text\nobject({\n  tag = string\n})\n```\n",
    ] {
        assert!(text.contains(expected), "{expected:?} is missing in\n{text}");
    }
}

fn rendered(schema: Schema) -> String {
    let thing = Thing { kind: &RESOURCE, name: "thing".into(), form: Form::Schema(schema, None) };
    let usage = vec![Example { caption: None, text: "resource \"thing\" \"a\" {}\n".into() }];
    page::render(&thing, &Examples { usage, import: None }, "")
}

#[test]
fn a_page_shows_every_kind_of_attribute_with_what_it_accepts() {
    let inner = Block::new([("size", Attribute::number().optional().describe("In bytes."))]);
    let nested = NestedBlock { nesting: BlockNesting::List, block: inner, min_items: 1, max_items: 3 };
    let mut schema = Schema::new([
        ("name", Attribute::string().required().requires_replace().describe("The name.")),
        ("mode", Attribute::string().default_string("a").validate(Validator::one_of(&["a", "b"]))),
        ("secret", Attribute::string().optional().sensitive().write_only().describe("Hush.")),
        ("old", Attribute::bool().optional().deprecated("Use `mode`.")),
        ("tags", Attribute::map(Type::String).default(Value::Map([].into())).describe("Tags.")),
        ("zone", Attribute::string().optional().requires_replace_if(|_, _| true).describe("Z.")),
        (
            "steps",
            Attribute::nested(Nesting::List, [("inner", Attribute::object([("deep", Attribute::number())]))])
                .computed(),
        ),
    ])
    .describe("A thing.")
    .timeouts(Timeouts::new([(Operation::Create, std::time::Duration::from_mins(5))]))
    .rule(Rule::Conflicts(&["mode", "old"]));
    schema.block.blocks.insert("disk".into(), nested);
    schema.block.deprecated = Some("Use another.".into());
    let text = rendered(schema);
    for expected in [
        "!> **Deprecated.** Use another.\n",
        "-> [Write-only arguments](https://developer.hashicorp.com/terraform/language/resources/ephemeral#write-only-arguments) need Terraform 1.11",
        "- `name` (String) The name. Changing this makes a new resource.\n",
        "- `disk` (Block List, Min: 1, Max: 3)  (see [below for nested schema](#nestedblock--disk))\n",
        "- `mode` (String) One of `a`, `b`. Default: `a`.\n",
        "- `secret` (String, Sensitive, [Write-only](https://developer.hashicorp.com/terraform/language/resources/ephemeral#write-only-arguments)) Hush.\n",
        "- `old` (Boolean, Deprecated) **Deprecated:** Use `mode`.\n",
        "- `tags` (Map of String) Tags. Default: `{}`.\n",
        "- `zone` (String) Z. Changing this may make a new resource.\n",
        "### Read-Only\n\n- `steps` (Attributes List) (see [below for nested schema](#nestedatt--steps))\n",
        "<a id=\"nestedatt--steps--inner\"></a>\n### Nested Schema for `steps.inner`\n\nOptional:\n\n- `deep` (Number)\n",
        "<a id=\"nestedblock--timeouts\"></a>\n### Nested Schema for `timeouts`\n\nOptional:\n\n- `create` (String) How long create may take. Default: `5m`.",
        "- At most one of `mode`, `old` is set.\n",
    ] {
        assert!(text.contains(expected), "{expected:?} is missing in\n{text}");
    }
}

#[test]
fn every_example_that_is_not_there_is_named_at_once() {
    let root = tempfile::tempdir().expect("a folder");
    let told = docs::pages(root.path(), &MadeUp::new()).expect_err("no examples there").to_string();
    for path in EXAMPLES {
        assert!(told.contains(path), "{path} is not named in {told}");
    }
    let root = repository();
    write(root.path(), "examples/actions/signalcraft_thing/action-2.tf", "action {}\n");
    let told = docs::pages(root.path(), &MadeUp::new()).expect_err("it has no caption").to_string();
    assert!(told.contains("action-2.tf must say what it shows"), "{told}");
}

#[test]
fn a_repository_whose_pages_were_made_just_now_is_in_order() {
    let root = repository();
    docs::write(root.path(), &pages(root.path(), &MadeUp::new())).expect("written");
    // the link of the description is right on the first page and wrong below it: that is the test's own
    let findings = check::all(root.path(), &MadeUp::new()).expect("checked");
    let others: Vec<_> = findings.into_iter().filter(|each| !each.contains("`index.md`")).collect();
    found(&others, &[]);
}

#[test]
fn pages_that_are_stale_missing_or_of_nothing_are_found_and_made_anew() {
    let root = repository();
    let root = root.path();
    let all = pages(root, &MadeUp::new());
    docs::write(root, &all).expect("written");
    write(
        root,
        "docs/actions/thing.md",
        &text_of(&all, "docs/actions/thing.md").replace("(Action)", "(Deed)"),
    );
    std::fs::remove_file(root.join("docs/functions/parse_thing.md")).expect("removed");
    write(root, "docs/resources/gone.md", page::MARK);
    write(root, "docs/resources/by-hand.md", "mine\n");
    found(
        &check::stale(root, &all).expect("read"),
        &[
            "docs/functions/parse_thing.md is missing",
            "docs/actions/thing.md is stale: run `make docs`\n  @@ line 10\n    <!--",
        ],
    );
    let diff = check::stale(root, &all).expect("read").join("\n");
    assert!(diff.contains("  - # signalcraft_thing (Deed)\n  + # signalcraft_thing (Action)"), "{diff}");
    let surplus = check::surplus(root, &MadeUp::new(), &all).expect("read");
    found(
        &surplus,
        &["docs/resources/by-hand.md is the page of nothing", "docs/resources/gone.md is the page"],
    );

    docs::write(root, &all).expect("written again");
    found(&check::stale(root, &all).expect("read"), &[]);
    // what was made goes, what somebody wrote stays for them to look at
    found(&check::surplus(root, &MadeUp::new(), &all).expect("read"), &["docs/resources/by-hand.md"]);
}

#[test]
fn pages_and_examples_of_a_thing_that_was_taken_away_are_found() {
    let root = repository();
    docs::write(root.path(), &pages(root.path(), &MadeUp::new())).expect("written");
    let poorer = MadeUp { offers: false, ..MadeUp::new() };
    let left = pages(root.path(), &poorer);
    assert_eq!(left.len(), 1);
    let surplus = check::surplus(root.path(), &poorer, &left).expect("read");
    assert_eq!(surplus.iter().filter(|each| each.contains("is the page of nothing")).count(), 6);
    assert_eq!(surplus.iter().filter(|each| each.contains("is on no page")).count(), 6, "a folder each");
}

#[test]
fn examples_and_texts_that_no_page_shows_are_found() {
    let root = repository();
    let plain = MadeUp { identity: None, ..MadeUp::new() };
    for path in [
        "examples/provider/other.tf",
        "examples/functions/parse_thing/example.tf",
        "examples/functions/parse_thin/function.tf",
        "templates/resources/thin.md",
        "templates/index.md.tmpl",
    ] {
        write(root.path(), path, "# It.\n");
    }
    let all = pages(root.path(), &plain);
    found(
        &check::surplus(root.path(), &plain, &all).expect("read"),
        &[
            "examples/provider/other.tf is on no page",
            "examples/functions/parse_thing/example.tf is on no page",
            "examples/functions/parse_thin is on no page",
            "examples/resources/signalcraft_thing/import-by-identity.tf is on no page",
            "templates/resources/thin.md is for no page",
            "templates/index.md.tmpl is for no page",
        ],
    );
}

const HEAD: &str = "---\npage_title: \"A\"\nsubcategory: \"\"\ndescription: |-\n  It.\n---\n";

#[test]
fn front_matter_that_the_registry_does_not_take_is_found() {
    let long = format!("{HEAD}{}", "x".repeat(front_matter::MOST_BYTES));
    for (text, expected) in [
        (HEAD.to_owned(), &[] as &[&str]),
        ("# A\n".to_owned(), &["does not begin with front matter"]),
        (HEAD.replace("page_title", "title"), &["knows no `title`", "`page_title` is missing"]),
        (HEAD.replace("  It.\n", ""), &["`description` is missing"]),
        (HEAD.replace("subcategory: \"\"\n", ""), &["`subcategory` is missing"]),
        (HEAD.replace("subcategory: \"\"", "layout: \"a\"\nsubcategory: \"\""), &["knows no `layout`"]),
        (HEAD.replace("subcategory: \"\"", "page_title: \"B\""), &["has `page_title` twice"]),
        (HEAD.replace("subcategory: \"\"", "nothing"), &["a line `nothing` without a key"]),
        (long, &["are more than the registry shows"]),
    ] {
        found(&front_matter::findings(&text), expected);
    }
}

#[test]
fn guides_and_the_number_of_pages_are_held_against_the_registrys_rules() {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "docs/guides/good.md", &format!("{HEAD}\n# A\n"));
    write(root.path(), "docs/guides/other.md", &format!("{HEAD}\n# B\n"));
    write(root.path(), "docs/guides/bare.md", "# A\n");
    let guides = check::guides(root.path()).expect("read");
    found(
        &guides,
        &["bare.md: the page does not begin", "bare.md: `page_title`", "other.md: `page_title` and"],
    );
    let page = |number| Page { path: PathBuf::from(format!("{number}.md")), text: HEAD.to_owned() };
    let most = front_matter::MOST_PAGES - 3;
    let all: Vec<Page> = (0..most).map(page).collect();
    found(&check::limits(root.path(), &all).expect("counted"), &[]);
    let all: Vec<Page> = (0..=most).map(page).collect();
    found(
        &check::limits(root.path(), &all).expect("counted"),
        &["1001 pages are more than the registry takes"],
    );
}

#[test]
fn links_that_lead_nowhere_are_found() {
    let repository = env!("CARGO_PKG_REPOSITORY").to_owned() + "/blob/main";
    let there = "# The Page: `a_b` twice\n\n<a id=\"here\"></a>\n\n```\n[no](link.md)\n```\n";
    for (from, link, expected) in [
        ("docs/index.md", "guides/there.md", ""),
        ("docs/index.md", "guides/there.md#the-page-a_b-twice", ""),
        ("docs/index.md", "guides/there.md#here", ""),
        ("docs/guides/a.md", "../guides/there.md#here", ""),
        ("docs/guides/a.md", "https://example.com/x#y", ""),
        ("docs/guides/a.md", &format!("{repository}/docs/traps.md#traps"), ""),
        ("docs/traps.md", "#traps", ""),
        ("README.md", "docs/traps.md", ""),
        ("docs/index.md", "guides/gone.md", "leads to docs/guides/gone.md, which is not there"),
        ("docs/index.md", "guides/there.md#hier", "leads to no heading or anchor of docs/guides/there.md"),
        ("docs/guides/a.md", "#nowhere", "leads to no heading"),
        ("docs/guides/a.md", "../traps.md", "leads to docs/traps.md, which the registry does not have"),
        (
            "docs/guides/a.md",
            &format!("{repository}/docs/gone.md"),
            "leads to docs/gone.md, which is not there",
        ),
        ("docs/decisions/1.md", "../gone.md", "leads to docs/gone.md, which is not there"),
        ("README.md", "LICENSE", "leads to LICENSE, which is not there"),
    ] {
        let root = tempfile::tempdir().expect("a folder");
        write(root.path(), "docs/guides/there.md", there);
        write(root.path(), "docs/traps.md", "# Traps\n");
        write(root.path(), from, &format!("{HEAD}# Traps\n\n| a |\n|---|\n| [b]({link}) |\n"));
        let findings = links::findings(root.path()).expect("read");
        found(&findings, if expected.is_empty() { &[] } else { std::slice::from_ref(&expected) });
    }
}

#[test]
fn every_rule_of_descriptions_goes_red_on_its_example() {
    let described = |name: &str, text: &str, ty: Option<Type>, optional| prose::Described {
        place: name.into(),
        name: name.into(),
        text: text.into(),
        whole: text.into(),
        ty,
        optional,
    };
    let text = "How long a statement waits, such as `\"90s\"`. Default: `\"1m\"`.";
    let good = described("lock_timeout", text, Some(Type::String), true);
    for rule in prose::RULES {
        let (name, text, ty, optional) = rule.bad.clone();
        assert!(!(rule.keeps)(&described(name, text, ty, optional)), "{} lets its example pass", rule.id);
        assert!((rule.keeps)(&good), "{} refuses a good description", rule.id);
    }
}

#[test]
fn whatever_has_a_description_is_held_against_the_rules() {
    let mut bare = MadeUp::new();
    let inner = Block::new([("in_block", Attribute::string().required())]);
    let block = NestedBlock { nesting: BlockNesting::Single, block: inner, min_items: 0, max_items: 0 };
    bare.schema = Schema::new([
        ("plain", Attribute::string().required()),
        ("outer", Attribute::object([("nested", Attribute::string().required())]).required()),
        ("loose", Attribute::new(Type::Object([("a".into(), Type::Bool)].into())).computed()),
    ]);
    bare.schema.block.blocks.insert("block".into(), block);
    bare.identity =
        Some(IdentitySchema::new([("of_identity", IdentityAttribute::required(Type::String, ""))]));
    bare.signature.description = String::new();
    bare.signature.summary = String::new();
    bare.signature.parameters[0].description = String::new();
    bare.signature.variadic.as_mut().expect("one").description = String::new();
    let findings = prose::findings(&things(&bare));
    for place in [
        "signalcraft (Provider): say",
        "signalcraft_thing (Resource): plain: say",
        "signalcraft_thing (Resource): outer: say",
        "signalcraft_thing (Resource): outer.nested: say",
        "signalcraft_thing (Resource): block: say",
        "signalcraft_thing (Resource): block.in_block: say",
        "signalcraft_thing (Resource): loose: make it of nested attributes",
        "signalcraft_thing (Resource), identity: of_identity: say",
        "signalcraft_thing (Data Source): plain: say",
        "signalcraft_thing (Ephemeral Resource): plain: say",
        "signalcraft_thing (List Resource): plain: say",
        "signalcraft_thing (Action): plain: say",
        "parse_thing (Function): say",
        "parse_thing (Function): image: say",
        "parse_thing (Function): more: say",
        "parse_thing (Function): the result has `tag`, of which the description says nothing",
    ] {
        assert!(findings.iter().any(|each| each.starts_with(place)), "no `{place}` in {findings:#?}");
    }
    found(&prose::findings(&things(&MadeUp::new())), &[]);
}
