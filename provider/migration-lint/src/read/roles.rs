//! Roles and what they may: passwords, rights, settings of their sessions.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind as K, SyntaxNode, match_ast};

use super::{Changes, has_child};
use crate::change::{Effect, Kind, Loss};
use crate::name::Name;
use crate::syntax;

/// Options that let a role pass every check, and that take its login away.
const ALL_POWERFUL: &[&str] = &["superuser", "bypassrls"];
const TAKES_LOGIN: &[&str] = &["nologin"];

pub(super) fn read(out: &mut Changes, node: &SyntaxNode) {
    match_ast! {
        match node {
            ast::Grant(_) => grant(out, node),
            ast::AlterDefaultPrivileges(_) => {
                if node.children().any(|child| child.kind() == K::GRANT_DEFAULT_PRIVILEGES && to_public(&child)) {
                    out.add(node, Kind::GrantToPublic { on: None });
                }
            },
            ast::Revoke(_) => out.add(node, Kind::TakeAway(Loss::Right)),
            ast::AlterRole(_) => role(out, node),
            ast::AlterUser(_) => role(out, node),
            ast::AlterGroup(_) => role(out, node),
            ast::CreateRole(_) => power(out, node),
            ast::CreateUser(_) => power(out, node),
            ast::AlterDatabase(_) => {
                if has_child(node, K::SET_CONFIG_PARAM) || has_child(node, K::RESET_CONFIG_PARAM) {
                    let name = node.children().find_map(|name| Name::read(&name));
                    let database = name.map(|name| name.base).unwrap_or_default();
                    out.add(node, Kind::Effect(Effect::DatabaseChanged { database }));
                }
            },
            _ => {}
        }
    }
    if out.mentions(&["password"])
        && let Some(secret) = secret(node)
    {
        out.add(&secret, Kind::RolePassword);
    }
}

fn to_public(node: &SyntaxNode) -> bool {
    let lists = node.descendants().filter(|child| child.kind() == K::ROLE_REF);
    lists.into_iter().any(|role| role.text().to_string().trim().eq_ignore_ascii_case("public"))
}

/// `EXECUTE` on functions and `USAGE` on types and languages are what `PUBLIC` has by default; the rest is not.
fn grant(out: &mut Changes, node: &SyntaxNode) {
    let Some(grant) = ast::Grant::cast(node.clone()) else { return };
    let everybody = grant.role_ref_list().is_some_and(|list| to_public(list.syntax()));
    if !everybody {
        return;
    }
    let on = grant.on_privilege_objects_clause();
    let on = on.and_then(|on| on.syntax().descendants().find(|inner| inner.kind() == K::RELATION_NAME_REF));
    out.add(node, Kind::GrantToPublic { on: on.and_then(|name| Name::read(&name)) });
}

fn role_name(node: &SyntaxNode) -> String {
    let name = node.descendants().find(|child| matches!(child.kind(), K::ROLE_REF | K::ROLE | K::USER));
    name.and_then(|name| Name::read(&name)).map(|name| name.base).unwrap_or_default()
}

fn options(node: &SyntaxNode) -> Vec<String> {
    let list = node.descendants().filter(|child| child.kind() == K::ROLE_OPTION_GENERIC);
    list.map(|option| option.text().to_string().trim().to_lowercase()).collect()
}

fn power(out: &mut Changes, node: &SyntaxNode) {
    if options(node).iter().any(|option| ALL_POWERFUL.contains(&option.as_str())) {
        out.add(node, Kind::Effect(Effect::RoleAllPowerful { role: role_name(node) }));
    }
}

fn role(out: &mut Changes, node: &SyntaxNode) {
    power(out, node);
    let loses_login = options(node).iter().any(|option| TAKES_LOGIN.contains(&option.as_str()));
    let changes = [K::SET_CONFIG_PARAM, K::RESET_CONFIG_PARAM, K::ROLE_RENAME_TO, K::DROP_USERS];
    if loses_login || changes.iter().any(|kind| has_child(node, *kind)) {
        out.add(node, Kind::Effect(Effect::RoleChanged { role: role_name(node) }));
    }
}

/// The place of a password: of a role, of a user mapping or server, in a connection string.
fn secret(node: &SyntaxNode) -> Option<SyntaxNode> {
    node.descendants().find(|inner| match inner.kind() {
        K::ROLE_OPTION_PASSWORD | K::ROLE_OPTION_ENCRYPTED_PASSWORD => {
            inner.children().any(|child| child.kind() == K::LITERAL) && !syntax::contains(inner, K::NULL_KW)
        }
        K::ADD_FOREIGN_OPTION | K::SET_FOREIGN_OPTION | K::ALTER_OPTION_LIST => {
            let mut tokens = syntax::tokens(inner);
            tokens.any(|token| token.text().eq_ignore_ascii_case("password"))
                && inner.kind() != K::ALTER_OPTION_LIST
        }
        K::CONNECTION_CLAUSE => inner.text().to_string().to_lowercase().contains("password="),
        _ => false,
    })
}
