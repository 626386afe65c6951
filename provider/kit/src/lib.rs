//! What could have been in std for us: a clock, a stop signal, secret strings, Go-style durations,
//! and the printing of error chains. No other crate of this workspace is used here.

pub mod clock;
pub mod duration;
pub mod error;
pub mod secret;
pub mod stop;
