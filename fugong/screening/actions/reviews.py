"""A worker contests a verdict, a person decides and says why (PIPL 24)."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.core import audit, clock
from fugong.core.errors import Conflict
from fugong.core.permissions import Actor
from fugong.directory import choices as people
from fugong.directory.models import Person
from fugong.notices import actions as notices
from fugong.screening import choices, permissions
from fugong.screening.actions import verdicts
from fugong.screening.models import Review, Standing


def ask_review(*, person: Person, by: Actor, text: str) -> Review:
    """Ask that a person looks at the verdict; the officer is told. One open request for each worker."""
    permissions.check_can_ask_review(by, person)
    text = verdicts.needed_text(text, "text")
    try:
        return _ask(person, by, text)
    except IntegrityError as error:
        raise Conflict("already_open", _("您已经提出复核，请等待答复。")) from error


@transaction.atomic
def _ask(person: Person, by: Actor, text: str) -> Review:
    entry_id = Standing.objects.filter(person_id=person.pk).values_list("entry_id", flat=True).first()
    if entry_id is None:
        raise Conflict("no_verdict", _("还没有筛查结果，请先填报。"))
    review = Review(person=person, entry_id=entry_id, text=text)
    review.save(force_insert=True)
    notices.post(
        owner_id=person.enterprise_id,
        kind="review_asked",
        details={"person_id": str(person.pk), "review_id": str(review.pk)},
        role=people.EPIDEMIC_OFFICER,
        by=by,
    )
    _record(by, "screening.ask_review", review)
    return review


@transaction.atomic
def answer_review(
    *,
    review: Review,
    by: Actor,
    corrected: bool,
    answer: str,
    verdict: str | None = None,
    reason: str | None = None,
    until: date | None = None,
) -> Review:
    """Uphold the verdict, or correct it to `verdict`; the answer reaches the worker's inbox and is the correction's why."""
    permissions.check_can_decide(by, review.person)
    answer = verdicts.needed_text(answer, "answer")
    review = (
        Review.objects.select_for_update(of=("self",)).select_related("person__enterprise").get(pk=review.pk)
    )
    permissions.check_review_open(review)
    if corrected:
        verdicts.correct_verdict(
            person=review.person,
            by=by,
            verdict=verdict or choices.CLEAR,
            reason=reason,
            until=until,
            why=answer,
        )
    review.state = choices.CORRECTED if corrected else choices.UPHELD
    close(review, by, answer)
    verdicts.tell_worker(review.person, by, "review_answered", review_id=review.pk)
    _record(by, "screening.answer_review", review)
    return review


def close(review: Review, by: Actor, answer: str) -> None:
    """Write an answer into a locked review, its state being set."""
    review.answer, review.answered_at, review.answered_by = answer, clock.now(), by.id
    review.save(update_fields=["state", "answer", "answered_at", "answered_by", "updated_at"])


def _record(by: Actor, action: str, review: Review) -> None:
    audit.record(
        by=by,
        action=action,
        subject="review",
        subject_id=review.pk,
        owner_id=review.person.enterprise_id,
        person=review.person_id,
        entry=review.entry_id,
        state=review.state,
    )
