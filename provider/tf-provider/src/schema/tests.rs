//! Promises of the schema's own rules: what core would refuse is refused here.

use super::{Attribute, Block, BlockNesting, NestedBlock, Nesting, Schema, check};
use crate::value::Type;

/// A schema of one block, `b`.
fn block(nesting: BlockNesting, min_items: u64, max_items: u64, block: Block) -> Schema {
    let blocks = [("b".to_owned(), NestedBlock { nesting, block, min_items, max_items })].into();
    Schema { block: Block { blocks, ..Block::default() }, ..Schema::default() }
}

#[test]
fn broken_schemas_are_found() {
    for (schema, rule) in [
        (Schema::new([("Name", Attribute::string())]), "names are made of"),
        (Schema::new([("count", Attribute::string())]), "Terraform's own"),
        (Schema::new([("p", Attribute::string().required().write_only())]), "shuts out"),
        (Schema::new([("p", Attribute::string().computed().write_only())]), "cannot be computed"),
        (Schema::new([("p", Attribute::string().default_string("x").required())]), "a default needs"),
        (Schema::new([("n", Attribute::object([]))]), "without any attribute"),
        (
            Schema::new([("s", Attribute::nested(Nesting::Set, [("d", Attribute::new(Type::Dynamic))]))]),
            "dynamic",
        ),
        (
            Schema::new([(
                "n",
                Attribute::object([("x", Attribute::string().optional())]).optional_computed(),
            )]),
            "must be computed in all its parts",
        ),
        (Schema::new([("n", Attribute::number().default_string("x"))]), "not a known value of its type"),
        (
            Schema::new([("n", Attribute::object([("x", Attribute::string())]).default_string("x"))]),
            "not a known value of its type",
        ),
        (
            Schema::new([(
                "s",
                Attribute::nested(Nesting::Set, [("x", Attribute::string().requires_replace())]),
            )]),
            "nothing in a set can require replacement",
        ),
        (block(BlockNesting::Single, 0, 1, Block::new([])), "both 0 or both 1"),
        (block(BlockNesting::Single, 2, 2, Block::new([])), "both 0 or both 1"),
        (block(BlockNesting::Map, 1, 0, Block::new([])), "have no bounds"),
        (block(BlockNesting::List, 2, 1, Block::new([])), "fewer items"),
        (
            block(
                BlockNesting::Set,
                0,
                0,
                block(BlockNesting::List, 0, 0, Block::new([("d", Attribute::new(Type::Dynamic))])).block,
            ),
            "dynamic",
        ),
        (
            Schema {
                block: Block {
                    attributes: [("b".to_owned(), Attribute::string())].into(),
                    ..block(BlockNesting::List, 0, 0, Block::new([])).block
                },
                ..Schema::default()
            },
            "an attribute has the same name",
        ),
    ] {
        let found = check::schema("thing", &schema);
        assert!(found.iter().any(|sentence| sentence.contains(rule)), "{rule}: {found:?}");
    }
    let alias = Schema::new([("alias", Attribute::string())]);
    assert_eq!(check::schema("thing", &alias), Vec::<String>::new());
    assert_eq!(check::provider(&alias), ["provider.alias: this name is Terraform's own"]);
}

/// A schema of another provider is loaded by core although we would not write it.
#[test]
fn a_foreign_schema_is_held_to_cores_rules_only() {
    let schema = Schema::new([
        ("count", Attribute::string()),
        ("6to4", Attribute::string()),
        ("p", Attribute::string().required().write_only()),
        ("n", Attribute::object([("x", Attribute::string().optional())]).optional_computed()),
    ]);
    assert_eq!(check::schema("thing", &schema).len(), 4);
    assert_eq!(check::foreign_schema("thing", &schema), Vec::<String>::new());
    for broken in [
        Schema::new([("Name", Attribute::string())]),
        Schema::new([("p", Attribute::string().computed().write_only())]),
        block(BlockNesting::List, 2, 1, Block::new([])),
    ] {
        assert_eq!(check::foreign_schema("thing", &broken).len(), 1, "{broken:?}");
    }
}
