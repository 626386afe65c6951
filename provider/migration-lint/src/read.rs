//! Reads a statement's tree into what it does. The only place, with its sub-rooms, that knows the
//! parser's nodes; a form that is not known here does nothing as far as the rest can see.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the parser has a thousand kinds of node; each match wants a few"
)]

mod alter_table;
mod column;
mod session;

use std::collections::BTreeSet;

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind as K, SyntaxNode, match_ast};

use crate::change::{Change, Kind, Loss, NewIndex, NewTable, ReindexTarget};
use crate::describe;
use crate::name::Name;
use crate::report::LockMode;
use crate::syntax;

/// Everything the statement does, in the order of the text.
pub(crate) fn changes(statement: &ast::Stmt) -> Vec<Change> {
    let mut out = Changes(Vec::new());
    let node = statement.syntax();
    if describe::controls_transaction(statement) {
        out.add(node, Kind::TransactionControl);
    }
    tables(&mut out, node);
    indexes(&mut out, node);
    rows(&mut out, node);
    short_locks(&mut out, node);
    names(&mut out, node);
    session::session_and_roles(&mut out, node);
    uses(&mut out, node);
    out.0
}

/// Collects changes with their place.
struct Changes(Vec<Change>);

impl Changes {
    fn add(&mut self, at: &SyntaxNode, kind: Kind) {
        self.0.push(Change { at: syntax::offset(at), kind });
    }

    fn touch(&mut self, table: &SyntaxNode, mode: LockMode) {
        if let Some(table) = Name::read(table) {
            self.0.push(Change { at: 0, kind: Kind::Touch { table, mode } });
        }
    }
}

fn is_cascade(node: &SyntaxNode) -> bool {
    node.children().any(|child| child.kind() == K::CASCADE)
}

fn has_child(node: &SyntaxNode, kind: K) -> bool {
    node.children().any(|child| child.kind() == kind)
}

fn tables(out: &mut Changes, node: &SyntaxNode) {
    match_ast! {
        match node {
            ast::CreateTable(it) => out.0.extend(create_table(&it)),
            ast::CreateTableAs(it) => {
                if let Some(table) = it.table_name().and_then(|name| Name::read(name.syntax())) {
                    out.add(node, Kind::CreateTable(empty_table(table, it.if_not_exists().is_some())));
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
    let table = Name::read(it.table_name()?.syntax())?;
    let mut new = empty_table(table, it.if_not_exists().is_some());
    new.partition_of =
        it.partition_of().and_then(|of| of.table_name_ref()).and_then(|parent| Name::read(parent.syntax()));
    new.is_default_partition = has_child(it.syntax(), K::PARTITION_DEFAULT);
    new.partitioned = it.partition_by().is_some();
    for argument in it.table_arg_list().into_iter().flat_map(|list| list.args()) {
        let node = argument.syntax();
        if let Some(found) = ast::Column::cast(node.clone()) {
            new.columns.extend(column::read(found.syntax()));
        } else {
            new.constraints.extend(column::constraint(node));
        }
    }
    // A temporary table is nobody else's business.
    (!has_child(it.syntax(), K::TEMP))
        .then(|| Change { at: syntax::offset(it.syntax()), kind: Kind::CreateTable(new) })
}

fn empty_table(table: Name, if_not_exists: bool) -> NewTable {
    NewTable {
        table,
        if_not_exists,
        columns: Vec::new(),
        constraints: Vec::new(),
        partition_of: None,
        is_default_partition: false,
        partitioned: false,
    }
}

fn indexes(out: &mut Changes, node: &SyntaxNode) {
    match_ast! {
        match node {
            ast::CreateIndex(it) => {
                let relation = it.table_relation_name();
                if let Some(table) = relation.as_ref().and_then(|name| Name::read(name.syntax())) {
                    let items = it.partition_item_list().into_iter().flat_map(|list| list.partition_items());
                    out.add(node, Kind::CreateIndex(NewIndex {
                        index: it.index().and_then(|index| Name::read(index.syntax())),
                        columns: items.filter_map(|item| Some(Name::read(item.syntax())?.base)).collect(),
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

/// `UPDATE` and `DELETE`, also those inside `WITH`.
fn rows(out: &mut Changes, node: &SyntaxNode) {
    if matches!(node.kind(), K::CREATE_FUNCTION | K::CREATE_PROCEDURE | K::CREATE_RULE | K::PREPARE) {
        return;
    }
    for inner in node.descendants() {
        let condition = inner.children().find(|child| child.kind() == K::WHERE_CLAUSE);
        let bounded = condition.is_some_and(|condition| !is_always_true(&condition))
            || has_child(&inner, K::WHERE_CURRENT_OF);
        let table = || {
            inner.children().find(|child| child.kind() == K::RELATION_NAME).and_then(|name| Name::read(&name))
        };
        if inner.kind() == K::UPDATE
            && let Some(table) = table()
        {
            out.add(&inner, Kind::Update { table, bounded });
        }
        if inner.kind() == K::DELETE
            && let Some(table) = table()
        {
            let bounded = bounded || has_child(&inner, K::USING_CLAUSE);
            out.add(&inner, Kind::Delete { table, bounded });
        }
        if inner.kind() == K::MERGE
            && syntax::contains(&inner, K::MERGE_DELETE)
            && let Some(table) = ast::Merge::cast(inner.clone()).and_then(|merge| merge.table_relation_name())
            && let Some(table) = Name::read(table.syntax())
        {
            out.0.push(Change {
                at: 0,
                kind: Kind::Touch { table: table.clone(), mode: LockMode::RowExclusive },
            });
            out.add(&inner, Kind::TakeAway(Loss::MergedRows { table }));
        }
        if inner.kind() == K::INSERT
            && let Some(table) = inner.children().find(|child| child.kind() == K::RELATION_NAME_REF)
        {
            out.touch(&table, LockMode::RowExclusive);
        }
    }
}

/// `where true`, `where 1 = 1`: written to satisfy a client that demands a `WHERE`.
fn is_always_true(condition: &SyntaxNode) -> bool {
    let words: Vec<String> = syntax::tokens(condition)
        .map(|token| token.text().to_lowercase())
        .filter(|word| !matches!(word.as_str(), "where" | "(" | ")"))
        .collect();
    match words.as_slice() {
        [word] => word == "true",
        [left, equals, right] => {
            equals == "="
                && left == right
                && left.starts_with(|first: char| first.is_ascii_digit() || first == '\'')
        }
        _ => false,
    }
}

fn short_locks(out: &mut Changes, node: &SyntaxNode) {
    let on = |kind: K| node.children().find(|child| child.kind() == kind);
    let mode = match_ast! {
        match node {
            ast::CreateTrigger(_) => Some((K::ON_RELATION, LockMode::ShareRowExclusive)),
            ast::DropTrigger(_) => Some((K::ON_RELATION, LockMode::AccessExclusive)),
            ast::CreatePolicy(_) => Some((K::ON_TABLE, LockMode::AccessExclusive)),
            ast::AlterPolicy(_) => Some((K::ON_TABLE, LockMode::AccessExclusive)),
            ast::DropPolicy(_) => Some((K::ON_TABLE, LockMode::AccessExclusive)),
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
            ast::CreatePublication(_) => {
                for table in node.descendants().filter(|inner| inner.kind() == K::TABLE_NAME_REF) {
                    out.touch(&table, LockMode::ShareUpdateExclusive);
                }
            },
            ast::CreateView(it) => {
                if let Some(view) = it.view().and_then(|view| Name::read(view.syntax())) {
                    if it.or_replace().is_some() {
                        out.add(node, Kind::Touch { table: view.clone(), mode: LockMode::AccessExclusive });
                    }
                    out.add(node, Kind::CreateView { view });
                }
            },
            _ => {}
        }
    }
}

/// The objects that `DROP` and `RENAME` take away from clients.
fn names(out: &mut Changes, node: &SyntaxNode) {
    let dropped: Option<(&'static str, K)> = match_ast! {
        match node {
            ast::DropTable(_) => Some(("TABLE", K::TABLE_NAME_REF)),
            ast::DropView(_) => Some(("VIEW", K::VIEW_REF)),
            ast::DropMaterializedView(_) => Some(("MATERIALIZED VIEW", K::VIEW_REF)),
            ast::DropSchema(_) => Some(("SCHEMA", K::SCHEMA_REF)),
            ast::DropDatabase(_) => Some(("DATABASE", K::DATABASE_REF)),
            ast::DropType(_) => Some(("TYPE", K::TYPE_NAME_REF)),
            ast::DropDomain(_) => Some(("DOMAIN", K::DOMAIN_REF)),
            ast::DropSequence(_) => Some(("SEQUENCE", K::SEQUENCE_REF)),
            ast::DropExtension(_) => Some(("EXTENSION", K::EXTENSION_REF)),
            _ => None
        }
    };
    if let Some((what, kind)) = dropped {
        for name in node.children().filter(|child| child.kind() == kind) {
            if let Some(object) = Name::read(&name) {
                out.add(&name, Kind::Drop { what, name: object, cascade: is_cascade(node) });
            }
        }
    }
    let renamed: Option<(&'static str, K, K)> = match_ast! {
        match node {
            ast::AlterSchema(_) => Some(("schema", K::SCHEMA_REF, K::SCHEMA_RENAME_TO)),
            ast::AlterView(_) => Some(("view", K::VIEW_REF, K::VIEW_RENAME_TO)),
            ast::AlterType(_) => Some(("type", K::TYPE_NAME_REF, K::TYPE_RENAME_TO)),
            _ => None
        }
    };
    if let Some((what, kind, action)) = renamed
        && has_child(node, action)
        && let Some(name) =
            node.children().find(|child| child.kind() == kind).and_then(|name| Name::read(&name))
    {
        out.add(node, Kind::Rename { what, name: name.to_string() });
    }
    types(out, node);
    undone(out, node);
}

/// What is taken away and is no table: triggers, policies, routines, everything of a role.
fn undone(out: &mut Changes, node: &SyntaxNode) {
    let table = |kind: K| {
        let place = node.children().find(|child| child.kind() == kind)?;
        let path = place.descendants().find(|child| child.kind() == K::PATH_REF)?;
        Name::read(&path)
    };
    let routine = match_ast! {
        match node {
            ast::DropFunction(_) => Some("FUNCTION"),
            ast::DropProcedure(_) => Some("PROCEDURE"),
            ast::DropRoutine(_) => Some("ROUTINE"),
            ast::DropAggregate(_) => Some("AGGREGATE"),
            _ => None
        }
    };
    if let Some(what) = routine.filter(|_| is_cascade(node)) {
        out.add(node, Kind::TakeAway(Loss::RoutineCascade { what }));
    }
    match_ast! {
        match node {
            ast::DropOwned(_) => out.add(node, Kind::TakeAway(Loss::Owned)),
            ast::DropTrigger(_) => {
                if let Some(table) = table(K::ON_RELATION) {
                    out.add(node, Kind::TakeAway(Loss::Trigger { table }));
                }
            },
            ast::DropPolicy(_) => {
                if let Some(table) = table(K::ON_TABLE) {
                    out.add(node, Kind::TakeAway(Loss::Policy { table }));
                }
            },
            ast::Revoke(_) => out.add(node, Kind::TakeAway(Loss::Right)),
            _ => {}
        }
    }
}

fn types(out: &mut Changes, node: &SyntaxNode) {
    match_ast! {
        match node {
            ast::AlterType(it) => {
                let literal = |kind: K| {
                    let action = it.syntax().children().find(|child| child.kind() == kind)?;
                    action.children().find_map(ast::Literal::cast)?.string_value()
                };
                if let Some(value) = literal(K::ADD_VALUE) {
                    out.add(node, Kind::AddEnumValue { value });
                }
                if let Some(name) = literal(K::RENAME_VALUE) {
                    out.add(node, Kind::Rename { what: "enum value", name });
                }
            },
            ast::CreateDomain(it) => {
                if let Some(domain) = it.domain().and_then(|domain| Name::read(domain.syntax())) {
                    let constrained = has_child(node, K::CHECK_CONSTRAINT) || has_child(node, K::NOT_NULL_CONSTRAINT);
                    out.add(node, Kind::CreateDomain { domain, constrained });
                }
            },
            ast::AlterDomain(it) => {
                if let Some(domain) = it.domain_ref().and_then(|domain| Name::read(domain.syntax())) {
                    let adds = has_child(node, K::ADD_CONSTRAINT) && !syntax::contains(node, K::NOT_VALID);
                    let looks = [K::SET_NOT_NULL, K::VALIDATE_CONSTRAINT].iter().any(|kind| has_child(node, *kind));
                    let scans = adds || looks;
                    out.add(node, Kind::AlterDomain { domain, scans });
                }
            },
            _ => {}
        }
    }
}

fn uses(out: &mut Changes, node: &SyntaxNode) {
    if node.kind() == K::ALTER_TYPE || node.kind() == K::CREATE_TYPE {
        return;
    }
    let literals: BTreeSet<String> = node
        .descendants()
        .filter_map(ast::Literal::cast)
        .filter_map(|literal| literal.string_value())
        .collect();
    if !literals.is_empty() {
        out.add(node, Kind::Uses { literals });
    }
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
