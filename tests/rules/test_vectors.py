"""The vectors that Python and JavaScript share (tests/js/rules.test.js runs the same file)."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from fugong.rules import FactError, evaluate, parse, parse_vocabulary, plain, resolve_parameters, to_data

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "rules.json").read_text(encoding="utf-8"), parse_float=Decimal
)
VOCABULARY = parse_vocabulary(VECTORS["facts"], VECTORS["parameters"])


def named(cases):
    return [pytest.param(case, id=case["name"]) for case in cases]


@pytest.mark.parametrize("case", named(VECTORS["cases"]))
def test_a_rule_answers_as_its_vector_says(case):
    node = parse(case["rule"], VOCABULARY)

    outcome = evaluate(node, VOCABULARY.read_facts(case["facts"]), resolve_parameters(VOCABULARY))

    assert outcome.holds is case["holds"]
    assert sorted(outcome.missing) == case["missing"]
    if "reasons" in case:
        said = [{"id": one.id, "holds": one.holds, "articles": list(one.articles)} for one in outcome.reasons]
        assert said == case["reasons"]


@pytest.mark.parametrize("case", named(VECTORS["cases"]))
def test_a_rule_written_back_as_data_is_the_same_rule(case):
    node = parse(case["rule"], VOCABULARY)

    assert parse(to_data(node), VOCABULARY) == node


@pytest.mark.parametrize("case", named(VECTORS["refused"]))
def test_a_fact_of_another_type_is_refused(case):
    with pytest.raises(FactError):
        VOCABULARY.read_facts(case["facts"])


def test_the_parameter_values_of_the_vectors_are_those_that_are_declared():
    assert plain(resolve_parameters(VOCABULARY)) == plain(VECTORS["values"])
