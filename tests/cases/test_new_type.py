"""A new kind of case is one folder: in a temporary package it runs end to end, and no other file is touched."""

import importlib
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from fugong.cases import actions, queries, registry
from fugong.cases.describing import describe, diagram
from fugong.cases.spec import Move
from tests.builders import house
from tests.cases.builders import LOAN

SPEC = """
from fugong.cases.spec import BUREAU, CaseType, Field, Move, Section, State, Work

CASE_TYPE = CaseType(
    kind="question",
    label="咨询",
    states=(State("open", "待答复", work="answer"), State("answered", "已答复", "done")),
    initial="open",
    moves=(Move("answer", "答复", ("open",), "answered", ("bureau_officer",), at=BUREAU, comment="must",
                effects=("new_kind.effects.count",)),),
    works=(Work("answer", "答复", BUREAU),),
    sections=(Section("what", "问题", (Field("text", "问题"),)),),
)
"""
EFFECTS = "made = []\ndef count(context):\n    made.append(context.move.name)\n"


@pytest.mark.django_db
def test_a_folder_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "new_kind"
    package.mkdir()
    for name, text in (("__init__", ""), ("spec", SPEC), ("effects", EFFECTS)):
        (package / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    registry.register(importlib.import_module("new_kind.spec").CASE_TYPE)
    try:
        here = house()
        case = actions.open_case(
            kind="question",
            enterprise=here.enterprise,
            by=here.principal.actor,
            data={"text": "何时可以开工？"},
        )
        assert [one.name for one in queries.work(here.bureau_officer.actor)] == ["answer"]
        api = here.bureau_officer.api
        body = {"move": "answer", "version": 1, "comment": "备案后即可。"}
        assert api.post(f"/cases/{case.pk}/moves", body).json()["state"] == "answered"
        assert sys.modules["new_kind.effects"].made == ["answer"]
        assert "open --> answered" in diagram(registry.find("question"))
        assert describe(registry.find("question"))["initial"] == "open"
    finally:
        registry.unregister("question")


def test_a_declaration_that_does_not_fit_is_refused_when_it_is_made() -> None:
    lost = Move("lose", "丢", ("asked",), "nowhere", ("bureau_officer",), requires=("no_such_field",))

    with pytest.raises(ValueError, match=r"no state 'nowhere'.*requires 'no_such_field'"):
        replace(LOAN, moves=(*LOAN.moves, lost))
    with pytest.raises(ValueError, match="no initial state"):
        replace(LOAN, initial="nowhere")
