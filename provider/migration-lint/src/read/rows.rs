//! Statements that write rows, and how many of them.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind as K, SyntaxNode, SyntaxToken};

use super::{Changes, check, has_child};
use crate::change::{Effect, Kind, Loss, Reach};
use crate::name::Name;
use crate::report::LockMode;
use crate::syntax;

/// Statements whose inner statements run at another time.
const LATER: &[K] = &[K::CREATE_FUNCTION, K::CREATE_PROCEDURE, K::CREATE_RULE, K::PREPARE, K::CREATE_VIEW];

/// A query over a whole table, whose result is counted, kept or shown.
fn query(out: &mut Changes, node: &SyntaxNode) {
    let kinds = [K::SELECT, K::SELECT_INTO, K::CREATE_TABLE_AS, K::CREATE_MATERIALIZED_VIEW];
    if !kinds.contains(&node.kind()) {
        return;
    }
    let select = node.descendants().find(|child| matches!(child.kind(), K::SELECT | K::SELECT_INTO));
    let Some(select) = select.filter(|select| !has_child(select, K::LIMIT_CLAUSE)) else { return };
    if let Some(from) = table_of(&select).filter(|_| reach(&select) != Reach::Few) {
        out.add(node, Kind::ReadRows { from });
    }
}

/// The first table that a query reads.
fn table_of(select: &SyntaxNode) -> Option<Name> {
    let from = select.children().find(|child| child.kind() == K::FROM_CLAUSE)?;
    let mut items = from.descendants().filter(|child| child.kind() == K::RELATION_FROM_ITEM);
    items.find_map(|item| Name::read(&item))
}

/// `UPDATE`, `DELETE`, `INSERT`, `MERGE`, also those inside `WITH`.
pub(super) fn read(out: &mut Changes, node: &SyntaxNode) {
    query(out, node);
    if LATER.contains(&node.kind()) || !out.mentions(&["update", "delete", "merge", "insert", "setval"]) {
        return;
    }
    // `EXPLAIN` runs nothing unless it is to measure.
    if node.kind() == K::EXPLAIN && !syntax::tokens(node).any(|token| is_word(&token, "analyze")) {
        return;
    }
    for inner in node.descendants() {
        match inner.kind() {
            K::UPDATE => {
                if let Some(table) = table(&inner) {
                    out.add(&inner, Kind::Update { table, reach: reach(&inner) });
                }
            }
            K::DELETE => {
                if let Some(table) = table(&inner) {
                    out.add(&inner, Kind::Delete { table, reach: reach(&inner) });
                }
            }
            K::MERGE => merge(out, &inner),
            K::INSERT => insert(out, &inner),
            K::CALL_EXPR => sequence_set(out, &inner),
            _ => {}
        }
    }
}

fn table(node: &SyntaxNode) -> Option<Name> {
    node.children().find(|child| child.kind() == K::RELATION_NAME).and_then(|name| Name::read(&name))
}

fn merge(out: &mut Changes, node: &SyntaxNode) {
    let target = ast::Merge::cast(node.clone()).and_then(|merge| merge.table_relation_name());
    let Some(target) = target else { return };
    out.touch(target.syntax(), LockMode::RowExclusive);
    if syntax::contains(node, K::MERGE_DELETE)
        && let Some(table) = Name::read(target.syntax())
    {
        out.add(node, Kind::TakeAway(Loss::MergedRows { table }));
    }
}

fn insert(out: &mut Changes, node: &SyntaxNode) {
    let Some(to) = node.children().find(|child| child.kind() == K::RELATION_NAME_REF) else { return };
    out.touch(&to, LockMode::RowExclusive);
    let select = node.children().find(|child| child.kind() == K::SELECT);
    let Some(select) = select else { return };
    let limited = has_child(&select, K::LIMIT_CLAUSE) || has_child(&select, K::FETCH_CLAUSE);
    let table = table_of(&select);
    if let (Some(to), Some(from), false, Reach::Every) = (Name::read(&to), table, limited, reach(&select)) {
        out.add(node, Kind::CopyRows { to, from });
    }
}

/// `setval('sequence', 1)`.
fn sequence_set(out: &mut Changes, call: &SyntaxNode) {
    let words: Vec<String> = syntax::tokens(call).map(|token| token.text().to_lowercase()).collect();
    let mut words = words.iter().map(String::as_str).skip_while(|word| *word != "setval");
    let arguments: Vec<&str> = words.by_ref().skip(1).collect();
    if let ["(", sequence, ",", "0" | "1", "," | ")", ..] = arguments.as_slice()
        && sequence.starts_with('\'')
    {
        out.add(call, Kind::Effect(Effect::SequenceSet));
    }
}

/// How many rows the statement can meet, as far as its condition tells.
fn reach(node: &SyntaxNode) -> Reach {
    if has_child(node, K::WHERE_CURRENT_OF) {
        return Reach::Few;
    }
    let Some(condition) = node.children().find(|child| child.kind() == K::WHERE_CLAUSE) else {
        return Reach::Every;
    };
    let tokens: Vec<SyntaxToken> = syntax::tokens(&condition).skip(1).collect();
    let parts = check::conjuncts(&tokens);
    if parts.iter().any(|part| is_few(part)) {
        return Reach::Few;
    }
    // A condition that only ties two tables together, or says nothing, keeps no row out.
    let idle = |part: &Vec<SyntaxToken>| is_join(part) || is_always_true(part);
    // what a backfill writes is what is NULL so far, and that is most of the table
    let backfills = node.kind() == K::UPDATE;
    if parts.iter().all(|part| idle(part) || backfills && is_null(part)) { Reach::Every } else { Reach::Part }
}

fn is_word(token: &SyntaxToken, word: &str) -> bool {
    token.text().eq_ignore_ascii_case(word)
}

fn is_value(token: &SyntaxToken) -> bool {
    let text = token.text();
    text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '\'' | '$'))
        || text.ends_with('\'')
}

/// `id = 5`, `id in (1, 2)`, `id between 1 and 1000`, `id in (select ... limit 1000)`.
fn is_few(part: &[SyntaxToken]) -> bool {
    let has = |word: &str| part.iter().any(|token| is_word(token, word));
    let limited = has("limit") || has("fetch");
    let equal = matches!(part, [.., operator, value] if operator.text() == "=" && is_value(value))
        || matches!(part, [value, operator, ..] if operator.text() == "=" && is_value(value));
    let always = matches!(part, [left, _, _] if is_value(left)) && is_always_true(part);
    let listed = has("in") && !has("not") && !has("select");
    let between = has("between") && !has("not");
    (limited || equal || listed || between) && !always
}

/// `column is null`
fn is_null(part: &[SyntaxToken]) -> bool {
    matches!(part, [.., is, null] if is_word(is, "is") && is_word(null, "null"))
}

/// `a.id = b.a_id`
fn is_join(part: &[SyntaxToken]) -> bool {
    let mut sides = part.splitn(2, |token| token.text() == "=");
    let column = |side: Option<&[SyntaxToken]>| {
        side.is_some_and(|side| {
            matches!(side, [table, dot, column]
                if dot.text() == "." && [table, column].iter().all(|name| name.kind() == K::IDENT || !is_value(name)))
        })
    };
    column(sides.next()) && column(sides.next())
}

/// `true`, `1 = 1`: written to satisfy a client that demands a `WHERE`.
fn is_always_true(part: &[SyntaxToken]) -> bool {
    match part {
        [word] => is_word(word, "true"),
        [left, equals, right] => equals.text() == "=" && is_value(left) && left.text() == right.text(),
        _ => false,
    }
}
