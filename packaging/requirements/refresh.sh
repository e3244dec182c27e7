#!/usr/bin/env bash
# Pins every package again from pyproject.toml, for all systems and Pythons at once.
# Needs uv (pip install uv). With --upgrade each package moves to its newest release.
set -euo pipefail
cd "$(dirname "$0")/../.."
pins=packaging/requirements

compile() { # compile FILE SOURCE...
  local file=$1
  shift
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
    --no-emit-index-url --no-emit-find-links --output-file "$pins/$file" "$@"
}

# All groups are resolved together first, so that a package has one version everywhere.
compile dev.txt pyproject.toml --group dev "$@"
compile runtime.txt pyproject.toml --constraint "$pins/dev.txt" "$@"
compile build.txt pyproject.toml --group build --constraint "$pins/dev.txt" "$@"
compile release.txt --group release --constraint "$pins/dev.txt" "$@"
