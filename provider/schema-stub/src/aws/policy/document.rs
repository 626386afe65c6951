//! A policy: its statements, how another's JSON is read, and how one is merged into another.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value as Json;

/// A policy. The order of the fields is the order in which they are written.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Document {
    #[serde(rename = "Version", default, skip_serializing_if = "String::is_empty")]
    pub(super) version: String,
    #[serde(rename = "Id", default, skip_serializing_if = "String::is_empty")]
    pub(super) id: String,
    #[serde(rename = "Statement", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) statements: Vec<Statement>,
}

/// A statement.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Statement {
    #[serde(rename = "Sid", default, skip_serializing_if = "String::is_empty")]
    pub(super) sid: String,
    #[serde(rename = "Effect", default, skip_serializing_if = "String::is_empty")]
    pub(super) effect: String,
    #[serde(rename = "Action", default, skip_serializing_if = "Option::is_none")]
    pub(super) actions: Option<Json>,
    #[serde(rename = "NotAction", default, skip_serializing_if = "Option::is_none")]
    pub(super) not_actions: Option<Json>,
    #[serde(rename = "Resource", default, skip_serializing_if = "Option::is_none")]
    pub(super) resources: Option<Json>,
    #[serde(rename = "NotResource", default, skip_serializing_if = "Option::is_none")]
    pub(super) not_resources: Option<Json>,
    #[serde(rename = "Principal", default, skip_serializing_if = "Principals::is_empty")]
    pub(super) principals: Principals,
    #[serde(rename = "NotPrincipal", default, skip_serializing_if = "Principals::is_empty")]
    pub(super) not_principals: Principals,
    #[serde(rename = "Condition", default, skip_serializing_if = "Conditions::is_empty")]
    pub(super) conditions: Conditions,
}

/// One word, or several. An empty list of them is several.
#[derive(Debug, Clone)]
pub(super) enum Words {
    One(String),
    Many(Vec<String>),
}

/// Type -> identifiers, in the order in which they were said.
#[derive(Debug, Default)]
pub(super) struct Principals(pub(super) Vec<(String, Words)>);

/// Test, variable, values.
#[derive(Debug, Default)]
pub(super) struct Conditions(pub(super) Vec<(String, String, Words)>);

impl Document {
    /// Reads the JSON of another document.
    pub(super) fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The names of its statements.
    pub(super) fn sids(&self) -> impl Iterator<Item = &str> {
        self.statements.iter().map(|statement| statement.sid.as_str()).filter(|sid| !sid.is_empty())
    }

    /// Takes over what another says: its id, its version if that is newer, and its statements, in place of those
    /// of the same name.
    pub(super) fn merge(&mut self, other: Self) {
        if !other.id.is_empty() {
            self.id = other.id;
        }
        if other.version > self.version {
            self.version = other.version;
        }
        for statement in other.statements {
            let same = |own: &&mut Statement| !own.sid.is_empty() && own.sid == statement.sid;
            match self.statements.iter_mut().find(same) {
                Some(own) => *own = statement,
                None => self.statements.push(statement),
            }
        }
    }
}

impl Principals {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Conditions {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Principals {
    /// `"*"` for everyone; otherwise the types in order, several identifiers of one backwards.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let [(kind, identifiers)] = self.0.as_slice()
            && kind == "*"
            && identifiers.is_star()
        {
            return serializer.serialize_str("*");
        }
        let mut all = BTreeMap::<&str, Json>::new();
        for (kind, identifiers) in &self.0 {
            let entry = all.remove(kind.as_str());
            let joined = match (entry, identifiers) {
                (None, Words::One(word)) => Json::from(word.as_str()),
                (before, Words::One(word)) => list(before, [word.clone()]),
                (before, Words::Many(words)) => {
                    let mut words = words.clone();
                    words.sort_unstable();
                    words.reverse();
                    list(before, words)
                }
            };
            all.insert(kind, joined);
        }
        all.serialize(serializer)
    }
}

fn list(before: Option<Json>, more: impl IntoIterator<Item = String>) -> Json {
    let mut all = match before {
        None => Vec::new(),
        Some(Json::Array(words)) => words,
        Some(word) => vec![word],
    };
    all.extend(more.into_iter().map(Json::from));
    Json::Array(all)
}

impl<'de> Deserialize<'de> for Principals {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Json::deserialize(deserializer)? {
            Json::String(_) => Ok(Self(vec![("*".to_owned(), Words::Many(vec!["*".to_owned()]))])),
            Json::Object(kinds) => {
                let all = kinds.into_iter().map(|(kind, identifiers)| match Words::of(identifiers) {
                    Some(Words::Many(mut words)) => {
                        words.sort_unstable();
                        Ok((kind, Words::Many(words)))
                    }
                    Some(words) => Ok((kind, words)),
                    None => Err(D::Error::custom(format!("the principal {kind} is no text"))),
                });
                Ok(Self(all.collect::<Result<_, _>>()?))
            }
            Json::Null => Ok(Self::default()),
            Json::Bool(_) | Json::Number(_) | Json::Array(_) => {
                Err(D::Error::custom("a principal is a text or an object"))
            }
        }
    }
}

impl Serialize for Conditions {
    /// Tests and variables in order; the values of one variable as they came, a single one without brackets.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all = BTreeMap::<&str, BTreeMap<&str, Vec<&str>>>::new();
        for (test, variable, values) in &self.0 {
            let entry = all.entry(test).or_default().entry(variable).or_default();
            match values {
                Words::One(word) => entry.push(word),
                Words::Many(words) => entry.extend(words.iter().map(String::as_str)),
            }
        }
        let flat = all.into_iter().map(|(test, variables)| {
            let variables = variables.into_iter().map(|(variable, values)| match values.as_slice() {
                [one] => (variable, Json::from(*one)),
                many => (variable, Json::from(many.to_vec())),
            });
            (test, variables.collect::<BTreeMap<_, _>>())
        });
        serializer.collect_map(flat)
    }
}

impl<'de> Deserialize<'de> for Conditions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut all = Vec::new();
        for (test, variables) in BTreeMap::<String, BTreeMap<String, Json>>::deserialize(deserializer)? {
            for (variable, values) in variables {
                let values = match values {
                    Json::Bool(value) => Words::One(value.to_string()),
                    Json::Number(value) => Words::One(value.to_string()),
                    other @ (Json::Null | Json::String(_) | Json::Array(_) | Json::Object(_)) => {
                        Words::of(other).ok_or_else(|| {
                            D::Error::custom(format!(
                                "the condition on {variable} has values that are no text"
                            ))
                        })?
                    }
                };
                all.push((test.clone(), variable, values));
            }
        }
        Ok(Self(all))
    }
}

impl Words {
    fn of(json: Json) -> Option<Self> {
        match json {
            Json::String(word) => Some(Self::One(word)),
            Json::Array(all) => {
                let words =
                    all.into_iter().map(|one| if let Json::String(word) = one { Some(word) } else { None });
                words.collect::<Option<_>>().map(Self::Many)
            }
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::Object(_) => None,
        }
    }

    fn is_star(&self) -> bool {
        match self {
            Self::One(word) => word == "*",
            Self::Many(words) => matches!(words.as_slice(), [word] if word == "*"),
        }
    }

    /// As it is written where nothing else is to be said.
    pub(super) fn into_json(self) -> Json {
        match self {
            Self::One(word) => Json::from(word),
            Self::Many(words) => Json::from(words),
        }
    }
}
