"""Presses at once: one application is opened, whoever was first."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connections

from fugong.cases.models import Case
from fugong.casetypes.application.opening import apply
from tests.builders import house
from tests.policies.builders import placed

pytestmark = pytest.mark.article("G13")


@pytest.mark.django_db(transaction=True)
def test_of_four_presses_at_once_each_finds_the_one_application() -> None:
    here = house()
    placed(here.enterprise)

    def press(_: int) -> UUID:
        try:
            return apply(enterprise=here.enterprise, by=here.principal.actor, measure_id="Y19-hours").pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as presses:
        opened = set(presses.map(press, range(4)))

    assert len(opened) == 1
    assert Case.objects.filter(kind="application").count() == 1
