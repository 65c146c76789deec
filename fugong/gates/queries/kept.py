"""What the gates keep about one worker or one visitor beside the passages: rows for that person's own copy (PIPL 45)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from fugong.directory.models import Person
from fugong.gates.models import (
    DutyTurn,
    FeverHold,
    GateEntry,
    GuardShift,
    Passage,
    PassageCorrection,
    RollCall,
    TerminalReading,
    VehicleStay,
    Visit,
)
from fugong.gates.queries.record import NOTED_KIND


def notes_on_passages(who: Person | Visit) -> QuerySet[GateEntry]:
    """Why a guard let the person in against the verdict, the latest first."""
    mine = {"person_id": who.pk} if isinstance(who, Person) else {"visit_id": who.pk}
    own = Passage.objects.filter(owner_id=who.enterprise_id, **mine).values("id")
    rows = GateEntry.objects.filter(owner_id=who.enterprise_id, kind=NOTED_KIND, subject_id__in=own)
    return rows.order_by("-seq")


def fevers_of(who: Person | Visit) -> QuerySet[FeverHold]:
    """Times held at a gate for a fever, the latest first."""
    mine = {"person_id": who.pk} if isinstance(who, Person) else {"visit_id": who.pk}
    return FeverHold.objects.filter(enterprise_id=who.enterprise_id, **mine).order_by("-happened_at")


def corrections_of_passages(who: Person | Visit) -> QuerySet[PassageCorrection]:
    """Counter-entries of the own passages, the latest first."""
    mine = {"person_id": who.pk} if isinstance(who, Person) else {"visit_id": who.pk}
    return PassageCorrection.objects.filter(owner_id=who.enterprise_id, **mine).order_by("-seq")


@dataclass(frozen=True, slots=True)
class Ride:
    """A vehicle that somebody drove, or rode in."""

    stay: VehicleStay
    drove: bool


def rides_of(who: Person | Visit) -> list[Ride]:
    """Vehicles that one came in, the latest first. Who was in a vehicle is sealed: every row is opened."""
    me = {"person" if isinstance(who, Person) else "visit": str(who.pk)}
    rows = VehicleStay.objects.filter(enterprise_id=who.enterprise_id).order_by("-pk")
    return [
        Ride(row, row.driver.document() == me)
        for row in rows
        if me in (row.driver.document(), *(row.passengers.document() or []))
    ]


def readings_of(person: Person) -> QuerySet[TerminalReading]:
    """Temperatures that terminals measured, the latest first."""
    rows = TerminalReading.objects.filter(owner_id=person.enterprise_id, person_id=person.pk)
    return rows.order_by("-happened_at", "-seq")


def hosted_by(person: Person, accounts: Sequence[UUID]) -> QuerySet[Visit]:
    """Visits to the worker, as a worker or by an account, the latest first."""
    rows = Visit.objects.filter(enterprise_id=person.enterprise_id)
    return (rows.filter(host=person) | rows.filter(host_account__in=accounts)).order_by("-expected_from")


def shifts_of(accounts: Sequence[UUID]) -> QuerySet[GuardShift]:
    """When these accounts were to stand guard, the latest first."""
    return GuardShift.objects.filter(guard__in=accounts).select_related("checkpoint").order_by("-starts_at")


def turns_of(accounts: Sequence[UUID]) -> QuerySet[DutyTurn]:
    """When these accounts stood guard, the latest first."""
    return DutyTurn.objects.filter(guard_id__in=accounts).select_related("checkpoint").order_by("-taken_at")


def roll_calls_without(who: Person | Visit) -> list[RollCall]:
    """Counts after an evacuation in which the person was not found, the latest first."""
    rows = RollCall.objects.filter(enterprise_id=who.enterprise_id).order_by("-counted_at")
    return [row for row in rows if who.reference in row.missing]
