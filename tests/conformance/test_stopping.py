"""StopProvider ends what is in flight, in words; the provider goes on serving."""

import asyncio

from asking import NULL, call, complaints, config
from pyvider.protocols.tfprotov6.protobuf import tfplugin6_pb2 as pb

MIGRATION = "signalcraft_migration"
SOON_S = 10
AT_ONCE = 50


async def test_after_a_stop_everything_is_still_answered(configured, directory):
    assert (await call(configured, "StopProvider")).Error == ""
    assert not complaints(await call(configured, "GetProviderSchema"))
    block = configured.schema.resource_schemas[MIGRATION].block
    values = config(MIGRATION, block, directory=directory)
    for rpc, fields in (
        ("ValidateResourceConfig", {"config": values}),
        ("PlanResourceChange", {"prior_state": NULL, "proposed_new_state": values, "config": values}),
    ):
        answer = await call(configured, rpc, type_name=MIGRATION, **fields)
        assert not complaints(answer), (rpc, answer.diagnostics)
    assert (await call(configured, "StopProvider")).Error == "", "a second one is no surprise"


async def test_a_stop_ends_a_call_that_waits_for_somebody_who_never_answers(configured, directory):
    asked = asyncio.Event()

    async def silent(reader, writer):
        asked.set()
        await reader.read()  # until it is hung up
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        block = configured.schema.resource_schemas[MIGRATION].block
        database = {"host": "127.0.0.1", "port": port, "name": "app", "username": "app", "iam_auth": True}
        values = config(MIGRATION, block, directory=directory, plan="live", database=database)
        plan = asyncio.create_task(
            call(
                configured,
                "PlanResourceChange",
                type_name=MIGRATION,
                prior_state=NULL,
                proposed_new_state=values,
                config=values,
            )
        )
        await asyncio.wait_for(asked.wait(), SOON_S)
        assert (await call(configured, "StopProvider")).Error == ""
        answer = await asyncio.wait_for(plan, SOON_S)
        assert complaints(answer), "what was cut short is no plan"


async def test_many_calls_at_once_are_all_answered(configured, directory):
    block = configured.schema.resource_schemas[MIGRATION].block

    async def plan(number):
        # each a ledger of its own: two resources with one ledger are refused
        values = config(MIGRATION, block, directory=directory, ledger={"name": f"app_{number}"})
        fields = {"prior_state": NULL, "proposed_new_state": values, "config": values}
        return await call(configured, "PlanResourceChange", type_name=MIGRATION, **fields)

    answers = await asyncio.gather(*map(plan, range(AT_ONCE)))
    assert not [letter for answer in answers for letter in complaints(answer)]
    assert len({answer.planned_state.msgpack for answer in answers}) == AT_ONCE, "an answer went to another question"


async def test_a_caller_that_gives_up_does_not_disturb_the_next(configured):
    gone = configured.stub.GetProviderSchema(pb.GetProviderSchema.Request())
    gone.cancel()
    assert not complaints(await call(configured, "GetProviderSchema"))
