"""How the policies are taken up: applications, what became of them, for what reasons refused, and how long it took (G13)."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import F, Q, QuerySet

from fugong.cases.models import WorkItem
from fugong.cases.spec import ENTERPRISE
from fugong.core import clock
from fugong.core.permissions import Actor
from fugong.policies import choices
from fugong.policies.models import Take, TakeUpPublication
from fugong.policies.queries.scopes import supervised


@dataclass(frozen=True)
class TakeUp:
    """A measure's applications. `days`: median days from application to decision (None: nothing decided yet);
    `oldest`: how many days the oldest one in hand has waited. `late`: how many an office kept beyond its time limit.
    `refusals`: reason code → how many."""

    measure_id: str
    applied: int
    in_hand: int
    granted: int
    refused: int
    withdrawn: int
    granted_fen: int
    days: float | None
    oldest: int | None
    refusals: dict[str, int]
    late: int = 0


def take_up(actor: Actor, pack: str, *, county: str = "", sector: str = "") -> list[TakeUp]:
    """Measure by measure, of the enterprises an officer supervises (all for the system); only what was ever applied for."""
    within = supervised(actor, county, sector).order_by().values("pk")
    return _counted(Take.objects.filter(pack=pack, enterprise__in=within))


def publication(pack: str) -> TakeUpPublication | None:
    """What was last decided of publishing the take-up; None where nothing ever was."""
    return TakeUpPublication.objects.filter(pack=pack).order_by("pk").last()


def published_take_up(pack: str, region: str = "") -> list[TakeUp]:
    """The same as everybody may read it, of a county where given: counts by measure, no enterprise among them. Nothing
    unless the city has published it."""
    decided = publication(pack)
    if decided is None or not decided.is_published:
        return []
    rows = Take.objects.filter(pack=pack)
    return _counted(rows.filter(region_code=region) if region else rows)


def _late(rows: QuerySet[Take]) -> Counter[str]:
    """measure → applications that an office kept, or keeps, beyond its limit."""
    over = Q(ended_at__gt=F("due_at")) | Q(ended_at=None, paused_at=None, due_at__lte=clock.now())
    kept = WorkItem.objects.filter(over).exclude(party=ENTERPRISE).values("case_id")
    return Counter(rows.order_by().filter(case_id__in=kept).values_list("measure_id", flat=True))


def _counted(rows: QuerySet[Take]) -> list[TakeUp]:
    found: dict[str, list[tuple[str, date, date | None, int | None, str]]] = defaultdict(list)
    columns = ("measure_id", "state", "applied_on", "decided_on", "granted_fen", "reason_code")
    for measure, *rest in rows.order_by("measure_id").values_list(*columns):
        found[measure].append((rest[0], rest[1], rest[2], rest[3], rest[4]))
    today, late = clock.today(), _late(rows)
    made = []
    for measure, takes in found.items():
        states = Counter(take[0] for take in takes)
        took = [
            (decided - applied).days
            for state, applied, decided, _fen, _reason in takes
            if decided and state in (choices.GRANTED, choices.REFUSED)
        ]
        waiting = [(today - applied).days for state, applied, *_ in takes if state in choices.IN_HAND]
        made.append(
            TakeUp(
                measure_id=measure,
                applied=len(takes),
                in_hand=len(waiting),
                granted=states[choices.GRANTED],
                refused=states[choices.REFUSED],
                withdrawn=states[choices.WITHDRAWN],
                granted_fen=sum(fen or 0 for _s, _a, _d, fen, _r in takes),
                days=median(took) if took else None,
                oldest=max(waiting, default=None),
                refusals=dict(Counter(reason for *_rest, reason in takes if reason)),
                late=late[measure],
            )
        )
    return made
