"""Every article that this product answers for so far has a test, and the page that says so is current."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
ANSWERED = ("G3", "G4", "G6", "G8", "G9", "G15")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("traceability", ROOT / "tools" / "traceability.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("article", ANSWERED)
def test_an_article_has_a_test(tool: ModuleType, article: str) -> None:
    assert tool.tests_by_article()[article]


def test_every_mark_names_an_article_that_there_is(tool: ModuleType) -> None:
    titles = tool.article_titles()

    assert [article for article in tool.tests_by_article() if article not in titles] == []


def test_the_page_is_current() -> None:
    checked = subprocess.run(
        [sys.executable, "tools/traceability.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr
