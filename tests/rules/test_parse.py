"""Whatever is not in the vocabulary is refused, with file, line, place and remedy."""

import pytest

from fugong.rules import (
    FactError,
    RuleError,
    evaluate,
    parse,
    parse_vocabulary,
    read_source,
    read_source_text,
    resolve_parameters,
    what_would_change,
)

VOCABULARY = parse_vocabulary(
    read_source_text("""
temperature: {type: number}
symptoms: {type: list, options: [cough, fever]}
certificate: {type: choice, options: [valid, none]}
contact: {type: boolean}
on: {type: date}
met_on: {type: date}
place: {type: text}
"""),
    read_source_text("""
limit: {type: number, value: 37.3, at_least: 36, at_most: 39, enterprise_may_set: true}
days: {type: integer, value: 14}
fixed: {type: boolean, value: true}
"""),
)


def faults_of(text: str) -> str:
    with pytest.raises(RuleError) as caught:
        parse(read_source_text(text, "rules.yaml"), VOCABULARY)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{fact: temprature, above: 37}", "Did you mean 'temperature'?"),
        ("{param: limits, above: 37}", "Did you mean 'limit'?"),
        ("{fact: temperature, at_least: {param: limits}}", "unknown parameter 'limits'"),
        ("{fact: temperature, above: 37, below: 40}", "two operators: above and below"),
        ("{fact: temperature}", "no operator"),
        ("{fact: temperature, like: 37}", "unknown key 'like'"),
        ("{fact: contact, is: true, note: x}", "unknown key 'note'"),
        ("{all: [], any: []}", "all and any together"),
        ("{all: []}", "all without conditions"),
        ("{any: {fact: contact, is: true}}", "any without conditions"),
        ("{}", "no form"),
        ("[1]", "a condition is wanted here"),
        ("sometimes", "a condition is wanted here"),
        ("{fact: temperature, above: warm}", "a number is wanted"),
        ("{fact: temperature, above: true}", "a number is wanted"),
        ("{fact: temperature, above: .nan}", "no number"),
        ("{fact: temperature, above: -.inf}", "no number"),
        ("{fact: temperature, above: NaN}", "no number"),
        ("{fact: temperature, above: 37.1234567890123456}", "15 significant digits"),
        ("{fact: contact, is: yes}", "true or false is wanted"),
        ("{fact: contact, above: 1}", "'above' does not fit a boolean"),
        ("{fact: symptoms, is: cough}", "'is' does not fit a list"),
        ("{fact: symptoms, has_any: [cold]}", "'cold'"),
        ("{fact: symptoms, has_any: []}", "an empty list is never met"),
        ("{fact: symptoms, has_any: cough}", "a list is wanted"),
        ("{fact: certificate, is: valit}", "one of valid, none is wanted"),
        ("{fact: certificate, starts_with: [v]}", "does not fit a choice"),
        ("{fact: on, is: 2020-02-30}", "no day"),
        ("{fact: on, above: 3}", "a day like 2020-02-24 is wanted"),
        ("{fact: on, above: {fact: temperature}}", "temperature is a number, a date is wanted"),
        ("{fact: on, above: {days_after: [{fact: met_on}]}}", "wants a day and a number"),
        ("{fact: on, above: {days_after: [{fact: met_on}, 1.5]}}", "a whole number is wanted"),
        ("{fact: temperature, above: {days_after: [{fact: met_on}, 1]}}", "a number is wanted"),
        ("{fact: on, above: {tomorrow: 1}}", "unknown value"),
        ("{fact: met_on, within_days_of: 3}", "wants a day and a number"),
        ("{fact: temperature, known: 1}", "true or false is wanted"),
        ("{fact: contact, is: true, text: {zh: 有}}", "the text has no 'en'"),
        ("{fact: contact, is: true, text: {zh: 有, en: yes, fr: oui}}", "unknown language 'fr'"),
        ("{fact: contact, is: true, article: [4]}", "an article is no text"),
        ("{fact: contact, is: true, id: 7}", "id is no text"),
        ("{fact: contact, fact: on, is: true}", "the key 'fact' stands twice"),
        ("{1: 2}", "the key 1 is no text"),
        ("all: [", "not readable"),
        ("!!python/object/apply:os.system [ls]", "not readable"),
    ],
)
def test_a_wrong_rule_is_refused_and_says_why(text, said):
    assert said in faults_of(text)


def test_an_error_names_file_line_place_and_remedy():
    text = """all:
  - {fact: contact, is: true}
  - any:
      - {fact: symptoms, has_any: [cough]}
      - {fact: temprature, above: 37}
"""

    assert faults_of(text) == (
        "rules.yaml:5: unknown fact 'temprature' (when.all[1].any[1]). Did you mean 'temperature'?"
    )


def test_every_fault_is_named_at_once():
    with pytest.raises(RuleError) as caught:
        parse(read_source_text("any: [{fact: a, is: 1}, {not: {fact: b, is: 1}}, {any: []}]"), VOCABULARY)

    assert [fault.path for fault in caught.value.faults] == ["when.any[0]", "when.any[1].not", "when.any[2]"]


def test_a_fact_may_be_called_on_and_a_text_may_be_no():
    data = read_source_text("{fact: on, answer: no}")

    assert data == {"fact": "on", "answer": "no"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "{a: {type: number, value: {param: b}}, b: {type: number, value: {param: a}}}",
            "in a circle: a → b → a",
        ),
        ("{a: {type: number, value: {param: a}}}", "in a circle: a → a"),
        ("{a: {type: number, value: {param: c}}}", "unknown parameter 'c'"),
        ("{a: {type: number, value: x}}", "a number is wanted"),
        ("{a: {type: number, value: 5, at_most: 4}}", "5 is above 4"),
        ("{a: {type: money}}", "unknown type 'money'"),
        ("{a: {type: choice}}", "a choice without options"),
        ("{a: {type: number, valeu: 3}}", "unknown key 'valeu'"),
        ("[a]", "a mapping is wanted"),
        ("{a: {type: number, at_least: 2, at_most: 1}}", "at_least is above at_most"),
        ("{a: {type: text, at_least: 2}}", "at_least does not fit a text"),
        ("{a: {type: number, pattern: '[0-9]'}}", "a pattern does not fit a number"),
        ("{a: {type: text, pattern: '['}}", "the pattern is none"),
        (
            "{a: {type: number, value: 1, values: [{from: 2020-02-20, value: 1}]}}",
            "value and values together",
        ),
        ("{a: {type: number, values: []}}", "no list of values"),
        ("{a: {type: number, values: [{from: soon, value: 1}]}}", "from is no day"),
        (
            "a:\n  type: number\n  values:\n    - {from: 2020-02-20, value: 1}\n    - {from: 2020-02-21, value: x}",
            "<text>:5: a: a number is wanted, not 'x' (str) (parameters.a.values[1])",
        ),
    ],
)
def test_wrong_parameters_are_refused(text, said):
    with pytest.raises(RuleError) as caught:
        parse_vocabulary({}, read_source_text(text))

    assert said in str(caught.value)


def test_a_missing_or_unreadable_file_is_a_fault_and_no_traceback(tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_bytes(b"\xff\xfe\x00")

    for path, said in ((tmp_path / "none.yaml", "the file is missing"), (broken, "UTF-8")):
        with pytest.raises(RuleError) as caught:
            read_source(path)
        assert said in str(caught.value)


def test_an_enterprise_sets_only_what_is_open_to_it_and_within_limits():
    assert resolve_parameters(VOCABULARY, {"limit": 37.0})["limit"] == 37

    for own, said in (
        ({"fixed": False}, "may not set"),
        ({"limit": 35}, "below 36"),
        ({"limit": 41}, "above 39"),
        ({"limit": "warm"}, "a number is wanted"),
        ({"limits": 37}, "no such parameter"),
    ):
        with pytest.raises(FactError, match=said):
            resolve_parameters(VOCABULARY, own)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "37", True, [37]])
def test_a_number_that_is_none_is_refused_as_a_fact(value):
    with pytest.raises(FactError, match="temperature"):
        VOCABULARY.read_facts({"temperature": value})


def test_an_undeclared_fact_is_refused():
    with pytest.raises(FactError, match="no such fact"):
        VOCABULARY.read_facts({"mood": "good"})


def test_what_would_change_names_the_conditions_that_decide_alone():
    node = parse(
        read_source_text("any: [{fact: temperature, at_least: 37.3}, {fact: contact, is: true}]"), VOCABULARY
    )

    def turning(**facts):
        found = what_would_change(node, VOCABULARY.read_facts(facts))
        return [leaf.subject.name for leaf in found]

    assert turning(temperature=38, contact=False) == ["temperature"]
    assert turning(temperature=38, contact=True) == []
    assert turning(temperature=36, contact=False) == ["temperature", "contact"]
    assert turning(contact=False) == ["temperature", "contact"]
    assert evaluate(node, {}).missing == {"temperature", "contact"}


@pytest.mark.parametrize("depth", [500, 5000])
def test_what_is_nested_too_deep_is_a_fault_and_no_crash(depth):
    with pytest.raises(RuleError, match="nest"):
        read_source_text("a: " + "[" * depth + "]" * depth)
