//! The six RPCs that validate a configuration, one file each. Each looks at what the schema says first, and
//! then asks the one whose configuration it is.

mod action;
mod data_source;
mod ephemeral;
mod list;
mod provider;
mod resource;

pub(super) use action::answer as action;
pub(super) use data_source::answer as data_source;
pub(super) use ephemeral::answer as ephemeral;
pub(super) use list::answer as list;
pub(super) use provider::answer as provider;
pub(super) use resource::answer as resource;
