"""The gate's decision on the shared vectors, and what must hold for every person at every gate."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong import packs
from fugong.packs import gate
from fugong.packs.lint import REASONS
from fugong.rules import FactError
from tests.rules.twin import ask_javascript

FOLDER = Path(__file__).parents[1] / "vectors"
VECTORS = {
    name: json.loads((FOLDER / f"gate_{name}.json").read_text(encoding="utf-8")) for name in packs.available()
}
CASES = [
    pytest.param(name, case, id=f"{name}: {case['name']}")
    for name, vectors in VECTORS.items()
    for case in vectors["cases"]
]
JIAOZUO = packs.load("jiaozuo_2020")


@pytest.mark.article("G3", "G8", "G9")
@pytest.mark.parametrize(("pack", "case"), CASES)
def test_the_gate_decides_as_its_vector_says(pack, case):
    table = packs.load(pack).gate

    decision = gate.decide(table, {**VECTORS[pack]["base"], **case["facts"]}, case.get("parameters"))

    assert (decision.verdict, decision.reason) == (case["verdict"], case["reason"])
    assert decision.refused_if_in is case["refused_if_in"]


@pytest.mark.parametrize(
    ("pack", "case"),
    [
        pytest.param(name, case, id=f"{name}: {case['name']}")
        for name, vectors in VECTORS.items()
        for case in vectors["refused"]
    ],
)
def test_the_gate_never_guesses(pack, case):
    with pytest.raises(FactError):
        gate.decide(packs.load(pack).gate, {**VECTORS[pack]["base"], **case["facts"]})


@pytest.mark.parametrize("pack", packs.available())
def test_the_parameters_of_the_vectors_are_those_of_the_pack(pack):
    assert packs.load(pack).gate_decision["parameters"] == VECTORS[pack]["parameters"]


def test_the_rows_stand_in_the_order_of_the_interface():
    reasons = [row.result["reason"] for row in JIAOZUO.gate.table.rows]

    assert [one for one in reasons if one != "ok"] == [
        "unreadable", "forged", "other_enterprise", "unknown_person", "left", "revoked", "expired",
        "isolation", "no_temperature", "implausible_temperature", "fever", "observation", "symptoms",
        "contact", "region", "no_certificate", "no_report", "not_expected",
    ]  # fmt: skip
    assert set(reasons) == set(REASONS)


TEMPERATURES = st.sampled_from([None, 0, 255, 3.65, 33.9, 34, 36.5, 37.2, 37.3, 37.4, 38.0, 43, 43.1, 365])
FACTS = st.fixed_dictionaries(
    {
        "code_state": st.sampled_from(["ok", "ok", "ok", "ok", "unreadable", "forged", "unknown_person"]),
        "person_status": st.sampled_from(["active", "active", "left"]),
        "revoked": st.booleans(),
        "expired": st.booleans(),
        "isolated": st.booleans(),
        "observed": st.booleans(),
        "direction": st.sampled_from(["in", "in", "out"]),
        "temperature": TEMPERATURES,
        "temperature_required": st.booleans(),
        "standing_verdict": st.sampled_from([None, "clear", "clear", "observe", "barred"]),
        "standing_reason": st.sampled_from(
            [None, "ok", "fever", "symptoms", "contact", "region", "observation", "no_certificate"]
        ),
        "reported": st.booleans(),
        "expected": st.booleans(),
    }
)
WELL = VECTORS["jiaozuo_2020"]["base"]


@pytest.mark.article("G9")
@given(FACTS)
def test_nobody_with_a_fever_is_ever_let_in(facts):
    decision = gate.decide(JIAOZUO.gate, {**facts, "direction": "in", "temperature": 37.3})

    assert decision.verdict != "allow"


@pytest.mark.article("G3", "G9")
@given(FACTS)
def test_nobody_is_let_in_unmeasured_where_a_temperature_is_asked(facts):
    for temperature in (None, 0, 255, 3.65, 365):
        asked = {**facts, "direction": "in", "temperature": temperature, "temperature_required": True}
        assert gate.decide(JIAOZUO.gate, asked).verdict == "deny"


@given(FACTS)
def test_who_is_let_in_has_a_clear_verdict_and_no_bar(facts):
    decision = gate.decide(JIAOZUO.gate, {**facts, "direction": "in"})

    assert decision.reason in REASONS
    assert decision.refused_if_in is (decision.verdict != "allow")
    if decision.verdict == "allow":
        assert facts["standing_verdict"] == "clear"
        assert facts["reported"]
        assert facts["expected"]
        assert not any(facts[bar] for bar in ("isolated", "observed", "revoked", "expired"))
    else:
        assert decision.articles


@pytest.mark.article("G8")
@given(FACTS)
def test_out_is_allowed_for_any_known_person_and_flagged_where_in_would_be_refused(facts):
    known = {**facts, "code_state": "ok", "direction": "out"}
    inwards = {**known, "direction": "in", "temperature_required": False}

    decision = gate.decide(JIAOZUO.gate, known)

    assert (decision.verdict, decision.reason) == ("allow", "ok")
    assert decision.refused_if_in is (gate.decide(JIAOZUO.gate, inwards).verdict != "allow")


@given(FACTS, st.data())
def test_facts_of_later_rows_change_nothing(facts, data):
    other = data.draw(FACTS)
    decision = gate.decide(JIAOZUO.gate, {**facts, "direction": "in"})

    for name in ("expected", "reported"):
        if decision.reason not in ("ok", "not_expected", "no_report"):
            changed = {**facts, "direction": "in", name: other[name]}
            assert gate.decide(JIAOZUO.gate, changed) == decision


def some_people(count: int) -> list[dict]:
    """Random but always the same people: every fact drawn evenly from its values."""
    chance = random.Random(16)
    values = {
        name: [True, False] if kind.kind == "boolean" else list(kind.options)
        for name, kind in JIAOZUO.gate.vocabulary.facts.items()
    }
    values["temperature"] = [None, 0, 255, 3.65, 33.9, 34, 36.5, 37.2, 37.3, 37.4, 38, 43, 43.1]
    values["standing_verdict"] += [None, "clear"]
    values["standing_reason"] = [None, *REASONS]
    values["code_state"] += ["ok"] * 8
    return [{name: chance.choice(some) for name, some in values.items()} for _ in range(count)]


@pytest.mark.parametrize("pack", packs.available())
def test_the_gate_decides_alike_in_a_browser(pack):
    people = some_people(3000)
    table = packs.load(pack).gate
    answers = ask_javascript("gate", [packs.load(pack).gate_decision, people])

    for facts, answer in zip(people, answers, strict=True):
        decision = gate.decide(table, facts)
        assert answer == {
            "verdict": decision.verdict,
            "reason": decision.reason,
            "refused_if_in": decision.refused_if_in,
            "articles": list(decision.articles),
        }


def test_an_enterprises_parameters_are_merged_into_the_table_of_the_bundle():
    merged = gate.with_parameters(JIAOZUO.gate_decision, {"fever_threshold": 37.0, "observation_days": 7})

    assert merged["parameters"]["fever_threshold"] == 37
    assert "observation_days" not in merged["parameters"]
    assert JIAOZUO.gate_decision["parameters"]["fever_threshold"] == 37.3
    assert json.loads(json.dumps(merged)) == merged
    assert gate.decide(merged, {**WELL, "temperature": 37.1}).reason == "fever"


@pytest.mark.parametrize("own", [{"fever_threshold": "hot"}, {"observe_denied": 1}])
def test_a_parameter_of_another_type_is_refused(own):
    with pytest.raises(FactError):
        gate.with_parameters(JIAOZUO.gate_decision, own)


@pytest.mark.parametrize("pack", packs.available())
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_says_why_and_what_next(pack, language):
    table = packs.load(pack).gate

    for row in table.table.rows:
        words = gate.say(table, row.result["reason"], language, {"temperature": 50.10})
        assert words["why"]
        assert words["next"]
        assert "{" not in words["why"] + words["next"]
    assert "50.1 ℃" in gate.say(table, "implausible_temperature", language, {"temperature": 50.10})["why"]
    assert "—" in gate.say(table, "implausible_temperature", language)["why"]
