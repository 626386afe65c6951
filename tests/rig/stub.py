"""The stub in place of hashicorp/aws, for a command that runs Terraform: `rig.py with --stub -- terraform test`."""

import os
import shutil

from .pins import REPOSITORY
from .say import Failure

CLI_CONFIG = """provider_installation {{
  dev_overrides {{
{overrides}
  }}
  direct {{}}
}}
"""
STUB = {"hashicorp/aws": ("schema-stub", "terraform-provider-aws")}
# ours, for roots that use both
OURS = {"signalcraft/signalcraft": ("terraform-provider-signalcraft", "terraform-provider-signalcraft")}


def prepare(session, ours=False):
    """Build the stub and set the session's environment up so that Terraform takes it for hashicorp/aws; with `ours`,
    also the provider of this repository for itself."""
    providers = {**STUB, **(OURS if ours else {})}
    packages = [f"--package={package}" for package, _ in providers.values()]
    if session.run(["cargo", "build", "--quiet", "--locked", *packages], cwd=REPOSITORY) != 0:
        raise Failure(f"{' and '.join(package for package, _ in providers.values())} do not build")
    target = session.environment.get("CARGO_TARGET_DIR", REPOSITORY / "target")
    # a directory of its own: Terraform takes the first file there whose name fits
    folder = session.directory / "stub"
    folder.mkdir()
    for package, name in providers.values():
        (folder / name).symlink_to(os.path.join(REPOSITORY, target, "debug", package))
    config = session.directory / "stub.tfrc"
    config.write_text(CLI_CONFIG.format(overrides="\n".join(f'    "{name}" = "{folder}"' for name in providers)))
    session.environment |= {
        "CHECKPOINT_DISABLE": "1",
        "SCHEMA_STUB_FILE": str(session.tools.aws_schema),
        "TF_CLI_CONFIG_FILE": str(config),
    }
    if not shutil.which("terraform"):
        (folder / "terraform").symlink_to(session.environment["SIGNALCRAFT_TEST_TERRAFORM_1_11"])
        session.environment["PATH"] = f"{folder}:{session.environment.get('PATH', '')}"
