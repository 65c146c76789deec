"""What looks untruthful, by the pack's numbers: each sign at its edge, and what an honest person does raises none (G9)."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fugong import packs
from fugong.packs.truthfulness import kinds, text_of
from fugong.rules import resolve_parameters
from fugong.screening.truthfulness import Given, Measured, degrees_above, look, same_days, same_second_days

pytestmark = pytest.mark.article("G9")

PACK = packs.load("jiaozuo_2020")
PARAMETERS = resolve_parameters(PACK.vocabulary)
DAY = date(2020, 2, 24)
WELL = {"symptoms": [], "contact": False}
SECONDS = st.integers(0, 86_399)
TENTHS = st.integers(355, 430).map(lambda tenths: Decimal(tenths) / 10)

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


def report(back=0, at=time(7, 0), celsius="36.5", *, answers=WELL, **more) -> Given:
    day = DAY - timedelta(days=back)
    return Given(day, datetime.combine(day, at), answers, celsius and Decimal(celsius), **more)


def signs(reports, **more):
    return [sign.kind for sign in look(PACK, PARAMETERS, reports, DAY, **more)]


def spread(days, celsius="36.5"):
    """The same answers on so many days, at ever other minutes."""
    return [report(back, time(6, 20 + back * 3, back), celsius) for back in range(days)]


@pytest.mark.parametrize(("days", "found"), [(6, []), (7, ["same_answers"]), (9, ["same_answers"])])
def test_the_same_answers_are_a_sign_from_the_packs_number_of_days_on(days, found):
    assert signs(spread(days)) == found


def test_a_healthy_person_whose_temperature_moves_says_the_same_every_day_without_a_sign():
    reports = [report(back, time(6, 20 + back), f"36.{4 + back % 2}") for back in range(14)]

    assert signs(reports) == []


def test_a_day_of_rest_neither_counts_nor_breaks_the_row():
    reports = [one for one in spread(8) if one.day.weekday() != 6]

    assert same_days(reports, DAY) == 7


def test_another_answer_on_the_same_day_breaks_the_row():
    assert same_days([*spread(8), report(0, time(20, 0), "36.8")], DAY) == 0
    assert same_days([*spread(8), report(3, time(20, 0), "36.8")], DAY) == 3


def test_what_a_leader_types_is_no_sign_of_how_the_worker_reports():
    reports = [
        Given(one.day, one.at.replace(hour=7, minute=0, second=0), one.answers, one.celsius, 0, by_self=False)
        for one in spread(10)
    ]

    assert signs(reports) == []


@pytest.mark.parametrize(("seconds", "found"), [(0, ["quick"]), (2, ["quick"]), (3, []), (None, [])])
def test_a_report_at_once_is_a_sign_and_an_unknown_time_is_none(seconds, found):
    assert signs([report(seconds_open=seconds)]) == found


@pytest.mark.parametrize(("second", "found"), [(7, ["same_second"]), (8, ["same_second"]), (9, [])])
def test_the_same_second_on_four_days_is_a_sign(second, found):
    times = [time(7, 0, second), time(7, 0, 7), time(7, 0, 7), time(7, 0, 7)]

    assert signs([report(back, at, f"36.{back}") for back, at in enumerate(times)]) == found


def test_the_same_second_is_also_the_same_across_midnight():
    reports = [report(back, at, f"36.{back}") for back, at in enumerate([time(0, 0), time(23, 59, 59)] * 2)]

    assert same_second_days(reports, DAY, 1) == 4


@pytest.mark.parametrize(
    ("gate", "at", "found"),
    [
        ("37.5", time(7, 40), ["contradicts_gate"]),
        ("37.4", time(7, 40), []),
        ("37.5", time(6, 0), ["contradicts_gate"]),  # whichever came first
        ("37.5", time(13, 0), []),  # another half-day
        ("34.5", time(7, 40), []),  # a cold forehead contradicts nothing
    ],
)
def test_a_gate_contradicts_a_report_of_the_same_half_day_by_the_packs_degrees(gate, at, found):
    measured = [Measured(datetime.combine(DAY, at), Decimal(gate))]

    assert signs([report(by_self=False)], measured=measured) == found


@pytest.mark.parametrize(("people", "found"), [(4, []), (5, ["shared_device"]), (None, [])])
def test_a_family_may_share_a_phone_and_many_may_not(people, found):
    assert signs([report()], people_on_device=people) == found


def test_a_device_that_waits_for_a_yes_is_a_sign():
    assert signs([report()], device_waiting=True) == ["new_device"]
    assert signs([report()], device_waiting=None) == []


@pytest.mark.parametrize("name", packs.available())
def test_every_sign_has_words_in_both_languages_with_its_numbers_and_an_article(name):
    pack = packs.load(name)

    for kind in kinds(pack):
        said = text_of(pack, kind, {"same_days": 8})
        assert said is not None
        assert said.articles
        assert all(text[language] for text in (said.title, said.why, said.next) for language in ("zh", "en"))
    assert "8" in text_of(pack, "same_answers", {"same_days": Decimal(8)}).why["zh"]
    assert text_of(pack, "gone", {}) is None


REPORTS = st.builds(
    lambda back, second, celsius, said, seconds, own: Given(
        DAY - timedelta(days=back),
        datetime.combine(DAY - timedelta(days=back), time()) + timedelta(seconds=second),
        said,
        celsius,
        seconds,
        own,
    ),
    st.integers(0, 13),
    SECONDS,
    st.none() | TENTHS,
    st.sampled_from([WELL, {**WELL, "contact": True}, {"symptoms": ["fatigue"], "contact": False}]),
    st.none() | st.integers(0, 90),
    st.booleans(),
)


@given(st.lists(REPORTS, max_size=30), st.randoms())
@settings(max_examples=60)
def test_the_order_of_reports_does_not_matter_and_a_day_without_one_gives_no_sign(reports, chance):
    mixed = list(reports)
    chance.shuffle(mixed)

    assert signs(mixed) == signs(reports)
    assert signs([one for one in reports if one.day != DAY]) == []


@given(st.lists(REPORTS, max_size=30))
@settings(max_examples=60)
def test_days_in_a_row_are_never_more_than_days_reported(reports):
    own = [one for one in reports if one.by_self]
    days = len({one.day for one in own})

    assert 0 <= same_days(own, DAY) <= days
    assert 0 <= same_second_days(own, DAY, 1) <= days
    assert same_second_days(own, DAY, 0) <= same_second_days(own, DAY, 1)


@given(st.lists(st.tuples(SECONDS, TENTHS), max_size=4), st.lists(st.tuples(SECONDS, TENTHS), max_size=4))
@settings(max_examples=60)
def test_a_gate_never_contradicts_by_more_than_it_measured_above(said, gate):
    start = datetime.combine(DAY, time())
    reports = [Given(DAY, start + timedelta(seconds=second), WELL, celsius) for second, celsius in said]
    measured = [Measured(start + timedelta(seconds=second), celsius) for second, celsius in gate]

    above = degrees_above(reports, measured)

    if above is None:
        assert (
            not reports or not measured or all((a < 43_200) != (b < 43_200) for a, _ in said for b, _ in gate)
        )
    else:
        assert above <= max(celsius for _, celsius in gate) - min(celsius for _, celsius in said)
