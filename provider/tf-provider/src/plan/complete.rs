//! From what core proposes to what a resource is handed: defaults in, write-only values out, and what only
//! the provider can say unknown.

use super::tree::Fields;
use super::{defaults, unknowns, write_only};
use crate::semantic;
use crate::value::Value;

/// The plan so far. If nothing changes it is the prior state, verbatim.
pub(crate) fn plan(fields: Fields<'_>, prior: &Value, config: &Value, proposed: Value) -> Value {
    let planned = write_only::strip(fields, defaults::apply(fields, config, prior, proposed));
    let planned = semantic::keep_planned(fields, prior, planned);
    if prior.is_null() || planned != *prior {
        unknowns::mark(fields, config, prior, planned)
    } else {
        planned
    }
}
