"""Taking a checked roster in: found again by ID number, updated, never doubled (G4).

Everything is compared and sealed before a transaction opens; each transaction takes a small batch, so that no gate
waits for an import.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from fugong.core import audit, clock, events, secrets
from fugong.core.errors import Conflict, NotFound
from fugong.core.fields import seal_now
from fugong.core.ids import new_id
from fugong.core.permissions import Actor
from fugong.core.tokens import new_reference
from fugong.directory import choices, people, permissions
from fugong.directory.events import PeopleChanged
from fugong.directory.models import Certificate, Enterprise, Group, Membership, Person, ReturnJourney
from fugong.directory.workbook import RosterRow

BATCH = 100
"""Rows of one transaction: some 50 ms at an idle machine, so that a busy one keeps below 300."""

TRIES = 6
"""How often a batch is looked at anew when somebody else changed the same people meanwhile."""

LONGEST_NUMBER = 30
LONGEST_LABEL = 60
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
    seen: tuple[datetime, datetime | None] | None = None


class _ChangedMeanwhile(Exception):
    """Somebody saved one of these people after the batch was prepared."""


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
    Raises NotFound for an unknown enterprise. Two imports at once, or an import and a correction, lose nothing.
    """
    target = enterprise or Enterprise.objects.filter(uscc=uscc).first()
    if target is None:
        raise NotFound("unknown_enterprise", _("没有这家企业。请核对统一社会信用代码。"), field="enterprise")
    permissions.check_can_manage_people(by, target.pk)
    counts = ImportCounts()
    groups = _Groups(target, by)
    numbers = _Numbers(target, (row.job_number for row in rows if row.job_number))
    known: set[str] = set()
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        _take(target, by, _by_index(batch, known, counts), groups, numbers, counts)
        if progress:
            progress(start + len(batch))
    return counts


def _by_index(batch: Sequence[RosterRow], known: set[str], counts: ImportCounts) -> dict[str, RosterRow]:
    """The batch by its people's indexes; a person whom an earlier row named is refused."""
    found = {}
    for row in batch:
        index = people.id_index(row.id_number)
        if index in known:
            text = _("这个身份证号前面的行里已经有了，是同一个人。同一个人只留一行。")
            counts.refused.append(Refused(row.row, "id_number", "duplicate", text))
        else:
            known.add(index)
            found[index] = row
    return found


def _take(
    enterprise: Enterprise,
    by: Actor,
    rows: dict[str, RosterRow],
    groups: "_Groups",
    numbers: "_Numbers",
    counts: ImportCounts,
) -> None:
    """Take a batch in. Where another import or an officer got in between, look again and write then."""
    for once in range(TRIES):
        if once:
            groups.look()
            numbers.look()
        plans, refused = _prepare(enterprise, rows, groups, numbers)
        fresh = [plan for plan in plans if plan.is_new]
        changed = [plan for plan in plans if plan.changed and not plan.is_new]
        try:
            if fresh or changed:
                _store(enterprise, by, fresh, changed)
        except (IntegrityError, OperationalError, _ChangedMeanwhile) as fault:
            # OperationalError: locks that waited for each other (PostgreSQL) or too long; else it is raised at the end.
            if isinstance(fault, OperationalError) and once == TRIES - 1:
                raise
            continue
        counts.created += len(fresh)
        counts.updated += len(changed)
        counts.unchanged += len(plans) - len(fresh) - len(changed)
        counts.refused += refused
        return
    raise Conflict("changed", _("同时有人在改这些人的资料。请稍后再导入一次，不会重复。"))


def _prepare(
    enterprise: Enterprise, rows: dict[str, RosterRow], groups: "_Groups", numbers: "_Numbers"
) -> tuple[list[_Plan], list[Refused]]:
    known = {
        person.id_index: person
        for person in Person.objects.filter(enterprise=enterprise, id_index__in=rows).select_related(
            "journey", "team"
        )
    }
    certificates = _certificates(known.values())
    holders = numbers.holders(row.job_number for row in rows.values() if row.job_number)
    plans, refused = [], []
    for index, row in rows.items():
        person = known.get(index)
        if (refusal := _refusal(row, index, holders)) is not None:
            refused.append(refusal)
            continue
        if row.job_number:
            holders[row.job_number] = index
        plan = _plan(enterprise, row, person, groups, numbers)
        _plan_journey(plan)
        _plan_certificate(plan, certificates.get(plan.person.pk, {}))
        plans.append(plan)
    return plans, refused


def _refusal(row: RosterRow, index: str, holders: dict[str, str]) -> Refused | None:
    if row.job_number is None:
        return None
    if len(row.job_number) > LONGEST_NUMBER:
        text = _("工号超过%(n)d个字符。请写短一些。") % {"n": LONGEST_NUMBER}
        return Refused(row.row, "job_number", "length", text)
    if holders.get(row.job_number, index) != index:
        text = _("工号已属于花名册上的另一人。请核对工号，或在系统里先改正那个人的工号。")
        return Refused(row.row, "job_number", "duplicate", text)
    return None


def _plan(
    enterprise: Enterprise, row: RosterRow, person: Person | None, groups: "_Groups", numbers: "_Numbers"
) -> _Plan:
    is_new = person is None
    if person is None:
        person = Person(enterprise=enterprise, reference=new_reference())
        people.set_id_number(person, row.id_number)
        person.job_number = row.job_number or numbers.next()
    team = groups.of(row, person)
    plan = _Plan(row, person, is_new, changed=is_new, team=team, team_changed=is_new and team is not None)
    if not is_new:
        journey = getattr(person, "journey", None)
        plan.seen = (person.updated_at, journey.updated_at if journey else None)
    if is_new or people.differs(person.name, row.name):
        people.set_name(person, row.name)
        plan.changed = True
    if is_new or people.differs(person.phone, row.phone):
        people.set_phone(person, row.phone or "")
        plan.changed = True
    if row.address is not None and (is_new or people.differs(person.address, row.address)):
        person.address = row.address
        plan.changed = True
    if row.job and person.job != row.job[:LONGEST_LABEL]:
        person.job, plan.changed = row.job[:LONGEST_LABEL], True
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
        seal_now(plan.person, plan.journey, plan.certificate)
    with transaction.atomic():
        _check_unchanged(enterprise, changed)
        Person.objects.bulk_create([plan.person for plan in fresh])
        Person.objects.bulk_create(
            [plan.person for plan in changed],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=PERSON_COLUMNS,
        )
        ReturnJourney.objects.bulk_create(
            [plan.journey for plan in plans if plan.journey is not None],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=JOURNEY_COLUMNS,
        )
        Certificate.objects.bulk_create([plan.certificate for plan in plans if plan.certificate is not None])
        _store_memberships([plan for plan in plans if plan.team_changed], today)
        ids = [plan.person.pk for plan in plans]
        events.publish(PeopleChanged(enterprise.pk, tuple(ids)))
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


def _check_unchanged(enterprise: Enterprise, changed: list[_Plan]) -> None:
    """Writers of a roster go one after the other; what was prepared must still be what is stored."""
    Enterprise.objects.select_for_update(no_key=True).only("pk").get(pk=enterprise.pk)
    rows = Person.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=[plan.person.pk for plan in changed]
    )
    stored = {
        pk: (person_at, journey_at)
        for pk, person_at, journey_at in rows.order_by("pk").values_list(
            "pk", "updated_at", "journey__updated_at"
        )
    }
    if any(stored.get(plan.person.pk) != plan.seen for plan in changed):
        raise _ChangedMeanwhile


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
        self.by = by
        self.look()

    def look(self) -> None:
        """See anew which there are."""
        self.known = {
            (group.kind, group.parent_id, group.name): group
            for group in Group.objects.filter(enterprise=self.enterprise)
        }

    def of(self, row: RosterRow, person: Person) -> Group | None:
        """The team of a row; where it names only the workshop, the team in it that the person has, else the workshop."""
        workshop = self._get(choices.WORKSHOP, None, row.workshop) if row.workshop else None
        if row.team:
            return self._get(choices.TEAM, workshop, row.team)
        if workshop is not None and person.team is not None and person.team.parent_id == workshop.pk:
            return person.team
        return workshop

    def _get(self, kind: str, parent: Group | None, name: str) -> Group:
        name = name[:LONGEST_LABEL]
        key = (kind, parent.pk if parent else None, name)
        if key not in self.known:
            with transaction.atomic():
                group, made = Group.objects.get_or_create(
                    enterprise=self.enterprise, kind=kind, parent=parent, name=name
                )
                if made:
                    audit.record(
                        by=self.by,
                        action="directory.create_group",
                        subject="group",
                        subject_id=group.pk,
                        owner_id=self.enterprise.pk,
                    )
            self.known[key] = group
        return self.known[key]


class _Numbers:
    """Job numbers: who holds those that the rows name, and the next free one."""

    def __init__(self, enterprise: Enterprise, named: Iterable[str]) -> None:
        self.people = Person.objects.filter(enterprise=enterprise)
        self.named = frozenset(named)
        self._free: Iterator[str] | None = None

    def look(self) -> None:
        """Forget which numbers were free."""
        self._free = None

    def holders(self, numbers: Iterable[str]) -> dict[str, str]:
        """Whose (by index of the ID number) these job numbers are already."""
        return dict(self.people.filter(job_number__in=list(numbers)).values_list("job_number", "id_index"))

    def next(self) -> str:
        """A number nobody has and no row of the sheet names, five digits, counting on from how many there are."""
        if self._free is None:
            taken = set(self.people.values_list("job_number", flat=True))
            self._free = people.free_numbers(taken, self.named)
        return next(self._free)
