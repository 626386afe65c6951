//! Which changes need a new resource.

use super::tree::{Fields, Node, counterpart, elements, entry};
use crate::schema::{Modifier, Nesting};
use crate::value::{Path, Step, Value};

/// The paths whose change needs a new resource.
pub(crate) fn paths(
    fields: Fields<'_>,
    [prior, config, planned]: [&Value; 3],
    at: &Path,
    found: &mut Vec<Path>,
) {
    for (name, node) in fields.iter() {
        // what stands in an unknown object is unknown, and may come out as something else
        let within = |whole| if Value::is_unknown(whole) { whole } else { entry(whole, name) };
        let (before, configured, after) = (entry(prior, name), within(config), within(planned));
        if before == after {
            continue;
        }
        let here = at.with(Step::Attribute(name.to_owned()));
        let decided = node.as_attribute().is_some_and(|attribute| {
            attribute.modifiers.iter().any(|modifier| match modifier {
                Modifier::KeepState
                | Modifier::KeepStateOrNull
                | Modifier::KeepStateUnlessChanged(_)
                | Modifier::Plan(_) => false,
                Modifier::RequiresReplace => true,
                Modifier::RequiresReplaceIfConfigured => !configured.is_null(),
                Modifier::RequiresReplaceIf(decide) => decide(before, after),
            })
        });
        if decided {
            found.push(here.clone());
        }
        if let Node::Nested { nesting, fields, .. } = node
            && nesting != Nesting::Set
        {
            if nesting == Nesting::Single && after.is_unknown() && !before.is_null() {
                paths(fields, [before, configured, after], &here, found);
            }
            for (step, element) in elements(nesting, after) {
                let twin = counterpart(nesting, fields, step.as_ref(), element, before);
                let configured = counterpart(nesting, fields, step.as_ref(), element, configured);
                let here = step.map_or_else(|| here.clone(), |step| here.with(step));
                if twin.is_null() {
                    continue;
                }
                paths(fields, [twin, configured, element], &here, found);
            }
        }
    }
}
