"""What there is to check: found by looking, so that a new module is checked without anybody adding it to a list."""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from hcl import Unreadable, read

SOURCE = re.compile(r'^"(\.{1,2}/[^"]*)"$')
AWS_TYPE = re.compile(r"\baws_[a-z0-9_]+")


@dataclass(frozen=True)
class Unit:
    """A folder that Terraform can be run in."""

    root: Path  # of the repository
    folder: Path
    kind: str  # module, submodule, example, root

    @property
    def name(self):
        """Its folder below the repository."""
        return str(self.folder.relative_to(self.root))

    @property
    def of(self):
        """The module that an example or a submodule is of; itself otherwise."""
        return "/".join(self.name.split("/")[:2]) if self.name.startswith("modules/") else self.name

    @property
    def sources(self):
        """Its `*.tf`, in order."""
        return sorted(self.folder.glob("*.tf"))

    @property
    def tests(self):
        """Its `*.tftest.hcl`: Terraform looks beside the sources and in `tests`."""
        return sorted([*self.folder.glob("*.tftest.hcl"), *self.folder.glob("tests/*.tftest.hcl")])

    @property
    def hcl(self):
        """All that is read of it: sources, tests, mocks, and what tests set up with."""
        return sorted(
            {*self.sources, *self.tests, *self.folder.glob("tests/**/*.hcl"), *self.folder.glob("tests/**/*.tf")}
        )

    def blocks(self, *kinds):
        """Top-level blocks of these kinds with the file that each is in."""
        for path in self.sources:
            try:
                file = read(path)
            except Unreadable:
                continue  # the rule `readable` tells
            for block in file.body.of(*kinds):
                yield file, block

    @functools.cached_property
    def used(self):
        """Folders of the local modules that it calls, directly or not, and its own."""
        seen, queue = {self.folder}, [self.folder]
        while queue:
            folder = queue.pop()
            for path in [*folder.glob("*.tf"), *folder.glob("tests/*.tftest.hcl")]:
                for source in _sources(path):
                    below = (folder / source).resolve()
                    if below.is_dir() and below not in seen:
                        seen.add(below)
                        queue.append(below)
        return sorted(seen)

    @property
    def types(self):
        """Every word that may be a type of hashicorp/aws, in it and in all that it calls."""
        files = {path for folder in self.used for path in [*folder.rglob("*.tf"), *folder.rglob("*.hcl")]}
        return {word for path in files for word in AWS_TYPE.findall(path.read_text())}

    @property
    def providers(self):
        """Addresses of the providers that it and what it calls need."""
        found = set()
        for folder in self.used:
            for path in folder.glob("*.tf"):
                try:
                    settings = read(path).body.of("terraform")
                except Unreadable:
                    continue
                for needed in (each for block in settings for each in block.of("required_providers")):
                    for attribute in needed.attributes.values():
                        found |= set(re.findall(r'source\s*=\s*"([^"]+)"', attribute.text))
        return found


def units(root, words=()):
    """Every module, submodule, example and root below `root`; with `words`, those whose folder holds one of them."""
    found = []
    for folder in sorted({path.parent for path in root.glob("modules/**/*.tf")}):
        parts = folder.relative_to(root).parts
        if ".terraform" in parts or "tests" in parts:
            continue
        kind = "example" if "examples" in parts else "module" if len(parts) == 2 else "submodule"
        found.append(Unit(root, folder, kind))
    for folder in sorted({path.parent for path in root.glob("examples/**/*.tf")}):
        example = Unit(root, folder, "example")
        # those of the provider's own pages call no module: the cases of the provider have them
        if ".terraform" not in folder.parts and any(True for _ in example.blocks("module")):
            found.append(example)
    for folder in sorted({path.parent for path in root.glob("environments/**/*.tf")}):
        parts = folder.relative_to(root).parts
        if ".terraform" not in parts and "tests" not in parts:
            found.append(Unit(root, folder, "root"))
    return [unit for unit in found if not words or any(word in unit.name for word in words)]


def _sources(path):
    try:
        body = read(path).body
    except Unreadable:
        return []
    calls = [*body.of("module"), *(module for run in body.of("run") for module in run.of("module"))]
    texts = [call.attributes["source"].text for call in calls if "source" in call.attributes]
    return [found[1] for found in map(SOURCE.match, texts) if found]
