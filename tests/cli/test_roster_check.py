"""`fugong roster check` as contracts.md has it, run as a process of its own."""

import json
import os
import subprocess
import sys
from time import perf_counter

import pytest

from tests import builders_workbook as a
from tests.builders_workbook import id_number, person, roster_of


def check(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "fugong.doors.cli.main", "roster", "check", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        cwd=a.SAMPLES.parents[1],
        timeout=60,
        check=False,
    )


@pytest.fixture
def written(tmp_path):
    def write(data, name="花名册.xlsx"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


@pytest.mark.article("G4")
def test_the_sample_gives_exactly_the_expected_report():
    expected = json.loads((a.SAMPLES / "roster_a.expected.json").read_text("utf-8"))

    done = check(a.SAMPLES / "roster_a.xlsx", "--format", "json")

    report = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (1, "")
    assert set(report) == {"rows", "good", "errors", "warnings"}
    assert (report["rows"], report["good"]) == (expected["rows"], expected["good"])
    assert [(e["row"], e["column"]) for e in report["errors"]] == [
        (e["row"], e["column"]) for e in expected["errors"]
    ]
    assert all(set(error) == {"row", "column", "code", "text"} for error in report["errors"])


def test_a_sheet_without_faults_is_exit_0(written):
    done = check(written(roster_of(person(1), person(2))), "--format", "json")

    assert done.returncode == 0
    assert json.loads(done.stdout) == {"rows": 2, "good": 2, "errors": [], "warnings": []}


def test_warnings_alone_are_exit_0(written):
    done = check(written(roster_of(person(id_number=id_number(region="990802")))), "--format", "json")

    assert done.returncode == 0
    assert [w["code"] for w in json.loads(done.stdout)["warnings"]] == ["unknown_region"]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"\x00\x01\x02 no workbook", "不是表格"),
        (b"%PDF-1.4", "PDF"),
        ((a.SAMPLES / "roster_password.xlsx").read_bytes(), "密码"),
        (a.xlsx([person(1)]), "表头"),
        (b"", "空"),
    ],
)
def test_what_cannot_be_read_is_exit_2_and_one_line(written, data, word):
    done = check(written(data), "--format", "json")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert word in done.stderr


def test_a_file_that_is_not_there_is_exit_2(tmp_path):
    for path in (tmp_path / "none.xlsx", tmp_path):
        done = check(path)
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert "Traceback" not in done.stderr


def test_texts_are_english_on_request_and_never_show_a_number(written):
    done = check(written(roster_of(person(1), person(1))), "--lang", "en")

    assert "The same ID number as in row 2" in done.stdout
    assert id_number(1) not in done.stdout
    assert done.returncode == 1


def test_the_marked_sheet_is_written_beside(written, tmp_path):
    done = check(written(roster_of(person(1, phone="1"))), "--marked", tmp_path / "marked.xlsx")

    assert done.returncode == 1
    assert (tmp_path / "marked.xlsx").stat().st_size > 1000


def test_it_needs_neither_settings_nor_database_and_starts_at_once(written):
    path = written(roster_of(person()))
    environment = {"FUGONG_HOME": "/nowhere", "DJANGO_SETTINGS_MODULE": "no.such.settings"}

    started = perf_counter()
    done = check(path, **environment)
    took = perf_counter() - started

    assert (done.returncode, done.stderr) == (0, "")
    assert took < 5  # about 0.3 s on an idle machine, where the 0.5 s of the contract are judged


def test_a_wrong_enterprise_code_is_exit_2_before_the_file_is_stored(written):
    path = written(roster_of(person()))

    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "fugong.doors.cli.main",
            "roster",
            "import",
            "--enterprise",
            "12345",
            str(path),
        ],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
