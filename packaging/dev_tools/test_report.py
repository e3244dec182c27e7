"""Which tests were skipped, and why: read from pytest's report, told at the very end."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from dev_tools.say import say


@dataclass(frozen=True)
class Skipped:
    name: str
    reason: str


def skipped(report: Path) -> list[Skipped]:
    """The skipped tests of a JUnit report; none if the run ended before it wrote one."""
    if not report.exists():
        return []
    found = []
    for case in ElementTree.parse(report).iter("testcase"):
        for mark in case.iter("skipped"):
            # Expected failures are marked as skipped, too; those ran.
            if mark.get("type") != "pytest.xfail":
                name = f"{case.get('classname', '')}::{case.get('name', '')}"
                found.append(Skipped(name, mark.get("message", "")))
    return found


def failed(report: Path) -> list[str]:
    """The names of the tests that failed or could not be set up or taken down, by a JUnit report."""
    cases = ElementTree.parse(report).iter("testcase") if report.exists() else ()
    return [
        f"{case.get('classname', '')}::{case.get('name', '')}"
        for case in cases
        if case.find("failure") is not None or case.find("error") is not None
    ]


def tell_skipped(tests: list[Skipped]) -> None:
    """Count them by reason and name each."""
    if not tests:
        say("no test was skipped")
        return
    by_reason: dict[str, list[str]] = defaultdict(list)
    for test in tests:
        by_reason[test.reason].append(test.name)
    say(f"{len(tests)} tests were SKIPPED:")
    for reason, names in sorted(by_reason.items()):
        say(f"  {len(names)} x {reason}")
        for name in sorted(names):
            say(f"      {name}")
