"""What happens at once, or fails half way: one wins, the other is told, and nothing is left behind."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from fugong.core import audit
from fugong.core.errors import Conflict
from fugong.core.permissions import SYSTEM
from fugong.policies import actions
from fugong.policies.actions import deciding
from fugong.policies.models import Determination, FactSheet
from tests.builders import House, house
from tests.policies.builders import placed

pytestmark = pytest.mark.article("G13")


@pytest.mark.django_db
def test_a_decision_that_fails_half_way_takes_its_audit_row_along(monkeypatch: pytest.MonkeyPatch) -> None:
    here = house()
    rows = len(audit.rows(here.enterprise.pk))

    def fails(**_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(deciding, "rematch", fails)
    with pytest.raises(RuntimeError):
        actions.determine(
            enterprise=here.enterprise,
            by=here.bureau_officer.actor,
            subject="Y18-spring",
            value=True,
            reason="核实",
        )

    assert not Determination.objects.exists()
    assert len(audit.rows(here.enterprise.pk)) == rows


@pytest.mark.django_db(transaction=True)
def test_of_two_first_confirmations_at_once_one_stands_and_one_is_told() -> None:
    here: House = house()
    placed(here.enterprise)

    def confirm(exports: bool) -> str:
        try:
            actions.confirm_facts(
                enterprise=here.enterprise, by=SYSTEM, version=0, facts={"exports": exports}
            )
        except Conflict:
            return "told"
        finally:
            connections.close_all()
        return "stands"

    with ThreadPoolExecutor(2) as both:
        ends = sorted(both.map(confirm, (True, False)))

    assert ends == ["stands", "told"]
    assert FactSheet.objects.get().version == 1
