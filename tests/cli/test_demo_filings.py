"""The demonstration's cases: every way ends where it says, at its own time, and the first enterprise has none."""

from dataclasses import replace

import pytest

from fugong.cases.models import Case
from fugong.core import clock
from fugong.doors.cli.demo import filings, invented
from fugong.resumption.models import Resumption
from tests.builders import House, house
from tests.screening import builders as screening

pytestmark = pytest.mark.django_db

STATUS = {
    "none": None,
    "draft": "not_filed",
    "submitted": "filing",
    "submitted_late": "filing",
    "returned": "filing",
    "declined": "not_filed",
    "on_file": "on_file",
    "amending": "on_file",
    "sent": "on_file",
    "sent_late": "on_file",
    "rectifying": "on_file",
    "may_start": "may_start",
    "started": "started",
    "suspended": "suspended",
}


@pytest.fixture
def here() -> House:
    found = house()
    screening.declared(found.worker)
    filings.officer.cache_clear()
    return found


def test_every_way_has_its_end() -> None:
    assert {name for name, _n in filings.WAYS} == set(STATUS)
    assert sum(n for _name, n in filings.WAYS) == 100
    assert set(filings.NEAR) <= set(STATUS)


@pytest.mark.parametrize("way", STATUS)
def test_an_enterprise_goes_its_way(here: House, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filings, "WAYS", ((way, 1),))
    one = replace(invented.enterprises(60, 6000)[1], is_back=True)

    filings.fill_filing(here.enterprise, one)
    filings.fill_filing(here.enterprise, one)

    row = Resumption.objects.filter(enterprise=here.enterprise).first()
    assert (row.status if row else None) == STATUS[way]
    assert all(case.state_since <= clock.now() for case in Case.objects.all())
    if way.endswith("_late"):
        late = Case.objects.order_by("-pk")[0].work_items.filter(ended_at=None, due_at__lt=clock.now())
        assert late.exists()


def test_the_first_enterprise_is_left_to_whoever_tries_it(here: House) -> None:
    filings.fill_filing(here.enterprise, invented.enterprises(60, 6000)[0])

    assert not Case.objects.exists()
