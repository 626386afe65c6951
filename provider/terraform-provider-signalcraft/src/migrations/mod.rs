//! What everybody who runs migrations shares, the resource and the command alike: the way to a database, and
//! what a person is told.

pub(crate) mod adopting_letters;
pub(crate) mod applying;
pub(crate) mod connect;
pub(crate) mod diagnose;
pub(crate) mod file_letters;
pub(crate) mod letters;
pub(crate) mod locks;
