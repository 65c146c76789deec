"""What people type into the boxes of the policies, and how values are said."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fugong.doors.policies import values
from fugong.doors.policies.asking import asked, previous, reply
from fugong.packs import policies

pytestmark = pytest.mark.article("G13")
BOOK = policies.load("jiaozuo_2020")


def read(fact: str, typed: str) -> Any:
    return values.read(BOOK.words.facts[fact], fact, typed)


@pytest.mark.parametrize(
    ("fact", "typed", "value"),
    [
        ("revenue", "120000", Decimal(120_000)),
        ("revenue", "12万", Decimal(120_000)),
        ("revenue", "1.25 万元", Decimal(12_500)),
        ("revenue", "１２，３４５．６７", Decimal("12345.67")),
        ("revenue", "2亿", Decimal(200_000_000)),
        ("revenue", "0", Decimal(0)),
        ("headcount", "60人", Decimal(60)),
        ("layoff_rate", "5.5%", Decimal("0.055")),
        ("layoff_rate", "５．５％", Decimal("0.055")),
        ("layoff_rate", "0.055", Decimal("0.055")),
        ("layoff_rate", "0", Decimal(0)),
        ("tax_due_date", "2020-02-24", date(2020, 2, 24)),
        ("tax_due_date", "2020年2月24日", date(2020, 2, 24)),
        ("exports", "true", True),
        ("industry", "c3979", "C3979"),
        ("region", "410823", "410823"),
    ],
)
def test_what_is_typed_is_read_as_it_is_meant(fact: str, typed: str, value: Any) -> None:
    assert read(fact, typed) == value


@pytest.mark.parametrize(
    ("fact", "typed", "told"),
    [
        ("revenue", "很多", "“很多”不是数字"),
        ("revenue", "-5", "不能是负数"),
        ("revenue", "NaN", "不是数字"),
        ("revenue", "1e999", "不是数字"),
        ("revenue", "1234567890123456", "位数太多"),
        ("layoff_rate", "0.1234567890123456", "不是比例"),
        ("headcount", "2.5", "整数"),
        ("layoff_rate", "5.5", "5.5%"),
        ("layoff_rate", "150%", "100%"),
        ("layoff_rate", "-0.1", "100%"),
        ("layoff_rate", "少", "不是比例"),
        ("tax_due_date", "2020-02-30", "不是日期"),
        ("tax_due_date", "明天", "不是日期"),
        ("exports", "maybe", "是"),
        ("industry", "机械", "行业代码"),
        ("region", "武陟", "地方"),
    ],
)
def test_what_cannot_be_read_is_said_with_what_is_wanted(fact: str, typed: str, told: str) -> None:
    with pytest.raises(values.Unreadable, match=re.escape(told)):
        read(fact, typed)


@pytest.mark.parametrize("fact", BOOK.facts)
def test_every_fact_has_a_question_and_its_box_reads_what_it_shows(fact: str) -> None:
    samples: dict[str, Any] = {
        "boolean": True, "integer": Decimal(12), "number": Decimal("0.25"), "date": date(2020, 2, 29),
        "text": "410802" if fact == "region" else "C3979",
    }  # fmt: skip
    kind = BOOK.words.facts[fact]
    value = samples[kind.kind]

    question = asked(BOOK, fact, value, answered=True)

    assert question.label
    assert question.said
    assert values.read(kind, fact, question.given) == value


def test_values_are_said_in_words() -> None:
    assert values.said(BOOK, "revenue", Decimal("12345.6")) == "12,345.60 元"
    assert values.said(BOOK, "layoff_rate", Decimal("0.055")) == "5.5%"
    assert values.said(BOOK, "exports", False) == "否"
    assert values.said(BOOK, "region", "410823") == "武陟县"
    assert values.said(BOOK, "region", "419999") == "河南省"
    assert values.said(BOOK, "industry", "C3979") == "制造业（工厂）（C3979）"
    assert values.said(BOOK, "exports", None) == "不知道"


def test_the_list_of_industries_decides_every_size_and_every_list_of_sectors() -> None:
    for code, _name in values.industries():
        assert len(BOOK.sizes.rows_of(code)) == 1, code
        for name in ("hard_hit_sectors", "tax_hard_hit_sectors"):
            (dated,) = BOOK.words.parameters[name].dated
            assert not [one for one in dated.value if one != code and one.startswith(code)], (code, name)


def test_nothing_chosen_is_told_and_not_knowing_is_an_answer() -> None:
    assert reply(BOOK, "exports", {}).error
    assert reply(BOOK, "exports", {"value": "?"}) == reply(
        BOOK, "revenue", {"value": "", "value-unsure": "?"}
    )
    assert reply(BOOK, "industry", {"value": "C", "value-code": "C3979"}).value == "C3979"


def test_the_question_before_is_the_one_answered_before() -> None:
    answered = {"region": "410823", "exports": True}

    assert previous(answered, "region") == ""
    assert previous(answered, "exports") == "region"
    assert previous(answered, "revenue") == "exports"
