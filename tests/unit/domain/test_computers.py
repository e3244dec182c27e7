"""Another computer: which addresses are safe, and what its server offers."""

from __future__ import annotations

import pytest

from app.domain.computers import computer_name, computer_url, offers
from app.domain.engine import EngineState, Origin, Phase, ServerKind
from app.domain.errors import BadAddress, InsecureAddress


@pytest.mark.parametrize(
    "address",
    [
        *("localhost", "10.1.2.3", "http://192.168.0.7:8000/v1", "172.31.0.1", "[fd00::5]:8000", "fe80::1", "[::1]:80"),
        *("box", "my-server.local:8080", "nas.lan", "gpu.home.arpa", "box.tail1234.ts.net", "100.101.102.103"),
        *("https://example.com", "https://8.8.8.8:8443", "https://models.example.com/v1"),
    ],
)
def test_what_stays_in_the_own_network_or_is_enciphered_is_safe(address: str) -> None:
    assert computer_url(address)


@pytest.mark.parametrize(
    "address",
    [
        *("example.com", "http://example.com:11434", "8.8.8.8", "172.32.0.1", "http://[2001:db8::1]:8000"),
        *("100.128.0.1", "notlocal.com", "http://local.example.com", "xlan.de"),
    ],
)
def test_plain_http_to_somebody_elses_network_is_refused(address: str) -> None:
    with pytest.raises(InsecureAddress) as raised:
        computer_url(address)
    assert raised.value.address == address


def test_garbage_is_no_address() -> None:
    with pytest.raises(BadAddress) as raised:
        computer_url("two words")
    assert not isinstance(raised.value, InsecureAddress)


def test_a_computer_is_called_by_its_host() -> None:
    assert computer_name("https://my-server.local:8000/v1") == "my-server.local"


def test_what_a_server_offers() -> None:
    ours = offers(EngineState(Phase.READY, "http://127.0.0.1:5", origin=Origin.MANAGED))
    assert (ours.changes_models, ours.manages_memory, ours.is_ours, ours.is_here) == (True, True, True, True)
    installed = offers(EngineState(Phase.READY, "http://127.0.0.1:11434", origin=Origin.EXTERNAL))
    assert (installed.manages_memory, installed.is_ours, installed.is_here) == (True, False, True)
    there = offers(EngineState(Phase.READY, "http://box:11434", origin=Origin.EXTERNAL))
    assert (there.changes_models, there.manages_memory, there.is_ours, there.is_here) == (False, True, False, False)
    other = offers(EngineState(Phase.READY, "http://box:8000/v1", origin=Origin.EXTERNAL, kind=ServerKind.OPENAI))
    assert (other.changes_models, other.manages_memory, other.is_ours, other.is_here) == (False, False, False, False)
    assert offers(EngineState(Phase.SEARCHING)).is_ours
