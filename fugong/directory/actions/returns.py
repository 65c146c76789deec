"""The return journey (G4): from where, when, how; holiday travel and gatherings."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import audit, events
from fugong.core.errors import NotAllowed
from fugong.core.permissions import Actor
from fugong.directory.events import PeopleChanged
from fugong.directory.models import Person, ReturnJourney

FIELDS = (
    "left_city",
    "destination",
    "planned_on",
    "returned_on",
    "transport",
    "travel",
    "gatherings",
    "health_note",
)


@transaction.atomic
def record_return(*, person: Person, by: Actor, values: Mapping[str, Any]) -> ReturnJourney:
    """Write what is known of a worker's return; fields not named stay. Declared by the worker or somebody for them.

    The caller (a declaration, an officer's correction) has checked who may report for this worker.
    """
    if by.kind != "system" and by.enterprise_id != person.enterprise_id:
        raise NotAllowed("scope", _("这名职工不在您的企业。"))
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise ValueError(f"no such field of a return journey: {sorted(unknown)}")
    journey = ReturnJourney.objects.filter(person=person).select_for_update().first() or ReturnJourney(
        person=person
    )
    changed = [name for name, value in values.items() if _plain(getattr(journey, name)) != value]
    if not changed and journey.created_at is not None:
        return journey
    for name in changed:
        setattr(journey, name, values[name])
    journey.save()
    audit.record(
        by=by,
        action="directory.record_return",
        subject="person",
        subject_id=person.pk,
        owner_id=person.enterprise_id,
        fields=changed,
    )
    events.publish(PeopleChanged(person.enterprise_id, (person.pk,)))
    return journey


def _plain(value: Any) -> Any:
    return value.reveal() if hasattr(value, "reveal") else value
