//! From the blocks of a configuration to a document.

use std::collections::BTreeSet;

use tf_provider::value::Value;

use super::document::{Conditions, Document, Principals, Statement, Words};
use super::{PolicyError, VERSIONS};

pub(super) fn document(config: &Value) -> Result<Document, PolicyError> {
    let version = text(config, "version").unwrap_or(VERSIONS[1]);
    let mut sids = BTreeSet::new();
    let mut statements = Vec::new();
    for block in blocks(config, "statement") {
        let statement = statement(block, version)?;
        if !statement.sid.is_empty() && !sids.insert(statement.sid.clone()) {
            return Err(PolicyError::DuplicateSid(statement.sid));
        }
        statements.push(statement);
    }
    let id = text(config, "policy_id").unwrap_or_default().to_owned();
    Ok(Document { version: version.to_owned(), id, statements })
}

fn statement(block: &Value, version: &str) -> Result<Statement, PolicyError> {
    let replaced = |words: Option<Words>| words.map(|words| variables(words, version)).transpose();
    Ok(Statement {
        sid: text(block, "sid").unwrap_or_default().to_owned(),
        effect: text(block, "effect").unwrap_or("Allow").to_owned(),
        actions: words(block, "actions").map(Words::into_json),
        not_actions: words(block, "not_actions").map(Words::into_json),
        resources: replaced(words(block, "resources"))?.map(Words::into_json),
        not_resources: replaced(words(block, "not_resources"))?.map(Words::into_json),
        principals: principals(block, "principals", version)?,
        not_principals: principals(block, "not_principals", version)?,
        conditions: conditions(block, version)?,
    })
}

fn principals(block: &Value, name: &str, version: &str) -> Result<Principals, PolicyError> {
    let all = blocks(block, name).iter().map(|principal| {
        let kind = text(principal, "type").unwrap_or_default().to_owned();
        let identifiers = words(principal, "identifiers").unwrap_or(Words::Many(Vec::new()));
        Ok((kind, variables(identifiers, version)?))
    });
    Ok(Principals(all.collect::<Result<_, _>>()?))
}

fn conditions(block: &Value, version: &str) -> Result<Conditions, PolicyError> {
    let all = blocks(block, "condition").iter().map(|condition| {
        let own = |name| text(condition, name).unwrap_or_default().to_owned();
        // in the order in which they stand
        let values = Words::Many(strings(condition, "values"));
        Ok((own("test"), own("variable"), variables(values, version)?))
    });
    Ok(Conditions(all.collect::<Result<_, _>>()?))
}

/// `&{aws:username}` is written so because `${...}` would be Terraform's.
fn variables(words: Words, version: &str) -> Result<Words, PolicyError> {
    let replace = |word: String| {
        if version == VERSIONS[0] && word.contains("&{") {
            return Err(PolicyError::Variable(word));
        }
        Ok(word.replace("&{", "${"))
    };
    Ok(match words {
        Words::One(word) => Words::One(replace(word)?),
        Words::Many(words) => Words::Many(words.into_iter().map(replace).collect::<Result<_, _>>()?),
    })
}

/// One word as it is, several sorted backwards, none as nothing.
fn words(block: &Value, name: &str) -> Option<Words> {
    let mut all = strings(block, name);
    match all.len() {
        0 => None,
        1 => all.pop().map(Words::One),
        _ => {
            all.sort_unstable();
            all.reverse();
            Some(Words::Many(all))
        }
    }
}

fn strings(block: &Value, name: &str) -> Vec<String> {
    let all = block.get(name).and_then(Value::as_elements).unwrap_or_default();
    // as the real one has it: what is null is an empty text
    all.iter().map(|one| one.as_str().unwrap_or_default().to_owned()).collect()
}

fn blocks<'a>(object: &'a Value, name: &str) -> &'a [Value] {
    object.get(name).and_then(Value::as_elements).unwrap_or_default()
}

fn text<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}
