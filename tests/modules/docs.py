"""The generated parts of a module's README: tables of inputs and outputs, and the text of its examples.

Between `<!-- BEGIN INTERFACE -->` and `<!-- END INTERFACE -->` stand the tables, between `<!-- BEGIN EXAMPLE basic -->`
and `<!-- END EXAMPLE -->` stands `examples/basic/main.tf`. The rest of a README is written by hand.
"""

import argparse
import re
import sys
from pathlib import Path

from found import units
from hcl import Unreadable, read

INTERFACE = re.compile(r"(<!-- BEGIN INTERFACE -->\n).*?(<!-- END INTERFACE -->)", re.DOTALL)
EXAMPLE = re.compile(r"(<!-- BEGIN EXAMPLE ([\w-]+) -->\n).*?(<!-- END EXAMPLE -->)", re.DOTALL)
LONGEST = 48  # letters of a type or a default inside a table
GENERATOR = "python3 tests/rig/modules_docs.py"


class Missing(Exception):
    """A marker or an example is not there."""


def written(unit):
    """The README as it must be."""
    text = (unit.folder / "README.md").read_text()
    if not INTERFACE.search(text):
        raise Missing("README.md has no <!-- BEGIN INTERFACE --> and <!-- END INTERFACE -->")
    if unit.kind == "module" and "basic" not in [found[1] for found in EXAMPLE.findall(text)]:
        raise Missing("README.md has no <!-- BEGIN EXAMPLE basic --> and <!-- END EXAMPLE -->")
    text = INTERFACE.sub(lambda match: f"{match[1]}\n{_interface(unit)}\n{match[2]}", text)
    return EXAMPLE.sub(lambda match: f"{match[1]}\n{_example(unit, match[2])}\n{match[3]}", text)


def stale(unit):
    """What is wrong with the README's generated parts."""
    path = unit.folder / "README.md"
    if not path.is_file():
        return ["README.md is missing"]
    try:
        fresh = written(unit)
    except (Missing, Unreadable) as error:
        return [str(error)]
    is_now, must_be = path.read_text().splitlines(), fresh.splitlines()
    if is_now == must_be:
        return []
    first = next(
        (n for n, (a, b) in enumerate(zip(is_now, must_be, strict=False), 1) if a != b),
        min(len(is_now), len(must_be)) + 1,
    )
    return [f"README.md:{first}: not what the code says; write it with {GENERATOR}"]


def _example(unit, name):
    path = unit.folder / "examples" / name / "main.tf"
    if not path.is_file():
        raise Missing(f"README.md shows the example {name}, and examples/{name}/main.tf is missing")
    return f"```hcl\n{path.read_text().strip()}\n```\n"


def _interface(unit):
    parts = [_needs(unit), "### Inputs\n", _inputs(unit), "### Outputs\n", _outputs(unit)]
    return "\n".join(part for part in parts if part)


def _needs(unit):
    least, provider = "", ""
    for block in _blocks(unit, "terraform"):
        if "required_version" in block.attributes:
            least = block.attributes["required_version"].string
        for inner in block.of("required_providers"):
            if "aws" in inner.attributes:
                provider = re.search(r'version\s*=\s*"([^"]+)"', inner.attributes["aws"].text)[1]
    return f"Needs Terraform `{least}` and hashicorp/aws `{provider}`.\n"


def _inputs(unit):
    variables = _blocks(unit, "variable")
    if not variables:
        return "None.\n"
    lines, details = ["| name | | type | default |", "|---|---|---|---|"], []
    for block in variables:
        name = block.labels[0]
        kind = _text(block, "type") or "?"
        default = _text(block, "default")
        short, whole = _short(kind), default is None or _fits(default)
        shown = "**required**" if default is None else f"`{_cell(default)}`" if whole else "[below]"
        if not _fits(kind) or not whole:
            anchor = re.sub(r"[^a-z0-9_-]", "", name)
            short = f"[`{_cell(short)}`](#{anchor})"
            shown = shown.replace("[below]", f"[below](#{anchor})")
            details.append(_detail(name, kind, None if whole else default))
        else:
            short = f"`{_cell(short)}`"
        lines.append(f"| `{name}` | {_cell(_words(block))} | {short} | {shown} |")
    return "\n".join([*lines, "", *details])


def _detail(name, kind, default):
    text = f"#### `{name}`\n\n```hcl\n{_dedented(kind)}\n```\n"
    return text if default is None else f"{text}\nBy default:\n\n```hcl\n{_dedented(default)}\n```\n"


def _outputs(unit):
    outputs = _blocks(unit, "output")
    if not outputs:
        return "None.\n"
    rows = [f"| `{block.labels[0]}` | {_cell(_words(block))} |" for block in outputs]
    return "\n".join(["| name | |", "|---|---|", *rows, ""])


def _blocks(unit, kind):
    return [block for path in unit.sources for block in read(path).body.of(kind)]


def _text(block, name):
    return block.attributes[name].text if name in block.attributes else None


def _words(block):
    said = block.attributes.get("description")
    return " ".join(((said.string if said else "") or "").split())


def _fits(text):
    return "\n" not in text and len(text) <= LONGEST


def _short(kind):
    """`object` for what is too long, and `map(object)`."""
    if _fits(kind):
        return kind
    outer = re.match(r"^((?:\w+\()*)(object|tuple)\(", kind)
    return f"{outer[1]}{outer[2]}{')' * outer[1].count('(')}" if outer else kind.split("(")[0]


def _cell(text):
    return text.replace("|", "\\|")


def _dedented(text):
    """As it was written, moved to the left by what its last line is indented."""
    lines = text.split("\n")
    indent = len(lines[-1]) - len(lines[-1].lstrip())
    return "\n".join(line[indent:] if not line[:indent].strip() else line for line in lines)


def main(argv=None):
    """Write what is stale, or only name it; the exit code is 1 if something is not as it must be."""
    parser = argparse.ArgumentParser(prog="modules_docs.py", description="tables and examples in READMEs of modules")
    parser.add_argument("--check", action="store_true", help="change nothing, name what is stale")
    parser.add_argument("--folder", type=Path, required=True, help="the repository")
    parser.add_argument("words", nargs="*", help="only modules whose folder holds one of these")
    asked = parser.parse_args(argv)
    wrong = 0
    for unit in units(asked.folder.resolve(), asked.words):
        if unit.kind not in ("module", "submodule") or not (before := stale(unit)):
            continue
        if not asked.check:
            try:
                (unit.folder / "README.md").write_text(written(unit))
            except (Missing, Unreadable, OSError) as error:
                before = [str(error)]
            else:
                print(f"{unit.name}/README.md is written")
                continue
        wrong += 1
        print("\n".join(f"{unit.name}: {each}" for each in before), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
