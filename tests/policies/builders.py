"""Enterprises whose facts are confirmed, officers of the city, and the day of the documents, in one call each."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import time_machine

from fugong.core.permissions import SYSTEM
from fugong.directory.models import Enterprise, Region
from fugong.policies import actions
from fugong.policies.models import FactSheet
from tests.builders import Member, authority, officer
from tests.screening import builders as screening

PACK = "jiaozuo_2020"
MARCH = datetime(2020, 3, 2, 2, 0, tzinfo=UTC)
"""10:00 of a Monday on which all three documents are in force."""

HIT = {
    "revenue": Decimal(30_000_000),
    "total_assets": Decimal(20_000_000),
    "affected_by_epidemic": True,
    "operating_difficulty": True,
    "recovery_expected": True,
}
"""A small or medium industrial enterprise, hit by the epidemic, in difficulty, expected to recover."""


@contextmanager
def in_march(day: datetime = MARCH) -> Iterator[None]:
    """As if it were that day of 2020."""
    with time_machine.travel(day, tick=True):
        yield


def placed(enterprise: Enterprise, industry: str = "C3360", region: str = "410802") -> Enterprise:
    """The enterprise in an industry and a county."""
    Region.objects.get_or_create(code=region, defaults={"name": "测试区"})
    enterprise.industry, enterprise.region_id = industry, region
    enterprise.save()
    return enterprise


def another(industry: str = "C3360", region: str = "410802") -> Enterprise:
    """One more enterprise of the city."""
    return placed(screening.enterprise(), industry, region)


def confirmed(enterprise: Enterprise, **facts: Any) -> FactSheet:
    """These facts confirmed by the enterprise, over those of `HIT`."""
    sheet = FactSheet.objects.filter(enterprise=enterprise).first()
    return actions.confirm_facts(
        enterprise=enterprise, by=SYSTEM, version=sheet.version if sheet else 0, facts={**HIT, **facts}
    )


def city_officer() -> Member:
    """Somebody at the city's bureau."""
    for code in ("410802", "410821"):
        Region.objects.filter(code=code).update(parent_code="410800", is_reporting_unit=True)
    return officer(authority("bureau", "410800"))
