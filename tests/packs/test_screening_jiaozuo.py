"""The screening verdict by the rules of Jiaozuo, February 2020 (G4, G8, G9, G15)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong import packs
from fugong.packs.screening import combine, judge
from fugong.rules import FactError

PACK = packs.load("jiaozuo_2020")
TODAY = date(2020, 2, 24)
WELL = {
    "on": TODAY,
    "temperature": Decimal("36.5"),
    "symptoms": (),
    "contact_with_case": False,
    "stayed_in_key_region": False,
    "business_trip": False,
    "left_city": False,
    "certificate": "valid",
    "declared": True,
    "reported": True,
    "isolated": False,
    "observed": False,
}


def judged(parameters=None, **changes):
    return judge(PACK, {**WELL, **changes}, parameters)


def said(verdict):
    return verdict.verdict, verdict.reason, verdict.until


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.article("G9")
def test_a_well_worker_who_reported_is_clear():
    verdict = judged()

    assert said(verdict) == ("clear", "ok", None)
    assert verdict.missing == frozenset()


@pytest.mark.article("G8", "G9")
@pytest.mark.parametrize(
    ("temperature", "expected"),
    [("37.2", "clear"), ("37.29", "clear"), ("37.3", "barred"), ("37.30", "barred"), ("37.4", "barred")],
)
def test_fever_begins_at_the_threshold_inclusive(temperature, expected):
    verdict = judged(temperature=Decimal(temperature))

    assert verdict.verdict == expected
    assert verdict.reason == ("fever" if expected == "barred" else "ok")


@pytest.mark.article("G9")
@pytest.mark.parametrize(("temperature", "expected"), [("37.1", "clear"), ("37.2", "barred")])
def test_an_enterprise_may_set_its_own_threshold(temperature, expected):
    assert judged({"fever_threshold": 37.2}, temperature=Decimal(temperature)).verdict == expected


@pytest.mark.parametrize("own", [{"fever_threshold": 45}, {"plausible_min": 30}, {"unknown": 1}])
def test_an_enterprise_cannot_set_what_makes_no_sense_or_is_not_open_to_it(own):
    with pytest.raises(FactError):
        judged(own)


def test_the_fever_text_names_the_reading_and_the_limit_in_both_languages():
    verdict = judged(temperature=Decimal("37.60"))

    assert verdict.why == {
        "zh": "体温 37.6 ℃，达到或超过 37.3 ℃。",
        "en": "Your temperature is 37.6 ℃; the limit is 37.3 ℃.",
    }
    assert verdict.articles == ("G9", "G8")


@pytest.mark.article("G8")
@pytest.mark.parametrize("symptom", [option.code for option in PACK.profile.symptoms])
def test_each_symptom_of_the_profile_bars(symptom):
    assert said(judged(symptoms=[symptom])) == ("barred", "symptoms", None)


@pytest.mark.article("G8", "G9")
@pytest.mark.parametrize(("days", "expected"), [(0, "barred"), (13, "barred"), (14, "barred"), (15, "clear")])
def test_a_contact_bars_until_the_last_day_of_observation(days, expected):
    verdict = judged(contact_with_case=True, last_contact_on=ago(days))

    assert verdict.verdict == expected
    if expected == "barred":
        assert said(verdict) == ("barred", "contact", ago(days) + timedelta(days=14))


def test_a_contact_on_an_unknown_day_bars_openly():
    assert said(judged(contact_with_case=True)) == ("barred", "contact", None)


@pytest.mark.article("G4")
@pytest.mark.parametrize(("days", "expected"), [(0, "observe"), (14, "observe"), (15, "clear")])
def test_a_stay_in_a_key_region_is_observed_for_fourteen_days_after_leaving(days, expected):
    verdict = judged(stayed_in_key_region=True, left_key_region_on=ago(days))

    assert verdict.verdict == expected
    if expected == "observe":
        assert said(verdict) == ("observe", "region", ago(days) + timedelta(days=14))


@pytest.mark.article("G4")
@pytest.mark.parametrize(
    ("place", "expected"),
    [("420106", "observe"), ("330304", "observe"), ("3303", "observe"), ("411502", "observe"),
     ("330106", "clear"), ("410102", "clear"), ("43", "clear")],
)  # fmt: skip
def test_who_returns_from_a_key_region_is_observed_even_when_the_answer_was_no(place, expected):
    verdict = judged(left_city=True, return_from=place, returned_on=ago(3))

    assert verdict.verdict == expected
    if expected == "observe":
        assert said(verdict) == ("observe", "region", ago(3) + timedelta(days=14))


def test_the_key_regions_of_the_day_can_be_set():
    own = {"key_region_codes": ["44"]}

    assert judged(own, left_city=True, return_from="440100", returned_on=TODAY).verdict == "observe"
    assert judged(own, left_city=True, return_from="420106", returned_on=TODAY).verdict == "clear"


@pytest.mark.article("G9")
@pytest.mark.parametrize(("days", "expected"), [(0, "observe"), (14, "observe"), (15, "clear")])
def test_who_is_back_from_a_business_trip_is_observed(days, expected):
    verdict = judged(business_trip=True, business_trip_returned_on=ago(days))

    assert verdict.verdict == expected
    if expected == "observe":
        assert said(verdict) == ("observe", "observation", ago(days) + timedelta(days=14))


def test_an_enterprise_may_observe_for_fewer_days():
    trip = {"business_trip": True, "business_trip_returned_on": ago(8)}

    assert judged({"observation_days": 7}, **trip).verdict == "clear"
    assert judged({"observation_days": 8}, **trip).until == TODAY


@pytest.mark.article("G4")
@pytest.mark.parametrize("certificate", ["none", "expired"])
def test_nobody_returns_without_a_valid_certificate(certificate):
    assert said(judged(certificate=certificate)) == ("barred", "no_certificate", None)


@pytest.mark.article("G4")
def test_an_enterprise_may_ask_the_certificate_of_those_who_left_the_city_only():
    own = {"certificate_from_everyone": False}

    assert judged(own, certificate="none").verdict == "clear"
    assert judged(own, certificate="none", left_city=True).reason == "no_certificate"


@pytest.mark.article("G8", "G15")
def test_who_is_isolated_is_barred_and_told_that_the_contract_is_safe():
    verdict = judged(isolated=True)

    assert said(verdict) == ("barred", "isolation", None)
    assert "不得随意" in verdict.next["zh"]
    assert "G15" in verdict.articles


@pytest.mark.article("G9", "G15")
def test_who_is_held_under_observation_is_observed():
    assert said(judged(observed=True)) == ("observe", "observation", None)


@pytest.mark.article("G9")
@pytest.mark.parametrize("absent", [{"reported": False}, {"declared": False}])
def test_without_declaration_or_report_there_is_no_verdict_yet(absent):
    assert said(judged(**absent)) == (None, "no_report", None)


BARRING = {
    "isolation": {"isolated": True},
    "fever": {"temperature": Decimal(39)},
    "symptoms": {"symptoms": ("dry_cough",)},
    "contact": {"contact_with_case": True, "last_contact_on": TODAY},
    "no_certificate": {"certificate": "none"},
}
OBSERVING = {
    "observation": {"observed": True},
    "region": {"stayed_in_key_region": True, "left_key_region_on": TODAY},
}


@pytest.mark.article("G4", "G8", "G9")
def test_the_worst_reason_decides_and_all_that_apply_are_told():
    remaining = {**BARRING, **OBSERVING}

    while remaining:
        facts = {key: value for changes in remaining.values() for key, value in changes.items()}
        verdict = judged(**facts)
        assert [one.code for one in verdict.reasons] == list(remaining)
        assert verdict.verdict == ("barred" if verdict.reason in BARRING else "observe")
        remaining.pop(verdict.reason)


def test_the_verdict_lasts_as_long_as_the_longest_of_its_reasons():
    both = judged(
        stayed_in_key_region=True, left_key_region_on=ago(10),
        business_trip=True, business_trip_returned_on=ago(2),
    )  # fmt: skip

    assert both.verdict == "observe"
    assert [one.until for one in both.reasons] == [ago(-4), ago(-12)]
    assert both.until == ago(-12)


def test_an_open_reason_leaves_the_verdict_open():
    assert judged(temperature=Decimal(38), contact_with_case=True, last_contact_on=TODAY).until is None


@pytest.mark.article("G9")
@pytest.mark.parametrize(
    "fact", [name for name in WELL if name not in ("on", "left_city")]
)  # with a certificate and no origin, whether the city was left changes nothing
def test_nobody_is_clear_while_a_fact_that_could_bar_is_missing(fact):
    facts = {name: value for name, value in WELL.items() if name != fact}

    verdict = judge(PACK, facts)

    assert (verdict.verdict, verdict.reason) == (None, "no_report")
    assert verdict.missing == {fact}


def test_what_is_missing_names_only_what_could_still_change_the_answer():
    assert judge(PACK, {"on": TODAY, "temperature": Decimal(39)}).missing == frozenset()
    assert judge(PACK, {**WELL, "temperature": None, "contact_with_case": None}).missing == {
        "temperature",
        "contact_with_case",
    }


def test_a_certain_bar_stands_though_a_worse_reason_is_still_unknown():
    verdict = judge(PACK, {"on": TODAY, "certificate": "none", "reported": False, "declared": True})

    assert (verdict.verdict, verdict.reason) == ("barred", "no_certificate")


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "temperature": st.sampled_from([Decimal("36.5"), Decimal("37.3"), Decimal("40")]),
            "symptoms": st.sampled_from([(), ("fever",)]),
            "contact_with_case": st.booleans(),
            "last_contact_on": st.dates(date(2020, 1, 20), TODAY),
            "stayed_in_key_region": st.booleans(),
            "left_key_region_on": st.dates(date(2020, 1, 20), TODAY),
            "business_trip": st.booleans(),
            "certificate": st.sampled_from(["valid", "expired", "none"]),
            "declared": st.booleans(),
            "reported": st.booleans(),
            "isolated": st.booleans(),
            "observed": st.booleans(),
            "left_city": st.booleans(),
        },
    )
)
def test_a_clear_verdict_means_that_everything_is_known_and_well(facts):
    verdict = judge(PACK, {"on": TODAY, **facts})

    if verdict.verdict == "clear":
        assert facts["temperature"] < Decimal("37.3")
        assert facts["symptoms"] == ()
        assert facts["certificate"] == "valid"
        assert facts["reported"]
        assert facts["declared"]
        assert not facts["isolated"]
        assert not facts["observed"]
    if facts.get("temperature", 0) >= Decimal("37.3") or facts.get("isolated"):
        assert verdict.verdict == "barred"
    assert (verdict.verdict is None) == (verdict.reason == "no_report")
    if verdict.missing:
        assert verdict.verdict is None
        assert not verdict.missing & set(facts)


@given(st.permutations(list(WELL)))
def test_the_order_of_the_facts_changes_nothing(names):
    assert judge(PACK, {name: WELL[name] for name in names}) == judged()


@pytest.mark.article("G9")
def test_a_no_of_today_does_not_undo_a_contact_told_last_week():
    records = [
        (ago(6), {"contact_with_case": True, "last_contact_on": ago(7), "left_city": False}),
        (TODAY, {"contact_with_case": False, "temperature": Decimal("36.6"), "symptoms": ()}),
    ]

    facts = combine(PACK, records, TODAY)

    assert facts["contact_with_case"] is True
    assert facts["last_contact_on"] == ago(7)
    assert judge(PACK, {**WELL, **facts}).reason == "contact"


def test_only_the_day_itself_counts_for_temperature_and_symptoms_and_its_worst_record():
    records = [
        (ago(1), {"temperature": Decimal("39"), "symptoms": ("fatigue",)}),
        (TODAY, {"temperature": Decimal("37.5"), "symptoms": ("dry_cough",)}),
        (TODAY, {"temperature": Decimal("36.5"), "symptoms": ("fever",), "certificate": "none"}),
        (TODAY + timedelta(days=1), {"temperature": Decimal("41")}),
    ]

    facts = combine(PACK, records, TODAY)

    assert facts == {"on": TODAY, "temperature": Decimal("37.5"), "symptoms": ("dry_cough", "fever")}
