"""Whether orders will be ready and materials suffice."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.production.outlook import OrderFacts, material_outlook, orders_outlook

TODAY = date(2020, 2, 24)


def on(days: int) -> date:
    return TODAY + timedelta(days=days)


def order(number: int, left: int, due: int, product: str = "端盖") -> OrderFacts:
    return OrderFacts(UUID(int=number), product, Decimal(left), on(due))


def output(*days: tuple[int, int], product: str = "端盖") -> dict[str, dict[date, Decimal]]:
    return {product: {on(day): Decimal(much) for day, much in days}}


@pytest.mark.article("G6")
def test_an_order_whose_output_is_planned_by_its_day_is_in_time_and_says_when_it_is_ready() -> None:
    found = orders_outlook([order(1, 100, 5)], output((1, 60), (2, 60)), TODAY)[UUID(int=1)]

    assert not found.late
    assert found.ready_on == on(2)


@pytest.mark.article("G6")
def test_an_order_that_is_not_made_by_its_day_says_how_much_is_missing_and_when_it_would_be_ready() -> None:
    found = orders_outlook([order(1, 100, 2)], output((1, 40), (2, 40), (3, 40)), TODAY)[UUID(int=1)]

    assert (found.planned, found.short, found.ready_on) == (80, 20, on(3))


def test_two_orders_of_one_product_share_its_output_the_one_due_first_first() -> None:
    found = orders_outlook([order(2, 50, 4), order(1, 80, 2)], output((1, 80), (3, 30)), TODAY)

    assert found[UUID(int=1)].short == 0
    assert found[UUID(int=2)].short == 20


def test_output_of_days_gone_by_and_of_other_products_counts_for_nothing() -> None:
    found = orders_outlook([order(1, 10, 2)], output((-1, 50)) | output((1, 50), product="齿轮"), TODAY)

    assert found[UUID(int=1)].short == 10
    assert not found[UUID(int=1)].any_plan


def test_an_order_whose_day_is_over_is_late_however_much_is_planned() -> None:
    found = orders_outlook([order(1, 10, -1)], output((1, 50)), TODAY)[UUID(int=1)]

    assert found.overdue
    assert found.late


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(-2, 10)), max_size=6),
    st.dictionaries(st.integers(0, 12), st.integers(0, 40), max_size=8),
)
def test_no_piece_is_promised_twice(wanted: list[tuple[int, int]], made: dict[int, int]) -> None:
    orders = [order(number, left, due) for number, (left, due) in enumerate(wanted, 1)]

    found = orders_outlook(orders, output(*made.items()), TODAY)

    assert sum(one.planned for one in found.values()) <= sum(made.values())
    assert all(0 <= one.planned <= one.left and one.short == one.left - one.planned for one in found.values())


def secured(**changes: object) -> Decimal:
    given = {"on_hand": 5, "needed": 10, "expected": 5, "expected_on": on(3), "by": on(4), "today": TODAY}
    return material_outlook(**{**given, **changes}).short  # type: ignore[arg-type]


@pytest.mark.article("G6")
def test_a_material_is_secured_by_what_is_there_and_what_comes_in_time() -> None:
    assert secured() == 0
    assert secured(expected=4) == 1
    assert secured(expected_on=on(4)) == 0


@pytest.mark.article("G6")
def test_a_delivery_that_comes_too_late_or_is_overdue_or_has_no_day_does_not_count() -> None:
    assert secured(expected_on=on(5)) == 5
    assert secured(expected_on=on(-1)) == 5
    assert secured(expected_on=None) == 5
