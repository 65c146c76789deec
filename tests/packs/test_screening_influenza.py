"""Influenza by the same engine: another threshold, other days, no key regions, no certificate."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from fugong import packs
from fugong.packs.screening import judge

PACK = packs.load("influenza")
TODAY = date(2026, 11, 24)
WELL = {
    "on": TODAY, "temperature": Decimal("36.5"), "symptoms": (), "contact_with_case": False,
    "declared": True, "reported": True, "isolated": False, "observed": False,
}  # fmt: skip


def judged(**changes):
    verdict = judge(PACK, {**WELL, **changes})
    return verdict.verdict, verdict.reason


def test_a_well_worker_is_clear_without_any_certificate():
    assert judged() == ("clear", "ok")


@pytest.mark.parametrize(
    ("temperature", "expected"), [("37.9", "clear"), ("38.0", "barred"), ("38.1", "barred")]
)
def test_fever_begins_at_38(temperature, expected):
    assert judged(temperature=Decimal(temperature))[0] == expected


@pytest.mark.parametrize(
    ("symptoms", "expected"),
    [
        (("fever", "cough"), ("barred", "symptoms")),
        (("fever", "sore_throat"), ("barred", "symptoms")),
        (("fever",), ("clear", "ok")),
        (("cough", "sore_throat"), ("clear", "ok")),
        (("headache", "fatigue"), ("clear", "ok")),
    ],
)
def test_fever_with_a_cough_or_a_sore_throat_bars_and_a_cough_alone_does_not(symptoms, expected):
    assert judged(symptoms=symptoms) == expected


@pytest.mark.parametrize(("days", "expected"), [(0, "observe"), (7, "observe"), (8, "clear")])
def test_a_contact_is_observed_for_seven_days(days, expected):
    verdict = judge(
        PACK, {**WELL, "contact_with_case": True, "last_contact_on": TODAY - timedelta(days=days)}
    )

    assert verdict.verdict == expected
    if expected == "observe":
        assert verdict.reason == "contact"
        assert verdict.until == TODAY + timedelta(days=7 - days)


def test_isolation_bars_and_a_hold_observes():
    assert judged(isolated=True) == ("barred", "isolation")
    assert judged(observed=True) == ("observe", "observation")


@pytest.mark.parametrize("fact", [name for name in WELL if name != "on"])
def test_nobody_is_clear_while_a_fact_is_missing(fact):
    verdict = judge(PACK, {**WELL, fact: None})

    assert verdict.verdict is None
    assert verdict.missing == {fact}


def test_nothing_is_asked_about_travel():
    asked = {question.id for form in PACK.questionnaires.values() for question in form.questions}

    assert asked == {"temperature", "symptoms", "contact", "last_contact_on"}
    assert set(PACK.notice.consents) == {"health"}
