//! Compiles the protocol definitions: parsed by `protox`, so that no `protoc` has to be installed.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use prost::Message;

const FILES: [&str; 4] =
    ["tfplugin6.proto", "plugin/controller.proto", "plugin/stdio.proto", "plugin/broker.proto"];

#[expect(clippy::disallowed_methods, reason = "a build script is told where to write by its environment")]
fn main() -> Result<(), Box<dyn Error>> {
    for file in FILES {
        println!("cargo::rerun-if-changed={file}");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    let mut descriptors = protox::compile(FILES, ["."])?;
    tonic_prost_build::configure()
        // Maps in key order: the same schema is the same bytes every time.
        .btree_map(".")
        .out_dir(&out)
        .compile_fds(descriptors.clone())?;

    // For the comparison with other definitions; comments and positions are of no use there.
    for file in &mut descriptors.file {
        file.source_code_info = None;
    }
    fs::write(out.join("descriptor.bin"), descriptors.encode_to_vec())?;
    Ok(())
}
