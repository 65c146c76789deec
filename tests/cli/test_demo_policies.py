"""The demonstration's policies: the same at every run, nothing twice, and something to be confirmed by who tries it."""

from collections import Counter

import pytest

from fugong.cases.models import Case
from fugong.core import clock
from fugong.directory.models import Enterprise
from fugong.doors.cli.demo import filings, invented, policies
from fugong.policies.models import Determination, FactSheet, Take
from tests.builders import House, house
from tests.policies.builders import another
from tests.screening import builders as screening

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> House:
    found = house()
    screening.declared(found.worker)
    filings.officer.cache_clear()
    return found


def filled(enterprise: Enterprise, number: int) -> None:
    policies.fill(enterprise, invented.enterprises(60, 6000)[number])


def test_an_enterprise_says_the_same_at_every_run_and_once(here: House) -> None:
    one = invented.enterprises(60, 6000)[3]

    filled(here.enterprise, 3)
    first = FactSheet.objects.get().facts.document()
    filled(here.enterprise, 3)

    assert (FactSheet.objects.get().facts.document(), FactSheet.objects.get().version) == (first, 1)
    assert Counter(Case.objects.values_list("kind", flat=True)) in (
        Counter(),
        Counter(application=1),
        Counter(application=2),
    )
    assert one.headcount > 0


def test_whoever_tries_it_has_something_to_confirm(here: House) -> None:
    filled(here.enterprise, 0)

    assert set(FactSheet.objects.get().confirmed_on) == set(policies.BY_HEART)
    assert not Determination.objects.exists()
    assert not Take.objects.exists()


def test_applications_happened_in_order_and_before_now(here: House) -> None:
    for number in range(3, 30, 3):
        filled(another(industry="C2710"), number)

    assert Take.objects.exists()
    assert Determination.objects.exists()
    for case in Case.objects.filter(kind="application"):
        steps = list(case.steps.order_by("version").values_list("created_at", flat=True))
        assert steps == sorted(steps)
        assert steps[-1] <= clock.now()
    for take in Take.objects.exclude(decided_on=None):
        assert take.applied_on <= take.decided_on
