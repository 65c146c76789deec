"""A fever that a terminal measured of nobody known: held like any other, then named or closed by a person (G3, G8).

The hold's `passage_id` is the id of the reading, or of the passage with a job number of nobody: guards and officers
measure again and settle it as they do any other.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed
from fugong.core.permissions import Actor
from fugong.directory import choices as roles
from fugong.directory.models import Enterprise, Person
from fugong.gates import choices, permissions
from fugong.gates.actions import face_pictures
from fugong.gates.actions.fever import audit_hold, carry_out, locked_hold, new_hold, open_about
from fugong.gates.models import FeverHold, Passage, TerminalReading, Visit
from fugong.gates.queries.thermometers import second_terms
from fugong.notices import actions as notices

TOLD = "terminal_fever"


@transaction.atomic
def hold_strangers(*, enterprise: Enterprise, passage_ids: Collection[UUID], by: Actor) -> None:
    """A terminal measured a fever at a passage whose job number is nobody's: held and told like a reading, once."""
    held = FeverHold.objects.filter(enterprise=enterprise, passage_id__in=passage_ids)
    known = set(held.values_list("passage_id", flat=True))
    rows = Passage.objects.filter(owner_id=enterprise.pk, id__in=set(passage_ids) - known)
    open_for_readings(enterprise=enterprise, readings=list(rows), by=by)


def open_for_readings(
    *, enterprise: Enterprise, readings: Sequence[TerminalReading | Passage], by: Actor
) -> None:
    """Hold whoever was measured and tell the officer, once each. In the transaction that stores the readings.

    Somebody whom the terminal knows and who is held already is neither held nor told of again.
    """
    terms = second_terms(enterprise) if readings else None
    for row in readings:
        if terms is None or (
            row.person_id and open_about(enterprise.pk, row, Q(person_id=row.person_id)) is not None
        ):
            continue
        hold = new_hold(enterprise, row, terms.terminal)
        hold.save(force_insert=True)
        details = {"reading_id": str(row.id), "hold_id": str(hold.pk), "device_id": str(row.device_id)}
        notices.post(owner_id=enterprise.pk, kind=TOLD, details=details, role=roles.EPIDEMIC_OFFICER, by=by)


@transaction.atomic
def name_held(*, hold: FeverHold, by: Actor, who: Person | Visit) -> FeverHold:
    """Say who was measured. Conflict where somebody is named already.

    Where the fever is confirmed already, what follows from that happens now. Somebody who is held by another measurement
    stays in that hold, and this one is closed.
    """
    permissions.check_can_manage(by, hold.enterprise_id)
    if who.enterprise_id != hold.enterprise_id:
        raise NotAllowed("enterprise", _("这个人不属于您的企业。"))
    row = locked_hold(hold)
    if row.person_id or row.visit_id:
        raise Conflict("named", _("已经写明是谁了。"))
    _name(row, who.pk if isinstance(who, Person) else None, who.pk if isinstance(who, Visit) else None, by)
    return row


def joined_passage(*, enterprise: Enterprise, reading_id: UUID, passage: Passage, by: Actor) -> bool:
    """The reading turned out to be of this passage, and so of its person; whether the officer was told of it before."""
    row = FeverHold.objects.filter(enterprise=enterprise, passage_id=reading_id).first()
    if row is not None and row.person_id is None and row.visit_id is None:
        _name(locked_hold(row), passage.person_id, passage.visit_id, by)
    return row is not None


def taken_over(*, enterprise: Enterprise, reading_id: UUID, by: Actor) -> None:
    """The guard took the reading for a passage of its own: that is judged, and holds its person."""
    row = FeverHold.objects.filter(enterprise=enterprise, passage_id=reading_id, outcome="").first()
    if row is not None and row.person_id is None and row.visit_id is None:
        _close(locked_hold(row), _("这次测温已归到一次通行，按那次通行处理。"), by)


def _name(row: FeverHold, person_id: UUID | None, visit_id: UUID | None, by: Actor) -> None:
    if person_id is None and visit_id is None:
        return
    same = Q(person_id=person_id) if person_id else Q(visit_id=visit_id)
    other = open_about(row.enterprise_id, row, same)
    row.person_id, row.visit_id = person_id, visit_id
    row.save(update_fields=["person_id", "visit_id", "updated_at"])
    face_pictures.drop(enterprise_id=row.enterprise_id, event_ids=[row.passage_id])
    audit_hold(by, "gates.name_held", row)
    if row.outcome == choices.CONFIRMED:
        carry_out(row, by)
    elif not row.outcome and other is not None:
        _close(row, _("这个人另有一次暂留没有结论，在那里处理。"), by)


def _close(row: FeverHold, why: str, by: Actor) -> None:
    row.outcome, row.why = choices.WITHDRAWN, why
    row.settled_at, row.settled_by = clock.now(), by.id
    row.save(update_fields=["outcome", "why", "settled_at", "settled_by", "updated_at"])
    face_pictures.drop(enterprise_id=row.enterprise_id, event_ids=[row.passage_id])
    audit_hold(by, "gates.settle_fever", row, outcome=row.outcome)
