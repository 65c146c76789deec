"""The enterprises that an officer's question is about."""

from django.db.models import QuerySet

from fugong.core.permissions import Actor
from fugong.directory import queries as directory
from fugong.directory import sectors
from fugong.directory.models import Enterprise


def supervised(actor: Actor, county: str = "", sector: str = "") -> QuerySet[Enterprise]:
    """The enterprises of the actor's jurisdiction, in a county and of a sector (`directory.sectors`) where given."""
    rows = directory.in_jurisdiction(actor)
    if county:
        rows = rows.filter(region_id=county)
    return rows.filter(sectors.within("industry", sector)) if sector else rows
