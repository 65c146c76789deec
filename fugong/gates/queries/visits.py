"""Visits read: as the actor may see them, by a link, from a poster; their verdicts, passes, earlier refusals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from fugong.core import clock, codes, secrets
from fugong.core.errors import NotFound
from fugong.core.ids import new_id
from fugong.core.permissions import Actor
from fugong.core.tokens import digest
from fugong.directory import choices as roles
from fugong.directory.models import Person
from fugong.gates import visiting
from fugong.gates.models import GatePoster, Visit, VisitOpening
from fugong.screening.passes import IssuedPass, second_mark
from fugong.screening.queries.inputs import pack_of

SHORTEST_PASS = timedelta(minutes=30)


def visits(actor: Actor) -> QuerySet[Visit]:
    """Whom the actor may see: officer and principal the enterprise's, a worker or account those it is the host of."""
    rows = Visit.objects.select_related("enterprise", "host__team", "host_account")
    if actor.kind == "system":
        return rows if actor.enterprise_id is None else rows.filter(enterprise_id=actor.enterprise_id)
    if actor.enterprise_id is None:
        return rows.none()
    rows = rows.filter(enterprise_id=actor.enterprise_id)
    if actor.has(roles.EPIDEMIC_OFFICER, roles.PRINCIPAL):
        return rows
    mine = Q(host_id=actor.person_id) if actor.person_id else Q(pk=None)
    if actor.kind == "account":
        mine |= Q(host_account_id=actor.id)
    return rows.filter(mine)


def visit(actor: Actor, visit_id: UUID) -> Visit:
    """One of `visits`; raises NotFound for anybody else's."""
    found = visits(actor).filter(pk=visit_id).first()
    if found is None:
        raise NotFound("visit", _("没有这次来访，或者它不归您管。"))
    return found


def find_visits(actor: Actor, text: str) -> QuerySet[Visit]:
    """`visits` by exact name, phone, or the phone's last four digits."""
    text = "".join(text.split())
    rows = visits(actor)
    if not text:
        return rows
    wanted = Q(name_index=secrets.blind_index(text, "visit.name"))
    if text.isdigit() and len(text) == 11:
        wanted |= Q(phone_index=secrets.blind_index(text, "visit.phone"))
    if text.isdigit() and len(text) == 4:
        wanted |= Q(phone_last4_index=secrets.blind_index(text, "visit.phone_last4"))
    return rows.filter(wanted)


def on_day(day: date) -> Q:
    """The condition of a visit that falls on a day of the site, or is still inside on it."""
    start, end = clock.day_start(day), clock.day_end(day)
    still = Q(arrived_at__lt=end, left_at=None, arrived_at__gte=start - visiting.LONGEST)
    return Q(expected_from__lt=end, expected_until__gte=start) | still


def in_state(state: str, now: datetime) -> Q:
    """The condition of one of visiting.STATES, as `visiting.state_of` says it."""
    inside = Q(arrived_at__isnull=False, left_at=None)
    over = Q(expected_until__lt=now)
    gone = ~inside & Q(cancelled_at=None) & Q(left_at__isnull=False) & (Q(again=False) | over)
    open_ = ~inside & Q(cancelled_at=None) & ~(Q(left_at__isnull=False) & (Q(again=False) | over))
    lasts = Q(fever_until__gt=now) | Q(fever_until__gt=F("expected_until"))
    fever = Q(answer=visiting.YES) & Q(fever_until__isnull=False) & lasts
    well = open_ & (Q(fever_until=None) | ~lasts | ~Q(answer=visiting.YES))
    return {
        visiting.INSIDE: inside & ~over,
        visiting.OVERDUE: inside & over,
        visiting.CANCELLED: ~inside & Q(cancelled_at__isnull=False),
        visiting.LEFT: gone,
        visiting.FEVER: open_ & fever,
        visiting.REFUSED: well & Q(answer=visiting.NO),
        visiting.MISSED: well & ~Q(answer=visiting.NO) & over,
        visiting.WAITING: well & Q(answer=visiting.WAITING) & ~over,
        visiting.EXPECTED: well & Q(answer=visiting.YES) & ~over,
    }[state]


def waiting_for(actor: Actor) -> QuerySet[Visit]:
    """Visits that wait for the actor's yes or no, the longest waiting first."""
    return visits(actor).filter(in_state(visiting.WAITING, clock.now())).order_by("created_at")


def counts(actor: Actor, day: date) -> dict[str, int]:
    """state → how many of the day's visits."""
    now = clock.now()
    found = dict.fromkeys(visiting.STATES, 0)
    for row in visits(actor).filter(on_day(day)):
        found[visiting.state_of(row, now)] += 1
    return found


def visit_of_link(secret: str) -> Visit | None:
    """The visit that an invitation's link opens."""
    rows = Visit.objects.select_related("enterprise", "host", "host_account")
    return rows.filter(link_digest=digest(secret)).first() if secret else None


def poster_of(secret: str) -> GatePoster | None:
    """The gate's paper that a visitor scanned; None for one that was rotated."""
    return GatePoster.objects.select_related("enterprise", "checkpoint").filter(secret=secret).first()


def posters(actor: Actor) -> QuerySet[GatePoster]:
    """The papers of the actor's enterprise, the enterprise's own first."""
    rows = GatePoster.objects.select_related("checkpoint", "enterprise")
    if actor.enterprise_id is None:
        return rows.none()
    return rows.filter(enterprise_id=actor.enterprise_id).order_by(
        F("checkpoint__name").asc(nulls_first=True)
    )


def poster(actor: Actor, poster_id: UUID) -> GatePoster:
    """One of `posters`; raises NotFound."""
    found = posters(actor).filter(pk=poster_id).first()
    if found is None:
        raise NotFound("poster", _("没有这张海报。"))
    return found


def openings_of(visit: Visit) -> QuerySet[VisitOpening]:
    """Who opened this visitor's values, the newest first."""
    return VisitOpening.objects.filter(visit=visit).order_by("-created_at")


def records_of(visit: Visit) -> list[dict[str, Any]]:
    """The visitor's answers, one record a day."""
    found: list[dict[str, Any]] = visit.answers.document() if visit.answers else []
    return found


def verdict_of(visit: Visit, on: date | None = None) -> visiting.VisitVerdict:
    """The verdict of a day on what the visitor told, with its reasons in words."""
    pack, own = pack_of(visit.enterprise)
    return visiting.judge(pack, own, records_of(visit), on or clock.today())


@dataclass(frozen=True, slots=True)
class Refusal:
    """A host's no to somebody who asks again on the same day."""

    visit_id: UUID
    at: datetime
    why: str


def refusals(rows: Iterable[Visit]) -> dict[UUID, Refusal]:
    """visit → the latest no that its phone number was given earlier on the day of its answer (of today while it waits)."""
    now = clock.now()
    asked = {
        row.pk: (row, now if row.answer == visiting.WAITING else row.answered_at or now)
        for row in rows
        if row.phone_index
    }
    if not asked:
        return {}
    since = min(clock.day_start(clock.day_of(moment)) for _row, moment in asked.values())
    given = Visit.objects.filter(
        enterprise_id__in={row.enterprise_id for row, _moment in asked.values()},
        phone_index__in={row.phone_index for row, _moment in asked.values()},
        answer=visiting.NO,
        answered_at__gte=since,
    ).order_by("answered_at")
    found: dict[UUID, Refusal] = {}
    for no in given:
        at: datetime = no.answered_at  # type: ignore[assignment]
        for pk, (row, moment) in asked.items():
            same = (no.enterprise_id, no.phone_index) == (row.enterprise_id, row.phone_index)
            if same and pk != no.pk and at < moment and clock.day_of(at) == clock.day_of(moment):
                found[pk] = Refusal(no.pk, at, no.answer_why.reveal())
    return found


def host_name(visit: Visit) -> str:
    """The host, masked; as somebody wrote it where nobody was found."""
    if visit.host is not None:
        return str(visit.host.name)
    if visit.host_account is not None:
        return str(visit.host_account.name)
    return str(visit.host_named)


def pass_of(visit: Visit) -> IssuedPass | None:
    """A fresh pass, or None while the host's yes, a clear verdict of today or the time is missing. Writes nothing.

    Good until the agreed end or the day's, dated after the last revocation.
    """
    now = clock.now()
    today = clock.day_of(now)
    if not visiting.is_expected(visit, now) or visiting.has_ended(visit, now):
        return None
    if visit.filled_for != today or not visiting.lets_in(visit.verdict or None):
        return None
    issued = max(now, visit.void_before) if visit.void_before else now
    expires = max(min(visit.expected_until, clock.day_end(today)), issued + SHORTEST_PASS)
    pass_id = new_id()
    code = codes.issue_pass(
        secrets.signing_keys()[0],
        enterprise=visit.enterprise_id,
        reference=visit.reference,
        masked_name=str(visit.name),
        team=words_for_gate(host_name(visit)),
        verdict=visit.verdict,
        reason=visit.reason,
        issued=issued,
        expires=expires,
        pass_id=pass_id,
    )
    return IssuedPass(code, pass_id, issued, expires, second_mark(visit.enterprise, today))


def words_for_gate(host: str) -> str:
    """What stands where a worker's team does."""
    return _("来访 · 接待 {host}").format(host=host) if host else _("来访")


def named(visit_ids: Iterable[UUID | None]) -> dict[UUID, Visit]:
    """id → visit, of a list of passages."""
    wanted = {one for one in visit_ids if one}
    if not wanted:
        return {}
    return {row.pk: row for row in Visit.objects.filter(pk__in=wanted).select_related("host", "host_account")}


def hosts_like(enterprise_id: UUID, name: str, hint: str) -> Person | None:
    """The one worker of this exact name whose phone ends on `hint`, or whose team is called so; None where not exactly one."""
    name, hint = "".join(name.split()), "".join(hint.split())
    if not name:
        return None
    rows = Person.objects.filter(
        enterprise_id=enterprise_id,
        status=roles.ACTIVE,
        name_index=secrets.blind_index(name, "person.name"),
    ).select_related("team__parent")
    if hint.isdigit() and len(hint) == 4:
        rows = rows.filter(phone_last4_index=secrets.blind_index(hint, "person.phone_last4"))
        found = list(rows[:2])
    else:
        found = [one for one in rows[:50] if not hint or _is_of(one, hint)]
    return found[0] if len(found) == 1 else None


def _is_of(person: Person, team: str) -> bool:
    own = person.team
    names = (
        {
            own.name,
            own.parent.name if own.parent else "",
            f"{own.parent.name if own.parent else ''}{own.name}",
        }
        if own
        else set()
    )
    return team in names
