"""What a person decides about a worker: a verdict corrected, a fever confirmed, holds, reviews; and the history behind it."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import StringConstraints

from fugong.core.web.actors import actor_of
from fugong.directory import queries as directory
from fugong.doors.api import verdict_shapes as shapes
from fugong.doors.api.auth import Account
from fugong.doors.api.wire import Body, Day, Reason, answers, made
from fugong.screening import actions, queries

router = Router(tags=["decisions"])
staff = Account("epidemic_officer", "principal")
staff_and_leaders = Account("team_leader", "epidemic_officer", "principal")

Code = Annotated[str, StringConstraints(max_length=30)]


class CorrectedVerdict(Body):
    """An officer's word in place of the rules', through the day `until` or for today; `why` is kept sealed."""

    verdict: shapes.Verdict
    why: Reason
    reason: Code | None = None
    until: Day | None = None


class Why(Body):
    why: Reason


class NewHold(Body):
    """Isolation or observation from `since` (today) to `until` (inclusive; null: until lifted)."""

    kind: Literal["observation", "isolation"]
    why: Reason
    since: Day | None = None
    until: Day | None = None


class HeldPerson(Schema):
    """Somebody who is held, masked."""

    person: UUID
    name: str
    job_number: str
    team: str
    hold: shapes.Hold


class Holds(Schema):
    holds: list[HeldPerson]


class Reviews(Schema):
    reviews: list[shapes.Review]


class NewReview(Body):
    text: Reason


class ReviewAnswer(Body):
    """Uphold the verdict, or correct it to `verdict`; the answer reaches the worker."""

    corrected: bool
    answer: Reason
    verdict: shapes.Verdict | None = None
    reason: Code | None = None
    until: Day | None = None


@router.get("/people/{uuid:id}/history", auth=staff, response=answers(shapes.WholeHistory))
def history(request: HttpRequest, id: UUID) -> shapes.WholeHistory:
    """Reports, readings, verdicts, holds and reviews of somebody, newest first."""
    return shapes.history_of(queries.history(actor_of(request), id))


@router.post("/people/{uuid:id}/verdict", auth=staff, response=answers(shapes.Standing))
def correct_verdict(request: HttpRequest, id: UUID, body: CorrectedVerdict) -> shapes.Standing:
    """Correct a verdict, with the reason for it."""
    actor = actor_of(request)
    person = directory.person(actor, id)
    actions.correct_verdict(
        person=person, by=actor, verdict=body.verdict, why=body.why, reason=body.reason, until=body.until
    )
    return shapes.standing_of(queries.standing(person))


@router.post("/people/{uuid:id}/fever", auth=staff, response=answers(shapes.Standing))
def confirm_fever(request: HttpRequest, id: UUID, body: Why) -> shapes.Standing:
    """Confirm a fever, at a gate or reported: barred, passes revoked, in isolation until it is lifted (G8)."""
    actor = actor_of(request)
    person = directory.person(actor, id)
    actions.confirm_fever(person=person, by=actor, why=body.why)
    return shapes.standing_of(queries.standing(person))


@router.post("/people/{uuid:id}/holds", auth=staff, response=answers(shapes.Standing, 201))
def place_hold(request: HttpRequest, id: UUID, body: NewHold) -> Status:
    """Put somebody in isolation or under observation. Dismissal is barred while it lasts (G15)."""
    actor = actor_of(request)
    person = directory.person(actor, id)
    actions.place_hold(
        person=person, by=actor, kind=body.kind, why=body.why, since=body.since, until=body.until
    )
    return made(shapes.standing_of(queries.standing(person)))


@router.get("/holds", auth=staff, response=answers(Holds))
def list_holds(request: HttpRequest) -> Holds:
    """Everybody in isolation or under observation today; who comes out first stands first."""
    lines = [
        HeldPerson(
            person=one.person_id,
            name=one.name,
            job_number=one.job_number,
            team=one.team,
            hold=shapes.hold_of(one.hold),
        )
        for one in queries.open_holds(actor_of(request))
    ]
    return Holds(holds=lines)


@router.post("/holds/{uuid:id}/lift", auth=staff, response=answers(shapes.Standing))
def lift_hold(request: HttpRequest, id: UUID, body: Why) -> shapes.Standing:
    """End a hold before its day, with the reason. 409 where it was lifted already."""
    actor = actor_of(request)
    hold = queries.hold(actor, id)
    actions.lift_hold(hold=hold, by=actor, why=body.why)
    return shapes.standing_of(queries.standing(hold.person))


@router.get("/reviews", auth=staff, response=answers(Reviews))
def list_reviews(
    request: HttpRequest, state: Literal["open", "upheld", "corrected"] | None = None
) -> Reviews:
    """Requests for human review, the open ones first, then the newest; two hundred at most."""
    found = queries.reviews(actor_of(request), state=state)
    return Reviews(reviews=[shapes.review_of(one) for one in found])


@router.post("/people/{uuid:id}/reviews", auth=staff_and_leaders, response=answers(Reviews, 201))
def ask_review(request: HttpRequest, id: UUID, body: NewReview) -> Status:
    """Contest a verdict in the name of somebody without a phone."""
    actor = actor_of(request)
    person = directory.person(actor, id)
    asked = actions.ask_review(person=person, by=actor, text=body.text)
    found = [one for one in queries.reviews(actor, state="open") if one.id == asked.pk]
    return made(Reviews(reviews=[shapes.review_of(one) for one in found]))


@router.post("/reviews/{uuid:id}/answer", auth=staff, response=answers(shapes.Standing))
def answer_review(request: HttpRequest, id: UUID, body: ReviewAnswer) -> shapes.Standing:
    """Uphold or correct; 409 where it was answered already."""
    actor = actor_of(request)
    review = queries.review(actor, id)
    actions.answer_review(
        review=review,
        by=actor,
        corrected=body.corrected,
        answer=body.answer,
        verdict=body.verdict,
        reason=body.reason,
        until=body.until,
    )
    return shapes.standing_of(queries.standing(review.person))
