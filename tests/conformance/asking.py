"""Questions as core would ask them, made from the schema that the provider serves: whole values with every attribute
there, nulls for what is not given. What a type of ours is given by name is in `GIVEN`, and nowhere else.
"""

import json

import msgpack
from pyvider.protocols.tfprotov6.protobuf import tfplugin6_pb2 as pb
from tofusoup.tfplugin import errors, pack

UNKNOWN = msgpack.ExtType(0, b"")
NOBODY = "signalcraft_nobody_has_this"
RPCS = {method.name: method for method in pb.DESCRIPTOR.services_by_name["Provider"].methods}
CALL_LIMIT_S = 30

# What a type of this name is given; the rest is null, or a sample if it is required.
GIVEN = {
    "signalcraft_migration": {
        "plan": "offline",
        "database": {"host": "127.0.0.1", "port": 9, "name": "app", "username": "app", "iam_auth": True},
        "ledger": {"name": "app"},
    },
    "signalcraft_migration_status": {
        "database": {"host": "127.0.0.1", "port": 9, "name": "app", "username": "app", "iam_auth": True},
    },
}


def request(rpc, **fields):
    """The request message of an RPC."""
    return RPCS[rpc].input_type._concrete_class(**fields)


async def call(plugin, rpc, **fields):
    """Call an RPC by name: its answer, or all of them if it streams. A gRPC error is the test's failure."""
    method, message = RPCS[rpc], request(rpc, **fields)
    ask = getattr(plugin.stub, rpc)
    if method.client_streaming:

        async def chunks():
            yield message

        return await ask(chunks(), timeout=CALL_LIMIT_S)
    if method.server_streaming:
        return [event async for event in ask(message, timeout=CALL_LIMIT_S)]
    return await ask(message, timeout=CALL_LIMIT_S)


def complaints(answer):
    """Every error in an answer, wherever this kind of answer has them."""
    if isinstance(answer, list):
        return [complaint for event in answer for complaint in complaints(event)]
    if isinstance(answer, pb.CallFunction.Response):
        return [answer.error.text] if answer.HasField("error") else []
    if isinstance(answer, pb.InvokeAction.Event):
        return errors(answer.completed.diagnostics) if answer.WhichOneof("type") == "completed" else []
    if isinstance(answer, pb.ListResource.Event):
        return errors(answer.diagnostic)
    if isinstance(answer, pb.StopProvider.Response):
        return [answer.Error] if answer.Error else []
    return errors(answer.diagnostics)


def whole(block, given=None, sample_required=True):
    """A value of a block: what is given, samples of what is required, nulls."""
    given = given or {}
    values = {attribute.name: _attribute(attribute, given, sample_required) for attribute in block.attributes}
    for nested in block.block_types:
        name, mode = nested.type_name, nested.nesting
        inside = given.get(name)
        if mode in (pb.Schema.NestedBlock.LIST, pb.Schema.NestedBlock.SET):
            values[name] = [whole(nested.block, value, sample_required) for value in inside or []]
        elif mode == pb.Schema.NestedBlock.MAP:
            inside = inside or {}
            values[name] = {key: whole(nested.block, value, sample_required) for key, value in inside.items()}
        else:
            there = inside is not None or mode == pb.Schema.NestedBlock.GROUP
            values[name] = whole(nested.block, inside, sample_required) if there else None
    return values


def _attribute(attribute, given, sample_required):
    missing = attribute.name not in given
    if missing and not (attribute.required and sample_required):
        return None
    if not attribute.HasField("nested_type"):
        return sample(attribute.type) if missing else given[attribute.name]
    inside, mode = given.get(attribute.name, {}), attribute.nested_type.nesting
    if inside is None:
        return None

    def one(value):
        return {a.name: _attribute(a, value, sample_required) for a in attribute.nested_type.attributes}

    if mode in (pb.Schema.Object.LIST, pb.Schema.Object.SET):
        return [one(value) for value in inside or []]
    if mode == pb.Schema.Object.MAP:
        return {key: one(value) for key, value in inside.items()}
    return one(inside)


def sample(kind):
    """Some value of a type in JSON."""
    kind = json.loads(kind) if isinstance(kind, bytes) else kind
    if isinstance(kind, str):
        return {"string": "sample", "number": 1, "bool": True, "dynamic": [b'"string"', "sample"]}[kind]
    shape, of = kind[0], kind[1]
    if shape in ("list", "set"):
        return [sample(of)]
    if shape == "map":
        return {"key": sample(of)}
    return [sample(each) for each in of] if shape == "tuple" else {name: sample(each) for name, each in of.items()}


def conforms(value, kind):
    """Whether a value is one of a type in JSON; null is one of each."""
    kind = json.loads(kind) if isinstance(kind, bytes) else kind
    if value is None or kind == "dynamic":
        return True
    if isinstance(kind, str):
        types = {"string": str, "number": (int, float, str), "bool": bool}
        return isinstance(value, types[kind]) and (kind == "bool" or not isinstance(value, bool))
    shape, of = kind[0], kind[1]
    if shape in ("list", "set"):
        return isinstance(value, list) and all(conforms(each, of) for each in value)
    if shape == "map":
        return isinstance(value, dict) and all(conforms(each, of) for each in value.values())
    if shape == "tuple":
        return isinstance(value, list) and len(value) == len(of) and all(map(conforms, value, of))
    optional = kind[2] if len(kind) > 2 else []
    named = isinstance(value, dict) and set(value) <= set(of) and set(of) - set(value) <= set(optional)
    return named and all(conforms(value[name], of[name]) for name in value)


def seen(value):
    """What a packed value holds, `UNKNOWN` wherever it is unknown, refined or not."""
    return msgpack.unpackb(value.msgpack, raw=False, strict_map_key=False, ext_hook=lambda _code, _data: UNKNOWN)


def config(name, block, **more):
    """A whole configuration of a type, packed."""
    return pack(whole(block, {**GIVEN.get(name, {}), **more}))


def unknown(block):
    """The same with everything unknown that can be set: as core validates before anything is known."""
    values = whole(block)
    for attribute in block.attributes:
        if attribute.required or attribute.optional:
            values[attribute.name] = UNKNOWN
    return pack(values)


NULL = pack(None)
