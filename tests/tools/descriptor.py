"""Compares our definition of the plugin protocol with the one in PyPI's pyvider 0.8.1: by numbers and types, since
names of fields and messages are not on the wire.

    python descriptor.py DESCRIPTOR_SET

DESCRIPTOR_SET is a serialised google.protobuf.FileDescriptorSet. Runs with a Python that has protobuf and pyvider.
Prints every difference and exits 1 if there is one, 0 if there is none.

Messages are matched by where they are used, from the RPCs of the service down, so one that was renamed is still
compared with its counterpart. Names of the package, the service and its RPCs are on the wire and must be equal.
"""

import importlib.util
import sys
from pathlib import Path

from google.protobuf import descriptor_pb2

FILE = "tfplugin6.proto"
# Fewer would mean that the walk went wrong.
RPCS, FIELDS = 36, 200
FIELD = descriptor_pb2.FieldDescriptorProto


class Definition:
    """One side: its service, and every message and enum by full name."""

    def __init__(self, title, file):
        self.title, self.file = title, file
        self.messages, self.enums = {}, {}
        for message in file.message_type:
            self.collect(f".{file.package}.{message.name}", message)
        for enum in file.enum_type:
            self.enums[f".{file.package}.{enum.name}"] = enum

    def collect(self, name, message):
        self.messages[name] = message
        for enum in message.enum_type:
            self.enums[f"{name}.{enum.name}"] = enum
        for nested in message.nested_type:
            self.collect(f"{name}.{nested.name}", nested)


def word(kind, number):
    """The name of an enum value of descriptor.proto, such as 9 -> string."""
    return kind.Name(number).split("_", 1)[1].lower()


def facts(message, field):
    """What of a field is on the wire, or says how it is read. A oneof is known by the fields in it."""
    within = None
    if field.HasField("oneof_index"):
        within = tuple(sorted(f.number for f in message.field if same_oneof(f, field)))
    return {
        "type": word(FIELD.Type, field.type),
        "label": word(FIELD.Label, field.label),
        "explicit presence": field.proto3_optional,
        "oneof": within,
    }


def same_oneof(one, other):
    return one.HasField("oneof_index") and one.oneof_index == other.oneof_index


class Comparison:
    def __init__(self, ours, theirs):
        self.ours, self.theirs = ours, theirs
        self.differences, self.seen = [], set()
        self.rpcs = self.fields = self.values = 0

    def run(self):
        self.equal("package", self.ours.file.package, self.theirs.file.package)
        self.equal("syntax", self.ours.file.syntax, self.theirs.file.syntax)
        services = [{s.name: s for s in side.file.service} for side in (self.ours, self.theirs)]
        for name, (our, their) in self.paired("service", *services):
            methods = [{m.name: m for m in service.method} for service in (our, their)]
            for rpc, (ours, theirs) in self.paired(f"rpc {name}", *methods):
                self.rpcs += 1
                for flag in ("client_streaming", "server_streaming"):
                    self.equal(f"{rpc} {flag}", getattr(ours, flag), getattr(theirs, flag))
                self.message(f"{rpc} request", ours.input_type, theirs.input_type)
                self.message(f"{rpc} response", ours.output_type, theirs.output_type)
        if self.rpcs < RPCS or self.fields < FIELDS:
            self.differences.append(f"only {self.rpcs} RPCs and {self.fields} fields were compared")

    def equal(self, place, ours, theirs):
        if ours != theirs:
            self.differences.append(f"{place}: ours {ours!r}, theirs {theirs!r}")

    def paired(self, what, ours, theirs):
        for key in sorted(ours.keys() | theirs.keys()):
            if key not in theirs:
                self.differences.append(f"{what} {key}: ours has it, theirs has not")
            elif key not in ours:
                self.differences.append(f"{what} {key}: theirs has it, ours has not")
            else:
                yield key, (ours[key], theirs[key])

    def message(self, place, our_name, their_name):
        if (our_name, their_name) in self.seen:
            return
        self.seen.add((our_name, their_name))
        ours, theirs = self.ours.messages.get(our_name), self.theirs.messages.get(their_name)
        if ours is None or theirs is None:
            # Not of this file: a well-known type, which has one definition.
            self.equal(place, our_name, their_name)
            return
        self.equal(f"{place}: is a map entry", ours.options.map_entry, theirs.options.map_entry)
        numbered = [{f.number: f for f in message.field} for message in (ours, theirs)]
        for number, (our, their) in self.paired(f"{place} ({our_name}) field", *numbered):
            self.fields += 1
            here = f"{place} ({our_name}) field {number} {our.name}"
            our_facts, their_facts = facts(ours, our), facts(theirs, their)
            for fact, value in our_facts.items():
                self.equal(f"{here}: {fact}", value, their_facts[fact])
            if our.type == their.type == FIELD.TYPE_MESSAGE:
                self.message(here, our.type_name, their.type_name)
            elif our.type == their.type == FIELD.TYPE_ENUM:
                self.enum(here, our.type_name, their.type_name)

    def enum(self, place, our_name, their_name):
        if (our_name, their_name) in self.seen:
            return
        self.seen.add((our_name, their_name))
        sides = (self.ours.enums[our_name], self.theirs.enums[their_name])
        numbered = [{value.number: value.name for value in enum.value} for enum in sides]
        for number, (our, their) in self.paired(f"{place} ({our_name}) value", *numbered):
            self.values += 1
            self.equal(f"{place} ({our_name}) value {number}", our, their)


def ours(path):
    files = descriptor_pb2.FileDescriptorSet.FromString(Path(path).read_bytes())
    return Definition("ours", next(file for file in files.file if file.name == FILE))


def theirs():
    """The generated module alone: importing it through its package would start half of pyvider."""
    package = importlib.util.find_spec("pyvider")
    folders = [Path(folder) for folder in package.submodule_search_locations]
    [path] = [p for f in folders for p in f.glob("protocols/tfprotov6/protobuf/tfplugin6_pb2.py")]
    spec = importlib.util.spec_from_file_location("tfplugin6_pb2", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return Definition("theirs", descriptor_pb2.FileDescriptorProto.FromString(module.DESCRIPTOR.serialized_pb))


def main(path):
    comparison = Comparison(ours(path), theirs())
    comparison.run()
    for difference in comparison.differences:
        print(difference)
    print(
        f"{comparison.rpcs} RPCs, {comparison.fields} fields and {comparison.values} enum values compared:"
        f" {len(comparison.differences)} differences"
    )
    return 1 if comparison.differences else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
