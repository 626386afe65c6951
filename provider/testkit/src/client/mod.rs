//! A host for plugins, as Terraform is one, over the wire alone: it starts a binary, reads its handshake
//! line, dials it, and hands out the generated clients. It can also misbehave in the ways that a plugin
//! must withstand. Nothing here shares code with the plugin side.

mod certificate;
mod dial;
mod launch;
mod plugin;
mod server_certificate;

pub use self::certificate::ClientCertificate;
pub use self::dial::{Caller, Host};
pub use self::launch::{COOKIE, Finished, Launch};
pub use self::plugin::{Handshake, Plugin};
pub use tfplugin6 as wire;
pub use tonic;
pub use tonic_health::pb as health;
