"""Taking a checked roster in: found again by ID number, updated, never doubled (G4).

Everything is compared and sealed before a transaction opens; each transaction takes a small batch, so that no gate
waits for an import.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.core import audit, clock, events, secrets
from fugong.core.errors import NotFound
from fugong.core.ids import new_id
from fugong.core.permissions import Actor
from fugong.core.tokens import new_reference
from fugong.directory import choices, people, permissions
from fugong.directory.events import PeopleChanged
from fugong.directory.models import Certificate, Enterprise, Group, Membership, Person, ReturnJourney
from fugong.directory.workbook import RosterRow

BATCH = 200

JOURNEY_FIELDS = ("left_city", "destination", "return_date", "planned_return", "transport", "health")


@dataclass(frozen=True)
class Refused:
    """A row that the sheet alone could not fault: what is stored stands against it."""

    row: int
    column: str
    code: str
    text: str


@dataclass
class ImportCounts:
    """What an import did. `unchanged` rows were there already, word for word."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)


@dataclass
class _Plan:
    """One row against what is stored, prepared outside the transaction."""

    row: RosterRow
    person: Person
    is_new: bool
    changed: bool
    team: Group | None
    team_changed: bool = False
    journey: ReturnJourney | None = None
    certificate: Certificate | None = None


def import_roster(
    *,
    by: Actor,
    rows: Sequence[RosterRow],
    enterprise: Enterprise | None = None,
    uscc: str = "",
    progress: Callable[[int], None] | None = None,
) -> ImportCounts:
    """Store checked rows. The same people again change nothing; somebody who had left is active again.

    The enterprise is given itself or by its code. `progress` is told how many rows are done after each batch.
    Raises NotFound for an unknown enterprise.
    """
    target = enterprise or Enterprise.objects.filter(uscc=uscc).first()
    if target is None:
        raise NotFound("unknown_enterprise", _("没有这家企业。请核对统一社会信用代码。"), field="enterprise")
    permissions.check_can_manage_people(by, target.pk)
    counts = ImportCounts()
    groups = _Groups(target, by)
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        try:
            _take(target, by, batch, groups, counts)
        except IntegrityError:
            # Another import stored one of these people, or took a number, since we looked: look again.
            _take(target, by, batch, _Groups(target, by), counts)
        if progress:
            progress(min(start + BATCH, len(rows)))
    return counts


def _take(
    enterprise: Enterprise, by: Actor, rows: Sequence[RosterRow], groups: "_Groups", counts: ImportCounts
) -> None:
    plans, refused = _prepare(enterprise, rows, groups)
    fresh = [plan for plan in plans if plan.is_new]
    changed = [plan for plan in plans if plan.changed and not plan.is_new]
    if fresh or changed:
        _store(enterprise, by, fresh, changed)
    counts.created += len(fresh)
    counts.updated += len(changed)
    counts.unchanged += len(plans) - len(fresh) - len(changed)
    counts.refused += refused


def _prepare(
    enterprise: Enterprise, rows: Sequence[RosterRow], groups: "_Groups"
) -> tuple[list[_Plan], list[Refused]]:
    indexes = {people.id_index(row.id_number): row for row in rows}
    known = {
        person.id_index: person
        for person in Person.objects.filter(enterprise=enterprise, id_index__in=indexes).select_related(
            "journey"
        )
    }
    certificates = _certificates(known.values())
    numbers = _Numbers(enterprise, [row.job_number for row in rows if row.job_number])
    plans, refused = [], []
    for index, row in indexes.items():
        person = known.get(index)
        holder = numbers.holder(row.job_number) if row.job_number else None
        if holder is not None and holder != (person.pk if person else None):
            text = _("工号已属于花名册上的另一人。请核对工号，或在系统里先改正那个人的工号。")
            refused.append(Refused(row.row, "job_number", "duplicate", text))
            continue
        plan = _plan(enterprise, row, person, groups, numbers)
        _plan_journey(plan)
        _plan_certificate(plan, certificates.get(plan.person.pk, {}))
        plans.append(plan)
    return plans, refused


def _plan(
    enterprise: Enterprise, row: RosterRow, person: Person | None, groups: "_Groups", numbers: "_Numbers"
) -> _Plan:
    is_new = person is None
    team = groups.of(row)
    if person is None:
        person = Person(enterprise=enterprise, reference=new_reference())
        people.set_id_number(person, row.id_number)
        person.job_number = row.job_number or numbers.next()
    plan = _Plan(row, person, is_new, changed=is_new, team=team, team_changed=is_new and team is not None)
    if is_new or people.differs(person.name, row.name):
        people.set_name(person, row.name)
        plan.changed = True
    if is_new or people.differs(person.phone, row.phone):
        people.set_phone(person, row.phone or "")
        plan.changed = True
    if row.address is not None and (is_new or people.differs(person.address, row.address)):
        person.address = row.address
        plan.changed = True
    if row.job and person.job != row.job:
        person.job, plan.changed = row.job, True
    if row.job_number and person.job_number != row.job_number:
        person.job_number, plan.changed = row.job_number, True
    if team is not None and person.team_id != team.pk:
        person.team, plan.changed, plan.team_changed = team, True, True
    if person.status != choices.ACTIVE:
        person.status, person.left_on, plan.changed = choices.ACTIVE, None, True
        plan.team_changed = person.team_id is not None
    return plan


def _plan_journey(plan: _Plan) -> None:
    row, journey = plan.row, getattr(plan.person, "journey", None) if not plan.is_new else None
    if all(getattr(row, name) is None for name in JOURNEY_FIELDS):
        return
    before = journey
    journey = journey or ReturnJourney(person=plan.person)
    changed = before is None
    for name, value in (
        ("left_city", row.left_city),
        ("planned_on", row.planned_return),
        ("returned_on", row.return_date),
    ):
        if value is not None and getattr(journey, name) != value:
            setattr(journey, name, value)
            changed = True
    for name, text in (
        ("destination", row.destination),
        ("transport", row.transport),
        ("health_note", row.health),
    ):
        if text is not None and (before is None or people.differs(getattr(journey, name), text)):
            setattr(journey, name, text)
            changed = True
    if changed:
        plan.journey, plan.changed = journey, True


def _plan_certificate(plan: _Plan, known: dict[str, UUID]) -> None:
    number = plan.row.certificate
    if not number:
        return
    index = secrets.blind_index(number, "certificate.number")
    if index not in known:
        plan.certificate = Certificate(person=plan.person, number=number, number_index=index)
        plan.changed = True


def _certificates(known: object) -> dict[UUID, dict[str, UUID]]:
    found: dict[UUID, dict[str, UUID]] = {}
    rows = Certificate.objects.filter(person__in=list(known))  # type: ignore[call-overload]
    for pk, person_id, index in rows.values_list("pk", "person_id", "number_index"):
        found.setdefault(person_id, {})[index] = pk
    return found


PERSON_COLUMNS = [
    "name",
    "name_index",
    "phone",
    "phone_index",
    "phone_last4_index",
    "has_phone",
    "address",
    "job",
    "job_number",
    "team",
    "status",
    "left_on",
    "updated_at",
]
JOURNEY_COLUMNS = [
    "left_city",
    "planned_on",
    "returned_on",
    "destination",
    "transport",
    "health_note",
    "updated_at",
]


def _store(enterprise: Enterprise, by: Actor, fresh: list[_Plan], changed: list[_Plan]) -> None:
    plans = fresh + changed
    today = clock.today()
    for plan in plans:
        _seal(plan.person, plan.journey, plan.certificate)
    with transaction.atomic():
        moment = clock.now()
        Person.objects.bulk_create([plan.person for plan in fresh])
        for plan in changed:
            plan.person.updated_at = moment
        Person.objects.bulk_update([plan.person for plan in changed], PERSON_COLUMNS, batch_size=100)
        _store_journeys([plan.journey for plan in plans if plan.journey is not None], moment)
        Certificate.objects.bulk_create([plan.certificate for plan in plans if plan.certificate is not None])
        _store_memberships([plan for plan in plans if plan.team_changed], today)
        ids = [plan.person.pk for plan in plans]
        audit.record(
            by=by,
            action="directory.import_roster",
            subject="enterprise",
            subject_id=enterprise.pk,
            owner_id=enterprise.pk,
            created=len(fresh),
            updated=len(changed),
            sha256=hashlib.sha256(",".join(map(str, ids)).encode()).hexdigest(),
        )
        events.publish(PeopleChanged(enterprise.pk, tuple(ids)))


def _seal(*records: object) -> None:
    """Encrypt now, outside the transaction; the columns keep the sealed form."""
    for record in records:
        if record is not None:
            for column in record._meta.concrete_fields:  # type: ignore[attr-defined]
                column.get_prep_value(getattr(record, column.attname))


def _store_journeys(journeys: list[ReturnJourney], moment: object) -> None:
    fresh = [journey for journey in journeys if journey._state.adding]
    old = [journey for journey in journeys if not journey._state.adding]
    ReturnJourney.objects.bulk_create(fresh)
    for journey in old:
        journey.updated_at = moment  # type: ignore[assignment]
    ReturnJourney.objects.bulk_update(old, JOURNEY_COLUMNS, batch_size=100)


def _store_memberships(plans: list[_Plan], today: date) -> None:
    moved = [plan.person.pk for plan in plans]
    Membership.objects.filter(person__in=moved, until=None).update(until=today)
    Membership.objects.bulk_create(
        [
            Membership(id=new_id(), group_id=plan.person.team_id, person=plan.person, since=today)
            for plan in plans
            if plan.person.team_id
        ]
    )


class _Groups:
    """The enterprise's workshops and teams, made when a row first names them."""

    def __init__(self, enterprise: Enterprise, by: Actor) -> None:
        self.enterprise = enterprise
        self.known = {
            (group.kind, group.parent_id, group.name): group
            for group in Group.objects.filter(enterprise=enterprise)
        }

    def of(self, row: RosterRow) -> Group | None:
        """The team of a row; its workshop where it names no team."""
        workshop = self._get(choices.WORKSHOP, None, row.workshop) if row.workshop else None
        if not row.team:
            return workshop
        return self._get(choices.TEAM, workshop, row.team)

    def _get(self, kind: str, parent: Group | None, name: str) -> Group:
        key = (kind, parent and parent.pk, name)
        if key not in self.known:
            self.known[key], _made = Group.objects.get_or_create(
                enterprise=self.enterprise, kind=kind, parent=parent, name=name
            )
        return self.known[key]


class _Numbers:
    """Job numbers: who holds those that the rows name, and the next free one."""

    def __init__(self, enterprise: Enterprise, named: list[str]) -> None:
        self.people = Person.objects.filter(enterprise=enterprise)
        self.holders = dict(self.people.filter(job_number__in=named).values_list("job_number", "pk"))
        self.named = set(named)
        self._free: Iterator[str] | None = None

    def holder(self, number: str) -> UUID | None:
        """Who has this job number already."""
        return self.holders.get(number)

    def next(self) -> str:
        """A number nobody has, five digits, counting on from how many there are."""
        if self._free is None:
            taken = set(self.people.values_list("job_number", flat=True)) | self.named
            count = len(taken)
            self._free = (
                number for n in range(count + 1, count + 1_000_000) if (number := f"{n:05d}") not in taken
            )
        return next(self._free)
