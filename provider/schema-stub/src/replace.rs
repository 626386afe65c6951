//! Which changes need a new resource. No schema says that: `replace.txt` is a small table made by hand, of what
//! the documentation says of the types that our modules use. A type that is not in it changes in place.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use tf_provider::value::{Path, Step, Value};

/// Type -> attributes and blocks, below others with dots. `*` is of every type.
static TABLE: LazyLock<BTreeMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let lines = include_str!("replace.txt").lines().filter(|line| !line.starts_with('#'));
    let mut table = BTreeMap::<_, Vec<_>>::new();
    for line in lines {
        let mut words = line.split_whitespace();
        if let Some(name) = words.next() {
            table.entry(name).or_default().extend(words);
        }
    }
    table
});

/// The paths whose change needs a new resource.
pub(crate) fn paths(type_name: &str, prior: &Value, planned: &Value) -> Vec<Path> {
    let rows = ["*", type_name].into_iter().filter_map(|name| TABLE.get(name));
    let mut found = Vec::new();
    for place in rows.flatten() {
        let steps: Vec<&str> = place.split('.').collect();
        changed(&steps, prior, planned, &Path::root(), &mut found);
    }
    found
}

fn changed(steps: &[&str], prior: &Value, planned: &Value, at: &Path, found: &mut Vec<Path>) {
    if prior == planned {
        return;
    }
    let Some((name, below)) = steps.split_first() else {
        found.push(at.clone());
        return;
    };
    match (prior, planned) {
        (Value::Object(before), Value::Object(after)) => {
            // a type of another version of the provider may lack it
            if let (Some(before), Some(after)) = (before.get(*name), after.get(*name)) {
                changed(below, before, after, &at.with(Step::Attribute((*name).to_owned())), found);
            }
        }
        (Value::List(before), Value::List(after)) if before.len() == after.len() => {
            for ((index, before), after) in (0_i64..).zip(before).zip(after) {
                changed(steps, before, after, &at.with(Step::Index(index)), found);
            }
        }
        // one block more or less, or a set, in which nothing has a place of its own
        _ => found.push(at.clone()),
    }
}

/// Every type and place of the table, for a test that holds them against the schema.
#[cfg(test)]
fn entries() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.iter().flat_map(|(name, places)| places.iter().map(move |place| (*name, *place)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(type_name: &str, prior: &Value, planned: &Value) -> Vec<String> {
        paths(type_name, prior, planned).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_change_of_what_is_in_the_table_needs_a_new_one_and_no_other_does() {
        let vpc = |cidr: Value, dns: bool| {
            Value::object([("cidr_block", cidr), ("enable_dns_support", dns.into())])
        };
        let before = vpc("10.0.0.0/16".into(), true);
        assert_eq!(said("aws_vpc", &before, &vpc("10.0.0.0/16".into(), false)), [""; 0]);
        assert_eq!(said("aws_vpc", &before, &vpc("10.1.0.0/16".into(), true)), ["cidr_block"]);
        assert_eq!(said("aws_vpc", &before, &vpc(Value::Unknown, true)), ["cidr_block"]);
        assert_eq!(said("aws_unheard_of", &before, &vpc("10.1.0.0/16".into(), true)), [""; 0]);
    }

    #[test]
    fn places_in_blocks_are_found_by_index_and_sets_as_a_whole() {
        let service = |groups: &[&str]| {
            let groups = groups.iter().map(|group| Value::string(*group)).collect();
            let block = Value::object([("security_groups", Value::set(groups))]);
            Value::object([
                ("cluster", Value::string("c")),
                ("network_configuration", Value::List(vec![block])),
            ])
        };
        let steps = ["network_configuration", "security_groups"];
        let mut found = Vec::new();
        changed(&steps, &service(&["a"]), &service(&["b"]), &Path::root(), &mut found);
        assert_eq!(
            found.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["network_configuration[0].security_groups"]
        );
    }

    #[test]
    fn no_place_is_in_the_table_twice() {
        let mut all: Vec<_> = entries().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(count > 100, "{count}");
    }
}
