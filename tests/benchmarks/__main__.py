"""`python -m tests.benchmarks [--json FILE] [NAME …]`: all benchmarks, or those named, each in a process of its own.

A benchmark is a module `bench_NAME` beside this one that ends with `sys.exit(figures.main(measure))`, where `measure`
gives `Figure`s. The exit code is 1 if one of them failed or missed a goal.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.figures import Figure, load, progress, report

NAMES = sorted(file.stem.removeprefix("bench_") for file in Path(__file__).parent.glob("bench_*.py"))


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench --", description="Measure speed against floors of one run.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE as well")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(NAMES)}; all if none is given")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(NAMES):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    figures: list[Figure] = []
    broken: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.names or NAMES:
            progress(f"measuring: {name}")
            file = Path(folder, f"{name}.json")
            command = [sys.executable, "-m", f"tests.benchmarks.bench_{name}", "--json", str(file)]
            subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
            if file.exists():
                figures += load(file)
            else:
                broken.append(name)
    report(figures, arguments.json)
    if broken:
        progress(f"could not be measured: {', '.join(broken)}")
    return 1 if broken or not all(figure.ok for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
