"""What resumption does when lower rooms tell it something. Registered in apps.py."""

from fugong.cases.events import CaseMoved
from fugong.casetypes.startup.spec import KIND as REPORT
from fugong.core.permissions import SYSTEM
from fugong.directory.events import EnterpriseClassified, PeopleChanged, PersonLeft
from fugong.resumption import choices
from fugong.resumption.actions import mark_stale, refresh
from fugong.resumption.models import Resumption
from fugong.screening.events import StandingChanged


def on_case_moved(event: CaseMoved) -> None:
    """A filing or a report moved: the light is computed at once, in the move's transaction."""
    if event.kind in (choices.FILING_KIND, REPORT):
        cause = f"{event.kind}.{event.move}"
        refresh(enterprise_ids=[event.enterprise_id], by=SYSTEM, cause=cause, case_id=event.case_id)


def on_people_changed(event: PeopleChanged | StandingChanged) -> None:
    """A roster, a declaration, a verdict: soon."""
    mark_stale(enterprise_id=event.enterprise_id)


def on_person_left(event: PersonLeft) -> None:
    """One fewer to be screened."""
    mark_stale(enterprise_id=event.person.enterprise_id)


def on_classified(event: EnterpriseClassified) -> None:
    """An enterprise that an authority knows is on the list."""
    if not Resumption.objects.filter(enterprise_id=event.enterprise_id).exists():
        refresh(enterprise_ids=[event.enterprise_id], by=SYSTEM, cause="day")
