"""The server gets the environment that we mean, whatever the person's holds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.engine.environment import server_environment

GIB = 2**30
OURS = {
    "OLLAMA_HOST": "127.0.0.1:0",
    "OLLAMA_NO_CLOUD": "1",
    "OLLAMA_NOHISTORY": "1",
    "OLLAMA_NUM_PARALLEL": "1",
    "OLLAMA_GO_TEMPLATE": "1",
    "LLAMA_ARG_CACHE_RAM": "1638",
}


def made(base: dict[str, str], **options: object) -> dict[str, str]:
    return server_environment(base, ram_bytes=16 * GIB, **options)  # type: ignore[arg-type]


def test_exactly_ours_when_there_is_nothing_else() -> None:
    assert made({}) == OURS


@pytest.mark.parametrize(
    "name",
    [
        *("OLLAMA_DEBUG", "OLLAMA_ORIGINS", "OLLAMA_DEBUG_LOG_REQUESTS", "OLLAMA_CONTEXT_LENGTH", "ollama_debug"),
        *("LLAMA_API_KEY", "LLAMA_ARG_THREADS", "GGML_CUDA_INIT"),
        *("HTTP_PROXY", "http_proxy", "LD_PRELOAD", "DYLD_INSERT_LIBRARIES"),
        *("PYTHONPATH", "PYTHONHOME", "QT_PLUGIN_PATH", "QML2_IMPORT_PATH", "_PYI_ARCHIVE_FILE"),
    ],
)
def test_dropped(name: str) -> None:
    assert made({name: "x"}) == OURS


@pytest.mark.parametrize(
    "name",
    [
        *(
            "PATH",
            "LANG",
            "CUDA_VISIBLE_DEVICES",
            "GGML_VK_VISIBLE_DEVICES",
            "OLLAMA_MODELS",
            "HSA_OVERRIDE_GFX_VERSION",
        ),
        *("HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "LD_LIBRARY_PATH", "XDG_CONFIG_HOME", "HOME"),
    ],
)
def test_kept(name: str) -> None:
    assert made({name: "/x"}) == OURS | {name: "/x"}


def test_what_we_set_wins() -> None:
    assert made({"OLLAMA_HOST": "0.0.0.0", "LLAMA_ARG_CACHE_RAM": "9"}) == OURS


@pytest.mark.parametrize(("ram_gib", "cache_mib"), [(4, "409"), (16, "1638"), (512, "8192")])
def test_the_cache_of_old_conversations_is_a_tenth_of_memory(ram_gib: int, cache_mib: str) -> None:
    assert server_environment({}, ram_bytes=ram_gib * GIB)["LLAMA_ARG_CACHE_RAM"] == cache_mib


def test_models_and_home() -> None:
    found = made({"OLLAMA_MODELS": "/theirs", "HOME": "/h"}, models_dir=Path("/m"), home=Path("/own"))
    assert (found["OLLAMA_MODELS"], found["HOME"], found["USERPROFILE"]) == (str(Path("/m")), *[str(Path("/own"))] * 2)


BUNDLE = Path("/opt/baleen/_internal")


@pytest.mark.parametrize(
    ("base", "found"),
    [
        ({"LD_LIBRARY_PATH": str(BUNDLE), "LD_LIBRARY_PATH_ORIG": "/theirs"}, {"LD_LIBRARY_PATH": "/theirs"}),
        ({"LD_LIBRARY_PATH": str(BUNDLE)}, {}),
        ({"LD_LIBRARY_PATH": str(BUNDLE), "LD_LIBRARY_PATH_ORIG": ""}, {}),
        ({"LD_LIBRARY_PATH": f"{BUNDLE}/x{os.pathsep}/theirs"}, {"LD_LIBRARY_PATH": "/theirs"}),
        ({"DYLD_LIBRARY_PATH": str(BUNDLE)}, {}),
        ({"PATH": f"{BUNDLE}{os.pathsep}/usr/bin"}, {"PATH": "/usr/bin"}),
        ({"SSL_CERT_FILE": f"{BUNDLE}/cacert.pem"}, {}),
    ],
)
def test_libraries_of_the_frozen_program_are_not_handed_on(base: dict[str, str], found: dict[str, str]) -> None:
    assert made(base, bundle=BUNDLE, exists=lambda _: True) == OURS | found


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_certificates_are_handed_on_only_if_they_are_there(name: str) -> None:
    assert made({name: "/there"}, exists=lambda path: path == "/there") == OURS | {name: "/there"}
    assert made({name: "/gone"}, exists=lambda path: path == "/there") == OURS
