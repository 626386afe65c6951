//! Tables as a whole: created, emptied, locked, rewritten.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind as K, SyntaxNode, match_ast};

use super::{Changes, alter_table, column, has_child, is_cascade};
use crate::change::{Change, Kind, NewTable};
use crate::name::Name;
use crate::report::LockMode;
use crate::syntax;

pub(super) fn read(out: &mut Changes, node: &SyntaxNode) {
    match_ast! {
        match node {
            ast::CreateTable(it) => out.list.extend(create_table(&it)),
            ast::CreateTableAs(it) => {
                if let Some(table) = it.table_name().and_then(|name| Name::read(name.syntax())) {
                    let if_not_exists = it.if_not_exists().is_some();
                    let new = NewTable { table, if_not_exists, ..NewTable::default() };
                    out.add(node, Kind::CreateTable(new));
                }
            },
            ast::AlterTable(it) => alter_table::read(out, &it),
            ast::Truncate(it) => {
                for name in it.table_list().into_iter().flat_map(|list| list.table_relation_names()) {
                    if let Some(table) = Name::read(name.syntax()) {
                        out.add(name.syntax(), Kind::Truncate { table, cascade: is_cascade(node) });
                    }
                }
            },
            ast::Lock(it) => {
                let mode = it.lock_mode_clause().and_then(|clause| clause.lock_mode());
                let mode = mode.map_or(LockMode::AccessExclusive, |mode| lock_mode(mode.syntax().kind()));
                for name in it.relation_list().into_iter().flat_map(|list| list.relation_names()) {
                    if let Some(table) = Name::read(name.syntax()) {
                        out.add(name.syntax(), Kind::LockTable { table, mode });
                    }
                }
            },
            ast::Vacuum(it) => {
                let option = it.vacuum_option_list().is_some_and(|list| is_on(list.syntax(), "full"));
                let full = option || it.full_token().is_some();
                let list = it.table_and_columns_list();
                let names: Vec<_> = list.into_iter().flat_map(|list| list.table_and_columnss()).collect();
                if names.is_empty() {
                    out.add(node, Kind::Vacuum { table: None, full });
                }
                for name in names {
                    out.add(node, Kind::Vacuum { table: Name::read(name.syntax()), full });
                }
            },
            ast::Cluster(it) => {
                let named = it.table_name_ref().map(|name| name.syntax().clone());
                let legacy = it.cluster_legacy().and_then(|legacy| legacy.on_path());
                let legacy = legacy.map(|on| on.syntax().clone());
                let table = named.or(legacy).and_then(|name| Name::read(&name));
                out.add(node, Kind::Cluster { table });
            },
            ast::Refresh(it) => {
                if let Some(view) = it.view_ref().and_then(|view| Name::read(view.syntax())) {
                    out.add(node, Kind::RefreshView { view, concurrently: it.concurrently_token().is_some() });
                }
            },
            _ => {}
        }
    }
}

fn create_table(it: &ast::CreateTable) -> Option<Change> {
    let node = it.syntax();
    let table = Name::read(it.table_name()?.syntax())?;
    let mut new = NewTable { table, if_not_exists: it.if_not_exists().is_some(), ..NewTable::default() };
    new.partition_of =
        it.partition_of().and_then(|of| of.table_name_ref()).and_then(|parent| Name::read(parent.syntax()));
    new.is_default_partition = has_child(node, K::PARTITION_DEFAULT);
    new.partitioned = it.partition_by().is_some();
    new.partition_key = it.partition_by().map(|by| partition_key(by.syntax())).unwrap_or_default();
    if let Some(inherits) = node.children().find(|child| child.kind() == K::INHERITS) {
        let parents = inherits.descendants().filter(|child| child.kind() == K::TABLE_NAME_REF);
        new.inherits = parents.filter_map(|parent| Name::read(&parent)).collect();
    }
    for argument in it.table_arg_list().into_iter().flat_map(|list| list.args()) {
        let node = argument.syntax();
        if let Some(found) = ast::Column::cast(node.clone()) {
            new.columns.extend(column::read(found.syntax()));
        } else if node.kind() == K::LIKE_CLAUSE {
            new.like = Name::read(node);
        } else {
            new.constraints.extend(column::constraint(node));
        }
    }
    // A temporary table is nobody else's business, but the file may go on with it.
    new.temporary = has_child(node, K::TEMP);
    Some(Change { at: syntax::offset(node), end: syntax::end(node), kind: Kind::CreateTable(new) })
}

/// The columns of a partition key; none when one of them is an expression.
fn partition_key(by: &SyntaxNode) -> Vec<String> {
    let items = by.descendants().filter(|child| child.kind() == K::PARTITION_ITEM);
    let columns: Option<Vec<String>> = items
        .map(|item| {
            let plain = item.children().all(|child| matches!(child.kind(), K::NAME_REF | K::COLUMN_NAME_REF));
            Name::read(&item).filter(|_| plain).map(|name| name.base)
        })
        .collect();
    columns.unwrap_or_default()
}

/// Whether a parenthesised option list turns the option on: `(full)`, `(full true)`, not `(full off)`.
fn is_on(list: &SyntaxNode, option: &str) -> bool {
    list.children().any(|child| {
        let words: Vec<String> = syntax::tokens(&child).map(|token| token.text().to_lowercase()).collect();
        words.first().is_some_and(|word| word == option)
            && !words.get(1).is_some_and(|value| matches!(value.as_str(), "false" | "off" | "0"))
    })
}

fn lock_mode(kind: K) -> LockMode {
    match kind {
        K::ACCESS_SHARE => LockMode::AccessShare,
        K::ROW_SHARE => LockMode::RowShare,
        K::ROW_EXCLUSIVE => LockMode::RowExclusive,
        K::SHARE_UPDATE_EXCLUSIVE => LockMode::ShareUpdateExclusive,
        K::SHARE => LockMode::Share,
        K::SHARE_ROW_EXCLUSIVE => LockMode::ShareRowExclusive,
        K::EXCLUSIVE => LockMode::Exclusive,
        _ => LockMode::AccessExclusive,
    }
}
