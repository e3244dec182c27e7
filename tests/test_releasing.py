"""What a release is made with: workflows, manifests, scripts. Each is checked by what its readers check it with."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import release_notes
from ruamel.yaml import YAML
from windows.wine.pins_for_windows import pins
from windows.winget.fill import manifests

from dev_tools import dmg, linux_tree, nsis, release
from dev_tools.places import ROOT

PACKAGING = ROOT / "packaging"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FLATPAK = PACKAGING / "linux" / "flatpak" / f"{release.APP_ID}.yml"


def test_workflows_are_what_github_expects() -> None:
    checker = Path(sys.executable).with_name("check-jsonschema")
    command = [str(checker), "--builtin-schema", "vendor.github-workflows", *map(str, WORKFLOWS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda file: file.name)
def test_actions_of_others_are_pinned_by_commit(workflow: Path) -> None:
    used = re.findall(r"uses: (\S+)(.*)", workflow.read_text(encoding="utf-8"))
    assert used
    for action, comment in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action), action
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), f"{action} does not say which release it is"


def test_a_release_needs_no_secret() -> None:
    """Signing is a slot: a build step that takes a secret is passed over without it, or takes an empty word."""
    jobs = YAML(typ="safe").load((ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))["jobs"]
    for step in jobs["build"]["steps"]:
        secret = [value for value in step.get("env", {}).values() if "secrets." in str(value)]
        assert not secret or "env.HAS_" in step.get("if", "") or all("|| ''" in value for value in secret), step["name"]
    assert {each["name"] for each in jobs["build"]["strategy"]["matrix"]["include"]} == {
        "linux-x86_64", "linux-aarch64", "windows-x64", "macos-arm64", "macos-x86_64",
    }  # fmt: skip
    assert jobs["draft"]["permissions"] == {"contents": "write"}


@pytest.mark.parametrize("opens_files", [False, True])
def test_desktops_read_entry_and_description(
    opens_files: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "OPENS_GGUF", opens_files)
    entry, info = (tmp_path / f"{release.APP_ID}.{kind}" for kind in ("desktop", "metainfo.xml"))
    for file in (entry, info):
        file.write_text(linux_tree.filled(PACKAGING / "linux" / file.name), encoding="utf-8")
    text = entry.read_text(encoding="utf-8")
    assert ("Exec=baleen %f" in text) is opens_files
    assert (f"MimeType={release.GGUF_TYPE};" in text) is opens_files
    for command in (["desktop-file-validate", str(entry)], ["appstreamcli", "validate", "--no-net", str(info)]):
        if shutil.which(command[0]):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr


def test_winget_is_told_where_what_and_which_sum(tmp_path: Path) -> None:
    installer = tmp_path / f"baleen-{release.version()}-windows-x64.exe"
    installer.write_bytes(b"program")
    read = {name: YAML(typ="safe").load(text) for name, text in manifests({"x64": installer}).items()}
    assert {each["ManifestType"] for each in read.values()} == {"version", "installer", "defaultLocale"}
    assert len({(each["PackageIdentifier"], each["PackageVersion"]) for each in read.values()}) == 1
    (offer,) = read["BaleenChat.Baleen.installer.yaml"]["Installers"]
    assert offer == {
        "Architecture": "x64",
        "InstallerUrl": f"{release.HOMEPAGE}/releases/download/v{release.version()}/{installer.name}",
        "InstallerSha256": "1310CA2C8932DBD118668BD97442558A3E1F546B5E15C69699DFBD6024F548D8",
    }


def test_the_sandbox_sees_no_files_and_leaves_updates_to_its_store() -> None:
    manifest = YAML(typ="safe").load(FLATPAK.read_text(encoding="utf-8"))
    assert manifest["id"] == release.APP_ID
    assert manifest["command"] == release.COMMAND
    assert not [argument for argument in manifest["finish-args"] if "filesystem" in argument]
    (module,) = manifest["modules"]
    assert any("INSTALLED_BY" in command for command in module["build-commands"])


def test_pictures_that_are_shown_are_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    info = (PACKAGING / "linux" / f"{release.APP_ID}.metainfo.xml").read_text(encoding="utf-8")
    shown = set(re.findall(r'(?:src|srcset)="([^"]+\.png)"', readme))
    shown |= set(re.findall(r"/baleen/main/([^<]+\.png)<", info))
    assert shown == {"packaging/pictures/window-light.png", "packaging/pictures/window-dark.png"}
    for picture in shown:
        assert (ROOT / picture).stat().st_size < 200_000
    for target in re.findall(r"\]\(([^):#]+)\)", readme):
        assert (ROOT / target).exists(), target


def test_what_the_notes_of_a_release_say() -> None:
    changelog = "# Changelog\n\n## [Unreleased]\n\n- new\n\n## [1.0.0] - 2026-01-02\n\n- old\n"
    assert release_notes.notes(changelog, "1.0.0").startswith("- old\n")
    assert release_notes.notes(changelog, "2.0.0").startswith("- new\n")
    assert "SHA256SUMS" in release_notes.notes(changelog, "1.0.0")
    with pytest.raises(ValueError, match="says nothing"):
        release_notes.notes("# Changelog\n", "1.0.0")


def test_pins_that_hold_on_windows() -> None:
    text = (
        "everywhere==1 \\\n    --hash=sha256:aa\n"
        "linux-only==2 ; sys_platform == 'linux' \\\n    --hash=sha256:bb\n"
        "windows-only==3 ; sys_platform == 'win32' \\\n    --hash=sha256:cc \\\n    --hash=sha256:dd\n"
    )
    assert pins(text, "3.12") == (
        "everywhere==1 \\\n    --hash=sha256:aa\nwindows-only==3 \\\n    --hash=sha256:cc \\\n    --hash=sha256:dd\n"
    )


@pytest.mark.skipif(shutil.which("makensis") is None, reason="NSIS is not here")
@pytest.mark.parametrize("opens_files", [False, True])
def test_the_installer_can_be_made(opens_files: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "baleen"
    (program / "_internal").mkdir(parents=True)
    (program / "baleen.exe").write_bytes(b"MZ")
    (program / "_internal" / "module.pyd").write_bytes(b"")
    (tmp_path / "baleen.ico").write_bytes(_icon())
    monkeypatch.setattr(nsis, "DIST", tmp_path)
    monkeypatch.setattr(nsis, "APP_ICONS", tmp_path)
    monkeypatch.setattr(release, "OPENS_GGUF", opens_files)
    # What signs is told each file in turn: the program before it is packed, the installer after.
    told = tmp_path / "signed.txt"
    signer = f'import sys; open("{told}", "a").write(sys.argv[1] + chr(10))'
    monkeypatch.setenv(nsis.SIGN, shlex.join([sys.executable, "-c", signer]))
    installer = nsis.pack(program, "x64")
    assert installer.read_bytes()[:2] == b"MZ"
    assert told.read_text(encoding="utf-8").splitlines() == [str(program / "baleen.exe"), str(installer)]


def test_a_disk_image_shows_where_to_drag_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dmg, "DIST", tmp_path)
    inside = tmp_path / "Baleen.app" / "Contents" / "MacOS"
    inside.mkdir(parents=True)
    (inside / "baleen").write_bytes(b"")
    dmg.lay_out(tmp_path / "content")
    assert (tmp_path / "content" / "Applications").readlink() == Path("/Applications")
    assert (tmp_path / "content" / "Baleen.app" / "Contents" / "MacOS" / "baleen").is_file()


@pytest.mark.skipif(shutil.which("bash") is None or sys.platform == "win32", reason="there is no bash")
@pytest.mark.parametrize("script", sorted(PACKAGING.rglob("*.sh")), ids=lambda file: file.name)
def test_scripts_are_scripts(script: Path) -> None:
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0
    assert script.stat().st_mode & 0o100, f"{script.name} is not marked as a program"


def _icon() -> bytes:
    """The smallest that makensis takes: one picture of one point."""
    picture = bytes([40, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 32, 0]) + bytes(24) + bytes(8)
    place = len(picture).to_bytes(4, "little") + bytes([22, 0, 0, 0])
    return bytes([0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 32, 0]) + place + picture
