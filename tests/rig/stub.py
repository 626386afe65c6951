"""The stub in place of hashicorp/aws, for a command that runs Terraform: `rig.py with --stub -- terraform test`."""

import os
import shutil

from .pins import REPOSITORY
from .say import Failure

CLI_CONFIG = """provider_installation {{
  dev_overrides {{
    "hashicorp/aws" = "{folder}"
  }}
  direct {{}}
}}
"""


def prepare(session):
    """Build the stub and set the session's environment up so that Terraform takes it for hashicorp/aws."""
    if session.run(["cargo", "build", "--quiet", "--locked", "--package", "schema-stub"], cwd=REPOSITORY) != 0:
        raise Failure("the stub does not build")
    target = session.environment.get("CARGO_TARGET_DIR", REPOSITORY / "target")
    # a directory of its own: Terraform takes the first file there whose name fits
    folder = session.directory / "stub"
    folder.mkdir()
    (folder / "terraform-provider-aws").symlink_to(os.path.join(REPOSITORY, target, "debug", "schema-stub"))
    config = session.directory / "stub.tfrc"
    config.write_text(CLI_CONFIG.format(folder=folder))
    session.environment |= {
        "CHECKPOINT_DISABLE": "1",
        "SCHEMA_STUB_FILE": str(session.tools.aws_schema),
        "TF_CLI_CONFIG_FILE": str(config),
    }
    if not shutil.which("terraform"):
        (folder / "terraform").symlink_to(session.environment["SIGNALCRAFT_TEST_TERRAFORM_1_11"])
        session.environment["PATH"] = f"{folder}:{session.environment.get('PATH', '')}"
