"""`fugong policies …` as measures.md has it, run as a process of its own."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from fugong.doors.cli.main import main
from fugong.packs import policies
from fugong.packs.loader import PACKS

ROOT = Path(__file__).resolve().parents[2]
REFUND = {
    "region": "410802", "industry": "C3979", "headcount": 100, "revenue": 30000000, "affected_by_epidemic": True,
    "operating_difficulty": True, "recovery_expected": True, "unemployment_premium_paid": 12345.67,
    "layoff_rate": 0.055, "insured_staff": 90,
}  # fmt: skip
CSV = """\
id,region,industry,headcount,revenue,affected_by_epidemic,operating_difficulty,recovery_expected,unemployment_premium_paid,layoff_rate,insured_staff
A1,410802,C3979,100,30000000,true,true,true,12345.67,0.055,90
B2,410102,,,,,,,,,
C3,,,,,,,,,,
"""


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "fugong", "policies", *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", env={**os.environ}, cwd=ROOT, timeout=60, check=False,
    )  # fmt: skip


@pytest.fixture
def written(tmp_path):
    def write(text, name="facts.json"):
        path = tmp_path / name
        path.write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
        return path

    return write


def refused(capsys, *arguments):
    """The one line on standard error of a command that must end with 2 and print nothing."""
    code = main(["policies", *map(str, arguments)])
    said = capsys.readouterr()
    assert (code, said.out, said.err.count("\n")) == (2, "", 1)
    return said.err


@pytest.mark.article("Y17")
def test_match_prints_an_object_with_every_measure(written):
    done = run("match", "--facts", written(REFUND), "--on", "2020-03-01", "--format", "json")

    answer = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert (answer["on"], answer["size_class"], answer["is_sme"]) == ("2020-03-01", "small", True)
    assert [one["id"] for one in answer["measures"]] == list(policies.load("jiaozuo_2020").measures)
    refund = {one["id"]: one for one in answer["measures"]}["Y17-refund"]
    assert (refund["status"], refund["deadline"], refund["missing"]) == ("eligible", "2020-12-31", [])
    assert refund["amount"] == {"value": 6172.84, "unit": "yuan"}
    assert {"text", "holds", "article"} <= set(refund["reasons"][0])
    assert {"kind": "same_benefit_as", "id": "C13-refund"} in refund["relations"]
    assert refund["departments"]


def test_match_in_words_names_what_applies(written, capsys):
    assert main(["policies", "match", "--facts", str(written(REFUND)), "--on", "2020-03-01"]) == 0
    assert "Y17-refund" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{", "not readable as JSON"),
        ("[]", "a JSON object"),
        ('{"colour": 1}', "colour"),
        ('{"headcount": "many"}', "headcount"),
        ('{"revenue": -1}', "revenue"),
        ('{"revenue": NaN}', "NaN"),
        ('{"revenue": 1e400}', "revenue"),
        ('{"revenue": 1, "revenue": 2}', "revenue"),
        ('{"layoff_rate": 5.2}', "layoff_rate"),
        ('{"epidemic_end": "2020-02-30"}', "epidemic_end"),
        ('{"epidemic_end": "2020-W09-1"}', "epidemic_end"),
        ('{"tax_due_date": "9999-12-31"}', "tax_due_date"),
        ('{"revenue": 1e99999999999999999999999}', "beyond all bounds"),
        ('{"determinations": {"Y99-none": true}}', "Y99-none"),
    ],
)
def test_match_refuses_what_does_not_fit_in_one_line(written, capsys, text, named):
    said = refused(capsys, "match", "--facts", written(text), "--on", "2020-03-01")

    assert named in said


def test_match_refuses_a_day_that_is_none_and_a_file_that_is_not_there(written, capsys, tmp_path):
    with pytest.raises(SystemExit) as ended:
        main(["policies", "match", "--facts", str(written({})), "--on", "2020-02-30"])
    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert "none.json" in refused(capsys, "match", "--facts", tmp_path / "none.json", "--on", "2020-03-01")


def test_batch_writes_a_row_for_each_enterprise_and_measure(written, tmp_path, capsys):
    out = tmp_path / "out.parquet"

    assert (
        main(
            [
                "policies",
                "batch",
                "--in",
                str(written(CSV, "in.csv")),
                "--on",
                "2020-03-01",
                "--out",
                str(out),
            ]
        )
        == 0
    )

    rows = pl.read_parquet(out)
    measures = list(policies.load("jiaozuo_2020").measures)
    assert rows.schema == {
        "id": pl.String, "measure": pl.String, "status": pl.String, "amount_fen": pl.Int64,
        "failing": pl.List(pl.String), "unknown": pl.List(pl.String),
    }  # fmt: skip
    assert rows["id"].to_list() == [id for id in ("A1", "B2", "C3") for _ in measures]
    assert rows["measure"].to_list() == measures * 3
    assert row(rows, "A1", "Y17-refund") == ("eligible", 617284, [], [])
    assert row(rows, "A1", "C13-refund") == ("not_eligible", None, ["layoffs"], [])
    assert row(rows, "B2", "C13-refund") == ("not_eligible", None, ["jiaozuo"], ["insured", "layoffs"])
    assert row(rows, "C3", "O18-licence") == ("unknown", None, [], ["jiaozuo"])
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def row(rows, id, measure):
    (found,) = rows.filter((pl.col("id") == id) & (pl.col("measure") == measure)).rows()
    return found[2:]


def test_batch_reads_parquet_with_types_and_determinations(tmp_path):
    source, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    facts = {**REFUND, "epidemic_end": date(2020, 9, 1), "determinations": {"O8-hours": True}}
    pl.DataFrame([{"id": 7, **facts}]).write_parquet(source)

    assert main(["policies", "batch", "--in", str(source), "--on", "2020-03-01", "--out", str(out)]) == 0

    rows = pl.read_parquet(out)
    assert rows["id"].to_list() == [7] * rows.height
    assert row(rows, 7, "Y17-refund") == ("eligible", 617284, [], [])
    assert row(rows, 7, "O8-hours") == ("eligible", None, [], [])


@pytest.mark.parametrize(
    ("head", "cells", "named"),
    [
        ("id,colour", "A,1", "colour"),
        ("name,region", "A,410802", "no column id"),
        ("id,headcount", "A,12\nB,many", "B: headcount"),
        ("id,headcount", "A,12\nB,1.5", "B: headcount"),
        ("id,headcount", "A,１２", "A: headcount"),
        ("id,headcount", "A,1_000", "A: headcount"),
        ("id,revenue", "A,1\nB,-1", "B: revenue"),
        ("id,revenue", "A,NaN", "A: revenue"),
        ("id,revenue", "A,inf", "A: revenue"),
        ("id,revenue", "A,1234567890.1234567", "A: revenue"),
        ("id,layoff_rate", "A,5.2", "A: layoff_rate"),
        ("id,exports", "A,yes", "A: exports"),
        ("id,exports", "A,True", "A: exports"),
        ("id,region", "A,4108", "A: region"),
        ("id,epidemic_end", "A,2020-02-30", "A: epidemic_end"),
        ("id,epidemic_end", "A,9999-12-31", "A: epidemic_end"),
        ("id,determinations", 'A,"{""Y19-hours"": true, ""Y19-hours"": false}"', "A: determinations"),
        ("id,determinations", f"A,{'[' * 100_000}", "A: determinations"),
        ("id,determinations", 'A,"{""Y99"": true}"', "A: determinations"),
        ("id,determinations", "A,yes", "A: determinations"),
        ("id,headcount,revenue", "A,,-1\nB,-1,", "A: revenue"),
        ("id,region", "A,410802\nA,410802", "A: the id stands twice"),
        ("id,region", ",410802", "row 1 has no id"),
        ("id,days_suspended,basic_electricity_fee_per_day", "A,1,1\nB,123456789012345,100000000000000", "B: "),
    ],
)  # fmt: skip
def test_batch_refuses_the_whole_file_on_its_first_fault_and_names_fact_and_id(
    written, tmp_path, capsys, head, cells, named
):
    out = tmp_path / "out.parquet"

    said = refused(
        capsys, "batch", "--in", written(f"{head}\n{cells}\n", "in.csv"), "--on", "2020-03-01", "--out", out
    )

    assert named in said
    assert not out.exists()


def test_batch_refuses_types_that_are_not_the_facts(tmp_path, capsys):
    source = tmp_path / "in.parquet"
    for column, value in (("region", 410802), ("headcount", "12"), ("exports", "true"), ("revenue", float("nan")),
                          ("layoff_rate", 0.1 + 0.2)):  # fmt: skip
        pl.DataFrame({"id": ["A"], column: [value]}).write_parquet(source)
        said = refused(
            capsys, "batch", "--in", source, "--on", "2020-03-01", "--out", tmp_path / "out.parquet"
        )
        assert f"A: {column}" in said


def test_batch_keeps_an_older_output_where_the_input_has_a_fault(written, tmp_path, capsys):
    out = tmp_path / "out.parquet"
    out.write_bytes(b"older")

    refused(
        capsys, "batch", "--in", written("id,headcount\nA,x\n", "in.csv"), "--on", "2020-03-01", "--out", out
    )

    assert out.read_bytes() == b"older"


def test_explain_gives_conditions_with_their_words(written, capsys):
    assert (
        main(["policies", "explain", "Y17-refund", "--facts", str(written(REFUND)), "--on", "2020-03-01"])
        == 0
    )

    said = capsys.readouterr().out
    assert "豫政〔2020〕9号" in said
    assert "不高于5.5%" in said


def test_explain_of_a_measure_that_is_none_is_exit_2(capsys):
    assert "Y99-none" in refused(capsys, "explain", "Y99-none")


def test_lint_of_our_policies_is_without_fault(capsys):
    assert main(["policies", "lint"]) == 0
    assert capsys.readouterr().out == "0 faults\n"


def test_gain_names_who_gains_and_who_loses_by_a_changed_measure(written, tmp_path, capsys):
    own = PACKS / "jiaozuo_2020" / "policies" / "measures" / "C13-refund.yaml"
    wider = tmp_path / "C13-refund.yaml"
    text = own.read_text(encoding="utf-8").replace("below: {param: city_layoff_bound}", "at_most: 0.055")
    wider.write_text(text, encoding="utf-8")
    arguments = ["gain", "--in", str(written(CSV, "in.csv")), "--on", "2020-03-01", "--format", "json"]

    assert main(["policies", *arguments, "--measures", str(wider)]) == 0

    (found,) = json.loads(capsys.readouterr().out)["measures"]
    assert found == {"id": "C13-refund", "gain": ["A1"], "lose": [], "amount_fen": 617284}


def test_match_lint_and_explain_start_without_django_and_without_polars(written):
    facts = written(REFUND)
    code = "import sys; from fugong.doors.cli.main import main; main(sys.argv[1:]); print(sorted(sys.modules), file=sys.stderr)"
    for arguments in (["match", "--facts", facts, "--on", "2020-03-01"], ["lint"], ["explain", "Y17-refund"]):
        done = subprocess.run(
            [sys.executable, "-c", code, "policies", *map(str, arguments)],
            capture_output=True, text=True, cwd=ROOT, check=True,
        )  # fmt: skip
        assert "'django'" not in done.stderr
        assert "'polars'" not in done.stderr
