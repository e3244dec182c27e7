"""Other Ollama servers are noticed, and where they keep their models."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.engine.neighbours import is_used_by, other_servers

pytestmark = pytest.mark.skipif(os.name == "nt", reason="programs are made by copying sh")


@contextmanager
def other_ollama(folder: Path, **variables: str) -> Iterator[int]:
    """The pid of something that looks like an `ollama serve` that somebody else started."""
    folder.mkdir(exist_ok=True)
    program = folder / "ollama"
    shutil.copy(shutil.which("sh") or "", program)
    script = f"{program} -c 'echo $$; read x' serve; :"
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), **variables}
    with subprocess.Popen(
        ["/bin/sh", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout
        assert process.stdin
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()


def test_another_server_of_this_user_is_noticed_and_our_own_is_not(tmp_path: Path) -> None:
    with other_ollama(tmp_path) as theirs:
        ours = subprocess.Popen([tmp_path / "ollama", "-c", "read x", "serve"], stdin=subprocess.PIPE)
        try:
            assert theirs in other_servers()
            assert ours.pid not in other_servers()
        finally:
            ours.communicate()
    assert theirs not in other_servers()


def test_the_folder_of_its_models(tmp_path: Path) -> None:
    with other_ollama(tmp_path / "a", OLLAMA_MODELS=str(tmp_path / "m")) as one, other_ollama(tmp_path / "b") as two:
        (tmp_path / "link").symlink_to(tmp_path / "m")
        assert is_used_by(tmp_path / "m", {one})
        assert is_used_by(tmp_path / "link", {two, one})
        assert not is_used_by(tmp_path / "m", {two})
        assert is_used_by(tmp_path / "b" / ".ollama" / "models", {two})
    assert not is_used_by(tmp_path / "m", {one})
