//! The binaries that promises are tested on.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The provider, as cargo has just built it.
pub(crate) fn provider() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_terraform-provider-signalcraft"))
}

/// The probe, an example of another package. Cargo does not build that for a test of this one, so it is
/// asked to; when nothing has changed that is a matter of a moment. (With the features of the whole
/// workspace, as `make test` has built it: with those of one package cargo would build half of it anew.)
pub(crate) fn probe() -> PathBuf {
    static PROBE: OnceLock<PathBuf> = OnceLock::new();
    PROBE.get_or_init(build_probe).clone()
}

fn build_probe() -> PathBuf {
    let provider = provider();
    let folder = provider.parent().expect("a binary is in a folder");
    let release = folder.ends_with("release");
    let target = folder.parent().expect("a profile is in a target directory");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--offline", "--locked", "--workspace", "--example", "probe"]);
    cargo.args(release.then_some("--release")).arg("--target-dir").arg(target);
    let status = cargo.current_dir(Path::new(env!("CARGO_MANIFEST_DIR"))).stdout(Stdio::null()).status();
    assert!(status.expect("cargo runs").success(), "the probe was not built");
    folder.join("examples/probe")
}
