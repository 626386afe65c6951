//! The promises of the port.
