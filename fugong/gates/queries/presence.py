"""Who really came: people let in, counted by day and team."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery, UUIDField
from django.db.models.functions import TruncDate

from fugong.core import clock
from fugong.directory.models import Person
from fugong.gates import choices
from fugong.gates.models import Passage
from fugong.gates.queries.corrected import standing


def people_in(enterprise_id: UUID, first: date, last: date) -> dict[date, dict[UUID | None, int]]:
    """Site's day → team → how many different people were let in, both days included; None: those without a team.

    A day on which nobody came in is not there. A team is the one somebody is in now.
    """
    start = clock.day_start(first)
    rows = (
        standing(Passage.objects.all(), enterprise_id)
        .filter(
            owner_id=enterprise_id,
            verdict=choices.ALLOW,
            direction=choices.IN,
            person_id__isnull=False,
            happened_at__gte=start,
            happened_at__lt=clock.day_end(last),
            recorded_at__gte=start - choices.CLOCKS_AGREE,
        )
        .annotate(
            on=TruncDate("happened_at", tzinfo=clock.SITE_ZONE),
            team=Subquery(
                Person.objects.filter(pk=OuterRef("person_id")).values("team_id")[:1],
                output_field=UUIDField(),
            ),
        )
        .order_by()
        .values_list("on", "team")
        .annotate(number=Count("person_id", distinct=True))
    )
    found: dict[date, dict[UUID | None, int]] = defaultdict(dict)
    for day, team, number in rows:
        found[day][team] = number
    return dict(found)
