"""The make targets that the contracts name are there, documented, and tell how to be used."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = re.findall(r"^([a-z][a-z-]*):", MAKEFILE, flags=re.MULTILINE)


@pytest.mark.parametrize("target", ["setup", "demo", "test", "test-browser", "bench", "check"])
def test_the_target_of_the_contract_is_there(target: str) -> None:
    assert target in TARGETS


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_is_documented(target: str) -> None:
    listing = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True
    )

    assert re.search(rf"^make {target}\s+\S", listing.stdout, flags=re.MULTILINE)


def test_demo_ends_by_becoming_the_command() -> None:
    recipe = MAKEFILE[MAKEFILE.index("\ndemo:") :].split("\n\n")[0]

    assert recipe.rstrip().endswith("exec .venv/bin/fugong demo")


def test_setup_is_quick_and_changes_nothing_when_all_is_there() -> None:
    before = subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True).stdout

    done = subprocess.run(
        ["make", "--no-print-directory", "setup"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 0, done.stderr
    assert "installing the libraries" not in done.stderr
    assert (
        subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True).stdout
        == before
    )
