"""No file of the repository holds a path of the machine it was written on, or the address of a package registry."""

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REGISTRIES = re.compile(
    "|".join(
        [
            r"registry\." + r"npm",
            r"pypi\.org/" + "simple",
            r"files\.python" + "hosted",
            r"(?<!no-emit)-index-url" + r"\s*[=\s]\s*http",
            r"_auth" + "Token",
            r"https?://[\w.-]*(?:mirror|nexus|artifact|proxy)[\w.-]*" + r"[:/]",
        ]
    )
)


def repository_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def text_of(path: Path) -> str:
    data = path.read_bytes()
    return "" if b"\0" in data[:8000] else data.decode("utf-8", errors="replace")


def test_no_path_of_this_machine() -> None:
    here = {str(ROOT), os.path.expanduser("~")} - {"/", "~"}
    homes = re.compile(
        "|".join(rf"{re.escape(path)}(?=[/\"'\s:]|$)" for path in here)
        + "|/home/"
        + r"\w+/|/Users/"
        + r"\w+/"
    )

    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in repository_files()
        if (match := homes.search(text_of(path)))
    ]

    assert found == []


def test_no_registry_address() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in repository_files()
        if path != Path(__file__).resolve() and (match := REGISTRIES.search(text_of(path)))
    ]

    assert found == []


def test_python_files_stay_short_enough_to_hold_in_the_head() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {count}"
        for path in repository_files()
        if path.suffix == ".py" and path.is_relative_to(ROOT / "fugong") and "migrations" not in path.parts
        if (count := len(text_of(path).splitlines())) > 500
    ]

    assert long == []
