//! Statements about the session and about roles: settings, `DO`, grants, passwords.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind as K, SyntaxNode, match_ast};

use super::Changes;
use crate::change::Kind;
use crate::name::Name;
use crate::syntax;

pub(super) fn session_and_roles(out: &mut Changes, node: &SyntaxNode) {
    match_ast! {
        match node {
            ast::Set(it) => {
                let is_setting = |kind: K| matches!(kind, K::SET_CONFIG | K::SET_TIME_ZONE);
                if let Some(config) = it.syntax().children().find(|child| is_setting(child.kind())) {
                    let parameter = match config.kind() {
                        K::SET_TIME_ZONE => Some("timezone".to_owned()),
                        _ => config.first_child().and_then(|name| Name::read(&name)).map(|name| name.base),
                    };
                    let value = syntax::find::<ast::Literal>(&config).map(|literal| value(&literal));
                    if let Some(parameter) = parameter {
                        out.add(node, Kind::Set { parameter, value: value.unwrap_or_default() });
                    }
                }
            },
            ast::Do(it) => {
                if it.body().and_then(|body| body.string_value()).is_some_and(|body| builds_sql(&body)) {
                    out.add(node, Kind::RunsBuiltSql);
                }
            },
            ast::Grant(it) => {
                let to_public = it.role_ref_list().is_some_and(|list| {
                    list.role_refs().any(|role| role.syntax().text().to_string().eq_ignore_ascii_case("public"))
                });
                if to_public && let Some(on) = it.on_privilege_objects_clause() {
                    let on = on.syntax().descendants().find(|inner| inner.kind() == K::RELATION_NAME_REF);
                    out.add(node, Kind::GrantToPublic { on: on.and_then(|name| Name::read(&name)) });
                }
            },
            ast::AlterSequence(it) => {
                let sequence = it.sequence_ref().filter(|_| syntax::contains(node, K::RESTART_KW));
                if let Some(sequence) = sequence.and_then(|name| Name::read(name.syntax())) {
                    out.add(node, Kind::RestartSequence { sequence });
                }
            },
            ast::AlterSystem(_) => out.add(node, Kind::AlterSystem),
            _ => {}
        }
    }
    let password = node.descendants().find(|inner| {
        matches!(inner.kind(), K::ROLE_OPTION_PASSWORD | K::ROLE_OPTION_ENCRYPTED_PASSWORD)
            && inner.children().any(|child| child.kind() == K::LITERAL)
    });
    if let Some(password) = password {
        out.add(&password, Kind::RolePassword);
    }
}

/// A setting's value as the server sees it: `'2s'` and `2` without quotes.
fn value(literal: &ast::Literal) -> String {
    let text = literal.syntax().text().to_string();
    if text.ends_with('\'') { literal.string_value().unwrap_or_default() } else { text }
}

/// Whether a `PL/pgSQL` body runs text as SQL. A word search: a word inside a string there is one more
/// reason to look.
fn builds_sql(body: &str) -> bool {
    body.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word.eq_ignore_ascii_case("execute"))
}
