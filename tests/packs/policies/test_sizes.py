"""Size classes by the 2011 table (中小企业划型标准规定), decided as soon as what is known decides them."""

from decimal import Decimal

import pytest

from fugong.packs import policies

SIZES = policies.load("jiaozuo_2020").sizes
CODE = {"industry": "C3979", "software_it": "I65", "warehousing": "G592", "real_estate_dev": "K701",
        "leasing_business": "L72", "other": "M73"}  # fmt: skip
"""An industry's code of GB/T 4754-2017 that stands for a row of the table."""


def size(industry=None, staff=None, revenue=None, assets=None):
    """Revenue and assets in 万元, as the table has them."""
    given = {
        "industry": industry,
        "headcount": staff,
        "revenue": None if revenue is None else Decimal(str(revenue)) * 10000,
        "total_assets": None if assets is None else Decimal(str(assets)) * 10000,
    }
    return SIZES.judge({fact: value for fact, value in given.items() if value is not None})


@pytest.mark.parametrize(
    ("row", "staff", "revenue", "assets", "expected"),
    [
        ("industry", 1000, 40000, None, "large"),
        ("industry", 999, 90000, None, "medium"),
        ("industry", 300, 1999, None, "small"),
        ("industry", 19, 90000, None, "micro"),
        ("industry", 103, 15735.28, None, "small"),
        ("software_it", 103, 15735.28, None, "medium"),
        ("warehousing", 150, 5000, None, "medium"),
        ("real_estate_dev", None, 200000, 9999, "medium"),
        ("leasing_business", 300, None, 120000, "large"),
        ("other", 9, None, None, "micro"),
    ],
)
def test_an_enterprise_has_the_lowest_class_that_any_of_its_indicators_reaches(
    row, staff, revenue, assets, expected
):
    assert size(CODE[row], staff, revenue, assets).size_class == expected


@pytest.mark.parametrize("row", SIZES.rows.values(), ids=lambda row: row.id)
def test_each_bound_belongs_to_the_higher_class_and_all_indicators_must_reach_it(row):
    code = next(prefix for prefix, id in SIZES.industries.items() if id == row.id)
    high = Decimal(10) ** 12
    for fact in row.bounds:
        for rank, bound in enumerate(row.bounds[fact], start=1):
            others = {other: high for other in row.bounds if other != fact}
            at = SIZES.judge({"industry": code, **others, fact: bound})
            below = SIZES.judge({"industry": code, **others, fact: bound - Decimal("0.01")})
            assert (at.size_class, below.size_class) == (CLASSES[rank], CLASSES[rank - 1])


CLASSES = ("micro", "small", "medium", "large")


def test_fewer_than_a_thousand_people_alone_make_an_industrial_enterprise_an_sme():
    known = size("C", staff=999)

    assert (known.is_sme, known.size_class, known.missing["size_class"]) == (True, None, {"revenue"})
    assert size("C", staff=1000).is_sme is None


def test_small_or_micro_is_decided_while_the_class_is_not():
    known = size("C", staff=25)

    assert (known.size_class, known.is_small_or_micro, known.missing["is_small_or_micro"]) == (
        None,
        True,
        frozenset(),
    )


def test_a_fact_that_cannot_change_the_size_is_not_asked():
    assert size("A", staff=5).missing["size_class"] == {"revenue"}
    assert size("L", staff=5).size_class == "micro"
    assert size("C", staff=1000).missing["is_sme"] == {"revenue"}


@pytest.mark.parametrize(
    ("code", "row"),
    [("C3979", "industry"), ("F5173", "wholesale"), ("F5299", "retail"), ("G5430", "transport"),
     ("G5910", "transport"), ("G5990", "warehousing"), ("I6510", "software_it"), ("K7020", "property_mgmt"),
     ("Q8511", "other"), ("R", "other")],
)  # fmt: skip
def test_the_longest_prefix_of_the_industry_code_wins(code, row):
    assert [one and one.id for one in SIZES.rows_of(code)] == [row]


@pytest.mark.parametrize("code", ["G53", "G5320", "J66", "P", "Q84", "S91", "T96", "K7040"])
def test_an_industry_outside_the_table_has_no_size_and_nothing_would_give_it_one(code):
    known = size(code, staff=5, revenue=5, assets=5)

    assert (known.size_class, known.is_sme, known.missing["is_sme"]) == (None, None, frozenset())


def test_a_code_that_is_too_coarse_is_decided_only_where_all_it_may_stand_for_agree():
    assert size("F", staff=4, revenue=90).size_class == "micro"
    assert size("F", staff=200, revenue=20000).size_class == "medium"
    assert size("F", staff=20, revenue=5000).missing["size_class"] == {"industry"}
    assert size("F", staff=20, revenue=5000).is_sme is True
    assert size("G", staff=5, revenue=5).is_sme is None  # a railway has no size
    assert size("K", staff=5, revenue=5, assets=5).is_sme is None


def test_an_industry_that_is_not_known_leaves_every_size_open():
    known = size(staff=5)

    assert (known.size_class, known.is_sme) == (None, None)
    assert "industry" in known.missing["is_sme"]
