"""Tries of people nobody knows yet, counted so that nothing is flooded and nothing is learnt by guessing."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils.translation import gettext as _

from fugong.core import clock, secrets
from fugong.core.errors import TooMany
from fugong.directory.models import Attempt

WINDOW = timedelta(minutes=10)


def count_try(purpose: str, keys: Mapping[str, str], limits: Mapping[str, int]) -> None:
    """Note a try under each key; TooMany where one of them had more than its limit within the window.

    Noted before anything is looked at, so that tries sent all at once are counted too. Keys are kept as blind indexes.
    """
    now = clock.now()
    rows = [
        Attempt(purpose=f"{purpose}.{name}", key=secrets.blind_index(value, f"attempt.{purpose}"), at=now)
        for name, value in keys.items()
        if value
    ]
    Attempt.objects.bulk_create(rows)
    for row in rows:
        limit = limits[row.purpose.rsplit(".", 1)[-1]]
        recent = Attempt.objects.filter(purpose=row.purpose, key=row.key, at__gte=now - WINDOW)
        if recent.count() > limit:
            minutes = int(WINDOW.total_seconds() // 60)
            raise TooMany(
                "too_many_tries", _("试的次数太多了。请 {n} 分钟后再试，或请门卫登记。").format(n=minutes)
            )
