"""A running provider for each test, as PyPI's tofusoup starts and calls one, and as it is told to end."""

import os
import tempfile

os.environ.setdefault("PROVIDE_LOG_LEVEL", "ERROR")  # of the driver, not of the provider

import pytest  # noqa: E402
import pytest_asyncio  # noqa: E402
from pyvider.protocols.tfprotov6.protobuf import tfplugin6_pb2 as pb  # noqa: E402
from tofusoup.tfplugin import base_env, start_provider  # noqa: E402

# Never anybody's real account. Nobody listens at the address, so a call that leaves the process fails at once.
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "000000000000",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_REGION": "eu-west-1",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_MAX_ATTEMPTS": "1",
}


@pytest.fixture(scope="session")
def binary():
    """The provider, as cargo built it."""
    path = os.environ.get("SIGNALCRAFT_TEST_PROVIDER")
    assert path, "SIGNALCRAFT_TEST_PROVIDER is not set: run `make test-conformance`"
    return path


@pytest.fixture
def environment():
    """What the provider sees, with a temporary directory of its own: short, for the sake of the socket in it."""
    with tempfile.TemporaryDirectory(prefix="sc-") as scratch:
        yield base_env({**ENVIRONMENT, "TMPDIR": scratch})


@pytest_asyncio.fixture
async def plugin(binary, environment):
    """A started provider, its schema asked for, not configured."""
    plugin = await start_provider(binary, env=environment)
    try:
        plugin.schema = await plugin.stub.GetProviderSchema(pb.GetProviderSchema.Request())
        yield plugin
    finally:
        await plugin.stop()


@pytest_asyncio.fixture
async def configured(plugin):
    """The same, configured with nothing but the environment."""
    ready = await plugin.stub.ConfigureProvider(
        pb.ConfigureProvider.Request(terraform_version="1.15.5", config=plugin.provider_config())
    )
    assert not ready.diagnostics, ready.diagnostics
    return plugin


@pytest.fixture
def directory(tmp_path):
    """A directory with two migrations."""
    (tmp_path / "0001_orders.up.sql").write_text("CREATE TABLE orders (id bigint PRIMARY KEY, note text);\n")
    (tmp_path / "0002_customers.up.sql").write_text("CREATE TABLE customers (id bigint PRIMARY KEY);\n")
    return str(tmp_path)
