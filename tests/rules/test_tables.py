"""Decision tables: the first row that holds, and what an unknown row before it means."""

import pytest

from fugong.rules import RuleError, decide, parse_table, parse_vocabulary, read_source_text

VOCABULARY = parse_vocabulary({name: {"type": "boolean"} for name in "abcd"})


def table(text: str):
    return parse_table(
        read_source_text(text, "table.yaml"), VOCABULARY, "rows",
        lambda row, path: {"verdict": row["verdict"]}, {"verdict"},
    )  # fmt: skip


WORST_FIRST = table("""
- {id: a, verdict: bad, when: {fact: a, is: true}}
- {id: b, verdict: bad, when: {fact: b, is: true}}
- {id: c, verdict: fair, when: {fact: c, is: true}}
- {id: ok, verdict: good, when: always}
""")


def ruled(**facts):
    ruling = decide(WORST_FIRST, facts, alike="verdict")
    return ruling.row.id if ruling.row else None, sorted(ruling.missing)


def test_the_first_row_that_holds_is_the_answer():
    assert ruled(a=False, b=True, c=True) == ("b", [])
    assert ruled(a=False, b=False, c=False) == ("ok", [])


def test_nothing_good_is_said_while_a_fact_of_a_worse_row_is_missing():
    assert ruled(a=False, c=False) == (None, ["b"])
    assert ruled() == (None, ["a", "b", "c"])


def test_a_certain_row_stands_when_every_earlier_unknown_row_says_the_same():
    assert ruled(b=True) == ("b", [])


def test_only_facts_of_rows_that_would_say_something_else_are_missing():
    assert ruled(a=False, c=True) == (None, ["b"])
    two_fair = table("""
- {id: a, verdict: bad, when: {fact: a, is: true}}
- {id: b, verdict: fair, when: {fact: b, is: true}}
- {id: c, verdict: fair, when: always}
""")

    assert decide(two_fair, {}, alike="verdict").missing == {"a"}
    assert decide(two_fair, {}).missing == {"a", "b"}


def test_facts_of_rows_below_the_answer_are_never_asked():
    assert ruled(a=True) == ("a", [])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("- {id: a, verdict: x, when: {fact: a, is: true}}", "the last row can fail"),
        (
            "- {id: a, verdict: x, when: {fact: a, is: true}}\n- {id: a, verdict: x, when: always}",
            "the row 'a' stands twice",
        ),
        (
            "- {id: a, verdict: x, when: {fact: a, is: true}}\n"
            "- {id: b, verdict: y, when: {fact: a, is: true}}\n- {id: c, verdict: x, when: always}",
            "never reached: row 'a'",
        ),
        (
            "- {id: a, verdict: x, when: always}\n- {id: b, verdict: x, when: always}",
            "never reached: row 'a'",
        ),
        ("- {id: a, verdict: x, colour: red, when: always}", "unknown key 'colour'"),
        ("- {verdict: x, when: always}", "the row has no id"),
        ("- {id: a, verdict: x}", "a condition is wanted here"),
        ("{}", "a list of rows is wanted"),
        ("- 3", "a mapping is wanted"),
    ],
)
def test_a_table_that_cannot_be_right_is_refused(rows, said):
    with pytest.raises(RuleError) as caught:
        table(rows)

    assert said in str(caught.value)
