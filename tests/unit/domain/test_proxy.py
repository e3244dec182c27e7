"""Addresses of proxies, and what a server is told of them."""

from __future__ import annotations

import pytest

from app.domain.errors import BadProxy
from app.domain.proxy import chosen_proxy, proxy_url, proxy_variables, sign_in, signed_in, split_proxy
from app.domain.settings import ProxyMode, Settings


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (" proxy.example:3128 ", "http://proxy.example:3128"),
        ("HTTP://10.0.0.1:8080/", "http://10.0.0.1:8080"),
        ("https://proxy.example:443", "https://proxy.example:443"),
        ("[::1]:3128", "http://[::1]:3128"),
    ],
)
def test_what_is_an_address(text: str, url: str) -> None:
    assert proxy_url(text) == url


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("proxy.example", "port"),
        ("http://proxy.example", "port"),
        ("socks5://proxy.example:1080", "scheme"),
        ("http://me:secret@proxy.example", "port"),
        ("me:secret@proxy.example:99999", "address"),
        ("http://:3128", "address"),
        ("http://proxy.example:99999", "address"),
        ("http://proxy.example:x", "address"),
        ("http://[::1:3128", "address"),
        ("proxy example:3128", "address"),
        ("http://proxy.example:3128/path", "address"),
    ],
)
def test_what_is_none(text: str, reason: str) -> None:
    with pytest.raises(BadProxy) as raised:
        split_proxy(text)
    assert raised.value.reason == reason
    assert "secret" not in f"{raised.value!r} {raised.value.detail}"


@pytest.mark.parametrize("text", ["http://me:s%40c/:ret@p.example:3128", "me:s@c/:ret@p.example:3128"])
def test_name_and_password_are_kept_apart(text: str) -> None:
    address, secret = split_proxy(text)
    assert address == "http://p.example:3128"
    assert secret == sign_in("me", "s@c/:ret") == "me:s%40c%2F%3Aret"
    assert signed_in(address, secret) == "http://me:s%40c%2F%3Aret@p.example:3128"
    assert signed_in(address, sign_in("", "")) == address


def test_which_one_is_used() -> None:
    assert chosen_proxy(Settings()) is None
    assert chosen_proxy(Settings(proxy=ProxyMode.NONE, proxy_address="http://p:1")) == ""
    assert chosen_proxy(Settings(proxy=ProxyMode.ADDRESS, proxy_address="http://p:1")) == "http://p:1"
    assert chosen_proxy(Settings(proxy=ProxyMode.ADDRESS)) is None, "none was given yet"


def test_what_a_server_is_told() -> None:
    assert proxy_variables(None) == {}
    assert proxy_variables(None, "http://system:1") == {"HTTPS_PROXY": "http://system:1"}
    off = proxy_variables("", "http://system:1")
    assert off == dict.fromkeys(("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"), "")
    on = proxy_variables("http://p:1", excepted="intranet")
    assert on["HTTPS_PROXY"] == on["https_proxy"] == "http://p:1"
    assert on["NO_PROXY"] == "localhost,127.0.0.1,::1,intranet"
    assert on["ALL_PROXY"] == ""
    assert not {name.upper() for name in on} & {"HTTP_PROXY"}
