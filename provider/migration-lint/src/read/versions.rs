//! Forms that older servers do not know.

use squawk_syntax::{SyntaxKind as K, SyntaxNode};

use super::{Changes, has_child};
use crate::change::{Effect, Kind};
use crate::syntax;

/// A node, the statement or clause it must stand in (none: anywhere), the first major version, and its name.
/// Source: the release notes; `tests/postgres` runs each on the versions on both sides.
const SINCE: &[(K, Option<K>, u32, &str)] = &[
    (K::DETACH_CONCURRENTLY, None, 14, "DETACH PARTITION CONCURRENTLY"),
    (K::SET_COMPRESSION, None, 14, "SET COMPRESSION"),
    (K::SET_ACCESS_METHOD, None, 15, "SET ACCESS METHOD"),
    (K::MERGE, None, 15, "MERGE"),
    (K::NULLS_NOT_DISTINCT, None, 15, "NULLS NOT DISTINCT"),
    (K::SET_EXPRESSION, None, 17, "SET EXPRESSION"),
    (K::NOT_ENFORCED, None, 18, "NOT ENFORCED"),
    (K::ENFORCED, Some(K::ALTER_CONSTRAINT), 18, "ALTER CONSTRAINT ... ENFORCED"),
    (K::NOT_VALID, Some(K::NOT_NULL_CONSTRAINT), 18, "a NOT NULL constraint that is NOT VALID"),
    (K::VIRTUAL, None, 18, "a virtual generated column"),
];

/// A statement that has none of these words has none of the forms.
const WORDS: &[&str] = &[
    "concurrently",
    "compression",
    "access",
    "merge",
    "distinct",
    "expression",
    "enforced",
    "valid",
    "virtual",
    "generated",
    "trigger",
];

pub(super) fn read(out: &mut Changes, node: &SyntaxNode) {
    if matches!(node.kind(), K::CREATE_FUNCTION | K::CREATE_PROCEDURE) || !out.mentions(WORDS) {
        return;
    }
    for inner in node.descendants() {
        let parent = inner.parent().map(|parent| parent.kind());
        let since = SINCE.iter().find(|(kind, within, ..)| {
            *kind == inner.kind() && within.is_none_or(|within| parent == Some(within))
        });
        if let Some((_, _, pg_version, what)) = since {
            out.add(&inner, Kind::Effect(Effect::Needs { pg_version: *pg_version, what }));
        }
        // a generated column that says neither STORED nor VIRTUAL is a virtual one
        if inner.kind() == K::GENERATED_CONSTRAINT
            && !syntax::contains(&inner, K::STORED)
            && !syntax::contains(&inner, K::VIRTUAL)
            && !syntax::contains(&inner, K::GENERATED_IDENTITY)
        {
            out.add(
                &inner,
                Kind::Effect(Effect::Needs { pg_version: 18, what: "a virtual generated column" }),
            );
        }
    }
    if node.kind() == K::CREATE_TRIGGER && has_child(node, K::OR_REPLACE) {
        out.add(node, Kind::Effect(Effect::Needs { pg_version: 14, what: "CREATE OR REPLACE TRIGGER" }));
    }
    let in_brackets = node.descendants().any(|child| child.kind() == K::REINDEX_OPTION_CONCURRENTLY);
    if node.kind() == K::REINDEX && in_brackets {
        out.add(node, Kind::Effect(Effect::Needs { pg_version: 14, what: "REINDEX (CONCURRENTLY)" }));
    }
}
