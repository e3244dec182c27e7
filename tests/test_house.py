"""Rules of the house that no tool checks."""

from __future__ import annotations

import ast
import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from dev_tools.environment import select
from dev_tools.places import REQUIREMENTS, ROOT
from dev_tools.test_report import Skipped, skipped

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINNED = {
    "runtime.txt": PROJECT["project"]["dependencies"],
    "dev.txt": [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]],
    "build.txt": [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["build"]],
}


def _pins(text: str) -> dict[str, list[Requirement]]:
    found: dict[str, list[Requirement]] = {}
    for line in text.splitlines():
        if "==" in line and not line.startswith((" ", "#")):
            requirement = Requirement(line.rstrip(" \\"))
            found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


@pytest.mark.parametrize("name", PINNED)
def test_every_dependency_is_pinned_to_a_version_that_it_allows(name: str) -> None:
    pins = _pins((REQUIREMENTS / name).read_text(encoding="utf-8"))
    for dependency in map(Requirement, PINNED[name]):
        for environment in ({"python_version": "3.11"}, {"python_version": "3.13"}):
            full = {**environment, "python_full_version": f"{environment['python_version']}.0"}
            if dependency.marker and not dependency.marker.evaluate(full):
                continue
            chosen = [
                pin
                for pin in pins.get(canonicalize_name(dependency.name), [])
                if not pin.marker or pin.marker.evaluate(full)
            ]
            assert len(chosen) == 1, f"{dependency} on {environment}: run packaging/requirements/refresh.sh"
            assert next(iter(chosen[0].specifier)).version in dependency.specifier


def test_a_package_has_one_version_everywhere() -> None:
    files = [_pins((REQUIREMENTS / name).read_text(encoding="utf-8")) for name in PINNED]
    for name in set(chain.from_iterable(files)):
        versions = {tuple(sorted(str(pin) for pin in pins[name])) for pins in files if name in pins}
        assert len(versions) == 1, versions


@pytest.mark.parametrize("file", sorted(REQUIREMENTS.glob("*.txt")), ids=lambda file: file.name)
def test_pins_have_hashes_and_name_no_address(file: Path) -> None:
    allowed = re.compile(r"[\w.-]+==[\w.]+( ; [\w\s<>='.!]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert [line for line in file.read_text(encoding="utf-8").splitlines() if not allowed.fullmatch(line)] == []


def test_packages_can_be_left_out_with_their_hashes() -> None:
    first, qt, last = (
        "a==1 \\\n    --hash=1\n",
        "PySide6_Essentials==6 ; x \\\n    --hash=2 \\\n    --hash=3\n",
        "b==2\n",
    )
    assert select(first + qt + last, ["pyside6-essentials"]) == first + last
    assert select(first + qt + last, []) == first + qt + last


def test_old_pythons_can_read_what_they_lack() -> None:
    ast.parse((ROOT / "packaging" / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 4))


def test_packaging_does_not_shadow_the_library_of_its_name() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_skipped_tests_are_told_and_expected_failures_are_not(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite><testcase classname="a" name="b"><skipped type="pytest.skip" message="why"/></testcase>'
        '<testcase classname="a" name="c"><skipped type="pytest.xfail" message="known"/></testcase>'
        '<testcase classname="a" name="d"/></testsuite></testsuites>',
        encoding="utf-8",
    )
    assert skipped(report) == [Skipped("a::b", "why")]
    assert skipped(tmp_path / "none.xml") == []
