"""One migration's life on a real server, told by somebody else's client: planned, applied, read, listed, imported,
planned again to no change, destroyed. What core demands between two answers is demanded here.
"""

import json
import os
import secrets
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from asking import NULL, UNKNOWN, call, complaints, config, seen
from pyvider.protocols.tfprotov6.protobuf import tfplugin6_pb2 as pb
from rig.look import look
from tofusoup.tfplugin import pack, unpack

MIGRATION = "signalcraft_migration"
STATUS = "signalcraft_migration_status"
MAJOR = 17


@pytest.fixture
def database():
    """An empty database: how to log in, and its name."""
    url = os.environ.get(f"SIGNALCRAFT_TEST_PG_{MAJOR}_URL")
    assert url, "there is no server: run `make test-conformance`"
    login, name = urllib.parse.urlsplit(url), f"conformance_{secrets.token_hex(4)}"
    look(login, "postgres", f"CREATE DATABASE {name}")
    yield login, name
    look(login, "postgres", f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def secret(database):
    """The login as a secret of the emulator: where it is, and what it is called."""
    endpoint = os.environ.get("SIGNALCRAFT_TEST_AWS_ENDPOINT")
    assert endpoint, "there is no emulator: run `make test-conformance`"
    login, name = database
    words = json.dumps({"username": login.username, "password": login.password})
    account = "Credential=000000000000/20260101/eu-west-1/secretsmanager/aws4_request"
    request = urllib.request.Request(
        endpoint,
        data=json.dumps({"Name": name, "SecretString": words}).encode(),
        headers={
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "secretsmanager.CreateSecret",
            "Authorization": f"AWS4-HMAC-SHA256 {account}, SignedHeaders=host, Signature=0",
        },
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
        return endpoint, json.loads(answer.read())["ARN"]


def proposed(attributes, configured, prior):
    """What core proposes: the configuration, and what is computed as it was."""
    values = {}
    for attribute in attributes:
        name = attribute.name
        wanted, was = configured[name], (prior or {}).get(name)
        if attribute.write_only:
            values[name] = None
        elif wanted is None and attribute.computed:
            values[name] = was
        elif wanted is not None and attribute.nested_type.nesting == pb.Schema.Object.SINGLE:
            values[name] = proposed(attribute.nested_type.attributes, wanted, was)
        else:
            values[name] = wanted
    return values


def kept(planned, now, path=""):
    """Every place where something known in the plan is another now, or still unknown."""
    if planned is UNKNOWN:
        return [f"{path} is unknown"] if now is UNKNOWN else []
    if isinstance(planned, dict) and isinstance(now, dict) and planned.keys() == now.keys():
        return [place for name in planned for place in kept(planned[name], now[name], f"{path}.{name}")]
    if isinstance(planned, list) and isinstance(now, list) and len(planned) == len(now):
        return [place for at, each in enumerate(planned) for place in kept(each, now[at], f"{path}[{at}]")]
    return [] if planned == now else [f"{path} was planned as {planned!r} and is {now!r}"]


async def test_a_migration_from_the_plan_to_its_end(configured, directory, database, secret):
    login, name = database
    endpoint, arn = secret
    settings = configured.provider_config(endpoint_url=endpoint)
    schema = configured.schema.resource_schemas[MIGRATION].block
    given = {
        "host": "localhost",
        "port": login.port,
        "name": name,
        "username": login.username,
        "password_wo": login.password,
        "ca_bundle": Path(os.environ["SIGNALCRAFT_TEST_PG_CA"]).read_text(),
    }
    values = config(MIGRATION, schema, directory=directory, plan="live", database=given)
    wanted = unpack(values)

    async def walk(prior, private=b""):
        """A walk of core: configured anew, then planned; prior and planned state for the apply."""
        assert not complaints(await call(configured, "ConfigureProvider", config=settings))
        blocks = {nested.type_name: wanted[nested.type_name] for nested in schema.block_types}
        proposal = pack({**proposed(schema.attributes, wanted, prior and unpack(prior)), **blocks})
        answer = await call(
            configured,
            "PlanResourceChange",
            type_name=MIGRATION,
            prior_state=prior or NULL,
            proposed_new_state=proposal,
            config=values,
            prior_private=private,
            client_capabilities=pb.ClientCapabilities(write_only_attributes_allowed=True),
        )
        assert not complaints(answer), answer.diagnostics
        return answer

    planned = await walk(None)
    assert [step["name"] for step in seen(planned.planned_state)["planned_steps"]] == ["orders", "customers"]
    change = {"type_name": MIGRATION, "config": values, "planned_private": planned.planned_private}
    applied = await call(
        configured, "ApplyResourceChange", prior_state=NULL, planned_state=planned.planned_state, **change
    )
    assert not complaints(applied), applied.diagnostics
    assert not kept(seen(planned.planned_state), seen(applied.new_state))
    assert login.password.encode() not in applied.new_state.msgpack + applied.private
    tables = "SELECT count(*)::text FROM pg_tables WHERE tablename IN ('orders', 'customers')"
    assert look(login, name, tables) == [("2",)]

    read = await call(
        configured,
        "ReadResource",
        type_name=MIGRATION,
        current_state=applied.new_state,
        private=applied.private,
    )
    assert not complaints(read), read.diagnostics
    assert unpack(read.new_state) == unpack(applied.new_state)

    await is_found(configured, applied.new_identity, directory, {**given, "secret_arn": arn, "username": None})

    again = await walk(read.new_state, read.private)
    assert seen(again.planned_state) == unpack(read.new_state), "there is nothing to do"
    assert not again.requires_replace

    gone = await call(
        configured,
        "ApplyResourceChange",
        type_name=MIGRATION,
        prior_state=read.new_state,
        planned_state=NULL,
        config=NULL,
        planned_private=again.planned_private,
    )
    assert not complaints(gone) and unpack(gone.new_state) is None
    assert look(login, name, tables) == [("2",)], "destroying forgets, and touches nothing"


async def is_found(plugin, identity, directory, database):
    """The ledger is listed by its identity, imported by it, and a data source reads it; whatever of these there is."""
    lists, sources = plugin.schema.list_resource_schemas, plugin.schema.data_source_schemas
    if MIGRATION in lists:
        listed = config(MIGRATION, lists[MIGRATION].block, database=database)
        events = await call(
            plugin, "ListResource", type_name=MIGRATION, config=listed, include_resource_object=True, limit=5
        )
        assert not complaints(events), events
        [found] = [event for event in events if event.HasField("identity")]
        assert unpack(found.identity.identity_data) == unpack(identity.identity_data)
        assert found.display_name and unpack(found.resource_object)["current_version"] == "2"
        imported = await call(plugin, "ImportResourceState", type_name=MIGRATION, identity=identity)
        assert not complaints(imported), imported.diagnostics
        [one] = imported.imported_resources
        assert one.type_name == MIGRATION
        assert unpack(one.identity.identity_data) == unpack(identity.identity_data)
    if STATUS in sources:
        asked = config(STATUS, sources[STATUS].block, directory=directory, database=database, ledger={"name": "app"})
        answer = await call(plugin, "ReadDataSource", type_name=STATUS, config=asked)
        assert not complaints(answer), answer.diagnostics
        assert unpack(answer.state)["current_version"] == "2"
