"""Judging without a database: whatever is known, nobody is clear who has not reported today (G9)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.packs import load
from fugong.screening import choices, facts, judging
from fugong.screening.facts import Journey, Known, OpenHold, Said
from fugong.screening.judging import Ground, Stood

DAY = date(2020, 2, 24)
PACKS = {name: load(name) for name in ("jiaozuo_2020", "influenza")}

days = st.integers(-20, 3).map(lambda ahead: DAY + timedelta(days=ahead))
ends = st.one_of(st.none(), days)
moments = st.integers(0, 86_399).map(
    lambda second: datetime(2020, 2, 23, 16, tzinfo=UTC) + timedelta(seconds=second)
)
holds = st.builds(
    OpenHold,
    kind=st.sampled_from(choices.HOLD_KINDS),
    reason=st.sampled_from(["isolation", "observation", "contact", "region"]),
    until=st.one_of(st.none(), st.integers(0, 9).map(lambda ahead: DAY + timedelta(days=ahead))),
    by_rules=st.booleans(),
)


def stood_by(verdict):
    """A stored standing of a verdict, its other columns in any combination."""
    reasons = [choices.NO_REPORT] if verdict is None else choices.REASONS
    return st.builds(
        Stood,
        verdict=st.just(verdict),
        reason=st.sampled_from(reasons),
        until=ends,
        for_day=ends,
        reported_for=ends,
        corrected=st.booleans(),
    )


stoods = st.sampled_from([None, *choices.VERDICTS]).flatmap(stood_by)


def answers_of(pack, kind):
    questions = pack.questionnaires[kind].questions
    options = {
        "yes_no": st.booleans(),
        "temperature": st.sampled_from(["36.0", "36.5", "37.3", "39.1"]),
        "date": days.filter(lambda day: day <= DAY).map(date.isoformat),
        "text": st.just("郑州"),
        "region": st.sampled_from(["410802", "420100"]),
    }
    each = {}
    for question in questions:
        if question.type == "multi":
            each[question.id] = st.sampled_from(
                [[], *([option.code] for option in question.options if option.code != "none")]
            )
        elif question.type == "choice":
            each[question.id] = st.sampled_from([option.code for option in question.options])
        else:
            each[question.id] = options[question.type]
    return st.fixed_dictionaries({}, optional=each)


@st.composite
def situations(draw):
    pack = PACKS[draw(st.sampled_from(sorted(PACKS)))]
    said = [
        Said(
            kind := draw(st.sampled_from(choices.KINDS)),
            draw(st.sampled_from(["", "morning", "evening"])),
            day := draw(days.filter(lambda day: day <= DAY)),
            draw(moments) - (DAY - day),
            draw(answers_of(pack, kind)),
        )
        for _ in range(draw(st.integers(0, 3)))
    ]
    known = Known(
        said=said,
        journey=Journey(draw(st.sampled_from([None, True, False])), draw(ends)),
        certificates=draw(st.lists(ends, max_size=2)),
        holds=draw(st.lists(holds, max_size=2)),
        declared=draw(st.booleans()),
        answered_at=draw(st.one_of(st.none(), moments)),
        answered=draw(
            st.lists(st.tuples(st.sampled_from(["contact", "region", "observation"]), ends), max_size=2)
        ),
    )
    return pack, known


@pytest.mark.article("G9", "G4")
@given(situations())
def test_never_clear_without_a_report_today(situation):
    pack, known = situation

    judged = judging.judge(pack, {}, known, DAY)

    if judged.verdict == choices.CLEAR:
        assert known.declared
        assert any(one.for_day == DAY for one in known.said)
        assert not known.holds
    assert judged.grounds[0].code == judged.reason
    assert (judged.verdict is None) == (judged.reason == choices.NO_REPORT)


@pytest.mark.article("G9")
@given(st.sampled_from(sorted(PACKS)), stoods, st.lists(holds, max_size=2))
def test_no_stored_standing_is_clear_on_a_day_without_its_report(name, stood, held):
    state = judging.state_on(PACKS[name], stood, held, DAY)

    if state.verdict == choices.CLEAR:
        assert stood.reported_for == DAY
        assert not held or stood.corrected
    assert (state.verdict is None) == (state.reason == choices.NO_REPORT)


@given(situations())
def test_a_fever_today_bars_whatever_else_is_said(situation):
    pack, known = situation
    fever = Said("daily", "evening", DAY, datetime(2020, 2, 25, tzinfo=UTC), {"temperature": "39.1"})

    judged = judging.judge(pack, {}, facts_with(known, fever), DAY)

    assert judged.verdict == choices.BARRED


def facts_with(known, said):
    return replace(known, said=[*known.said, said])


@given(situations(), holds)
def test_a_hold_never_makes_anything_better(situation, hold):
    pack, known = situation

    without = judging.judge(pack, {}, known, DAY)
    within = judging.judge(pack, {}, replace(known, holds=[*known.holds, hold]), DAY)

    assert within.weight >= without.weight
    assert within.weight >= judging.WEIGHT[judging.HOLD_VERDICT[hold.kind]]


@given(
    st.builds(
        Ground,
        code=st.sampled_from(choices.REASONS),
        row=st.text(max_size=5),
        verdict=st.sampled_from([None, *choices.VERDICTS]),
        articles=st.lists(st.sampled_from(["G4", "G9"])).map(tuple),
        until=ends,
    )
)
def test_a_ground_is_read_back_as_it_was_stored(ground):
    assert Ground.read(ground.stored()) == ground


def test_facts_a_pack_does_not_declare_are_not_handed_to_it():
    given_ = facts.facts_on(PACKS["influenza"], Known(journey=Journey(True, DAY)), DAY)

    assert set(given_) <= set(PACKS["influenza"].vocabulary.facts)


def test_an_enterprise_setting_that_is_no_parameter_is_passed_over():
    settings = {"fever_threshold": 37.0, "logo": "blue", "plausible_min": 10}

    assert judging.own_parameters(PACKS["jiaozuo_2020"], settings) == {"fever_threshold": 37.0}
