"""What screening does when the directory changes, and what it answers the directory. Registered in apps.py."""

from django.utils.translation import gettext as _

from fugong.core import audit, clock, tasks
from fugong.core.errors import Conflict
from fugong.core.permissions import SYSTEM, Actor
from fugong.directory.events import PeopleChanged, PersonLeft, PhoneAnswered
from fugong.directory.models import Person
from fugong.screening import choices
from fugong.screening.actions import flags, rejudge, reviews, standings
from fugong.screening.models import Hold, Review, Standing
from fugong.screening.queries.flags import open_flags
from fugong.screening.queries.inputs import open_on
from fugong.screening.queries.standing import standing

AT_ONCE = 10
"""Up to so many are judged again in the publisher's transaction; an import's batch is left to the worker process."""


def on_people_changed(event: PeopleChanged) -> None:
    """A certificate or a return may have changed: judge again whoever stands anywhere (G4)."""
    stand = Standing.objects.filter(person_id__in=event.person_ids).values_list("person_id", flat=True)
    ids = list(stand)
    if len(ids) > AT_ONCE:
        tasks.enqueue("fugong.screening.tasks.judge_again", person_ids=[str(one) for one in ids])
    elif ids:
        rejudge(person_ids=ids, by=SYSTEM)


def on_person_left(event: PersonLeft) -> None:
    """Who left enters no more: passes are revoked, open reviews closed."""
    person = event.person
    for review in Review.objects.select_for_update().filter(person=person, state=choices.OPEN):
        review.state = choices.UPHELD
        reviews.close(review, SYSTEM, _("职工已离职，复核结束。"))
    row = standings.lock([person.pk])[person.pk]
    standings.void(row)
    standings.save(person.enterprise_id, [row], [], voided=[person.pk])
    audit.record(
        by=SYSTEM,
        action="screening.person_left",
        subject="person",
        subject_id=person.pk,
        owner_id=person.enterprise_id,
    )


def on_phone_answered(event: PhoneAnswered) -> None:
    """A new device that is the worker's own needs no more talk; one that is not stays flagged."""
    if event.own:
        flags.confirm_device(person_id=event.person_id, session_ids=event.session_ids, by_id=event.by_id)


def menu_count(view: str, actor: Actor) -> int | None:
    """How many flags wait, beside their page in the desk's menu."""
    return open_flags(actor) if view == "desk:flags" else None


def dismissal_bar(person: Person) -> Conflict | None:
    """Why this worker may not be marked as left now, in G15's words; None where nothing stands against it.

    An open isolation or observation, or a verdict that keeps the worker out for contact, stay, observation or isolation.
    """
    held = Hold.objects.filter(open_on(clock.today()), person=person).exists()
    if not held:
        seen = standing(person)
        held = seen.verdict in standings.KEEPS_OUT and any(
            reason.code in choices.PROTECTED_REASONS and reason.verdict in standings.KEEPS_OUT
            for reason in seen.reasons
        )
    if not held:
        return None
    return Conflict(
        "dismissal_barred",
        _(
            "该职工正在隔离或留观。对因隔离、留观或政府采取紧急措施不能提供正常劳动的，"
            "不得随意解除、终止劳动合同，也不得退回劳务派遣用工（焦防指〔2020〕16号第15条）。请在解除隔离、留观后再办理。"
        ),
        article="G15",
    )
