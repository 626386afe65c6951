//! Column definitions and constraints, as `CREATE TABLE` and `ALTER TABLE` share them.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind as K, SyntaxNode, match_ast};

use super::check;
use crate::change::{Column, ColumnDefault, Constraint, ConstraintKind, Generated};
use crate::name::Name;
use crate::syntax;
use crate::type_name::TypeName;
use crate::volatility;

/// A column, from the node that holds its name, type and constraints.
pub(super) fn read(node: &SyntaxNode) -> Option<Column> {
    let name =
        node.children().find(|child| child.kind() == K::COLUMN_NAME).and_then(|name| Name::read(&name))?.base;
    let ty = node.children().find_map(ast::Type::cast)?;
    let mut column = Column {
        name,
        ty: TypeName::read(ty.syntax()),
        not_null: false,
        default: None,
        generated: None,
        constraints: Vec::new(),
    };
    for child in node.children() {
        match_ast! {
            match child {
                ast::NotNullConstraint(_) => column.not_null = true,
                ast::DefaultConstraint(it) => {
                    column.default = it.expr().map(|expression| default(expression.syntax()));
                },
                ast::GeneratedConstraint(it) => column.generated = Some(generated(it.syntax())),
                ast::CheckConstraint(_) => column.constraints.extend(constraint(&child)),
                ast::UniqueConstraint(_) => column.constraints.extend(constraint(&child)),
                ast::PrimaryKeyConstraint(_) => {
                    column.not_null = true;
                    column.constraints.extend(constraint(&child));
                },
                ast::ReferencesConstraint(_) => column.constraints.extend(constraint(&child)),
                _ => {}
            }
        }
    }
    // An inline constraint is about the column it stands on.
    for constraint in &mut column.constraints {
        let columns = match &mut constraint.kind {
            ConstraintKind::ForeignKey { columns, .. }
            | ConstraintKind::Unique { columns, .. }
            | ConstraintKind::PrimaryKey { columns, .. } => columns,
            ConstraintKind::Check(_) | ConstraintKind::NotNull { .. } | ConstraintKind::Exclude => {
                continue;
            }
        };
        *columns = vec![column.name.clone()];
    }
    Some(column)
}

fn default(expression: &SyntaxNode) -> ColumnDefault {
    let tokens: Vec<_> = syntax::tokens(expression).collect();
    ColumnDefault {
        unsteady: volatility::unsteady_functions(expression),
        is_null: tokens.first().is_some_and(|token| token.kind() == K::NULL_KW),
    }
}

fn generated(node: &SyntaxNode) -> Generated {
    if syntax::contains(node, K::GENERATED_IDENTITY) {
        Generated::Identity
    } else if syntax::contains(node, K::STORED) {
        Generated::Stored
    } else {
        Generated::Virtual
    }
}

/// A table or column constraint; none for what is not one (`LIKE`, `NULL`, `DEFAULT`).
pub(super) fn constraint(node: &SyntaxNode) -> Option<Constraint> {
    let kind = match_ast! {
        match node {
            ast::CheckConstraint(it) => ConstraintKind::Check(check::read(it.expr()?.syntax())),
            ast::NotNullConstraint(it) => ConstraintKind::NotNull {
                column: Name::read(it.column_name_ref()?.syntax())?.base,
            },
            ast::ForeignKeyConstraint(it) => ConstraintKind::ForeignKey {
                columns: it.from_columns().map(|columns| listed(columns.syntax())).unwrap_or_default(),
                to: Name::read(it.table_name_ref()?.syntax())?,
            },
            ast::ReferencesConstraint(it) => ConstraintKind::ForeignKey {
                columns: Vec::new(),
                to: Name::read(it.table()?.syntax())?,
            },
            ast::UniqueConstraint(it) => ConstraintKind::Unique {
                columns: it.index_parameters().map(|list| listed(list.syntax())).unwrap_or_default(),
                index: it.using_index().and_then(|index| Name::read(index.index_ref()?.syntax())),
            },
            ast::PrimaryKeyConstraint(it) => ConstraintKind::PrimaryKey {
                columns: it.index_parameters().map(|list| listed(list.syntax())).unwrap_or_default(),
                index: it.using_index().and_then(|index| Name::read(index.index_ref()?.syntax())),
            },
            ast::ExcludeConstraint(_) => ConstraintKind::Exclude,
            _ => return None
        }
    };
    let name = node
        .children()
        .find(|child| child.kind() == K::CONSTRAINT_NAME_CLAUSE)
        .and_then(|clause| clause.children().find_map(|name| Name::read(&name)));
    let skips_rows = node.children().any(|child| matches!(child.kind(), K::NOT_VALID | K::NOT_ENFORCED));
    Some(Constraint { name: name.map(|name| name.base), kind, skips_rows })
}

/// The columns of a list, included ones left out.
fn listed(node: &SyntaxNode) -> Vec<String> {
    node.descendants()
        .filter(|child| child.kind() == K::COLUMN_NAME_REF)
        .filter(|child| !child.ancestors().any(|above| above.kind() == K::CONSTRAINT_INCLUDE_CLAUSE))
        .filter_map(|name| Some(Name::read(&name)?.base))
        .collect()
}
