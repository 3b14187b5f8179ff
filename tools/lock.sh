#!/bin/sh
# Writes requirements-build.lock, requirements.lock and requirements-test.lock: exact versions with hashes, no host names.
# Usage: tools/lock.sh [PYTHON]; the oldest supported Python makes locks that hold for the newer ones.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${1:-python3}" -m venv "$work/venv"
"$work/venv/bin/python" -m pip --quiet --disable-pip-version-check install pip-tools
printf 'hatchling>=1.27\npip>=26\n' >"$work/build.in"
cp pyproject.toml "$work/"
compile() {
    target=$1
    shift
    (cd "$work" && venv/bin/pip-compile --quiet --generate-hashes --strip-extras --no-header --no-emit-index-url \
        --no-emit-find-links --no-emit-trusted-host --output-file "$target" "$@")
    { echo '# Made by `make lock` from pyproject.toml: exact versions with the hash of every file. Do not edit.'
      cat "$work/$target"; } >"$work/whole"
    cp "$work/whole" "$target"
}
compile requirements-build.lock --allow-unsafe build.in
compile requirements.lock --extra postgresql pyproject.toml
compile requirements-test.lock --extra test --constraint requirements.lock pyproject.toml
