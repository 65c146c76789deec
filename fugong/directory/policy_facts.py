"""What the directory knows of enterprises for the policies: place of registration, industry, people on the roster."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fugong.core import clock
from fugong.core.known import KnownFact
from fugong.directory import choices
from fugong.directory.models import Enterprise, Person


def known(ids: Collection[UUID] | None) -> list[KnownFact]:
    """`headcount` counts the active people of the roster; an enterprise without a roster has none known."""
    rows: QuerySet[Enterprise] = Enterprise.objects.all()
    people: QuerySet[Person] = Person.objects.filter(status=choices.ACTIVE)
    if ids is not None:
        rows, people = rows.filter(pk__in=ids), people.filter(enterprise_id__in=ids)
    today, own = clock.today(), _("企业资料")
    placed = list(rows.order_by().values_list("pk", "region_id", "industry"))
    counted = people.order_by().values_list("enterprise_id").annotate(n=Count("pk"))
    settings = reverse("desk:settings")
    return [
        KnownFact("region", {pk: region for pk, region, _industry in placed}, own, today, settings),
        KnownFact("industry", {pk: code for pk, _region, code in placed if code}, own, today, settings),
        KnownFact("headcount", dict(counted), _("花名册中在册的人数"), today, reverse("desk:people")),
    ]
