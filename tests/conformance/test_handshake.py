"""Who is let in: the one whose certificate the provider was told of, and nobody else."""

import asyncio
import base64
import os
import subprocess

import grpc
import pytest
from pyvider.protocols.tfprotov6.protobuf import tfplugin6_pb2 as pb
from pyvider.protocols.tfprotov6.protobuf import tfplugin6_pb2_grpc as pb_grpc
from tofusoup.tfplugin import MAGIC_COOKIE_KEY, start_provider

AUTHORITY = (("grpc.ssl_target_name_override", "localhost"),)


async def test_version_6_over_a_unix_socket_with_certificates_on_both_sides(plugin):
    assert plugin.protocol_version == 6
    assert plugin.transport == "unix"
    assert plugin.client.client_cert and plugin.client._server_cert


@pytest.mark.parametrize("curve", ["p-256", "p-384"])
async def test_a_host_is_let_in_whatever_curve_its_certificate_is_on(binary, environment, monkeypatch, curve):
    monkeypatch.setenv("PYVIDER_CLIENT_CERT_CURVE", curve)
    plugin = await start_provider(binary, env=environment)
    try:
        assert not (await plugin.stub.GetMetadata(pb.GetMetadata.Request())).diagnostics
    finally:
        await plugin.stop()


async def refused(channel):
    """The status with which a call on this channel ends."""
    async with channel:
        with pytest.raises(grpc.aio.AioRpcError) as error:
            await pb_grpc.ProviderStub(channel).GetMetadata(pb.GetMetadata.Request(), timeout=10)
        return error.value.code()


def authority(plugin):
    """The provider's certificate as the only root, in PEM."""
    der = base64.b64decode(plugin.client._server_cert + "=" * (-len(plugin.client._server_cert) % 4))
    body = base64.encodebytes(der).decode()
    return f"-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n".encode()


async def test_a_caller_without_a_certificate_is_refused(plugin):
    nobody = grpc.ssl_channel_credentials(root_certificates=authority(plugin))
    channel = grpc.aio.secure_channel(plugin.client.target_endpoint, nobody, options=AUTHORITY)
    assert await refused(channel) == grpc.StatusCode.UNAVAILABLE
    assert not (await plugin.stub.GetMetadata(pb.GetMetadata.Request())).diagnostics


async def test_a_caller_with_another_certificate_is_refused(plugin):
    from provide.foundation.crypto import Certificate

    key = {"key_type": "ecdsa", "ecdsa_curve": "secp256r1"}
    other = Certificate.create_self_signed_client_cert("localhost", "somebody", validity_days=1, **key)
    stranger = grpc.ssl_channel_credentials(authority(plugin), other.key_pem.encode(), other.cert_pem.encode())
    channel = grpc.aio.secure_channel(plugin.client.target_endpoint, stranger, options=AUTHORITY)
    assert await refused(channel) == grpc.StatusCode.UNAVAILABLE


async def test_a_caller_in_plaintext_is_refused(plugin):
    assert await refused(grpc.aio.insecure_channel(plugin.client.target_endpoint)) == grpc.StatusCode.UNAVAILABLE


def test_without_the_cookie_it_says_what_it_is_and_ends(binary, environment):
    without = {name: value for name, value in environment.items() if name != MAGIC_COOKIE_KEY}
    done = subprocess.run([binary], env=without, capture_output=True, text=True, timeout=20)
    assert done.returncode == 1 and not done.stdout
    assert "plugin" in done.stderr


async def test_told_to_shut_down_it_ends_by_itself_and_leaves_no_socket(binary, environment):
    plugin = await start_provider(binary, env=environment)
    process = plugin.client._process.process
    assert os.listdir(environment["TMPDIR"])
    await plugin.client.shutdown_plugin()
    # a host kills after two seconds
    code = await asyncio.to_thread(process.wait, 2)
    assert code == 0 and not os.listdir(environment["TMPDIR"])
    await plugin.client.close()
