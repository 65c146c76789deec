"""The README and the documents name only commands, make targets and files that exist."""

import re
from pathlib import Path

import pytest

from fugong.doors.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
NAMED = [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in DOCUMENTS]


def code_in(text: str) -> list[str]:
    """What a document shows as code: fenced or indented lines, and what stands between backticks."""
    lines, fenced = [], False
    for line in text.splitlines():
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            lines.append(line.strip())
    return lines + re.findall(r"`([^`\n]+)`", text)


@pytest.mark.parametrize("document", NAMED)
def test_commands_exist(document: Path) -> None:
    named = {
        word
        for code in code_in(document.read_text(encoding="utf-8"))
        for word in re.findall(r"^(?:\$ )?(?:\.venv/bin/)?fugong ([a-z][a-z-]*)", code)
    }

    assert named - set(COMMANDS) == set()


@pytest.mark.parametrize("document", NAMED)
def test_make_targets_exist(document: Path) -> None:
    named = {
        word
        for code in code_in(document.read_text(encoding="utf-8"))
        for word in re.findall(r"^(?:\$ )?(?:[A-Z]+=\S+ )*make ([a-z][a-z-]*)", code)
    }

    assert named - TARGETS == set()


@pytest.mark.parametrize("document", NAMED)
def test_linked_and_named_files_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    linked = [
        (document.parent / target).resolve()
        for target in re.findall(r"\]\(([^)#\s]+?)(?:#[^)]*)?\)", text)
        if "://" not in target and not target.startswith("mailto:")
    ]
    named = [
        ROOT / path
        for path in re.findall(r"`((?:fugong|tests|tools|docs|benchmarks|requirements)/[\w./-]+\.\w+)`", text)
    ]

    assert [str(path.relative_to(ROOT)) for path in linked + named if not path.exists()] == []
