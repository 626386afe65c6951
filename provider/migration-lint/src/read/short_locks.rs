//! Commands whose effect on a table is a lock, and no more.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind as K, SyntaxNode, match_ast};

use super::Changes;
use crate::change::Kind;
use crate::name::Name;
use crate::report::LockMode;

pub(super) fn read(out: &mut Changes, node: &SyntaxNode) {
    let on = |kind: K| node.children().find(|child| child.kind() == kind);
    let mode = match_ast! {
        match node {
            ast::CreateTrigger(_) => Some((K::ON_RELATION, LockMode::ShareRowExclusive)),
            ast::DropTrigger(_) => Some((K::ON_RELATION, LockMode::AccessExclusive)),
            ast::CreatePolicy(_) => Some((K::ON_TABLE, LockMode::AccessExclusive)),
            ast::AlterPolicy(_) => Some((K::ON_TABLE, LockMode::AccessExclusive)),
            ast::DropPolicy(_) => Some((K::ON_TABLE, LockMode::AccessExclusive)),
            ast::AlterTrigger(_) => Some((K::ON_RELATION, LockMode::AccessExclusive)),
            ast::DropRule(_) => Some((K::ON_RELATION, LockMode::AccessExclusive)),
            ast::AlterRule(_) => Some((K::ON_RELATION, LockMode::AccessExclusive)),
            ast::CreateRule(_) => Some((K::RULE_ON, LockMode::AccessExclusive)),
            ast::CreateStatistics(_) => Some((K::FROM_TABLE, LockMode::ShareUpdateExclusive)),
            ast::Analyze(_) => Some((K::TABLE_AND_COLUMNS_LIST, LockMode::ShareUpdateExclusive)),
            _ => None
        }
    };
    if let Some((kind, mode)) = mode
        && let Some(place) = on(kind)
        && let Some(path) = place.descendants().find(|child| child.kind() == K::PATH_REF)
    {
        out.touch(&path, mode);
    }
    match_ast! {
        match node {
            ast::CommentOn(it) => {
                let object = it.comment_object().map(|object| object.syntax().clone());
                if let Some(object) = object.filter(|object| object.kind() == K::OBJECT_TABLE) {
                    out.touch(&object, LockMode::ShareUpdateExclusive);
                }
                // the table is the path inside the path that ends with the column
                let column = it.comment_object().map(|object| object.syntax().clone());
                let column = column.filter(|object| object.kind() == K::OBJECT_COLUMN);
                let paths = column.into_iter().flat_map(|object| object.descendants());
                if let Some(table) = paths.filter(|inner| inner.kind() == K::PATH_REF).nth(1) {
                    out.touch(&table, LockMode::ShareUpdateExclusive);
                }
            },
            ast::AlterView(_) => {
                if let Some(view) = super::named(node, K::VIEW_REF) {
                    out.add(node, Kind::ReplaceView { view });
                }
            },
            ast::AlterPublication(_) => {
                for table in node.descendants().filter(|inner| inner.kind() == K::TABLE_NAME_REF) {
                    out.touch(&table, LockMode::ShareUpdateExclusive);
                }
            },
            ast::CreatePublication(_) => {
                for table in node.descendants().filter(|inner| inner.kind() == K::TABLE_NAME_REF) {
                    out.touch(&table, LockMode::ShareUpdateExclusive);
                }
            },
            ast::CreateView(it) => {
                if it.or_replace().is_some()
                    && let Some(view) = it.view().and_then(|view| Name::read(view.syntax()))
                {
                    out.add(node, Kind::ReplaceView { view });
                }
            },
            _ => {}
        }
    }
}
