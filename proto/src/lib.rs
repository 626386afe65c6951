//! The wire, generated from the `.proto` files beside this crate and nothing else: messages and the
//! client and server of the Terraform plugin protocol 6.11 at the root, go-plugin's own services in
//! [`plugin`].

include!(concat!(env!("OUT_DIR"), "/tfplugin6.rs"));

/// go-plugin's services: controller, stdio and broker.
pub mod plugin {
    include!(concat!(env!("OUT_DIR"), "/plugin.rs"));
}

/// The serialised `google.protobuf.FileDescriptorSet` of everything in this crate, imports included.
pub const DESCRIPTOR: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptor.bin"));
