"""The examples of docs/reference/rules.md are parsed and run, and every operator has its line there."""

import re
from datetime import date
from pathlib import Path

import pytest

from fugong.rules import (
    compute,
    decide,
    evaluate,
    parse,
    parse_formula,
    parse_table,
    parse_vocabulary,
    read_source_text,
    resolve_parameters,
    to_fen,
)
from fugong.rules.formulas import OPERATIONS
from fugong.rules.parse import OPERATORS
from fugong.rules.vocabulary import CARRIES, KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "rules.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_there_are_examples():
    assert len(EXAMPLES) >= 7


@pytest.mark.parametrize("text", [one for one in EXAMPLES if "\nrule:" in one])
def test_a_rule_on_the_page_answers_as_the_page_says(text):
    data = read_source_text(text, "rules.md")
    vocabulary = parse_vocabulary(data["facts"], data.get("parameters"))
    node = parse(data["rule"], vocabulary)

    for case in data["answers"]:
        outcome = evaluate(
            node, vocabulary.read_facts(case["given"]), resolve_parameters(vocabulary, on=case.get("on"))
        )
        assert outcome.holds is {"unknown": None}.get(str(case["answer"]), case["answer"]), case
        assert sorted(outcome.missing) == case.get("missing", []), case


@pytest.mark.parametrize("text", [one for one in EXAMPLES if "\nformula:" in one])
def test_a_formula_on_the_page_computes_what_the_page_says(text):
    data = read_source_text(text, "rules.md")
    vocabulary = parse_vocabulary(data["facts"], data.get("parameters"))
    in_days = isinstance(data["answers"][0]["value"], date)
    formula = parse_formula(data["formula"], vocabulary, wants="date" if in_days else "number")

    for case in data["answers"]:
        computed = compute(formula, vocabulary.read_facts(case["given"]), resolve_parameters(vocabulary))
        assert computed.value == case.get("value"), case
        assert sorted(computed.missing) == case.get("missing", []), case
        if "fen" in case:
            assert to_fen(computed.value) == case["fen"]


@pytest.mark.parametrize("text", [one for one in EXAMPLES if "\ntable:" in one])
def test_a_table_on_the_page_answers_as_the_page_says(text):
    data = read_source_text(text, "rules.md")
    vocabulary = parse_vocabulary(data["facts"])
    table = parse_table(
        data["table"], vocabulary, "table", lambda row, path: {"verdict": row["verdict"]}, {"verdict"}
    )

    for case in data["answers"]:
        ruling = decide(table, vocabulary.read_facts(case["given"]), alike="verdict")
        assert (ruling.row.id if ruling.row else "undecided") == case["row"], case
        assert sorted(ruling.missing) == case.get("missing", []), case


@pytest.mark.parametrize("word", [*OPERATORS, *KINDS, *CARRIES, *OPERATIONS])
def test_every_word_of_the_vocabulary_stands_on_the_page(word):
    assert f"`{word}" in PAGE
