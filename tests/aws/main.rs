//! The AWS adapter against the emulator that `make test` starts, and, for what no emulator does
//! (refusals, faults, throttling, broken answers), against answers that the tests script themselves.

mod credentials;
mod emulator;
mod fake;
mod mail;
mod refusals;
mod secrecy;
mod stage;
mod transport;
