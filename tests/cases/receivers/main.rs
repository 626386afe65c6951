//! Notifications over the real HTTP client, to servers on this machine that look hard at what they get and
//! answer as bad days do.

mod answers;
mod bounds;
mod checks;
mod logs;
mod received;
mod server;
mod transport;
