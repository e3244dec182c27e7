"""Only harmless kinds of links open, and deceiving ones are shown for what they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.render.links import LinkWarning, check, is_allowed, without_hidden

USER, IP, ALIKE, LONG, HIDDEN, PORT = (
    LinkWarning.USER_INFO,
    LinkWarning.IP_HOST,
    LinkWarning.LOOKALIKE_HOST,
    LinkWarning.LONG_QUERY,
    LinkWarning.HIDDEN_CHARACTERS,
    LinkWarning.PORT,
)

OPEN = [
    ("https://example.com", "example.com", set()),
    ("http://example.com/a/b?c=d#e", "example.com", set()),
    ("HTTPS://EXAMPLE.COM/Path", "example.com", set()),
    ("  https://example.com ", "example.com", set()),
    ("https://example.com:443/", "example.com", set()),
    ("http://example.com:80/", "example.com", set()),
    ("https://example.com:8443/", "example.com:8443", {PORT}),
    ("https://example.com./", "example.com", set()),
    ("https://sub_domain.example.com/", "sub_domain.example.com", set()),
    ("https://en.wikipedia.org/wiki/Whale_(disambiguation)", "en.wikipedia.org", set()),
    ("https://zh.wikipedia.org/wiki/鲸", "zh.wikipedia.org", set()),
    ("https://example.com/?q=" + "a" * 300, "example.com", {LONG}),
    ("https://example.com/?q=" + "a" * 290, "example.com", set()),
    ("https://example.com/#" + "a" * 400, "example.com", {LONG}),
    ("https://example.com/" + "a" * 700, "example.com", {LONG}),
    ("https://paypal.com@evil.example/login", "evil.example", {USER}),
    ("https://paypal.com:pass@evil.example", "evil.example", {USER}),
    ("https://paypal.com%2F@evil.example", "evil.example", {USER}),
    ("https://evil.example\\@paypal.com", "evil.example", set()),
    ("https://аpple.com", "xn--pple-43d.com", {ALIKE}),
    ("https://xn--pple-43d.com", "xn--pple-43d.com", {ALIKE}),
    ("https://münchen.de/", "xn--mnchen-3ya.de", {ALIKE}),
    ("https://例え.jp", "xn--r8jz45g.jp", {ALIKE}),
    ("https://example。com", "example.com", set()),
    ("http://127.0.0.1/", "127.0.0.1", {IP}),
    ("http://127.0.0.1:11434/api/delete", "127.0.0.1:11434", {IP, PORT}),
    ("http://127.1/", "127.1", {IP}),
    ("http://2130706433/", "2130706433", {IP}),
    ("http://0x7f000001/", "0x7f000001", {IP}),
    ("http://0177.0.0.1/", "0177.0.0.1", {IP}),
    ("http://[::1]/", "[::1]", {IP}),
    ("http://[::1]:80/", "[::1]", {IP}),
    ("http://localhost/", "localhost", set()),
    ("https://exam\u200bple.com/", "example.com", {HIDDEN}),
    ("https://example.com/\u202etxt.exe", "example.com", {HIDDEN}),
    ("https://example.com/\u2066a\u2069", "example.com", {HIDDEN}),
    ("https://example.com/\x00", "example.com", {HIDDEN}),
    ("https://example.com/\U000e0041", "example.com", {HIDDEN}),
    ("java\nscript://x@https://example.com", None, None),
    ("mailto:a@example.com", "a@example.com", set()),
    ("mailto:a@example.com?subject=x&body=y", "a@example.com", {LONG}),
    ("mailto:a@аpple.com", "a@xn--pple-43d.com", {ALIKE}),
]

CLOSED = [
    "",
    "example.com",
    "//example.com/x",
    "/etc/passwd",
    "#heading",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "vbscript:x",
    "data:text/html,<script>",
    "file:///etc/passwd",
    "file://server/share",
    "\\\\server\\share",
    "ftp://example.com",
    "smb://server/share",
    "ms-msdt:/id",
    "search-ms:query=x",
    "tel:123",
    "sms:123",
    "about:blank",
    "chrome://settings",
    "view-source:https://example.com",
    "blob:https://example.com/x",
    "ssh://host",
    "steam://run/1",
    "baleen:open",
    "qrc:/x",
    "https:",
    "https://",
    "https:///path",
    "https:example.com",
    "https://[::1",
    "https://[evil]/",
    "https://example.com:99999/",
    "https://example.com:x/",
    "https://exa mple.com/",
    "https://exa<mple.com/",
    "https://-example.com/",
    "https://" + "a" * 64 + ".com",
    "https://..",
    "https://\ud800.com",
    "https://example.com/" + "a" * 9_000,
    "mailto:",
    "mailto:nobody",
    "mailto:a@b@c",
    "mailto:a@example.com,b@example.com",
    "mailto://a@example.com",
]


@pytest.mark.parametrize(("address", "host", "warnings"), OPEN)
def test_link_opens_and_shows_its_real_host(address: str, host: str | None, warnings: set[LinkWarning] | None) -> None:
    link = check(address)
    if host is None:
        assert link is None
        return
    assert link is not None
    assert (link.host, link.warnings) == (host, warnings)
    assert link.url.isascii()
    again = check(link.url)
    assert again is not None
    assert (again.url, again.host) == (link.url, link.host)


@pytest.mark.parametrize("address", CLOSED)
def test_link_does_not_open(address: str) -> None:
    assert check(address) is None
    assert not is_allowed(address)


def test_table_has_the_sixty_addresses_it_promises() -> None:
    assert len(OPEN) + len(CLOSED) >= 60


@given(
    st.text(max_size=60), st.sampled_from(["", "https://", "http://a@", "mailto:", "javascript:", "https://[", "file:"])
)
def test_any_text_gives_a_safe_link_or_none(text: str, prefix: str) -> None:
    link = check(prefix + text)
    if link is not None:
        assert link.url.split(":")[0] in {"http", "https", "mailto"}
        assert link.url.isascii()
        assert not any(char.isspace() or char in '<>"`' for char in link.url)
        assert without_hidden(link.host) == link.host
