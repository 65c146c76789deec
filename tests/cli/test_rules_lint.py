"""`fugong rules lint`: exit codes and what it prints."""

import json
import shutil

from fugong.doors.cli.main import main
from fugong.packs.loader import PACKS


def test_our_packs_are_without_fault(capsys):
    assert main(["rules", "lint"]) == 0
    assert capsys.readouterr().out == "2 packs, 0 faults\n"


def test_a_fault_is_named_with_file_line_and_remedy_and_exit_1(tmp_path, capsys):
    copy = tmp_path / "influenza"
    shutil.copytree(PACKS / "influenza", copy)
    rows = copy / "screening.yaml"
    rows.write_text(
        rows.read_text(encoding="utf-8").replace("fact: isolated", "fact: isolatd"), encoding="utf-8"
    )

    assert main(["rules", "lint", str(tmp_path)]) == 1
    assert capsys.readouterr().out == (
        "influenza/screening.yaml:6: unknown fact 'isolatd' (screening[0].when). Did you mean 'isolated'?\n"
        "1 packs, 1 faults\n"
    )

    assert main(["rules", "lint", "--format", "json", str(copy)]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["packs"] == ["influenza"]
    assert report["faults"][0]["line"] == 6


def test_a_path_without_a_pack_is_exit_2_and_one_line(tmp_path, capsys):
    assert main(["rules", "lint", str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "no pack here" in said.err
