"""Enterprises are matched again, and told what newly fits, what changed and what must be done soon; each thing once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from fugong.cases.spec import ENTERPRISE_ROLES
from fugong.core import audit, clock
from fugong.core.models import PLATFORM
from fugong.core.permissions import Actor
from fugong.directory.models import Enterprise
from fugong.notices import actions as notices
from fugong.packs.policies import Measure
from fugong.policies import choices
from fugong.policies.models import Standing, Take
from fugong.policies.queries import books, standings
from fugong.policies.queries.standings import Stood

SHOWN = 3
"""How many measures a notice names; of the others it says how many."""


AT_ONCE = 200
"""How many enterprises one transaction keeps of a whole city."""


@transaction.atomic
def rematch(*, enterprises: Sequence[Enterprise], by: Actor, tell: bool = True) -> int:
    """Match these enterprises for today and keep what applies; returns how many notices were posted.

    `tell` False: whoever asked for it sees the result, so that it counts as told.
    """
    packs = {one.pk: one.pack for one in enterprises}
    return _keep(standings.judge(enterprises, clock.today()), packs, by, tell=tell)


def rematch_all(*, by: Actor) -> int:
    """Match every enterprise for today by columns, and tell each what is new; returns how many notices were posted."""
    posted = matched = 0
    for pack in standings.packs():
        stood = list(standings.judge_all(pack, clock.today()).items())
        for start in range(0, len(stood), AT_ONCE):
            part = dict(stood[start : start + AT_ONCE])
            with transaction.atomic():
                posted += _keep(part, dict.fromkeys(part, pack), by, tell=True)
        matched += len(stood)
    with transaction.atomic():
        audit.record(
            by=by,
            action="policies.rematch_all",
            subject="enterprise",
            subject_id="",
            owner_id=PLATFORM,
            enterprises=matched,
            notices=posted,
        )
    return posted


def _keep(
    stood: Mapping[UUID, Mapping[str, Stood]], packs: Mapping[UUID, str], by: Actor, *, tell: bool
) -> int:
    day = clock.today()
    rows = {
        row.enterprise_id: row
        for row in Standing.objects.select_for_update()
        .filter(enterprise_id__in=list(stood))
        .order_by("enterprise_id")
    }
    applied = _under_way(stood)
    made, posted = [], 0
    measures = {pack: books.book(pack).measures for pack in set(packs.values())} if tell else {}
    for pk, answers in stood.items():
        row = rows.get(pk) or Standing(enterprise_id=pk, on=day)
        news = _news(row, answers, applied.get(pk, set()), day)
        row.told = [*row.told, *news.told]
        row.on = day
        row.answers = {measure: one.as_json() for measure, one in answers.items()}
        if pk not in rows:
            made.append(row)
        if tell:
            posted += _post(packs[pk], measures[packs[pk]], pk, news, by)
    Standing.objects.bulk_create(made, batch_size=AT_ONCE)
    Standing.objects.bulk_update(rows.values(), ["on", "answers", "told"], batch_size=AT_ONCE)
    return posted


def _under_way(enterprise_ids: Iterable[UUID]) -> dict[UUID, set[str]]:
    """enterprise → measures that it has applied for, unless refused or withdrawn."""
    found: dict[UUID, set[str]] = {}
    rows = Take.objects.filter(
        enterprise_id__in=list(enterprise_ids), state__in=(*choices.IN_HAND, choices.GRANTED)
    )
    for pk, measure in rows.values_list("enterprise_id", "measure_id"):
        found.setdefault(pk, set()).add(measure)
    return found


@dataclass(slots=True)
class _News:
    """What an enterprise is to be told; `told` remembers it."""

    fits: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    deadlines: list[tuple[str, date]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def _news(row: Standing, answers: Mapping[str, Stood], applied: set[str], day: date) -> _News:
    news, told = _News(), set(row.told)
    for measure, one in answers.items():
        if one.status != choices.ELIGIBLE:
            continue
        before = row.answers.get(measure)
        fits, changed = f"fits {measure}", f"changed {measure} {one.version}"
        if fits not in told:
            news.fits.append(measure)
            news.told.append(fits)
        elif one.version and before and before[3] != one.version and changed not in told:
            news.changed.append(measure)
            news.told.append(changed)
        soon = one.deadline is not None and (
            day <= one.deadline <= day + timedelta(days=choices.NEAR_DEADLINE_DAYS)
        )
        if soon and measure not in applied:
            last = f"deadline {measure} {one.deadline}"
            if last not in told:
                news.deadlines.append((measure, one.deadline))  # type: ignore[arg-type] # not None where it is soon
                news.told.append(last)
    return news


def _post(pack: str, measures: Mapping[str, Measure], enterprise_id: UUID, news: _News, by: Actor) -> int:
    said: list[tuple[str, dict[str, Any]]] = []
    if news.fits:
        said.append(("policy_fits", {"measures": news.fits[:SHOWN], "count": len(news.fits)}))
    if news.changed:
        said.append(("policy_changed", {"measures": news.changed[:SHOWN], "count": len(news.changed)}))
    said += [
        ("policy_deadline", {"measures": [measure], "count": 1, "deadline": last.isoformat()})
        for measure, last in news.deadlines
    ]
    for kind, details in said:
        titles = books.measure_titles(measures, details["measures"])
        for role in ENTERPRISE_ROLES:
            notices.post(
                owner_id=enterprise_id,
                kind=kind,
                details={"pack": pack, "titles": titles, **details},
                role=role,
                by=by,
            )
    return len(said)
