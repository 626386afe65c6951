//! Elements of a set that are written differently and mean the same: what one of them leaves out has as its default
//! what the other says. A set holds each thing once, so the plan would have fewer elements than the configuration, and
//! core would call that a bug in the provider. It is said to whoever wrote it instead.

use super::defaults;
use super::tree::{Fields, Node, elements, entry};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::schema::{Nesting, Schema};
use crate::value::{Path, Step, Value};

/// An error at each set of a configuration in which defaults make elements equal.
pub(crate) fn found(schema: &Schema, config: &Value) -> Diagnostics {
    let mut found = Diagnostics::new();
    object(Fields::of(&schema.block), config, config, &Path::root(), &mut found);
    found
}

/// `root` is the whole configuration, which a default may look at.
fn object(fields: Fields<'_>, root: &Value, config: &Value, at: &Path, found: &mut Diagnostics) {
    for (name, node) in fields.iter() {
        let Node::Nested { nesting, fields, .. } = node else { continue };
        let here = || at.with(Step::Attribute(name.to_owned()));
        let written = elements(nesting, entry(config, name));
        if nesting == Nesting::Set {
            let meant = written
                .iter()
                .map(|(_, one)| defaults::apply(fields, root, one, &Value::Null, (*one).clone()))
                .collect();
            let left = Value::set(meant);
            if elements(nesting, &left).len() < written.len() {
                found.push(twins(&here()));
            }
        }
        for (step, element) in written {
            let here = step.map_or_else(here, |step| here().with(step));
            object(fields, root, element, &here, found);
        }
    }
}

fn twins(at: &Path) -> Diagnostic {
    Diagnostic::error(
        format!("{at} says the same thing twice"),
        format!(
            "Two elements of the set `{at}` differ only in that one leaves out what is the default, and the other \
             writes it. A set holds each thing once: remove one of them, or make them differ."
        ),
    )
    .at(at.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Attribute;
    use crate::value::Number;

    fn schema() -> Schema {
        let element = [
            ("path", Attribute::string().required()),
            ("limit", Attribute::number().default(Value::Number(Number::from(3_i64)))),
        ];
        let set = Attribute::nested(Nesting::Set, element).optional();
        Schema::new([("groups", Attribute::nested(Nesting::List, [("tests", set)]).optional())])
    }

    /// One group of elements, each with a path and perhaps a limit.
    fn group(all: &[(&str, Option<i64>)]) -> Value {
        let one = |(path, limit): &(&str, Option<i64>)| {
            let limit = limit.map_or(Value::Null, |limit| Value::Number(Number::from(limit)));
            Value::object([("path", Value::string(*path)), ("limit", limit)])
        };
        Value::object([("tests", Value::set(all.iter().map(one).collect()))])
    }

    #[test]
    fn elements_of_a_set_that_a_default_makes_equal_are_refused_where_they_are_written() {
        for (all, twins) in [
            (&[("/a", None), ("/a", Some(3))][..], true),
            (&[("/a", None), ("/b", Some(3)), ("/a", Some(3))], true),
            (&[("/a", None), ("/a", Some(4))], false),
            (&[("/a", None), ("/b", None)], false),
            (&[("/a", Some(3))], false),
            (&[], false),
        ] {
            let config = Value::object([("groups", Value::List(vec![group(&[("/b", None)]), group(all)]))]);
            for found in [found(&schema(), &config), crate::validate::config(&schema(), &config, true)] {
                let at: Vec<_> =
                    found.iter().map(|letter| letter.path.clone().expect("a path").to_string()).collect();
                assert_eq!(at, if twins { vec!["groups[1].tests"] } else { vec![] }, "{all:?}");
            }
        }
    }
}
