"""The next question is the one whose answer settles the most; nothing is asked that cannot change anything."""

from datetime import date

from fugong.packs import policies

BOOK = policies.load("jiaozuo_2020")
DAY = date(2020, 3, 1)
ANSWERS = {"boolean": True, "number": 1, "integer": 30, "text": "410802", "date": DAY}


def test_where_an_enterprise_is_registered_decides_most_and_is_asked_first():
    assert policies.next_question(BOOK, {}, DAY) == "region"


def test_whoever_is_registered_elsewhere_is_asked_nothing_more():
    assert policies.next_question(BOOK, {"region": "110101"}, DAY) is None


def test_each_question_is_one_that_something_still_waits_for_and_they_end():
    facts, asked = {"industry": "C3979"}, []

    while (fact := policies.next_question(BOOK, facts, DAY)) is not None:
        assert any(fact in one.missing for one in policies.match(BOOK, facts, DAY).measures)
        asked.append(fact)
        facts[fact] = ANSWERS[BOOK.words.facts[fact].kind]

    assert len(asked) == len(set(asked)) < len(BOOK.cards)
    waiting = {fact for one in policies.match(BOOK, facts, DAY).measures for fact in one.missing}
    assert waiting <= {"determinations"}


def test_what_somebody_does_not_know_is_not_asked_again():
    second = policies.next_question(BOOK, {}, DAY, never=["region"])

    assert second not in (None, "region")
    assert policies.next_question(BOOK, {}, DAY, never=list(BOOK.cards)) is None


def test_a_code_that_is_too_coarse_is_asked_again():
    facts = {"region": "410802", "industry": "L"}
    asked = set()
    while (fact := policies.next_question(BOOK, facts, DAY, never=asked)) is not None:
        asked.add(fact)

    assert "industry" in asked
