//! From what core proposes to what a resource is handed: defaults in, write-only values out, what only the
//! provider can say unknown, and what the schema's own functions say.

use super::tree::Fields;
use super::{defaults, modify, unknowns, write_only};
use crate::semantic;
use crate::value::{Path, Value};

/// The plan so far. If nothing changes it is the prior state, verbatim.
pub(crate) fn plan(fields: Fields<'_>, prior: &Value, config: &Value, proposed: Value) -> Value {
    let planned = write_only::strip(fields, defaults::apply(fields, config, config, prior, proposed));
    let planned = semantic::keep_planned(fields, prior, planned);
    let modified = |planned| {
        let modified = modify::apply(fields, config, prior, planned, &Path::root());
        semantic::keep_planned(fields, prior, modified)
    };
    if !prior.is_null() && planned == *prior {
        let unchanged = modified(planned.clone());
        if unchanged == *prior {
            return unchanged;
        }
    }
    // a modifier that changes something makes the rest of the computed open as any change does
    modified(unknowns::mark(fields, config, config, prior, planned))
}
