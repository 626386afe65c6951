//! The adapter on real servers: each promise of the port, each way a connection can fail, and whole runs
//! of the engine with everything that can get in their way. Every test has a database of its own.

mod adopt;
mod adopt_refusals;
mod common;
mod connect;
mod contract;
mod crash;
mod layouts;
mod obstacles;
mod runs;
mod surprises;
