"""Resources, from validation to destruction, without a server to talk to."""

import json

import pytest
from asking import NULL, UNKNOWN, call, complaints, config, seen, unknown, whole
from pyvider.protocols.tfprotov6.protobuf import tfplugin6_pb2 as pb
from tofusoup.tfplugin import start_provider, unpack

MIGRATION = "signalcraft_migration"


async def plan(plugin, name, prior, proposed, configured, private=b""):
    return await call(
        plugin,
        "PlanResourceChange",
        type_name=name,
        prior_state=prior,
        proposed_new_state=proposed,
        config=configured,
        prior_private=private,
        client_capabilities=pb.ClientCapabilities(write_only_attributes_allowed=True),
    )


@pytest.fixture
def resources(plugin):
    """Name -> block of every resource."""
    found = {name: schema.block for name, schema in plugin.schema.resource_schemas.items()}
    assert found
    return found


async def test_unknown_values_are_no_error_of_a_configuration(plugin, resources):
    for name, block in resources.items():
        answer = await call(plugin, "ValidateResourceConfig", type_name=name, config=unknown(block))
        assert not complaints(answer), name


async def test_a_plan_of_what_is_all_unknown_is_no_error_and_no_guess(configured, resources):
    for name, block in resources.items():
        values = unknown(block)
        answer = await plan(configured, name, NULL, values, values)
        assert not complaints(answer), name
        planned, wanted = seen(answer.planned_state), seen(values)
        for attribute in block.attributes:
            if wanted[attribute.name] is UNKNOWN and not attribute.write_only:
                assert planned[attribute.name] is UNKNOWN, (name, attribute.name)


async def test_a_create_is_planned_from_the_files_and_the_same_in_another_process(
    configured, binary, environment, resources, directory
):
    block = resources[MIGRATION]
    values = config(MIGRATION, block, directory=directory)
    assert not complaints(await call(configured, "ValidateResourceConfig", type_name=MIGRATION, config=values))
    first = await plan(configured, MIGRATION, NULL, values, values)
    other = await start_provider(binary, env=environment)
    try:
        second = await plan(other, MIGRATION, NULL, values, values)
    finally:
        await other.stop()
    assert not complaints(first), first.diagnostics
    assert first.planned_state == second.planned_state
    planned, wanted = seen(first.planned_state), unpack(values)
    assert [step["name"] for step in planned["planned_steps"]] == ["orders", "customers"]
    for attribute in block.attributes:
        given = wanted[attribute.name]
        if not isinstance(given, (dict, list)) and given is not None:
            assert planned[attribute.name] == given, attribute.name
    assert not first.legacy_type_system
    assert not first.HasField("deferred"), "nobody said that it may"


async def test_a_plan_to_destroy_is_null(configured, resources, directory):
    block = resources[MIGRATION]
    given = {"id": "app", "directory": directory, "current_version": "1", "applied": [], "pending": []}
    prior = config(MIGRATION, block, **given)
    answer = await plan(configured, MIGRATION, prior, NULL, NULL)
    assert not complaints(answer), answer.diagnostics
    assert unpack(answer.planned_state) is None


async def test_an_apply_that_reaches_nobody_leaves_no_state(configured, resources, directory):
    values = config(MIGRATION, resources[MIGRATION], directory=directory)
    planned = await plan(configured, MIGRATION, NULL, values, values)
    answer = await call(
        configured,
        "ApplyResourceChange",
        type_name=MIGRATION,
        prior_state=NULL,
        planned_state=planned.planned_state,
        config=values,
        planned_private=planned.planned_private,
    )
    assert complaints(answer)
    # with one the resource would be tainted, and replaced next time
    assert unpack(answer.new_state) is None


async def test_a_wrong_value_is_named_by_its_path(plugin, resources, directory):
    values = config(MIGRATION, resources[MIGRATION], directory=directory, plan="sometimes")
    answer = await call(plugin, "ValidateResourceConfig", type_name=MIGRATION, config=values)
    [letter] = complaints(answer)
    [step] = letter.attribute.steps
    assert step.attribute_name == "plan"


async def test_a_write_only_value_is_refused_for_a_core_that_would_store_it(plugin, resources, directory):
    database = {"host": "127.0.0.1", "name": "app", "username": "app", "password_wo": "hush"}
    values = config(MIGRATION, resources[MIGRATION], directory=directory, database=database)
    for allowed in (False, True):
        answer = await call(
            plugin,
            "ValidateResourceConfig",
            type_name=MIGRATION,
            config=values,
            client_capabilities=pb.ClientCapabilities(write_only_attributes_allowed=allowed),
        )
        assert bool(complaints(answer)) != allowed, answer.diagnostics
    answer = await plan(plugin, MIGRATION, NULL, values, values)
    assert seen(answer.planned_state)["database"]["password_wo"] is None


async def test_a_stored_state_comes_back_as_it_was(plugin, resources):
    for name, block in resources.items():
        state = whole(block, sample_required=False)
        raw = pb.RawState(json=json.dumps(state).encode())
        version = plugin.schema.resource_schemas[name].version
        answer = await call(plugin, "UpgradeResourceState", type_name=name, version=version, raw_state=raw)
        assert not complaints(answer), (name, answer.diagnostics)
        assert unpack(answer.upgraded_state) == state, name


async def test_an_import_of_nonsense_says_what_an_id_is(configured, resources):
    for name in resources:
        answer = await call(configured, "ImportResourceState", type_name=name, id="nonsense")
        assert complaints(answer) and not answer.imported_resources, name


async def test_another_types_state_is_not_taken(plugin, resources):
    for name in resources:
        answer = await call(
            plugin,
            "MoveResourceState",
            source_provider_address="registry.terraform.io/hashicorp/null",
            source_type_name="null_resource",
            source_state=pb.RawState(json=b'{"id":"1","triggers":null}'),
            target_type_name=name,
        )
        assert complaints(answer) and not answer.HasField("target_state"), name


async def test_a_generated_configuration_can_be_validated(plugin, resources, directory):
    if not plugin.schema.server_capabilities.generate_resource_config:
        answer = await call(plugin, "GenerateResourceConfig", type_name=MIGRATION, state=NULL)
        assert complaints(answer), "what is not offered is refused"
        return
    given = {"id": "app", "directory": directory, "current_version": "1", "applied": [], "pending": []}
    state = config(MIGRATION, resources[MIGRATION], **given)
    answer = await call(plugin, "GenerateResourceConfig", type_name=MIGRATION, state=state)
    assert not complaints(answer), answer.diagnostics
    for attribute in resources[MIGRATION].attributes:
        if attribute.computed and not attribute.optional:
            assert unpack(answer.config)[attribute.name] is None, attribute.name


async def test_a_large_value_passes(plugin, resources, directory):
    large = "x" * (16 << 20)
    database = {"host": "127.0.0.1", "name": "app", "username": "app", "iam_auth": True, "ca_bundle": large}
    values = config(MIGRATION, resources[MIGRATION], directory=directory, database=database)
    await call(plugin, "ValidateResourceConfig", type_name=MIGRATION, config=values)


async def test_an_identity_is_upgraded_at_its_own_version_too(plugin):
    identities = (await call(plugin, "GetResourceIdentitySchemas")).identity_schemas
    for name, schema in identities.items():
        values = {attribute.name: None for attribute in schema.identity_attributes}
        answer = await call(
            plugin,
            "UpgradeResourceIdentity",
            type_name=name,
            version=schema.version,
            raw_identity=pb.RawState(json=json.dumps(values).encode()),
        )
        assert not complaints(answer), (name, answer.diagnostics)
        assert unpack(answer.upgraded_identity.identity_data) == values


async def test_nothing_read_by_a_refresh_that_reaches_nobody_is_lost(configured, resources, directory):
    given = {"id": "app", "directory": directory, "current_version": "1", "applied": [], "pending": []}
    state = config(MIGRATION, resources[MIGRATION], **given)
    answer = await call(configured, "ReadResource", type_name=MIGRATION, current_state=state)
    assert not complaints(answer), answer.diagnostics
    assert unpack(answer.new_state) is not None, "out of reach is not gone"


