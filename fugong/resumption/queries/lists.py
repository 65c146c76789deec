"""The resumption list (清单): enterprises of a jurisdiction, how far each has come and since when, key ones first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from fugong.core.permissions import Actor
from fugong.directory import queries as directory
from fugong.directory.models import Enterprise
from fugong.resumption import choices
from fugong.resumption.models import Resumption

ORDER = ("-is_key", "rank", "name", "pk")
"""Key enterprises first, then what needs somebody, then by name. Unique together: pages go on from a row's own values."""

PUBLISHED = (choices.ON_FILE, choices.MAY_START, choices.STARTED)


def list_(
    actor: Actor,
    *,
    county: str = "",
    sector: str = "",
    size: str = "",
    key: bool | None = None,
    cluster: UUID | None = None,
    status: str = "",
    text: str = "",
) -> QuerySet[Enterprise]:
    """The enterprises of the actor's jurisdiction that fit, in `ORDER`, each with its `resumption` where it has one.

    `sector` is the beginning of a GB/T 4754 code, `text` a USCC or part of a name. `rank` is the status' place in
    `choices.STATUSES`; an enterprise without a row is `not_filed`.
    """
    rows = _standing(directory.in_jurisdiction(actor))
    if county:
        rows = rows.filter(region_id=county)
    if sector:
        rows = rows.filter(industry__startswith=sector)
    if size:
        rows = rows.filter(size=size)
    if key is not None:
        rows = rows.filter(is_key=key)
    if cluster is not None:
        rows = rows.filter(cluster_id=cluster)
    if status:
        fits = Q(resumption__status=status)
        rows = rows.filter(fits | Q(resumption=None) if status == choices.NOT_FILED else fits)
    if text := text.strip():
        rows = rows.filter(directory.named(text))
    return rows


def after(rows: QuerySet[Enterprise], edge: Enterprise) -> QuerySet[Enterprise]:
    """What comes after a row of `list_`, in order."""
    place: int = edge.rank  # type: ignore[attr-defined] # an annotation of `list_`
    later = Q(name__gt=edge.name) | Q(name=edge.name, pk__gt=edge.pk)
    same_key = Q(is_key=edge.is_key) & (Q(rank__gt=place) | (Q(rank=place) & later))
    return rows.filter(same_key | Q(is_key=False) if edge.is_key else same_key)


def _standing(rows: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
    ranks = [
        When(resumption__status=status, then=Value(place)) for place, status in enumerate(choices.STATUSES)
    ]
    absent = choices.STATUSES.index(choices.NOT_FILED)
    rank = Case(*ranks, default=Value(absent), output_field=IntegerField())
    return rows.select_related("region", "cluster", "resumption").annotate(rank=rank).order_by(*ORDER)


def status_of_row(row: Enterprise) -> str:
    """The status of a row of `list_`."""
    return choices.STATUSES[row.rank]  # type: ignore[attr-defined]


def is_suspended(enterprise_id: UUID) -> bool:
    """Whether an enterprise that has started lost a condition and must stop (G2)."""
    return Resumption.objects.filter(enterprise_id=enterprise_id, status=choices.SUSPENDED).exists()


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """A line of the published list: no names of persons, no numbers of people."""

    name: str
    region_code: str
    county: str
    sector: str
    size: str
    status: str
    since: datetime


def published_rows(region: str = "", *, sector: str = "", text: str = "") -> QuerySet[Enterprise]:
    """The enterprises everybody may read of: what is on file, may start or has started. In no order: the caller pages."""
    rows = Enterprise.objects.filter(resumption__status__in=PUBLISHED)
    if region:
        rows = rows.filter(region_id=region)
    if sector:
        rows = rows.filter(industry__startswith=sector)
    if text := text.strip():
        rows = rows.filter(directory.named(text))
    return rows.select_related("resumption")


def published(region: str = "", *, sector: str = "", text: str = "") -> list[PublishedLine]:
    """The whole list as everybody may read it, by county and name."""
    rows = published_rows(region, sector=sector, text=text).select_related(None)
    columns = (
        "name",
        "region_id",
        "region__name",
        "industry",
        "size",
        "resumption__status",
        "resumption__status_since",
    )
    return [PublishedLine(*row) for row in rows.order_by("region_id", "name", "pk").values_list(*columns)]
