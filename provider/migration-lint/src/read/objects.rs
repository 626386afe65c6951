//! The objects around tables: what `DROP` and `RENAME` take away from clients, what is new, and what behaves
//! differently afterwards.

use std::collections::BTreeSet;

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind as K, SyntaxNode, match_ast};

use super::{Changes, has_child, is_cascade, named, statement_of, table_below};
use crate::change::{Effect, Kind, Loss, Query};
use crate::name::{Name, fold};
use crate::syntax;

/// Statement, what it drops, and the node of a name.
const DROPS: &[(K, &str, K)] = &[
    (K::DROP_TABLE, "TABLE", K::TABLE_NAME_REF),
    (K::DROP_FOREIGN_TABLE, "FOREIGN TABLE", K::TABLE_NAME_REF),
    (K::DROP_VIEW, "VIEW", K::VIEW_REF),
    (K::DROP_MATERIALIZED_VIEW, "MATERIALIZED VIEW", K::VIEW_REF),
    (K::DROP_SCHEMA, "SCHEMA", K::SCHEMA_REF),
    (K::DROP_DATABASE, "DATABASE", K::DATABASE_REF),
    (K::DROP_TYPE, "TYPE", K::TYPE_NAME_REF),
    (K::DROP_DOMAIN, "DOMAIN", K::DOMAIN_REF),
    (K::DROP_SEQUENCE, "SEQUENCE", K::SEQUENCE_REF),
    (K::DROP_EXTENSION, "EXTENSION", K::EXTENSION_REF),
    (K::DROP_FUNCTION, "FUNCTION", K::FUNCTION_SIG),
    (K::DROP_PROCEDURE, "PROCEDURE", K::PROCEDURE_SIG),
    (K::DROP_ROUTINE, "ROUTINE", K::ROUTINE_SIG),
    (K::DROP_AGGREGATE, "AGGREGATE", K::AGGREGATE),
    (K::DROP_ROLE, "ROLE", K::ROLE_REF),
    (K::DROP_USER, "ROLE", K::ROLE_REF),
    (K::DROP_GROUP, "ROLE", K::ROLE_REF),
    (K::DROP_SERVER, "SERVER", K::SERVER_REF),
    (K::DROP_USER_MAPPING, "USER MAPPING", K::SERVER_CLAUSE),
    (K::DROP_OPERATOR, "OPERATOR", K::OP_SIG),
    (K::DROP_CAST, "CAST", K::CAST_SIG),
    (K::DROP_COLLATION, "COLLATION", K::COLLATION_REF),
    (K::DROP_TEXT_SEARCH_CONFIG, "TEXT SEARCH CONFIGURATION", K::TEXT_SEARCH_CONFIGURATION_REF),
];

/// Statement, what it renames, the node of its name, and those of the action.
const RENAMES: &[(K, &str, K, &[K])] = &[
    (K::ALTER_SCHEMA, "schema", K::SCHEMA_REF, &[K::SCHEMA_RENAME_TO]),
    (K::ALTER_VIEW, "view", K::VIEW_REF, &[K::VIEW_RENAME_TO, K::SET_SCHEMA]),
    (K::ALTER_MATERIALIZED_VIEW, "materialized view", K::VIEW_REF, &[K::VIEW_RENAME_TO, K::SET_SCHEMA]),
    (K::ALTER_TYPE, "type", K::TYPE_NAME_REF, &[K::TYPE_RENAME_TO, K::SET_SCHEMA]),
    (K::ALTER_DOMAIN, "domain", K::DOMAIN_REF, &[K::DOMAIN_RENAME_TO, K::SET_SCHEMA]),
    (K::ALTER_SEQUENCE, "sequence", K::SEQUENCE_REF, &[K::SEQUENCE_RENAME_TO, K::SET_SCHEMA]),
    (K::ALTER_FUNCTION, "function", K::FUNCTION_SIG, &[K::FUNCTION_RENAME_TO, K::SET_SCHEMA]),
    (K::ALTER_PROCEDURE, "procedure", K::PROCEDURE_SIG, &[K::PROCEDURE_RENAME_TO, K::SET_SCHEMA]),
    (K::ALTER_ROUTINE, "routine", K::ROUTINE_SIG, &[K::ROUTINE_RENAME_TO, K::SET_SCHEMA]),
    (K::ALTER_AGGREGATE, "aggregate", K::AGGREGATE, &[K::AGGREGATE_RENAME_TO, K::SET_SCHEMA]),
    (K::ALTER_DATABASE, "database", K::DATABASE_REF, &[K::DATABASE_RENAME_TO]),
    (K::ALTER_EXTENSION, "extension", K::EXTENSION_REF, &[K::SET_SCHEMA]),
];

pub(super) fn read(out: &mut Changes, node: &SyntaxNode) {
    for (_, what, kind) in DROPS.iter().filter(|(statement, ..)| *statement == node.kind()) {
        for name in node.descendants().filter(|child| child.kind() == *kind) {
            if let Some(object) = Name::read(&name) {
                out.add(&name, Kind::Drop { what, name: object, cascade: is_cascade(node) });
            }
        }
    }
    for (_, what, kind, actions) in RENAMES.iter().filter(|(statement, ..)| *statement == node.kind()) {
        if let Some(name) = named(node, *kind)
            && actions.iter().any(|action| has_child(node, *action))
        {
            out.add(node, Kind::Rename { what, name: name.to_string() });
        }
    }
    created(out, node);
    types(out, node);
    undone(out, node);
    effects(out, node);
    sequences(out, node);
    if node.kind() == K::CREATE_SCHEMA {
        for element in node.children().filter_map(ast::Stmt::cast) {
            statement_of(out, element.syntax());
        }
    }
}

fn created(out: &mut Changes, node: &SyntaxNode) {
    match_ast! {
        match node {
            ast::CreateView(it) => view(out, node, it.view(), it.query().map(|query| query.syntax().clone())),
            ast::CreateMaterializedView(it) => {
                view(out, node, it.view(), it.query().map(|query| query.syntax().clone()));
            },
            ast::CreateFunction(_) => routine(out, node, K::FUNCTION_NAME),
            ast::CreateProcedure(_) => routine(out, node, K::PROCEDURE_NAME),
            ast::AlterView(_) => {
                let rename = node.children().find(|child| child.kind() == K::RENAME_COLUMN);
                if let (Some(view), Some(column)) = (named(node, K::VIEW_REF), rename) {
                    let column = named(&column, K::COLUMN_NAME_REF).unwrap_or_default();
                    out.add(node, Kind::Rename { what: "column", name: format!("{view}.{column}") });
                }
            },
            _ => {}
        }
    }
}

fn view(out: &mut Changes, node: &SyntaxNode, view: Option<ast::View>, query: Option<SyntaxNode>) {
    let Some(view) = view.and_then(|view| Name::read(view.syntax())) else { return };
    let reads = query.map(|query| self::query(&query)).unwrap_or_default();
    out.add(node, Kind::CreateView { view, reads });
}

/// Which tables and words a query names.
fn query(node: &SyntaxNode) -> Query {
    let tables = node.descendants().filter(|child| child.kind() == K::RELATION_FROM_ITEM);
    let words = syntax::tokens(node)
        .filter(|token| token.text().starts_with(|c: char| c.is_alphabetic() || c == '"'));
    let everything = node.descendants().filter(|child| child.kind() == K::TARGET);
    Query {
        tables: tables.filter_map(|table| Name::read(&table)).collect(),
        words: words.map(|token| fold(token.text())).collect::<BTreeSet<String>>(),
        everything: everything.into_iter().any(|target| target.text().to_string().trim_end().ends_with('*')),
    }
}

fn routine(out: &mut Changes, node: &SyntaxNode, kind: K) {
    if let Some(routine) = named(node, kind) {
        let options = node.children().find(|child| child.kind() == K::FUNC_OPTION_LIST);
        let steady =
            options.is_some_and(|list| has_child(&list, K::STABLE) || has_child(&list, K::IMMUTABLE));
        out.add(node, Kind::CreateRoutine { routine, steady });
    }
}

/// What is taken away and is no relation: triggers, policies, routines, everything of a role.
fn undone(out: &mut Changes, node: &SyntaxNode) {
    let routine = match node.kind() {
        K::DROP_FUNCTION => Some("FUNCTION"),
        K::DROP_PROCEDURE => Some("PROCEDURE"),
        K::DROP_ROUTINE => Some("ROUTINE"),
        K::DROP_AGGREGATE => Some("AGGREGATE"),
        _ => None,
    };
    if let Some(what) = routine.filter(|_| is_cascade(node)) {
        let signatures = [K::FUNCTION_SIG, K::PROCEDURE_SIG, K::ROUTINE_SIG, K::AGGREGATE];
        let named = node.descendants().filter(|child| signatures.contains(&child.kind()));
        let routines = named.filter_map(|routine| Name::read(&routine)).collect();
        out.add(node, Kind::TakeAway(Loss::RoutineCascade { what, routines }));
    }
    match node.kind() {
        K::DROP_OWNED => out.add(node, Kind::TakeAway(Loss::Owned)),
        K::DROP_TRIGGER => {
            if let (Some(table), Some(trigger)) =
                (table_below(node, K::ON_RELATION), named(node, K::TRIGGER_REF))
            {
                out.add(node, Kind::TakeAway(Loss::Trigger { table, trigger: trigger.base }));
            }
        }
        K::DROP_POLICY => {
            if let Some(table) = table_below(node, K::ON_TABLE) {
                out.add(node, Kind::TakeAway(Loss::Policy { table }));
            }
        }
        _ => {}
    }
}

fn types(out: &mut Changes, node: &SyntaxNode) {
    match_ast! {
        match node {
            ast::AlterType(it) => alter_type(out, it.syntax()),
            ast::CreateType(_) => {
                if let Some(ty) = named(node, K::TYPE_NAME) {
                    out.add(node, Kind::CreateType { ty });
                }
            },
            ast::CreateDomain(it) => {
                if let Some(domain) = it.domain().and_then(|domain| Name::read(domain.syntax())) {
                    let constrained = has_child(node, K::CHECK_CONSTRAINT) || has_child(node, K::NOT_NULL_CONSTRAINT);
                    let base = node.children().find_map(ast::Type::cast);
                    let base = base.map(|ty| crate::type_name::TypeName::read(ty.syntax()));
                    out.add(node, Kind::CreateDomain { domain, constrained, base });
                }
            },
            ast::AlterDomain(it) => {
                if let Some(domain) = it.domain_ref().and_then(|domain| Name::read(domain.syntax())) {
                    alter_domain(out, node, domain);
                }
            },
            _ => {}
        }
    }
}

fn alter_type(out: &mut Changes, node: &SyntaxNode) {
    let literal = |kind: K| {
        let action = node.children().find(|child| child.kind() == kind)?;
        action.children().find_map(ast::Literal::cast)?.string_value()
    };
    let ty = named(node, K::TYPE_NAME_REF);
    if let (Some(value), Some(ty)) = (literal(K::ADD_VALUE), &ty) {
        out.add(node, Kind::AddEnumValue { ty: ty.clone(), value });
    }
    if let Some(name) = literal(K::RENAME_VALUE) {
        out.add(node, Kind::Rename { what: "enum value", name });
    }
    let attribute = |kind: K| {
        let action = node.descendants().find(|child| child.kind() == kind)?;
        named(&action, K::COMPOSITE_FIELD_REF).map(|name| name.base)
    };
    if let (Some(attribute), Some(ty)) = (attribute(K::DROP_ATTRIBUTE), &ty) {
        out.add(node, Kind::TakeAway(Loss::Attribute { ty: ty.clone(), attribute }));
    }
    if let (Some(attribute), Some(ty)) = (attribute(K::RENAME_ATTRIBUTE), &ty) {
        out.add(node, Kind::Rename { what: "attribute", name: format!("{ty}.{attribute}") });
    }
}

fn alter_domain(out: &mut Changes, node: &SyntaxNode, domain: Name) {
    let adds = has_child(node, K::ADD_CONSTRAINT);
    let skips = syntax::contains(node, K::NOT_VALID);
    let looks = [K::SET_NOT_NULL, K::VALIDATE_CONSTRAINT].iter().any(|kind| has_child(node, *kind));
    let constrains = adds || has_child(node, K::SET_NOT_NULL);
    if has_child(node, K::DROP_CONSTRAINT) {
        out.add(node, Kind::TakeAway(Loss::DomainConstraint { domain: domain.clone() }));
    }
    if constrains || looks {
        let validates = has_child(node, K::VALIDATE_CONSTRAINT);
        out.add(node, Kind::AlterDomain { domain, scans: adds && !skips || looks, validates });
    }
}

fn effects(out: &mut Changes, node: &SyntaxNode) {
    let replication = |what: &'static str, kind: K| {
        let name = named(node, kind).map(|name| name.base).unwrap_or_default();
        Kind::Effect(Effect::ReplicationChanged { what, name })
    };
    let effect = match node.kind() {
        K::CREATE_TRIGGER => {
            let trigger = named(node, K::TRIGGER).map(|name| name.base).unwrap_or_default();
            table_below(node, K::ON_RELATION)
                .map(|table| Kind::Effect(Effect::TriggerCreated { table, trigger }))
        }
        K::CREATE_RULE => {
            table_below(node, K::RULE_ON).map(|table| Kind::Effect(Effect::RuleChanged { table }))
        }
        K::DROP_RULE => {
            table_below(node, K::ON_RELATION).map(|table| Kind::Effect(Effect::RuleChanged { table }))
        }
        K::CREATE_EVENT_TRIGGER | K::DROP_EVENT_TRIGGER => Some(Kind::Effect(Effect::EventTrigger)),
        K::CREATE_POLICY => {
            table_below(node, K::ON_TABLE).map(|table| Kind::Effect(Effect::PolicyCreated { table }))
        }
        K::ALTER_POLICY if !has_child(node, K::POLICY_RENAME_TO) => {
            table_below(node, K::ON_TABLE).map(|table| Kind::Effect(Effect::PolicyChanged { table }))
        }
        K::DROP_PUBLICATION => Some(replication("publication", K::PUBLICATION_REF)),
        K::DROP_SUBSCRIPTION => Some(replication("subscription", K::SUBSCRIPTION_REF)),
        K::ALTER_PUBLICATION => {
            let loses = [K::DROP_PUBLICATION_OBJECTS, K::SET_PUBLICATION_OBJECTS, K::PUBLICATION_RENAME_TO];
            loses
                .iter()
                .any(|kind| has_child(node, *kind))
                .then(|| replication("publication", K::PUBLICATION_REF))
        }
        K::ALTER_SUBSCRIPTION => {
            let loses = [
                K::DISABLE_SUBSCRIPTION,
                K::SKIP_SUBSCRIPTION,
                K::DROP_SUBSCRIPTION_PUBLICATION,
                K::SET_PUBLICATION,
            ];
            loses
                .iter()
                .any(|kind| has_child(node, *kind))
                .then(|| replication("subscription", K::SUBSCRIPTION_REF))
        }
        _ => None,
    };
    if let Some(effect) = effect {
        out.add(node, effect);
    }
}

fn sequences(out: &mut Changes, node: &SyntaxNode) {
    let restarts = node.kind() == K::ALTER_SEQUENCE && syntax::contains(node, K::RESTART_KW);
    if let Some(sequence) = named(node, K::SEQUENCE_REF).filter(|_| restarts) {
        out.add(node, Kind::RestartSequence { sequence });
    }
}
