"""The figures of a day, kept so that the next day's report can say what changed."""

from datetime import date

from django.db import transaction

from fugong.core.permissions import SYSTEM
from fugong.resumption.models import DailyFigure
from fugong.resumption.queries.figures import COUNTED, counted


@transaction.atomic
def keep_figures(*, day: date) -> int:
    """Keep the figures as they are now as those of `day`, in place of what was kept of it; returns how many rows."""
    DailyFigure.objects.filter(day=day).delete()
    rows = [
        DailyFigure(
            day=day,
            region_code=one.region_code,
            sector=one.sector,
            size=one.size,
            **{name: getattr(one.figures, name) for name in COUNTED},
        )
        for one in counted(SYSTEM)
    ]
    DailyFigure.objects.bulk_create(rows, batch_size=500)
    return len(rows)
