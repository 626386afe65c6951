//! One function for each rule that has a fix.

#![expect(clippy::wildcard_enum_match_arm, reason = "a fix is for a few of many changes")]

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxElement, SyntaxKind as K, SyntaxNode, SyntaxToken};

use super::{Draft, Subject};
use crate::catalogue::default_constraint_name;
use crate::change::{Action, Change, Column, Constraint, ConstraintKind, Kind};
use crate::name::Name;
use crate::syntax;

type Form = fn(&Subject<'_>) -> Option<Draft>;

/// Rule and fix.
pub(super) const FORMS: &[(&str, Form)] = &[
    ("index-without-concurrently", create_index),
    ("index-concurrently-if-not-exists", without_if_not_exists),
    ("drop-index-without-concurrently", drop_index),
    ("reindex-without-concurrently", reindex),
    ("refresh-without-concurrently", refresh),
    ("detach-without-concurrently", detach),
    ("constraint-without-not-valid", not_valid),
    ("foreign-key-locks-parent", not_valid),
    ("unique-without-index", unique),
    ("set-not-null-scans", set_not_null),
    ("volatile-default-rewrites", volatile_default),
    ("type-change-depends-on-time-zone", utc),
    ("json-instead-of-jsonb", jsonb),
    ("serial-instead-of-identity", identity),
    ("int-key-runs-out", bigint),
    ("rename-breaks-clients", rename),
    ("partition-created-in-place", attach),
    ("lock-timeout-off", leave_out),
    ("lock-timeout-late", leave_out),
    ("transaction-control", leave_out),
];

/// The statement's own token of that kind, not one of a clause.
fn token(subject: &Subject<'_>, kind: K) -> Option<SyntaxToken> {
    subject
        .node
        .children_with_tokens()
        .filter_map(SyntaxElement::into_token)
        .find(|token| token.kind() == kind)
}

fn after(token: &SyntaxToken) -> usize {
    token.text_range().end().into()
}

fn end(subject: &Subject<'_>) -> usize {
    syntax::end(&subject.node)
}

/// A word put behind a keyword of the statement.
fn concurrently(subject: &Subject<'_>, statement: K, keyword: K) -> Option<Draft> {
    if subject.node.kind() != statement {
        return None;
    }
    let at = after(&token(subject, keyword)?);
    Some(Draft::new("do it CONCURRENTLY", vec![(at..at, " CONCURRENTLY".to_owned())]))
}

fn create_index(subject: &Subject<'_>) -> Option<Draft> {
    let Kind::CreateIndex(new) = &subject.change.kind else { return None };
    let table = subject.context.catalogue.table(&new.table);
    if table.is_some_and(|table| table.partitioned || !table.partitions.is_empty()) {
        return None;
    }
    let mut draft = concurrently(subject, K::CREATE_INDEX, K::INDEX_KW)?;
    // it would take an invalid index that an earlier attempt has left for success
    if let Some(condition) = subject.node.children().find(|child| child.kind() == K::IF_NOT_EXISTS) {
        draft.edits.push(removed(&condition));
    }
    Some(draft)
}

/// A clause, and the white space before it.
fn removed(node: &SyntaxNode) -> (std::ops::Range<usize>, String) {
    let first = node.first_token();
    let space = first.and_then(|token| token.prev_token()).filter(|token| token.kind() == K::WHITESPACE);
    let start = space.map_or(node.text_range().start(), |space| space.text_range().start());
    (start.into()..syntax::end(node), String::new())
}

fn without_if_not_exists(subject: &Subject<'_>) -> Option<Draft> {
    let condition = subject.node.children().find(|child| child.kind() == K::IF_NOT_EXISTS)?;
    Some(Draft::new("leave IF NOT EXISTS out", vec![removed(&condition)]))
}

fn drop_index(subject: &Subject<'_>) -> Option<Draft> {
    let one = subject.node.children().filter(|child| child.kind() == K::INDEX_REF).count() == 1;
    let cascade = subject.node.children().any(|child| child.kind() == K::CASCADE);
    (one && !cascade).then(|| concurrently(subject, K::DROP_INDEX, K::INDEX_KW)).flatten()
}

fn reindex(subject: &Subject<'_>) -> Option<Draft> {
    if subject.node.kind() != K::REINDEX || syntax::contains(&subject.node, K::REINDEX_OPTION_CONCURRENTLY) {
        return None;
    }
    let target = ast::Reindex::cast(subject.node.clone())?.reindex_target()?;
    let keyword = syntax::tokens(target.syntax()).next()?;
    let at = after(&keyword);
    Some(Draft::new("do it CONCURRENTLY", vec![(at..at, " CONCURRENTLY".to_owned())]))
}

fn refresh(subject: &Subject<'_>) -> Option<Draft> {
    let Kind::RefreshView { view, .. } = &subject.change.kind else { return None };
    let empties = syntax::contains(&subject.node, K::WITH_NO_DATA);
    if empties || !subject.context.catalogue.has_unique_index(view) {
        return None;
    }
    concurrently(subject, K::REFRESH, K::VIEW_KW)
}

/// The only action of an `ALTER TABLE`, its node and its table.
fn only_action<'a>(subject: &Subject<'a>) -> Option<(&'a Name, &'a Action, SyntaxNode)> {
    let change: &'a Change = subject.change;
    let Kind::AlterTable { table, action } = &change.kind else { return None };
    let statement = ast::AlterTable::cast(subject.node.clone())?;
    let mut actions = statement.actions();
    let node = actions.next()?;
    actions.next().is_none().then(|| (table, action, node.syntax().clone()))
}

fn detach(subject: &Subject<'_>) -> Option<Draft> {
    let (table, Action::DetachPartition { .. }, action) = only_action(subject)? else { return None };
    let known = subject.context.catalogue.table(table);
    let has_default = known.is_some_and(|table| table.default_partition.is_some());
    let at = syntax::end(&action);
    (!has_default && subject.context.pg_version >= 14)
        .then(|| Draft::new("do it CONCURRENTLY", vec![(at..at, " CONCURRENTLY".to_owned())]))
}

fn is_partitioned(subject: &Subject<'_>, table: &Name) -> bool {
    let known = subject.context.catalogue.table(table);
    known.is_some_and(|table| table.partitioned || !table.partitions.is_empty())
}

fn name_of(table: &Name, constraint: &Constraint) -> String {
    let name = constraint.name.clone();
    quoted(&name.unwrap_or_else(|| default_constraint_name(table, &constraint.kind)))
}

fn not_valid(subject: &Subject<'_>) -> Option<Draft> {
    let (table, action, node) = only_action(subject)?;
    // a foreign key of a partitioned table cannot be NOT VALID before 18
    if is_partitioned(subject, table) {
        return None;
    }
    match action {
        Action::AddConstraint(constraint) => {
            let at = syntax::end(&node);
            let draft = Draft::new("add it NOT VALID", vec![(at..at, " NOT VALID".to_owned())]);
            Some(draft.later(validate(table, constraint)))
        }
        Action::AddColumn(column) => {
            let (constraint, clause) = only_constraint(column, &node)?;
            let body = match &constraint.kind {
                ConstraintKind::Check(_) => unnamed(&clause),
                ConstraintKind::ForeignKey { .. } => {
                    format!("FOREIGN KEY ({}) {}", quoted(&column.name), unnamed(&clause))
                }
                _ => return None,
            };
            let name = name_of(table, constraint);
            let at = end(subject);
            let add = format!(";\nALTER TABLE {} ADD CONSTRAINT {name} {body} NOT VALID", written(table));
            let edits = vec![removed(&clause), (at..at, add)];
            Some(
                Draft::new("add the constraint afterwards, NOT VALID", edits)
                    .later(validate(table, constraint)),
            )
        }
        _ => None,
    }
}

fn validate(table: &Name, constraint: &Constraint) -> String {
    format!("ALTER TABLE {} VALIDATE CONSTRAINT {};\n", written(table), name_of(table, constraint))
}

/// The only constraint of a new column, beside `NOT NULL`, and its clause.
fn only_constraint<'a>(column: &'a Column, action: &SyntaxNode) -> Option<(&'a Constraint, SyntaxNode)> {
    let [constraint] = column.constraints.as_slice() else { return None };
    let kinds =
        [K::CHECK_CONSTRAINT, K::REFERENCES_CONSTRAINT, K::UNIQUE_CONSTRAINT, K::PRIMARY_KEY_CONSTRAINT];
    let clause = action.descendants().find(|child| kinds.contains(&child.kind()))?;
    Some((constraint, clause))
}

/// The clause without the name of its constraint.
fn unnamed(clause: &SyntaxNode) -> String {
    let name = clause.children().find(|child| child.kind() == K::CONSTRAINT_NAME_CLAUSE);
    let text = clause.text().to_string();
    let skip = name.map_or(0, |name| usize::from(name.text_range().len()));
    text[skip..].trim().to_owned()
}

fn unique(subject: &Subject<'_>) -> Option<Draft> {
    let (table, action, node) = only_action(subject)?;
    if is_partitioned(subject, table) {
        return None;
    }
    let (constraint, clause, before) = match action {
        Action::AddConstraint(constraint) => (constraint, node, Vec::new()),
        Action::AddColumn(column) => {
            let (constraint, clause) = only_constraint(column, &node)?;
            let before = vec![removed(&clause)];
            (constraint, clause, before)
        }
        _ => return None,
    };
    let (what, columns) = match &constraint.kind {
        ConstraintKind::Unique { columns, index: None } => ("UNIQUE", columns),
        ConstraintKind::PrimaryKey { columns, index: None } => ("PRIMARY KEY", columns),
        _ => return None,
    };
    // options of the constraint would have to be those of the index
    let plain = |kind: K| {
        !matches!(
            kind,
            K::CONSTRAINT_INCLUDE_CLAUSE | K::NULLS_NOT_DISTINCT | K::WITH_PARAMS | K::WITHOUT_OVERLAPS
        ) && !matches!(kind, K::DEFERRABLE_CONSTRAINT_OPTION | K::INITIALLY_DEFERRED_CONSTRAINT_OPTION)
            && kind != K::CONSTRAINT_INDEX_TABLESPACE
    };
    let known = subject.context.catalogue.table(table);
    let nullable = what == "PRIMARY KEY"
        && !columns.iter().all(|column| known.is_some_and(|table| table.is_proven_not_null(column)));
    if columns.is_empty() || nullable || !clause.descendants().all(|child| plain(child.kind())) {
        return None;
    }
    let (name, table) = (name_of(table, constraint), written(table));
    let columns: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
    let index = format!("CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} ({})", columns.join(", "));
    let add = format!("{index};\nALTER TABLE {table} ADD CONSTRAINT {name} {what} USING INDEX {name}");
    let edits = if before.is_empty() {
        vec![(0..end(subject), add)]
    } else {
        let at = end(subject);
        before.into_iter().chain([(at..at, format!(";\n{add}"))]).collect()
    };
    Some(Draft::new("build the index first, CONCURRENTLY", edits))
}

fn set_not_null(subject: &Subject<'_>) -> Option<Draft> {
    let (table, Action::SetNotNull { column }, _) = only_action(subject)? else { return None };
    let (table, check) = (written(table), quoted(&format!("{column}_present")));
    let column = quoted(column);
    let add = format!("ALTER TABLE {table} ADD CONSTRAINT {check} CHECK ({column} IS NOT NULL) NOT VALID");
    let later = format!(
        "ALTER TABLE {table} VALIDATE CONSTRAINT {check};\nALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;\n\
         ALTER TABLE {table} DROP CONSTRAINT {check};\n"
    );
    Some(Draft::new("prove it with a check first", vec![(0..end(subject), add)]).later(later))
}

fn volatile_default(subject: &Subject<'_>) -> Option<Draft> {
    let (table, Action::AddColumn(column), node) = only_action(subject)? else { return None };
    if column.not_null {
        return None;
    }
    let clause = node.descendants().find(|child| child.kind() == K::DEFAULT_CONSTRAINT)?;
    let (table, name) = (written(table), quoted(&column.name));
    let at = end(subject);
    let add = format!(";\nALTER TABLE {table} ALTER COLUMN {name} SET {}", unnamed(&clause));
    let later = format!(
        "-- in batches by primary key:\n-- UPDATE {table} SET {name} = DEFAULT WHERE {name} IS NULL AND ...;\n"
    );
    let edits = vec![removed(&clause), (at..at, add)];
    Some(Draft::new("set the default afterwards", edits).later(later))
}

fn utc(subject: &Subject<'_>) -> Option<Draft> {
    (subject.node.kind() == K::ALTER_TABLE).then(|| {
        Draft::new("read the values as UTC", vec![(0..0, "SET LOCAL timezone = 'UTC';\n".to_owned())])
    })
}

/// Another type for the column that has this one.
fn retyped(subject: &Subject<'_>, from: &[&str], to: &str, title: &'static str) -> Option<Draft> {
    let types = subject.node.descendants().filter(|child| child.kind() == K::PATH_TYPE);
    let is_one = |ty: &SyntaxNode| {
        let words: Vec<String> = syntax::tokens(ty).map(|token| token.text().to_lowercase()).collect();
        matches!(words.as_slice(), [word] if from.contains(&word.as_str()))
    };
    let edits: Vec<_> =
        types.filter(is_one).map(|ty| (syntax::offset(&ty)..syntax::end(&ty), to.to_owned())).collect();
    (!edits.is_empty()).then(|| Draft::new(title, edits))
}

fn jsonb(subject: &Subject<'_>) -> Option<Draft> {
    retyped(subject, &["json"], "jsonb", "use jsonb")
}

fn identity(subject: &Subject<'_>) -> Option<Draft> {
    let serial = ["serial", "bigserial", "smallserial", "serial4", "serial8", "serial2"];
    retyped(subject, &serial, "bigint GENERATED BY DEFAULT AS IDENTITY", "use an identity column")
}

fn bigint(subject: &Subject<'_>) -> Option<Draft> {
    let Kind::CreateTable(new) = &subject.change.kind else { return None };
    // only where the key is the one column of its type
    let small =
        new.columns.iter().filter(|column| matches!(column.ty.base.as_str(), "int" | "smallint")).count();
    let small_types = ["int", "integer", "int4", "smallint", "int2"];
    (small == 1).then(|| retyped(subject, &small_types, "bigint", "use bigint")).flatten()
}

fn rename(subject: &Subject<'_>) -> Option<Draft> {
    let (table, Action::RenameTable { to }, _) = only_action(subject)? else { return None };
    let at = end(subject);
    let view =
        format!(";\nCREATE VIEW {} AS SELECT * FROM {}", written(table), written(&table.renamed(to.clone())));
    Some(Draft::new("leave a view under the old name", vec![(at..at, view)]))
}

fn attach(subject: &Subject<'_>) -> Option<Draft> {
    let Kind::CreateTable(new) = &subject.change.kind else { return None };
    let parent = new.partition_of.as_ref()?;
    let known = subject.context.catalogue.table(parent);
    let has_default = known.is_some_and(|table| table.default_partition.is_some());
    let plain =
        new.columns.is_empty() && new.constraints.is_empty() && !new.partitioned && !new.is_default_partition;
    let clauses = [K::PARTITION_FOR_VALUES_FROM, K::PARTITION_FOR_VALUES_IN, K::PARTITION_FOR_VALUES_WITH];
    let bounds = subject.node.children().find(|child| clauses.contains(&child.kind()))?;
    let last = syntax::end(&bounds) == end(subject);
    if has_default || !plain || !last || new.if_not_exists {
        return None;
    }
    let (child, parent) = (written(&new.table), written(parent));
    let text = format!(
        "CREATE TABLE {child} (LIKE {parent} INCLUDING ALL);\nALTER TABLE {parent} ATTACH PARTITION {child} {}",
        bounds.text().to_string().trim()
    );
    Some(Draft::new("create it beside and attach it", vec![(0..end(subject), text)]))
}

fn leave_out(subject: &Subject<'_>) -> Option<Draft> {
    let whole = matches!(
        subject.node.kind(),
        K::SET | K::RESET | K::BEGIN | K::COMMIT_TRANSACTION | K::ROLLBACK_TRANSACTION
    );
    let undoes = subject.node.kind() == K::ROLLBACK_TRANSACTION;
    (whole && !undoes).then(|| Draft::new("leave it out", vec![(0..end(subject), String::new())]))
}

fn written(name: &Name) -> String {
    match name.schema() {
        Some(schema) => format!("{}.{}", quoted(schema), quoted(&name.base)),
        None => quoted(&name.base),
    }
}

/// As it has to be written: with quotes unless it is plain and no keyword.
fn quoted(name: &str) -> String {
    squawk_syntax::quote::quote_ident(name)
}
