//! The go-plugin host contract: cookie, handshake, pinned mutual TLS, serving, logs, panics.
