"""What people write or paste where a model's name is wanted."""

from __future__ import annotations

import pytest

from app.domain.errors import BadModelName, CloudModel
from app.domain.model_name import parse_model_name, written_model_name


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("deepseek-r1", "deepseek-r1:latest"),
        ("  deepseek-r1:8b ", "deepseek-r1:8b"),
        ("DeepSeek-R1:8B", "deepseek-r1:8b"),
        ("deepseek-r1:8b-llama-distill-q4_K_M", "deepseek-r1:8b-llama-distill-q4_K_M"),
        ("somebody/whale:1b", "somebody/whale:1b"),
        ("ollama run deepseek-r1:8b --verbose", "deepseek-r1:8b"),
        ("$ ollama pull deepseek-r1", "deepseek-r1:latest"),
        ('"deepseek-r1:8b"', "deepseek-r1:8b"),
        ("https://ollama.com/library/deepseek-r1:8b", "deepseek-r1:8b"),
        ("HTTPS://OLLAMA.COM/library/deepseek-r1", "deepseek-r1:latest"),
        ("https://ollama.com/library/deepseek-r1/tags", "deepseek-r1:latest"),
        ("https://ollama.com/library/deepseek-r1:8b/blobs/6995872bfe4c", "deepseek-r1:8b"),
        ("https://ollama.com/library/deepseek-r1?sort=new#readme", "deepseek-r1:latest"),
        ("https://ollama.com/somebody/whale/tags", "somebody/whale:latest"),
        ("https://registry.ollama.ai/library/deepseek-r1:8b", "deepseek-r1:8b"),
        ("hf.co/somebody/Whale-GGUF:Q4_K_M", "hf.co/somebody/Whale-GGUF:Q4_K_M"),
        ("https://huggingface.co/somebody/Whale-GGUF/tree/main", "hf.co/somebody/Whale-GGUF:latest"),
        ("https://www.huggingface.co/somebody/Whale-GGUF/blob/main/w.gguf", "hf.co/somebody/Whale-GGUF:latest"),
        ("127.0.0.1:4000/library/whale:1b", "127.0.0.1:4000/library/whale:1b"),
    ],
)
def test_the_model_that_is_meant(written: str, tag: str) -> None:
    assert written_model_name(written).short == tag


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "//",
        "a//b",
        "../x",
        "x:y:z",
        "ключ",
        "http://",
        "two words",
        "deepseek-r1@sha256:" + "0" * 64,
        "C:\\models\\x.gguf",
        "/home/me/x.gguf",
        "hf.co/justone",
        "https://example.com/a/b/c/d",
    ],
)
def test_what_is_no_name(written: str) -> None:
    with pytest.raises(BadModelName):
        written_model_name(written)


@pytest.mark.parametrize(
    "written",
    [
        "deepseek-v3.1:671b-cloud",
        "DeepSeek-V3.1:671B-Cloud",
        "deepseek-v4:CLOUD",
        "https://ollama.com/library/deepseek-v4:cloud",
        "ollama run deepseek-v4:cloud",
    ],
)
def test_what_runs_on_somebody_elses_computer_is_refused(written: str) -> None:
    with pytest.raises(CloudModel):
        parse_model_name(written)


def test_a_model_made_here_keeps_its_capitals() -> None:
    assert parse_model_name("MyWhale:Small").short == "MyWhale:Small"
