"""Functions, data sources, ephemeral resources, lists and actions: whatever the schema has of them keeps the rules of
its kind. Nobody is there to be talked to: an answer is a result or words, and never a gRPC error.
"""

from asking import CALL_LIMIT_S, UNKNOWN, call, complaints, config, conforms, sample, seen, unknown
from expected import ARGUMENTS
from pyvider.protocols.tfprotov6.protobuf import tfplugin6_pb2 as pb
from tofusoup.tfplugin import pack, unpack

LIMIT = 3


def arguments(name, function):
    """What a function is called with."""
    return ARGUMENTS.get(name, [sample(parameter.type) for parameter in function.parameters])


def wrong(kind):
    """A value that no type but `dynamic` takes."""
    return None if kind == b'"dynamic"' else pack({"neither": ["text", "nor"], "a": "number"})


async def test_functions_return_what_they_say(plugin):
    for name, function in plugin.schema.functions.items():
        given = [pack(value) for value in arguments(name, function)]
        first, second = [await call(plugin, "CallFunction", name=name, arguments=given) for _ in range(2)]
        assert not complaints(first), (name, first.error)
        assert first.result == second.result, f"{name} is not a function of its arguments"
        value = unpack(first.result)
        assert value is not None and conforms(value, getattr(function, "return").type), (name, value)


async def test_functions_name_the_argument_that_is_wrong(plugin):
    for name, function in plugin.schema.functions.items():
        good = [pack(value) for value in arguments(name, function)]
        answer = await call(plugin, "CallFunction", name=name, arguments=[*good, *good, pack("one"), pack("more")])
        if not function.HasField("variadic_parameter"):
            assert complaints(answer), f"{name} took more arguments than it has"
        if good:
            answer = await call(plugin, "CallFunction", name=name, arguments=good[:-1])
            assert complaints(answer), f"{name} took fewer arguments than it has"
        for position, parameter in enumerate(function.parameters):
            bad = [wrong(parameter.type)] + ([] if parameter.allow_null_value else [pack(None)])
            for value in filter(None, bad):
                answer = await call(
                    plugin, "CallFunction", name=name, arguments=[*good[:position], value, *good[position + 1 :]]
                )
                assert complaints(answer), f"{name} took {value} as {parameter.name}"
                assert answer.error.function_argument == position, (name, answer.error)


async def test_functions_of_unknown_arguments_say_nothing(plugin):
    for name, function in plugin.schema.functions.items():
        if not function.parameters or any(each.allow_unknown_values for each in function.parameters):
            continue
        answer = await call(plugin, "CallFunction", name=name, arguments=[pack(UNKNOWN)] * len(function.parameters))
        assert complaints(answer) or seen(answer.result) is UNKNOWN, (name, answer)


async def test_data_sources_answer_with_a_state_or_in_words(configured):
    for name, schema in configured.schema.data_source_schemas.items():
        answer = await call(configured, "ValidateDataResourceConfig", type_name=name, config=unknown(schema.block))
        assert not complaints(answer), (name, answer.diagnostics)
        values = config(name, schema.block)
        answer = await call(configured, "ReadDataSource", type_name=name, config=values)
        assert not answer.HasField("deferred"), "nobody said that it may"
        if not complaints(answer):
            state = unpack(answer.state)
            assert set(state) >= {attribute.name for attribute in schema.block.attributes}, name


async def test_ephemeral_resources_open_renew_and_close(configured):
    for name, schema in configured.schema.ephemeral_resource_schemas.items():
        values = unknown(schema.block)
        answer = await call(configured, "ValidateEphemeralResourceConfig", type_name=name, config=values)
        assert not complaints(answer), (name, answer.diagnostics)
        opened = await call(configured, "OpenEphemeralResource", type_name=name, config=config(name, schema.block))
        assert not opened.HasField("deferred"), "nobody said that it may"
        if complaints(opened):
            assert not opened.result.msgpack or unpack(opened.result) is None, name
            continue
        assert unpack(opened.result) is not None, name
        if opened.HasField("renew_at"):
            renewed = await call(configured, "RenewEphemeralResource", type_name=name, private=opened.private)
            assert complaints(renewed) or renewed.renew_at.seconds >= opened.renew_at.seconds, name
        closed = await call(configured, "CloseEphemeralResource", type_name=name, private=opened.private)
        assert not complaints(closed), (name, closed.diagnostics)


async def test_lists_stream_identities_and_no_more_than_were_asked_for(configured):
    for name, schema in configured.schema.list_resource_schemas.items():
        answer = await call(configured, "ValidateListResourceConfig", type_name=name, config=unknown(schema.block))
        assert not complaints(answer), (name, answer.diagnostics)
        for whole in (False, True):
            events = await call(
                configured,
                "ListResource",
                type_name=name,
                config=config(name, schema.block),
                include_resource_object=whole,
                limit=LIMIT,
            )
            found = [event for event in events if not event.diagnostic or event.HasField("identity")]
            assert len(found) <= LIMIT, name
            for event in found:
                assert unpack(event.identity.identity_data) and event.display_name, (name, event)
                assert event.HasField("resource_object") <= whole, "a state that nobody asked for"


async def test_actions_are_validated_and_planned_with_unknown_values(configured):
    for name, action in configured.schema.action_schemas.items():
        values = unknown(action.schema.block)
        answer = await call(configured, "ValidateActionConfig", type_name=name, config=values)
        assert not complaints(answer), (name, answer.diagnostics)
        answer = await call(configured, "PlanAction", action_type=name, config=values)
        assert not complaints(answer) and not answer.HasField("deferred"), (name, answer)


async def test_the_stream_of_an_action_ends_with_its_only_completion(configured):
    for name, action in configured.schema.action_schemas.items():
        for values in (config(name, action.schema.block), unknown(action.schema.block), pack(None)):
            events = await call(configured, "InvokeAction", action_type=name, config=values)
            ends_with_its_only_completion(name, events)


async def test_an_action_that_nobody_has_completes_with_an_error(configured):
    events = await call(configured, "InvokeAction", action_type="signalcraft_nobody_has_this", config=pack({}))
    ends_with_its_only_completion("none", events)
    assert complaints(events)


def ends_with_its_only_completion(name, events):
    """An event without a type would crash core, and one behind the completion would never be read."""
    kinds = [event.WhichOneof("type") for event in events]
    assert kinds and kinds[-1] == "completed", (name, kinds)
    assert set(kinds[:-1]) <= {"progress"}, (name, kinds)
    assert all(event.progress.message for event in events[:-1]), f"{name} made progress without a word"


async def test_a_list_that_nobody_reads_on_ends(configured):
    for name, schema in configured.schema.list_resource_schemas.items():
        request = pb.ListResource.Request(type_name=name, config=config(name, schema.block), limit=1000)
        stream = configured.stub.ListResource(request, timeout=CALL_LIMIT_S)
        stream.cancel()
        assert not (await call(configured, "GetMetadata")).diagnostics
