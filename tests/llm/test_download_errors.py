"""Every text of a failed download that the documents list, and what it becomes."""

from __future__ import annotations

import pytest

from app.domain import errors as e
from app.llm.download_errors import download_error

TEXTS: list[tuple[str, type[e.AppError]]] = [
    ("pull model manifest: file does not exist", e.NoSuchModel),
    ("file does not exist", e.RegistryBusy),
    (
        "pull model manifest: 412: \nThe model you are attempting to pull requires a newer version of Ollama.\n",
        e.NeedsNewerEngine,
    ),
    ("pull model manifest: 429: slow down", e.RegistryBusy),
    ("429: ", e.RegistryBusy),
    ("pull model manifest: 500: the certificate of our database", e.RegistryBusy),
    ("pull model manifest: 502: <html>Bad gateway</html>", e.RegistryBusy),
    ("pull model manifest: 403: denied", e.PrivateModel),
    ("pull model manifest: 403: <!DOCTYPE html><html>Blocked by your company</html>", e.NetworkBlocks),
    ("pull model manifest: 511: sign in", e.NetworkBlocks),
    ("403: ", e.NetworkBlocks),
    ("pull model manifest: 451: not in your country", e.PrivateModel),
    ('pull model manifest: Get "/v2/x": maximum redirects exceeded (10) for directURL', e.NetworkBlocks),
    ('Get "https://x": http: server gave HTTP response to HTTPS client', e.NetworkBlocks),
    ('Get "http://x": net/http: HTTP/1.x transport connection broken: malformed HTTP response "SSH"', e.NetworkBlocks),
    ("pull model manifest: unexpected end of JSON input", e.ConnectionDrops),
    ('realm host "" does not match original host "x"', e.PrivateModel),
    ("unauthorized: access denied", e.PrivateModel),
    ('pull model manifest: Get "https://x": dial tcp 1.2.3.4:443: connect: connection refused', e.NoInternet),
    ("dial tcp: lookup registry.ollama.ai: no such host", e.NoInternet),
    ("max retries exceeded: dial tcp: lookup x: no such host", e.NoInternet),
    ("tls: failed to verify certificate: x509: certificate signed by unknown authority", e.NetworkBlocks),
    ("tls: first record does not look like a TLS handshake", e.NetworkBlocks),
    ("invalid character '<' looking for beginning of value", e.NetworkBlocks),
    ("blocked redirect to a different host", e.NetworkBlocks),
    ("http: no Location header in response", e.NetworkBlocks),
    ("unexpected status code 302", e.NetworkBlocks),
    ("max retries exceeded: EOF", e.ConnectionDrops),
    ("context canceled", e.StillEnding),
    ("read tcp 127.0.0.1:1->127.0.0.1:2: read: connection reset by peer", e.ConnectionDrops),
    ("digest mismatch, file must be downloaded again: want sha256:a, got sha256:b", e.DamagedOnTheWay),
    ("write /m/blobs/sha256-a-partial: no space left on device", e.NoSpace),
    ("max retries exceeded: write x: There is not enough space on the disk.", e.NoSpace),
    ("open /m/blobs/sha256-a-partial: permission denied", e.FolderUnusable),
    ("mkdir /m/blobs: read-only file system", e.FolderUnusable),
    ("something new", e.DownloadError),
]


@pytest.mark.parametrize(("text", "kind"), TEXTS)
def test_what_it_becomes(text: str, kind: type[e.AppError]) -> None:
    error = download_error(text, "m:1b")
    assert type(error) is kind
    assert text.split(": ")[-1].strip() in error.detail
    if isinstance(error, e.NoSuchModel | e.PrivateModel | e.NeedsNewerEngine):
        assert error.tag == "m:1b"
    if isinstance(error, e.FolderUnusable):
        assert error.path.startswith("/m/blobs")
