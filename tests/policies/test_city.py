"""The city's numbers: by jurisdiction, counted once, blocked by what, near by how much; cell by cell what one would be told."""

from datetime import timedelta
from decimal import Decimal

import pytest

from fugong.core import clock
from fugong.core.errors import Invalid, NotFound
from fugong.core.permissions import SYSTEM
from fugong.directory.models import Enterprise
from fugong.policies import actions, queries
from fugong.policies.queries import columns, standings
from tests.builders import House, house
from tests.policies.builders import PACK, another, city_officer, confirmed, in_march, placed

pytestmark = [pytest.mark.django_db, pytest.mark.article("G13")]


@pytest.fixture
def here() -> House:
    made = house()
    placed(made.enterprise)
    return made


def some(here: House) -> list[Enterprise]:
    """Five enterprises: one fits, one lacks a fact, one misses by a hair, one is elsewhere, one never said anything."""
    refund = {
        "unemployment_premium_paid": Decimal(10_000),
        "layoff_rate": Decimal("0.02"),
        "insured_staff": 40,
    }
    found = [here.enterprise, another(), another(), another(region="410821"), another()]
    confirmed(found[0], **refund)
    confirmed(found[1], **{**refund, "layoff_rate": None})
    confirmed(found[2], **{**refund, "layoff_rate": Decimal("0.0501")})
    confirmed(found[3], **refund)
    return found


def line(view: object, measure: str) -> object:
    return next(one for one in view.lines if one.measure.id == measure)  # type: ignore[attr-defined]


def test_an_officer_counts_the_own_jurisdiction_and_the_city_all(here: House) -> None:
    with in_march():
        some(here)

        county = line(queries.city(here.bureau_officer.actor, PACK), "C13-refund")
        city = line(queries.city(city_officer().actor, PACK), "C13-refund")

    assert (county.eligible, county.unknown, county.not_eligible) == (1, 2, 1)  # type: ignore[attr-defined]
    assert (city.eligible, city.unknown, city.not_eligible) == (2, 2, 1)  # type: ignore[attr-defined]
    assert queries.city(here.principal.actor, PACK).enterprises == 0


def test_money_is_counted_once_where_documents_give_the_same(here: House) -> None:
    with in_march():
        some(here)
        view = queries.city(here.bureau_officer.actor, PACK)

    refunds = [line(view, one) for one in ("Y17-refund", "C13-refund", "O6-refund")]
    # Y17's ceiling is 5.5 %: the third one fits there alone.
    assert [one.eligible for one in refunds] == [2, 1, 1]  # type: ignore[attr-defined]
    assert [one.fen for one in refunds] == [1_000_000, 500_000, 500_000]  # type: ignore[attr-defined]
    assert sum(one.counted_fen for one in refunds) == 1_000_000  # type: ignore[attr-defined]
    assert view.totals["yuan"] == 1_000_000


def test_the_missing_fact_that_blocks_most_is_named(here: House) -> None:
    with in_march():
        some(here)
        found = line(queries.city(here.bureau_officer.actor, PACK), "C13-refund")

    # One did not say the layoff rate; one said nothing at all.
    assert found.blocking == (("layoff_rate", 2), ("unemployment_premium_paid", 1))  # type: ignore[attr-defined]


def test_near_misses_are_counted_and_listed_by_how_much(here: House) -> None:
    with in_march():
        some(here)
        by = here.bureau_officer.actor
        found = line(queries.city(by, PACK), "C13-refund")
        (row,) = queries.city_list(by, PACK, "C13-refund", "near")

    assert (found.near, [n for _id, n in found.near_by]) == (1, [1])  # type: ignore[attr-defined]
    assert (row.fact, row.by) == ("layoff_rate", Decimal("0.0001"))
    assert row.status == "not_eligible"
    assert len(row.failing) == 1


def test_the_list_of_who_fits_carries_amounts_and_what_was_applied_for(here: House) -> None:
    with in_march():
        some(here)
        by = here.bureau_officer.actor
        (row,) = queries.city_list(by, PACK, "C13-refund", "eligible")

    assert (row.uscc, row.fen, row.failing, row.taken) == (here.enterprise.uscc, 500_000, (), "")
    with pytest.raises(NotFound):
        queries.city_list(by, PACK, "no-such")
    with pytest.raises(Invalid):
        queries.city_list(by, PACK, "C13-refund", "perhaps")


def test_what_is_entered_counts_at_once(here: House) -> None:
    with in_march():
        by = here.bureau_officer.actor
        assert line(queries.city(by, PACK), "C13-refund").eligible == 0  # type: ignore[attr-defined]

        confirmed(here.enterprise, unemployment_premium_paid=Decimal(1), layoff_rate=Decimal(0))

        assert line(queries.city(by, PACK), "C13-refund").eligible == 1  # type: ignore[attr-defined]


def test_columns_say_of_each_enterprise_what_it_is_told_itself(here: House) -> None:
    with in_march():
        found = some(here)
        actions.determine(enterprise=found[0], by=SYSTEM, subject="Y18-spring", value=True, reason="核实")
        actions.declare_event(
            pack=PACK,
            key="epidemic_end",
            region_code="410821",
            happened_on=clock.today() - timedelta(days=3),
            source="通告",
            by=SYSTEM,
        )
        today = clock.today()

        one_by_one = standings.judge(found, today)
        together = columns.standing_of_all(PACK, today)

    assert {pk: together[pk] for pk in one_by_one} == one_by_one


def test_a_row_made_anew_is_what_a_city_made_anew_says(here: House) -> None:
    with in_march():
        by = here.bureau_officer.actor
        found = some(here)
        queries.city(by, PACK)
        confirmed(found[1], layoff_rate=Decimal("0.01"))
        actions.determine(
            enterprise=found[2],
            by=by,
            subject="Y19-hours",
            value=True,
            reason="核实",
            decided_on=clock.today(),
        )

        kept = columns.city_of(PACK)
        anew = columns.computed(PACK, clock.today())

    assert set(kept.place) == set(anew.place)
    for pk, row in anew.place.items():
        for name in ("status", "fen", "failing", "unknown"):
            here_, there = getattr(kept.answers, name), getattr(anew.answers, name)
            assert here_.row(kept.place[pk]) == there.row(row)
