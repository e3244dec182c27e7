"""Addresses as people write them."""

from __future__ import annotations

import pytest

from app.domain.engine import server_url
from app.domain.errors import BadAddress, SecretInAddress


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("localhost", "http://localhost:11434"),
        ("localhost:11434", "http://localhost:11434"),
        (" http://127.0.0.1 ", "http://127.0.0.1:11434"),
        ("http://127.0.0.1/", "http://127.0.0.1:11434"),
        ("HTTP://Host:80", "http://host:80"),
        ("https://host", "https://host"),
        ("https://host:8443/ollama/", "https://host:8443/ollama"),
        ("[::1]:123", "http://[::1]:123"),
        ("::1", "http://[::1]:11434"),
        ("0.0.0.0:5", "http://127.0.0.1:5"),
        ("[::]:5", "http://[::1]:5"),
        ("my_box.local.", "http://my_box.local.:11434"),
    ],
)
def test_an_address_becomes_a_url(address: str, url: str) -> None:
    assert server_url(address) == url
    assert server_url(url) == url


@pytest.mark.parametrize(
    "address",
    [
        *("", "  ", "http://", "ftp://host", "file:///etc/passwd", "host:99999", "host:abc", "host:0", "host:-1"),
        *("two words", "http://exa\nmple", "host?x=1", "host#x", "[", "::::", "http://a..b"),
        *("javascript:alert(1)", "/usr/bin/ollama", "C:\\ollama.exe", "-x;rm"),
    ],
)
def test_garbage_is_refused_and_named(address: str) -> None:
    with pytest.raises(BadAddress) as raised:
        server_url(address)
    assert raised.value.address == address


@pytest.mark.parametrize("address", ["http://user:sk-canary@host", "sk-canary@host:1", "https://sk-canary@host/v1"])
def test_a_key_in_an_address_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(SecretInAddress) as raised:
        server_url(address)
    assert raised.value.address == "host"
    assert "sk-canary" not in repr(raised.value)
