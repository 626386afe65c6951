//! The actions of `ALTER TABLE`.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind as K, SyntaxNode, match_ast};

use super::{Changes, check, column, has_child};
use crate::change::{Action, Bounds, Effect, Kind};
use crate::name::{Name, fold};
use crate::report::LockMode;
use crate::syntax;
use crate::type_name::TypeName;

pub(super) fn read(out: &mut Changes, statement: &ast::AlterTable) {
    if has_child(statement.syntax(), K::ALL_IN_TABLESPACE) {
        return out.add(statement.syntax(), Kind::Effect(Effect::AllMoved));
    }
    let Some(table) = statement.table_relation_name().and_then(|name| Name::read(name.syntax())) else {
        return;
    };
    for node in statement.actions() {
        let action = action(node.syntax()).unwrap_or(Action::Other { mode: LockMode::AccessExclusive });
        out.add(node.syntax(), Kind::AlterTable { table: table.clone(), action });
    }
}

fn name_of(node: Option<impl AstNode>) -> Option<String> {
    Some(Name::read(node?.syntax())?.base)
}

fn action(node: &SyntaxNode) -> Option<Action> {
    // the end of a concurrent detach that was interrupted
    if has_child(node, K::DETACH_FINALIZE) {
        return Some(Action::Other { mode: LockMode::ShareUpdateExclusive });
    }
    Some(match_ast! {
        match node {
            ast::AddColumn(_) => Action::AddColumn(column::read(node)?),
            ast::DropColumn(it) => Action::DropColumn {
                column: name_of(it.column_name_ref())?,
                cascade: has_child(node, K::CASCADE),
            },
            ast::RenameColumn(it) => Action::RenameColumn {
                from: name_of(it.column_name_ref())?,
                to: name_of(it.column_name())?,
            },
            ast::AlterColumn(it) => alter_column(name_of(it.column_name_ref())?, it.option()?.syntax()),
            ast::AddConstraint(it) => Action::AddConstraint(column::constraint(it.constraint()?.syntax())?),
            ast::DropConstraint(it) => Action::DropConstraint {
                constraint: name_of(it.constraint_name_ref())?,
                cascade: has_child(node, K::CASCADE),
            },
            ast::ValidateConstraint(it) => Action::ValidateConstraint {
                constraint: name_of(it.constraint_name_ref())?,
            },
            ast::AlterConstraint(it) => {
                let constraint = name_of(it.constraint_name_ref())?;
                if has_child(node, K::ENFORCED) {
                    Action::EnforceConstraint { constraint }
                } else {
                    Action::Other { mode: LockMode::AccessExclusive }
                }
            },
            ast::TableRenameTo(it) => Action::RenameTable { to: name_of(it.table_name())? },
            ast::SetSchema(_) => Action::SetSchema,
            ast::SetLogged(_) => Action::SetLogged,
            ast::SetUnlogged(_) => Action::SetLogged,
            ast::DisableTrigger(_) => Action::DisableTrigger,
            ast::EnableTrigger(_) => Action::Other { mode: LockMode::ShareRowExclusive },
            ast::EnableAlwaysTrigger(_) => Action::Other { mode: LockMode::ShareRowExclusive },
            ast::EnableReplicaTrigger(_) => Action::Other { mode: LockMode::ShareRowExclusive },
            ast::AttachPartition(it) => Action::AttachPartition {
                child: Name::read(it.table_name_ref()?.syntax())?,
                bounds: bounds(node),
            },
            ast::DetachPartition(it) => Action::DetachPartition {
                child: Name::read(it.table_name_ref()?.syntax())?,
                concurrently: has_child(node, K::DETACH_CONCURRENTLY),
            },
            ast::ReplicaIdentity(_) => Action::ReplicaIdentity,
            ast::EnableRls(_) => Action::RowSecurity { enables: true },
            ast::DisableRls(_) => Action::RowSecurity { enables: false },
            ast::ForceRls(_) => Action::RowSecurity { enables: true },
            ast::NoForceRls(_) => Action::RowSecurity { enables: false },
            ast::SetTablespace(_) => Action::Move,
            ast::SetAccessMethod(_) => Action::Move,
            ast::NoInheritTable(_) => Action::NoInherit {
                parent: Name::read(&node.children().find(|child| child.kind() == K::TABLE_NAME_REF)?)?,
            },
            ast::InheritTable(_) => Action::Inherit {
                parent: Name::read(&node.children().find(|child| child.kind() == K::TABLE_NAME_REF)?)?,
            },
            _ => Action::Other { mode: other_mode(node) }
        }
    })
}

fn bounds(node: &SyntaxNode) -> Bounds {
    let values = |kind: K| {
        let list = node.descendants().find(|child| child.kind() == kind)?;
        let is_bound = |kind: K| matches!(kind, K::MINVALUE_KW | K::MAXVALUE_KW | K::IDENT);
        let tokens = syntax::tokens(&list).filter(|token| check::is_literal(token) || is_bound(token.kind()));
        Some(tokens.map(|token| check::value(&token)).collect::<Vec<String>>())
    };
    let range = values(K::PARTITION_FROM_VALUES).zip(values(K::PARTITION_TO_VALUES));
    if has_child(node, K::PARTITION_DEFAULT) {
        Bounds::Default
    } else if let Some((from, to)) = range {
        Bounds::Range(from, to)
    } else {
        values(K::PARTITION_FOR_VALUES_IN).map_or(Bounds::Hash, Bounds::List)
    }
}

/// Storage parameters, statistics targets and the clustering mark leave readers and writers alone.
fn other_mode(node: &SyntaxNode) -> LockMode {
    let gentle =
        [K::SET_OPTIONS, K::RESET_OPTIONS, K::OPTION_ITEM_LIST, K::CLUSTER_ON, K::SET_WITHOUT_CLUSTER];
    if gentle.contains(&node.kind()) { LockMode::ShareUpdateExclusive } else { LockMode::AccessExclusive }
}

fn alter_column(column: String, option: &SyntaxNode) -> Action {
    match_ast! {
        match option {
            ast::SetType(it) => set_type(column, &it),
            ast::SetNotNull(_) => Action::SetNotNull { column },
            ast::DropNotNull(_) => Action::DropNotNull { column },
            ast::SetDefault(_) => Action::SetDefault,
            ast::DropDefault(_) => Action::DropDefault { column },
            ast::SetExpression(_) => Action::SetExpression { column },
            ast::DropExpression(_) => Action::DropGeneration { column },
            ast::DropIdentity(_) => Action::DropGeneration { column },
            ast::Restart(_) => Action::RestartIdentity { column },
            ast::SetGeneratedOptions(_) => {
                if has_child(option, K::RESTART) {
                    Action::RestartIdentity { column }
                } else {
                    Action::Other { mode: LockMode::AccessExclusive }
                }
            },
            ast::SetStatistics(_) => Action::Other { mode: LockMode::ShareUpdateExclusive },
            ast::SetOptions(_) => Action::Other { mode: LockMode::ShareUpdateExclusive },
            ast::SetOptionsList(_) => Action::Other { mode: LockMode::ShareUpdateExclusive },
            ast::ResetOptions(_) => Action::Other { mode: LockMode::ShareUpdateExclusive },
            _ => Action::Other { mode: LockMode::AccessExclusive }
        }
    }
}

fn set_type(column: String, it: &ast::SetType) -> Action {
    let to = it.ty().map(|ty| TypeName::read(ty.syntax()));
    let to = to.unwrap_or(TypeName { base: String::new(), arguments: Vec::new(), array: false });
    let converts = it
        .using_expr()
        .and_then(|using| using.expr())
        .is_some_and(|expression| !is_plain_cast(expression.syntax(), &column));
    Action::SetType { column, to, converts, collates: it.collate().is_some() }
}

/// `USING note` and `USING note::text` do what would be done without them.
fn is_plain_cast(expression: &SyntaxNode, column: &str) -> bool {
    let mut tokens =
        syntax::tokens(expression).filter(|token| !matches!(token.kind(), K::L_PAREN | K::R_PAREN));
    let starts_with_column = tokens.next().is_some_and(|token| fold(token.text()) == column);
    starts_with_column
        && tokens.next().is_none_or(|token| token.kind() == K::COLON)
        && expression.descendants().filter(|node| node.kind() == K::CAST_EXPR).count() <= 1
        && !expression.descendants().any(|node| matches!(node.kind(), K::BIN_EXPR | K::CALL_EXPR))
}
