"""Cases that are there already are numbered when the column comes."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from fugong.cases import actions
from fugong.cases.actions.locking import STREAM
from fugong.cases.models import Case
from fugong.core.models import EventHead
from tests.builders import House


@pytest.mark.django_db(transaction=True)
def test_cases_that_are_there_are_numbered_as_they_were_made(loan: None) -> None:
    from tests.builders import house
    from tests.cases.builders import data

    made = [_opened(house(), data()) for _number in range(3)]
    Case.objects.update(changed=0)
    EventHead.objects.filter(stream=STREAM).delete()

    with connection.schema_editor() as editor:
        import_module("fugong.cases.migrations.0003_changed").number(apps, editor)

    assert list(Case.objects.order_by("changed").values_list("pk", "changed")) == [
        (one.pk, place) for place, one in enumerate(made, 1)
    ]
    assert _opened(house(), data()).changed == 4


def _opened(here: House, data: dict[str, Any]) -> Case:
    return actions.open_case(
        kind="loan", enterprise=here.enterprise, by=here.epidemic_officer.actor, data=data
    )
