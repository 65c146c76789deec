"""What holds for every rule: answers never change by learning more; both languages agree."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fugong.rules import FactError, evaluate, judge, parse, parse_vocabulary
from tests.rules.twin import ask_javascript

VOCABULARY = parse_vocabulary(
    {"b": {"type": "boolean"}, "c": {"type": "boolean"}, "t": {"type": "number"}, "d": {"type": "date"}}
)
NUMBERS = st.sampled_from([36, 37.2, 37.3, 37.30, 37.4, 0, -1])
DAYS = st.sampled_from(["2020-02-28", "2020-02-29", "2020-03-01"])
LEAVES = st.one_of(
    st.builds(lambda name, value: {"fact": name, "is": value}, st.sampled_from("bc"), st.booleans()),
    st.builds(
        lambda op, value: {"fact": "t", op: value},
        st.sampled_from(["below", "at_most", "at_least", "above", "is", "is_not"]),
        NUMBERS,
    ),
    st.builds(lambda value, op: {"fact": "d", op: value}, DAYS, st.sampled_from(["below", "at_least", "is"])),
    st.builds(
        lambda value, n: {"fact": "d", "at_most": {"days_after": [value, n]}}, DAYS, st.integers(-2, 2)
    ),
    st.builds(lambda name: {"fact": name, "known": True}, st.sampled_from("bctd")),
)
RULES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=8,
)
FACTS = st.fixed_dictionaries({}, optional={"b": st.booleans(), "c": st.booleans(), "t": NUMBERS, "d": DAYS})


def without_known(rule) -> bool:
    return "known" not in json.dumps(rule)


@given(RULES.filter(without_known), FACTS, FACTS)
def test_a_decided_answer_stays_when_more_becomes_known(rule, facts, more):
    node = parse(rule, VOCABULARY)
    before = evaluate(node, VOCABULARY.read_facts(facts))

    after = evaluate(node, VOCABULARY.read_facts({**more, **facts}))

    if before.holds is not None:
        assert after.holds is before.holds


@given(RULES.filter(without_known), FACTS, FACTS)
def test_a_fact_that_is_not_named_missing_changes_nothing(rule, facts, more):
    node = parse(rule, VOCABULARY)
    before = evaluate(node, VOCABULARY.read_facts(facts))
    others = {name: value for name, value in more.items() if name not in before.missing}

    after = evaluate(node, VOCABULARY.read_facts({**others, **facts}))

    assert after.holds is before.holds


@given(RULES, FACTS)
def test_missing_is_empty_exactly_when_the_answer_is_decided(rule, facts):
    outcome = evaluate(parse(rule, VOCABULARY), VOCABULARY.read_facts(facts))

    assert (outcome.holds is None) == bool(outcome.missing)


@given(st.lists(RULES, min_size=1, max_size=5), FACTS)
def test_what_is_remembered_answers_as_what_is_compared(rules, facts):
    read, memo, brief = VOCABULARY.read_facts(facts), {}, {}

    for rule in rules:
        node = parse(rule, VOCABULARY)
        outcome = evaluate(node, read)
        assert evaluate(node, read, memo=memo) == outcome
        assert evaluate(node, read, memo=brief) == outcome
        assert judge(node, read, memo=brief) == (outcome.holds, outcome.missing)


def test_a_condition_is_compared_once_whatever_it_is_called():
    memo = {}
    for rule in (
        {"fact": "b", "is": True},
        {"fact": "b", "is": True, "id": "one", "article": "G1"},
        {"all": [{"fact": "b", "is": True, "id": "two"}, {"not": {"fact": "b", "is": True}}]},
    ):
        outcome = evaluate(parse(rule, VOCABULARY), {"b": True}, memo=memo)

    assert len(memo) == 1
    assert [(reason.id, reason.holds) for reason in outcome.reasons] == [("two", True)]


def test_a_day_beyond_the_calendar_is_the_facts_fault():
    rule = {"fact": "d", "below": {"days_after": [{"fact": "d"}, 10**14]}}

    with pytest.raises(FactError, match="d: no such day"):
        evaluate(parse(rule, VOCABULARY), VOCABULARY.read_facts({"d": "2020-02-24"}))


@settings(max_examples=3)
@given(st.lists(st.tuples(RULES, FACTS), min_size=100, max_size=100))
def test_python_and_javascript_answer_alike(questions):
    answers = ask_javascript("rules", [[rule, facts] for rule, facts in questions])

    for (rule, facts), answer in zip(questions, answers, strict=True):
        node = parse(rule, VOCABULARY)
        outcome = evaluate(node, VOCABULARY.read_facts(facts))
        assert answer == {"holds": outcome.holds, "missing": sorted(outcome.missing)}, (rule, facts)


@pytest.mark.parametrize("number", [37.3, 0.055, 0.1, 123456789012.345])
def test_a_decimal_written_twice_is_one_number_in_both_languages(number):
    rule = {"fact": "t", "is": number}

    assert evaluate(parse(rule, VOCABULARY), VOCABULARY.read_facts({"t": number})).holds is True
    assert ask_javascript("rules", [[rule, {"t": number}]])[0]["holds"] is True
