"""Secure addresses: a server that nobody vouches for gets nothing, and is told apart from one that is away."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.domain.errors import Unreachable, Untrusted
from app.llm.any_server import AnyServer

x509 = pytest.importorskip("cryptography.x509")


@pytest.fixture
async def unknown(tmp_path: Path) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server that vouches for itself; its address, and what it was told."""
    file = tmp_path / "own.pem"
    file.write_bytes(_self_signed())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(1000))
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context) as server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}", heard


async def test_it_gets_nothing_and_is_told_apart(unknown: tuple[str, list[bytes]]) -> None:
    url, heard = unknown
    server = AnyServer()
    try:
        with pytest.raises(Untrusted) as raised:
            await server.greet(url, "sk-canary", 10.0)
        assert raised.value.address == url
        with pytest.raises(Unreachable):
            await server.greet("https://127.0.0.1:1", "sk-canary", 10.0)
    finally:
        server.close()
    assert heard == []


def _self_signed() -> bytes:
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem: bytes = certificate.public_bytes(serialization.Encoding.PEM) + secret
    return pem
