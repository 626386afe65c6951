//! What a statement is, from its syntax alone: a name for people, and how it stands to transactions.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind as K, SyntaxNode, match_ast};

use crate::name::Name;
use crate::syntax;

/// Words that say nothing in a summary.
const NOISE: &[K] = &[K::IF_KW, K::NOT_KW, K::EXISTS_KW, K::ONLY_KW, K::OR_KW, K::REPLACE_KW];

/// Longest run of keywords in a summary.
const MAX_WORDS: usize = 6;

/// The command and its object: `CREATE INDEX CONCURRENTLY orders_idx`, `ALTER TABLE orders ADD COLUMN note`.
/// Made of keywords and names only, so that no literal (a password, a row) can slip in.
pub(crate) fn summary(statement: &SyntaxNode) -> String {
    let mut words = head(statement);
    if let Some(table) = ast::AlterTable::cast(statement.clone()) {
        let actions: Vec<String> = table.actions().map(|action| head(action.syntax()).join(" ")).collect();
        if let Some(first) = actions.first() {
            words.push(first.clone());
        }
        if actions.len() > 1 {
            words.push(format!("and {} more", actions.len() - 1));
        }
    }
    words.join(" ")
}

/// The leading keywords, upper-cased, and the first name after them.
fn head(node: &SyntaxNode) -> Vec<String> {
    let mut words = Vec::new();
    for token in syntax::tokens(node) {
        let in_name = || {
            token.parent().filter(|parent| parent != node).is_some_and(|parent| {
                matches!(parent.kind(), K::PATH_SEGMENT | K::PATH_SEGMENT_REF)
                    || format!("{:?}", parent.kind()).ends_with("_NAME")
            })
        };
        if token.kind() == K::IDENT || in_name() {
            let name =
                token.parent_ancestors().take_while(|ancestor| ancestor != node).find_map(|ancestor| {
                    matches!(ancestor.kind(), K::PATH | K::PATH_REF).then(|| outermost(&ancestor))
                });
            let name = name.or_else(|| token.parent()).and_then(|parent| Name::read(&parent));
            words.extend(name.map(|name| name.to_string()));
            break;
        }
        let is_keyword = token.text().starts_with(|first: char| first.is_ascii_alphabetic());
        if !is_keyword || words.len() == MAX_WORDS {
            break;
        }
        if !NOISE.contains(&token.kind()) {
            words.push(token.text().to_uppercase());
        }
    }
    words
}

/// `billing` in `billing.orders` is a path inside a path.
fn outermost(path: &SyntaxNode) -> SyntaxNode {
    path.ancestors()
        .take_while(|ancestor| matches!(ancestor.kind(), K::PATH | K::PATH_REF))
        .last()
        .unwrap_or_else(|| path.clone())
}

/// Whether the statement begins or ends a transaction. Savepoints do not: they live inside one.
pub(crate) fn controls_transaction(statement: &ast::Stmt) -> bool {
    matches!(
        statement.syntax().kind(),
        K::BEGIN
            | K::COMMIT_TRANSACTION
            | K::COMMIT_PREPARED
            | K::ROLLBACK_TRANSACTION
            | K::ROLLBACK_PREPARED
            | K::PREPARE_TRANSACTION
    )
}

/// Whether `PostgreSQL` accepts the statement inside a transaction block.
/// Source: the command's reference page, and measurement on 12 to 18.
pub(crate) fn is_transactional(statement: &SyntaxNode) -> bool {
    let refused = match_ast! {
        match statement {
            ast::CreateIndex(it) => it.concurrently_token().is_some(),
            ast::DropIndex(it) => it.concurrently_token().is_some(),
            ast::Reindex(it) => it.is_concurrently() || covers_many_tables(it.syntax()),
            ast::AlterTable(it) => syntax::contains(it.syntax(), K::DETACH_CONCURRENTLY),
            ast::AlterDatabase(it) => syntax::contains(it.syntax(), K::SET_TABLESPACE),
            ast::Cluster(it) => it.table_name_ref().is_none() && it.cluster_legacy().is_none(),
            ast::CreateSubscription(it) => !is_without_slot(it.syntax()),
            ast::Discard(it) => it.syntax().children().any(|target| target.kind() == K::DISCARD_ALL),
            _ => matches!(
                statement.kind(),
                K::VACUUM
                    | K::ALTER_SYSTEM
                    | K::CREATE_DATABASE
                    | K::DROP_DATABASE
                    | K::CREATE_TABLESPACE
                    | K::DROP_TABLESPACE
                    | K::DROP_SUBSCRIPTION
                    | K::COMMIT_PREPARED
                    | K::ROLLBACK_PREPARED
            ),
        }
    };
    !refused
}

fn covers_many_tables(reindex: &SyntaxNode) -> bool {
    reindex.children().any(|child| {
        matches!(
            child.kind(),
            K::REINDEX_TARGET_DATABASE | K::REINDEX_TARGET_SYSTEM | K::REINDEX_TARGET_SCHEMA
        )
    })
}

/// `create_slot = false` and `connect = false` are the forms that do not talk to the publisher.
fn is_without_slot(subscription: &SyntaxNode) -> bool {
    subscription.descendants().filter(|node| node.kind() == K::ATTRIBUTE_OPTION).any(|option| {
        let text: String = syntax::tokens(&option).map(|token| token.text().to_lowercase()).collect();
        ["create_slot=false", "connect=false", "create_slot=off", "connect=off"].contains(&text.as_str())
    })
}
