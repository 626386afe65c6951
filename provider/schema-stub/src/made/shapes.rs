//! The table of what made-up values look like: `shapes.txt`, read once.

use std::collections::HashMap;
use std::sync::LazyLock;

struct Table {
    /// Scope and place -> template.
    exact: HashMap<(&'static str, &'static str), &'static str>,
    /// Beginning and end of a name -> template, in order.
    alike: Vec<(&'static str, &'static str, &'static str)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { exact: HashMap::new(), alike: Vec::new() };
    for (scope, place, template) in rows() {
        match (scope, place.split_once('*')) {
            ("*", Some((start, end))) => table.alike.push((start, end, template)),
            _ => {
                table.exact.insert((scope, place), template);
            }
        }
    }
    table
});

/// Scope, place, template of each line.
pub(super) fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let lines = include_str!("shapes.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| {
        let (scope, rest) = line.split_once(' ')?;
        let (place, template) = rest.trim_start().split_once(' ')?;
        Some((scope, place, template.trim()))
    })
}

/// The template for a place (`arn`, `endpoint.address`) of a scope, if the table has one.
pub(super) fn template(scope: &str, place: &str) -> Option<&'static str> {
    let name = place.rsplit_once('.').map_or(place, |(_, name)| name);
    let kind = scope.rsplit_once('.').map_or(scope, |(_, name)| name);
    let table = &*TABLE;
    let exact = |scope: &str, place: &str| table.exact.get(&(scope, place)).copied();
    exact(scope, place).or_else(|| exact(kind, place)).or_else(|| exact("*", name)).or_else(|| {
        let fits = |start: &str, end: &str| {
            name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
        };
        table.alike.iter().find(|(start, end, _)| fits(start, end)).map(|(_, _, template)| *template)
    })
}

/// The attribute that the id of such a resource repeats: `bucket` of `aws_s3_bucket`.
pub fn id_is(type_name: &str) -> Option<&'static str> {
    let template = TABLE.exact.get(&(type_name, "id"))?;
    let name = template.strip_prefix('{')?.strip_suffix('}')?;
    let word = name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    (word && !super::template::is_built_in(name)).then_some(name)
}
