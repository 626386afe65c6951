//! Indexes.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind as K, SyntaxNode, match_ast};

use super::{Changes, named};
use crate::change::{Effect, Kind, NewIndex, ReindexTarget};
use crate::name::Name;

pub(super) fn read(out: &mut Changes, node: &SyntaxNode) {
    match_ast! {
        match node {
            ast::CreateIndex(it) => {
                let relation = it.table_relation_name();
                if let Some(table) = relation.as_ref().and_then(|name| Name::read(name.syntax())) {
                    let items = it.partition_item_list().into_iter().flat_map(|list| list.partition_items());
                    out.add(node, Kind::CreateIndex(NewIndex {
                        index: it.index().and_then(|index| Name::read(index.syntax())),
                        columns: items.filter_map(|item| Some(Name::read(item.syntax())?.base)).collect(),
                        unique: it.unique_token().is_some(),
                        concurrently: it.concurrently_token().is_some(),
                        if_not_exists: it.if_not_exists().is_some(),
                        only: relation.is_some_and(|name| name.only_token().is_some()),
                        table,
                    }));
                }
            },
            ast::DropIndex(it) => {
                for index in it.index_refs().filter_map(|index| Name::read(index.syntax())) {
                    out.add(node, Kind::DropIndex { index, concurrently: it.concurrently_token().is_some() });
                }
            },
            ast::AlterIndex(it) => {
                let index = it.index_ref().and_then(|index| Name::read(index.syntax()));
                let rename = node.children().find(|child| child.kind() == K::INDEX_RENAME_TO);
                let to = rename.and_then(|action| Name::read(&action));
                if let Some(index) = named(node, K::INDEX_REF).filter(|_| super::has_child(node, K::SET_TABLESPACE)) {
                    out.add(node, Kind::Effect(Effect::IndexMoved { index }));
                }
                if let (Some(index), Some(to)) = (index, to) {
                    out.add(node, Kind::RenameIndex { index, to: to.base });
                }
            },
            ast::Reindex(it) => {
                if let Some(target) = it.reindex_target() {
                    let name = target.syntax().children().next().and_then(|name| Name::read(&name));
                    let target = match (target.syntax().kind(), name) {
                        (K::REINDEX_TARGET_TABLE, Some(table)) => ReindexTarget::Table(table),
                        (K::REINDEX_TARGET_INDEX, Some(index)) => ReindexTarget::Index(index),
                        _ => ReindexTarget::Many,
                    };
                    out.add(node, Kind::Reindex { target, concurrently: it.is_concurrently() });
                }
            },
            _ => {}
        }
    }
}
