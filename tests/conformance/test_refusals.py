"""Each of the 36 RPCs is asked for what is not there, and with bytes that are no value. The answer is a diagnostic:
core shows those, and makes "plugin error" of a gRPC status. The provider goes on serving.
"""

import pytest
from asking import NOBODY, NULL, RPCS, call, complaints
from pyvider.protocols.tfprotov6.protobuf import tfplugin6_pb2 as pb
from tofusoup.tfplugin import pack

RAW = pb.RawState(json=b"{}")
EMPTY = pack({})

# RPC -> a question about something that the provider has not. Every one must be here, and must be refused.
ABSENT = {
    "ValidateResourceConfig": {"type_name": NOBODY, "config": EMPTY},
    "ValidateDataResourceConfig": {"type_name": NOBODY, "config": EMPTY},
    "ValidateEphemeralResourceConfig": {"type_name": NOBODY, "config": EMPTY},
    "ValidateListResourceConfig": {"type_name": NOBODY, "config": EMPTY},
    "ValidateActionConfig": {"type_name": NOBODY, "config": EMPTY},
    "ValidateStateStoreConfig": {"type_name": NOBODY, "config": EMPTY},
    "UpgradeResourceState": {"type_name": NOBODY, "version": 0, "raw_state": RAW},
    "UpgradeResourceIdentity": {"type_name": NOBODY, "version": 0, "raw_identity": RAW},
    "ReadResource": {"type_name": NOBODY, "current_state": EMPTY},
    "PlanResourceChange": {"type_name": NOBODY, "prior_state": NULL, "proposed_new_state": EMPTY, "config": EMPTY},
    "ApplyResourceChange": {"type_name": NOBODY, "prior_state": NULL, "planned_state": EMPTY, "config": EMPTY},
    "ImportResourceState": {"type_name": NOBODY, "id": "x"},
    "MoveResourceState": {
        "source_provider_address": "registry.terraform.io/hashicorp/null",
        "source_type_name": "null_resource",
        "source_state": RAW,
        "target_type_name": NOBODY,
    },
    "GenerateResourceConfig": {"type_name": NOBODY, "state": EMPTY},
    "ReadDataSource": {"type_name": NOBODY, "config": EMPTY},
    "OpenEphemeralResource": {"type_name": NOBODY, "config": EMPTY},
    "RenewEphemeralResource": {"type_name": NOBODY, "private": b""},
    "CloseEphemeralResource": {"type_name": NOBODY, "private": b""},
    "ListResource": {"type_name": NOBODY, "config": EMPTY, "limit": 1},
    "PlanAction": {"action_type": NOBODY, "config": EMPTY},
    "InvokeAction": {"action_type": NOBODY, "config": EMPTY},
    "CallFunction": {"name": NOBODY, "arguments": [pack("x")]},
    "ConfigureStateStore": {"type_name": NOBODY, "config": EMPTY},
    "ReadStateBytes": {"type_name": NOBODY, "state_id": "default"},
    "WriteStateBytes": {
        "meta": pb.RequestChunkMeta(type_name=NOBODY, state_id="default"),
        "bytes": b"x",
        "total_length": 1,
        "range": pb.StateRange(start=0, end=1),
    },
    "LockState": {"type_name": NOBODY, "state_id": "default", "operation": "plan"},
    "UnlockState": {"type_name": NOBODY, "state_id": "default", "lock_id": "1"},
    "GetStates": {"type_name": NOBODY},
    "DeleteState": {"type_name": NOBODY, "state_id": "default"},
}
# RPCs that ask for nothing in particular: there is nothing to refuse.
ANSWERED = {"GetMetadata", "GetProviderSchema", "GetFunctions", "GetResourceIdentitySchemas", "StopProvider"}
# RPCs of the provider block; what can be wrong with them is below.
CONFIGURED = {"ValidateProviderConfig", "ConfigureProvider"}

STATE_STORES = [
    "ValidateStateStoreConfig",
    "ConfigureStateStore",
    "ReadStateBytes",
    "WriteStateBytes",
    "LockState",
    "UnlockState",
    "GetStates",
    "DeleteState",
]


def test_no_rpc_of_protocol_6_11_is_forgotten():
    assert len(RPCS) == 36
    assert set(RPCS) == set(ABSENT) | ANSWERED | CONFIGURED


async def still_serves(plugin):
    assert not (await call(plugin, "GetMetadata")).diagnostics


@pytest.mark.parametrize("rpc", sorted(ABSENT))
async def test_what_is_not_there_is_refused_in_words(configured, rpc):
    answer = await call(configured, rpc, **ABSENT[rpc])
    said = complaints(answer)
    assert said, f"{rpc} had nothing to say against {NOBODY}"
    for letter in said:
        assert letter if isinstance(letter, str) else letter.summary and letter.detail, letter
    await still_serves(configured)


@pytest.mark.parametrize("rpc", sorted(ANSWERED))
async def test_what_asks_for_nothing_is_answered(plugin, rpc):
    assert not complaints(await call(plugin, rpc))
    await still_serves(plugin)


@pytest.mark.parametrize("rpc", sorted(CONFIGURED))
async def test_the_provider_block_is_validated_and_taken(plugin, rpc):
    assert not complaints(await call(plugin, rpc, config=plugin.provider_config()))
    wrong = plugin.provider_config(region=["a", "list"])
    assert complaints(await call(plugin, rpc, config=wrong))
    await still_serves(plugin)


async def test_state_stores_are_declined_politely(plugin):
    assert not plugin.schema.state_store_schemas
    for rpc in STATE_STORES:
        answer = await call(plugin, rpc, **ABSENT[rpc])
        answer = answer if isinstance(answer, list) else [answer]
        assert len(answer) == 1, f"{rpc} streamed {len(answer)} times"
        [letter] = complaints(answer[0])
        assert "state store" in letter.detail.lower(), letter


# Bytes that are no value of the type, in either encoding.
GARBAGE = {
    "a byte that msgpack never uses": pb.DynamicValue(msgpack=b"\xc1"),
    "a map that claims to be enormous": pb.DynamicValue(msgpack=b"\xdf\xff\xff\xff\xff"),
    "a string that ends too early": pb.DynamicValue(msgpack=b"\xd9\x40short"),
    "a list that is nested a hundred thousand times": pb.DynamicValue(msgpack=b"\x91" * 100_000 + b"\xc0"),
    "text that is not UTF-8": pb.DynamicValue(msgpack=b"\x81\xa2\xff\xfe\xc0"),
    "a number in the place of an object": pack(42),
    "a list in the place of an object": pack([1, 2, 3]),
    "attributes that nobody declared": pack({"nobody": 1, "declared": 2}),
    "something behind the end": pb.DynamicValue(msgpack=b"\xc0\xc0\xc0"),
    "JSON that is none": pb.DynamicValue(json=b"{"),
    "JSON that is nested a hundred thousand times": pb.DynamicValue(json=b"[" * 100_000),
}


def questions(schema, value):
    """Every RPC that takes a value, with this one, about everything that the provider has: (RPC, fields)."""
    yield "ValidateProviderConfig", {"config": value}
    yield "ConfigureProvider", {"config": value}
    for name in schema.resource_schemas:
        yield "ValidateResourceConfig", {"type_name": name, "config": value}
        yield "ReadResource", {"type_name": name, "current_state": value}
        create = {"type_name": name, "prior_state": NULL, "config": value}
        yield "PlanResourceChange", {**create, "proposed_new_state": value}
        yield "ApplyResourceChange", {**create, "planned_state": value}
        destroy = {"type_name": name, "prior_state": value, "config": NULL}
        yield "PlanResourceChange", {**destroy, "proposed_new_state": NULL}
        if schema.server_capabilities.generate_resource_config:
            yield "GenerateResourceConfig", {"type_name": name, "state": value}
        raw = pb.RawState(json=value.json or b"\xff")
        yield "UpgradeResourceState", {"type_name": name, "version": 0, "raw_state": raw}
        identity = pb.ResourceIdentityData(identity_data=value)
        yield "ImportResourceState", {"type_name": name, "identity": identity}
        yield "UpgradeResourceIdentity", {"type_name": name, "version": 0, "raw_identity": raw}
        moved = {"source_provider_address": "x/y/z", "source_type_name": "z_z", "source_state": raw}
        yield "MoveResourceState", {**moved, "target_type_name": name}
    for name in schema.data_source_schemas:
        yield "ValidateDataResourceConfig", {"type_name": name, "config": value}
        yield "ReadDataSource", {"type_name": name, "config": value}
    for name in schema.ephemeral_resource_schemas:
        yield "ValidateEphemeralResourceConfig", {"type_name": name, "config": value}
        yield "OpenEphemeralResource", {"type_name": name, "config": value}
    for name in schema.list_resource_schemas:
        yield "ValidateListResourceConfig", {"type_name": name, "config": value}
        yield "ListResource", {"type_name": name, "config": value}
    for name in schema.action_schemas:
        yield "ValidateActionConfig", {"type_name": name, "config": value}
        yield "PlanAction", {"action_type": name, "config": value}
        yield "InvokeAction", {"action_type": name, "config": value}
    for name, function in schema.functions.items():
        yield "CallFunction", {"name": name, "arguments": [value] * len(function.parameters)}


@pytest.mark.parametrize("what", sorted(GARBAGE))
async def test_bytes_that_are_no_value_are_refused_in_words(plugin, what):
    for rpc, fields in questions(plugin.schema, GARBAGE[what]):
        answer = await call(plugin, rpc, **fields)
        said = complaints(answer)
        name = fields.get("type_name") or fields.get("action_type") or fields.get("name")
        assert said, f"{rpc} of {name} took {what} for a value"
        assert not any("panicked" in str(letter) for letter in said), (rpc, said)
    await still_serves(plugin)
