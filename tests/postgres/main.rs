//! The adapter on real servers.
