"""`fugong roster import --enterprise USCC FILE` as contracts.md has it, run as a process of its own on real tables."""

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests import builders_workbook as a
from tests.builders_workbook import HEADER, person, roster_of
from tests.running.servers import FUGONG, environment

pytestmark = pytest.mark.article("G4")

USCC = "91410800MA0000000F"
SAMPLE = a.SAMPLES / "roster_a.xlsx"

MAKE_ENTERPRISE = """
from fugong.doors.cli.environment import setup_django
setup_django()
from fugong.core.permissions import SYSTEM
from fugong.directory import actions
actions.create_enterprise(by=SYSTEM, uscc={uscc!r}, name="焦作测试机械有限公司", region_code="410802")
"""


def uscc() -> str:
    from fugong.core.identifiers import uscc_check_digit

    return USCC[:17] + uscc_check_digit(USCC[:17])


@pytest.fixture(scope="module")
def home(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with tables and one enterprise."""
    home = Path(shutil.copytree(prepared_home, tmp_path_factory.mktemp("roster") / "home"))
    made = [sys.executable, "-c", MAKE_ENTERPRISE.format(uscc=uscc())]
    subprocess.run(made, env=environment(home), check=True, capture_output=True)
    return home


def take(home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [FUGONG, "roster", "import", *map(str, words)],
        env=environment(home),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_the_sample_comes_in_and_again_changes_nothing(home: Path) -> None:
    expected = json.loads((a.SAMPLES / "roster_a.expected.json").read_text("utf-8"))

    first = take(home, "--enterprise", uscc(), SAMPLE)
    again = take(home, "--enterprise", uscc(), SAMPLE)

    report, repeated = json.loads(first.stdout), json.loads(again.stdout)
    assert (first.returncode, again.returncode) == (1, 1)
    assert list(report) == ["created", "updated", "unchanged", "errors"]
    assert (report["created"], report["updated"], report["unchanged"]) == (expected["good"], 0, 0)
    assert (repeated["created"], repeated["updated"], repeated["unchanged"]) == (0, 0, expected["good"])
    assert [(one["row"], one["column"]) for one in report["errors"]] == [
        (one["row"], one["column"]) for one in expected["errors"]
    ]


def test_nothing_personal_lies_in_the_clear_in_the_database_or_the_logs(home: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "花名册.xlsx"
    given = person(700, name="欧阳建国", certificate="健证七〇〇号")
    sheet.write_bytes(roster_of(given))

    done = take(home, "--enterprise", uscc(), sheet)

    assert (done.returncode, json.loads(done.stdout)["created"]) == (0, 1)
    raw = b"".join(path.read_bytes() for path in home.glob("fugong.sqlite3*"))
    for text in (given[0], given[1], given[2], given[6]):
        assert str(text).encode() not in raw
        assert str(text) not in done.stderr
    assert sqlite3.connect(home / "fugong.sqlite3").execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_row_that_stands_against_the_stored_roster_is_among_the_errors(home: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "花名册.xlsx"
    header = [*HEADER, "工号"]
    sheet.write_bytes(roster_of([*person(801), "Z1"], header=header))
    take(home, "--enterprise", uscc(), sheet)
    sheet.write_bytes(roster_of([*person(802), "Z1"], [*person(803), "Z3"], header=header))

    done = take(home, "--enterprise", uscc(), sheet)
    english = take(home, "--enterprise", uscc(), sheet, "--lang", "en")

    report = json.loads(done.stdout)
    assert (done.returncode, report["created"]) == (1, 1)
    assert [(one["row"], one["column"], one["code"]) for one in report["errors"]] == [
        (2, "job_number", "duplicate")
    ]
    assert json.loads(english.stdout)["errors"][0]["code"] == "duplicate"


@pytest.mark.parametrize("given", ["91410800MA00000000", "91420100MA4K00000X", "", "x"])
def test_an_enterprise_that_is_not_there_is_exit_2_in_one_line(home: Path, given: str) -> None:
    done = take(home, "--enterprise", given, SAMPLE)

    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_file_that_is_no_workbook_is_exit_2_and_stores_nothing(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(b"no workbook")

    done = take(home, "--enterprise", uscc(), path)

    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip().splitlines()) == 1


def test_without_a_home_or_tables_the_command_says_what_to_run(prepared_home: Path, tmp_path: Path) -> None:
    nowhere = take(tmp_path / "nowhere", "--enterprise", uscc(), SAMPLE)
    assert (nowhere.returncode, "fugong init" in nowhere.stderr) == (2, True)

    home = Path(shutil.copytree(prepared_home, tmp_path / "bare"))
    for path in home.glob("fugong.sqlite3*"):
        path.unlink()
    bare = take(home, "--enterprise", uscc(), SAMPLE)

    assert (bare.returncode, bare.stdout) == (2, "")
    assert "fugong doctor" in bare.stderr
    assert len(bare.stderr.strip().splitlines()) == 1
