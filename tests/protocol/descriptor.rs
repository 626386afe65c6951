//! Our definition of the wire against an independent one.

use std::path::Path;
use std::process::Command;

use testkit::client::wire;
use testkit::tools;

#[test]
fn the_wire_is_equal_by_numbers_and_types_to_an_independent_definition_of_6_11() {
    let ours = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(ours.path(), wire::DESCRIPTOR).expect("written");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/tools/descriptor.py");
    let python = tools::required("SIGNALCRAFT_TEST_PYVIDER_PYTHON");
    let output = Command::new(python).arg(script).arg(ours.path()).output().expect("python runs");
    let (said, complaints) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}\n{complaints}");
    assert!(said.contains("36 RPCs"), "{said}");
}
