"""What the provider says of itself: legal for core, the same wherever it is asked, and all that it must have."""

import json
import re

import pytest
from asking import call
from expected import EXPECTED, STRICT
from tofusoup.tfplugin import start_provider

# The list of GetMetadata -> the map of GetProviderSchema.
KINDS = {
    "resources": "resource_schemas",
    "data_sources": "data_source_schemas",
    "ephemeral_resources": "ephemeral_resource_schemas",
    "list_resources": "list_resource_schemas",
    "state_stores": "state_store_schemas",
    "actions": "action_schemas",
    "functions": "functions",
}
NAME = re.compile(r"^[a-z][a-z0-9_]*$")
TYPES = {"string", "number", "bool", "dynamic"}
COLLECTIONS = {"list", "set", "map", "object", "tuple"}


async def test_the_schema_comes_without_a_diagnostic(plugin):
    assert not plugin.schema.diagnostics
    assert plugin.schema.HasField("provider")


async def test_metadata_names_what_the_schema_has(plugin):
    metadata = await call(plugin, "GetMetadata")
    assert not metadata.diagnostics
    for listed, schemas in KINDS.items():
        names = [getattr(each, "type_name", None) or each.name for each in getattr(metadata, listed)]
        assert sorted(names) == sorted(getattr(plugin.schema, schemas)), listed
    assert metadata.server_capabilities == plugin.schema.server_capabilities


async def test_functions_are_the_same_by_themselves(plugin):
    answer = await call(plugin, "GetFunctions")
    assert not answer.diagnostics
    assert dict(answer.functions) == dict(plugin.schema.functions)


@pytest.mark.skipif(not STRICT, reason="switched off by SIGNALCRAFT_CONFORMANCE_STRICT=0")
async def test_everything_that_is_expected_by_name_is_there(plugin):
    identities = (await call(plugin, "GetResourceIdentitySchemas")).identity_schemas
    there = {kind: set(identities if kind == "identity_schemas" else getattr(plugin.schema, kind)) for kind in EXPECTED}
    missing = {kind: sorted(names - there[kind]) for kind, names in EXPECTED.items() if names - there[kind]}
    assert not missing


async def test_two_processes_serve_the_same_bytes(plugin, binary, environment):
    other = await start_provider(binary, env=environment)
    try:
        again = await call(other, "GetProviderSchema")
    finally:
        await other.stop()
    assert again.SerializeToString(deterministic=True) == plugin.schema.SerializeToString(deterministic=True)


async def test_identities_belong_to_resources_and_lists_to_identities(plugin):
    answer = await call(plugin, "GetResourceIdentitySchemas")
    assert not answer.diagnostics
    assert set(answer.identity_schemas) <= set(plugin.schema.resource_schemas)
    # core refuses to list what has no identity
    assert set(plugin.schema.list_resource_schemas) <= set(answer.identity_schemas)
    for name, schema in answer.identity_schemas.items():
        assert schema.identity_attributes, name
        for attribute in schema.identity_attributes:
            assert attribute.required_for_import != attribute.optional_for_import, (name, attribute.name)
            kind = json.loads(attribute.type)
            assert isinstance(kind, str) or kind[0] == "list", "no map, set or object names a resource"


def blocks(schema):
    """Every schema with the name of what it is of."""
    yield "provider", schema.provider.block
    for kind in KINDS.values():
        if kind != "functions":
            for name, each in getattr(schema, kind).items():
                # an action's schema is wrapped in a message of its own
                each = each.schema if kind == "action_schemas" else each
                yield f"{kind} {name}", each.block


def attributes(place, block):
    """Every attribute below a block."""
    for attribute in block.attributes:
        yield f"{place}.{attribute.name}", attribute
        if attribute.HasField("nested_type"):
            yield from attributes(f"{place}.{attribute.name}", attribute.nested_type)
    for nested in getattr(block, "block_types", ()):
        yield from attributes(f"{place}.{nested.type_name}", nested.block)


async def test_types_are_named_after_the_provider(plugin):
    for kind in KINDS.values():
        for name in getattr(plugin.schema, kind):
            assert NAME.match(name)
            assert kind == "functions" or name.startswith("signalcraft_")


async def test_every_attribute_is_one_that_core_accepts(plugin):
    found = [each for place, block in blocks(plugin.schema) for each in attributes(place, block)]
    assert len(found) > 50
    for place, attribute in found:
        assert NAME.match(attribute.name), place
        assert attribute.required or attribute.optional or attribute.computed, f"{place} can neither be set nor read"
        assert not (attribute.required and (attribute.optional or attribute.computed)), place
        assert bool(attribute.type) != attribute.HasField("nested_type"), place
        if attribute.type:
            kind = json.loads(attribute.type)
            assert kind in TYPES if isinstance(kind, str) else kind[0] in COLLECTIONS, place
        # a required write-only attribute could never be used on an older core
        assert not (attribute.write_only and (attribute.computed or attribute.required)), place
        assert attribute.deprecated or not attribute.deprecation_message, place
        assert attribute.description, f"{place} is not described"
    for place, block in blocks(plugin.schema):
        assert not block.computed, f"only the newest core knows a computed block: {place}"


async def test_every_function_says_what_it_takes_and_returns(plugin):
    for name, function in plugin.schema.functions.items():
        parameters = [*function.parameters]
        if function.HasField("variadic_parameter"):
            parameters.append(function.variadic_parameter)
        names = [parameter.name for parameter in parameters]
        assert len(set(names)) == len(names) and all(names), name
        assert json.loads(getattr(function, "return").type), name
        assert function.summary and function.description, name
        for parameter in parameters:
            assert json.loads(parameter.type) and parameter.description, (name, parameter.name)
