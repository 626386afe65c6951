"""Compares tests/cases/values with what pyvider-cty writes and reads: an implementation apart from go-cty, which
made the vectors (golden_values.go).

    python golden_values.py --check tests/cases/values    status 1 if anything differs
    python golden_values.py tests/cases/values            fill in vectors that have no `msgpack` yet

Needs pyvider-cty 0.6.3 from PyPI (`pip install pyvider-cty==0.6.3`).

For each vector, from its description: the msgpack bytes and the JSON; then each spelling under `also`, read back.
Where `open` is "order" only the length and what is read back are compared, and where it is "digits" the JSON is
not. Where pyvider-cty is known to write another, equal spelling than Terraform, it says so below, and only reading
is compared.
"""

import argparse
import importlib.metadata
import json
import sys
from decimal import Decimal
from pathlib import Path

from pyvider.cty import CtyDynamic, CtyValue, cty_from_json, cty_to_json, parse_tf_type_to_ctytype, transform
from pyvider.cty.codec import cty_from_msgpack, cty_to_msgpack
from pyvider.cty.exceptions import CtyError

VERSION = "0.6.3"

# Vectors of which pyvider-cty 0.6.3 writes another spelling than Terraform, and why that is all right.
WRITES_DIFFERENTLY = {
    "i64 max + 1": "an integer beyond 64 bits as text, where Terraform writes an exact float",
    "2^64": "the same",
    "-2^64": "the same",
    "f64 max": "the same",
    "set of two objects that may differ": "drops one of two elements with unknown parts; Terraform keeps both",
}
# Vectors of which pyvider-cty 0.6.3 refuses a spelling, as go-cty does since refinements; 1.12 reads it.
REFUSES = {"an extension of any length"}


def described(description, cty_type):
    """A value from its description: null, "unknown", or one tag with the content."""
    if description is None:
        return CtyValue.null(cty_type)
    if description == "unknown":
        return CtyValue.unknown(cty_type)
    ((tag, content),) = description.items()
    if tag in ("bool", "string"):
        return cty_type.validate(content)
    if tag == "number":
        return cty_type.validate(Decimal(content))
    if tag in ("list", "set"):
        return cty_type.validate([described(part, cty_type.element_type) for part in content])
    if tag == "tuple":
        parts = zip(content, cty_type.element_types, strict=True)
        return cty_type.validate(tuple(described(part, part_type) for part, part_type in parts))
    if tag == "map":
        return cty_type.validate({key: described(part, cty_type.element_type) for key, part in content.items()})
    if tag == "object":
        types = cty_type.attribute_types
        return cty_type.validate({name: described(part, types[name]) for name, part in content.items()})
    if tag == "dynamic":
        inner = parse_tf_type_to_ctytype(content["type"])
        return CtyDynamic().validate(described(content["value"], inner))
    raise ValueError(f"no such tag: {tag}")


def differences(vector):
    """What pyvider-cty does otherwise than the vector says, one sentence each."""
    cty_type = parse_tf_type_to_ctytype(vector["type"])
    value = described(vector["value"], cty_type)
    packed = bytes.fromhex(vector["msgpack"])
    written = cty_to_msgpack(value, cty_type)
    opened = vector.get("open")
    same = len(written) == len(packed) if opened == "order" else written == packed
    if same and vector["name"] in WRITES_DIFFERENTLY:
        yield f"writes what Terraform writes now: take it off the list ({WRITES_DIFFERENTLY[vector['name']]})"
    if not same and vector["name"] not in WRITES_DIFFERENTLY:
        yield f"writes {written.hex()}, the vector has {packed.hex()}"
    for spelling in [vector["msgpack"], *vector.get("also", [])]:
        try:
            read = transform(cty_from_msgpack(bytes.fromhex(spelling), cty_type), unrefined)
        except CtyError as error:
            if vector["name"] not in REFUSES:
                yield f"refuses {spelling}: {error}"
            continue
        if cty_to_msgpack(read, cty_type) != written:
            yield f"reads {spelling} as something else: {read}"
    if "json" not in vector:
        return
    text = cty_to_json(value, cty_type)
    if opened != "digits" and not same_json(text, vector["json"], opened):
        yield f"writes {text}, the vector has {vector['json']}"
    if opened != "digits" and cty_to_msgpack(cty_from_json(vector["json"], cty_type), cty_type) != written:
        yield f"reads {vector['json']} as something else"


def unrefined(_path, value):
    """What is known about an unknown is not part of its value for us."""
    if isinstance(value.type, CtyDynamic) and isinstance(value.value, CtyValue):
        return CtyDynamic().validate(transform(value.value, unrefined))
    return CtyValue.unknown(value.type) if value.is_unknown else value


def same_json(ours, theirs, opened):
    """Equal but for spaces, and for order where it is open; numbers digit for digit."""
    ours, theirs = (json.loads(text, parse_int=Decimal, parse_float=Decimal) for text in (ours, theirs))
    if opened == "order":
        return sorted(map(repr, ours)) == sorted(map(repr, theirs))
    return ours == theirs


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    installed = importlib.metadata.version("pyvider-cty")
    if installed != VERSION:
        sys.exit(f"pyvider-cty {VERSION} is needed, {installed} is installed")
    compared, failed = 0, 0
    for path in sorted(arguments.folder.glob("*.json")):
        if path.name == "refused.json":
            continue
        vectors = json.loads(path.read_text(encoding="utf-8"))
        for vector in vectors:
            if not arguments.check and "msgpack" not in vector:
                fill(vector)
            compared += 1
            for difference in differences(vector):
                failed += 1
                print(f"{path.name}: {vector['name']}: pyvider-cty {difference}", file=sys.stderr)
        if not arguments.check:
            path.write_text(json.dumps(vectors, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if compared == 0:
        sys.exit(f"no vectors in {arguments.folder}")
    print(f"{compared} vectors, {failed} differences")
    sys.exit(1 if failed else 0)


def fill(vector):
    """What pyvider-cty writes, for a vector that go-cty has not seen."""
    cty_type = parse_tf_type_to_ctytype(vector["type"])
    value = described(vector["value"], cty_type)
    vector["msgpack"] = cty_to_msgpack(value, cty_type).hex()
    if value.is_wholly_known():
        vector["json"] = cty_to_json(value, cty_type).decode()


if __name__ == "__main__":
    main()
