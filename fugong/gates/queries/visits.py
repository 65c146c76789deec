"""Visits read: as the actor may see them, by a link, as a gate decides on them, and as its bundle holds them."""

from collections.abc import Collection, Iterable, Sequence
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
from fugong.directory.models import Enterprise, Person
from fugong.gates import visiting
from fugong.gates.models import GatePoster, Visit, VisitOpening
from fugong.packs import Pack
from fugong.rules import plain, resolve_parameters, to_data
from fugong.screening.passes import IssuedPass, second_mark
from fugong.screening.queries.at_gate import GateDay
from fugong.screening.queries.inputs import pack_of

OVERLAP = timedelta(seconds=15)
"""A delta of the bundle reaches this far behind its cursor."""

AHEAD = timedelta(days=1)
"""The bundle knows the visits of today and of the day after, so that a night without network starts nobody anew."""

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
    return {
        visiting.INSIDE: inside & ~over,
        visiting.OVERDUE: inside & over,
        visiting.CANCELLED: ~inside & Q(cancelled_at__isnull=False),
        visiting.LEFT: gone,
        visiting.REFUSED: open_ & Q(answer=visiting.NO),
        visiting.MISSED: open_ & ~Q(answer=visiting.NO) & over,
        visiting.WAITING: open_ & Q(answer=visiting.WAITING) & ~over,
        visiting.EXPECTED: open_ & Q(answer=visiting.YES) & ~over,
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


# At the gate


@dataclass(frozen=True, slots=True)
class Visitor:
    """A visitor at one moment, as the gate's decision takes a worker."""

    id: UUID
    status: str
    void_before: datetime | None
    expected_from: date | None
    verdict: str | None
    reason: str | None
    filled_for: date | None

    def on(self, day: date) -> GateDay:
        """Where the visitor stands on `day`: what was told counts for its own day."""
        told = self.filled_for == day
        return GateDay(
            verdict=self.verdict if told else None,
            reason=self.reason if told else None,
            reported=told,
            isolated=False,
            observed=False,
        )


@dataclass(slots=True)
class GateVisit:
    """A visit as the gate knows it; `at` says how it stands at the moment of a passage."""

    id: UUID
    reference: str
    answer: str
    expected_from: datetime
    expected_until: datetime
    again: bool
    arrived_at: datetime | None
    left_at: datetime | None
    cancelled_at: datetime | None
    void_before: datetime | None
    filled_for: date | None
    verdict: str
    reason: str

    def at(self, moment: datetime) -> Visitor:
        """The visitor at this moment."""
        ended = visiting.has_ended(self, moment)
        return Visitor(
            id=self.id,
            status=roles.LEFT if ended else roles.ACTIVE,
            void_before=self.void_before,
            expected_from=None if visiting.is_expected(self, moment) else date.max,
            verdict=self.verdict or None,
            reason=self.reason or None,
            filled_for=self.filled_for,
        )


_AT_GATE = (
    "pk", "reference", "answer", "expected_from", "expected_until", "again", "arrived_at", "left_at",
    "cancelled_at", "void_before", "filled_for", "verdict", "reason",
)  # fmt: skip


def visits_at_gate(enterprise_id: UUID, references: Collection[str]) -> dict[str, GateVisit]:
    """reference → visit of the enterprise, in one statement; none where nothing is asked."""
    if not references:
        return {}
    rows = Visit.objects.filter(enterprise_id=enterprise_id, reference__in=references)
    return {row[1]: GateVisit(*row) for row in rows.values_list(*_AT_GATE)}


def named(visit_ids: Iterable[UUID | None]) -> dict[UUID, Visit]:
    """id → visit, of a list of passages."""
    wanted = {one for one in visit_ids if one}
    if not wanted:
        return {}
    return {row.pk: row for row in Visit.objects.filter(pk__in=wanted).select_related("host", "host_account")}


# The bundle


def gate_visits(enterprise_id: UUID, changed_since: datetime | None = None) -> list[dict[str, Any]]:
    """Visits of today and the day after, and who is inside, as the bundle's `people`; or those changed since a moment."""
    now = clock.now()
    day = clock.day_of(now)
    rows = Visit.objects.filter(enterprise_id=enterprise_id).select_related("host", "host_account")
    soon = Q(expected_from__lt=clock.day_end(day) + AHEAD, expected_until__gte=clock.day_start(day))
    known = soon | Q(arrived_at__isnull=False, left_at=None)
    if changed_since is None:
        rows = rows.filter(known)
    else:
        moment = changed_since - OVERLAP
        changed = Q(updated_at__gte=moment)
        before = clock.day_of(moment)
        if before < day:
            # A day that began makes yesterday's answers void, and brings the next day's visits into reach.
            changed |= known
        rows = rows.filter(changed)
    return [_for_bundle(row, day, now) for row in rows.order_by("pk")]


def _for_bundle(row: Visit, day: date, now: datetime) -> dict[str, Any]:
    told = row.filled_for == day
    host = host_name(row)
    return {
        "ref": row.reference,
        "kind": "visitor",
        "visit": row.kind,
        "job_number": "",
        "name": str(row.name),
        "team": words_for_gate(host),
        "status": roles.LEFT if visiting.has_ended(row, now) else roles.ACTIVE,
        "isolated": False,
        "observed": False,
        "verdict": (row.verdict or None) if told else None,
        "reason": (row.reason or None) if told else None,
        "reported_for": row.filled_for.isoformat() if row.filled_for else None,
        "void_before": _moment(row.void_before),
        "answer": row.answer,
        "expected_from": _moment(row.expected_from - visiting.EARLY),
        "due_at": _moment(row.expected_from),
        "expected_until": _moment(row.expected_until),
        "host": host,
        "escort": str(row.escort),
        "arrived_at": _moment(row.arrived_at),
        "left_at": _moment(row.left_at),
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def gate_questions(enterprise: Enterprise) -> dict[str, Any]:
    """What a guard asks somebody without a phone, and the rows that judge the answers, for a gate without network."""
    pack, own = pack_of(enterprise)
    questions = [one for one in pack.questionnaires[visiting.QUESTIONNAIRE].questions if one.type != "region"]
    return {
        "questions": [
            {
                "id": one.id,
                "type": one.type,
                "text": dict(one.text),
                "gives": one.gives,
                "options": [{"code": option.code, "text": dict(option.text)} for option in one.options],
                "show_when": None if one.show_when is None else to_data(one.show_when),
            }
            for one in questions
        ],
        "rows": _rows(pack),
        "parameters": {
            name: plain(value) for name, value in resolve_parameters(pack.vocabulary, own).items()
        },
    }


def _rows(pack: Pack) -> Sequence[dict[str, Any]]:
    return [
        {"verdict": row.result["verdict"], "reason": row.result["reason"], "when": to_data(row.when)}
        for row in pack.screening.rows
    ]


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
