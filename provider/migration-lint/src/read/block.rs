//! `DO` blocks: the statements written in them run like any other, and what they build themselves is not known.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind as K, SyntaxNode};

use super::{Changes, statement_of};
use crate::change::{Change, Control, Kind};

pub(super) fn read(out: &mut Changes, node: &SyntaxNode) {
    let Some(block) = ast::Do::cast(node.clone()) else { return };
    let Some(body) = block.plpgsql() else {
        // another language can do anything
        out.add(node, Kind::RunsBuiltSql);
        return;
    };
    let mut found = Changes::of(body.text());
    for inner in body.syntax().descendants() {
        match inner.kind() {
            K::PLPGSQL_EXEC_SQL_STMT => {
                if let Some(statement) = inner.children().find_map(ast::Stmt::cast) {
                    statement_of(&mut found, statement.syntax());
                }
            }
            K::PLPGSQL_DYN_EXECUTE_STMT
            | K::PLPGSQL_FOR_DYN_STMT
            | K::PLPGSQL_RETURN_QUERY_EXECUTE_STMT
            | K::PLPGSQL_OPEN_EXECUTE => found.add(&inner, Kind::RunsBuiltSql),
            K::PLPGSQL_COMMIT_STMT | K::PLPGSQL_ROLLBACK_STMT => {
                found.add(&inner, Kind::TransactionControl(Control::Other));
            }
            _ => {}
        }
    }
    // The places found are those of the body; it begins where the literal's text does. Where quotes are doubled
    // the place is some characters early, which is still inside the block.
    let whole = body.source_range(body.syntax().text_range());
    let (start, last) = (usize::from(whole.start()), usize::from(whole.end()));
    out.list.extend(found.list.into_iter().map(|change| Change {
        at: (start + change.at).min(last),
        end: (start + change.end).min(last),
        kind: change.kind,
    }));
    if !body.errors().is_empty() && out.list.is_empty() {
        out.add(node, Kind::RunsBuiltSql);
    }
}
