//! What values promise. Random ones, vectors from other implementations, and the cases that have names.

mod golden;
mod json;
mod msgpack;
mod number;
mod random;
mod shapes;
