//! Statements about the session: settings and transactions; and which literals a statement uses.

use std::collections::BTreeSet;

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind as K, SyntaxNode, match_ast};

use super::{Changes, has_child};
use crate::change::{Control, Kind};
use crate::describe;
use crate::name::Name;
use crate::syntax;

pub(super) fn transaction(out: &mut Changes, node: &SyntaxNode) {
    let controls = ast::Stmt::cast(node.clone()).is_some_and(|it| describe::controls_transaction(&it));
    if controls {
        let control = match node.kind() {
            K::BEGIN => Control::Begin,
            K::COMMIT_TRANSACTION | K::ROLLBACK_TRANSACTION => Control::End,
            _ => Control::Other,
        };
        out.add(node, Kind::TransactionControl(control));
    }
}

pub(super) fn read(out: &mut Changes, node: &SyntaxNode) {
    match_ast! {
        match node {
            ast::Set(it) => set(out, it.syntax()),
            ast::Reset(_) => {
                let parameter = node.descendants().find(|child| child.kind() == K::PATH_REF);
                let parameter = parameter.and_then(|name| Name::read(&name)).map(|name| name.base);
                if parameter.is_some() || has_child(node, K::ALL) {
                    out.add(node, Kind::Reset { parameter });
                }
            },
            ast::Discard(_) => {
                if has_child(node, K::DISCARD_ALL) {
                    out.add(node, Kind::Reset { parameter: None });
                }
            },
            ast::AlterSystem(_) => out.add(node, Kind::AlterSystem),
            _ => {}
        }
    }
    if node.kind() == K::SELECT && out.mentions(&["set_config"]) {
        for call in node.descendants().filter(|child| child.kind() == K::CALL_EXPR) {
            set_config(out, &call);
        }
    }
}

fn set(out: &mut Changes, node: &SyntaxNode) {
    let is_setting = |kind: K| matches!(kind, K::SET_CONFIG | K::SET_TIME_ZONE);
    let Some(config) = node.children().find(|child| is_setting(child.kind())) else { return };
    let parameter = match config.kind() {
        K::SET_TIME_ZONE => Some("timezone".to_owned()),
        _ => config.first_child().and_then(|name| Name::read(&name)).map(|name| name.base),
    };
    let Some(parameter) = parameter else { return };
    if syntax::contains(&config, K::DEFAULT_KW) {
        return out.add(node, Kind::Reset { parameter: Some(parameter) });
    }
    let literal = syntax::find::<ast::Literal>(&config).map(|literal| value(&literal));
    // `SET search_path = public`: a name stands for its letters
    let name = || {
        let name = config.descendants().find(|child| child.kind() == K::CONFIG_VALUE_NAME)?;
        Some(Name::read(&name)?.base)
    };
    let value = literal.or_else(name).unwrap_or_default();
    out.add(node, Kind::Set { parameter, value });
}

/// `set_config('parameter', 'value', ...)`
fn set_config(out: &mut Changes, call: &SyntaxNode) {
    let function = call.children().next().and_then(|name| Name::read(&name)).map(|name| name.base);
    let literals: Vec<ast::Literal> = call.descendants().filter_map(ast::Literal::cast).collect();
    if let (Some("set_config"), [parameter, value, ..]) = (function.as_deref(), literals.as_slice())
        && let (Some(parameter), Some(value)) = (parameter.string_value(), value.string_value())
    {
        out.add(call, Kind::Set { parameter: parameter.to_lowercase(), value });
    }
}

/// A setting's value as the server sees it: `'2s'` and `2` without quotes.
fn value(literal: &ast::Literal) -> String {
    let text = literal.syntax().text().to_string();
    if text.ends_with('\'') { literal.string_value().unwrap_or_default() } else { text }
}

/// Literals, to see whether a new enum value is among them. Where a type is made or changed none is used.
pub(super) fn uses(out: &mut Changes, node: &SyntaxNode) {
    let quoted = out.mentions(&["'", "$"]);
    if !quoted || matches!(node.kind(), K::ALTER_TYPE | K::CREATE_TYPE | K::COMMENT_ON | K::SET) {
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
